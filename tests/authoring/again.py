"""Plays a case with someone who reads along, saves what was read, and plays what was saved."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from optout.authoring.saved import MadePages, Watcher, record
from optout.authoring.scaffold import write_flow
from optout.browser.launch import replay_context
from optout.cli.replay import PlayedCase, play_quietly
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow
from optout.journal import Journal
from optout.run.conduct import conduct
from optout.run.events import Observers
from optout.run.questions import ScriptedAsker
from optout.run.saved_case import ReplaySetup, SavedPages, objection_of, person_of
from optout.run.task import Conducted, Services


@dataclass
class Saved:
    """What came of a case that was watched, and, once played, of what was saved of it."""

    made: MadePages
    played: list[PlayedCase]

    @property
    def differs(self) -> list[str]:
        return [line for one in self.played for line in one.differs]

    @property
    def form(self) -> str:
        return self.made.files["form.html"]


def watched(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, watcher: Watcher) -> Conducted:
    """Play a case as the live site."""
    hands, journal = ScriptedAsker(case.person), Journal(None)
    with ExitStack() as stack:
        context = stack.enter_context(replay_context(setup.browser))
        services = Services(hands, Observers(watcher), journal, context.new_page, watcher.opened, SavedPages(case))
        result = conduct(context, replace(objection_of(setup, loaded, case), language="en"), services, setup.tick)
        watcher.ended(sent=result.sent_at is not None)
    journal.close()
    return result


def again(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, folder: Path) -> Saved:
    """Save what a case shows, and play that."""
    made = record(loaded.flow, person_of(case), lambda watcher: watched(setup, loaded, case, watcher))
    cases = write_flow(folder / "saved", loaded, made)
    return Saved(made, [play_quietly(setup, *each) for each in cases])
