"""The record of a rehearsal says so in its name, its description and every page, and cannot lose it."""

import pytest
from tests.evidence.handmade import ID, RECORD, edit_record, make_record, reseal, write_record
from tests.evidence.samples import about, confirmed, record_objection

from optout.evidence.folder import Wrong, close_bag, write_manifest
from optout.evidence.record import Record
from optout.evidence.verify import Kept, check, verify

pytestmark = pytest.mark.faults

REPLAY = {"request_id": f"REPLAY-{ID}", "replay": True, "replay_case": "received-en"}
REHEARSED = "REPLAY, no objection was made: Record of a rehearsal of"
LETTER = {"status": "drafted", "reason": "letter_drafted"}
SETTING = {
    "settings": [
        {
            **dict.fromkeys(("label", "found", "wanted", "means", "before", "after"), "x"),
            "not_covered": None,
            "as_wanted": True,
            "absent": False,
            "locked": False,
            "pressed_at": None,
            "by_hand": False,
        }
    ]
}


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, "Record of an objection under GDPR Art. 21(1) to Example Controller Limited"),
        (LETTER, "Record of a drafted letter: an objection under GDPR Art. 21(1) to Example Controller Limited"),
        (SETTING, "Record of a setting of an account at Example Controller Limited"),
        (
            REPLAY,
            f"{REHEARSED} an objection under GDPR Art. 21(1) to Example Controller Limited",
        ),
        (
            {**REPLAY, **SETTING},
            f"{REHEARSED} a setting of an account at Example Controller Limited",
        ),
    ],
    ids=["objection", "letter", "setting", "rehearsal", "rehearsal of a setting"],
)
def test_bag_info_says_what_it_is_a_record_of(tmp_path, made, says):
    make_record(tmp_path)
    write_record(tmp_path, **{"files": {}, **made})
    record = Record.model_validate_json((tmp_path / RECORD).read_bytes())
    assert (record.described, record.sealed_on) == (says, "2026-11-24")


def test_a_sealed_replay_has_that_line(replay):
    lines = (replay.folder / "bag-info.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if "Record of" in line] == [
        f"External-Description: {REHEARSED} an objection under GDPR Art. 21(1) to Example Controller Limited"
    ]


@pytest.fixture
def replay(page, tmp_path):
    """A sealed record of a rehearsal, which may be written to."""
    recorder = record_objection(page, tmp_path, about(replay_case="received", language="fr"))
    made = recorder.seal(confirmed(), page.context.new_page)
    for path in (made.folder, *made.folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return made


def rewritten(folder, name, **changes):
    """Write a record anew under another name, with its description and every hash; its summary stays as printed."""
    edit_record(folder, request_id=name, **changes)
    record = Record.model_validate_json((folder / RECORD).read_bytes())
    info = {
        "External-Identifier": name,
        "External-Description": record.described,
        "Bagging-Date": record.sealed_on,
    }
    write_manifest(folder)
    close_bag(folder, info)
    return folder.rename(folder.with_name(name))


def test_a_replay_that_was_rewritten_as_live_does_not_verify(replay):
    live = rewritten(replay.folder, replay.id.removeprefix("REPLAY-"), replay=False, replay_case=None)
    told = check(live, Kept(), ())
    assert not told.ok
    assert [(one.kind, one.file) for one in told.findings] == [(Wrong.DISAGREES, "START-HERE.pdf")]
    assert "it proves nothing until that is explained" in told.summary


def test_a_record_that_was_rewritten_as_a_replay_does_not_verify(copy):
    name = f"REPLAY-{copy.name}"
    told = check(rewritten(copy, name, replay=True, replay_case="received-en"), Kept(), ())
    assert [one.file for one in told.findings] == ["START-HERE.pdf"]


def test_where_no_summary_was_printed_nothing_is_compared_with_it(page, tmp_path):
    made = record_objection(page, tmp_path, about(replay_case="received")).seal(confirmed(), None)
    assert verify(made.folder, made.fingerprint).ok


@pytest.mark.parametrize("title", [b"", b"/Title", b"/Title <FEF>", b"/Title (No record at all)", b"/Title <FEFF00>"])
def test_a_summary_that_counts_as_not_printed_and_has_no_title_is_no_fault(tmp_path, title):
    make_record(tmp_path)
    (tmp_path / "START-HERE.pdf").write_bytes(b"%PDF-1.7\n" + title)
    reseal(tmp_path)
    assert verify(tmp_path).ok
