"""A record that was rewritten, with every hash, so that it contradicts itself is found, though no
hash would tell.
"""

import json
from datetime import timedelta

import pytest
from tests.evidence.handmade import (
    ANSWER,
    EVENTS,
    KEPT,
    edit_record,
    files_of,
    make_record,
    name_in,
    reseal,
    write_timeline,
)
from tests.evidence.samples import COMMENT, FILLED_FIELD, STARTED, about, sent

from optout.evidence.folder import close_bag
from optout.evidence.record import SettingRead, iso
from optout.evidence.verify import verify

SENT_AT = sent().at
TIMELINE = ["browser_opened", "captured", "asked", "answered", "request_left", *KEPT, "sealing"]


@pytest.fixture
def told(tmp_path):
    """A record that says more than the handmade one, and does not contradict itself."""
    make_record(tmp_path)
    due = about().answer_due(SENT_AT).model_dump(mode="json")
    edit_record(
        tmp_path,
        approval={"by": "person", "how": "asked", "at": iso(SENT_AT - timedelta(seconds=1))},
        confirmation={"texts": ["applied going forward"], "matched": "applied going forward"},
        expected_by=about().deadline(SENT_AT).day.isoformat(),
        answer_due=due,
    )
    write_timeline(tmp_path, TIMELINE)
    edit_record(tmp_path, files=files_of(tmp_path))
    reseal(tmp_path)
    assert verify(tmp_path).ok
    return tmp_path


def record(**changes):
    return lambda folder: edit_record(folder, **changes)


def submission(**changes):
    """Rewrite the submission in record.json and, alike, in the timeline."""
    other = sent(**changes)

    def change(folder):
        edit_record(folder, submission=other.model_dump(mode="json"))
        write_timeline(folder, TIMELINE, request=other.requests[0])

    return change


def submission_alone(**changes):
    return record(submission=sent(**changes).model_dump(mode="json"))


def answered(moment):
    """Let the server answer the request at another moment, which the timeline does not have."""
    [request] = sent().requests
    return submission_alone(requests=[request.model_copy(update={"answered_at": moment})])


def pressed(answered_at):
    """Let a setting be pressed when the form was sent, and its request be answered at a moment."""
    [request] = sent().requests
    setting = SettingRead(
        label="AI training",
        wanted={"code": "off", "names": {"en": "off"}},
        means="Nothing is used.",
        not_covered=None,
        pressed_at=SENT_AT,
        requests=[request.model_copy(update={"answered_at": answered_at})],
    )
    return record(settings=[setting.model_dump(mode="json")])


def field_alone(**changes):
    return record(fields=[FILLED_FIELD.model_copy(update=changes).model_dump(mode="json")])


def field(**changes):
    """Rewrite the field in record.json and, alike, in the timeline."""
    other = FILLED_FIELD.model_copy(update=changes)

    def change(folder):
        edit_record(folder, fields=[other.model_dump(mode="json")])
        rewrite_event(folder, "field_kept", other.noted)

    return change


def rewrite_event(folder, kind, detail):
    lines = (folder / EVENTS).read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    [event] = [event for event in events if event["kind"] == kind]
    event["detail"] = detail
    text = "".join(f"{json.dumps(event)}\n" for event in events)
    (folder / EVENTS).write_text(text, "utf-8")


def sent_later(folder):
    """Let the form leave later than the timeline has it, in all of record.json."""
    later = sent(at=SENT_AT + timedelta(seconds=20))
    edit_record(
        folder, submission=later.model_dump(mode="json"), issued_at=iso(later.at),
        ended_at=iso(later.at),
    )  # fmt: skip


def due_from_another_day(folder):
    """Let the time for an answer count from a later day than that of the send."""
    later = SENT_AT + timedelta(days=10)
    edit_record(
        folder,
        answer_due=about().answer_due(later).model_dump(mode="json"),
        expected_by=about().deadline(later).day.isoformat(),
    )


