"""Every fault of `cases/*.yaml`: one POST at most, a true word about it, and nothing personal in any output."""

import json

import pytest
from tests.faults.cases import whole_cases
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.world import World, untold

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def world(request, tmp_path):
    case = request.param
    with standing(case.standing()) as site:
        machine = Machine(tmp_path, site)
        yield World(case, site, machine)
    machine.clear()


@pytest.mark.parametrize("world", whole_cases().values(), ids=whole_cases(), indirect=True)
def test_a_fault(world, record_property):
    case = world.case
    ended = world.go()
    world.came_out(ended, case.expect)
    assert not untold(world.site, ended.told)
    seen = {"posts": world.posts, "outcome": world.outcome(), "exit": ended.code}
    record_property("fault", json.dumps({"case": case.name, **seen}))
    if case.rerun:
        world.run_again()
    for follow in case.then:
        world.came_out(world.follow(follow), follow.expect)
    if case.then and case.rerun:
        world.run_again()
