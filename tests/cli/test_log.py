"""`--log FILE`: a private file with one line an entry, from the first moment, and never over something else."""

import logging
import os
import re
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, refused

from optout.cli.log import log_to
from optout.errors import UsageError
from optout.evidence import BAG

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z optout(\.\w+)+ \S.*")
ENTRY = "2026-12-02T14:50:00.000Z optout.cli.log exit code 0\n"
logger = logging.getLogger("optout.run.locator")


@pytest.mark.faults
def test_a_replay_says_in_a_private_log_what_was_looked_for_and_how_it_ended(shell):
    ran = shell.run("replay", "facebook", "--log", "why.log")
    assert ran.code == 0, ran.err
    file = shell.folder / "why.log"
    lines = file.read_text("utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    text = "\n".join(lines)
    for entry in (
        "phase: sign_in",
        "phase: await_confirmation",
        "target email_again: rejected textbox",
        "outcome: confirmed, confirmed_by_words",
        "exit code 0",
    ):
        assert entry in text
    if POSIX:
        assert file.stat().st_mode & 0o777 == 0o600


def test_the_log_is_written_from_the_first_moment_and_nothing_else_is_made(shell):
    ran = shell.run("replay", "no-such-flow", "--log", "why.log")
    assert ran.code == 2
    assert "ended with UsageError" in (shell.folder / "why.log").read_text("utf-8")
    assert not shell.data.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay", "--list", "--log", "why.log"),
        ("status", "--log", "why.log"),
    ],
    ids=" ".join,
)
def test_a_log_is_refused_where_no_flow_is_carried_out(shell, arguments):
    refused(shell.run(*arguments), 2, "error: --")
    assert not (shell.folder / "why.log").exists()


def test_a_second_run_is_added_and_the_log_becomes_private(tmp_path):
    file = tmp_path / "why.log"
    file.write_text(ENTRY, "utf-8")
    file.chmod(0o644)
    with log_to(file, tmp_path):
        logger.debug("another entry")
    text = file.read_text("utf-8")
    assert text.startswith(ENTRY)
    assert text.endswith(" optout.run.locator another entry\n")
    assert not POSIX or file.stat().st_mode & 0o777 == 0o600


def test_an_entry_is_one_line_whatever_a_page_calls_its_fields(tmp_path):
    file = tmp_path / "why.log"
    with log_to(file, tmp_path):
        logger.debug("rejected textbox html name=%s", "a\nb\x1b[2J\u202ec" + "d" * 2000)
    last = file.read_text("utf-8").splitlines()[-1]
    assert "html name=a b[2Jcddd" in last
    assert len(last) == 500


def existing_file(folder):
    (folder / "why.txt").write_text("My comment.", "utf-8")
    return folder / "why.txt"


def database(folder):
    (folder / "journal.db").write_bytes(b"SQLite format 3\x00\xff")
    return folder / "journal.db"


def in_sealed_record(folder):
    (folder / "copy" / "data").mkdir(parents=True)
    (folder / "copy" / BAG).touch()
    return folder / "copy" / "data" / "why.log"


def in_record_being_written(folder):
    (folder / "records" / ".partial-1").mkdir(parents=True)
    return folder / "records" / ".partial-1" / "why.log"


def by_link_into_record(folder):
    inside = in_sealed_record(folder)
    (folder / "link.log").symlink_to(inside)
    return folder / "link.log"


NOT_WRITTEN = {
    existing_file: "is something else than a log",
    database: "is something else than a log",
    in_sealed_record: "lies in a record",
    in_record_being_written: "lies in a record",
    by_link_into_record: "lies in a record",
    lambda folder: folder: "cannot be written",
    lambda folder: folder / "nowhere" / "why.log": "cannot be written",
}


@pytest.mark.parametrize("make", NOT_WRITTEN)
def test_no_other_file_and_no_record_is_written_into(tmp_path, make):
    file = make(tmp_path)
    before = {place: place.read_bytes() for place in tmp_path.rglob("*") if place.is_file()}
    with pytest.raises(UsageError, match=NOT_WRITTEN[make]), log_to(file, tmp_path):
        pass
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert not logging.getLogger("optout").isEnabledFor(logging.DEBUG)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_noticed_and_does_not_disturb_the_run(tmp_path, capsys):
    with log_to(Path("/dev/full"), tmp_path) as log:
        logger.debug("lost")
    assert not log.is_complete
    assert capsys.readouterr() == ("", "")


def test_afterwards_nothing_is_logged_any_more(tmp_path):
    file = tmp_path / "why.log"
    program = logging.getLogger("optout")
    before = (program.level, program.propagate, list(program.handlers))
    with log_to(file, tmp_path):
        pass
    assert (program.level, program.propagate, list(program.handlers)) == before
    assert os.linesep not in file.read_text("utf-8").rstrip()
