"""Turns what was kept into a sealed record: payload, manifest, START-HERE.pdf, tag manifest, fingerprint."""

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from errno import EEXIST
from importlib.metadata import version
from pathlib import Path

from optout import __version__
from optout.evidence.capture import Lack, Page, Shots, failed, lack_of
from optout.evidence.clock import warning
from optout.evidence.files import PART, discard, make_read_only, replace_private, sync_folder, write_private
from optout.evidence.folder import close_bag, write_manifest
from optout.evidence.record import (
    ANSWER_AWAITED,
    Beginning,
    Capture,
    CaptureKind,
    CaptureStatus,
    Confirmation,
    Ending,
    FlowUsed,
    Record,
    SentFile,
    Stage,
    Tool,
    Value,
)
from optout.evidence.redaction import json_text
from optout.evidence.report import how_to_verify, start_here
from optout.evidence.summary import Sheet
from optout.evidence.timeline import TimelineFile
from optout.evidence.wording import code_said
from optout.i18n import Said, _, joined, why

START_HERE = "START-HERE.pdf"
_HOW_TO_VERIFY = "HOW-TO-VERIFY.txt"


@dataclass(frozen=True)
class Sealed:
    """A sealed record: where it is, the SHA-256 of its tag manifest, and in sentences what is wrong."""

    folder: Path
    id: str
    fingerprint: str
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All that goes into a record; what was captured is in the order of the stages."""

    id: str
    about: Beginning
    ending: Ending
    sent: SentFile | None
    taken: Mapping[Stage, Shots]
    timeline: TimelineFile


def seal(contents: Contents, folder: Path, final: Path, print_page: Callable[[], Page] | None) -> Sealed:
    """Seal the folder under its final name.

    Raises:
        OSError: a file could not be written, or the name is taken.
    """
    contents.timeline.write()
    printed = Capture(stage=None, kind=CaptureKind.START_HERE, file=START_HERE, status=CaptureStatus.OK)
    sheet = _write_payload(contents, folder, printed)
    try:
        replace_private(folder / START_HERE, _print(sheet, print_page))
    except Exception as error:  # noqa: BLE001  without its summary the record is still the proof
        sheet = _write_payload(contents, folder, failed(None, CaptureKind.START_HERE, lack_of(error)))
    write_private(folder / _HOW_TO_VERIFY, how_to_verify(sheet).encode())
    fingerprint = close_bag(folder, _bag_info(sheet.record))
    missed = {stage for stage, taken in contents.taken.items() if taken.page is None}
    tried = [capture for capture in sheet.record.captures if capture.stage not in missed]
    clocks = warning(contents.sent.clock_skew_seconds) if contents.sent else None
    flaws = (_lacks(tried), _give_name(folder, final), clocks)
    return Sealed(folder=final, id=contents.id, fingerprint=fingerprint, flaws=tuple(filter(None, flaws)))


def _print(sheet: Sheet, print_page: Callable[[], Page] | None) -> bytes:
    if print_page is None:
        raise Lack("no_browser")
    return start_here(print_page(), sheet)


def _write_payload(contents: Contents, folder: Path, printed: Capture) -> Sheet:
    data = folder / "data"
    for cut_off in data.glob(f"*{PART}"):
        discard(cut_off)
    sizes = {file.name: file.stat().st_size for file in sorted(data.iterdir()) if file.name != "record.json"}
    gone = Lack("file_gone")
    tried = [capture for taken in contents.taken.values() for capture in taken.captures]
    captures = [each if each.file in {None, *sizes} else failed(each.stage, each.kind, gone) for each in tried]
    record = _record(contents, sizes, (*captures, printed))
    write_private(data / "record.json", json_text(record.model_dump(mode="json"), indent=2).encode() + b"\n")
    write_manifest(folder)
    return Sheet(record, contents.sent, dict(_pictures(data, captures)))


def _pictures(data: Path, captures: Sequence[Capture]) -> Iterator[tuple[Stage, bytes]]:
    """Give the pictures that were kept."""
    for one in captures:
        if one.kind is CaptureKind.PNG and one.stage and one.file:
            yield one.stage, (data / one.file).read_bytes()


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


def _bag_info(record: Record) -> dict[str, str]:
    return {
        "External-Identifier": record.request_id,
        "External-Description": record.described,
        "Bagging-Date": record.sealed_on,
        "Bag-Software-Agent": f"{record.tool.name} {record.tool.version}",
    }


def _record(contents: Contents, sizes: dict[str, int], captures: tuple[Capture, ...]) -> Record:
    about, ending, sent = contents.about, contents.ending, contents.sent
    awaited = sent.at if sent and about.replay_case is None and ending.state in ANSWER_AWAITED else None
    deadline = about.deadline(awaited) if awaited else None
    return Record(
        request_id=contents.id,
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
        confirmation=_confirmation(ending),
        timeline=contents.timeline.end,
        files=sizes,
        pages=[taken.page for taken in contents.taken.values() if taken.page],
        captures=list(captures),
        **about.model_dump(include=_SAME_IN_ABOUT),
        **ending.model_dump(include=_SAME_IN_ENDING),
    )


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


def _confirmation(ending: Ending) -> Confirmation | None:
    if ending.confirmation_text is None:
        return None
    return Confirmation(
        text=ending.confirmation_text, matched=ending.matched, language=ending.matched_language, read_by=ending.read_by
    )


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
