"""`optout submit` alone, as a person meets it: several windows, one after the other, and a real
site over sockets.
"""

import re
import sys

import pytest
from tests.headed.test_submit import STAYS, Hands, screen, verified  # noqa: F401  a fixture
from tests.local_site import PORTAL, browser_to, serving

from optout.flow.cases import Answer, load_cases
from optout.flow.find import find_flow

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"
    ),
    pytest.mark.timeout(600),  # several whole runs of the program, one after the other
]
FACEBOOK = "https://www.facebook.com/ajax/help/contact/submit/page"
INSTAGRAM = "https://help.instagram.com/ajax/help/contact/submit/page"
QUESTION = "Send this objection to Meta Platforms Ireland Limited? [y/N"


@pytest.fixture
def site():
    """Both sites at once. Instagram lets in whoever is signed in to Facebook: one sign-in is enough
    for the two.
    """
    facebook, instagram = (
        load_cases(find_flow(name))["received-en"] for name in ("facebook", "instagram")
    )
    let_in = {"to": "GET https://www.facebook.com/let-in", "page": "home.html"}
    answer = Answer.model_validate(
        {**let_in, "needs_cookie": "c_user", "cookie": "ds_user_id=100000000"}
    )
    with serving(
        facebook, instagram.model_copy(update={"answers": [answer, *instagram.answers]})
    ) as local:
        local.own[PORTAL] = (404, [], "<h1>Not found</h1>")
        local.own["GET https://www.instagram.com/"] = (
            302,
            [("location", "https://www.facebook.com/let-in")],
            "",
        )
        yield local


class Everything(Hands):
    verb = ("submit",)

    def say_yes(self) -> None:
        """Say yes to the question that is asked before each send, and see the window that stays."""
        self.terminal.timeout = 240  # between two questions lie a sealed record and another browser
        self.expect(QUESTION)
        self.terminal.sendline("y")
        self.expect(STAYS)


def sends(site):
    return len(site.sends(FACEBOOK)), len(site.sends(INSTAGRAM))


def rows(seen):
    """Give the table at the end: how each flow stands, by its name."""
    return dict(
        re.findall(r"^\S \w+ +(\w+) +(\w+(?: \w+)*)", seen[seen.rindex("outcome") :], re.MULTILINE)
    )


def test_ctrl_c_stops_all_and_the_same_command_goes_on_after_one_sign_in_with_a_record_each(
    screen, site, tmp_path
):
    browser = browser_to(site, tmp_path)
    first = Everything(screen, tmp_path, browser, "--comment", "Please do not use my photos.")
    first.expect("with commas between; Enter alone ends: ")
    first.terminal.sendline("Meta, instagram")
    first.sign_in()
    first.say_yes()
    first.terminal.sendintr()
    assert first.end() == 130, first.seen
    assert "instagram: it was not begun" in first.seen
    assert "optout submit --all goes on" in first.seen
    assert rows(first.seen) == {"facebook": "received"}
    assert sends(site) == (1, 0)

    second = Everything(screen, tmp_path, browser)
    second.say_yes()
    second.terminal.sendline("")
    assert second.end() == 0, second.seen
    assert "skipped: there is an earlier objection" in second.seen
    assert "already signed in" in second.seen
    assert rows(second.seen) == {"facebook": "received", "instagram": "received"}
    assert sends(site) == (1, 1)
    assert [verified(record)["flow"]["id"] for record in second.records()] == [
        "facebook",
        "instagram",
    ]
    assert "Traceback" not in first.seen + second.seen
