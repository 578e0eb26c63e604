"""The states of an objection, why a run ended as it did, its exit code, and the errors that end a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from types import MappingProxyType
from typing import Self

from optout.errors import Exit, OptoutError
from optout.translation import LazyText, _, named, quoted


class State(StrEnum):
    """How one objection stands. Only the changes in `TRANSITIONS` are legal."""

    PLANNED = "planned"
    FILLED = "filled"
    ARMED = "armed"
    SENT = "sent"
    AWAITING_CODE = "awaiting_code"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    RESOLVED_SENT = "resolved_sent"
    RESOLVED_NOT_SENT = "resolved_not_sent"
    ALREADY_OBJECTED = "already_objected"
    ALREADY_OFF = "already_off"
    LOCKED = "locked"
    NOT_AVAILABLE = "not_available"
    STOPPED = "stopped"
    DRAFTED = "drafted"


# Nothing has left: a run may stop here freely.
BEFORE_SEND = frozenset({State.PLANNED, State.FILLED})
# A setting that nobody pressed, or could.
UNTURNED = frozenset({State.ALREADY_OFF, State.LOCKED, State.NOT_AVAILABLE})
# A run that ended, or goes on, before the send: no objection came of it.
UNSENT = BEFORE_SEND | {State.STOPPED}
# It may have been sent; found at start-up, these become unknown.
IN_DOUBT = frozenset({State.ARMED, State.SENT})
# How it ended is for the person to say.
UNSETTLED = IN_DOUBT | {State.UNKNOWN, State.AWAITING_CODE, State.DRAFTED}
BLOCKING = IN_DOUBT | {
    State.AWAITING_CODE,
    State.CONFIRMED,
    State.DECLINED,
    State.UNKNOWN,
    State.RESOLVED_SENT,
}
"""These block a second send for the same flow, controller, account and purpose."""

TRANSITIONS: dict[State, frozenset[State]] = dict.fromkeys(State, frozenset[State]()) | {
    State.PLANNED: frozenset(
        {State.FILLED, State.STOPPED, State.ALREADY_OBJECTED, State.ARMED, State.DRAFTED, *UNTURNED}
    ),
    State.FILLED: frozenset({State.ARMED, State.STOPPED, State.ALREADY_OBJECTED}),
    State.ARMED: frozenset({State.SENT, State.UNKNOWN, State.FILLED}),
    State.SENT: frozenset(
        {State.CONFIRMED, State.AWAITING_CODE, State.REJECTED, State.DECLINED, State.UNKNOWN}
    ),
    State.AWAITING_CODE: frozenset(
        {State.CONFIRMED, State.REJECTED, State.DECLINED, State.UNKNOWN}
    ),
    State.UNKNOWN: frozenset({State.RESOLVED_SENT, State.RESOLVED_NOT_SENT}),
    State.DRAFTED: frozenset({State.RESOLVED_SENT, State.RESOLVED_NOT_SENT}),
}
"""From each state, the states that may follow.

`planned -> armed` is the person sending by hand, or a setting that is about to be turned; `armed -> filled` a click
after which nothing left. Whether a drafted letter was sent only the person can say, who sends it.
"""

_GOOD = (
    State.CONFIRMED,
    State.ALREADY_OBJECTED,
    State.ALREADY_OFF,
    State.NOT_AVAILABLE,
    State.RESOLVED_SENT,
)
EXITS: dict[State, Exit] = {
    **dict.fromkeys((*_GOOD, State.DRAFTED), Exit.DONE),
    **dict.fromkeys((*IN_DOUBT, State.AWAITING_CODE, State.UNKNOWN), Exit.UNKNOWN),
    State.LOCKED: Exit.NEEDS_PERSON,
    State.REJECTED: Exit.REFUSED,
    State.DECLINED: Exit.REFUSED,
}
"""The exit code of a state; a stopped run's exit code comes from its reason."""


