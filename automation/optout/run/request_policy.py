"""Decides which requests may leave the browser, by one table. Only this module journals *armed* and *sent*.

The interceptor asks about every request and does what is decided; nothing here knows a browser.
"""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from optout.browser import Action, Decision, Request, Response, fits
from optout.errors import JournalError
from optout.failpoints import reach
from optout.flow import Flow, why_not_address
from optout.outcome import SentBefore, State
from optout.run.code_field import CodeField
from optout.run.submitted_values import SubmittedValues

logger = logging.getLogger("optout.run.request_policy")

# Seconds for which a request to an unknown address waits: the declared one of the same click may
# follow.
_DECLARED_MAY_FOLLOW = 1.5
# Seconds for which a request waits for the page to be read with the code in it.
_CODE_MAY_FOLLOW = 2.0
# Seconds for which a second submission waits: a page may send twice and show that the first was
# received.
_PAGE_MAY_CONFIRM = 3.0
_MOST_HOPS = 3  # times that an answer may send the body on (307, 308); browsers allow 20
# The site took nothing: the person has to sign in, or the page needs a fresh token (RFC 9110;
# Laravel).
_NOT_TAKEN = frozenset({401, 403, 419})
# Headers of a request that only has a form checked (Laravel, Unpoly).
_DRY_RUN_HEADERS = ("precognition", "x-up-validate")
# ASP.NET's field for what was pressed, if that was not the button that sends.
_POSTBACK_FIELD = "__EVENTTARGET"

Phase = Literal["sign_in", "to_form", "filling", "armed", "sent", "code", "closed"]
"""How far the objection is: what may leave depends on it."""


class RequestKind(StrEnum):
    """What a request is to this objection."""

    SUBMISSION = "submission"
    """The flow declares it, and it can be attributed to the objection."""
    COPY = "copy"
    """Another one with the comment; without a comment, one that writes the address or loads a document with it."""
    ADDRESS = "address"
    """Another one with the e-mail address, as of a field that is checked."""
    FOREIGN = "foreign"
    """It takes any of the values to a host that the flow does not list."""
    OTHER = "other"


class Why(StrEnum):
    """The reason of a decision."""

    # allow
    NOT_WATCHED = "not watched"
    UNRELATED = "unrelated"
    REDIRECT = "answer leads on"
    IS_SUBMISSION = "is the submission"
    MAY_BE_SUBMISSION = "may be the submission"
    SENT_BY_PAGE = "the page sends it by itself"
    LEADS_ON = "leads on, as the person said"
    OTHER_USE = "uses the address for something else"
    HAS_NEW_CODE = "has a new code"
    # hold
    PERSON_DECIDES = "the person decides"
    DECLARED_MAY_FOLLOW = "the declared one may follow"
    PAGE_MAY_CONFIRM = "the page may confirm the first"
    CODE_MAY_FOLLOW = "the code may be read"
    # block
    REPEAT = "again"
    FOREIGN_HOST = "foreign_host"
    FOREIGN_COPY = "foreign_copy"
    FOREIGN_REDIRECT = "answer leads to a foreign host"
    REDIRECT_LOOP = "answers lead in a circle"
    STOPPED_BY_PERSON = "the person said no"
    JOURNAL_REFUSED = "journal_refused"
    FAILED = "the decision failed"


_ANNOUNCED = {
    Why.REPEAT: "again",
    Why.FOREIGN_HOST: "foreign_host",
    Why.FOREIGN_COPY: "foreign_host",
    Why.JOURNAL_REFUSED: "journal_refused",
}
"""What the person is told of a blocked request; of others they know, or can do nothing."""


