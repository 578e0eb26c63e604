"""Plays made-up pages: the program's own engine and the flow that people use, with a scripted person in front."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext
from tests.unseen.draw import draw
from tests.unseen.fields import COUNTRY, EMAIL, comment_for
from tests.unseen.judge import Replies, Site
from tests.unseen.left import left_in
from tests.unseen.person import Person
from tests.unseen.reader import Reader
from tests.unseen.report import Played
from tests.unseen.together import Silence, each_in_one_browser
from tests.unseen.traits import Asks, Page, Trap
from tests.unseen.write import tokens_of

from optout import testing
from optout.browser.launch import replay_context
from optout.flow.load import LoadedFlow, find_flow
from optout.run.events import Observer, Observers
from optout.testing import Asker, Options, Setup

OPTIONS = Options(sign_in_wait=3, code_wait=1, patience=10, outcome_wait=10, email_mismatch="correct")
"""Half of what the program waits for a page by itself, and a sixth of what it waits for an answer."""
SIGNED_IN = {"name": "c_user", "value": "1", "domain": ".facebook.com", "path": "/", "secure": True}
"""What the flow takes for a sign-in."""


@cache
def flow() -> LoadedFlow:
    """Give the very flow that people use."""
    return find_flow("facebook")


def traits_of(page: Page) -> tuple[str, ...]:
    """List what is special about a page, for the table."""
    steps = len(page.sections) + (page.review and len(page.sections) > 1)
    labels = [f"{field}: {page.labels[field]}" for field in ("email", "comment")]
    fields = [f"field: {name}" for name in page.fields if name not in ("email", "comment")]
    about_fields = [name for name in page.traits if _matters(page, name)]
    kinds = [page.layout, page.naming, page.ids, page.title, page.comment, page.prefilled, page.sends]
    ends = [page.place, page.after, f"sends: {page.button}"]
    nexts = [f"next: {page.next_button}", f"steps: {steps}", page.turns] if steps > 1 else []
    more = [f"decoy: {name}" for name in page.decoys]
    typed = [] if page.email_typed else ["email is no type=email"]
    menu = ["menu"] if page.menu else []
    silent = [] if page.writes else ["no comment to write"]
    asks = [] if page.asks == Asks.NOTHING else [page.asks]
    trap = [] if page.trap == Trap.NONE else [page.trap, f"trap for: {page.trap_as}"]
    about_fields += [*asks, *(f"required: {name}" for name in sorted(page.needed)), *trap]
    return tuple(map(str, [*kinds, *labels, *fields, *about_fields, *ends, *nexts, *more, *typed, *menu, *silent]))


def _matters(page: Page, trait: str) -> bool:
    if trait.startswith("trap "):
        return page.trap != Trap.NONE
    if "notice of OK" in page.traits and trait in ("cookies", "cookie banner"):
        return False
    if "typed country" in page.traits and trait in ("own combobox", "foreign names"):
        return False
    needs = {"puts answer back": "question", "own checkbox": "consent"}
    needs |= dict.fromkeys(("own combobox", "typed country", "foreign names", "other country"), "country")
    return needs.get(trait, "email") in page.fields


@contextmanager
def carried(
    browser: Browser, person: Asker, site: Replies, comment: str | None, observers: Sequence[Observer]
) -> Iterator[tuple[testing.Played, BrowserContext]]:
    """Carry the objection of a person out on a site, in a clean context, and give it while its pages still stand."""
    setup = Setup(options=OPTIONS, observer=Observers(*observers))
    with replay_context(browser) as context:
        context.add_cookies([SIGNED_IN])  # type: ignore[list-item]
        played = testing.play(
            flow(), person, context, email=EMAIL, comment=comment, country=COUNTRY, site=site, setup=setup
        )
        yield played, context


def came_of(played: testing.Played, person: Reader, site: Any, silence: Silence, began: float) -> dict[str, Any]:
    """Return what is told of a page in every suite."""
    outcome = played.outcome
    return {
        "verdict": site.judge(outcome.state),
        "state": outcome.state,
        "reason": outcome.reason,
        "says": str(outcome.says),  # which another process can read
        "posts": len(site.posts),
        "gestures": tuple(person.gestures),
        "questions": tuple(person.questions),
        "countries": tuple(site.countries),
        "strayed": tuple(request for request in site.aborted if request.startswith("POST ")),
        "seconds": time.monotonic() - began,
        "silence": silence.longest,
    }


def play(browser: Browser, page: Page, *observers: Observer) -> Played:
    """Play one page in a clean context."""
    began = time.monotonic()
    person, site, silence = Person(page), Site(page), Silence()
    comment = comment_for(page) if page.writes else None
    with carried(browser, person, site, comment, (silence, *observers)) as (played, context):
        tokens = tokens_of(page)
        meant = {"email": EMAIL, "email_again": EMAIL, "comment": comment_for(page)}
        own = ((f'[data-k="{tokens[field]}"]', value) for field, value in meant.items() if field in page.fields)
        left = left_in(context, own)
    return Played(
        page=f"{page.seed}:{page.number}",
        kind=page.engine,
        language=page.language,
        misplaced=tuple(dict.fromkeys((*site.misplaced(), *left))),
        **came_of(played, person, site, silence, began),
        end=page.end,
        traits=traits_of(page),
    )


def play_all(pages: Iterable[Page], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    """Play several pages in one browser, one after the other."""
    return each_in_one_browser(lambda browser, page: play(browser, page, *observers), pages, headed=headed)


def play_part(seed: str, numbers: range, languages: tuple[str, ...]) -> list[Played]:
    """Play several pages in a process of their own."""
    return list(play_all(draw(seed, number, languages) for number in numbers))