class Reason(StrEnum):
    """Why a run ended.

    The value is what `--json` and the record show; `exit` is the code of a run that it stopped.
    """

    exit: Exit | None

    def __new__(cls, value: str, code: Exit | None = None) -> Self:
        """Make a reason of its line in the table."""
        reason = str.__new__(cls, value)
        reason._value_ = value
        reason.exit = code
        return reason

    # Confirmed, not accepted, or nothing to do.
    CONFIRMED_BY_WORDS = "confirmed_by_words"
    CONFIRMED_BY_PERSON = "confirmed_by_person"
    DECLINED_BY_WORDS = "declined_by_words"
    DECLINED_BY_PERSON = "declined_by_person"
    REFUSED_BY_WORDS = "refused_by_words"
    REFUSED_BY_STATUS = "refused_by_status"
    ALREADY_OBJECTED = "already_objected"
    SENT_BEFORE = "sent_before", Exit.UNKNOWN
    READS_AS_WANTED = "reads_as_wanted"
    READS_AS_BEFORE = "reads_as_before"
    NOT_SAVED = "not_saved"
    SETTING_LOCKED = "setting_locked"
    SETTING_ABSENT = "setting_absent"
    # A letter, which this program never sends.
    LETTER_DRAFTED = "letter_drafted"
    # It may have been sent.
    SETTING_UNREAD = "setting_unread", Exit.NEEDS_PERSON
    OTHER_ACCOUNT = "other_account", Exit.NEEDS_PERSON
    NO_ANSWER = "no_answer"
    NO_PROOF = "no_proof"
    NOT_READ = "not_read"
    NO_REQUEST_SEEN = "no_request_seen"
    REDIRECTED_AWAY = "redirected_away"
    CODE_NOT_ENTERED = "code_not_entered"
    # It may have been sent where the state is unknown, else nothing was.
    CLOSED = "closed", Exit.NEEDS_PERSON
    INTERRUPTED = "interrupted", Exit.INTERRUPTED
    FAILED = "failed", Exit.ERROR
    DIALOG = "dialog", Exit.PAGE_CHANGED
    # Nothing was sent.
    DECLINED = "declined", Exit.NEEDS_PERSON
    UNTIL_FILLED = "until_filled", Exit.DONE
    UNREACHABLE = "unreachable", Exit.ERROR
    SIGN_IN_TIMEOUT = "sign_in_timeout", Exit.NEEDS_PERSON
    NO_TERMINAL = "no_terminal", Exit.NEEDS_PERSON
    NOT_AVAILABLE = "not_available", Exit.ERROR
    WRONG_FORM = "wrong_form", Exit.PAGE_CHANGED
    WAYS_DEAD = "ways_dead", Exit.PAGE_CHANGED
    FOREIGN_ADDRESS = "foreign_address", Exit.PAGE_CHANGED
    TARGET_MISSING = "target_missing", Exit.PAGE_CHANGED
    TARGET_AMBIGUOUS = "target_ambiguous", Exit.PAGE_CHANGED
    TARGET_STUCK = "target_stuck", Exit.PAGE_CHANGED
    EMAIL_MISMATCH = "email_mismatch", Exit.NEEDS_PERSON
    VALUE_NEEDED = "value_needed", Exit.NEEDS_PERSON
    VALUE_REFUSED = "value_refused", Exit.NEEDS_PERSON
    VALUE_LOST = "value_lost", Exit.PAGE_CHANGED
    TICK_NEEDED = "tick_needed", Exit.NEEDS_PERSON
    FORM_INVALID = "form_invalid", Exit.PAGE_CHANGED
    NOTHING_HAPPENED = "nothing_happened", Exit.PAGE_CHANGED
    NOT_AS_APPROVED = "not_as_approved", Exit.PAGE_CHANGED


# Who or what refuses, where it is not the page: the `speaker` of a detail.
BROWSER = "browser"
NOT_LISTED = "not_listed"
TOO_LONG = "too_long"

