"""A record that was rewritten, with every hash, so that it contradicts itself is found, though no
hash would tell.
"""

import json
from datetime import timedelta

import pytest
from tests.evidence.handmade import (
    ANSWER,
    RECORD,
    edit_record,
    files_of,
    make_record,
    reseal,
    write_timeline,
)
from tests.evidence.samples import COMMENT, STARTED, about, sent

from optout.evidence.record import iso
from optout.evidence.verify import verify

SENT, FIELDS = "data/02-send.json", "data/01-fields.json"
SENT_AT = sent().at


@pytest.fixture
def told(tmp_path):
    """A record that says more than the handmade one, and does not contradict itself."""
    make_record(tmp_path)
    field = {
        "label": "Email address",
        "name": "email",
        "kind": "email",
        "origin": "entered",
        "value": "ada@example.eu",
        "read_only": False,
    }
    (tmp_path / FIELDS).write_text(json.dumps([field]), "utf-8")
    due = about().answer_due(SENT_AT).model_dump(mode="json")
    edit_record(
        tmp_path,
        approval={"by": "person", "how": "asked", "at": iso(SENT_AT - timedelta(seconds=1))},
        confirmation={"text": "applied going forward", "matched": "applied going forward"},
        expected_by=about().deadline(SENT_AT).day.isoformat(),
        answer_due=due,
    )
    edit_record(tmp_path, files=files_of(tmp_path))
    reseal(tmp_path)
    assert verify(tmp_path).ok
    return tmp_path


def edit(folder, name, **changes):
    told = json.loads((folder / name).read_text("utf-8"))
    told = {**told, **changes} if isinstance(told, dict) else [{**one, **changes} for one in told]
    (folder / name).write_text(json.dumps(told), "utf-8")


def file(name, **changes):
    return lambda folder: edit(folder, name, **changes)


def record(**changes):
    return file(RECORD, **changes)


def events_late(folder):
    """Let the form leave before the browser opens, and all of it happen a day after the run's
    end.
    """
    late = STARTED + timedelta(days=1)
    write_timeline(folder, ["request_left", "browser_opened", "captured", "sealing"], late)


REWRITTEN = {
    "a status that its reason does not go with": record(status="rejected"),
    "another time of the send than that of the request": record(
        issued_at=iso(SENT_AT + timedelta(seconds=5))
    ),
    "an end before its beginning": record(ended_at=iso(STARTED - timedelta(minutes=1))),
    "another e-mail address than the form's": record(
        values=[
            {"label": "Email address", "value": "eve@example.eu", "value_name": "email"},
            {"label": "Comment", "value": COMMENT, "value_name": "comment"},
        ]
    ),
    "a confirmation after a server's error": file(SENT, status=500),
    "a send by hand that the program was allowed": file(SENT, by_hand=True),
    "a picture that is not among its files": record(
        captures=[{"stage": "filled", "kind": "png", "file": "01-other.png", "status": "ok"}]
    ),
    "an approval after the send": record(
        approval={"by": "person", "how": "asked", "at": iso(SENT_AT + timedelta(hours=1))}
    ),
    "another day of the answer than what it rests on": record(expected_by="2027-06-01"),
    "a timeline that ends after the run, in another order": events_late,
    "an answer that the page's text does not have": lambda folder: (folder / ANSWER).write_text(
        "refused\n", "utf-8"
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_record_that_contradicts_itself_is_found(told, name):
    REWRITTEN[name](told)
    edit_record(told, files=files_of(told))
    reseal(told)
    assert not verify(told).ok
