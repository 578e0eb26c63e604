"""`optout replay`: the same engine and flow file on saved pages, with no network."""

import difflib
import io
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from optout.browser.engine import driver
from optout.browser.launch import Launch, page_to_print, replay_browser
from optout.cli.console import REPLAYING, Console, Line, can_prompt
from optout.cli.introduce import introduce
from optout.cli.live import as_json, conclude, interrupts
from optout.cli.terminal import ReplayObserver, TerminalHands
from optout.errors import Interrupted, UsageError
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow
from optout.i18n import Said, _, changed, joined, named, ngettext, one_of, told
from optout.outcome import Exit, Reason
from optout.run.events import Observers
from optout.run.recording import AtEnd, Result
from optout.run.replay import Replayed, Theatre, differences, person_of, replay_case

if TYPE_CHECKING:
    from optout.settings import Settings

    Chosen = list[tuple[LoadedFlow, ReadyCase]]


def list_cases(console: Console, cases: list[tuple[LoadedFlow, ReadyCase]]) -> None:
    """Show the cases below their flows, or give them as JSON; on a terminal each keeps to one line."""
    if console.as_json:
        console.json({"cases": [_as_json(loaded, case) for loaded, case in cases]})
        return
    report = console.report
    width = max((len(case.name) for _loaded, case in cases), default=0)
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    for flow, group in groupby(cases, lambda one: one[0].flow.id):
        report.say(flow, "bold")
        for _loaded, case in group:
            row = joined(("", case.name.ljust(width), Said(case.case.about)), "  ")
            report.say(changed(row, lambda said: said if len(said) <= room else f"{said[: room - 1]}…"))


def _as_json(loaded: LoadedFlow, case: ReadyCase) -> dict[str, str]:
    return {
        "flow": loaded.flow.id,
        "case": case.name,
        "about": case.case.about,
        "outcome": case.case.expect.outcome.value,
    }


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

    def line(self, line: Line) -> None:
        """Say a line, and keep it."""
        # English whatever is spoken: what must stand on the screen is written in a case in one language.
        text = "".join(head for head, _style in line.heads) + str(line.text)
        self.heard.write(f"{text if line.personal else self.redact(text)}\n")
        if not self._quiet:
            super().line(line)

    def data(self, text: str) -> None:
        """Put data on stdout, unless many cases are played and a table follows."""
        if not self._quiet:
            super().data(text)


def play_one(console: Console, theatre: Theatre, loaded: LoadedFlow, case: ReadyCase) -> Exit:
    """Play a case and show it; gives its own exit code, or 1 when it came out differently."""
    played = _play_and_show(theatre, loaded, case, HeardConsole(as_json=console.as_json, quiet=False))
    if console.as_json:
        console.json({"cases": [_case_json(played)]})
    if _interrupted(played):
        return Exit.INTERRUPTED
    _tell_differences(console, [played])
    return Exit.ERROR if played.differs else played.replayed.result.outcome.exit


def play_all(console: Console, theatre: Theatre, cases: list[tuple[LoadedFlow, ReadyCase]]) -> Exit:
    """Play cases and show a table of those that were played, also after Ctrl-C; gives 1 when one came out differently.

    Which one is under way is said on a terminal.
    """
    played: list[Played] = []
    try:
        for each in played_quietly(console, theatre, cases):
            played.append(each)  # noqa: PERF402  what was played stays when the next one is interrupted
    except (Interrupted, KeyboardInterrupt):
        return _interrupted_at(console, played, len(cases))
    return Exit.ERROR if _show_all(console, played) else Exit.DONE


def _interrupted_at(console: Console, played: list[Played], count: int) -> Exit:
    _show_all(console, played)
    console.say(_("You interrupted: {number} of {count} cases were played").format(number=len(played), count=count))
    return Exit.INTERRUPTED


def _show_all(console: Console, played: list[Played]) -> int:
    """Show what came out of each case; gives the number of those that came out differently."""
    report = console.report
    if console.as_json:
        console.json({"cases": [_case_json(each) for each in played]})
    else:
        _show_table(played)
    wrong = _tell_differences(report, played)
    good = ngettext("{number} case as expected", "{number} cases as expected", len(played) - wrong)
    report.say(joined((good, ngettext("{number} case different", "{number} cases different", wrong)), ", "))
    return wrong


