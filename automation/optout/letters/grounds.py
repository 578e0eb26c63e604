"""Decides whether there is something to complain about, and what; else says what to do first.

A record of an objection shows that it was sent, and the person says what came of it. A record of a
setting, and the readings since then, show by themselves what is wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from optout.deadline import Deadline
from optout.errors import OptoutError, UsageError
from optout.evidence import (
    ANSWER_AWAITED,
    Code,
    Record,
    SettingRead,
    SettingReading,
    in_language,
)
from optout.evidence.supplement import Supplement
from optout.language import ENGLISH
from optout.outcome import Reason, State
from optout.translation import LazyText, _, joined, translated


class TooEarly(OptoutError):
    """There is nothing to complain about yet."""


class Grounds(Code):
    """What the person complains about, the gravest first among those that a record of settings shows.

    Only the person can say the first three; a record of settings shows the others.
    """

    NO_ANSWER = "no-answer", _("no answer within a month")
    REFUSED = "refused", _("the objection was refused")
    IGNORED = "ignored", _("the objection is not followed, by what you saw")
    ON_AGAIN = "on-again", _("a setting that was turned stands otherwise again")
    NOT_TURNED = "not-turned", _("a setting that was pressed is not as wanted")
    LOCKED = "locked", _("a setting cannot be changed")
    ABSENT = "absent", _("a setting is not there for the account")


GROUNDS_BY_CODE: Mapping[str, Grounds] = {grounds.value: grounds for grounds in Grounds}


# An objection that was sent, or may have been


@dataclass(frozen=True)
class Objection:
    """An objection, and what is known of it besides its record.

    `state` is the journal's, `supplements` are what was attached, `deadline` is None where no law
    sets a time for the answer. `answered_on` is the day on which the person answered what the
    controller asked by e-mail.
    """

    record: Record
    state: State
    supplements: Sequence[Supplement] = ()
    deadline: Deadline | None = None
    answered_on: date | None = None


def grounds_of_objection(objection: Objection, requested: Grounds | None) -> Grounds:
    """Return what is complained about: what the person says, else what is usual for the outcome.

    Raise TooEarly if there is nothing to complain about yet, UsageError if the person must say more.
    """
    _require_sent(objection)
    _require_complete(objection)
    if requested is None:
        return _usual_grounds(objection)
    if requested is Grounds.NO_ANSWER:
        _require_silence(objection)
    return requested


def _usual_grounds(objection: Objection) -> Grounds:
    answer = _answer_in(objection.supplements)
    if answer:
        message = _("you attached an answer of theirs ({answers}), so say what you complain about")
        raise UsageError(message.format(answers=answer.folder), _how_to_say(objection))
    if objection.record.status is State.DECLINED:
        return Grounds.REFUSED
    _require_silence(objection)
    return Grounds.NO_ANSWER


def _require_silence(objection: Objection) -> None:
    """Raise UsageError if an answer was attached, or if no law sets a time for one."""
    answer = _answer_in(objection.supplements)
    if answer:
        message = _(
            "you attached an answer of theirs ({answers}), so a letter cannot say that there is none"
        )
        hint = _("if it is none, say what it is: {how}").format(
            how=f"{answer.relabelling} --as other"
        )
        raise UsageError(message.format(answers=answer.folder), hint)
    if objection.deadline is None:
        raise UsageError(
            _("no law sets a time for this answer, so say what you complain about"),
            _how_to_say(objection),
        )


def _answer_in(supplements: Sequence[Supplement]) -> Supplement | None:
    return next((supplement for supplement in supplements if supplement.answers), None)


def _how_to_say(objection: Objection) -> LazyText:
    hint = _("optout complain {request_id} --because refused, or --because ignored")
    return hint.format(request_id=objection.record.request_id)


def _require_sent(objection: Objection) -> None:
    """Raise TooEarly if the objection was not sent, as far as the record and the journal know."""
    record, state = objection.record, objection.state
    if record.status is State.DRAFTED and state is State.RESOLVED_SENT:
        return  # a letter, which the person says that they sent
    if State.DECLINED in (record.status, state):
        return  # it was sent, and its answer is the refusal
    if State.REJECTED in (record.status, state):
        raise TooEarly(
            _("the form did not accept it, so no objection was made yet to complain about"),
            _("fix what the page named and send it again: optout submit {flow}").format(
                flow=record.flow.id
            ),
        )
    if state in _NOT_SENT:
        message, hint = _NOT_SENT[state]
        raise TooEarly(message, hint.format(name=record.request_id))
    if record.status not in ANSWER_AWAITED:
        raise TooEarly(
            _("nothing was sent in this run, so there is nothing to complain about"),
            "optout status",
        )


_NOT_SENT = {
    State.DRAFTED: (
        _("you have not said that you sent this letter, so there is nothing to complain about"),
        _("once you have sent it: optout resolve {name} --sent --on DATE"),
    ),
    State.RESOLVED_NOT_SENT: (
        _("you said that this objection was not received, so there is nothing to complain about"),
        LazyText(""),
    ),
    State.AWAITING_CODE: (
        _("the site waits for a code, so the objection is not made yet"),
        _("once you know that it was received: optout resolve {name} --sent"),
    ),
}
"""What to say, and what to do first, by the state in the journal."""


def _require_complete(objection: Objection) -> None:
    """Raise TooEarly if the controller asks something by e-mail and the person has not answered yet."""
    record, answered_on = objection.record, objection.answered_on
    question = record.asks_by_mail
    if not question:
        if answered_on:
            raise UsageError(
                _(
                    "--answered is for a controller that asks something by e-mail, and this one asks nothing"
                )
            )
        return
    if answered_on is None:
        message = _(
            "{controller} asks by e-mail {question}; until you have answered, your objection is not complete"
        )
        hint = _(
            "answer that e-mail, then: optout complain {id} --answered DATE; if none came, object by a letter that "
            "names the processing: optout letter"
        )
        in_english = in_language(question, ENGLISH)
        raise TooEarly(
            message.format(controller=record.controller, question=translated(in_english, question)),
            hint.format(id=record.request_id),
        )


# A setting that was to be turned


Situation = Literal["absent", "locked", "unread", "left", "turned", "not_turned", "as_wanted"]
"""How a run left a setting: `unread` and `left` tell whether it was pressed, `as_wanted` was so before."""


OpenState = Literal["there_now", "unfinished", "unknown", "not_pressed"]
"""What keeps a setting from being as the person wants it, and is no fault of the controller's."""
_OPEN: Mapping[OpenState, tuple[LazyText, bool]] = {
    "there_now": (
        _("the setting is there now and can be turned, so there is nothing to complain about yet"),
        True,
    ),
    "unfinished": (
        _("a setting was pressed and its change not completed, so it was not turned yet"),
        True,
    ),
    "unknown": (
        _("it is unknown what the setting is set to, so there is nothing to complain about yet"),
        False,
    ),
    "not_pressed": (
        _("a setting was not pressed in this run, so there is nothing to complain about yet"),
        True,
    ),
}
"""What to say of each, and whether to turn it is what to do; else it is to be read again."""


