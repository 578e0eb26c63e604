"""Plays cases, shows them, and tells how they differ from what must come out."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from optout.cli.concluding import as_json, conclude
from optout.cli.console import REPLAYING, Console, Line
from optout.cli.introducing import introduce
from optout.cli.terminal import ReplayObserver, TerminalHands
from optout.errors import Interrupted
from optout.flow.load import LoadedFlow
from optout.flow.saved import ReadyCase
from optout.reasons import Reason
from optout.run.conduct import AtEnd, Result
from optout.run.observer import Observers
from optout.run.replay import Replayed, Theatre, differences, person_of, replay_case
from optout.state import Exit
from optout.tongue import Said, _, joined, named, ngettext, told


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
    played = _play(theatre, loaded, case, HeardConsole(as_json=console.as_json, quiet=False))
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


def _play(theatre: Theatre, loaded: LoadedFlow, case: ReadyCase, console: HeardConsole) -> Played:
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
    return _play(theatre, loaded, case, HeardConsole(as_json=True, quiet=True))


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
    from rich.console import Console as Rich  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

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
