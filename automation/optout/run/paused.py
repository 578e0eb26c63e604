"""Asks the person about a request that was paused: it is the send, it only leads on, or it must not leave.

While it is held the page may not be readable: what the question shows is the request's own.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from optout.browser.form import FormField
from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.errors import SentByHand, Stop
from optout.flow.cases import Moment
from optout.i18n import _
from optout.outcome import Reason
from optout.redact import without_query
from optout.run.draft import Approved
from optout.run.events import SEND, Kind
from optout.run.questions import ONWARD, STOP, YES, Question
from optout.run.sends import Phase, Said
from optout.run.session import Run

_MOST = 20  # requests that a page may try one after the other


class PausedSends:
    """Settles what is paused, in every wait of a run; a question that is open is withdrawn, and asked again after."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._asks = False

    def settle(self) -> None:
        """Have the person decide about a paused request, if there is one.

        Raises:
            Stop: it must not leave, or nobody is there to say so.
            SentByHand: it has left as the send, before the program pressed anything.
        """
        run, withdrawn = self._run, list[Question]()
        run.gate.ask_again()
        if run.sends.paused and not self._asks:
            self._asks, withdrawn = True, run.asking[-1:]
            try:
                if withdrawn:
                    run.asker.end()
                self._settle(run.sends.paused)
            finally:
                self._asks = False
        left, before = run.sends.sent, run.draft.approved_before
        if left and left.phase in (Phase.WALKING, Phase.FILLING) and not run.draft.approved:
            shown = as_sent(run.draft.filled, left.request)
            if before is None:
                run.draft.by_hand.append(SEND)
                run.draft.approved = Approved(shown, None, "in_window", left.at)
            else:  # the same as was approved, and the page was slow
                run.draft.approved = replace(before, form=shown, button=None)
            raise SentByHand(_("you sent the form in the window"))
        for question in withdrawn:
            run.asker.begin(question)

    def _settle(self, request: Request) -> None:
        run, draft = self._run, self._run.draft
        armed, shown = run.sends.phase is Phase.ARMED, as_sent(draft.filled, request)
        try:
            answer = self._ask(request, shown, armed=armed) if run.asker.can_answer else STOP
        except BaseException:  # a signal, or the window is gone
            self._stop(armed=armed)
            raise
        if answer is None:  # it has gone meanwhile
            return
        if answer == STOP:
            raise self._stop(armed=armed)
        run.sends.say(Said(answer))
        run.gate.ask_again()
        if answer == YES and not armed:
            draft.approved_before = None
        elif armed and draft.approved and run.sends.sent and run.sends.sent.request is request:
            draft.approved = replace(draft.approved, form=shown, how="asked", at=datetime.now(UTC))

    def _stop(self, *, armed: bool) -> Stop:
        """Let nothing leave that is paused, and return the stop that says so."""
        run = self._run
        for _round in range(_MOST):
            run.sends.say(Said.STOP)
            run.gate.ask_again()
        if armed:
            run.sends.disarm(stands=False)
        return run.stop(Reason.DECLINED if run.asker.can_answer and not armed else Reason.NOT_AS_APPROVED)

    def _ask(self, request: Request, shown: tuple[FormField, ...], *, armed: bool) -> str | None:
        run, address = self._run, without_query(request.url)
        choices = (YES, STOP) if armed else (YES, ONWARD, STOP)
        why = Reason.NOT_AS_APPROVED if armed else None
        detail, about = {"address": address.partition("/")[0]}, run.flow.controller
        question = Question(Moment.PAUSED, about, choices, STOP, fields=shown, address=address, why=why, detail=detail)
        run.tell(Kind.ASKED, Moment.PAUSED, **detail)
        run.asker.begin(question)
        try:
            answer = run.window.wait(lambda: run.asker.answer() if run.sends.paused is request else "", math.inf)
        finally:
            run.asker.end()
        if answer:
            run.tell(Kind.ANSWERED, Moment.PAUSED, answer=answer)
        return answer or None


def as_sent(fields: Iterable[FormField], request: Request) -> tuple[FormField, ...]:
    """Return the fields of a form as a request has them, and what it carries beside them that somebody wrote."""
    if not request.is_readable:
        return ()
    held = dict(request.pairs)
    sent = [field for field in fields if field.name in held or request.carries(field.value, anywhere=True)]
    shown = [replace(field, value=held.get(field.name, field.value)) for field in sent]
    texts = {letters_of(field.value) for field in shown}
    for name, value in request.pairs:
        says = value[:1] not in ("{", "[") and (addresses_in(value) or is_written(value))
        if says and letters_of(value) not in texts:
            shown.append(FormField(name, name, "text", value, read_only=True))
            texts.add(letters_of(value))
    return tuple(shown)
