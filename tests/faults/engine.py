"""A flow of the faults carried out by the engine alone, in a browser that is there, and what a person reads of it."""

from dataclasses import dataclass

from playwright.sync_api import Browser
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES

from optout.browser.window import REAL_CLOCK
from optout.cli.announce import conclude
from optout.cli.replay import TranscriptConsole
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Entry, Journal
from optout.outcome import Outcome, Reason, State
from optout.person import Person
from optout.run.conduct import is_worth_keeping
from optout.run.session import Run
from optout.run.task import Conducted
from optout.testing import PLAYED, Asker, Clock, Options, Played, Setup, play

FLOW = load_flow(CASES.with_name("flow"))


@dataclass(frozen=True)
class Came:
    """What came of a run: its outcome, its line in the journal, what the person reads, and whether a record is kept."""

    outcome: Outcome
    row: Entry
    told: str
    kept: bool
    trouble: tuple[str, ...]

    @property
    def state(self) -> State | None:
        """How the objection stands; None where nothing is kept."""
        return self.outcome.state if self.kept else None

    @property
    def reason(self) -> Reason | None:
        """Why it ended so."""
        return Reason(self.row.reason) if self.kept and self.row.reason else None


def carried_out(
    browser: Browser,
    asker: Asker,
    options: Options,
    journal: Journal,
    loaded: LoadedFlow = FLOW,
    clock: Clock = REAL_CLOCK,
) -> Came:
    """Carry an objection out to its end."""
    begun: list[Run] = []
    setup = Setup(options=options, journal=journal, begun=begun.append, clock=clock)
    played = play(loaded, asker, browser, email=EMAIL, comment=COMMENT, setup=setup)
    [run], [row] = begun, journal.entries()
    arrived, may_have_left = run.draft.arrival is not None, run.sends.may_have_left
    kept = is_worth_keeping(played.outcome, arrived=arrived, may_have_left=may_have_left)
    return Came(played.outcome, row, _read_by_person(run, played, kept=kept), kept, played.trouble)


def _read_by_person(run: Run, played: Played, *, kept: bool) -> str:
    console = TranscriptConsole(as_json=True, quiet=True)
    console.redact = Person.of(EMAIL, COMMENT, None).redactor()
    result = Conducted(
        id=PLAYED,
        outcome=played.outcome,
        sent_at=run.sends.sent_at,
        deadline=None,
        sealed=None,
        trouble=played.trouble,
        held_back=run.sends.held_back,
        way={},
        found={},
        replay=False,
        kept=kept,
    )
    conclude(console, run.flow, result)
    return console.transcript.getvalue()
