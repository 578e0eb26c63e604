"""Every fault of `cases/*.yaml`: one POST at most, a true word about it, and nothing personal in
any output.
"""

import pytest
from tests.faults.cases import whole_cases
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.world import World, untold


@pytest.fixture
def world(request, tmp_path, playwright):
    case = request.param
    with standing(case.standing()) as site:
        machine = Machine(tmp_path, site, playwright)
        yield World(case, site, machine)
    machine.clear()


@pytest.mark.parametrize("world", whole_cases().values(), ids=whole_cases(), indirect=True)
def test_a_fault(world):
    case = world.case
    ended = world.go()
    world.came_out(ended, case.expect)
    assert not untold(world.site, ended.told)
    for follow in case.then:
        world.came_out(world.follow(follow), follow.expect)
    if case.rerun:
        world.run_again()
