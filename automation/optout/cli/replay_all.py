"""`optout replay --all`: many cases, played by a pool of processes, each with a browser of its own."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import lru_cache
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from optout.browser import Launch
from optout.cli.console import Console, Desk, number_of
from optout.cli.replay import ReplayOptions, play_case, replay_setup, tell_differences
from optout.cli.terminal import interrupts
from optout.flow import LoadedFlow, ReadyCase, cases_of, load_cases, load_flow
from optout.messages import Exit, Interrupted, OptoutError, UsageError, speak, spoken
from optout.outcome import State
from optout.run import ReplaySetup

_MOMENT = 0.2  # seconds between two looks whether somebody asked to end
_SPAWN = get_context("spawn")  # a fork would share the terminal's and the driver's open files
_ENDED = "its browser or its process ended"
_Cases = list[tuple[LoadedFlow, ReadyCase]]
_Row = dict[str, Any]  # what came of a case, as `--json` shows it


def replay_all(desk: Desk, options: ReplayOptions, jobs: int) -> Exit:
    """Play every case of the named flow, or of all, and show a table, also after Ctrl-C; gives 1 when one differs."""
    console, settings = desk.console, desk.settings
    if options.headed and jobs > 1:
        raise UsageError("only one window at a time can be watched", "optout replay --headed")
    cases = cases_of(options.flows(settings.flow))
    rows: dict[int, _Row] = {}
    try:
        for number, row in played(desk, cases, options, jobs):
            rows[number] = row  # noqa: PERF403  what was played stays when the next one is interrupted
    except (Interrupted, KeyboardInterrupt):
        _show(console, rows)
        console.say(f"You interrupted: {len(rows)} of {len(cases)} cases were played")
        return Exit.INTERRUPTED
    return Exit.ERROR if _show(console, rows) else Exit.DONE


def played(
    desk: Desk, cases: _Cases, options: ReplayOptions, jobs: int
) -> Iterator[tuple[int, _Row]]:
    """Play cases, `jobs` at once; gives the number of each and what came of it.

    Raise Interrupted if asked to end.
    """
    console, settings = desk.console, desk.settings
    Launch.found(settings.browser, headed=options.headed)  # raises once, and not for each case
    given = (settings.browser, desk.folder(), options, spoken())
    with interrupts() as tick, ProcessPoolExecutor(jobs, _SPAWN, _begin, given) as pool:
        tasks = [(str(loaded.folders[0].absolute()), case.name) for loaded, case in cases]
        playing = {pool.submit(_play, *task): number for number, task in enumerate(tasks)}
        try:
            while playing:
                tick()
                for ended in wait(playing, _MOMENT, FIRST_COMPLETED).done:
                    number = playing.pop(ended)
                    flow, case = cases[number][0].flow.id, cases[number][1].name
                    try:
                        row = ended.result()
                    except (
                        BrokenProcessPool
                    ):  # a process that ends takes all with it that is still to come
                        row = _not_played(flow, case, _ENDED)
                    done = len(cases) - len(playing)
                    console.passing(f"Replaying {done} of {len(cases)}: {flow}, {case}")
                    yield number, row
        finally:
            console.passing()
            for child in active_children():
                child.kill()  # and with it what it started: the driver sees its input closed
            pool.shutdown(cancel_futures=True)


def _show(console: Console, rows: dict[int, _Row]) -> int:
    """Show what came out of each case, in their order; gives the number of those that came out differently."""
    report = console.report
    every = [rows[number] for number in sorted(rows)]
    console.result({"cases": every})
    head = ("case", "outcome", "sends", "exit", "expected")
    for flow in dict.fromkeys(row["flow"] for row in every if not console.as_json):
        report.say(flow, "bold")
        report.columns((head, *(_cells(row) for row in every if row["flow"] == flow)))
    wrong = [row for row in every if not row["as_expected"]]
    for row in wrong:
        tell_differences(report, row["flow"], row["case"], row["differences"])
    report.say(
        f"{number_of(len(every) - len(wrong), 'case')} as expected, {number_of(len(wrong), 'case')} different"
    )
    return len(wrong)


def _cells(row: _Row) -> tuple[str, ...]:
    state, expected = row["state"].replace("_", " "), "yes" if row["as_expected"] else "NO"
    return row["case"], state, str(row["sends"]), str(row["exit_code"]), expected


def _not_played(flow: str, case: str, why: str) -> _Row:
    message = f"it could not be played: {why}"
    ended = {"state": State.UNKNOWN.value, "sends": 0, "exit_code": int(Exit.ERROR)}
    return {"flow": flow, "case": case, "as_expected": False, "differences": [message], **ended}


_given: list[tuple[str, Path, ReplayOptions]] = []  # what a process of the pool began with
_stack = ExitStack()
_setups: list[ReplaySetup] = []  # what it plays on: the last is made anew where its browser ended


def _setup() -> ReplaySetup:
    if not _setups or not _setups[-1].browser.is_connected():
        _stack.close()
        _setups.append(_stack.enter_context(replay_setup(*_given[0])))
    return _setups[-1]


def _begin(browser: str, data_dir: Path, options: ReplayOptions, language: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which then ends this
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # nor does a terminal's Ctrl-C reach the browser
    speak(language)
    _given.append((browser, data_dir, options))


def _play(folder: str, case: str) -> _Row:
    loaded, ready = _read(folder)
    try:
        setup = _setup()
        row: _Row = json.loads(json.dumps(play_case(setup, loaded, ready[case]).as_json()))
        # What came of a case while its browser ended is no news of the case.
        lost = "" if setup.browser.is_connected() else _ENDED
    except Exception as error:  # noqa: BLE001  whatever a browser that is gone raises
        lost = error.message if isinstance(error, OptoutError) else type(error).__name__
    return _not_played(loaded.flow.id, case, lost) if lost else row


@lru_cache(maxsize=4)
def _read(folder: str) -> tuple[LoadedFlow, dict[str, ReadyCase]]:
    """Read a flow and its cases once, not anew for each of a thousand."""
    loaded = load_flow(Path(folder))
    return loaded, load_cases(loaded)
