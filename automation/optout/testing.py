"""Plays a flow with a person and on a site of one's own: for tests of a flow, and for whoever measures the program.

::

    from optout.testing import Prompts, Question, play

    class Ada(Prompts):
        who = "Ada"

        def begin(self, question: Question) -> None:
            self.said = "yes" if question.prompt == "approve" else question.default or None

        def answer(self) -> str | None:
            return self.said

    played = play(Path("flows/facebook"), Ada(), browser, email="ada@example.eu", comment="No photos of mine.")
    assert played.outcome.state == "confirmed"

The engine is the one that people use. Nothing is written: the journal is in memory, and there is no
record. The flow's addresses are opened as they stand. Either the browser has to lead them to the
site that answers, for instance with Chromium's `--host-resolver-rules`, and it may have a
certificate that nobody else trusts; or a `site` is asked in place of the network: an object with
`answer(request: Request) -> Reply`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from optout.browser import REAL_CLOCK, Clock, FormValue, Reply, Request, Site, replay_context
from optout.flow import LoadedFlow, load_flow
from optout.journal import Journal
from optout.outcome import Outcome
from optout.person import Person
from optout.run import (
    Dependencies,
    Event,
    NoCaptures,
    Objection,
    Observer,
    Options,
    Progress,
    Prompts,
    Question,
    RunContext,
    open_run,
    run_unsealed,
)

__all__ = [
    "PLAYED", "Clock", "Event", "FormValue", "Options", "Outcome", "Played", "Prompts", "Question", "Reply", "Request",
    "Setup", "Site", "play",
]  # fmt: skip
PLAYED = "played"  # what the one row in the journal is called
_PATIENT = Options(sign_in_wait=60, code_wait=60, patience=20, outcome_wait=60)


@dataclass(frozen=True)
class Setup:
    """What a test may want otherwise than a run has it.

    `options` say how the run goes, and how many seconds it waits. `observers` are called with each
    event as it happens. `journal` is written, and stays open, in place of one in memory. `keep` is
    given the form's fields, filled, whenever they are read to be approved. `tick` is called in
    every wait, and ends the run by raising; by `clock` is waited. `language` is that of the strip
    in the window. `begun` is given what the run works with, before it starts: the engine itself,
    whose names may change with any version.
    """

    options: Options = _PATIENT
    observers: Sequence[Observer] = ()
    journal: Journal | None = None
    keep: Callable[[tuple[FormValue, ...]], None] = lambda _: None
    tick: Callable[[], None] = lambda: None
    clock: Clock = REAL_CLOCK
    language: str = "en"
    begun: Callable[[RunContext, Progress], None] = lambda _context, _progress: None


@dataclass(frozen=True)
class Played:
    """How it ended, the form's fields as they were approved or read last, and what could not be journaled."""

    outcome: Outcome
    filled: tuple[FormValue, ...]
    trouble: tuple[str, ...]


def play(  # noqa: PLR0913  the values of a person are options, each with its name
    flow: Path | LoadedFlow,
    prompts: Prompts,
    browser: Browser | BrowserContext,
    *,
    email: str | None,
    comment: str | None = None,
    country: str | None = None,
    names: Mapping[str, str | None] | None = None,
    site: Site | None = None,
    setup: Setup | None = None,
) -> Played:
    """Carry out a flow, given by its folder, in a new context of a browser; `prompts` answers as the person would.

    A context that is given in place of the browser stays open, and so does what the run listens to
    in it: it is for one play. `country` is a code or a name, `names` are the
    person's by `full_name`, `first_name` and `last_name`. `site` is asked in place of the
    network. Raise FlowError, with every mistake, where the flow cannot be used.
    """
    loaded = load_flow(flow) if isinstance(flow, Path) else flow
    setup = setup or Setup()
    person = Person.of(email, comment, country, **(names or {}))
    with ExitStack() as stack:
        context = browser
        if isinstance(context, Browser):
            context = stack.enter_context(replay_context(context, own_certificate=True))
        journal = setup.journal or stack.enter_context(closing(Journal(None)))
        objection = Objection(
            loaded, person, setup.options, Path(), "browser", "", language=setup.language
        )
        dependencies = Dependencies(
            prompts, setup.observers, journal, context.new_page, site=site, clock=setup.clock
        )
        captures = _KeepFields(setup.keep)
        run, progress = open_run(context, objection, dependencies, PLAYED, setup.tick, captures)
        setup.begun(run, progress)
        outcome, trouble = run_unsealed(run, progress)
    return Played(outcome, progress.form.filled, tuple(trouble))


class _KeepFields(NoCaptures):
    """Gives the fields of the filled form to a test."""

    def __init__(self, keep: Callable[[tuple[FormValue, ...]], None]) -> None:
        self._keep = keep

    def before_submission(
        self,
        context: RunContext,  # noqa: ARG002  the protocol gives them
        progress: Progress,  # noqa: ARG002
        fields: tuple[FormValue, ...],
    ) -> None:
        """Give the fields."""
        self._keep(fields)
