"""What a run is given: what to carry out and how, and the people and books it works with; and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page

from optout.browser import REAL_CLOCK, Clock, Site
from optout.deadline import Deadline
from optout.evidence import Sealed
from optout.flow import LoadedFlow, Target
from optout.journal import Journal, ObjectionKey
from optout.outcome import Outcome
from optout.person import Person
from optout.run.events import Observer
from optout.run.prompts import Prompts
from optout.run.verdict import Setting
from optout.settings import EmailMismatch


@dataclass(frozen=True)
class Options:
    """How this run goes; durations are seconds."""

    sign_in_wait: float
    code_wait: float
    patience: float
    outcome_wait: float
    email_mismatch: EmailMismatch = "ask"
    until_filled: bool = False
    yes: bool = False
    again_reason: str | None = None
    confirm_presses: bool = False  # the flow is a stranger's, and each press is asked about
    recheck_only: bool = False  # settings are read, none is pressed
    whole_page: bool = False  # pages are kept whole, not only the form and the answer


def key_of(loaded: LoadedFlow, person: Person) -> ObjectionKey:
    """Give what an objection is, by its flow and its person."""
    flow = loaded.flow
    return ObjectionKey(
        flow.id, flow.controller, person.account, flow.purpose, loaded.lineage, tuple(flow.hosts)
    )


@dataclass(frozen=True)
class Objection:
    """What to carry out, for whom, where its record goes and in which language; on the live site without a case."""

    loaded: LoadedFlow
    person: Person
    options: Options
    records: Path
    browser_name: str
    browser_version: str
    no_sandbox: str | None = None
    replay_case: str | None = None
    language: str = "en"

    def settings(self) -> list[Setting]:
        """Give the settings to turn, before anybody has looked at them."""
        flow = self.loaded.flow
        return [Setting(step, flow.called(step.switch)) for step in flow.switches]


@dataclass(frozen=True)
class RunResult:
    """How it ended and what is left of it: the record's folder and fingerprint, or why there is none."""

    id: str
    outcome: Outcome
    sent_at: datetime | None
    way: Mapping[str, str]
    found: dict[str, str]
    replay: bool
    deadline: Deadline | None = None
    sealed: Sealed | None = None
    trouble: tuple[str, ...] = ()
    held_back: int = 0  # requests that would have sent it again
    pointed: Mapping[str, Target] = field(
        default_factory=dict
    )  # what the person pointed at, as a flow has it
    by_hand: tuple[str, ...] = ()  # steps that the person took in the window
    kept: bool = True  # False for a run that ended before the form: it has no record and no row in the journal
    go_on: bool = True  # False when the person asked to end all while the window stayed
    settings: tuple[Setting, ...] = ()
    account_named: str | None = None
    # what sent the form, or may have: the method and address, without the query
    request: str | None = None
    controller: str | None = (
        None  # of the site that the run was on; None if it did not reach the form
    )

    @property
    def suggestions(self) -> list[str]:
        """Lines of a flow file for what the person pointed at, which its loader takes."""
        targets = {
            name: target.model_dump(exclude_defaults=True) for name, target in self.pointed.items()
        }
        return yaml.safe_dump(
            {"targets": targets}, allow_unicode=True, sort_keys=False, width=10_000
        ).splitlines()[1:]


@dataclass(frozen=True)
class Dependencies:
    """The people and books of a run: who answers, who watches, where it is journaled, and how a report is printed.

    `site` answers in a replay. Once the record is sealed `tell_end` says how it ended, and
    `ask_to_close` asks the person to close the window, and gives what says whether they want that;
    without it that is closed at once.
    """

    prompts: Prompts
    observers: Sequence[Observer]
    journal: Journal
    new_page: Callable[[], Page]
    opened: Callable[[Callable[[float], Any]], None] = lambda _: (
        None
    )  # is given what reads the page in front
    site: Site | None = None
    tell_end: Callable[[RunResult], None] = lambda _: None
    ask_to_close: Callable[[], Callable[[], bool]] | None = None
    clock: Clock = REAL_CLOCK
