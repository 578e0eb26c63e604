"""Keeps what happens during one objection, and seals it."""

import os
import platform
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import optout
from optout.errors import RecordError
from optout.evidence import record as models
from optout.evidence.capture import CaptureProblem, CaptureRequest, Page, capture, failed, lacking
from optout.evidence.files import ROOM_FOR_A_RECORD, replace_private, sha256, write_private
from optout.evidence.folder import (
    EVENTS,
    HOW_TO_VERIFY,
    PARTIAL,
    RECORD,
    RECORD_SCHEMA,
    START_HERE,
    Sealed,
    schema,
    seal,
)
from optout.evidence.record import (
    ANSWER_TEXT,
    FORM_KEPT,
    SUBMISSION_KEPT,
    Beginning,
    Capture,
    CaptureKind,
    Confirmation,
    Ending,
    Field,
    PageSeen,
    Record,
    Stage,
    Submission,
    iso,
)
from optout.evidence.redaction import json_file, json_text, redact_addresses
from optout.evidence.start_here import Story, how_to_verify, start_here, story_of
from optout.translation import LazyText, _, why

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
        self._fields: list[Field] = []
        self._submission: Submission | None = None

    def note(self, kind: str, **detail: str) -> None:
        """Add a line to the timeline; addresses in it are redacted.

        A full disk is met when the record is sealed.
        """
        kept = {name: redact_addresses(value) for name, value in detail.items() if value}
        self._append(kind, kept)

    def _append(self, kind: str, detail: Mapping[str, str]) -> None:
        event = models.TimelineEvent(at=self._now(), kind=kind, detail=dict(detail))
        line = json_text(event.model_dump(mode="json")).encode() + b"\n"
        self._lines.append(line)
        # so that a crash leaves it; seal() writes it from memory, and there a failure counts
        with suppress(OSError):
            write_private(self.folder / EVENTS, line, os.O_APPEND)

    def capture(self, stage: Stage, shot: CaptureRequest) -> tuple[Capture, ...]:
        """Capture a page or a part of it, and give what became of it; a later capture of a stage replaces the first."""
        seen = PageSeen(
            stage=stage,
            address=shot.page.url,
            at=self._now(),
            certificate_sha256=shot.certificate_sha256,
        )
        replay_in = self._about.language if self._is_replay else None
        captures = capture(shot, stage, self._data, replay_in)
        has_files = any(captured.file for captured in captures)
        # A capture that failed altogether leaves the files of an earlier one as they are.
        if has_files or stage not in self._taken:
            self._taken[stage] = captures
            self._pages[stage] = seen
        problems = {
            captured.kind.value: captured.status for captured in captures if captured.status != "ok"
        }
        details = {"address": seen.address, "began_at": iso(seen.at), **problems}
        self.note("captured", stage=stage.value, **details, **self._hashes_of(captures))
        return captures

    def _hashes_of(self, captures: Sequence[Capture]) -> dict[str, str]:
        """Return the SHA-256 of each captured file by its name, for the timeline.

        Whoever replaces a file and rewrites record.json contradicts the timeline.
        """
        hashes = {}
        for captured in captures:
            if captured.file:
                with suppress(OSError):  # a failed capture must not change what becomes of the run
                    hashes[captured.file] = sha256(self._data / captured.file)
        return hashes

    @property
    def _is_replay(self) -> bool:
        return self._about.replay_case is not None

    def has(self, stage: Stage) -> bool:
        """True if anything of a stage was captured."""
        return any(captured.file for captured in self._taken.get(stage, ()))

    def missed(self, stage: Stage, code: str) -> None:
        """List the captures of a stage as failed when there was no page to capture; earlier ones stay."""
        problem = CaptureProblem(code)
        failures = [failed(stage, kind, problem) for kind in (CaptureKind.TXT, CaptureKind.PNG)]
        self._taken.setdefault(stage, tuple(failures))
        self.note("capture_failed", stage=stage.value, why=code)

    @property
    def pages(self) -> Mapping[Stage, PageSeen]:
        """Where and when each stage was captured, or tried to be."""
        return self._pages

    def of_site(self, controller: str, law: str) -> None:
        """Name the controller and the law of the site that it came to, which may not be those known at first."""
        self._about = self._about.model_copy(update={"controller": controller, "law": law})

    def fields(self, fields: list[Field]) -> None:
        """Keep the fields of the filled form; those of a later approval replace the first."""
        self._fields = fields
        self._keep(FORM_KEPT, [field.noted for field in fields])

    def sent(self, submission: Submission) -> None:
        """Keep what sent the form."""
        skew = _skew(submission)
        self._submission = submission.model_copy(update={"clock_skew_seconds": skew})
        self._keep(SUBMISSION_KEPT, [request.noted for request in submission.requests])

    def _keep(self, kinds: tuple[str, str], parts: Sequence[Mapping[str, str]]) -> None:
        """Note in the timeline what record.json will have.

        A crash leaves the timeline, and whoever rewrites record.json alone contradicts it.
        """
        kind, kind_of_part = kinds
        self._append(kind, {"number": str(len(parts))})
        for part in parts:
            self._append(kind_of_part, part)

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
        """Write every file, and seal the folder.

        1. The data files that were kept in memory.
        2. record.json, and START-HERE.pdf, which is written from it.
        3. If that could not be printed, record.json once more, which says so.
        4. The schema and HOW-TO-VERIFY.txt, and around it all the manifests.
        """
        self._write_data_files()  # 1
        printed = Capture(stage=None, kind=CaptureKind.START_HERE, file=START_HERE, status="ok")
        record = self._write_record(ending, printed)  # 2
        story = story_of(record)
        try:
            self._print_start_here(record, story, print_page)
        except Exception as error:  # noqa: BLE001  without its summary the record is still the proof
            record = self._write_record(ending, failed(None, CaptureKind.START_HERE, error))  # 3
        write_private(self.folder / RECORD_SCHEMA, schema(RECORD_SCHEMA))  # 4
        write_private(self.folder / HOW_TO_VERIFY, how_to_verify(record, story).encode())
        sealed = seal(self.folder, record.bag_info)
        flaws = [self._missing_captures(record), *sealed.flaws, _wrong_clock(record)]
        return replace(sealed, flaws=tuple(flaw for flaw in flaws if flaw))

    def _write_data_files(self) -> None:
        """Write what was kept in memory: the timeline last, whole even where a crash would have cut it."""
        for name, data in self._files.items():
            write_private(self._data / name, data)
        write_private(self.folder / EVENTS, b"".join(self._lines))

    def _print_start_here(
        self, record: Record, story: Story, print_page: Callable[[], Page] | None
    ) -> None:
        """Print START-HERE.pdf with its pictures; raise CaptureProblem where there is no browser to print with."""
        if print_page is None:
            raise CaptureProblem("no_browser")
        pictures = {
            captured.stage: (self._data / captured.file).read_bytes()
            for captured in record.captures
            if captured.kind is CaptureKind.PNG and captured.stage and captured.file
        }
        printed = start_here(print_page(), record, story, pictures)
        replace_private(self.folder / START_HERE, printed)

    def _missing_captures(self, record: Record) -> LazyText | None:
        """Say what could not be captured of the pages that were reached; None if nothing is missing."""
        tried = [
            captured
            for captured in record.captures
            if captured.stage is None or captured.stage in self._pages
        ]
        return lacking(tried)

    def _write_record(self, ending: Ending, printed: Capture) -> Record:
        """Write record.json; `printed` says how START-HERE.pdf was made."""
        submission = self._submission
        awaited_since = self._awaited_since(ending)
        record = Record(
            **self._about.model_dump(exclude={"answer_within", "seat", "lives_in"}),
            **ending.model_dump(),
            request_id=self.id,
            issued_at=submission.at if submission else None,
            **self._answer_due(awaited_since),
            replay=self._is_replay,
            fields=self._fields,
            submission=submission,
            files=self._hashes(),
            pages=[self._pages[stage] for stage in Stage if stage in self._pages],
            captures=[*self._captures(ending.confirmation), printed],
        )
        write_private(self.folder / RECORD, json_file(record.model_dump(mode="json")))
        return record

    def _awaited_since(self, ending: Ending) -> datetime | None:
        """Return when something was sent that an answer is due to; None if none is."""
        is_awaited = ending.status in models.ANSWER_AWAITED and not self._is_replay
        return self._submission.at if self._submission and is_awaited else None

    def _answer_due(self, awaited_since: datetime | None) -> dict[str, Any]:
        """Return by when the answer is due, and what that rests on."""
        if awaited_since is None:
            return {"expected_by": None, "answer_due": None}
        deadline = self._about.deadline(awaited_since)
        return {
            "expected_by": deadline.day if deadline else None,
            "answer_due": self._about.answer_due(awaited_since),
        }

    def _hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every data file but record.json, by its name."""
        files = sorted(self._data.iterdir())
        return {file.name: sha256(file) for file in files if file != self.folder / RECORD}

    def _captures(self, answer: Confirmation | None) -> list[Capture]:
        """Return what became of each capture, in the order of the stages."""
        captures: list[Capture] = []
        for stage in Stage:
            captures += self._taken.get(stage, ())
        if answer is None:
            return captures
        return [self._compared(captured, answer) for captured in captures]

    def _compared(self, captured: Capture, answer: Confirmation) -> Capture:
        """Add to the text of an answer which of the answer's texts it does not have."""
        if captured.file != ANSWER_TEXT:
            return captured
        text = (self._data / captured.file).read_text("utf-8")
        return captured.model_copy(update={"absent": answer.absent_from(text)})

    def discard(self) -> None:
        """Remove what there is: nothing happened that is worth a record.

        What cannot be removed stays unfinished.
        """
        shutil.rmtree(self.folder, ignore_errors=True)


