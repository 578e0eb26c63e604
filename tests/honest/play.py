"""Plays honest pages: the program's own engine, a real browser, and a person who answers what they are asked."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright
from tests.honest.site import PAGES, Front, Page, Site, standing
from tests.honest.stories import answers, drafts, in_the_page, measuring, server_side, windows

from optout.browser.installed import find_light_browser
from optout.browser.launch import driver, is_root
from optout.flow.cases import Moment
from optout.flow.load import LoadedFlow, load_flow
from optout.run.events import Observer, Observers
from optout.run.questions import NO, ONWARD, YES
from optout.testing import Asker, Options, Question, Setup, play

__all__ = ["PAGES", "answers", "drafts", "in_the_page", "measuring", "server_side", "windows"]
EMAIL = "ada@example.eu"
COMMENT = "I object to the use of my posts, photos and messages for training AI."
OPTIONS = Options(sign_in_wait=20, code_wait=20, patience=10, outcome_wait=20)
HOSTS = {"letter": "www.example.eu", "steps": "www.example.org", "desk": "www.example.net"}
_TOLD = (Moment.SIGN_IN, Moment.SENT)
"""What is no question: the person is told what goes on."""
_READS = 1.5
"""Seconds for which the person reads the filled form before they say yes: a page keeps its drafts meanwhile."""
_LOOKS = 0.4
"""Seconds between two looks of the person at what waits for them in the page."""


@dataclass(frozen=True)
class Played:
    """How a page went; `stored` is what the site holds, `asked` what the person was asked beside the approval.

    `ends` is how it has to end, `missing` are requests that make the page what it is, and that did not come.
    """

    page: str
    state: str
    reason: str
    says: str
    stored: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    ends: str
    asks: str
    missing: tuple[str, ...]
    seconds: float

    @property
    def sends(self) -> str:
        """How many objections the site has stored, and whether they are not what was approved."""
        return f"{len(self.stored)}{'' if self.sent_once or not self.stored else ' !'}"

    @property
    def sent_once(self) -> bool:
        """Whether the site has the objection once, as it was approved."""
        return [(email, comment.replace("\r\n", "\n")) for email, comment in self.stored] == [(EMAIL, COMMENT)]

    @property
    def well(self) -> bool:
        """Whether it is confirmed, with one send and no question but the approval."""
        return self.state == "confirmed" and self.sent_once and not self.asked


class Person(Asker):
    """Somebody in front of the window: approves, solves what the page wants solved, says what is true."""

    who = "person"

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[str] = []
        self._said: str | None = None
        self._looked = self._begun = self._reads = 0.0

    def begin(self, question: Question) -> None:
        again = question.moment == Moment.APPROVE and "approve" in self.asked
        if question.moment not in _TOLD:
            self.asked.append("approve again" if again else str(question.moment))
        self._said, self._begun = self._says(question), time.monotonic()
        self._reads = _READS if question.moment == Moment.APPROVE else 0

    def _says(self, question: Question) -> str | None:
        if ONWARD in question.choices and self.site.leads_on():
            return ONWARD
        if question.moment == Moment.APPROVE:
            self.solve()
        if YES in question.choices and question.moment != Moment.READ:
            return YES
        if question.moment == Moment.CODE and self.site.types and self.window:
            field, code = self.site.types
            self.window.page.locator(field).press_sequentially(code)
            self.window.page.locator(field).press("Enter")
        if question.moment == Moment.READ:
            return YES if self.site.stored else NO
        return question.default or None

    def look(self) -> None:
        """Look at the page now and then, as a person does who waits for it."""
        if self.site.solve and time.monotonic() - self._looked > _LOOKS:
            self._looked = time.monotonic()
            self.solve()

    def solve(self) -> None:
        """Press what the page wants pressed by a human being, in whatever frame it stands."""
        if not self.site.solve or self.window is None:
            return
        for frame in self.window.page.frames:
            try:
                wanted = frame.locator(self.site.solve).filter(visible=True)
                if wanted.count():
                    wanted.first.click(timeout=2000)
            except Error:
                continue  # the frame went meanwhile

    def answer(self) -> str | None:
        return self._said if time.monotonic() - self._begun >= self._reads else None

    def end(self) -> None:
        self._said = None


@cache
def flow(name: str) -> LoadedFlow:
    """Load a flow of this folder."""
    return load_flow(Path(__file__).parent / "flows" / name)


def play_page(browser: Browser, front: Front, wanted: Page, *observers: Observer) -> Played:
    """Carry an objection out on a page, in a clean context."""
    site = Site(HOSTS[wanted.flow])
    wanted.tell(site)
    front.site = site
    person, began = Person(site), time.monotonic()
    setup = Setup(options=OPTIONS, tick=person.look, observer=Observers(*observers))
    try:
        came = play(flow(wanted.flow), person, browser, email=EMAIL, comment=COMMENT, setup=setup)
    finally:
        site.closing.set()
    questions = list(person.asked)
    if "approve" in questions:
        questions.remove("approve")
    return Played(
        wanted.name,
        str(came.outcome.state),
        str(came.outcome.reason),
        came.outcome.says,
        tuple(site.stored),
        tuple(questions),
        site.ends,
        site.asks,
        tuple(one for one in site.does if not any(one in (asked.where, asked.here) for asked in site.seen)),
        time.monotonic() - began,
    )


def play_all(pages: Iterable[Page], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    """Play pages in one browser, one after the other."""
    with standing() as front, driver() as playwright, closing(browser_at(playwright, front, headed=headed)) as browser:
        for one in pages:
            yield play_page(browser, front, one, *observers)


def browser_at(playwright: Playwright, front: Front, *, headed: bool = False) -> Browser:
    """Start a browser in which every host is the site."""
    executable = find_light_browser().executable
    return playwright.chromium.launch(
        executable_path=executable, chromium_sandbox=not is_root(), headless=not headed, args=[*front.flags]
    )


def play_part(names: Sequence[str]) -> list[Played]:
    """Play several pages in a process of their own."""
    return list(play_all([PAGES[name] for name in names]))
