"""Which requests are under way, and which hosts could not be reached."""

import pytest
from playwright.sync_api import Error
from tests.web import HOME, HOSTS, Web

from optout.browser.clock import Clock
from optout.browser.window import Window


@pytest.fixture
def web(context):
    return Web(context)


class Stopped(Clock):
    """A clock that stands still until the test puts it on."""

    time = 0.0

    def now(self):
        return self.time


def test_an_answer_that_no_script_reads_is_waited_for_only_a_moment(web, context):
    web.pages[f"GET {HOME}"] = "<p>home"
    web.pages[f"GET {HOME}saves"] = lambda route, _: route.fulfill(
        headers={"cache-control": "no-store"}, body="{}"
    )
    clock = Stopped()
    window = Window(context, HOSTS, lambda: None, clock)
    window.page.goto(HOME)
    with window.page.expect_response("**/saves"):
        window.page.evaluate("async () => { await fetch('/saves') }")
    assert window.is_loading
    clock.time += 1
    assert not window.is_loading


def test_a_request_whose_end_is_never_reported_is_waited_for_half_a_minute(web, context):
    web.pages[f"GET {HOME}"] = "<p>home"
    held = []
    context.route(f"{HOME}slow", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    clock = Stopped()
    window = Window(context, HOSTS, lambda: None, clock)
    window.page.goto(HOME)
    with window.page.expect_request("**/slow"):
        window.page.evaluate("void fetch('/slow')")
    clock.time += 29
    assert window.is_loading
    clock.time += 1
    assert not window.is_loading


UNREACHED = {
    "a refused connection": ("connectionrefused", "ERR_CONNECTION_REFUSED"),
    "a name that does not exist": ("namenotresolved", "ERR_NAME_NOT_RESOLVED"),
}


@pytest.mark.parametrize(("failure", "error"), UNREACHED.values(), ids=UNREACHED)
def test_a_host_that_cannot_be_reached_is_known_until_the_next_document(
    web, context, failure, error
):
    window = web.window("<p>home")
    context.route("https://down.example.org/", lambda route: route.abort(failure))
    with pytest.raises(Error):
        window.page.goto("https://down.example.org/")
    assert window.unreached == ("down.example.org", error)
    assert window.wait(lambda: window.page.url.startswith("chrome-error:") or None, 20)
    assert window.unreached
    window.page.goto(HOME)
    assert window.unreached is None


@pytest.mark.parametrize("failure", ["aborted", "blockedbyclient", "failed"])
def test_a_request_that_was_given_up_says_nothing_about_its_host(web, context, failure):
    window = web.window("<p>home")
    context.route("https://down.example.org/", lambda route: route.abort(failure))
    with pytest.raises(Error):
        window.page.goto("https://down.example.org/")
    assert window.unreached is None


def test_a_host_that_does_not_answer_can_be_noted_as_one_that_cannot_be_reached(web, context):
    window = web.window("<p>home")
    held = []
    context.route("https://down.example.org/", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    window.page.evaluate("setTimeout(() => { location.href = 'https://down.example.org/' }); 0")
    assert window.wait(lambda: held or None, 20)
    assert window.is_navigating
    assert window.is_receiving
    window.note_unanswered()
    assert window.unreached == ("down.example.org", "ERR_TIMED_OUT")
