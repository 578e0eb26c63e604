"""Plays pages of a suite in one browser, and parts of it in processes of their own; tells how far
it is.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from time import monotonic
from typing import TypeVar

from playwright.sync_api import Browser

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, replay_browser
from optout.driver import driver
from optout.run.events import FOR_THE_SCREEN, Event

Part = TypeVar("Part", bound=Sized)
Page = TypeVar("Page")
One = TypeVar("One")


def play_together(
    play: Callable[[Part], list[One]], parts: Sequence[Part], jobs: int
) -> Iterator[One]:
    """Play parts, a browser for each; tells how far it is."""
    pages, played = sum(map(len, parts)), 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(play, part) for part in parts]
        for done in as_completed(running):
            played += len(done.result())
            sys.stderr.write(f"{played} of {pages} pages played\n")
            sys.stderr.flush()
            yield from done.result()


def each_in_one_browser(
    play: Callable[[Browser, Page], One], pages: Iterable[Page], *, headed: bool = False
) -> Iterator[One]:
    launch = Launch(find_light_browser(), headed=headed)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        for page in pages:
            yield play(browser, page)


class Silence:
    """Counts for how long no step was taken before a question came, at the longest."""

    def __init__(self) -> None:
        self._since = monotonic()
        self.longest = 0.0

    def tell(self, event: Event) -> None:
        """Take an event into account; that something is still waited for is none."""
        if event.kind == "asked":
            self.longest = max(self.longest, monotonic() - self._since)
        if event.kind not in FOR_THE_SCREEN:
            self._since = monotonic()


class Trace:
    def __init__(self) -> None:
        self._began = monotonic()

    def tell(self, event: Event) -> None:
        if event.kind != "waiting":  # it says the same every second
            detail = ", ".join(f"{name}: {said}" for name, said in event.detail.items())
            sys.stderr.write(
                f"{monotonic() - self._began:6.1f} s  {event.kind} {event.step}  {detail}\n"
            )
