"""Whoever plays a flow with a person and on a site of their own learns what came of it."""

from types import SimpleNamespace

import pytest
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES, cases
from tests.faults.site import standing

from optout.flow.load import load_flow
from optout.journal import Journal
from optout.testing import PLAYED, Asker, Options, Reply, Setup, play

SIGN_IN = load_flow(CASES.with_name("flow")).flow.sign_in


class Ada(Asker):
    """Answers each question as she is told to, else with its default."""

    who = "Ada"

    def __init__(self, **said):
        self.said, self.asked, self.now = said, [], None

    def begin(self, question):
        self.asked.append(question)
        if question.moment == "sign_in":
            done = {"name": SIGN_IN.done.cookie or "", "value": "1", "url": SIGN_IN.open}
            assert self.window
            self.window.context.add_cookies([done])  # type: ignore[list-item]
        self.now = self.said.get(question.moment, question.default or None)

    def answer(self):
        return self.now

    def end(self):
        self.now = None


@pytest.fixture
def site():
    with standing(cases()["received"].standing()) as standing_site:
        yield standing_site


@pytest.fixture
def browser(playwright, browser_type_launch_args, site):
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}"
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": [rules]})
    yield browser
    browser.close()


def test_a_yes_sends_once_and_gives_what_was_filled(browser, site):
    ada = Ada(approve="yes")
    played = play(CASES.with_name("flow"), ada, browser, email=EMAIL, comment=COMMENT)
    assert (played.outcome.state, len(site.posts)) == ("confirmed", 1)
    assert {field.value for field in played.filled} >= {EMAIL, COMMENT}
    assert ada.window is not None


class Stands:
    """A site of one's own, asked in place of the network."""

    form = """<!doctype html><html lang=en><h1>Object</h1><form method=post action=/send>
        <label>Email address <input name=email></label><label>Why <textarea name=why></textarea></label>
        <button>Submit</button></form>"""

    def __init__(self):
        self.aborted, self.sends = [], 0

    def answer(self, request):
        self.sends += request.method == "POST"
        page = self.form if request.method == "GET" else "<p role=status>Your objection was received"
        return Reply(200, {"content-type": "text/html; charset=utf-8"}, page.encode())


def test_a_site_is_asked_in_place_of_the_network_and_a_context_stays_open(context):
    site, events, begun, ada = Stands(), [], [], Ada(approve="yes")
    setup = Setup(observer=SimpleNamespace(tell=events.append), begun=begun.append)
    played = play(CASES.with_name("flow"), ada, context, email=EMAIL, comment=COMMENT, site=site, setup=setup)
    assert (played.outcome.state, played.trouble, site.sends) == ("confirmed", (), 1)
    assert [event.kind for event in events].count("request_left") == 1
    assert begun[0].window is ada.window
    assert ada.window.page.inner_text("[role=status]") == "Your objection was received"


def test_what_is_wanted_otherwise_is_heeded(context):
    kept, journal = [], Journal(None)
    options = Options(sign_in_wait=5, code_wait=5, patience=5, outcome_wait=5, until_filled=True)
    setup = Setup(options=options, journal=journal, keep=kept.append)
    played = play(load_flow(CASES.with_name("flow")), Ada(), context, email=EMAIL, site=Stands(), setup=setup)
    assert (played.outcome.state, played.outcome.reason) == ("stopped", "until_filled")
    assert kept == [played.filled]
    [row] = journal.entries()
    assert (row.id, row.state, row.reason) == (PLAYED, "stopped", "until_filled")
    journal.close()
