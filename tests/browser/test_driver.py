"""Playwright's driver writes nothing of what is typed, whatever the environment says."""

import os
import subprocess
import sys

from optout.browser.installed import find_light_browser

RUN = """
import sys
from optout.driver import driver
with driver() as playwright, driver() as again:
    assert again is playwright
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<form method=post><input></form>"))
    page.goto("https://example.org/")
    page.locator("input").fill("typed-by-the-tool")
    page.evaluate("fetch('/', {method: 'POST', body: 'a-password-of-the-page'}).then(() => 0)")
    browser.close()
"""


def test_nothing_is_logged_whatever_the_environment_says(tmp_path):
    chatty = {
        "DEBUG": "pw:*",
        "DEBUGP": "1",
        "PWDEBUG": "console",
        "DEBUG_FILE": str(tmp_path / "chatty.log"),
    }
    command = [sys.executable, "-c", RUN, str(find_light_browser().executable)]
    ran = subprocess.run(
        command, env=os.environ | chatty, capture_output=True, text=True, check=True
    )
    assert ran.stdout + ran.stderr == ""
    assert not (tmp_path / "chatty.log").exists()
