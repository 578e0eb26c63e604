"""The kept sign-in: its folder, its two locks, and what Chromium's own lock says."""

import json
import os
import stat

import pytest

from optout.browser.installed import find_browser
from optout.browser.launch import Launch, profile_context
from optout.browser.profile import (
    forget_profile,
    kept_profile,
    profile_folder,
    thrown_away_profile,
)
from optout.errors import Exit, ProfileInUse

META = "Meta Platforms Ireland Limited"
posix_only = pytest.mark.skipif(
    os.name != "posix", reason="permissions and Chromium's lock are POSIX"
)


def take(data_dir, account="default"):
    with kept_profile(data_dir, META, account) as folder:
        return folder


def test_each_controller_and_account_has_a_folder_of_its_own_whatever_its_name(tmp_path):
    names = (META, "../../etc", "/", "Ünïcode GmbH & Co. KG", "a" * 300, "CON", "..")
    folders = {
        profile_folder(tmp_path, name, account) for name in names for account in ("default", "work")
    }
    assert len(folders) == 2 * len({folder.parent for folder in folders}) >= 10
    for folder in folders:
        assert folder.resolve().parent.parent == (tmp_path / "profiles").resolve()
        assert len(folder.parent.name) <= 60


@posix_only
def test_a_profile_is_private_from_the_first_moment(tmp_path):
    before = os.umask(0)
    try:
        with kept_profile(tmp_path / "data", META, "default") as folder:
            private = [folder, folder.parent, folder.parent.parent, folder / "Default"]
            assert {stat.S_IMODE(each.stat().st_mode) for each in private} == {0o700}
            lock = folder.with_name("default.lock")
            assert stat.S_IMODE(lock.stat().st_mode) == 0o600
            folder.chmod(0o755)
        assert stat.S_IMODE(take(tmp_path / "data").stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_new_profile_keeps_and_reports_nothing_that_is_typed(tmp_path):
    told = json.loads((take(tmp_path) / "Default" / "Preferences").read_text("utf-8"))
    assert told["autofill"]["profile_enabled"] is told["credentials_enable_service"] is False
    assert (
        told["profile"]["password_manager_enabled"],
        told["net"]["network_prediction_options"],
    ) == (False, 2)


def test_a_profile_can_be_held_once_at_a_time(tmp_path):
    with kept_profile(tmp_path, META, "default"):
        with pytest.raises(ProfileInUse) as caught:
            take(tmp_path)
        assert caught.value.exit == Exit.NEEDS_PERSON
        take(tmp_path, "another-account")
    take(tmp_path)


def test_logout_deletes_the_profile_and_says_whether_there_was_one(tmp_path):
    folder = take(tmp_path)
    (folder / "Default" / "Cookies").write_bytes(b"credential")
    other = take(tmp_path, "work")
    with kept_profile(tmp_path, META, "default"), pytest.raises(ProfileInUse):
        forget_profile(tmp_path, META, "default")
    assert forget_profile(tmp_path, META, "default") is True
    assert not folder.exists()
    assert other.exists()
    assert forget_profile(tmp_path, META, "default") is False


def test_a_thrown_away_profile_is_gone_afterwards_also_after_a_failure():
    with pytest.raises(RuntimeError), thrown_away_profile() as folder:
        raise RuntimeError
    assert not folder.exists()


@posix_only
def test_chromium_itself_leaves_a_lock_that_is_understood_and_runs_no_service_worker(
    tmp_path, playwright
):
    folder = take(tmp_path)
    launch = Launch(find_browser(""), headed=False)
    with profile_context(playwright, launch, folder) as context:
        context.route(
            "**", lambda route: route.fulfill(content_type="text/javascript", body="// a worker")
        )
        context.pages[0].goto("https://example.org/")
        assert context.pages[0].evaluate(
            "navigator.serviceWorker.register('/worker.js').then(one => !one)"
        )
        with (
            pytest.raises(ProfileInUse, match="a browser is open"),
            profile_context(playwright, launch, folder),
        ):
            pass
    take(tmp_path)
