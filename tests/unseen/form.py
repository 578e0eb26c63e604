"""What a page of a suite is to the person in front of it and to its judge, however it is
written.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from optout.browser.requests import Reply

EMAIL, COMMENT, COUNTRY = (
    "ada.lovelace@example.eu",
    "Nobody may learn anything\nfrom my garden in Kew.",
    "FR",
)
"""What the person of every page wants to send."""
CLASSIC = "https://www.facebook.com/help/contact/712876720715583"
PORTAL = "https://help.meta.com/requests/ai-objection"
ACTIONS = {
    CLASSIC: "https://www.facebook.com/ajax/help/contact/submit/page",
    PORTAL: "https://help.meta.com/requests/ai-objection/submit",
}
_WORDS = Path(__file__).with_name("words")
LANGUAGES = tuple(sorted(file.stem for file in _WORDS.glob("*.yaml")))


@cache
def read_words(language: str) -> dict[str, list[str]]:
    """Read the ways to say each thing in a language; they were written without a look at a flow."""
    read = yaml.load((_WORDS / f"{language}.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {key: value if isinstance(value, list) else [value] for key, value in read.items()}


class End(StrEnum):
    """How the page ends. All but the first are bad: there `confirmed` would be a lie."""

    RECEIVED = "received"
    REFUSED = "refuses with 200"
    REFUSED_422 = "refuses with 422"
    BROKEN = "500"
    BOASTS = "500 with words of success"
    SILENT = "no answer"
    BLANK = "empty answer"
    STOOD = "words of success from the start, empty answer"
    FAKE = "words of success, nothing sent"
    ELSEWHERE = "sends to an unknown address"
    WRONG = "wrong form"
    ASKS = "asks with confirm()"


class How(StrEnum):
    TYPES = "types"
    SELECTS = "selects"
    PICKS = "picks"
    SEARCHES = "searches"
    PRESSES = "presses"
    LEAVES = "leaves"


@dataclass(frozen=True)
class Field:
    """One field: the site's own name, the value that must arrive under it, and how a person puts it
    in.

    `role` is what it is to the person: "email", "email_again", "comment", "country", "question",
    "consent", or what no flow knows. `at` and `option`, an entry of the page's own list, are
    locators of Playwright; of a list that is the browser's, `option` is the entry's name. `also`
    are values that mean the same.
    """

    role: str
    name: str
    value: str
    at: str
    how: How = How.TYPES
    option: str = ""
    also: frozenset[str] = frozenset()

    def takes(self, held: str | None) -> bool:
        return same(held, self.value) or held in self.also


@dataclass(frozen=True, kw_only=True)
class Form(ABC):
    """One page: its `fields` are those that the person fills, in order; none of `traps` may arrive
    with a value.

    `submit`, `nexts`, which lead from a step to the next, and `title` are locators; so are `first`,
    to be pressed before the form can be reached, `bar`, to be pressed where it lies in the way, and
    the link of a `menu` at another address. `home` is what the page calls the person's country.
    """

    name: str
    kind: str
    language: str
    texts: Mapping[str, str]
    address: str
    action: str
    fields: tuple[Field, ...]
    steps: int
    submit: str
    title: str
    home: str
    nexts: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    bar: str = ""
    menu: str = ""
    menu_address: str = ""
    traps: tuple[str, ...] = ()
    comment: str | None = COMMENT
    end: End = End.RECEIVED
    traits: tuple[str, ...] = ()

    def field(self, role: str) -> Field | None:
        return next((one for one in self.fields if one.role == role), None)

    def missing(self, held: Mapping[str, str]) -> list[str]:
        """List the names under which something else arrived than the person meant."""
        return [one.name for one in self.fields if not one.takes(held.get(one.name))]

    @abstractmethod
    def refuses(self, held: Mapping[str, str]) -> bool:
        """Whether the site says that it does not take what arrived."""

    @abstractmethod
    def document(self, address: str) -> Reply | None:
        """Return what stands at an address."""

    @abstractmethod
    def answer(self, held: Mapping[str, str], *, navigates: bool) -> Reply:
        """Return what the site answers to what arrived; `navigates`: the answer takes the place of
        the page.
        """


def page_reply(body: str, status: int = 200, *, after: float = 0, **headers: str) -> Reply:
    kind = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    return Reply(status, kind | headers, body.encode(), after=after)


def outside(page: Form, address: str) -> Reply | None:
    """Return what stands around the form: the home page of the one host, and what leads to the
    portal.
    """
    if address == "https://www.facebook.com/":
        return page_reply("<!doctype html><title>Facebook</title><p>")
    if page.address == PORTAL and address == CLASSIC:
        return page_reply(
            f"<!doctype html><title>Moved</title><script>location.replace('{PORTAL}')</script>"
        )
    return None


def same(held: str | None, meant: str) -> bool:
    """Whether a value arrived as it was meant, however its lines end."""
    return held is not None and held.split() == meant.split()
