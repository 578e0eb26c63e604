"""Keeps what happens during one objection, and seals it."""

import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from optout.errors import RecordError
from optout.evidence.capture import Lack, Page, Shot, Shots, capture, missing
from optout.evidence.files import write_private
from optout.evidence.record import (
    LETTER_PDF,
    LETTER_TEXT,
    REPLAY,
    Beginning,
    Capture,
    CaptureStatus,
    Ending,
    Field,
    Sent,
    SentFile,
    Stage,
)
from optout.evidence.redaction import json_text
from optout.evidence.seal import Contents, Sealed, seal
from optout.evidence.timeline import TimelineFile
from optout.evidence.wording import words
from optout.i18n import _, why

_NEEDED_BYTES = 50_000_000
"""Free space without which a record is not begun."""
PARTIAL = ".partial-"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_TRIES = 20


class Recorder:
    """The record under way, in `root/.partial-<id>` until it is sealed.

    Raises:
        RecordError: the folder cannot be written, or the disk is nearly full.
    """

    def __init__(self, root: Path, about: Beginning) -> None:
        self._root = root
        self._about = about
        try:
            self.id, self.folder = _begin(root, about)
        except OSError as error:
            raise RecordError(
                _("the folder for records cannot be written: {why}").format(why=why(error)), str(root)
            ) from error
        self._data = self.folder / "data"
        self._files: dict[str, bytes] = {}
        self._timeline = TimelineFile(self._data / "events.jsonl")
        self._taken: dict[Stage, Shots] = {}
        self._sent: SentFile | None = None

    def note(self, kind: str, **detail: str) -> None:
        """Add a line to the timeline. Never raises for a full disk."""
        self._timeline.note(kind, detail)

    def capture(self, stage: Stage, shot: Shot) -> tuple[Capture, ...]:
        """Capture a page, or a part of it, and give what became of it.

        Never raises; a later capture of a stage replaces the first.
        """
        with suppress(OSError):
            self._put_back()
        replay = words(self._about.language)("replay_band") if self._about.replay_case is not None else ""
        shots = capture(shot, stage, self._data, replay)
        if not (shots.failed and stage in self._taken):
            self._taken[stage] = shots
        problems = {c.kind.value: c.status.value for c in shots.captures if c.status is not CaptureStatus.OK}
        self.note("captured", stage=stage.value, address=shots.page.address if shots.page else "", **problems)
        return shots.captures

    def missed(self, stage: Stage, code: str) -> None:
        """List the captures of a stage as failed when there was no page to capture; earlier ones stay."""
        self._taken.setdefault(stage, missing(stage, Lack(code)))
        self.note("capture_failed", stage=stage.value, why=code)

    def fields(self, fields: list[Field]) -> None:
        """Keep the fields of the filled form."""
        self._keep("01-fields.json", [field.model_dump(mode="json") for field in fields])

    def sent(self, sent: Sent) -> None:
        """Keep the request that sent the form."""
        self._sent = SentFile(**sent.model_dump(), clock_skew_seconds=_skew(sent))
        self._keep("02-send.json", self._sent.model_dump(mode="json"))

    def letter(self, printed: bytes, text: str) -> None:
        """Keep a letter as it was drafted, as PDF and as text."""
        self._files |= {LETTER_PDF: printed, LETTER_TEXT: text.encode()}

    def seal(self, ending: Ending, print_page: Callable[[], Page] | None) -> Sealed:
        """Seal the record and make it read-only; `print_page` gives a page to print START-HERE.pdf with, and closes it.

        Raises:
            RecordError: it could not be sealed; what there is stays in the partial folder.
        """
        self.note("sealing", state=ending.state.value)
        taken = {stage: self._taken[stage] for stage in Stage if stage in self._taken}
        contents = Contents(self.id, self._about, ending, self._sent, taken, self._timeline)
        try:
            self._put_back()
            for name, data in self._files.items():
                write_private(self._data / name, data)
            return seal(contents, self.folder, self._root / self.id, print_page)
        except (OSError, ValueError) as error:
            says = why(error) if isinstance(error, OSError) else type(error).__name__
            raise RecordError(
                _("the record could not be sealed: {why}").format(why=says),
                _("what was kept is in {folder}").format(folder=str(self.folder)),
            ) from error

    def discard(self) -> None:
        """Remove what there is: nothing happened that is worth a record. What cannot be removed stays unfinished."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _put_back(self) -> None:
        """Make the folder again if somebody removed it: what is in memory, and what is still to come, is worth it."""
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _keep(self, name: str, value: object) -> None:
        """Write a file now, in case of a crash, and again when sealing, where a failure counts."""
        self._files[name] = json_text(value, indent=2).encode() + b"\n"
        try:
            self._put_back()
            write_private(self._data / name, self._files[name])
        except OSError as error:
            self.note("not_written", file=name, error=why(error))


def _begin(root: Path, about: Beginning) -> tuple[str, Path]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < _NEEDED_BYTES:
        raise RecordError(
            _("less than {number} MB are free for the record").format(number=_NEEDED_BYTES // 1_000_000), str(root)
        )
    day = about.started_at.astimezone(UTC).date().isoformat()
    for _try in range(_TRIES):
        tail = "".join(secrets.choice(_LETTERS) for _letter in range(4))
        name = f"{'' if about.replay_case is None else REPLAY}{day}-{about.flow_id}-{tail}"
        folder = root / f"{PARTIAL}{name}"
        if folder.exists() or (root / name).exists():
            continue
        folder.mkdir(mode=0o700)
        try:
            (folder / "data").mkdir(mode=0o700)
        except OSError:
            folder.rmdir()  # nothing is in it yet
            raise
        return name, folder
    raise RecordError(_("no free name for the record"), str(root))


def _skew(sent: Sent) -> float | None:
    """Give the server's clock minus this computer's in seconds; the header has whole seconds only."""
    if sent.server_date is None:
        return None
    try:
        theirs = parsedate_to_datetime(sent.server_date)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    return round((theirs - (sent.received_at or sent.at)).total_seconds(), 1)
