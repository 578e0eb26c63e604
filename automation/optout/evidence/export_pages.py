"""The pages that an exported PDF has behind START-HERE.pdf: what is in the file, and the e-mails kept with the record.

They are made anew with each export, so nothing on them depends on the hour, the zone or the computer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property, partial
from typing import Any

from playwright.sync_api import Page, PdfMargins

from optout.evidence.archive_pdf import Enclosed
from optout.evidence.folder import Tree
from optout.evidence.mail import HeldAgainst, Remark, SignatureResult, remarks
from optout.evidence.mail_text import MailText, mail_text, shortened
from optout.evidence.redaction import plain
from optout.evidence.report import SIZE_LIMIT, Frame, footer, print_document, style
from optout.evidence.supplement import Label, Labelled, Supplement
from optout.evidence.wording import RecordWords, filled, sentence, template, tied, words

_MAIL, _TEXT = ".eml", ".txt"


@dataclass(frozen=True)
class Inside:
    """What is in an exported PDF: how much of it is START-HERE.pdf, which files lie in it, and which do not.

    `smaller` is True where its pages are a copy with smaller pictures; `large` is what was left out.
    """

    record_id: str
    replay: bool
    start_here_bytes: int
    pages: int
    smaller: bool
    files: tuple[Enclosed, ...]
    large: tuple[str, ...]


@dataclass(frozen=True)
class Attachment:
    """A file that was attached: what the person said last that it is, its supplement, its bytes, and what is odd."""

    labelled: Labelled
    says: Supplement
    data: bytes
    remarks: tuple[Remark, ...]

    @property
    def readable(self) -> bool:
        """Whether it can be put on paper as text."""
        return self.labelled.file.name.endswith((_MAIL, _TEXT))


@dataclass(frozen=True)
class PrintedFile:
    """One such file as it stands on paper."""

    mail: bool
    rows: tuple[tuple[str, str], ...]
    text: str
    note: str
    cut: str
    pieces: tuple[str, ...]


class ExportPages:
    """Says what is on these pages."""

    def __init__(self, inside: Inside, attachments: tuple[Attachment, ...], language: str) -> None:
        self.inside = inside
        self.say: RecordWords = replace(words(language), zone=UTC)
        self._attachments = attachments
        self._texts: Mapping[str, Any] = template("export.", language)

    def tell(self, key: str, **gaps: object) -> str:
        """Give a sentence."""
        return filled(tied(self._texts[key]), gaps)

    def about_pages(self) -> str:
        """Say what the pages before these are."""
        one = self.inside
        key = "pages_smaller" if one.smaller else "pages"
        told = {"last": one.pages, "id": one.record_id, "bytes": one.start_here_bytes, "limit": self._limit}
        return self.tell(key, **told)

    @property
    def _limit(self) -> str:
        return self.say.size(SIZE_LIMIT)

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Give each file that lies in the PDF, what it is, and its size."""
        for one in self.inside.files:
            yield one.name, one.about, self.say.size(len(one.data))

    def left_out(self) -> tuple[str, ...]:
        """Say what does not lie in it."""
        one = self.inside
        return (self.tell("left_large", files=", ".join(one.large), limit=self._limit),) if one.large else ()

    def commands(self) -> str:
        """Give what to type to check it without the program."""
        one = self.inside
        lines = ["pdfdetach -saveall FILE.pdf"]
        if not one.smaller:
            lines.append(f"head -c {one.start_here_bytes} FILE.pdf > START-HERE.pdf")
        lines += list(_checks(""))
        for prefix in dict.fromkeys(prefix_of(file.name) for file in one.files if prefix_of(file.name)):
            lines += list(_checks(prefix))
        return "\n".join([*lines, "sha256sum tagmanifest-sha256.txt"])

    @cached_property
    def _kept(self) -> tuple[PrintedFile, ...]:
        return tuple(self._on_paper(one) for one in self._attachments if one.readable)

    def kept(self) -> tuple[PrintedFile, ...]:
        """Give the e-mails and texts that were attached."""
        return self._kept

    def _on_paper(self, one: Attachment) -> PrintedFile:
        if not one.labelled.file.name.endswith(_MAIL):
            text, whole = shortened(plain(one.data.decode("utf-8", "replace")))
            return PrintedFile(
                False, tuple(self._rows(one)), text, "" if text else self.tell("text_none"), self._cut(one, whole), ()
            )
        read = mail_text(one.data)
        pieces = tuple(
            self.tell(
                "piece",
                name=piece.name or self.tell("piece_unnamed"),
                kind=piece.kind,
                size="?" if piece.size is None else self.say.size(piece.size),
            )
            for piece in read.pieces
        )
        return PrintedFile(
            True, tuple(self._rows(one)), read.text, self._note(read), self._cut(one, not read.cut), pieces
        )

    def _note(self, read: MailText) -> str:
        if not read.readable:
            return self.tell("text_broken")
        if not read.text:
            return self.tell("text_none")
        return self.tell("text_html") if read.of_html else ""

    def _cut(self, one: Attachment, whole: bool) -> str:  # noqa: FBT001  what is asked stands last, as in a table
        return "" if whole else self.tell("text_cut", file=one.labelled.path)

    def _rows(self, one: Attachment) -> Iterator[tuple[str, str]]:
        """Give what is known of a file: what it says of itself, what the person says, how its signature was."""
        mail, file = one.labelled.mail, one.labelled.file
        if mail:
            for key, value in (("from", mail.sender), ("to", mail.recipient), ("subject", mail.subject)):
                yield self.tell(key), value or "?"
            yield self.tell("date"), mail.date or "?"
        yield self.tell("said"), self._said(one.labelled.said)
        for remark in one.remarks:
            yield self.tell("remark"), sentence(self.say.tell(remark.says))
        yield self.tell("attached_at"), self.say.when(one.says.attached_at)
        if signature := one.says.signature:
            result = self.tell(SignatureResult(signature.result).value)
            says = self.say.tell(signature.says())
            yield self.tell("signature"), sentence(self.tell("signature_then", result=result, says=says))
        yield self.tell("file"), one.labelled.path
        yield self.tell("sha256"), file.sha256

    def _said(self, label: Label) -> str:
        if label is Label.UNSAID:
            return self.tell("unsaid")
        return sentence(self.tell("as_said", label=self.say.tell(label.says)))


