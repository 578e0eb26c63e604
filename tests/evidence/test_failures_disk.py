"""Every write of a run fails once: what was sent stays as it is, and the person is told what is missing and where."""

import json
import re
from contextlib import contextmanager

import pytest
from tests.evidence.disk import Disk
from tests.evidence.stage import conducted, read_on_screen
from tests.run.rig import Rig

from optout.browser.launch import replay_context
from optout.errors import RecordError
from optout.evidence.verify import verify
from optout.exits import Exit
from optout.outcome import State
from optout.run.events import Kind

pytestmark = pytest.mark.faults

PARTS = 8
"""The steps are dealt out to so many tests, so that they can run side by side."""
ALIKE = ("write records/.partial-ID/data/events.jsonl", "chmod ")
"""Steps of which the first and the last stand for all: the same line of the program takes them."""
TOLD = (
    *(f"{call} records/.partial-ID/{file}" for call in ("write", "replace") for file in ("data/01-filled.", "START-")),
    "fsync records",
    "chmod ",
)
"""What cannot be made up for: another write comes later for everything else."""


@contextmanager
def fresh(browser):
    """Give a rig for one run in the same browser, with a journal of its own."""
    with replay_context(browser) as context:  # a gate sees all of its browser, until its context is closed
        rig = Rig(context)
        yield rig
        rig.journal.close()


def worth_failing(steps):
    """Give the numbers of the steps, without those that are like others."""
    chosen = [number for number, step in enumerate(steps) if not step.startswith(ALIKE)]
    for beginning in ALIKE:
        alike = [number for number, step in enumerate(steps) if step.startswith(beginning)]
        chosen += [alike[0], alike[-1]]
    return sorted(chosen)


def run_on(disk, rig, monkeypatch):
    with monkeypatch.context() as patch:
        disk.put_in(patch)
        try:
            return conducted(rig, disk.root / "records")
        except RecordError as error:
            return error


def not_sealed(result, row, records):
    """It is told in one sentence, with the place of what was kept, and nothing there looks sealed."""
    [told] = result.trouble
    [kept] = records.iterdir()
    assert kept.name == f".partial-{result.id}"
    says = rf"the record could not be sealed: [A-Z][\w /-]+; what was kept is in {re.escape(str(kept))}"
    assert re.fullmatch(says, told)
    assert list((kept / "data").iterdir())
    assert (row.record, row.fingerprint) == (None, None)
    screen = read_on_screen(result)
    assert screen.count(told) == 1
    assert "There is no sealed record" in screen
    assert "Sent and received" in screen


def sealed_with_less(result, row, records, step):
    """The record is whole in itself, lists what it lacks, and the person is told."""
    [folder] = records.iterdir()
    assert (folder, result.sealed.fingerprint) == (result.sealed.folder, row.fingerprint)
    assert verify(folder, row.fingerprint).ok
    captures = json.loads((folder / "data/record.json").read_text("utf-8"))["captures"]
    failed = [capture for capture in captures if capture["status"] == "failed"]
    if failed:
        [told] = result.trouble
        assert told.startswith("not in the record: ")
        assert {(c["reason"], c["detail"]["error"]) for c in failed} == {("not_written", "No space left on device")}
        assert len(failed) == told.count(",") + 1
    elif result.trouble:
        [told] = result.trouble
        assert told.startswith("the record is sealed, but not yet safe from changes")
    assert bool(result.trouble) == step.startswith(TOLD)
    assert not any(path.name.endswith(".part") for path in folder.rglob("*"))


def sent_and_confirmed(rig, result):
    assert (rig.sends, result.outcome.state, result.outcome.exit) == (1, State.CONFIRMED, Exit.DONE)
    [row] = rig.journal.entries()
    assert (row.state, bool(row.sent_at)) == (State.CONFIRMED, True)
    return row


def held_to(rig, result, step, records):
    if isinstance(result, RecordError):  # a record that cannot be begun ends the run, and leaves nothing behind
        assert (rig.sends, result.exit) == (0, Exit.ERROR)
        assert "cannot be written: No space left on device" in result.says
        assert not records.exists() or list(records.iterdir()) == []
        assert step.startswith("mkdir")
        return
    row = sent_and_confirmed(rig, result)
    if result.sealed is None:
        not_sealed(result, row, records)
    else:
        sealed_with_less(result, row, records, step)


@pytest.mark.parametrize("part", range(PARTS))
def test_whichever_write_fails_the_outcome_stands_and_the_person_is_told(browser, tmp_path, monkeypatch, part):
    whole = Disk(tmp_path / "whole")
    with fresh(browser) as first:
        assert run_on(whole, first, monkeypatch).trouble == ()
    for number in worth_failing(whole.steps)[part::PARTS]:
        disk = Disk(tmp_path / str(number), fails=number)
        with fresh(browser) as again:
            result = run_on(disk, again, monkeypatch)
            step = disk.steps[number]
            try:
                held_to(again, result, step, disk.root / "records")
            except (AssertionError, ValueError, KeyError) as error:
                pytest.fail(f"step {number}, {step}: {error!r}\n{result}")


def test_a_name_that_is_taken_meanwhile_is_left_alone_and_told(browser, tmp_path):
    def take():
        [partial] = tmp_path.glob(".partial-*")
        taken = tmp_path / partial.name.removeprefix(".partial-")
        taken.mkdir()
        (taken / "theirs.txt").write_text("theirs")

    with fresh(browser) as rig:
        rig.notes.when[Kind.ARMED] = take
        result = conducted(rig, tmp_path)
        sent_and_confirmed(rig, result)
    assert [path.name for path in (tmp_path / result.id).iterdir()] == ["theirs.txt"]
    [told] = result.trouble
    partial = tmp_path / f".partial-{result.id}"
    assert told == f"the record could not be sealed: the record's name is taken; what was kept is in {partial}"
    assert (partial / "data/record.json").is_file()