def without(kind):
    """Take events out of the timeline."""

    def change(folder):
        lines = (folder / EVENTS).read_text("utf-8").splitlines(keepends=True)
        left = [line for line in lines if f'"{kind}"' not in line]
        assert len(left) < len(lines)
        (folder / EVENTS).write_text("".join(left), "utf-8")

    return change


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
    "an end long after the last event of its timeline": record(
        ended_at=iso(STARTED + timedelta(days=365))
    ),
    "an answer of the server after the end": answered(STARTED + timedelta(days=1)),
    "an answer of the server before the send": answered(SENT_AT - timedelta(minutes=1)),
    "an answer about a setting before its press": pressed(SENT_AT - timedelta(minutes=1)),
    "an answer about a setting after the end": pressed(STARTED + timedelta(days=1)),
    "another e-mail address than the form's": record(
        values=[
            {"label": "Email address", "value": "eve@example.eu", "value_name": "email"},
            {"label": "Comment", "value": COMMENT, "value_name": "comment"},
        ]
    ),
    "a confirmation after a server's error": submission(status=500),
    "a send by hand that the program was allowed": submission(by_hand=True),
    "another time of the request than that of the send": submission(
        at=SENT_AT + timedelta(seconds=5)
    ),
    "a request to another address than the timeline's": submission_alone(
        address="https://www.example.org/other/place"
    ),
    "another answer than the timeline's": submission_alone(status=204),
    "no submission, which the timeline has": record(submission=None, issued_at=None),
    "a submission that the timeline lacks": without("request_kept"),
    "another name of a field than the timeline's": field_alone(label="Telephone"),
    "another text in a field than the timeline's": field_alone(value="eve@example.eu"),
    "a form without fields, of which the timeline has one": record(fields=[]),
    "a field that the timeline lacks": without("field_kept"),
    "a picture that is not among its files": record(
        captures=[{"stage": "filled", "kind": "png", "file": "01-other.png", "status": "ok"}]
    ),
    "an approval after the send": record(
        approval={"by": "person", "how": "asked", "at": iso(SENT_AT + timedelta(hours=1))}
    ),
    "another day of the answer than what it rests on": record(expected_by="2027-06-01"),
    "a timeline that ends after the run, in another order": events_late,
    "another moment of the send than the timeline's": sent_later,
    "another moment of the approval than that of the answer": record(
        approval={"by": "person", "how": "asked", "at": iso(STARTED - timedelta(seconds=5))},
        started_at=iso(STARTED - timedelta(seconds=60)),
    ),
    "a person who approved it without being asked": without("answered"),
    "a person who read the answer without being asked": record(
        reason="confirmed_by_person",
        confirmation={"texts": ["applied going forward"], "read_by": "person"},
    ),
    "another controller than the one that the person was asked about": lambda folder: rewrite_event(
        folder, "asked", {"step": "approve", "controller": "Somebody Else Limited"}
    ),
    "another comment than the form's": field(value_name="comment", value="I agree to it."),
    "a time for an answer that counts from another day than the send's": due_from_another_day,
    "an answer that the page's text does not have": lambda folder: (folder / ANSWER).write_text(
        "refused\n", "utf-8"
    ),
}


def test_a_setting_whose_request_was_answered_in_the_run_is_no_contradiction(told):
    pressed(SENT_AT)(told)
    edit_record(told, files=files_of(told))
    reseal(told)
    assert verify(told).ok


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_record_that_contradicts_itself_is_found(told, name):
    REWRITTEN[name](told)
    edit_record(told, files=files_of(told))
    reseal(told)
    assert not verify(told).ok


@pytest.mark.parametrize(
    ("contact", "found"), [("Eve Example", ["bag-info.txt"]), ("Ada Example", [])]
)
def test_another_contact_in_the_bag_than_in_the_record_is_found(told, contact, found):
    edit_record(told, contact_name="Ada Example")
    close_bag(told, {"External-Identifier": name_in(told), "Contact-Name": contact})
    assert [finding.file for finding in verify(told).findings] == found
