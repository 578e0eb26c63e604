"""What a person hands on: a record with all that was added to it, as one zip, or as one PDF with the files in it."""

import mimetypes
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import pydantic

from optout.evidence import folder as bag
from optout.evidence.folder import SIZE_LIMIT, FindingKind, RecordFinding, Tree, finding, walk
from optout.evidence.record import CaptureKind, RecordId, RecordModel, SettingReading, Timestamp, is_record_id
from optout.evidence.redaction import json_file, plain
from optout.evidence.supplement import Label, Supplement, VerifiedRecord
from optout.evidence.wording import reading_said, words
from optout.messages import LazyText, RecordError, _, joined, ngettext, why

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows: it has no zone, and what it told would be one computer's
_TYPES = mimetypes.MimeTypes()  # those of Python alone, so that the same file has the same type everywhere
_STATEMENTS = {"statements.json", "statements.txt"}


class Parcel:
    """A record, then its supplements, the oldest first, each with what its folder holds when it is made.

    What joins them later is not in it: the person was not told of that. Whether all is as it was sealed, `verify` has
    said. `statements` are the files that say what was said and read since.
    """

    def __init__(self, base: VerifiedRecord, statements: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self.base, self.added, self.statements = base, base.files, statements
        self.trees = (walk(base.folder), *(walk(base.folder.parent / one.folder) for one in self.added))


def _read(tree: Tree, path: str) -> bytes:
    """Read a file of a folder; raise RecordError where it cannot be read."""
    data = tree.read(path, SIZE_LIMIT)
    if data is None:
        told = [found.message for found in tree.findings] or [_("{file} is missing").format(file=path)]
        raise RecordError(joined(told, "\n"))
    return data


class LabelSaid(RecordModel):
    """What the person called the file of a supplement since it was attached."""

    supplement: str
    said_to_be: Label
    said_at: Timestamp


class Statements(RecordModel):
    """`statements.json`. `sent_on` is the day on which the person says that they sent a letter."""

    schema_version: Literal[1] = 1
    record: RecordId
    sent_on: date | None = None
    received_on: date | None = pydantic.Field(
        default=None, description="From which day on the time for an answer counts."
    )
    labels: list[LabelSaid]
    readings: list[SettingReading]

    def files(self, language: str) -> dict[str, bytes]:
        """Return the files that lie beside the record's folder; none where nothing was said or read."""
        lines = [*self._lines(language)]
        if not lines:
            return {}
        head = _(
            "What was said and read of the record {record} after it was sealed, as the journal on the person's "
            "computer has it. It is no part of the record, and nothing here proves it."
        )
        page = "\n\n".join([words(language).tell(head.format(record=self.record)), *lines])
        return {
            "statements.json": json_file(self.model_dump(mode="json")),
            "statements.txt": f"{plain(page)}\n".encode(),
        }

    def _lines(self, language: str) -> Iterator[str]:
        say = words(language)
        if self.sent_on:
            sent = _(
                "The person says that they sent the letter on {day}. The time for an answer counts from {received}."
            )
            yield say.tell(sent.format(day=say.day(self.sent_on), received=say.day(self.received_on or self.sent_on)))
        for one in self.labels:
            called = _("The file of {supplement}, the person said on {day}, is this: {label}.")
            day = say.day(one.said_at.astimezone(say.zone).date())
            yield say.tell(called.format(supplement=one.supplement, day=day, label=one.said_to_be.message))
        for reading in self.readings:
            read = _("On {day} the setting “{setting}” was checked: {how}.")
            how = reading_said(reading.how or reading.stands)
            yield say.tell(read.format(setting=reading.label, day=say.when(reading.at), how=how))


def zipped(parcel: Parcel) -> bytes:
    """Pack the folders side by side, as they lie on the disk: the same bytes each time."""
    files: dict[str, bytes] = {}
    for tree in parcel.trees:
        # A record's folder may have been given another name.
        folder = parcel.base.record.request_id if tree is parcel.trees[0] else tree.root.name
        files |= {f"{folder}/{path}": _read(tree, path) for path in sorted(tree.sizes)}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # stored: another version of the library would compress otherwise
        for name, data in {**files, **parcel.statements}.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o600) << 16  # of Unix, wherever it is packed
            archive.writestr(entry, data)
    return out.getvalue()


