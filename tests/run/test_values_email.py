"""The e-mail check, beyond what the cases of the flows play: written otherwise, locked, repeated,
marked as wrong.
"""

from dataclasses import dataclass

import pytest
from tests.run.rig import BUTTON, form

from optout.outcome import Reason, State
from optout.person import Person

WHY = "<label>Why <textarea name=why></textarea></label>"
OWN, OTHER = "value=ada@example.eu", "value=old@example.org"
MARKED = "<i id=wrong>Not &#27;[31mknown&#8238; here</i>"
LATER = "<script>setTimeout(() => { document.querySelector('[name=email]').value = 'old@example.org'; }, 200)</script>"


def page(attributes, again=None, after=""):
    """Give a form whose e-mail field, and its repetition where it has one, have these
    attributes.
    """
    repeated = (
        "" if again is None else f"<label>Confirm email address <input name=again {again}></label>"
    )
    return form(
        f"<label>Email address <input name=email type=email {attributes}></label>{after}{repeated}{WHY}{BUTTON}"
    )


@dataclass(frozen=True)
class Row:
    """A page, what the person wants, and either the addresses that are sent or why nothing is."""

    shows: str
    came: list[str] | Reason
    asked: int = 0
    answer: str = "stop"
    mismatch: str = "ask"
    expects: bool = True


ROWS = {
    "any other difference": Row(page("value=Ada@example.eu"), ["ada@example.eu"], 1, "correct"),
    "another address": Row(page(OTHER), Reason.EMAIL_MISMATCH, 1),
    "it cannot be corrected": Row(
        page(f"{OTHER} readonly"), Reason.EMAIL_MISMATCH, mismatch="correct"
    ),
    "it is locked and empty": Row(page("readonly"), Reason.TARGET_STUCK),
    "the browser would not send it": Row(
        page("value='no address at all'"), Reason.VALUE_REFUSED, mismatch="keep"
    ),
    "an empty repetition": Row(page(OWN, ""), ["ada@example.eu"] * 2),
    "a repetition of another address": Row(page(OWN, OTHER), ["ada@example.eu"] * 2),
    "a repetition of another address that is locked": Row(
        page(OWN, f"{OTHER} readonly"), Reason.TARGET_STUCK
    ),
    "none is expected": Row(page(f"{OTHER} readonly"), ["old@example.org"], expects=False),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_address_is_taken_made_the_same_asked_about_or_not_sent(rig, row):
    rig.waits(patience=1, email_mismatch=row.mismatch)
    rig.person = rig.person if row.expects else Person()
    rig.hands.at["check_email"] = row.answer
    rig.show(row.shows)
    outcome = rig.go()
    asked = [ask for ask in rig.hands.asked if ask.prompt == "check_email"]
    sent = (
        [field.text for field in rig.captured[-1] if "mail" in field.label]
        if rig.sends
        else outcome.reason
    )
    assert (sent, len(asked)) == (row.came, row.asked)
    assert outcome.state == (State.CONFIRMED if rig.sends else State.STOPPED)
    told = (
        outcome.message,
        outcome.hint,
        *(ask.about for ask in asked),
        *map(str, rig.notes.events),
    )
    assert not [text for text in told if "old@example" in text or "ada@" in text]


@pytest.mark.parametrize(
    ("more", "choices"), [("", ("keep", "correct", "stop")), (" readonly", ("keep", "stop"))]
)
def test_the_question_shows_both_addresses_in_full_and_offers_to_correct_only_what_can_be(
    rig, more, choices
):
    rig.show(page(OTHER + more))
    rig.go()
    [ask] = [ask for ask in rig.hands.asked if ask.prompt == "check_email"]
    assert (ask.choices, ask.default) == (choices, "stop")
    assert ask.in_full == "the form holds old@example.org, you expect ada@example.eu"


def test_an_address_that_the_page_marks_as_wrong_is_not_sent_and_its_words_are_told_in_print(rig):
    rig.show(page(f"{OWN} aria-invalid=true aria-errormessage=wrong", after=MARKED))
    outcome = rig.go()
    assert (outcome.reason, outcome.detail["words"], rig.sends) == (
        Reason.VALUE_REFUSED,
        "Not [31mknown here",
        0,
    )


@pytest.mark.real_time
def test_an_address_the_page_fills_in_a_little_later_is_not_written_over(rig):
    rig.show(page("", after=LATER))
    rig.hands.at["check_email"] = "keep"
    assert rig.go().state == State.CONFIRMED
    assert "old@example.org" in {field.text for field in rig.captured[-1]}


def test_the_step_tells_the_address_masked_and_what_was_done(rig):
    rig.show(page(""))
    assert rig.go().state == State.CONFIRMED
    told = [
        event.detail
        for event in rig.notes.events
        if event.step == "check_email email" and event.detail
    ]
    assert told == [{"email": "ad•••@example.eu", "how": "filled_in"}]
