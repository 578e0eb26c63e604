"""`optout replay --all`: many cases, one after the other or several at once, here or on Playwright servers elsewhere.

Several at once are played by processes, each with a browser of its own. The parent hands out one case at a time and
keeps of it only what is shown, so that its memory does not grow with what a case holds. A server that breaks off, does
not answer, or on which a case comes out differently costs that case another try elsewhere, and is named.
"""

import json
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from optout.browser.launch import Launch
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
from optout.run.saved_case import ReplaySetup, Server, Start, answers
from optout.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_Cases = list[tuple[LoadedFlow, ReadyCase]]
_LIMIT = 120.0
"""Seconds after which nothing more is expected of a case: those of the pages and the person are far shorter."""
_MOMENT = 0.2  # seconds between two looks whether somebody asked to end
_TRIES = 3  # of one case, and of one server


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
    servers = settings.connect.split()
    if options.headed and (jobs > 1 or servers):
        raise UsageError(_("only one window at a time can be watched"), _("leave --jobs and --connect out"))
    cases = cases_of(flows_of(settings, options))
    rows: dict[int, Row] = {}
    try:
        for number, row in _played(console, settings, options, Crew(tuple(servers) or ("",), jobs), cases):
            rows[number] = row  # noqa: PERF403  what was played stays when the next one is interrupted
    except (Interrupted, KeyboardInterrupt):
        _show(console, rows)
        says = _("You interrupted: {number} of {count} cases were played")
        console.say(says.format(number=len(rows), count=len(cases)))
        return Exit.INTERRUPTED
    return Exit.ERROR if _show(console, rows) else Exit.DONE


@dataclass(frozen=True)
class Crew:
    """Who plays: so many processes, shared out among the places, each a server's address or, if empty, this machine."""

    places: tuple[str, ...]
    jobs: int

    @property
    def each(self) -> list[str]:
        """The place of each process; every server has one at least."""
        return [self.places[number % len(self.places)] for number in range(max(self.jobs, len(self.places)))]


def _played(
    console: Console, settings: Settings, options: ReplayOptions, crew: Crew, cases: _Cases
) -> Iterator[tuple[int, Row]]:
    if crew.each == [""]:
        with replay_setup(settings, options) as setup:
            for number, played in enumerate(played_quietly(console, setup, cases)):
                yield number, row_of(played)
        return
    says = _("Replaying {number} of {count}: {flow}, {case}")

    def tell(number: int, row: Row) -> None:
        console.passing(says.format(number=number, count=len(cases), flow=row.flow, case=row.case))

    try:
        with interrupts() as signals:
            yield from Foreman((settings, options), crew, cases, console.warn).played(tell, signals.tick)
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

    place: str
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
    """Hands out cases to processes, and takes a case back from where it cannot be played."""

    def __init__(
        self, how: tuple[Settings, ReplayOptions], crew: Crew, cases: _Cases, warn: Callable[[Said], None]
    ) -> None:
        self._how = how
        self._crew = crew
        self._cases = cases
        self._warn = warn
        self._waiting = deque(range(len(cases)))
        self._tried: dict[int, list[str]] = {}
        self._losses: dict[str, int] = {}
        self._workers: list[_Worker] = []

    def played(self, tell: Callable[[int, Row], None], tick: Callable[[], None]) -> Iterator[tuple[int, Row]]:
        """Yield the number of each case with what came of it, as they end; `tick` raises when somebody asked to end.

        Raises:
            BrowserFailed: there is nowhere left to play.
            Interrupted: somebody asked to end.
        """
        done = 0
        try:
            for place in self._crew.each:
                self._hire(place)
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

    def _hire(self, place: str) -> None:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, self._how, place, spoken()), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(place, process, ours, time.monotonic() + _LIMIT))

    def _hand_out(self) -> None:
        """Give each process that waits a case: one that was not tried at its place, unless it was everywhere."""
        places = {worker.place for worker in self._workers}
        for worker in (worker for worker in self._workers if worker.ready and worker.task is None):
            number = next((n for n in self._waiting if self._may_play(n, worker.place, places)), None)
            if number is not None:
                self._waiting.remove(number)
                loaded, case = self._cases[number]
                worker.task, worker.until = number, time.monotonic() + _LIMIT
                with suppress(OSError):  # it ended meanwhile, which is heard next
                    worker.pipe.send((str(loaded.folders[0].absolute()), case.name))

    def _may_play(self, number: int, place: str, places: set[str]) -> bool:
        tried = self._tried.get(number, [])
        return place not in tried or places <= {*tried}

    def _heard(self) -> list[_Worker]:
        """Wait a moment for a process that says something, ends, or has had its time; gives those of which it is so."""
        busy = [worker for worker in self._workers if not worker.ready or worker.task is not None]
        if not busy:
            raise BrowserFailed(_NONE_LEFT, "optout doctor")
        left = min(worker.until for worker in busy) - time.monotonic()
        said = wait([worker.pipe for worker in busy], timeout=min(max(0.0, left), _MOMENT))
        now = time.monotonic()
        return [worker for worker in busy if worker.pipe in said or now >= worker.until]

    def _take(self, worker: _Worker) -> tuple[int, Row] | None:
        """Take what a process says; a case with what came of it, once that counts."""
        try:
            said = worker.pipe.recv() if worker.pipe.poll() else _Lost(told(_SLOW.format(seconds=round(_LIMIT))))
        except (EOFError, OSError):
            said = _Lost(told(_("its process ended")))
        if isinstance(said, _Ready):
            worker.ready = True
            return None
        number, worker.task = worker.task, None
        if isinstance(said, Row) and number is not None:
            return self._counts(worker.place, number, said)
        return self._lose(worker, number, said)

    def _counts(self, place: str, number: int, row: Row) -> tuple[int, Row] | None:
        """Whether it is believed: what came out differently on a server is played once more, elsewhere if it can be."""
        if row.differs and place and number not in self._tried:
            self._again(number, place)
            self._warn(_from(place, _DIFFERED.format(flow=row.flow, case=row.case)))
            return None
        return number, row

    def _lose(self, worker: _Worker, number: int | None, lost: _Lost) -> tuple[int, Row] | None:
        self._workers.remove(worker)
        worker.end()
        self._losses[worker.place] = losses = self._losses.get(worker.place, 0) + 1
        self._warn(_from(worker.place, lost.why))
        if losses < _TRIES and worker.ready:
            self._hire(worker.place)
        if number is None:
            return None
        self._again(number, worker.place)
        if len(self._tried[number]) < _TRIES:
            return None
        loaded, case = self._cases[number]
        self._waiting.remove(number)
        return number, _not_played(loaded.flow.id, case.name, told(_NOT_PLAYED.format(why=lost.why)))

    def _again(self, number: int, place: str) -> None:
        self._tried.setdefault(number, []).append(place)
        self._waiting.appendleft(number)


