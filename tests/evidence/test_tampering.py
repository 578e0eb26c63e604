"""Each way to tamper with a record is found, by its kind and the file it is about."""

import os
import sys

import pytest
from tests.evidence.handmade import BESIDE, MANIFEST, PAYLOAD, TAGS, flip, make_record
from tests.evidence.tampered_files import CONTENTS, NAMING, PLACES
from tests.evidence.tampered_lists import DESCRIPTIONS, LISTS

from optout.evidence.folder import Wrong
from optout.evidence.verify import verify

TAMPERINGS = {**CONTENTS, **NAMING, **PLACES, **LISTS, **DESCRIPTIONS}
EVERY_FILE = (*PAYLOAD, *BESIDE, MANIFEST, TAGS)
NOT_UTF_8 = "a name that is no text"
NAMES_OF_POSIX = {"a name with a space at its end", "a name that would drive a terminal", NOT_UTF_8}


@pytest.fixture
def folder(tmp_path):
    make_record(tmp_path / "record")
    return tmp_path / "record"


def on_its_systems(name):
    """Skip what this system cannot even make."""
    if os.name == "nt" and (name in PLACES or name in NAMES_OF_POSIX):
        return pytest.param(name, marks=pytest.mark.skip(reason="not on Windows: it has no such files or names"))
    if sys.platform == "darwin" and name == NOT_UTF_8:
        return pytest.param(name, marks=pytest.mark.skip(reason="not on macOS: every name is UTF-8 there"))
    return name


@pytest.mark.parametrize("name", [on_its_systems(name) for name in TAMPERINGS])
def test_tampering_is_found_by_its_kind_and_the_file(folder, name):
    TAMPERINGS[name].make(folder)
    verdict = verify(folder)
    assert {(f.kind, f.file) for f in verdict.findings} == set(TAMPERINGS[name].found)
    assert not verdict.ok
    assert "problem" in verdict.summary


@pytest.mark.parametrize("name", EVERY_FILE)
def test_a_bit_flipped_in_any_file_is_found(folder, name):
    flip(folder / name)
    verdict = verify(folder)
    assert verdict.findings
    # A flipped list cannot itself say which of the two was changed; any other file is named.
    assert name in {MANIFEST, TAGS} or name in {f.file for f in verdict.findings}


@pytest.mark.parametrize("name", EVERY_FILE)
def test_any_file_removed_is_found_and_named(folder, name):
    (folder / name).unlink()
    assert [(f.kind, f.file) for f in verify(folder).findings] == [(Wrong.MISSING, name)]


def test_the_handmade_record_is_whole(folder):
    assert verify(folder).ok