def prefix_of(name: str) -> str:
    """Give how the names of a supplement's files begin in a PDF, where all lie together; empty for the record's."""
    number = name.removeprefix("supplement-").partition("-")[0]
    return f"supplement-{number}-" if name.startswith("supplement-") and number.isdecimal() else ""


def _checks(prefix: str) -> Iterator[str]:
    """Give the commands that compare what was saved from a PDF with its lists, which name files by their folders."""
    if prefix:
        yield f"sed 's|  |  {prefix}|' {prefix}tagmanifest-sha256.txt | sha256sum -c --ignore-missing"
    else:
        yield "sha256sum -c --ignore-missing tagmanifest-sha256.txt"
    yield f"sed 's|  data/|  {prefix}|' {prefix}manifest-sha256.txt | sha256sum -c --ignore-missing"


Printing = Callable[[ExportPages], bytes]
"""Prints these pages."""


def printing(page: Page) -> Printing:
    """Give what prints them on a fresh page."""
    return partial(_print, page)


def _print(page: Page, pages: ExportPages) -> bytes:
    below = footer(pages.tell("footer", id=pages.inside.record_id))
    band = pages.say("replay_band") if pages.inside.replay else ""
    margins = PdfMargins(top="22mm", right="18mm", bottom="19mm", left="18mm")
    parts = {"page": pages, "css": style("start-here", "paper", "export")}
    return print_document(page, "export", parts, Frame(margins, band, below))


def attachments(
    labelled: tuple[Labelled, ...], supplements: tuple[tuple[Tree, Supplement], ...], about: HeldAgainst
) -> Iterator[Attachment]:
    """Give the files that were attached, with their bytes and what is odd about each."""
    trees = {tree.root.name: (tree, says) for tree, says in supplements}
    for one in labelled:
        tree, says = trees[one.supplement]
        data = tree.read(f"data/{one.file.name}", one.file.size)
        if data is not None:
            suffix = one.file.name[one.file.name.rfind(".") :]
            yield Attachment(one, says, data, remarks(data, suffix, about))
