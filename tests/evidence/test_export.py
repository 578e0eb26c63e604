"""A record as one zip: all of it, the same bytes each time, and what personal data it holds is
said.
"""

import hashlib
import io
import os
import re
import stat
import warnings
import zipfile
from dataclasses import replace

import pikepdf
import pytest
from tests.evidence.mails import MAIL
from tests.evidence.papers import texts
from tests.evidence.parcels import copied

from optout.errors import RecordError
from optout.evidence.export import Parcel, pdf_with_files, personal_data, zipped
from optout.evidence.folder import FindingKind
from optout.evidence.unpack import unzipped
from optout.evidence.verify import KnownHashes, check, whole_record


@pytest.fixture(scope="module")
def parcel(parcelled):
    return Parcel(whole_record(parcelled, None))


@pytest.fixture(scope="module")
def made(parcel):
    return zipped(parcel)


def test_it_holds_every_file_of_the_record_its_supplements_and_its_proofs(parcelled, made):
    folders = [one for one in parcelled.parent.iterdir() if one.name.startswith(parcelled.name)]
    files = [file for one in folders for file in one.rglob("*") if file.is_file()]
    there = {file.relative_to(parcelled.parent).as_posix() for file in files}
    assert {entry.filename for entry, _ in entries(made)} == there | {"export-sha256.txt"}
    assert len(folders) == 5
    assert f"{parcelled.name}/proofs/first.tsr" in there


def test_it_is_the_same_bytes_whatever_a_copy_looks_like_and_a_file_that_cannot_be_read_ends_it(
    parcelled, made, tmp_path
):
    other = copied(parcelled, tmp_path)
    os.utime(other / "START-HERE.pdf", (1, 1))
    (other / "data" / "record.json").chmod(0o777)
    parcel = Parcel(whole_record(other, None))
    (other / "note.txt").write_text("joins it while the person is asked")
    assert zipped(parcel) == made
    (other / "START-HERE.pdf").unlink()
    with pytest.raises(RecordError):
        zipped(parcel)
    del parcel.trees[0].sizes["START-HERE.pdf"]
    with pytest.raises(RecordError, match="has no START-HERE"):
        pdf_with_files(parcel)


SAID = [
    ("email", "your e-mail address: ada@example.eu"),
    ("entered", "what you entered: Comment: 67 characters"),
    ("pictures", "2 pictures of the page, with everything on it, such as other people's names"),
    ("rest", "whatever else START-HERE.pdf and the folder data say about you"),
    (
        "mail",
        "an e-mail from Privacy Operations <privacy@support.example.eu> to ada@example.org, “Your objection”",
    ),
    ("mail", "an e-mail from"),
    ("attached", "a file that you attached, as you gave it, with all that it says: note.txt"),
    ("attached", "a file that you attached"),
]


def test_each_kind_of_personal_data_is_said(parcel):
    told = [*personal_data(parcel)]
    assert [kind for kind, _ in told] == [kind for kind, _ in SAID]
    assert [
        (wanted, str(says))
        for (_, says), (_, wanted) in zip(told, SAID, strict=True)
        if wanted not in says
    ] == []


def test_the_name_that_the_person_gave_is_said_too(parcelled):
    base = whole_record(parcelled, None)
    named = base.record.model_copy(update={"contact_name": "Ada Example"})
    told = [str(says) for _, says in personal_data(Parcel(replace(base, record=named)))]
    assert "your name, as you gave it: Ada Example" in told


def entries(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(entry, archive.read(entry)) for entry in archive.infolist()]