@dataclass(frozen=True)
class SettingHistory:
    """A setting as its record has it, and the readings since then that show how it is set."""

    setting: SettingRead
    readings: tuple[SettingReading, ...] = ()

    @property
    def latest(self) -> Literal["as_wanted", "otherwise"] | None:
        """How it was set when it was last read; None if it was not read since the record was made."""
        if not self.readings:
            return None
        return "as_wanted" if self.readings[-1].stands == "as_wanted" else "otherwise"

    @property
    def was_as_wanted(self) -> bool:
        """True if it was once set as the person wants it, by the record or by a reading since then."""
        later = any(reading.stands == "as_wanted" for reading in self.readings)
        return later or self.setting.as_wanted is True

    @property
    def was_pressed_in_vain(self) -> bool:
        """True if the change was completed, and the setting is not as the person wants it."""
        completed = self.setting.pressed_at is not None and self.setting.unfinished is None
        return completed and (self.setting.as_wanted is False or self.latest == "otherwise")

    @property
    def situation(self) -> Situation:
        """How the run left it."""
        setting = self.setting
        if setting.absent:
            return "absent"
        if setting.locked:
            return "locked"
        if setting.pressed_at is None:
            return "as_wanted" if setting.as_wanted else "left"
        if setting.as_wanted is None:
            return "unread"
        return "turned" if setting.as_wanted else "not_turned"

    @property
    def grounds(self) -> Grounds | None:
        """What is wrong with it; None if nothing is shown to be."""
        if self.latest == "as_wanted":
            return None
        if self.setting.absent:
            # a setting that was read later is there now, and can be turned
            return Grounds.ABSENT if self.latest is None else None
        if self.setting.locked:
            return Grounds.LOCKED
        if self.was_as_wanted:
            return Grounds.ON_AGAIN if self.latest == "otherwise" else None
        return Grounds.NOT_TURNED if self.was_pressed_in_vain else None

    @property
    def open_state(self) -> "OpenState | None":
        """Why it is not known to be as the person wants it, although nothing is wrong; None if it is."""
        if self.latest == "as_wanted":
            return None
        if self.setting.absent:
            return "there_now" if self.latest else None
        if self.setting.unfinished and not self.setting.as_wanted:
            return "unfinished"
        if self.setting.as_wanted is None:
            return "unknown"
        return "not_pressed" if self.situation == "left" else None

    @property
    def notable(self) -> list[SettingReading]:
        """The last reading as wanted, and of those after it the first and the last."""
        as_wanted = [
            number for number, reading in enumerate(self.readings) if reading.stands == "as_wanted"
        ]
        last = as_wanted[-1] if as_wanted else -1
        after = self.readings[last + 1 :]
        return [*self.readings[max(last, 0) : last + 1], *after[:1], *after[1:][-1:]]


