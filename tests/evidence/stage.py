"""Carries out whole objections for the tests of the evidence: on made-up pages, over sockets, and
replayed.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext
from tests.run.rig import LOADED, Rig

from optout.browser.installed import Installed
from optout.browser.launch import Launch, replay_context
from optout.cli.console import Console
from optout.cli.objection_text import conclude
from optout.evidence.folder import Sealed
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow
from optout.journal import Journal
from optout.run.conduct import run_and_seal
from optout.run.inputs import Dependencies, Objection, RunResult
from optout.run.prompts import ScriptedPrompts
from optout.run.saved_case import Replayed, ReplaySetup, replay_case


def launch(executable: Path) -> Launch:
    """Say which browser it is, as a record names it."""
    return Launch(Installed("chromium", executable), headed=False)


def conducted(rig: Rig, records: Path, replayed_as: str | None = None) -> RunResult:
    """Carry out a rig's objection up to its sealed record; `records` is the folder for records."""
    objection = Objection(
        rig.loaded, rig.person, rig.options, records, "browser", "1", replay_case=replayed_as
    )
    services = Dependencies(
        rig.hands,
        [rig.notes.tell],
        rig.journal,
        rig.context.new_page,
        site=rig.web,
        clock=rig.clock,
    )
    return run_and_seal(rig.context, objection, services, rig.tick)


def record_of(browser: Browser, folder: Path, page: str, answer: str, **options: Any) -> Path:
    """Carry out an objection on a page and its answer; give the folder of the record."""
    with live_context(browser) as context:
        rig = Rig(context)
        rig.waits(**options)
        rig.show(page)
        rig.answer(answer)
        result = conducted(rig, folder)
        rig.journal.close()
    return sealed(result).folder


def sealed(result: RunResult) -> Sealed:
    """Give the record of a run that must have one."""
    assert result.sealed is not None, result.trouble
    return result.sealed


def read_on_screen(result: RunResult, loaded: LoadedFlow = LOADED) -> str:
    """Give what a person reads at the end of a run."""
    console = Console(as_json=True, quiet=True)
    conclude(console, loaded.flow, result)
    return "\n".join(console.lines)


@contextmanager
def live_context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a context as a live run has one."""
    context = browser.new_context(service_workers="block", accept_downloads=False)
    yield context
    context.close()


class _WholePages(ReplaySetup):
    """What a replay needs that keeps pages whole, as `--whole-page` does in a live run."""

    def objection(self, loaded: LoadedFlow, case: ReadyCase) -> Objection:
        made = super().objection(loaded, case)
        return replace(made, options=replace(made.options, whole_page=True))


@dataclass
class Stage:
    """Where cases of a shipped flow are carried out: a browser, and the folder that records
    go to.
    """

    browser: Browser
    executable: Path
    records: Path
    journal: Journal | None = None
    whole_page: bool = False

    @property
    def setup(self) -> ReplaySetup:
        """What a replay needs."""
        kind = _WholePages if self.whole_page else ReplaySetup
        return kind(self.browser, launch(self.executable), self.records, lambda: None)

    def replay(self, loaded: LoadedFlow, case: ReadyCase) -> Replayed:
        """Replay a case."""
        return replay_case(self.setup, loaded, case, [])

    def live(self, loaded: LoadedFlow, case: ReadyCase) -> RunResult:
        """Carry a case out as a live run, against whatever the browser finds at the real
        addresses.
        """
        objection = replace(self.setup.objection(loaded, case), replay_case=None)
        hands = ScriptedPrompts(case.person)
        with replay_context(self.browser) as context, ExitStack() as stack:
            journal = self.journal or stack.enter_context(closing(Journal(None)))
            services = Dependencies(hands, [], journal, context.new_page)
            return run_and_seal(context, objection, services, lambda: None)
