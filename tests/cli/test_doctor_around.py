"""What `optout doctor` finds around the program, what every finding means, and what `--fix` mends."""

import json
import os
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.shell import POSIX

from optout.browser.profile import run_lock
from optout.cli import doctor
from optout.cli.doctor import (
    certificates,
    clock,
    data_folder,
    dotenv_file,
    flows,
    journal,
    mend,
    profiles,
    proxy,
    unfinished,
)
from optout.cli.finding import Fix, Status
from optout.flow.load import find_flow
from optout.journal import Journal

posix_only = pytest.mark.skipif(not POSIX, reason="not on Windows: it has no such permissions and links")
NOW = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
SECRET = "hunter2"


def one(findings):
    [finding] = findings
    if finding.status is Status.OK:
        assert (finding.mend, finding.means) == ("", "")
    else:
        assert finding.mend
        assert finding.means
    return finding


# Proxies and certificates


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("http://proxy.example:3128", Status.OK),
        (f"http://ada:{SECRET}@proxy.example:3128", Status.OK),
        ("proxy.example:3128", Status.OK),
        ("http://", Status.WARN),
        ("http://proxy.example:port", Status.WARN),
        ("http://[::1", Status.WARN),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_proxy_is_named_by_its_variable_and_its_value_is_never_shown(name, value, status):
    found = one(proxy({name: value}))
    assert found.status is status
    assert "HTTPS_PROXY" in found.says
    assert SECRET not in str(found)
    assert "proxy.example" not in str(found)


def test_no_proxy_is_well():
    assert one(proxy({})).says == "no proxy is set"


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"HTTPS_PROXY": "http://a.example"}, "HTTPS_PROXY set: downloads go that way"),
        (
            {"HTTP_PROXY": "http://a.example"},
            "HTTP_PROXY set, and the download of optout install does not go that way",
        ),
        (
            {"ALL_PROXY": "http://a.example", "no_proxy": "b.example"},
            "ALL_PROXY set: downloads go that way; not to what NO_PROXY names",
        ),
        (
            {"HTTPS_PROXY": "http://a.example", "NO_PROXY": ".playwright.dev"},
            "HTTPS_PROXY set, and the download of optout install does not go that way; not to what NO_PROXY names",
        ),
        (
            {"HTTP_PROXY": "http://a.example", "PLAYWRIGHT_DOWNLOAD_HOST": "http://b.example"},
            "HTTP_PROXY set: downloads go that way; PLAYWRIGHT_DOWNLOAD_HOST set: the browser is downloaded from there",
        ),
        ({"PLAYWRIGHT_DOWNLOAD_HOST": "http://[b"}, "no proxy is set; PLAYWRIGHT_DOWNLOAD_HOST set: the browser is"),
    ],
)
def test_which_way_downloads_go_is_said(environ, says):
    found = one(proxy(environ))
    assert found.status is Status.OK
    assert found.says.startswith(says)


def test_certificates_that_are_named_must_be_there(tmp_path):
    there = tmp_path / "ca.pem"
    there.touch()
    assert one(certificates({})).status is Status.OK
    assert one(certificates({"SSL_CERT_FILE": str(there)})).status is Status.OK
    assert one(certificates({"SSL_CERT_DIR": os.pathsep.join([str(tmp_path)] * 2)})).status is Status.OK
    for environ in (
        {"SSL_CERT_FILE": str(tmp_path / "gone")},
        {"SSL_CERT_DIR": os.pathsep.join([str(tmp_path), str(tmp_path / "gone")])},
        {"NODE_EXTRA_CA_CERTS": str(tmp_path / "gone")},
    ):
        found = one(certificates(environ))
        assert (found.status, next(iter(environ)) in found.says) == (Status.WARN, True)
        assert str(tmp_path) not in str(found)


def test_behind_a_proxy_the_download_needs_a_variable_of_its_own(tmp_path):
    environ = {"SSL_CERT_FILE": str(tmp_path), "https_proxy": "http://proxy.example"}
    assert "NODE_EXTRA_CA_CERTS" in one(certificates(environ)).mend
    assert one(certificates({**environ, "NODE_EXTRA_CA_CERTS": str(tmp_path)})).status is Status.OK


# The clock and the flows


def sent_with(data, name, skew):
    folder = data / "records" / name / "data"
    folder.mkdir(parents=True)
    (folder / "02-send.json").write_text(json.dumps({"clock_skew_seconds": skew}), "utf-8")


def test_a_clock_before_the_program_itself_is_wrong(tmp_path):
    installed = datetime.fromtimestamp(Path(doctor.__file__).stat().st_mtime, UTC)
    assert "before this program was installed" in one(clock(tmp_path, installed - timedelta(hours=1))).says
    assert one(clock(tmp_path, installed + timedelta(hours=1))).status is Status.OK


@pytest.mark.parametrize(
    ("skew", "status"), [(-121, Status.WARN), (500.2, Status.WARN), (119, Status.OK), (None, Status.OK)]
)
def test_the_server_of_the_newest_send_tells_how_wrong_the_clock_is(tmp_path, skew, status):
    sent_with(tmp_path, "2026-11-24-facebook-aaaa", 9000)
    sent_with(tmp_path, "2027-01-02-facebook-aaaa", skew if skew is not None else 0)
    installed = datetime.fromtimestamp(Path(doctor.__file__).stat().st_mtime, UTC)
    assert one(clock(tmp_path, installed)).status is status


