"""`optout replay`: the same engine and flow file on saved pages, with no network."""

import io
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from optout.browser.find import find_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.console import REPLAYING, Console, as_json, conclude, count, introduce
from optout.cli.signals import interrupts
from optout.cli.terminal import ReplayObserver
from optout.errors import UsageError
from optout.flow.catalogue import find_flow, shipped_ids
from optout.flow.load import LoadedFlow
from optout.flow.saved import ReadyCase, load_cases
from optout.run.observer import Observers
from optout.run.replay import Replayed, Theatre, differences, person_of, replay_case
from optout.settings import Settings, private_folder
from optout.state import Exit

WATCHING_PAUSE = 700
"""Milliseconds before each action of `--slow`."""


@dataclass(frozen=True)
class Show:
    """What to replay and how to see it."""

    flow_named: bool = False
    case: str | None = None
    all_cases: bool = False
    headed: bool = False
    slow: bool = False


@dataclass(frozen=True)
class Played:
    """One replayed case: what came out, and how it differs from what must."""

    loaded: LoadedFlow
    case: ReadyCase
    replayed: Replayed
    differs: list[str]


class HeardConsole(Console):
    """A console whose talk is kept as well, so that a case can say what must stand on the screen."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        super().__init__(as_json=as_json)
        self._quiet = quiet
        self.heard = io.StringIO()

    def part(self, text: str, style: str = "", *, personal: bool = False) -> None:
        """Say the beginning of a line, and keep it."""
        self.heard.write(text if personal else self.redact(text))
        if not self._quiet:
            super().part(text, style, personal=personal)

    def data(self, text: str) -> None:
        """Put data on stdout, unless many cases are played and a table follows."""
        if not self._quiet:
            super().data(text)


def replay(console: Console, settings: Settings, show: Show) -> Exit:
    """Replay one case, or all of them; gives the exit code: 1 when a case came out differently.

    Raises:
        OptoutError: there is no such flow, case or browser.
    """
    if show.all_cases and show.case:
        raise UsageError("give either --all or --case", "optout replay --all")
    chosen = list(_choose(settings, show))
    launch = Launch(find_browser(settings.browser), headed=show.headed, slow=WATCHING_PAUSE if show.slow else 0)
    with ExitStack() as stack, interrupts() as signals:
        playwright = stack.enter_context(driver())
        browser = stack.enter_context(replay_browser(playwright, launch))
        theatre = Theatre(browser, launch, private_folder(settings.data_dir) / "replays", signals.tick)
        if show.all_cases:
            played = list(_with_progress(theatre, chosen))
            _show_table(console, played)
        else:
            played = [_play(theatre, *chosen[0], HeardConsole(as_json=console.as_json, quiet=False))]
    if console.as_json:
        console.json({"cases": [_case_json(each) for each in played]})
    return _tell_differences(console, played, one=not show.all_cases)


def _choose(settings: Settings, show: Show) -> Iterable[tuple[LoadedFlow, ReadyCase]]:
    """Give the cases to play: one, or all of the named flow, or, when none is named, all of every shipped flow."""
    names = shipped_ids() if show.all_cases and not show.flow_named else [settings.flow]
    for loaded in map(find_flow, names):
        cases = load_cases(loaded)
        for case in cases.values() if show.all_cases else [_chosen(cases, show.case)]:
            yield loaded, case


def _chosen(cases: dict[str, ReadyCase], name: str | None) -> ReadyCase:
    if name is None:
        return next(iter(cases.values()))
    if name not in cases:
        raise UsageError(f"there is no case named “{name}”", f"the cases are: {', '.join(cases)}")
    return cases[name]


def _play(theatre: Theatre, loaded: LoadedFlow, case: ReadyCase, console: HeardConsole) -> Played:
    console.redact = person_of(case).redactor()
    console.say(f"{REPLAYING}. Case {case.name}: {case.case.about}")
    console.say()
    introduce(console, loaded.flow, person_of(case))
    screen = ReplayObserver(console)
    replayed = replay_case(theatre, loaded, case, Observers(screen))
    if int(replayed.result.outcome.exit):
        screen.failed()
    conclude(console, loaded.flow, replayed.result)
    return Played(loaded, case, replayed, differences(case, replayed, console.heard.getvalue()))


def play_quietly(theatre: Theatre, loaded: LoadedFlow, case: ReadyCase) -> Played:
    """Replay a case without showing it; what it says is still compared."""
    return _play(theatre, loaded, case, HeardConsole(as_json=True, quiet=True))


def _with_progress(theatre: Theatre, cases: list[tuple[LoadedFlow, ReadyCase]]) -> Iterable[Played]:
    from rich.console import Console as Rich  # noqa: PLC0415  costs 40 ms that a single replay need not pay
    from rich.progress import track  # noqa: PLC0415

    for loaded, case in track(cases, "Replaying", console=Rich(stderr=True), transient=True):
        yield play_quietly(theatre, loaded, case)


def _show_table(console: Console, played: list[Played]) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("flow", "case", "outcome", "sends", "exit", "expected"):
        table.add_column(column, justify="right" if column in ("sends", "exit") else "left", no_wrap=True)
    for each in played:
        outcome = each.replayed.result.outcome
        table.add_row(
            each.loaded.flow.id,
            each.case.name,
            outcome.state.value,
            str(len(each.replayed.sends)),
            str(int(outcome.exit)),
            "yes" if not each.differs else "NO",
        )
    if not console.as_json:
        from rich.console import Console as Rich  # noqa: PLC0415

        Rich(highlight=False).print(table)


def _tell_differences(console: Console, played: list[Played], *, one: bool) -> Exit:
    wrong = [each for each in played if each.differs]
    for each in wrong:
        console.say()
        console.say(f"{each.loaded.flow.id}, case {each.case.name} came out differently from what it must:")
        for line in each.differs:
            console.mark("failed", line)
    if one:
        return Exit.ERROR if wrong else played[0].replayed.result.outcome.exit
    console.say(f"{count(len(played) - len(wrong), 'case')} as expected, {count(len(wrong), 'case')} different")
    return Exit.ERROR if wrong else Exit.DONE


def _case_json(each: Played) -> dict[str, object]:
    return {
        "case": each.case.name,
        "as_expected": not each.differs,
        "differences": each.differs,
        "sends": len(each.replayed.sends),
        "aborted": list(each.replayed.aborted),
        **as_json(each.loaded.flow, each.replayed.result),
    }
