"""The e-mail check, beyond what the cases of the flows play: written otherwise, locked, repeated, marked as wrong."""

import pytest
from tests.run.rig import BUTTON, form
from tests.web import HOME

from optout.flow.cases import Moment
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.questions import CORRECT, KEEP, STOP

WHY = "<label>Why <textarea name=why></textarea></label>"
AGAIN = "<label>Confirm email address <input name=again {}></label>"


@pytest.fixture
def rig(rig):
    return rig


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


NAMED_LATER = """<script>
const name = () => setTimeout(() => document.querySelector('[name=again]').ariaLabel = 'Confirm email address', 200);
{};
</script>"""


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("held", "when"),
    [("", "document.querySelector('[name=email]').addEventListener('input', name)"), ("ada@example.eu", "name()")],
)
def test_a_second_field_that_gets_its_name_a_moment_later_is_filled_too(rig, held, when):
    rig.show(
        form(f"<label>Email address <input name=email value='{held}'></label><input name=again>{WHY}{BUTTON}")
        + NAMED_LATER.replace("{}", when)
    )
    assert sent_with(rig) == ["ada@example.eu"] * 2


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


@pytest.mark.parametrize("lock", ["readonly", "aria-disabled=true"])
def test_an_address_that_cannot_be_changed_cannot_be_chosen_to_be_corrected(rig, lock):
    rig.show(holds("old@example.org", lock))
    stopped(rig, Reason.EMAIL_MISMATCH)
    assert questions(rig)[0].choices == (KEEP, STOP)


def test_an_address_that_cannot_be_changed_stops_a_run_that_was_told_to_correct_it(rig):
    rig.waits(email_mismatch="correct")
    rig.show(holds("old@example.org", "readonly"))
    stopped(rig, Reason.EMAIL_MISMATCH)
    assert questions(rig) == []


def test_a_locked_and_empty_field_is_told_rather_than_waited_for(rig):
    rig.waits(patience=1)
    rig.show(holds("", "readonly"))
    stopped(rig, Reason.TARGET_STUCK)


def test_a_repetition_that_is_empty_is_filled_with_what_was_kept(rig):
    rig.waits(email_mismatch="keep")
    rig.show(page("<input name=email value=old@example.org>", AGAIN.format("")))
    assert sent_with(rig) == ["old@example.org", "old@example.org"]


def test_a_repetition_that_holds_another_address_is_made_the_same(rig):
    rig.show(page("<input name=email value=ada@example.eu>", AGAIN.format("value=old@example.org")))
    assert sent_with(rig) == ["ada@example.eu", "ada@example.eu"]


def test_a_repetition_that_cannot_be_changed_and_differs_is_told_and_not_sent(rig):
    rig.waits(patience=1)
    rig.show(page("<input name=email value=ada@example.eu>", AGAIN.format("value=old@example.org readonly")))
    outcome = rig.go()
    assert (outcome.state, rig.sends) == (State.STOPPED, 0)


MARKED = "aria-invalid=true aria-errormessage=wrong"


def test_an_address_that_the_page_marks_as_wrong_is_not_sent_and_its_words_are_told(rig):
    rig.show(page(f"<input name=email value=ada@example.eu {MARKED}><i id=wrong>Not known here</i>"))
    assert stopped(rig, Reason.VALUE_REFUSED).detail["words"] == "Not known here"


def test_a_kept_address_that_the_browser_would_not_send_is_not_sent(rig):
    rig.waits(email_mismatch="keep")
    rig.show(holds("no address at all"))
    stopped(rig, Reason.VALUE_REFUSED)


def test_a_page_s_message_cannot_drive_a_terminal(rig):
    rig.show(page(f"<input name=email value=ada@example.eu {MARKED}><i id=wrong>a&#27;[31mb&#8238;c</i>"))
    assert stopped(rig, Reason.VALUE_REFUSED).detail["words"] == "a[31mbc"


@pytest.mark.parametrize("readonly", ["", "readonly"])
def test_without_an_expected_address_what_the_form_holds_is_taken_and_not_changed(rig, readonly):
    rig.person = Person()
    rig.show(holds("whoever@example.org", readonly))
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


def test_an_e_mail_field_in_a_frame_of_the_site_is_checked_there(rig):
    rig.show(page("<input name=email type=email value=old@example.org>"), f"{HOME}inner")
    rig.show("<iframe src=/inner width=600 height=400></iframe>")
    rig.hands.at["check_email"] = "correct"
    assert sent_with(rig) == ["ada@example.eu"]


def test_two_fields_that_could_be_it_are_told_and_neither_is_filled(rig):
    rig.waits(patience=0.5)
    rig.hands.at["take_over"] = "stop"
    rig.show(form("<label>Email address <input name=email></label>" * 2 + WHY + BUTTON))
    outcome = stopped(rig, Reason.TARGET_AMBIGUOUS)
    assert outcome.detail["count"] == "2"
    assert rig.objection.window.page.locator("[name=email]").first.input_value() == ""


def test_the_step_tells_the_address_masked_and_what_was_done(rig):
    rig.show(holds(""))
    sent_with(rig)
    told = [event.detail for event in rig.notes.events if event.step == "check_email email" and event.detail]
    assert told == [{"email": "ad•••@example.eu", "how": "filled_in"}]
