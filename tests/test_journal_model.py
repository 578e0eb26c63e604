"""The journal against a model of it: whatever is done in whatever order, both allow, refuse and
remember the same.
"""

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from tests.rows import KEY

from optout.errors import JournalError
from optout.journal import Journal
from optout.outcome import BLOCKING, IN_DOUBT, TRANSITIONS, UNSETTLED, Reason, SentBefore, State

KEYS = [KEY, replace(KEY, account="work"), replace(KEY, flow="instagram")]
STATES = st.sampled_from(sorted(State))
RESOLUTIONS = st.sampled_from([State.RESOLVED_SENT, State.RESOLVED_NOT_SENT])


@dataclass
class Known:
    key: object
    state: State = State.PLANNED
    sent: bool = False
    stepped_aside: str | None = None  # for which row


class JournalMachine(RuleBasedStateMachine):
    """Does to a journal on the disk, and to a dictionary, what runs and persons do."""

    ids = Bundle("ids")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="optout-journal-"))
        self.rows: dict[str, Known] = {}
        self.journal = Journal(self.folder)

    @rule(target=ids, key=st.sampled_from(KEYS))
    def a_run_begins(self, key):
        name = f"row-{len(self.rows)}"
        self.journal.plan(name, key)
        self.rows[name] = Known(key)
        return name

    def live(self, key):
        return [
            n
            for n, row in self.rows.items()
            if row.key == key and row.state in BLOCKING and not row.stepped_aside
        ]

    @rule(name=ids, state=STATES)
    def a_row_moves(self, name, state):
        row = self.rows[name]
        blocked = state in BLOCKING and row.state not in BLOCKING and self.live(row.key)
        if state == row.state:
            self.journal.set_state(name, state, Reason.NO_PROOF)
        elif state in TRANSITIONS[row.state] and not blocked:
            self.journal.set_state(name, state, Reason.NO_PROOF)
            self.note(name, state)
        else:
            with pytest.raises((JournalError, sqlite3.IntegrityError)):
                self.journal.set_state(name, state, Reason.NO_PROOF)

    def note(self, name, state):
        row = self.rows[name]
        row.stepped_aside = (
            row.stepped_aside if row.state in BLOCKING or state not in BLOCKING else None
        )
        for other in self.rows.values() if row.state in BLOCKING and state not in BLOCKING else ():
            other.stepped_aside = (
                row.stepped_aside if other.stepped_aside == name else other.stepped_aside
            )
        row.state = state
        row.sent |= state == State.SENT

    @rule(name=ids, again=st.booleans())
    def a_row_is_armed(self, name, again):
        row, reason = self.rows[name], "they lost it" if again else None
        others = [other for other in self.live(row.key) if other != name]
        if row.state == State.ARMED:  # a run that arms what is armed already changes nothing
            self.journal.arm(name, reason)
        elif State.ARMED not in TRANSITIONS[row.state]:
            with pytest.raises(JournalError):
                self.journal.arm(name, reason)
        elif others and not again:
            with pytest.raises(SentBefore) as caught:
                self.journal.arm(name)
            assert caught.value.state == self.rows[others[0]].state
        else:
            self.journal.arm(name, reason)
            for other in others:
                self.rows[other].stepped_aside = name
            self.note(name, State.ARMED)

    @rule(key=st.sampled_from(KEYS))
    def a_run_recovers(self, key):
        self.journal.recover(key)
        for name, row in self.rows.items():
            if row.key == key and row.state in IN_DOUBT:
                self.note(name, State.UNKNOWN)

    @rule(name=ids, state=RESOLUTIONS)
    def a_person_resolves(self, name, state):
        row = self.rows[name]
        if row.state == State.DRAFTED and state in BLOCKING and self.live(row.key):
            with pytest.raises(SentBefore):
                self.journal.resolve(name, state, "I sent it")
        elif row.state in UNSETTLED or row.state == state:
            self.journal.resolve(name, state, "their e-mail came")
            self.note(name, state)
        else:
            with pytest.raises(JournalError):
                self.journal.resolve(name, state, "their e-mail came")

    @rule()
    def the_program_ends_and_begins_again(self):
        self.journal.close()
        self.journal = Journal(self.folder)

    @invariant()
    def they_agree(self):
        told = {entry.id: entry for entry in self.journal.entries()}
        assert {name: entry.state for name, entry in told.items()} == {
            n: row.state for n, row in self.rows.items()
        }
        for name, row in self.rows.items():
            assert (told[name].sent_at is not None) == row.sent
            assert told[name].superseded_by == row.stepped_aside

    @invariant()
    def one_at_most_is_live_and_it_blocks(self):
        for key in KEYS:
            live, blocking = self.live(key), self.journal.blocking(key)
            assert len(live) <= 1
            assert ([blocking.id] if blocking else []) == live

    def teardown(self):
        self.journal.close()
        shutil.rmtree(self.folder)


JournalMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
test_the_journal_does_what_the_table_of_changes_says = JournalMachine.TestCase
