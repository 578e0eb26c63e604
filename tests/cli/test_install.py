"""`optout install` on machines that have nothing, one thing or another: a folder for programs, and scripts in it."""

import shutil
import sys
from types import SimpleNamespace

import pytest

from optout.browser import installed
from optout.browser.installed import Installed
from optout.cli import doctor as module
from optout.cli.console import Console, Desk
from optout.messages import BrowserFailed, BrowserMissing
from optout.settings import read_settings

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: runs scripts")

NO_DOWNLOAD = '#!/bin/sh\necho "python $* DEBUG=$DEBUG" >> "$LOG"\nexit 1\n'
PACKAGES = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"
NO_LIBRARIES = "it did not start: error while loading shared libraries: libnss3.so"


class BareMachine:
    """A Debian without a browser, where this is root and no download is possible; `log` has what was run."""

    def __init__(self, folder, patch):
        self.bin, self.said, self._log = folder / "bin", [], folder / "log"
        self.bin.mkdir()
        for name in ("env", "sh"):
            (self.bin / name).symlink_to(shutil.which(name))
        patch.setattr(installed, "_SYSTEM", "linux")
        patch.setattr(module, "is_root", lambda: True)
        patch.setattr(module, "start_once", lambda _: ("156.0.1.2", None))
        self.patch = patch
        self.system(ID="debian")
        self.put("python", NO_DOWNLOAD)
        patch.setattr(sys, "executable", f"{self.bin}/python")
        changes = {"PATH": self.bin, "LOG": self._log, "HOME": folder, "DEBUG": "pw:api"}
        for name, value in {**changes, "PLAYWRIGHT_BROWSERS_PATH": folder / "downloads"}.items():
            patch.setenv(name, str(value))

    def system(self, **names):
        self.patch.setattr(module, "platform", SimpleNamespace(freedesktop_os_release=lambda: names))

    def put(self, name, script="#!/bin/sh\n"):
        (self.bin / name).write_text(script, "utf-8")
        (self.bin / name).chmod(0o755)

    @property
    def log(self):
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    def install(self, choice=""):
        console = Console()
        console.say = self.said.append  # type: ignore[assignment,method-assign]
        module.install(Desk(console, read_settings(browser=choice)))


@pytest.fixture
def bare(tmp_path, monkeypatch):
    return BareMachine(tmp_path, monkeypatch)


def test_a_browser_that_is_there_is_used_with_its_sandbox_or_without_and_nothing_is_run(bare):
    bare.put("google-chrome")
    bare.install()
    assert bare.said == [f"Google Chrome is there: {bare.bin}/google-chrome", "Google Chrome 156.0.1.2 starts"]
    bare.patch.setattr(module, "start_once", lambda _: ("156.0.1.2", "running as root"))
    bare.install()
    assert bare.said[-1] == "Google Chrome 156.0.1.2 starts, without its sandbox: running as root"
    assert bare.log == []


@pytest.mark.parametrize(("root", "sudo"), [(True, ""), (False, "sudo ")])
def test_without_a_download_debian_is_given_the_line_to_paste_and_it_is_not_run(bare, root, sudo):
    bare.patch.setattr(module, "is_root", lambda: root)
    for name in ("sudo", "apt-get"):
        bare.put(name, f'#!/bin/sh\necho {name} >> "$LOG"\n')
    with pytest.raises(BrowserMissing, match="the download did not work: it ended with code 1") as caught:
        bare.install()
    assert caught.value.hint == f"{sudo}apt-get install {PACKAGES}"
    assert "roughly 170 MB; this needs no root" in bare.said[0]
    assert "python -m playwright install --no-shell chromium DEBUG=" in bare.log
    assert all(line.startswith("python ") for line in bare.log)


def test_a_named_browser_is_not_replaced_by_another_and_ubuntu_s_chromium_is_no_way_out(bare):
    with pytest.raises(BrowserMissing, match="Google Chrome is not on this machine"):
        bare.install("chrome")
    assert bare.said == bare.log == []
    bare.system(ID="ubuntu", ID_LIKE="debian")
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "without an administrator, unpack a Chromium anywhere and export OPTOUT_BROWSER=PATH" in caught.value.hint


@pytest.mark.parametrize(
    ("kind", "error", "hint"),
    [
        ("chromium", ("the driver did not start", "optout install"), "apt-get install libatomic1 libstdc++6"),
        ("bundled", (NO_LIBRARIES, "optout doctor"), "python -m playwright install-deps chromium"),
        ("chromium", (NO_LIBRARIES, "optout doctor"), "optout doctor"),
    ],
)
def test_what_does_not_start_is_an_error_with_the_line_to_paste(bare, kind, error, hint):
    def fails(_):
        raise BrowserFailed(*error)

    bare.patch.setattr(module, "find_browser", lambda _: Installed(kind, bare.bin / "chromium"))
    bare.patch.setattr(module, "start_once", fails)
    with pytest.raises(BrowserFailed) as caught:
        bare.install()
    assert caught.value.hint.endswith(hint)
