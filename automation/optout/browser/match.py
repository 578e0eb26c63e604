"""What a search for a target returns: a match, or each candidate with why it was rejected."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.reasons import Rejection
from optout.flow import Target


class Strategy(StrEnum):
    """How a target was found, in the order tried; the value is what the record and `--json` show."""

    ANCHOR = "the site's own name for it"
    WORDS = "role and words"
    NAME = "name"
    ONLY = "only"
    AS_CALLED = "its words alone"
    FIRST_LINE = "the first line of its words"
    USUAL = "the usual words for it"
    KIND = "the only one of its kind"
    PERSON = "pointed at by the person"


@dataclass(frozen=True)
class Match:
    """A target on the page: the element, and the strategy that found it."""

    element: Element
    strategy: Strategy

    def __bool__(self) -> Literal[True]:
        """Return True: something was found."""
        return True

    @property
    def is_guess(self) -> bool:
        """True if it was found by its kind alone, and by nothing that the flow says about it."""
        return self.strategy == Strategy.KIND


@dataclass(frozen=True)
class Rejected:
    """An element that fits a strategy, or says that it is the target, and why it is not."""

    candidate: Element
    reason: Rejection


@dataclass(frozen=True)
class NoMatch:
    """A target that was not found: each candidate with the reason why it was rejected.

    `count` is how many fit equally well, by the strategy that came closest; 0 if none could be it.
    It is always false.
    """

    rejected: tuple[Rejected, ...] = ()
    count: int = 0

    def __bool__(self) -> Literal[False]:
        """Return False, so that `match or …` and `if match` do what they say."""
        return False

    @property
    def reason(self) -> Rejection | None:
        """Why the surest candidate was rejected; None if there was no candidate."""
        return self.rejected[0].reason if self.rejected else None


@dataclass(frozen=True)
class Pointed:
    """An element that a person pointed at, for the rest of the run.

    `lasting` finds it again once the page was loaded anew; None if nothing leads to it alone.
    """

    element: Element
    lasting: Target | None = None

    def on(self, page: Page, *, enabled: bool) -> Match | NoMatch:
        """Return it as it is on a page now; `enabled`: a disabled element does not count."""
        current = page.again(self.element)
        if current is None:
            return NoMatch((Rejected(self.element, Rejection.GONE),))
        if not current.self_or_label_visible:
            return NoMatch((Rejected(current, Rejection.HIDDEN),))
        if enabled and not current.enabled:
            return NoMatch((Rejected(current, Rejection.DISABLED),))
        current.press_place = self.element.press_place
        return Match(current, Strategy.PERSON)
