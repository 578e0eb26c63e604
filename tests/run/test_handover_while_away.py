"""What a page does by itself while the person is away ends no run, and what never helps is not
asked for for ever.
"""

from pathlib import Path

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, approval, confirmed, form, nothing_sent

from optout.flow.cases import Gesture, Scripted
from optout.flow.load import load_flow
from optout.outcome import Reason, State
from optout.run.handover import ROUNDS
from optout.run.prompts import Question, ScriptedPrompts

SETTINGS = load_flow(Path(__file__).parents[1] / "faults" / "settings" / "one")
HOME = "https://www.settings.example.eu/"
NEWS = "document.querySelector('main').insertAdjacentHTML('beforeend', `<button>News ${Math.random()}</button>`)"
SWITCH = """<label id=training for=one>Use my posts to train models</label>
<input type=checkbox role=switch id=one aria-labelledby=training>
<script>one.checked = !localStorage.off; one.onchange = () => { localStorage.off = 1 }</script>"""
SHUT = """<button aria-haspopup=menu aria-expanded=false onclick="localStorage.menu = 1">Account</button>
<button aria-expanded=false onclick="this.ariaExpanded = true; more.hidden = false">Data</button>
<div id=more hidden>{}</div>"""


@pytest.fixture
def settings(rig):
    """Give a function that has a run of settings find these on the page."""
    rig.loaded = SETTINGS
    rig.waits(patience=1)
    rig.context.add_cookies([{"name": "session", "value": "1", "url": HOME}])
    rig.show("<p>home", HOME)
    return lambda html: rig.show(f"<main><h1>Use of your data</h1>{html}</main>", f"{HOME}settings")


def away(rig, times, then):
    """Let the page change by itself so often that a person is asked for help, before they do
    something.
    """
    past = rig.hands.moments
    rig.hands.at["take_over"] = lambda page, _: (
        then(page) if past().count("take_over") > times else page.evaluate(NEWS)
    )


def test_a_page_that_changes_by_itself_is_asked_about_until_the_person_has_mended_the_form(rig):
    rig.waits(patience=1)
    rig.show(f"<main>{form(FIELDS)}</main>")
    mends = f"document.forms[0].insertAdjacentHTML('beforeend', '{BUTTON}')"
    away(rig, ROUNDS + 1, lambda page: page.evaluate(mends))
    confirmed(rig)
    assert rig.hands.moments().count("take_over") == ROUNDS + 2


@pytest.mark.parametrize(
    ("times", "answer", "asked"), [(ROUNDS + 1, "stop", ROUNDS + 2), (0, "done", ROUNDS - 1)]
)
def test_a_setting_that_is_not_there_is_asked_about_while_the_page_changes_and_not_for_ever(
    rig, settings, times, answer, asked
):
    settings("<p>nothing here")
    away(rig, times, lambda _: answer)
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.hands.moments().count("take_over") == asked


def test_a_section_of_the_settings_that_is_shut_is_opened_and_a_menu_is_not(rig, settings):
    settings(SHUT.format(SWITCH))
    assert rig.go().state == State.CONFIRMED
    assert "take_over" not in rig.hands.moments()
    assert rig.run.window.page.evaluate("[localStorage.off, localStorage.menu]") == ["1", None]


def test_a_scripted_person_whose_gestures_bring_nothing_about_is_not_waited_for_for_ever():
    prompts = ScriptedPrompts(Scripted(at={"take_over": [Gesture(press="#no")]}))
    prompts.begin(Question("take_over", default="stop"))
    assert [prompts.answer() for _ in range(1000)][::999] == [None, "stop"]


TWO_PAGES = f"""<h1>Object</h1><form id=one>{EMAIL}<label>Tell us <textarea name=reason></textarea></label>
<button type=button id=next>Proceed</button></form>
<form id=two method=post action=/submit hidden><label>Name <input name=name></label>{BUTTON}</form>
<script>next.onclick = async () => {{
  const body = new URLSearchParams(new FormData(one));
  await fetch('/submit', {{method: 'POST', body}});
  one.remove();
  two.hidden = false;
}}</script>"""


def test_what_the_person_wrote_is_listed_where_the_request_that_led_on_was_asked_about(rig):
    written = "These are photos of my own children."
    rig.waits(patience=1)
    rig.show(TWO_PAGES)

    def writes(page, _):
        if page.locator("textarea").count() == 0:
            return "done"
        page.locator("textarea").fill(written)
        return None

    rig.hands.at |= {"take_over": writes, "paused": "onward"}
    looks = iter(range(100))

    def leads_on_once_that_was_seen():
        is_handed_over = rig.hands.moments()[-1:] == ["take_over"]
        if is_handed_over and next(looks) == 3:
            rig.run.window.page.locator("#next").click(no_wait_after=True)

    rig.tick = leads_on_once_that_was_seen
    rig.go()
    assert "paused" in rig.hands.moments()
    assert written in [field.text for field in approval(rig)[-1].fields]
