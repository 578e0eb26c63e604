"""A sloppy site on loopback: HTTPS on raw sockets, so that an answer can be cut, kept back or
broken anywhere.

It stands at any https address, because the browser is started through a script that maps every host
here; the program itself has no such switch.
"""

import base64
import hashlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from urllib.parse import unquote_plus

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

HOST = "www.objections.example.eu"
_TLS_HANDSHAKE = 0x16  # the first byte of a TLS connection (RFC 8446, 5.1)
_SO_LINGER_RESET = struct.pack("ii", 1, 0)  # closing sends a reset instead of an end
_LONGEST_STALL = 120.0  # seconds; a run is over long before
_BESIDE = ("/draft", "/log")
"""What comes to these addresses the site keeps as a draft or writes into a log; none of it is an objection to it."""
_CHECKS = (b"\r\nprecognition: ", b"\r\nx-up-validate: ")
_POSTED_BACK = b"__EVENTTARGET=why"
CARRIED_ON = (307, 308)
_ESCAPE = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|[nrt])")


class Cut(StrEnum):
    """Where an answer breaks off, and how."""

    CLOSE = "close"
    RESET = "reset"
    STALL = "stall"
    GARBAGE = "garbage"
    RESET_HEADERS = "reset_headers"
    HALF_BODY = "half_body"
    STALL_BODY = "stall_body"
    CLOSE_IF_KEPT = "close_if_kept"


