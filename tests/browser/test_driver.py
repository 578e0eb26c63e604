"""Playwright's driver writes what is typed only where that was asked for, and never what a person types."""

import os
import subprocess
import sys

import pytest

from optout.browser.installed import find_light_browser

RUN = """
import sys
from pathlib import Path
from optout.browser.launch import driver
trace = Path(sys.argv[2]) if len(sys.argv) > 2 else None
with driver(trace) as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<form method=post><input></form>"))
    page.goto("https://example.org/")
    page.locator("input").fill("typed-by-the-tool")
    page.evaluate("fetch('/', {method: 'POST', body: 'a-password-of-the-page'}).then(() => 0)")
    browser.close()
"""


def run(tmp_path, *arguments):
    chatty = {"DEBUG": "pw:*", "DEBUGP": "1", "PWDEBUG": "console", "DEBUG_FILE": str(tmp_path / "chatty.log")}
    command = [sys.executable, "-c", RUN, str(find_light_browser().executable), *arguments]
    return subprocess.run(command, env=os.environ | chatty, capture_output=True, text=True, check=True)


def test_without_a_trace_nothing_is_logged_whatever_the_environment_says(tmp_path):
    ran = run(tmp_path)
    assert ran.stdout + ran.stderr == ""
    assert not (tmp_path / "chatty.log").exists()


def test_a_trace_holds_what_the_tool_types_and_no_body_of_a_request(tmp_path):
    trace = tmp_path / "trace.log"
    run(tmp_path, str(trace))
    assert "typed-by-the-tool" in trace.read_text("utf-8")
    assert "a-password-of-the-page" not in trace.read_text("utf-8").replace("fetch('/', {method: 'POST', body: 'a", "")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_trace_is_private(tmp_path):
    run(tmp_path, str(tmp_path / "trace.log"))
    assert (tmp_path / "trace.log").stat().st_mode & 0o077 == 0
