"""Every fault of `cases.yaml`: one POST at most, a true word about it, and nothing personal in any output."""

from dataclasses import dataclass

import pytest
from tests.faults.cases import CASES_FILE, Case, Expected, cases
from tests.faults.deeds import Scene, perform
from tests.faults.runs import CANARIES, Ended, Machine
from tests.faults.site import Site, standing

from optout.failpoints import VARIABLE, Point
from optout.flow.load import load_flow
from optout.journal import JOURNAL_FILE, Entry, Journal
from optout.state import EXITS, LIVE, State

_KILLED = -9
MORE_THAN_ONE = {"kept-connection-dropped"}
"""Where Chromium itself sends again, below anything that the program sees."""


@dataclass
class World:
    """One case standing: its site, its machine."""

    case: Case
    site: Site
    machine: Machine

    def go(self) -> Ended:
        """Carry the case out, with all that happens from outside."""
        environment = {"OPTOUT_PATIENCE": "20", "OPTOUT_OUTCOME_WAIT": "20", **self.case.settings}
        if self.case.dies_at:
            environment[VARIABLE] = self.case.dies_at
        running = self.machine.start(*self.case.options, terminal=self.case.terminal, **environment)
        try:
            perform(Scene(self.machine, self.site, running), self.case.deeds)
            return running.end()
        finally:
            running.process.kill()

    def rows(self) -> list[Entry]:
        """Give the rows of the journal, oldest first."""
        if not (self.machine.data / JOURNAL_FILE).exists():
            return []
        journal = Journal(self.machine.data)
        try:
            return journal.entries()
        finally:
            journal.close()


@pytest.fixture
def world(request, tmp_path):
    case = request.param
    with standing(case.standing()) as site:
        machine = Machine(tmp_path, site)
        yield World(case, site, machine)
    machine.clear()


def says_nothing_it_must_not(ended: Ended, machine: Machine) -> None:
    """No traceback, only data on stdout, and no value of the person or the site in any output or log."""
    assert b"Traceback" not in ended.out + ended.err
    for line in ended.out.decode().splitlines():
        assert line.startswith(str(machine.data / "records")), f"not data: {line}"
    logs = b"".join(file.read_bytes() for file in machine.home.rglob("*.log"))
    for canary in CANARIES:
        assert canary.encode() not in ended.out + ended.told.encode() + logs


def came_out(world: World, ended: Ended, expected: Expected) -> None:
    """All that was expected, and nothing else; the server's own count decides how often it was sent."""
    row = world.rows()[-1] if world.rows() else None
    posts = len(world.site.posts) - expected.onward
    assert ended.code == expected.exit, ended.told
    assert (row.state if row else None) in expected.state, ended.told
    assert (row.reason if row else None) in expected.reason, ended.told
    assert posts in expected.posts, ended.told
    assert posts <= 1 or world.case.name in MORE_THAN_ONE
    for words in expected.says:
        assert words in ended.told


def a_second_run(world: World) -> None:
    """Refused while the first may count, and allowed (it gets as far as the browser) when nothing counts."""
    world.machine.wait_until_alone()
    posts, rows = len(world.site.posts), world.rows()
    again = world.machine.run("--yes", **{VARIABLE: Point.BEFORE_LAUNCH})
    says_nothing_it_must_not(again, world.machine)
    assert len(world.site.posts) == posts
    if not rows or rows[-1].state not in LIVE:
        assert again.code == _KILLED, again.told
        return
    state = world.rows()[-1].state
    assert again.code == EXITS[state], again.told
    assert "was sent before" in again.told
    assert (rows[-1].state, state) == (state, state) or state == State.UNKNOWN  # what stood armed is now unknown


@pytest.mark.parametrize("world", cases().values(), ids=cases(), indirect=True)
def test_a_fault(world):
    ended = world.go()
    came_out(world, ended, world.case.expect)
    says_nothing_it_must_not(ended, world.machine)
    a_second_run(world)
    if world.case.then:
        again = world.machine.run("--yes")
        came_out(world, again, world.case.then)
        says_nothing_it_must_not(again, world.machine)
    a_second_run(world)


def test_the_flow_of_the_faults_has_no_mistake():
    assert load_flow(CASES_FILE.with_name("flow")).flow.id == "flow"
