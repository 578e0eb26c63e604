"""What may leave the browser, and what has: the one place that journals *armed* and *sent*.

The gate asks here about every request and does what is said; nothing here knows a browser. The form leaves once: when
it was approved and the button clicked (`arm`), or by the person's own hand in the moments that are theirs. A request is
known by what it carries, never by its address alone: pages log, save and ask at the address of the send as well.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from urllib.parse import urlsplit

from optout.browser.requests import LATER, Request, Response, addresses_in, is_most, is_same
from optout.errors import JournalError, SentBefore, SentByHand, Stop
from optout.failpoints import Point, reach
from optout.flow.addresses import matches_glob, why_not_address
from optout.flow.model import Flow, Switch
from optout.i18n import _
from optout.outcome import Reason, State
from optout.redact import without_query
from optout.run.events import Event, Kind, Observer

_SEND, _CODE, _MAYBE = "send", "code", "maybe"
_HAND = 2.0  # seconds in which a request may follow the press or key that it comes of
_OURS = 0.05  # seconds in which the browser tells of what the program pressed itself
_HAND_TOLD = 0.5  # seconds in which the browser tells of a press, where its request is quicker
_DECLARED_MAY_COME = 1.5  # seconds that a request of an unknown address waits for the declared one of the same click
_CODE_LIKE = re.compile(r"(?=.*\d)[^\W_](?:[ -]?[^\W_]){3,7}")
"""What a code looks like: four to eight letters and digits."""
_SECRET = re.compile(r"[\w+/=.-]{64,}")
"""What may be anything, and anything may be written in: nobody can say that it is not the objection."""
_CLIENT_ERRORS, _SERVER_ERRORS = 400, 500
_CODE_ANSWERED = 30.0  # seconds after which a code without an answer keeps the next one back no longer
_HOPS = 3
"""How often an answer may send the body on (307, 308)."""
_OF_GRAPHQL = {"query", "operationName", "extensions"}
"""What a request of GraphQL has beside its variables (graphql.org, "Serving over HTTP")."""
_FREE, _WORDS = 12, 3  # characters and words from which a text is one that somebody wrote


class Hold(StrEnum):
    """Why a request does not leave; LATER: not now, and it is to be asked about again."""

    NOT_APPROVED = "not_approved"
    OTHER_ADDRESS = "other_email"
    OTHER_TEXT = "other_text"
    NOT_JOURNALED = "journal_refused"
    FOREIGN_HOST = "foreign_host"
    AGAIN = "again"
    QUIET = "quiet"
    AT_END = "at_end"
    UNDECIDED = "undecided"
    LATER = LATER


_NOT_COUNTED = {Hold.QUIET, Hold.AT_END, Hold.LATER, Hold.FOREIGN_HOST}
_TOLD = {Hold.NOT_APPROVED, Hold.OTHER_ADDRESS, Hold.OTHER_TEXT, Hold.NOT_JOURNALED, Hold.FOREIGN_HOST}


class Carried(StrEnum):
    """What a request carries of the form: all that the form sends, something else in place of it, a part, or nothing.

    UNREAD: nobody can read its body.
    """

    WHOLE = "whole"
    OTHER_ADDRESS = "other_address"
    OTHER_TEXT = "other_text"
    PART = "part"
    UNREAD = "unread"
    NOTHING = "nothing"


_NOT_ONLY_A_PART = {Carried.WHOLE, Carried.OTHER_ADDRESS, Carried.OTHER_TEXT, Carried.UNREAD}


@dataclass(frozen=True)
class FormContents:
    """What a form holds that tells its send from all else that a page asks for.

    `values` are the person's, on all pages of the form; `expected` those of them that the page in front sends, as a
    field that is disabled does not; `fields` the latter by the field's name.
    """

    values: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> frozenset[str]:
        """What a request must carry to be the objection, by whatever address."""
        return self.expected or self.values

    @property
    def email(self) -> frozenset[str]:
        """The addresses among that."""
        return frozenset(value for value in self.whole if addresses_in(value) == {value.casefold()})

    @property
    def texts(self) -> frozenset[str]:
        """What the person wrote among that: nobody else's objection has it."""
        return self.whole - self.email


