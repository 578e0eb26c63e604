"""Carries out the small flow of this folder on made-up pages, through the program's own window,
gate and journal.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from pydantic import SecretStr
from tests.web import HOME, Answer, Web

from optout.browser.clock import REAL_CLOCK
from optout.browser.form_value import FormValue
from optout.browser.window import Window
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Entry, Journal, ObjectionKey
from optout.outcome import Outcome, Reason, State
from optout.person import NAME_FIELDS, Person
from optout.run import Progress, RunContext
from optout.run.events import Event, EventKind
from optout.testing import PLAYED, Clock, Options, Prompts, Question, Setup, play

LOADED = load_flow(Path(__file__).parent)
WORDLESS = load_flow(Path(__file__).parent / "wordless")
"""The same for pages in words it does not know: its targets say what they are for."""
FORM, SUBMIT = f"{HOME}form", f"{HOME}submit"
RECEIVED = "<p role=status>Your objection was received"
EMAIL = "<label>Email address <input name=email type=email value=ada@example.eu></label>"
FIELDS = f"{EMAIL}<label>Why <textarea name=why></textarea></label>"
BUTTON = "<button>Submit</button>"
SENDS_ITSELF = """<script>
document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/submit', {method: 'POST', body: new URLSearchParams(new FormData(event.target))});
  const part = document.createElement('div');
  part.innerHTML = await answer.text();
  document.body.append(part);
});
</script>"""
"""What a page of today does: it sends in the background, adds the answer to itself, and may reset or shut its form."""
RESETS_ITSELF = SENDS_ITSELF.replace("const part", "document.forms[0].reset(); const part")
SHUTS = "for (const one of document.forms[0].elements) one.readOnly = true; const part"
CLOSES_ITSELF = SENDS_ITSELF.replace("const part", SHUTS)

ADA = Person(email=SecretStr("ada@example.eu"), comment=SecretStr("No photos of mine."))
OPTIONS = Options(sign_in_wait=10, code_wait=10, patience=10, outcome_wait=10)


def form(inside: str = FIELDS + BUTTON, after: str = "") -> str:
    """Give the page of a form that is sent as the browser sends forms."""
    return f"<h1>Object</h1><form method=post action=/submit>{inside}</form>{after}"


Does = str | Callable[[Page, Question], Any]


class Hands(Prompts):
    """A person of the tests: at each moment an answer, or something done in the window that may
    give one.
    """

    who = "person"

    def __init__(self, *, can_answer: bool = True, **at: Does) -> None:
        self.can_answer = can_answer
        self.at: dict[str, Does] = {"approve": "yes", **at}
        self.page: Callable[[], Page] = lambda: None  # type: ignore[assignment,return-value]
        self.asked: list[Question] = []
        self.said: str | None = None

    def opened(self, window: Window) -> None:
        self.page = lambda: window.page

    def begin(self, ask: Question) -> None:
        self.asked.append(ask)
        does = self.at.get(ask.prompt, ask.default or None)
        self.said = does(self.page(), ask) if callable(does) else does

    def answer(self) -> str | None:
        return self.said

    def end(self) -> None:
        self.said = None

    def moments(self) -> list[str]:
        return [ask.prompt for ask in self.asked]


class Notes:
    """An observer that keeps what it is told; `when` has what else to do at a moment, such as to
    fail.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.when: dict[EventKind, Callable[[], Any]] = {}

    def tell(self, event: Event) -> None:
        self.events.append(event)
        if event.kind in self.when:
            self.when[event.kind]()

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]


class Ahead(Clock):
    """A clock that runs ahead while nothing comes: a third as many looks at the page, with little
    of a pause between.

    A page's own timer goes by the real time, as `@pytest.mark.real_time` has it. Each pause is as
    long as the look before it, so that on a busy computer no wait is over before the browser had
    its turns. `ahead` is what was skipped.
    """

    def __init__(self) -> None:
        self.ahead, self.longest_pause = 0.0, 0.5
        self._looked_from = time.monotonic()

    def now(self) -> float:
        return super().now() + self.ahead

    def pause(self, seconds: float) -> float:
        began = time.monotonic()
        real = min(seconds, max(_LEAST_PAUSE, began - self._looked_from))
        self.ahead += seconds - real
        self._looked_from = began + real
        return real


class Fast(Clock):
    """A clock that goes ten times as fast as the real one, also while a request is under way."""

    def now(self) -> float:
        return super().now() * 10

    def pause(self, seconds: float) -> float:
        return seconds / 10


_LEAST_PAUSE = 0.01  # seconds


def clock_for(request: pytest.FixtureRequest) -> Clock:
    """Give the clock of a test: one that runs ahead, unless it is marked to need the real time."""
    return REAL_CLOCK if request.node.get_closest_marker("real_time") else Ahead()