# What of the page shows that something is missing, where no words of it say so.
MARKED_FIELD = "marked_field"
UNNAMED_FIELD = "unnamed_field"
STARRED_FIELD = "starred_field"
SAVE_BUTTON = "save_button"


@dataclass(frozen=True)
class _Text:
    """What a person is told for a reason: the sentence, and what to do.

    `after` is the sentence where it may have been sent: there it is never to be tried again at
    once. `spoken` has the sentence for words that are not the page's, by the `speaker` in the
    detail: they are never quoted as the page's. `explained` is the sentence if the detail names the
    `obstacle`.
    """

    message: str
    hint: str = ""
    after: str = ""
    explained: str = ""
    spoken: Mapping[str, str] = field(default_factory=dict)

    def of(self, state: str, detail: Mapping[str, str] = MappingProxyType({})) -> tuple[str, str]:
        """Return the sentence and what to do, by how the objection stands; the detail of a setting names it."""
        if self.after and state == State.UNKNOWN:
            return self.after, _TURNED_HINT if "setting" in detail else _SENT_HINT
        return self.sentence(detail), self.hint

    def sentence(self, detail: Mapping[str, str]) -> str:
        """Return the sentence where nothing was sent, by who said why, or what was in the way."""
        if self.explained and "obstacle" in detail:
            return self.explained
        return self.spoken.get(detail.get("speaker", ""), self.message)


_TURNED_HINT = _("run it again: it reads first, and presses only what is not as you want it")
_SENT_HINT = _(
    "look for an e-mail from the controller before you try again; optout status shows how things stand"
)
_CHANGED = _(
    "the page may have changed: optout flows show {flow}; --log FILE keeps what was rejected, and why"
)
_AGAIN = _("run it again")
_COMPLAIN = _("you can complain to a data protection authority: optout complain")

OBSTACLES: dict[str, LazyText] = {
    "hidden": _("it cannot be seen"),
    "disabled": _("it is disabled"),
    "read_only": _("it cannot be changed"),
    "covered": _("something lies on it"),
    "moving": _("it does not stop moving"),
    "out_of_view": _("it lies outside of the window"),
    "not_reachable": _("the page lets nobody into it"),
    "gone": _("it is no longer there"),
    "renamed": _("it has another name by now"),
    "elsewhere": _("it is in another part of the page"),
    "other_form": _("it is in another form"),
    "other_action": _("it says that it does something else"),
    "other_name": _("it has another name"),
    "other_anchor": _("it is not marked as the site marks it"),
    "better_match": _("something else fits better"),
    "several": _("several fit equally well"),
    "not_in_flow": _("nothing in the flow leads to it"),
    "other_type": _("it is of a type for something else"),
    "other_autofill": _("the browser would fill something else into it"),
    "other_label": _("its label says that it is for something else"),
    "stays_empty": _("its label says that it must stay empty"),
    "long_text": _("it is for a long text"),
    "no_sign": _("nothing says what it is for"),
    "other_content": _("it already has another value of yours"),
    "reverted": _("the page puts back what it contained"),
    "disabled_until": _("it is disabled, and these are still to be filled in or chosen: {missing}"),
}
"""Why something on a page cannot be used, by its code, as it follows a colon."""

