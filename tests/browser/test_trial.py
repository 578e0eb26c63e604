"""A browser that starts, and the one line that tells why one does not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from optout.browser.installed import why_it_failed

LIBRARIES = """BrowserType.launch: Target page, context or browser has been closed
Browser logs:
<launching> /x
[pid=1][err] /x: error while loading shared libraries: libnss3.so: cannot open
"""
SANDBOX = """Browser logs:
[pid=2][err] [2:2:1117/1:FATAL:zygote_host.cc(132)] No usable sandbox! Update your kernel
"""
START = """
from pathlib import Path
from optout.browser.installed import BrowserKind, Installed, find_browser
from optout.browser.installed import start_once
print(start_once({browser}))
"""


def start(browser):
    # In a process of its own: this one may be running the browser of another test.
    code = START.format(browser=browser)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_browser_of_this_machine_starts_and_tells_its_version():
    told = start("find_browser('')")
    assert re.fullmatch(r"\d+(\.\d+){3}\n", told.stdout), told.stderr


def test_a_program_that_is_no_browser_is_reported_in_one_sentence():
    told = start(f"Installed(BrowserKind.OWN, Path({sys.executable!r}))")
    assert told.stderr.splitlines()[-1].startswith(
        "optout.errors.BrowserFailed: your browser is there but does not start"
    )


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (LIBRARIES, "/x: error while loading shared libraries: libnss3.so: cannot open"),
        (SANDBOX, "No usable sandbox! Update your kernel"),
        ("BrowserType.launch: spawn /x EACCES\nCall log: …", "BrowserType.launch: spawn /x EACCES"),
        (f"cannot open {Path.home()}/chrome", "cannot open ~/chrome"),
        ("", "no reason was given"),
    ],
)
def test_the_one_telling_line_of_a_failed_start_is_shown(message, line):
    assert why_it_failed(message) == line
