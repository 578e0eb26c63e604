"""The field that was meant, and no other: where a page repeats its ids, asks for two values at
once, or has a frame.
"""

from dataclasses import replace

import pytest
from tests.run.rig import (
    FORM,
    LOADED,
    RECEIVED,
    WORDLESS,
    approval,
    confirmed,
    form,
    nothing_sent,
    once,
)
from tests.web import HOME

from optout.outcome import Reason

COMMENT = "No photos of mine."
STEPS = [
    ("Your full name, as in your account", "<input id=answer name=who>"),
    ("The email address we should answer to", "<input id=answer name=mail>"),
    ("Please tell us why you object to it", "<textarea id=answer name=why></textarea>"),
]
TURNS = "const step = this.parentNode; step.hidden = true; step.nextElementSibling.hidden = false"


def wizard(steps, *, shown=False):
    """A form in steps, each made from one template, so that every field has the same id and every
    label names it.
    """
    onward, last = f'<button type=button onclick="{TURNS}">Next</button>', "<button>Submit</button>"
    parts = [f"<label for=answer>{label}</label>{field}" for label, field in steps]
    buttons = [onward] * (len(parts) - 1) + [last]
    hidden = ["", *[" hidden"] * (len(parts) - 1)]
    if shown:
        return form("".join(f"<div class=row>{part}</div>" for part in parts) + last)
    made = zip(hidden, parts, buttons, strict=True)
    return form("".join(f"<div{hides}>{part}{button}</div>" for hides, part, button in made))


@pytest.fixture
def sent(rig):
    """The values that reached the site, by the names of their fields."""
    values = {}

    def take(route, request):
        values.update(request.pairs)
        route.fulfill(200, f"<!doctype html>{RECEIVED}", "text/html")

    rig.answers(take)
    rig.loaded = WORDLESS
    rig.waits(patience=1)
    return values


@pytest.mark.parametrize(
    "steps", [STEPS, [*STEPS[:2], (STEPS[2][0], "<input id=answer name=why>")]]
)
def test_in_a_wizard_that_repeats_its_ids_each_value_goes_into_its_own_field(rig, sent, steps):
    rig.show(wizard(steps))
    rig.hands.at["take_over"] = lambda page, _: (
        page.get_by_text("Next").locator("visible=true").click()
    )
    confirmed(rig)
    assert sent == {"who": "", "mail": "ada@example.eu", "why": COMMENT}


def test_a_field_that_shares_its_id_is_called_what_stands_beside_it(rig, sent):
    rig.show(wizard(STEPS, shown=True))
    confirmed(rig)
    assert sent == {"who": "", "mail": "ada@example.eu", "why": COMMENT}
    shown = {field.html_name: field.label for field in approval(rig)[-1].fields}
    assert shown == dict(
        zip(("who", "mail", "why"), (label for label, _field in STEPS), strict=True)
    )


def test_a_field_that_contains_the_address_does_not_get_the_comment(rig, sent):
    label = "Your email address, and then please tell us why you object to it"
    rig.show(
        form(
            f"<label>{label} <input name=mail></label><textarea name=why hidden></textarea><button>Submit</button>"
        )
    )
    rig.hands.at["take_over"] = "stop"
    rig.go()
    assert (rig.progress.form.entered, sent) == ({"email": "ada@example.eu"}, {})


LOG_OUT = "<form method=post action=/logout><button type=submit>Log out</button></form>"
ONLY = WORDLESS.flow.targets["submit"].model_copy(update={"only": "button[type=submit]"})


@pytest.fixture
def only_by_type(rig):
    """A run whose flow knows the button that sends by its type alone."""
    targets = {**LOADED.flow.targets, "submit": ONLY}
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"targets": targets}))
    rig.web.pages[f"POST {HOME}logout"] = "<p>You are logged out"
    return rig


@pytest.mark.parametrize(
    "button", ["<button>Send</button>", "<button>Lodge it</button>", "<input type=submit value=Go>"]
)
def test_what_logs_out_beside_a_form_in_a_frame_is_not_pressed(only_by_type, button):
    rig = only_by_type
    rig.show(f"{LOG_OUT}<h1>Object</h1><iframe src=/inner width=800 height=600></iframe>", FORM)
    rig.show(form().replace("<button>Submit</button>", button), f"{HOME}inner")
    confirmed(rig)
    assert f"POST {HOME}logout" not in rig.web.arrived


def test_a_button_that_says_that_it_sends_is_pressed_before_another_of_the_same_type(only_by_type):
    rig = only_by_type
    clears = "<button type=submit formaction=/logout>Log out</button>"
    rig.show(form().replace("<button>Submit</button>", f"{clears}<button>Send</button>"))
    confirmed(rig)
    assert f"POST {HOME}logout" not in rig.web.arrived


# A value that was entered and is gone