# Also what the record says to others: in no sentence is the person addressed, in hints they are.
REASON_TEXTS: dict[Reason, _Text] = {
    Reason.CONFIRMED_BY_WORDS: _Text(_("the page confirmed it: {words}")),
    Reason.CONFIRMED_BY_PERSON: _Text(
        _("a person read the page as saying that it was received: {words}")
    ),
    Reason.DECLINED_BY_WORDS: _Text(
        _("the page says that the objection is refused: {words}"), _COMPLAIN
    ),
    Reason.DECLINED_BY_PERSON: _Text(
        _("a person read the page as saying that the objection is refused: {words}"), _COMPLAIN
    ),
    Reason.REFUSED_BY_WORDS: _Text(
        _("the page says {words}"), _("fix what the page names, and send it again")
    ),
    Reason.REFUSED_BY_STATUS: _Text(
        _("the site answered with HTTP status {status} and showed the form again"),
        _("look at the screenshot in the record for what the form wants, and send it again"),
    ),
    Reason.ALREADY_OBJECTED: _Text(
        _("the page shows {words}, which a person read as saying that an objection was made before")
    ),
    Reason.SENT_BEFORE: _Text(
        _("there is an earlier objection, of {when}; its state: {state}"),
        _("optout status shows it; to send once more, add: --again --reason TEXT"),
    ),
    Reason.READS_AS_WANTED: _Text(_("after a fresh load the setting {setting} is as wanted")),
    Reason.READS_AS_BEFORE: _Text(
        _("after a fresh load the setting {setting} is not as wanted"),
        _(
            "turn it in your own browser, or run it again later; it is pressed once in a run, never again and again"
        ),
    ),
    Reason.NOT_SAVED: _Text(
        _(
            "after a fresh load the setting {setting} is not as wanted; a change may have to be "
            "saved with a button, and the program pressed none"
        ),
        _(
            "run it again; if the page has a button that saves, press it in the window when you are asked"
        ),
    ),
    Reason.SETTING_LOCKED: _Text(
        _("the page shows {setting}, but it cannot be changed there"),
        _("this may be due to your account: your age, or a company or school that manages it"),
    ),
    Reason.SETTING_ABSENT: _Text(
        _(
            "the setting {setting} was not found, and a person said that the page does not have it: it may not exist "
            "for the account's plan or country"
        ),
        _("look in the screenshot in the record"),
    ),
    Reason.SETTING_UNREAD: _Text(
        _("it is not known what {setting} is set to: {why}"),
        _(
            "run it again in a terminal without --yes; where it cannot be read, say yourself what it is set to"
        ),
    ),
    Reason.OTHER_ACCOUNT: _Text(
        _("the page no longer shows the account {known}, but {account}"),
        _("sign in to the right account, then run it again: it reads first"),
    ),
    Reason.LETTER_DRAFTED: _Text(
        _("the letter to {address} is written, and this program sends none")
    ),
    Reason.NO_ANSWER: _Text(
        _("no answer came: the connection failed, or the time ran out"), _SENT_HINT
    ),
    Reason.NO_PROOF: _Text(
        _(
            "the site answered with HTTP status {status}, which does not show whether it accepted the objection"
        ),
        _SENT_HINT,
    ),
    Reason.NOT_READ: _Text(
        _(
            "the page says {words}; nobody confirmed that this means that the objection was received"
        ),
        _SENT_HINT,
    ),
    Reason.NO_REQUEST_SEEN: _Text(
        _("the program went to press the button, but did not see the expected request leave"),
        _SENT_HINT,
    ),
    Reason.REDIRECTED_AWAY: _Text(
        _("the answer led to an address this flow does not know: {address}"), _SENT_HINT
    ),
    Reason.CODE_NOT_ENTERED: _Text(
        _("the site wants the code from an e-mail, and none was entered that it took"),
        _(
            "an objection without its code may not count; if the e-mail has a link, follow it, then see optout status"
        ),
    ),
    Reason.DECLINED: _Text(
        _("it was not approved"),
        _("run it again when you are ready"),
        _(
            "what was sent or pressed may have been the objection; what was to follow it was not approved"
        ),
    ),
    Reason.UNTIL_FILLED: _Text(
        _("it stopped before the send or the press, as was asked"),
        _("to go on, run it without --until filled"),
    ),
    Reason.CLOSED: _Text(
        _("the window was closed at step {step} of {steps}, {moment}"),
        _AGAIN,
        _("the window was closed before the program could read what came of it"),
    ),
    Reason.INTERRUPTED: _Text(
        _("it was interrupted at step {step} of {steps}"),
        _AGAIN,
        _("it was interrupted before the program could read what came of it"),
    ),
    Reason.FAILED: _Text(
        _("the browser or this program failed at step {step} of {steps} ({error})"),
        "optout doctor",
        _("the browser or this program failed before it could read what came of it ({error})"),
    ),
    Reason.DIALOG: _Text(
        _("the page asked something this flow does not know: {words}"),
        _CHANGED,
        _("after the click the page asked something this flow does not know"),
    ),
    Reason.UNREACHABLE: _Text(
        _("cannot reach {host} ({error})"),
        _(
            "is there a network? A proxy, a VPN or a filter may be in the way too; once {host} opens, run it again"
        ),
    ),
    Reason.SIGN_IN_TIMEOUT: _Text(
        _("nobody was signed in after {seconds} s"),
        _(
            "run it again; --sign-in-wait SECONDS gives more time, optout sign-in a window that no program drives"
        ),
    ),
    Reason.NO_TERMINAL: _Text(
        _("a question needs an answer, and there is no terminal to ask on: {question}"),
        _("run it in a terminal, without --yes"),
    ),
    Reason.NOT_AVAILABLE: _Text(
        _("the page showed {words} in place of the form"),
        _(
            "this may be due to the country in your account, or whose account it is; you can still write: optout letter"
        ),
    ),
    Reason.WRONG_FORM: _Text(
        _(
            "this is another form, {address}: it is not the objection to the use of one's own information"
        ),
        _("the right form is {right}"),
    ),
    Reason.WAYS_DEAD: _Text(
        _("none of the paths that this flow knows led there"),
        _(
            "look for the form in the window by hand next time, or report it: optout flows show {flow}"
        ),
    ),
    Reason.FOREIGN_ADDRESS: _Text(
        _("the browser was led to {address}, an address that this flow does not list"),
        _("nothing is filled or sent there; optout flows show {flow} lists the allowed hosts"),
    ),
    Reason.TARGET_MISSING: _Text(_("{target} was not found on {address}"), _CHANGED),
    Reason.TARGET_AMBIGUOUS: _Text(
        _(
            "{target}: {count} elements on {address} match, and the program does not guess which one is right"
        ),
        _CHANGED,
    ),
    Reason.TARGET_STUCK: _Text(
        _("{target} on {address} is there, but cannot be used"),
        _("run it again and watch: something may lie on top of it that you can close"),
        explained=_("{target} on {address} cannot be used: {obstacle}"),
    ),
    Reason.EMAIL_MISMATCH: _Text(
        _("the form holds another e-mail address than the one that was given"),
        _("say which one to use: --email-mismatch keep, or --email-mismatch correct"),
    ),
    Reason.VALUE_NEEDED: _Text(
        _("the form asks for {target}, and none was given"), _("give one: {option}")
    ),
    Reason.VALUE_REFUSED: _Text(
        _("the page does not accept {target}: {words}"),
        _("change it: {option}"),
        spoken={
            BROWSER: _("the form does not take {target}. The browser reported: {words}"),
            NOT_LISTED: _("the form's list does not have {target} that was given"),
            TOO_LONG: _("{target} is too long: only {count} of {all} characters fit"),
        },
    ),
    Reason.VALUE_LOST: _Text(
        _("{target} was entered, but no field of the form contains it any more"),
        _("run it again without --yes, and enter it in the window where it belongs"),
    ),
    Reason.TICK_NEEDED: _Text(
        _("the form wants a tick at {words}, and only a person can agree to that"),
        _("run it again in a terminal, and tick it in the window if you agree"),
    ),
    Reason.FORM_INVALID: _Text(
        _("the form is not complete: {words}"),
        _("look at the screenshot in the record"),
        spoken={
            BROWSER: _("the form is not complete. The browser reported: {words}"),
            MARKED_FIELD: _(
                "the form is not complete. The page marks this field as wrong: {words}"
            ),
            UNNAMED_FIELD: _(
                "the form is not complete. The page marks a field without a name as wrong"
            ),
            STARRED_FIELD: _("this field is empty, and its label has a star: {words}"),
            SAVE_BUTTON: _("the change may have to be saved with this button: {words}"),
        },
    ),
    Reason.NOTHING_HAPPENED: _Text(
        _("the program went to press the button, but the page did not send the form"),
        _("look in the screenshot for what the form may miss"),
    ),
    Reason.NOT_AS_APPROVED: _Text(
        _(
            "the page was about to send something that could not be matched with what was approved, or to a place "
            "where it must not go; it was stopped"
        ),
        _(
            "if you trust the page, send it in your own browser; optout flows show {flow} lists the allowed hosts"
        ),
    ),
}


