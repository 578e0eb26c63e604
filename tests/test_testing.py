"""Whoever plays a flow with a person and on a site of their own learns what came of it."""

from textwrap import dedent

import pytest
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import CASES, cases
from tests.faults.site import standing

from optout import testing
from optout.flow.load import load_flow
from optout.testing import Prompts, Question, play

SIGN_IN = load_flow(CASES.with_name("flow")).flow.sign_in


class Ada(Prompts):
    """Answers each question as she is told to, else with its default."""

    who = "person"

    def __init__(self, **said):
        self.said, self.asked, self.now = said, [], None

    def begin(self, question):
        self.asked.append(question)
        if question.prompt == "sign_in":
            done = {"name": SIGN_IN.done.cookie or "", "value": "1", "url": SIGN_IN.open}
            assert self.window
            self.window.context.add_cookies([done])  # type: ignore[list-item]
        self.now = self.said.get(question.prompt, question.default or None)

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
    assert {field.text for field in played.filled} >= {EMAIL, COMMENT}
    assert ada.window is not None


def test_the_person_of_its_example_says_yes():
    exec(dedent(testing.__doc__.partition("::\n")[2].partition("    played")[0]), example := {})  # noqa: S102
    example["Ada"].begin(
        ada := example["Ada"](), Question("approve", choices=("yes", "no"), default="no")
    )
    assert ada.answer() == "yes"
