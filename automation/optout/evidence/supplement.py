"""A supplement: a sealed folder beside a record, with one file that came later.

What it is, the person says: when it is attached, and anew in the journal.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import pydantic

import optout
from optout.deadline import Deadline
from optout.errors import RecordError
from optout.evidence.files import write_private
from optout.evidence.folder import (
    HOW_TO_VERIFY,
    PARTIAL,
    SUPPLEMENT_SCHEMA,
    Sealed,
    schema,
    seal,
    walk,
)
from optout.evidence.mail import MAIL, LookUp, MailSeen, Signature, check_signature, read_mail
from optout.evidence.record import (
    Code,
    FileName,
    LanguageCode,
    Record,
    RecordId,
    RecordModel,
    Sha256,
    Text,
    Timestamp,
)
from optout.evidence.redaction import json_file, visible_name
from optout.evidence.wording import RecordWords, instructions, template, words
from optout.translation import _, why

SUPPLEMENT = "data/supplement.json"
FILE_LIMIT = 25_000_000  # bytes of a file that is attached
SUPPLEMENT_LIMIT = 1_000_000  # bytes of supplement.json
_MOST = 500
KEY_FILE = "dkim-key.txt"  # in data: the DNS record of an e-mail's key
_SUFFIXES = {
    MAIL,
    ".emlx",
    ".mbox",
    ".msg",
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".txt",
    ".html",
    ".docx",
    ".odt",
}


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


class Supplement(RecordModel):
    """`supplement.json`.

    `record_fingerprint` is the SHA-256 of the tag manifest of the record it belongs to.
    """

    schema_version: Literal[2] = 2
    record_id: RecordId
    record_fingerprint: Sha256
    number: Annotated[int, pydantic.Field(ge=1)]
    replay: bool
    language: LanguageCode = pydantic.Field(description="Of HOW-TO-VERIFY.txt.")
    attached_at: Timestamp
    file: Attached
    mail: MailSeen | None = pydantic.Field(
        description="What the file says of itself, if it is an e-mail."
    )
    signature: Signature | None = pydantic.Field(
        description="Who signed the e-mail, as far as it could be checked."
    )
    more_time_on: date | None = pydantic.Field(
        default=None,
        description="The day on which an answer came that announces that more time is needed.",
    )
    tool: Text = pydantic.Field(
        description="The program that made the supplement, and its version."
    )

    @property
    def folder(self) -> str:
        """The name of its folder; it lies beside the record's."""
        return supplement_name(self.record_id, self.number)

    @property
    def path(self) -> str:
        """Where its file lies, beside the record."""
        return f"{self.folder}/data/{self.file.name}"

    @property
    def bag_info(self) -> dict[str, str]:
        """What `bag-info.txt` says of it, in English."""
        replay = "REPLAY, a rehearsal: " if self.replay else ""
        return {
            "External-Identifier": self.folder,
            "External-Description": f"{replay}Supplement to the record {self.record_id}",
            "Bagging-Date": self.attached_at.date().isoformat(),
            "Bag-Software-Agent": self.tool,
        }

    @property
    def relabelling(self) -> str:
        """What to type before `--as` to say anew what its file is."""
        return f"optout attach {self.record_id} --relabel {self.number}"

    @property
    def answers(self) -> bool:
        """Whether it ends the wait for an answer: an announcement that it takes longer does not."""
        return self.file.said_to_be is Label.ANSWER and self.more_time_on is None

    def called(self, later: Label | None) -> "Supplement":
        """Return it with what the person called its file since it was sealed; then it announces no extension."""
        file = self.file.model_copy(update={"said_to_be": later})
        return self.model_copy(update={"file": file, "more_time_on": None}) if later else self


def labelled(
    supplements: Iterable[Supplement | None], later: Mapping[str, Label]
) -> tuple[Supplement, ...]:
    """Return those that could be read, with what the file of each was called since, by the name of its folder."""
    every = sorted(filter(None, supplements), key=lambda supplement: supplement.number)
    return tuple(supplement.called(later.get(supplement.folder)) for supplement in every)


def announced(files: Iterable[Supplement]) -> date | None:
    """Return the day on which the controller first gave notice that it needs more time."""
    days = [supplement.more_time_on for supplement in files if supplement.more_time_on]
    return min(days, default=None)


def current_deadline(first: Deadline | None, files: Iterable[Supplement]) -> Deadline | None:
    """Return by when an answer is due now: the `first` day, or a later one that an extension set.

    An extension counts if it was announced in time, in one of the files that were attached. None if
    no answer is due.
    """
    return first.lengthened(announced(files)) if first else None


@dataclass(frozen=True)
class VerifiedRecord:
    """The record a file is added to: its folder, what it says, and its fingerprint; already found to be whole.

    `later` is what the person called the files of its supplements since they were attached.
    """

    folder: Path
    record: Record
    fingerprint: str
    later: Mapping[str, Label] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Supplement, ...]:
        """The files that were added to it and can be read, with the latest word about each."""
        places = (
            self.folder.parent / supplement_name(self.record.request_id, n) for n in range(1, _MOST)
        )
        return labelled(map(supplement_in, places), self.later)


def supplement_name(record_id: str, number: int) -> str:
    """Return a supplement's folder name; it lies beside the record's."""
    return f"{record_id}-supplement-{number}"


