"""The person takes over: points at what was not found, does it by hand, ticks, or stops; in the window or elsewhere."""

from dataclasses import replace

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, FORM, LOADED, ended, form, nothing_sent

from optout.browser.find import Way
from optout.flow.model import Click, Open, Target
from optout.outcome import Reason, State
from optout.run.events import Kind
from optout.run.help import ROUNDS

MENU = "https://www.example.eu/menu"
COMMENT = "<label>Tell us <textarea name=reason></textarea></label>"
UNKNOWN_COMMENT = form(f"{EMAIL}{COMMENT}{BUTTON}")
AGREE = "<label><input type=checkbox name=agree required> I have read “it”</label>"


@pytest.fixture
def lost(rig):
    """Give a run whose form has a field for the comment that the flow does not know."""
    rig.waits(patience=0.3)
    rig.show(UNKNOWN_COMMENT)
    return rig


def clicks(css):
    """Give a person who clicks an element in the window and answers nothing."""
    return lambda page, _: page.locator(css).click(no_wait_after=True)


def received(rig):
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 1


def test_what_was_pointed_at_is_filled_by_the_tool_and_stays_the_target(lost):
    lost.hands.at |= {"take_over": "point", "point": clicks("textarea")}
    received(lost)
    assert lost.captured[-1][-1].value == "No photos of mine."
    assert lost.objection.draft.found["comment"] == Way.PERSON
    assert lost.objection.draft.by_hand == []
    assert lost.hands.moments().count("take_over") == 1


def test_a_part_of_the_form_that_is_folded_up_is_opened(rig):
    rig.waits(patience=0.3)
    menu = "<nav><button aria-expanded=false onclick='document.title = \"menu\"'>Menu</button></nav>"
    opens = (
        "<button type=button aria-expanded=false onclick='this.ariaExpanded = true; more.hidden = false'>More</button>"
    )
    rig.show(menu + form(EMAIL + opens + f"<div id=more hidden>{FIELDS.removeprefix(EMAIL)}</div>" + BUTTON))
    received(rig)
    assert "take_over" not in rig.hands.moments()
    assert rig.captured[-1][-1].value == "No photos of mine."


def test_the_title_of_the_form_can_be_pointed_at_when_no_way_led_there(rig):
    rig.waits(patience=0.3)
    rig.show("<p>nothing here")
    rig.show(form().replace("<h1>Object</h1>", "<h1>Εναντίωση</h1>"), "https://www.example.eu/there")
    walks = lambda page, _: (page.goto("https://www.example.eu/there"), "point")[1]  # noqa: E731
    rig.hands.at |= {"take_over": walks, "point": clicks("h1")}
    received(rig)
    assert rig.objection.draft.found["title"] == Way.PERSON


MIDDLE = "(({x, y, width, height}) => [x + width / 2, y + height / 2])(restless.getBoundingClientRect())"
CHANGES = """<p id=restless>Anew</p><script>
setInterval(() => { const old = document.querySelector('#restless'); old.replaceWith(old.cloneNode(true)); });
</script>"""


def test_an_element_that_is_gone_when_it_is_looked_at_is_asked_for_again(lost):
    lost.show(form(f"{EMAIL}{COMMENT}{BUTTON}", CHANGES))

    def points(page, _):
        if Kind.NOT_POINTED in lost.notes.kinds():
            page.locator("form textarea").click(no_wait_after=True)
        else:
            page.mouse.click(*page.evaluate(MIDDLE))

    lost.hands.at |= {"take_over": "point", "point": points}
    received(lost)
    assert lost.notes.kinds().count(Kind.NOT_POINTED) == 1


def test_a_step_that_never_works_is_not_handed_over_for_ever(lost):
    lost.hands.at |= {"take_over": "point", "point": clicks("h1")}  # a heading cannot be filled
    assert ended(lost)[0] == State.STOPPED
    assert lost.hands.moments().count("take_over") == ROUNDS - 1


def test_a_field_filled_by_hand_is_noticed_once_the_person_has_left_it(lost):
    def types(page, _):
        page.locator("textarea").press_sequentially("by hand")
        page.locator("h1").click()

    lost.hands.at["take_over"] = types
    received(lost)
    assert lost.objection.draft.by_hand == ["fill comment"]
    assert lost.captured[-1][-1].value == "by hand"


@pytest.mark.real_time
def test_a_field_the_person_is_still_in_is_not_taken_for_done(lost):
    lost.waits(patience=0.3)

    def types_and_stays(page, _):
        page.locator("textarea").press_sequentially("by ha")
        page.evaluate("setTimeout(() => { document.querySelector('textarea').value += 'nd'; "
                      "document.activeElement.blur(); }, 2500)")  # fmt: skip

    lost.hands.at["take_over"] = types_and_stays
    received(lost)
    assert lost.captured[-1][-1].value == "by hand"


def test_the_form_opened_by_hand_is_noticed_and_a_foreign_one_is_not(rig):
    rig.waits(patience=0.3)
    rig.show("<a href=https://elsewhere.example/form>away</a> <a href=/there>there</a>")
    rig.show(form(), "https://www.example.eu/there")
    rig.show(form(), "https://elsewhere.example/form")

    def walks(page, _):
        page.goto("https://elsewhere.example/form")
        page.wait_for_timeout(700)
        page.goto("https://www.example.eu/there")

    rig.hands.at["take_over"] = walks
    received(rig)
    assert rig.objection.draft.arrival.way == {"how": "opened_by_hand"}


def test_a_link_on_the_way_that_something_lies_on_is_the_persons_to_press(rig):
    rig.waits(patience=0.3)
    ways = [[Open(open=MENU), Click(click="onward")]]
    targets = {**LOADED.flow.targets, "onward": Target(role="link", words={"en": ["Object here"]})}
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"ways": ways, "targets": targets}))
    wall = "<div style='position: fixed; inset: 0; background: white' onclick='this.remove()'>Τέλος</div>"
    rig.show(f"<a href='{FORM}'>Object here</a>{wall}", MENU)
    rig.show(form())

    def clears(page, _):
        page.mouse.click(300, 300)
        page.get_by_role("link").click(no_wait_after=True)

    rig.hands.at["take_over"] = clears
    received(rig)
    assert Kind.WAY_DEAD in rig.notes.kinds()


def test_nobody_is_asked_without_a_terminal(lost):
    lost.hands.can_answer = False
    lost.waits(yes=True)
    nothing_sent(lost, Reason.TARGET_MISSING)
    assert lost.hands.asked == []


def test_a_box_that_must_be_ticked_is_ticked_by_the_person_alone(rig):
    rig.show(form(FIELDS + AGREE + BUTTON))
    rig.hands.at["tick"] = clicks("[name=agree]")
    received(rig)
    (asked,) = [ask for ask in rig.hands.asked if ask.moment == "tick"]
    assert asked.about == "I have read “it”"


@pytest.mark.parametrize("answer", ["stop", "done"])
def test_a_box_that_stays_unticked_stops_the_run_by_name(rig, answer):
    rig.show(form(FIELDS + AGREE + BUTTON))
    rig.hands.at["tick"] = answer
    nothing_sent(rig, Reason.TICK_NEEDED)
    assert rig.hands.moments().count("tick") == (ROUNDS if answer == "done" else 1)
