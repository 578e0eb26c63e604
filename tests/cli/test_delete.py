"""`optout delete`: what a person deletes is gone, also though it is read-only, and nothing
else is.
"""

import os
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, ends, refused
from tests.evidence.handmade import make_record
from tests.rows import put

from optout.evidence.files import make_read_only
from optout.evidence.record import REPLAY
from optout.journal import Journal
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


@pytest.fixture
def records(shell):
    """Give the folder of two live records, of which the journal knows one, beside two of replays,
    all sealed.
    """
    for name in (
        f"records/{ID}",
        f"records/{OTHER}",
        f"replays/{REPLAY}{ID}",
        f"replays/{REPLAY}{OTHER}",
    ):
        record, supplement = shell.data / name, shell.data / f"{name}-supplement-1"
        make_record(record)
        make_record(supplement)
        (record / "proofs").mkdir()
        (record / "proofs" / "1-tsa.example.tsr").touch()
        make_read_only(record)
        make_read_only(supplement)
    with closing(Journal(shell.data)) as journal:
        put(journal, ID, State.CONFIRMED)
        journal.note_record(ID, shell.data / "records" / ID, "0" * 64)
    return shell.data / "records"


def left(shell):
    """Give the names of all that lies in the folders of records and of replays."""
    return sorted(
        place.name for kind in ("records", "replays") for place in (shell.data / kind).iterdir()
    )


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="takes rights from root as only Linux can"
)
def test_its_owner_deletes_a_record_that_is_read_only(shell, records):
    program = [sys.executable, "-c", WITHOUT_RIGHTS]
    root = str(Path(__file__).parents[2])
    assert shell.run("rm", "-rf", str(records / ID), program=program, PYTHONPATH=root).code == 1
    ran = shell.run("optout", "delete", ID, "--yes", program=program, PYTHONPATH=root)
    assert ran.code == 0, ran.err
    assert not {ID, f"{ID}-supplement-1"} & set(left(shell))


def test_a_record_goes_with_all_that_was_added_and_nothing_else_and_no_second_objection_is_sent(
    shell, records
):
    (records / f".partial-{ID}-supplement-2").mkdir()
    (shell.data / "complaints").mkdir()
    for name in (ID, OTHER):
        (shell.data / "complaints" / f"{name}-fr.pdf").touch()
    gone, before = {ID, f"{ID}-supplement-1", f".partial-{ID}-supplement-2"}, left(shell)
    ran = shell.run("delete", str(records / ID), ID, "--yes")
    assert (ran.code, ran.out, ran.err.count("deleted: ")) == (0, "", 1), ran.err
    assert left(shell) == [name for name in before if name not in gone]
    assert f"deleted: {ID}, with 2 supplements" in ran.err
    assert "The journal keeps its line, so that nothing is sent twice: optout status" in ran.err
    [letter] = [line for line in ran.err.splitlines() if "a letter of complaint" in line]
    assert ID in letter
    assert len(list((shell.data / "complaints").iterdir())) == 2
    refused(
        shell.run("submit", "facebook", "--yes", DISPLAY=":99"), 0, "there is an earlier objection"
    )
    status = shell.run("status").out
    assert "received" in status
    assert "its record is no longer there" in status
    assert "Record:" not in status


@pytest.mark.usefixtures("records")
def test_every_replay_goes_and_no_record(shell):
    old, young = (shell.data / "replays" / f".partial-{REPLAY}{name}" for name in ("old", "young"))
    for place in (old, young, shell.data / "replays" / "mine"):
        place.mkdir()
    os.utime(old, (time.time() - 3700,) * 2)
    told = shell.run("delete", "--replays", "--yes", "--json").json
    assert (list(told), told["deleted"], len(told["replays"])) == (
        ["schema", "deleted", "replays", "left"],
        [],
        5,
    )
    assert left(shell) == sorted(
        [
            ID,
            OTHER,
            f"{ID}-supplement-1",
            f"{OTHER}-supplement-1",
            f".partial-{REPLAY}young",
            "mine",
        ]
    )
    assert "There is no record of a replay" in shell.run("delete", "--replays").err


@posix
def test_no_link_is_followed(shell, records):
    outside = shell.folder / "outside"
    make_record(outside / ID)
    (outside / "file").touch()
    (records / "2026-11-24-facebook-link").symlink_to(outside / ID)
    for name in ("2026-11-24-facebook-link", str(records / "2026-11-24-facebook-link")):
        refused(shell.run("delete", name, "--yes"), 1, "this folder is not a record")
    (records / ID).chmod(0o700)
    (records / ID / "folder").symlink_to(outside)
    (records / ID / "file").symlink_to(outside / "file")
    (records / f"{ID}-supplement-2").symlink_to(outside / ID)
    [one] = shell.run("delete", ID, "--yes", "--json").json["deleted"]
    supplements = [f"{ID}-supplement-1"]
    assert (one["id"], one["folder"], one["supplements"], one["in_journal"]) == (
        ID,
        str(records / ID),
        supplements,
        True,
    )
    assert not (records / ID).exists()
    assert sorted(path.name for path in outside.iterdir()) == [ID, "file"]
    assert (outside / ID / "data" / "record.json").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "there is no such record"),
        (".", "this folder is not a record"),
        ("../data/records/2026-11-24-facebook-mine", "this folder is not a record"),
        (f"{ID}-supplement-1", "this folder is not a record"),
        (f"copies/{ID}", "this record does not lie in the data folder"),
        (f"../data/records/deep/{ID}", "this record does not lie in the data folder"),
    ],
)
def test_whatever_is_no_record_is_refused_and_so_is_all_that_was_named_with_it(
    shell, records, name, says
):
    make_record(shell.folder / "copies" / ID)
    make_record(records / "deep" / ID)
    (records / "2026-11-24-facebook-mine").mkdir()
    before = left(shell)
    refused(shell.run("delete", OTHER, name, "--yes"), 1, f"error: {says}")
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
@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("typed", "gone"), [("", False), ("y", True)])
def test_at_a_terminal_it_shows_what_goes_and_asks_once(shell, typed, gone):
    terminal = shell.terminal("delete", ID, OTHER, "--replays")
    terminal.expect_exact("Delete for good? [y/N] ")
    for line in (
        f"{ID}, with 1 supplement: confirmed",
        f"{OTHER}, with 1 supplement: the journal does not know it",
    ):
        assert line in terminal.before
    assert "  2 records of replays" in terminal.before
    terminal.sendline(typed)
    code, said = ends(terminal)
    assert (code, left(shell) == []) == ((0, True) if gone else (4, False))
    assert ("Nothing was deleted" in said) != gone


def test_copies_that_were_exported_and_letters_are_named_and_stay(shell, records):
    kept = [
        shell.data / f"exports/{ID}.zip",
        shell.data / f"exports/{ID}.pdf",
        shell.data / f"complaints/{ID}-x.pdf",
    ]
    for file in (*kept, shell.data / f"exports/{OTHER}.zip"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
    ran = shell.run("delete", ID, "--yes")
    assert ran.code == 0, ran.err
    for file in kept:
        assert (str(file) in ran.err, file.exists()) == (True, True)
    assert f"{OTHER}.zip" not in ran.err
    told = shell.run("delete", OTHER, "--yes", "--json").json
    assert told["left"] == [str(shell.data / f"exports/{OTHER}.zip")]
