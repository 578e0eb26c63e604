"""A supplement: a sealed folder beside a record, with one file that came later.

What it is, the person says: when it is attached, and anew in the journal.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import pydantic

from optout import __version__
from optout.deadline import EXTENDED, Deadline
from optout.errors import RecordError
from optout.evidence.files import make_read_only, sync_folder, write_private
from optout.evidence.folder import close_bag, walk
from optout.evidence.mail import (
    HeldAgainst,
    Likeness,
    LookUp,
    MailSeen,
    Remark,
    Signature,
    check_signature,
    read_mail,
    remarks,
)
from optout.evidence.record import (
    Code,
    FileName,
    LanguageCode,
    Moment,
    Record,
    RecordId,
    RecordModel,
    Sha256,
    Text,
)
from optout.evidence.redaction import json_text, visible_name
from optout.evidence.wording import astray, template, typeset, words
from optout.flow.model import Mails
from optout.i18n import _, why

SUPPLEMENT = "data/supplement.json"
SUPPLEMENT_VERSION = 2
FILE_LIMIT = 25_000_000
"""Bytes of a file that is attached."""
SUPPLEMENT_LIMIT = 1_000_000
"""Bytes of `supplement.json`."""
_MOST = 500
_NAME_SHOWN = 200
_PARTIAL, _HOW_TO, _KEY_FILE, _MAIL = ".partial-", "HOW-TO-VERIFY.txt", "dkim-key.txt", ".eml"
_SUFFIXES = {_MAIL, ".emlx", ".mbox", ".pdf", ".png", ".jpg", ".jpeg", ".txt", ".html", ".msg", ".docx", ".odt"}


class Label(Code):
    """What the person says a file is. Nothing checks it."""

    CONFIRMATION = "confirmation", _("a confirmation of receipt")
    ANSWER = "answer", _("the controller's answer")
    NOTICE = "notice", _("the controller's notice to everyone")
    NOTE = "note", _("a note")
    OTHER = "other", _("something else")
    UNSAID = "unsaid", _("nothing")


class Attached(RecordModel):
    """The file that was added. `name` is its name in `data`, `given_name` the one it had."""

    name: FileName
    given_name: Text
    size: int
    sha256: Sha256
    said_to_be: Label


class Extension(RecordModel):
    """An answer that announces that more time is needed, two further months (Art. 12(3) GDPR).

    `expected_by` is the day by which the answer itself is then due, three months after `received_on`; None where the
    announcement came after the first month, and changes nothing.
    """

    announced_on: date
    received_on: date
    expected_by: date | None


class MadeBy(RecordModel):
    """The program that made the supplement."""

    name: Text
    version: Text


class Supplement(RecordModel):
    """`supplement.json`. `record_fingerprint` is the SHA-256 of the tag manifest of the record it belongs to."""

    schema_version: Literal[2] = 2
    record_id: RecordId
    record_fingerprint: Sha256
    number: Annotated[int, pydantic.Field(ge=1)]
    replay: bool
    language: LanguageCode = pydantic.Field(description="Of HOW-TO-VERIFY.txt.")
    attached_at: Moment
    file: Attached
    mail: MailSeen | None = pydantic.Field(description="What the file says of itself, if it is an e-mail.")
    signature: Signature | None = pydantic.Field(description="Who signed the e-mail, as far as it could be checked.")
    extension: Extension | None = None
    remarks: list[Remark] = pydantic.Field(
        default_factory=list, description="What was odd about the e-mail, or why none was read."
    )
    tool: MadeBy


class SealedSupplement(RecordModel):
    """A sealed supplement: where it is, what it says, and the SHA-256 of its tag manifest."""

    folder: Path
    says: Supplement
    fingerprint: Sha256


@dataclass(frozen=True)
class Labelled:
    """A file that was attached: its supplement's name, and what the person says it is.

    `later` is what they called it since, `announced` the extension that they said it announces when it was attached.
    """

    supplement: str
    file: Attached
    mail: MailSeen | None
    announced: Extension | None
    later: Label | None = None

    @property
    def relabelling(self) -> str:
        """What to type before `--as` to say anew what it is."""
        record_id, _dash, number = self.supplement.rpartition("-supplement-")
        return relabelling(record_id, number)

    @property
    def path(self) -> str:
        """Where it lies, beside the record."""
        return f"{self.supplement}/data/{self.file.name}"

    @property
    def said(self) -> Label:
        """What the person said last that it is."""
        return self.later or self.file.said_to_be

    @property
    def extension(self) -> Extension | None:
        """The announcement that the answer takes longer, unless the person called it otherwise since."""
        return None if self.later else self.announced

    @property
    def answers(self) -> bool:
        """Whether it ends the wait for an answer: an announcement that it takes longer does not."""
        return self.said is Label.ANSWER and self.extension is None


def looks_like_notice(mail: MailSeen | None) -> bool:
    """Whether a message has the subject of the controller's notice to everyone."""
    return mail is not None and mail.likeness is Likeness.NOTICE


