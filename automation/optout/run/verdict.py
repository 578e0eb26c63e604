"""Judges how a run ended: from observations of the answer, or from the states of settings.

This is the only place that does. It reads no page and asks nobody, so that every combination of
observations can be tested without a browser.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import Reading, WriteRequest
from optout.errors import Interrupted, OptoutError, PageCrashed, WindowGone
from optout.flow import Switch, fold, quotation
from optout.outcome import JOINS, Outcome, Reason, SentBefore, State, Stop
from optout.translation import Coded, LazyText, _

logger = logging.getLogger("optout.run.verdict")

_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500
# These statuses do not prove that the form was refused: the site may have taken this request, or
# one before it. 408: it came too slowly; 409: it conflicts with what is there already; 425 and 429:
# it is to come again later (RFC 9110, 8470 and 6585).
_NO_REFUSAL = frozenset({408, 409, 425, 429})
UNREAD = Reading("unread")
BY_PERSON = "by_person"
"""How a setting was read that only the person could read."""
_NOT_SHOWN = Coded.of("not_read_on_page", _("the program could not read it on the page"))
_NOT_ANSWERED = Coded.of(
    "press_not_answered", _("the site had not answered the change when it was read again")
)
_UNNAMED = Coded.of("account_unnamed", _("none by its name"))

SendSeen = Literal["nothing", "as approved", "undeclared"]
"""What has left since the click.

undeclared: a request that the flow does not declare, in place of the one that it does.
"""
ReadAs = Literal["received", "not received", "refused"]
"""What a person read in an answer."""
_DECIDED_BY_PERSON: Mapping[ReadAs | None, tuple[State, Reason]] = {
    "received": (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON),
    "refused": (State.DECLINED, Reason.DECLINED_BY_PERSON),
}
Needed = Literal["code", "answer", "more"]
"""What the page still wants: the code from the e-mail, an answer to its `confirm()`, or more.

more: a secret, or another step.
"""


@dataclass(frozen=True)
class Match:
    """Words of the page that the flow declares: a `sentence` that begins with them, and its block.

    `text` is the text of the block. `shown_in_main_page` is False if the words have gone again, or
    only a frame shows them.
    """

    sentence: str
    text: str
    shown_in_main_page: bool = True


@dataclass(frozen=True)
class Observation:
    """What was seen of the answer to the submission.

    `status`, `failure` and `led_away` are of the response; `led_away` is the address of an unlisted
    host that it led to. All else is of the page.
    """

    sent: SendSeen = "as approved"
    status: int | None = None
    failure: str | None = None
    led_away: str | None = None
    received: Match | None = None
    """A new sentence says that the objection was received."""
    refused: Match | None = None
    """A new sentence says that the form was not accepted: it wants something else."""
    declined: Match | None = None
    """A new sentence says that the controller refuses the objection on the merits."""
    texts: tuple[str, ...] = ()
    """All that is new, in the page's order."""
    wants: Needed | None = None
    form_there: bool = False
    """The form can be sent again."""
    form_wrong: bool = False
    """A field is marked as wrong, another alert is new, or a refusal is displayed, new or not."""
    blocked_since_click: bool = False
    """Another request was blocked, or something else may have left."""

    @property
    def may_have_arrived(self) -> bool:
        """True if the page says that the objection was received, or refused on the merits."""
        return self.received is not None or self.declined is not None

    @property
    def declared_words(self) -> Match | None:
        """The new words of the page that the flow declares, if there are any."""
        return self.received or self.refused or self.declined


# The answer to a form.