def _play_and_show(theatre: Theatre, loaded: LoadedFlow, case: ReadyCase, console: HeardConsole) -> Played:
    console.redact = person_of(case).redactor()
    console.say(
        _("{replaying}. Case {case}: {about}").format(replaying=REPLAYING, case=case.name, about=Said(case.case.about))
    )
    console.say()
    introduce(console, loaded.flow, person_of(case))
    screen = ReplayObserver(console)

    def tell_end(result: Result) -> None:
        if int(result.outcome.exit):
            screen.failed()
        conclude(console, loaded.flow, result)

    close = TerminalHands(console, can_answer=True).until_enter if theatre.elsewhere else None
    replayed = replay_case(theatre, loaded, case, Observers(screen), AtEnd(tell_end, close))
    console.end_line()
    return Played(loaded, case, replayed, differences(case, replayed, console.heard.getvalue()))


def play_quietly(theatre: Theatre, loaded: LoadedFlow, case: ReadyCase) -> Played:
    """Replay a case without showing it; what it says is still compared."""
    return _play_and_show(theatre, loaded, case, HeardConsole(as_json=True, quiet=True))


def played_quietly(console: Console, theatre: Theatre, cases: list[tuple[LoadedFlow, ReadyCase]]) -> Iterator[Played]:
    """Play cases without showing them, and say on a terminal which one is under way.

    Raises:
        Interrupted: the person or the system asked to end.
    """
    says = _("Replaying {number} of {count}: {flow}, {case}")
    try:
        for number, (loaded, case) in enumerate(cases, start=1):
            console.passing(says.format(number=number, count=len(cases), flow=loaded.flow.id, case=case.name))
            played = play_quietly(theatre, loaded, case)
            if _interrupted(played):
                break
            yield played
            if theatre.asked_to_end():  # while the record of this case was sealed
                break
        else:
            return
    finally:
        console.passing()
    raise Interrupted(_("you interrupted the replay"))


def _interrupted(played: Played) -> bool:
    return played.replayed.result.outcome.reason in (Reason.INTERRUPTED, Reason.INTERRUPTED_AFTER_SEND)


_COLUMNS: tuple[tuple[Said, Literal["left", "right"]], ...] = (
    (_("case"), "left"),
    (_("outcome"), "left"),
    (_("sends"), "right"),
    (_("exit"), "right"),
    (_("expected"), "left"),
)


def _show_table(played: list[Played]) -> None:
    from rich.console import Console as Rich
    from rich.table import Table

    for flow in dict.fromkeys(each.loaded.flow.id for each in played):
        table = Table(box=None, pad_edge=False, header_style="bold", title=flow, title_justify="left")
        for column, justify in _COLUMNS:
            table.add_column(told(column), justify=justify, no_wrap=True)
        for each in played:
            if each.loaded.flow.id == flow:
                table.add_row(*_row(each))
        Rich(highlight=False).print(table)


def _row(each: Played) -> tuple[str, ...]:
    outcome = each.replayed.result.outcome
    sends = str(len(each.replayed.sends))
    as_expected = told(_("NO") if each.differs else _("yes"))
    return each.case.name, told(named(outcome.state.value)), sends, str(int(outcome.exit)), as_expected


def _tell_differences(console: Console, played: list[Played]) -> int:
    wrong = [each for each in played if each.differs]
    for each in wrong:
        console.say()
        console.say(
            _("{flow}, case {case} came out differently from what it must:").format(
                flow=each.loaded.flow.id, case=each.case.name
            )
        )
        for line in each.differs:
            console.mark("failed", line)
    return len(wrong)


def _case_json(each: Played) -> dict[str, object]:
    return {
        "case": each.case.name,
        "as_expected": not each.differs,
        "differences": each.differs,
        "sends": len(each.replayed.sends),
        "aborted": list(each.replayed.aborted),
        **as_json(each.loaded.flow, each.replayed.result),
    }


# The rest is imported aside: see `replay`.

WATCHING_PAUSE = 700
"""Milliseconds before each action of `--slow`."""


