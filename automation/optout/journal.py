"""What was sent and when, in SQLite; refuses a second send, also between two processes."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from optout.errors import JournalError
from optout.outcome import BLOCKING, IN_DOUBT, TRANSITIONS, UNSETTLED, Reason, SentBefore, State
from optout.translation import _, named

SCHEMA_VERSION = 7
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
        """Give the part of its key that says what may be sent once."""
        return self.lineage, self.account, self.purpose


@dataclass(frozen=True)
class _SupplementRow:
    """One row of supplements: its id and folder, the id of the record it belongs to, its fingerprint."""

    id: str
    record: str
    folder: str
    fingerprint: str


@dataclass(frozen=True)
class Proof:
    """One row of proofs: a file that joined the folder `proofs` of a record or a supplement, which is its owner."""

    owner: str
    file: str
    sha256: str


@dataclass(frozen=True)
class _Statement:
    """One row of statements: what the person says of a file, or the program read, of which kind, and when.

    `about` is the id of a supplement, or a flow and account.
    """

    about: str
    kind: str
    value: str
    said_at: str


_Row = TypeVar("_Row", Entry, _SupplementRow, Proof, _Statement)
JOURNAL_FILE = "journal.sqlite3"


@dataclass(frozen=True)
class ObjectionKey:
    """What an objection is, and what of it may be sent once: see `send_key`.

    `hosts` are those that the flow lists.

    Without a lineage of its own, a flow's is its id.
    """

    flow: str
    controller: str
    account: str
    purpose: str
    lineage: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def send_key(self) -> tuple[str, str, str]:
        """Give what may be sent once: by a flow's lineage, which no copy and no release changes, never by a text."""
        return self.lineage or self.flow, self.account, self.purpose


