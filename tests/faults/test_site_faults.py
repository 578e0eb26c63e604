"""Cases in which only the site does something: what the engine makes of it, in a browser that they share."""

import time

import pytest
from tests.faults.canaries import CANARIES, COMMENT, EMAIL
from tests.faults.cases import Case, Expected, Form, site_cases
from tests.faults.engine import FLOW, carried_out
from tests.faults.world import untold

from optout.errors import SentBefore
from optout.journal import ObjectionKey
from optout.outcome import LIVE, Reason, State

_SETTLES = 0.1  # seconds, for what a page still sends as it closes
KEY = ObjectionKey(FLOW.flow.id, FLOW.flow.controller, "default", FLOW.flow.purpose)


@pytest.mark.parametrize(("site", "case"), [(c, c) for c in site_cases().values()], ids=site_cases(), indirect=["site"])
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
    if outcome.state in LIVE:
        with pytest.raises(SentBefore):
            journal.arm("again")
    else:
        journal.arm("again")


@pytest.mark.parametrize("rows", [300, 4000])
def test_a_form_above_a_long_list_is_sent_and_its_answer_read(browser, front, journal, rows):
    """A form above a list, and every row of that has a text and a link."""
    listed = "".join(f"<div><span>Item</span> <a href=/items/{number}>More</a></div>" for number in range(rows))
    page = Case(name="long", about="a list below the form", form=Form(after=listed), expect=Expected())
    front.behind = site = page.standing()
    came = carried_out(browser, page, journal, {})
    site.closing.set()
    assert len(site.posts) == 1
    assert (came.state, came.reason) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), came.told
