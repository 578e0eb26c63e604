"""`optout submit` for settings, as a person meets it: a real window, sites after the facts over
sockets, real hands.
"""

import re
import sys

import pytest
from tests.headed.test_submit import Hands, screen, verified  # noqa: F401  a fixture
from tests.local_site import browser_to, serving

from optout.cli.records import readings_of
from optout.flow.cases import load_cases, read_page
from optout.flow.find import find_flow

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"
)
SAVES = "PUT https://www.linkedin.com/mysettings-api/settingsApiSettings/allowDataForGenerativeAI"


class Turning(Hands):
    verb = ("submit", "linkedin")
    always = ()


class Rechecking(Hands):
    verb = ("status", "--recheck", "linkedin")
    always = ()


@pytest.fixture
def case():
    return load_cases(find_flow("linkedin"))["turned-en"]


def test_a_setting_is_turned_once_then_only_read_and_a_recheck_says_what_the_site_turned_back(
    screen, tmp_path, case
):
    with serving(case) as site:
        hands = Turning(screen, tmp_path, browser_to(site, tmp_path))
        hands.sign_in()
        hands.expect("[y/N")
        assert site.came(SAVES) == 0
        hands.terminal.sendline("y")
        hands.leave()
        assert hands.end() == 0, hands.seen
        assert "Turned: after a fresh load" in hands.seen
        told = verified(hands.records()[0])
        assert (told["status"], told["replay"], told["account"]["shown"]) == (
            "confirmed",
            False,
            ["Ada Example"],
        )

        again = Turning(screen, tmp_path, browser_to(site, tmp_path))
        assert again.end() == 0, again.seen
        assert "Nothing to do, and no setting was pressed" in again.seen

        still = Rechecking(screen, tmp_path, browser_to(site, tmp_path))
        assert still.end() == 0, still.seen
        assert "still as you want it" in still.seen
        assert "3/3" in still.seen

        [on] = [one for one in case.answers if one.page == "setting.html" and one.since is None]
        site.own[on.to] = (200, [], read_page(case, on))
        back = Rechecking(screen, tmp_path, browser_to(site, tmp_path))
        assert back.end() == 6, back.seen
        assert "no longer as you want it" in back.seen
        assert "it was as you want it" in back.seen
        assert re.search(r"optout complain [\d-]+-linkedin-\w+", back.seen)

        assert site.came(SAVES) == 1
        readings = readings_of(hands.data, "linkedin", "default")
        named = [(one.stands, one.account_named) for one in readings]
        assert named == [("as_wanted", "Ada Example"), ("otherwise", "Ada Example")]
