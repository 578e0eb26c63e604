"""How an objection can stand, and that every reason has its sentence and every ending its exit
code.
"""

import ast
from pathlib import Path

import pytest

import optout
from optout.errors import Exit
from optout.outcome import (
    BEFORE_SEND,
    BLOCKING,
    EXITS,
    IN_DOUBT,
    REASON_TEXTS,
    TRANSITIONS,
    UNSETTLED,
    UNTURNED,
    Outcome,
    Reason,
    SentBefore,
    State,
    Stop,
    gaps,
)

BROKEN_OFF = {
    Reason.CLOSED,
    Reason.INTERRUPTED,
    Reason.FAILED,
    Reason.DIALOG,
    Reason.DECLINED,
}
"""Before the send nothing was sent; after it, nobody knows."""


def reachable(state):
    found, waiting = set(), [state]
    while waiting:
        for following in TRANSITIONS[waiting.pop()] - found:
            found.add(following)
            waiting.append(following)
    return found


def test_every_state_is_reached_from_planned_and_none_leads_back_to_itself():
    assert reachable(State.PLANNED) == set(State) - {State.PLANNED}
    # But for a click after which nothing left: then it is filled as before.
    assert {state for state in State if state in reachable(state)} == {State.FILLED, State.ARMED}


def test_only_what_comes_before_the_send_can_be_stopped():
    assert {
        state for state, following in TRANSITIONS.items() if State.STOPPED in following
    } == BEFORE_SEND


def test_what_is_in_doubt_can_always_become_unknown_and_never_stopped():
    for state in IN_DOUBT:
        assert State.UNKNOWN in TRANSITIONS[state]
    assert not reachable(State.SENT) & {
        State.STOPPED,
        *BEFORE_SEND,
        State.ALREADY_OBJECTED,
        *UNTURNED,
    }
    assert {state for state in IN_DOUBT if TRANSITIONS[state] & BEFORE_SEND} == {State.ARMED}


def test_nothing_is_confirmed_without_having_been_seen_leaving():
    assert {state for state, following in TRANSITIONS.items() if State.CONFIRMED in following} == {
        State.SENT,
        State.AWAITING_CODE,
    }
    assert {state for state, following in TRANSITIONS.items() if State.SENT in following} == {
        State.ARMED
    }


def test_a_letter_is_sent_by_the_person_alone_and_nothing_else_comes_of_it():
    assert TRANSITIONS[State.DRAFTED] == {State.RESOLVED_SENT, State.RESOLVED_NOT_SENT}
    assert State.DRAFTED in UNSETTLED - BLOCKING


def test_everything_that_may_have_been_sent_blocks_a_second_send():
    unsent = {*BEFORE_SEND, State.STOPPED, State.ALREADY_OBJECTED, State.DRAFTED, *UNTURNED}
    may_have_been_sent = reachable(State.PLANNED) - unsent
    assert may_have_been_sent - {State.REJECTED, State.RESOLVED_NOT_SENT} == BLOCKING


def test_the_exit_codes_are_the_promised_ones():
    promised = {
        "DONE": 0,
        "ERROR": 1,
        "USAGE": 2,
        "PAGE_CHANGED": 3,
        "NEEDS_PERSON": 4,
        "UNKNOWN": 5,
        "REFUSED": 6,
    }
    assert {code.name: code.value for code in Exit} == {**promised, "INTERRUPTED": 130}


def test_zero_is_given_only_for_what_is_proved_or_needs_nothing():
    done = {State.CONFIRMED, State.ALREADY_OBJECTED, State.RESOLVED_SENT, State.DRAFTED}
    done |= {State.ALREADY_OFF, State.NOT_AVAILABLE}
    assert {state for state, code in EXITS.items() if code == Exit.DONE} == done
    others = {(state, reason) for state in set(State) - done for reason in Reason}
    assert {both for both in others if Outcome(*both).exit == Exit.DONE} == {
        (State.STOPPED, Reason.UNTIL_FILLED)
    }


def test_what_may_have_been_sent_exits_with_unknown_unless_it_was_interrupted():
    reasons = {*BROKEN_OFF, Reason.NO_PROOF, Reason.CODE_NOT_ENTERED}
    for state in (*IN_DOUBT, State.UNKNOWN):
        codes = {reason: Outcome(state, reason).exit for reason in reasons}
        assert codes.pop(Reason.INTERRUPTED) == Exit.INTERRUPTED
        assert set(codes.values()) == {Exit.UNKNOWN}


def test_every_reason_is_told_and_what_can_stop_a_run_has_its_exit_code_and_says_what_to_do():
    assert set(REASON_TEXTS) == set(Reason)
    for reason, telling in REASON_TEXTS.items():
        if reason.exit is None:  # the state alone gives the code
            assert [Outcome(state, reason).exit for state in (State.CONFIRMED, State.UNKNOWN)] == [
                0,
                5,
            ]
        elif reason != Reason.UNTIL_FILLED:
            assert reason.exit not in {Exit.DONE, Exit.REFUSED}
            assert telling.hint
            known = dict.fromkeys(gaps(telling.message) | gaps(telling.hint), "719")
            assert Outcome(State.STOPPED, reason).exit == reason.exit == Stop(reason, **known).exit


def test_a_telling_is_told_with_every_gap_filled_or_not_at_all():
    for reason, telling in REASON_TEXTS.items():
        for part in ("message", "hint"):
            names = gaps(getattr(telling, part))
            for name in names:
                with pytest.raises(KeyError, match=name):
                    getattr(
                        Outcome(State.STOPPED, reason, dict.fromkeys(names - {name}, "719")), part
                    )
            assert "{" not in getattr(
                Outcome(State.STOPPED, reason, {name: f"<{name}>" for name in names}), part
            )


def test_what_broke_off_is_told_otherwise_where_it_may_have_been_sent():
    for reason, telling in REASON_TEXTS.items():
        says, hint = telling.of(State.UNKNOWN)
        assert (says != telling.message) == bool(telling.after) == (reason in BROKEN_OFF)
        assert reason not in BROKEN_OFF or "before you try again" in hint


def test_an_earlier_objection_gives_its_own_exit_code():
    for state, code in (
        (State.CONFIRMED, 0),
        (State.UNKNOWN, 5),
        (State.SENT, 5),
        (State.RESOLVED_SENT, 0),
    ):
        error = SentBefore(state, "2026-11-24")
        assert (error.exit, "2026-11-24" in error.message) == (code, True)
        assert state.value.replace("_", " ") in error.message


def test_the_names_of_the_states_are_those_that_journals_hold():
    names = "planned filled armed sent awaiting_code confirmed rejected declined unknown"
    names += " resolved_sent resolved_not_sent already_objected already_off locked not_available stopped drafted"
    assert [state.value for state in State] == names.split()
    assert all(state.value == state.name.lower() for state in State)


PROGRAM = Path(optout.__file__).parent
EVERYWHERE = {"address", "flow", "step", "steps"}  # what every stop of a run has: where it was


def stops():
    """Give each place that stops for a reason by its name: file and line, the reason, and what it
    gives for gaps.
    """
    for file in PROGRAM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or not node.args
                or not isinstance(node.args[0], ast.Attribute)
            ):
                continue
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if name not in ("build_stop", "Stop"):
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None not in given:  # with ** the values come from elsewhere
                yield f"{file.name}:{node.lineno}", Reason[node.args[0].attr], given | EVERYWHERE


def test_whoever_stops_gives_what_the_sentence_and_its_hint_need():
    lacking = {
        where: missing
        for where, reason, given in stops()
        if (
            missing := (gaps(REASON_TEXTS[reason].message) | gaps(REASON_TEXTS[reason].hint))
            - given
        )
    }
    assert lacking == {}
    assert len([*stops()]) >= 30
