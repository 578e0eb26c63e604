"""What was sent and when, in SQLite; refuses a second send, also between two processes."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from optout.errors import JournalError
from optout.outcome import BLOCKING, IN_DOUBT, TRANSITIONS, UNSETTLED, Reason, SentBefore, State
from optout.translation import _, named

SCHEMA_VERSION = 7
_PATIENCE = 10  # seconds to wait for another process, which writes a row in far less than one
_BLOCKING_LIST = ", ".join(f"'{state}'" for state in sorted(BLOCKING))
"""The states that block a second send, as SQL lists them."""
_UNSETTLED_LIST = ", ".join(f"'{state}'" for state in sorted(UNSETTLED))
_TABLES = f"""
CREATE TABLE objections (
    id TEXT PRIMARY KEY,
    flow TEXT NOT NULL, controller TEXT NOT NULL, account TEXT NOT NULL, purpose TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT,
    planned_at TEXT NOT NULL, changed_at TEXT NOT NULL, sent_at TEXT, due_on TEXT,
    again_reason TEXT, superseded_by TEXT REFERENCES objections (id),
    record TEXT, fingerprint TEXT, resolved_reason TEXT, received_on TEXT,
    lineage TEXT NOT NULL, hosts TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_live_objection ON objections (lineage, account, purpose)
    WHERE state IN ({_BLOCKING_LIST}) AND superseded_by IS NULL;
CREATE TABLE supplements (
    id TEXT PRIMARY KEY, record TEXT NOT NULL, folder TEXT NOT NULL, fingerprint TEXT NOT NULL,
    attached_at TEXT NOT NULL
) STRICT;
CREATE TABLE proofs (
    owner TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, added_at TEXT NOT NULL,
    PRIMARY KEY (owner, file)
) STRICT;
CREATE TABLE statements (
    about TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, said_at TEXT NOT NULL
) STRICT;
PRAGMA user_version = {SCHEMA_VERSION}
"""


@dataclass(frozen=True)
class Entry:
    """One row: an objection and how it stands.

    Times are ISO 8601 in UTC, `received_on` and `due_on` are dates.

    With `received_on` and no `due_on`, no law sets a time for an answer; with neither, it was not
    worked out. `hosts` are those that the flow listed, with spaces between.
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
    lineage: str
    hosts: str

    @property
    def send_key(self) -> tuple[str, str, str]:
        """The part of its key that may be sent once."""
        return self.lineage, self.account, self.purpose


@dataclass(frozen=True)
class DaysOfLetter:
    """When a letter was sent, and from which and by which day an answer is due; None if no law sets one.

    The moment is ISO 8601 in UTC, the days are dates.
    """

    sent_at: str
    received_on: str
    due_on: str | None


@dataclass(frozen=True)
class _SupplementRow:
    """A row of supplements: its id and folder, the id of its record, its fingerprint."""

    id: str
    record: str
    folder: str
    fingerprint: str


@dataclass(frozen=True)
class Proof:
    """A row of proofs: a file that was added to the folder `proofs` of its owner, a record or a supplement."""

    owner: str
    file: str
    sha256: str


@dataclass(frozen=True)
class _Statement:
    """A row of statements: what the person called a file, or how a setting was read, and when.

    `about` is the id of a supplement, or a flow and an account.
    """

    about: str
    kind: str
    value: str
    said_at: str


_Row = TypeVar("_Row", Entry, _SupplementRow, Proof, _Statement)
JOURNAL_FILE = "journal.sqlite3"


@dataclass(frozen=True)
class ObjectionKey:
    """What identifies an objection; the part of it that may be sent once is `send_key`.

    `hosts` are those that the flow lists. A flow without a `lineage` is its own.
    """

    flow: str
    controller: str
    account: str
    purpose: str
    lineage: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def send_key(self) -> tuple[str, str, str]:
        """What may be sent once.

        A flow's lineage stays the same in a copy and in a new release; its text does not.
        """
        return self.lineage or self.flow, self.account, self.purpose


class Journal:
    """The journal of a data folder; without a folder it is kept in memory, for a replay.

    Every method raises JournalError if the file cannot be read or written, or was written by a
    newer version.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / JOURNAL_FILE if folder else None
        with _journal_errors(self._file):
            if self._file:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
            self._db = sqlite3.connect(
                self._file or ":memory:", timeout=_PATIENCE, isolation_level=None
            )
            self._db.row_factory = sqlite3.Row
            try:
                with self._lock_of_file():
                    self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
                    self._make_tables()
            except BaseException:
                self._db.close()
                raise

    def _lock_of_file(self) -> AbstractContextManager[Any]:
        """Return a lock for preparing the file; SQLite's own is not enough.

        Changing to WAL does not wait for another process that does the same: it fails as locked at
        once, whatever the timeout.
        """
        if self._file is None:
            return nullcontext()
        return FileLock(f"{self._file}.lock", timeout=_PATIENCE, mode=0o600)

    def _make_tables(self) -> None:
        with self._transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                message = _("{journal_file} was written by a newer version of this program")
                raise JournalError(
                    message.format(journal_file=JOURNAL_FILE), _("update optout, then run it again")
                )
            if version == 0:  # the file is new
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def check(self) -> None:
        """Raise JournalError unless a row could be written: nobody should sign in for what cannot be journaled."""
        with self._transaction():
            # The version stays what it is, and yet SQLite has to write the file.
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # What is read

    def blocking(self, key: ObjectionKey | Entry) -> Entry | None:
        """Return the live row that blocks a send with this key, if there is one."""
        rows = self._entries(f"WHERE {_KEY} AND {_IS_BLOCKING}", *key.send_key)
        return rows[0] if rows else None  # the index allows one

    def beside(self, key: ObjectionKey) -> list[Entry]:
        """List the live rows of the account that do not block a send with this key, oldest first."""
        return self._entries(
            f"WHERE NOT ({_KEY}) AND account = ? AND {_IS_BLOCKING}", *key.send_key, key.account
        )

    def entries(self) -> list[Entry]:
        """List all rows in the order in which they were added, which a clock that was set back does not change."""
        return self._entries("")

    def _entries(self, which: str, *values: str) -> list[Entry]:
        rows = self._rows(Entry, f"SELECT * FROM objections {which} ORDER BY rowid", *values)  # noqa: S608
        return [replace(row, state=State(row.state)) for row in rows]

    def supplements(self) -> list[_SupplementRow]:
        """List all supplements, oldest first."""
        return self._rows(
            _SupplementRow, "SELECT id, record, folder, fingerprint FROM supplements ORDER BY rowid"
        )

    def proofs(self) -> list[Proof]:
        """List all files that were added to the proofs of a sealed folder, oldest first."""
        return self._rows(Proof, "SELECT owner, file, sha256 FROM proofs ORDER BY rowid")

    def statements(self, kind: str) -> list[_Statement]:
        """List the statements of a kind, oldest first."""
        return self._rows(
            _Statement, "SELECT * FROM statements WHERE kind = ? ORDER BY rowid", kind
        )

    def _rows(self, kind: type[_Row], query: str, *values: str) -> list[_Row]:
        with _journal_errors(self._file):
            return [kind(**dict(row)) for row in self._db.execute(query, values)]

    # What is written of an objection

    def plan(self, entry_id: str, key: ObjectionKey) -> None:
        """Add a row for a run that has reached the form; one that is there stays as it is."""
        now = _now()
        with self._transaction():
            self._db.execute(
                "INSERT INTO objections"
                " (id, flow, controller, lineage, account, purpose, hosts, state, planned_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (
                    entry_id,
                    key.flow,
                    key.controller,
                    *key.send_key,
                    " ".join(key.hosts),
                    State.PLANNED,
                    now,
                    now,
                ),
            )

    def recover(self, key: ObjectionKey) -> None:
        """Turn rows of this key that a dead run left armed or sent into unknown; call it with the run lock held."""
        in_doubt = f"WHERE {_KEY} AND state IN (?, ?)"
        with self._transaction():
            for row in self._entries(in_doubt, *key.send_key, *sorted(IN_DOUBT)):
                self._set_state(row.id, State.UNKNOWN, Reason.FAILED)

    def arm(self, entry_id: str, again_reason: str | None = None) -> None:
        """Commit that the submission is about to happen; an armed row stays as it is.

        With `again_reason` the row supersedes an earlier live one; without it, raise SentBefore if
        one with this key is live.
        """
        with self._transaction():
            row = self._row(entry_id)
            # A later row may have superseded it since, and would be superseded by it in turn.
            if row.state == State.ARMED:
                return
            if again_reason is not None:
                self._supersede(row, _BLOCKING_LIST)
                self._db.execute(
                    "UPDATE objections SET again_reason = ? WHERE id = ?", (again_reason, entry_id)
                )
            with self._blocked_by_earlier(row):
                self._set_state(entry_id, State.ARMED, None)

    def settle_doubts(self, entry_id: str) -> None:
        """Supersede earlier rows with this row's key whose outcome is unknown: how this one ended settles it."""
        with self._transaction():
            self._supersede(self._row(entry_id), _UNSETTLED_LIST)

    def _supersede(self, row: Entry, states: str) -> None:
        """Mark the rows with a row's key that are in one of the states as superseded by it."""
        self._db.execute(
            f"UPDATE objections SET superseded_by = ? WHERE {_KEY}"  # noqa: S608
            f" AND superseded_by IS NULL AND id != ? AND state IN ({states})",
            (row.id, *row.send_key, row.id),
        )

    def set_state(
        self,
        entry_id: str,
        state: State,
        reason: Reason | None = None,
        *,
        received_on: str | None = None,
        due_on: str | None = None,
    ) -> None:
        """Change the state of a row if the transition table allows it; the state that it has changes nothing.

        `received_on` and `due_on` are the days from which and by which an answer is due.
        """
        with self._transaction():
            self._set_state(entry_id, state, reason)
            if received_on:
                self._db.execute(
                    "UPDATE objections SET received_on = ?, due_on = ? WHERE id = ?",
                    (received_on, due_on, entry_id),
                )

    def _set_state(self, entry_id: str, state: State, reason: Reason | None) -> None:
        row = self._row(entry_id)
        if state == row.state:
            return
        if state not in TRANSITIONS[row.state]:
            before, after = named(row.state.value), named(state.value)
            message = _("an objection cannot go from {before} to {state}")
            raise JournalError(message.format(before=before, state=after))
        was_blocking = row.state in BLOCKING
        is_blocking = state in BLOCKING
        # It is live again, whatever superseded it; the index refuses that beside another live row.
        if is_blocking and not was_blocking:
            self._db.execute("UPDATE objections SET superseded_by = NULL WHERE id = ?", (entry_id,))
        now = _now()
        self._db.execute(
            "UPDATE objections SET state = ?, reason = ?, changed_at = ? WHERE id = ?",
            (state, reason, now, entry_id),
        )
        if state == State.SENT:
            self._db.execute("UPDATE objections SET sent_at = ? WHERE id = ?", (now, entry_id))
        # It sent nothing, so the rows that it superseded count as before.
        if was_blocking and not is_blocking:
            self._db.execute(
                "UPDATE objections SET superseded_by = ? WHERE superseded_by = ?",
                (row.superseded_by, entry_id),
            )

    def note_controller(self, entry_id: str, controller: str) -> None:
        """Note the controller of the site that a run was on, which may differ from the flow's in some countries.

        It is no part of what may be sent once: see `ObjectionKey.send_key`.
        """
        with self._transaction():
            self._db.execute(
                "UPDATE objections SET controller = ? WHERE id = ?", (controller, entry_id)
            )

    def note_record(self, entry_id: str, record: Path, fingerprint: str) -> None:
        """Remember where the record of a run is and its fingerprint."""
        with self._transaction():
            self._db.execute(
                "UPDATE objections SET record = ?, fingerprint = ? WHERE id = ?",
                (str(record), fingerprint, entry_id),
            )

    def resolve(
        self, entry_id: str, state: State, why: str | None, days: DaysOfLetter | None = None
    ) -> None:
        """Note how an objection ended by what the person says: an unknown outcome, a missing code, or a letter.

        `days` are those of a letter; they may be corrected. Raise SentBefore if the person said
        before that another letter with this key was sent.
        """
        with self._transaction():
            row = self._row(entry_id)
            reason = Reason(row.reason) if row.reason else None
            # The transition table leads to what the person says from unknown alone.
            if row.state in IN_DOUBT | {State.AWAITING_CODE}:
                self._set_state(entry_id, State.UNKNOWN, reason)
            with self._blocked_by_earlier(row):
                self._set_state(entry_id, state, reason)
            if why is not None:
                self._db.execute(
                    "UPDATE objections SET resolved_reason = ? WHERE id = ?", (why, entry_id)
                )
            if days:
                self._db.execute(
                    "UPDATE objections SET sent_at = ?, received_on = ?, due_on = ? WHERE id = ?",
                    (*astuple(days), entry_id),
                )

    # What is written of a record

    def add_supplement(self, supplement: str, record: str, folder: str, fingerprint: str) -> None:
        """Remember a supplement of a record, each by its id."""
        row = (supplement, record, folder, fingerprint, _now())
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO supplements VALUES (?, ?, ?, ?, ?)", row)

    def add_proofs(self, proofs: Iterable[Proof]) -> None:
        """Remember files that joined a sealed folder."""
        rows = [(*astuple(proof), _now()) for proof in proofs]
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO proofs VALUES (?, ?, ?, ?)", rows)

    def add_statement(self, about: str, kind: str, value: str) -> None:
        """Add a statement; earlier ones stay."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO statements VALUES (?, ?, ?, ?)", (about, kind, value, _now())
            )

    @contextmanager
    def _blocked_by_earlier(self, row: Entry) -> Iterator[None]:
        """Raise SentBefore, with the earlier row, if the index refuses to have this one live beside it."""
        try:
            yield
        except sqlite3.IntegrityError:
            earlier = self.blocking(row)
            if earlier is None:
                raise SentBefore(State.ARMED, "?") from None
            raise SentBefore(earlier.state, earlier.sent_at or earlier.changed_at) from None

    def _row(self, entry_id: str) -> Entry:
        for row in self._entries("WHERE id = ?", entry_id):
            return row
        raise JournalError(_("the journal has no such objection"))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _journal_errors(self._file):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            # Into the file itself: whoever tidies up after a crash must not lose a submission with
            # the WAL. If this fails, the row is committed, and safe as long as the WAL is there.
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")


def journal_of(data_dir: Path) -> closing[Journal]:
    """Open the journal to read it; where there is none, asking creates nothing, and it is empty."""
    return closing(Journal(data_dir if (data_dir / JOURNAL_FILE).exists() else None))


def entry_of(data_dir: Path, record: str) -> Entry | None:
    """Return the journal's row of a record by its id, if there is one."""
    with journal_of(data_dir) as journal:
        return next((entry for entry in journal.entries() if entry.id == record), None)


_KEY = "lineage = ? AND account = ? AND purpose = ?"
_IS_BLOCKING = f"superseded_by IS NULL AND state IN ({_BLOCKING_LIST})"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _journal_errors(file: Path | None) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a JournalError, which a person can read."""
    try:
        yield
    # `_blocked_by_earlier` turns this one into a better error.
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = _("the journal {file} cannot be used: {why}").format(
            file=file or ":memory:", why=why
        )
        raise JournalError(message, "optout doctor") from error
