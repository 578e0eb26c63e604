"""What a supplement says: the model behind `supplement.json`. It adds a file to a record that is sealed already."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pydantic

from optout.evidence.base import Data, FileName, LanguageCode, Moment, RecordId, Sha256, Text, added_later
from optout.evidence.dkim import Checked
from optout.evidence.mail import MailSeen

SUPPLEMENT = "data/supplement.json"
SUPPLEMENT_VERSION = 1
FILE_LIMIT = 25_000_000
"""Bytes of a file that is attached."""


class Said(StrEnum):
    """What the person says a file is. Nothing checks it."""

    CONFIRMATION = "confirmation"
    ANSWER = "answer"
    NOTE = "note"
    UNSAID = "unsaid"


class Attached(Data):
    """The file that was added. `name` is its name in `data`, `given_name` the one it had."""

    name: FileName
    given_name: Text
    size: int
    sha256: Sha256
    said_to_be: Said


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
    """`supplement.json`. `record_fingerprint` is the SHA-256 of the manifest of the record it belongs to."""

    model_config = pydantic.ConfigDict(json_schema_extra=added_later("extension"))

    schema_version: Literal[1] = 1
    record_id: RecordId
    record_fingerprint: Sha256
    number: Annotated[int, pydantic.Field(ge=1)]
    replay: bool
    language: LanguageCode = pydantic.Field(description="Of HOW-TO-VERIFY.txt.")
    attached_at: Moment
    file: Attached
    mail: MailSeen | None = pydantic.Field(description="What the file says of itself, if it is an e-mail.")
    signature: Checked | None = pydantic.Field(description="Who signed the e-mail, as far as it could be checked.")
    extension: Extension | None = None
    tool: MadeBy


class SealedSupplement(Data):
    """A sealed supplement: where it is, what it says, and the SHA-256 of its manifest."""

    folder: Path
    says: Supplement
    fingerprint: Sha256


def supplement_name(record_id: str, number: int) -> str:
    """Give a supplement's folder name; it lies beside the record's."""
    return f"{record_id}-supplement-{number}"