PUTS_AWAY = """<script>document.querySelector('textarea').addEventListener('change',
  () => document.querySelector('[name=mail]').closest('p').remove())</script>"""
ADDRESS = "<p><label>Email address <input name=mail></label></p>"
NEWS = "document.body.insertAdjacentHTML('beforeend', '<p>News</p>')"
WHY = "<label>Why <textarea name=why></textarea></label>"


@pytest.fixture
def loses_the_address(sent, rig):
    """A run on a form that removes the field of the address once the comment was written."""
    rig.show(form(ADDRESS + WHY + "<button>Submit</button>", PUTS_AWAY))
    return rig


def test_a_value_that_no_field_has_any_more_is_asked_about_and_not_in_the_approval(
    loses_the_address, sent
):
    rig = loses_the_address
    rig.hands.at["take_over"] = "done"
    confirmed(rig)
    [lost] = [ask for ask in rig.hands.asked if ask.prompt == "take_over"]
    assert (lost.why, lost.target) == (Reason.VALUE_LOST, "email")
    assert [field.text for field in approval(rig)[-1].fields] == [COMMENT]
    assert sent == {"why": COMMENT}


def test_a_page_that_changes_by_itself_answers_no_question_about_a_lost_value(
    loses_the_address, sent
):
    rig = loses_the_address
    answers = iter([lambda page: page.evaluate(NEWS), lambda _page: "done"])
    rig.hands.at["take_over"] = lambda page, _: next(answers)(page)
    confirmed(rig)
    asked = [ask.why for ask in rig.hands.asked if ask.prompt == "take_over"]
    assert asked == [Reason.VALUE_LOST] * 2


def test_what_was_lost_is_entered_where_the_person_points(loses_the_address, sent):
    rig = loses_the_address

    def brings_it_back(page, _):
        page.evaluate(
            "document.forms[0].insertAdjacentHTML('afterbegin', '<label>Ψ <input name=anew></label>')"
        )
        return "point"

    rig.hands.at |= {
        "take_over": brings_it_back,
        "point": lambda page, _: page.locator("[name=anew]").click(),
    }
    confirmed(rig)
    assert sent == {"anew": "ada@example.eu", "why": COMMENT}


@pytest.mark.parametrize(
    "options", [{"yes": True}, {}], ids=["approved beforehand", "nobody there"]
)
def test_without_a_person_a_value_that_is_gone_ends_the_run(loses_the_address, sent, options):
    loses_the_address.waits(patience=1, **options)
    loses_the_address.hands.can_answer = bool(options)
    nothing_sent(loses_the_address, Reason.VALUE_LOST)
    assert sent == {}


def test_a_value_that_the_person_has_changed_is_not_lost(rig, sent):
    rig.show(form(ADDRESS + WHY + "<button>Submit</button>"))
    rig.hands.at["approve"] = once("document.querySelector('[name=why]').value = 'Something else.'")
    confirmed(rig)
    assert "take_over" not in rig.hands.moments()
    assert sent == {"mail": "ada@example.eu", "why": "Something else."}


def test_what_was_entered_on_a_page_that_turns_by_itself_is_in_the_approval(rig, sent):
    rest = f"<div id=second hidden><p>Is this right?</p>{WHY}<button>Submit</button></div>"
    rig.show(form(f"<div id=first>{ADDRESS}</div>{rest}"))

    def turns():
        if rig.notes.events[-1].step == "check_email email":
            rig.run.window.page.evaluate("first.remove(); second.hidden = false")

    rig.notes.when["step_done"] = turns
    confirmed(rig)
    assert rig.hands.moments() == ["approve", "sent"]
    shown = [(field.label, field.text) for field in approval(rig)[-1].fields]
    assert shown == [("Why", COMMENT), ("Email address", "ada@example.eu")]


@pytest.mark.parametrize("turns", [TURNS, f"{TURNS}; step.remove()"], ids=["hidden", "gone"])
def test_what_the_person_changes_on_a_page_before_they_turn_it_is_in_the_approval(rig, sent, turns):
    onward = f'<button type=button onclick="{turns}">Λ</button>'
    rig.show(form(f"<div>{ADDRESS}{onward}</div><div hidden>{WHY}<button>Submit</button></div>"))
    looks = iter(range(9))

    def works(page, _):
        page.locator("[name=mail]").fill("eve@example.org")

    def turns_it():
        if next(looks, 0) == 3:  # in a page that was looked at since
            rig.run.window.page.get_by_text("Λ").click()

    rig.hands.at["take_over"] = works
    answers = rig.hands.answer
    rig.hands.answer = lambda: answers() or turns_it()
    confirmed(rig)
    shown = [(field.label, field.text) for field in approval(rig)[-1].fields]
    assert shown == [("Why", COMMENT), ("Email address", "eve@example.org")]
    assert sent["why"] == COMMENT
