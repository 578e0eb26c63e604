"""The window: which page is in front, what its end is, and waiting in it."""

import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error
from tests.web import FOREIGN, HOME, Web

from optout.browser.page import Page
from optout.browser.snapshot import read as look
from optout.errors import Interrupted, WindowGone


@pytest.fixture
def web(context):
    return Web(context)


@pytest.fixture
def window(web):
    return web.window("<p>in front</p>")


def test_a_new_page_on_a_listed_host_comes_to_the_front_and_a_foreign_one_does_not(
    web, window, context
):
    first = window.page
    web.pages[f"GET {FOREIGN}"] = "<p>foreign</p>"
    context.new_page().goto(FOREIGN)
    assert window.page is first
    second = context.new_page()
    web.pages[f"GET {HOME}second"] = "<p>second</p>"
    second.goto(f"{HOME}second")
    assert window.page is second
    second.close()
    assert window.page is first


def test_a_closed_window_is_gone_and_every_use_of_it_says_so(web, window):
    web.pages[f"GET {FOREIGN}"] = "<p>foreign</p>"
    window.page.goto(FOREIGN)
    # the only page is in front wherever it is
    assert (window.page.url, window.allows(FOREIGN)) == (
        FOREIGN,
        False,
    )
    window.page.close()
    assert window.gone
    for use in (lambda: window.page, lambda: window.rest(0), lambda: window.wait(lambda: None, 1)):
        with pytest.raises(WindowGone, match="closed"):
            use()


def test_a_window_that_is_closed_during_a_wait_ends_the_wait_at_once(window):
    began = time.monotonic()
    with pytest.raises(WindowGone):
        window.wait(window.page.close, 30)
    assert time.monotonic() - began < 10


def test_a_crashed_page_is_told_apart_from_a_closed_one(window):
    with suppress(Error):
        window.page.goto("chrome://crash")
    for use in (lambda: window.wait(lambda: None, 10), lambda: window.rest(0)):
        with pytest.raises(WindowGone, match="crashed"):
            use()


def test_a_wait_gives_what_was_found_looks_at_least_once_and_ends_when_its_time_is_up(window):
    assert window.wait(lambda: "found", 0) == "found"
    assert window.wait(lambda: False, 5) is False  # only None is no finding
    looks, began = [], time.monotonic()
    assert window.wait(lambda: looks.append(1), 0) is None
    assert looks == [1]
    assert window.wait(lambda: None, 0.5) is None
    assert 0.5 <= time.monotonic() - began < 5


BUSY = (
    "setTimeout(() => { const end = performance.now() + 8000; while (performance.now() < end); })"
)


def test_a_wait_ends_in_time_and_heeds_signals_while_the_page_is_busy(web):
    ticks = []
    window = web.window("<p>here</p>", tick=lambda: ticks.append(1))
    window.page.evaluate(BUSY)
    began = time.monotonic()
    assert window.wait(lambda: read if (read := look(window)).read else None, 1) is None
    assert time.monotonic() - began < 7
    assert ticks
    assert window.wait(lambda: "found", 1) == "found"


def test_a_page_that_waits_for_its_server_is_not_read_until_it_has_an_answer(web, window):
    held = []
    web.context.route(f"{HOME}slow", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    window.page.evaluate("setTimeout(() => { location.href = '/slow'; }); 0")
    assert window.wait(lambda: (window.is_navigating and held) or None, 20)
    assert look(window) == Page()
    held.pop().fulfill(content_type="text/html", body="<p>there</p>")
    assert window.wait(lambda: look(window).read or None, 60)
    assert window.page.url == f"{HOME}slow"


def test_a_wait_can_be_interrupted_at_any_look(web):
    looks = []

    def tick():
        if len(looks) == 2:
            raise Interrupted("you interrupted")

    with pytest.raises(Interrupted):
        web.window("<p>x</p>", tick=tick).wait(lambda: looks.append(1), 30)
    assert looks == [1, 1]


MOVING = [
    "Execution context was destroyed, most likely because of a navigation",
    "Locator.count: Frame was detached",
    "Page.content: Unable to retrieve content because the page is navigating and changing the content.",
]


def test_a_look_that_meets_a_page_on_the_move_is_taken_again(window):
    trouble = [*MOVING]

    def look():
        if trouble:
            raise Error(trouble.pop())
        return "found"

    assert window.wait(look, 10) == "found"


def test_what_is_given_for_between_two_looks_is_called_in_place_of_what_every_wait_calls(window):
    called = []
    window.on_wait = lambda: called.append("every wait")
    assert window.wait(lambda: None, 0, between=lambda: called.append("this wait")) is None
    assert window.wait(lambda: None, 0) is None
    assert called == ["this wait", "every wait"]


def test_the_log_says_what_was_waited_for_in_vain(window, caplog):
    caplog.set_level("DEBUG", "optout.browser.window")

    def confirmation():
        return None

    assert window.wait(confirmation, 0.1) is None
    (message,) = caplog.messages
    assert message.startswith("waited 0.10 s in vain for")
    assert message.endswith("confirmation")


def test_from_when_a_window_stays_only_the_page_in_front_and_those_it_opens_are_followed(
    web, window, context
):
    first = window.page
    window.stay()
    context.new_page().goto(HOME)
    assert window.page is first
    with context.expect_page() as opened:
        first.evaluate("void open('/')")
    assert window.page is opened.value


def test_a_page_is_followed_also_once_the_page_that_opened_it_is_closed(window, context):
    first = window.page
    window.stay()
    with context.expect_page() as opened:
        first.evaluate("void open('/')")
    with context.expect_page() as opened_by_that:
        opened.value.evaluate("void open('/')")
    first.close()
    assert window.page is opened_by_that.value
    opened.value.close()
    assert window.page is opened_by_that.value


def test_a_dialog_in_a_page_that_opened_later_is_decided_as_well(window, context):
    # nobody decides
    assert window.page.evaluate("[alert('x'), confirm('x'), prompt('x')]") == [
        None,
        False,
        None,
    ]
    window.on_dialog = lambda dialog: dialog.accept()
    page = context.new_page()
    page.goto(HOME)
    assert page.evaluate("confirm('sure?')") is True
