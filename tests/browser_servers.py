"""Playwright servers on loopback, with the browser of this machine."""

import os
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from optout.browser.installed import find_light_browser

REVISION = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"


@pytest.fixture
def serve(tmp_path):
    """Start a server, which has an `address`, and end it with its browsers after the test."""
    told = subprocess.run(
        [sys.executable, "-c", REVISION], capture_output=True, text=True, check=True
    ).stdout
    revision = re.findall(r"chromium-(\d+)", told)[0]
    folder = tmp_path / "browsers" / f"chromium_headless_shell-{revision}"
    program = folder / "chrome-headless-shell-linux64/chrome-headless-shell"
    program.parent.mkdir(parents=True)
    program.symlink_to(find_light_browser().executable)
    (folder / "INSTALLATION_COMPLETE").touch()
    environ = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers")}
    begun = []

    def serve(*more):
        command = (sys.executable, "-m", "playwright", "run-server", "--host", "127.0.0.1", *more)
        server = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, start_new_session=True
        )
        begun.append(server)
        assert server.stdout
        [address] = re.findall(r"ws://\S+", server.stdout.readline().decode())
        return SimpleNamespace(address=address)

    yield serve
    for server in begun:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
