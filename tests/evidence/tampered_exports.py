"""Every way to tamper with an exported zip or PDF, and the sentences that say so; `{id}` stands for the record's id."""

import hashlib
import io
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from optout.evidence.archive_pdf import CHECKSUM, updated
from optout.evidence.export import packed

UNLIKE = "the zip is not as this program writes one: something was added to it, cut off, or packed anew"
UNSEALED = "{} was not there when the record was sealed"
ENDS = "this PDF does not end as this program ends one: something was added to it, or cut off"
OWN = "this PDF was changed since it was made: its own checksum is of other bytes"
PAGES = "its pages do not begin with those of START-HERE.pdf: what shows is not what was sealed"
COPY = (
    "the first pages are not START-HERE.pdf as it was sealed: "
    "they are a copy with smaller pictures, or they were changed"
)
ACTS = "this PDF holds something that acts, such as a script, a form or a link"
DEVICE = "some systems take for a device or another file"
HIDDEN = "this PDF holds a file that its list of files does not name"
OTHER = "the record {id} beside it does not have the fingerprint that it had when this was attached"
NOT_BESIDE = tuple(f"{{id}}-supplement-{number}: {OTHER}" for number in (1, 2, 3, 4))


@dataclass(frozen=True)
class TamperedFile:
    """`make` gives the file as it was changed; `says` are all the sentences."""

    make: Callable[[bytes], bytes]
    says: tuple[str, ...]


# Zips


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]


def anew(change):
    """Pack other files just as the program does."""
    return lambda data: packed(sorted(change(files_of(data)), key=order))


def order(file):
    top, _slash, path = file[0].partition("/")
    return (len(top), top, path)


def packed_otherwise(change, **more):
    """Pack the same files with entries that are written otherwise; `change` is given each entry."""

    def make(data):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files_of(data):
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o600) << 16
                change(entry)
                archive.writestr(entry, content)
            for name, content in more.get("also", ()):
                archive.writestr(name, content)
        return out.getvalue()

    return make


def entry(name, content=b"x", mode=stat.S_IFREG | 0o600, compressed=zipfile.ZIP_STORED):
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system, made.external_attr, made.compress_type = 3, mode << 16, compressed
    return made, content


def also(*entries):
    """Add entries behind those that are there."""

    def make(data):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a name is there already
            return packed_otherwise(lambda _: None, also=entries)(data)

    return make


def beside(path):
    """Add a file to the record's folder."""
    return lambda data: also(entry(f"{record_of(files_of(data))}/{path}"))(data)


def record_of(files):
    return next(name.partition("/")[0] for name, _content in files)


def with_file(path, change):
    def make(files):
        record = record_of(files)
        return [(name, change(content) if name == f"{record}/{path}" else content) for name, content in files]

    return anew(make)


def without(path):
    def make(files):
        record = record_of(files)
        return [one for one in files if one[0] != f"{record}/{path}"]

    return anew(make)


def in_place(path, change):
    """Change a file's bytes where they stand in the zip."""

    def make(data):
        files = files_of(data)
        content = dict(files)[f"{record_of(files)}/{path}"]
        return data.replace(content, change(content))

    return make


def flipped(content):
    return content.replace(b"Please do not", b"Please do so!")


def encrypted(data):
    """Set the sign of encryption on the first entry, in both places."""
    listed = data.rindex(b"PK\1\2", 0, data.index(b"PK\1\2") + 4)
    out = bytearray(data)
    out[6] |= 1
    out[listed + 8] |= 1
    return bytes(out)


def larger(data):
    """Say of the first file that it is larger than the whole zip."""
    out, listed = bytearray(data), data.index(b"PK\1\2")
    for place in (listed + 20, listed + 24):
        out[place : place + 4] = (0x7FFFFFFF).to_bytes(4, "little")
    return bytes(out)


def called_otherwise_inside(data):
    """Give the first file another name in its own head than in the list."""
    return data.replace(b"HOW-TO-VERIFY.txt", b"HOW-TO-VERIFY.exe", 1)


def many(data):
    return also(*(entry(f"{record_of(files_of(data))}/data/{number}") for number in range(5_001)))(data)


def named_in(name):
    return lambda data: also(entry(name.replace("{id}", record_of(files_of(data)))))(data)


