"""A setting is read only where its reading is stable, and only if it is the same setting."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.run.rig import Fast, ended
from tests.web import HOME

from optout.flow.load import load_flow
from optout.flow.model import InLanguages, Switch, Target
from optout.outcome import Reason, State

MENU = load_flow(Path(__file__).parent / "menu")
SETTING = Target.model_validate({"role": "switch", "words": {"en": "AI training"}})
STEP = Switch(switch="training", want="off", means=InLanguages(en="what you post is not used"))
PAGE = """<h1>Your data</h1><p>ada@example.com</p>
<button role=switch id=it aria-checked={checked} onclick="{click}">{name}</button>"""
COUNTDOWN = (
    "<p id=left>15:00</p><script>let left = 900;"
    "setInterval(() => { document.querySelector('#left').textContent = `${--left} s` }, {every})</script>"
)
FLAPS = (
    "<script>setInterval(() => { it.ariaChecked = it.ariaChecked === 'true' ? 'false' : 'true' },"
    " 300)</script>"
)


@pytest.fixture
def switch(rig):
    """A run of a flow that turns a switch off."""
    targets = {**MENU.flow.targets, "training": SETTING}
    flow = MENU.flow.model_copy(update={"steps": [STEP], "targets": targets})
    rig.loaded = replace(MENU, flow=flow)
    return rig


def show(rig, checked="false", click="", name="AI training", more=""):
    rig.show(PAGE.format(checked=checked, click=click, name=name) + more)


def questions(rig, prompt):
    return [ask for ask in rig.hands.asked if ask.prompt == prompt]


@pytest.mark.real_time
def test_a_switch_that_never_keeps_its_state_is_unread(switch):
    switch.hands.can_answer = False
    show(switch, more=FLAPS)
    assert ended(switch) == (State.STOPPED, Reason.SETTING_UNREAD)


@pytest.mark.real_time
def test_the_person_reads_a_switch_that_never_keeps_its_state(switch):
    show(switch, more=FLAPS)
    switch.hands.at["state"] = "unsure"
    assert ended(switch) == (State.STOPPED, Reason.SETTING_UNREAD)
    assert len(questions(switch, "state")) == 1


def test_a_switch_that_keeps_its_state_is_read_on_a_page_that_never_comes_to_rest(switch):
    switch.hands.can_answer = False
    show(switch, more=COUNTDOWN.replace("{every}", "5"))
    assert ended(switch) == (State.ALREADY_OFF, Reason.READS_AS_WANTED)


ASKS = "<script>fetch('/state').then(() => { it.ariaChecked = 'true' })</script>"
"""What a page does that draws a switch before it knows the state."""


@pytest.fixture
def slow(switch):
    """A run on a page whose server does not tell the state of the switch."""
    switch.clock = Fast()
    switch.web.pages[f"GET {HOME}state"] = lambda *_: None
    show(switch, more=ASKS)
    return switch


def test_a_switch_whose_server_has_not_told_its_state_is_unread(slow):
    slow.hands.can_answer = False
    assert ended(slow) == (State.STOPPED, Reason.SETTING_UNREAD)


def test_the_person_reads_a_switch_whose_server_has_not_told_its_state(slow):
    slow.hands.at["state"] = "unsure"
    assert ended(slow) == (State.STOPPED, Reason.SETTING_UNREAD)
    assert len(questions(slow, "state")) == 1


def test_a_switch_is_read_on_a_page_that_asks_its_server_again_and_again(slow):
    slow.hands.can_answer = False
    slow.web.pages[f"GET {HOME}state"] = "news"
    show(slow, more="<script>setInterval(() => fetch('/state'), 50)</script>")
    assert ended(slow) == (State.ALREADY_OFF, Reason.READS_AS_WANTED)


SAVES = """fetch('/save', {method: 'POST'})
.then(() => { localStorage.off = 1; it.ariaChecked = 'false' })"""
SAVED = "<script>if (localStorage.off) it.ariaChecked = 'false'</script>"


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_switch_is_unknown_if_its_server_had_not_answered_the_press(slow, by_hand):
    show(slow, "true", SAVES.replace("\n", ""))
    slow.web.pages[f"POST {HOME}save"] = lambda *_: None
    if by_hand:
        slow.hands.at["approve"] = lambda page, _: page.evaluate(
            "fetch('/save', {method: 'POST'}); it.ariaChecked = 'false'; 0"
        )
    assert ended(slow) == (State.UNKNOWN, Reason.SETTING_UNREAD)
    assert slow.progress.settings[0].by_hand is by_hand


def test_a_switch_is_unknown_if_the_person_stops_before_its_server_answers_the_press(slow):
    click = "fetch('/save', {method: 'POST'}); sure.showModal()"
    show(slow, "true", click, more="<dialog id=sure>Really sure? <button>Maybe</button></dialog>")
    slow.web.pages[f"POST {HOME}save"] = lambda *_: None
    slow.hands.at["take_over"] = "stop"
    assert ended(slow) == (State.UNKNOWN, Reason.SETTING_UNREAD)


def test_a_switch_that_is_as_before_once_its_server_has_answered_was_refused(slow):
    show(slow, "true", "fetch('/save', {method: 'POST'})")
    slow.web.pages[f"POST {HOME}save"] = "no"
    assert ended(slow) == (State.REJECTED, Reason.READS_AS_BEFORE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("AI training is on", "AI training is off"), ("AI training – on", "AI training – off")],
)
def test_a_switch_whose_name_has_its_state_is_the_same_one_after_the_press(switch, before, after):
    show(
        switch,
        "true",
        "localStorage.off = 1; location.reload()",
        before,
        f"<script>if (localStorage.off) {{ it.ariaChecked = 'false'; it.textContent = '{after}' }}</script>",
    )
    assert ended(switch) == (State.CONFIRMED, Reason.READS_AS_WANTED)
    assert switch.progress.settings[0].label == "AI training"


BLOG = (
    "<script>if (localStorage.off) { it.ariaChecked = 'false';"
    " it.textContent = 'AI training for bob' }</script>"
)
TURNS = "localStorage.off = 1; location.reload()"


def test_a_switch_of_another_name_after_the_press_is_another_setting(switch):
    switch.waits(patience=1, yes=True)
    show(switch, "true", TURNS, "AI training for ada", BLOG)
    assert ended(switch) == (State.UNKNOWN, Reason.SETTING_UNREAD)