@dataclass(frozen=True)
class Show:
    """What to replay and how to see it; `named` only says which cases there are."""

    flow_named: bool = False
    case: str | None = None
    all_cases: bool = False
    named: bool = False
    headed: bool = False
    slow: bool = False


def replay(console: Console, flags: Mapping[str, Any], show: Show) -> Exit:
    """Replay one case, or all of them, or name them; gives the exit code: 1 when a case came out differently.

    Raises:
        OptoutError: a setting is wrong, or there is no such flow, case or browser.
    """
    if show.all_cases and show.case:
        raise UsageError(_("give either --all or --case"), "optout replay --all")
    if show.named and show.case:
        raise UsageError(_("give either --list or --case"), "optout replay --list")
    if show.named:
        return _named(console, flags, show)
    # What each step needs is imported and read aside, in this order, while the driver and then the browser start.
    with ThreadPoolExecutor(1) as aside, interrupts() as signals:
        starting = aside.submit(_settings_and_launch, flags, show)
        choosing = aside.submit(lambda: _choose(starting.result()[0], show))
        with driver() as playwright:
            settings, launch = starting.result()
            with replay_browser(playwright, launch) as browser, ExitStack() as stack:
                looks_on = show.headed and not (show.all_cases or console.as_json) and can_prompt()
                elsewhere = partial(page_to_print, stack, playwright, launch) if looks_on else None
                stage = (browser, launch, settings, signals, elsewhere)
                return _play(console, show, stage, choosing.result())


def _named(console: Console, flags: Mapping[str, Any], show: Show) -> Exit:
    from optout.settings import read_settings

    list_cases(console, _all_cases(read_settings(**flags), show))
    return Exit.DONE


def _play(console: Console, show: Show, stage: tuple[Any, ...], chosen: "Chosen") -> Exit:
    from optout.run.replay import Theatre
    from optout.settings import language, private_folder

    browser, launch, settings, signals, elsewhere = stage
    records = private_folder(settings.data_dir) / "replays"
    theatre = Theatre(browser, launch, records, signals.tick, language(settings), signals.asked, elsewhere)
    return play_all(console, theatre, chosen) if show.all_cases else play_one(console, theatre, *chosen[0])


def _settings_and_launch(flags: Mapping[str, Any], show: Show) -> "tuple[Settings, Launch]":
    from optout.browser.installed import find_browser
    from optout.settings import read_settings

    settings = read_settings(**flags)
    slow = WATCHING_PAUSE if show.slow else 0
    return settings, Launch(find_browser(settings.browser), headed=show.headed, slow=slow)


def _choose(settings: "Settings", show: Show) -> "Chosen":
    """Give the cases to play: one, or all there are."""
    from optout.flow.cases import load_cases
    from optout.flow.load import find_flow
    from optout.settings import language

    if show.all_cases:
        chosen = _all_cases(settings, show)
    else:
        loaded = find_flow(settings.flow)
        chosen = [(loaded, _chosen(settings.flow, load_cases(loaded), show.case, language(settings)))]
    return chosen


def _all_cases(settings: "Settings", show: Show) -> "Chosen":
    """Give all cases of the named flow, or, when none is named, all of every shipped flow."""
    from optout.flow.cases import load_cases
    from optout.flow.load import find_flow, shipped_ids

    names = [settings.flow] if show.flow_named else shipped_ids()
    return [(loaded, case) for loaded in map(find_flow, names) for case in load_cases(loaded).values()]


def _chosen(flow: str, cases: "dict[str, ReadyCase]", name: str | None, language: str) -> "ReadyCase":
    """Give the case of a name; without one the first on pages in the person's language, else the first of all."""
    if name is None:
        return next((case for case in cases.values() if case.case.words == language), next(iter(cases.values())))
    if name not in cases:
        near = difflib.get_close_matches(name, cases, n=3, cutoff=0.4)
        hint = _("optout replay {flow} --list names them all").format(flow=flow)
        if near:
            hint = _("did you mean {near}? {hint}").format(near=one_of(near), hint=hint)
        raise UsageError(_("there is no case named “{name}”").format(name=name), hint)
    return cases[name]
