"""A machine on which nothing is installed: an empty folder for programs, and scripts that stand in for some."""

import shutil
import sys
from types import SimpleNamespace

import pytest

from optout.browser import installed
from optout.cli import install as install_module
from optout.cli.console import Console
from optout.cli.install import install
from optout.settings import read_settings

PYTHON = sys.executable
NO_DOWNLOAD = """#!/bin/sh
echo "python $* DEBUG=$DEBUG" >> "$LOG"
echo "Error: getaddrinfo ENOTFOUND example.com"
exit 1
"""
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
MIRRORS = ("PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST", "PLAYWRIGHT_DOWNLOAD_HOST")


class BareMachine:
    """A machine with an empty folder for programs; what is run there is in `log`, what was said in `said`."""

    def __init__(self, folder):
        self.bin = folder / "bin"
        self.bin.mkdir()
        self._log = folder / "log"
        self.said = []

    def put(self, name, script="#!/bin/sh\n"):
        (self.bin / name).write_text(script, "utf-8")
        (self.bin / name).chmod(0o755)

    @property
    def log(self):
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    def install(self, choice=""):
        console = Console()
        console.say = self.said.append  # type: ignore[assignment,method-assign]
        install(console, read_settings(browser=choice))
        return installed.find_browser(choice)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Give a Debian without a browser, where this is root, any browser starts and no download is possible."""
    machine = BareMachine(tmp_path)
    for name in ("env", "sh"):
        (machine.bin / name).symlink_to(shutil.which(name))
    monkeypatch.setattr(installed, "_SYSTEM", "linux")
    monkeypatch.setattr(install_module, "is_root", lambda: True)
    monkeypatch.setattr(install_module, "start_once", lambda _: ("156.0.1.2", None))
    debian = SimpleNamespace(freedesktop_os_release=lambda: {"ID": "debian"})
    monkeypatch.setattr(install_module, "platform", debian)
    machine.put("python", NO_DOWNLOAD)
    monkeypatch.setattr(sys, "executable", f"{machine.bin}/python")
    changes = {"PATH": machine.bin, "LOG": tmp_path / "log", "HOME": tmp_path, "DEBUG": "pw:api"}
    changes |= {"PLAYWRIGHT_BROWSERS_PATH": tmp_path / "downloads"}
    for name in (*PROXIES, *MIRRORS):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in changes.items():
        monkeypatch.setenv(name, str(value))
    return machine
