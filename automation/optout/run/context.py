"""What a run works with, brought together once: it has no state of its own, and decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import BrowserContext

from optout.browser import FormValue, RequestInterceptor, Window
from optout.failpoints import reach
from optout.flow import Flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import Outcome, State
from optout.person import IDENTIFYING_FIELDS, VALUES, Person, PersonField
from optout.redaction import without_query
from optout.run.checks import PageChecks
from optout.run.events import Reporter
from optout.run.inputs import Dependencies, Objection, Options, key_of
from optout.run.locator import Locator
from optout.run.progress import FormProgress, Progress, StepsProgress
from optout.run.prompts import Prompts
from optout.run.request_policy import RequestPolicy


class Captures(Protocol):
    """Keeps what the pages show: pictures, texts and fields for the record."""

    def before_submission(
        self, context: "RunContext", progress: Progress, fields: tuple[FormValue, ...]
    ) -> None:
        """Keep the form with its fields, or the settings, before anything is pressed."""

    def after_submission(
        self, context: "RunContext", progress: Progress, outcome: Outcome | None
    ) -> None:
        """Keep the answer with the outcome that it shows, or the settings after the press."""

    def question(self, context: "RunContext", progress: Progress, words: str) -> None:
        """Keep what the page asks after a press, before the person answers it."""


class NoCaptures:
    """Keeps nothing."""

    def before_submission(
        self, context: "RunContext", progress: Progress, fields: tuple[FormValue, ...]
    ) -> None:
        """Keep nothing."""

    def after_submission(
        self, context: "RunContext", progress: Progress, outcome: Outcome | None
    ) -> None:
        """Keep nothing."""

    def question(self, context: "RunContext", progress: Progress, words: str) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class RunJournal:
    """The row of this run in the journal."""

    journal: Journal
    run_id: str
    key: ObjectionKey
    again_reason: str | None
    """Why it may be sent although an earlier objection was; None where that is not to be."""

    def record_state(self, state: State) -> None:
        """Write the state to the journal, creating the row first; raise JournalError, or SentBefore when arming."""
        self.journal.plan(self.run_id, self.key)
        if state == State.ARMED:
            # from here on a crash leaves it unknown, and blocks a second try
            reach("before_arming")
            self.journal.arm(self.run_id, self.again_reason)
        elif state != State.PLANNED:
            self.journal.set_state(self.run_id, state)


@dataclass(frozen=True)
class RunContext:
    """What a run works with."""

    id: str
    objection: Objection
    dependencies: Dependencies
    window: Window
    interceptor: RequestInterceptor
    policy: RequestPolicy
    journal: RunJournal
    reporter: Reporter
    checks: PageChecks
    locator: Locator
    captures: Captures

    @property
    def flow(self) -> Flow:
        """The flow that is carried out."""
        return self.objection.loaded.flow

    @property
    def person(self) -> Person:
        """The person who objects."""
        return self.objection.person

    @property
    def options(self) -> Options:
        """How the run goes."""
        return self.objection.options

    @property
    def language(self) -> str:
        """The language of what the person reads in the window."""
        return self.objection.language

    @property
    def prompts(self) -> Prompts:
        """Whoever asks the person."""
        return self.dependencies.prompts

    @property
    def address(self) -> str:
        """Host and path of the page in front."""
        return without_query(self.window.page.url)

    @property
    def can_ask(self) -> bool:
        """True if the person can be asked, and did not approve everything in advance."""
        return self.prompts.can_answer and not self.options.yes


def open_run(
    browser: BrowserContext,
    objection: Objection,
    dependencies: Dependencies,
    run_id: str,
    check_interrupt: Callable[[], None],
    captures: Captures | None = None,
) -> tuple[RunContext, Progress]:
    """Bring together what a run works with, and begin to intercept requests.

    `check_interrupt` is called in every wait, and raises to end the run.
    """
    flow = objection.loaded.flow
    reporter = Reporter(dependencies.observers, _count_steps(objection))
    journal = _row_in_journal(objection, dependencies, run_id)
    known = _identifying_values(objection)
    policy = RequestPolicy(flow, journal.record_state, reporter.report, known=known)
    window = Window(browser, tuple(flow.hosts), check_interrupt, dependencies.clock)
    # Before anything is opened in the window: no request may leave unseen.
    interceptor = RequestInterceptor(browser, policy, dependencies.site)
    window.on_wait = interceptor.ask_again
    window.selectors = _selectors_of(flow)
    progress = _begin_progress(objection)
    checks = PageChecks(window, flow, reporter)
    patience = objection.options.patience
    can_help = dependencies.prompts.can_answer
    locator = Locator(checks, policy, progress, patience, can_help=can_help)
    dependencies.prompts.opened(window)
    dependencies.opened(locator.readable_page)
    context = RunContext(
        run_id,
        objection,
        dependencies,
        window,
        interceptor,
        policy,
        journal,
        reporter,
        checks,
        locator,
        captures or NoCaptures(),
    )
    return context, progress


def _row_in_journal(objection: Objection, dependencies: Dependencies, run_id: str) -> RunJournal:
    again_reason = objection.options.again_reason
    if not again_reason and objection.loaded.flow.switches:
        # A setting is pressed only where it is not as wanted: an earlier run does not hinder it.
        again_reason = "the setting was read first"
    key = key_of(objection.loaded, objection.person)
    return RunJournal(dependencies.journal, run_id, key, again_reason)


def _identifying_values(objection: Objection) -> set[str]:
    """Return the person's values by which a request is recognised: a country or a name is in many requests."""
    names = {*objection.loaded.flow.value_of_target.values()}
    values = [objection.person.value(name) for name in names.intersection(IDENTIFYING_FIELDS)]
    return {value for value in values if value is not None}


def _selectors_of(flow: Flow) -> tuple[str, ...]:
    """Return the selectors of a flow, each once."""
    selectors = [target.only for target in flow.targets.values() if target.only]
    return tuple(dict.fromkeys(selectors))


def _begin_progress(objection: Objection) -> Progress:
    """Return the progress of a run in which nothing has happened yet."""
    given: dict[PersonField, str] = {}
    for name in VALUES:
        value = objection.person.value(name)
        if value is not None:
            given[name] = value
    steps = StepsProgress(objection.loaded.flow.fields_before_send)
    return Progress(FormProgress(given), objection.settings(), steps)


def _count_steps(objection: Objection) -> int:
    """Return how many steps every run of a flow has: sign in, open the form, its own steps, send and confirm."""
    flow = objection.loaded.flow
    if flow.switches:
        own = len(flow.switches)
        press_and_read_back = 0 if objection.options.recheck_only else 2
        return 2 + own + press_and_read_back
    return 2 + sum(step.is_sure(objection.person) and step.verb != "click" for step in flow.steps)
