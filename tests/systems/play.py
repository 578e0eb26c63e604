"""Plays the pages of the suite: the program's own engine and the flow that people use, with a person in front."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser
from tests.systems.pages import Page, find_page
from tests.systems.person import Hand
from tests.systems.site import Site
from tests.unseen.fields import COMMENT
from tests.unseen.judge import Verdict
from tests.unseen.left import left_in
from tests.unseen.play import carried
from tests.unseen.together import Silence, each_in_one_browser

from optout.run.events import Observer


@dataclass(frozen=True)
class Played:
    """How one page went: what the program says, what the judge says, and what the person had to do.

    `silence` is for how many seconds no step was taken before a question, at the longest.
    """

    page: str
    library: str
    language: str
    verdict: Verdict
    says: str
    reason: str
    gestures: tuple[str, ...]
    questions: tuple[str, ...]
    wrong: tuple[str, ...]
    countries: tuple[str, ...]
    missing: tuple[str, ...]
    strayed: tuple[str, ...]
    asked: tuple[str, ...]
    seconds: float
    silence: float


def play(browser: Browser, page: Page, *observers: Observer) -> Played:
    """Play one page in a clean context."""
    began = time.monotonic()
    person, site, silence = Hand(page), Site(page), Silence()
    with carried(browser, person, site, COMMENT, (silence, *observers)) as (played, context):
        left = left_in(context, ((field.at, field.value) for field in page.fields))
    outcome = played.outcome
    return Played(
        page=page.name,
        library=page.library,
        language=page.language,
        verdict=site.judge(outcome.state),
        says=str(outcome.says),  # which another process can read
        reason=outcome.reason,
        gestures=tuple(person.gestures),
        questions=tuple(person.questions),
        wrong=tuple(dict.fromkeys((*site.wrong(), *left))),
        countries=tuple(site.countries),
        missing=tuple(site.missing()) if site.posts else (),
        strayed=tuple(request for request in site.aborted if request.startswith("POST ")),
        asked=tuple(person.asked),
        seconds=time.monotonic() - began,
        silence=silence.longest,
    )


def play_all(pages: Sequence[Page], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    """Play several pages in one browser, one after the other."""
    return each_in_one_browser(lambda browser, page: play(browser, page, *observers), pages, headed=headed)


def play_part(names: Sequence[str]) -> list[Played]:
    """Play several pages in a process of their own."""
    return list(play_all([find_page(name) for name in names]))
