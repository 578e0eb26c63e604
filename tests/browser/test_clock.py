"""The clock of a replay: it runs ahead, and the timers of the pages with it."""

import time

import pytest
from tests.web import HOME, HOSTS, Web

from optout.browser.clock import PageClock
from optout.browser.window import Window


@pytest.fixture
def web(context):
    return Web(context)


@pytest.fixture
def window(web):
    return web.window("<p>in front</p>")


@pytest.fixture
def hurrying(web, context):
    """Give a function that opens a window which waits by the clock of a replay."""

    def at(html):
        web.pages[f"GET {HOME}"] = html
        window = Window(context, HOSTS, lambda: None, PageClock(context))
        window.page.goto(HOME)
        return window

    return at


def really_took(work):
    """Return what came of something, and how long it really took."""
    began = time.monotonic()
    return work(), time.monotonic() - began


ON = "<p>before</p><script>%s</script>"
LATER = "setTimeout(() => { document.querySelector('p').textContent = 'after' }, 10000);"


def shows(window, text):
    return window.page.locator("p").inner_text() == text or None


FAILS = f"setTimeout(() => {{ throw new Error('of the page') }}, 10); {LATER}"
IN_A_FRAME = """const frame = document.createElement('iframe');
const late = "setTimeout(() => parent.document.querySelector('p').textContent = 'after', 10000)";
frame.srcdoc = `<script>${late}</scr${"ipt"}>`;
document.body.append(frame);"""


@pytest.mark.parametrize("script", [FAILS, IN_A_FRAME], ids=["fails", "in a frame"])
def test_what_a_page_plans_comes_in_its_time_by_the_clock_of_a_replay_and_sooner_really(
    hurrying, script
):
    window = hurrying(ON % script)
    began = window.now()
    came, took = really_took(lambda: window.wait(lambda: shows(window, "after"), 60))
    assert came
    assert window.now() - began > 8  # it began while it was opened
    assert window.now() - began > took + 3


def test_what_is_on_its_way_is_waited_for_in_real_time(hurrying, web):
    window = hurrying(ON % "")
    held = []
    web.context.route(f"{HOME}slow", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    window.page.evaluate(
        "fetch('/slow').then(() => { document.querySelector('p').textContent = 'after' }); 0"
    )
    window.wait(lambda: held or None, 20)
    came, took = really_took(lambda: window.wait(lambda: shows(window, "after"), 1))
    assert came is None
    assert took >= 1
    held[0].fulfill(body="there")
    assert window.wait(lambda: shows(window, "after"), 20)
