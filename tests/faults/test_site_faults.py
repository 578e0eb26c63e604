"""Cases in which only the site does something: what the engine makes of it, in a browser that they
share.
"""

import time

import pytest
from tests.faults.canaries import CANARIES, COMMENT, EMAIL
from tests.faults.cases import site_cases
from tests.faults.engine import FLOW, carried_out, takes_time
from tests.faults.world import untold

from optout.journal import ObjectionKey
from optout.outcome import BLOCKING, SentBefore

_SETTLES = 0.3  # seconds, for what a page still sends as it closes
KEY = ObjectionKey(FLOW.flow.id, FLOW.flow.controller, "default", FLOW.flow.purpose)


QUICK = [
    case
    for case in site_cases().values()
    if case.name.startswith(("sends", "script")) and not takes_time(case)
]
CASES = [
    pytest.param(c, c, id=c.name, marks=[pytest.mark.quick] if c in QUICK else [])
    for c in site_cases().values()
]


@pytest.mark.parametrize(("site", "case"), CASES, indirect=["site"])
def test_a_fault_of_the_site(browser, site, case, journal):
    expect = case.expect
    came = carried_out(browser, case, journal, case.settings)
    outcome, told = came.outcome, came.told
    assert expect.differs(came.state, came.reason, outcome.exit, told) == [], told
    assert len(site.posts) - expect.onward in expect.posts, told
    assert len(site.objections(EMAIL, COMMENT)) <= case.at_most
    if expect.carrying is not None:
        time.sleep(_SETTLES)
    assert not (wrong := expect.arrived(site)), wrong
    assert not untold(site, told), told
    assert [canary for canary in CANARIES if canary in told] == []
    journal.plan("again", KEY)
    if outcome.state in BLOCKING:
        with pytest.raises(SentBefore):
            journal.arm("again")
    else:
        journal.arm("again")
