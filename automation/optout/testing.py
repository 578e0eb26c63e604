"""Plays a flow with a person and on a site of one's own: for tests of a flow, and for whoever measures the program.

::

    from optout.testing import Asker, Question, play

    class Ada(Asker):
        who = "Ada"

        def begin(self, question: Question) -> None:
            self.said = "yes" if question.moment == "approve" else question.default or None

        def answer(self) -> str | None:
            return self.said

    played = play(Path("flows/facebook"), Ada(), browser, email="ada@example.eu", comment="No photos of mine.")
    assert played.outcome.state == "confirmed"

The engine is the one that people use. Nothing is written: the journal is in memory, and there is no record. The
flow's addresses are opened as they stand. Either the browser has to lead them to the site that answers, for instance
with Chromium's `--host-resolver-rules`, and it may have a certificate that nobody else trusts; or `site` is asked in
place of the network::

    class Saved:
        def __init__(self) -> None:
            self.aborted: list[str] = []

        def answer(self, request: Request) -> Reply:
            return Reply(200, {"content-type": "text/html"}, b"<h1>Object</h1>")
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from optout.browser.form import FormField
from optout.browser.launch import Sandbox, replay_context
from optout.browser.requests import Reply, Request
from optout.browser.saved_site import Site
from optout.browser.window import REAL_CLOCK, Clock
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Journal
from optout.outcome import Outcome
from optout.person import Person
from optout.run.events import Event, Observer, Observers
from optout.run.objection import carry_out
from optout.run.questions import Asker, Question
from optout.run.recording import about_of, journal_end
from optout.run.session import Run, begin
from optout.run.task import Objection, Options, Services

__all__ = [
    "PLAYED",
    "Asker",
    "Clock",
    "Event",
    "FormField",
    "Options",
    "Outcome",
    "Played",
    "Question",
    "Reply",
    "Request",
    "Setup",
    "Site",
    "play",
]
PLAYED = "played"
"""What the one row in the journal is called."""


@dataclass(frozen=True)
class Setup:
    """What a test may want otherwise than a run has it.

    `options` say how the run goes, in place of `patience` and `outcome_wait`. `observer` is told each event as it
    happens. `journal` is written, and stays open, in place of one in memory. `keep` is given the form's fields, filled,
    whenever they are read to be approved. `tick` is called in every wait, and ends the run by raising; by
    `clock` is waited. `language` is that of the bar in the window. `begun`
    is given what the run works with, before it starts: the engine itself, whose names may change with any version.
    """

    options: Options | None = None
    observer: Observer = field(default_factory=Observers)
    journal: Journal | None = None
    keep: Callable[[tuple[FormField, ...]], None] = lambda _: None
    tick: Callable[[], None] = lambda: None
    clock: Clock = REAL_CLOCK
    language: str = "en"
    begun: Callable[[Run], None] = lambda _: None


@dataclass(frozen=True)
class Played:
    """What came of it: how it ended, the form's fields, all that happened in order, and the steps taken by hand.

    `filled` are the fields as they were approved, or else as they were read last. `found` says of each target by which
    way it was found. `trouble` is what could not be journaled.
    """

    outcome: Outcome
    filled: tuple[FormField, ...]
    events: tuple[Event, ...]
    by_hand: tuple[str, ...]
    found: Mapping[str, str]
    trouble: tuple[str, ...]


class _Events:
    def __init__(self) -> None:
        self.told: list[Event] = []

    def tell(self, event: Event) -> None:
        self.told.append(event)


def play(  # noqa: PLR0913  the values of a person are options, each with its name
    flow_folder: Path | LoadedFlow,
    asker: Asker,
    browser: Browser | BrowserContext,
    *,
    email: str | None,
    comment: str | None = None,
    country: str | None = None,
    patience: float = 20,
    outcome_wait: float = 60,
    site: Site | None = None,
    setup: Setup | None = None,
) -> Played:
    """Carry out the flow in a folder, in a new context of a browser; `asker` answers as the person would.

    A context that is given in place of the browser stays open, and so does what the run listens to in it: it is for one
    play. `patience` is how many seconds a page gets to show what is looked for, `outcome_wait` how many it gets to
    answer the send; the person has as long to sign in and to enter a code. `country` is a code or a name. `site` is
    asked in place of the network.

    Raises:
        FlowError: the flow cannot be used; it names every mistake.
    """
    loaded = load_flow(flow_folder) if isinstance(flow_folder, Path) else flow_folder
    setup = setup or Setup()
    options = setup.options or Options(
        sign_in_wait=outcome_wait, code_wait=outcome_wait, patience=patience, outcome_wait=outcome_wait
    )
    person, events = Person.of(email, comment, country), _Events()
    with ExitStack() as stack:
        if isinstance(browser, Browser):
            context = stack.enter_context(replay_context(browser, own_certificate=True))
        else:
            context = browser
        journal = setup.journal or stack.enter_context(closing(Journal(None)))
        objection = Objection(loaded, person, options, Path(), "browser", "", Sandbox(on=True), language=setup.language)
        observers = Observers(events, setup.observer)
        services = Services(asker, observers, journal, context.new_page, site=site, clock=setup.clock)
        run = begin(context, objection, services, PLAYED, setup.tick)
        setup.begun(run)
        outcome = carry_out(run, setup.keep, lambda _: None)
        trouble = journal_end(journal, PLAYED, objection.key, outcome, about_of(objection), run.sends.sent_at)
    draft = run.draft
    return Played(outcome, draft.filled, tuple(events.told), tuple(draft.by_hand), draft.found, tuple(trouble))
