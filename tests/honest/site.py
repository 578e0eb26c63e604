"""A site on loopback that tells one page's story at its real https addresses, and counts what it
has stored.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.faults import site as faults

LIBRARIES = Path(__file__).with_name("libraries")


@dataclass(frozen=True)
class Asked:
    """A request as the site reads it; `where` is its method, host and path."""

    method: str
    host: str
    path: str
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
        """The fields of a form, as the browser encodes one of the two kinds; of fields with one
        name the last.
        """
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            parts: Any = message_from_bytes(
                f"content-type: {kind}\r\n\r\n".encode() + self.body
            ).get_payload()
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
    """An answer."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/html; charset=utf-8"


Answer = str | Reply | None
Answers = Callable[[Asked], Answer]


class Site(faults.Site):
    """What one page's site answers, by `METHOD host/path`, and what it has stored: pairs of address
    and comment.

    A host that no route names is somebody else's: it takes what it is sent and says nothing.
    `solve` is what a human being has to press, in whatever frame it stands; `does` are requests
    without which it is not the page that it is to be. `types` is what a human being reads in an
    e-mail and has to type, by the selector of its field.
    """

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host
        self.stored: list[tuple[str, str]] = []
        self.seen: list[Asked] = []
        self.routes: dict[str, str | Answers] = {"GET /": self._home}
        self.solve = ""
        self.types: dict[str, str] = {}
        self.does: tuple[str, ...] = ()

    def _home(self, _: Asked) -> Reply:
        """Sign the person in, as if they had typed their password just now."""
        cookie = ("set-cookie", "session=8f14e45f; Path=/; Secure; HttpOnly; SameSite=Lax")
        return Reply(
            body=html("Example", "<h1>Welcome back, Ada</h1><nav><a href=/help>Help</a></nav>"),
            headers=(cookie,),
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

    def _answer(self, request: faults.Arrived, _: int) -> faults.Answer:
        lines = [line.partition(":") for line in request.head.decode("latin-1").split("\r\n")[1:]]
        headers = {name.lower(): value.strip() for name, _, value in lines}
        asked = Asked(
            request.method, request.host, request.path.partition("?")[0], headers, request.body
        )
        self.seen.append(asked)
        told = self._told(asked)
        reply = Reply(body=told) if isinstance(told, str) else told or Reply(204)
        more = {"content-type": reply.kind, "cache-control": "no-store", **dict(reply.headers)}
        return faults.Answer(reply.status, reply.body, more, kept=True)

    def _told(self, asked: Asked) -> Answer:
        if asked.path.startswith("/assets/"):
            file = LIBRARIES / f"{asked.path.removeprefix('/assets/')}.gz"
            return Reply(
                body=gzip.decompress(file.read_bytes()).decode(),
                kind="text/javascript; charset=utf-8",
            )
        route = self.routes.get(asked.where)
        if route is None and asked.host == self.host:
            route = self.routes.get(asked.here, _not_found)
        return route if isinstance(route, str) else (route or _takes_all)(asked)


@dataclass(frozen=True)
class Page:
    """A page: its name, its flow, what tells its story to a site, and whether it has a field for a
    comment.
    """

    name: str
    flow: str
    tell: Callable[[Site], None]
    has_comment: bool = True


PAGES: dict[str, Page] = {}


def page(
    flow: str, *, has_comment: bool = True
) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Take a function for the story of a page: it says what the site answers."""

    def add(tell: Callable[[Site], None]) -> Callable[[Site], None]:
        name = tell.__name__.replace("_", "-")
        PAGES[name] = Page(name, flow, tell, has_comment)
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


def _not_found(_: Asked) -> Reply:
    return Reply(404, html("Not found", "<h1>Not found</h1>"))


def _takes_all(_: Asked) -> Reply:
    return Reply(
        204, headers=(("access-control-allow-origin", "*"), ("access-control-allow-headers", "*"))
    )
