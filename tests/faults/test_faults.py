"""Every fault of `cases/*.yaml`: one POST at most, a true word about it, and nothing personal in any output."""

import json

import pytest
from tests.faults.cases import CASES, cases, site_cases, whole_cases
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.world import World, untold

from optout.failpoints import Point
from optout.flow.load import load_flow

pytestmark = pytest.mark.timeout(900)
ENOUGH = 120
MORE_THAN_ONE = {
    "kept-connection-dropped": "Chromium itself sends again, below anything that the program sees",
    "answer-421": "Chromium itself sends again, below anything that the program sees",
    "sends-again-after-401": "the site took nothing",
    "sends-again-after-403": "the site took nothing",
    "sends-again-after-419": "the site took nothing",
    "sends-again-and-again-after-401": "the site took nothing",
    "paused-and-led-on": "the person says of the first that it only leads on",
    "again-after-confirmed": "the person wants it",
    "again-after-unknown": "the person wants it",
    "resolved-as-not-sent": "the person says that it was not received",
    "two-accounts-at-once": "they are two objections",
    "two-controllers-at-once": "they are two objections",
}


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


def test_there_are_enough_cases_and_only_named_ones_may_send_more_than_once():
    assert len(cases()) >= ENOUGH
    assert {name for name, case in cases().items() if case.at_most > 1} == set(MORE_THAN_ONE)


def test_the_whole_program_ends_in_each_way_in_which_the_engine_ends():
    engine, program = (
        {
            (frozenset(e.state), frozenset(e.reason), frozenset(e.exit))
            for e in (case.expect for case in some.values())
            if "any" not in e.reason
        }
        for some in (site_cases(), whole_cases())
    )
    assert engine <= program


def test_there_is_a_case_for_a_death_at_every_point():
    deaths = {case.dies_at.partition(":")[0] for case in cases().values()}
    assert deaths >= {point.value for point in Point}


def test_the_flow_of_the_faults_has_no_mistake():
    assert load_flow(CASES.with_name("flow")).flow.id == "flow"
