"""A site on loopback, over TLS at real addresses, and the forms and scripts the gate's tests put on it."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.faults.websocket import accepted, frames

from optout.run.ledger import FormContents

EMAIL = "ada@example.eu"
HOLDS = FormContents(frozenset({EMAIL}), frozenset({EMAIL}), {"email": EMAIL})
FORM = "<form method=post action=/submit><input name=email value=ada@example.eu><button>Send</button></form>"


POST = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu'})})"


class Site:
    """A site on loopback that counts what arrives; `answers` maps `POST /submit` to (status, headers, body).

    `frames` are what came by web sockets. A path in `never` gets no answer before `silent` is set, and then, as one in
    `reset`, a connection that ends.
    """

    def __init__(self):
        self.arrived: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.frames: list[bytes] = []
        self.answers: dict[str, tuple[int, dict[str, str], str]] = {}
        self.silent = threading.Event()
        self.never = {"/never"}
        self.reset = {"/reset"}
        self.address = "https://www.example.eu"
        self.on_arrival = lambda: None

    def page(self, html, path="/"):
        self.answers[f"GET {path}"] = (200, {}, f"<!doctype html><title>test</title><body>{html}")

    @property
    def sends(self):
        return self.arrived.count(("POST", "/submit"))


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self):
        if key := self.headers.get("sec-websocket-key"):
            self.connection.sendall(accepted(key))
            self.server.site.frames.extend(frames(self.connection))
            self.close_connection = True
        else:
            self._answer()

    def do_POST(self):
        self._answer()

    def do_PUT(self):
        self._answer()

    def log_message(self, *_):
        pass

    def _answer(self):
        site = self.server.site
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.partition("?")[0]
        site.arrived.append((self.command, path))
        if self.command == "POST":
            site.on_arrival()
        if self.command != "GET":
            site.bodies.append(body)
        if path in site.never:
            site.silent.wait(30)
        if path in site.never | site.reset:
            return
        status, headers, text = site.answers.get(f"{self.command} {path}", (200, {}, "<p>answered"))
        self.send_response(status)
        for name, value in {"content-type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())


class Server(ThreadingHTTPServer):
    daemon_threads = True
    site = Site()

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops."""


def until(page, true, seconds=10.0):
    """Let the page go on until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true"
        page.wait_for_timeout(20)


def calm(page):
    """Give what should not happen the time to happen."""
    page.wait_for_timeout(300)