def relabelling(record_id: str, number: object) -> str:
    """Return what to type before `--as` to say anew what a file is."""
    return f"optout attach {record_id} --relabel {number}"


def labelled(supplements: Iterable[tuple[str, Supplement]], later: Mapping[str, Label]) -> tuple[Labelled, ...]:
    """Return the files of a record's supplements, as they were attached; `later` is what each was called since."""
    every = sorted(supplements, key=lambda named: named[1].number)
    return tuple(Labelled(name, says.file, says.mail, says.extension, later.get(name)) for name, says in every)


def lengthened(deadline: Deadline | None, files: Iterable[Labelled]) -> Deadline | None:
    """Give the day after what came later: an extension that was announced in time moves it."""
    for one in (file.extension for file in files):
        if deadline and one and one.expected_by:
            return Deadline(one.received_on, one.expected_by, EXTENDED)
    return deadline


# What lies on the disk


@dataclass(frozen=True)
class Base:
    """The record a file is added to: its folder, what it says, and its fingerprint; already found to be whole.

    `skew` is the server's clock minus the computer's at the send, in seconds; None where nobody knows. `later` is what
    the person called the files of its supplements since they were attached.
    """

    folder: Path
    record: Record
    fingerprint: str
    skew: float | None = None
    later: Mapping[str, Label] = field(default_factory=dict)

    @property
    def objection(self) -> HeldAgainst:
        """What an e-mail is held against."""
        return objection_of(self.record, self.skew)

    def supplements(self) -> Iterator[tuple[str, Supplement]]:
        """Give the supplements beside it that can be read, by their folder's name."""
        return _supplements_beside(self.folder.parent, self.record.request_id)

    @property
    def files(self) -> tuple[Labelled, ...]:
        """The files that were added to it, with the latest word about each."""
        return labelled(self.supplements(), self.later)


def objection_of(record: Record, skew: float | None) -> HeldAgainst:
    """Give what an e-mail is held against; `skew` is the server's clock minus the computer's, in seconds."""
    by_server = timedelta(seconds=skew) if skew is not None and astray(skew) else timedelta()
    return HeldAgainst(record.email(), record.started_at + by_server)


def supplement_name(record_id: str, number: int) -> str:
    """Give a supplement's folder name; it lies beside the record's."""
    return f"{record_id}-supplement-{number}"


def _supplements_beside(parent: Path, record_id: str) -> Iterator[tuple[str, Supplement]]:
    """Give the supplements of a record that lie in a folder and can be read, by their folder's name."""
    for number in range(1, _MOST):
        name = supplement_name(record_id, number)
        if says := supplement_in(parent / name):
            yield name, says


def supplement_in(folder: Path) -> Supplement | None:
    """Read what a supplement says; None when it is gone, is a link, or is none."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    try:
        return Supplement.model_validate_json(walk(folder).read(SUPPLEMENT, SUPPLEMENT_LIMIT) or b"")
    except pydantic.ValidationError:
        return None


# What is added


@dataclass(frozen=True)
class MoreTime:
    """That a file announces that the answer takes longer than until `first`: in time, it is due by `then`.

    `came_on` is the day the person names, None where the file says it, or came today.
    """

    first: Deadline
    then: Deadline
    came_on: date | None
    today: date


@dataclass(frozen=True)
class Given:
    """A file the person gives, what they say it is, and how its sender's key is looked up (None: not at all)."""

    file: Path
    said: Label = Label.UNSAID
    known: Mails | None = None
    look_up: LookUp | None = None
    more_time: MoreTime | None = None


def attach(base: Base, given: Given) -> SealedSupplement:
    """Seal a file into a supplement beside the record.

    Raises:
        RecordError: the file is refused, or is kept already, or the supplement cannot be written.
    """
    data, suffix = _read(given.file), given.file.suffix.lower()
    digest = hashlib.sha256(data).hexdigest()
    if earlier := next((file for file in base.files if file.file.sha256 == digest), None):
        relabel = given.said not in (Label.UNSAID, earlier.said)
        hint = f"{earlier.relabelling} --as {given.said}" if relabel else f"optout verify {earlier.supplement}"
        raise RecordError(_("this file is kept already, in {name}").format(name=earlier.supplement), hint)
    mail = read_mail(data, given.known) if suffix == _MAIL else None
    extension = _extension(given.more_time, mail) if given.more_time else None
    signature, key = check_signature(data, given.look_up) if mail else (None, None)
    file = Attached(
        name=f"attached{suffix if suffix in _SUFFIXES else '.bin'}",
        given_name=visible_name(given.file.name)[:_NAME_SHOWN],
        size=len(data),
        sha256=digest,
        said_to_be=given.said,
    )
    files = {file.name: data}
    if signature and key:
        files[_KEY_FILE], signature = key, signature.model_copy(update={"key_file": _KEY_FILE})
    try:
        number, folder = _begin(base)
        says = Supplement(
            record_id=base.record.request_id,
            record_fingerprint=base.fingerprint,
            number=number,
            replay=base.record.replay,
            language=base.record.language,
            attached_at=datetime.now(UTC),
            file=file,
            mail=mail,
            signature=signature,
            extension=extension,
            remarks=list(remarks(data, suffix, base.objection)),
            tool=MadeBy(name="optout", version=__version__),
        )
        try:
            return _seal(folder, says, files)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # the person still has the file: half of it is of no use
            raise
    except OSError as error:
        raise RecordError(
            _("the supplement could not be written: {why}").format(why=why(error)), "optout doctor"
        ) from error


