"""The inputs of a run: what to carry out, how, and with which dependencies; and its result."""

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
    """The options of a run; durations are seconds."""

    sign_in_wait: float
    code_wait: float
    patience: float
    outcome_wait: float
    email_mismatch: EmailMismatch = "ask"
    until_filled: bool = False
    yes: bool = False
    again_reason: str | None = None
    confirm_presses: bool = False
    """Ask before each press: the flow is a stranger's, and may press anything."""
    recheck_only: bool = False
    """Settings are read, none is pressed."""
    whole_page: bool = False
    """Pages are captured whole, not only the form and the answer."""


def key_of(loaded: LoadedFlow, person: Person) -> ObjectionKey:
    """Return the key by which the journal recognises an objection that was made before."""
    flow = loaded.flow
    hosts = tuple(flow.hosts)
    return ObjectionKey(
        flow.id, flow.controller, person.account, flow.purpose, loaded.lineage, hosts
    )


@dataclass(frozen=True)
class Objection:
    """What to carry out, for whom, and where its record goes.

    `replay_case` is the name of the case that is replayed; None on the live site. `contact_name` is
    the name that the person's records are to have.
    """

    loaded: LoadedFlow
    person: Person
    options: Options
    records: Path
    browser_name: str
    browser_version: str
    no_sandbox: str | None = None
    replay_case: str | None = None
    language: str = "en"
    contact_name: str | None = None

    def settings(self) -> list[Setting]:
        """Return the settings to turn; none was read yet."""
        flow = self.loaded.flow
        return [Setting(step, flow.called(step.switch)) for step in flow.switches]


@dataclass(frozen=True)
class RunResult:
    """How a run ended, and its record; `trouble` says why there is none."""

    id: str
    outcome: Outcome
    sent_at: datetime | None
    way: Mapping[str, str]
    found: dict[str, str]
    replay: bool
    deadline: Deadline | None = None
    sealed: Sealed | None = None
    trouble: tuple[str, ...] = ()
    held_back: int = 0
    """How many requests were blocked that would have sent it again."""
    pointed: Mapping[str, Target] = field(default_factory=dict)
    """What the person pointed at, as a flow describes it."""
    by_hand: tuple[str, ...] = ()
    """The steps that the person took in the window."""
    kept: bool = True
    """False for a run that ended before the form: it has no record and no row in the journal."""
    go_on: bool = True
    """False if the person asked to end everything while the window was left open."""
    settings: tuple[Setting, ...] = ()
    account_named: str | None = None
    request: str | None = None
    """What sent the form, or may have: the method and address, without the query."""
    controller: str | None = None
    """The controller of the site that the run was on; None if it did not reach the form."""

    @property
    def suggestions(self) -> list[str]:
        """The lines of a flow file for what the person pointed at, below its line `targets:`."""
        targets = {}
        for name, target in self.pointed.items():
            targets[name] = target.model_dump(exclude_defaults=True)
        # Wide, so that no value is broken over lines: the person copies them one by one.
        text = yaml.safe_dump(
            {"targets": targets}, allow_unicode=True, sort_keys=False, width=10_000
        )
        return text.splitlines()[1:]


@dataclass(frozen=True)
class Dependencies:
    """What a run depends on: who answers, who watches, the journal, and a page to print on.

    `opened` is given a function that reads the page in front. `site` answers in place of the real
    one in a replay. Once the record is sealed, `tell_end` reports how the run ended, and
    `ask_to_close` asks the person to close the window and returns a function that returns True once
    they want that; without it the window is closed at once.
    """

    prompts: Prompts
    observers: Sequence[Observer]
    journal: Journal
    new_page: Callable[[], Page]
    opened: Callable[[Callable[[float], Any]], None] = lambda _: None
    site: Site | None = None
    tell_end: Callable[[RunResult], None] = lambda _: None
    ask_to_close: Callable[[], Callable[[], bool]] | None = None
    clock: Clock = REAL_CLOCK
