"""Compares the documents of a record with what record.json renders to.

A page or a sentence that was changed, added or taken out shows, although every hash was written
anew. What another version of the program wrote may be worded otherwise, so it is not compared.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TypeVar

import optout
from optout.evidence import folder as bag
from optout.evidence.folder import FindingKind, RecordFinding, Tree, finding
from optout.evidence.mail import MAIL, read_mail
from optout.evidence.pdf_text import (
    UnreadablePdf,
    comparable,
    same_text,
    text_of_pages,
    without_margins,
)
from optout.evidence.record import CaptureKind, Record, Stage
from optout.evidence.start_here import PrintedText, how_to_verify, story_of, text_of_start_here
from optout.evidence.supplement import FILE_LIMIT, Supplement
from optout.evidence.supplement import how_to_verify as how_to_verify_supplement
from optout.evidence.verify.checked import Checked
from optout.evidence.wording import RecordWords, words
from optout.translation import _

_SMALL, _LARGE = 65_536, 16_000_000  # bytes
_ALL_BESIDE = {
    bag.BAG,
    bag.BAG_INFO,
    bag.MANIFEST,
    bag.TAG_MANIFEST,
    bag.HOW_TO_VERIFY,
    bag.START_HERE,
    bag.RECORD_SCHEMA,
    bag.SUPPLEMENT_SCHEMA,
}
_OFFSET = re.compile(r"UTC([+-])(\d\d):(\d\d)")
_MOST_CLOCKS = 4  # in one document, of which two are the most that a run can meet
_Made = TypeVar("_Made")


def other_version(read: Checked) -> str | None:
    """Return the version of the program that made a folder, if it is not this one."""
    if read.record:
        made_by = read.record.tool.version
    elif read.supplement:
        made_by = read.supplement.tool.removeprefix("optout ")
    else:
        return None
    return made_by if made_by != optout.__version__ else None


def in_documents(read: Checked) -> Iterator[RecordFinding]:
    """Report what lies beside data and is not as this version of the program makes it.

    1. No other file lies there: a manifest may list one that somebody added.
    2. The JSON schema is the one of this version.
    3. HOW-TO-VERIFY.txt has the text that the description renders to, and an attached e-mail says
       of itself what supplement.json says of it.
    4. The pages of START-HERE.pdf have the text that record.json renders to.
    """
    if other_version(read):
        return
    yield from _foreign_files(read)  # 1
    yield from _other_schema(read)  # 2
    if read.supplement:
        yield from _in_documents_of_supplement(read.tree, read.supplement)  # 3
    if read.record:
        yield from _in_documents_of_record(read.tree, read.record)  # 3, 4


def _foreign_files(read: Checked) -> Iterator[RecordFinding]:
    beside = {path for path in read.tags.hashes if "/" not in path}
    for path in sorted(beside - _ALL_BESIDE):
        yield finding(FindingKind.ADDED, path, _("{file} is no file of a record"))


def _other_schema(read: Checked) -> Iterator[RecordFinding]:
    name = bag.RECORD_SCHEMA if read.kind == "record" else bag.SUPPLEMENT_SCHEMA
    if read.tree.read(name, _LARGE) != bag.schema(name):
        yield finding(FindingKind.DISAGREES, name, _("{file} is not the schema of this version"))


def _in_documents_of_supplement(tree: Tree, supplement: Supplement) -> Iterator[RecordFinding]:
    def render(say: RecordWords) -> str:
        return how_to_verify_supplement(supplement, say)

    message = _("{file} does not say what supplement.json says")
    if not _same_instructions(tree, supplement.language, render):
        yield finding(FindingKind.DISAGREES, bag.HOW_TO_VERIFY, message)
    if not _same_mail(tree, supplement):
        yield finding(FindingKind.DISAGREES, f"data/{supplement.file.name}", message)


def _same_mail(tree: Tree, supplement: Supplement) -> bool:
    """False if an attached e-mail says something else of itself than supplement.json says of it."""
    name = supplement.file.name
    data = tree.read(f"data/{name}", FILE_LIMIT)
    if data is None:
        return True
    mail = read_mail(data) if name.endswith(MAIL) else None
    described = supplement.mail
    if mail is None or described is None:
        return mail is described
    return mail.model_dump(mode="json") == described.model_dump(mode="json")


def _in_documents_of_record(tree: Tree, record: Record) -> Iterator[RecordFinding]:
    def render(say: RecordWords) -> str:
        return how_to_verify(record, story_of(record, say), say)

    message = _("{file} does not say what record.json says")
    if not _same_instructions(tree, record.language, render):
        yield finding(FindingKind.DISAGREES, bag.HOW_TO_VERIFY, message)
    if record.printed and not _same_summary(tree, record):
        yield finding(FindingKind.DISAGREES, bag.START_HERE, message)


def _same_instructions(tree: Tree, language: str, render: Callable[[RecordWords], str]) -> bool:
    """False if HOW-TO-VERIFY.txt has another text than the one that it renders to."""
    data = tree.read(bag.HOW_TO_VERIFY, _SMALL)
    if data is None:
        return True  # that it is missing is reported elsewhere
    printed = data.decode("utf-8", "replace").replace("\r\n", "\n")
    expected = _rendered(render, language, printed)
    return expected is not None and expected == printed


def _same_summary(tree: Tree, record: Record) -> bool:
    """False if the pages of START-HERE.pdf have another text than record.json renders to."""
    data = tree.read(bag.START_HERE, _LARGE)
    if data is None:
        return True
    try:
        pages = text_of_pages(data)
    except UnreadablePdf:
        return False
    pictures = _pictures(tree, record)

    def render(say: RecordWords) -> PrintedText:
        return text_of_start_here(record, pictures, say)

    expected = _rendered(render, record.language, "".join(pages))
    if expected is None:
        return False
    printed = without_margins(pages, expected.band, expected.footer)
    return same_text(printed, expected.text)


def _pictures(tree: Tree, record: Record) -> dict[Stage, bytes]:
    """Return the pictures of a record that can be read, by the stage of the run."""
    pictures = {}
    for capture in record.captures:
        if capture.kind is not CaptureKind.PNG or not capture.stage or not capture.file:
            continue
        data = tree.read(f"data/{capture.file}", _LARGE)
        if data is not None:
            pictures[capture.stage] = data
    return pictures


# Moments, which a document has by the clock of the computer that made it


@dataclass(frozen=True)
class _WordsByAnyClock(RecordWords):
    """Writes each moment by the clock that makes it a part of a printed text.

    The record has its moments in UTC; the zone of the computer that made it stands in its documents
    alone. In one document two zones are right where summer time began during the run.
    """

    printed: str = ""
    clocks: tuple[tzinfo, ...] = ()

    def when(self, moment: datetime) -> str:
        """Write a moment as the printed text has it; else by the first clock."""
        texts = [RecordWords.when(replace(self, zone=clock), moment) for clock in self.clocks]
        printed = [text for text in texts if comparable(text) in self.printed]
        return printed[0] if printed else texts[0]


def _rendered(render: Callable[[RecordWords], _Made], language: str, printed: str) -> _Made | None:
    """Render a document in a language; None if no run can have written what it is about."""
    of_language = words(language)
    say = _WordsByAnyClock(
        of_language.language,
        of_language.texts,
        printed=comparable(printed),
        clocks=_clocks_in(printed),
    )
    try:
        return render(say)
    except Exception:  # noqa: BLE001  a stranger's record may have what no run writes
        return None


def _clocks_in(printed: str) -> tuple[tzinfo, ...]:
    """Return UTC and the other clocks by which a text has its moments, at most so many."""
    offsets = dict.fromkeys(_OFFSET.findall("".join(printed.split())))
    clocks = [UTC, *(_zone(*offset) for offset in offsets)]
    return tuple(clocks[:_MOST_CLOCKS])


def _zone(sign: str, hours: str, minutes: str) -> tzinfo:
    offset = timedelta(hours=int(hours) % 24, minutes=int(minutes) % 60)
    return timezone(-offset if sign == "-" else offset)
