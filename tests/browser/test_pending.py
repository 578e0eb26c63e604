"""Which requests are under way, and which hosts could not be reached."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


def test_a_request_is_unanswered_until_its_answer_comes_or_its_page_is_left(web, context):
    web.pages[f"GET {HOME}"] = "<p>home"
    held = []
    context.route(f"{HOME}slow*", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    clock = Stopped()
    window = Window(context, HOSTS, lambda: None, clock)
    window.page.goto(HOME)
    for name in ("slow", "slower"):
        with window.page.expect_request(f"**/{name}"):
            window.page.evaluate(f"void fetch('/{name}')")
        clock.time += 60
    assert window.has_unanswered(120)
    assert not window.has_unanswered(121)
    assert window.has_unanswered(60, since=60)
    assert not window.has_unanswered(60, since=61)
    with window.page.expect_response("**/slow"):
        held[0].fulfill(body="{}")
    assert not window.has_unanswered(61)
    assert window.has_unanswered(60)
    window.page.goto("about:blank")
    assert not window.has_unanswered(0)


@contextmanager
def serving_a_stream():
    """Serve a page, and at `/stream` an answer that begins at once and goes on until the end."""
    end = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header(
                "Content-Type", "text/event-stream" if self.path == "/stream" else "text/html"
            )
            self.end_headers()
            self.wfile.write(b"news")
            if self.path == "/stream":
                end.wait(30)

        def log_message(self, *_): ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            end.set()
            server.shutdown()


@pytest.mark.parametrize(
    "ask",
    [
        "() => { fetch('/stream') }",
        "() => { const ask = new XMLHttpRequest(); ask.open('GET', '/stream'); ask.send() }",
    ],
)
def test_a_stream_is_answered_as_soon_as_it_begins(context, ask):
    clock = Stopped()
    window = Window(context, HOSTS, lambda: None, clock)
    with serving_a_stream() as address:
        window.page.goto(address)
        with window.page.expect_response("**/stream"):
            window.page.evaluate(ask)
        assert not window.has_unanswered(0)


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
