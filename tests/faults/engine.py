"""A flow carried out by the engine alone, with nobody to ask, and what a person reads of it."""

import re
from dataclasses import dataclass, replace

from playwright.sync_api import Browser
from pydantic import BaseModel
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES, WAITS
from tests.run.rig import Ahead

from optout.browser.clock import REAL_CLOCK
from optout.cli.console import Console
from optout.cli.objection_text import conclude
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Journal
from optout.outcome import Outcome, State
from optout.person import Person
from optout.run import Progress, RunContext
from optout.run.conduct import is_worth_keeping
from optout.run.inputs import RunResult
from optout.testing import PLAYED, Options, Played, Prompts, Setup, play

FLOW = load_flow(CASES.with_name("flow"))
_OPTIONS = Options(sign_in_wait=20, code_wait=20, patience=20, outcome_wait=20, yes=True)
_TAKES_TIME = re.compile(
    r'setTimeout\((?!done)|setInterval|wait\(\d|http-equiv|"after":(?=[1-9]|0\.[1-9])|GET /in"|form_invalid'
)
"""What a page or its site does in its own time, as that of the sign-in does; the kit's `wait` alone does nothing.

A run that cannot send ends soon: ahead of time it would be before a busy machine tells what the page sent.
"""


def takes_time(case: BaseModel) -> bool:
    """Whether a case is played by the real clock."""
    return bool(_TAKES_TIME.search(case.model_dump_json()))


class Nobody(Prompts):
    """Nobody is there to answer."""

    who = "person"
    can_answer = False

    def begin(self, question):
        pass

    def answer(self):
        return None

    def end(self):
        pass


@dataclass(frozen=True)
class Came:
    """What came of a run: its outcome, what the person reads, and what is journaled; nothing where
    nothing is kept.
    """

    outcome: Outcome
    told: str
    state: State | None
    reason: str | None


def carried_out(
    browser: Browser,
    case: BaseModel,
    journal: Journal,
    settings: dict[str, str | None],
    loaded: LoadedFlow = FLOW,
) -> Came:
    """Carry an objection out to its end. The clock runs ahead, unless the page of the case takes
    its time.
    """
    begun: list[tuple[RunContext, Progress]] = []
    waits = {WAITS[name]: float(seconds or 0) for name, seconds in settings.items()}
    clock = REAL_CLOCK if takes_time(case) else Ahead()
    options = replace(_OPTIONS, **waits)  # type: ignore[arg-type]
    setup = Setup(
        options=options, journal=journal, begun=lambda *run: begun.append(run), clock=clock
    )
    played = play(loaded, Nobody(), browser, email=EMAIL, comment=COMMENT, setup=setup)
    [(run, progress)], [row] = begun, journal.entries()
    arrived, may_have_left = progress.form.arrival is not None, run.policy.may_have_left
    kept = is_worth_keeping(played.outcome, arrived=arrived, may_have_left=may_have_left)
    state, reason = (row.state, row.reason) if kept else (None, None)
    return Came(played.outcome, _read_by_person(run, played, kept=kept), state, reason)


def _read_by_person(run: RunContext, played: Played, *, kept: bool) -> str:
    console = Console(as_json=True, quiet=True)
    console.redact = Person.of(EMAIL, COMMENT, None).redactor()
    result = RunResult(
        id=PLAYED,
        outcome=played.outcome,
        sent_at=run.policy.sent_at,
        deadline=None,
        sealed=None,
        trouble=played.trouble,
        held_back=run.policy.held_back,
        way={},
        found={},
        replay=False,
        kept=kept,
    )
    conclude(console, run.flow, result)
    return "\n".join(console.lines)