def judge(seen: Observation) -> Outcome | None:
    """Judge what is seen now; None if only a person can read it, or something may still come.

    1. Nothing has left: there is nothing to judge.
    2. The response leads to a host that the flow does not list, or it failed: unknown.
    3. There is no response yet.
    4. The form was not accepted.
    5. The response is an error: unknown.
    6. The words of the page decide.
    """
    if seen.sent == "nothing":
        return None
    if seen.led_away:
        return Outcome(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.led_away})
    if seen.failure:
        return Outcome(State.UNKNOWN, Reason.NO_ANSWER)
    if seen.status is None:
        return None
    refusal = _refusal(seen, seen.status)
    if refusal is not None:
        return refusal
    is_error = seen.status >= _FIRST_ERROR
    return _unproven_error(seen, seen.status) if is_error else _judge_words(seen)


def _refusal(seen: Observation, status: int) -> Outcome | None:
    """Judge by words or status that the form was not accepted; None if that is not proven.

    A refusal allows a new attempt. So it needs the form there again, and no sign that the
    objection has arrived.
    """
    if not _may_be_refusal(seen, status):
        return None
    is_error = status >= _FIRST_ERROR
    # Without an error status the words may be about the other request, which was blocked.
    may_be_about_another = seen.blocked_since_click and not is_error
    words = seen.refused
    if words is not None and not may_be_about_another:
        detail = {"words": quotation(words.text)}
        return Outcome(State.REJECTED, Reason.REFUSED_BY_WORDS, detail, words.sentence, seen.texts)
    if is_error and status not in _NO_REFUSAL:
        detail = {"status": str(status)}
        return Outcome(State.REJECTED, Reason.REFUSED_BY_STATUS, detail, confirmation=seen.texts)
    return None


def _may_be_refusal(seen: Observation, status: int) -> bool:
    """True if nothing contradicts that the form was not accepted.

    A server that fails may have taken the objection before it failed.
    """
    if seen.sent != "as approved" or not seen.form_there:
        return False
    if seen.may_have_arrived:
        return False
    return status < _FIRST_SERVER_ERROR


def _unproven_error(seen: Observation, status: int) -> Outcome:
    """Judge an error status: it proves nothing, whatever the page says.

    The record keeps what the page says all the same.
    """
    words = seen.declared_words
    sentence = words.sentence if words else None
    detail = {"status": str(status)}
    return Outcome(State.UNKNOWN, Reason.NO_PROOF, detail, sentence, seen.texts)


def _judge_words(seen: Observation) -> Outcome | None:
    """Judge the page of an answer without an error; None if its words do not decide."""
    # A page that wants a code may say that the request was received: without the code it is not.
    if seen.wants == "code" and not seen.refused:
        return Outcome(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)
    if seen.wants == "answer" and seen.received:
        return Outcome(State.UNKNOWN, Reason.DIALOG, confirmation=seen.texts)
    if not _may_words_decide(seen):
        return None
    if seen.declined:
        return _judge_declined(seen, seen.declined)
    return _judge_received(seen)


def _may_words_decide(seen: Observation) -> bool:
    """True if the words of the page decide; else the person reads it.

    They are not enough if another request than the declared one has left, if the page also says
    that the form was not accepted, or if it still wants something.
    """
    is_other_request = seen.sent == "undeclared"
    is_contradicted = is_other_request or seen.refused is not None
    return not is_contradicted and seen.wants is None


def _judge_declined(seen: Observation, words: Match) -> Outcome | None:
    """Judge words that refuse the objection on the merits; None if anything contradicts them."""
    if seen.received or seen.form_wrong:
        return None
    detail = {"words": quotation(words.text)}
    return Outcome(State.DECLINED, Reason.DECLINED_BY_WORDS, detail, words.sentence, seen.texts)


def _judge_received(seen: Observation) -> Outcome | None:
    """Judge words that confirm; None if there are none, or the page may have shown them too early.

    It is called if the page neither refuses nor wants anything, and the status is no error. Some
    pages display the words before they know, and then show an error: the form is still there then,
    or the words have gone again.
    """
    words = seen.received
    if words is None:
        return None
    is_taken_back = seen.form_there or not words.shown_in_main_page
    if seen.form_wrong and is_taken_back:
        return None
    detail = {"words": quotation(words.text)}
    return Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, detail, words.sentence, seen.texts)


