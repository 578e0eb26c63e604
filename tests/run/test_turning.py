"""A setting counts as pressed only if a press may have reached it."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.run.rig import ended, once
from tests.web import HOME

from optout.flow.load import load_flow
from optout.flow.model import Target
from optout.outcome import Reason, State
from optout.run.record_facts import ending_of

MENU = load_flow(Path(__file__).parent / "menu")
COVER = "<div id=cover {} style='position:fixed;inset:0;background:#fff8;z-index:9'></div>"
PAGE = """<h1>Your data</h1><p>ada@example.com</p>
<button {opens} onclick="{click}">AI training: Enabled</button>
<div role=menu id=list hidden>
<div role=menuitem onclick="localStorage.pressed = 1 + (+localStorage.pressed || 0)">Disabled</div>
<div role=menuitem>Enabled</div>
</div>"""
OPENS = "list.hidden = false; "
MENU_BUTTON = "aria-haspopup=menu"


@pytest.fixture
def menu(rig):
    rig.loaded = MENU
    rig.waits(patience=1)
    return rig


def show(rig, click, *, opens="", cover=""):
    rig.show(PAGE.format(click=click, opens=opens) + cover)


@pytest.mark.parametrize(
    ("opens", "click", "covers"),
    [
        (MENU_BUTTON, OPENS + "cover.hidden = false", "hidden"),
        (MENU_BUTTON, OPENS, ""),
        ("", OPENS, ""),
    ],
    ids=["its entry is covered", "it is covered", "it is covered, and says not that it opens"],
)
def test_a_setting_is_not_pressed_if_no_press_hit_it(menu, opens, click, covers):
    show(menu, click, opens=opens, cover=COVER.format(covers))
    assert ended(menu) == (State.STOPPED, Reason.TARGET_MISSING)
    assert menu.row.sent_at is None
    assert menu.progress.pressed_at is None


@pytest.mark.parametrize("opens", ["", "aria-haspopup=false"])
def test_a_setting_that_does_not_say_that_it_opens_may_be_turned_by_the_press_alone(menu, opens):
    show(menu, OPENS + "cover.hidden = false", opens=opens, cover=COVER.format("hidden"))
    assert ended(menu)[0] == State.REJECTED
    assert menu.row.sent_at is not None


def test_a_setting_that_cannot_be_read_at_the_press_was_turned_by_nobody(menu):
    show(menu, OPENS, opens=MENU_BUTTON)
    menu.hands.at["approve"] = once(
        "document.querySelector('button').textContent = 'AI training: Loading'"
    )
    assert ended(menu) == (State.STOPPED, Reason.TARGET_STUCK)
    assert menu.row.sent_at is None
    assert menu.progress.pressed_at is None


@pytest.mark.real_time
def test_a_setting_that_flickers_at_the_press_was_turned_by_nobody(menu):
    show(menu, OPENS, opens=MENU_BUTTON)
    menu.hands.at["approve"] = once(
        """const button = document.querySelector('button');
        button.textContent = 'AI training: Disabled';
        setTimeout(() => { button.textContent = 'AI training: Enabled' }, 500);"""
    )
    ended(menu)
    assert menu.progress.settings[0].by_hand is False
    assert menu.run.window.page.evaluate("localStorage.pressed") == "1"


def test_a_setting_that_the_person_turned_at_the_approval_is_not_pressed(menu):
    show(menu, OPENS, opens=MENU_BUTTON)
    menu.hands.at["approve"] = once(
        "document.querySelector('button').textContent = 'AI training: Disabled'"
    )
    ended(menu)
    assert menu.progress.settings[0].by_hand is True
    assert menu.run.window.page.evaluate("localStorage.pressed") is None


def test_the_entry_of_a_menu_is_pressed_once(menu):
    show(menu, OPENS, opens=MENU_BUTTON)
    ended(menu)
    assert menu.run.window.page.evaluate("localStorage.pressed") == "1"


def test_a_page_that_changes_while_the_person_is_asked_uses_up_no_attempt(menu, monkeypatch):
    monkeypatch.setattr("optout.run.turning.ROUNDS", 1)
    show(menu, OPENS, opens=MENU_BUTTON, cover=COVER.format(""))
    news = "document.body.insertAdjacentHTML('beforeend', '<p>News</p>'); "
    scripts = [news, news + "cover.remove()"]

    def waits_then_uncovers(page, _):
        page.evaluate(scripts.pop(0))

    menu.hands.at["take_over"] = waits_then_uncovers
    ended(menu)
    assert menu.run.window.page.evaluate("localStorage.pressed") == "1"


SAVES_LATE = """<h1>Your data</h1><p>ada@example.com</p>
<button aria-haspopup=menu onclick="list.hidden = false">AI training: Enabled</button>
<div role=menu id=list hidden><div role=menuitem onclick="list.hidden = true">Disabled</div>
<div role=menuitem>Enabled</div></div>
<button onclick="setTimeout(() => { localStorage.saved = 1 }, 1000)">Save</button>
<script>
if (localStorage.saved) document.querySelector('button').textContent = 'AI training: Disabled';
</script>"""
"""The button that saves shows nothing, and sends a moment later."""


def test_the_time_of_a_press_is_not_before_the_click(menu):
    notes_time = "localStorage.pressed_at = Date.now(); list.hidden = true"
    page = PAGE.replace("localStorage.pressed = 1 + (+localStorage.pressed || 0)", notes_time)
    menu.show(page.format(click=OPENS, opens=MENU_BUTTON))
    ended(menu)
    clicked_at = int(menu.run.window.page.evaluate("localStorage.pressed_at"))
    assert menu.progress.pressed_at.timestamp() * 1000 >= clicked_at


SAVES = """
<script>
document.querySelector('[role=menuitem]').onclick = () => {
  fetch('/seen');
  fetch('/save', {method: 'POST'});
  fetch('https://count.example.com/', {method: 'POST'});
};
</script>"""


@pytest.mark.parametrize("status", [200, 500])
def test_what_the_page_sent_after_a_press_is_in_the_record_with_its_answer(menu, status):
    menu.show(PAGE.format(click=OPENS, opens=MENU_BUTTON) + SAVES)
    menu.web.pages[f"POST {HOME}save"] = lambda route, _: route.fulfill(status=status, body="")
    outcome = menu.go()
    [setting] = ending_of(menu.run, menu.progress, outcome).settings
    sent = [(sent.method, sent.address, sent.status) for sent in setting.requests]
    assert sent == [("POST", f"{HOME}save", status)]


def test_the_time_of_a_press_is_not_after_the_answer_to_what_the_page_sent(menu):
    waits_for_answer = SAVES.replace(
        "fetch('/save', {method: 'POST'})",
        "const save = new XMLHttpRequest(); save.open('POST', '/save', false); save.send()",
    )
    menu.show(PAGE.format(click=OPENS, opens=MENU_BUTTON) + waits_for_answer)
    menu.web.pages[f"POST {HOME}save"] = lambda route, _: route.fulfill(body="")
    outcome = menu.go()
    [setting] = ending_of(menu.run, menu.progress, outcome).settings
    [sent] = setting.requests
    assert setting.pressed_at is not None
    assert sent.answered_at is not None
    assert setting.pressed_at <= sent.answered_at


def test_what_a_page_sent_as_its_menu_was_opened_is_not_told_of_the_press(menu):
    opens = OPENS + "fetch('/opened', {method: 'POST'});"
    menu.show(PAGE.format(click=opens, opens=MENU_BUTTON) + SAVES)
    menu.web.pages[f"POST {HOME}opened"] = menu.web.pages[f"POST {HOME}save"] = "noted"
    outcome = menu.go()
    [setting] = ending_of(menu.run, menu.progress, outcome).settings
    assert [request.address for request in setting.requests] == [f"{HOME}save"]


@pytest.mark.real_time
def test_who_types_into_another_field_of_the_page_has_not_turned_a_setting(menu):
    search = "<label>Search <input name=search></label>"
    menu.show(PAGE.format(click=OPENS, opens=MENU_BUTTON) + COVER.format("") + search)

    def searches_then_stops(page, _):
        has_searched = page.locator("[name=search]").input_value()
        page.evaluate("document.querySelector('[name=search]').value = 'AI'")
        return "stop" if has_searched else None

    menu.hands.at["take_over"] = searches_then_stops
    menu.go()
    assert menu.progress.pressed_at is None


@pytest.mark.real_time
def test_what_a_page_sent_is_not_told_of_a_setting_that_the_person_turned(menu):
    page = PAGE.format(click=OPENS, opens=MENU_BUTTON) + COVER.format("")
    menu.show(page)
    menu.web.pages[f"POST {HOME}save"] = "saved"

    def turns_it(page, _):
        page.evaluate("""fetch('/save', {method: 'POST'});
            document.querySelector('button').textContent = 'AI training: Disabled';
            setTimeout(() => fetch('/save', {method: 'POST'}), 2500); 0""")

    menu.hands.at["take_over"] = turns_it
    outcome = menu.go()
    [setting] = ending_of(menu.run, menu.progress, outcome).settings
    assert (setting.by_hand, setting.requests) == (True, [])


@pytest.mark.real_time
def test_what_saves_a_setting_has_its_quiet_time_after_it_was_pressed(menu):
    [step] = menu.loaded.flow.steps
    save = Target.model_validate({"role": "button", "words": {"en": "Save"}})
    changes = {
        "steps": [step.model_copy(update={"save": "save"})],
        "targets": {**menu.loaded.flow.targets, "save": save},
    }
    menu.loaded = replace(MENU, flow=menu.loaded.flow.model_copy(update=changes))
    menu.waits(patience=4, confirm_presses=True)
    menu.show(SAVES_LATE)

    def agrees(page, _):
        page.wait_for_timeout(2500)  # longer than the page has to be quiet
        return "yes"

    menu.hands.at["press"] = agrees
    assert ended(menu)[0] == State.CONFIRMED