@dataclass(frozen=True)
class Leak:
    """A request by which the page sent something of the person's before it was approved.

    `tells`: it carried what they wrote, or all that the form would send where they wrote nothing. Only the host is
    told: the rest of an address may hold what was sent.
    """

    address: str
    tells: bool

    @property
    def host(self) -> str:
        """Where it went."""
        return self.address.partition("/")[0]


class Ledger:
    """The requests of one objection.

    `move` journals how the objection stands; `now` is a clock in seconds; `known` is what the flow puts in of the
    person's. `armed` is True from the click on. `sent` is the request that was the send, `sent_at` when it left,
    `carried` what it carried, `as_approved` whether that is what was approved, as far as it can be read, `alone`
    whether no other left that was taken for it before, and `answers` are what came back for it, hop by hop;
    `led_away` is where an answer would have sent the form's values, on a host that the flow does not list.
    `undeclared` left with all that the form sends and may have been the send, though the flow does not know it.
    `leaks` left before the approval. `saved` says that what a page kept may have been the objection. `refused`:
    what was held in place of the send, and why. `page_sends`: the page tried to send by itself.
    `held_since_click`: something was held back since it was armed, and the page may tell of that.
    `pressed_by_hand`: the person pressed something in the page, in a moment that is theirs.
    """

    def __init__(
        self,
        flow: Flow,
        move: Callable[[State], None],
        observer: Observer,
        now: Callable[[], float] = time.monotonic,
        known: Collection[str] = (),
    ) -> None:
        self._flow, self._move, self._observer, self._now = flow, move, observer, now
        self._opaque = bool(flow.switches) or flow.send.opaque
        self._known = frozenset(known)
        self.armed = self.page_sends = self.saved = self.held_since_click = False
        self.sent: Request | None = None
        self.sent_at: datetime | None = None
        self.carried, self.as_approved, self.alone = Carried.NOTHING, False, True
        self.answers: list[Response] = []
        self.led_away: str | None = None
        self.undeclared: Request | None = None
        self.refused: Hold | None = None
        self.leaks: list[Leak] = []
        self.pressed_by_hand = False
        self.held_back = 0
        self._journaled = self._final = self._taken = self._touched = self._open = self._over = False
        self._theirs_until = self._hand = self._acted = -inf
        self._form: FormContents | None = None
        self._typed: frozenset[str] = frozenset()
        self._tried: frozenset[str] = frozenset()
        self._quiet: tuple[frozenset[str], list[Request]] | None = None
        self._shut: tuple[frozenset[str], list[Request]] | None = None
        self._waits: dict[tuple[str, str], float] = {}
        self._codes: set[str] = set()
        self._code_from = inf
        self._code_under_way = ""
        self._ways: dict[str, str] = {}
        self._told_abroad: set[str] = set()
        self._hops: dict[str, list[str]] = {}
        self._kept: set[str] = set()
        self._kept_at: dict[str, set[str]] = {}
        self._pieces: dict[tuple[str, bool], frozenset[str]] = {}

    # What the run says.

    def opened(self) -> None:
        """Journal that the form stands there, and nothing is in it yet."""
        self._move(State.PLANNED)
        self._open = True

    def typed(self, value: str) -> None:
        """Note what is about to be put into the page: whatever carries it from now on is told, or held back."""
        self._not_theirs()
        self._typed |= {value}

    @contextmanager
    def acting(self) -> Iterator[None]:
        """While the program presses or writes something: what follows is not the person's."""
        self._not_theirs()
        try:
            yield
        finally:
            self._not_theirs()
            self._acted = self._now()

    def _not_theirs(self) -> None:
        self._hand = -inf
        if self._theirs_until < inf:
            self._theirs_until = -inf

    def filled(self, form: FormContents) -> None:
        """Journal that the form is filled, and know its send by what it holds."""
        self._move(State.FILLED)
        self.holds(form)

    def holds(self, form: FormContents) -> None:
        """Note what the form holds now, and that it may leave by hand or by a button."""
        self._form = form

    def not_filled(self) -> None:
        """Forget what the form holds: another page of it follows, or it is opened anew."""
        self._form = None

    def tried(self, values: Collection[str]) -> None:
        """Note that a button was pressed of which nobody knows if it sends, with these values in the form.

        They may leave later, by a way that the flow does not know.
        """
        self._tried = frozenset(values)
        self._typed |= self._tried

    def forget_try(self) -> None:
        """Forget what was held back: the page that tried to send has been left, and nothing has left it."""
        self.page_sends, self.held_back = False, 0

    def arm(self, approved: FormContents) -> None:
        """Commit that the send is about to happen, with what was approved; from here on a crash is unknown.

        Raises:
            SentBefore: another run was quicker.
            JournalError: the journal cannot be written.
        """
        self._journal_armed()
        self._note_approved(approved)

    def note_sent_by_hand(self, approved: FormContents) -> None:
        """Take note that the person sent it, as `check` told; `approved` is what was checked by then.

        If what left was another request, the declared one may still follow.
        """
        self._note_approved(approved)

    def _note_approved(self, approved: FormContents) -> None:
        self.holds(approved)
        self.armed, self.refused, self._touched, self.held_since_click = True, None, False, False

    def stand_down(self, *, clicked: bool = True) -> bool:
        """Take back that it was armed, where nothing left that could have been the send: it may be approved anew.

        False where something may have left; without a click only what was seen leaving counts.
        """
        left = not self.nothing_left if clicked else self.sent or self.undeclared
        if left:
            return False
        self.armed = False
        if not self.saved:
            self._move(State.FILLED)
            self._journaled = False
        return True

    def press_next(self) -> None:
        """Let the one request of the next setting leave: that of the one before has left, or will not come."""
        self._final = False

    def note_pressed(self) -> None:
        """Journal that a setting was pressed of which no request was seen: how it reads then tells what came of it."""
        self._journal_armed()
        self._move(State.SENT)
        self.sent_at = self.sent_at or datetime.now(UTC)

    def want_code(self) -> None:
        """Journal that the site wants a code: one request after the other may carry one to the address of the send."""
        self._move(State.AWAITING_CODE)
        self._code_from = self._now()

    def settle(self) -> None:
        """Journal at the end that something may have left, if the journal does not know; `check` is over.

        Where nothing did, that is what is told, and no value of the form leaves any more.
        """
        self._over = True
        if self.may_have_left:
            with suppress(JournalError, SentBefore):  # whoever journals the outcome is told
                self._journal_armed()

    def shut(self, values: Collection[str]) -> list[Request]:
        """Hold from now on whatever could carry the form or one of its values, also on the way of an answer.

        Returns what will have been held and is declared, or carries a value.
        """
        held: list[Request] = []
        self._shut = (frozenset(values) | self._persons, held)
        return held

    @contextmanager
    def persons_turn(self) -> Iterator[None]:
        """While this lasts, and two seconds after, a send that a press or a key of theirs comes before is the person's.

        What the program does ends it.
        """
        self._theirs_until = inf
        try:
            yield
        finally:
            self._theirs_until = self._now() + _HAND

    @property
    def heeds_hand(self) -> bool:
        """Whether a press of the person's may be followed by a request that is theirs."""
        return self._code_from < inf or self._now() <= self._theirs_until

    def note_hand(self, *, sends: bool) -> None:
        """Note that the person pressed something in the page: what may send, as a button, or only writes, as most keys.

        A code may send itself once its last letter is there.
        """
        now = self._now()
        if now - self._acted < _OURS:
            return
        if (sends and now <= self._theirs_until) or now >= self._code_from:
            self._hand, self.pressed_by_hand = now, True

    @contextmanager
    def nothing_leaves(self, values: Collection[str]) -> Iterator[list[Request]]:
        """While this lasts, hold what could carry the form or one of some values; gives what was held."""
        held: list[Request] = []
        self._not_theirs()
        self._quiet = (frozenset(values), held)
        try:
            yield held
        finally:
            self._quiet = None

    def check(self) -> None:
        """Look, in every wait before the send is armed, whether something was sent without the program.

        It is told again and again until `note_sent_by_hand`.

        Raises:
            SentByHand: the person did, or a request that the flow does not know left with all that the form holds.
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
            raise Stop(Reason.PAGE_SAVES if self._flow.switches else Reason.PAGE_SENDS, flow=self._flow.id)

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

    @property
    def nothing_left(self) -> bool:
        """Whether nothing has left since the click, nor is on its way, that could have been the send."""
        return not (self.sent or self.undeclared or self._taken or self._touched or self._waits)

    @property
    def only_kept(self) -> bool:
        """Whether all that may have been the send is what the page kept by itself."""
        return self.saved and not self.armed and self.sent is None and self.undeclared is None

    @property
    def only_one(self) -> bool:
        """Whether nothing but the send left that may have been it: a refusal of the send then says it all."""
        return self.alone and self.undeclared is None and not self.saved

    # What the gate asks and tells.

    def decide(self, request: Request) -> Hold | None:
        """Say why a request must not leave, or None where it may: it is noted, as it leaves at once."""
        try:
            hold = self._why_hold(request)
            if hold is not Hold.LATER:
                self._waits.pop((request.id, request.url), None)
            if hold in _TOLD:
                self._tell_held(hold, request)
        except Exception:  # noqa: BLE001  whatever fails here, a request without a decision would hang the page
            hold = Hold.UNDECIDED
        if hold is not None and hold not in _NOT_COUNTED:
            self.held_back += 1
        self.held_since_click |= self.armed and hold not in (None, Hold.LATER)
        return hold

    def left(self, request: Request) -> None:
        """Note what nobody could hold, as the frame of a web socket: it has left."""
        if self._over:
            return
        if self.armed:
            self._touched |= request.carries(self._contents.values) or not request.is_readable
            self.undeclared = request if self._tells(request) else self.undeclared
        elif self._is_leak(request):
            self._note_leak(request)

    def taken_back(self, request: Request) -> None:
        """Note that a page took back a request that was to leave, before it left: another may be what it was.

        Whether the page tries again nobody knows, and the journal has it as sent.
        """
        if self._ways.pop(request.id, None) is None:
            return
        self._touched = True
        self._codes.discard(request.body_sha256)
        if request.id == self._code_under_way:
            self._code_under_way = ""
        if self.undeclared is request:
            self.undeclared = None
        if self.sent is request:
            self.sent, self.sent_at, self.carried, self.as_approved = None, None, Carried.NOTHING, False
            self._final = False

    def follows(self, request: Request) -> bool:
        """Whether what comes back for a request matters: it is the send or a code, or where their answers lead."""
        return request.id in self._ways

    def answered(self, request: Request, response: Response) -> None:
        """Note what came back for a request; of the send, what the last hop was answered counts."""
        way, failed = self._ways.get(request.id), response.failure or (response.status or 0) >= _SERVER_ERRORS
        if request.id == self._code_under_way:
            self._code_under_way = ""
        if way == _CODE and failed:
            self._codes.discard(request.body_sha256)
        if way == _SEND:
            self.answers.append(response)
            telling = self.carried is Carried.UNREAD or (self.sent is not None and self._tells(self.sent))
            # What the site has taken, nothing follows.
            self._final |= telling and not failed and (response.status or 0) < _CLIENT_ERRORS

    # The rules.

    def _why_hold(self, request: Request) -> Hold | None:
        if self._shut is not None:
            return self._why_hold_at_end(request, *self._shut)
        declared = self._is_declared(request)
        way = self._ways.get(request.id)
        if way and not (way == _MAYBE and declared):  # what an answer leads to the form's own address may be the send
            return self._why_hold_hop(request)
        if self._quiet is not None and request.may_carry(self._quiet[0]):
            self._quiet[1].append(request)
            sends = declared and (self._may_be_send(request) or request.carries(self._persons))
            return self._not_approved() if sends else Hold.QUIET
        if request.streams and not declared and (self.armed or self._over):
            return Hold.QUIET  # once anybody could read it, it has left
        if (declared or self._is_leak(request)) and self._is_foreign(request):
            return self._abroad(request)
        return self._why_hold_now(request, declared=declared)

    def _why_hold_now(self, request: Request, *, declared: bool) -> Hold | None:
        if self._over and not self.may_have_left:
            ends = (declared and self._may_be_send(request)) or _leaves_with(request, self._persons)
            return Hold.AT_END if ends else None
        if self._taken:
            return Hold.AGAIN if declared or self._tells(request) else None
        if self._final or self._code_from < inf:
            return self._why_hold_after(request, declared=declared)
        if self.armed:
            return self._why_hold_armed(request) if declared else self._why_hold_unknown(request)
        return self._why_hold_unapproved(request, declared=declared)

    def _why_hold_at_end(self, request: Request, values: frozenset[str], held: list[Request]) -> Hold | None:
        declared = self._is_declared(request)
        if declared or _leaves_with(request, values):
            held.append(request)
            return Hold.AT_END
        return Hold.AT_END if request.may_carry(values) else None

    def _why_hold_hop(self, request: Request) -> Hold | None:
        """Let an answer lead anywhere, but send the same body on only to the hosts of the flow, and in no circle."""
        if request.reads and not request.carries(self._contents.values):
            return None
        hops = self._hops.setdefault(request.id, [])
        if self._is_foreign(request):
            if self._ways[request.id] == _SEND:
                self.led_away = request.url
            return Hold.FOREIGN_HOST
        if request.url in hops or len(hops) > _HOPS:
            return Hold.AGAIN
        hops.append(request.url)
        return None

    def _why_hold_unapproved(self, request: Request, *, declared: bool) -> Hold | None:
        """Decide before the approval: the person's own send leaves, no other; what else carries a value is told."""
        if declared and self._may_be_send(request):
            return self._why_hold_by_hand(request)
        if self.undeclared is not None and self._tells(request):
            return Hold.AGAIN
        by_hand = self._is_by_hand and self._other_written(request, self._contents) is not None
        if declared and (self._open or by_hand) and request.carries(self._persons):
            # By their hand it may be the send, if without what they wrote, or with something else. Or the page logs.
            self._note_leak(request)
            self.saved |= self._is_by_hand
        elif self._is_leak(request):
            if self._form and self._is_by_hand and self._tells(request) and not self._is_kept_at(request):
                self.undeclared = request
            else:
                self._note_leak(request)
        return None

    def _why_hold_by_hand(self, request: Request) -> Hold | None:
        """Let what may be the send leave where a press or key of the person's came just before."""
        if self._is_by_hand:
            what = self._what_of(request)
            if self.sent is not None and what is not Carried.WHOLE:
                return Hold.AGAIN
            final = what in _NOT_ONLY_A_PART - {Carried.UNREAD} or self._tells(request) or bool(request.loads)
            final |= self._opaque  # nothing tells how much of it a request is, as of a setting: one is all
            return self._leave_as_send(request, final=final, as_approved=True)
        if self._now() <= self._theirs_until and self._waits_less_than(request, _HAND_TOLD):
            return Hold.LATER
        if not (self._known or self._open or request.loads):
            return Hold.NOT_APPROVED  # what it would be nobody can tell yet, and it stays
        return self._not_approved()

    def _why_hold_armed(self, request: Request) -> Hold | None:
        """Decide about a declared request: the first that carries what was approved is the send.

        One that carries a part of it, or that nobody can read, may be the send as well, and leaves once; if the whole
        follows, that was it.
        """
        form, what = self._contents, self._what_of(request)
        if what in (Carried.OTHER_ADDRESS, Carried.OTHER_TEXT):
            self.refused = Hold.OTHER_ADDRESS if what is Carried.OTHER_ADDRESS else Hold.OTHER_TEXT
            return self.refused
        if self._opaque:
            return self._leave_as_send(request, final=True, as_approved=True)
        if form.expected:
            if what is Carried.NOTHING and not request.loads:
                # A word may send what a page has kept before.
                self._touched |= bool(_SECRET.search(request.text)) or any(leak.tells for leak in self.leaks)
                return None
            # Where they wrote nothing, a page may send their address for other reasons: by its field's name it is sent.
            final = what is Carried.WHOLE and self._is_alike(request)
        else:
            final = not form.values or bool(request.loads) or request.carries(form.values)
        follows = request.carries_all(form.whole) or (not form.expected and bool(request.loads))
        if self.sent is not None and not follows:
            return Hold.AGAIN
        return self._leave_as_send(request, final=final, as_approved=what is Carried.WHOLE or final)

    def _why_hold_unknown(self, request: Request) -> Hold | None:
        """Let what carries the objection to an address that the flow does not know leave once.

        It may be the send all the same; but the declared request of the same click goes first.
        """
        self._touched |= request.carries(self._contents.values) or not (request.reads or request.is_readable)
        if not self._tells(request):
            return None
        if self._is_kept_at(request):  # a draft that was on its way leaves once more, and no other
            address = without_query(request.url)
            hold = Hold.AGAIN if address in self._kept else None
            self._kept.add(address)
            return hold
        if self.undeclared is not None or self.sent is not None:
            return Hold.AGAIN
        if self._waits_less_than(request, _DECLARED_MAY_COME):
            return Hold.LATER
        self.undeclared = request
        self._ways[request.id], self._hops[request.id] = _MAYBE, [request.url]
        return None

    def _why_hold_after(self, request: Request, *, declared: bool) -> Hold | None:
        """Hold what would send it again, by whatever way; let a code go, and what carries nothing of it."""
        again, is_code = self._is_again(request, declared=declared), declared and self._is_code(request)
        if not is_code:
            return Hold.AGAIN if again else None
        under_way = self._code_under_way and self._now() - self._code_from < _CODE_ANSWERED
        if request.body_sha256 in self._codes or (again and under_way):
            return Hold.AGAIN
        if again and self._hand < self._code_from:
            return Hold.LATER if self._waits_less_than(request, _HAND_TOLD) else Hold.AGAIN
        self._leave_as_code(request, alone=again)
        return None

    def _leave_as_code(self, request: Request, *, alone: bool) -> None:
        """Let a code leave: none twice, and of those that take the address along one at a time, each by a hand."""
        self._codes.add(request.body_sha256)
        self._ways[request.id] = _CODE
        if alone:
            self._code_under_way, self._code_from = request.id, self._now()

    def _is_code(self, request: Request) -> bool:
        """Whether a request may carry a code beside the address: it has something like one that the send did not have.

        Nobody reads the code; a page that only sends again has a counter at most.
        """
        if self._code_from == inf or self.sent is None or request.carries(self._contents.texts):
            return False
        before = {name for name, value in self.sent.pairs if value.strip()}
        return any(_CODE_LIKE.fullmatch(value.strip()) for name, value in request.pairs if name not in before)

    def _is_again(self, request: Request, *, declared: bool) -> bool:
        """Whether a request would send what was sent.

        That is what the person wrote, wherever it goes. Of an address alone, as where there is no comment, a page may
        make other use: it counts where the form could go.
        """
        form = self._contents
        if request.carries(form.texts) or (not request.reads and request.takes_along(form.texts)):
            return True
        if self._completes(request, form.texts, after=True):
            return True
        if declared and (not form.expected or self._what_of(request) in _NOT_ONLY_A_PART):
            return True
        if form.texts:  # the address without them may be a log
            return declared and bool(request.loads) and request.carries(form.email)
        could_send = not request.reads or (self.sent is not None and self.sent.reads)
        return request.carries(form.whole) and (declared or (could_send and self._is_alike(request)))

    def _leave_as_send(self, request: Request, *, final: bool, as_approved: bool) -> Hold | None:
        """Let the send leave. The journal knows of it before; no other slips in, even where this fails."""
        self._taken = True
        try:
            self._journal_armed()
            self._move(State.SENT)
        except (JournalError, SentBefore):
            self._taken = False
            return Hold.NOT_JOURNALED
        reach(Point.ON_REQUEST)
        self._tell(Kind.REQUEST_LEFT)
        self.alone &= self.sent is None or self.carried is Carried.NOTHING
        self.sent, self.sent_at = request, datetime.now(UTC)
        self.carried, self.as_approved = self._what_of(request), as_approved
        self.answers.clear()
        self._ways = {id_: way for id_, way in self._ways.items() if way != _SEND} | {request.id: _SEND}
        self._hops[request.id] = [request.url]
        self._final, self._taken = final, False
        return None

    def _not_approved(self) -> Hold:
        self.page_sends = True
        return Hold.NOT_APPROVED

    def _abroad(self, request: Request) -> Hold:
        """Hold what would take something of the person's to a host that the flow does not list."""
        if self.armed and self._is_whole(request):
            self.refused = Hold.FOREIGN_HOST
        return Hold.FOREIGN_HOST

    def _note_leak(self, request: Request) -> None:
        """Tell that the page has sent something of the person's by itself, and keep whether that may be all of it."""
        leak = Leak(without_query(request.url), self._tells(request))
        at = self._kept_at.setdefault(leak.address, set())  # a page may keep one field after the other
        at |= {value for value in self._contents.whole if request.carries([value])}
        at_once = leak.tells and self._is_whole(request)
        in_turn = not self._contents.texts.isdisjoint(at) and self._contents.whole <= at
        self.saved |= at_once or in_turn or request.carries(self._tried)
        if not any(one.host == leak.host for one in self.leaks):
            self._tell(Kind.PAGE_SENT, address=leak.host)
        self.leaks.append(leak)

    # What a request is.

    @property
    def _contents(self) -> FormContents:
        return self._form or FormContents(self._known or self._typed)

    @property
    def _persons(self) -> frozenset[str]:
        return self._typed | self._known | self._contents.values

    def _tells(self, request: Request) -> bool:
        """Whether a request carries what the person wrote; where they wrote nothing, all that the form would send."""
        texts = self._contents.texts
        return request.carries(texts) if texts else self._is_whole(request) and self._is_alike(request)

    def _is_alike(self, request: Request) -> bool:
        """Whether a request is made like the form: it has what the person wrote, loads a page, or names a field so.

        The address alone a page may ask for, look up and count for many reasons.
        """
        form = self._contents
        if form.texts or request.loads or not form.fields or not request.pairs:
            return True
        sent = {name for name, value in self.sent.pairs if form.email & {value.strip()}} if self.sent else set()
        return bool({name for name, _ in request.pairs} & (form.fields.keys() | sent))

    def _is_whole(self, request: Request) -> bool:
        return request.carries_all(self._contents.whole)

    def _is_leak(self, request: Request) -> bool:
        """Whether a request carries something of the person's, once it stands in the form, or was typed.

        Before that it is the site's own business: it may have the address since they signed in.
        """
        may_be = self._is_by_hand and bool(self._contents.texts) and self._is_whole(request)
        persons = self._persons if self._open else self._typed
        if may_be or _leaves_with(request, persons) or (request.streams and bool(persons)):
            return True
        return self._completes(request, persons, after=False)

    def _completes(self, request: Request, values: Collection[str], *, after: bool) -> bool:
        """Whether a request has most of one of some texts, with the pieces of it that left in others before.

        Pieces that leave before the send make no second one with those that leave after it.
        """
        most = False
        for value in values:
            left = self._pieces.get((value, after), frozenset()) | request.pieces(value)
            if is_most(left, value):
                most = True
            else:
                self._pieces[value, after] = left
        return most

    @property
    def _is_by_hand(self) -> bool:
        return self._now() - self._hand <= _HAND

    def _is_kept_at(self, request: Request) -> bool:
        """Whether a page has kept what the person wrote at an address by itself before, as it does while they type."""
        return any(leak.tells and leak.address == without_query(request.url) for leak in self.leaks)

    def _may_be_send(self, request: Request) -> bool:
        """Whether a declared request may be the form's before it was approved; each, where nothing tells the form.

        A log with the person's address is none, where they wrote more than that.
        """
        form = self._contents
        if not self._known or (self._form is not None and not form.expected):
            return True
        if not (self._open or form.texts or request.loads):
            return False  # with the address alone a site signs one in, too
        unread = self._open and not request.is_readable
        return self._tells(request) or bool(request.loads) or unread or bool(self._other_named(request, form))

    def _what_of(self, request: Request) -> Carried:
        form = self._contents
        if other := self._other_in(request, form):
            return other
        if request.carries_all(form.whole):
            return Carried.WHOLE
        if request.carries(form.values):
            return Carried.PART
        return Carried.NOTHING if request.is_readable else Carried.UNREAD

    def _other_in(self, request: Request, form: FormContents) -> Carried | None:
        """Give what stands in a request in place of what was approved: by the field's name, or as nothing else fits."""
        if not form.expected:
            return None
        return self._other_named(request, form) or self._other_written(request, form)

    @staticmethod
    def _other_named(request: Request, form: FormContents) -> Carried | None:
        for name, approved in form.fields.items():
            values = [value for other, value in request.pairs if other == name and value[:1] not in ("{", "[")]
            same = any(is_same(approved, value) for value in (*values, "\n".join(values)))
            if approved in form.email:
                others = any(addresses_in(value) - {approved.casefold()} for value in values)
                if others or (values and not any(map(str.strip, values))):
                    return Carried.OTHER_ADDRESS
            elif values and not same:
                return Carried.OTHER_TEXT
        known = frozenset(address for value in form.values for address in addresses_in(value))
        emails = [value for value in form.values if addresses_in(value) == {value.casefold()}]
        other = bool(emails) and not request.carries_addresses(emails) and bool(request.addresses - known)
        return Carried.OTHER_ADDRESS if other else None

    @staticmethod
    def _other_written(request: Request, form: FormContents) -> Carried | None:
        if form.email and not request.carries(form.email):
            return None
        missing = [text for text in form.texts if not request.carries([text])]
        if not missing or (not form.email and request.carries(form.texts)):
            return None
        pairs = [
            (name, value) for name, value in request.pairs if name not in _OF_GRAPHQL and value[:1] not in ("{", "[")
        ]
        if form.fields and not form.fields.keys() & {name for name, _value in pairs}:
            return None  # it is about something else
        written = any(len(value) >= _FREE and len(value.split()) >= _WORDS for _name, value in pairs)
        return Carried.OTHER_TEXT if written else None

    def _is_declared(self, request: Request) -> bool:
        return is_declared(request, self._flow)

    def _is_foreign(self, request: Request) -> bool:
        return why_not_address(request.url, self._flow.hosts) is not None

    def _waits_less_than(self, request: Request, seconds: float) -> bool:
        since = self._waits.setdefault((request.id, request.url), self._now())
        return self._now() - since < seconds

    def _journal_armed(self) -> None:
        if not self._journaled:
            self._move(State.ARMED)
            self._journaled = True

    def _tell_held(self, hold: Hold, request: Request) -> None:
        """Tell that something is held back; what a page tries with every key, once."""
        if hold is Hold.FOREIGN_HOST:
            address, told = without_query(request.url), len(self._told_abroad)
            self._told_abroad.add(address)
            if len(self._told_abroad) == told:
                return
        self._tell(Kind.REQUEST_HELD_BACK, why=hold.value)

    def _tell(self, kind: Kind, **detail: str) -> None:
        self._observer.tell(Event(kind, detail=detail))


def _leaves_with(request: Request, values: Collection[str]) -> bool:
    """Whether one of some values leaves with a request: in it, or along with it."""
    return request.carries(values) or request.takes_along(values)


def is_declared(request: Request, flow: Flow) -> bool:
    """Whether a flow says of a request that it sends the form, or saves a setting.

    By its method and address, or by what GraphQL is told to do: in its body, or in its address, as X's requests are.
    """
    return _is_one_of(request, flow.requests, [step.operation for step in flow.switches])


def saves(request: Request, step: Switch) -> bool:
    """Whether a flow says of a request that it saves this setting."""
    return _is_one_of(request, step.request, [step.operation])


def _is_one_of(request: Request, requests: Sequence[str], operations: Iterable[str | None]) -> bool:
    for declared in requests:
        method, glob = declared.split(" ", 1)
        if request.method == method and matches_glob(glob, request.url):
            return True
    known = set(filter(None, operations))
    if not known or request.reads:
        return False
    named = {value for name, value in request.pairs if name == "operationName"}
    return not known.isdisjoint({*named, *urlsplit(request.url).path.split("/")})
