"""The record of a rehearsal says so in its name, its description and every page, and cannot lose
it.
"""

import pytest
from tests.evidence.handmade import ID, RECORD, make_record, write_record

from optout.evidence.record import Record

pytestmark = pytest.mark.faults

REPLAY = {"request_id": f"REPLAY-{ID}", "replay": True, "replay_case": "received-en"}
LETTER = {"status": "drafted", "reason": "letter_drafted"}
TO = "under GDPR Art. 21(1) to Example Controller Limited"


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, f"Record of an objection {TO}"),
        (LETTER, f"Record of a drafted letter: an objection {TO}"),
        (REPLAY, f"REPLAY, no objection was made: Record of a rehearsal of an objection {TO}"),
    ],
)
def test_bag_info_says_what_it_is_a_record_of(tmp_path, made, says):
    make_record(tmp_path)
    write_record(tmp_path, **{"files": {}, **made})
    record = Record.model_validate_json((tmp_path / RECORD).read_bytes())
    assert (record.bag_info["External-Description"], record.bag_info["Bagging-Date"]) == (
        says,
        "2026-11-24",
    )
