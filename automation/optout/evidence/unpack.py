"""Says whether an exported zip or PDF still is what was handed on.

Such a file comes from anybody. Sizes and counts are bounded, nothing is unpacked that leads out of a folder of its own,
and what is not written as `export` writes it is a finding, whatever else a reader of zips or PDFs would make of it.
"""

import hashlib
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.errors import RecordError
from optout.evidence.archive_pdf import CHECKSUM, ENDS
from optout.evidence.around import Checked, Kept, check
from optout.evidence.export import ALWAYS, START_HERE, packed
from optout.evidence.export_pages import prefix_of
from optout.evidence.folder import COUNT_LIMIT, LATER, RecordFinding, Wrong, finding, why_unsafe
from optout.evidence.mail import LookUp
from optout.evidence.record import RECORD_ID, Record, is_record_id
from optout.evidence.supplement import supplement_name
from optout.evidence.verify import Looked
from optout.i18n import Said, _, joined, ngettext, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_ZIP_LIMIT, _PDF_LIMIT = 1 << 30, 64_000_000  # bytes
_END = 22  # bytes of what stands at the end of a zip: how many files, and where they are listed
_SUPPLEMENT_OF = re.compile(f"({RECORD_ID[1:-1]})-supplement-[1-9][0-9]{{0,2}}")
_FLAT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


Look = Callable[[str], tuple[Checked, ...]]
"""Checks a record that was unpacked, by its name, and what lies beside it."""


class Packing(StrEnum):
    """What was handed on."""

    ZIP = "zip"
    PDF = "pdf"


@dataclass(frozen=True)
class Unpacked:
    """What was found: about the file itself, about each folder in it, the record first; and what was not compared."""

    packing: Packing
    findings: tuple[RecordFinding, ...]
    folders: tuple[Checked, ...]
    summary: str
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all is as it was handed on and sealed."""
        return not self.findings and bool(self.folders) and all(one.ok for one in self.folders)


def unpacked(file: Path, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None = None) -> Unpacked:
    """Check a file that `optout export` made, against what was kept of what is in it.

    `look_up` asks the DNS for the key of an e-mail's sender; None asks nobody.

    Raises:
        RecordError: it is none, or cannot be read.
    """
    data = _read(file)
    with tempfile.TemporaryDirectory(prefix="optout-") as made:

        def look(record: str) -> tuple[Checked, ...]:
            return _folders(Path(made) / record, kept, anchors, look_up)

        return (_of_pdf if data.startswith(b"%PDF-") else _of_zip)(data, Path(made), look)


def _read(file: Path) -> bytes:
    neither = RecordError(
        _("this file is no record: neither a folder, nor a zip or PDF that optout export made"),
        _("give the folder that it lies in"),
    )
    try:
        with file.open("rb") as stream:
            head = stream.read(8)
            limit = _PDF_LIMIT if head.startswith(b"%PDF-") else _ZIP_LIMIT if head.startswith(b"PK") else 0
            if not limit:
                raise neither
            data = head + stream.read(limit)
    except OSError as error:
        raise RecordError(_("this file cannot be read: {why}").format(why=why(error))) from error
    if len(data) > limit:
        raise RecordError(_("this file has more than {limit} bytes, and is not read").format(limit=limit))
    if head.startswith(b"%PDF-") and CHECKSUM not in data:
        raise RecordError(
            _("this PDF is not one that optout export made: START-HERE.pdf is checked in its folder"),
            _("give the folder that it lies in"),
        )
    return data


# A zip


def _of_zip(data: bytes, into: Path, look: Look) -> Unpacked:
    files, findings = _zipped(data)
    names = dict.fromkeys(name.partition("/")[0] for name, _data in files)
    record = next((name for name in names if is_record_id(name)), None)
    if record is None:
        findings = findings or [finding(Wrong.NOT_A_BAG, "", _("there is no record in this zip"))]
        return Unpacked(Packing.ZIP, tuple(findings), (), _problems(len(findings)))
    ours = [name for name in names if name == record or _belongs(name, record)]
    for name in names:
        if name not in ours:
            findings.append(finding(Wrong.ADDED, name, _("{file} does not belong in the zip of this record")))
    for path, content in files:
        if path.partition("/")[0] in ours:
            _put(into / path, content)
    folders = look(record)
    if not folders:
        findings.append(finding(Wrong.NOT_A_BAG, "", _("there is no record in this zip")))
    summary = _bad(findings, folders) or ngettext(
        "the zip is as this program packs one, and its {number} folder is as it was sealed",
        "the zip is as this program packs one, and its {number} folders are as they were sealed",
        len(folders),
    )
    return Unpacked(Packing.ZIP, tuple(findings), folders, summary)


def _folders(record: Path, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None) -> tuple[Checked, ...]:
    """Check a record that was unpacked and what lies beside it; nothing where it is none of ours at all."""
    try:
        checked = check(record, kept, anchors, look_up)
    except RecordError:
        return ()
    return tuple(replace(one, beside=()) for one in (checked, *checked.beside))


def _belongs(name: str, record: str) -> bool:
    match = _SUPPLEMENT_OF.fullmatch(name)
    return match is not None and match[1] == record


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_bytes(data)


def _zipped(data: bytes) -> tuple[list[tuple[str, bytes]], list[RecordFinding]]:
    """Take the files out of a zip, and say what is not as `export` writes it."""
    findings: list[RecordFinding] = []
    told = _("the zip is not as this program writes one: something was added to it, cut off, or packed anew")
    repacked = finding(Wrong.REPACKED, "", told)
    number = int.from_bytes(data[-_END + 8 : -_END + 10], "little") if len(data) >= _END else 0
    if data[-_END:].startswith(b"PK\5\6") and number > COUNT_LIMIT:
        return [], [finding(Wrong.TOO_MANY, "", _("the zip holds more than {limit} files"), limit=COUNT_LIMIT)]
    if not data[-_END:].startswith(b"PK\5\6"):
        return [], [repacked]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, UnicodeDecodeError):
        return [], [repacked]
    files: list[tuple[str, bytes]] = []
    taken: set[str] = set()
    left = len(data)
    for entry in entries:
        if problem := _refused(entry, taken, left):
            findings.append(problem)
            continue
        left -= entry.file_size
        files.append((entry.filename, _content(data, entry)))
        if zlib.crc32(files[-1][1]) != entry.CRC:
            says = _("{file} was changed: the zip has another checksum for it")
            findings.append(finding(Wrong.CHANGED, entry.filename, says))
    if not findings and packed(sorted(files, key=_order)) != data:
        findings.append(repacked)
    return files, findings


def _order(file: tuple[str, bytes]) -> tuple[int, str]:
    """Put the record's files first, then those of each supplement, by their names."""
    number = file[0].partition("/")[0].rpartition("-supplement-")[2]
    return (int(number) if number.isdecimal() else 0, file[0])


