"""Readings of a setting after the day it was turned: one JSON object a line, which the person's computer noted."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.files import append_private
from optout.evidence.record import Label, Moment, RecordModel, Text
from optout.i18n import _, why

_LONGEST = 10_000_000  # bytes; a reading has some hundred


class SettingReading(RecordModel):
    """How one setting read on a page that was loaded afresh, and whose it was as the page named it.

    `stands` is as the flow wants it, otherwise, not to be read, or not on the page.
    """

    at: Moment
    flow: Text
    account: Text
    account_named: Text | None
    label: Label
    stands: Literal["as_wanted", "otherwise", "unread", "absent"]
    how: Text


def read_readings(file: Path) -> list[SettingReading]:
    """Read the readings of a file, oldest first; none where there is no file.

    Raises:
        RecordError: it cannot be read, or a line of it is none.
    """
    try:
        lines = file.read_bytes()[:_LONGEST].splitlines() if file.exists() else []
    except OSError as error:
        raise RecordError(_("{file} cannot be read: {why}").format(file=file.name, why=why(error))) from error
    try:
        return [SettingReading.model_validate_json(line) for line in lines]
    except ValidationError:
        raise RecordError(_("{file}: a line of it is no reading of a setting").format(file=file.name)) from None


def add_readings(file: Path, readings: list[SettingReading]) -> None:
    """Add readings to a file.

    Raises:
        RecordError: what is there is none, or it cannot be written.
    """
    read_readings(file)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append_private(file, "".join(f"{one.model_dump_json()}\n" for one in readings).encode())
    except OSError as error:
        raise RecordError(_("{file} cannot be written: {why}").format(file=file.name, why=why(error))) from error
