"""Turns what was kept into a sealed record: payload, manifest, fingerprint, START-HERE.pdf, tag manifest."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from importlib.metadata import version
from pathlib import Path

from optout import __version__
from optout.evidence.bag import close_bag, write_manifest
from optout.evidence.capture import Page
from optout.evidence.files import make_read_only, sync_folder, write_private
from optout.evidence.hostile import json_text
from optout.evidence.record import (
    About,
    Approval,
    Capture,
    Confirmation,
    Ending,
    FlowUsed,
    Kind,
    PageSeen,
    Record,
    Sealed,
    SentFile,
    Stage,
    Status,
    Tool,
    Value,
)
from optout.evidence.report import how_to_verify, start_here
from optout.evidence.shots import Picture, why
from optout.evidence.story import Sheet
from optout.evidence.timeline import Timeline
from optout.state import State

START_HERE = "START-HERE.pdf"
HOW_TO_VERIFY = "HOW-TO-VERIFY.txt"
_ANSWER_AWAITED = {State.CONFIRMED, State.UNKNOWN, State.AWAITING_CODE}


@dataclass(frozen=True)
class Draft:
    """All that goes into a record."""

    id: str
    about: About
    ending: Ending
    sent: SentFile | None
    pages: tuple[PageSeen, ...]
    captures: tuple[Capture, ...]
    pictures: Mapping[Stage, Picture]
    timeline: Timeline


def seal(draft: Draft, folder: Path, final: Path, print_page: Callable[[], Page] | None) -> Sealed:
    """Seal the folder under its final name.

    Raises:
        OSError: a file could not be written, or the name is taken.
    """
    draft.timeline.write()
    printed = Capture(stage=None, kind=Kind.START_HERE, file=START_HERE, status=Status.OK)
    sheet = _write_payload(draft, folder, printed)
    try:
        write_private(folder / START_HERE, _print(sheet, print_page))
    except Exception as error:  # noqa: BLE001  without its summary the record is still the proof
        (folder / START_HERE).unlink(missing_ok=True)
        failed = {"file": None, "status": Status.FAILED, "reason": why(error)}
        sheet = _write_payload(draft, folder, printed.model_copy(update=failed))
    write_private(folder / HOW_TO_VERIFY, how_to_verify(sheet).encode())
    close_bag(folder, _bag_info(sheet.record))
    _give_name(folder, final)
    return Sealed(folder=final, id=draft.id, fingerprint=sheet.fingerprint)


def _print(sheet: Sheet, print_page: Callable[[], Page] | None) -> bytes:
    if print_page is None:
        raise ValueError("no browser was left to print it")
    page = print_page()
    try:
        return start_here(page, sheet)
    finally:
        page.close()


def _write_payload(draft: Draft, folder: Path, printed: Capture) -> Sheet:
    data = folder / "data"
    sizes = {file.name: file.stat().st_size for file in sorted(data.iterdir()) if file.name != "record.json"}
    record = _record(draft, sizes, (*draft.captures, printed))
    write_private(data / "record.json", json_text(record.model_dump(mode="json"), indent=2).encode() + b"\n")
    return Sheet(record, draft.sent, draft.timeline.events, write_manifest(folder), draft.pictures)


def _give_name(folder: Path, final: Path) -> None:
    if final.exists():
        raise FileExistsError(f"{final.name} exists")
    folder.rename(final)
    sync_folder(final.parent)
    make_read_only(final)


def _bag_info(record: Record) -> dict[str, str]:
    return {
        "External-Identifier": record.request_id,
        "External-Description": f"Record of an objection under {record.law} to {record.controller}",
        "Bagging-Date": record.ended_at.date().isoformat(),
        "Bag-Software-Agent": f"{record.tool.name} {record.tool.version}",
    }


def _record(draft: Draft, sizes: dict[str, int], captures: tuple[Capture, ...]) -> Record:
    about, ending, sent = draft.about, draft.ending, draft.sent
    return Record(
        request_id=draft.id,
        issued_at=sent.at if sent else None,
        expected_by=_expected_by(draft),
        status=ending.state,
        reason=ending.reason.value,
        says=ending.says,
        replay=about.replay_case is not None,
        flow=FlowUsed(id=about.flow_id, sha256=about.flow_sha256, seen_live=about.seen_live, way=ending.way),
        tool=_tool(about),
        approval=Approval(by=ending.approved_by, at=ending.approved_at) if ending.approved_by else None,
        values=[Value(label=label, value=value) for label, value in ending.values],
        confirmation=_confirmation(ending),
        timeline=draft.timeline.end,
        files=sizes,
        pages=list(draft.pages),
        captures=list(captures),
        **about.model_dump(include=_SAME_IN_ABOUT),
        **ending.model_dump(include=_SAME_IN_ENDING),
    )


_SAME_IN_ABOUT = {"replay_case", "controller", "law", "title", "purpose", "covers", "account", "started_at"}
_SAME_IN_ENDING = {"found", "by_hand", "aborted_requests", "ended_at"}


def _expected_by(draft: Draft) -> date | None:
    if draft.sent is None or draft.about.replay_case is not None or draft.ending.state not in _ANSWER_AWAITED:
        return None
    return draft.sent.at.astimezone(UTC).date() + timedelta(days=draft.about.answer_within_days)


def _confirmation(ending: Ending) -> Confirmation | None:
    if ending.confirmation_text is None:
        return None
    return Confirmation(text=ending.confirmation_text, matched=ending.matched, language=ending.matched_language)


def _tool(about: About) -> Tool:
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
