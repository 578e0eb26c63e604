"""Each way to tamper with an exported zip or PDF is told in its own words, and what is whole is found whole."""

import hashlib
import io
import shutil

import pikepdf
import pytest
from tests.evidence.parcels import copied
from tests.evidence.samples import reseal
from tests.evidence.tampered_exports import COPY, PDFS, ZIPS, with_checksum

from optout.errors import RecordError
from optout.evidence import export as export_module
from optout.evidence import unpack
from optout.evidence.around import Kept
from optout.evidence.export import handed_out, packed, parcel_of, zipped
from optout.evidence.export_pages import printing
from optout.evidence.folder import Wrong
from optout.evidence.unpack import Packing, all_findings, unpacked
from optout.evidence.verify import whole_record

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def zip_made(parcelled):
    return zipped(parcel_of(whole_record(parcelled, None)))


@pytest.fixture(scope="module")
def pdf_made(browser, parcelled):
    context = browser.new_context()
    made = handed_out(parcel_of(whole_record(parcelled, None)), printing(context.new_page())).data
    context.close()
    return made


@pytest.fixture
def look_at(tmp_path):
    def check(data, kept=None):
        (tmp_path / "file").write_bytes(data)
        return unpacked(tmp_path / "file", kept or Kept(), ())

    return check


def test_a_zip_is_whole(look_at, zip_made, parcelled):
    found = look_at(zip_made)
    assert found.ok, all_findings(found)
    assert found.packing is Packing.ZIP
    assert found.folders[0].folder.name == parcelled.name
    assert found.summary == "the zip is as this program packs one, and its 5 folders are as they were sealed"


def test_a_pdf_is_whole_and_what_was_not_compared_is_said(look_at, pdf_made, parcelled):
    found = look_at(pdf_made)
    assert found.ok, all_findings(found)
    assert found.folders[0].folder.name == parcelled.name
    assert "no fingerprint kept elsewhere was compared" in found.summary
    assert any("the pages after those of START-HERE.pdf" in note for note in found.notes)
    assert not any("data/" in note for note in found.notes)


def test_what_a_pdf_had_no_room_for_is_named(look_at, browser, parcelled, monkeypatch):
    monkeypatch.setattr(export_module, "_MORE", (".json", ".txt"))
    context = browser.new_context()
    found = look_at(handed_out(parcel_of(whole_record(parcelled, None)), printing(context.new_page())).data)
    context.close()
    assert found.ok, all_findings(found)
    assert any("data/01-filled.png" in note for note in found.notes)


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def kept_of(parcelled, **more):
    """Give what a journal keeps of a record; `more` takes the place of a part of it."""
    name, folders = parcelled.name, [one for one in parcelled.parent.iterdir() if one.name.startswith(parcelled.name)]
    return Kept(
        **{
            "fingerprints": {one.name: digest(one / "tagmanifest-sha256.txt") for one in folders},
            "supplements": {name: {one.name for one in folders} - {name}},
            "proofs": {name: {file.name: digest(file) for file in (parcelled / "proofs").iterdir()}},
            **more,
        }
    )


def numbered(name, most):
    return {f"{name}-supplement-{number}" for number in range(1, most + 1)}


KEPT = {
    "another fingerprint": ("fingerprints", lambda _: "0" * 64, Wrong.FINGERPRINT_DIFFERS),
    "a further supplement": ("supplements", lambda name: numbered(name, 5), Wrong.MISSING),
    "a supplement less": ("supplements", lambda name: numbered(name, 3), Wrong.ADDED),
    "a further stamp": ("proofs", lambda _: {"second.tsr": "0" * 64}, Wrong.MISSING),
    "another stamp": ("proofs", lambda _: {"first.tsr": "0" * 64}, Wrong.CHANGED),
}


@pytest.mark.parametrize("name", ["zip_made", "pdf_made"])
@pytest.mark.parametrize("other", KEPT)
def test_what_the_journal_keeps_is_compared(look_at, request, parcelled, name, other):
    data = request.getfixturevalue(name)
    found = look_at(data, kept_of(parcelled))
    assert found.ok, all_findings(found)
    assert "no fingerprint" not in found.summary + found.folders[0].looked.verdict.summary
    part, value, kind = KEPT[other]
    found = look_at(data, kept_of(parcelled, **{part: {parcelled.name: value(parcelled.name)}}))
    assert not found.ok
    assert kind in {one.kind for folder in found.folders for one in folder.looked.verdict.findings}


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_that_was_tampered_with_says_how(look_at, zip_made, parcelled, name):
    found = look_at(ZIPS[name].make(zip_made))
    assert sorted(all_findings(found)) == sorted(says.replace("{id}", parcelled.name) for says in ZIPS[name].says)
    assert not found.ok
    assert "it proves nothing until that is explained" in found.summary


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_that_was_tampered_with_says_how(look_at, pdf_made, parcelled, name):
    found = look_at(PDFS[name].make(pdf_made))
    assert sorted(all_findings(found)) == sorted(says.replace("{id}", parcelled.name) for says in PDFS[name].says)
    assert not found.ok
    assert "it proves nothing until that is explained" in found.summary


