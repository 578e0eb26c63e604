"""Plays made-up pages: the program's own engine and the flow that people use, with a scripted person in front."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser
from pydantic import SecretStr
from tests.browsers import without_windows
from tests.unseen.draw import draw
from tests.unseen.fields import COUNTRY, EMAIL, comment_for
from tests.unseen.judge import Site, Verdict
from tests.unseen.person import Person
from tests.unseen.traits import End, Page

from optout.browser.launch import Launch, driver, replay_browser, replay_context, sandbox
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.words import says
from optout.journal import Journal
from optout.person import Person as Objector
from optout.run.events import Observer, Observers
from optout.run.objection import carry_out
from optout.run.recording import about_of, journal_end
from optout.run.session import begin
from optout.run.task import Objection, Options, Services

OPTIONS = Options(
    email_mismatch="correct",
    until_filled=False,
    yes=False,
    again_reason=None,
    sign_in_wait=3,
    code_wait=1,
    patience=10,
    outcome_wait=10,
)
"""Half of what the program waits for a page by itself, and a sixth of what it waits for an answer."""
_SIGNED_IN = {"name": "c_user", "value": "1", "domain": ".facebook.com", "path": "/", "secure": True}


@dataclass(frozen=True)
class Played:
    """How one page went: what the program says, what the judge says, and what the person had to do."""

    number: int
    language: str
    engine: str
    end: End
    traits: tuple[str, ...]
    known: bool
    state: str
    reason: str
    says: str
    verdict: Verdict
    posts: int
    gestures: tuple[str, ...]
    questions: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    strayed: tuple[str, ...]
    seconds: float


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
    return tuple(map(str, [*kinds, *labels, *fields, *about_fields, *ends, *nexts, *more, *typed, *menu, *silent]))


def _matters(page: Page, trait: str) -> bool:
    needs = {"puts answer back": "question", "own combobox": "country", "own checkbox": "consent"}
    return needs.get(trait, "email") in page.fields


def is_known(page: Page) -> bool:
    """Whether the flow knows the words of the answer."""
    flow_itself = flow().flow
    return says(page.texts["received"], flow_itself.phrase(flow_itself.confirm.confirm)) is not None


def play(browser: Browser, launch: Launch, page: Page, *observers: Observer) -> Played:
    """Play one page in a clean context."""
    began = time.monotonic()
    person, site, journal = Person(page), Site(page), Journal(None)
    with replay_context(browser) as context:
        context.add_cookies([_SIGNED_IN])  # type: ignore[list-item]
        services = Services(person, Observers(*observers), journal, context.new_page, site=site)
        objection = _objection(browser, launch, page)
        journal.plan("unseen", objection.key)
        run = begin(context, objection, services, "unseen", lambda: None)
        outcome = carry_out(run, lambda _: None)
        journal_end(journal, "unseen", outcome, about_of(objection), run.ledger.sent_at)
    journal.close()
    return Played(
        number=page.number,
        language=page.language,
        engine=page.engine,
        end=page.end,
        traits=traits_of(page),
        known=is_known(page),
        state=outcome.state,
        reason=outcome.reason,
        says=outcome.says,
        verdict=site.judge(outcome.state),
        posts=len(site.posts),
        gestures=tuple(person.gestures),
        questions=tuple(person.questions),
        found=tuple(run.draft.found.items()),
        strayed=tuple(request for request in site.aborted if request.startswith("POST ")),
        seconds=time.monotonic() - began,
    )


def _objection(browser: Browser, launch: Launch, page: Page) -> Objection:
    email = SecretStr(EMAIL)
    comment = SecretStr(comment_for(page)) if page.writes else None
    return Objection(
        loaded=flow(),
        person=Objector(email=email, comment=comment, country=SecretStr(COUNTRY)),
        options=OPTIONS,
        records=Path(),
        browser_name="Chromium",
        browser_version=browser.version,
        sandbox=sandbox(launch),
        replay_case=f"{page.seed}:{page.number}",
    )


def play_all(pages: Iterable[Page], *observers: Observer, headed: bool = False) -> Iterator[Played]:
    """Play several pages in one browser, one after the other."""
    launch = Launch(without_windows(), headed=headed)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        for page in pages:
            yield play(browser, launch, page, *observers)


def play_part(seed: str, numbers: range, languages: tuple[str, ...]) -> list[Played]:
    """Play several pages in a process of their own."""
    return list(play_all(draw(seed, number, languages) for number in numbers))