class Player:
    """Plays cases one after the other in one browser: of this machine, or of a server and, if it fails, of the next."""

    def __init__(self, start: Start, launch: Launch, servers: Iterable[Server], warn: Callable[[Said], None]) -> None:
        self._start = start
        self._launch = launch
        self._servers = deque(servers)
        self._warn = warn
        self._setup: ReplaySetup | None = None
        self._open = ExitStack()

    def close(self) -> None:
        """End the browser."""
        self._open.close()

    def play(self, records: Path, trace: Path | None, loaded: LoadedFlow, case: ReadyCase) -> PlayedCase:
        """Play a case; again if its browser ended, and once more if it came out differently on a server.

        Raises:
            BrowserFailed: there is no browser left to play on.
        """
        differed = False
        for _number in range(_TRIES):
            self._setup = setup = replace(self._setup or self._begun(), records=records, trace=trace)
            played = None
            try:
                played = play_quietly(setup, loaded, case)
            except Exception:
                if answers(setup.browser):
                    raise
            if played and not played.differs and setup.browser.is_connected():
                return played
            if played is None or not answers(setup.browser):
                self._leave(_ENDED)  # what came of the case is no news of it
            elif differed or not self._servers:
                return played
            else:
                differed = True
                self._leave(_DIFFERED.format(flow=loaded.flow.id, case=case.name))
        raise BrowserFailed(_NONE_LEFT, "optout doctor")

    def _begun(self) -> ReplaySetup:
        for server in (*self._servers,) or (None,):
            try:
                browser = self._open.enter_context(self._start(self._launch, server))
            except BrowserFailed as error:
                if server is None:
                    raise
                self._leave(error.says)
            else:
                return ReplaySetup(browser, self._launch, Path(), lambda: None)
        raise BrowserFailed(_NONE_LEFT, "optout doctor")

    def _leave(self, why: str) -> None:
        self._open.close()
        self._setup = None
        self._warn(_from(self._servers[0].address if self._servers else "", why))
        self._servers.rotate(-1)


def _not_played(flow: str, case: str, why: str) -> Row:
    data = json.dumps({"case": case, "as_expected": False, "differences": [why]})
    return Row(flow, case, State.UNKNOWN.value, 0, int(Exit.ERROR), (why,), data)


_NOT_PLAYED = _("it could not be played: {why}")
_SPAWN = get_context("spawn")  # a fork would share the terminal's and the driver's open files
_ENDED = _("the browser ended while a case was played")
_SLOW = _("it did not answer within {seconds} seconds")
_DIFFERED = _("{flow}, case {case} came out differently there, and is played once more")
_NONE_LEFT = _("there is no browser left to play on")


def _from(place: str, why: str) -> Said:
    """Say why a browser is left, and name it: by its server, or as one of this machine."""
    if not place:
        return _("a browser of this machine: {why}").format(why=why)
    return _("{server}: {why}").format(server=Server(place).shown, why=why)


def _work(pipe: Connection, how: tuple[Settings, ReplayOptions], place: str, language: str) -> None:
    """Play what the parent hands out, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which then ends this
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # nor does a terminal's Ctrl-C reach the browser
    speak(language)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with replay_setup(*how, server=place) as setup:
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
