"""How the browser is started: nothing that the gate cannot hold goes round it."""

import re
from pathlib import Path

import playwright
import pytest
from tests.browsers import without_windows
from tests.web import Web

from optout.browser.installed import BrowserKind, Installed
from optout.browser.launch import DISABLED_BY_PLAYWRIGHT, Launch, replay_browser, replay_context


def test_what_playwright_disables_stays_disabled():
    """Of two `--disable-features` the last one counts: ours has to say everything that Playwright's own does."""
    driver = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "coreBundle.js"
    listed = re.search(r"disabledFeatures = \[\n(.*?)\]", driver.read_text("utf-8"), re.DOTALL)
    assert listed is not None
    assert re.findall(r'^ *"(\w+)"', listed[1], re.MULTILINE) == DISABLED_BY_PLAYWRIGHT.split(",")


@pytest.mark.parametrize("what", ["fetchLater", "SharedWorker"])
def test_a_page_has_no_way_round_the_gate(playwright, what):
    launch = Launch(Installed(BrowserKind.CHROMIUM, without_windows().executable), headed=False)
    with replay_browser(playwright, launch) as browser, replay_context(browser) as context:
        assert Web(context).window("<p>").page.evaluate(f"typeof {what}") == "undefined"
