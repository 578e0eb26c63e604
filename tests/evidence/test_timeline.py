import hashlib
import json

import pytest

from optout.evidence.record import TimelineEnd
from optout.evidence.timeline import FIRST, TimelineFile, broken_line


def three(tmp_path):
    timeline = TimelineFile(tmp_path / "events.jsonl")
    for kind in ("one", "two", "three"):
        timeline.note(kind, {"address": "https://a.eu/x?token=1"})
    return timeline


def test_each_line_carries_the_hash_of_the_line_before(tmp_path):
    three(tmp_path)
    lines = (tmp_path / "events.jsonl").read_bytes().splitlines()
    before = FIRST
    for number, line in enumerate(lines, start=1):
        event = json.loads(line)
        assert (event["seq"], event["prev"]) == (number, before)
        before = hashlib.sha256(line).hexdigest()


def test_addresses_in_details_are_redacted(tmp_path):
    assert three(tmp_path).events[0].detail == {"address": "https://a.eu/x?token=•••"}


def test_a_moment_is_utc_with_milliseconds(tmp_path):
    three(tmp_path)
    first = json.loads((tmp_path / "events.jsonl").read_text("utf-8").splitlines()[0])
    assert first["at"].endswith("Z")
    assert len(first["at"]) == len("2026-11-24T13:03:12.480Z")


def test_an_unbroken_chain_is_whole(tmp_path):
    timeline = three(tmp_path)
    assert broken_line((tmp_path / "events.jsonl").read_bytes(), timeline.end) is None


def test_a_chain_is_broken_by_a_changed_removed_moved_or_cut_line(tmp_path):
    end = three(tmp_path).end
    a, b, c = (tmp_path / "events.jsonl").read_bytes().splitlines(keepends=True)
    assert "line 3" in str(broken_line(a + b.replace(b"two", b"2wo") + c, end))
    assert "line 2" in str(broken_line(a + c, end))
    assert "line 1" in str(broken_line(b + a + c, end))
    assert "does not end where" in str(broken_line(a + b, end))
    assert broken_line(a + b + c[:-5], end) == "its last line is cut off"
    assert "line 2 is not an event" in str(broken_line(a + b"[" * 100_000 + b"\n", end))


def test_a_full_disk_does_not_stop_a_run_and_the_timeline_is_written_later(tmp_path):
    timeline = TimelineFile(tmp_path / "not there" / "events.jsonl")
    timeline.note("one", {})
    (tmp_path / "not there").mkdir()
    timeline.write()
    assert broken_line((tmp_path / "not there" / "events.jsonl").read_bytes(), timeline.end) is None


def test_an_empty_timeline_is_a_chain(tmp_path):
    assert TimelineFile(tmp_path / "e").end == TimelineEnd(count=0, sha256=FIRST)
    assert broken_line(b"", TimelineEnd(count=0, sha256=FIRST)) is None


@pytest.mark.parametrize(("size", "whole"), [(1_000_000, True), (1_000_001, False)])
def test_the_longest_line_that_is_read_has_a_million_bytes(tmp_path, size, whole):
    timeline = TimelineFile(tmp_path / "events.jsonl")
    timeline.note("one", {"why": "?"})
    line = (tmp_path / "events.jsonl").read_bytes()
    line = line.replace(b'"why": "?"', b'"why": "' + b"x" * (size - len(line) + 1) + b'"')
    assert len(line) == size
    assert broken_line(line, None) == (None if whole else "line 1 is not an event")
