"""The one loop: it never raises, and says of every end whether something may have been sent."""

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from tests.run.rig import BUTTON, EMAIL, RECEIVED, form
from tests.web import FOREIGN, HOME

from optout.errors import Interrupted, JournalError, RecordError, SentBefore, Stop
from optout.exits import Exit
from optout.journal import Journal
from optout.outcome import LIVE, TELLINGS, Reason, State
from optout.run.events import Kind

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
    "the journal": JournalError("the journal cannot be used"),
    "the record": RecordError("the record cannot be written"),
    "a stop": Stop(Reason.TARGET_MISSING, target="comment", address="www.example.eu/form", flow="run"),
}
BEFORE = [Kind.STEP_STARTED, Kind.STEP_DONE, Kind.FORM_FILLED, Kind.ASKED, Kind.ANSWERED]


def settled(rig, outcome):
    """What holds of every end: the journal agrees, nothing personal is told, every sentence is complete."""
    assert rig.trouble == ()
    assert rig.row.state == outcome.state
    assert "?" not in outcome.says
    for told in (outcome.says, outcome.hint, str(outcome.detail), *map(str, rig.notes.events)):
        assert SECRET not in told
        assert "ada@example.eu" not in told
        assert "No photos of mine" not in told
    return outcome


@pytest.mark.parametrize("error", TROUBLE.values(), ids=TROUBLE)
@pytest.mark.parametrize("moment", BEFORE)
def test_whatever_fails_before_the_send_stops_the_run_and_nothing_was_sent(rig, moment, error):
    rig.notes.when[moment] = raises(error)
    outcome = settled(rig, rig.go())
    assert outcome.state == State.STOPPED
    assert outcome.exit not in {Exit.DONE, Exit.UNKNOWN}
    assert (rig.sends, rig.row.sent_at) == (0, None)


@pytest.mark.parametrize("error", TROUBLE.values(), ids=TROUBLE)
@pytest.mark.parametrize("moment", ["armed", "asked after it left", "while waiting"])
def test_whatever_fails_after_arming_is_unknown_and_blocks(rig, moment, error):
    if moment == "armed":
        rig.notes.when[Kind.ARMED] = raises(error)
    elif moment == "asked after it left":
        rig.hands.at["sent"] = raises(error)
    else:
        rig.answers(lambda *_: None)
        rig.tick = lambda: raises(error)() if rig.sends else None
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason, outcome.exit) == (State.UNKNOWN, Reason.FAILED, Exit.UNKNOWN)
    assert rig.row.state in LIVE
    assert rig.sends <= 1


@pytest.mark.parametrize("moment", BEFORE)
def test_an_interruption_before_the_send_says_that_nothing_was_sent(rig, moment):
    rig.notes.when[moment] = raises(Interrupted("you interrupted"))
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason, outcome.exit) == (State.STOPPED, Reason.INTERRUPTED, Exit.INTERRUPTED)
    assert rig.sends == 0


@pytest.mark.parametrize("answered", [True, False])
def test_an_interruption_after_the_send_says_that_it_may_have_been_sent(rig, answered):
    if not answered:
        rig.answers(lambda *_: None)
    rig.hands.at["sent"] = raises(Interrupted("you interrupted"))
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason) == (State.UNKNOWN, Reason.INTERRUPTED)
    assert outcome.exit == Exit.INTERRUPTED
    assert rig.row.state in LIVE


def closes(page, *_):
    page.close()


@pytest.mark.parametrize("moment", ["sign_in", "check_email", "approve", "take_over"])
def test_a_window_that_the_person_closes_before_the_send_is_a_normal_end(rig, moment):
    rig.waits(patience=0.5)
    if moment == "sign_in":
        rig.context.clear_cookies()
    elif moment == "check_email":
        rig.show(form().replace("ada@", "old@"))
    elif moment == "take_over":
        rig.show(form(EMAIL + BUTTON))
    rig.hands.at[moment] = closes
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason, outcome.exit) == (State.STOPPED, Reason.CLOSED, Exit.NEEDS_PERSON)
    assert outcome.says.startswith("you closed the window at step ")
    assert rig.sends == 0


def test_a_window_that_is_closed_after_the_send_is_unknown(rig):
    rig.answers(lambda *_: None)
    rig.hands.at["sent"] = closes
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason) == (State.UNKNOWN, Reason.CLOSED)


