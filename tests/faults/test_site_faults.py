"""Cases in which only the site does something: what the engine makes of it, in a browser that they share."""

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from tests.faults.canaries import CANARIES, COMMENT, EMAIL
from tests.faults.cases import WAITS, site_cases
from tests.faults.engine import FLOW, carried_out
from tests.faults.world import untold
from tests.run.rig import Ahead

from optout.browser.window import REAL_CLOCK
from optout.errors import SentBefore
from optout.journal import ObjectionKey
from optout.outcome import LIVE
from optout.testing import Asker, Options

pytestmark = pytest.mark.timeout(900)
PLANS = re.compile(r"setTimeout\((?!done)|setInterval|wait\(\d|http-equiv")
"""What a page does in its own time; the kit's `wait` alone does nothing."""
_SETTLES = 0.1  # seconds, for what a page still sends as it closes
KEY = ObjectionKey(FLOW.flow.id, FLOW.flow.controller, "default", FLOW.flow.purpose)
OPTIONS = Options(sign_in_wait=20, code_wait=20, patience=20, outcome_wait=20, yes=True)


class Nobody(Asker):
    """Nobody is there to answer."""

    who = "person"
    can_answer = False

    def begin(self, question):
        pass

    def answer(self):
        return None

    def end(self):
        pass


@pytest.mark.parametrize(("site", "case"), [(c, c) for c in site_cases().values()], ids=site_cases(), indirect=["site"])
def test_a_fault_of_the_site(browser, site, case, journal, record_property):
    expect = case.expect
    waits: dict[str, Any] = {WAITS[name]: float(seconds or 0) for name, seconds in case.settings.items()}
    clock = REAL_CLOCK if PLANS.search(case.model_dump_json()) else Ahead()
    came = carried_out(browser, Nobody(), replace(OPTIONS, **waits), journal, clock=clock)
    outcome, row, told = came.outcome, came.row, came.told
    posts = len(site.posts) - expect.onward
    assert outcome.exit in expect.exit, told
    assert came.state in expect.state, told
    assert expect.allows(came.reason), told
    assert row.state == outcome.state
    assert posts in expect.posts, told
    assert len(site.objections(EMAIL, COMMENT)) <= case.at_most
    if expect.carrying is not None:
        time.sleep(_SETTLES)
    assert not (wrong := expect.arrived(site)), wrong
    assert not untold(site, told), told
    for words in expect.says:
        assert words in told
    for canary in CANARIES:
        assert canary not in told
    is_sent_again_only_where_nothing_was_sent(journal, outcome.state)
    seen = {"posts": posts, "outcome": f"{row.state}: {row.reason}" if came.kept else "nothing journaled"}
    record_property("fault", json.dumps({"case": case.name, **seen, "exit": outcome.exit}))


def is_sent_again_only_where_nothing_was_sent(journal, state):
    journal.plan("again", KEY)
    if state in LIVE:
        with pytest.raises(SentBefore):
            journal.arm("again")
    else:
        journal.arm("again")
