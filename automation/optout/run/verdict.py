"""Judges how a run ended, from what was seen or how settings stood.

The only place that does; it looks at nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import Reading
from optout.errors import Interrupted, OptoutError, PageCrashed, WindowGone
from optout.flow import Switch, fold, quotation
from optout.outcome import Outcome, Reason, SentBefore, State, Stop
from optout.translation import Coded, LazyText, _

_ERRORS, _SERVER_ERRORS = 400, 500
_NO_REFUSAL = frozenset(
    {408, 409, 425, 429}
)  # the first request may have been taken, or is there already (RFC 9110)
UNREAD, BY_PERSON = (
    Reading("unread"),
    "by_person",
)  # the latter is how one was read that only the person could read
_NOT_SHOWN = Coded.of("not_read_on_page", _("the program could not read it on the page"))
_UNNAMED = Coded.of("", _("none by its name"))

SendSeen = Literal["nothing", "as approved", "undeclared"]
"""What has left since the click; undeclared: another request than the flow knows, in place of the declared one."""
ReadAs = Literal["received", "not received", "refused"]
"""What a person read in an answer."""
Needed = Literal["code", "answer", "more"]
"""What the page still wants: the code from the e-mail, an answer to its `confirm()`, or a secret or a step more."""


@dataclass(frozen=True)
class Match:
    """Words of the page that the flow declares: the whole `sentence` that begins with them, and its block of `text`.

    Both are as the page has them. `stands`: whether they are still displayed.
    """

    sentence: str
    text: str
    stands: bool = True


@dataclass(frozen=True)
class Observation:
    """What stands after the send.

    `status`, `failure` and `led_away` (to an unlisted address) are of its answer.
    """

    sent: SendSeen = "as approved"
    status: int | None = None
    failure: str | None = None
    led_away: str | None = None
    received: Match | None = None  # a new sentence that says so
    refused: Match | None = None  # by the form, which wants something else
    declined: Match | None = None  # by the controller, on the merits
    text: str = ""  # all that is new
    wants: Needed | None = None
    form_there: bool = False  # it can be sent again
    # a field is marked so, another alert is new, or a refusal stands there, new or not
    form_wrong: bool = False
    held_since_click: bool = False  # another request was held back


def judge(seen: Observation) -> Outcome | None:
    """Judge what stands now; None where only a person can read it, or something may still come."""
    if seen.sent == "nothing":
        return None
    if seen.led_away:
        return Outcome(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.led_away})
    if seen.failure:
        return Outcome(State.UNKNOWN, Reason.NO_ANSWER)
    if seen.status is None:
        return None
    if refusal := _refusal(seen, seen.status):
        return refusal
    return _server_error(seen, seen.status) if seen.status >= _ERRORS else _confirmation(seen)


def _server_error(seen: Observation, status: int) -> Outcome:
    """Judge an error status: it proves nothing, whatever the page says.

    What it says is kept all the same.
    """
    words = seen.received or seen.refused or seen.declined
    sentence = words.sentence if words else None
    return Outcome(
        State.UNKNOWN, Reason.NO_PROOF, {"status": str(status)}, sentence, seen.text or None
    )


def _confirmation(seen: Observation) -> Outcome | None:
    if seen.wants == "code" and not seen.refused:
        return Outcome(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)
    words = seen.received
    if words and seen.wants == "answer":
        return Outcome(State.UNKNOWN, Reason.DIALOG, confirmation=seen.text or None)
    if seen.sent == "undeclared" or seen.refused or seen.wants:
        return None
    if seen.declined and not (words or seen.form_wrong):
        return _by_words(State.DECLINED, seen.declined, seen.text)
    # Words beside the form, and words that have gone again, may be those of a page that was too
    # early.
    too_early = words is not None and seen.form_wrong and (seen.form_there or not words.stands)
    return (
        _by_words(State.CONFIRMED, words, seen.text)
        if words and not (seen.declined or too_early)
        else None
    )


def _by_words(state: State, words: Match, text: str) -> Outcome:
    """Judge by words that the flow declares."""
    reason = Reason.CONFIRMED_BY_WORDS if state is State.CONFIRMED else Reason.DECLINED_BY_WORDS
    return Outcome(state, reason, {"words": quotation(words.text)}, words.sentence, text)


def _refusal(seen: Observation, status: int) -> Outcome | None:
    """Judge that the form was not accepted: by words or status, and only with the form there again."""
    if (
        seen.sent != "as approved"
        or not seen.form_there
        or seen.received
        or seen.declined
        or status >= _SERVER_ERRORS
    ):
        return None
    # Words alone may be about what was held back.
    if seen.refused and (status >= _ERRORS or not seen.held_since_click):
        words, text = {"words": quotation(seen.refused.text)}, seen.text or None
        return Outcome(State.REJECTED, Reason.REFUSED_BY_WORDS, words, seen.refused.sentence, text)
    if status >= _ERRORS and status not in _NO_REFUSAL:
        detail = {"status": str(status)}
        return Outcome(
            State.REJECTED, Reason.REFUSED_BY_STATUS, detail, confirmation=seen.text or None
        )
    return None


def worth_asking(seen: Observation) -> bool:
    """Whether the person may be asked what a new text says: all else must speak for an answer to the send."""
    answered = seen.sent != "nothing" and seen.status is not None and seen.wants != "answer"
    return bool(seen.text) and answered and judge(seen) is None


def judge_reading(seen: Observation, text: str, who: str, read_as: ReadAs | None) -> Outcome:
    """Judge by what `who` read in a text; None where they could not tell.

    What the page shows by now comes first, and a no is not taken for a refusal.
    """
    if outcome := judge(seen):
        return outcome
    is_answer = worth_asking(replace(seen, text=text))
    if is_answer and read_as == "received":
        return Outcome(
            State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, {"words": text}, None, text, who
        )
    if is_answer and read_as == "refused":
        return Outcome(State.DECLINED, Reason.DECLINED_BY_PERSON, {"words": text}, None, text, who)
    if read_as == "not received":
        return Outcome(State.UNKNOWN, Reason.NOT_READ, {"words": text}, None, text, who)
    return replace(judge_at_end(seen), confirmation=text)


def judge_at_end(seen: Observation) -> Outcome:
    """Judge when the time is up: everything that is not clear is unknown."""
    if outcome := judge(seen):
        return outcome
    words, text = seen.received or seen.refused or seen.declined, seen.text or None
    if seen.wants == "answer":
        return Outcome(State.UNKNOWN, Reason.DIALOG, confirmation=text)
    if seen.sent == "nothing":
        return Outcome(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    if seen.status is None:
        return Outcome(State.UNKNOWN, Reason.NO_ANSWER)
    if words:
        return Outcome(
            State.UNKNOWN, Reason.NOT_READ, {"words": quotation(words.text)}, confirmation=text
        )
    return Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)}, confirmation=text)


def error_name(error: BaseException) -> str:
    """Name an error without its message: Playwright's messages print values.

    One of ours says what it says.
    """
    if isinstance(error, OptoutError):
        return error.message
    return (
        Coded.of("timed_out", _("time ran out"))
        if isinstance(error, TimeRanOut)
        else type(error).__name__
    )


def judge_error(
    error: Exception,
    *,
    may_have_left: bool,
    page_sent: str,
    signed_in: bool,
    where: Mapping[str, str],
    label: str = "",
) -> Outcome:
    """Judge a run that an error broke off: what may have left is unknown, and of all else nothing was sent.

    `page_sent` is where the page itself sent something of the person's before the approval, and is
    always told. `where` are the address, the flow, the step and how many steps there are, as the
    sentences name them; `label` is of a setting that was pressed.
    """
    told = {"page_sent": page_sent} if page_sent else {}
    if isinstance(error, Stop | SentBefore) and not may_have_left:
        state = State.ALREADY_OBJECTED if error.reason == Reason.ALREADY_OBJECTED else State.STOPPED
        return Outcome(state, error.reason, {**error.detail, **told})
    reason, detail = Reason.FAILED, {"error": error_name(error)}
    if isinstance(error, Stop):
        detail = {
            **error.detail,
            "error": Coded.of(error.reason, LazyText("{message}").format(message=error.message)),
        }
    if isinstance(error, Interrupted):
        reason, detail = Reason.INTERRUPTED, {}
    elif isinstance(error, WindowGone) and not isinstance(error, PageCrashed):
        before, after = _("before the sign-in was done"), _("after the sign-in")
        moment = (
            Coded.of("after_sign_in", after) if signed_in else Coded.of("before_sign_in", before)
        )
        reason, detail = Reason.CLOSED, {"moment": moment}
    if may_have_left:
        return Outcome(State.UNKNOWN, reason, detail | ({"setting": label} if label else {}))
    return Outcome(State.STOPPED, reason, {**where, **detail, **told})


# Settings: how each stood at each look.


@dataclass
class Setting:
    """One setting of a run, and how it stood at each look."""

    step: Switch
    label: str  # by the flow, and by the page once it was found
    shown: str = ""  # what the page showed of its state last
    before: Reading = UNREAD
    after: Reading | None = None  # a fresh load
    pressed_at: datetime | None = None  # or was about to be
    by_hand: bool = False
    saved: bool = False  # the program pressed the button that saves it
    may_save: bool = False  # the page had a button that saves it, or may
    asked: str = ""  # by the page then, and the flow does not know it

    @property
    def absent(self) -> bool:
        """Whether the page does not have it."""
        return self.before.state == "absent"

    @property
    def locked(self) -> bool:
        """Whether the page shows it otherwise than wanted, and does not let it be changed."""
        return self.before.state == "otherwise" and not self.before.enabled

    @property
    def unfinished(self) -> Literal["asked", "not_saved"] | None:
        """What kept a change from being completed that the site did not refuse: nobody may be blamed for that.

        The page asked something of its own, or it had a button that saves, and the program did not
        press it.
        """
        if not self.pressed_at or (self.after and self.after.state == "as_wanted"):
            return None
        if self.asked:
            return "asked"
        return "not_saved" if self.may_save and not self.saved else None

    def ends(self, *, pressed: bool) -> Reason:
        """Say how it ends; `pressed`: it or another one of the same run was."""
        after = self.after.state if self.after else "unread"
        if self.absent or self.locked:
            return Reason.SETTING_ABSENT if self.absent else Reason.SETTING_LOCKED
        if after == "otherwise" and pressed:
            unfinished = {"asked": Reason.DIALOG, "not_saved": Reason.NOT_SAVED}
            return unfinished[self.unfinished] if self.unfinished else Reason.READS_AS_BEFORE
        return Reason.READS_AS_WANTED if after == "as_wanted" else Reason.SETTING_UNREAD


_WORST_FIRST = {  # for each reason, how it stands where nothing was pressed, and where this or another one was
    Reason.SETTING_UNREAD: (State.STOPPED, State.UNKNOWN),
    Reason.DIALOG: (State.STOPPED, State.REJECTED),
    Reason.NOT_SAVED: (State.STOPPED, State.REJECTED),
    Reason.READS_AS_BEFORE: (State.STOPPED, State.REJECTED),
    Reason.SETTING_LOCKED: (State.LOCKED, State.REJECTED),
    Reason.SETTING_ABSENT: (State.NOT_AVAILABLE, State.REJECTED),
    Reason.READS_AS_WANTED: (State.ALREADY_OFF, State.CONFIRMED),
}


def judge_settings(
    settings: Sequence[Setting], *, accounts: Sequence[str] = (), stopped: Stop | None = None
) -> Outcome:
    """Judge settings by how each reads after a fresh load; of several the worst tells.

    `accounts` says whose settings each load of the page showed, as far as it named them; `stopped`
    says what kept them from being read. What the page showed before the load proves nothing.
    """
    needed = [one for one in settings if not (one.absent and one.step.optional)] or settings
    pressed = any(one.pressed_at for one in settings)
    known = next(filter(None, accounts), "")
    if known and fold(known) != fold(accounts[-1]):
        state = State.UNKNOWN if pressed else State.STOPPED
        return Outcome(
            state, Reason.OTHER_ACCOUNT, {"known": known, "account": accounts[-1] or _UNNAMED}
        )
    order = [*_WORST_FIRST]
    each = [(one.ends(pressed=pressed), one) for one in needed]
    reason, setting = min(each, key=lambda one: (order.index(one[0]), one[1].pressed_at is None))
    detail = {"setting": setting.label, "state": (setting.after or setting.before).how}
    if reason is Reason.SETTING_UNREAD:
        detail = {**_why_unread(stopped), **detail}
    if reason is Reason.DIALOG:
        detail["words"] = setting.asked
    return Outcome(_WORST_FIRST[reason][pressed], reason, detail)


def _why_unread(stopped: Stop | None) -> dict[str, str]:
    if stopped is None:
        return {"why": _NOT_SHOWN}
    why = Coded.of(stopped.reason, LazyText("{message}").format(message=stopped.message))
    return {**stopped.detail, "why": why}
