"""What a person hands on: a record with all that was added to it, as one zip, or as one PDF with the files in it."""

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from optout.errors import RecordError
from optout.evidence.folder import COUNT_LIMIT, FILE_LIMIT, RecordFinding, Tree, Wrong, finding, is_plain_path, walk
from optout.evidence.record import CaptureKind, Record, is_record_id
from optout.evidence.supplement import Base, Labelled, Supplement
from optout.i18n import Said, _, joined, ngettext, why

START_HERE = "START-HERE.pdf"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows: it has no zone, and what it told would be one computer's
_UNIX = 3
_STATEMENTS = {"statements.json", "statements.txt"}


@dataclass(frozen=True)
class Parcel:
    """A whole record and its whole supplements, the oldest first, each with what its folder holds.

    `statements` are the files that say what was said and read since.
    """

    base: Base
    record: Tree
    supplements: tuple[tuple[Tree, Supplement], ...]
    statements: Mapping[str, bytes]

    @property
    def trees(self) -> Iterator[Tree]:
        """The folders: the record, then its supplements."""
        yield self.record
        yield from (tree for tree, _says in self.supplements)


def parcel_of(base: Base, statements: Mapping[str, bytes] | None = None) -> Parcel:
    """Look at all that is handed on; whether it is as it was sealed is for `verify` to say, and was said."""
    beside = tuple((walk(base.folder.parent / says.folder), says) for says in base.supplements())
    return Parcel(base, walk(base.folder), beside, statements or {})


def read(tree: Tree, path: str) -> bytes:
    """Read a file of a folder.

    Raises:
        RecordError: it cannot be read.
    """
    data = tree.read(path, FILE_LIMIT)
    if data is None:
        told = [found.says for found in tree.findings] or [_("{file} is missing").format(file=path)]
        raise RecordError(joined(told, "\n"))
    return data


# The zip


