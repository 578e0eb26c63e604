"""What a person hands on: a record with all that was added to it, as one zip, or as one PDF that can be read.

Both are the same bytes each time, so that two people can compare what they were given.
"""

import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from optout.errors import RecordError
from optout.evidence.archive_pdf import Described, Enclosed, archived, page_count, smaller
from optout.evidence.export_pages import ExportPages, Inside, Printing, attachments
from optout.evidence.folder import BAG, FILE_LIMIT, LATER, MANIFEST, TAG_MANIFEST, Tree, walk
from optout.evidence.record import LETTER_TEXT, CaptureKind, Record
from optout.evidence.report import SIZE_LIMIT
from optout.evidence.supplement import SUPPLEMENT, Base, Labelled, Supplement, objection_of
from optout.evidence.wording import template, tied
from optout.i18n import Said, _, joined, ngettext

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows: it has no zone, and what it told would be one computer's
_MODE = (stat.S_IFREG | 0o600) << 16
_UNIX = 3


@dataclass(frozen=True)
class Parcel:
    """A whole record and its whole supplements, the oldest first, each with what its folder holds."""

    base: Base
    record: Tree
    supplements: tuple[tuple[Tree, Supplement], ...]

    @property
    def trees(self) -> Iterator[Tree]:
        """The folders: the record, then its supplements."""
        yield self.record
        yield from (tree for tree, _says in self.supplements)


def parcel_of(base: Base) -> Parcel:
    """Look at all that is handed on; whether it is as it was sealed is for `verify` to say, and was said."""
    beside = tuple((walk(base.folder.parent / name), says) for name, says in base.supplements())
    return Parcel(base, walk(base.folder), beside)


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
    """Pack the folders side by side, as they lie on the disk."""
    names = {tree.root: tree.root.name for tree in parcel.trees}
    names[parcel.record.root] = parcel.base.record.request_id  # its folder may have been given another name
    files = [(f"{names[tree.root]}/{path}", read(tree, path)) for tree in parcel.trees for path in sorted(tree.sizes)]
    return packed(files)


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Write a zip of files by their path, in this order.

    Nothing is compressed: another program, or the next version of this one's library, would compress otherwise. The
    pictures of a record are compressed as they are.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            archive.writestr(entry, data)
    return out.getvalue()


# What personal data is in it


@dataclass(frozen=True)
class Holds:
    """One kind of personal data in what is handed on: a code for programs, and a sentence for the person."""

    kind: str
    says: Said


def personal_data(parcel: Parcel) -> tuple[Holds, ...]:
    """Say what of the person, and of others, is handed on with it."""
    return (*_of_record(parcel.base.record), *_of_pages(parcel.base.record), *_of_supplements(parcel))


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


def _of_supplements(parcel: Parcel) -> Iterator[Holds]:
    for one in parcel.base.files:
        yield _of_attached(one)


def _of_attached(one: Labelled) -> Holds:
    mail, name = one.mail, one.file.given_name
    if mail is None:
        says = _("a file that you attached, as you gave it, with all that it says: {file}").format(file=name)
        return Holds("attached", says)
    says = _(
        "an e-mail from {sender} to {recipient}, “{subject}”: its text, what is attached to it, and the computers that "
        "it came through: {file}"
    )
    told = {"sender": mail.sender or "?", "recipient": mail.recipient or "?", "subject": mail.subject or "?"}
    return Holds("mail", says.format(**told, file=name))


# The PDF

START_HERE = "START-HERE.pdf"
ALWAYS = {MANIFEST, TAG_MANIFEST, BAG, "bag-info.txt", "HOW-TO-VERIFY.txt", "data/record.json", "data/events.jsonl"}
ALWAYS |= {SUPPLEMENT, "data/dkim-key.txt"}
"""What lies in every exported PDF, as far as a folder has it; its proofs do too."""
_WORDS = {
    "data/record.json": "is_record",
    "data/events.jsonl": "is_events",
    "data/02-send.json": "is_send",
    "data/01-fields.json": "is_fields",
    MANIFEST: "is_manifest",
    TAG_MANIFEST: "is_tags",
    "HOW-TO-VERIFY.txt": "is_how_to",
    SUPPLEMENT: "is_supplement",
    "data/dkim-key.txt": "is_key",
}
_KINDS = {
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".html": "text/plain",
    ".tsr": "application/timestamp-reply",
    ".tsq": "application/timestamp-query",
}
_MORE = (".json", ".txt", ".png", ".pdf")
"""Files of a record that lie in the PDF as far as there is room."""
_ROOM_FOR_PAGES = 150_000  # bytes; if the pages need more, files are left out one by one


