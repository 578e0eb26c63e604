"""Playwright servers on loopback, with the browser of this machine."""

import os
import re
import signal
import subprocess
import sys

import pytest

from optout.browser.installed import find_light_browser


class Server:
    """A Playwright server on loopback, in a group of its own, so that it can be killed with its browsers."""

    def __init__(self, browsers, *more):
        command = (sys.executable, "-m", "playwright", "run-server", "--host", "127.0.0.1", *more)
        environ = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(browsers)}
        self._process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, start_new_session=True)
        assert self._process.stdout
        self._said = self._process.stdout
        [self.address] = re.findall(r"ws://\S+", self._said.readline().decode())
        self.shown = self.address.rstrip("/")

    @property
    def group(self):
        return self._process.pid

    def send(self, number):
        os.killpg(self.group, number)

    def end(self):
        if self._process.poll() is None:
            self.send(signal.SIGKILL)
        self._process.wait()
        self._said.close()


@pytest.fixture
def serve(tmp_path):
    """Start a server, and end it after the test."""
    revision = _revision()
    folder = tmp_path / "browsers" / f"chromium_headless_shell-{revision}"
    program = folder / "chrome-headless-shell-linux64/chrome-headless-shell"
    program.parent.mkdir(parents=True)
    program.symlink_to(find_light_browser().executable)
    (folder / "INSTALLATION_COMPLETE").touch()
    begun = []

    def serve(*more):
        begun.append(Server(tmp_path / "browsers", *more))
        return begun[-1]

    yield serve
    for server in begun:
        server.end()


def _revision():
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return re.findall(r"chromium-(\d+)", told)[0]
