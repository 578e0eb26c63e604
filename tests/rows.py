"""Rows of the journal in any state, brought there by legal changes."""

from optout.journal import ObjectionKey
from optout.outcome import State

KEY = ObjectionKey("facebook", "Meta Platforms Ireland Limited", "default", "ai-training")
ONE_STEP = "FILLED ALREADY_OBJECTED ALREADY_OFF LOCKED NOT_AVAILABLE STOPPED DRAFTED"
PATHS = {State[name]: [State[name]] for name in ONE_STEP.split()}
PATHS |= {
    State.PLANNED: [],
    State.ARMED: [State.FILLED, State.ARMED],
    State.SENT: [State.ARMED, State.SENT],
    State.AWAITING_CODE: [State.ARMED, State.SENT, State.AWAITING_CODE],
    State.CONFIRMED: [State.ARMED, State.SENT, State.CONFIRMED],
    State.REJECTED: [State.ARMED, State.SENT, State.REJECTED],
    State.DECLINED: [State.ARMED, State.SENT, State.DECLINED],
    State.UNKNOWN: [State.ARMED, State.UNKNOWN],
    State.RESOLVED_SENT: [State.ARMED, State.UNKNOWN, State.RESOLVED_SENT],
    State.RESOLVED_NOT_SENT: [State.ARMED, State.UNKNOWN, State.RESOLVED_NOT_SENT],
}


def put(journal, entry_id, state, key=KEY):
    """Add a row and bring it into a state by legal changes."""
    journal.plan(entry_id, key)
    for step in PATHS[state]:
        change(journal, entry_id, step)


def change(journal, entry_id, state):
    if state == State.ARMED:
        journal.arm(entry_id)
    else:
        journal.set_state(entry_id, state)


def row(journal, entry_id):
    return next(entry for entry in journal.entries() if entry.id == entry_id)
