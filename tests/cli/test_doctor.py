"""What `optout doctor` finds on a machine that is well, and on one where a single thing is
wrong.
"""

import errno
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import platformdirs
import pytest

from optout.browser.installed import Installed
from optout.cli import doctor
from optout.cli.console import Console, Desk
from optout.cli.doctor import _examine
from optout.errors import BrowserFailed, BrowserMissing
from optout.language import own_dotenv
from optout.settings import read_settings

posix_only = pytest.mark.skipif(
    os.name != "posix", reason="not on Windows: it has no such permissions"
)


class Healthy:
    """A machine on which everything is well; `finding` gives what is said of one thing."""

    def __init__(self, folder, monkeypatch):
        self.home = folder / "Ada Example"
        self.data = self.home / "data"
        self.data.mkdir(parents=True, mode=0o700)
        self.patch = monkeypatch.setattr
        self.patch(Path, "home", lambda: self.home)
        self.patch(doctor, "find_browser", lambda *_: Installed("chromium", self.home / "chromium"))
        self.patch(doctor, "start_once", lambda _: ("156.0.1.2", None))
        self.patch(doctor, "has_screen", lambda: True)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "configuration"))
        monkeypatch.setattr(
            platformdirs, "user_config_path", lambda *_, **_kw: folder / "configuration"
        )

    def examine(self):
        return _examine(self.data)

    def finding(self, name):
        found = [finding for finding in self.examine() if finding.name == name]
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
def healthy(tmp_path, monkeypatch):
    return Healthy(tmp_path, monkeypatch)


def test_a_healthy_machine_has_nothing_to_mend(healthy):
    findings = healthy.examine()
    assert {(f.status, f.mend) for f in findings} == {("ok", "")}
    names = ["program", "browser", "sandbox", "screen", "data folder", "disk", ".env", "language"]
    assert [f.name for f in findings] == names
    said = {finding.name: finding.says for finding in findings}
    assert "pikepdf " in said["program"]
    assert said[".env"] == f"you have no file of settings; it would be {own_dotenv()}"
    assert said["language"].startswith("what you read is in English")


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("call", "answer", "says"),
    [
        (
            "disk_usage",
            SimpleNamespace(free=1_000_000),
            "only 1 MB are free where records are kept",
        ),
        ("disk_usage", FULL, "nothing can be written into ~/data: No space left on device"),
        ("TemporaryFile", FULL, "nothing can be written into ~/data: No space left on device"),
    ],
)
def test_a_full_disk_and_a_folder_that_takes_no_file_are_failures(healthy, call, answer, says):
    def answers(*_, **_more):
        if isinstance(answer, Exception):
            raise answer
        return answer

    healthy.patch(shutil if call == "disk_usage" else doctor, call, answers)
    found = healthy.finding("disk")
    assert (found.status, says in found.says, bool(found.mend)) == ("fail", True, True)


def test_what_is_written_to_try_the_disk_is_gone_again(healthy):
    healthy.examine()
    assert list(healthy.data.iterdir()) == []


def test_the_name_in_the_home_folder_is_never_shown(healthy):
    healthy.data.chmod(0o755)
    Path(".env").write_text("OPTOUT_EMAIL=ada@example.eu\nOPTOUT_EMIAL=ada@example.eu\n", "utf-8")
    (healthy.data / "records/.partial-x").mkdir(parents=True)
    (healthy.data / "journal.sqlite3").write_text("no database")
    text = json.dumps([[f.says, f.mend] for f in healthy.examine()])
    assert "Ada" not in text
    assert "ada@" not in text


@pytest.mark.parametrize(
    ("name", "value", "check", "level", "says"),
    [
        (
            "find_browser",
            BrowserMissing("no browser", "optout install"),
            "browser",
            "fail",
            "no browser",
        ),
        ("start_once", BrowserFailed("it does not start"), "browser", "fail", "it does not start"),
        ("start_once", ("156.0", "running as root"), "sandbox", "warn", "running as root"),
        ("has_screen", False, "screen", "warn", "there is no screen"),
    ],
)
def test_what_is_missing_is_named_with_what_mends_it(healthy, name, value, check, level, says):
    def answers(*_):
        if isinstance(value, Exception):
            raise value
        return value

    healthy.patch(doctor, name, answers)
    found = healthy.finding(check)
    assert (found.status, says in found.says, bool(found.mend)) == (level, True, True)


@posix_only
def test_what_others_may_read_is_a_warning_with_the_command(healthy):
    healthy.data.chmod(0o750)
    own = own_dotenv()
    own.parent.mkdir(parents=True)
    for file, mode in ((Path(".env"), 0o640), (own, 0o600)):
        file.touch()
        file.chmod(mode)
    mends = {
        finding.name: finding.mend for finding in healthy.examine() if finding.status == "warn"
    }
    assert mends == {"data folder": "chmod 700 ~/data", ".env": "chmod 600 .env"}
    own.chmod(0o644)
    assert (
        len([one for one in healthy.examine() if (one.name, one.status) == (".env", "warn")]) == 2
    )
    assert f"your settings are in {own}" in [one.says for one in healthy.examine()]


def test_a_data_folder_that_is_not_there_yet_is_no_problem_and_one_that_cannot_be_used_is_a_failure(
    healthy,
):
    healthy.data.rmdir()
    assert healthy.finding("data folder").says.endswith("is made at the first run")
    assert not healthy.data.exists()
    healthy.data.touch()
    assert healthy.finding("data folder").status == "fail"
    healthy.patch(os, "access", lambda *_: False)  # root may write anywhere
    healthy.data.unlink()
    assert healthy.finding("data folder").says.endswith("cannot be written, so nothing can be kept")


def test_what_would_stop_a_run_is_an_error_and_a_warning_is_none(monkeypatch):
    for status, code in (("fail", 1), ("warn", 0)):
        monkeypatch.setattr(
            doctor,
            "_examine",
            lambda *_, status=status: [doctor.Check("screen", status, "it is off")],
        )
        assert doctor.doctor(Desk(Console(), read_settings())) == code


def test_a_journal_is_only_read_and_a_damaged_one_is_a_failure(healthy):
    file = healthy.data / "journal.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript(
            "CREATE TABLE t (x); CREATE INDEX i ON t (x); INSERT INTO t VALUES (1), (2), (3)"
        )
    database.close()
    good = file.read_bytes()
    spoiled = good[:4096] + b"\xff" * (len(good) - 4096)
    for data, level in ((good, "ok"), (spoiled, "fail"), (b"no database", "fail")):
        file.write_bytes(data)
        assert healthy.finding("journal").status == level
        assert file.read_bytes() == data
    file.write_bytes(good)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 999")
    found = healthy.finding("journal")
    assert (found.status, "newer version" in found.says) == ("fail", True)


def test_a_record_that_was_never_sealed_is_told_and_not_to_be_thrown_away_unless_nothing_was_sent(
    healthy,
):
    (healthy.data / "records" / ".partial-2026-11-24-facebook-7k3q" / "data").mkdir(parents=True)
    found = healthy.finding("records")
    assert (found.status, found.says) == (
        "warn",
        ".partial-2026-11-24-facebook-7k3q was never sealed",
    )
    assert "optout status --all" in found.mend
    assert (
        "Delete ~/data/records/.partial-2026-11-24-facebook-7k3q only if nothing was sent"
        in found.mend
    )