def test_a_window_that_is_gone_between_arming_and_click_is_unknown(rig):
    rig.notes.when[Kind.ARMED] = lambda: closes(rig.objection.window.page)
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason) == (State.UNKNOWN, Reason.CLOSED)
    assert rig.sends == 0


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
    assert rig.row.state in LIVE


def test_a_second_run_that_finds_the_first_one_sent_does_not_arm(rig):
    rig.notes.when[Kind.ANSWERED] = raises(SentBefore(State.CONFIRMED, "2026-11-24"))
    outcome = settled(rig, rig.go())
    assert (outcome.state, outcome.reason, outcome.exit) == (State.STOPPED, Reason.SENT_BEFORE, Exit.UNKNOWN)
    assert rig.sends == 0


def test_a_journal_that_fails_at_the_arming_keeps_the_form_from_being_sent(rig, tmp_path):
    rig.journal.close()
    rig.journal = Journal(tmp_path)
    rig.notes.when[Kind.ANSWERED] = lambda: rig.journal._db.execute("PRAGMA query_only = ON")  # noqa: SLF001
    outcome = rig.go()
    assert (outcome.state, outcome.exit, rig.sends) == (State.STOPPED, Exit.ERROR, 0)
    assert rig.trouble  # it could not be journaled, and that is said


def test_a_journal_that_fails_once_the_send_is_armed_has_it_armed_and_blocks(rig):
    rig.notes.when[Kind.ARMED] = lambda: rig.journal._db.execute("PRAGMA query_only = ON")  # noqa: SLF001
    outcome = rig.go()
    rig.journal._db.execute("PRAGMA query_only = OFF")  # noqa: SLF001
    assert (outcome.state, rig.sends, len(rig.trouble)) == (State.CONFIRMED, 1, 1)
    assert rig.row.state == State.ARMED  # as it stood when it failed: the next start makes it unknown
    assert rig.row.state in LIVE


def test_the_steps_are_numbered_to_the_last_one(rig):
    assert settled(rig, rig.go()).state == State.CONFIRMED
    started = [event for event in rig.notes.events if event.kind == Kind.STEP_STARTED]
    assert [event.number for event in started] == list(range(1, rig.objection.events.total + 1))
    assert [event.step for event in started] == [
        "sign_in",
        "open_form",
        "check_email email",
        "fill comment",
        "send",
        "confirm",
    ]


@pytest.mark.parametrize("status", [404, 500, 200])
def test_a_form_that_is_not_there_is_told_and_without_a_terminal_the_run_ends(rig, status):
    rig.waits(patience=0.5)
    rig.hands.can_answer = False
    rig.web.pages[f"GET {HOME}form"] = lambda route, _: route.fulfill(status=status, content_type="text/html", body="x")
    outcome = settled(rig, rig.go())
    assert (outcome.reason, outcome.exit) == (Reason.WAYS_DEAD, Exit.PAGE_CHANGED)


def test_a_form_at_a_foreign_address_is_not_filled(rig):
    rig.waits(patience=1)
    rig.show(form(), FOREIGN)
    rig.show(f"<script>location.replace('{FOREIGN}')</script>")
    outcome = settled(rig, rig.go())
    assert (outcome.reason, outcome.exit) == (Reason.FOREIGN_ADDRESS, Exit.PAGE_CHANGED)
    assert rig.objection.window.page.locator("[name=why]").input_value() == ""


@pytest.mark.parametrize(
    "answers",
    [
        RECEIVED,
        "",
        "<p>It could not be sent",
        f"{RECEIVED}<p>It could not be sent",
        form(),
        f"<script>location.replace('{FOREIGN}')</script>",
    ],
)
@pytest.mark.parametrize("status", [200, 422, 500])
def test_whatever_is_answered_it_leaves_once_and_journal_exit_and_words_agree(rig, answers, status):
    rig.waits(outcome_wait=1)
    rig.answer(answers, status)
    outcome = settled(rig, rig.go())
    assert rig.sends == 1
    assert outcome.exit == (TELLINGS[outcome.reason].exit or outcome.exit)
    assert (outcome.exit == Exit.DONE) == (outcome.state == State.CONFIRMED)
    assert (outcome.exit == Exit.REFUSED) == (outcome.state == State.REJECTED)
    if outcome.state == State.CONFIRMED:
        assert (answers, status) == (RECEIVED, 200)
