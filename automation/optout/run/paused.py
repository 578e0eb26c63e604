"""Asks the person about a request that was paused: it is the send, it only leads on, or it must not leave.

While it is held the page may not be readable: what the question shows is the request's own.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from optout.browser.page import FormField
from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.errors import SentByHand, Stop
from optout.flow.cases import Moment
from optout.i18n import _
from optout.outcome import Reason
from optout.redact import without_query
from optout.run.asker import ONWARD, STOP, YES, Question
from optout.run.draft import WRITTEN, Approved
from optout.run.events import SEND, Kind
from optout.run.sends import Phase, Said
from optout.run.session import Run

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
        run, request = self._run, self._run.sends.paused
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
        if left and left.declared and left.phase in (Phase.WALKING, Phase.FILLING) and SEND not in run.draft.by_hand:
            run.draft.by_hand.append(SEND)
            run.draft.approved = Approved(as_sent(run.draft.filled, left.request), None, "in_window", left.at)
            raise SentByHand(_("you sent the form in the window"))
        for question in withdrawn:
            run.asker.begin(question)

    def _settle(self, request: Request) -> None:
        run = self._run
        armed = run.sends.phase is Phase.ARMED
        shown = as_sent(run.draft.filled, request)
        said = self._ask(request, shown, armed=armed) if run.asker.can_answer else STOP
        run.sends.say(_SAID[said])
        run.gate.ask_again()
        if said == STOP:
            raise self._stop(armed=armed)
        if armed and run.sends.sent is request and run.draft.approved:
            run.draft.approved = replace(run.draft.approved, form=shown, at=datetime.now(UTC))

    def _stop(self, *, armed: bool) -> Stop:
        run = self._run
        if armed:
            run.sends.disarm(stands=False)
            return run.stop(Reason.NOT_AS_APPROVED)
        return run.stop(Reason.DECLINED if run.asker.can_answer else Reason.PAGE_SENDS)

    def _ask(self, request: Request, shown: tuple[FormField, ...], *, armed: bool) -> str:
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
            while answer is None:
                answer = run.window.wait(run.asker.answer, _LONGEST)
        finally:
            run.asker.end()
        run.tell(Kind.ANSWERED, Moment.PAUSED, answer=answer)
        return answer


def as_sent(fields: Iterable[FormField], request: Request) -> tuple[FormField, ...]:
    """Return the fields of a form as a request has them, and what it carries beside them that somebody wrote."""
    held = dict(request.pairs)
    shown = [
        replace(field, value=held[field.name]) if field.kind in WRITTEN and field.name in held else field
        for field in fields
    ]
    known = {field.name for field in shown}
    texts = [letters_of(field.value) for field in shown]
    for name, value in request.pairs:
        if name in known or letters_of(value) in texts or value[:1] in ("{", "["):
            continue
        if addresses_in(value) or is_written(value):
            shown.append(FormField(name, name, "text", value, read_only=True))
            texts.append(letters_of(value))
    return tuple(shown)