def reordered(files):
    first, second, *rest = files
    return [second, first, *rest]


CRC = "{id}/data/record.json was changed: the zip has another checksum for it"

ZIPS = {
    "a file changed in the zip": TamperedFile(
        in_place("data/record.json", flipped), (CRC, "data/record.json was changed")
    ),
    "a file changed, and its checksum too": TamperedFile(
        with_file("data/record.json", flipped), ("data/record.json was changed",)
    ),
    "START-HERE.pdf replaced": TamperedFile(
        with_file("START-HERE.pdf", lambda data: data + b"%"), ("START-HERE.pdf was changed",)
    ),
    "a file taken out": TamperedFile(without("data/02-send.json"), ("data/02-send.json is missing",)),
    "the tag manifest taken out": TamperedFile(
        without("tagmanifest-sha256.txt"), ("tagmanifest-sha256.txt is missing", *NOT_BESIDE)
    ),
    "a file added": TamperedFile(
        anew(lambda files: [*files, (f"{record_of(files)}/data/x.txt", b"x")]), (UNSEALED.format("data/x.txt"),)
    ),
    "a file beside the record": TamperedFile(
        named_in("notes.txt"), ("notes.txt does not belong in the zip of this record", UNLIKE)
    ),
    "another record": TamperedFile(
        named_in("2026-01-01-other-0000/data/x"),
        ("2026-01-01-other-0000 does not belong in the zip of this record", UNLIKE),
    ),
    "a supplement of another record": TamperedFile(
        named_in("2026-01-01-other-0000-supplement-1/data/x"),
        ("2026-01-01-other-0000-supplement-1 does not belong in the zip of this record", UNLIKE),
    ),
    "no record": TamperedFile(
        lambda _: packed([("a/x", b"x")]),
        ("there is no record in this zip",),
    ),
    "a path that leads out": TamperedFile(
        named_in("{id}/../../x"),
        ("the zip names a path that leads out of its folder; it was not unpacked: {id}/../../x",),
    ),
    "a path from the root": TamperedFile(
        named_in("/etc/x"), ("the zip names a path that does not start in this folder; it was not unpacked: /etc/x",)
    ),
    "a path with a backslash": TamperedFile(
        named_in("{id}\\..\\x"),
        ("the zip names a path that holds a character that no record uses; it was not unpacked: {id}\\..\\x",),
    ),
    "the name of a device": TamperedFile(
        named_in("{id}/data/CON"),
        (f"the zip names a path that {DEVICE}; it was not unpacked: {{id}}/data/CON",),
    ),
    "a file twice": TamperedFile(
        beside("bagit.txt"),
        ("{id}/bagit.txt is in the zip twice",),
    ),
    "a file twice, in other letters": TamperedFile(
        beside("BAGIT.txt"),
        ("{id}/BAGIT.txt is in the zip twice",),
    ),
    "a link": TamperedFile(
        lambda data: also(entry(f"{record_of(files_of(data))}/data/l", b"/etc/passwd", stat.S_IFLNK | 0o777))(data),
        ("{id}/data/l is a link; a record holds none, and it is not followed",),
    ),
    "a pipe": TamperedFile(
        lambda data: also(entry(f"{record_of(files_of(data))}/data/p", b"", stat.S_IFIFO | 0o600))(data),
        ("{id}/data/p is neither a file nor a folder",),
    ),
    "a bomb": TamperedFile(
        lambda data: also(
            entry(f"{record_of(files_of(data))}/data/b", bytes(30_000_000), compressed=zipfile.ZIP_DEFLATED)
        )(data),
        ("{id}/data/b is compressed, and in an export nothing is; it was not unpacked",),
    ),
    "too many files": TamperedFile(many, ("the zip holds more than 5,000 files",)),
    "encrypted": TamperedFile(
        encrypted,
        (
            "{id}/HOW-TO-VERIFY.txt is encrypted, and an export never is; it was not unpacked",
            "HOW-TO-VERIFY.txt is missing",
        ),
    ),
    "a file said to be larger": TamperedFile(
        larger,
        (
            "{id}/HOW-TO-VERIFY.txt is said to be larger than the zip has room for",
            "HOW-TO-VERIFY.txt is missing",
        ),
    ),
    "another order": TamperedFile(lambda data: packed(reordered(files_of(data))), (UNLIKE,)),
    "a comment": TamperedFile(lambda data: data[:-2] + b"\2\0hi", (UNLIKE,)),
    "something behind it": TamperedFile(lambda data: data + b"x", (UNLIKE,)),
    "a program before it": TamperedFile(lambda data: b"PK\3\4" + b"#!/bin/sh\n" + data, (UNLIKE,)),
    "cut off": TamperedFile(lambda data: data[: len(data) // 2], (UNLIKE,)),
    "other times": TamperedFile(
        packed_otherwise(lambda entry: setattr(entry, "date_time", (2026, 1, 1, 0, 0, 0))), (UNLIKE,)
    ),
    "other rights": TamperedFile(
        packed_otherwise(lambda entry: setattr(entry, "external_attr", (stat.S_IFREG | 0o755) << 16)), (UNLIKE,)
    ),
    "an extra field": TamperedFile(
        packed_otherwise(lambda entry: setattr(entry, "extra", b"\xfe\xca\4\0data")), (UNLIKE,)
    ),
    "a comment at a file": TamperedFile(
        packed_otherwise(lambda entry: setattr(entry, "comment", b"trust me")), (UNLIKE,)
    ),
    "a name in its own head that the list does not have": TamperedFile(called_otherwise_inside, (UNLIKE,)),
}


# PDFs


def with_checksum(data):
    """Write the checksum anew, as whoever means to change it would."""
    head, _mark, tail = data.rpartition(CHECKSUM)
    return head + CHECKSUM + hashlib.sha256(head).hexdigest().encode() + tail[64:]


def replaced(old, new):
    assert len(old) == len(new)
    return lambda data: data.replace(old, new)


def then(*steps):
    def make(data):
        for step in steps:
            changed = step(data)
            assert changed != data
            data = changed
        return data

    return make


def again(change):
    """Change the PDF as a program does that adds to it, with a checksum of its own."""
    return lambda data: updated(data, change)


def another_text(pdf):
    pdf.pages[0].Contents.write(b"BT ET")


def another_first_page(pdf):
    kids = pdf.Root.Pages.Kids
    pdf.Root.Pages.Kids = pikepdf.Array([kids[1], kids[0], *list(kids)[2:]])


def one_page_less(pdf):
    pdf.Root.Pages.Kids = pikepdf.Array(list(pdf.Root.Pages.Kids)[1:])


def a_link(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://example.org"))
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=action)
    pdf.pages[-1].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])


