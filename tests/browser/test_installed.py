"""Which browser is taken, on made-up machines; and that Playwright's download is found where
Playwright puts it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from optout.browser import installed
from optout.browser.installed import (
    CHOICES,
    Installed,
    find_browser,
    find_light_browser,
    has_screen,
)
from optout.errors import BrowserMissing, UsageError

posix_only = pytest.mark.skipif(
    os.name != "posix", reason="not on Windows: runs scripts, needs symbolic links"
)
NAMES = {"chrome": "google-chrome", "msedge": "msedge", "chromium": "chromium"}


@pytest.mark.usefixtures("linux")
def test_a_machine_without_a_browser_says_how_to_get_one():
    with pytest.raises(BrowserMissing) as caught:
        find_browser("")
    assert caught.value.hint == "optout install"


@posix_only
def test_chrome_goes_before_edge_and_edge_before_chromium_and_a_named_one_alone_is_taken(
    linux, program
):
    for kind in reversed(CHOICES):
        with pytest.raises(BrowserMissing, match=Installed(kind, linux).label):
            find_browser(kind)
        path = program(linux / NAMES[kind])
        assert find_browser("") == find_browser(kind) == Installed(kind, path)
    path = program(linux.parent / "home/my browser")
    assert find_browser(str(path)) == find_browser("~/my browser") == Installed("own", path)


@posix_only
def test_a_snap_is_left_alone_and_said_so(linux, program):
    snap = program(linux.parent / "snap/bin/tool")
    program(linux / "chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    (linux / "chromium").symlink_to(snap)
    with pytest.raises(BrowserMissing, match="is a snap"):
        find_browser("chromium")


def test_windows_looks_into_its_program_folders(tmp_path, monkeypatch, linux, program):
    monkeypatch.setattr(installed, "_SYSTEM", "win32")
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    path = program(tmp_path / "LOCALAPPDATA/Microsoft/Edge/Application/msedge.exe")
    assert find_browser("") == Installed("msedge", path)


@posix_only
@pytest.mark.parametrize(
    "make", [lambda _: None, Path.mkdir, lambda path: path.write_text("no program")]
)
def test_a_wrong_path_is_named_by_its_setting_and_never_by_its_value(tmp_path, make):
    make(tmp_path / "Ada")
    with pytest.raises(UsageError) as caught:
        find_browser(str(tmp_path / "Ada"))
    assert caught.value.message == "--browser (OPTOUT_BROWSER): no program lies at this path"
    assert "Ada" not in caught.value.message + caught.value.hint


WHERE = """
from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)
"""


@posix_only
def test_the_downloads_are_found_where_playwright_itself_looks(linux, tmp_path, program):
    told = subprocess.run(
        [sys.executable, "-c", WHERE], capture_output=True, text=True, check=False
    )
    whole = Path(told.stdout.strip())
    program(whole)
    with pytest.raises(BrowserMissing):
        find_browser("")  # the download has not ended
    downloads = tmp_path / "downloads"
    (downloads / whole.relative_to(downloads).parts[0] / "INSTALLATION_COMPLETE").touch()
    assert find_browser("") == Installed("bundled", whole)
    program(linux / "chromium")
    assert find_browser("").kind is find_light_browser().kind == "chromium"
    program(linux / "chromium-headless-shell")
    assert find_light_browser("").executable == linux / "chromium-headless-shell"


def test_a_screen_is_what_linux_has_a_display_for(monkeypatch):
    for system, variable, expected in [("linux", "TERM", False), ("linux", "DISPLAY", True), ("darwin", "TERM", True),
                                       ("linux", "WAYLAND_DISPLAY", True), ("win32", "TERM", True)]:  # fmt: skip
        monkeypatch.setattr(installed, "_SYSTEM", system)
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.setenv(name, ":0" if name == variable else "")
        assert has_screen() is expected
