"""Every fault of `settings/cases.yaml`: a setting is pressed once, and what is said of it is what the site has."""

import json
import time

import pytest
from tests.faults.cases import cases
from tests.faults.deeds import Scene, perform
from tests.faults.engine import carried_out
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.switching import SETTINGS, switch_cases, untrue
from tests.faults.test_site_faults import Nobody
from tests.faults.world import World

from optout.failpoints import VARIABLE as DIES
from optout.flow.load import load_flow
from optout.testing import Options

pytestmark = pytest.mark.timeout(900)
_SETTLES = 0.3  # seconds, for what a page still sends as it closes
WAITS = {"OPTOUT_PATIENCE": "6", "OPTOUT_OUTCOME_WAIT": "4", "OPTOUT_SIGN_IN_WAIT": "20"}
OPTIONS = Options(sign_in_wait=20, code_wait=5, patience=6, outcome_wait=4, yes=True)
OF_THE_SITE = {name: case for name, case in switch_cases().items() if case.of_the_site}
WHOLE = {name: case for name, case in switch_cases().items() if not case.of_the_site}


def came_out(expect, site, seen, saves):
    """All that was expected, and nothing else; gives what is printed of it."""
    state, reason, code, told = seen
    said = f"saves {len(saves)}, stored {site.stands()}\n{told}"
    assert not (wrong := untrue(site, state, told, saves)), f"{wrong}\n{said}"
    assert code in expect.exit, said
    assert state in expect.state, said
    assert "any" in expect.reason or reason in expect.reason, said
    assert len(saves) in expect.saves, said
    assert site.stands() in expect.stored, said
    for words in expect.says:
        assert words in told, said


@pytest.mark.parametrize(("site", "case"), [(c, c) for c in OF_THE_SITE.values()], ids=OF_THE_SITE, indirect=["site"])
def test_a_fault_of_the_site(browser, site, case, journal, record_property):
    came = carried_out(browser, Nobody(), OPTIONS, journal, case.loaded)
    time.sleep(_SETTLES)
    outcome = came.outcome
    came_out(case.expect, site, (outcome.state, outcome.reason, outcome.exit, came.told), site.saves)
    seen = {"posts": len(site.saves), "outcome": f"{outcome.state}: {outcome.reason}", "exit": outcome.exit}
    record_property("fault", json.dumps({"case": case.name, **seen}))


@pytest.fixture
def machine(request, tmp_path):
    with standing(request.param.standing()) as site:
        machine = Machine(tmp_path, site)
        machine.at_end.append(lambda: None)
        yield machine, site
    machine.clear()


@pytest.mark.parametrize(("machine", "case"), [(c, c) for c in WHOLE.values()], ids=WHOLE, indirect=["machine"])
def test_a_fault_of_a_run(machine, case, record_property):
    machine, site = machine
    seen, saves = run_once(machine, site, case, {DIES: case.dies_at} if case.dies_at else {})
    came_out(case.expect, site, seen, saves)
    state, reason, code, _told = seen
    outcome = f"{state}: {reason}" if state else "nothing journaled"
    record_property("fault", json.dumps({"case": case.name, "posts": len(saves), "outcome": outcome, "exit": code}))
    for follow in case.then:
        machine.wait_until_alone()
        if follow.stores:
            site.store(follow.stores)
        again = case.model_copy(update={"deeds": [], "terminal": False, "options": ["--yes"]})
        came_out(follow.expect, site, *run_once(machine, site, again, {}))
    status = machine.optout("status")
    assert status.code == 0, status.told
    assert not case.then or "perhaps" not in status.out.decode(), "the second run has read how it stands"


def run_once(machine, site, case, given):
    """Run the whole program; gives how it ended, with its row in the journal, and what it had saved."""
    before = len(site.saves)
    options = [*case.options, "--flow", str(SETTINGS / case.flow)]
    running = machine.start(*options, terminal=case.terminal, given={**WAITS, **case.settings, **given})
    try:
        perform(Scene(machine, site, running), case.deeds)
        ended = running.end()
    finally:
        running.process.kill()
    assert b"Traceback" not in ended.out + ended.err
    time.sleep(_SETTLES)
    rows = World(cases()["received"], site, machine).rows()
    state, reason = (rows[-1].state, rows[-1].reason) if rows else (None, None)
    return (state, reason, ended.code, ended.told), site.saves[before:]


@pytest.mark.parametrize("name", ["one", "two", "words"])
def test_the_flows_of_these_faults_have_no_mistake(name):
    assert load_flow(SETTINGS / name).flow.id == name
