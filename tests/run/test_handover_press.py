"""A stranger's flow presses nothing before the approval that the person was not shown, as the page
calls it.
"""

from dataclasses import replace

import pytest
from tests.run.rig import FIELDS, FORM, LOADED, confirmed, form
from tests.web import HOME

from optout.flow.model import Choose, Click, Open, Phrase, Target
from optout.outcome import Reason

pytestmark = pytest.mark.faults

DELETE, MENU = f"{HOME}delete", f"{HOME}menu"
DELETES = "<form method=post action=/delete><button {}>{}</button></form>"
LEADS = f"<a href='{FORM}' id=go>Go on</a>"
DELETES_IT = "fetch('/delete', {method: 'POST'})"
LISTED = f'<label>Keep <select name=k onchange="{DELETES_IT}"><option>Always<option>Never</select></label>'


def flow(rig, *, target, way=True, **more):
    flow = rig.loaded.flow
    ways = [[Open(open=MENU), Click(click="onward")]] if way else flow.ways
    rig.loaded = replace(
        LOADED,
        flow=flow.model_copy(
            update={"ways": ways, "targets": {**flow.targets, "onward": target}, **more}
        ),
    )
    rig.web.pages[f"POST {DELETE}"] = lambda route, _: route.fulfill(
        content_type="text/html", body="<h1>Gone</h1>"
    )


BY_WORDS = Target(role="button", words={"en": ["Continue"], "fi": ["Delete me"]})
PRESSES = {  # the page, its target, what the person answers to each name that they are shown, and how it ends
    "a selector": (
        DELETES.format("name=go", "Delete it"),
        Target(role="button", only="[name=go]"),
        {"Delete it": "no"},
        Reason.DECLINED,
    ),
    "another language": (
        DELETES.format("", "Delete me"),
        BY_WORDS,
        {"Delete me": "no"},
        Reason.DECLINED,
    ),
    "nobody to ask": (DELETES.format("", "Delete me"), BY_WORDS, {}, Reason.NO_TERMINAL),
    "it changes meanwhile": (
        DELETES.format("id=go", "Continue"),
        Target(role="button", only="#go"),
        {"Continue": "yes", "Delete me": "no"},
        Reason.DECLINED,
    ),
    "it is wanted": (
        LEADS,
        Target(role="link", words={"en": ["Go on"]}),
        {"Go on": "yes"},
        Reason.CONFIRMED_BY_WORDS,
    ),
}


@pytest.mark.parametrize(("page", "target", "answers", "reason"), PRESSES.values(), ids=PRESSES)
def test_what_a_way_presses_is_shown_as_the_page_calls_it_and_not_pressed_unless_wanted(
    rig, page, target, answers, reason
):
    def press(page, ask):
        if ask.about == "Continue":
            page.evaluate("document.querySelector('#go').textContent = 'Delete me'")
        return answers[ask.about]

    rig.waits(confirm_presses=True, patience=1)
    flow(rig, target=target)
    rig.show(page, MENU)
    rig.hands.at["press"], rig.hands.can_answer = press, bool(answers)
    assert rig.go().reason == reason
    asked = [
        (ask.about, ask.address, ask.default) for ask in rig.hands.asked if ask.prompt == "press"
    ]
    assert asked == [(about, "www.example.eu/menu", "no") for about in answers]
    assert f"POST {DELETE}" not in rig.web.arrived


def test_a_press_is_asked_about_again_if_the_page_has_another_address_by_then(rig):
    asked = []

    def press(page, ask):
        asked.append(ask.address)
        page.evaluate("history.pushState(0, '', '/delete-account')")
        return "yes" if len(asked) == 1 else "no"

    rig.waits(confirm_presses=True, patience=1)
    flow(rig, target=Target(role="link", words={"en": ["Go on"]}))
    rig.show(LEADS, MENU)
    rig.hands.at["press"] = press
    assert rig.go().reason == Reason.DECLINED
    assert [address.rpartition("/")[2] for address in asked] == ["menu", "delete-account"]


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_what_is_chosen_is_shown_too(rig, answer):
    rig.waits(confirm_presses=True, patience=1)
    steps = [Choose.model_validate({"choose": "onward", "with": "never"}), *LOADED.flow.steps]
    choices = {"never": Phrase(words={"en": ["Never"]})}
    flow(
        rig,
        target=Target(role="combobox", words={"en": ["Keep"]}),
        way=False,
        steps=steps,
        choices=choices,
    )
    rig.show(form(f"{FIELDS}{LISTED}<button>Submit</button>"))
    rig.hands.at["press"] = answer
    outcome = rig.go()
    assert [ask.about for ask in rig.hands.asked if ask.prompt == "press"] == ["Keep: Never"]
    assert (outcome.reason == Reason.DECLINED) == (answer == "no")
    assert (f"POST {DELETE}" in rig.web.arrived) == (answer == "yes")


def test_a_shipped_flow_is_not_asked_about(rig):
    flow(rig, target=Target(role="link", words={"en": ["Go on"]}))
    rig.show(LEADS, MENU)
    confirmed(rig)
    assert "press" not in rig.hands.moments()
    assert rig.sends == 1