def readings_since(record: Record, readings: Sequence[SettingReading]) -> Iterator[SettingReading]:
    """Yield the readings of a record's account after the record was made; of a replay none."""
    if record.replay:
        return
    for reading in readings:
        accounts = {record.account_named, reading.account_named} - {None}
        if reading.at > record.ended_at and len(accounts) <= 1:
            yield reading


def setting_histories(
    record: Record, readings: Sequence[SettingReading]
) -> tuple[SettingHistory, ...]:
    """Return each setting of a record with its readings: those under its name.

    A page may have given its only setting another name since then, so of one setting all count.
    """
    readable = [reading for reading in readings if reading.stands in ("as_wanted", "otherwise")]
    if len(record.settings) == 1:
        return (SettingHistory(record.settings[0], tuple(readable)),)
    return tuple(
        SettingHistory(
            setting, tuple(reading for reading in readable if reading.label == setting.label)
        )
        for setting in record.settings
    )


_NOT_CLEAR: Mapping[str, LazyText] = {
    Reason.OTHER_ACCOUNT: _(
        "the page showed another account in the end, so nobody knows how yours stands"
    ),
    Reason.DIALOG: _(
        "the page asked something that this flow does not know, so the setting was not turned yet"
    ),
    Reason.NOT_SAVED: _(
        "the change of the setting was not saved, as far as is known, so it was not turned yet"
    ),
}
"""Why a run shows nothing to complain about, by its reason."""


def grounds_of_settings(
    record: Record, histories: Sequence[SettingHistory], requested: Grounds | None
) -> Grounds:
    """Return what is complained about: the gravest that a setting shows, unless the person says more.

    Raise UsageError if what the person says does not fit a setting, TooEarly if nothing is wrong.
    """
    _require_fitting(histories, requested)
    _require_pressed(record)
    if requested is Grounds.IGNORED:
        return requested
    shown = {history.grounds for history in histories} - {None}
    for grounds in Grounds:
        if grounds in shown:
            return grounds
    raise _nothing_wrong(record, histories)


def _require_fitting(histories: Sequence[SettingHistory], requested: Grounds | None) -> None:
    turned = any(history.setting.as_wanted for history in histories)
    fitting = {None, Grounds.IGNORED} if turned else {None}
    if requested not in fitting:
        raise UsageError(
            _(
                "leave out --because: for a setting the reason comes from the record; "
                "to object by letter: optout letter"
            )
        )


def _require_pressed(record: Record) -> None:
    if record.status is State.STOPPED:
        raise TooEarly(
            _("nothing was pressed in this run, so there is nothing to complain about"),
            "optout status",
        )
    not_clear = _NOT_CLEAR.get(record.reason)
    if not_clear:
        raise TooEarly(not_clear, _read_again(record))


def _nothing_wrong(record: Record, histories: Sequence[SettingHistory]) -> TooEarly:
    """Return why there is nothing to complain about, and what to do; the first that is open decides."""
    open_states = [history.open_state for history in histories]
    for open_state in open_states:
        if open_state is not None:
            message, can_be_turned = _OPEN[open_state]
            turn = LazyText("optout submit {flow}").format(flow=record.flow.id)
            return TooEarly(message, turn if can_be_turned else _read_again(record))
    message = _(
        "as far as it was read, the setting stands as you want it, so there is nothing to complain about"
    )
    unheeded = _("if your data is used all the same: --because ignored")
    return TooEarly(message, joined([_read_again(record), unheeded], "; "))


def _read_again(record: Record) -> LazyText:
    return _("read it again: optout status --recheck {flow}").format(flow=record.flow.id)
