"""When the browser runs without its sandbox, on made-up Linux machines."""

import os
import stat
import sys
from pathlib import Path

import pytest

from optout.browser.installed import AS_ROOT, NO_NAMESPACES, Machine, needs_no_sandbox


@pytest.fixture(autouse=True)
def _as_an_ordinary_user(monkeypatch):
    monkeypatch.setattr("optout.browser.installed.is_root", lambda: False)


@pytest.fixture
def unshare(linux, program):
    """Give a function that puts an `unshare` on the machine which ends with this code."""
    return lambda code: program(linux.root / "bin/unshare", f"#!/bin/sh\nexit {code}\n")


def test_root_has_none(linux, monkeypatch):
    monkeypatch.setattr("optout.browser.installed.is_root", lambda: True)
    assert needs_no_sandbox(None, linux) == AS_ROOT


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_one(platform, tmp_path):
    assert needs_no_sandbox(None, Machine(platform, {}, tmp_path)) is None


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: runs a script")
@pytest.mark.parametrize(("code", "expected"), [(0, None), (1, NO_NAMESPACES)])
def test_user_namespaces_are_tried(linux, code, expected, unshare):
    unshare(code)
    assert needs_no_sandbox(None, linux) == expected


@pytest.mark.parametrize(("most", "expected"), [("0\n", NO_NAMESPACES), ("9\n", None)])
def test_without_a_way_to_try_the_kernels_own_number_counts(linux, most, expected, program):
    program(linux.root / "proc/sys/user/max_user_namespaces", most)
    assert needs_no_sandbox(None, linux) == expected


def test_a_setuid_helper_is_enough(linux, monkeypatch, program, unshare):
    browser = program(linux.root / "opt/google/chrome/chrome")
    unshare(1)
    helper = program(browser.with_name("chrome-sandbox"))
    root_owned = os.stat_result([stat.S_IFREG | 0o4755, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    real = Path.stat
    monkeypatch.setattr(Path, "stat", lambda path, **more: root_owned if path == helper else real(path, **more))
    assert needs_no_sandbox(browser, linux) is None


def test_apparmor_allows_it_to_the_browsers_it_has_a_profile_for(linux, program, unshare):
    program(linux.root / "proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n")
    known, unknown = (program(linux.root / name) for name in ("known", "unknown"))
    program(
        linux.root / "etc/apparmor.d/chrome",
        f"profile chrome {known.resolve()} flags=(unconfined) {{\n  userns,\n}}",
    )
    unshare(0)  # would be believed, and be wrong
    assert needs_no_sandbox(known, linux) is None
    assert needs_no_sandbox(unknown, linux) == NO_NAMESPACES
