"""`optout delete`: what a person deletes is gone, also though it is read-only, and nothing else is."""

import os
import sys
import time
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, ends, refused
from tests.evidence.handmade import make_record

from optout.evidence.files import make_read_only
from optout.evidence.record import REPLAY
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

ID, OTHER = "2026-11-24-facebook-7k3q", "2026-11-24-facebook-7k3r"
posix = pytest.mark.skipif(not POSIX, reason="needs a terminal, or links as POSIX has them")
WITHOUT_RIGHTS = """
import os, sys
from tests.faults.hooks import obey_modes
obey_modes()
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Runs a command as an ordinary owner of its files: root may write anywhere."""
REFUSED_LAST = """
import os, sys
from pathlib import Path
from optout.cli.entry import main
unlink = Path.unlink
def refusing(path, *given):
    if (path.parent.name, path.name) == ("2026-11-24-facebook-7k3q", "START-HERE.pdf"):
        raise PermissionError(13, "Permission denied")
    unlink(path, *given)
Path.unlink = refusing
main()
"""


@pytest.fixture
def records(shell):
    """Give the folder of two live records, beside two of replays, each with a supplement, all sealed."""
    for name in (f"records/{ID}", f"records/{OTHER}", f"replays/{REPLAY}{ID}", f"replays/{REPLAY}{OTHER}"):
        record, supplement = shell.data / name, shell.data / f"{name}-supplement-1"
        make_record(record)
        make_record(supplement)
        (record / "proofs").mkdir()
        (record / "proofs" / "1-tsa.example.tsr").touch()
        make_read_only(record)
        make_read_only(supplement)
    return shell.data / "records"


@pytest.fixture
def journal(shell, records):
    """Let the journal know one of them as received."""
    kept = Journal(shell.data)
    kept.plan(ID, ObjectionKey("facebook", "Meta Platforms Ireland Limited", "default", "ai-training"))
    kept.arm(ID)
    kept.move(ID, State.SENT)
    kept.move(ID, State.CONFIRMED, due_on="2026-12-25")
    kept.sealed(ID, records / ID, "0" * 64)
    kept.close()


