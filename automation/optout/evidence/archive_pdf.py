"""Makes one PDF/A-3 of a printed document: further pages and files join it, and not a byte of it is changed.

What is added follows the document as an update (ISO 32000-1, 7.5.6): the first bytes of the file stay the document that
was printed, so that its hash can be compared without this program. The extra `pdf` has pikepdf, which reads and checks;
what is written is written here, byte for byte, since a library's next version would write it otherwise.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pikepdf import Pdf

CHECKSUM = b"% SHA-256 of all that stands before this line: "
"""How the line begins that tells a change by mistake; whoever means to change the file can change it too."""
ENDS = re.compile(re.escape(CHECKSUM) + rb"([0-9a-f]{64})\nstartxref\n([0-9]{1,12})\n%%EOF\n\Z")
"""The end of a file that was made here."""
_BEFORE = re.compile(rb"startxref\s+([0-9]{1,12})\s+%%EOF\s*\Z")


@dataclass(frozen=True)
class Enclosed:
    """A file that lies in the PDF: what it is, as `about`, and how it stands to the pages (`Source`, `Supplement`)."""

    name: str
    mime: str
    about: str
    data: bytes
    relation: str = "Supplement"


@dataclass(frozen=True)
class Described:
    """What the PDF says of itself."""

    title: str
    language: str
    tool: str
    moment: datetime


def archived(document: bytes, more: bytes, files: Sequence[Enclosed], about: Described) -> bytes:
    """Add pages and files to a printed document; the same bytes for the same things.

    `more` is printed by the same browser. Both are tagged, and so is what is made of them.
    """
    import pikepdf  # noqa: PLC0415  an extra

    with pikepdf.open(BytesIO(more)) as added:

        def change(pdf: "Pdf") -> None:
            _join(pdf, added)
            _describe(pdf, about)
            _enclose(pdf, files, about.moment)

        return updated(document if document.endswith(b"\n") else document + b"\n", change)


def updated(document: bytes, change: Callable[["Pdf"], None]) -> bytes:
    """Change a PDF, and write what is other than before behind it."""
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(document)) as pdf, pikepdf.explicit_conversion():
        before = {one.objgen: _spelled(one) for one in pdf.objects}
        change(pdf)
        changed = [one for one in pdf.objects if before.get(one.objgen) != _spelled(one)]
        return _written(document, changed, pdf)


def _spelled(one: Any) -> bytes:
    """Give an object as it is written, without the data of a stream."""
    from pikepdf import Stream  # noqa: PLC0415

    spelled: bytes = (one.stream_dict if isinstance(one, Stream) else one).unparse(resolved=True)
    return spelled


def _written(document: bytes, changed: Sequence[Any], pdf: "Pdf") -> bytes:
    """Write the objects behind the document, and a list of where each begins."""
    from pikepdf import Dictionary, Stream  # noqa: PLC0415

    ended = _BEFORE.search(document)
    if ended is None:
        raise ValueError("not a PDF that ends as one")
    out, places = bytearray(document), {}
    for one in sorted(changed, key=lambda one: one.objgen):
        places[one.objgen[0]] = len(out)
        out += b"%d 0 obj\n" % one.objgen[0]
        if isinstance(one, Stream):
            data = one.read_raw_bytes()
            head = Dictionary(dict(one.stream_dict) | {"/Length": len(data)})
            out += b"%s\nstream\n%s\nendstream" % (head.unparse(), data)
        else:
            out += _spelled(one)
        out += b"\nendobj\n"
    listed = len(out)
    out += b"xref\n" + b"".join(_rows(places))
    name = hashlib.sha256(out).hexdigest()[:32].encode()
    root, info = pdf.trailer.Root.objgen[0], pdf.trailer.Info.objgen[0]
    size = max(*places, *(one.objgen[0] for one in pdf.objects)) + 1
    out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/Prev %s/ID [<%s><%s>]>>\n" % (
        size,
        root,
        info,
        ended[1],
        name,
        name,
    )
    out += CHECKSUM + hashlib.sha256(out).hexdigest().encode()
    out += b"\nstartxref\n%d\n%%%%EOF\n" % listed
    return bytes(out)


def _rows(places: dict[int, int]) -> Iterator[bytes]:
    """Give the rows of the list, those in a row below one head."""
    numbers = sorted(places)
    heads = [number for number in numbers if number - 1 not in places]
    for head in heads:
        last = head
        while last in places:
            last += 1
        yield b"%d %d\n" % (head, last - head)
        yield from (b"%010d 00000 n \n" % places[number] for number in range(head, last))


def _join(pdf: "Pdf", added: "Pdf") -> None:
    """Put the pages behind those of the document, and their tags behind its tags."""
    from pikepdf import Array, Dictionary, Name  # noqa: PLC0415

    root, tags = pdf.Root.Pages, pdf.Root.StructTreeRoot
    following = int(tags.ParentTreeNextKey)
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Parent=root, Count=len(added.pages), Kids=Array()))
    for page in added.pages:
        copied = pdf.copy_foreign(page.obj)
        copied.Parent = node
        copied.StructParents = int(copied.StructParents) + following
        node.Kids.append(copied)
    root.Kids.append(node)
    root.Count = int(root.Count) + len(added.pages)
    theirs = added.Root.StructTreeRoot
    whole = pdf.copy_foreign(theirs.K)
    whole.P = tags
    tags.K = Array([tags.K, whole])
    _without_names(whole)
    numbers = list(pdf.copy_foreign(theirs.ParentTree).Nums)
    for key, value in zip(numbers[::2], numbers[1::2], strict=True):
        tags.ParentTree.Nums.append(int(key) + following)
        tags.ParentTree.Nums.append(value)
    tags.ParentTreeNextKey = int(theirs.ParentTreeNextKey) + following


def _without_names(tag: Any) -> None:
    """Take the names from tags, which the browser numbers anew each time, and which only tables use."""
    from pikepdf import Array, Dictionary  # noqa: PLC0415

    waiting = [tag]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(one)
        elif isinstance(one, Dictionary) and "/S" in one:
            if "/ID" in one:
                del one.ID
            waiting.extend([one.K] if "/K" in one else [])


_DEEPEST = "/SE"  # of an outline: the tag that it means, beside the place on the page


def _describe(pdf: "Pdf", about: Described) -> None:
    """Say what PDF/A wants said: what the file is, in its own words and in XMP, and which colours are meant."""
    from pikepdf import Array, Dictionary, Name, Stream, String  # noqa: PLC0415

    moment = f"{about.moment.astimezone(UTC):D:%Y%m%d%H%M%SZ}"
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(about.title),
            Creator=String(about.tool),
            Producer=String(about.tool),
            CreationDate=String(moment),
            ModDate=String(moment),
        )
    )
    root = pdf.Root
    root.Version = Name("/1.7")
    root.Metadata = Stream(pdf, _xmp(about), Type=Name.Metadata, Subtype=Name.XML)
    colours = Stream(pdf, srgb(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=colours,
    )
    root.OutputIntents = Array([pdf.make_indirect(intent)])
    root.Lang = String(about.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for one in pdf.objects:
        if isinstance(one, Dictionary) and _DEEPEST in one and "/Dest" in one:
            del one[_DEEPEST]


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><pdf:Producer>{tool}</pdf:Producer>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _xmp(about: Described) -> bytes:
    moment = f"{about.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    texts = {"title": about.title, "language": about.language, "tool": about.tool, "moment": moment}
    return _XMP.format(**{name: escape(text) for name, text in texts.items()}).encode()


def _enclose(pdf: "Pdf", files: Sequence[Enclosed], moment: datetime) -> None:
    from pikepdf import Array, Dictionary, Name, Stream, String  # noqa: PLC0415

    dated = String(f"{moment.astimezone(UTC):D:%Y%m%d%H%M%SZ}")
    named, associated = Array(), Array()
    for one in sorted(files, key=lambda one: one.name.encode()):  # a reader looks a name up by halves
        params = Dictionary(Size=len(one.data), ModDate=dated)
        kept = Stream(pdf, one.data, Type=Name.EmbeddedFile, Subtype=Name(f"/{one.mime}"), Params=params)
        spec = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(one.name),
                UF=String(one.name),
                Desc=String(one.about),
                AFRelationship=Name(f"/{one.relation}"),
                EF=Dictionary(F=kept, UF=kept),
            )
        )
        named.extend([String(one.name), spec])
        associated.append(spec)
    pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(Dictionary(Names=named)))
    pdf.Root.AF = pdf.make_indirect(associated)


_CURVE = 1024
"""Steps from black to white."""
_PRIMARIES = {  # of sRGB, in the light that a profile counts with (D50), and its white
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.7141),
    b"wtpt": (0.9642, 1.0, 0.82491),
}


def srgb() -> bytes:
    """Give a colour profile (ICC.1:2001-04) of sRGB, from the numbers of IEC 61966-2-1: nobody's file."""
    curve = struct.pack(f">4s4xI{_CURVE}H", b"curv", _CURVE, *map(_light, range(_CURVE)))
    told = b"sRGB\0"
    parts = {
        b"desc": struct.pack(">4s4xI", b"desc", len(told)) + told + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        **{name: b"XYZ \0\0\0\0" + struct.pack(">3i", *map(_fixed, xyz)) for name, xyz in _PRIMARIES.items()},
        b"rTRC": curve,
    }
    table, body, start = [], b"", 128 + 4 + 12 * (len(parts) + 2)
    for name, part in parts.items():
        names = (name, b"gTRC", b"bTRC") if name == b"rTRC" else (name,)
        table += [struct.pack(">4sII", each, start + len(body), len(part)) for each in names]
        body += part + bytes(-len(part) % 4)
    light = struct.pack(">3i", *map(_fixed, _PRIMARIES[b"wtpt"]))
    about = struct.pack(">4s4s4s6H4s", bytes([2, 0x40, 0, 0]), b"mntr", b"RGB ", 2026, 1, 1, 0, 0, 0, b"acsp")
    head = struct.pack(">I4s", start + len(body), bytes(4)) + about
    head = head[:20] + b"XYZ " + head[20:]
    head = head.ljust(68, b"\0") + light
    return head.ljust(128, b"\0") + struct.pack(">I", len(table)) + b"".join(table) + body


