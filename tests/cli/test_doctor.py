"""What `optout doctor` finds on a machine that is well, and on one where a single thing is wrong."""

import json
import os
import shutil
import sqlite3
import sys
import time
from collections import namedtuple
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from optout.browser.installed import Installed, Kind, Machine
from optout.cli import doctor
from optout.cli.doctor import examine
from optout.cli.finding import Finding, Status, shown, typed, worst
from optout.errors import BrowserFailed, BrowserMissing
from optout.journal import Journal, Key
from optout.outcome import State

posix_only = pytest.mark.skipif(os.name != "posix", reason="not on Windows: it has no such permissions")
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - stands in for shutil's own


class Healthy:
    """A machine on which everything is well; `finding` gives what is said of one thing."""

    def __init__(self, folder, monkeypatch):
        self.home = folder / "Ada Example"
        self.data = self.home / "data"
        self.data.mkdir(parents=True, mode=0o700)
        self.environ = {"HOME": str(self.home), "DISPLAY": ":0"}
        self.patch = monkeypatch.setattr
        self.patch(Path, "home", lambda: self.home)
        self.patch(doctor, "find_browser", lambda *_: Installed(Kind.CHROMIUM, self.home / "chromium"))
        self.patch(doctor, "start_once", lambda _: "156.0.1.2")
        self.patch(doctor, "needs_no_sandbox", lambda *_: None)
        self.patch(shutil, "disk_usage", lambda _: Usage(0, 0, 2**40))
        monkeypatch.chdir(folder)

    def examine(self):
        return examine(self.data, machine=Machine("linux", self.environ))

    def finding(self, name):
        found = [finding for finding in self.examine() if finding.name == name]
        assert len(found) == 1, found
        return found[0]

    def raising(self, name, error):
        def fail(*_):
            raise error

        self.patch(doctor, name, fail)


@pytest.fixture
def healthy(tmp_path, monkeypatch):
    return Healthy(tmp_path, monkeypatch)


def test_a_healthy_machine_has_nothing_to_mend(healthy):
    findings = healthy.examine()
    assert {(f.status, f.mend, f.means, f.fix) for f in findings} == {(Status.OK, "", "", None)}
    assert [f.name for f in findings] == [
        *("python", "playwright", "browser", "sandbox", "screen", "data folder", "disk space"),
        *("proxy", "certificates", "clock", "flows"),
    ]
    assert worst(findings) is Status.OK


def test_the_name_in_the_home_folder_is_never_shown(healthy):
    healthy.data.chmod(0o755)
    Path(".env").write_text("OPTOUT_EMAIL=ada@example.eu\nOPTOUT_EMIAL=ada@example.eu\n", "utf-8")
    (healthy.data / "records/.partial-x").mkdir(parents=True)
    (healthy.data / "journal.sqlite3").write_text("no database")
    text = json.dumps([[f.says, f.mend] for f in healthy.examine()])
    assert "Ada" not in text
    assert "ada@" not in text


def test_no_browser_is_a_failure_with_the_command_that_gets_one(healthy):
    healthy.raising("find_browser", BrowserMissing("no browser", "optout install"))
    found = healthy.finding("browser")
    assert found == Finding("browser", Status.FAIL, "no browser", "optout install", found.means)
    assert worst(healthy.examine()) is Status.FAIL


def test_a_browser_that_does_not_start_is_a_failure(healthy):
    healthy.raising("start_once", BrowserFailed("it does not start"))
    found = healthy.finding("browser")
    assert (found.status, found.says) == (Status.FAIL, "it does not start")
    assert "~" in found.mend


def test_no_sandbox_is_a_warning_with_its_reason(healthy):
    healthy.patch(doctor, "needs_no_sandbox", lambda *_: "running as root")
    found = healthy.finding("sandbox")
    assert found.status is Status.WARN
    assert found.says.endswith(": running as root")


def test_no_screen_is_a_warning(healthy):
    healthy.environ["DISPLAY"] = ""
    assert healthy.finding("screen").status is Status.WARN