@dataclass(frozen=True)
class HandedOut:
    """An exported PDF, and what it says is in it."""

    data: bytes
    inside: Inside


def handed_out(parcel: Parcel, prints: Printing) -> HandedOut:
    """Make one PDF of a record, of at most `SIZE_LIMIT` bytes; what does not fit is left out, and named in it.

    Raises:
        RecordError: the record has no START-HERE.pdf, or what must be in it does not fit.
    """
    sealed = read(parcel.record, START_HERE) if START_HERE in parcel.record.sizes else None
    if sealed is None:
        raise RecordError(_("this record has no START-HERE.pdf"), f"optout export {parcel.base.folder.name}")
    always, more = _choices(parcel)
    for pages in (sealed, None):
        pages = smaller(sealed) if pages is None else pages  # noqa: PLW2901  costly, and hardly ever needed
        room = SIZE_LIMIT - len(pages) - sum(len(one.data) for one in always) - _ROOM_FOR_PAGES
        chosen = [one for one, total in zip(more, _totals(more), strict=True) if total <= room]
        while True:
            made = _handed_out(parcel, prints, (pages, sealed), (always, chosen, more))
            if len(made.data) <= SIZE_LIMIT:
                return made
            if not chosen:
                break
            chosen = chosen[:-1]
    raise RecordError(
        _("this record does not fit into a PDF of {limit} bytes").format(limit=SIZE_LIMIT),
        f"optout export {parcel.base.folder.name}",
    )


def _totals(files: Sequence[Enclosed]) -> Iterator[int]:
    total = 0
    for one in files:
        total += len(one.data)
        yield total


def _choices(parcel: Parcel) -> tuple[list[Enclosed], list[Enclosed]]:
    """Give what must lie in the PDF, and what may, the small before the large."""
    texts, always, more = template("export.", parcel.base.record.language), [], []
    for tree, prefix in _prefixed(parcel):
        for path in sorted(tree.sizes):
            if path in ALWAYS or path.startswith(LATER):
                always.append(_enclosed(tree, path, prefix, texts))
            elif prefix or (path.startswith("data/") and path.endswith(_MORE)):
                more.append(_enclosed(tree, path, prefix, texts))
    return always, sorted(more, key=lambda one: (len(one.data), one.name))


def _prefixed(parcel: Parcel) -> Iterator[tuple[Tree, str]]:
    yield parcel.record, ""
    for tree, says in parcel.supplements:
        yield tree, f"supplement-{says.number}-"


def flat(path: str, prefix: str = "") -> str:
    """Give a file's name in a PDF, where all lie in one folder: a proof's begins with `proofs-`."""
    return prefix + path.removeprefix("data/").replace("/", "-")


def _enclosed(tree: Tree, path: str, prefix: str, texts: Mapping[str, str]) -> Enclosed:
    proof = path.startswith(LATER)
    own = "is_picture" if path.endswith(".png") else "is_text"
    other = "is_proof" if proof else "is_attached" if prefix else own
    key = "is_bag" if path in {BAG, "bag-info.txt"} else _WORDS.get(path, other)
    source = path in {"data/record.json", "data/events.jsonl", f"data/{LETTER_TEXT}"}
    suffix = path[path.rfind(".") :].lower()
    return Enclosed(
        name=flat(path, prefix),
        mime=_KINDS.get(suffix, "application/octet-stream"),
        about=tied(texts[key]),
        data=read(tree, path),
        relation="Source" if source else "Supplement",
    )


def _handed_out(
    parcel: Parcel,
    prints: Printing,
    pages: tuple[bytes, bytes],
    choices: tuple[Sequence[Enclosed], Sequence[Enclosed], Sequence[Enclosed]],
) -> HandedOut:
    base, (always, chosen, more), (shown, sealed) = parcel.base, choices, pages
    inside = Inside(
        record_id=base.record.request_id,
        replay=base.record.replay,
        start_here_bytes=len(shown),
        pages=page_count(sealed),
        smaller=shown != sealed,
        files=tuple(sorted((*always, *chosen), key=lambda one: one.name)),
        large=tuple(one.name for one in more if one not in chosen),
    )
    given = attachments(base.files, parcel.supplements, objection_of(base.record, base.skew))
    said = ExportPages(inside, tuple(given), base.record.language)
    about = Described(
        title=f"{said.say('kicker')} {base.record.request_id}",
        language=base.record.language,
        tool=f"{base.record.tool.name} {base.record.tool.version}",
        moment=max((base.record.ended_at, *(says.attached_at for _tree, says in parcel.supplements))),
    )
    return HandedOut(archived(shown, prints(said), inside.files, about), inside)
