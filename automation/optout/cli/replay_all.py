"""`optout replay --all`: many cases, one after the other or several at once.

Several at once are played by processes, each with a browser of its own. The parent hands out one case at a time and
keeps of it only what is shown, so that its memory does not grow with what a case holds. A process or browser that ends,
or does not answer, costs its case another try.
"""

import json
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from optout.cli.console import Console
from optout.cli.replay import (
    PlayedCase,
    ReplayOptions,
    case_json,
    flows_of,
    play_quietly,
    played_quietly,
    replay_setup,
    tell_differences,
)
from optout.cli.terminal import interrupts
from optout.errors import BrowserFailed, Interrupted, OptoutError, UsageError
from optout.exits import Exit
from optout.flow.cases import ReadyCase, cases_of, load_cases
from optout.flow.load import LoadedFlow, load_flow
from optout.i18n import Said, _, joined, named, ngettext, speak, spoken, told
from optout.outcome import State
from optout.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_Cases = list[tuple[LoadedFlow, ReadyCase]]
_LIMIT = 120.0
"""Seconds after which nothing more is expected of a case: those of the pages and the person are far shorter."""
_MOMENT = 0.2  # seconds between two looks whether somebody asked to end
_TRIES = 3  # of one case, and of one process


@dataclass(frozen=True)
class Row:
    """What is shown of a case that was played. `data` is the same as JSON, for programs."""

    flow: str
    case: str
    state: str
    sends: int
    exit: int
    differs: tuple[str, ...]
    data: str


def row_of(played: PlayedCase) -> Row:
    """Keep of a played case what is shown, in the language that is spoken."""
    outcome, differs = played.replayed.result.outcome, tuple(told(line) for line in played.differs)
    sends, data = len(played.replayed.sends), json.dumps(case_json(played))
    return Row(played.loaded.flow.id, played.case.name, outcome.state.value, sends, int(outcome.exit), differs, data)


def replay_all(console: Console, settings: Settings, options: ReplayOptions, jobs: int) -> Exit:
    """Play every case of the named flow, or of all, and show a table, also after Ctrl-C.

    Gives 1 when a case came out differently.

    Raises:
        OptoutError: there is no such flow or browser, or the options do not go together.
    """
    if options.case:
        raise UsageError(_("give either --all or --case"), "optout replay --all")
    if options.headed and jobs > 1:
        raise UsageError(_("only one window at a time can be watched"), "optout replay --headed")
    cases = cases_of(flows_of(settings, options))
    rows: dict[int, Row] = {}
    try:
        for number, row in _played(console, settings, options, jobs, cases):
            rows[number] = row  # noqa: PERF403  what was played stays when the next one is interrupted
    except (Interrupted, KeyboardInterrupt):
        _show(console, rows)
        says = _("You interrupted: {number} of {count} cases were played")
        console.say(says.format(number=len(rows), count=len(cases)))
        return Exit.INTERRUPTED
    return Exit.ERROR if _show(console, rows) else Exit.DONE


def _played(
    console: Console, settings: Settings, options: ReplayOptions, jobs: int, cases: _Cases
) -> Iterator[tuple[int, Row]]:
    if jobs == 1:
        with replay_setup(settings, options) as setup:
            for number, played in enumerate(played_quietly(console, setup, cases)):
                yield number, row_of(played)
        return
    says = _("Replaying {number} of {count}: {flow}, {case}")

    def tell(number: int, row: Row) -> None:
        console.passing(says.format(number=number, count=len(cases), flow=row.flow, case=row.case))

    try:
        with interrupts() as signals:
            yield from Foreman((settings, options), jobs, cases, console.warn).played(tell, signals.tick)
    finally:
        console.passing()


def _show(console: Console, rows: dict[int, Row]) -> int:
    """Show what came out of each case, in their order; gives the number of those that came out differently."""
    report = console.report
    played = [rows[number] for number in sorted(rows)]
    if console.as_json:
        console.json({"cases": [json.loads(row.data) for row in played]})
    else:
        _show_table(played)
    wrong = [row for row in played if row.differs]
    for row in wrong:
        tell_differences(report, row.flow, row.case, row.differs)
    good = ngettext("{number} case as expected", "{number} cases as expected", len(played) - len(wrong))
    different = ngettext("{number} case different", "{number} cases different", len(wrong))
    report.say(joined((good, different), ", "))
    return len(wrong)


def _show_table(rows: list[Row]) -> None:
    from rich.console import Console as Rich  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    columns = (_("case"), _("outcome"), _("sends"), _("exit"), _("expected"))
    for flow in dict.fromkeys(row.flow for row in rows):
        table = Table(box=None, pad_edge=False, header_style="bold", title=flow, title_justify="left")
        for number, column in enumerate(columns):
            table.add_column(told(column), justify="right" if number in (2, 3) else "left", no_wrap=True)
        for row in (row for row in rows if row.flow == flow):
            cells = (row.case, told(named(row.state)), str(row.sends), str(row.exit))
            table.add_row(*cells, told(_("NO") if row.differs else _("yes")))
        Rich(highlight=False).print(table)


@dataclass(frozen=True)
class _Ready:
    """A worker's browser is there."""


@dataclass(frozen=True)
class _Lost:
    """A worker's browser is not there, or is gone; what it said of a case counts for nothing."""

    why: str


