"""Each way to tamper around a record is found, and nothing is said to be well that is not."""

import os

import pytest
from tests.evidence.tampered_around import BLIND, JOURNALS, NAMES, STAMPS, SUPPLEMENTS, WHOLE
from tests.evidence.tsa import Signer
from tests.evidence.world import ONE, OTHER, RECORD, THREE, TWO, make_world

from optout.evidence.stamp import Judged
from optout.evidence.verify import check

AROUND = {**STAMPS, **SUPPLEMENTS, **JOURNALS, **NAMES, **WHOLE, **BLIND}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    return make_world(folder / "records", Signer(folder, "Example Time Stamps"))


@pytest.fixture
def world(made, tmp_path):
    return made.copy(tmp_path / "records")


def checked(world, name):
    return check(world / name, world.kept, world.signer.anchors)


def found(told):
    """Give every finding with the folder that it is about."""
    for one in (told, *told.beside):
        yield from ((one.folder.name, f.kind, f.file) for f in one.findings)


def on_its_systems(name):
    """Skip what this system cannot even make."""
    if os.name == "nt" and "link" in name:
        return pytest.param(name, marks=pytest.mark.skip(reason="not on Windows: it has no such files"))
    return name


@pytest.mark.parametrize("name", [on_its_systems(name) for name in AROUND])
def test_tampering_is_found_by_its_kind_and_the_file(world, name):
    tampered = AROUND[name]
    tampered.make(world)
    told = checked(world, tampered.looked_at)
    at = told.folder.name
    wanted = [(where.rpartition("/")[2], *rest) for where, *rest in tampered.found]
    assert sorted(found(told)) == sorted(wanted), at
    bad = tuple(stamp.why for stamp in told.stamps if stamp.why.judged is not Judged.GOOD)
    assert bad == tampered.stamps
    assert told.ok == tampered.well
    assert tampered.says in told.summary


@pytest.mark.parametrize("name", [RECORD, OTHER, ONE, TWO, THREE])
def test_where_nobody_did_anything_all_is_well(world, name):
    told = checked(world, name)
    assert list(found(told)) == []
    assert told.ok
    assert [stamp.why.judged for stamp in told.stamps] == [Judged.GOOD] * (name == RECORD)


def test_without_a_journal_nothing_is_said_to_be_added(world):
    world.forget()
    assert checked(world, RECORD).ok
