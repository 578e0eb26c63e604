"""On pages that nobody wrote, the verdict of the program agrees with what the site itself counted and answered."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES
from tests.faults.generated import ARRIVES, PAGES
from tests.faults.site import Site, standing
from tests.run.rig import OPTIONS, Hands, Notes

from optout.browser.launch import Sandbox
from optout.flow.load import load_flow
from optout.journal import Journal
from optout.outcome import State
from optout.person import Person
from optout.run.events import Observers
from optout.run.objection import carry_out
from optout.run.recording import about_of, journal_end
from optout.run.session import begin
from optout.run.task import Objection, Services

FLOW = load_flow(CASES.with_name("flow"))
ADA = Person(email=SecretStr(EMAIL), comment=SecretStr(COMMENT))
LONG, SHORT = 30, 3  # seconds; what must come may take long, and what must not come is waited for shortly


@pytest.fixture(scope="module")
def site():
    with standing(Site()) as standing_site:
        yield standing_site


@pytest.fixture(scope="module")
def browser(playwright, browser_type_launch_args, site):
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}"
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": [rules]})
    yield browser
    browser.close()


def carried_out(context, page):
    """Carry the objection out, as `conduct` does but for the record; gives its outcome and its state in the journal."""
    clear = page.states <= {State.CONFIRMED, State.REJECTED}
    options = replace(OPTIONS, patience=SHORT if page.stops else LONG, outcome_wait=LONG if clear else SHORT)
    hands, journal = Hands(), Journal(None)
    try:
        services = Services(hands, Observers(Notes()), journal, context.new_page)
        objection = Objection(FLOW, ADA, options, Path("unused"), "browser", "1", Sandbox(on=True))
        journal.plan("this", objection.key)
        run = begin(context, objection, services, "this", lambda: None)
        hands.page = lambda: run.window.page
        outcome = carry_out(run, lambda _: None)
        assert journal_end(journal, "this", outcome, about_of(objection), run.ledger.sent_at) == []
        [row] = journal.entries()
    finally:
        journal.close()
    return outcome, row.state


@pytest.mark.timeout(900)
@settings(max_examples=30, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=PAGES)
def test_whatever_the_page_is_the_verdict_agrees_with_the_site(browser, site, page):
    site.answers, site.arrived = page.answers(), []
    context = browser.new_context(ignore_https_errors=True, service_workers="block", accept_downloads=False)
    try:
        outcome, journaled = carried_out(context, page)
    finally:
        context.close()
    assert journaled == outcome.state
    assert outcome.state in page.states, outcome
    assert len(site.posts) == page.posts
    for sent in site.posts:
        assert {name: sent.fields[name] for name in ARRIVES} == ARRIVES