def _fixed(number: float) -> int:
    return round(number * 65536)


def _light(step: int) -> int:
    share = step / (_CURVE - 1)
    linear = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
    return round(linear * 65535)


@dataclass(frozen=True)
class Fault:
    """Why a file was not found to be PDF/A-3b: a rule that it breaks, or, if not `sure`, what nobody looked at."""

    says: str
    sure: bool


def faults(pdf: bytes) -> list[Fault]:
    """Say by which rules a file is no PDF/A-3b, as far as pikepdf checks them: its list is that of veraPDF's rules.

    What it does not know, such as a font of coloured pictures, it does not approve of.
    """
    from pikepdf.pdfa import validate_written  # noqa: PLC0415

    found = validate_written(BytesIO(pdf), "3b").findings
    return [Fault(f"{one.rule}: {one.message}", one.kind == "violation") for one in found]


def page_count(pdf: bytes) -> int:
    """Give how many pages a PDF has."""
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


_WIDEST, _QUALITY = 900, 55  # pixels across, and what a JPEG keeps of 100


def smaller(pdf: bytes) -> bytes:
    """Give a copy of a printed document with smaller pictures."""
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(pdf)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == pikepdf.Name.Image and "/SMask" not in one:
                _shrink(one)
        out = BytesIO()
        document.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def _shrink(image: Any) -> None:
    import pikepdf  # noqa: PLC0415

    picture = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    picture.thumbnail((_WIDEST, picture.height))
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    if len(out.getvalue()) >= len(image.read_raw_bytes()):
        return
    image.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
    image.Width, image.Height, image.BitsPerComponent = picture.width, picture.height, 8
    image.ColorSpace = pikepdf.Name.DeviceRGB
