"""Asks the person about a request that was paused: it is the send, it only leads on, or it must not leave.

While it is held the page may not be readable: what the question shows is the request's own.
"""

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

_MOST = 20  # requests that may be paused one after the other
_LONGEST = 3600.0  # seconds of one wait; then it is waited again
_SAID = {YES: Said.SEND, ONWARD: Said.ONWARD, STOP: Said.STOP}


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
        run = self._run
        run.gate.ask_again()
        request = run.sends.paused
        withdrawn = run.asking[-1:] if request and not self._asks else []
        if request and not self._asks:
            self._asks = True
            try:
                if withdrawn:
                    run.asker.end()
                self._settle(request)
            finally:
                self._asks = False
        left = run.sends.left
        if left and left.declared and left.phase in (Phase.WALKING, Phase.FILLING) and not run.draft.approved:
            shown, before = as_sent(run.draft.filled, left.request), run.draft.approved_before
            if left.asked or before is None:
                run.draft.by_hand.append(SEND)
                run.draft.approved = Approved(shown, None, "in_window", left.at)
            else:  # the same as was approved, and the page was slow
                run.draft.approved = replace(before, form=shown, button=None)
            raise SentByHand(_("you sent the form in the window"))
        for question in withdrawn:
            run.asker.begin(question)

    def _settle(self, request: Request) -> None:
        run = self._run
        armed = run.sends.phase is Phase.ARMED
        shown = as_sent(run.draft.filled, request)
        try:
            said = self._ask(request, shown, armed=armed) if run.asker.can_answer else STOP
        except BaseException:  # a signal, or the window is gone
            self._stop(armed=armed)
            raise
        if said is None:
            return
        if said == STOP:
            raise self._stop(armed=armed)
        run.sends.say(_SAID[said])
        run.gate.ask_again()
        if armed and run.sends.sent is request and run.draft.approved:
            run.draft.approved = replace(run.draft.approved, form=shown, how="asked", at=datetime.now(UTC))

    def _stop(self, *, armed: bool) -> Stop:
        """Let nothing leave that is paused, and return the stop that says so."""
        run = self._run
        for _round in range(_MOST):
            if run.sends.paused:
                run.sends.say(Said.STOP)
                run.gate.ask_again()
        if armed:
            run.sends.disarm(stands=False)
            return run.stop(Reason.NOT_AS_APPROVED)
        return run.stop(Reason.DECLINED if run.asker.can_answer else Reason.PAGE_SENDS)

    def _ask(self, request: Request, shown: tuple[FormField, ...], *, armed: bool) -> str | None:
        """Return what the person says of a request; None where it has gone meanwhile."""
        run = self._run
        choices = (YES, STOP) if armed else (YES, ONWARD, STOP)
        why = Reason.NOT_AS_APPROVED if armed else None
        address = without_query(request.url)
        detail = {"address": address.partition("/")[0]}
        about = run.flow.controller
        question = Question(Moment.PAUSED, about, choices, STOP, fields=shown, address=address, why=why, detail=detail)
        run.tell(Kind.ASKED, Moment.PAUSED, **detail)
        run.asker.begin(question)
        answer = None
        try:
            while answer is None and run.sends.paused is request:
                answer = run.window.wait(lambda: self._answer(request), _LONGEST)
        finally:
            run.asker.end()
        answer = answer or None
        if answer:
            run.tell(Kind.ANSWERED, Moment.PAUSED, answer=answer)
        return answer

    def _answer(self, request: Request) -> str | None:
        """Return what was answered; empty where the request is paused no longer."""
        return self._run.asker.answer() if self._run.sends.paused is request else ""


def as_sent(fields: Iterable[FormField], request: Request) -> tuple[FormField, ...]:
    """Return the fields of a form as a request has them, and what it carries beside them that somebody wrote."""
    if not request.is_readable:
        return ()
    held = dict(request.pairs)
    named = [replace(field, value=held[field.name]) for field in fields if field.name in held]
    others = [one for one in fields if one.name not in held and request.carries(one.value, anywhere=True)]
    shown = [*named, *others]
    texts = [letters_of(field.value) for field in shown]
    for name, value in request.pairs:
        if letters_of(value) in texts or value[:1] in ("{", "["):
            continue
        if addresses_in(value) or is_written(value):
            shown.append(FormField(name, name, "text", value, read_only=True))
            texts.append(letters_of(value))
    return tuple(shown)
