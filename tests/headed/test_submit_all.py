"""`optout submit --all` as a person meets it: several windows, one after the other, and a real site over sockets."""

import json
import os
import re
import sys

import pytest
from tests.headed.test_submit import STAYS, Hands, screen, signed_in_already, verified  # noqa: F401  a fixture
from tests.local_site import PORTAL, browser_to, serving
from tests.program import Begun

from optout.cli.standing import SERVICES_FILE
from optout.flow.cases import Answer, load_cases
from optout.flow.load import find_flow

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"),
    pytest.mark.timeout(600),  # several whole runs of the program, one after the other
]
FACEBOOK = "https://www.facebook.com/ajax/help/contact/submit/page"
INSTAGRAM = "https://help.instagram.com/ajax/help/contact/submit/page"
TROUBLE = (500, [], "<h1>Something went wrong</h1>")
QUESTION = "Send this objection to Meta Platforms Ireland Limited? [y/N"


@pytest.fixture
def site():
    """Both sites at once. Instagram lets in whoever is signed in to Facebook: one sign-in is enough for the two."""
    facebook, instagram = (load_cases(find_flow(name))["received-en"] for name in ("facebook", "instagram"))
    let_in = {"to": "GET https://www.facebook.com/let-in", "page": "home.html"}
    answer = Answer.model_validate({**let_in, "needs_cookie": "c_user", "cookie": "ds_user_id=100000000"})
    with serving(facebook, instagram.model_copy(update={"answers": [answer, *instagram.answers]})) as local:
        local.own[PORTAL] = (404, [], "<h1>Not found</h1>")
        local.own["GET https://www.instagram.com/"] = (302, [("location", "https://www.facebook.com/let-in")], "")
        yield local


class Everything(Hands):
    verb = ("submit", "--all")

    def __init__(self, display, folder, *options):
        (folder / "data").mkdir(mode=0o700, exist_ok=True)
        (folder / "data" / SERVICES_FILE).write_text('["facebook", "instagram"]', "utf-8")
        super().__init__(display, folder, *options)

    def say(self, *answers: str) -> None:
        """Answer the question that is asked before each send, and close each window that shows a confirmation."""
        for answer in answers:
            self.wait_to_be_asked()
            self.terminal.sendline(answer)
            if answer == "y":
                self.leave()

    def wait_to_be_asked(self) -> None:
        self.terminal.timeout = 240  # between two questions lie a sealed record and another browser
        self.expect(QUESTION)


def sends(site):
    return len(site.sends(FACEBOOK)), len(site.sends(INSTAGRAM))


def rows(seen):
    """Give the table at the end: how each flow stands, by its name."""
    table = seen[seen.rindex("how it stands") :]
    return dict(re.findall(r"^\S (\w+) +default +(\w+(?: \w+)*)", table, re.MULTILINE))


def test_both_are_sent_after_one_sign_in_each_with_a_question_and_a_record_of_its_own(screen, site, tmp_path):
    hands = Everything(screen, tmp_path, browser_to(site, tmp_path), "--comment", "Please do not use my photos.")
    hands.sign_in()
    hands.say("y", "y")
    assert hands.end() == 0, hands.seen
    assert sends(site) == (1, 1)
    assert hands.seen.count("Sign in") == hands.seen.count("Sign in in the browser window") == 1
    assert "already signed in" in hands.seen
    assert rows(hands.seen) == {"facebook": "received", "instagram": "received"}
    assert [verified(record)["flow"]["id"] for record in hands.records()] == ["facebook", "instagram"]


def test_ctrl_c_also_while_a_window_stays_stops_all_and_the_same_command_goes_on_where_it_was(screen, site, tmp_path):
    browser = browser_to(site, tmp_path)
    signed_in_already(site)
    first = Everything(screen, tmp_path, browser)
    first.wait_to_be_asked()
    first.terminal.sendintr()
    assert first.end() == 130, first.seen
    assert "already signed in" in first.seen
    assert "Sign in" not in first.seen
    assert "instagram: it was not begun" in first.seen
    assert "optout submit --all goes on" in first.seen

    second = Everything(screen, tmp_path, browser)
    second.wait_to_be_asked()
    second.terminal.sendline("y")
    second.expect(STAYS)
    second.terminal.sendintr()
    assert second.end() == 130, second.seen
    assert rows(second.seen) == {"facebook": "received"}
    assert sends(site) == (1, 0)

    third = Everything(screen, tmp_path, browser)
    third.say("y")
    assert third.end() == 0, third.seen
    assert "skipped: this objection was sent before" in third.seen
    assert "stands as confirmed" in " ".join(third.seen.split())
    assert rows(third.seen) == {"facebook": "received", "instagram": "received"}
    assert sends(site) == (1, 1)
    for hands in (first, second, third):
        assert "Traceback" not in hands.seen


def test_an_unknown_outcome_stops_no_other_flow_and_is_never_sent_again(screen, site, tmp_path):
    browser = browser_to(site, tmp_path)
    signed_in_already(site)
    site.own[f"POST {FACEBOOK}"] = TROUBLE
    hands = Everything(screen, tmp_path, browser)
    hands.wait_to_be_asked()
    hands.terminal.sendline("y")  # no window stays that shows no confirmation
    hands.say("y")
    assert hands.end() == 5, hands.seen
    assert rows(hands.seen) == {"facebook": "perhaps sent", "instagram": "received"}
    named = re.findall(r"optout resolve (\S+) --sent", hands.seen)
    assert set(named) == {record.name for record in hands.records() if "facebook" in record.name}

    del site.own[f"POST {FACEBOOK}"]
    options = ["--all", "--yes", "--json", "--browser", str(browser), "--data-dir", str(hands.data)]
    code, out, err = Begun(["submit", *options], {**os.environ, "DISPLAY": screen}, tmp_path).end()
    assert code == 5, err
    told = json.loads(out)
    assert [(one["flow"], one["state"], one["exit_code"]) for one in told["objections"]] == [
        ("facebook", "unknown", 5),
        ("instagram", "confirmed", 0),
    ]
    assert f"optout resolve {named[0]} --sent" in err
    assert sends(site) == (1, 1)