def zipped(parcel: Parcel) -> bytes:
    """Pack the folders side by side, as they lie on the disk: the same bytes each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # stored: another version of the library would compress otherwise
        for tree in parcel.trees:
            # A record's folder may have been given another name.
            folder = parcel.base.record.request_id if tree is parcel.record else tree.root.name
            for path in sorted(tree.sizes):
                _add(archive, f"{folder}/{path}", read(tree, path))
        for name, data in parcel.statements.items():
            _add(archive, name, data)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.create_system, entry.external_attr = _UNIX, (stat.S_IFREG | 0o600) << 16
    archive.writestr(entry, data)


def unzipped(file: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Unpack a zip within bounds; return the record's folder, and what was in the zip and belongs to no record.

    Raises:
        RecordError: it is no zip of a record, or cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _unpacked(archive, into)
    except OSError as error:
        raise RecordError(_("this file cannot be read: {why}").format(why=why(error))) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, ValueError, EOFError) as error:
        raise RecordError(
            _("this file is no record: neither a folder, nor a zip that optout export made and that is whole"),
            _("give the folder that it lies in"),
        ) from error


def _unpacked(archive: zipfile.ZipFile, into: Path) -> tuple[Path, list[RecordFinding]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise zipfile.BadZipFile
    if len(entries) > COUNT_LIMIT or sum(entry.file_size for entry in entries) > FILE_LIMIT:
        raise RecordError(_("this zip is larger than any record, and was not read"))
    record = next((top for top in map(_top, entries) if is_record_id(top)), None)
    if record is None:
        raise RecordError(_("there is no record in this zip"))
    ours, findings = re.compile(f"{re.escape(record)}(-supplement-[0-9]+)?"), []
    for entry in entries:
        name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
        plain = is_plain_path(name) and kind in {0, stat.S_IFREG} and not (into / name).exists()
        if plain and ours.fullmatch(_top(entry)):
            (into / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with archive.open(entry) as source, (into / name).open("xb") as target:
                shutil.copyfileobj(source, target)
        elif name not in _STATEMENTS:
            says = _("{file} does not belong in the zip of this record, and was not unpacked")
            findings.append(finding(Wrong.ADDED, name, says))
    return into / record, findings


def _top(entry: zipfile.ZipInfo) -> str:
    return entry.filename.partition("/")[0]


# The PDF

_KINDS = {
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".tsr": "application/timestamp-reply",
    ".tsq": "application/timestamp-query",
}


def pdf_with_files(parcel: Parcel) -> bytes:
    """Return START-HERE.pdf with every file attached, itself too: what is added to it changes its bytes.

    All lie in one folder there: `data/` is left out of their names, and those of a supplement begin with its number.

    Raises:
        RecordError: the record has no START-HERE.pdf.
    """
    import pikepdf  # noqa: PLC0415  an extra

    if START_HERE not in parcel.record.sizes:
        raise RecordError(_("this record has no START-HERE.pdf"), f"optout export {parcel.base.folder.name}")
    out = BytesIO()
    with pikepdf.open(BytesIO(read(parcel.record, START_HERE))) as pdf:
        prefixes = ["", *(f"supplement-{says.number}-" for _tree, says in parcel.supplements)]
        for tree, prefix in zip(parcel.trees, prefixes, strict=True):
            for path in sorted(tree.sizes):
                name = prefix + path.removeprefix("data/").replace("/", "-")
                mime = _KINDS.get(Path(path).suffix.lower(), "application/octet-stream")
                pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, read(tree, path), filename=name, mime_type=mime)
        for name, data in parcel.statements.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


# What personal data is in it


@dataclass(frozen=True)
class Holds:
    """One kind of personal data in what is handed on: a code for programs, and a sentence for the person."""

    kind: str
    says: Said


def personal_data(parcel: Parcel) -> tuple[Holds, ...]:
    """Say what of the person, and of others, is handed on with it."""
    said = Holds("statements", _("what you said and what was read since, as the journal has it"))
    since = (said,) if parcel.statements else ()
    record, attached = parcel.base.record, map(_of_attached, parcel.base.files)
    return (*_of_record(record), *_of_pages(record), *attached, *since)


def _of_record(record: Record) -> Iterator[Holds]:
    if email := record.email():
        yield Holds("email", _("your e-mail address: {email}").format(email=email))
    if record.account_named:
        yield Holds("account", _("your account, as the page names it: {account}").format(account=record.account_named))
    if record.account != "default":
        yield Holds("label", _("what you call the account here: {account}").format(account=record.account))
    if entered := [value for value in record.values if value.value and value.value != email]:
        each = (_entered(value.label, value.value) for value in entered)
        yield Holds("entered", _("what you entered: {fields}").format(fields=joined(each, "; ")))
    if record.confirmation:
        yield Holds("answer", _("the words of the page's answer"))
    if record.answer_due and (places := record.answer_due.holidays_of):
        says = _("whose holidays count for the answer, of which one may be where you live: {places}")
        yield Holds("country", says.format(places=", ".join(places)))
    if record.settings:
        turned = ", ".join(f"“{one.label}”" for one in record.settings)
        yield Holds("settings", _("how your settings read: {settings}").format(settings=turned))
    if record.again_reason:
        yield Holds("reason", _("why you objected once more: {reason}").format(reason=record.again_reason))
    yield Holds(
        "times",
        _("when you did what, to the second, and with which browser, on which system: {browser}, {system}").format(
            browser=f"{record.tool.browser} {record.tool.browser_version}", system=record.tool.system
        ),
    )
    yield Holds("network", _("the address of the server it went to, which is not yours; your own is not in the record"))


_LONGEST_SHOWN = 40


def _entered(label: str, value: str) -> Said:
    if len(value) <= _LONGEST_SHOWN and "\n" not in value:
        return Said("{label}: {value}").format(label=label, value=value)
    length = ngettext("{number} character", "{number} characters", len(value))
    return Said("{label}: {value}").format(label=label, value=length)


def _of_pages(record: Record) -> Iterator[Holds]:
    kinds = [one.kind for one in record.captures if one.file]
    if pictures := kinds.count(CaptureKind.PNG):
        says = ngettext(
            "{number} picture of what you objected in: all that it shows, also what names others",
            "{number} pictures of what you objected in: all that they show, also what names others",
            pictures,
        )
        yield Holds("pictures", says)
    if texts := kinds.count(CaptureKind.TXT):
        yield Holds("copies", ngettext("{number} copy of it as text", "{number} copies of it as text", texts))


def _of_attached(one: Labelled) -> Holds:
    mail, name = one.says.mail, one.says.file.given_name
    if mail is None:
        says = _("a file that you attached, as you gave it, with all that it says: {file}").format(file=name)
        return Holds("attached", says)
    says = _(
        "an e-mail from {sender} to {recipient}, “{subject}”: its text, what is attached to it, and the computers that "
        "it came through: {file}"
    )
    told = {"sender": mail.sender or "?", "recipient": mail.recipient or "?", "subject": mail.subject or "?"}
    return Holds("mail", says.format(**told, file=name))
