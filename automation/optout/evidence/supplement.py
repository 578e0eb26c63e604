"""What a supplement says: the model behind `supplement.json`.

It adds a file to a record that is sealed already, or corrects what was said of one that was added before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import pydantic

from optout.evidence.dkim import Checked
from optout.evidence.mail import Likeness, MailSeen
from optout.evidence.model import (
    RECORD_ID,
    FileName,
    LanguageCode,
    Moment,
    RecordId,
    RecordModel,
    Sha256,
    Text,
    added_later,
)
from optout.evidence.words import template, typeset, words
from optout.i18n import Said, _

SUPPLEMENT = "data/supplement.json"
SUPPLEMENT_VERSION = 1
FILE_LIMIT = 25_000_000
"""Bytes of a file that is attached."""
_ALTHOUGH = "The person insisted that it is an answer, although it looks like the controller's notice to everyone."


class Label(StrEnum):
    """What the person says a file is. Nothing checks it."""

    CONFIRMATION = "confirmation"
    ANSWER = "answer"
    NOTICE = "notice"
    NOTE = "note"
    OTHER = "other"
    UNSAID = "unsaid"


SupplementName = Annotated[
    str, pydantic.StringConstraints(pattern=RECORD_ID.removesuffix("$") + "-supplement-[1-9][0-9]{0,2}$")
]


class Attached(RecordModel):
    """The file that was added. `name` is its name in `data`, `given_name` the one it had."""

    model_config = pydantic.ConfigDict(json_schema_extra=added_later("although_notice"))

    name: FileName
    given_name: Text
    size: int
    sha256: Sha256
    said_to_be: Label
    although_notice: bool = pydantic.Field(default=False, description=_ALTHOUGH)


class Correction(RecordModel):
    """What a file of an earlier supplement is, in place of what was said of it before. Both statements stay."""

    supplement: SupplementName
    supplement_fingerprint: Sha256
    file: FileName
    file_sha256: Sha256
    said_before: Label
    said_to_be: Label
    although_notice: bool = pydantic.Field(default=False, description=_ALTHOUGH)

    @pydantic.model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.said_to_be is Label.UNSAID:
            raise ValueError("a correction says what the file is")
        return self


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
    """`supplement.json`. `record_fingerprint` is the SHA-256 of the manifest of the record it belongs to.

    It has a file, or corrects what was said of another supplement's.
    """

    model_config = pydantic.ConfigDict(json_schema_extra=added_later("corrects", "extension"))

    schema_version: Literal[1] = 1
    record_id: RecordId
    record_fingerprint: Sha256
    number: Annotated[int, pydantic.Field(ge=1)]
    replay: bool
    language: LanguageCode = pydantic.Field(description="Of HOW-TO-VERIFY.txt.")
    attached_at: Moment
    file: Attached | None
    corrects: Correction | None = None
    mail: MailSeen | None = pydantic.Field(description="What the file says of itself, if it is an e-mail.")
    signature: Checked | None = pydantic.Field(description="Who signed the e-mail, as far as it could be checked.")
    extension: Extension | None = None
    tool: MadeBy

    @pydantic.model_validator(mode="after")
    def _one_purpose(self) -> Self:
        if (self.file is None) == (self.corrects is None):
            raise ValueError("a supplement has either a file or a correction")
        return self


class SealedSupplement(RecordModel):
    """A sealed supplement: where it is, what it says, and the SHA-256 of its manifest."""

    folder: Path
    says: Supplement
    fingerprint: Sha256


def supplement_name(record_id: str, number: int) -> str:
    """Give a supplement's folder name; it lies beside the record's."""
    return f"{record_id}-supplement-{number}"


def how_to_verify(says: Supplement, name: str, fingerprint: str) -> str:
    """Give plain instructions for a reader who has nothing of ours."""
    table = template("supplement.", says.language)
    kind = "file" if says.file else "correction"
    text: str = table["how_to"]
    whole = text.format(
        name=name,
        fingerprint=fingerprint,
        replay=f"\n{table['replay']}\n" if says.replay else "",
        record=says.record_id,
        record_fingerprint=says.record_fingerprint,
        holds=table[f"holds_{kind}"].format(**_held(says, table["said"])).lstrip("\n"),
        file=says.file.name if says.file else SUPPLEMENT.rpartition("/")[2],
        mail=table["mail"] if says.mail else "",
        shows=table[f"shows_{kind}"].lstrip("\n"),
    )
    return typeset(whole)


def _held(says: Supplement, said: Mapping[str, str]) -> Mapping[str, object]:
    at = words(says.language).when(says.attached_at)
    if says.file:
        return {
            "at": at,
            "file": says.file.name,
            "size": says.file.size,
            "sha256": says.file.sha256,
            "said": said["extension" if says.extension else _key(says.file)],
        }
    assert says.corrects is not None  # noqa: S101  a supplement has either
    corrects = says.corrects
    return {
        "at": at,
        "supplement": corrects.supplement,
        "supplement_fingerprint": corrects.supplement_fingerprint,
        "file": corrects.file,
        "sha256": corrects.file_sha256,
        "before": said[corrects.said_before.value],
        "said": said[_key(corrects)],
    }


def _key(label: Attached | Correction) -> str:
    return "insisted" if label.although_notice else label.said_to_be.value


@dataclass(frozen=True)
class Labelled:
    """A file that was attached: its supplement's name, and the corrections of what it is, oldest first, by theirs.

    `announced` is the announcement of an extension that the person said it is when it was attached.
    """

    supplement: str
    file: Attached
    mail: MailSeen | None
    announced: Extension | None
    corrections: tuple[tuple[str, Correction], ...]

    @property
    def number(self) -> str:
        """The number of its supplement, as `--relabel` takes it."""
        return self.supplement.rpartition("-")[2]

    @property
    def path(self) -> str:
        """Where it lies, beside the record."""
        return f"{self.supplement}/data/{self.file.name}"

    @property
    def said(self) -> Label:
        """What the person said last that it is."""
        return self._latest.said_to_be

    @property
    def extension(self) -> Extension | None:
        """The announcement that the answer takes longer, unless the person corrected what they said it is."""
        return None if self.corrections else self.announced

    @property
    def answers(self) -> bool:
        """Whether it ends the wait for an answer.

        An announcement that it takes longer does not, and the notice to everyone does only if the person insisted.
        """
        return self.said is Label.ANSWER and not self.doubtful and self.extension is None

    @property
    def doubtful(self) -> bool:
        """Whether it is called an answer, looks like the notice to everyone, and the person did not insist."""
        return self.said is Label.ANSWER and looks_like_notice(self.mail) and not self._latest.although_notice

    @property
    def _latest(self) -> Attached | Correction:
        return self.corrections[-1][1] if self.corrections else self.file


def looks_like_notice(mail: MailSeen | None) -> bool:
    """Whether a message has the subject of the controller's notice to everyone."""
    return mail is not None and mail.likeness is Likeness.NOTICE


def how_else(command: str) -> Said:
    """Say what to type about what looks like the notice to everyone; `command` is what comes before `--as`."""
    return _("{command} --as notice; or, if it does answer you, with --as answer --anyway").format(command=command)


def relabelling(record_id: str, number: object) -> str:
    """Give what to type before `--as` to say anew what a file is."""
    return f"optout attach {record_id} --relabel {number}"


def labelled(supplements: Iterable[tuple[str, Supplement]]) -> tuple[Labelled, ...]:
    """Give the files of a record's supplements, with the latest word about each; both as they were attached."""
    every = sorted(supplements, key=lambda named: named[1].number)
    corrections = [(name, says.corrects) for name, says in every if says.corrects]
    return tuple(
        Labelled(
            name,
            says.file,
            says.mail,
            says.extension,
            tuple(each for each in corrections if _about(each[1], name, says.file)),
        )
        for name, says in every
        if says.file
    )


def _about(correction: Correction, supplement: str, file: Attached) -> bool:
    return (correction.supplement, correction.file_sha256) == (supplement, file.sha256)