def supplement_in(folder: Path) -> Supplement | None:
    """Read what a supplement says; None when it is gone, is a link, or is none."""
    with suppress(RecordError, pydantic.ValidationError):
        if folder.is_dir() and not folder.is_symlink():
            return Supplement.model_validate_json(
                walk(folder).read(SUPPLEMENT, SUPPLEMENT_LIMIT) or b""
            )
    return None


def attach(
    base: VerifiedRecord,
    given: Path,
    label: Label = Label.UNSAID,
    look_up: LookUp | None = None,
    more_time_on: date | None = None,
) -> tuple[Supplement, Sealed]:
    """Seal a file into a supplement beside the record; raise RecordError where it is refused, or is kept already.

    `look_up` finds the key of its sender (None: not at all). `more_time_on` is the day on which it
    came, where it announces that the answer takes longer.
    """
    data, suffix = _read(given), given.suffix.lower()
    digest = hashlib.sha256(data).hexdigest()
    _require_new(base, digest, label)
    mail = read_mail(data) if suffix == MAIL else None
    signature, key = check_signature(data, look_up) if mail else (None, None)
    name = f"attached{suffix if suffix in _SUFFIXES else '.bin'}"
    supplement = Supplement(
        record_id=base.record.request_id,
        record_fingerprint=base.fingerprint,
        number=_next_number(base),
        replay=base.record.replay,
        language=base.record.language,
        attached_at=datetime.now(UTC),
        file=Attached(
            name=name,
            given_name=visible_name(given.name)[:200],
            size=len(data),
            sha256=digest,
            said_to_be=label,
        ),
        mail=mail,
        signature=signature,
        more_time_on=more_time_on,
        tool=f"optout {optout.__version__}",
    )
    try:
        return supplement, _seal(
            base.folder.parent, supplement, {name: data, **({KEY_FILE: key} if key else {})}
        )
    except OSError as error:
        message = _("the supplement could not be written: {why}").format(why=why(error))
        raise RecordError(message, "optout doctor") from error


def _require_new(base: VerifiedRecord, digest: str, label: Label) -> None:
    """Raise RecordError if a file with this SHA-256 is attached already; the hint says how to label it anew."""
    for supplement in base.files:
        if supplement.file.sha256 != digest:
            continue
        message = _("this file is kept already, in {name}").format(name=supplement.folder)
        is_other_label = label not in (Label.UNSAID, supplement.file.said_to_be)
        if is_other_label:
            raise RecordError(message, f"{supplement.relabelling} --as {label}")
        raise RecordError(message, f"optout verify {supplement.folder}")


def _read(file: Path) -> bytes:
    try:
        there = file.stat()
        if not stat.S_ISREG(there.st_mode):
            message = _("it is not a file")
        elif there.st_size > FILE_LIMIT:
            message = _("it is larger than {limit} MB").format(limit=FILE_LIMIT // 1_000_000)
        elif not there.st_size:
            message = _("it is empty")
        else:
            return file.read_bytes()
    except OSError as error:
        message = why(error)
    raise RecordError(_("nothing was attached: {says}").format(says=message))


def _next_number(base: VerifiedRecord) -> int:
    """Return the number after the last supplement's: their order is the order in which they were made."""
    parent = base.folder.parent
    names = {number: supplement_name(base.record.request_id, number) for number in range(1, _MOST)}
    # One that another run is making, or that was cut off, has its number too.
    there = [
        n
        for n, name in names.items()
        for place in (name, f"{PARTIAL}{name}")
        if os.path.lexists(parent / place)
    ]
    return max(there, default=0) + 1


def _seal(parent: Path, supplement: Supplement, files: Mapping[str, bytes]) -> Sealed:
    folder = parent / f"{PARTIAL}{supplement.folder}"
    folder.mkdir(mode=0o700)
    try:
        (folder / "data").mkdir(mode=0o700)
        for file, data in files.items():
            write_private(folder / "data" / file, data)
        write_private(folder / SUPPLEMENT, json_file(supplement.model_dump(mode="json")))
        write_private(folder / SUPPLEMENT_SCHEMA, schema(SUPPLEMENT_SCHEMA))
        write_private(folder / HOW_TO_VERIFY, how_to_verify(supplement).encode())
        return seal(folder, supplement.bag_info)
    except BaseException:
        # the person still has the file: half of it is of no use
        shutil.rmtree(folder, ignore_errors=True)
        raise


def how_to_verify(supplement: Supplement, say: RecordWords | None = None) -> str:
    """Return plain instructions for a reader who has nothing of ours, and the limits of the proof."""
    say = say or words(supplement.language)
    table, file = template("supplement", supplement.language), supplement.file
    which = "unsaid" if file.said_to_be is Label.UNSAID else "as_said"
    if supplement.more_time_on:
        which = "extension"
    return instructions(
        "supplement",
        supplement.language,
        name=supplement.folder,
        replay=f"\n{table['replay']}\n" if supplement.replay else "",
        record=supplement.record_id,
        record_fingerprint=supplement.record_fingerprint,
        file=file.name,
        size=file.size,
        sha256=file.sha256,
        at=say.when(supplement.attached_at),
        said=table["said"][which].format(label=say.tell(file.said_to_be.message)),
        mail=table["mail"] if supplement.mail else "",
    )