@dataclass
class SentRequest:
    """A request that left as the submission or, if not `declared`, may have been it.

    `phase` is the one in which it left, `again` the request before, which the site did not take,
    `replaced` an undeclared one that left before it and was taken for the submission until then.
    `hops` are the addresses to which answers led it, `led_away` those on unlisted hosts to which
    one would have. `bodies` are what was sent, see `_identity`.
    """

    request: Request
    phase: Phase
    declared: bool = True
    again: "SentRequest | None" = None
    replaced: "SentRequest | None" = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: list[Response] = field(default_factory=list)
    hops: list[str] = field(default_factory=list)
    led_away: list[str] = field(default_factory=list)
    bodies: set[tuple[str, str]] = field(default_factory=set)

    @property
    def own_answer(self) -> Response | None:
        """What the site answered to the request itself, which may be a redirect: what a record reports."""
        first = self.answers[0] if self.answers else None
        return first if first and first.status else None

    @property
    def last_answer(self) -> Response | None:
        """What the last hop of the redirects was answered: what the page shows, and what is judged."""
        with_status = [answer for answer in self.answers if answer.status]
        return with_status[-1] if with_status else None

    @property
    def failure(self) -> str | None:
        """What failed on the way, in the browser's words."""
        failures = [answer.failure for answer in self.answers if answer.failure]
        return failures[0] if failures else None


