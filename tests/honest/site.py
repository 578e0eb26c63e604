"""A site on loopback that tells one page's story at its real https addresses, and counts what it has stored."""

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import trustme
from tests.faults.websocket import accepted, frames

LIBRARIES = Path(__file__).with_name("libraries")
_LATER = 30
"""Seconds for which a stream stays open; a run is over before."""


@dataclass(frozen=True)
class Asked:
    """A request as the site reads it; `where` is its method, host and path."""

    method: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def where(self) -> str:
        return f"{self.method} {self.host}{self.path}"

    @property
    def here(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form, as the browser encodes one of the two kinds; of fields with one name the last."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            parts: Any = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + self.body).get_payload()
            return {_name(part): part.get_payload(decode=True).decode() for part in parts}
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (one.strip().partition("=") for one in self.headers.get("cookie", "").split(";"))
        return {name: unquote(value) for name, _, value in pairs}


def _name(part) -> str:
    return part.get_param("name", header="content-disposition")


@dataclass(frozen=True)
class Reply:
    """An answer; `headers` are pairs, because cookies come more than once. A stream is written as it comes."""

    status: int = 200
    body: str | bytes | Iterator[bytes] = ""
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Socket:
    """A web socket: what is said first, and what is answered to each message."""

    hello: str = ""
    answer: Callable[[str], str] = lambda _: ""


class Cut:
    """No answer: the connection is closed."""


Answer = str | Reply | Socket | Cut | None
Answers = Callable[[Asked], Answer]


class Site:
    """What one page's site answers, by `METHOD host/path`, and what it has stored: pairs of address and comment.

    A host that no route names is somebody else's: it takes what it is sent and says nothing. `solve` is what a human
    being has to press, in whatever frame it stands; `types` is where they type which code; `leads_on` is whether the
    page at hand only leads to another. `does` are requests without which it is not the page that it is to be; `ends` is
    how it has to end; `asks` says why the person is asked more than the approval, or why it ends otherwise.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self.stored: list[tuple[str, str]] = []
        self.seen: list[Asked] = []
        self.closing = threading.Event()
        self.routes: dict[str, str | Answers] = {"GET /": self._home}
        self.solve = ""
        self.types: tuple[str, str] | None = None
        self.does: tuple[str, ...] = ()
        self.leads_on: Callable[[], bool] = lambda: False
        self.ends = "confirmed"
        self.asks = ""

    def _home(self, _: Asked) -> Reply:
        """Sign the person in, as if they had typed their password just now."""
        cookie = ("set-cookie", "session=8f14e45f; Path=/; Secure; HttpOnly; SameSite=Lax")
        return Reply(
            body=html("Example", "<h1>Welcome back, Ada</h1><nav><a href=/help>Help</a></nav>"), headers=(cookie,)
        )

    def show(self, where: str, page: str) -> None:
        """Say what stands at an address: a path of the site's own host, or a host and a path."""
        self.routes[f"GET {where}"] = page

    def on(self, *where: str) -> Callable[[Answers], Answers]:
        """Answer requests by a function: `METHOD /path`, or `METHOD host/path`."""

        def add(answers: Answers) -> Answers:
            self.routes.update(dict.fromkeys(where, answers))
            return answers

        return add

    def store(self, email: str, comment: str) -> None:
        """Keep an objection."""
        self.stored.append((email, comment))

    def answer(self, asked: Asked) -> Answer:
        self.seen.append(asked)
        if asked.path.startswith("/assets/"):
            return _library(asked.path.removeprefix("/assets/"))
        route = self.routes.get(asked.where)
        if route is None and asked.host == self.host:
            route = self.routes.get(f"{asked.method} {asked.path}", _not_found)
        return route if isinstance(route, str) else (route or _takes_all)(asked)


@dataclass(frozen=True)
class Page:
    """A page: its name, its flow, and what tells its story to a site."""

    name: str
    flow: str
    tell: Callable[[Site], None]


PAGES: dict[str, Page] = {}


def page(flow: str) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Take a function for the story of a page: it says what the site answers."""

    def add(tell: Callable[[Site], None]) -> Callable[[Site], None]:
        name = tell.__name__.replace("_", "-")
        PAGES[name] = Page(name, flow, tell)
        return tell

    return add


def html(title: str, body: str, head: str = "", lang: str = "en") -> str:
    """Give a whole document."""
    told = f"<meta charset=utf-8><title>{title}</title><meta name=viewport content='width=device-width'>{head}"
    return f"<!doctype html><html lang={lang}><head>{told}</head><body>{body}</body></html>"


def to(address: str, status: int = 302, *headers: tuple[str, str]) -> Reply:
    """Lead on."""
    return Reply(status, headers=(("location", address), *headers))


def as_json(data: Any, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, json.dumps(data), headers, "application/json")


def events(site: Site, *told: str) -> Reply:
    """Give a stream of server-sent events that stays open."""

    def stream() -> Iterator[bytes]:
        for one in told:
            yield f"data: {one}\n\n".encode()
        site.closing.wait(_LATER)

    return Reply(body=stream(), kind="text/event-stream")


def _library(name: str) -> Reply:
    file = LIBRARIES / f"{name}.gz"
    return Reply(body=gzip.decompress(file.read_bytes()), kind="text/javascript; charset=utf-8")


def _not_found(_: Asked) -> Reply:
    return Reply(404, html("Not found", "<h1>Not found</h1>"))


def _takes_all(_: Asked) -> Reply:
    return Reply(204, headers=(("access-control-allow-origin", "*"), ("access-control-allow-headers", "*")))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    front: "Front"

    def log_message(self, *_):
        pass

    def _take(self):
        site = self.front.site
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        answer = site.answer(Asked(self.command, headers.get("host", ""), path, query, headers, body))
        if isinstance(answer, Cut):
            self.close_connection = True
        elif isinstance(answer, Socket):
            self._talk(answer, headers)
        else:
            self._give(Reply(body=answer) if isinstance(answer, str) else answer or Reply(204))

    do_GET = do_POST = do_PUT = do_PATCH = do_OPTIONS = _take  # noqa: N815

    def _give(self, reply: Reply):
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        given = [("content-type", reply.kind), ("cache-control", "no-store")]
        given.append(("content-length", str(len(body))) if isinstance(body, bytes) else ("connection", "close"))
        for name, value in (*given, *reply.headers):
            if not (reply.status == 204 and name.startswith("content-")):
                self.send_header(name, value)
        self.end_headers()
        for part in [body] if isinstance(body, bytes) else body:
            self.wfile.write(part)
            self.wfile.flush()

    def _talk(self, socket: Socket, headers):
        self.close_connection = True
        self.wfile.write(accepted(headers["sec-websocket-key"]))
        self.wfile.write(_frame(socket.hello))
        for heard in frames(self.connection):
            if told := socket.answer(heard.decode("utf-8", "replace")):
                self.wfile.write(_frame(told))


def _frame(text: str) -> bytes:
    raw = text.encode()
    length = bytes([len(raw)]) if len(raw) < 126 else bytes([126]) + len(raw).to_bytes(2, "big")
    return b"\x81" + length + raw


class Front(ThreadingHTTPServer):
    """What every host of the browser leads to; the site whose story is told now stands behind it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), type("Handler", (_Handler,), {"front": self}))
        self.site = Site("")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("example.eu").configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops."""

    @property
    def flags(self) -> tuple[str, ...]:
        """Lead a browser's every host here."""
        return f"--host-resolver-rules=MAP * 127.0.0.1:{self.server_port}", "--ignore-certificate-errors"


@contextmanager
def standing() -> Iterator[Front]:
    """Let it stand for a while."""
    with Front() as front:
        thread = threading.Thread(target=front.serve_forever, daemon=True)
        thread.start()
        try:
            yield front
        finally:
            front.site.closing.set()
            front.shutdown()
            with suppress(RuntimeError):
                thread.join(5)
