"""`optout install` on machines that have nothing, one thing or another; the commands it runs are made up or local."""

import sys
from types import SimpleNamespace

import pytest

from optout.browser.installed import BrowserKind
from optout.cli import install
from optout.errors import BrowserFailed, BrowserMissing

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: runs scripts")

PACKAGES = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"


def failing(monkeypatch, says, hint="optout doctor"):
    def start_once(_):
        raise BrowserFailed(says, hint)

    monkeypatch.setattr(install, "start_once", start_once)


def test_a_browser_that_is_there_is_used_and_nothing_is_run(bare):
    bare.put("google-chrome")
    assert bare.install().kind is BrowserKind.CHROME
    assert bare.said == [f"Google Chrome is there: {bare.bin}/google-chrome", "Google Chrome 156.0.1.2 starts"]
    assert bare.log == []


@pytest.mark.parametrize(("root", "sudo"), [(True, ""), (False, "sudo ")])
def test_without_a_download_debian_is_given_the_line_to_paste_and_it_is_not_run(bare, monkeypatch, root, sudo):
    monkeypatch.setattr(install, "is_root", lambda: root)
    for name in ("sudo", "apt-get"):
        bare.put(name, f'#!/bin/sh\necho {name} >> "$LOG"\n')
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert caught.value.says == "the download did not work: it ended with code 1"
    assert caught.value.hint == f"{sudo}apt-get install {PACKAGES}"
    assert bare.said == [
        "No browser is there to use. Playwright's Chromium is downloaded now, roughly 170 MB; this needs no root",
        "If it breaks off it begins again from the start, five times in all; Ctrl-C stops it",
        "Behind a proxy: export HTTPS_PROXY=http://HOST:PORT, then: optout install",
        "From a mirror: export PLAYWRIGHT_DOWNLOAD_HOST=https://HOST, then: optout install",
        "Or paste the line below, which installs your system's Chromium, then: optout install",
    ]
    assert "python -m playwright install --no-shell chromium DEBUG=" in bare.log
    assert all(line.startswith("python ") for line in bare.log)


def test_the_line_is_not_for_ubuntu_whose_chromium_is_a_snap(bare, monkeypatch):
    ubuntu = SimpleNamespace(freedesktop_os_release=lambda: {"ID": "ubuntu", "ID_LIKE": "debian"})
    monkeypatch.setattr(install, "platform", ubuntu)
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "without an administrator, unpack a Chromium anywhere and export OPTOUT_BROWSER=PATH" in caught.value.hint


def test_a_named_browser_that_this_cannot_get_is_not_replaced_by_another(bare):
    with pytest.raises(BrowserMissing, match="Google Chrome is not on this machine"):
        bare.install("chrome")
    assert bare.said == bare.log == []


def test_the_reason_why_the_sandbox_is_off_is_said(bare, monkeypatch):
    monkeypatch.setattr(install, "start_once", lambda _: ("156.0.1.2", "running as root"))
    bare.put("chromium")
    bare.install()
    assert bare.said[-1] == "Chromium 156.0.1.2 starts, without its sandbox: running as root"


def test_a_driver_that_cannot_run_is_an_error_with_the_line_to_paste(bare, monkeypatch):
    failing(monkeypatch, "Playwright's driver did not start", "optout install")
    bare.put("chromium")
    with pytest.raises(BrowserFailed) as caught:
        bare.install()
    assert caught.value.hint == "apt-get install libatomic1 libstdc++6"
