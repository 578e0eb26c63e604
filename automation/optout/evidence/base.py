"""What the record's models are made of: texts, addresses, moments, hashes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from optout.evidence.hostile import whole
from optout.evidence.tokens import kept_address


def iso(moment: datetime) -> str:
    """Write a moment in UTC with milliseconds: `2026-11-24T13:03:12.480Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_record_id(name: str) -> bool:
    """Whether a folder of this name can be a record."""
    return re.fullmatch(RECORD_ID, name) is not None


Text = Annotated[str, BeforeValidator(lambda value: whole(value) if isinstance(value, str) else value)]
Address = Annotated[Text, AfterValidator(kept_address)]
"""An address without query values and fragment."""
Moment = Annotated[
    AwareDatetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RECORD_ID = r"^(REPLAY-)?[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z][a-z0-9-]{0,39}-[0-9a-z]{4}$"
RecordId = Annotated[str, StringConstraints(pattern=RECORD_ID)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""The language that a record's own documents are written in."""
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,60}$")]


def added_later(*names: str) -> Callable[[dict[str, Any]], None]:
    """Let a model's schema take what was written before it had these names, as the model itself does."""

    def loosen(schema: dict[str, Any]) -> None:
        schema["required"] = [name for name in schema["required"] if name not in names]

    return loosen


class Data(BaseModel):
    """Base of the record's models: frozen, closed, and silent about the values it rejects."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )
