"""Waits for the answer to the send: looks, asks the person what only they can say, and lets `outcome.py` judge."""

import time

from optout.flow.cases import Moment
from optout.reasons import Reason
from optout.run.asking import ask
from optout.run.hands import NO, UNSURE, YES, Ask
from optout.run.looking import Doing
from optout.run.objection import Objection
from optout.run.observer import Kind
from optout.run.outcome import Seen, Verdict, code_step, judge, judge_at_end, judge_reading, look, worth_asking
from optout.run.reading import SETTLED
from optout.run.view import shown_phrase
from optout.state import State


def watch(objection: Objection) -> Verdict:
    """Wait for the answer and judge it; the person types a code in the window if the page wants one."""
    seconds = objection.options.outcome_wait
    # The person's moment is when the request has left, so that they cannot be too early for it.
    with objection.long(Doing.ANSWER, seconds):
        objection.window.wait(lambda: objection.gate.passed, seconds)
        objection.hands.begin(Ask(Moment.SENT))
        until = time.monotonic() + seconds
        verdict, seen = _watch_for(objection, seconds, stop_at_code=True)
    if verdict.state == State.AWAITING_CODE:
        verdict, seen = _watch_code(objection, verdict, seen)
    if verdict.reason == Reason.NO_PROOF and seen.unread and worth_asking(seen) and _can_ask(objection):
        return _read_by_person(objection, seen.unread, until)
    return verdict


def _read_by_person(objection: Objection, text: str, until: float) -> Verdict:
    """Ask the person what an unknown answer says; known words that come meanwhile, or later, speak for themselves."""
    question = Ask(Moment.READ, text, (YES, NO, UNSURE), UNSURE)
    answer = ask(objection, question, lambda: UNSURE if judge(look(objection)) else None)
    verdict = judge_reading(look(objection), text, answer, objection.hands.who)
    if verdict.reason == Reason.NO_PROOF and (left := until - time.monotonic()) > 0:
        with objection.long(Doing.ANSWER, left):
            later = objection.window.wait(lambda: judge(look(objection)), left)
        return later or verdict
    return verdict


def _can_ask(objection: Objection) -> bool:
    return objection.hands.can_answer and not objection.options.yes and not objection.dialogs


def _watch_for(objection: Objection, seconds: float, *, stop_at_code: bool) -> tuple[Verdict, Seen]:
    """Watch until there is a verdict, an unknown text has settled, or the time is up; gives what was seen last, too."""
    stands, since = None, 0.0

    def ready() -> tuple[Verdict, Seen] | None:
        nonlocal stands, since
        seen = look(objection)
        verdict = judge(seen)
        if seen.unread != stands:
            stands, since = seen.unread, time.monotonic()
        settled = time.monotonic() - since >= SETTLED
        if settled and worth_asking(seen) and _can_ask(objection):
            return judge_at_end(seen, seconds), seen
        waiting = verdict is not None and verdict.state == State.AWAITING_CODE and not stop_at_code
        return None if waiting or verdict is None else (verdict, seen)

    if ended := objection.window.wait(ready, seconds):
        return ended
    seen = look(objection)  # an answer may have come during the last look
    return judge_at_end(seen, seconds), seen


def _watch_code(objection: Objection, asked: Verdict, seen: Seen) -> tuple[Verdict, Seen]:
    """Wait while the person types the code; the tool reads neither the e-mail nor the code."""
    objection.move(State.AWAITING_CODE)
    objection.gate.code_wanted = True
    objection.hands.begin(Ask(Moment.CODE))
    step, until = code_step(objection), time.monotonic() + objection.options.code_wait
    told_wrong = False
    while (left := until - time.monotonic()) > 0:
        objection.tell(Kind.WAITING, Moment.CODE, seconds=f"{left:.0f}")
        verdict, seen = _watch_for(objection, min(1.0, left), stop_at_code=False)
        if verdict.reason == Reason.NO_PROOF:
            # The code field is gone: the page has taken it, and its answer may still come.
            with objection.long(Doing.ANSWER, objection.options.outcome_wait):
                verdict, seen = _watch_for(objection, objection.options.outcome_wait, stop_at_code=True)
        if verdict.state != State.AWAITING_CODE:
            return verdict, seen
        wrong = step is not None and shown_phrase(objection.view().blocks, objection.flow.phrase(step.wrong))
        if wrong and not told_wrong:
            told_wrong = True
            objection.tell(Kind.CODE_WRONG, Moment.CODE)
    seen = look(objection)
    return judge(seen) or asked, seen
