"""A step of a run's writing fails: what was sent stays as it is, and the person is told what is
missing and where.

A write fails in the kernel, where the opened file leads to `/dev/full`; all else is refused at the
call.
"""

import errno
import json
import os
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from tests.evidence.stage import conducted, read_on_screen
from tests.run.rig import Rig

from optout.browser.launch import replay_context
from optout.errors import Exit, RecordError
from optout.evidence.verify import verify
from optout.outcome import State

pytestmark = pytest.mark.faults

LESS, UNSAFE, MADE_UP_FOR = "not in the record: ", " is sealed, but not yet safe from changes", ""
PARTIAL = "records/.partial-*"
NOT_BEGUN = [("mkdir", "records"), ("mkdir", f"{PARTIAL}/data")]
NOT_SEALED = [("write", f"{PARTIAL}/manifest-sha256.txt"), ("rename", PARTIAL)]
SEALED = {  # what is told of the record
    ("write", f"{PARTIAL}/data/01-filled.png.part"): LESS,
    ("replace", f"{PARTIAL}/data/01-filled.txt.part"): LESS,
    ("write", f"{PARTIAL}/START-HERE.pdf.part"): LESS,
    ("write", f"{PARTIAL}/data/events.jsonl"): MADE_UP_FOR,
    ("fsync", "records"): UNSAFE,
    ("chmod", "records/*"): UNSAFE,
}


@pytest.fixture
def rig(browser):
    with replay_context(
        browser
    ) as context:  # a gate sees all of its browser, until its context is closed
        rig = Rig(context)
        yield rig
        rig.journal.close()


@pytest.fixture
def run_on(rig, tmp_path, monkeypatch):
    """Give a function that carries out an objection while the first such step fails, and gives what
    came of it.
    """

    def carry_out(call, glob):
        waiting, real = [str(tmp_path / glob)], getattr(os, "open" if call == "write" else call)

        def refusing(path, *rest, **more):
            at = str(
                Path(f"/proc/self/fd/{path}").readlink()
                if call == "fsync"
                else Path(path).absolute()
            )
            writes = call != "write" or rest[0] & os.O_CREAT
            if not (waiting and writes and fnmatch(at, waiting[0]) and waiting.pop()):
                return real(path, *rest, **more)
            if call != "write":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), at)
            os.close(real(path, *rest, **more))
            return real("/dev/full", os.O_WRONLY)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open" if call == "write" else call, refusing)
            try:
                return conducted(rig, tmp_path / "records")
            except RecordError as error:
                return error
            finally:
                assert waiting == [], "no such step was taken"

    return carry_out


def sent_and_confirmed(rig, result):
    assert (rig.sends, result.outcome.state, result.outcome.exit) == (1, State.CONFIRMED, Exit.DONE)
    [row] = rig.journal.entries()
    assert (row.state, bool(row.sent_at)) == (State.CONFIRMED, True)
    return row


@pytest.mark.parametrize(("call", "glob"), NOT_BEGUN)
def test_a_record_that_cannot_be_begun_ends_the_run_and_leaves_nothing_behind(
    rig, run_on, tmp_path, call, glob
):
    came = run_on(call, glob)
    assert (rig.sends, came.exit) == (0, Exit.ERROR)
    assert "cannot be written: No space left on device" in came.message
    assert [*tmp_path.rglob("*")] in ([], [tmp_path / "records"])


@pytest.mark.parametrize(("call", "glob"), NOT_SEALED)
def test_where_it_cannot_be_sealed_the_outcome_stands_and_nothing_that_was_kept_looks_sealed(
    rig, run_on, tmp_path, call, glob
):
    result = run_on(call, glob)
    row = sent_and_confirmed(rig, result)
    [told] = result.trouble
    [kept] = (tmp_path / "records").iterdir()
    assert kept.name == f".partial-{result.id}"
    says = rf"the record could not be sealed: [A-Z][\w /-]+; what was kept is in {re.escape(str(kept))}"
    assert re.fullmatch(says, told)
    assert list((kept / "data").iterdir())
    assert (row.record, row.fingerprint) == (None, None)
    screen = read_on_screen(result)
    assert screen.count(told) == 1
    assert "There is no sealed record" in screen
    assert "Sent and received" in screen


@pytest.mark.parametrize(("call", "glob"), SEALED)
def test_a_record_that_was_sealed_is_whole_in_itself_and_lists_what_it_lacks(
    rig, run_on, call, glob
):
    result = run_on(call, glob)
    row, folder = sent_and_confirmed(rig, result), result.sealed.folder
    assert [*folder.parent.iterdir()] == [folder]
    assert result.sealed.fingerprint == row.fingerprint
    assert verify(folder, row.fingerprint).ok
    assert not any(path.name.endswith(".part") for path in folder.rglob("*"))
    told = SEALED[call, glob]
    assert [told in one for one in result.trouble] == [True] * bool(told)
    captures = json.loads((folder / "data/record.json").read_text("utf-8"))["captures"]
    failed = [
        (one["reason"], one["detail"]["error"]) for one in captures if one["status"] == "failed"
    ]
    lacks = result.trouble[0].count(",") + 1 if told == LESS else 0
    assert failed == [("not_written", "No space left on device")] * lacks


def test_a_name_that_is_taken_meanwhile_is_left_alone_and_told(rig, tmp_path):
    def take():
        [partial] = tmp_path.glob(".partial-*")
        taken = tmp_path / partial.name.removeprefix(".partial-")
        taken.mkdir()
        (taken / "theirs.txt").write_text("theirs")

    rig.notes.when["armed"] = take
    result = conducted(rig, tmp_path)
    sent_and_confirmed(rig, result)
    assert [path.name for path in (tmp_path / result.id).iterdir()] == ["theirs.txt"]
    [told] = result.trouble
    partial = tmp_path / f".partial-{result.id}"
    assert (
        told == f"the record could not be sealed: its name is taken; what was kept is in {partial}"
    )
    assert (partial / "data/record.json").is_file()
