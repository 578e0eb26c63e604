"""Plays the pages of the suite: the program's own engine and the flow that people use, with a person in front."""

import time
from collections.abc import Iterator, Sequence

from playwright.sync_api import Browser
from tests.systems.pages import Page, find_page
from tests.systems.person import Hand
from tests.systems.site import Site
from tests.unseen.fields import COMMENT
from tests.unseen.left import left_in
from tests.unseen.play import came_of, carried
from tests.unseen.report import Played
from tests.unseen.together import Silence, each_in_one_browser

from optout.run.events import Observer


def play(browser: Browser, page: Page, *observers: Observer) -> Played:
    """Play one page in a clean context."""
    began = time.monotonic()
    person, site, silence = Hand(page), Site(page), Silence()
    with carried(browser, person, site, COMMENT, (silence, *observers)) as (played, context):
        left = left_in(context, ((field.at, field.value) for field in page.fields))
    return Played(
        page=page.name,
        kind=page.library,
        language=page.language,
        misplaced=tuple(dict.fromkeys((*site.wrong(), *left))),
        **came_of(played, person, site, silence, began),
    )


def play_all(pages: Sequence[Page], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    """Play several pages in one browser, one after the other."""
    return each_in_one_browser(lambda browser, page: play(browser, page, *observers), pages, headed=headed)


def play_part(names: Sequence[str]) -> list[Played]:
    """Play several pages in a process of their own."""
    return list(play_all([find_page(name) for name in names]))
