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
# follow. Longer, and a page may give it up.
_DECLARED_MAY_FOLLOW = 1.5
# Seconds for which a request waits for the page to be read with the code in it: more than the second
# for which a code must be unchanged, and a look at the page.
_CODE_MAY_FOLLOW = 2.0
# Seconds for which a second submission waits: a page may send twice and show that the first was
# received. Then nobody need be asked.
_PAGE_MAY_CONFIRM = 3.0
# Times that an answer may send the body on (307, 308); browsers allow 20.
_MOST_HOPS = 3
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
    one would have.
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

    @property
    def last_answer(self) -> Response | None:
        """What the last hop of the redirects was answered: what the page shows, and what is judged."""
        with_status = [answer for answer in self.answers if answer.status]
        return with_status[-1] if with_status else None

    @property
    def failure(self) -> str | None:
        """What failed first on the way, in the browser's words, also if a later hop was answered."""
        failures = [answer.failure for answer in self.answers if answer.failure]
        return failures[0] if failures else None


class RequestPolicy:
    """Decides about the requests of one objection, and knows which of them left.

    `record_state` journals how the objection stands, `report` reports what happens. `contents` are the values
    in the form. `submission` is the request that left as the submission, or may have been it if it
    is not declared. `paused` is a request that the person has to decide about, `leaks` are the
    hosts to which the page itself sent some of the values. `blocked` has the reason of each blocked
    request, and is emptied when the run is armed: from then on it has those since the click. The
    run sets `is_confirmed` once the page says that the objection was received.
    """

    def __init__(
        self,
        flow: Flow,
        record_state: Callable[[State], None],
        report: Callable[..., None],
        now: Callable[[], float] = time.monotonic,
        known: Collection[str] = (),
    ) -> None:
        self.contents = SubmittedValues(frozenset(known))
        self.phase: Phase = "sign_in"
        self.submission: SentRequest | None = None
        self.paused: Request | None = None
        self.may_have_left = False
        self.is_confirmed = False
        self.leaks: list[str] = []
        self.blocked: list[Why] = []

        self._flow = flow
        self._record_state = record_state
        self._report = report
        self._now = now
        self._approved: SubmittedValues | None = None
        self._person_answers: dict[str, str] = {}  # by the request's id
        self._code_field = CodeField()
        # Since when requests of the click, and requests after the submission, have been held, by
        # the request's id.
        self._waiting_since: dict[str, float] = {}
        self._repeat_since: dict[str, float] = {}
        # Undeclared requests of the click that carry the comment, while they are held; and the ids
        # of those that were held at the same time.
        self._waiting_copies: dict[str, Request] = {}
        self._contested_copies: set[str] = set()
        # Where the page itself saved the comment before the click, with no button pressed.
        self._autosave_addresses: set[str] = set()
        # Requests that the person decides about although another one may have been the submission.
        self._asked_after_undeclared: set[str] = set()
        self._repeats_are_refused = False
        self._has_left_for_next_page = False
        # Whether a request left since the click that nobody can attribute, and the last such one to
        # the declared address.
        self._has_sent_unread = False
        self._unread_submission: SentRequest | None = None
        self._logged_holds: dict[str, str] = {}  # the reason, by the request's id

    # What the run reports.

    def note_signed_in(self) -> None:
        """From now on see whether the person opens the form and sends it by hand."""
        self.phase = "to_form"

    def note_form_opened(self) -> None:
        """Journal that the form is displayed, with nothing filled in yet."""
        self._record_state(State.PLANNED)
        self.phase = "filling"

    def note_form_filled(self, contents: SubmittedValues) -> None:
        """Journal that the form is filled, and take its values."""
        if not self._has_left_for_next_page:
            self._record_state(State.FILLED)
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
        self._repeats_are_refused = False
        self._has_sent_unread = False
        self._unread_submission = None
        reach("armed")

    def disarm(self, *, still_shown: bool) -> bool:
        """Go back to filling if nothing left that may be the submission; return False if something may.

        `still_shown` is True if the form is displayed as approved: the person may send it by hand.
        """
        if not self.nothing_left:
            return False
        if not still_shown:
            self._approved = None
        self.phase = "filling"
        if not self._has_left_for_next_page:
            self._record_state(State.FILLED)
            self.may_have_left = False
        return True

    def take_answer(self, answer: str) -> None:
        """Take the person's answer about the paused request.

        It is the submission (`yes`), only leads on (`onward`), or must not leave (`stop`).
        """
        if self.paused:
            self._person_answers[self.paused.id] = answer
            self.paused = None

    def want_code(self) -> None:
        """Journal that the site wants a code: from now on a request that brings one may leave."""
        self._record_state(State.AWAITING_CODE)
        self.phase = "code"

    def note_led_to_next_page(self) -> None:
        """Take what left undeclared for a page of the form that only led on to the next one.

        Only its answer shows that. It stays journaled as what may have been the submission,
        whatever the run comes to.
        """
        if self.submission:
            self._announce_leak(self.submission.request)
            self.submission = None
            self._has_left_for_next_page = True
            self.phase = "filling"

    def note_code(self, name: str, content: str) -> None:
        """Note the content of the field for the code, and its name in the markup."""
        self._code_field.note(name, content, self._now())

    def await_answer(self) -> None:
        """Take an unread request to the declared address for the submission, if nothing else left.

        Its body is encoded, or has only the number of what the site keeps: it may have been it.
        """
        if self.submission is None and self._unread_submission is not None:
            self.submission = self._unread_submission
            self._journal_sent()

    def close(self) -> None:
        """Block the form from now on; if the journal failed as the submission left, journal it once more."""
        if self.submission:
            self._journal_sent()
        self.phase = "closed"
        self.paused = None

    # What is known.

    @property
    def armed(self) -> bool:
        """True from the moment before the click, also after the form was sent and while a code is wanted."""
        return self.phase in ("armed", "sent", "code")

    @property
    def held_back(self) -> int:
        """The number of requests that were blocked because they would have sent the form again."""
        return self.blocked.count(Why.REPEAT)

    @property
    def declared_submission(self) -> SentRequest | None:
        """The submission, if the flow declares it."""
        is_declared = self.submission is not None and self.submission.declared
        return self.submission if is_declared else None

    @property
    def sent_at(self) -> datetime | None:
        """When the submission left, or a request that may have been it."""
        return self.submission.at if self.submission else None

    @property
    def nothing_left(self) -> bool:
        """True if since the click nothing has left, nor waits to, that may be the submission."""
        has_left = self.submission is not None or self._has_sent_unread
        is_waiting = bool(self._waiting_since) or self.paused is not None
        return not has_left and not is_waiting

    def is_contested(self, request: Request) -> bool:
        """True if it is not known which of several requests of the click is the submission."""
        return request.id in self._contested_copies

    def follows_undeclared(self, request: Request) -> bool:
        """True if a request may be the submission, although an undeclared one has left that may have been it."""
        return request.id in self._asked_after_undeclared

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
            self._waiting_copies.pop(request.id, None)
            if self.paused and self.paused.id == request.id:
                self.paused = None
        return decision

    def note_left(self, request: Request) -> None:
        """Journal and report that the submission left, or what may have been it."""
        if self.submission and self.submission.request is request:
            if self.submission.declared:
                self._report("request_left")
            self._journal_sent()

    def note_taken_back(self, request: Request) -> None:
        """Note that a page gave up a request that was allowed: it has not left."""
        given_up = self.submission
        if given_up is None or given_up.request is not request:
            return
        self.phase = given_up.phase
        self.submission = given_up.again or given_up.replaced
        if self.submission is None and not self._has_left_for_next_page:
            self._disarm_after_take_back()

    def _disarm_after_take_back(self) -> None:
        """Journal that the form is only filled, unless the program's own click has armed the run."""
        if self.phase == "armed":
            return
        self.may_have_left = False
        with suppress(JournalError):
            self._record_state(State.FILLED)

    def note_socket_message(self, request: Request) -> None:
        """Note what a page sends by a web socket, which nobody can hold: it has left."""
        if self._flow.switches:
            return
        kind = self._kind_of(request)
        may_be_submission = kind in (RequestKind.COPY, RequestKind.FOREIGN)
        if self.phase == "filling" and (may_be_submission or kind is RequestKind.ADDRESS):
            self._announce_leak(request)
        is_first = self.phase == "armed" and self.submission is None
        if is_first and may_be_submission:
            self._take_for_submission(request)
            self.note_left(request)

    def is_of_submission(self, request: Request) -> bool:
        """True if a request, or the one that it is a later hop of, left as the submission or may have been it."""
        return self._followed(request) is not None

    def note_answer(self, request: Request, response: Response) -> None:
        """Note an answer to the submission, or to a later hop of it."""
        followed = self._followed(request)
        if followed:
            followed.answers.append(response)

    def _followed(self, request: Request) -> SentRequest | None:
        for candidate in (self.submission, self._unread_submission):
            # The id is the same for every hop.
            if candidate is not None and candidate.request.id == request.id:
                return candidate
        return None

    # What a request is.

    def _kind_of(self, request: Request) -> RequestKind:
        is_submission = self._is_submission(request)
        is_ours = is_submission or self.contents.any_in(request)
        is_listed = self._is_on_listed_host(request.url)
        if is_ours and not is_listed:
            return RequestKind.FOREIGN
        if is_submission:
            return RequestKind.SUBMISSION
        if _is_dry_run(request):
            return RequestKind.OTHER
        return self._kind_by_values(request)

    def _kind_by_values(self, request: Request) -> RequestKind:
        """Return the kind of a request that is not the submission, by the values that it carries."""
        if self.contents.text_in(request):
            return RequestKind.COPY
        if not self.contents.email_in(request):
            return RequestKind.OTHER
        is_copy = self._may_be_copy_by_address(request)
        return RequestKind.COPY if is_copy else RequestKind.ADDRESS

    def _may_be_copy_by_address(self, request: Request) -> bool:
        """True if a form has no comment, so that whatever writes the address may be the objection."""
        writes = not request.is_safe or request.is_navigation
        return writes and not self.contents.texts

    def _is_submission(self, request: Request) -> bool:
        is_candidate = is_declared(request, self._flow) and not _is_dry_run(request)
        return is_candidate and self._may_carry_contents(request)

    def _may_carry_contents(self, request: Request) -> bool:
        """True if a declared request carries what the form contains, loads a page, or cannot be read.

        Sites also log and save drafts at the address to which they send.
        """
        if self.phase == "to_form":
            # The site itself may ask for the address meanwhile.
            return request.is_navigation or self.contents.text_in(request)
        if self.phase == "filling" and _is_postback(request):
            return False
        if request.is_navigation or not request.is_readable:
            return True
        return self.contents.identifies(request) or self._may_carry_another_text(request)

    def _may_carry_another_text(self, request: Request) -> bool:
        """True if a request writes the form's address, and may have another comment beside it than the form."""
        if request.is_safe or not self.contents.email_in(request):
            return False
        # The page may have changed the comment, or have put it into a number or a code.
        is_form_displayed = self.phase == "filling" and bool(self.contents.expected)
        return is_form_displayed or self.phase == "armed" or request.has_text

    def _is_on_listed_host(self, url: str) -> bool:
        return why_not_address(url, self._flow.hosts) is None

    # The rules: each decides about one kind of request in some phases.

    def _decide(self, request: Request) -> Decision:
        if self._flow.switches or self.phase == "sign_in":
            return _allow(Why.NOT_WATCHED)
        followed = self._followed(request)
        if followed is not None and self.phase != "closed":
            return self._decide_redirect(request, followed)
        rules = self._RULES[self.phase]
        kind = self._kind_of(request)
        rule = rules.get(kind, RequestPolicy._allow_other)
        return rule(self, request)

    def _decide_redirect(self, request: Request, followed: SentRequest) -> Decision:
        """Let an answer lead anywhere, but send the body on only to listed hosts, and in no circle."""
        if request.is_safe and not self.contents.any_in(request):
            return _allow(Why.REDIRECT)
        if not self._is_on_listed_host(request.url):
            followed.led_away.append(request.url)
            return self._block(Why.FOREIGN_REDIRECT)
        if request.is_safe:
            return _allow(Why.REDIRECT)
        is_circle = request.url in (followed.request.url, *followed.hops)
        if is_circle or len(followed.hops) >= _MOST_HOPS:
            return self._block(Why.REDIRECT_LOOP)
        followed.hops.append(request.url)
        return _allow(Why.REDIRECT)

    def _allow_other(self, request: Request) -> Decision:
        """Allow a request; after the click note one that writes and may be the objection, unread."""
        writes = not request.is_safe and not _is_dry_run(request)
        if self.phase == "armed" and writes and self._is_on_listed_host(request.url):
            self._note_unread(request)
        return _allow(Why.UNRELATED)

    def _note_unread(self, request: Request) -> None:
        """Note a request of the click that may be the objection, but in which no value can be read."""
        is_at_declared_address = is_declared(request, self._flow)
        if is_at_declared_address or not request.is_readable:
            self._has_sent_unread = True
        if is_at_declared_address:
            self._unread_submission = SentRequest(request, self.phase, declared=False)

    def _allow_and_announce(self, request: Request) -> Decision:
        """Allow what the page sends by itself, as drafts and checks of a field; the person is told."""
        if self.phase == "filling":
            self._autosave_addresses.add(request.goes_to)
        self._announce_leak(request)
        return _allow(Why.SENT_BY_PAGE)

    def _block_foreign(self, request: Request) -> Decision:
        """Block what takes a value to an unlisted host: the objection, or a copy of the address for a counter."""
        is_objection = self.contents.identifies(request)
        return self._block(Why.FOREIGN_HOST if is_objection else Why.FOREIGN_COPY)

    def _ask_unless_approved(self, request: Request) -> Decision:
        """Allow the submission if it has what was approved; about any other the person decides."""
        match self._person_answers.get(request.id):
            case "yes":
                return self._allow_submission(request)
            case "stop":
                return self._block(Why.STOPPED_BY_PERSON)
            case "onward":
                return self._allow_as_not_submission(request)
            case _ if self._is_as_approved(request):
                return self._allow_submission(request)
            case _:
                return self._hold_for_person(request)

    def _is_as_approved(self, request: Request) -> bool:
        return self._approved is not None and not self._approved.differs(request)

    def _allow_as_not_submission(self, request: Request) -> Decision:
        """Allow what is not the submission, as the person said; they are told if it carries their values."""
        if self.contents.any_in(request):
            self._announce_leak(request)
        return _allow(Why.LEADS_ON)

    def _decide_copy_of_click(self, request: Request) -> Decision:
        """Decide about a copy of the comment that the click sends to an undeclared address: one is allowed.

        It is held for a moment first, as the submission may follow. Of several the person decides.

        A page may save a draft with the same click before it sends. If the flow's address is no
        longer that of the form, the objection itself goes to an undeclared one.
        """
        if self.submission:
            return self._decide_after_undeclared(request, self.submission)
        has_waited = self._has_waited(request, self._waiting_since, _DECLARED_MAY_FOLLOW)
        self._waiting_copies[request.id] = request
        if has_waited:
            self._note_contested_copies()
        if self.is_contested(request):
            return self._ask_which_is_submission(request)
        if not has_waited:
            return _hold(Why.DECLARED_MAY_FOLLOW)
        self._take_for_submission(request)
        return _allow(Why.MAY_BE_SUBMISSION)

    def _note_contested_copies(self) -> None:
        """Note the copies that wait, if they go to different addresses: one may be a draft, another the objection.

        Of copies to the same address one repeats the other. The person decides about each: one who
        blocks the first has not approved the second.
        """
        addresses = {waiting.goes_to for waiting in self._waiting_copies.values()}
        if len(addresses) > 1:
            self._contested_copies |= self._waiting_copies.keys()

    def _ask_which_is_submission(self, request: Request) -> Decision:
        """Have the person decide whether a request is the objection: nothing but its address tells it from a draft."""
        match self._person_answers.get(request.id):
            case "yes":
                self._take_for_submission(request)
                return _allow(Why.MAY_BE_SUBMISSION)
            case "onward":
                # It may have been the objection nevertheless.
                self._has_sent_unread = True
                return self._allow_as_not_submission(request)
            case "stop":
                return self._block(Why.STOPPED_BY_PERSON)
            case _:
                return self._hold_for_person(request)

    def _decide_after_undeclared(self, request: Request, first: SentRequest) -> Decision:
        """Have the person decide about a copy after an undeclared one, if the first may have been a draft.

        A form that saves itself with the click posts the objection once the draft is answered. Where
        the site has moved its form, the flow declares neither of the two.
        """
        if self.is_contested(request) or not self._may_follow_draft(request, first):
            return self._block(Why.REPEAT)
        match self._person_answers.get(request.id):
            case "yes":
                self._announce_leak(first.request)
                self._take_for_submission(request, replaced=first)
                return _allow(Why.MAY_BE_SUBMISSION)
            case "onward":
                self._has_sent_unread = True  # it may have been the objection nevertheless
                return self._allow_as_not_submission(request)
            case "stop":
                return self._refuse_repeats()
            case _:
                decision = self._hold_while_unconfirmed(request)
                if decision.action is Action.HOLD:
                    self._asked_after_undeclared.add(request.id)
                return decision

    def _may_follow_draft(self, request: Request, first: SentRequest) -> bool:
        """True if an undeclared request may have been a draft, and the one after it the objection.

        A draft is saved in the background: what loads a page is none. Who has said which one is the
        objection is not asked again.
        """
        if first.request.is_navigation or first.replaced is not None:
            return False
        if first.request.goes_to in self._autosave_addresses:
            return True
        is_autosave = request.goes_to in self._autosave_addresses
        return not is_autosave and request.goes_to != first.request.goes_to

    def _decide_repeat(self, request: Request) -> Decision:
        """Allow the same submission again if the site took nothing of the first; else the person decides."""
        first = self.submission
        if first is None or self._has_waited_since_click(request):
            return self._block_unless_from_click(request)
        if _was_not_taken(first) and not self.contents.differs(request):
            return self._allow_submission(request, again=first)
        return self._ask_about_repeat(request, first)

    def _decide_copy_after_submission(self, request: Request) -> Decision:
        """Block a copy after the submission; of an address alone a page may make other use."""
        first = self.submission
        if first is None or self._has_waited_since_click(request):
            return self._block_unless_from_click(request)
        if self.contents.texts or _identity(request) == _identity(first.request):
            return self._block(Why.REPEAT)
        return _allow(Why.OTHER_USE)

    def _block_unless_from_click(self, request: Request) -> Decision:
        """Block what would send the objection a second time; allow what the page saved with the same click."""
        if self._has_waited_since_click(request):
            return self._allow_and_announce(request)
        return self._block(Why.REPEAT)

    def _block_at_end(self, _request: Request) -> Decision:
        """Block the form once the run is over."""
        return self._block(Why.REPEAT)

    def _has_waited_since_click(self, request: Request) -> bool:
        """True if a request came before the submission, and has waited for it."""
        return request.id in self._waiting_since

    def _ask_about_repeat(self, request: Request, first: SentRequest) -> Decision:
        """Hold a second submission until the page confirms the first, or the person has decided.

        Ordinary pages send one so: the whole query after the site did not know its hash, the form
        after a dry run at the same address, or after a sign-in that had run out.
        """
        match self._person_answers.get(request.id):
            case "yes":
                return self._allow_submission(request, again=first)
            case "stop":
                return self._refuse_repeats()
            case _:
                return self._hold_while_unconfirmed(request)

    def _refuse_repeats(self) -> Decision:
        """Block a second submission, and each further one until a form is approved anew."""
        self._repeats_are_refused = True
        return self._block(Why.REPEAT)

    def _hold_while_unconfirmed(self, request: Request) -> Decision:
        """Hold what may be a second submission; block it once the page confirms the first, or the person said no."""
        if self.is_confirmed or self._repeats_are_refused:
            return self._block(Why.REPEAT)
        if not self._has_waited(request, self._repeat_since, _PAGE_MAY_CONFIRM):
            return _hold(Why.PAGE_MAY_CONFIRM)
        return self._hold_for_person(request)

    def _decide_with_code(self, request: Request) -> Decision:
        """Decide about a request while the page wants a code: each code that was filled in allows one request.

        What has waited since the click brings no code.
        """
        if self.submission is None or self._has_waited_since_click(request):
            return self._block_unless_from_click(request)
        if self._code_field.allows(request, self._now()):
            self._code_field.use(request)
            return _allow(Why.HAS_NEW_CODE)
        # The page may have made it as the last figure was typed, before it was read again.
        if not self._has_waited(request, self._repeat_since, _CODE_MAY_FOLLOW):
            return _hold(Why.CODE_MAY_FOLLOW)
        return self._block(Why.REPEAT)

    def _decide_copy_with_code(self, request: Request) -> Decision:
        """Decide about a copy while the page wants a code: one with the comment is a draft, which brings no code."""
        if self.contents.texts:
            return self._block_unless_from_click(request)
        return self._decide_with_code(request)

    # What is done.

    def _allow_submission(self, request: Request, *, again: SentRequest | None = None) -> Decision:
        """Allow the submission: the journal has that it may leave before it does, and no other is allowed."""
        try:
            self._journal_armed()
        except (JournalError, SentBefore):
            return self._block(Why.JOURNAL_REFUSED)
        reach("on_request")
        submission = SentRequest(request, self.phase, again=again)
        if self.submission is not None and not self.submission.declared:
            # What left undeclared with the same click was a draft, then.
            submission.replaced = self.submission
            self._announce_leak(self.submission.request)
        self.submission = submission
        self.phase = "sent"
        return _allow(Why.IS_SUBMISSION)

    def _take_for_submission(self, request: Request, replaced: SentRequest | None = None) -> None:
        """Note that an undeclared request leaves, which may be the submission."""
        self.submission = SentRequest(request, self.phase, declared=False, replaced=replaced)

    def _has_waited(self, request: Request, held_since: dict[str, float], seconds: float) -> bool:
        """True if a request has been held for some seconds; the first call notes that it is held."""
        now = self._now()
        began = held_since.setdefault(request.id, now)
        return now - began >= seconds

    def _hold_for_person(self, request: Request) -> Decision:
        self.paused = self.paused or request  # one at a time
        return _hold(Why.PERSON_DECIDES)

    def _block(self, why: Why) -> Decision:
        announced = _ANNOUNCED.get(why)
        if announced and why not in self.blocked:  # once: a page may try with every key
            self._report("request_held_back", why=announced)
        self.blocked.append(why)
        return Decision(Action.BLOCK, why)

    def _announce_leak(self, request: Request) -> None:
        """Tell the person, once for each host, that the page itself sent some of the values."""
        host = _host_of(request)
        if host not in self.leaks:
            self.leaks.append(host)
            self._report("page_sent", address=host)

    def _journal_armed(self) -> None:
        if not self.may_have_left:
            self._record_state(State.ARMED)
            self.may_have_left = True
            self.blocked = []

    def _journal_sent(self) -> None:
        with suppress(JournalError):  # the journal has *armed*, which says that it may have left
            self._record_state(State.SENT)

    def _log(self, request: Request, decision: Decision) -> None:
        """Log a decision, of a request that is held only if it has changed; nothing of the sign-in."""
        if decision.reason == Why.NOT_WATCHED:
            return
        if decision.action is Action.HOLD:
            if self._logged_holds.get(request.id) == decision.reason:
                return
            self._logged_holds[request.id] = decision.reason
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
            RequestKind.COPY: _decide_copy_of_click,
            RequestKind.FOREIGN: _block_foreign,
        },
        "sent": {
            RequestKind.SUBMISSION: _decide_repeat,
            RequestKind.COPY: _decide_copy_after_submission,
            RequestKind.FOREIGN: _block_foreign,
        },
        "code": {
            RequestKind.SUBMISSION: _decide_with_code,
            RequestKind.COPY: _decide_copy_with_code,
            RequestKind.FOREIGN: _block_foreign,
        },
        "closed": {
            RequestKind.SUBMISSION: _block_at_end,
            RequestKind.COPY: _block_at_end,
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


def _identity(request: Request) -> str:
    """Return what tells one write from another: a form that is sent by GET has its values in the address."""
    return request.url if request.is_safe else request.body_sha256


def _was_not_taken(first: SentRequest) -> bool:
    """True if the site says that it took nothing of the first request, and that was sent only once."""
    answer = first.last_answer
    return answer is not None and answer.status in _NOT_TAKEN and first.again is None


def _is_dry_run(request: Request) -> bool:
    return any(request.headers.get(name) for name in _DRY_RUN_HEADERS)


def _is_postback(request: Request) -> bool:
    return any(name == _POSTBACK_FIELD and value for name, value in request.pairs)


def is_declared(request: Request, flow: Flow) -> bool:
    """True if a flow declares that a request sends the form, by its method, its address, and a field that it has."""
    if not any(fits(declared, request) for declared in flow.send.request):
        return False
    return not flow.send.has or _has_field(request, flow.send.has)


def _has_field(request: Request, declared: str) -> bool:
    """True if a request has a field, as `step`, or has it with a certain value, as `step=3`."""
    name, equals, wanted = declared.partition("=")
    values = [value for field_name, value in request.pairs if field_name == name]
    if equals:
        return wanted in values
    return bool(values)
