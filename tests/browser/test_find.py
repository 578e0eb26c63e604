"""Which browser is taken, on made-up machines; and that Playwright's download is found where Playwright puts it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from optout.browser import installed
from optout.browser.installed import CHOICES, BrowserKind, Machine, find_browser, find_light_browser, has_screen
from optout.errors import BrowserMissing, SettingsError

ON_LINUX = {
    BrowserKind.CHROME: "opt/google/chrome/chrome",
    BrowserKind.MSEDGE: "opt/microsoft/msedge/msedge",
    BrowserKind.CHROMIUM: "usr/bin/chromium",
}


def test_a_machine_without_a_browser_says_how_to_get_one(linux):
    with pytest.raises(BrowserMissing) as caught:
        find_browser("", linux)
    assert caught.value.says == "no browser is there to use: no Google Chrome, Microsoft Edge or Chromium"
    assert caught.value.hint == "optout install"


def test_chrome_goes_before_edge_and_edge_before_chromium(linux, program):
    for kind in reversed(CHOICES):
        path = program(linux.root / ON_LINUX[kind])
        assert find_browser("", linux) == installed.Installed(kind, path)


def test_the_path_is_searched_too(linux, program):
    path = program(linux.root / "bin" / ("chromium.exe" if sys.platform == "win32" else "chromium"))
    assert find_browser("", linux).executable == path


@pytest.mark.parametrize("kind", CHOICES)
def test_a_named_browser_is_taken_and_no_other(linux, kind, program):
    path = program(linux.root / ON_LINUX[kind])
    assert find_browser(kind.value, linux) == installed.Installed(kind, path)
    for other in set(CHOICES) - {kind}:
        with pytest.raises(BrowserMissing, match=other.label):
            find_browser(other.value, linux)


def test_what_optout_install_cannot_get_has_another_hint(linux):
    with pytest.raises(BrowserMissing) as caught:
        find_browser("chrome", linux)
    assert caught.value.hint == "install Google Chrome, or leave OPTOUT_BROWSER and --browser out"


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: needs symbolic links")
def test_a_snap_is_left_alone_and_said_so(linux, program):
    snap = program(linux.root / "snap/bin/tool")
    (linux.root / "usr/bin").mkdir(parents=True)
    (linux.root / "usr/bin/chromium").symlink_to(snap)
    program(linux.root / "usr/bin/chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    with pytest.raises(BrowserMissing, match="is a snap"):
        find_browser("chromium", linux)


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: any file can be started there")
def test_a_file_that_cannot_be_started_is_passed_over(linux, program):
    program(linux.root / ON_LINUX[BrowserKind.CHROME]).chmod(0o644)
    path = program(linux.root / ON_LINUX[BrowserKind.CHROMIUM])
    assert find_browser("", linux).executable == path


@pytest.mark.parametrize("folder", ["root", "home"])
def test_macos_looks_into_both_application_folders(tmp_path, folder, program):
    machine = Machine("darwin", {"HOME": str(tmp_path / "home")}, tmp_path / "root")
    path = program(tmp_path / folder / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    assert find_browser("", machine) == installed.Installed(BrowserKind.CHROME, path)


@pytest.mark.parametrize("variable", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_windows_looks_into_every_program_folder(tmp_path, variable, program):
    machine = Machine("win32", {variable: str(tmp_path), "USERPROFILE": str(tmp_path)}, tmp_path)
    path = program(tmp_path / "Microsoft/Edge/Application/msedge.exe")
    assert find_browser("", machine) == installed.Installed(BrowserKind.MSEDGE, path)


def test_a_path_of_ones_own_is_taken_also_from_the_home_folder(linux, program):
    path = program(linux.home / "my browser")
    expected = installed.Installed(BrowserKind.OWN, path)
    assert find_browser(str(path), linux) == expected
    assert find_browser("~/my browser", linux) == expected


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "there is no such file"),  # noqa: ARG005
        (lambda path: path.mkdir(), "the path is a folder"),
        pytest.param(
            lambda path: path.write_text("no program"),
            "the file is not a program",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: any file can be started there"),
        ),
    ],
)
def test_a_wrong_path_is_named_by_its_setting_and_never_by_its_value(tmp_path, linux, make, says):
    make(tmp_path / "Ada")
    with pytest.raises(SettingsError) as caught:
        find_browser(str(tmp_path / "Ada"), linux)
    assert caught.value.says == f"--browser (OPTOUT_BROWSER): {says}"
    assert "Ada" not in caught.value.says + caught.value.hint


def test_the_app_folder_of_macos_has_a_hint_of_its_own(tmp_path, linux):
    (tmp_path / "My.app").mkdir()
    with pytest.raises(SettingsError) as caught:
        find_browser(str(tmp_path / "My.app"), linux)
    assert "Contents/MacOS" in caught.value.hint


def test_the_download_is_found_where_playwright_itself_looks(tmp_path, program):
    environ = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    told = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    path = program(Path(told.stdout.strip()))
    nothing_else = {"HOME": str(tmp_path), "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    machine = Machine(sys.platform, nothing_else, tmp_path / "none")
    with pytest.raises(BrowserMissing):
        find_browser("", machine)  # the download has not ended
    path.relative_to(tmp_path)
    (tmp_path / path.relative_to(tmp_path).parts[0] / "INSTALLATION_COMPLETE").touch()
    assert (
        find_browser("", machine) == find_browser("chromium", machine) == installed.Installed(BrowserKind.BUNDLED, path)
    )


def test_the_light_download_is_found_where_playwright_itself_starts_it(tmp_path, program):
    environ = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: p.chromium.launch()"
    told = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    path = program(Path(re.findall(r"doesn't exist at (\S+)", told.stderr)[0]))
    nothing_else = {"HOME": str(tmp_path), "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    machine = Machine(sys.platform, nothing_else, tmp_path / "none")
    (tmp_path / path.relative_to(tmp_path).parts[0] / "INSTALLATION_COMPLETE").touch()
    assert find_light_browser("", machine) == installed.Installed(BrowserKind.BUNDLED, path)
    with pytest.raises(BrowserMissing):
        find_browser("", machine)  # it has no window to show


def test_without_a_light_browser_the_ordinary_one_is_taken(linux, program):
    program(linux.root / "usr/bin/chromium")
    assert find_light_browser("", linux) == find_browser("", linux)


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {}, ".cache/ms-playwright"),
        ("linux", {"XDG_CACHE_HOME": "HOME/xdg"}, "xdg/ms-playwright"),
        ("darwin", {}, "Library/Caches/ms-playwright"),
        ("win32", {}, "AppData/Local/ms-playwright"),
        ("win32", {"LOCALAPPDATA": "HOME/local"}, "local/ms-playwright"),
        ("linux", {"PLAYWRIGHT_BROWSERS_PATH": "HOME/own"}, "own"),
    ],
)
def test_every_system_has_its_own_folder_for_downloads(tmp_path, platform, environ, folder, program):
    environ = {name: value.replace("HOME", str(tmp_path)) for name, value in environ.items()}
    package = installed.driver_package()
    assert package
    listed = json.loads((package / "browsers.json").read_text("utf-8"))["browsers"]
    revision = next(browser["revision"] for browser in listed if browser["name"] == "chromium")
    downloaded = tmp_path / folder / f"chromium-{revision}"
    path = program(downloaded / "chrome-linux64/chrome")
    (downloaded / "INSTALLATION_COMPLETE").touch()
    machine = Machine(platform, {"HOME": str(tmp_path), "PATH": "", **environ}, tmp_path / "none")
    assert find_browser("", machine).executable == path
    downloaded.rename(downloaded.with_name("chromium-1"))  # another revision is another browser
    with pytest.raises(BrowserMissing):
        find_browser("", machine)


def test_looking_for_a_browser_imports_no_playwright():
    code = "import sys, optout.browser.installed; print('playwright' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_what_linux_has_a_display_for(platform, environ, expected):
    assert has_screen(environ, platform) is expected
