"""Cases in which only the site does something: what the engine makes of it, in a browser that they share."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.faults.canaries import CANARIES, COMMENT, EMAIL
from tests.faults.cases import CASES, WAITS, site_cases

from optout.cli.announce import conclude
from optout.cli.replay import TranscriptConsole
from optout.errors import SentBefore
from optout.flow.load import load_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import LIVE
from optout.person import Person
from optout.run.conduct import is_worth_keeping
from optout.run.task import Conducted
from optout.testing import PLAYED, Asker, Options, Setup, play

pytestmark = pytest.mark.timeout(900)
FLOW = load_flow(CASES.with_name("flow"))
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


@pytest.fixture
def journal():
    journal = Journal(None)
    yield journal
    journal.close()


@pytest.fixture
def site(request, front):
    front.behind = request.param.standing()
    yield front.behind
    front.behind.closing.set()


def read_by_person(run, played, *, kept):
    """Give what a person reads at the end."""
    console = TranscriptConsole(as_json=True, quiet=True)
    console.redact = Person.of(EMAIL, COMMENT, None).redactor()
    result = Conducted(
        id=PLAYED,
        outcome=played.outcome,
        sent_at=run.ledger.sent_at,
        deadline=None,
        sealed=None,
        trouble=played.trouble,
        held_back=run.ledger.held_back,
        way={},
        found={},
        replay=False,
        kept=kept,
    )
    conclude(console, FLOW.flow, result)
    return console.transcript.getvalue()


@pytest.mark.parametrize(("site", "case"), [(c, c) for c in site_cases().values()], ids=site_cases(), indirect=["site"])
def test_a_fault_of_the_site(browser, site, case, journal, record_property):
    begun, expect = [], case.expect
    waits: dict[str, Any] = {WAITS[name]: float(seconds or 0) for name, seconds in case.settings.items()}
    setup = Setup(options=replace(OPTIONS, **waits), journal=journal, begun=begun.append)
    played = play(FLOW, Nobody(), browser, email=EMAIL, comment=COMMENT, setup=setup)
    [run], [row], outcome = begun, journal.entries(), played.outcome
    arrived, may_have_left = any(draft.arrival for draft in run.drafts), run.ledger.may_have_left
    kept = is_worth_keeping(outcome, arrived=arrived, may_have_left=may_have_left or run.ledger.page_sends)
    told = read_by_person(run, played, kept=kept)
    posts = len(site.posts) - expect.onward
    assert outcome.exit == expect.exit, told
    assert (outcome.state if kept else None) in expect.state, told
    assert (row.reason if kept else None) in expect.reason, told
    assert row.state == outcome.state
    assert posts in expect.posts, told
    assert posts <= case.at_most
    for words in expect.says:
        assert words in told
    for canary in CANARIES:
        assert canary not in told
    is_sent_again_only_where_nothing_was_sent(journal, outcome.state)
    seen = {"posts": posts, "outcome": f"{row.state}: {row.reason}" if kept else "nothing journaled"}
    record_property("fault", json.dumps({"case": case.name, **seen, "exit": outcome.exit}))


def is_sent_again_only_where_nothing_was_sent(journal, state):
    journal.plan("again", KEY)
    if state in LIVE:
        with pytest.raises(SentBefore):
            journal.arm("again")
    else:
        journal.arm("again")
