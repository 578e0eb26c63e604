"""Plays the pages of a suite: the program's own engine and the flow that people use, and a scripted
person.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, Error
from tests.unseen.form import COMMENT, COUNTRY, EMAIL, Field, Form
from tests.unseen.judge import Site
from tests.unseen.person import Person
from tests.unseen.report import Played, missed, report
from tests.unseen.together import Silence, Trace, each_in_one_browser, play_together

from optout import testing
from optout.browser.launch import replay_context
from optout.flow.find import find_flow
from optout.flow.load import LoadedFlow
from optout.run.events import Observer
from optout.testing import Options, Setup

One = TypeVar("One")
OPTIONS = Options(
    sign_in_wait=3, code_wait=1, patience=10, outcome_wait=10, email_mismatch="correct"
)
"""Half of what the program waits for a page by itself, and a sixth of what it waits for an answer."""
SIGNED_IN = {"name": "c_user", "value": "1", "domain": ".facebook.com", "path": "/", "secure": True}
"""What the flow takes for a sign-in."""
_TOGETHER = 5  # pages for one browser
_MARK = """(elements, [value, texts]) => texts.includes(value) && elements.forEach((e) => {
  e.dataset.theirs = value;
})"""
_STRAY = """(elements, texts) => elements
  .filter((e) => e.type !== 'hidden' && texts.includes(e.value.replaceAll('\\r', '')) && e.dataset.theirs !== e.value)
  .map((e) => e.name || e.id || e.getAttribute('aria-label') || e.tagName)"""


@cache
def flow() -> LoadedFlow:
    return find_flow("facebook")


def play(browser: Browser, page: Form, *observers: Observer) -> Played:
    began = time.monotonic()
    person, site, silence = Person(page), Site(page), Silence()
    setup = Setup(options=OPTIONS, observers=[silence.tell, *observers])
    with replay_context(browser) as context:
        context.add_cookies([SIGNED_IN])  # type: ignore[list-item]
        played = testing.play(
            flow(),
            person,
            context,
            email=EMAIL,
            comment=page.comment,
            country=COUNTRY,
            site=site,
            setup=setup,
        )
        outcome = played.outcome
        left = left_in(context, page.fields)
    return Played(
        page=page.name,
        kind=page.kind,
        language=page.language,
        verdict=site.judge(outcome.state),
        state=outcome.state,
        reason=outcome.reason,
        says=str(outcome.message),  # which another process can read
        posts=len(site.posts),
        gestures=tuple(person.gestures),
        questions=tuple(person.questions),
        misplaced=tuple(dict.fromkeys((*site.misplaced, *left))),
        countries=tuple(site.countries),
        strayed=tuple(request for request in site.aborted if request.startswith("POST ")),
        seconds=time.monotonic() - began,
        silence=silence.longest,
        end=page.end,
        traits=page.traits,
    )


def left_in(context: BrowserContext, fields: Iterable[Field]) -> list[str]:
    """List the fields that hold the person's address or comment at the end and are not for it,
    whatever was sent.
    """
    texts = [EMAIL, COMMENT, COMMENT.replace("\n", " ")]
    found: list[str] = []
    for page in context.pages:
        with suppress(Error):  # scripts of a page that still waits for its server may never answer
            context.new_cdp_session(page).send("Page.stopLoading")
    for frame in [frame for page in context.pages for frame in page.frames]:
        with suppress(Error):  # it went
            for field in fields:
                frame.locator(field.at).evaluate_all(_MARK, [field.value, texts])
            found += frame.locator("input, textarea").evaluate_all(_STRAY, texts)
    return found


def play_all(pages: Iterable[Form], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    return each_in_one_browser(
        lambda browser, page: play(browser, page, *observers), pages, headed=headed
    )


def play_part(make: Callable[[One], Form], keys: Sequence[One]) -> list[Played]:
    """Play several pages in a process of their own; `make` makes a page of its key."""
    return list(play_all(map(make, keys)))


def play_suite(
    make: Callable[[One], Form],
    keys: Sequence[One],
    options: argparse.Namespace,
    *,
    judged: bool = True,
) -> int:
    """Play a suite and print how that went; return 1 when a limit is missed, where it is judged.

    With `only` in the options one page alone is played, and each of its steps told.
    """
    began = time.monotonic()
    if options.only:
        played = list(play_all(map(make, keys), Trace().tell, headed=options.headed))
    else:
        parts = [keys[start : start + _TOGETHER] for start in range(0, len(keys), _TOGETHER)]
        played = sorted(play_together(partial(play_part, make), parts, options.jobs), key=_order)
    sys.stdout.write(f"{report(played)}\n{len(played)} pages in {time.monotonic() - began:.0f} s\n")
    limits = missed(played) if judged and not options.only else []
    sys.stderr.writelines(f"missed: {limit}\n" for limit in limits)
    return 1 if limits else 0


def options_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read what every suite can be told, beside what is its own."""
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    parser.add_argument("--headed", action="store_true", help="with --only: show it in a window")
    return parser.parse_args()


def _order(one: Played) -> tuple[str, int]:
    name, _, number = one.page.replace(":", "-").rpartition("-")
    return name, int(number)
