"""When a page has no certificate. What the full browser reports of a certificate is compared with the
file on the server in `tests/headed/test_submit.py`.
"""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Error

from optout.browser import Window, certificate_sha256


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Form</h1>")

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving():
    """Serve a page on loopback, without TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def window(browser):
    context = browser.new_context(ignore_https_errors=True)
    yield Window(context, ("localhost",), lambda: None)
    context.close()


def test_a_page_without_encryption_has_none(window):
    assert certificate_sha256(window) is None  # about:blank
    with serving() as address:
        window.page.goto(address)
        assert certificate_sha256(window) is None


def test_a_saved_page_has_none(window):
    window.context.route("**/*", lambda route: route.fulfill(body="<h1>Form</h1>"))
    window.page.goto("https://localhost/")
    assert certificate_sha256(window) is None


def test_a_browser_that_reports_nothing_ends_no_run(window, monkeypatch):
    def refuses(_page):
        raise Error("Protocol error (Security.enable): not supported")

    monkeypatch.setattr(window.context, "new_cdp_session", refuses)
    assert certificate_sha256(window) is None
