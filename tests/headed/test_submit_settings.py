"""`optout submit` for settings, as a person meets it: a real window, sites after the facts over sockets, real hands."""

import sys

import pytest
from tests.headed.test_submit import Hands, screen, verified  # noqa: F401  a fixture
from tests.local_site import browser_to, serving

from optout.cli.records import readings_of
from optout.flow.cases import load_cases, read_page
from optout.flow.load import find_flow

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen in memory needs Linux")
SAVES = {
    "linkedin": "PUT https://www.linkedin.com/mysettings-api/settingsApiSettings/allowDataForGenerativeAI",
    "x": "POST https://x.com/i/api/graphql/*/XaiDataSharingSettingsMutation",
    "chatgpt": "PATCH https://chatgpt.com/backend-api/settings/account_user_setting?feature=training_allowed&value=false",
}
NAMED = {"linkedin": "Ada Example", "x": "Ada Example @ada_example", "chatgpt": "Ada Example Free"}
"""What each page calls the account."""


class Turning(Hands):
    always = ()

    def __init__(self, flow, display, folder, browser):
        self.verb = ("submit", flow)
        super().__init__(display, folder, browser)


@pytest.fixture
def turned(request, screen, tmp_path):
    """Give a flow, its site in its first case, and the hands of a person who has signed in."""
    flow = request.param
    with serving(load_cases(find_flow(flow))["turned-en"]) as site:
        hands = Turning(flow, screen, tmp_path, browser_to(site, tmp_path))
        hands.sign_in()
        hands.expect("[y/N")
        yield flow, site, hands


@pytest.mark.parametrize("turned", SAVES, indirect=True)
def test_a_person_signs_in_says_yes_and_gets_a_verified_record_and_a_second_run_only_reads(turned, screen, tmp_path):
    flow, site, hands = turned
    assert site.came(SAVES[flow]) == 0
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen
    assert "Turned, and read after a fresh load" in hands.seen
    assert site.came(SAVES[flow]) == 1
    told = verified(hands.records()[0])
    assert (told["status"], told["replay"], told["account_named"]) == ("confirmed", False, NAMED[flow])

    again = Turning(flow, screen, tmp_path, browser_to(site, tmp_path))
    assert again.end() == 0, again.seen
    assert "Nothing to do, and nothing was pressed" in again.seen
    assert site.came(SAVES[flow]) == 1


class Rechecking(Hands):
    verb = ("status", "--recheck", "linkedin")
    always = ()


@pytest.mark.parametrize("turned", ["linkedin"], indirect=True)
def test_a_recheck_only_reads_says_what_the_site_turned_back_and_keeps_each_reading(turned, screen, tmp_path):
    flow, site, hands = turned
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen

    still = Rechecking(screen, tmp_path, browser_to(site, tmp_path))
    assert still.end() == 0, still.seen
    assert "still as wanted" in still.seen
    assert "3/3" in still.seen

    case = load_cases(find_flow(flow))["turned-en"]
    [on] = [one for one in case.answers if one.page == "setting.html" and one.since is None]
    site.own[on.to] = (200, [], read_page(case, on))
    back = Rechecking(screen, tmp_path, browser_to(site, tmp_path))
    assert back.end() == 6, back.seen
    assert "no longer as wanted" in back.seen
    assert "it read as wanted on" in back.seen

    assert site.came(SAVES[flow]) == 1
    assert len(hands.records()) == 1
    readings = readings_of(hands.data, flow, "default")
    assert [(one.stands, one.account_named) for one in readings] == [
        ("as_wanted", NAMED[flow]),
        ("otherwise", NAMED[flow]),
    ]