def left(shell):
    """Give the names of all that lies in the folders of records and of replays."""
    return sorted(place.name for kind in ("records", "replays") for place in (shell.data / kind).iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes rights from root as only Linux can")
def test_its_owner_deletes_a_record_that_is_read_only(shell, records):
    program = [sys.executable, "-c", WITHOUT_RIGHTS]
    root = str(Path(__file__).parents[2])
    denied = shell.run("rm", "-rf", str(records / ID), program=program, PYTHONPATH=root)
    assert (denied.code, "Permission denied" in denied.err) == (1, True)
    ran = shell.run("optout", "delete", ID, "--yes", program=program, PYTHONPATH=root)
    assert ran.code == 0, ran.err
    assert not {ID, f"{ID}-supplement-1"} & set(left(shell))


def test_a_record_goes_with_its_supplements_and_time_stamps_and_nothing_else(shell, records):
    (records / f".partial-{ID}-supplement-2").mkdir()
    (shell.data / "complaints").mkdir()
    for name in (ID, OTHER):
        (shell.data / "complaints" / f"{name}-fr.pdf").touch()
    gone, before = {ID, f"{ID}-supplement-1", f".partial-{ID}-supplement-2"}, left(shell)
    ran = shell.run("delete", str(records / ID), ID, "--yes")
    assert (ran.code, ran.out, ran.err.count("deleted: ")) == (0, "", 1), ran.err
    assert left(shell) == [name for name in before if name not in gone]
    assert f"deleted: {ID}, with 2 supplements" in ran.err
    [letter] = [line for line in ran.err.splitlines() if "a letter of complaint" in line]
    assert ID in letter
    assert len(list((shell.data / "complaints").iterdir())) == 2


@pytest.mark.usefixtures("journal")
def test_the_journal_keeps_its_line_and_says_so_and_no_second_objection_is_sent(shell):
    ran = shell.run("delete", ID, "--yes")
    assert "The journal keeps its line, so that nothing is sent twice: optout status" in ran.err
    refused(shell.run("submit", "--yes", DISPLAY=":99"), 0, "this objection was sent before")
    status = shell.run("status")
    assert "received" in status.out
    assert "its record is no longer there" in status.out + status.err
    assert "optout complain" not in status.out + status.err
    assert "Record:" not in status.out + status.err


@pytest.mark.usefixtures("records")
def test_every_replay_goes_and_no_record(shell):
    old, young = (shell.data / "replays" / f".partial-{REPLAY}{name}" for name in ("old", "young"))
    for place in (old, young, shell.data / "replays" / "mine"):
        place.mkdir()
    os.utime(old, (time.time() - 3700,) * 2)
    ran = shell.run("delete", "--replays", "--yes")
    assert ran.code == 0, ran.err
    assert left(shell) == sorted(
        [ID, OTHER, f"{ID}-supplement-1", f"{OTHER}-supplement-1", f".partial-{REPLAY}young", "mine"]
    )
    assert "deleted: 2 records of replays" in ran.err
    assert "There is no record of a replay" in shell.run("delete", "--replays").err


@posix
def test_no_link_is_followed(shell, records):
    outside = shell.folder / "outside"
    make_record(outside / ID)
    (outside / "file").touch()
    (records / "2026-11-24-facebook-link").symlink_to(outside / ID)
    refused(shell.run("delete", "2026-11-24-facebook-link", "--yes"), 1, "this folder is not a record")
    refused(shell.run("delete", str(records / "2026-11-24-facebook-link"), "--yes"), 1, "this folder is not a record")
    (records / ID).chmod(0o700)
    (records / ID / "folder").symlink_to(outside)
    (records / ID / "file").symlink_to(outside / "file")
    (records / f"{ID}-supplement-2").symlink_to(outside / ID)
    assert shell.run("delete", ID, "--yes").code == 0
    assert not (records / ID).exists()
    assert sorted(path.name for path in outside.iterdir()) == [ID, "file"]
    assert (outside / ID / "data" / "record.json").exists()


@pytest.mark.parametrize(
    ("name", "says", "hint"),
    [
        ("nowhere", "there is no such record", "optout status lists the records"),
        (".", "this folder is not a record", ""),
        ("../data/records/2026-11-24-facebook-mine", "this folder is not a record", ""),
        (f"{ID}-supplement-1", "this folder is not a record", ""),
        (f"copies/{ID}", "this record does not lie in the data folder", ""),
        (f"../data/records/deep/{ID}", "this record does not lie in the data folder", ""),
    ],
)
def test_whatever_is_no_record_of_the_data_folder_is_refused_and_so_is_all_that_was_named_with_it(
    shell, records, name, says, hint
):
    make_record(shell.folder / "copies" / ID)
    make_record(records / "deep" / ID)
    (records / "2026-11-24-facebook-mine").mkdir()
    before = left(shell)
    ran = refused(shell.run("delete", OTHER, name, "--yes"), 1, f"error: {says}")
    assert hint in ran.hint
    assert left(shell) == before
    assert (shell.folder / "copies" / ID / "data").exists()


@pytest.mark.usefixtures("records")
def test_without_a_terminal_only_yes_deletes(shell):
    before = left(shell)
    for arguments in ([ID], ["--replays"], [ID, "--json"]):
        ran = shell.run("delete", *arguments)
        assert (ran.code, ran.hint) == (4, "add --yes\n")
        assert "nothing was deleted: that needs your yes" in ran.err
    assert left(shell) == before
    refused(shell.run("delete"), 2, "say which record, or --replays")


@posix
@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize(("typed", "gone"), [("", False), ("n", False), ("y", True)])
def test_at_a_terminal_it_shows_what_goes_and_asks_once(shell, typed, gone):
    terminal = shell.terminal("delete", ID, OTHER, "--replays")
    terminal.expect_exact("Delete for good? [y/N] ")
    shown = terminal.before
    terminal.sendline(typed)
    code, said = ends(terminal)
    for line in (
        f"  {ID}, with 1 supplement: confirmed",
        f"  {OTHER}, with 1 supplement: the journal does not know it",
        "  2 records of replays",
        "A record is your proof",
    ):
        assert line in shown
    assert (code, left(shell) == []) == ((0, True) if gone else (4, False))
    assert ("Nothing was deleted" in said) != gone
    assert "Delete for good?" not in said


@pytest.mark.usefixtures("journal")
def test_the_json_names_what_is_gone_and_what_the_journal_knows(shell):
    told = shell.run("delete", ID, "--replays", "--yes", "--json").json
    assert list(told) == ["schema", "deleted", "replays"]
    [one] = told["deleted"]
    assert (one["id"], one["supplements"], one["in_journal"]) == (ID, [f"{ID}-supplement-1"], True)
    assert Path(one["folder"]) == shell.data / "records" / ID
    assert len(told["replays"]) == 4
    empty = shell.run("delete", "--replays", "--yes", "--json").json
    assert (list(empty), empty["deleted"], empty["replays"]) == (list(told), [], [])


def test_what_could_only_be_deleted_in_part_is_told_and_can_be_named_again(shell, records):
    ran = shell.run("delete", ID, "--yes", program=[sys.executable, "-c", REFUSED_LAST])
    assert ran.code == 1
    assert f"error: {ID} could not be deleted: Permission denied" in ran.err
    assert shell.run("delete", ID, "--yes").code == 0
    assert not (records / ID).exists()
