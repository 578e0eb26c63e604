"""On pages that nobody wrote, the verdict of the program agrees with what the site itself counted and answered."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES
from tests.faults.generated import ARRIVES, PAGES
from tests.run.rig import OPTIONS, Hands

from optout.flow.load import load_flow
from optout.journal import Journal
from optout.outcome import State
from optout.testing import Setup, play

FLOW = load_flow(CASES.with_name("flow"))
PARTS, EACH = 6, 5
"""The pages are dealt out to so many tests, so that they can run side by side."""
LONG, SHORT = 30, 3  # seconds; what must come may take long, and what must not come is waited for shortly


def carried_out(browser, page):
    """Carry the objection out; gives its outcome and its state in the journal."""
    clear = page.states <= {State.CONFIRMED, State.REJECTED}
    options = replace(OPTIONS, patience=SHORT if page.stops else LONG, outcome_wait=LONG if clear else SHORT)
    journal = Journal(None)
    try:
        setup = Setup(options=options, journal=journal)
        played = play(FLOW, Hands(), browser, email=EMAIL, comment=COMMENT, setup=setup)
        assert played.trouble == ()
        [row] = journal.entries()
    finally:
        journal.close()
    return played.outcome, row.state


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
@settings(max_examples=EACH, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=PAGES)
def test_whatever_the_page_is_the_verdict_agrees_with_the_site(browser, front, part, page):  # noqa: ARG001
    front.answers, front.arrived = page.answers(), []
    outcome, journaled = carried_out(browser, page)
    assert journaled == outcome.state
    assert outcome.state in page.states, outcome
    assert len(front.posts) == page.posts
    for sent in front.posts:
        assert {name: sent.fields[name] for name in ARRIVES} == ARRIVES
