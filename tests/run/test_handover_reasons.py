"""The question to the person names the true reason why a step could not be taken."""

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, form, nothing_sent

from optout.outcome import Reason

CHOICE = "<label>Request type <select name=type><option value=''>Choose…<option value=ai>AI</select></label>"
ENABLES = """<script>
const button = document.querySelector('form button'), type = document.querySelector('[name=type]');
type.onchange = () => { button.disabled = !type.value; };
</script>"""
COVERED = "<div style='position:fixed;inset:0;background:#fff;z-index:9'></div>"


def reasons(rig):
    return [str(ask.about) for ask in rig.hands.asked if ask.prompt == "take_over"]


@pytest.fixture
def stopped(rig):
    rig.waits(patience=0.5)
    rig.hands.at["take_over"] = "stop"
    return rig


def test_a_button_that_waits_for_a_choice_is_told_with_the_name_of_what_is_still_to_choose(stopped):
    stopped.show(form(FIELDS + CHOICE + BUTTON.replace("<button", "<button disabled"), ENABLES))
    nothing_sent(stopped, Reason.TARGET_STUCK)
    [reason] = reasons(stopped)
    assert reason.startswith(
        "the button that sends on www.example.eu/form cannot be used: it is disabled"
    )
    assert reason.endswith("still to be filled in or chosen: Request type")


def test_a_button_that_is_disabled_though_everything_is_filled_in_is_told_as_disabled(stopped):
    stopped.show(form(FIELDS + BUTTON.replace("<button", "<button disabled")))
    nothing_sent(stopped, Reason.TARGET_STUCK)
    [reason] = reasons(stopped)
    assert reason.endswith("cannot be used: it is disabled")


def test_a_button_that_something_lies_on_is_told_as_covered(stopped):
    stopped.show(form(FIELDS + BUTTON, COVERED))
    nothing_sent(stopped, Reason.TARGET_STUCK)
    assert reasons(stopped)[0].endswith("cannot be used: something lies on it")


def test_a_field_whose_text_the_page_puts_back_is_told_as_that(stopped):
    puts_back = "<textarea name=why oninput=\"this.value = 'Sorry'\"></textarea>"
    stopped.show(form(f"{EMAIL}<label>Why {puts_back}</label>{BUTTON}"))
    nothing_sent(stopped, Reason.TARGET_STUCK)
    assert reasons(stopped)[0].endswith("cannot be used: the page puts back what it contained")
