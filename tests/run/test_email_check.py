"""The e-mail check, beyond what the cases of the flows play: written otherwise, locked, repeated, marked as wrong."""

import pytest
from tests.run.rig import BUTTON, form

from optout.flow.cases import Moment
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.questions import CORRECT, KEEP, STOP

WHY = "<label>Why <textarea name=why></textarea></label>"
AGAIN = "<label>Confirm email address <input name=again {}></label>"


def page(field, again=""):
    return form(f"<label>Email address {field}</label>{again}{WHY}{BUTTON}")


def holds(address, more=""):
    return page(f'<input name=email type=email value="{address}" {more}>')


def sent_with(rig):
    """Carry it out, and give the values of the e-mail fields that were approved."""
    assert rig.go().state == State.CONFIRMED
    return [field.value for field in rig.captured[-1] if "mail" in field.label]


def stopped(rig, reason):
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == (State.STOPPED, reason)
    assert rig.sends == 0
    return outcome


def questions(rig):
    return [ask for ask in rig.hands.asked if ask.moment == Moment.CHECK_EMAIL]


def test_any_other_difference_is_asked_about(rig):
    rig.show(holds("Ada@example.eu"))
    rig.hands.at["check_email"] = "correct"
    assert sent_with(rig) == ["ada@example.eu"]
    assert len(questions(rig)) == 1


def test_the_question_shows_both_addresses_in_full_and_what_is_kept_of_it_neither(rig):
    rig.show(holds("someone.else@example.org"))
    outcome = stopped(rig, Reason.EMAIL_MISMATCH)
    [ask] = questions(rig)
    assert ask.choices == (KEEP, CORRECT, STOP)
    assert ask.default == STOP
    assert ask.in_full == "the form holds someone.else@example.org, you expect ada@example.eu"
    for told in (ask.about, outcome.says, outcome.hint, *map(str, rig.notes.events)):
        assert "someone.else" not in told
        assert "ada@" not in told


def test_an_address_that_cannot_be_changed_cannot_be_chosen_to_be_corrected(rig):
    rig.show(holds("old@example.org", "readonly"))
    stopped(rig, Reason.EMAIL_MISMATCH)
    assert questions(rig)[0].choices == (KEEP, STOP)


NOT_TAKEN = {
    "it cannot be corrected": ("correct", holds("old@example.org", "readonly"), Reason.EMAIL_MISMATCH),
    "it is locked and empty": ("ask", holds("", "readonly"), Reason.TARGET_STUCK),
    "the browser would not send it": ("keep", holds("no address at all"), Reason.VALUE_REFUSED),
}


@pytest.mark.parametrize(("mismatch", "shows", "reason"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_an_address_that_cannot_be_taken_stops_unasked(rig, mismatch, shows, reason):
    rig.waits(patience=1, email_mismatch=mismatch)
    rig.show(shows)
    stopped(rig, reason)
    assert questions(rig) == []


REPEATED = {"empty": "", "another address": "value=old@example.org"}


@pytest.mark.parametrize("again", REPEATED.values(), ids=REPEATED)
def test_a_repetition_is_made_the_same(rig, again):
    rig.show(page("<input name=email value=ada@example.eu>", AGAIN.format(again)))
    assert sent_with(rig) == ["ada@example.eu"] * 2


def test_a_repetition_that_cannot_be_changed_and_differs_is_told_and_not_sent(rig):
    rig.waits(patience=1)
    rig.show(page("<input name=email value=ada@example.eu>", AGAIN.format("value=old@example.org readonly")))
    outcome = rig.go()
    assert (outcome.state, rig.sends) == (State.STOPPED, 0)


def test_an_address_that_the_page_marks_as_wrong_is_not_sent_and_its_words_are_told_in_print(rig):
    marked = "<input name=email value=ada@example.eu aria-invalid=true aria-errormessage=wrong>"
    rig.show(page(f"{marked}<i id=wrong>Not &#27;[31mknown&#8238; here</i>"))
    assert stopped(rig, Reason.VALUE_REFUSED).detail["words"] == "Not [31mknown here"


def test_without_an_expected_address_what_the_form_holds_is_taken_and_not_changed(rig):
    rig.person = Person()
    rig.show(holds("whoever@example.org", "readonly"))
    assert sent_with(rig) == ["whoever@example.org"]
    assert questions(rig) == []


@pytest.mark.real_time
def test_an_address_the_page_fills_in_a_little_later_is_not_written_over(rig):
    later = (
        "<script>setTimeout(() => { document.querySelector('[name=email]').value = 'old@example.org'; }, 200)</script>"
    )
    rig.show(holds("") + later)
    rig.hands.at["check_email"] = "keep"
    assert sent_with(rig) == ["old@example.org"]


def test_the_step_tells_the_address_masked_and_what_was_done(rig):
    rig.show(holds(""))
    sent_with(rig)
    told = [event.detail for event in rig.notes.events if event.step == "check_email email" and event.detail]
    assert told == [{"email": "ad•••@example.eu", "how": "filled_in"}]