@dataclass
class Rig:
    """One run: what the site answers, who the person is, and what came out."""

    context: BrowserContext
    hands: Hands = field(default_factory=Hands)
    options: Options = OPTIONS
    person: Person = ADA
    tick: Callable[[], None] = lambda: None
    journal: Journal = field(default_factory=lambda: Journal(None))
    language: str = "en"
    loaded: LoadedFlow = LOADED
    captured: list[tuple[FormValue, ...]] = field(default_factory=list)
    clock: Clock = field(default_factory=Ahead)

    def __post_init__(self) -> None:
        self.web = Web(self.context, routed=False)
        self.notes = Notes()
        self.context.add_cookies([{"name": "session", "value": "1", "url": HOME}])
        self.web.pages[f"GET {HOME}"] = "<p>home"
        self.show(form())
        self.answer(RECEIVED)

    def show(self, html: str, address: str = FORM) -> None:
        self.web.pages[f"GET {address}"] = html

    def answer(self, html: str, status: int = 200) -> None:
        """Say what the site answers to the send."""
        page = f"<!doctype html>{html}"
        self.answers(lambda route, _: route.fulfill(status, page, "text/html"))

    def answers(self, how: Answer) -> None:
        self.web.pages[f"POST {SUBMIT}"] = how

    def waits(self, **options: Any) -> None:
        self.options = replace(self.options, **options)

    @property
    def sends(self) -> int:
        """How often the declared request reached the site."""
        return self.web.arrived.count(f"POST {SUBMIT}")

    def go(self) -> Outcome:
        """Carry the objection out."""
        setup = Setup(
            options=self.options,
            observers=[self.notes.tell],
            journal=self.journal,
            keep=self.captured.append,
            tick=self.tick,
            clock=self.clock,
            language=self.language,
            begun=self._begun,
        )
        names: dict[str, str | None] = {name: self.person.value(name) for name in NAME_FIELDS}
        played = play(
            self.loaded,
            self.hands,
            self.context,
            email=self.person.value("email"),
            comment=self.person.value("comment"),
            country=self.person.value("country"),
            names=names,
            site=self.web,
            setup=setup,
        )
        self.trouble = played.trouble
        return played.outcome

    def _begun(self, run: RunContext, progress: Progress) -> None:
        self.run = run
        self.progress = progress

    @property
    def row(self) -> Entry:
        """How it stands in the journal."""
        return next(entry for entry in self.journal.entries() if entry.id == PLAYED)


KEY = ObjectionKey(LOADED.flow.id, LOADED.flow.controller, "default", LOADED.flow.purpose)
CHANGES = {
    "another comment": "document.querySelector('[name=why]').value = 'Something else.'",
    "one more field": "document.forms[0].insertAdjacentHTML('beforeend', '<label>Phone <input name=phone></label>')",
    "another label": "document.querySelector('[name=why]').labels[0].firstChild.data = 'For everybody to read '",
    "another name": "document.querySelector('[name=why]').name = 'public_post'",
}


def ended(rig: Rig) -> tuple[State, Reason]:
    """Carry it out; the journal must agree with what came out."""
    outcome = rig.go()
    assert rig.trouble == ()
    assert rig.row.state == outcome.state
    assert outcome.state == State.AWAITING_CODE or rig.row.reason == outcome.reason
    return outcome.state, outcome.reason


def confirmed(rig: Rig) -> None:
    """Carry it out; it must be confirmed by words, and sent once."""
    assert (*ended(rig), rig.sends) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, 1)


def nothing_sent(rig: Rig, reason: Reason) -> None:
    """Carry it out; it must stop for this reason, and nothing may have left."""
    assert ended(rig) == (State.STOPPED, reason)
    assert rig.sends == 0
    assert rig.run.policy.may_have_left is False
    assert rig.row.sent_at is None


def approval(rig: Rig) -> list[Question]:
    """Give the questions whether to send."""
    return [ask for ask in rig.hands.asked if ask.prompt == "approve"]


def once(script: str) -> Callable[[Page, Question], str]:
    """Give an approval during which a script runs in the page, the first time only."""
    scripts = [script]

    def approve(page: Page, _: Question) -> str:
        if scripts:
            page.evaluate(scripts.pop())
        return "yes"

    return approve


def types(css: str, text: str, answer: str | None = None) -> Callable[[Page, Question], str | None]:
    """Give a person who types over what a field holds and leaves it, and answers so or not at all."""

    def types_over(page: Page, _: Question) -> str | None:
        page.locator(css).fill(text)
        page.locator(css).blur()
        return answer

    return types_over
