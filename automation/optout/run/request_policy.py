"""What may leave the browser, and what has: phases, and one table.

The one place that journals *armed* and *sent*.

The gate asks here about every request and does what is said; nothing here knows a browser.
"""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Literal

from optout.browser import Request, Response, addresses_in, fits
from optout.errors import JournalError
from optout.failpoints import reach
from optout.flow import Flow, why_not_address
from optout.outcome import SentBefore, State

# seconds that a request of an unknown address waits for the declared one of the same click
_DECLARED_MAY_COME = 1.5
_MOST_HOPS = 3  # times that an answer may send the body on (307, 308)
_NOT_TAKEN = frozenset(
    {401, 403, 419}
)  # the site took nothing: sign in, or have a fresh token (RFC 9110; Laravel)
_DRY_RUNS = (
    "precognition",
    "x-up-validate",
)  # headers of what only has a form checked (Laravel, Unpoly)
# seconds for which a code must not change before it counts: people pause while they type
_CODE_UNCHANGED = 1.0
# seconds for which a request waits for the page to be read with the code in it
_CODE_MAY_COME = 2.0
_MAY_CONFIRM = 3.0  # seconds that a second send waits: a page shows that the first was received, or that it sends twice
# ASP.NET's field for what was pressed, where it was not the button that sends
_POSTBACK = "__EVENTTARGET"
Phase = Literal["sign_in", "to_form", "filling", "armed", "sent", "code", "closed"]
"""How far the objection is: what may leave depends on it."""
_Kind = Literal["send", "saves", "asks", "foreign", "rest"]
"""What a request is.

`send`: what the flow declares, and it carries the objection; `saves`: another one with the comment, or, where there is
none, one that writes the address or loads a document with it; `asks`: another one with the address; `foreign`: one with
either to a host that the flow does not list.
"""
_Decision = Literal[
    "go", "abort", "hold"
]  # what the gate does with a request: it asks again about what it holds


@dataclass(frozen=True)
class SubmittedValues:
    """The person's values in a form that tell its send: on all of its pages, and those that the page in front sends."""

    values: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()

    @property
    def emails(self) -> frozenset[str]:
        """The addresses among the values."""
        return frozenset(
            value for value in self.values if addresses_in(value) == {value.casefold()}
        )

    @property
    def texts(self) -> frozenset[str]:
        """What the person wrote among the values: nobody else's objection has it."""
        return self.values - self.emails

    def text_in(self, request: Request) -> bool:
        """Whether a request carries what the person wrote; a short text only beside an address, or alone in a field."""
        beside = self.email_in(request)
        return any(request.carries(text, anywhere=beside) for text in self.texts)

    def email_in(self, request: Request) -> bool:
        """Whether a request carries an address of the form's."""
        return any(map(request.carries, self.emails))

    def any_in(self, request: Request) -> bool:
        """Whether a request carries anything of the person's."""
        return self.text_in(request) or self.email_in(request)

    def identifies(self, request: Request) -> bool:
        """Whether a request carries the comment; without a comment, any address; without either, any request does."""
        return self.text_in(request) if self.texts else bool(not self.emails or request.addresses)

    def part_in(self, request: Request) -> str:
        """Return what of the page in front can be read in a request: `whole`, `part`, `nothing`, or `unread`."""
        wanted = self.expected or self.values
        found = [value for value in wanted if request.carries(value, anywhere=True)]
        if wanted and len(found) == len(wanted):
            return "whole"
        if not request.is_readable:
            return "unread"
        return "part" if found else "nothing"

    def differs(self, request: Request) -> bool:
        """Whether a request lacks or changes something that the page in front shows, or cannot be read."""
        if not self.expected:
            return False
        emails = self.expected & self.emails
        others = request.addresses - {email.casefold() for email in emails}
        other_address = bool(emails) and bool(others) and not any(map(request.carries, emails))
        texts = self.expected - emails
        other_text = any(
            not request.carries(text, anywhere=True) or request.changes(text) for text in texts
        )
        return other_address or other_text or not request.is_readable