def _content(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Give the bytes of what is not compressed; where they begin, its own head says."""
    head = data[entry.header_offset : entry.header_offset + 30]
    start = entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    return data[start : start + entry.file_size]


def _refused(entry: zipfile.ZipInfo, taken: set[str], left: int) -> RecordFinding | None:
    """Say why an entry is not unpacked: the first reason in this table that holds."""
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    same = unicodedata.normalize("NFC", name).casefold()
    unsafe = _("holds a character that no record uses") if entry.orig_filename != name else why_unsafe(name)
    anew = entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size
    reasons = (
        (Wrong.UNSAFE_PATH, unsafe, _("the zip names a path that {problem}; it was not unpacked: {file}")),
        (Wrong.ENCRYPTED, entry.flag_bits & 1, _("{file} is encrypted, and an export never is; it was not unpacked")),
        (Wrong.LINK, kind == stat.S_IFLNK, _("{file} is a link; a record holds none, and it is not followed")),
        (Wrong.NOT_A_FILE, kind != stat.S_IFREG, _("{file} is neither a file nor a folder")),
        (Wrong.REPACKED, anew, _("{file} is compressed, and in an export nothing is; it was not unpacked")),
        (Wrong.LISTED_TWICE, same in taken, _("{file} is in the zip twice")),
        (Wrong.TOO_LARGE, entry.file_size > left, _("{file} is said to be larger than the zip has room for")),
    )
    taken.add(same)
    found = (finding(wrong, name, says, problem=unsafe) for wrong, holds, says in reasons if holds)
    return next(found, None)


# A PDF


def _of_pdf(data: bytes, into: Path, look: Look) -> Unpacked:
    found, files, document = _read_pdf(data)
    files = {**files, START_HERE: document} if document else files
    record = _record_in(files)
    for name, content in files.items():
        prefix = prefix_of(name)
        folder = supplement_name(record, int(prefix.split("-")[1])) if prefix else record
        _put(into / folder / _path(name.removeprefix(prefix)), content)
    folders: list[Checked] = []
    absent: list[str] = []
    for one in look(record):
        looked, missing = _of_part(one.looked)
        folders.append(replace(one, looked=looked))
        name = one.folder.name
        absent += missing if name == record else (f"{name}/{path}" for path in missing)
    if not folders and not found:
        found.append(finding(Wrong.NOT_A_BAG, "", _("there is no record in this PDF")))
    told = tuple(folders)
    matched = bool(told) and told[0].looked.verdict.matched
    summary = _bad(found, told) or (_PDF_KEPT if matched else _PDF_ALONE).format(number=str(len(files)))
    notes = [_("the pages after those of START-HERE.pdf are there to be read, and were not compared with anything")]
    if absent:
        notes.append(_("not in this PDF, so not checked: {files}").format(files=", ".join(absent)))
    return Unpacked(Packing.PDF, tuple(found), told, summary, tuple(notes))


_PDF_KEPT = _(
    "the {number} files in this PDF, START-HERE.pdf among them as its first pages, are as they were sealed: "
    "the fingerprint is the one that was kept"
)
_PDF_ALONE = _(
    "the {number} files in this PDF, START-HERE.pdf among them as its first pages, are as its lists say; "
    "no fingerprint kept elsewhere was compared, so a rewrite of all of it would not show"
)
_NOBODY = "record"


def _record_in(files: Mapping[str, bytes]) -> str:
    """Give the name of the record that a PDF holds, for its folder."""
    try:
        return Record.model_validate_json(files.get("record.json", b"")).request_id
    except ValueError:
        named = re.search(rb"^External-Identifier: ([A-Za-z0-9-]+)$", files.get("bag-info.txt", b""), re.MULTILINE)
        name = named[1].decode() if named else ""
        return name if is_record_id(name) else _NOBODY


def _path(flat: str) -> str:
    """Give where a file of a PDF lies in its folder."""
    if flat.startswith("proofs-"):
        return LATER + flat.removeprefix("proofs-")
    return flat if flat in {START_HERE, *ALWAYS} else f"data/{flat}"


def _of_part(looked: Looked) -> tuple[Looked, list[str]]:
    """Leave out of a verdict what a PDF does not hold of a folder; give the names of that too."""
    findings, absent = [], []
    for one in looked.verdict.findings:
        if one.kind is Wrong.MISSING and one.file.startswith("data/") and one.file not in ALWAYS - _KEY:
            absent.append(one.file)
        elif one.file == START_HERE and one.kind is Wrong.CHANGED:
            findings.append(finding(Wrong.CHANGED, START_HERE, _OTHER_PAGES))
        else:
            findings.append(one)
    return replace(looked, verdict=replace(looked.verdict, findings=tuple(findings))), absent


_KEY = {"data/dkim-key.txt"}  # few supplements have one; where its list has, the file is not left out
_OTHER_PAGES = _(
    "the first pages are not {file} as it was sealed: they are a copy with smaller pictures, or they were changed"
)


def _read_pdf(data: bytes) -> tuple[list[RecordFinding], dict[str, bytes], bytes]:
    """Give what is wrong with a PDF, the files in it, and the document that it begins with."""
    import pikepdf  # noqa: PLC0415  an extra

    found = list(_ending(data))
    document = _document(data)
    try:
        with (
            pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf,
            pikepdf.open(BytesIO(document), attempt_recovery=False, suppress_warnings=True) as before,
            pikepdf.explicit_conversion(),
        ):
            if pdf.is_encrypted:
                return [*found, _encrypted()], {}, b""
            found += _Reader(pdf, before, len(data)).findings()
            files, odd = _enclosed(pdf, len(data))
            if pdf.get_warnings():
                odd.append(_broken_pdf())
            return [*found, *odd], files, document
    except pikepdf.PasswordError:
        return [*found, _encrypted()], {}, b""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [*found, _broken_pdf()], {}, b""


def _encrypted() -> RecordFinding:
    return finding(Wrong.ENCRYPTED, "", _("this PDF is encrypted, and an export never is"))


def _broken_pdf() -> RecordFinding:
    return finding(Wrong.REPACKED, "", _("this PDF is not built as this program builds one"))


def _ending(data: bytes) -> Iterator[RecordFinding]:
    """Compare the file with its own checksum, and see that nothing follows it."""
    ends = ENDS.search(data[-200:])
    if ends is None:
        says = _("this PDF does not end as this program ends one: something was added to it, or cut off")
        yield finding(Wrong.REPACKED, "", says)
        return
    covered = data[: len(data) - 200 + ends.start()] if len(data) > 200 else data[: ends.start()]  # noqa: PLR2004
    if hashlib.sha256(covered).hexdigest() != ends[1].decode():
        yield finding(
            Wrong.CHANGED, "", _("this PDF was changed since it was made: its own checksum is of other bytes")
        )
    elif not data[int(ends[2]) :].startswith(b"xref\n"):
        yield _broken_pdf()


def _document(data: bytes) -> bytes:
    """Give the document that a PDF begins with: up to the first end of one."""
    first = re.search(rb"startxref\s+[0-9]{1,12}\s+%%EOF\r?\n?", data)
    return data[: first.end()] if first else b""


_CATALOG = {"/Type", "/Pages", "/StructTreeRoot", "/Lang", "/MarkInfo", "/Outlines", "/ViewerPreferences"}
_CATALOG |= {"/Version", "/Metadata", "/OutputIntents", "/Names", "/AF"}
_ACTS = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/XFA", "/RichMediaContent", "/Annots", "/AcroForm"}
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/URI", "/Movie", "/Sound"}


class _Reader:
    """Compares a PDF with the document that it begins with: what may follow that is pages, files, and their list."""

    def __init__(self, pdf: Any, before: Any, size: int) -> None:
        self._pdf, self._before, self._size = pdf, before, size

    def findings(self) -> Iterator[RecordFinding]:
        """Say what is otherwise."""
        if not self._starts_with_document():
            says = _("its pages do not begin with those of {file}: what shows is not what was sealed")
            yield finding(Wrong.CHANGED, START_HERE, says)
        if odd := {str(key) for key in self._pdf.Root} - _CATALOG:
            yield finding(Wrong.ADDED, "", _("this PDF holds what no export does: {what}"), what=", ".join(sorted(odd)))
        if any(map(_acts, self._added())):
            yield finding(Wrong.ACTIVE, "", _("this PDF holds something that acts, such as a script, a form or a link"))

    def _added(self) -> Iterator[Any]:
        old = {one.objgen for one in self._before.objects}
        return (one for one in self._pdf.objects if one.objgen not in old or one.objgen == self._pdf.Root.objgen)

    def _starts_with_document(self) -> bool:
        """Whether all that the document is made of is still that, but for where further pages and tags are hung in."""
        pdf, before = self._pdf, self._before
        root, pages, tags = before.Root, before.Root.Pages, before.Root.StructTreeRoot
        may_differ = {one.objgen for one in (root, pages, tags, tags.ParentTree, before.trailer.Info)}
        now = {one.objgen: one for one in pdf.objects}
        for one in before.objects:
            if one.objgen not in may_differ and not _same(one, now.get(one.objgen)):
                return False
        kids = list(pdf.Root.Pages.Kids)
        return (
            pdf.Root.Pages.objgen == pages.objgen
            and [kid.objgen for kid in kids[: len(pages.Kids)]] == [kid.objgen for kid in pages.Kids]
            and len(kids) == len(pages.Kids) + 1
            and {str(key) for key in pdf.Root.Pages} == {str(key) for key in pages}
            and ("/Outlines" in pdf.Root) is ("/Outlines" in root)
            and ("/Outlines" not in root or pdf.Root.Outlines.objgen == root.Outlines.objgen)
            and pdf.Root.StructTreeRoot.objgen == tags.objgen
            and pdf.Root.StructTreeRoot.K[0].objgen == tags.K.objgen
        )


def _same(one: Any, other: Any) -> bool:
    """Whether an object is written as it was; an entry of the outline may have lost which tag it means."""
    import pikepdf  # noqa: PLC0415

    if other is None:
        return False
    if isinstance(one, pikepdf.Stream):
        return (
            isinstance(other, pikepdf.Stream)
            and one.stream_dict.unparse(resolved=True) == other.stream_dict.unparse(resolved=True)
            and one.read_raw_bytes() == other.read_raw_bytes()
        )
    if isinstance(one, pikepdf.Dictionary) and "/SE" in one and "/Dest" in one and "/SE" not in other:
        one = pikepdf.Dictionary({key: value for key, value in one.items() if key != "/SE"})
        return bool(one.unparse() == other.unparse(resolved=True))
    return bool(one.unparse(resolved=True) == other.unparse(resolved=True))


def _acts(one: Any) -> bool:
    """Whether an object, or what is written inside it, does something when it is opened or clicked."""
    import pikepdf  # noqa: PLC0415

    waiting, inner = [one], True
    while waiting:
        each = waiting.pop()
        if not inner and getattr(each, "is_indirect", False):
            continue
        inner = False
        if isinstance(each, pikepdf.Stream):
            each = each.stream_dict
        if isinstance(each, pikepdf.Dictionary):
            if _ACTS & {str(key) for key in each} or str(each.get("/S", "")) in _ACTIONS:
                return True
            waiting.extend(value for _key, value in each.items())
        elif isinstance(each, pikepdf.Array):
            waiting.extend(each)
    return False


def _enclosed(pdf: Any, size: int) -> tuple[dict[str, bytes], list[RecordFinding]]:
    """Take the files out of a PDF."""
    files: dict[str, bytes] = {}
    odd: list[RecordFinding] = []
    listed = pdf.Root.Names.EmbeddedFiles
    names = list(listed.Names)
    if "/Kids" in listed or len(names) > 2 * COUNT_LIMIT:
        return {}, [_broken_pdf()]
    left = size
    for name, spec in zip(names[::2], names[1::2], strict=True):
        flat, stream = str(name), spec.EF.F
        if not _FLAT.fullmatch(flat) or why_unsafe(flat) or str(spec.F) != flat or str(spec.UF) != flat:
            told = _("a file in this PDF is called {file}, which no file of an export is; it was not taken out")
            odd.append(finding(Wrong.UNSAFE_PATH, flat, told))
        elif flat in files:
            odd.append(finding(Wrong.LISTED_TWICE, flat, _("{file} is in this PDF twice")))
        elif "/Filter" in stream or "/F" in stream:
            told = _("{file} is compressed, and in an export nothing is: the PDF was written anew")
            return {}, [finding(Wrong.REPACKED, flat, told)]
        else:
            data = stream.read_raw_bytes()
            left -= len(data)
            if left < 0:
                return {}, [_broken_pdf()]
            files[flat] = data
    kept = {spec.objgen for spec in names[1::2]}
    beside = [one for one in pdf.objects if _is_spec(one) and one.objgen not in kept]
    if beside or {spec.objgen for spec in pdf.Root.AF} != kept:
        odd.append(finding(Wrong.ADDED, "", _("this PDF holds a file that its list of files does not name")))
    return files, odd


def _is_spec(one: Any) -> bool:
    import pikepdf  # noqa: PLC0415

    return isinstance(one, pikepdf.Dictionary) and "/EF" in one


def _bad(findings: Sequence[RecordFinding], folders: Sequence[Checked]) -> Said | None:
    """Say how many things are wrong; None when nothing is."""
    number = len(findings) + sum(len(one.looked.verdict.findings) or not one.ok for one in folders)
    return _problems(number) if number else None


def _problems(number: int) -> Said:
    return ngettext(
        "this file is not as it was handed on: {number} problem; it proves nothing until that is explained",
        "this file is not as it was handed on: {number} problems; it proves nothing until that is explained",
        number,
    )


def all_findings(found: Unpacked) -> tuple[str, ...]:
    """Give every sentence, each of a folder that is a supplement with the folder's name."""
    told = [one.says for one in found.findings]
    for place, checked in enumerate(found.folders):
        each = (one.says for one in checked.looked.verdict.findings)
        told += (joined((checked.folder.name, says), ": ") for says in each) if place else each
    return tuple(told)
