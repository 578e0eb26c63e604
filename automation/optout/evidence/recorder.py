"""Keeps what happens during one objection, and seals it."""

import platform
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from errno import EEXIST
from importlib.metadata import version
from pathlib import Path

from optout import __version__
from optout.errors import RecordError
from optout.evidence.capture import Lack, Page, Shot, Shots, capture, failed, lack_of, missing
from optout.evidence.clock import warning
from optout.evidence.files import (
    PART,
    append_private,
    discard,
    make_read_only,
    replace_private,
    sha256,
    sync_folder,
    write_private,
)
from optout.evidence.folder import close_bag, write_manifest
from optout.evidence.record import (
    ANSWER_AWAITED,
    LETTER_PDF,
    LETTER_TEXT,
    REPLAY,
    Beginning,
    Capture,
    CaptureKind,
    CaptureStatus,
    Confirmation,
    Ending,
    Field,
    FlowUsed,
    Record,
    Sent,
    SentFile,
    Stage,
    TimelineEvent,
    Tool,
    Value,
    iso,
)
from optout.evidence.redaction import json_text, kept_addresses, whole
from optout.evidence.report import how_to_verify, start_here
from optout.evidence.summary import Sheet
from optout.evidence.wording import code_said, words
from optout.i18n import Said, _, joined, why

START_HERE = "START-HERE.pdf"
_HOW_TO_VERIFY, _EVENTS, _RECORD = "HOW-TO-VERIFY.txt", "events.jsonl", "record.json"
_NEEDED_BYTES = 50_000_000
"""Free space without which a record is not begun."""
PARTIAL = ".partial-"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_TRIES = 20


@dataclass(frozen=True)
class Sealed:
    """A sealed record: where it is, the SHA-256 of its tag manifest, and in sentences what is wrong."""

    folder: Path
    id: str
    fingerprint: str
    flaws: tuple[str, ...] = ()


