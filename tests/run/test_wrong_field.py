"""The field that was meant, and no other: where a page repeats its ids, asks for two values at once, or has a frame."""

from dataclasses import replace

import pytest
from tests.run.rig import FORM, LOADED, RECEIVED, WORDLESS, approval, confirmed, form
from tests.web import HOME

COMMENT = "No photos of mine."
STEPS = [
    ("Your full name, as in your account", "<input id=answer name=who>"),
    ("The email address we should answer to", "<input id=answer name=mail>"),
    ("Please tell us why you object to it", "<textarea id=answer name=why></textarea>"),
]
TURNS = "const step = this.parentNode; step.hidden = true; step.nextElementSibling.hidden = false"


def wizard(steps, *, shown=False):
    """A form in steps, each made from one template, so that every field has the same id and every label names it."""
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


@pytest.mark.parametrize("steps", [STEPS, [*STEPS[:2], (STEPS[2][0], "<input id=answer name=why>")]])
def test_in_a_wizard_that_repeats_its_ids_each_value_goes_into_its_own_field(rig, sent, steps):
    rig.show(wizard(steps))
    rig.hands.at["take_over"] = lambda page, _: page.get_by_text("Next").locator("visible=true").click()
    confirmed(rig)
    assert sent == {"who": "", "mail": "ada@example.eu", "why": COMMENT}


def test_a_field_that_shares_its_id_is_called_what_stands_beside_it(rig, sent):
    rig.show(wizard(STEPS, shown=True))
    confirmed(rig)
    assert sent == {"who": "", "mail": "ada@example.eu", "why": COMMENT}
    shown = {field.name: field.label for field in approval(rig)[-1].fields}
    assert shown == dict(zip(("who", "mail", "why"), (label for label, _field in STEPS), strict=True))


def test_a_field_that_contains_the_address_does_not_get_the_comment(rig, sent):
    label = "Your email address, and then please tell us why you object to it"
    rig.show(
        form(f"<label>{label} <input name=mail></label><textarea name=why hidden></textarea><button>Submit</button>")
    )
    rig.hands.at["take_over"] = "stop"
    rig.go()
    assert (rig.objection.draft.entered, sent) == ({"email": "ada@example.eu"}, {})


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
