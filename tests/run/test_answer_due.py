"""What the journal keeps of the day by which an answer is due, once a run has ended."""

from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from tests.run.rig import ADA, LOADED, OPTIONS, ended

from optout.deadline import due
from optout.outcome import State
from optout.run.recording import about_of
from optout.run.task import Objection


def days(row):
    return row.received_on and date.fromisoformat(row.received_on), row.due_on and date.fromisoformat(row.due_on)


def test_a_confirmed_one_is_due_a_month_after_the_day_it_was_sent_on(rig):
    assert ended(rig)[0] == State.CONFIRMED
    sent = datetime.fromisoformat(rig.row.sent_at).date()
    assert days(rig.row) == (sent, due(sent, ["IE"]).day)


def test_one_of_which_nobody_knows_is_too_in_case_it_was_received(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer("<p>Thank you for your visit")
    assert ended(rig)[0] == State.UNKNOWN
    assert days(rig.row)[1] == due(days(rig.row)[0], ["IE"]).day


@pytest.mark.parametrize(
    ("country", "code"), [(None, None), ("FR", "FR"), ("Frankreich", "FR"), ("DE-BE", "DE-BE"), ("Atlantis", None)]
)
def test_where_the_person_lives_is_known_by_their_country(country, code):
    person = ADA.model_copy(update={"country": SecretStr(country) if country else None})
    about = about_of(Objection(LOADED, person, OPTIONS, Path("unused"), "browser", "1"))
    assert (about.seat, about.lives_in) == ("IE", code)