class Recorder:
    """The record under way, in `root/.partial-<id>` until it is sealed; `now` gives the times of its timeline.

    Raises:
        RecordError: the folder cannot be written, or the disk is nearly full.
    """

    def __init__(self, root: Path, about: Beginning, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._root = root
        self._about = about
        self._now = now
        try:
            self.id, self.folder = _begin(root, about)
        except OSError as error:
            raise RecordError(
                _("the folder for records cannot be written: {why}").format(why=why(error)), str(root)
            ) from error
        self._data = self.folder / "data"
        self._files: dict[str, bytes] = {}
        self._lines: list[bytes] = []
        self._taken: dict[Stage, Shots] = {}
        self._sent: SentFile | None = None

    def note(self, kind: str, **detail: str) -> None:
        """Add a line to the timeline; addresses in it are redacted. A full disk is met when the record is sealed."""
        kept = {name: kept_addresses(whole(value)) for name, value in detail.items() if value}
        event = TimelineEvent(at=self._now(), kind=kind, detail=kept)
        line = json_text({"at": iso(event.at), "kind": kind, "detail": event.detail}).encode() + b"\n"
        self._lines.append(line)
        with suppress(OSError):  # so that a crash leaves it; seal() writes it from memory, and there a failure counts
            append_private(self._data / _EVENTS, line)

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
        try:
            return self._seal(ending, print_page)
        except (OSError, ValueError) as error:
            says = why(error) if isinstance(error, OSError) else type(error).__name__
            raise RecordError(
                _("the record could not be sealed: {why}").format(why=says),
                _("what was kept is in {folder}").format(folder=str(self.folder)),
            ) from error

    def _seal(self, ending: Ending, print_page: Callable[[], Page] | None) -> Sealed:
        self._put_back()
        for name, data in {**self._files, _EVENTS: b"".join(self._lines)}.items():
            write_private(self._data / name, data)
        for cut_off in self._data.glob(f"*{PART}"):
            discard(cut_off)
        printed = Capture(stage=None, kind=CaptureKind.START_HERE, file=START_HERE, status=CaptureStatus.OK)
        sheet = self._write_record(ending, printed)
        try:
            replace_private(self.folder / START_HERE, start_here((print_page or _no_browser)(), sheet))
        except Exception as error:  # noqa: BLE001  without its summary the record is still the proof
            sheet = self._write_record(ending, failed(None, CaptureKind.START_HERE, lack_of(error)))
        write_private(self.folder / _HOW_TO_VERIFY, how_to_verify(sheet).encode())
        record = sheet.record
        info = {
            "External-Identifier": record.request_id,
            "External-Description": record.described,
            "Bagging-Date": record.sealed_on,
            "Bag-Software-Agent": f"{record.tool.name} {record.tool.version}",
        }
        fingerprint = close_bag(self.folder, info)
        missed = {stage for stage, taken in self._taken.items() if taken.page is None}
        tried = [capture for capture in record.captures if capture.stage not in missed]
        clocks = warning(self._sent.clock_skew_seconds) if self._sent else None
        final = self._root / self.id
        flaws = (_lacks(tried), _give_name(self.folder, final), clocks)
        return Sealed(folder=final, id=self.id, fingerprint=fingerprint, flaws=tuple(filter(None, flaws)))

    def _write_record(self, ending: Ending, printed: Capture) -> Sheet:
        """Write record.json and the manifest over what is in `data`."""
        files = {file.name: sha256(file) for file in sorted(self._data.iterdir()) if file.name != _RECORD}
        taken, gone = [self._taken[stage] for stage in Stage if stage in self._taken], Lack("file_gone")
        tried = [capture for one in taken for capture in one.captures]
        captures = [each if each.file in {None, *files} else failed(each.stage, each.kind, gone) for each in tried]
        record = self._record(ending, files, [*captures, printed])
        write_private(self._data / _RECORD, json_text(record.model_dump(mode="json"), indent=2).encode() + b"\n")
        write_manifest(self.folder)
        pictures = {
            one.stage: (self._data / one.file).read_bytes()
            for one in captures
            if one.kind is CaptureKind.PNG and one.stage and one.file
        }
        return Sheet(record, self._sent, pictures)

    def _record(self, ending: Ending, files: dict[str, str], captures: list[Capture]) -> Record:
        about, sent = self._about, self._sent
        awaited = sent.at if sent and about.replay_case is None and ending.state in ANSWER_AWAITED else None
        deadline = about.deadline(awaited) if awaited else None
        quoted = ending.confirmation_text
        return Record(
            request_id=self.id,
            issued_at=sent.at if sent else None,
            expected_by=deadline.day if deadline else None,
            answer_due=about.answer_due(awaited) if awaited else None,
            status=ending.state,
            reason=ending.reason.value,
            replay=about.replay_case is not None,
            flow=FlowUsed(
                id=about.flow_id,
                sha256=about.flow_sha256,
                seen_live=about.seen_live,
                way=ending.way,
                called=about.called,
            ),
            tool=_tool(about),
            values=[Value(label=label, value=value) for label, value in ending.values],
            confirmation=None
            if quoted is None
            else Confirmation(text=quoted, matched=ending.matched, read_by=ending.read_by),
            files=files,
            pages=[self._taken[stage].page for stage in Stage if stage in self._taken and self._taken[stage].page],
            captures=captures,
            **about.model_dump(include=_SAME_IN_ABOUT),
            **ending.model_dump(include=_SAME_IN_ENDING),
        )

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


def _no_browser() -> Page:
    raise Lack("no_browser")


def _give_name(folder: Path, final: Path) -> str | None:
    """Rename the folder; from then on the record is sealed, and what fails is only told."""
    if final.exists():
        raise FileExistsError(EEXIST, _("the record's name is taken"))
    folder.rename(final)
    refused: list[OSError] = []
    for act, place in ((sync_folder, final.parent), (make_read_only, final)):
        try:
            act(place)
        except OSError as error:
            refused.append(error)
    says = _("the record is sealed, but not yet safe from changes or a power cut: {why}")
    return says.format(why=why(refused[0])) if refused else None


def _lacks(captures: Sequence[Capture]) -> str | None:
    """Say in one sentence what could not be captured, and why; None when all is there."""
    lacks = [capture for capture in captures if capture.status is CaptureStatus.FAILED]
    if not lacks:
        return None
    return _("not in the record: {names}; {why}").format(
        names=joined(map(_called, lacks), ", "), why=code_said(lacks[0].reason or "?", lacks[0].detail)
    )


def _called(capture: Capture) -> Said:
    called = code_said(capture.kind)
    stage = code_said(capture.stage) if capture.stage else None
    return Said("{what} ({stage})").format(what=called, stage=stage) if stage else called


_SAME_IN_ABOUT = {"replay_case", "controller", "law", "title", "purpose", "covers", "account", "language"}
_SAME_IN_ABOUT |= {"again_reason", "started_at"}
_SAME_IN_ENDING = {
    "detail",
    "approval",
    "found",
    "by_hand",
    "aborted_requests",
    "settings",
    "account_named",
    "ended_at",
}


def _tool(about: Beginning) -> Tool:
    return Tool(
        name="optout",
        version=__version__,
        playwright=version("playwright"),
        browser=about.browser_name,
        browser_version=about.browser_version,
        browser_sandbox=about.sandbox,
        browser_sandbox_reason=about.sandbox_reason,
        system=f"{platform.system()} {platform.machine()}",
    )