def packed(found, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name is there already
        for entry, content in found:
            archive.writestr(entry, content)
    return out.getvalue()


def linked(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


# What is in the zip of somebody else, by the record's name, and what is found to be in it that
# belongs to no record.
ZIPS = {
    "packed anew and compressed": (
        lambda found, _: packed([(e.filename, c) for e, c in found], 8),
        [],
    ),
    "with its folders": (lambda found, own: packed([(f"{own}/", b""), *found]), []),
    "with a path that leads out": (
        lambda found, _: packed([*found, ("../out.txt", b"x")]),
        [FindingKind.ADDED],
    ),
    "with a path of Windows": (
        lambda found, own: packed([*found, (f"{own}/data\\x", b"x")]),
        [FindingKind.ADDED],
    ),
    "with a link": (
        lambda found, own: packed([*found, (linked(f"{own}/data/l"), b"/etc/hostname")]),
        [],
    ),
    "with a file twice": (
        lambda found, own: packed([*found, (f"{own}/data/record.json", b"x")]),
        [FindingKind.ADDED],
    ),
    "with a file more": (lambda found, own: packed([*found, (f"{own}/more.txt", b"x")]), []),
    "in one more folder": (lambda found, _: packed(inside("case", found)), []),
    "in folders that lead out": (lambda found, _: packed(inside("a/../..", found)), []),
    "beside what a system knows of its files": (
        lambda found, own: packed([*inside("case", found), (f"__MACOSX/case/{own}/._data", b"x")]),
        [FindingKind.ADDED],
    ),
    "packed once more": (lambda found, own: packed([(f"case/{own}.zip", packed(found))]), []),
    "packed once more beside a file": (
        lambda found, own: packed([(f"{own}.zip", packed(found)), ("letter.txt", b"x")]),
        [FindingKind.ADDED],
    ),
}
WHOLE = {
    "packed anew and compressed",
    "with its folders",
    "in one more folder",
    "in folders that lead out",
    "packed once more",
}


def inside(folder, found):
    """Give the files of a zip with a folder around them."""
    return [(f"{folder}/{entry.filename}", content) for entry, content in found]


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_is_unpacked_within_bounds_and_then_verified(parcelled, made, tmp_path, name):
    make, kinds = ZIPS[name]
    into, file = tmp_path / "into", tmp_path / "it.zip"
    into.mkdir()
    file.write_bytes(make(entries(made), parcelled.name))
    folder, found = unzipped(file, into)
    assert (folder, [one.kind for one in found]) == (into / parcelled.name, kinds)
    assert (check(folder, KnownHashes(), ()).ok and not found) is (name in WHOLE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "it.zip"]
    assert not any(path.is_symlink() for path in into.rglob("*"))


def with_gap(data):
    """Move all but the first file of a zip, and say in its directory where they are now."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second, directory = archive.infolist()[1].header_offset, archive.start_dir
    moved = bytearray(data[:second] + b"hidden" + data[second:])
    at = directory + 6
    first = True
    while moved[at : at + 4] == b"PK\x01\x02":
        lengths = (int.from_bytes(moved[at + n : at + n + 2], "little") for n in (28, 30, 32))
        if not first:
            offset = int.from_bytes(moved[at + 42 : at + 46], "little") + 6
            moved[at + 42 : at + 46] = offset.to_bytes(4, "little")
        first, at = False, at + 46 + sum(lengths)
    moved[at + 16 : at + 20] = (directory + 6).to_bytes(4, "little")
    return bytes(moved)


UNEXPLAINED = {
    "before": (lambda data: b"%PDF-1.7 x" + data, "has 10 bytes before the zip begins"),
    "between": (with_gap, "has 6 bytes between its files"),
    "behind": (lambda data: data + b"<html>", "has 6 bytes behind its end"),
    "as a comment": (lambda data: data[:-2] + b"\x03\0abc", "has 3 bytes behind its end"),
}


@pytest.mark.parametrize("name", UNEXPLAINED)
@pytest.mark.parametrize("twice", [False, True], ids=["a zip", "a zip in a zip"])
def test_bytes_that_no_file_of_a_zip_explains_are_reported(parcelled, made, tmp_path, name, twice):
    change, says = UNEXPLAINED[name]
    data = change(made)
    data = packed([(f"{parcelled.name}.zip", data)]) if twice else data
    (tmp_path / "it.zip").write_bytes(data)
    folder, [found] = unzipped(tmp_path / "it.zip", tmp_path / "into")
    assert says in found.message
    assert check(folder, KnownHashes(), ()).ok


def test_a_zip_whose_sizes_stand_behind_its_data_has_no_unexplained_bytes(
    parcelled, made, tmp_path
):
    class Pipe(io.RawIOBase):
        """What cannot be read or gone back in, so that sizes are written behind the data."""

        written = b""

        def writable(self):
            return True

        def write(self, data):
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries(made):
            archive.writestr(entry.filename, content)
    (tmp_path / "it.zip").write_bytes(pipe.written)
    assert unzipped(tmp_path / "it.zip", tmp_path / "into")[1] == []


NO_ZIPS = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[:-30],
    "of nobody": lambda _: packed([("a/b.txt", b"x")]),
    "with a changed byte": lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
    "of too many files": lambda data: packed(
        [*entries(data), *((f"x/{n}", b"") for n in range(5_001))]
    ),
    "of a gigabyte": lambda data: packed(
        [*entries(data), ("x", b"x" * 5_000_001)], zipfile.ZIP_DEFLATED
    ),
}


@pytest.mark.parametrize("name", NO_ZIPS)
def test_what_is_no_whole_zip_of_a_record_or_would_unpack_to_gigabytes_is_refused(
    made, tmp_path, monkeypatch, name
):
    monkeypatch.setattr("optout.evidence.unpack.zip_file.SIZE_LIMIT", 5_000_000)
    (tmp_path / "it.zip").write_bytes(NO_ZIPS[name](made))
    with pytest.raises(RecordError):
        unzipped(tmp_path / "it.zip", tmp_path / "into")


OTHER = "2026-01-01-example-form-aaaa"
SEVERAL = {
    "two folders": lambda found, _: packed([*found, (f"{OTHER}/tagmanifest-sha256.txt", b"x")]),
    "the same in two folders": lambda found, _: packed([*found, *inside("older", found)]),
    "two zips": lambda found, own: packed(
        [(f"{name}.zip", packed(found)) for name in (own, OTHER)]
    ),
    "a folder and a zip": lambda found, own: packed([*found, (f"{own}.zip", packed(found))]),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_a_zip_with_several_records_is_refused_and_they_are_named(parcelled, made, tmp_path, name):
    (tmp_path / "it.zip").write_bytes(SEVERAL[name](entries(made), parcelled.name))
    with pytest.raises(
        RecordError, match=f"there are several records in this zip.*{parcelled.name}"
    ):
        unzipped(tmp_path / "it.zip", tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_the_pdf_has_the_pages_of_the_summary_and_every_file(parcel, parcelled):
    made = pdf_with_files(parcel)
    sealed = (parcelled / "START-HERE.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(made)) as pdf, pikepdf.open(io.BytesIO(sealed)) as summary:
        assert len(pdf.pages) > len(summary.pages)  # and those that list what is attached
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    assert inside["START-HERE.pdf"] == sealed
    assert inside["supplement-1-attached.eml"] == MAIL
    assert inside["proofs-first.tsr"] == (parcelled / "proofs" / "first.tsr").read_bytes()
    assert inside["export-sha256.txt"] == parcel.list
    assert len(inside) == 1 + sum(len(tree.sizes) for tree in parcel.trees)
    assert pdf_with_files(parcel) == made


def test_the_pdf_prints_the_fingerprints_and_the_hash_of_each_file(parcel, parcelled):
    made = pdf_with_files(parcel)
    last = "".join(texts(made)[len(texts((parcelled / "START-HERE.pdf").read_bytes())) :])
    assert parcel.fingerprint in last.partition("Fingerprint of the record alone")[0]
    assert parcel.base.fingerprint in last.partition("Fingerprint of supplement 1")[0]
    for supplement in parcel.added:
        tags = parcelled.with_name(supplement.folder) / "tagmanifest-sha256.txt"
        _, _, after = last.partition(f"Fingerprint of supplement {supplement.number}, which")
        assert hashlib.sha256(tags.read_bytes()).hexdigest() in after[:200]
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for name, spec in pdf.attachments.items():
            digest = hashlib.sha256(spec.get_file().read_bytes()).hexdigest()
            assert re.search(rf"{digest}\s+{re.escape(name)}", last), name
