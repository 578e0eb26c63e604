"""The judge of a made-up page: answers as its site, keeps what really arrived, and knows what the right verdict is."""

import json
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

from tests.unseen.fields import COMMENT, EMAIL, NAMES, TRAP, comment_for, home_names
from tests.unseen.traits import End, Engine, Page, Sends
from tests.unseen.write import (
    CLASSIC,
    LATE,
    MENU,
    PORTAL,
    action_of,
    address_of,
    answer_part,
    document,
    frame_of,
    refusal_part,
    write_frame,
    write_menu,
    write_page,
)

from optout.browser.requests import Reply, Request
from optout.outcome import State

_PARTS = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Post:
    """What a send really brought: its values by the site's own names, and when, in seconds since the page was made.

    `navigates`: it takes the place of the page.
    """

    fields: dict[str, str]
    at: float
    navigates: bool = False


class Verdict(StrEnum):
    """What the judge says of a run."""

    FINISHED = "finished"
    RIGHT = "right"
    HANDED_OVER = "handed over"
    WRONG = "wrong"
    FALSE = "false confirmation"
    DOUBLE = "double send"


RIGHT_STATES = {
    End.REFUSED: {State.REJECTED, State.UNKNOWN},
    End.REFUSED_422: {State.REJECTED, State.UNKNOWN},
    End.WRONG: {State.STOPPED},
    End.ASKS: {State.UNKNOWN, State.CONFIRMED},
}
"""What each bad end may be called; where nothing is said, only unknown is right."""


class Replies(ABC):
    """A site at the real addresses that keeps what arrived; everything that is not its own is aborted and listed."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.posts: list[Post] = []
        self.aborted: list[str] = []

    def answer(self, request: Request) -> Reply:
        """Answer what the browser asks."""
        address = request.url.partition("?")[0]
        if request.method == "POST" and address == self.action:
            self.posts.append(Post(_values(request.body.decode()), time.monotonic() - self.began, request.loads))
            return self.take()
        if request.method == "GET" and (document := self.document(address)):
            return document
        if request.method == "GET" and request.loads:
            return reply(404, "<!doctype html><title>Not found</title>")
        if not address.endswith("/favicon.ico"):
            self.aborted.append(f"{request.method} {address}")
        return Reply(failure="BlockedByClient")

    @property
    @abstractmethod
    def action(self) -> str:
        """The address to which the form is sent."""

    @abstractmethod
    def document(self, address: str) -> Reply | None:
        """Give what stands at an address."""

    @abstractmethod
    def take(self) -> Reply:
        """Answer what was sent last, which is kept already."""


class Site(Replies):
    """The site of one page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    @property
    def action(self) -> str:
        """The address to which the form is sent."""
        return action_of(self.page)

    def document(self, address: str) -> Reply | None:
        """Give the page at an address."""
        page = self._document(address)
        return reply(200, page) if page else None

    def _document(self, address: str) -> str | None:
        page = self.page
        if address == "https://www.facebook.com/":
            return "<!doctype html><title>Facebook</title><p>"
        if address == address_of(page):
            return write_page(page)
        if address == frame_of(page):
            return write_frame(page)
        if page.engine == Engine.PORTAL and page.menu and address == MENU:
            return write_menu(page, PORTAL)
        if page.engine == Engine.PORTAL and not page.menu and address == CLASSIC:
            return f"<!doctype html><title>Moved</title><script>location.replace('{PORTAL}')</script>"
        return None

    def take(self) -> Reply:
        """Answer as the page's end has it."""
        if self.page.end == End.SILENT:
            return Reply()
        status, part = _ANSWERS.get(self.page.end, (200, answer_part(self.page)))
        if part == "refusal":
            part = refusal_part(self.page)
        elif part == "boast":
            part = answer_part(self.page)
        whole = document(self.page, f"<main>{part}</main>") if self.page.sends == Sends.NAVIGATES else part
        late = LATE["late answer"] if "late answer" in self.page.traits else 0
        return reply(status, whole, refused=self.page.end == End.REFUSED, after=late)

    @property
    def received(self) -> bool:
        """Whether the site has taken the objection, once, with all that the person meant to send, and in its place."""
        good = self.page.end in (End.RECEIVED, End.ASKS, End.ELSEWHERE)
        return good and len(self.posts) == 1 and not self.missing() and not self.misplaced()

    def missing(self) -> list[str]:
        """List the values of the last send that are not what the person meant, by the site's names."""
        held = self.posts[-1].fields if self.posts else {}
        meant = {"email": EMAIL, "email_again": EMAIL, "comment": comment_for(self.page)}
        meant |= {"consent": "yes", "question": self.page.reply}
        lost = [NAMES[f] for f in self.page.fields if f in meant and not same(held.get(NAMES[f]), meant[f])]
        lost += [NAMES[f] for f in sorted(self.page.needed) if not held.get(NAMES[f], "").strip()]
        is_elsewhere = "country" in self.page.fields and held.get(NAMES["country"]) not in home_names()
        return lost + [NAMES["country"]] * is_elsewhere

    def misplaced(self) -> list[str]:
        """List the fields that brought what does not belong there: anything in a trap, a value of another field."""
        theirs = {NAMES[field]: EMAIL for field in ("email", "email_again")} | {NAMES["comment"]: COMMENT}
        return [
            name
            for post in self.posts
            for name, held in post.fields.items()
            if (name == TRAP and held)
            or any(same(held, text) and theirs.get(name) != text for text in (EMAIL, COMMENT))
        ]

    @property
    def countries(self) -> list[str]:
        """List the countries that arrived and are not the person's."""
        arrived = (post.fields.get(NAMES["country"], "") for post in self.posts)
        return [country for country in arrived if country and country not in home_names()]

    def judge(self, state: State) -> Verdict:
        """Say whether what the program says of this page is right."""
        if len(self.posts) > 1:
            return Verdict.DOUBLE
        if state == State.CONFIRMED:
            if not self.received:
                return Verdict.FALSE
            return Verdict.FINISHED if self.page.end == End.RECEIVED else Verdict.RIGHT
        stopped = state == State.STOPPED and not self.posts
        if self.page.end == End.RECEIVED:
            # Nothing sent and said so, or sent and said that it is not known: the person takes it from there.
            return Verdict.HANDED_OVER if stopped or state == State.UNKNOWN else Verdict.WRONG
        return Verdict.RIGHT if stopped or state in RIGHT_STATES.get(self.page.end, {State.UNKNOWN}) else Verdict.WRONG


_ANSWERS = {
    End.REFUSED: (200, "refusal"),
    End.REFUSED_422: (422, "refusal"),
    End.BROKEN: (500, "<p>Internal Server Error</p>"),
    End.BOASTS: (500, "boast"),
    End.BLANK: (200, ""),
    End.STOOD: (200, ""),
}


def reply(status: int, body: str, *, refused: bool = False, after: float = 0) -> Reply:
    """Make an answer that is a page or a part of one."""
    headers = {"content-type": _PARTS, "cache-control": "no-store", **({"x-end": "refused"} if refused else {})}
    return Reply(status, headers, body.encode(), after=after)


def _values(body: str) -> dict[str, str]:
    if body.startswith("{"):
        return {name: str(value) for name, value in json.loads(body).items()}
    return dict(parse_qsl(body, keep_blank_values=True))


def same(held: str | None, meant: str) -> bool:
    """Whether a value arrived as it was meant, however its lines end."""
    return held is not None and held.replace("\r\n", "\n").split() == meant.split()
