"""Sites written from published facts alone, without sight of the flows: in a window, each ends well
in few gestures.

A person's gestures are those beside the sign-in and the approval. What they do is written by
moment, one gesture after the other: `say:` an answer, press what a selector fits, or `fill:` it.
"""

import os
import re
from pathlib import Path

import pytest
import yaml
from tests.headed.test_submit import screen  # noqa: F401  a fixture

from optout.browser.installed import find_browser
from optout.browser.launch import replay_context
from optout.flow.find import find_flow
from optout.testing import Options, Prompts, Reply, Setup, play

pytestmark = pytest.mark.nightly
HERE, OPTIONS = (
    Path(__file__).parent,
    Options(sign_in_wait=20, code_wait=5, patience=10, outcome_wait=15),
)
NAMED = ["#dec", "#f button"]
PORTAL = [
    "label:has-text('Ja')",
    "[role=main] button",
    "a[href*=ai_own]",
]
SITES = {  # the flow, what the person does, and where their one send goes
    "meta-portal": ("facebook", {"read": ["say:yes"]}, "help.meta.com/api/requests"),
    "meta-portal-2": (
        "facebook",
        {"take_over": [PORTAL], "read": ["say:yes"]},
        "help.meta.com/requests/submit/",
    ),
    "gemini": ("gemini", {}, "myactivity.google.com/_/Foot"),
    "gemini-2": (
        "gemini",
        {"take_over": ['dialog[open] button:text-is("Ausschalten")']},
        "myactivity.google.com/_/api",
    ),
    "copilot": (
        "microsoft-copilot",
        {},
        "copilot.com/c/api/user/settings",
    ),
    "copilot-2": ("microsoft-copilot", {}, "copilot.com/api/account/privacy"),
    "linkedin-form": (
        "linkedin-objection",
        {"read": ["say:yes"]},
        "www.linkedin.com/help/linkedin/api",
    ),
    "linkedin-form-2": (
        "linkedin-objection",
        {"take_over": [NAMED], "read": ["say:yes"]},
        "www.linkedin.com/help/linkedin/ask/TS-DPRO/submit",
    ),
    "character-ai": (
        "character-ai",
        {},
        "character.ai/api/user/preferences",
    ),
    "character-ai-2": (
        "character-ai",
        {"take_over": ["text=Turn off"]},
        "character.ai/api/settings",
    ),
}


class Site:
    """Answers as a stand-in's `site.yaml` says; `sent` is what came and was no page."""

    def __init__(self, folder):
        self.folder, self.aborted, self.sent = folder, [], []
        self.answers = yaml.safe_load((folder / "site.yaml").read_text("utf-8"))["answers"]

    def answer(self, request):
        cookies = request.headers.get("cookie", "")
        self.sent += [request.url] if request.method != "GET" else []
        for one in self.answers:
            parts = one["to"].split("**")
            fits = re.fullmatch(
                ".*".join(map(re.escape, parts)),
                f"{request.method} {request.url.partition('#')[0]}",
            )
            if fits and f"{one.get('needs_cookie', '')}=" in f"{cookies}=":
                kind = (
                    "application/json"
                    if one["page"].endswith("json")
                    else "text/html; charset=utf-8"
                )
                page = (self.folder / "pages" / one["page"]).read_bytes()
                return Reply(one.get("status", 200), {"content-type": kind}, page)
        return Reply(failure="BlockedByClient")


class Ada(Prompts):
    """Signs in, approves, and does what is written; `gestures` are the moments that took one."""

    who, said = "person", None

    def __init__(self, does):
        self.does, self.gestures = {moment: list(acts) for moment, acts in does.items()}, []

    def begin(self, question):
        assert self.window
        self.said, page = {"approve": "yes"}.get(question.prompt), self.window.page
        if question.prompt == "sign_in":
            secret = page.locator("input[type=password]:visible")
            around = page.locator("form:has(input[type=password])")
            around.locator("input:visible").first.fill("ada@example.eu")
            secret.fill("secret")
            secret.press("Enter")
            page.wait_for_timeout(3000)
            self.said = (
                "done" if page.locator("input[type=password]:visible").count() == 0 else None
            )
        elif question.prompt not in ("approve", "sent"):
            self.gestures.append(question.prompt)
            acts = self.does[question.prompt].pop(0)
            for act in [acts] if isinstance(acts, str) else acts:
                verb, _, rest = act.partition(":")
                if verb == "say":
                    self.said = rest
                elif verb == "fill":
                    page.locator(rest.partition("=")[0]).first.fill(rest.partition("=")[2])
                else:
                    page.locator(act).first.click(no_wait_after=True)

    def answer(self):
        said, self.said = self.said, None
        return said

    def end(self):
        self.said = None


@pytest.fixture
def browser(browser_type, browser_type_launch_args, screen):
    """Open a window on a screen, as a person has."""
    own = {
        "headless": False,
        "executable_path": find_browser("").executable,
        "env": {**os.environ, "DISPLAY": screen},
    }
    with browser_type.launch(**browser_type_launch_args | own) as shown:
        yield shown


@pytest.mark.parametrize("name", SITES)
def test_a_stand_in_is_gone_through_and_sent_to_once(browser, name):
    flow, does, goes_to = SITES[name]
    site, ada = Site(HERE / name), Ada(does)
    with replay_context(browser) as context:
        played = play(
            find_flow(flow),
            ada,
            context,
            email="ada@example.eu",
            country="FR",
            names={"full_name": "Ada Example", "first_name": "Ada", "last_name": "Example"},
            site=site,
            setup=Setup(options=OPTIONS),
        )
    assert played.outcome.state == "confirmed", played.outcome.message
    assert sum(goes_to in address for address in site.sent) == (2 if "copilot" in name else 1)
    assert len(ada.gestures) <= 2, ada.gestures
