"""Whether what the program says of a page agrees with what the site got of it, however either came to be."""

from collections import Counter
from dataclasses import dataclass

from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import at_home
from tests.faults.site import Site
from tests.faults.tricky import SWAPPED_COMMENT, SWAPPED_EMAIL, Tricky
from tests.faults.world import says_that_nothing_was_sent

from optout.outcome import State

_ERRORS = 400  # status codes of HTTP from here on


@dataclass(frozen=True)
class Got:
    """What the site got.

    `objections` are those it took, `exact` the ones with exactly what was approved; `carrying` is how many requests had
    a value of the person, `abroad` how many of them went to another site. `rounds` is how often the same address got
    one, whether it took it or sent it on, `refused` whether it answered each objection with an error.
    """

    objections: int
    exact: int
    carrying: int
    abroad: int
    rounds: int = 0
    refused: bool = False


@dataclass(frozen=True)
class Word:
    """What the program says: the state it ended in, the one it wrote down, whether a person reads that nothing left."""

    state: State
    written: State
    nothing_sent: bool


@dataclass(frozen=True)
class Page:
    """What is true of the page itself: whether it shows success, whether it shows a refusal, how it must end."""

    succeeds: bool
    refuses: bool
    must_end_well: bool


def got_by(site: Site) -> Got:
    """Read off what a site got."""
    carrying = {id(request): request for value in (EMAIL, COMMENT) for request in site.got(value)}.values()
    both = Counter(request.place for request in site.got(EMAIL, COMMENT) if not request.beside)
    whole = [
        request
        for emails in (EMAIL, SWAPPED_EMAIL)
        for comments in (COMMENT, SWAPPED_COMMENT)
        for request in site.objections(emails, comments)
    ]
    taken = {id(request): request for request in whole}.values()
    exact = [
        r
        for r in taken
        if r.carries(EMAIL, COMMENT) and not r.carries(SWAPPED_EMAIL) and not r.carries(SWAPPED_COMMENT)
    ]
    return Got(
        objections=len(taken),
        exact=len(exact),
        carrying=len(carrying),
        abroad=sum(not at_home(r) for r in carrying),
        rounds=max(both.values(), default=0),
        refused=bool(taken) and all(r.answered >= _ERRORS for r in taken),
    )


def said(state: State, written: State, told: str) -> Word:
    """Give the word of the program."""
    return Word(state, written, says_that_nothing_was_sent(told))


def shown(page: Tricky) -> Page:
    """Give what is true of a page."""
    return Page(page.succeeds, page.answer == "refused", page.must_end_well)


def disagreements(word: Word, got: Got, page: Page) -> list[str]:
    """Say where a word and the site do not agree; nothing where they do."""
    no_send = word.state in (State.STOPPED, State.ALREADY_OBJECTED)
    wrong = {
        "the journal says something else": word.written != word.state,
        "more than one objection arrived": got.objections > 1,
        "an address got it again": got.rounds > 1,
        "something went abroad": got.abroad > 0,
        "“nothing was sent”, and values arrived": word.nothing_sent and got.carrying > 0,
        "stopped, and an objection arrived": no_send and got.objections > 0,
        "confirmed, and no objection arrived": word.state is State.CONFIRMED and got.objections == 0,
        "confirmed, and something else arrived": word.state is State.CONFIRMED and got.exact < got.objections,
        "confirmed, and the page does not say so": word.state is State.CONFIRMED and not page.succeeds,
        "rejected, and nothing says so": word.state is State.REJECTED and not (page.refuses or got.refused),
        "already objected, and nobody had": word.state is State.ALREADY_OBJECTED,
        "an honest page did not end well": page.must_end_well and word.state is not State.CONFIRMED,
    }
    return [what for what, is_so in wrong.items() if is_so]