class Journal:
    """The journal of one data folder; `None` keeps it in memory, for a replay.

    Any method raises JournalError when the file cannot be read or written or is from a newer
    version.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / JOURNAL_FILE if folder else None
        with _told(self._file):
            if self._file:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
            self._db = sqlite3.connect(self._file or ":memory:", timeout=10, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            try:
                # Changing to WAL does not wait for another process that does the same: it fails as
                # locked at once.
                with (
                    FileLock(f"{self._file}.lock", timeout=10, mode=0o600)
                    if self._file
                    else nullcontext()
                ):
                    self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
                    self._make_tables()
            except BaseException:
                self._db.close()
                raise

    def _make_tables(self) -> None:
        with self._transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                message = _("{journal_file} was written by a newer version of this program")
                raise JournalError(
                    message.format(journal_file=JOURNAL_FILE), _("update optout, then run it again")
                )
            for statement in () if version else _TABLES.split(";"):
                self._db.execute(statement)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def check(self) -> None:
        """Raise JournalError unless a row could be written: nobody should sign in for what cannot be journaled."""
        with self._transaction():
            # as it is, and written all the same
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # What is read

    def blocking(self, key: ObjectionKey | Entry) -> Entry | None:
        """Return the live row that blocks a send with this key, if there is one."""
        return next(iter(self._entries(f"WHERE {_KEY} AND {_IS_BLOCKING}", *key.send_key)), None)

    def beside(self, key: ObjectionKey) -> list[Entry]:
        """List the live rows of the account that do not block a send with this key, oldest first."""
        return self._entries(
            f"WHERE NOT ({_KEY}) AND account = ? AND {_IS_BLOCKING}", *key.send_key, key.account
        )

    def entries(self) -> list[Entry]:
        """List all rows, oldest first: in the order they were made, whatever a clock that was set back said then."""
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
        """List all files that joined a sealed folder, oldest first."""
        return self._rows(Proof, "SELECT owner, file, sha256 FROM proofs ORDER BY rowid")

    def statements(self, kind: str) -> list[_Statement]:
        """List the statements of a kind, oldest first."""
        return self._rows(
            _Statement, "SELECT * FROM statements WHERE kind = ? ORDER BY rowid", kind
        )

    def _rows(self, kind: type[_Row], query: str, *values: str) -> list[_Row]:
        with _told(self._file):
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
        with self._transaction():
            for row in self._entries(
                f"WHERE {_KEY} AND state IN (?, ?)", *key.send_key, *sorted(IN_DOUBT)
            ):
                self._set_state(row.id, State.UNKNOWN, Reason.FAILED)

    def arm(self, entry_id: str, again_reason: str | None = None) -> None:
        """Commit that the send is about to happen; an armed row stays as it is.

        With `again_reason`, an earlier live row steps aside; else raise SentBefore where one with
        this key is live.
        """
        with self._transaction():
            row = self._row(entry_id)
            if row.state == State.ARMED:
                return  # it may have stepped aside since: nothing else steps aside for it again
            if again_reason is not None:
                self._supersede(row, _BLOCKING_LIST)
                self._db.execute(
                    "UPDATE objections SET again_reason = ? WHERE id = ?", (again_reason, entry_id)
                )
            with self._blocked_by_earlier(row):
                self._set_state(entry_id, State.ARMED, None)

    def settle_doubts(self, entry_id: str) -> None:
        """Let earlier rows with this row's key, of which nobody knows how they ended, step aside: it tells."""
        with self._transaction():
            self._supersede(self._row(entry_id), _UNSETTLED_LIST)

    def _supersede(self, row: Entry, states: str) -> None:
        """Let the earlier rows with a row's key in some states step aside for it."""
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
        """Change the state of a row by the transition table; moving to the state it has changes nothing.

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
        now, row = _now(), self._row(entry_id)
        before = row.state
        if state == before:
            return
        if state not in TRANSITIONS[before]:
            message = _("an objection cannot go from {before} to {state}")
            raise JournalError(message.format(before=named(before.value), state=named(state.value)))
        if state in BLOCKING and before not in BLOCKING:  # it is live again, unless another one is
            self._db.execute("UPDATE objections SET superseded_by = NULL WHERE id = ?", (entry_id,))
        self._db.execute(
            "UPDATE objections SET state = ?, reason = ?, changed_at = ? WHERE id = ?",
            (state, reason, now, entry_id),
        )
        if state == State.SENT:
            self._db.execute("UPDATE objections SET sent_at = ? WHERE id = ?", (now, entry_id))
        # it sent nothing: what had stepped aside counts as before
        if before in BLOCKING and state not in BLOCKING:
            self._db.execute(
                "UPDATE objections SET superseded_by = ? WHERE superseded_by = ?",
                (row.superseded_by, entry_id),
            )

    def note_controller(self, entry_id: str, controller: str) -> None:
        """Note the controller of the site that a run was on: that of a country may be another than the flow's.

        What may be sent once is not told by it: see `ObjectionKey.send_key`.
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
        self, entry_id: str, state: State, why: str | None, own: tuple[str, str, str] | None = None
    ) -> None:
        """Note how an unknown outcome, one that waits for a code, or a letter ended by what the person says.

        `own`, of a letter: when it was sent, and from and by which day an answer is due; they may
        be said anew. Raise SentBefore where the person said before that another letter with this
        key was sent.
        """
        with self._transaction():
            row = self._row(entry_id)
            reason = Reason(row.reason) if row.reason else None
            if row.state in IN_DOUBT | {State.AWAITING_CODE}:
                self._set_state(entry_id, State.UNKNOWN, reason)
            with self._blocked_by_earlier(row):
                self._set_state(entry_id, state, reason)
            if why is not None:
                self._db.execute(
                    "UPDATE objections SET resolved_reason = ? WHERE id = ?", (why, entry_id)
                )
            if own:
                self._db.execute(
                    "UPDATE objections SET sent_at = ?, received_on = ?, due_on = ? WHERE id = ?",
                    (*own, entry_id),
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
        """Say of a row that must not become live beside another one which one that is."""
        try:
            yield
        except sqlite3.IntegrityError:
            earlier = self.blocking(row)
            state, when = (
                (earlier.state, earlier.sent_at or earlier.changed_at)
                if earlier
                else (State.ARMED, "?")
            )
            raise SentBefore(state, when) from None

    def _row(self, entry_id: str) -> Entry:
        for row in self._entries("WHERE id = ?", entry_id):
            return row
        raise JournalError(_("the journal has no such objection"))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _told(self._file):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            # Into the file itself: whoever tidies up after a crash must not lose a send with the
            # WAL.
            with suppress(sqlite3.Error):  # it is committed, and safe as long as the WAL is there
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
def _told(file: Path | None) -> Iterator[None]:
    """Turn what SQLite and the file system raise into one error a person can read."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = _("the journal {file} cannot be used: {why}").format(
            file=file or ":memory:", why=why
        )
        raise JournalError(message, "optout doctor") from error