def worth_asking(seen: Observation) -> bool:
    """True if the person may be asked what a new text says: it may be the answer, and is not clear.

    A page that waits for an answer to its dialog has not said what became of the objection.
    """
    is_answered = seen.sent != "nothing" and seen.status is not None
    if not seen.texts or not is_answered or seen.wants == "answer":
        return False
    return judge(seen) is None


def judge_reading(
    seen: Observation, texts: tuple[str, ...], who: str, read_as: ReadAs | None
) -> Outcome:
    """Judge what `who` read in some texts; `read_as` is None if they could not tell.

    The page may have changed while they read: if it decides by now, that comes first. A no is no
    refusal: the text may only be about something else.
    """
    outcome = judge(seen)
    if outcome is not None:
        return outcome
    words = {"words": JOINS.join(texts)}
    may_be_answer = worth_asking(replace(seen, texts=texts))
    if may_be_answer and read_as in _DECIDED_BY_PERSON:
        state, reason = _DECIDED_BY_PERSON[read_as]
        return Outcome(state, reason, words, None, texts, who)
    if read_as == "not received":
        return Outcome(State.UNKNOWN, Reason.NOT_READ, words, None, texts, who)
    return replace(judge_at_end(seen), confirmation=texts)


def judge_at_end(seen: Observation) -> Outcome:
    """Judge when the time is up: everything that is not clear is unknown."""
    outcome = judge(seen)
    if outcome is not None:
        return outcome
    if seen.wants == "answer":
        return Outcome(State.UNKNOWN, Reason.DIALOG, confirmation=seen.texts)
    if seen.sent == "nothing":
        return Outcome(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    if seen.status is None:
        return Outcome(State.UNKNOWN, Reason.NO_ANSWER)
    words = seen.declared_words
    if words is not None:
        detail = {"words": quotation(words.text)}
        return Outcome(State.UNKNOWN, Reason.NOT_READ, detail, confirmation=seen.texts)
    detail = {"status": str(seen.status)}
    return Outcome(State.UNKNOWN, Reason.NO_PROOF, detail, confirmation=seen.texts)


# A run that an error ended.


def error_name(error: BaseException) -> str:
    """Return the message of an error of ours; of any other error only its name.

    Playwright's messages print the values that were to be typed.
    """
    if isinstance(error, OptoutError):
        return error.message
    if isinstance(error, TimeRanOut):
        return Coded.of("timed_out", _("time ran out"))
    return type(error).__name__


def judge_error(
    error: Exception,
    *,
    may_have_left: bool,
    page_sent: str,
    signed_in: bool,
    where: Mapping[str, str],
    label: str = "",
) -> Outcome:
    """Judge a run that an error ended: unknown if the form may have left, else nothing was sent.

    `page_sent` is where the page itself sent something of the person's before the approval; it is
    reported whenever nothing else was sent. `where` are the address, the flow, the step and how
    many steps there are, as the sentences name them; `label` is of a setting that was pressed.
    """
    logger.debug("%s ended the run; may have left: %s", type(error).__name__, may_have_left)
    reason = _reason_of(error)
    detail = _detail_of(error, reason, signed_in=signed_in)
    if may_have_left:
        setting = {"setting": label} if label else {}
        return Outcome(State.UNKNOWN, reason, {**detail, **setting})
    sent_by_page = {"page_sent": page_sent} if page_sent else {}
    if isinstance(error, Stop | SentBefore):
        return Outcome(_state_of(error), error.reason, {**error.detail, **sent_by_page})
    return Outcome(State.STOPPED, reason, {**where, **detail, **sent_by_page})


def _state_of(stop: Stop | SentBefore) -> State:
    """Return the state of a run that stopped before anything was sent."""
    if stop.reason == Reason.ALREADY_OBJECTED:
        return State.ALREADY_OBJECTED
    return State.STOPPED


def _reason_of(error: Exception) -> Reason:
    """Return why a run ended that may have sent something, or that no `Stop` ended.

    A `Stop` keeps no reason of its own here, since the sentences of most say that nothing was sent:
    its message is the error. Only that the person said no to what came next is told as that: then
    nothing has failed.
    """
    if isinstance(error, Interrupted):
        return Reason.INTERRUPTED
    # A page that crashed was closed by nobody.
    if isinstance(error, WindowGone) and not isinstance(error, PageCrashed):
        return Reason.CLOSED
    if isinstance(error, Stop) and error.reason is Reason.DECLINED:
        return Reason.DECLINED
    return Reason.FAILED


def _detail_of(error: Exception, reason: Reason, *, signed_in: bool) -> dict[str, str]:
    """Return what the sentence of a reason names: the error, or when the window was closed."""
    if reason is Reason.INTERRUPTED:
        return {}
    if reason is Reason.CLOSED:
        if signed_in:
            return {"moment": Coded.of("after_sign_in", _("after the sign-in"))}
        return {"moment": Coded.of("before_sign_in", _("before the sign-in was done"))}
    if isinstance(error, Stop):
        return {**error.detail, "error": _coded_message(error)}
    return {"error": error_name(error)}


def _coded_message(stop: Stop) -> Coded:
    return Coded.of(stop.reason, LazyText("{message}").format(message=stop.message))


# Settings, by how each was read.


@dataclass
class Setting:
    """One setting of a run, and how it was read each time."""

    step: Switch
    label: str
    """Its name: the flow's, and that of the page once it was found."""
    shown: str = ""
    """How the page displayed its state last."""
    before: Reading = UNREAD
    after: Reading | None = None
    """How it was read after a fresh load."""
    pressed_at: datetime | None = None
    """When it was pressed, or was about to be."""
    by_hand: bool = False
    saved: bool = False
    """The program pressed the button that saves it."""
    may_save: bool = False
    """The page had a button that saves it, or may."""
    asked: str = ""
    """What the page asked after the press, if the flow does not know it."""
    writes: Sequence[WriteRequest] = ()
    """What the page sent since it was pressed, and the answers."""
    unanswered: bool = False
    """The server had not answered the press when the page was left."""

    @property
    def absent(self) -> bool:
        """True if the page does not have it."""
        return self.before.state == "absent"

    @property
    def locked(self) -> bool:
        """True if it is not as wanted, and the page does not let it be changed."""
        return self.before.state == "otherwise" and not self.before.enabled

    @property
    def last_reading(self) -> Reading:
        """How it was read last."""
        return self.after or self.before

    @property
    def is_turned(self) -> bool:
        """True if it was read as wanted after a fresh load."""
        return self.after is not None and self.after.state == "as_wanted"

    @property
    def unfinished(self) -> Literal["asked", "not_saved"] | None:
        """What kept the change from being completed; None if nothing is known to have kept it.

        The page has asked something, or it had a button that saves and the program did not press
        it. Then the site has not refused the change, and a complaint may not blame it.
        """
        if not self.pressed_at or self.is_turned:
            return None
        if self.asked:
            return "asked"
        is_save_open = self.may_save and not self.saved
        return "not_saved" if is_save_open else None

    @property
    def is_dispensable(self) -> bool:
        """True if the page does not have it, and the flow says that a page may lack it."""
        return self.absent and self.step.optional

    def ends(self, *, pressed: bool) -> Reason:
        """Return how it ends; `pressed` is True if any setting of the same run was pressed."""
        if self.absent:
            return Reason.SETTING_ABSENT
        if self.locked:
            return Reason.SETTING_LOCKED
        if self.is_turned:
            return Reason.READS_AS_WANTED
        reads_otherwise = self.after is not None and self.after.state == "otherwise"
        if reads_otherwise and pressed:
            return _NOT_TURNED[self.unfinished]
        return Reason.SETTING_UNREAD


_NOT_TURNED: Mapping[Literal["asked", "not_saved"] | None, Reason] = {
    "asked": Reason.DIALOG,
    "not_saved": Reason.NOT_SAVED,
    None: Reason.READS_AS_BEFORE,
}
"""Why a setting that was pressed reads as before, by what kept the change from being completed."""
_WORST_FIRST = {
    Reason.SETTING_UNREAD: (State.STOPPED, State.UNKNOWN),
    Reason.DIALOG: (State.STOPPED, State.REJECTED),
    Reason.NOT_SAVED: (State.STOPPED, State.REJECTED),
    Reason.READS_AS_BEFORE: (State.STOPPED, State.REJECTED),
    Reason.SETTING_LOCKED: (State.LOCKED, State.REJECTED),
    Reason.SETTING_ABSENT: (State.NOT_AVAILABLE, State.REJECTED),
    Reason.READS_AS_WANTED: (State.ALREADY_OFF, State.CONFIRMED),
}
"""For each reason the state of the run: first if nothing was pressed, then if any setting was."""


def judge_settings(
    settings: Sequence[Setting], *, accounts: Sequence[str] = (), stopped: Stop | None = None
) -> Outcome:
    """Judge settings by how each reads after a fresh load; the worst result decides.

    `accounts` are the names of the account that each load of the page showed, "" if it showed none;
    `stopped` is what kept the settings from being read. What the page displayed before the load
    proves nothing.
    """
    was_pressed = any(setting.pressed_at for setting in settings)
    other_account = _judge_accounts(accounts, was_pressed=was_pressed)
    if other_account is not None:
        return other_account
    needed = [setting for setting in settings if not setting.is_dispensable]
    worst = _worst(needed or settings, was_pressed=was_pressed)
    reason = worst.ends(pressed=was_pressed)
    state = _WORST_FIRST[reason][was_pressed]
    logger.debug("settings: %s, %s; pressed: %s", state, reason, was_pressed)
    return Outcome(state, reason, _detail_of_setting(worst, reason, stopped))


def _detail_of_setting(setting: Setting, reason: Reason, stopped: Stop | None) -> dict[str, str]:
    """Return what the sentence of a setting's reason names."""
    detail = {"setting": setting.label, "state": setting.last_reading.how}
    if reason is Reason.SETTING_UNREAD:
        return {**_why_unread(setting, stopped), **detail}
    if reason is Reason.DIALOG:
        return {**detail, "words": setting.asked}
    return detail


def _judge_accounts(accounts: Sequence[str], *, was_pressed: bool) -> Outcome | None:
    """Judge that the last load showed another account than the first that was named.

    Then what it shows proves nothing about the first one's settings. None if it is the same
    account, or none was ever named.
    """
    named = [account for account in accounts if account]
    if not named:
        return None
    known = named[0]
    last = accounts[-1]
    if fold(known) == fold(last):
        return None
    state = State.UNKNOWN if was_pressed else State.STOPPED
    return Outcome(state, Reason.OTHER_ACCOUNT, {"known": known, "account": last or _UNNAMED})


def _worst(settings: Sequence[Setting], *, was_pressed: bool) -> Setting:
    """Return the setting with the worst result; of several one that was pressed, else one that was not read.

    A setting that reads otherwise ends like an unread one if nothing was pressed; but how it is set
    is known, so the other one is to be named.
    """
    order = [*_WORST_FIRST]

    def rank(setting: Setting) -> tuple[int, bool, bool]:
        reason = setting.ends(pressed=was_pressed)
        severity = order.index(reason)
        is_unpressed = setting.pressed_at is None
        is_read = setting.last_reading.state != "unread"
        return severity, is_unpressed, is_read

    return min(settings, key=rank)


def _why_unread(setting: Setting, stopped: Stop | None) -> dict[str, str]:
    if stopped is None:
        return {"why": _NOT_ANSWERED if setting.unanswered else _NOT_SHOWN}
    return {**stopped.detail, "why": _coded_message(stopped)}
