"""A stranger's flow presses nothing before the approval that the person was not shown, as the page calls it."""

from dataclasses import replace

import pytest
from tests.run.rig import FIELDS, FORM, LOADED, confirmed, form
from tests.web import HOME

from optout.flow.model import Choose, Click, Open, Phrase, Target
from optout.outcome import Reason

pytestmark = pytest.mark.faults

DELETE, MENU = f"{HOME}delete", f"{HOME}menu"
DELETES = "<form method=post action=/delete><button name=go>Delete my account</button></form>"
LEADS = f"<a href='{FORM}' id=go>Go on</a>"


@pytest.fixture
def stranger(rig):
    """A run of a flow that is not shipped, whose way presses what its file calls something harmless."""
    rig.waits(asks_presses=True, patience=1)
    rig.web.pages[f"POST {DELETE}"] = lambda route, _: route.fulfill(content_type="text/html", body="<h1>Gone</h1>")
    return rig


def flow(rig, *, target, way=True, **more):
    flow = rig.loaded.flow
    ways = [[Open(open=MENU), Click(click="onward")]] if way else flow.ways
    targets = {**flow.targets, "onward": target, **more.pop("targets", {})}
    rig.loaded = replace(LOADED, flow=flow.model_copy(update={"ways": ways, "targets": targets, **more}))


BY = {
    "a selector": Target(role="button", only="[name=go]"),
    "words of another language": Target(role="button", words={"en": ["Continue"], "fi": ["Delete my account"]}),
}
NOT_WANTED = {"no": Reason.DECLINED, None: Reason.NO_TERMINAL}


@pytest.mark.parametrize(("answer", "reason"), NOT_WANTED.items(), ids=["said no", "nobody to ask"])
@pytest.mark.parametrize("target", BY.values(), ids=BY)
def test_what_a_way_presses_is_shown_as_the_page_calls_it_and_not_pressed_unless_wanted(
    stranger, target, answer, reason
):
    flow(stranger, target=target)
    stranger.show(DELETES, MENU)
    stranger.hands.at["press"] = "no"
    stranger.hands.can_answer = answer is not None
    assert stranger.go().reason == reason
    asked = [(ask.about, ask.address) for ask in stranger.hands.asked if ask.moment == "press"]
    assert asked == [("Delete my account", "www.example.eu/menu")] * (answer is not None)
    assert f"POST {DELETE}" not in stranger.web.arrived


def test_what_the_person_lets_it_press_is_pressed_once_and_asked_once(stranger):
    flow(stranger, target=Target(role="link", words={"en": ["Go on"]}))
    stranger.show(LEADS, MENU)
    stranger.hands.at["press"] = "yes"
    confirmed(stranger)
    assert [(ask.about, ask.default) for ask in stranger.hands.asked if ask.moment == "press"] == [("Go on", "no")]
    assert stranger.sends == 1


def test_a_page_that_changes_what_would_be_pressed_while_it_is_asked_is_asked_about_again(stranger):
    flow(stranger, target=Target(role="button", only="#go"))
    stranger.show("<form method=post action=/delete><button id=go>Continue</button></form>", MENU)

    def press(page, ask):
        page.evaluate("document.querySelector('#go').textContent = 'Delete my account'")
        return "yes" if ask.about == "Continue" else "no"

    stranger.hands.at["press"] = press
    assert stranger.go().reason == Reason.DECLINED
    assert [ask.about for ask in stranger.hands.asked if ask.moment == "press"] == ["Continue", "Delete my account"]
    assert f"POST {DELETE}" not in stranger.web.arrived


DELETES_IT = "fetch('/delete', {method: 'POST'})"
LISTED = f'<label>Keep <select name=k onchange="{DELETES_IT}"><option>Always<option>Never</select></label>'


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_what_is_chosen_is_shown_too(stranger, answer):
    steps = [Choose.model_validate({"choose": "onward", "with": "never"}), *LOADED.flow.steps]
    choices = {"never": Phrase(words={"en": ["Never"]})}
    flow(stranger, target=Target(role="combobox", words={"en": ["Keep"]}), way=False, steps=steps, choices=choices)
    stranger.show(form(f"{FIELDS}{LISTED}<button>Submit</button>"))
    stranger.hands.at["press"] = answer
    outcome = stranger.go()
    assert [ask.about for ask in stranger.hands.asked if ask.moment == "press"] == ["Keep: Never"]
    assert (outcome.reason == Reason.DECLINED) == (answer == "no")
    assert (f"POST {DELETE}" in stranger.web.arrived) == (answer == "yes")


def test_a_shipped_flow_is_not_asked_about(rig):
    flow(rig, target=Target(role="link", words={"en": ["Go on"]}))
    rig.show(LEADS, MENU)
    confirmed(rig)
    assert "press" not in rig.hands.moments()
    assert rig.sends == 1
