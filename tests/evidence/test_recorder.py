"""A run's record: what it says, its files, and what becomes of it where something fails."""

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
    FILLED_FIELD,
    FORM,
    about,
    begun,
    record_objection,
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
    wanted = {
        "regime": "gdpr", "exercise": "objection", "status": "confirmed", "replay": False,
        "issued_at": "2026-11-24T23:50:40.120Z", "expected_by": "2026-12-24",
        "answer_due": {"received_on": "2026-11-24", "ends_on": "2026-12-24", "seat": "IE", "lives_in": None},
        "values": [
            {"label": "Email address", "value": EMAIL, "value_name": "email", "origin": None},
            {"label": "Comment", "value": COMMENT, "value_name": "comment", "origin": None},
        ],
        "approval": {"by": "person", "how": "asked", "at": "2026-11-24T23:50:39.120Z"},
    }  # fmt: skip
    assert {name: record[name] for name in wanted} == wanted
    assert record["confirmation"]["matched"] == "applied going forward"
    assert {capture["status"] for capture in record["captures"]} == {"ok"}
    submission = record["submission"]
    [request] = submission["requests"]
    assert request["address"] == "https://www.example.com/ajax/submit?lsd=•••"
    assert (submission["clock_skew_seconds"], submission["field_names"]) == (1.9, ["email", "why"])
    assert [field["value"] for field in record["fields"]] == [EMAIL]


def test_the_folder_has_the_files_of_the_design_which_only_their_owner_can_read(sealed):
    assert {path.relative_to(sealed.folder).as_posix() for path in sealed.folder.rglob("*") if path.is_file()} == {
        "START-HERE.pdf", "HOW-TO-VERIFY.txt", "record.schema.json", "bagit.txt", "bag-info.txt", "manifest-sha256.txt",
        "tagmanifest-sha256.txt", "data/record.json", "data/events.jsonl", "data/01-filled.png", "data/01-filled.txt",
        "data/02-confirmation.png", "data/02-confirmation.txt",
    }  # fmt: skip
    if os.name != "nt":  # modes of files are another thing on Windows
        for path in [sealed.folder, *sealed.folder.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) == (0o500 if path.is_dir() else 0o400)


def test_a_crash_after_the_send_leaves_what_was_in_the_form_and_where_it_went(page, tmp_path):
    recorder = record_objection(page, tmp_path)  # and then the program is killed
    lines = (recorder.folder / "data" / "events.jsonl").read_text("utf-8").splitlines()
    kept = {event["kind"]: event["detail"] for event in map(json.loads, lines)}
    assert (kept["field_kept"]["label"], kept["field_kept"]["value"]) == ("Email address", EMAIL)
    assert kept["request_kept"] == {
        "method": "POST",
        "address": "https://www.example.com/ajax/submit?lsd=•••",
        "status": "200",
    }


def test_of_a_form_that_was_approved_twice_the_last_is_kept(tmp_path):
    recorder = begun(tmp_path, about())
    recorder.fields([FILLED_FIELD, FILLED_FIELD])
    recorder.fields([FILLED_FIELD.model_copy(update={"label": "Your address"})])
    result = recorder.seal(stopped(), None)
    assert [field["label"] for field in read(result)["fields"]] == ["Your address"]
    assert verify(result.folder).whole


@pytest.mark.parametrize("name", ["Ada Example", "Zoë\nExample", None])
def test_the_bag_names_as_its_contact_whoever_gave_their_name(tmp_path, name):
    result = begun(tmp_path, about(contact_name=name)).seal(stopped(), None)
    info = (result.folder / "bag-info.txt").read_text("utf-8")
    contacts = [line for line in info.splitlines() if line.startswith("Contact-Name")]
    assert contacts == ([f"Contact-Name: {' '.join(name.split())}"] if name else [])
    assert verify(result.folder, result.fingerprint).whole


def test_a_stopped_run_leaves_a_record_without_a_send(page, tmp_path):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    recorder.capture(Stage.FILLED, shot(page))
    result = recorder.seal(stopped(), page.context.new_page)
    record = read(result)
    assert (record["status"], record["issued_at"], record["expected_by"]) == ("stopped", None, None)
    assert record["submission"] is None
    assert verify(result.folder, result.fingerprint).ok


@pytest.mark.parametrize("fails", [".png", ""], ids=["the picture", "both"])
def test_of_a_second_capture_that_fails_what_is_left_is_kept_and_a_whole_failure_leaves_the_first(
    page, tmp_path, monkeypatch, fails
):
    recorder = begun(tmp_path, about())
    page.set_content("<p>before")
    recorder.capture(Stage.FILLED, shot(page))

    def full(file, data):
        if file.name.endswith(fails):
            raise OSError(28, "No space left on device", str(file))
        file.write_bytes(data)

    with monkeypatch.context() as disk:
        disk.setattr("optout.evidence.capture.replace_private", full)
        tried = recorder.capture(Stage.FILLED, shot(page, text="after"))
    lacks = [(one.status, one.reason, one.detail) for one in tried if one.file is None]
    assert lacks == [("failed", "not_written", {"error": "No space left on device"})] * (
        1 if fails else 2
    )
    result = recorder.seal(stopped(), None)
    assert (result.folder / "data" / "01-filled.txt").read_text("utf-8") == (
        "after\n" if fails else "before\n"
    )
    assert (result.folder / "data" / "01-filled.png").exists() == (not fails)
    assert '"png": "failed"' in (result.folder / "data" / "events.jsonl").read_text("utf-8")
    assert verify(result.folder).ok


def test_a_folder_that_is_a_file_and_a_nearly_full_disk_are_early_errors(tmp_path, monkeypatch):
    (tmp_path / "records").write_text("")
    with pytest.raises(RecordError, match="cannot be written"):
        begun(tmp_path / "records", about())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    with pytest.raises(RecordError, match="50 MB"):
        begun(tmp_path, about())
    assert [one.name for one in tmp_path.iterdir()] == ["records"]


def test_a_seal_that_fails_keeps_what_there_is(tmp_path, monkeypatch):
    recorder = begun(tmp_path, about())
    recorder.note("ended")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optout.evidence.folder.close_bag", full)
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