def a_link_on_a_sealed_page(pdf):
    pdf.pages[0].obj.Annots = pikepdf.Array([])


def a_script(pdf):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = script


def layers(pdf):
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]))


def named(pdf):
    return pdf.Root.Names.EmbeddedFiles.Names


def listed_as(pdf, pairs):
    """Let the PDF hold these files, and no others."""
    pdf.Root.Names.EmbeddedFiles.Names = pikepdf.Array([one for pair in pairs for one in pair])
    pdf.Root.AF = pikepdf.Array([spec for _name, spec in pairs])


def pairs_of(pdf):
    names = list(named(pdf))
    return list(zip(names[::2], names[1::2], strict=True))


def spec_of(pdf, name, data=b"x", **more):
    stream = pikepdf.Stream(pdf, data, **more)
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec,
            F=pikepdf.String(name),
            UF=pikepdf.String(name),
            EF=pikepdf.Dictionary(F=stream, UF=stream),
        )
    )


def one_more(name, data=b"x", **more):
    def change(pdf):
        listed_as(pdf, [*pairs_of(pdf), (pikepdf.String(name), spec_of(pdf, name, data, **more))])

    return again(change)


def one_less(name):
    return again(lambda pdf: _without(pdf, name))


def _without(pdf, name):
    gone = next(spec for each, spec in pairs_of(pdf) if str(each) == name)
    listed_as(pdf, [pair for pair in pairs_of(pdf) if str(pair[0]) != name])
    for key in list(gone.keys()):
        del gone[key]


