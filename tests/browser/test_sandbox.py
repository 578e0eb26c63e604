"""When a browser runs without its sandbox: tried on one that starts only so, as on a system that
has none.
"""

import os

import pytest

from optout.browser import launch as module
from optout.browser.installed import Installed, find_light_browser
from optout.browser.launch import _AS_ROOT, Launch, is_root, no_sandbox, replay_browser

pytestmark = pytest.mark.skipif(os.name != "posix", reason="not on Windows: runs a script")

NONE = 'case "$*" in *--no-sandbox*) ;; *) echo "[err] No usable sandbox!" >&2; exit 1 ;; esac'


@pytest.fixture
def start(playwright, tmp_path):
    """Give a function that starts a browser behind some lines of shell, and says how it was
    started.
    """

    def started(lines=""):
        script = tmp_path / "browser"
        says = f'echo "$*" >> {tmp_path}/log'
        script.write_text(
            f'#!/bin/sh\n{says}\n{lines}\nexec {find_light_browser().executable} "$@"\n', "utf-8"
        )
        script.chmod(0o755)
        launch = Launch(Installed("own", script), headed=False)
        with replay_browser(playwright, launch) as browser:
            assert browser.is_connected()
        return no_sandbox(launch), [
            "--no-sandbox" not in line for line in (tmp_path / "log").read_text().splitlines()
        ]

    return started


def test_it_has_one_unless_this_is_root_and_what_is_said_is_so(start):
    said, tries = start()
    assert (said is None) == tries[-1]
    assert said == _AS_ROOT if is_root() else len(tries) == (2 if said else 1)


def test_a_system_that_has_none_is_found_out_by_starting_once(start, monkeypatch):
    monkeypatch.setattr(module, "is_root", lambda: False)
    said, tries = start(NONE)
    assert (
        said
        == "this system gives programs no user namespaces, and the browser has no setuid helper"
    )
    assert tries == [True, False]
    assert start(NONE)[1] == [True, False, False]
