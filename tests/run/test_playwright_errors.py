"""Every error that Playwright makes public ends a run with a plain reason, by where the run was, without its text."""

import playwright.sync_api
import pytest
from tests.run.rig import ended

from optout.outcome import Reason, State
from optout.run.events import Kind

pytestmark = pytest.mark.faults

SECRET = "value='ada@example.eu'"
PUBLIC = [
    found
    for name, found in vars(playwright.sync_api).items()
    if isinstance(found, type) and issubclass(found, Exception) and not name.startswith("_")
]


def test_the_public_errors_are_those_this_program_knows():
    assert {error.__name__ for error in PUBLIC} == {"Error", "TimeoutError"}


def raising(error):
    def act():
        raise error(f"locator.fill: {SECRET}")

    return act


@pytest.mark.parametrize("error", PUBLIC, ids=lambda error: error.__name__)
@pytest.mark.parametrize("kind", [Kind.STEP_STARTED, Kind.STEP_DONE, Kind.FORM_FILLED, Kind.ASKED])
def test_before_the_send_nothing_was_sent(rig, error, kind):
    rig.notes.when[kind] = raising(error)
    assert ended(rig) == (State.STOPPED, Reason.FAILED)
    assert rig.sends == 0


@pytest.mark.parametrize("error", PUBLIC, ids=lambda error: error.__name__)
@pytest.mark.parametrize(("kind", "sends"), [(Kind.ARMED, 0), (Kind.REQUEST_LEFT, None)])
def test_after_arming_the_outcome_is_unknown(rig, error, kind, sends):
    rig.notes.when[kind] = raising(error)
    state, _ = ended(rig)
    assert state == State.UNKNOWN
    assert rig.sends <= (1 if sends is None else sends)


@pytest.mark.parametrize("error", PUBLIC, ids=lambda error: error.__name__)
def test_its_text_is_never_said(rig, error):
    rig.notes.when[Kind.FORM_FILLED] = raising(error)
    outcome = rig.go()
    assert SECRET not in outcome.says + outcome.hint + str(outcome.detail)
    assert "ada@example.eu" not in outcome.says
