"""What may leave the browser, and what has: the one place that journals *armed* and *sent*.

The gate asks here about every request and does what is said; nothing here knows a browser. The form leaves once: when
it was approved and the button clicked (`arm`), or by the person's own hand in the moments that are theirs.
"""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from math import inf

from optout.browser.requests import Request, Response
from optout.errors import JournalError, SentBefore, SentByHand, Stop
from optout.failpoints import Point, reach
from optout.flow.addresses import matches_glob, why_not_address
from optout.flow.model import Flow
from optout.i18n import _
from optout.outcome import Reason, State
from optout.run.events import Event, Kind, Observer

_SEND, _CODE = "send", "code"


class Hold(StrEnum):
    """Why a request does not leave."""

    NOT_APPROVED = "not_approved"
    OTHER_ADDRESS = "other_email"
    NOT_JOURNALED = "journal_refused"
    FOREIGN_HOST = "foreign_host"
    AGAIN = "again"
    QUIET = "quiet"
    AT_END = "at_end"
    UNDECIDED = "undecided"


_NOT_COUNTED = {Hold.QUIET, Hold.AT_END}
_TOLD = {Hold.NOT_APPROVED, Hold.OTHER_ADDRESS, Hold.NOT_JOURNALED}


class Ledger:
    """The requests of one objection.

    `move` journals how the objection stands; `now` is a clock in seconds. `armed` is True from the click on. `sent` is
    the request that was the send, `sent_at` when it left, and `answers` are what came back for it, hop by hop;
    `led_away` is where an answer would have sent the form's values, on a host that the flow does not list.
    `undeclared` left with values of the form and may have been the send, though the flow does not know it; `saved` says
    the same of what a page kept when a button was tried, unless a declared request follows. `page_sends`: the page
    tried to send by itself.
    """

    def __init__(
        self, flow: Flow, move: Callable[[State], None], observer: Observer, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._flow, self._move, self._observer, self._now = flow, move, observer, now
        self._declared = [tuple(request.split(" ", 1)) for request in flow.send.request]
        self.armed = self.page_sends = self.saved = False
        self.sent: Request | None = None
        self.sent_at: datetime | None = None
        self.answers: list[Response] = []
        self.led_away: str | None = None
        self.undeclared: Request | None = None
        self.held_back = 0
        self._journaled = self._taken = self._code_wanted = self._over = False
        self._theirs_from = inf
        self._approved: frozenset[str] = frozenset()
        self._watched: frozenset[str] = frozenset()
        self._tried: frozenset[str] = frozenset()
        self._denied: frozenset[str] = frozenset()
        self._quiet: tuple[frozenset[str], list[Request]] | None = None
        self._shut: tuple[frozenset[str], list[Request]] | None = None
        self._left: set[str] = set()
        self._codes: set[str] = set()
        self._code_under_way = ""
        self._ways: dict[str, str] = {}

    # What the run says.

    def opened(self) -> None:
        """Journal that the form stands there, and nothing is in it yet."""
        self._move(State.PLANNED)

    def filled(self, values: Collection[str]) -> None:
        """Journal that the form is filled, and watch for its values in requests that the flow does not know.

        What it does not know may be the send all the same, and a handler that is bound twice sends that twice too.
        """
        self._move(State.FILLED)
        self._watched = frozenset(values)

    def not_filled(self) -> None:
        """Watch no longer for the form's values: another page of it follows, or it is opened anew."""
        self._watched = frozenset()

    def tried(self, values: Collection[str]) -> None:
        """Note that a button was pressed of which nobody knows if it sends, with these values in the form.

        They may leave later, by a way that the flow does not know.
        """
        self._tried = frozenset(values)

    def forget_try(self) -> None:
        """Forget what was held back: the page that tried to send has been left, and nothing has left it."""
        self.page_sends, self.held_back = False, 0

    def arm(self, approved: Collection[str]) -> None:
        """Commit that the send is about to happen, with the values that were approved; from here on a crash is unknown.

        Raises:
            SentBefore: another run was quicker.
            JournalError: the journal cannot be written.
        """
        self._journal_armed()
        self._approved, self.armed = frozenset(approved), True

    def note_sent_by_hand(self, approved: Collection[str]) -> None:
        """Take note that the person sent it, as `check` told; `approved` are the values that were checked by then.

        If what left was another request, the declared one may still follow.
        """
        self._approved, self.armed = frozenset(approved), True

    def want_code(self) -> None:
        """Journal that the site wants a code: one request after the other may carry one to the address of the send."""
        self._move(State.AWAITING_CODE)
        self._code_wanted = True

    def settle(self) -> None:
        """Journal at the end that something may have left, if the journal does not know; `check` is over.

        Where nothing did, that is what is told, and no value of the form leaves any more.
        """
        self._over = True
        if self.may_have_left:
            with suppress(JournalError, SentBefore):  # whoever journals the outcome is told
                self._journal_armed()
        else:
            self._denied = self._watched | self._tried

    def shut(self, values: Collection[str]) -> list[Request]:
        """Hold from now on whatever could carry the form or one of its values, also on the way of an answer.

        Returns what will have been held and is declared, or carries a value.
        """
        held: list[Request] = []
        self._shut = (frozenset(values), held)
        return held

    @contextmanager
    def persons_turn(self, reaction: float) -> Iterator[None]:
        """While this lasts, a send is the person's; at any other time before the approval it is the page's own.

        So is one that comes within `reaction` seconds, before the person could press: a request that the page began
        earlier may come that late.
        """
        self._theirs_from = self._now() + reaction
        try:
            yield
        finally:
            self._theirs_from = inf

    @contextmanager
    def nothing_leaves(self, values: Collection[str]) -> Iterator[list[Request]]:
        """While this lasts, hold what could carry the form or one of some values; gives what was held."""
        held: list[Request] = []
        self._quiet = (frozenset(values), held)
        try:
            yield held
        finally:
            self._quiet = None

    def check(self) -> None:
        """Look, in every wait before the send is armed, whether something was sent without the program.

        It is told again and again until `note_sent_by_hand`.

        Raises:
            SentByHand: the person did, or a request that the flow does not know left with the form's values.
            Stop: the page tried to, and was held back.
        """
        if self.armed or self._over:
            return
        if self.sent is not None:
            raise SentByHand(_("you sent the form in the window"))
        if self.undeclared is not None:
            self._journal_armed()
            raise SentByHand(_("something with your values left the window"))
        if self.page_sends:
            raise Stop(Reason.PAGE_SENDS, flow=self._flow.id)

    @property
    def answer(self) -> Response | None:
        """The last answer to the send, by whatever hop."""
        return next((answer for answer in reversed(self.answers) if answer.status), None)

    @property
    def failure(self) -> str | None:
        """What failed on the way of the send or of an answer to it, in the browser's words."""
        return next((answer.failure for answer in self.answers if answer.failure), None)

    @property
    def may_have_left(self) -> bool:
        """Whether the form may have left."""
        return self._journaled or self.undeclared is not None or self.saved

    # What the gate asks and tells.

    def decide(self, request: Request) -> Hold | None:
        """Say why a request must not leave, or None where it may: it is noted, as it leaves at once."""
        try:
            hold = self._why_hold(request)
            if hold in _TOLD:
                self._tell(Kind.REQUEST_HELD_BACK, why=hold.value)
        except Exception:  # noqa: BLE001  whatever fails here, a request without a decision would hang the page
            hold = Hold.UNDECIDED
        if hold is None:
            self.note(request)
        elif hold not in _NOT_COUNTED:
            self.held_back += 1
        return hold

    def note(self, request: Request) -> None:
        """Note what leaves with values of the form and is not known to be its send."""
        if request.reads or self._is_declared(request):
            return
        if request.carries(self._watched):
            self.undeclared = request
        self.saved |= request.carries(self._tried)

    def follows(self, request: Request) -> bool:
        """Whether what comes back for a request matters: it is the send or a code, or where their answers lead."""
        return request.id in self._ways

    def answered(self, request: Request, response: Response) -> None:
        """Note what came back for a request; of the send, what the last hop was answered counts."""
        if request.id == self._code_under_way:
            self._code_under_way = ""
        if self._ways.get(request.id) == _SEND:
            self.answers.append(response)

    # The rules.

    def _why_hold(self, request: Request) -> Hold | None:
        if self._shut is not None:
            return self._why_hold_at_end(request, *self._shut)
        if request.id in self._ways:
            return self._why_hold_hop(request)
        if self._quiet is not None and request.may_carry(self._quiet[0]):
            self._quiet[1].append(request)
            return self._not_approved() if self._is_declared(request) else Hold.QUIET
        if not self._is_declared(request):
            return self._why_hold_unknown(request)
        if why_not_address(request.url, self._flow.hosts) is not None:
            return Hold.FOREIGN_HOST
        return self._why_hold_send(request)

    def _why_hold_at_end(self, request: Request, values: frozenset[str], held: list[Request]) -> Hold | None:
        declared = self._is_declared(request)
        if declared or request.carries(values):
            held.append(request)
            return Hold.AT_END
        return Hold.AT_END if request.may_carry(values) else None

    def _why_hold_hop(self, request: Request) -> Hold | None:
        """Let an answer lead anywhere, but send the same body on only to the hosts of the flow."""
        if not request.reads and why_not_address(request.url, self._flow.hosts) is not None:
            self.led_away = request.url
            return Hold.FOREIGN_HOST
        return None

    def _why_hold_unknown(self, request: Request) -> Hold | None:
        if request.reads:
            return None
        if request.carries(self._denied):
            return Hold.AT_END
        return Hold.AGAIN if self._is_repeated(request) else None

    def _why_hold_send(self, request: Request) -> Hold | None:
        """Decide about the first declared request: the program's once armed, the person's in their turn.

        Of what follows only codes leave. The journal knows of it before it leaves. It is marked as taken before
        anything is asked, so that no other one slips in, even where this fails.
        """
        if self._taken:
            return None if self._takes_code(request) else Hold.AGAIN
        if not self.armed and self._now() < self._theirs_from:
            return self._not_approved()
        if self.armed and request.carries_other_address(self._approved):
            return Hold.OTHER_ADDRESS
        self._taken = True
        try:
            self._journal_armed()
            self._move(State.SENT)
        except (JournalError, SentBefore):
            self._taken = False
            return Hold.NOT_JOURNALED
        reach(Point.ON_REQUEST)
        self._tell(Kind.REQUEST_LEFT)
        self.sent, self.sent_at = request, datetime.now(UTC)
        self._ways[request.id] = _SEND
        return None

    def _not_approved(self) -> Hold:
        self.page_sends = True
        return Hold.NOT_APPROVED

    def _takes_code(self, request: Request) -> bool:
        """Whether this is a code on its way: it has a field that the send did not have; one at a time, none twice."""
        if self.sent is None or not self._code_wanted or self._code_under_way:
            return False
        if request.body_sha256 in self._codes or not set(request.field_names) - set(self.sent.field_names):
            return False
        self._codes.add(request.body_sha256)
        self._code_under_way, self._ways[request.id] = request.id, _CODE
        return True

    def _is_repeated(self, request: Request) -> bool:
        """Whether the very same left before and may have been the send; once that is known, nothing else is."""
        if self.sent is not None or not request.carries(self._watched):
            return False
        repeated = request.likeness in self._left
        self._left.add(request.likeness)
        return repeated

    def _is_declared(self, request: Request) -> bool:
        return any(request.method == method and matches_glob(glob, request.url) for method, glob in self._declared)

    def _journal_armed(self) -> None:
        if not self._journaled:
            self._move(State.ARMED)
            self._journaled = True

    def _tell(self, kind: Kind, **detail: str) -> None:
        self._observer.tell(Event(kind, detail=detail))