@pytest.mark.parametrize("old", ["1.59.0", None])
def test_an_old_or_missing_playwright_is_a_failure(healthy, old):
    if old:
        healthy.patch(doctor, "version", lambda _: old)
    else:
        healthy.raising("version", PackageNotFoundError())
    assert healthy.finding("playwright").status is Status.FAIL


def test_an_old_python_is_a_failure(healthy):
    healthy.patch(sys, "version_info", (3, 10, 4, "final", 0))
    found = healthy.finding("python")
    assert (found.status, found.says) == (Status.FAIL, "Python 3.10.4 is too old")


@posix_only
def test_a_data_folder_open_to_others_is_a_warning_with_the_command(healthy):
    healthy.data.chmod(0o750)
    found = healthy.finding("data folder")
    assert (found.status, found.mend) == (Status.WARN, "chmod 700 ~/data")


def test_a_data_folder_that_is_not_there_yet_is_no_problem_and_is_not_made(healthy):
    healthy.data.rmdir()
    assert healthy.finding("data folder").says.endswith("is made at the first run")
    assert not healthy.data.exists()


def test_a_file_in_the_place_of_the_data_folder_is_a_failure(healthy):
    healthy.data.rmdir()
    healthy.data.touch()
    assert healthy.finding("data folder").status is Status.FAIL


def test_a_data_folder_that_cannot_be_written_is_a_failure(healthy):
    healthy.patch(os, "access", lambda *_: False)  # root may write anywhere
    assert healthy.finding("data folder").says.endswith("cannot be written")


@pytest.mark.parametrize(("free", "status"), [(49, Status.FAIL), (499, Status.WARN), (500, Status.OK)])
def test_little_disk_space_is_a_warning_and_none_a_failure(healthy, free, status):
    healthy.patch(shutil, "disk_usage", lambda _: Usage(0, 0, free * 2**20))
    assert healthy.finding("disk space").status is status


def test_a_good_journal_is_read_and_left_as_it_is(healthy):
    file = healthy.data / "journal.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    before = file.read_bytes()
    assert healthy.finding("journal").status is Status.OK
    assert file.read_bytes() == before


@pytest.mark.parametrize("damage", [b"no database", None])
def test_a_damaged_journal_is_a_failure_and_is_not_touched(healthy, damage):
    file = healthy.data / "journal.sqlite3"
    if damage is None:
        with sqlite3.connect(file) as database:
            database.executescript("CREATE TABLE t (x); CREATE INDEX i ON t (x); INSERT INTO t VALUES (1), (2), (3)")
        database.close()
        damage = file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096)
    file.write_bytes(damage)
    assert healthy.finding("journal").status is Status.FAIL
    assert file.read_bytes() == damage


LEFT = "2026-11-24-facebook-7k3q"


def left_behind(healthy, folder="records", name=LEFT, hours=0.0, files=("01-filled.png", "02-send.json")):
    """Leave an unfinished record, as old as that."""
    data = healthy.data / folder / f".partial-{name}" / "data"
    data.mkdir(parents=True)
    then = time.time() - hours * 3600 - 60
    for file in files:
        (data / file).write_bytes(b"x" * 2000)
        os.utime(data / file, (then, then))
    for path in (data, data.parent):
        os.utime(path, (then, then))


def journaled(healthy, *states):
    journal = Journal(healthy.data)
    journal.plan(LEFT, Key("facebook", "Meta", "ada", "ai-training"))
    for state in states:
        journal.arm(LEFT) if state == State.ARMED else journal.move(LEFT, state)
    journal.close()