def test_every_byte_of_a_pdf_counts(look_at, pdf_made):
    for place in range(9, len(pdf_made), len(pdf_made) // 25):
        changed = bytearray(pdf_made)
        changed[place] ^= 1
        assert not look_at(bytes(changed)).ok, place


def test_every_byte_of_a_zip_counts(look_at, zip_made):
    for place in range(4, len(zip_made), len(zip_made) // 25):
        changed = bytearray(zip_made)
        changed[place] ^= 1
        assert not look_at(bytes(changed)).ok, place


def test_a_rewrite_of_all_of_it_shows_only_against_a_fingerprint_that_was_kept(look_at, parcelled, browser, tmp_path):
    folder = copied(parcelled, tmp_path)
    for one in tmp_path.glob(f"{folder.name}-*"):
        shutil.rmtree(one)
    changed = (folder / "data" / "record.json").read_bytes().replace(b"Please do not", b"Please do so!")
    (folder / "data" / "record.json").write_bytes(changed)
    (folder / "proofs" / "first.tsr").unlink()
    (folder / "proofs" / "first.tsq").unlink()
    (folder / "proofs").rmdir()
    reseal(folder)
    parcel = parcel_of(whole_record(folder, None))
    context = browser.new_context()
    for data in (zipped(parcel), handed_out(parcel, printing(context.new_page())).data):
        assert look_at(data).ok
        assert not look_at(data, kept_of(parcelled)).ok
    context.close()


def test_a_copy_with_smaller_pictures_is_not_called_whole(look_at, pdf_made, parcelled):
    start = (parcelled / "START-HERE.pdf").read_bytes()
    changed = with_checksum(pdf_made.replace(b"%\xd3\xeb\xe9\xe1", b"%\xd3\xeb\xe9\xe2", 1))
    assert pdf_made.startswith(start)
    assert all_findings(look_at(changed)) == (COPY,)


def test_what_is_no_export_is_not_looked_into(look_at, parcelled):
    for data in (b"", b"hello", b"\x89PNG", (parcelled / "START-HERE.pdf").read_bytes()):
        with pytest.raises(RecordError):
            look_at(data)


def test_too_large_a_file_is_not_read(look_at, zip_made, pdf_made, monkeypatch):
    monkeypatch.setattr(unpack, "_ZIP_LIMIT", 100)
    monkeypatch.setattr(unpack, "_PDF_LIMIT", 100)
    for data in (zip_made, pdf_made):
        with pytest.raises(RecordError, match="more than 100 bytes"):
            look_at(data)


def test_nothing_is_left_of_what_was_unpacked(look_at, zip_made, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = {*tmp_path.iterdir()}
    look_at(zip_made)
    assert {*tmp_path.iterdir()} - before == {tmp_path / "file"}


def test_nothing_leaves_the_folder_that_it_is_unpacked_into(look_at, tmp_path, monkeypatch, zip_made):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(inner))
    for name in ("a path that leads out", "a path from the root", "a link"):
        look_at(ZIPS[name].make(zip_made))
    assert {path.name for path in tmp_path.iterdir()} == {"inner", "file"}


def test_a_stamp_that_is_none_is_no_small_matter(look_at, parcelled, tmp_path):
    folder = copied(parcelled, tmp_path)
    (folder / "proofs" / "first.tsr").write_bytes(b"no stamp")
    found = look_at(zipped(parcel_of(whole_record(folder, None))))
    assert not found.ok
    assert "1 problem" in found.summary


def test_an_empty_zip_holds_no_record(look_at):
    assert all_findings(look_at(packed([]))) == ("there is no record in this zip",)


def test_a_pdf_of_somebody_else_that_has_our_line_is_refused_by_its_build(look_at):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    found = look_at(out.getvalue() + b"% SHA-256 of all that stands before this line: x")
    assert not found.ok