def _begin(root: Path, about: Beginning) -> tuple[str, Path]:
    """Make the partial folder of a record; return the record's id and the folder."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < ROOM_FOR_A_RECORD:
        raise RecordError(
            _("less than {number} MB are free for the record").format(
                number=ROOM_FOR_A_RECORD // 1_000_000
            ),
            str(root),
        )
    name = _free_name(root, about)
    folder = root / f"{PARTIAL}{name}"
    folder.mkdir(mode=0o700)
    try:
        (folder / "data").mkdir(mode=0o700)
    except OSError:
        folder.rmdir()  # nothing is in it yet
        raise
    return name, folder


def _free_name(root: Path, about: Beginning) -> str:
    """Return an id that no record has, sealed or not."""
    day = about.started_at.astimezone(UTC).date().isoformat()
    replay = "" if about.replay_case is None else models.REPLAY
    while True:
        tail = "".join(secrets.choice(_LETTERS) for _letter in range(4))
        name = f"{replay}{day}-{about.flow.id}-{tail}"
        is_taken = (root / f"{PARTIAL}{name}").exists() or (root / name).exists()
        if not is_taken:
            return name


def _wrong_clock(record: Record) -> LazyText | None:
    return models.clock_warning(record.clock_skew_seconds)


def _skew(submission: Submission) -> float | None:
    """Return the server's clock minus this computer's in seconds; the header has whole seconds only."""
    first = submission.requests[0]
    try:
        server_time = parsedate_to_datetime(first.server_date or "")
    except ValueError:
        return None
    if server_time.tzinfo is None:
        server_time = server_time.replace(tzinfo=UTC)
    own_time = first.answered_at or submission.at
    return round((server_time - own_time).total_seconds(), 1)


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