@pytest.mark.parametrize(
    ("states", "standing", "mend"),
    [
        ((), "nothing was sent", "delete ~/data/"),
        ((State.FILLED, State.STOPPED), "nothing was sent", "delete ~/data/"),
        ((State.ARMED,), "it may have been sent", "keep it, no other proof of this run is left: copy ~/data/"),
        (
            (State.ARMED, State.SENT),
            "it may have been sent",
            "keep it, no other proof of this run is left: copy ~/data/",
        ),
        ((State.ARMED, State.SENT, State.UNKNOWN), "it may have been sent", "to a safe place, and see optout status"),
        ((State.ARMED, State.SENT, State.AWAITING_CODE), "it was sent and waits for a code", "to a safe place"),
        ((State.ARMED, State.SENT, State.CONFIRMED), "it was sent and received", "to a safe place"),
        ((State.ARMED, State.SENT, State.REJECTED), "it was sent and refused", "to a safe place"),
    ],
)
def test_an_unfinished_record_says_how_old_it_is_what_it_holds_how_it_stands_and_what_to_do(
    healthy, states, standing, mend
):
    left_behind(healthy, hours=3)
    journaled(healthy, *states)
    found = healthy.finding("records")
    assert found.status is Status.WARN
    assert found.says == (
        f".partial-{LEFT} was never sealed; 3 hours old, "
        f"holds the filled form and the request that sent it, 4 KiB; {standing}"
    )
    assert mend in found.mend
    assert found.mend.startswith(("delete", "keep"))


@pytest.mark.parametrize(("hours", "old"), [(0, "1 minute old"), (1, "1 hour old"), (49, "2 days old")])
def test_a_young_unfinished_record_may_belong_to_a_run_that_goes_on(healthy, hours, old):
    left_behind(healthy, hours=hours, files=("01-filled.png", "02-send.json", "03-confirmation.png"))
    found = healthy.finding("records")
    assert old in found.says
    assert "the filled form, the request that sent it and the last page" in found.says
    assert "the journal does not know it" in found.says
    assert found.mend.startswith("if no run is going on: " if hours == 0 else "look whether you need anything in it")


def test_an_unfinished_replay_can_always_go(healthy):
    left_behind(healthy, "replays", f"REPLAY-{LEFT}", hours=5, files=())
    found = healthy.finding("replays")
    assert found.says.endswith("holds nothing of the form yet; a replay, so nothing was sent to anyone")
    assert found.mend == f"delete ~/data/replays/.partial-REPLAY-{LEFT}"


def test_many_unfinished_records_are_shown_newest_first_and_the_rest_is_counted(healthy):
    for hours in range(7):
        left_behind(healthy, name=f"2026-11-24-facebook-aa{hours}a", hours=hours)
    found = [finding.says for finding in healthy.examine() if finding.name == "records"]
    assert len(found) == 6
    assert ["aa0a" in found[0], "aa4a" in found[4], found[5]] == [
        True,
        True,
        "2 older records were never sealed either",
    ]


def test_an_unfinished_record_is_left_as_it_is_also_with_a_damaged_journal(healthy):
    left_behind(healthy)
    (healthy.data / "journal.sqlite3").write_bytes(b"no database")
    assert "the journal does not know it" in healthy.finding("records").says
    assert len(list((healthy.data / "records").rglob("*.png"))) == 1


@posix_only
@pytest.mark.parametrize(("mode", "status"), [(0o644, Status.WARN), (0o640, Status.WARN), (0o600, Status.OK)])
def test_a_dotenv_that_others_may_read_is_a_warning(healthy, mode, status):
    Path(".env").touch(mode)
    Path(".env").chmod(mode)
    assert healthy.finding(".env").status is status


def test_an_unknown_variable_gets_the_nearest_name_and_not_its_value(healthy):
    healthy.environ["OPTOUT_COMENT"] = "secret"
    found = healthy.finding("settings")
    assert (found.status, found.mend) == (Status.WARN, "did you mean OPTOUT_COMMENT?")
    assert found.says == "OPTOUT_COMENT is no setting and is ignored"


@posix_only
def test_paths_are_shown_from_the_home_folder_and_can_be_typed(healthy):
    assert shown(healthy.home / "a b") == "~/a b"
    assert typed(healthy.home / "a b") == "~/'a b'"
    assert shown(Path("/opt/a b")) == "/opt/a b"
    assert typed(Path("/opt/a b")) == "'/opt/a b'"
