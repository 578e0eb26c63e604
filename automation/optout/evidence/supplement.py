"""What a supplement says: the model behind `supplement.json`.

It adds a file to a record that is sealed already, or corrects what was said of one that was added before.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import pydantic

from optout.evidence.base import (
    RECORD_ID,
    Data,
    FileName,
    LanguageCode,
    Moment,
    RecordId,
    Sha256,
    Text,
    added_later,
)
from optout.evidence.dkim import Checked
from optout.evidence.mail import MailSeen

SUPPLEMENT = "data/supplement.json"
SUPPLEMENT_VERSION = 1
FILE_LIMIT = 25_000_000
"""Bytes of a file that is attached."""
_ALTHOUGH = "The person insisted that it is an answer, although it looks like the controller's notice to everyone."


class Said(StrEnum):
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


class Attached(Data):
    """The file that was added. `name` is its name in `data`, `given_name` the one it had."""

    model_config = pydantic.ConfigDict(json_schema_extra=added_later("although_notice"))

    name: FileName
    given_name: Text
    size: int
    sha256: Sha256
    said_to_be: Said
    although_notice: bool = pydantic.Field(default=False, description=_ALTHOUGH)


class Correction(Data):
    """What a file of an earlier supplement is, in place of what was said of it before. Both statements stay."""

    supplement: SupplementName
    supplement_fingerprint: Sha256
    file: FileName
    file_sha256: Sha256
    said_before: Said
    said_to_be: Said
    although_notice: bool = pydantic.Field(default=False, description=_ALTHOUGH)

    @pydantic.model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.said_to_be is Said.UNSAID:
            raise ValueError("a correction says what the file is")
        return self


class Extension(Data):
    """An answer that announces that more time is needed, two further months (Art. 12(3) GDPR).

    `expected_by` is the day by which the answer itself is then due, three months after `received_on`; None where the
    announcement came after the first month, and changes nothing.
    """

    announced_on: date
    received_on: date
    expected_by: date | None


class MadeBy(Data):
    """The program that made the supplement."""

    name: Text
    version: Text


class Supplement(Data):
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


class SealedSupplement(Data):
    """A sealed supplement: where it is, what it says, and the SHA-256 of its manifest."""

    folder: Path
    says: Supplement
    fingerprint: Sha256


def supplement_name(record_id: str, number: int) -> str:
    """Give a supplement's folder name; it lies beside the record's."""
    return f"{record_id}-supplement-{number}"
