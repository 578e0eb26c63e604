"""What a person hands on: a record with all that was added to it, as one zip, or as one PDF with the files in it."""

import hashlib
import mimetypes
import stat
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import Literal

import pydantic

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.folder import (
    EXPORT_LIST,
    SIZE_LIMIT,
    Manifest,
    Tree,
    walk,
)
from optout.evidence.list_page import add_list_pages, list_lines
from optout.evidence.record import (
    CHOSEN,
    CaptureKind,
    Record,
    RecordId,
    RecordModel,
    SettingReading,
    Timestamp,
)
from optout.evidence.redaction import json_file, plain
from optout.evidence.stamp import KINDS
from optout.evidence.supplement import Label, Supplement, VerifiedRecord
from optout.evidence.wording import reading_said, setting_called, words
from optout.translation import LazyText, _, joined, ngettext, quoted

_SHORT = 40  # characters of what was entered: a longer text is no name, address or number, and is not repeated
# The first moment that a zip can have: its moments have no zone, so another would depend on the computer.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # as the system that made a zip, wherever it is made
# those of Python alone, so that the same file has the same type everywhere
_TYPES = mimetypes.MimeTypes()


class Parcel:
    """A record, then its supplements, the oldest first, each with what its folder holds when it is made.

    What joins them later is not in it: the person was not told of that. Whether all is as it was
    sealed, `verify` has said; files that do not belong to it are left out. `statements` are the
    files that say what was said and read since.
    """

    def __init__(
        self, base: VerifiedRecord, statements: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self.base, self.added, self.statements = base, base.files, statements
        self.trees = (
            walk(base.folder),
            *(walk(base.folder.parent / supplement.folder) for supplement in self.added),
        )
        for tree in self.trees:
            own = _own_files(tree)
            tree.sizes = {path: size for path, size in tree.sizes.items() if path in own}

    def folder_of(self, tree: Tree) -> str:
        """Return the name that a folder was sealed under: the record's may have been given another."""
        return self.base.record.request_id if tree is self.trees[0] else tree.root.name

    @property
    def files(self) -> dict[str, bytes]:
        """All that is handed on, by its path beside the folders, and last the list of the fingerprints."""
        files: dict[str, bytes] = {}
        for tree in self.trees:
            files |= {
                f"{self.folder_of(tree)}/{path}": _read(tree, path) for path in sorted(tree.sizes)
            }
        return {**files, **self.statements, EXPORT_LIST: self.list}

    @property
    def list(self) -> bytes:
        """The fingerprint of each folder, and the SHA-256 of all that no fingerprint covers, as sha256sum reads it."""
        covers: dict[str, bytes] = {}
        for tree in self.trees:
            folder = self.folder_of(tree)
            proofs = [path for path in sorted(tree.sizes) if path.startswith(bag.PROOFS)]
            if bag.TAG_MANIFEST in tree.sizes:
                proofs.append(bag.TAG_MANIFEST)
            covers |= {f"{folder}/{path}": _read(tree, path) for path in sorted(proofs)}
        covers |= self.statements
        lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in covers.items()]
        return "".join(lines).encode()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of that list: whoever has it sees any change to what was handed on, and whatever was left out."""
        return hashlib.sha256(self.list).hexdigest()


def _own_files(tree: Tree) -> set[str]:
    """Return the paths of a record or supplement: what its lists name, and its time stamps."""
    lists = [Manifest.of(tree, name) for name in (bag.MANIFEST, bag.TAG_MANIFEST)]
    listed = {path for manifest in lists for path in manifest.hashes}
    proofs = {path for path in tree.sizes if path.startswith(bag.PROOFS) and path.endswith(KINDS)}
    return {bag.TAG_MANIFEST, *listed, *proofs}


def _read(tree: Tree, path: str) -> bytes:
    """Read a file of a folder; raise RecordError where it cannot be read."""
    data = tree.read(path, SIZE_LIMIT)
    if data is None:
        reasons = [found.message for found in tree.findings]
        if not reasons:
            reasons = [_("{file} is missing").format(file=path)]
        raise RecordError(joined(reasons, "\n"))
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
            yield say.tell(
                sent.format(
                    day=say.day(self.sent_on), received=say.day(self.received_on or self.sent_on)
                )
            )
        for label in self.labels:
            called = _("The file of {supplement}, the person said on {day}, is this: {label}.")
            day = say.day(label.said_at.astimezone(say.zone).date())
            yield say.tell(
                called.format(supplement=label.supplement, day=day, label=label.said_to_be.message)
            )
        for reading in self.readings:
            read = _("On {day} the setting {setting} was checked: {how}.")
            how = reading_said(reading.reading)
            yield say.tell(
                read.format(setting=setting_called(reading), day=say.when(reading.at), how=how)
            )


def zipped(parcel: Parcel) -> bytes:
    """Pack the folders side by side, as they lie on the disk: the same bytes each time."""
    out = BytesIO()
    # Not compressed: another version of the library would compress otherwise.
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parcel.files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            archive.writestr(entry, data)
    return out.getvalue()


def pdf_with_files(parcel: Parcel) -> bytes:
    """Return START-HERE.pdf with every file attached, and with pages that list them and the fingerprints.

    START-HERE.pdf is attached itself, too: what is added to it changes its bytes. All lie in one
    folder there: `data/` is left out of their names, and those of a supplement begin with its
    number.
    """
    import pikepdf

    if bag.START_HERE not in parcel.trees[0].sizes:
        raise RecordError(
            _("this record has no START-HERE.pdf"), f"optout export {parcel.base.folder.name}"
        )
    out, files = BytesIO(), _flat_files(parcel)
    with pikepdf.open(BytesIO(files[bag.START_HERE])) as pdf:
        add_list_pages(pdf, list_lines(parcel.base.record, parcel.added, files))
        for name, data in files.items():
            mime = _TYPES.guess_type(name)[0] or "application/octet-stream"
            relationship = pikepdf.Name.Source if name == "record.json" else pikepdf.Name.Data
            pdf.attachments[name] = pikepdf.AttachedFileSpec(
                pdf, data, filename=name, mime_type=mime, relationship=relationship
            )
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _flat_files(parcel: Parcel) -> dict[str, bytes]:
    """Return every file of an export by its name where all lie in one folder."""
    files: dict[str, bytes] = {**parcel.statements, EXPORT_LIST: parcel.list}
    for tree in parcel.trees:
        number = tree.root.name.rpartition("-supplement-")[2]
        prefix = "" if tree is parcel.trees[0] else f"supplement-{number}-"
        for path in sorted(tree.sizes):
            files[prefix + flat_name(path)] = _read(tree, path)
    return files


def flat_name(path: str) -> str:
    """Return the name of a file where all lie in one folder."""
    return path.removeprefix("data/").replace("/", "-")


def personal_data(parcel: Parcel) -> Iterator[tuple[str, LazyText]]:
    """Say what of the person, and of others, is handed on with it: each kind as a code and as a sentence."""
    record = parcel.base.record
    if email := record.email():
        yield "email", _("your e-mail address: {email}").format(email=email)
    if name := record.contact_name:
        yield "name", _("your name, as you gave it: {name}").format(name=name)
    if named := record.account_named:
        yield "account", _("your account, as the page shows it: {account}").format(account=named)
    others = [value for value in record.values if value.value not in {"", email}]
    if others:
        fields = joined([_entered(value.label, value.value) for value in others], "; ")
        yield "entered", _("what you entered: {fields}").format(fields=fields)
    number = _number_of_pictures(record)
    if number:
        message = ngettext(
            "{number} picture of the page, with everything on it, such as other people's names",
            "{number} pictures of the page, with everything on it, such as other people's names",
            number,
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


def _number_of_pictures(record: Record) -> int:
    pictures = [capture for capture in record.captures if capture.kind is CaptureKind.PNG]
    return sum(picture.file is not None for picture in pictures)


def _entered(label: str, value: str) -> LazyText:
    """Say what was entered into a field; of a long text only its length."""
    return joined((label, _briefly(value)), ": ")


def _briefly(value: str) -> str:
    if value == CHOSEN:
        return _("chosen")
    is_short = len(value) <= _SHORT and "\n" not in value
    return value if is_short else ngettext("{number} character", "{number} characters", len(value))


def _of_attached(supplement: Supplement) -> tuple[str, LazyText]:
    mail, name = supplement.mail, supplement.file.given_name
    if mail is None:
        message = _("a file that you attached, as you gave it, with all that it says: {file}")
        return "attached", message.format(file=name)
    message = _(
        "an e-mail from {sender} to {recipient}, {subject}: its text, what is attached to it, and the computers that "
        "it came through: {file}"
    )
    sender, recipient, subject = mail.sender or "?", mail.recipient or "?", mail.subject or "?"
    return "mail", message.format(
        sender=sender, recipient=recipient, subject=quoted(subject), file=name
    )
