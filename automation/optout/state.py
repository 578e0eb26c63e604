"""How an objection can stand, which changes are legal, and which exit code tells it."""

from enum import IntEnum, StrEnum


class State(StrEnum):
    """How one objection stands. Only the changes in `TRANSITIONS` are legal."""

    PLANNED = "planned"
    FILLED = "filled"
    ARMED = "armed"
    SENT = "sent"
    AWAITING_CODE = "awaiting_code"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    RESOLVED_SENT = "resolved_sent"
    RESOLVED_NOT_SENT = "resolved_not_sent"
    ALREADY_OBJECTED = "already_objected"
    STOPPED = "stopped"


class Exit(IntEnum):
    """The exit codes; README and `--help` show the same table."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    PAGE_CHANGED = 3
    NEEDS_PERSON = 4
    UNKNOWN = 5
    REFUSED = 6
    INTERRUPTED = 130


EXIT_MEANINGS: dict[Exit, str] = {
    Exit.DONE: "confirmed, or what you asked for (--until filled), or nothing to do",
    Exit.ERROR: "error, nothing was sent",
    Exit.USAGE: "usage or settings",
    Exit.PAGE_CHANGED: "the page changed, nothing was sent",
    Exit.NEEDS_PERSON: "needs you (sign-in, terminal, e-mail or your yes), nothing was sent",
    Exit.UNKNOWN: "may have been sent: outcome unknown, or waiting for a code",
    Exit.REFUSED: "the controller refused",
    Exit.INTERRUPTED: "interrupted",
}

BEFORE_SEND = frozenset({State.PLANNED, State.FILLED})
"""Nothing has left: a run may stop here freely."""

UNSENT = BEFORE_SEND | {State.STOPPED}
"""A run that ended, or goes on, before the send: no objection came of it."""

IN_DOUBT = frozenset({State.ARMED, State.SENT})
"""The send may have happened and no outcome is known; found at start-up, these become unknown."""

OPEN = IN_DOUBT | {State.UNKNOWN, State.AWAITING_CODE}
"""How it ended is for the person to say."""

LIVE = IN_DOUBT | {State.AWAITING_CODE, State.CONFIRMED, State.UNKNOWN, State.RESOLVED_SENT}
"""These block a second send for the same flow, controller, account and purpose."""

TRANSITIONS: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.FILLED, State.STOPPED, State.ALREADY_OBJECTED, State.ARMED}),
    State.FILLED: frozenset({State.ARMED, State.STOPPED, State.ALREADY_OBJECTED}),
    State.ARMED: frozenset({State.SENT, State.UNKNOWN}),
    State.SENT: frozenset({State.CONFIRMED, State.AWAITING_CODE, State.REJECTED, State.UNKNOWN}),
    State.AWAITING_CODE: frozenset({State.CONFIRMED, State.REJECTED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.RESOLVED_SENT, State.RESOLVED_NOT_SENT}),
    State.CONFIRMED: frozenset(),
    State.REJECTED: frozenset(),
    State.RESOLVED_SENT: frozenset(),
    State.RESOLVED_NOT_SENT: frozenset(),
    State.ALREADY_OBJECTED: frozenset(),
    State.STOPPED: frozenset(),
}
"""From each state, the states that may follow. `planned -> armed` is the person sending by hand."""

EXITS: dict[State, Exit] = {
    State.CONFIRMED: Exit.DONE,
    State.ALREADY_OBJECTED: Exit.DONE,
    State.RESOLVED_SENT: Exit.DONE,
    State.REJECTED: Exit.REFUSED,
    State.ARMED: Exit.UNKNOWN,
    State.SENT: Exit.UNKNOWN,
    State.AWAITING_CODE: Exit.UNKNOWN,
    State.UNKNOWN: Exit.UNKNOWN,
}
"""The exit code of a state; a stopped run's exit code comes from its reason."""