class _CodeField:
    """The field for the code from the e-mail: each code that the person fills in allows one request.

    While the field is empty, or still contains the code that was sent, no request is allowed. So a
    page that sends the whole objection again and again gets nothing through.

    The page is read every now and then, and does not say who has typed. A code is new if the field
    has contained something else than when the last request was allowed.
    """

    def __init__(self) -> None:
        self._name = ""
        self._content = ""
        self._unchanged_since = 0.0
        self._has_new_content = False
        # as the last request was allowed; None until the page is read after it
        self._used_content: str | None = ""
        self._sent_codes: set[str] = set()

    def note(self, name: str, content: str, now: float) -> None:
        """Note the name of the field in the markup, and its content, as the page was read now.

        Of a field that nobody may read, as one for a password, the content is the number of its
        characters.
        """
        self._name = name or self._name
        if content != self._content:
            self._content = content
            self._unchanged_since = now
        if self._used_content is None:
            self._used_content = content
        elif content != self._used_content:
            self._has_new_content = True

    def allows(self, request: Request, now: float) -> bool:
        """True if the person has filled in a code that no request was allowed for yet."""
        if self._is_empty_in(request):
            return False
        # A form that is sent with the last figure: its page cannot be read while the request is
        # held.
        if request.is_navigation and self._codes_in(request) - self._sent_codes:
            return True
        is_filled_in = self._has_new_content and self._content != ""
        return is_filled_in and now - self._unchanged_since >= _CODE_UNCHANGED

    def use(self, request: Request) -> None:
        """Note that a request was allowed: the next one needs another code."""
        self._used_content = None
        self._has_new_content = False
        self._sent_codes |= self._codes_in(request)

    def _is_empty_in(self, request: Request) -> bool:
        """True if a request has the field without a code: it was made before the code was typed, and has waited."""
        has_field = any(name == self._name for name, _value in request.pairs)
        return has_field and not self._codes_in(request)

    def _codes_in(self, request: Request) -> set[str]:
        return {value for name, value in request.pairs if value and name == self._name}


@dataclass
class _SentRequest:
    """A request that left and was the send, or, where not `declared`, may have been."""

    request: Request
    phase: Phase  # when it left
    declared: bool = True
    again: "_SentRequest | None" = None  # the one before, which the site did not take
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: list[Response] = field(default_factory=list)
    hops: list[str] = field(default_factory=list)  # where answers led it
    led_away: list[str] = field(
        default_factory=list
    )  # where one would have led it on an unlisted host
    bodies: set[tuple[str, str]] = field(
        default_factory=set
    )  # what was sent, as `_identity` tells it apart

    @property
    def own_answer(self) -> Response | None:
        """What the site answered to the request itself, which may be a redirect: what a record reports."""
        first = next(iter(self.answers), None)
        return first if first and first.status else None

    @property
    def last_answer(self) -> Response | None:
        """What the last hop of the redirects was answered: what the page shows, and what is judged."""
        return next((answer for answer in reversed(self.answers) if answer.status), None)

    @property
    def failure(self) -> str | None:
        """What failed on the way of it or of an answer to it, in the browser's words."""
        return next((answer.failure for answer in self.answers if answer.failure), None)