def unzipped(file: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Unpack a zip within bounds; return the record's folder, and what was in the zip and belongs to no record."""
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
    if len(entries) > bag.COUNT_LIMIT or sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise RecordError(_("this zip is larger than any record, and was not read"))
    tops = {entry.filename: entry.filename.partition("/")[0] for entry in entries}
    record = next(filter(is_record_id, tops.values()), None)
    if record is None:
        raise RecordError(_("there is no record in this zip"))
    folders, findings = re.compile(f"{re.escape(record)}(-supplement-[0-9]+)?"), []
    for entry in entries:
        name = entry.filename
        safe = bag.RECORD_PATH.fullmatch(name) and not (into / name).exists()
        if safe and folders.fullmatch(tops[name]):
            archive.extract(entry, into)  # which makes no links
        elif name not in _STATEMENTS:
            message = _("{file} does not belong in the zip of this record, and was not unpacked")
            findings.append(finding(FindingKind.ADDED, name, message))
    return into / record, findings


def pdf_with_files(parcel: Parcel) -> bytes:
    """Return START-HERE.pdf with every file attached, itself too: what is added to it changes its bytes.

    All lie in one folder there: `data/` is left out of their names, and those of a supplement begin with its number.
    """
    import pikepdf

    if bag.START_HERE not in parcel.trees[0].sizes:
        raise RecordError(_("this record has no START-HERE.pdf"), f"optout export {parcel.base.folder.name}")
    out, files = BytesIO(), dict(parcel.statements)
    with pikepdf.open(BytesIO(_read(parcel.trees[0], bag.START_HERE))) as pdf:
        for tree in parcel.trees:
            number = tree.root.name.rpartition("-supplement-")[2]
            before = "" if tree is parcel.trees[0] else f"supplement-{number}-"
            for path in sorted(tree.sizes):
                files[before + path.removeprefix("data/").replace("/", "-")] = _read(tree, path)
        for name, data in files.items():
            mime = _TYPES.guess_type(name)[0] or "application/octet-stream"
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name, mime_type=mime)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def personal_data(parcel: Parcel) -> Iterator[tuple[str, LazyText]]:
    """Say what of the person, and of others, is handed on with it: each kind as a code and as a sentence."""
    record = parcel.base.record
    if email := record.email():
        yield "email", _("your e-mail address: {email}").format(email=email)
    if named := record.account_named:
        yield "account", _("your account, as the page names it: {account}").format(account=named)
    if entered := [_entered(one.label, one.value) for one in record.values if one.value not in {"", email}]:
        yield "entered", _("what you entered: {fields}").format(fields=joined(entered, "; "))
    if pictures := sum(one.kind is CaptureKind.PNG and one.file is not None for one in record.captures):
        message = ngettext(
            "{number} picture of the page, with everything on it, such as other people's names",
            "{number} pictures of the page, with everything on it, such as other people's names",
            pictures,
        )
        yield "pictures", message
    rest = _(
        "whatever else START-HERE.pdf and the folder data say about you: the words of the page, your settings, when "
        "you did what, with which browser and system, and where you may live"
    )
    yield "rest", rest
    yield from map(_of_attached, parcel.added)
    if parcel.statements:
        yield "statements", _("what you said and what was read since, as the journal has it")


def _entered(label: str, value: str) -> LazyText:
    short = len(value) <= 40 and "\n" not in value
    length = ngettext("{number} character", "{number} characters", len(value))
    return LazyText("{label}: {value}").format(label=label, value=value if short else length)


def _of_attached(one: Supplement) -> tuple[str, LazyText]:
    mail, name = one.mail, one.file.given_name
    if mail is None:
        message = _("a file that you attached, as you gave it, with all that it says: {file}")
        return "attached", message.format(file=name)
    message = _(
        "an e-mail from {sender} to {recipient}, “{subject}”: its text, what is attached to it, and the computers that "
        "it came through: {file}"
    )
    sender, recipient, subject = mail.sender or "?", mail.recipient or "?", mail.subject or "?"
    return "mail", message.format(sender=sender, recipient=recipient, subject=subject, file=name)
