import json
import os
import re
import shutil
import stat
from types import SimpleNamespace

import pytest
from tests.evidence.samples import (
    COMMENT,
    EMAIL,
    FORM,
    about,
    begun,
    confirmed,
    sent,
    shot,
    stopped,
    values,
)

from optout.errors import RecordError
from optout.evidence.record import Stage
from optout.evidence.verify import verify


def read(sealed, name="record.json"):
    return json.loads((sealed.folder / "data" / name).read_text("utf-8"))


def test_a_confirmed_record_says_who_sent_what_to_whom_and_how_it_ended(sealed):
    record = read(sealed)
    assert re.fullmatch(r"2026-11-24-facebook-[0-9a-z]{4}", record["request_id"])
    assert record["request_id"] == sealed.id == sealed.folder.name
    assert (record["regime"], record["exercise"], record["status"]) == ("gdpr", "objection", "confirmed")
    assert record["issued_at"] == "2026-11-24T23:50:40.120Z"
    assert record["expected_by"] == "2026-12-24"
    basis = {"received_on": "2026-11-24", "ends_on": "2026-12-24", "holidays_of": ["IE"]}
    assert record["answer_due"] == basis
    assert record["values"] == [
        {"label": "Email address", "value": EMAIL},
        {"label": "Comment", "value": COMMENT},
    ]
    assert record["confirmation"]["matched"] == "applied going forward"
    assert record["approval"] == {"by": "person", "how": "asked", "at": "2026-11-24T23:50:39.120Z"}
    assert {capture["status"] for capture in record["captures"]} == {"ok"}
    assert record["replay"] is False


def test_the_folder_has_the_files_of_the_design(sealed):
    assert {path.relative_to(sealed.folder).as_posix() for path in sealed.folder.rglob("*") if path.is_file()} == {
        "START-HERE.pdf", "HOW-TO-VERIFY.txt", "bagit.txt", "bag-info.txt", "manifest-sha256.txt",
        "tagmanifest-sha256.txt", "data/record.json", "data/events.jsonl", "data/01-filled.png", "data/01-filled.txt",
        "data/01-fields.json", "data/02-send.json", "data/03-confirmation.png", "data/03-confirmation.txt",
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="modes of files are another thing on Windows")
def test_a_sealed_record_can_only_be_read_and_only_by_its_owner(sealed):
    for path in [sealed.folder, *sealed.folder.rglob("*")]:
        expected = 0o500 if path.is_dir() else 0o400
        assert stat.S_IMODE(path.stat().st_mode) == expected


def test_the_request_is_kept_without_its_token_and_with_the_clocks_difference(sealed):
    send = read(sealed, "02-send.json")
    assert send["address"] == "https://www.example.com/ajax/submit?lsd=•••"
    assert send["clock_skew_seconds"] == 1.9
    assert send["field_names"] == ["email", "why"]


@pytest.mark.parametrize("date", [None, "yesterday", ""])
def test_a_server_without_a_usable_clock_gives_no_difference(tmp_path, date):
    recorder = begun(tmp_path, about())
    recorder.sent(sent(server_date=date))
    assert read(recorder.seal(confirmed(), None), "02-send.json")["clock_skew_seconds"] is None


def test_a_stopped_run_leaves_a_record_without_a_send(page, tmp_path):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    recorder.capture(Stage.FILLED, shot(page))
    result = recorder.seal(stopped(), page.context.new_page)
    record = read(result)
    assert (record["status"], record["issued_at"], record["expected_by"]) == ("stopped", None, None)
    assert not (result.folder / "data" / "02-send.json").exists()
    assert verify(result.folder, result.fingerprint).ok


def test_a_second_capture_that_fails_whole_leaves_the_first(page, tmp_path, monkeypatch):
    recorder = begun(tmp_path, about())
    page.set_content("<p>before")
    recorder.capture(Stage.FILLED, shot(page))

    def full(file, _data):
        raise OSError(28, "No space left on device", str(file))

    with monkeypatch.context() as disk:
        disk.setattr("optout.evidence.capture.replace_private", full)
        tried = recorder.capture(Stage.FILLED, shot(page, text="after"))
    assert {(one.status, one.reason) for one in tried} == {("failed", "not_written")}
    result = recorder.seal(stopped(), None)
    assert (result.folder / "data" / "01-filled.txt").read_text("utf-8") == "before\n"
    assert [one["status"] for one in read(result)["captures"]] == ["ok", "ok", "failed"]
    assert '"png": "failed"' in (result.folder / "data" / "events.jsonl").read_text("utf-8")


def test_a_folder_that_is_a_file_is_an_early_error(tmp_path):
    (tmp_path / "records").write_text("")
    with pytest.raises(RecordError, match="cannot be written"):
        begun(tmp_path / "records", about())


def test_a_nearly_full_disk_is_an_early_error(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    with pytest.raises(RecordError, match="50 MB"):
        begun(tmp_path, about())
    assert list(tmp_path.iterdir()) == []


def test_a_seal_that_fails_keeps_what_there_is(tmp_path, monkeypatch):
    recorder = begun(tmp_path, about())
    recorder.note("ended")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optout.evidence.recorder.close_bag", full)
    with pytest.raises(RecordError, match="No space left") as error:
        recorder.seal(stopped(), None)
    assert str(recorder.folder) in error.value.hint
    assert (recorder.folder / "data" / "events.jsonl").exists()
    assert not (tmp_path / recorder.id).exists()


def test_halves_of_characters_do_not_stop_a_seal(tmp_path):
    recorder = begun(tmp_path, about())
    recorder.note("asked", about="half \ud83d of one")
    result = recorder.seal(stopped(values=values(("Comment", "half \ud83d of one"))), None)
    assert read(result)["values"][0]["value"] == "half \ufffd of one"
    assert verify(result.folder).ok
