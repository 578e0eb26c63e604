"""The judge of a page: answers as its site, keeps what really arrived, and knows what the right
verdict is.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl

from tests.unseen.form import COMMENT, EMAIL, End, Form, page_reply, same

from optout.browser.requests import Reply, Request
from optout.outcome import State


class Verdict(StrEnum):
    FINISHED = "finished"
    RIGHT = "right"
    HANDED_OVER = "handed over"
    WRONG = "wrong"
    FALSE = "false confirmation"
    DOUBLE = "double send"


@dataclass
class Site:
    """The site of one page at its real address. Everything that is not its own is aborted and
    listed.

    `posts` are the values of each send, by the site's own names.
    """

    page: Form
    posts: list[dict[str, str]] = field(default_factory=list)
    aborted: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        address = request.url.partition("?")[0]
        if request.method == "POST" and address == self.page.action:
            self.posts.append(_values(request.body.decode()))
            return self.page.answer(self.posts[-1], navigates=request.is_navigation)
        if request.method == "GET" and (document := self.page.document(address)):
            return document
        if request.method == "GET" and request.is_navigation:
            return page_reply("<!doctype html><title>Not found</title>", 404)
        if not address.endswith("/favicon.ico"):
            self.aborted.append(f"{request.method} {address}")
        return Reply(failure="BlockedByClient")

    @property
    def misplaced(self) -> list[str]:
        """List the fields that brought what does not belong there: anything in a trap, a value of
        another field.
        """
        meant = {one.name: one.value for one in self.page.fields}
        return [
            name
            for post in self.posts
            for name, held in post.items()
            if (name in self.page.traps and held)
            or (
                any(same(held, text) for text in (EMAIL, COMMENT))
                and not same(held, meant.get(name, ""))
            )
        ]

    @property
    def countries(self) -> list[str]:
        one = self.page.field("country")
        arrived = [post.get(one.name, "") for post in self.posts] if one else []
        return [held for held in arrived if one and held and not one.takes(held)]

    @property
    def received(self) -> bool:
        """Whether the site has taken the objection, once, with all that the person meant to send,
        and in its place.
        """
        good = self.page.end in (End.RECEIVED, End.ASKS, End.ELSEWHERE)
        return (
            good
            and len(self.posts) == 1
            and not self.page.missing(self.posts[0])
            and not self.misplaced
        )

    def judge(self, state: State) -> Verdict:
        good = self.page.end == End.RECEIVED
        if len(self.posts) > 1:
            return Verdict.DOUBLE
        if state == State.CONFIRMED and not self.received:
            return Verdict.FALSE
        if state == State.CONFIRMED:
            return Verdict.FINISHED if good else Verdict.RIGHT
        # Nothing sent and said so, or sent and said that it is not known: the person takes it from
        # there.
        right = {
            State.STOPPED: not self.posts,
            State.UNKNOWN: self.page.end != End.WRONG,
            State.REJECTED: any(map(self.page.refuses, self.posts)),
        }
        told_right = Verdict.HANDED_OVER if good else Verdict.RIGHT
        return told_right if right.get(state) else Verdict.WRONG


def _values(body: str) -> dict[str, str]:
    if body.startswith("{"):
        return {name: str(value) for name, value in json.loads(body).items()}
    return dict(parse_qsl(body, keep_blank_values=True))
