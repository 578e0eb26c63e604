"""Each way to tamper with a record is found, by its own name."""

import hashlib
import json
import os
import time

import pytest
from tests.evidence.samples import reseal

from optout.errors import RecordError
from optout.evidence import tree
from optout.evidence.findings import Wrong
from optout.evidence.verify import verify


def flip(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def edit(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def record_with(folder, **changes):
    file = folder / "data" / "record.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


def cut(file, keep):
    file.write_bytes(file.read_bytes()[:keep])


def list_also(folder, line):
    manifest = folder / "manifest-sha256.txt"
    text = manifest.read_text("utf-8")
    manifest.write_text(text + line.replace("HASH", text[:64]) + "\n", "utf-8")
    retag(folder)


def retag(folder):
    """Make the tag manifest agree with a manifest that was edited by hand."""
    manifest = (folder / "manifest-sha256.txt").read_bytes()
    reseal(folder)
    (folder / "manifest-sha256.txt").write_bytes(manifest)
    tags = folder / "tagmanifest-sha256.txt"
    lines = [line for line in tags.read_text("utf-8").splitlines() if not line.endswith("  manifest-sha256.txt")]
    tags.write_text("\n".join([*lines, f"{hashlib.sha256(manifest).hexdigest()}  manifest-sha256.txt", ""]), "utf-8")


def verdict_after(folder, tamper, known=None):
    tamper(folder)
    return verify(folder, known)


def link(folder):
    (folder / "data" / "01-filled.txt").unlink()
    (folder / "data" / "01-filled.txt").symlink_to("/etc/hostname")


def link_folder(folder):
    (folder / "more").symlink_to("/etc")


def pipe(folder):
    (folder / "data" / "01-filled.txt").unlink()
    os.mkfifo(folder / "data" / "01-filled.txt")


def deep(folder):
    (folder / "data" / "a" / "b" / "c" / "d" / "e" / "f").mkdir(parents=True)


def swap(folder):
    first, second = folder / "data" / "01-filled.txt", folder / "data" / "03-confirmation.txt"
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other + b" " * 200)
    second.write_bytes(one + b" " * 200)


def break_timeline(folder):
    edit(folder / "data" / "events.jsonl", "chromium 156", "chromium 157")
    reseal(folder)


def shorten_timeline(folder):
    events = folder / "data" / "events.jsonl"
    events.write_text("".join(events.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    reseal(folder)


def older_bag(folder):
    edit(folder / "bagit.txt", "1.0", "0.97")
    tags = folder / "tagmanifest-sha256.txt"
    lines = [line for line in tags.read_text("utf-8").splitlines() if not line.endswith("  bagit.txt")]
    new = hashlib.sha256((folder / "bagit.txt").read_bytes()).hexdigest()
    tags.write_text("\n".join([*lines, f"{new}  bagit.txt", ""]), "utf-8")


TAMPERED = {
    "a changed byte": (lambda f: flip(f / "data" / "01-filled.png"), {Wrong.CHANGED}),
    "a file cut short": (lambda f: cut(f / "data" / "01-filled.png", 500), {Wrong.TRUNCATED}),
    "a file made empty": (lambda f: cut(f / "data" / "03-confirmation.txt", 0), {Wrong.TRUNCATED}),
    "a file removed": (lambda f: (f / "data" / "01-filled.txt").unlink(), {Wrong.MISSING}),
    "a file added": (lambda f: (f / "data" / "extra.txt").write_text("x"), {Wrong.ADDED}),
    "a file added beside data": (lambda f: (f / "note.txt").write_text("x"), {Wrong.ADDED}),
    "a file renamed": (
        lambda f: (f / "data" / "01-filled.txt").rename(f / "data" / "01-other.txt"),
        {Wrong.RENAMED},
    ),
    "a file renamed in case": (
        lambda f: (f / "data" / "01-filled.txt").rename(f / "data" / "01-FILLED.txt"),
        {Wrong.RENAMED},
    ),
    "two files swapped": (swap, {Wrong.CHANGED}),
    "a changed summary": (lambda f: flip(f / "START-HERE.pdf"), {Wrong.CHANGED}),
    "a link": (link, {Wrong.LINK}),
    "a link to a folder": (link_folder, {Wrong.LINK}),
    "a pipe": (pipe, {Wrong.NOT_A_FILE}),
    "folders too deep": (deep, {Wrong.TOO_DEEP}),
    "a file of two gigabytes": (
        lambda f: os.truncate(f / "data" / "01-filled.png", 2 << 30),
        {Wrong.TOO_LARGE},
    ),
    "no manifest": (lambda f: (f / "manifest-sha256.txt").unlink(), {Wrong.MISSING}),
    "no tag manifest": (lambda f: (f / "tagmanifest-sha256.txt").unlink(), {Wrong.MISSING}),
    "a manifest cut in a line": (
        lambda f: (cut(f / "manifest-sha256.txt", -3), retag(f)),
        {Wrong.MANIFEST_BROKEN, Wrong.ADDED, Wrong.RECORD_DISAGREES},
    ),
    "a manifest with nonsense": (lambda f: list_also(f, "nonsense"), {Wrong.MANIFEST_BROKEN}),
    "a path out of the folder": (lambda f: list_also(f, "HASH  data/../../etc/hostname"), {Wrong.UNSAFE_PATH}),
    "an absolute path": (lambda f: list_also(f, "HASH  /etc/hostname"), {Wrong.UNSAFE_PATH}),
    "a device name": (lambda f: list_also(f, "HASH  data/NUL.txt"), {Wrong.UNSAFE_PATH}),
    "a file listed twice": (lambda f: list_also(f, "HASH  data/01-filled.txt"), {Wrong.LISTED_TWICE}),
    "a file listed that is not there": (
        lambda f: list_also(f, "HASH  data/more.txt"),
        {Wrong.MISSING, Wrong.RECORD_DISAGREES},
    ),
    "another kind of bag": (older_bag, {Wrong.NOT_A_BAG}),
    "a timeline changed with all hashes": (break_timeline, {Wrong.TIMELINE_BROKEN}),
    "a timeline shortened with all hashes": (shorten_timeline, {Wrong.TIMELINE_BROKEN}),
    "a record changed into another shape": (
        lambda f: (record_with(f, status="fine"), reseal(f)),
        {Wrong.RECORD_BROKEN},
    ),
    "a record that is no JSON": (
        lambda f: ((f / "data" / "record.json").write_text("[" * 100_000), reseal(f)),
        {Wrong.RECORD_BROKEN},
    ),
    "a record of a later version": (lambda f: (record_with(f, schema_version=2), reseal(f)), {Wrong.NEWER}),
    "a capture taken out with all hashes": (
        lambda f: ((f / "data" / "01-filled.png").unlink(), reseal(f)),
        {Wrong.RECORD_DISAGREES},
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_by_its_own_name(copy, name):
    tamper, expected = TAMPERED[name]
    verdict = verdict_after(copy, tamper)
    assert {finding.kind for finding in verdict.findings} == expected
    assert not verdict.ok
    assert "problem" in verdict.summary
    assert all(finding.says and "{" not in finding.says for finding in verdict.findings)


def test_every_kind_of_finding_has_a_fixture():
    shown = set.union(*(kinds for _, kinds in TAMPERED.values()))
    by_themselves = {Wrong.UNREADABLE, Wrong.TOO_MANY, Wrong.FINGERPRINT_DIFFERS}
    assert shown | by_themselves == set(Wrong)


def test_an_untouched_record_is_whole_and_the_kept_fingerprint_proves_it(copy, sealed):
    verdict = verify(copy, sealed.fingerprint)
    assert verdict.ok
    assert verdict.fingerprint == sealed.fingerprint
    assert "the fingerprint is the one that was kept" in verdict.summary


def test_without_a_kept_fingerprint_the_limit_is_said(copy):
    verdict = verify(copy)
    assert verdict.ok
    assert "a rewrite of the whole folder would not show" in verdict.summary


def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(copy, sealed):
    record_with(copy, controller="Somebody Else")
    reseal(copy)
    assert verify(copy).ok
    assert [f.kind for f in verify(copy, sealed.fingerprint).findings] == [Wrong.FINGERPRINT_DIFFERS]


def test_the_journals_copy_may_be_in_capital_letters(copy, sealed):
    assert verify(copy, sealed.fingerprint.upper()).ok


def test_a_file_that_cannot_be_read_is_named(copy, monkeypatch):
    real = os.open

    def refuse(path, *rest, **named):
        if str(path).endswith("01-filled.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert [(f.kind, f.file) for f in verify(copy).findings] == [(Wrong.UNREADABLE, "data/01-filled.txt")]


def test_a_folder_with_too_many_files_is_not_read(copy, monkeypatch):
    monkeypatch.setattr(tree, "COUNT_LIMIT", 5)
    verdict = verify(copy)
    assert [f.kind for f in verdict.findings] == [Wrong.TOO_MANY]
    assert "not read" in verdict.summary


def test_a_folder_too_large_in_all_is_not_read(copy, monkeypatch):
    monkeypatch.setattr(tree, "TOTAL_LIMIT", 1000)
    assert [f.kind for f in verify(copy).findings] == [Wrong.TOO_LARGE]


def test_a_changed_summary_leaves_the_evidence_standing(copy):
    flip(copy / "START-HERE.pdf")
    assert verify(copy).summary.startswith("the files in data are as they were sealed")


def test_time_stamps_may_join_a_record_later(copy):
    (copy / "proofs").mkdir()
    (copy / "proofs" / "stamp.tsr").write_bytes(b"x")
    assert verify(copy).ok


def test_a_name_with_control_characters_does_not_reach_the_terminal(copy):
    (copy / "data" / "a\x1b[31m\u202e.txt").write_text("x")
    assert verify(copy).findings[0].says == "data/a[31m.txt was not there when the record was sealed"


@pytest.mark.parametrize("name", ["nothing here", "a file"])
def test_what_is_no_record_is_an_error_and_not_a_verdict(tmp_path, name):
    (tmp_path / "a file").write_text("x")
    with pytest.raises(RecordError):
        verify(tmp_path / name)
    with pytest.raises(RecordError, match="not a record"):
        verify(tmp_path)


def test_a_pipe_is_not_waited_for(copy):
    pipe(copy)
    started = time.monotonic()
    verify(copy)
    assert time.monotonic() - started < 5


def test_a_read_only_record_verifies_where_it_lies(sealed):
    assert verify(sealed.folder, sealed.fingerprint).ok
