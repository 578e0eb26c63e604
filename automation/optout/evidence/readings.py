"""Readings of a setting after the day it was turned: one JSON object a line, each with the hash of the line before."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.files import append_private
from optout.evidence.record import Label, Moment, RecordModel, Sha256, Text, iso
from optout.evidence.redaction import json_text
from optout.i18n import _, why

FIRST = "0" * 64
"""What stands for the line before the first."""
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
    prev: Sha256


def read_readings(file: Path) -> list[SettingReading]:
    """Read the readings of a file, oldest first; none where there is no file.

    Raises:
        RecordError: it is not one unbroken chain.
    """
    try:
        lines = file.read_bytes()[:_LONGEST].splitlines() if file.exists() else []
    except OSError as error:
        raise RecordError(_("{file} cannot be read: {why}").format(file=file.name, why=why(error))) from error
    readings, before = [], FIRST
    for number, line in enumerate(lines, start=1):
        try:
            reading = SettingReading.model_validate_json(line)
        except ValidationError:
            reading = None
        if reading is None or reading.prev != before:
            says = _("{file}: line {number} does not follow from the line before").format(
                file=file.name, number=str(number)
            )
            raise RecordError(says, _("somebody changed it; what was read before that line still holds"))
        readings.append(reading)
        before = hashlib.sha256(line).hexdigest()
    return readings


def add_readings(file: Path, readings: list[SettingReading]) -> None:
    """Add readings to a file, each with the hash of the line before it in place of its own `prev`.

    Raises:
        RecordError: what is there is no unbroken chain, or it cannot be written.
    """
    read_readings(file)
    before = hashlib.sha256(file.read_bytes().splitlines()[-1]).hexdigest() if file.exists() else FIRST
    for reading in readings:
        entry = {**reading.model_dump(mode="json"), "at": iso(reading.at), "prev": before}
        line = json_text(entry).encode()
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            append_private(file, line + b"\n")
        except OSError as error:
            raise RecordError(_("{file} cannot be written: {why}").format(file=file.name, why=why(error))) from error
        before = hashlib.sha256(line).hexdigest()
