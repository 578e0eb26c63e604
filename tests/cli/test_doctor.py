"""What `optout doctor` finds on a machine that is well, and on one where a single thing is wrong."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import platformdirs
import pytest
from tests.rows import put

from optout.browser.installed import BrowserKind, Installed
from optout.cli import doctor
from optout.cli.doctor import examine
from optout.errors import BrowserFailed, BrowserMissing
from optout.flow.load import find_flow
from optout.i18n import own_dotenv
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

posix_only = pytest.mark.skipif(os.name != "posix", reason="not on Windows: it has no such permissions")


class Healthy:
    """A machine on which everything is well; `finding` gives what is said of one thing."""

    def __init__(self, folder, monkeypatch):
        self.home = folder / "Ada Example"
        self.data = self.home / "data"
        self.data.mkdir(parents=True, mode=0o700)
        self.patch = monkeypatch.setattr
        self.patch(Path, "home", lambda: self.home)
        self.patch(doctor, "find_browser", lambda *_: Installed(BrowserKind.CHROMIUM, self.home / "chromium"))
        self.patch(doctor, "start_once", lambda _: ("156.0.1.2", None))
        self.patch(doctor, "has_screen", lambda: True)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "configuration"))
        monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **_kw: folder / "configuration")

    def examine(self):
        return examine(self.data)

    def finding(self, name):
        found = [finding for finding in self.examine() if finding.name == name]
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
def healthy(tmp_path, monkeypatch):
    return Healthy(tmp_path, monkeypatch)


def test_a_healthy_machine_has_nothing_to_mend(healthy):
    findings = healthy.examine()
    assert {(f.level, f.mend, f.means, f.open_to_others) for f in findings} == {("ok", "", "", None)}
    assert [f.name for f in findings] == ["browser", "sandbox", "screen", "data folder"]


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
        ("find_browser", BrowserMissing("no browser", "optout install"), "browser", "fail", "no browser"),
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
    assert (found.level, found.says.endswith(says), bool(found.mend), bool(found.means)) == (level, True, True, True)


@posix_only
def test_a_data_folder_open_to_others_is_a_warning_with_the_command(healthy):
    healthy.data.chmod(0o750)
    found = healthy.finding("data folder")
    assert (found.level, found.mend) == ("warn", "chmod 700 ~/data")


def test_a_data_folder_that_is_not_there_yet_is_no_problem_and_one_that_cannot_be_used_is_a_failure(healthy):
    healthy.data.rmdir()
    assert healthy.finding("data folder").says.endswith("is made at the first run")
    assert not healthy.data.exists()
    healthy.data.touch()
    assert healthy.finding("data folder").level == "fail"
    healthy.patch(os, "access", lambda *_: False)  # root may write anywhere
    healthy.data.unlink()
    assert healthy.finding("data folder").says.endswith("cannot be written")


def test_a_journal_is_only_read_and_a_damaged_one_is_a_failure(healthy):
    file = healthy.data / "journal.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript("CREATE TABLE t (x); CREATE INDEX i ON t (x); INSERT INTO t VALUES (1), (2), (3)")
    database.close()
    good = file.read_bytes()
    spoiled = good[:4096] + b"\xff" * (len(good) - 4096)
    for data, level in ((good, "ok"), (spoiled, "fail"), (b"no database", "fail")):
        file.write_bytes(data)
        assert healthy.finding("journal").level is level
        assert file.read_bytes() == data


LEFT = "2026-11-24-facebook-7k3q"


def left_behind(healthy, name=LEFT):
    folder = healthy.data / "records" / f".partial-{name}" / "data"
    folder.mkdir(parents=True)
    (folder / "01-filled.png").write_bytes(b"x")


def test_a_journal_of_a_newer_version_is_a_failure(healthy):
    Journal(healthy.data).close()
    with closing(sqlite3.connect(healthy.data / "journal.sqlite3")) as database:
        database.execute("PRAGMA user_version = 999")
    found = healthy.finding("journal")
    assert (found.level, "newer version" in found.says) == ("fail", True)


def test_a_record_of_a_setting_that_was_never_sealed_is_not_said_to_be_received(healthy):
    flow = find_flow("linkedin").flow
    left_behind(healthy)
    with closing(Journal(healthy.data)) as journal:
        put(journal, LEFT, State.CONFIRMED, ObjectionKey("linkedin", flow.controller, "default", flow.purpose))
    assert healthy.finding("records").says == f".partial-{LEFT} was never sealed: turned"


@pytest.mark.parametrize(
    ("state", "stands", "mend"),
    [
        (State.PLANNED, "not finished", "delete ~/data/"),
        (State.STOPPED, "not sent", "delete ~/data/"),
        (State.ARMED, "perhaps sent", "keep it, no other proof of this run is left: copy ~/data/"),
        (State.CONFIRMED, "received", "keep it"),
        (None, "the journal does not know it", "keep it"),
    ],
)
def test_a_record_that_was_never_sealed_says_how_it_stands_and_is_only_thrown_away_where_nothing_was_sent(
    healthy, state, stands, mend
):
    left_behind(healthy)
    if state:
        with closing(Journal(healthy.data)) as journal:
            put(journal, LEFT, state)
    found = healthy.finding("records")
    assert (found.level, found.says) == ("warn", f".partial-{LEFT} was never sealed: {stands}")
    assert found.mend.startswith(f"if no run is going on: {mend}")


@posix_only
@pytest.mark.parametrize(("mode", "warns"), [(0o644, True), (0o640, True), (0o600, False)])
def test_a_dotenv_that_others_may_read_is_a_warning(healthy, mode, warns):
    Path(".env").touch(mode)
    Path(".env").chmod(mode)
    assert [finding.mend for finding in healthy.examine() if finding.name == ".env"] == ["chmod 600 .env"] * warns


@posix_only
def test_fix_mends_says_so_and_looks_again(shell):
    shell.data.mkdir(mode=0o755)
    shell.data.chmod(0o755)
    (shell.folder / ".env").touch()
    (shell.folder / ".env").chmod(0o464)
    before = shell.run("doctor", OPTOUT_BROWSER="nowhere")
    assert "2 of them can be mended for you: optout doctor --fix" in before.out
    assert "means  whoever else uses this machine" in before.out
    assert shell.data.stat().st_mode & 0o777 == 0o755
    after = shell.run("doctor", "--fix", "--json", OPTOUT_BROWSER="nowhere")
    assert "mended: data folder" in after.err
    assert [finding["status"] for finding in after.json["findings"] if finding["name"] == "data folder"] == ["ok"]
    assert not any(finding["fixable"] for finding in after.json["findings"])
    assert (shell.data.stat().st_mode & 0o777, (shell.folder / ".env").stat().st_mode & 0o777) == (0o700, 0o400)


@posix_only
def test_fix_follows_no_link(shell):
    other = shell.folder / "other"
    other.touch()
    other.chmod(0o644)
    (shell.folder / ".env").symlink_to(other)
    ran = shell.run("doctor", "--fix", "--json", OPTOUT_BROWSER="nowhere")
    assert other.stat().st_mode & 0o777 == 0o644
    [told] = [finding for finding in ran.json["findings"] if finding["name"] == ".env"]
    assert (told["status"], told["fixable"], told["mend"]) == ("warn", False, "chmod 600 .env")


@posix_only
def test_the_file_in_one_s_own_configuration_folder_is_looked_at_too(healthy):
    file = own_dotenv()
    file.parent.mkdir(parents=True)
    file.touch()
    file.chmod(0o644)
    assert healthy.finding(".env").open_to_others == file
