"""Every fault of `settings/cases.yaml`: a setting is pressed once, and what is said of it is what
the site has.
"""

import time
from dataclasses import replace

import pytest
from tests.faults.cases import cases
from tests.faults.deeds import Scene, perform
from tests.faults.engine import Nobody, carried_out
from tests.faults.machine import Machine
from tests.faults.site import standing
from tests.faults.switching import SETTINGS, switch_cases, untrue
from tests.faults.world import World
from tests.run.rig import OPTIONS

from optout.failpoints import VARIABLE as DIES
from optout.outcome import State
from optout.testing import Setup, play

_SETTLES = 0.3  # seconds, for what a page still sends as it closes
WAITS: dict[str, str | None] = {
    "OPTOUT_PATIENCE": "6",
    "OPTOUT_OUTCOME_WAIT": "4",
    "OPTOUT_SIGN_IN_WAIT": "20",
}
OF_THE_SITE = {name: case for name, case in switch_cases().items() if case.of_the_site}
WHOLE = {name: case for name, case in switch_cases().items() if not case.of_the_site}


def came_out(expect, site, end, saves):
    """All that was expected, and nothing else; the site's own word is what the program's is held
    against.
    """
    state, *_, told = end
    said = f"saves {len(saves)}, stored {site.stands()}\n{told}"
    assert untrue(site, state, told, saves) == [], said
    assert expect.differs(*end) == [], said
    assert len(saves) in expect.saves, said
    assert site.stands() in expect.stored, said


@pytest.mark.quick
@pytest.mark.parametrize(
    ("site", "case"), [(c, c) for c in OF_THE_SITE.values()], ids=OF_THE_SITE, indirect=["site"]
)
def test_a_fault_of_the_site(browser, site, case, journal):
    came = carried_out(browser, case, journal, WAITS, case.loaded)
    time.sleep(_SETTLES)
    outcome = came.outcome
    came_out(
        case.expect, site, (outcome.state, outcome.reason, outcome.exit, came.told), site.saves
    )


@pytest.mark.quick
@pytest.mark.parametrize("site", [OF_THE_SITE["setting-turned"]], indirect=True)
def test_a_window_closed_once_a_setting_is_about_to_be_pressed_leaves_it_unknown(
    browser, site, journal
):
    begun = []
    closes = lambda event: begun[0].window.page.close() if event.kind == "armed" else None  # noqa: E731
    setup = Setup(
        options=replace(OPTIONS, yes=True),
        journal=journal,
        observers=[closes],
        begun=lambda run, _progress: begun.append(run),
    )
    played = play(OF_THE_SITE["setting-turned"].loaded, Nobody(), browser, email=None, setup=setup)
    assert played.outcome.state is State.UNKNOWN
    assert [row.state for row in journal.entries()] == [State.UNKNOWN]


@pytest.mark.parametrize("case", WHOLE.values(), ids=WHOLE)
def test_a_fault_of_a_run(case, tmp_path, playwright):
    site = case.standing()
    with standing(site):
        machine = Machine(tmp_path, site, playwright)
        given = {DIES: case.dies_at} if case.dies_at else {}
        came_out(case.expect, site, *run_once(machine, site, case, given))
        again = case.model_copy(update={"deeds": []})
        for follow in case.then:
            machine.wait_until_alone()
            came_out(follow.expect, site, *run_once(machine, site, again, {}))
        status = machine.optout("status")
        assert status.code == 0, status.told
        assert not case.then or "perhaps" not in status.out.decode(), (
            "the second run has read how it stands"
        )
    machine.clear()


def run_once(machine, site, case, given):
    """Run the whole program; gives how it ended, with its row in the journal, and what it had
    saved.
    """
    before = len(site.saves)
    options = ["--yes", "--flow", str(SETTINGS / case.flow)]
    running = machine.start(*options, given={**WAITS, **given})
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
