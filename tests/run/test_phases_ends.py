"""The one loop: it never raises, and says of every end whether something may have been sent."""

from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pydantic import SecretStr
from tests.run.rig import ADA, BUTTON, EMAIL, LOADED, OPTIONS, confirmed, ended, form
from tests.web import FOREIGN

from optout.deadline import due
from optout.errors import Exit, Interrupted, RecordError
from optout.outcome import BLOCKING, Reason, State
from optout.run.inputs import Objection
from optout.run.record_facts import beginning_of

SECRET = "my-own-words-that-nobody-may-see"


def raises(error):
    def act(*_):
        raise error

    return act


TROUBLE = {
    "a bug": KeyError(SECRET),
    "a file system": OSError(28, "No space left on device", SECRET),
    "Playwright": Error(f"Locator.fill: {SECRET}"),
    "Playwright's time-out": PlaywrightTimeout(f"Timeout 100ms exceeded: {SECRET}"),
    "the record": RecordError("the record cannot be written"),
}
BEFORE = ["step_started", "form_filled", "answered"]


def settled(rig, outcome):
    """What holds of every end: the journal agrees, nothing personal is told, every sentence is
    complete.
    """
    assert rig.trouble == ()
    assert rig.row.state == outcome.state
    assert "?" not in outcome.message
    for told in (outcome.message, outcome.hint, str(outcome.detail), *map(str, rig.notes.events)):
        assert SECRET not in told
        assert "ada@example.eu" not in told
        assert "No photos of mine" not in told
    return outcome


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        *((BEFORE[-1], error) for error in TROUBLE.values()),
        *((moment, TROUBLE["a bug"]) for moment in BEFORE[:-1]),
    ],
)
def test_whatever_fails_before_the_send_stops_the_run_and_nothing_was_sent(rig, moment, error):
    rig.notes.when[moment] = raises(error)
    outcome = settled(rig, rig.go())
    assert outcome.state == State.STOPPED
    assert outcome.exit not in {Exit.DONE, Exit.UNKNOWN}
    assert (rig.sends, rig.row.sent_at) == (0, None)


@pytest.mark.parametrize(
    "error", [TROUBLE["a bug"], TROUBLE["Playwright's time-out"]], ids=["a bug", "a time-out"]
)
@pytest.mark.parametrize("moment", ["armed", "asked after it left", "while waiting"])
def test_whatever_fails_after_arming_is_unknown_and_blocks(rig, moment, error):
    if moment == "armed":
        rig.notes.when["armed"] = raises(error)
    elif moment == "asked after it left":
        rig.hands.at["sent"] = raises(error)
    else:
        rig.answers(lambda *_: None)
        rig.tick = lambda: raises(error)() if rig.sends else None
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason, outcome.exit) == (
        State.UNKNOWN,
        Reason.FAILED,
        Exit.UNKNOWN,
    )
    assert rig.row.state in BLOCKING
    assert rig.sends <= 1


def closes(page, *_):
    page.close()


INTERRUPTS = raises(Interrupted("you interrupted"))
LEAVES = {
    "the window, closed": (closes, Reason.CLOSED, Exit.NEEDS_PERSON, Exit.UNKNOWN),
    "Ctrl-C": (INTERRUPTS, Reason.INTERRUPTED, Exit.INTERRUPTED, Exit.INTERRUPTED),
}


@pytest.mark.parametrize(("does", "reason", "before", "after"), LEAVES.values(), ids=LEAVES)
@pytest.mark.parametrize("moment", ["sign_in", "approve", "take_over", "sent"])
def test_whatever_ends_it_says_whether_it_may_have_been_sent(
    rig, moment, does, reason, before, after
):
    rig.waits(patience=0.5)
    rig.answers(lambda *_: None)
    if moment == "sign_in":
        rig.context.clear_cookies()
    elif moment == "take_over":
        rig.show(form(EMAIL + BUTTON))
    rig.hands.at[moment] = does
    outcome = settled(rig, rig.go())
    sent = moment == "sent"
    assert (outcome.state, outcome.reason) == (State.UNKNOWN if sent else State.STOPPED, reason)
    assert (outcome.exit, rig.sends) == (after if sent else before, int(sent))
    assert (rig.row.state in BLOCKING) == sent


def crashes(page, *_):
    cdp = page.context.new_cdp_session(page)
    cdp.on("Inspector.targetCrashed", lambda _: None)
    with pytest.raises(Error):
        page.goto("chrome://crash", timeout=5000)


def test_a_page_that_crashes_after_the_send_is_unknown(rig):
    rig.answers(lambda *_: None)
    rig.hands.at["sent"] = crashes
    outcome = settled(rig, rig.go())
    assert outcome.state == State.UNKNOWN
    assert rig.row.state in BLOCKING


def test_the_steps_are_numbered_to_the_last_one(rig):
    assert settled(rig, rig.go()).state == State.CONFIRMED
    started = [event for event in rig.notes.events if event.kind == "step_started"]
    assert [event.number for event in started] == list(range(1, rig.run.reporter.total + 1))
    steps = ["sign_in", "open_form", "check_email email", "fill comment", "send", "confirm"]
    assert [event.step for event in started] == steps


def test_a_form_at_a_foreign_address_is_not_filled(rig):
    rig.waits(patience=1)
    rig.show(form(), FOREIGN)
    rig.show(f"<script>location.replace('{FOREIGN}')</script>")
    outcome = settled(rig, rig.go())
    assert (outcome.reason, outcome.exit) == (Reason.FOREIGN_ADDRESS, Exit.PAGE_CHANGED)
    assert rig.run.window.page.locator("[name=why]").input_value() == ""


# The day by which an answer is due


def test_a_confirmed_one_is_due_a_month_after_the_day_it_was_sent_on(rig):
    confirmed(rig)
    sent = datetime.fromisoformat(rig.row.sent_at).date()
    assert (rig.row.received_on, rig.row.due_on) == (f"{sent}", f"{due(sent, ['IE']).day}")


def test_one_of_which_nobody_knows_is_too_in_case_it_was_received(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer("<p>Thank you for your visit")
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.row.due_on == f"{due(date.fromisoformat(rig.row.received_on), ['IE']).day}"


COUNTRIES = {None: None, "FR": "FR", "Frankreich": "FR", "DE-BE": "DE-BE", "Atlantis": None}


@pytest.mark.parametrize(("country", "code"), COUNTRIES.items())
def test_where_the_person_lives_is_known_by_their_country(country, code):
    person = ADA.model_copy(update={"country": SecretStr(country) if country else None})
    about = beginning_of(Objection(LOADED, person, OPTIONS, Path("unused"), "browser", "1"))
    assert (about.seat, about.lives_in) == ("IE", code)
