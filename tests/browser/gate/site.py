"""A site on loopback, over TLS at real addresses, and what decides about the requests to it."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.faults.websocket import accepted, frames

ADDRESS = "https://www.example.eu"
FORM = "<form method=post action=/submit><input name=email value=ada@example.eu><button>Send</button></form>"


class Decides:
    """Decides by the path of a request, lets all others go, follows `/submit`, and keeps what it is told."""

    def __init__(self):
        self.does = {}
        self.asked, self.left, self.taken_back_, self.frames, self.answers = [], [], [], [], []
        self._followed = set()

    def decide(self, request):
        path = urlsplit(request.url).path
        self.asked.append(request)
        if path == "/submit":
            self._followed.add(request.id)
        return self.does.get(path, "go")

    def has_left(self, request):
        self.left.append(request)

    def taken_back(self, request):
        self.taken_back_.append(request)

    def note_frame(self, request):
        self.frames.append(request)

    def follows(self, request):
        return request.id in self._followed

    def answered(self, _, response):
        self.answers.append(response)

    def of(self, requests, path="/submit"):
        """Give those of some requests that go to a path."""
        return [one for one in requests if urlsplit(one.url).path == path]


class Site:
    """A site on loopback that keeps what arrives; `answers` maps `POST /submit` to (status, headers, body).

    A path in `resets` gets a connection that ends.
    """

    def __init__(self):
        self.arrived: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.frames: list[bytes] = []
        self.answers: dict[str, tuple[int, dict[str, str], str]] = {}
        self.resets: set[str] = set()

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

    def log_message(self, *_):
        pass

    def _answer(self):
        site = self.server.site
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.partition("?")[0]
        site.arrived.append((self.command, path))
        if self.command == "POST":
            site.bodies.append(body)
        if path in site.resets:
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
