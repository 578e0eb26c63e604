"""The journal's tables and their rows, and what an older file lacks."""

from dataclasses import dataclass

from optout.state import LIVE, State

SCHEMA_VERSION = 4
LIVE_LIST = ", ".join(f"'{state}'" for state in sorted(LIVE))
"""The states that block a second send, as SQL lists them."""
_OBJECTIONS = f"""
CREATE TABLE objections (
    id TEXT PRIMARY KEY,
    flow TEXT NOT NULL, controller TEXT NOT NULL, account TEXT NOT NULL, purpose TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT,
    planned_at TEXT NOT NULL, changed_at TEXT NOT NULL, sent_at TEXT, due_on TEXT,
    again_reason TEXT, superseded_by TEXT REFERENCES objections (id),
    record TEXT, fingerprint TEXT
) STRICT;
CREATE UNIQUE INDEX one_live_objection ON objections (flow, controller, account, purpose)
    WHERE state IN ({LIVE_LIST}) AND superseded_by IS NULL
"""
_SUPPLEMENTS = """
CREATE TABLE supplements (
    id TEXT PRIMARY KEY, record TEXT NOT NULL, folder TEXT NOT NULL, fingerprint TEXT NOT NULL,
    attached_at TEXT NOT NULL
) STRICT
"""
_RESOLVED = "ALTER TABLE objections ADD COLUMN resolved_reason TEXT"
_RECEIVED = "ALTER TABLE objections ADD COLUMN received_on TEXT; UPDATE objections SET due_on = NULL"
"""Until then a month was 31 days, holidays or not: such days are worked out anew."""
_VERSIONS = {1: _OBJECTIONS, 2: _SUPPLEMENTS, 3: _RESOLVED, 4: _RECEIVED}


@dataclass(frozen=True)
class Entry:
    """One row: an objection and how it stands. Times are ISO 8601 in UTC, `received_on` and `due_on` are dates.

    With `received_on` and no `due_on`, no law sets a time for an answer; with neither, it was not worked out.
    """

    id: str
    flow: str
    controller: str
    account: str
    purpose: str
    state: State
    reason: str | None
    planned_at: str
    changed_at: str
    sent_at: str | None
    due_on: str | None
    again_reason: str | None
    superseded_by: str | None
    record: str | None
    fingerprint: str | None
    resolved_reason: str | None
    received_on: str | None


@dataclass(frozen=True)
class Added:
    """One row of supplements: its id and folder, the id of the record it belongs to, its fingerprint."""

    id: str
    record: str
    folder: str
    fingerprint: str
    attached_at: str


def statements_after(version: int) -> list[str]:
    """Give the statements that bring a file of a version to `SCHEMA_VERSION`; 0 is an empty file."""
    missing = [text for number, text in sorted(_VERSIONS.items()) if number > version]
    statements = [statement for text in missing for statement in text.split(";") if statement.strip()]
    return [*statements, f"PRAGMA user_version = {SCHEMA_VERSION}"] if statements else []
