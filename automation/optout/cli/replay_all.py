"""`optout replay --all`: every case of a flow, or of all flows, one after the other."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

from optout.cli.console import Console, Desk, number_of
from optout.cli.replay import ReplayOptions, play_case, replay_setup, tell_differences
from optout.errors import Exit, Interrupted, OptoutError
from optout.flow import LoadedFlow, ReadyCase, cases_of
from optout.outcome import State
from optout.run import ReplaySetup

_BROWSER_ENDED = "its browser ended"
_Row = dict[str, Any]  # the result of a case, as `--json` shows it


def replay_all(desk: Desk, options: ReplayOptions) -> Exit:
    """Play every case of the named flow, or of all, and show a table, also after Ctrl-C; gives 1 when one differs."""
    console = desk.console
    cases = cases_of(options.flows(desk.settings.flow))
    rows: list[_Row] = []
    try:
        for row in play_cases(desk, cases, options):
            rows.append(row)  # noqa: PERF402  what was played stays when the next case is interrupted
    except (Interrupted, KeyboardInterrupt):
        _show(console, rows)
        console.warn(f"you interrupted: {len(rows)} of {len(cases)} cases were played")
        return Exit.INTERRUPTED
    return Exit.ERROR if _show(console, rows) else Exit.DONE


def play_cases(
    desk: Desk, cases: list[tuple[LoadedFlow, ReadyCase]], options: ReplayOptions
) -> Iterator[_Row]:
    """Play cases in one browser, and in a new one after it ended; raise Interrupted if asked to end."""
    with closing(_Browsers(desk, options)) as browsers:
        for number, (loaded, case) in enumerate(cases, 1):
            setup = browsers.connected()
            setup.tick()
            desk.console.passing(
                f"Replaying {number} of {len(cases)}: {loaded.flow.id}, {case.name}"
            )
            yield _play(setup, loaded, case)


class _Browsers:
    """The browser in which cases are played: a new one where the last one ended."""

    def __init__(self, desk: Desk, options: ReplayOptions) -> None:
        self._desk = desk
        self._options = options
        self._stack = ExitStack()
        self._setup: ReplaySetup | None = None

    def connected(self) -> ReplaySetup:
        """Return a browser that runs."""
        if self._setup is None or not self._setup.browser.is_connected():
            self._stack.close()
            setup = replay_setup(self._desk.settings.browser, self._desk.folder(), self._options)
            self._setup = self._stack.enter_context(setup)
        return self._setup

    def close(self) -> None:
        """End the browser, and take the line away that says which case is played."""
        self._desk.console.passing()
        self._stack.close()


def _play(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase) -> _Row:
    try:
        played = play_case(setup, loaded, case)
    except Interrupted:
        raise
    except Exception as error:  # noqa: BLE001  whatever a browser raises that ended
        message = error.message if isinstance(error, OptoutError) else type(error).__name__
        return _not_played(loaded, case, message)
    if played.interrupted:
        raise Interrupted("you interrupted")
    # What a case reports while its browser ends says nothing about the case.
    if not setup.browser.is_connected():
        return _not_played(loaded, case, _BROWSER_ENDED)
    return played.as_json()


def _not_played(loaded: LoadedFlow, case: ReadyCase, why: str) -> _Row:
    return {
        "flow": loaded.flow.id,
        "case": case.name,
        "as_expected": False,
        "differences": [f"it could not be played: {why}"],
        "state": State.UNKNOWN.value,
        "sends": 0,
        "exit_code": int(Exit.ERROR),
    }


def _show(console: Console, rows: list[_Row]) -> int:
    """Show the result of each case, and return the number of those that came out differently."""
    report = console.report
    console.result({"cases": rows})
    head = ("case", "outcome", "sends", "exit", "expected")
    for flow in dict.fromkeys(row["flow"] for row in rows if not console.as_json):
        report.say(flow, "bold")
        report.columns((head, *(_cells(row) for row in rows if row["flow"] == flow)))
    wrong = [row for row in rows if not row["as_expected"]]
    for row in wrong:
        tell_differences(report, row["flow"], row["case"], row["differences"])
    report.say(
        f"{number_of(len(rows) - len(wrong), 'case')} as expected, {number_of(len(wrong), 'case')} different"
    )
    return len(wrong)


def _cells(row: _Row) -> tuple[str, ...]:
    state = row["state"].replace("_", " ")
    expected = "yes" if row["as_expected"] else "NO"
    return row["case"], state, str(row["sends"]), str(row["exit_code"]), expected