def gaps(template: str) -> set[str]:
    """Return the names of a sentence's gaps."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


_CAPTURED = frozenset({"words", "setting", "title"})
"""The gaps that are filled with text of a page, unless a `speaker` in the detail said it."""


def with_quotations(values: Mapping[str, str], detail: Mapping[str, str]) -> dict[str, str]:
    """Put those of the values that a page showed into quotation marks."""
    if detail.get("speaker") == BROWSER:
        return dict(values)
    return {name: quoted(value) if name in _CAPTURED else value for name, value in values.items()}


# Between texts of a page that are shown as one.
JOINS = " · "


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and why; `detail` fills the reason's sentence.

    `matched` is the sentence of the page that the flow's words were found in, as the page has it.
    `confirmation` are the texts that the page newly said, or that the person read, in the page's
    order, and `read_by` is who read them.
    """

    state: State
    reason: Reason
    detail: Mapping[str, str] = field(default_factory=dict)
    matched: str | None = None
    confirmation: tuple[str, ...] = ()
    read_by: str | None = None

    @property
    def message(self) -> str:
        """The reason as a sentence without a full stop."""
        sentence, _hint = REASON_TEXTS[self.reason].of(self.state, self.detail)
        return self._fill(sentence)

    @property
    def hint(self) -> str:
        """What to do next, or nothing."""
        _sentence, hint = REASON_TEXTS[self.reason].of(self.state, self.detail)
        return self._fill(hint)

    def _fill(self, text: str) -> LazyText:
        """Fill the gaps of a sentence; raise KeyError where one has no value."""
        template = LazyText(text)
        values = {name: self.detail[name] for name in gaps(template)}
        return template.format(**with_quotations(values, self.detail))

    @property
    def is_confirmed_or_filled(self) -> bool:
        """True if the run came as far as the person asked: to the confirmation, or to the filled form."""
        is_filled = self.state == State.STOPPED and self.reason == Reason.UNTIL_FILLED
        return is_filled or self.state == State.CONFIRMED

    @property
    def exit(self) -> Exit:
        """The exit code: the reason's if it has one, else the state's.

        A reason's code is that of a run that stopped: what it says of anything sent is true of no
        other. Only that a run was interrupted counts whatever came of it.
        """
        of_reason = self.reason.exit
        is_stopped = self.state == State.STOPPED
        if of_reason is not None and (is_stopped or of_reason == Exit.INTERRUPTED):
            return of_reason
        return EXITS.get(self.state, Exit.ERROR)


class Stop(OptoutError):
    """A run ended before the send, for `reason`; `detail` fills the reason's sentence."""

    def __init__(self, reason: Reason, **detail: str) -> None:
        outcome = Outcome(State.STOPPED, reason, detail)
        super().__init__(outcome.message, outcome.hint)
        self.exit = outcome.exit
        self.reason = reason
        self.detail = outcome.detail


class SentBefore(OptoutError):
    """An earlier objection with the same key blocks this one."""

    reason = Reason.SENT_BEFORE

    def __init__(self, state: State, when: str) -> None:
        outcome = Outcome(state, self.reason, {"state": named(state.value), "when": when})
        super().__init__(outcome.message, outcome.hint)
        self.exit = outcome.exit
        self.state = state
        self.detail = outcome.detail
