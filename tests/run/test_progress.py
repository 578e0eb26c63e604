"""Which field has which of the person's values: it is known from the step that entered it, and
never guessed.
"""

from typing import Any

import pytest
from tests.run.rig import (
    BUTTON,
    EMAIL,
    FIELDS,
    FORM,
    SENDS_ITSELF,
    WORDLESS,
    confirmed,
    form,
    nothing_sent,
    once,
)
from tests.run.test_filling import HIDES, TURNS, steps

from optout.evidence import Value
from optout.evidence.record import Record
from optout.outcome import Reason
from optout.person import Person

CONTACT = (
    "<label>Trusted contact of your account <input name=contact value=bob@example.org></label>"
)
WHY = "<label>Why <textarea name=why></textarea></label>"
SUMMARY = "<label>You are <input name=you value=ada@example.eu readonly></label>"
AGAIN = "<label>Confirm email address <input name=again></label>"
HIDDEN = "<input name=email value=eve@example.org style='display: none' type=text>"
UNNAMED = "<label>Email address <input type=email value=ada@example.eu></label>"
RENDERS_ANEW = """<script>document.querySelector('textarea').addEventListener('input', () => {
  const field = document.querySelector('[name=email]');
  field.replaceWith(field.cloneNode());
})</script>"""


def emails(rig):
    """Return the fields that are known to have the person's address, and what the record will say
    that it is.
    """
    filled = [field for field in rig.progress.form.filled if field.text]
    values = [Value(label=field.label, value=field.text, value_name=field.name) for field in filled]
    named = [field.label for field in filled if field.name == "email"]
    known: dict[str, Any] = {"values": values}
    return named, Record.model_construct(**known).email()


PAGES = {
    "another person's address above it": (form(CONTACT + FIELDS + BUTTON), ["Email address"]),
    "another person's address in a field that is also called e-mail": (
        form(CONTACT.replace("of your", "email, of your") + FIELDS + BUTTON),
        ["Email address"],
    ),
    "to be repeated": (
        form(EMAIL + AGAIN + WHY + BUTTON),
        ["Email address", "Confirm email address"],
    ),
    "a field without a name": (
        form(CONTACT + UNNAMED + WHY + BUTTON + SENDS_ITSELF),
        ["Email address"],
    ),
    "nobody sees the other field of its name": (form(HIDDEN + FIELDS + BUTTON), ["Email address"]),
    "the page makes the field anew": (
        form(CONTACT + FIELDS + BUTTON, RENDERS_ANEW),
        ["Email address"],
    ),
}


@pytest.mark.parametrize(("page", "labels"), PAGES.values(), ids=PAGES)
def test_the_person_s_address_is_that_of_the_field_where_it_was_checked_or_entered(
    rig, page, labels
):
    rig.show(page)
    confirmed(rig)
    assert emails(rig) == (labels, "ada@example.eu")


def test_a_comment_has_its_name_and_what_the_person_did_not_give_has_none(rig):
    rig.show(form(CONTACT + FIELDS + BUTTON))
    confirmed(rig)
    names = {field.label: field.name for field in rig.progress.form.filled}
    assert names == {
        "Trusted contact of your account": None,
        "Email address": "email",
        "Why": "comment",
    }
    assert [field.name for field in rig.captured[-1]] == [None, "email", "comment"]


def test_an_address_that_the_person_corrects_in_the_window_stays_the_address(rig):
    rig.show(form(CONTACT + FIELDS + BUTTON))
    rig.hands.at["approve"] = once(
        "document.querySelector('[name=email]').value = 'ada@new.example'"
    )
    confirmed(rig)
    assert emails(rig) == (["Email address"], "ada@new.example")


def test_a_form_that_the_person_fills_in_by_hand_has_the_address_that_they_gave_and_no_other(rig):
    rig.waits(patience=0.3)
    rig.show(
        form(
            CONTACT
            + "<label>Ξ <input name=x></label><label>Ψ <textarea name=y></textarea></label>"
            + BUTTON
        )
    )

    def fills(page, _):
        page.locator("[name=x]").fill("ada@example.eu")
        page.locator("[name=y]").fill("by hand")
        page.locator("h1").click()
        return "done"

    rig.hands.at["take_over"] = fills
    confirmed(rig)
    assert emails(rig) == (["Ξ"], "ada@example.eu")


@pytest.mark.parametrize("turns", [HIDES, TURNS], ids=["hidden", "gone"])
@pytest.mark.parametrize(
    ("after", "labels"),
    [(CONTACT, {"Email address"}), (SUMMARY, {"Email address", "You are"})],
    ids=["another address follows", "the address is shown again"],
)
def test_the_address_of_an_earlier_page_of_the_form_is_the_person_s(rig, after, labels, turns):
    rig.loaded = WORDLESS
    rig.show(steps(EMAIL, after + WHY, turns=turns).replace("Τίτλος", "Object"), FORM)
    confirmed(rig)
    named, email = emails(rig)
    assert ({*named} <= labels, email) == (True, "ada@example.eu")


def origins(rig):
    """Return where each value of the form is from, by the label of its field."""
    return {field.label: field.origin for field in rig.progress.form.filled}


EMPTY = EMAIL.replace("value=ada@example.eu", "")
NUMBER = "<label>Number <input name=number></label>"


@pytest.mark.parametrize(
    ("page", "origin"), [(EMAIL, "on_page"), (EMPTY, "entered")], ids=["there", "empty"]
)
def test_only_what_the_program_typed_was_entered(rig, page, origin):
    rig.show(form(page + AGAIN + WHY + BUTTON))
    confirmed(rig)
    assert origins(rig) == {
        "Email address": origin,
        "Confirm email address": "repeated",
        "Why": "entered",
    }


@pytest.mark.parametrize(
    ("script", "label"),
    [
        ("document.querySelector('[name=number]').value = '+353 1 555 0100'", "Number"),
        ("document.querySelector('[name=email]').value = 'ada@new.example'", "Email address"),
    ],
    ids=["an empty field", "the field of a step"],
)
def test_what_came_into_a_field_during_the_run_was_not_on_the_page_and_not_entered(
    rig, script, label
):
    rig.show(form(FIELDS + NUMBER + BUTTON))
    rig.hands.at["approve"] = once(script)
    confirmed(rig)
    assert origins(rig)[label] == "in_window"


QUESTION = """<fieldset role=radiogroup aria-label="About it">
<label><input type=radio name=q value=y>Yes</label><label><input type=radio name=q value=n>No</label>
</fieldset>"""


WITHOUT_NAMES = """<div role=radiogroup aria-label="About it">
<div role=radio aria-checked=false tabindex=0 onclick="this.ariaChecked = 'true'">Yes</div>
<div role=radio aria-checked=false tabindex=0 onclick="this.ariaChecked = 'true'">No</div></div>"""


@pytest.mark.parametrize("question", [QUESTION, WITHOUT_NAMES], ids=["named", "without names"])
def test_an_answer_that_was_chosen_is_noted_also_where_the_run_ends_right_after_it(rig, question):
    rig.loaded = WORDLESS
    rig.person = Person()
    rig.hands.at["take_over"] = "stop"
    rig.show(form(question + EMPTY + BUTTON))
    nothing_sent(rig, Reason.VALUE_NEEDED)
    noted = {field.label: (field.text, field.origin) for field in rig.progress.form.filled}
    assert noted == {"About it: Yes": ("chosen", "chosen"), "Email address": ("", "on_page")}
