"""What ordinary sites do ends confirmed, with one send and no question but the approval.

The engine is the program's own, in a real browser; the person answers what they are asked.
"""

import time
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Error
from tests.faults.site import Site as Front
from tests.faults.site import standing, trusting
from tests.honest.site import PAGES, Site
from tests.honest.stories import answers, drafts, in_the_page, measuring, windows

from optout.flow.load import load_flow
from optout.testing import Options, Prompts, Setup, play

__all__ = ["answers", "drafts", "in_the_page", "measuring", "windows"]
pytestmark = pytest.mark.timeout(120)
SAMPLE = ("replay-in-clear", "turbo-redirect", "one-question-a-page", "form-in-frame")
"""The most different ones, which `make test` plays; `make faults` plays the others."""
EMAIL = "ada@example.eu"
COMMENT = "I object to the use of my posts, photos and messages for training AI."
OPTIONS = Options(sign_in_wait=20, code_wait=20, patience=10, outcome_wait=20)
HOSTS = {"letter": "www.example.eu", "steps": "www.example.org", "desk": "www.example.net"}
TOLD = ("sign_in", "sent", "code")
"""What is no question: the person is told what goes on."""
READS = 0.8
"""Seconds for which the person reads the filled form before they say yes: a page keeps its drafts meanwhile."""
LOOKS = 0.4
"""Seconds between two looks of the person at what waits for them in the page."""


class Person(Prompts):
    """Somebody in front of the window: approves, solves what the page wants solved, says what is
    true.
    """

    who = "person"

    def __init__(self, site: Site) -> None:
        self.site, self.asked = site, []
        self.said: str | None = None
        self.looked, self.answers_at = 0.0, 0.0

    def begin(self, question):
        if question.prompt not in TOLD:
            self.asked.append(str(question.prompt))
        self.said = "yes" if "yes" in question.choices else question.default or None
        self.answers_at = time.monotonic() + (READS if question.prompt == "approve" else 0)

    def look(self):
        """Type and press now and then what the page wants of a human being, in whatever frame it
        stands.
        """
        if not self.site.solve or self.window is None or time.monotonic() - self.looked < LOOKS:
            return
        self.looked = time.monotonic()
        for frame in self.window.page.frames:
            try:
                for field, text in self.site.types.items():
                    self.type_into(frame.locator(field).filter(visible=True), text)
                wanted = frame.locator(self.site.solve).filter(visible=True)
                if wanted.count():
                    wanted.first.click(timeout=2000)
            except Error:
                continue  # the frame went meanwhile

    def type_into(self, fields, text):
        if fields.count() and not fields.first.input_value():
            fields.first.press_sequentially(text, delay=80)

    def answer(self):
        return self.said if time.monotonic() >= self.answers_at else None

    def end(self):
        self.said = None


@cache
def flow(name):
    return load_flow(Path(__file__).parent / "flows" / name)


@pytest.fixture(scope="module")
def front():
    with standing(Front()) as front:
        yield front


@pytest.fixture(scope="module")
def browser(playwright, browser_type_launch_args, front):
    browser = playwright.chromium.launch(
        **{**browser_type_launch_args, "args": [*trusting(front.port)]}
    )
    yield browser
    browser.close()


def marks(name):
    return [] if name in SAMPLE else [pytest.mark.faults]


@pytest.mark.parametrize(
    "page", [pytest.param(page, id=name, marks=marks(name)) for name, page in PAGES.items()]
)
def test_an_honest_page_ends_well(browser, front, page):
    site = Site(HOSTS[page.flow])
    page.tell(site)
    front.behind, person = site, Person(site)
    setup = Setup(options=OPTIONS, tick=person.look)
    comment = COMMENT if page.has_comment else None
    came = play(flow(page.flow), person, browser, email=EMAIL, comment=comment, setup=setup)
    site.closing.set()
    seen = {told for asked in site.seen for told in (asked.where, asked.here)}
    assert [request for request in site.does if request not in seen] == [], (
        "it is not the page that it is to be"
    )
    assert came.outcome.state == "confirmed", came.outcome.message
    assert [(email, text.replace("\r\n", "\n")) for email, text in site.stored] == [
        (EMAIL, comment or "")
    ]
    assert person.asked == ["approve"]
