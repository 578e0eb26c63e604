"""Keeps what happens during one objection, and seals it."""

import os
import platform
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import optout
from optout.errors import RecordError
from optout.evidence import record as models
from optout.evidence.capture import CaptureProblem, CaptureRequest, Page, capture, failed, lacking
from optout.evidence.files import ROOM_FOR_A_RECORD, replace_private, sha256, write_private
from optout.evidence.folder import EVENTS, HOW_TO_VERIFY, PARTIAL, RECORD, START_HERE, Sealed, seal
from optout.evidence.record import (
    Beginning,
    Capture,
    CaptureKind,
    Ending,
    Field,
    PageSeen,
    Record,
    Sent,
    Stage,
)
from optout.evidence.redaction import json_file, json_text, redact_addresses
from optout.evidence.start_here import how_to_verify, start_here
from optout.translation import _, why

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another


class Recorder:
    """The record under way, in `root/.partial-<id>` until it is sealed; `now` gives the times of its timeline."""

    def __init__(
        self, root: Path, about: Beginning, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._about, self._now = about, now
        try:
            self.id, self.folder = _begin(root, about)
        except OSError as error:
            raise RecordError(
                _("the folder for records cannot be written: {why}").format(why=why(error)),
                str(root),
            ) from error
        self._data = self.folder / "data"
        self._files: dict[str, bytes] = {}
        self._lines: list[bytes] = []
        self._taken: dict[Stage, tuple[Capture, ...]] = {}
        self._pages: dict[Stage, PageSeen] = {}
        self._sent: Sent | None = None

    def note(self, kind: str, **detail: str) -> None:
        """Add a line to the timeline; addresses in it are redacted.

        A full disk is met when the record is sealed.
        """
        kept = {name: redact_addresses(value) for name, value in detail.items() if value}
        event = models.TimelineEvent(at=self._now(), kind=kind, detail=kept)
        line = json_text(event.model_dump(mode="json")).encode() + b"\n"
        self._lines.append(line)
        # so that a crash leaves it; seal() writes it from memory, and there a failure counts
        with suppress(OSError):
            write_private(self.folder / EVENTS, line, os.O_APPEND)

    def capture(self, stage: Stage, shot: CaptureRequest) -> tuple[Capture, ...]:
        """Capture a page or a part of it, and give what became of it; a later capture of a stage replaces the first."""
        seen = PageSeen(stage=stage, address=shot.page.url, at=datetime.now(UTC))
        captures = capture(
            shot,
            stage,
            self._data,
            None if self._about.replay_case is None else self._about.language,
        )
        if stage not in self._taken or any(one.file for one in captures):
            self._taken[stage], self._pages[stage] = captures, seen
        problems = {one.kind.value: one.status for one in captures if one.status != "ok"}
        self.note("captured", stage=stage.value, address=seen.address, **problems)
        return captures

    def has(self, stage: Stage) -> bool:
        """Whether anything of a stage was captured."""
        return any(one.file for one in self._taken.get(stage, ()))

    def missed(self, stage: Stage, code: str) -> None:
        """List the captures of a stage as failed when there was no page to capture; earlier ones stay."""
        kinds = (CaptureKind.TXT, CaptureKind.PNG)
        self._taken.setdefault(
            stage, tuple(failed(stage, kind, CaptureProblem(code)) for kind in kinds)
        )
        self.note("capture_failed", stage=stage.value, why=code)

    @property
    def pages(self) -> Mapping[Stage, PageSeen]:
        """Where and when each stage was captured, or tried to be."""
        return self._pages

    def of_site(self, controller: str, law: str) -> None:
        """Name the controller and the law of the site that it came to, which may not be those known at first."""
        self._about = self._about.model_copy(update={"controller": controller, "law": law})

    def fields(self, fields: list[Field]) -> None:
        """Keep the fields of the filled form."""
        self._keep("01-fields.json", [field.model_dump(mode="json") for field in fields])

    def sent(self, sent: Sent) -> None:
        """Keep the request that sent the form."""
        self._sent = sent.model_copy(update={"clock_skew_seconds": _skew(sent)})
        self._keep("02-send.json", self._sent.model_dump(mode="json"))

    def _keep(self, name: str, value: object) -> None:
        """Write a file now, so that a crash leaves it, and again when sealing, where a failure counts."""
        self._files[name] = json_file(value)
        with suppress(OSError):
            write_private(self._data / name, self._files[name])

    def letter(self, printed: bytes, text: str) -> None:
        """Keep a letter as it was drafted, as PDF and as text."""
        self._files |= zip(models.LETTER, (printed, text.encode()), strict=True)

    def seal(self, ending: Ending, print_page: Callable[[], Page] | None) -> Sealed:
        """Seal the record and make it read-only; `print_page` gives a page to print START-HERE.pdf with, and closes it.

        Where it raises RecordError, what there is stays in the partial folder.
        """
        self.note("sealing", state=ending.status.value)
        try:
            return self._seal(ending, print_page)
        except (OSError, ValueError) as error:
            message = why(error) if isinstance(error, OSError) else type(error).__name__
            raise RecordError(
                _("the record could not be sealed: {why}").format(why=message),
                _("what was kept is in {folder}").format(folder=str(self.folder)),
            ) from error

    def _seal(self, ending: Ending, print_page: Callable[[], Page] | None) -> Sealed:
        for name, data in {**self._files, Path(EVENTS).name: b"".join(self._lines)}.items():
            write_private(self._data / name, data)
        printed = Capture(stage=None, kind=CaptureKind.START_HERE, file=START_HERE, status="ok")
        record = self._write_record(ending, printed)
        try:
            if print_page is None:
                raise CaptureProblem("no_browser")  # noqa: TRY301  as whatever else keeps it from being printed
            kept = [one for one in record.captures if one.kind is CaptureKind.PNG]
            pictures = {
                one.stage: (self._data / one.file).read_bytes()
                for one in kept
                if one.stage and one.file
            }
            replace_private(
                self.folder / START_HERE, start_here(print_page(), record, self._sent, pictures)
            )
        except Exception as error:  # noqa: BLE001  without its summary the record is still the proof
            record = self._write_record(ending, failed(None, CaptureKind.START_HERE, error))
        write_private(self.folder / HOW_TO_VERIFY, how_to_verify(record, self._sent).encode())
        sealed = seal(self.folder, record.bag_info)
        clocks = models.clock_warning(self._sent.clock_skew_seconds) if self._sent else None
        lacks = lacking(
            [one for one in record.captures if one.stage is None or one.stage in self._pages]
        )
        return replace(sealed, flaws=tuple(filter(None, (lacks, *sealed.flaws, clocks))))

    def _write_record(self, ending: Ending, printed: Capture) -> Record:
        about, sent = self._about, self._sent
        captures = [one for stage in Stage for one in self._taken.get(stage, ())]
        awaited = (
            sent.at
            if sent and about.replay_case is None and ending.status in models.ANSWER_AWAITED
            else None
        )
        deadline = about.deadline(awaited) if awaited else None
        record = Record(
            **about.model_dump(exclude={"answer_within", "seat", "lives_in"}),
            **ending.model_dump(),
            request_id=self.id,
            issued_at=sent.at if sent else None,
            expected_by=deadline.day if deadline else None,
            answer_due=about.answer_due(awaited) if awaited else None,
            replay=about.replay_case is not None,
            files={
                file.name: sha256(file)
                for file in sorted(self._data.iterdir())
                if file != self.folder / RECORD
            },
            pages=[self._pages[stage] for stage in Stage if stage in self._pages],
            captures=[*captures, printed],
        )
        write_private(self.folder / RECORD, json_file(record.model_dump(mode="json")))
        return record

    def discard(self) -> None:
        """Remove what there is: nothing happened that is worth a record.

        What cannot be removed stays unfinished.
        """
        shutil.rmtree(self.folder, ignore_errors=True)


def _begin(root: Path, about: Beginning) -> tuple[str, Path]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < ROOM_FOR_A_RECORD:
        raise RecordError(
            _("less than {number} MB are free for the record").format(
                number=ROOM_FOR_A_RECORD // 1_000_000
            ),
            str(root),
        )
    day = about.started_at.astimezone(UTC).date().isoformat()
    tail = "".join(secrets.choice(_LETTERS) for _letter in range(4))
    name = f"{'' if about.replay_case is None else models.REPLAY}{day}-{about.flow.id}-{tail}"
    folder = root / f"{PARTIAL}{name}"
    if folder.exists() or (root / name).exists():
        return _begin(root, about)
    folder.mkdir(mode=0o700)
    try:
        (folder / "data").mkdir(mode=0o700)
    except OSError:
        folder.rmdir()  # nothing is in it yet
        raise
    return name, folder


def _skew(sent: Sent) -> float | None:
    """Give the server's clock minus this computer's in seconds; the header has whole seconds only."""
    try:
        theirs = parsedate_to_datetime(sent.server_date or "")
    except ValueError:
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    return round((theirs - (sent.received_at or sent.at)).total_seconds(), 1)


def this_tool(browser: str, browser_version: str, no_sandbox: str | None) -> models.Tool:
    """Say with what a record is made; `no_sandbox` is why the browser has none."""
    return models.Tool(
        name="optout",
        version=optout.__version__,
        playwright=version("playwright"),
        browser=browser,
        browser_version=browser_version,
        browser_sandbox=not no_sandbox,
        browser_sandbox_reason=no_sandbox,
        system=f"{platform.system()} {platform.machine()}",
    )