@dataclass(frozen=True)
class Answer:
    """One answer. `after` is in seconds; a `kept` connection is left open; `held` waits for the
    test's word.
    """

    status: int = 200
    page: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0
    cut: Cut | None = None
    kept: bool = False
    held: bool = False

    def head(self, length: int) -> bytes:
        """Give the status line and the headers."""
        told = {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(length),
            **self.headers,
        }
        told.setdefault("connection", "keep-alive" if self.kept else "close")
        lines = [
            f"HTTP/1.1 {self.status} Answered",
            *(f"{name}: {value}" for name, value in told.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Arrived:
    """A request as it came, `kept` on a connection that was used before.

    `head` is its first line and its headers, `answered` the status that the site gave.
    """

    method: str
    host: str
    path: str
    body: bytes
    kept: bool
    head: bytes = b""
    answered: int = 0

    @property
    def beside(self) -> bool:
        """Whether it went where no objection is taken, or says of itself that it is none."""
        checks = any(name in self.head.lower() for name in _CHECKS)
        return checks or self.path.startswith(_BESIDE) or _POSTED_BACK in self.body

    def carries(self, *values: str) -> bool:
        """Whether it carries each of these values, by their letters and digits, in its body or its
        address.
        """
        sent = [_letters(_plain(part)) for part in (self.body, self.path.encode())]
        return all(any(_letters(value) in text for text in sent) for value in values)

    @property
    def place(self) -> tuple[str, str, str]:
        """What was asked, and where."""
        return self.method, self.host, self.path


def _plain(raw: bytes) -> str:
    """Read bytes as text, a form or JSON, made without the program, whose own reading it is to
    judge.
    """
    text = unquote_plus(raw.decode("utf-8", "replace"))
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass
class Site:
    """What the site answers, by `METHOD host/path` or `METHOD /path`; of several answers the last
    one repeats.

    `behind` takes each new connection in this one's place: what came over an older one counts
    there.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    behind: "Site | None" = None
    came: threading.Condition = field(default_factory=threading.Condition)

    @property
    def posts(self) -> list[Arrived]:
        """Every POST that arrived whole, whatever became of its answer; drafts and logs apart."""
        return [
            request for request in self.arrived if request.method == "POST" and not request.beside
        ]

    def got(self, *values: str) -> list[Arrived]:
        """Give every request, of whatever kind, that carries each of these values."""
        return [request for request in self.arrived if request.carries(*values)]

    def objections(self, *values: str) -> list[Arrived]:
        """Give what the site takes for an objection with these values; what it sends on is one
        where it ends.
        """
        return [r for r in self.got(*values) if not r.beside and r.answered not in CARRIED_ON]

    def take(self, request: Arrived) -> Answer:
        """Count a request and give its answer."""
        with self.came:
            same = [r for r in self.arrived if r.place == request.place]
            answer = self._answer(request, len(same))
            self.arrived.append(replace(request, answered=answer.status))
            self.came.notify_all()
        return answer

    def _answer(self, request: Arrived, before: int) -> Answer:
        path = request.path.partition("?")[0]
        for name in (f"{request.method} {request.host}{path}", f"{request.method} {path}"):
            if name in self.answers:
                return self.answers[name][min(before, len(self.answers[name]) - 1)]
        return Answer(204) if request.beside else Answer(404, "<title>Not found</title>not here")

    def wait_for(self, method: str, path: str, seconds: float) -> None:
        """Wait until a request has come."""
        with self.came:
            there = lambda: any((r.method, r.path) == (method, path) for r in self.arrived)  # noqa: E731
            assert self.came.wait_for(there, seconds), f"{method} {path} did not come"


@cache
def _certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _issued().configure_cert(context)
    return context


@cache
def _issued() -> trustme.LeafCert:
    return trustme.CA().issue_cert(HOST)


@cache
def trusting(port: int) -> tuple[str, ...]:
    """Give the flags with which a browser finds every host at a port here, and keeps and trusts
    what comes from there.

    What comes with a certificate that is only not refused, no browser keeps in its cache.
    """
    raw = ssl.PEM_cert_to_DER_cert(_issued().cert_chain_pems[0].bytes().decode())
    key = (
        load_der_x509_certificate(raw)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    told = base64.b64encode(hashlib.sha256(key).digest()).decode()
    hosts = f"--host-resolver-rules=MAP * 127.0.0.1:{port}"
    return hosts, "--ignore-certificate-errors", f"--ignore-certificate-errors-spki-list={told}"


@contextmanager
def standing(site: Site) -> Iterator[Site]:
    """Let a site stand on loopback for a while; a thread for it, and one for each connection."""
    _certificate()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site.port = listening.getsockname()[1]
        threading.Thread(target=_accept, args=(site, listening), daemon=True).start()
        try:
            yield site
        finally:
            site.closing.set()
            site.let_go.set()
            listening.shutdown(socket.SHUT_RDWR)  # or the thread would go on waiting in accept


def _accept(site: Site, listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(site.behind or site, connection), daemon=True).start()


def _serve(site: Site, connection: socket.socket) -> None:
    """Serve a connection to its end; browsers open and drop them as they please."""
    with suppress(OSError, ValueError), connection:
        connection.settimeout(_LONGEST_STALL)
        secure = connection.recv(1, socket.MSG_PEEK)[:1] == bytes([_TLS_HANDSHAKE])
        talk = _certificate().wrap_socket(connection, server_side=True) if secure else connection
        with talk:
            used = False
            while (request := _read(talk, kept=used)) is not None:
                answer = site.take(request)
                if not _give(site, talk, request, answer):
                    return
                used = True


def _read(talk: socket.socket, *, kept: bool) -> Arrived | None:
    """Read one request whole; None at the end of the connection."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = talk.recv(65536)
        if not part:
            return None
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    while len(body) < int(headers.get("content-length", "0")):
        part = talk.recv(65536)
        if not part:
            return None
        body += part
    method, path, _ = first.split(" ", 2)
    return Arrived(method, headers.get("host", ""), path, body, kept, head)


def _give(site: Site, talk: socket.socket, request: Arrived, answer: Answer) -> bool:
    """Give an answer, or as much of it as it has; False when the connection is over."""
    if answer.held:
        site.let_go.wait(_LONGEST_STALL)
    if answer.after:
        site.closing.wait(answer.after)
    body = answer.page.encode()
    head = answer.head(len(body))
    if answer.cut is None or (answer.cut is Cut.CLOSE_IF_KEPT and not request.kept):
        talk.sendall(head + body)
        return answer.kept
    remains = {
        Cut.GARBAGE: b"\x00\xff\x13 this is no HTTP \r\n\r\n" * 4,
        Cut.RESET_HEADERS: head,
        Cut.HALF_BODY: head + body[: len(body) // 2],
        Cut.STALL_BODY: head + body[: len(body) // 2],
    }
    talk.sendall(remains.get(answer.cut, b""))
    if answer.cut in (Cut.STALL, Cut.STALL_BODY):
        site.closing.wait(_LONGEST_STALL)
    if answer.cut in (Cut.RESET, Cut.RESET_HEADERS):
        talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _SO_LINGER_RESET)
    return False