class RequestPolicy:
    """Decides about the requests of one objection, and knows which of them left.

    `move` journals how the objection stands, `tell` reports what happens. `contents` are the values
    in the form, `last_send` is what left as the submission or may have been it, `paused` a request
    that the person has to decide about, `leaks` the hosts to which the page itself sent some of
    the values, `blocked` the reason of each request that was blocked since the click. The run sets
    `is_confirmed` once the page says that the objection was received.
    """

    def __init__(
        self,
        flow: Flow,
        move: Callable[[State], None],
        tell: Callable[..., None],
        now: Callable[[], float] = time.monotonic,
        known: Collection[str] = (),
    ) -> None:
        self.contents = SubmittedValues(frozenset(known))
        self.phase: Phase = "sign_in"
        self.last_send: SentRequest | None = None
        self.paused: Request | None = None
        self.may_have_left = False
        self.is_confirmed = False
        self.leaks: list[str] = []
        self.blocked: list[Why] = []

        self._flow = flow
        self._move = move
        self._tell = tell
        self._now = now
        self._approved: SubmittedValues | None = None
        self._person_answers: dict[str, str] = {}  # by the request's id
        self._code_field = CodeField()
        # Since when requests of the click, and repeats, have been held, by the request's id.
        self._waiting_since: dict[str, float] = {}
        self._repeat_since: dict[str, float] = {}
        self._repeats_are_refused = False
        self._has_led_on = False
        # Whether a request left since the click that nobody can attribute, and the last such one to
        # the declared address.
        self._has_sent_unread = False
        self._unread_submission: SentRequest | None = None
        self._logged_holds: dict[str, Decision] = {}

    # What the run reports.

    def signed_in(self) -> None:
        """From now on see whether the person opens the form and sends it by hand."""
        self.phase = "to_form"

    def opened(self) -> None:
        """Journal that the form is displayed, with nothing filled in yet."""
        self._move(State.PLANNED)
        self.phase = "filling"

    def filled(self, contents: SubmittedValues) -> None:
        """Journal that the form is filled, and take its values."""
        if not self._has_led_on:
            self._move(State.FILLED)
        self.contents = contents
        self._approved = None

    def arm(self, approved: SubmittedValues) -> None:
        """Journal that what was approved is about to be sent: from here on a crash is *unknown*.

        Raise SentBefore if it was sent in another run.
        """
        self._journal_armed()
        self.contents = approved
        self.phase = "armed"
        self._approved = approved
        self.blocked = []
        self._has_sent_unread = False
        self._unread_submission = None
        reach("armed")

    def disarm(self, *, stands: bool) -> bool:
        """Go back to filling if nothing left that may be the submission; return False if something may.

        `stands` is True if the form is displayed as approved: the person may send it by hand.
        """
        if not self.nothing_left:
            return False
        if not stands:
            self._approved = None
        self.phase = "filling"
        if not self._has_led_on:
            self._move(State.FILLED)
            self.may_have_left = False
        return True

    def say(self, answer: str) -> None:
        """Take the person's answer about the paused request.

        It is the submission (`yes`), only leads on (`onward`), or must not leave (`stop`).
        """
        if self.paused:
            self._person_answers[self.paused.id] = answer
            self.paused = None

    def want_code(self) -> None:
        """Journal that the site wants a code: from now on a request that brings one may leave."""
        self._move(State.AWAITING_CODE)
        self.phase = "code"

    def lead_on(self) -> None:
        """Take what left undeclared for a page of the form that only led on to the next one.

        Only its answer shows that. It stays journaled as what may have been the submission,
        whatever the run comes to.
        """
        if self.last_send:
            self._announce_leak(self.last_send.request)
            self.last_send = None
            self._has_led_on = True
            self.phase = "filling"

    def note_code(self, name: str, content: str) -> None:
        """Note the content of the field for the code, and its name in the markup."""
        self._code_field.note(name, content, self._now())

    def await_answer(self) -> None:
        """Take an unread request to the declared address for the submission, if nothing else left.

        Its body is encoded, or has only the number of what the site keeps: it may have been it.
        """
        if self.last_send is None and self._unread_submission is not None:
            self.last_send = self._unread_submission
            self._journal_sent()

    def close(self) -> None:
        """Block the form from now on; if the journal failed as the submission left, journal it once more."""
        if self.last_send:
            self._journal_sent()
        self.phase = "closed"
        self.paused = None

    # What is known.

    @property
    def armed(self) -> bool:
        """True once the button is about to be clicked, or the form was sent."""
        return self.phase in ("armed", "sent", "code")

    @property
    def held_back(self) -> int:
        """The number of requests that were blocked because they would have sent the form again."""
        return self.blocked.count(Why.REPEAT)

    @property
    def sent(self) -> SentRequest | None:
        """The declared request that left as the submission."""
        return self.last_send if self.last_send and self.last_send.declared else None

    @property
    def sent_at(self) -> datetime | None:
        """When the submission left, or a request that may have been it."""
        return self.last_send.at if self.last_send else None

    @property
    def nothing_left(self) -> bool:
        """True if since the click nothing has left, nor waits to, that may be the submission."""
        is_waiting = self._waiting_since or self.paused
        return not (self.last_send or self._has_sent_unread or is_waiting)

    # What the interceptor asks and reports.

    def decide(self, request: Request) -> Decision:
        """Decide about a request; one that is allowed leaves at once, and is noted as such."""
        try:
            decision = self._decide(request)
        except Exception as error:  # noqa: BLE001  a request without a decision would hang the page
            logger.debug("no decision: %s", type(error).__name__)
            decision = self._block(Why.FAILED)
        self._log(request, decision)
        if decision.action is not Action.HOLD:
            self._waiting_since.pop(request.id, None)
            if self.paused and self.paused.id == request.id:
                self.paused = None
        return decision

    def has_left(self, request: Request) -> None:
        """Journal and report that the submission left, or what may have been it."""
        if self.last_send and self.last_send.request is request:
            if self.last_send.declared:
                self._tell("request_left")
            self._journal_sent()

    def taken_back(self, request: Request) -> None:
        """Note that a page gave up a request that was allowed: it has not left."""
        if not self.last_send or self.last_send.request is not request:
            return
        self.phase = self.last_send.phase
        self.last_send = self.last_send.again or self.last_send.replaced
        is_first = self.last_send is None and not self._has_led_on
        if is_first and self.phase != "armed":
            self.may_have_left = False
            with suppress(JournalError):
                self._move(State.FILLED)

    def note_frame(self, request: Request) -> None:
        """Note what a page sends by a web socket, which nobody can hold: it has left."""
        if self._flow.switches:
            return
        kind = self._kind_of(request)
        has_value = kind in (RequestKind.COPY, RequestKind.ADDRESS, RequestKind.FOREIGN)
        if self.phase == "filling" and has_value:
            self._announce_leak(request)
        may_be_submission = kind in (RequestKind.COPY, RequestKind.FOREIGN)
        if self.phase == "armed" and may_be_submission and self.last_send is None:
            self.last_send = SentRequest(request, self.phase, declared=False)
            self.has_left(request)

    def follows(self, request: Request) -> bool:
        """True if a request, or the one that it is a later hop of, left as the submission or may have been it."""
        return self._followed(request) is not None

    def answered(self, request: Request, response: Response) -> None:
        """Note an answer to the submission, or to a later hop of it."""
        left = self._followed(request)
        if left:
            left.answers.append(response)

    def _followed(self, request: Request) -> SentRequest | None:
        for left in (self.last_send, self._unread_submission):
            if left and left.request.id == request.id:  # the same for every hop
                return left
        return None

    # What a request is.

    def _kind_of(self, request: Request) -> RequestKind:
        has_text = self.contents.text_in(request)
        has_email = self.contents.email_in(request)
        is_submission = self._is_submission(request)
        if (has_text or has_email or is_submission) and not self._is_on_listed_host(request.url):
            return RequestKind.FOREIGN
        if is_submission:
            return RequestKind.SUBMISSION
        if _is_dry_run(request):
            return RequestKind.OTHER
        if has_text or (has_email and self._may_be_copy_by_address(request)):
            return RequestKind.COPY
        return RequestKind.ADDRESS if has_email else RequestKind.OTHER

    def _is_submission(self, request: Request) -> bool:
        is_candidate = is_declared(request, self._flow) and not _is_dry_run(request)
        return is_candidate and self._is_attributable(request)

    def _may_be_copy_by_address(self, request: Request) -> bool:
        """True if a form has no comment, so that whatever writes the address may be the objection."""
        writes = not request.is_safe or request.is_navigation
        return writes and not self.contents.texts

    def _is_attributable(self, request: Request) -> bool:
        """True if a declared request may be this objection: it carries it, loads a page, or cannot be read.

        Sites also log and save drafts at the address to which they send.
        """
        if self.phase == "filling" and _is_postback(request):
            return False
        if self.phase == "to_form":
            # The site itself may ask for the address meanwhile.
            return request.is_navigation or self.contents.text_in(request)
        if request.is_navigation or not request.is_readable:
            return True
        return self._has_changed_text(request) or self.contents.identifies(request)

    def _has_changed_text(self, request: Request) -> bool:
        """True if a request with the address may have another comment than the one that is known."""
        if request.is_safe or not self.contents.email_in(request):
            return False
        is_form_displayed = self.phase == "filling" and bool(self.contents.expected)
        return is_form_displayed or self.phase == "armed" or request.has_text

    def _is_on_listed_host(self, url: str) -> bool:
        return why_not_address(url, self._flow.hosts) is None

    # The rules: each decides about one kind of request in some phases.

    def _decide(self, request: Request) -> Decision:
        if self._flow.switches or self.phase == "sign_in":
            return _allow(Why.NOT_WATCHED)
        left = self._followed(request)
        if left and self.phase != "closed":
            return self._decide_redirect(request, left)
        rules = self._RULES[self.phase]
        rule = rules.get(self._kind_of(request), RequestPolicy._allow_other)
        return rule(self, request)

    def _decide_redirect(self, request: Request, left: SentRequest) -> Decision:
        """Let an answer lead anywhere, but send the body on only to listed hosts, and in no circle."""
        if request.is_safe and not self.contents.any_in(request):
            return _allow(Why.REDIRECT)
        if not self._is_on_listed_host(request.url):
            left.led_away.append(request.url)
            return self._block(Why.FOREIGN_REDIRECT)
        if request.is_safe:
            return _allow(Why.REDIRECT)
        if request.url in (left.request.url, *left.hops) or len(left.hops) >= _MOST_HOPS:
            return self._block(Why.REDIRECT_LOOP)
        left.hops.append(request.url)
        return _allow(Why.REDIRECT)

    def _allow_other(self, request: Request) -> Decision:
        """Allow a request; after the click note one that writes and may be the objection, unread."""
        writes = not request.is_safe and not _is_dry_run(request)
        if self.phase == "armed" and writes and self._is_on_listed_host(request.url):
            declared = is_declared(request, self._flow)
            if declared or not request.is_readable:
                self._has_sent_unread = True
            if declared:
                self._unread_submission = SentRequest(request, self.phase, declared=False)
        return _allow(Why.UNRELATED)

    def _allow_and_announce(self, request: Request) -> Decision:
        """Allow what the page sends by itself, as drafts and checks of a field; the person is told."""
        self._announce_leak(request)
        return _allow(Why.SENT_BY_PAGE)

    def _block_foreign(self, request: Request) -> Decision:
        """Block what takes a value to an unlisted host: the objection, or a copy of the address for a counter."""
        is_objection = self.contents.identifies(request)
        return self._block(Why.FOREIGN_HOST if is_objection else Why.FOREIGN_COPY)

    def _ask_unless_approved(self, request: Request) -> Decision:
        """Allow the submission if it has what was approved; about any other the person decides."""
        answer = self._person_answers.get(request.id)
        is_as_approved = self._approved is not None and not self._approved.differs(request)
        if answer == "yes" or (answer is None and is_as_approved):
            return self._allow_submission(request)
        if answer == "stop":
            return self._block(Why.STOPPED_BY_PERSON)
        if answer == "onward":
            if self.contents.any_in(request):
                self._announce_leak(request)
            return _allow(Why.LEADS_ON)
        return self._hold_for_person(request)

    def _allow_one_copy(self, request: Request) -> Decision:
        """After the click hold what carries the comment to an undeclared address for a moment; then allow it, once.

        A page may save a draft with the same click before it sends.
        """
        if self.last_send:
            return self._block(Why.REPEAT)
        since = self._waiting_since.setdefault(request.id, self._now())
        if self._now() - since < _DECLARED_MAY_FOLLOW:
            return _hold(Why.DECLARED_MAY_FOLLOW)
        self.last_send = SentRequest(request, self.phase, declared=False)
        return _allow(Why.MAY_BE_SUBMISSION)

    def _decide_repeat(self, request: Request) -> Decision:
        """Block what would send the objection a second time, unless the site took nothing of the first."""
        if request.id in self._waiting_since and self.phase != "closed":
            # It came before the submission: what the page saved with the same click.
            return self._allow_and_announce(request)
        left = self.last_send
        if left is None or self.phase != "sent":
            return self._block(Why.REPEAT)
        if self._kind_of(request) is RequestKind.COPY:
            return self._decide_copy_after(request, left)
        answer = left.last_answer
        was_refused = answer is not None and answer.status in _NOT_TAKEN and not left.again
        if was_refused and not self.contents.differs(request):
            return self._allow_submission(request, again=left)
        return self._ask_about_repeat(request, left)

    def _decide_copy_after(self, request: Request, left: SentRequest) -> Decision:
        """Block a copy after the submission; of an address alone a page may make other use."""
        if self.contents.texts or _identity(request) in left.bodies:
            return self._block(Why.REPEAT)
        return _allow(Why.OTHER_USE)

    def _ask_about_repeat(self, request: Request, left: SentRequest) -> Decision:
        """Hold a second submission until the page confirms the first, or the person has decided.

        Ordinary pages send one so: the whole query after the site did not know its hash, the form
        after a dry run at the same address, or after a sign-in that had run out.
        """
        answer = self._person_answers.get(request.id)
        if answer == "yes":
            return self._allow_submission(request, again=left)
        if answer == "stop":
            self._repeats_are_refused = True
        if self.is_confirmed or self._repeats_are_refused:
            return self._block(Why.REPEAT)
        since = self._repeat_since.setdefault(request.id, self._now())
        if self._now() - since < _PAGE_MAY_CONFIRM:
            return _hold(Why.PAGE_MAY_CONFIRM)
        return self._hold_for_person(request)

    def _decide_with_code(self, request: Request) -> Decision:
        """Decide about a request while the page wants a code: each code that was filled in allows one request.

        A draft brings no code, and what has waited since the click is none: for them the same holds
        as after any submission.
        """
        is_from_click = request.id in self._waiting_since
        is_draft = bool(self.contents.texts) and self._kind_of(request) is RequestKind.COPY
        if is_from_click or is_draft or self.last_send is None:
            return self._decide_repeat(request)
        now = self._now()
        if self._code_field.allows(request, now):
            self._code_field.use(request)
            return _allow(Why.HAS_NEW_CODE)
        # The page may have made it as the last figure was typed, before it was read again.
        since = self._repeat_since.setdefault(request.id, now)
        if now - since < _CODE_MAY_FOLLOW:
            return _hold(Why.CODE_MAY_FOLLOW)
        return self._block(Why.REPEAT)

    # What is done.

    def _allow_submission(self, request: Request, *, again: SentRequest | None = None) -> Decision:
        """Allow the submission: the journal has that it may leave before it does, and no other is allowed."""
        try:
            self._journal_armed()
        except (JournalError, SentBefore):
            return self._block(Why.JOURNAL_REFUSED)
        reach("on_request")
        before = self.last_send
        replaced = before if before and not before.declared else None
        if replaced:
            self._announce_leak(replaced.request)  # it was a draft, then
        bodies = {_identity(request)}
        self.last_send = SentRequest(
            request, self.phase, again=again, replaced=replaced, bodies=bodies
        )
        self.phase = "sent"
        return _allow(Why.IS_SUBMISSION)

    def _hold_for_person(self, request: Request) -> Decision:
        self.paused = self.paused or request  # one at a time
        return _hold(Why.PERSON_DECIDES)

    def _block(self, why: Why) -> Decision:
        announced = _ANNOUNCED.get(why)
        if announced and why not in self.blocked:  # once: a page may try with every key
            self._tell("request_held_back", why=announced)
        self.blocked.append(why)
        return Decision(Action.BLOCK, why)

    def _announce_leak(self, request: Request) -> None:
        """Tell the person, once for each host, that the page itself sent some of the values."""
        host = _host_of(request)
        if host not in self.leaks:
            self.leaks.append(host)
            self._tell("page_sent", address=host)

    def _journal_armed(self) -> None:
        if not self.may_have_left:
            self._move(State.ARMED)
            self.may_have_left = True
            self.blocked = []

    def _journal_sent(self) -> None:
        with suppress(JournalError):  # the journal has *armed*, which says that it may have left
            self._move(State.SENT)

    def _log(self, request: Request, decision: Decision) -> None:
        """Log a decision, of a request that is held only if it has changed; nothing of the sign-in."""
        if decision.reason == Why.NOT_WATCHED or self._logged_holds.get(request.id) == decision:
            return
        if decision.action is Action.HOLD:
            self._logged_holds[request.id] = decision
        else:
            self._logged_holds.pop(request.id, None)
        # Not the address: a host, a path or a query may contain a value of the person.
        logger.debug(
            "%s %s to a %s host, path depth %d: %s, %s",
            self.phase,
            request.method,
            "listed" if self._is_on_listed_host(request.url) else "foreign",
            request.goes_to.count("/"),
            decision.action,
            decision.reason,
        )

    _RULES: ClassVar[
        Mapping[Phase, Mapping[RequestKind, Callable[["RequestPolicy", Request], Decision]]]
    ] = {
        "to_form": {
            RequestKind.SUBMISSION: _ask_unless_approved,
        },
        "filling": {
            RequestKind.SUBMISSION: _ask_unless_approved,
            RequestKind.COPY: _allow_and_announce,
            RequestKind.ADDRESS: _allow_and_announce,
            RequestKind.FOREIGN: _block_foreign,
        },
        "armed": {
            RequestKind.SUBMISSION: _ask_unless_approved,
            RequestKind.COPY: _allow_one_copy,
            RequestKind.FOREIGN: _block_foreign,
        },
        "sent": {
            RequestKind.SUBMISSION: _decide_repeat,
            RequestKind.COPY: _decide_repeat,
            RequestKind.FOREIGN: _block_foreign,
        },
        "code": {
            RequestKind.SUBMISSION: _decide_with_code,
            RequestKind.COPY: _decide_with_code,
            RequestKind.FOREIGN: _block_foreign,
        },
        "closed": {
            RequestKind.SUBMISSION: _decide_repeat,
            RequestKind.COPY: _decide_repeat,
            RequestKind.FOREIGN: _block_foreign,
        },
    }
    """What decides about each kind of request in each phase; a kind that is not named is allowed."""


def _allow(why: Why) -> Decision:
    return Decision(Action.ALLOW, why)


def _hold(why: Why) -> Decision:
    return Decision(Action.HOLD, why)


def _host_of(request: Request) -> str:
    return request.goes_to.partition("/")[0]


def _identity(request: Request) -> tuple[str, str]:
    """Return what tells one write from another: a form that is sent by GET has its values in the address."""
    return (request.url if request.is_safe else "", request.body_sha256)


def _is_dry_run(request: Request) -> bool:
    return any(request.headers.get(name) for name in _DRY_RUN_HEADERS)


def _is_postback(request: Request) -> bool:
    return any(name == _POSTBACK_FIELD and value for name, value in request.pairs)


def is_declared(request: Request, flow: Flow) -> bool:
    """True if a flow declares that a request sends the form, by its method, its address, and a field that it has."""
    if not any(fits(declared, request) for declared in flow.send.request):
        return False
    name, equals, value = (flow.send.has or "").partition("=")
    if not name:
        return True
    values = [field_value for field_name, field_value in request.pairs if field_name == name]
    return value in values if equals else bool(values)