def _read(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise _refusal(_("it is not a file"))
        if file.stat().st_size > FILE_LIMIT:
            raise _refusal(_("it is larger than {limit} MB").format(limit=FILE_LIMIT // 1_000_000))
        data = file.read_bytes()
    except OSError as error:
        raise _refusal(why(error)) from None
    if not data:
        raise _refusal(_("it is empty"))
    return data


def _refusal(says: str) -> RecordError:
    return RecordError(_("nothing was attached: {says}").format(says=says))


def _extension(announced: MoreTime, mail: MailSeen | None) -> Extension:
    first, today = announced.first, announced.today
    day = announced.came_on or (mail.sent_at.astimezone().date() if mail and mail.sent_at else None)
    if day is None and today > first.day:
        raise RecordError(
            _("nothing was attached: the file does not say on which day it came, and the month is over"),
            _("name the day: --came 2026-12-20"),
        )
    day = min(day or today, today)
    if day < first.received:
        raise RecordError(
            _("nothing was attached: by its date, {day}, it is older than the objection").format(day=day),
            _("name the day on which it came: --came 2026-12-20"),
        )
    return Extension(
        announced_on=day, received_on=first.received, expected_by=announced.then.day if day <= first.day else None
    )


def _begin(base: Base) -> tuple[int, Path]:
    parent = base.folder.parent
    names = [supplement_name(base.record.request_id, number) for number in range(1, _MOST)]
    # After the last one, also where one before it was deleted: their order is the order in which they were made.
    last = max((number for number, name in enumerate(names, 1) if os.path.lexists(parent / name)), default=0)
    for number, name in enumerate(names[last:], last + 1):
        folder = parent / f"{_PARTIAL}{name}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue  # another run is making it, or one that was cut off left it
        return number, folder
    raise RecordError(_("the record has {number} supplements already").format(number=_MOST - 1))


def _seal(folder: Path, says: Supplement, files: Mapping[str, bytes]) -> SealedSupplement:
    name = supplement_name(says.record_id, says.number)
    final = folder.with_name(name)
    (folder / "data").mkdir(mode=0o700)
    for file, data in files.items():
        write_private(folder / "data" / file, data)
    write_private(folder / SUPPLEMENT, json_text(says.model_dump(mode="json"), indent=2).encode() + b"\n")
    write_private(folder / _HOW_TO, _how_to_verify(says, name).encode())
    replay = "REPLAY, a rehearsal: " if says.replay else ""
    info = {
        "External-Identifier": name,
        "External-Description": f"{replay}Supplement to the record {says.record_id}",
        "Bagging-Date": says.attached_at.date().isoformat(),
        "Bag-Software-Agent": f"{says.tool.name} {says.tool.version}",
    }
    fingerprint = close_bag(folder, info)
    folder.rename(final)  # fails where a sealed folder has the name
    sync_folder(final.parent)
    make_read_only(final)
    return SealedSupplement(folder=final, says=says, fingerprint=fingerprint)


def _how_to_verify(says: Supplement, name: str) -> str:
    """Return plain instructions for a reader who has nothing of ours."""
    table, say, file = template("supplement.", says.language), words(says.language), says.file
    said = table["said"]
    if says.extension:
        called = said["extension"]
    elif file.said_to_be is Label.UNSAID:
        called = said["unsaid"]
    else:
        called = said["as_said"].format(label=say.tell(file.said_to_be.says))
    whole = str(table["how_to"]).format(
        name=name,
        replay=f"\n{table['replay']}\n" if says.replay else "",
        record=says.record_id,
        record_fingerprint=says.record_fingerprint,
        file=file.name,
        size=file.size,
        sha256=file.sha256,
        at=say.when(says.attached_at),
        said=called,
        mail=table["mail"] if says.mail else "",
    )
    return typeset(whole)