def test_what_cannot_be_read_of_earlier_sends_is_passed_over(tmp_path):
    sent_with(tmp_path, "2026-11-24-facebook-aaaa", 9000)
    sent_with(tmp_path, "2027-01-02-facebook-aaaa", None)
    (tmp_path / "records/2027-01-02-facebook-aaaa/data/02-send.json").write_text("[", "utf-8")
    installed = datetime.fromtimestamp(Path(doctor.__file__).stat().st_mtime, UTC)
    assert "2 hours away" in one(clock(tmp_path, installed)).says


def test_a_flow_that_nobody_saw_is_said_and_one_seen_long_ago_is_a_warning(monkeypatch):
    assert "nobody has seen facebook and instagram work" in one(flows(NOW.date())).says
    loaded = find_flow("facebook")
    monkeypatch.setattr(doctor, "shipped_ids", lambda: ["facebook"])

    def seen(day):
        changed = loaded.flow.model_copy(update={"seen_live": day})
        monkeypatch.setattr(doctor, "find_flow", lambda _: type("Loaded", (), {"flow": changed}))

    seen(date(2026, 10, 17))  # 90 days before
    assert one(flows(NOW.date())).status is Status.OK
    seen(date(2026, 10, 16))
    assert one(flows(NOW.date())).mend == "optout flows check --live facebook"


# What is kept


def profile(data, account="default"):
    folder = data / "profiles" / "meta" / account
    folder.mkdir(parents=True)
    return folder


def test_a_kept_sign_in_that_is_free_is_well_and_none_is_nothing(tmp_path):
    assert list(profiles(tmp_path)) == []
    profile(tmp_path)
    assert one(profiles(tmp_path)).says == "1 kept sign-in is free to use"


@posix_only
@pytest.mark.parametrize(
    ("owner", "says"),
    [
        ("{host}-{alive}", "a browser is open"),
        ("another.example-1", "last used on another computer"),
        ("{host}-999999999", None),
    ],
)
def test_a_lock_of_the_browser_is_read_and_left_alone(tmp_path, owner, says):
    link = profile(tmp_path) / "SingletonLock"
    link.symlink_to(owner.format(host=socket.gethostname(), alive=os.getpid()))
    found = one(profiles(tmp_path))
    assert (says or "free to use") in found.says
    assert "another.example" not in str(found)
    assert link.is_symlink()


def test_a_run_that_goes_on_holds_its_profile(tmp_path):
    folder = profile(tmp_path, "work")
    with run_lock(folder.with_name("work.lock")):
        assert "a run is going on with the sign-in for meta, account work" in one(profiles(tmp_path)).says
    assert one(profiles(tmp_path)).status is Status.OK


def test_a_journal_of_a_newer_version_is_a_failure(tmp_path):
    Journal(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as database:
        database.execute("PRAGMA user_version = 999")
    found = one(journal(tmp_path))
    assert (found.status, "newer version" in found.says) == (Status.FAIL, True)


# Mending


def left(data, folder, name, age):
    place = data / folder / f".partial-{name}"
    place.mkdir(parents=True)
    (place / "01-filled.png").write_bytes(b"x")
    then = datetime.now(UTC).timestamp() - age
    for path in (place / "01-filled.png", place):
        os.utime(path, (then, then))
    return place


def test_a_rehearsal_that_was_cut_short_is_deleted_and_a_young_one_or_a_record_is_not(tmp_path):
    old = left(tmp_path, "replays", "REPLAY-a", 7200)
    kept = [left(tmp_path, "replays", "REPLAY-b", 60), left(tmp_path, "records", "c", 7200)]
    mended = mend(unfinished(tmp_path))
    assert [(finding.place, why) for finding, why in mended] == [(old, "")]
    assert not old.exists()
    assert all(place.is_dir() for place in kept)


@posix_only
def test_rights_are_taken_from_others_and_none_are_given(tmp_path):
    folder, file = tmp_path / "data", tmp_path / ".env"
    folder.mkdir()
    folder.chmod(0o755)
    file.touch()
    file.chmod(0o464)
    mended = mend([*data_folder(folder), *dotenv_file(file)])
    assert [finding.fix for finding, why in mended] == [Fix.ONLY_YOURS] * 2
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o400)
    assert {finding.status for finding in [*data_folder(folder), *dotenv_file(file)]} == {Status.OK}


@posix_only
def test_fix_mends_says_so_and_looks_again(shell):
    shell.data.mkdir(mode=0o755)
    shell.data.chmod(0o755)
    before = shell.run("doctor")
    assert "1 of them can be mended for you: optout doctor --fix" in before.out
    assert "means  whoever else uses this machine" in before.out
    assert shell.data.stat().st_mode & 0o777 == 0o755
    after = shell.run("doctor", "--fix", "--json")
    assert "mended: data folder" in after.err
    assert [finding["status"] for finding in after.json["findings"] if finding["name"] == "data folder"] == ["ok"]
    assert not any(finding["fixable"] for finding in after.json["findings"])
