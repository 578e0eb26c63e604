"""The person's hand: what they press is heard, what a script does or what is pressed in our bar is not."""

import pytest

from optout.browser.bar import Bar, Face
from optout.browser.hand import Hand

PAGE = """<button onclick="heard = 1">Send</button><input id=why><input id=secret type=password>
<iframe srcdoc="<button>Within</button>"></iframe>"""


@pytest.fixture
def heard(shown):
    """Show the page, and give what was heard of it, as `True` for what may send."""
    heard: list[bool] = []
    window = shown(PAGE)
    Hand(window, heard.append).listen()
    return window, heard


def told(window, heard):
    """Give what was heard once the browser has told of it all."""
    window.page.wait_for_timeout(200)
    return heard


PRESSES = {
    "a button": (lambda page: page.click("button"), {True}),
    "a button in a frame": (lambda page: page.frames[1].click("button"), {True}),
    "Enter": (lambda page: page.locator("#why").press("Enter"), {True}),
    "a letter": (lambda page: page.locator("#why").press("a"), {False}),
    "a script's click": (lambda page: page.evaluate("document.querySelector('button').click()"), set()),
    "a script's key": (
        lambda page: page.evaluate("why.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"),
        set(),
    ),
    "a password": (lambda page: page.locator("#secret").press("a"), set()),
    "Enter behind a password": (lambda page: page.locator("#secret").press("Enter"), set()),
}


@pytest.mark.parametrize(("does", "hears"), PRESSES.values(), ids=PRESSES)
def test_what_a_person_presses_is_heard_and_nothing_else(heard, does, hears):
    window, all_heard = heard
    does(window.page)
    assert set(told(window, all_heard)) == hears


def test_it_goes_on_hearing_on_the_next_page(heard):
    window, all_heard = heard
    window.page.reload()
    window.page.click("button")
    assert set(told(window, all_heard)) == {True}


def test_what_is_pressed_in_our_bar_is_not_heard(heard):
    window, all_heard = heard
    bar = Bar(window)
    bar.show(Face("Well?", (("yes", "Yes"),)))
    before = bar.answer()
    window.page.keyboard.press("Tab")
    window.page.mouse.click(*_button_of(window))
    assert window.wait(bar.answer, 10) == "yes"
    assert before is None
    assert True not in told(window, all_heard)


def _button_of(window):
    """Give the middle of the bar's button, by what assistive technology is told."""
    wire = window.wire()
    nodes = wire.ask("Accessibility.getFullAXTree")["nodes"]
    node = next(one for one in nodes if one.get("name", {}).get("value") == "Yes")
    quad = wire.ask("DOM.getContentQuads", backendNodeId=node["backendDOMNodeId"])["quads"][0]
    return sum(quad[0::2]) / 4, sum(quad[1::2]) / 4
