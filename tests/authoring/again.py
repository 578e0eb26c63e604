"""Plays a case with someone who reads along, saves what was read, and plays what was saved."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from optout.authoring.saved import Made, Run, Watcher, make_pages
from optout.browser.gate import SavedPages
from optout.browser.launch import replay_context
from optout.cli.replay import PlayedCase, play_quietly
from optout.flow.cases import ReadyCase, load_cases
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Journal
from optout.run.asker import ScriptedAsker
from optout.run.events import Observers
from optout.run.recording import Result, Services, conduct
from optout.run.replay import ReplaySetup, _objection, person_of

ON = date(2026, 11, 24)


@dataclass
class Saved:
    """What came of a case that was watched, and, once played, of what was saved of it."""

    result: Result
    made: Made
    folder: Path
    played: list[PlayedCase] = field(default_factory=list)

    @property
    def differs(self) -> list[str]:
        return [line for one in self.played for line in one.differs]

    @property
    def form(self) -> str:
        return self.made.files["form.html"]


def watched(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase) -> tuple[Result, Watcher]:
    """Play a case as the live site."""
    hands, watcher, journal = ScriptedAsker(case.person), Watcher(loaded.flow), Journal(None)
    with ExitStack() as stack:
        context = stack.enter_context(replay_context(setup.browser))
        services = Services(hands, Observers(watcher), journal, context.new_page, watcher.opened, SavedPages(case))
        result = conduct(context, replace(_objection(setup, loaded, case), language="en"), services, setup.tick)
        watcher.ended(sent=result.sent_at is not None)
    journal.close()
    return result, watcher


def saved(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, folder: Path) -> Saved:
    """Save what a case shows."""
    result, watcher = watched(setup, loaded, case)
    person = person_of(case)
    given = frozenset(name for name in loaded.flow.sends if person.value(name))
    run = Run(loaded.flow, result, given, case.person.until == "filled", ON)
    made = make_pages(watcher.seen, run, person.redactor())
    own = folder / loaded.flow.id
    (own / "pages").mkdir(parents=True)
    (own / "flow.yaml").write_bytes((loaded.folder / "flow.yaml").read_bytes())
    for name, text in made.files.items():
        (own / "pages" / name).write_text(text, "utf-8")
    return Saved(result, made, own)


def again(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, folder: Path) -> Saved:
    """Save what a case shows, and play that."""
    one = saved(setup, loaded, case, folder)
    own = load_flow(one.folder)
    one.played = [play_quietly(setup, own, each) for each in load_cases(own).values()]
    return one
