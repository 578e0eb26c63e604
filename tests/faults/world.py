"""One case standing: its site, its machine, its run; and what must hold of every run, whatever
befell it.
"""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.canaries import CANARIES, COMMENT, EMAIL, OF_THE_SITE
from tests.faults.cases import Case, Expected, Follow
from tests.faults.deeds import Scene, perform
from tests.faults.hooks import VARIABLE as HAPPENS
from tests.faults.machine import Machine
from tests.faults.runs import TIME, Ended, Running
from tests.faults.site import Arrived, Site
from tests.faults.troubles import TROUBLES

from optout.errors import JournalError
from optout.failpoints import VARIABLE as DIES
from optout.journal import JOURNAL_FILE, Entry, Journal
from optout.outcome import BLOCKING, EXITS, State

_KILLED = -9
_NOTHING_SENT = re.compile(r"[Nn]othing was sent(?! by this program)")
_LOG = re.compile(r"^log: (.*)$", re.MULTILINE)


@dataclass
class World:
    """A case, the site that stands for it, and the machine its runs are on."""

    case: Case
    site: Site
    machine: Machine

    def go(self) -> Ended:
        """Carry the case out, with all that befalls the run."""
        case = self.case
        for trouble in case.before:
            TROUBLES[trouble](self.machine)
        environment: dict[str, str | None] = {
            "OPTOUT_PATIENCE": "20",
            "OPTOUT_OUTCOME_WAIT": "20",
            **case.settings,
        }
        if case.dies_at:
            environment[DIES] = case.dies_at
        if case.happens:
            environment[HAPPENS] = case.happens
        return self._with_twin(environment) if case.twin else self._alone(environment)

    def _alone(self, environment: Mapping[str, str | None]) -> Ended:
        running = self.machine.start(
            *self.case.options, terminal=self.case.terminal, given=environment
        )
        try:
            perform(Scene(self.machine, self.site, running), self.case.deeds)
            return running.end()
        finally:
            running.process.kill()

    def _with_twin(self, environment: Mapping[str, str | None]) -> Ended:
        """Start two runs at once; give the one that went on, once the other has ended as it
        should.
        """
        other = {"OPTOUT_ACCOUNT": "other"} if self.case.twin == "account" else {}
        runs = [
            self.machine.start(*self.case.options, given={**environment, **more})
            for more in ({}, other)
        ]
        try:
            first = _first_ended(runs)
            self.site.let_go.set()
            ended = [run.end() for run in (first, *(run for run in runs if run is not first))]
        finally:
            for run in runs:
                run.process.kill()
        assert ended[0].code == self.case.twin_exit, ended[0].told
        says_nothing_it_must_not(ended[0], self.machine)
        return ended[1]

    def follow(self, follow: Follow) -> Ended:
        """Do what is done after the run."""
        self.machine.wait_until_alone()
        for trouble in follow.before:
            TROUBLES[trouble](self.machine)
        if follow.resolve:
            name = self.rows()[-1].id
            return self.machine.optout(
                "resolve", name, follow.resolve, "--reason", "the cases say so"
            )
        return self.machine.run(*follow.options, given=self.case.settings)

    def rows(self) -> list[Entry]:
        """Give the rows of the journal, oldest first; none when it cannot be read."""
        if not (self.machine.data / JOURNAL_FILE).exists():
            return []
        with suppress(JournalError):
            journal = Journal(self.machine.data)
            try:
                return journal.entries()
            finally:
                journal.close()
        return []

    def came_out(self, ended: Ended, expected: Expected) -> None:
        """All that was expected, and nothing else; the server's own count decides how often it was
        sent.
        """
        row = self.rows()[-1] if self.rows() else None
        state, reason = (row.state, row.reason) if row else (None, None)
        assert expected.differs(state, reason, ended.code, ended.told) == [], ended.told
        assert len(self.site.posts) - expected.onward in expected.posts, ended.told
        assert len(self.site.objections(EMAIL, COMMENT)) <= self.case.at_most
        assert not (wrong := expected.arrived(self.site)), wrong
        assert row or not list((self.machine.data / "records").glob("[0-9]*")), (
            "a record of nothing"
        )
        says_nothing_it_must_not(ended, self.machine)

    def run_again(self) -> None:
        """Refused while an earlier run may count, and allowed (it gets as far as the browser) when
        none counts.
        """
        self.machine.wait_until_alone()
        posts, rows = len(self.site.posts), self.rows()
        again = self.machine.run("--yes", given={**self.case.settings, DIES: "before_launch"})
        says_nothing_it_must_not(again, self.machine)
        assert len(self.site.posts) == posts
        blocking = [row for row in rows if row.state in BLOCKING and row.superseded_by is None]
        if not blocking:
            assert again.code == _KILLED, again.told
            return
        states = {row.id: row.state for row in self.rows()}
        was, now = blocking[-1].state, states[blocking[-1].id]
        assert again.code == EXITS[now], again.told
        assert "earlier objection" in again.told
        assert now == was or (was in (State.ARMED, State.SENT) and now == State.UNKNOWN)


def untold(site: Site, told: str) -> list[Arrived]:
    """Give what carried a value of the person to the site, where the person reads that nothing was
    sent.
    """
    return [*site.got(EMAIL), *site.got(COMMENT)] if _NOTHING_SENT.search(told) else []


def _first_ended(runs: list[Running]) -> Running:
    until = time.monotonic() + TIME
    while time.monotonic() < until:
        for run in runs:
            if run.process.poll() is not None:
                return run
        time.sleep(0.01)
    raise AssertionError("none of the runs ended")


def says_nothing_it_must_not(ended: Ended, machine: Machine) -> None:
    """No traceback, only data on stdout, no value of the person or the site in any output or log,
    none of the site's in any record or in the journal.
    """
    assert b"Traceback" not in ended.out + ended.err
    for line in ended.out.decode().splitlines():
        assert line.startswith(str(machine.data / "records")) or line == "", f"not data: {line}"
    logs = b"".join(file.read_bytes() for file in _logs(machine, ended))
    for canary in CANARIES:
        assert canary.encode() not in ended.out + ended.told.encode() + logs
    kept = [*(machine.data / "records").rglob("*"), *machine.data.glob(f"{JOURNAL_FILE}*")]
    for file in kept:
        if file.is_file():
            text = file.read_bytes()
            assert not any(canary.encode() in text for canary in OF_THE_SITE), file
            assert EMAIL.encode() not in text or file.parent.name == "data", file


def _logs(machine: Machine, ended: Ended) -> list[Path]:
    """Give every log: those in the home, those that were named, and those that a variable asked
    Playwright for.
    """
    named = [Path(name) for name in _LOG.findall(ended.told)]
    return [*named, *machine.home.rglob("*.log"), *machine.folder.glob("*.log")]