class RequestPolicy:
    """The requests of one objection.

    `move` journals how the objection stands, `tell` tells what happens; `contents` is what the form
    holds, `last_send` what left as its send, `paused` a request to ask the person about, `leaks`
    the hosts to which the page sent something of the person's by itself, `held` why each request
    since the click was aborted, `is_confirmed` whether the page says that the send was received.
    """

    def __init__(
        self,
        flow: Flow,
        move: Callable[[State], None],
        tell: Callable[..., None],
        now: Callable[[], float] = time.monotonic,
        known: Collection[str] = (),
    ) -> None:
        self._flow, self._move, self._tell, self._now = flow, move, tell, now
        self.contents = SubmittedValues(frozenset(known))
        self.phase: Phase = "sign_in"
        self.last_send: _SentRequest | None = None
        self.paused: Request | None = None
        self.may_have_left = self._unread = self.is_confirmed = False
        self.leaks: list[str] = []
        self.held: list[str] = []
        self._approved: SubmittedValues | None = None
        self._said: dict[str, str] = {}
        self._waits: dict[str, float] = {}
        # the last one to the declared address of which nobody can tell more
        self._unclear: _SentRequest | None = None
        self._code_field = _CodeField()
        self._repeats: dict[str, float] = {}  # since when a second send is held
        self._refuses_repeats = self._led_on = False

    # What the run says.

    def signed_in(self) -> None:
        """Look from now on whether the person opens the form and sends it by hand."""
        self.phase = "to_form"

    def opened(self) -> None:
        """Journal that the form stands there, and nothing is in it yet."""
        self._move(State.PLANNED)
        self.phase = "filling"

    def filled(self, contents: SubmittedValues) -> None:
        """Journal that the form is filled, and with what."""
        if not self._led_on:
            self._move(State.FILLED)
        self.contents, self._approved = contents, None

    def arm(self, approved: SubmittedValues) -> None:
        """Commit that what was approved is about to be sent: from here on a crash is unknown.

        Raise SentBefore.
        """
        self._journal_armed()
        self.contents, self.phase, self._approved = approved, "armed", approved
        self._unread, self._unclear = False, None
        reach("armed")

    def disarm(self, *, stands: bool) -> bool:
        """Take back that it was armed, where nothing left that could have been the send; False where something may.

        `stands`: the form stands there as approved, and the person may send it by hand.
        """
        if not self.nothing_left:
            return False
        self._approved = self._approved if stands else None
        self.phase = "filling"
        if not self._led_on:
            self._move(State.FILLED)
            self.may_have_left = False
        return True

    def say(self, answer: str) -> None:
        """Say of the paused request that it is the send (yes), only leads onward, or must not leave (stop)."""
        if self.paused:
            self._said[self.paused.id], self.paused = answer, None

    def want_code(self) -> None:
        """Journal that the site wants a code: what brings one may leave to the address of the send."""
        self._move(State.AWAITING_CODE)
        self.phase = "code"

    def lead_on(self) -> None:
        """Take what left undeclared for a page of the form that only led on to the next one.

        Only its answer says so. It stays journaled as what may have been the send, whatever the run
        comes to.
        """
        if self.last_send:
            self._leak(self.last_send.request)
            self.last_send, self._led_on, self.phase = None, True, "filling"

    def note_code(self, name: str, content: str) -> None:
        """Note what the field for the code holds, and its name in the markup."""
        self._code_field.note(name, content, self._now())

    def await_answer(self) -> None:
        """Take what went to the declared address for what may have been the send, where nothing else left.

        Its body is encoded, or has only a number of what the site keeps.
        """
        if self.last_send is None and self._unclear is not None:
            self.last_send = self._unclear
            self._journal_sent()

    def close(self) -> None:
        """Let nothing of the form leave any more; a journal that failed as the send left is told once more."""
        if self.last_send:
            self._journal_sent()
        self.phase, self.paused = "closed", None

    # What is known.

    @property
    def armed(self) -> bool:
        """Whether the button was clicked, or the form sent."""
        return self.phase in ("armed", "sent", "code")

    @property
    def held_back(self) -> int:
        """How many requests were aborted that would have sent it again."""
        return self.held.count("again")

    @property
    def sent(self) -> _SentRequest | None:
        """What left as the send."""
        return self.last_send if self.last_send and self.last_send.declared else None

    @property
    def sent_at(self) -> datetime | None:
        """When the send left, or a request that may have been it."""
        return self.last_send.at if self.last_send else None

    @property
    def nothing_left(self) -> bool:
        """Whether nothing has left since the click, nor is on its way, that could have been the send."""
        return not (self.last_send or self._waits or self._unread or self.paused)

    # What the gate asks and tells.

    def decide(self, request: Request) -> _Decision:
        """Say what to do with a request; one that may leave is noted, as it leaves at once."""
        act: _Decision
        try:
            act = self._decide(request)
        except Exception:  # noqa: BLE001  whatever fails here, a request without a decision would hang the page
            act = self._abort()
        if act != "hold":
            self._waits.pop(request.id, None)
            if self.paused and self.paused.id == request.id:
                self.paused = None
        return act

    def has_left(self, request: Request) -> None:
        """Journal and tell that the send has left, or what may have been it."""
        if self.last_send and self.last_send.request is request:
            if self.last_send.declared:
                self._tell("request_left")
            self._journal_sent()

    def taken_back(self, request: Request) -> None:
        """Note that a page gave a request up that was to leave: it has not left."""
        if self.last_send and self.last_send.request is request:
            self.phase, self.last_send = self.last_send.phase, self.last_send.again
            if self.phase != "armed" and self.last_send is None and not self._led_on:
                self.may_have_left = False
                with suppress(JournalError):
                    self._move(State.FILLED)

    def note_frame(self, request: Request) -> None:
        """Note what a page sends by a web socket, which nobody can hold: it has left."""
        if self._flow.switches:
            return
        what = self._what(request)
        if self.phase == "filling" and what in ("saves", "asks", "foreign"):
            self._leak(request)
        elif self.phase == "armed" and what in ("saves", "foreign") and self.last_send is None:
            self.last_send = _SentRequest(request, self.phase, declared=False)
            self.has_left(request)

    def follows(self, request: Request) -> bool:
        """Whether what comes back for a request matters."""
        return self._followed(request) is not None

    def answered(self, request: Request, response: Response) -> None:
        """Note what came back for the send; what the last hop was answered counts."""
        if left := self._followed(request):
            left.answers.append(response)

    def _followed(self, request: Request) -> _SentRequest | None:
        """Return what left of which a request is the first or a later hop."""
        every = (self.last_send, self._unclear)
        return next((left for left in every if left and left.request.id == request.id), None)

    # The rules.

    def _what(self, request: Request) -> _Kind:
        """Return what a request is."""
        text, email = self.contents.text_in(request), self.contents.email_in(request)
        declared = (
            is_declared(request, self._flow) and not _is_dry(request) and self._tells(request)
        )
        if (text or email or declared) and not self._may_go_to(request.url):
            return "foreign"
        if declared:
            return "send"
        if _is_dry(request):
            return "rest"
        writes = not request.is_safe or request.is_navigation
        if text or (email and not self.contents.texts and writes):
            return "saves"
        return "asks" if email else "rest"

    def _tells(self, request: Request) -> bool:
        """Whether a declared request is the objection's: it carries it, loads a page, or cannot be read."""
        if self.phase == "filling" and any(
            name == _POSTBACK and value for name, value in request.pairs
        ):
            return False
        if self.phase == "to_form":  # the site itself may ask for the address
            return request.is_navigation or self.contents.text_in(request)
        unsure = request.is_navigation or not request.is_readable
        if (
            self.contents.email_in(request) and not request.is_safe
        ):  # the comment may be another one by now
            shown = self.phase == "filling" and bool(self.contents.expected)
            unsure |= shown or self.phase == "armed" or request.has_text
        return unsure or self.contents.identifies(request)

    def _may_go_to(self, url: str) -> bool:
        return why_not_address(url, self._flow.hosts) is None

    def _decide(self, request: Request) -> _Decision:
        if self._flow.switches or self.phase == "sign_in":
            return "go"
        if self.follows(request) and self.phase != "closed":
            return self._hop(request)
        return self._RULES[self.phase].get(self._what(request), RequestPolicy._go)(self, request)

    def _go(self, request: Request) -> _Decision:
        if (
            self.phase == "armed"
            and not (request.is_safe or _is_dry(request))
            and self._may_go_to(request.url)
        ):
            declared = is_declared(request, self._flow)
            self._unread |= not request.is_readable or declared
            if declared:
                self._unclear = _SentRequest(request, self.phase, declared=False)
        return "go"

    def _leak(self, request: Request) -> _Decision:
        """Tell, once for each host, that the page itself sent something of the person's."""
        if (host := request.goes_to.partition("/")[0]) not in self.leaks:
            self.leaks.append(host)
            self._tell("page_sent", address=host)
        return "go"

    def _refuse(self, request: Request) -> _Decision:
        """Stop what goes to a host that the flow does not list, and tell it."""
        return (
            self._abort("foreign_host")
            if self.contents.identifies(request)
            else self._abort("foreign_copy", told="foreign_host")
        )

    def _hop(self, request: Request) -> _Decision:
        """Let an answer lead anywhere, but send the same body on only to the hosts of the flow, and in no circle."""
        left = self._followed(request)
        if left is None or (request.is_safe and not self.contents.any_in(request)):
            return "go"
        if not self._may_go_to(request.url):
            left.led_away.append(request.url)
            return self._abort()
        if not request.is_safe:
            if request.url in (left.request.url, *left.hops) or len(left.hops) >= _MOST_HOPS:
                return self._abort()
            left.hops.append(request.url)
        return "go"

    def _ask(self, request: Request) -> _Decision:
        """Pause it until the person has said what it is, unless it has what was approved."""
        said = self._said.get(request.id)
        as_approved = self._approved and not self._approved.differs(request)
        if said == "yes" or (said is None and as_approved):
            return self._leave(request)
        if said == "stop":
            return self._abort()
        if said == "onward":
            return self._leak(request) if self.contents.any_in(request) else "go"
        self.paused = self.paused or request
        return "hold"

    def _wait(self, request: Request) -> _Decision:
        """Hold what carries the comment to an address that the flow does not know for a moment; it leaves once."""
        if self.last_send:
            return self._abort("again")
        if self._now() - self._waits.setdefault(request.id, self._now()) < _DECLARED_MAY_COME:
            return "hold"
        self.last_send = _SentRequest(request, self.phase, declared=False)
        return "go"

    def _again(self, request: Request) -> _Decision:
        """Stop what would send it a second time, unless the site took nothing."""
        if request.id in self._waits and self.phase != "closed":
            return self._leak(
                request
            )  # it came before the send: what the page saved with the same click
        what, left = self._what(request), self.last_send
        if left is None or self.phase != "sent":
            return self._abort("again")
        if what == "saves":  # of an address alone a page may make other use
            is_other_use = not self.contents.texts and _identity(request) not in left.bodies
            return "go" if is_other_use else self._abort("again")
        refused = not left.again and left.last_answer and left.last_answer.status in _NOT_TAKEN
        if refused and not self.contents.differs(request):
            return self._leave(request, again=left)
        return self._ask_again(request, left)

    def _ask_again(self, request: Request, left: _SentRequest) -> _Decision:
        """Hold what would send it a second time until the page confirms, or the person has said what they want.

        What ordinary pages send so: the whole query after the site did not know its hash, the form
        after a dry run at the same address, or after a sign-in that had run out.
        """
        said = self._said.get(request.id)
        if said == "yes":
            return self._leave(request, again=left)
        self._refuses_repeats |= said == "stop"
        if self.is_confirmed or self._refuses_repeats:
            return self._abort("again")
        if self._now() - self._repeats.setdefault(request.id, self._now()) >= _MAY_CONFIRM:
            self.paused = self.paused or request
        return "hold"

    def _code(self, request: Request) -> _Decision:
        """Decide about a request while the page wants a code: each code that was filled in allows one request.

        A draft brings no code, and what has waited since the click of the send is none: for them
        the same holds as after any send.
        """
        is_from_click = request.id in self._waits
        is_draft = bool(self.contents.texts) and self._what(request) == "saves"
        if is_from_click or is_draft or self.last_send is None:
            return self._again(request)
        now = self._now()
        if self._code_field.allows(request, now):
            self._code_field.use(request)
            return "go"
        # The page may have made it as the last figure was typed, before it was read again.
        waits_since = self._repeats.setdefault(request.id, now)
        return "hold" if now - waits_since < _CODE_MAY_COME else self._abort("again")

    def _leave(self, request: Request, *, again: _SentRequest | None = None) -> _Decision:
        """Let the send leave; the journal knows before that it may, and no other slips in."""
        try:
            self._journal_armed()
        except (JournalError, SentBefore):
            return self._abort("journal_refused")
        reach("on_request")
        if self.last_send and not self.last_send.declared:  # it was a draft, then
            self._leak(self.last_send.request)
        self.last_send = _SentRequest(request, self.phase, again=again, bodies={_identity(request)})
        self.phase = "sent"
        return "go"

    def _abort(self, why: str = "", told: str = "") -> _Decision:
        if why and why not in self.held:  # what a page tries with every key, once
            self._tell("request_held_back", why=told or why)
        self.held.append(why)
        return "abort"

    def _journal_armed(self) -> None:
        if not self.may_have_left:
            self._move(State.ARMED)
            self.may_have_left, self.held = True, []

    def _journal_sent(self) -> None:
        with suppress(JournalError):  # it is armed there, which says enough
            self._move(State.SENT)

    # What is done with a request in each phase; whatever is not named leaves.
    _RULES: ClassVar[
        Mapping[Phase, Mapping[_Kind, Callable[["RequestPolicy", Request], _Decision]]]
    ] = {
        "to_form": {"send": _ask},
        "filling": {"send": _ask, "saves": _leak, "asks": _leak, "foreign": _refuse},
        "armed": {"send": _ask, "saves": _wait, "foreign": _refuse},
        "sent": {"send": _again, "saves": _again, "foreign": _refuse},
        "code": {"send": _code, "saves": _code, "foreign": _refuse},
        "closed": {"send": _again, "saves": _again, "foreign": _refuse},
    }


def _identity(request: Request) -> tuple[str, str]:
    """Return by what one write is told from another: a form that is sent by GET has its values in the address."""
    return (request.url if request.is_safe else "", request.body_sha256)


def _is_dry(request: Request) -> bool:
    return any(request.headers.get(name) for name in _DRY_RUNS)


def is_declared(request: Request, flow: Flow) -> bool:
    """Whether a flow says of a request that it sends the form: by method, address, and what else it must have."""
    name, equals, value = (flow.send.has or "").partition("=")
    has = not name or any(
        name == field and (not equals or value == held) for field, held in request.pairs
    )
    return has and any(fits(declared, request) for declared in flow.send.request)