@dataclass
class _Worker:
    """A process that plays, one case at a time. `task` is the number of the case that it has."""

    process: "SpawnProcess"
    pipe: Connection
    until: float
    ready: bool = False
    task: int | None = None

    def end(self) -> None:
        """End the process, and with it what it started: the driver sees its input closed."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Foreman:
    """Hands out cases to processes, and takes a case back where it cannot be played."""

    def __init__(
        self, how: tuple[Settings, ReplayOptions], jobs: int, cases: _Cases, warn: Callable[[Said], None]
    ) -> None:
        self._how, self._jobs, self._cases, self._warn = how, jobs, cases, warn
        self._waiting = deque(range(len(cases)))
        self._tried: Counter[int] = Counter()
        self._losses = 0
        self._workers: list[_Worker] = []

    def played(self, tell: Callable[[int, Row], None], tick: Callable[[], None]) -> Iterator[tuple[int, Row]]:
        """Yield the number of each case with what came of it, as they end; `tick` raises when somebody asked to end.

        Raises:
            BrowserFailed: there is nobody left to play.
            Interrupted: somebody asked to end.
        """
        done = 0
        try:
            for _job in range(self._jobs):
                self._hire()
            while done < len(self._cases):
                tick()
                self._hand_out()
                for worker in self._heard():
                    if came := self._take(worker):
                        done += 1
                        tell(done, came[1])
                        yield came
        finally:
            for worker in self._workers:
                worker.end()

    def _hire(self) -> None:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, self._how, spoken()), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, time.monotonic() + _LIMIT))

    def _hand_out(self) -> None:
        """Give each process that waits a case."""
        for worker in self._workers:
            if worker.ready and worker.task is None and self._waiting:
                worker.task, worker.until = self._waiting.popleft(), time.monotonic() + _LIMIT
                loaded, case = self._cases[worker.task]
                with suppress(OSError):  # it ended meanwhile, which is heard next
                    worker.pipe.send((str(loaded.folders[0].absolute()), case.name))

    def _heard(self) -> list[_Worker]:
        """Wait a moment for a process that says something, ends, or has had its time; gives those of which it is so."""
        busy = [worker for worker in self._workers if not worker.ready or worker.task is not None]
        if not busy:
            raise BrowserFailed(_("there is no browser left to play on"), "optout doctor")
        left = min(worker.until for worker in busy) - time.monotonic()
        said = wait([worker.pipe for worker in busy], timeout=min(max(0.0, left), _MOMENT))
        now = time.monotonic()
        return [worker for worker in busy if worker.pipe in said or now >= worker.until]

    def _take(self, worker: _Worker) -> tuple[int, Row] | None:
        """Take what a process says; a case with what came of it, once it was played, or cannot be."""
        try:
            said = worker.pipe.recv() if worker.pipe.poll() else _Lost(told(_SLOW.format(seconds=round(_LIMIT))))
        except (EOFError, OSError):
            said = _Lost(told(_("its process ended")))
        if isinstance(said, _Ready):
            worker.ready = True
            return None
        number, worker.task = worker.task, None
        if isinstance(said, Row) and number is not None:
            return number, said
        self._lose(worker, said)
        if number is None:
            return None
        self._tried[number] += 1
        if self._tried[number] < _TRIES:
            self._waiting.appendleft(number)
            return None
        loaded, case = self._cases[number]
        return number, _not_played(loaded.flow.id, case.name, told(_NOT_PLAYED.format(why=said.why)))

    def _lose(self, worker: _Worker, lost: _Lost) -> None:
        self._workers.remove(worker)
        worker.end()
        self._losses += 1
        self._warn(_("a browser of this machine: {why}").format(why=lost.why))
        if worker.ready and self._losses < _TRIES * self._jobs:
            self._hire()


def _not_played(flow: str, case: str, why: str) -> Row:
    data = json.dumps({"case": case, "as_expected": False, "differences": [why]})
    return Row(flow, case, State.UNKNOWN.value, 0, int(Exit.ERROR), (why,), data)


_NOT_PLAYED = _("it could not be played: {why}")
_SPAWN = get_context("spawn")  # a fork would share the terminal's and the driver's open files
_ENDED = _("the browser ended while a case was played")
_SLOW = _("it did not answer within {seconds} seconds")


def _work(pipe: Connection, how: tuple[Settings, ReplayOptions], language: str) -> None:
    """Play what the parent hands out, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which then ends this
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # nor does a terminal's Ctrl-C reach the browser
    speak(language)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with replay_setup(*how) as setup:
                pipe.send(_Ready())
                for folder, case in iter(pipe.recv, None):
                    loaded, ready = _read(folder)
                    row = row_of(play_quietly(setup, loaded, ready[case]))
                    # What came of a case while its browser ended is no news of the case.
                    pipe.send(row if setup.browser.is_connected() else _Lost(told(_ENDED)))
        except OptoutError as error:
            pipe.send(_Lost(told(error.says)))
        except Exception as error:  # noqa: BLE001  whatever a browser that is gone raises
            pipe.send(_Lost(str(error).partition("\n")[0] or type(error).__name__))


@lru_cache(maxsize=4)
def _read(folder: str) -> tuple[LoadedFlow, dict[str, ReadyCase]]:
    """Read a flow and its cases once, not anew for each of a thousand."""
    loaded = load_flow(Path(folder))
    return loaded, load_cases(loaded)
