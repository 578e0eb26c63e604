"""Two runs for one objection, started at the same moment through the whole program: one POST, whoever is quicker."""

import pytest
from tests.faults.cases import cases
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.world import World, says_nothing_it_must_not

from optout.exits import Exit
from optout.outcome import State

pytestmark = pytest.mark.timeout(900)
ROUNDS = 3
"""Whole runs. The hundred races on the one step that decides, the arming, are in tests/test_journal_races.py."""


@pytest.fixture(params=range(ROUNDS))
def number(request):
    """Give the number of the race; each is the same, and each may go another way."""
    return request.param


@pytest.mark.parametrize("options", [["--yes"], ["--yes", "--ephemeral"]], ids=["kept profile", "thrown away"])
@pytest.mark.usefixtures("number")
def test_of_two_runs_at_once_one_sends(tmp_path, options):
    case = cases()["received"]
    with standing(case.standing()) as site:
        machine = Machine(tmp_path, site)
        runs = [machine.start(*options) for _ in range(2)]
        ended = [run.end() for run in runs]
        # The slower one is refused: while the quicker one runs, or because it has sent.
        assert sorted(run.code for run in ended) in ([Exit.DONE, Exit.DONE], [Exit.DONE, Exit.NEEDS_PERSON])
        assert [("another run is using" in run.told or "was sent before" in run.told) for run in ended].count(True) == 1
        for run in ended:
            says_nothing_it_must_not(run, machine)
        assert len(site.posts) == 1
        assert [row.state for row in World(case, site, machine).rows()] == [State.CONFIRMED]
    machine.clear()