def other_data(name, change):
    """Put other bytes into a file that lies in the PDF."""

    def make(pdf):
        spec = next(spec for each, spec in pairs_of(pdf) if str(each) == name)
        spec.EF.F.write(change(spec.EF.F.read_raw_bytes()))
        spec.EF.F.Changed = True  # so that it differs in more than its data

    return again(make)


def saved_anew(**how):
    def make(data):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pdf.save(out, **how)
        return out.getvalue() + CHECKSUM  # as if it still were one of ours

    return make


def a_bit_of_start_here(data):
    place = data.index(b"/FontBBox [") + len(b"/FontBBox [-")  # a figure, whether or not there is a sign
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def hidden_file(pdf):
    spec_of(pdf, "secret.txt")


PDFS = {
    "a file in it changed": TamperedFile(
        replaced(b"Please do not train", b"Please do so train!"), (OWN, "data/record.json was changed")
    ),
    "a file in it changed, and its checksum": TamperedFile(
        then(replaced(b"Please do not train", b"Please do so train!"), with_checksum), ("data/record.json was changed",)
    ),
    "a byte of the first pages": TamperedFile(then(a_bit_of_start_here, with_checksum), (COPY,)),
    "a byte of the pages behind": TamperedFile(
        replaced(b"/OutputConditionIdentifier", b"/OutputConditionIdentifies"), (OWN,)
    ),
    "another text on the first page": TamperedFile(again(another_text), (PAGES,)),
    "the pages in another order": TamperedFile(again(another_first_page), (PAGES,)),
    "a page less": TamperedFile(again(one_page_less), (PAGES,)),
    "a note on a sealed page": TamperedFile(again(a_link_on_a_sealed_page), (PAGES,)),
    "a link on a page": TamperedFile(again(a_link), (ACTS,)),
    "a script": TamperedFile(again(a_script), ("this PDF holds what no export does: /OpenAction", ACTS)),
    "layers": TamperedFile(again(layers), ("this PDF holds what no export does: /OCProperties",)),
    "record.json taken out": TamperedFile(one_less("record.json"), ("data/record.json is missing",)),
    "the timeline taken out": TamperedFile(one_less("events.jsonl"), ("data/events.jsonl is missing",)),
    "the tag manifest taken out": TamperedFile(
        one_less("tagmanifest-sha256.txt"), ("tagmanifest-sha256.txt is missing", *NOT_BESIDE)
    ),
    "a file added": TamperedFile(one_more("notes.exe"), (UNSEALED.format("data/notes.exe"),)),
    "a file added to a supplement": TamperedFile(
        one_more("supplement-1-notes.exe"), ("{id}-supplement-1: " + UNSEALED.format("data/notes.exe"),)
    ),
    "a file twice": TamperedFile(one_more("bagit.txt"), ("bagit.txt is in this PDF twice",)),
    "a name that leads out": TamperedFile(
        one_more("../x"),
        ("a file in this PDF is called ../x, which no file of an export is; it was not taken out",),
    ),
    "a bomb": TamperedFile(
        one_more("b.txt", zlib.compress(bytes(10_000_000)), Filter=pikepdf.Name.FlateDecode),
        ("b.txt is compressed, and in an export nothing is: the PDF was written anew",),
    ),
    "a file that no list names": TamperedFile(again(hidden_file), (HIDDEN,)),
    "the timeline changed": TamperedFile(
        other_data("events.jsonl", lambda data: data.replace(b"POST", b"PUT!")),
        (
            "data/events.jsonl was changed",
            "the timeline data/events.jsonl is not whole: line 4 does not follow from the line before",
        ),
    ),
    "cut off": TamperedFile(lambda data: data[:-3], (ENDS,)),
    "something behind it": TamperedFile(lambda data: data + b"\n% x", (ENDS,)),
    "written anew": TamperedFile(
        saved_anew(),
        (ENDS, PAGES, "01-fields.json is compressed, and in an export nothing is: the PDF was written anew"),
    ),
    "encrypted": TamperedFile(
        saved_anew(encryption=pikepdf.Encryption(owner="x", user="")),
        (ENDS, "this PDF is encrypted, and an export never is"),
    ),
    "encrypted, with a password": TamperedFile(
        saved_anew(encryption=pikepdf.Encryption(owner="x", user="y")),
        (ENDS, "this PDF is encrypted, and an export never is"),
    ),
}
