"""The words for how an objection ended, and what is printed after its run: whether it was sent, and what next."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optout.cli.console import Console
from optout.deadline import Deadline
from optout.evidence.due import moved_said
from optout.flow import Flow
from optout.outcome import BEFORE_SEND, IN_DOUBT, Outcome, Reason, State
from optout.translation import LazyText, _, joined, ngettext, quoted_each

if TYPE_CHECKING:  # it needs Playwright, and to show what was sent needs none
    from optout.run import RunResult


_NO_WORDS = LazyText("")


@dataclass(frozen=True)
class _StateWords:
    """A state in words: its mark and word in a table, what is said first after the run, and what to do next."""

    mark: str
    word: LazyText
    lead: LazyText = _NO_WORDS
    then: LazyText = _NO_WORDS


_NOTHING_SENT = _("Nothing was sent")
_DOUBT = IN_DOUBT | {State.UNKNOWN}
_PERHAPS_SENT = _StateWords(
    "!",
    _("perhaps sent"),
    _("It may have been sent; the outcome is unknown"),
    _("look for their e-mail, then: optout resolve {id} --sent (or --not-sent)"),
)
_PERHAPS_TURNED = _StateWords(
    "!",
    _("perhaps turned"),
    _("It may have been turned; the outcome is unknown"),
    _("{again} reads first, and presses only what must be"),
)
_FORMS = {
    **dict.fromkeys(BEFORE_SEND, _StateWords("-", _("not finished"))),
    **dict.fromkeys(_DOUBT, _PERHAPS_SENT),
    State.AWAITING_CODE: _StateWords(
        "!",
        _("waits for a code"),
        _("Sent, and waiting for your code"),
        _(
            "the site waits for the code from its e-mail; once you know more: optout resolve {id} --sent"
        ),
    ),
    State.CONFIRMED: _StateWords("✓", _("received"), _("Sent and received")),
    State.RESOLVED_SENT: _StateWords("✓", _("you said: sent")),
    State.ALREADY_OBJECTED: _StateWords("✓", _("objected before"), _NOTHING_SENT),
    State.ALREADY_OFF: _StateWords(
        "✓", _("already as wanted"), _("Nothing to do, and no setting was pressed")
    ),
    State.NOT_AVAILABLE: _StateWords(
        "-", _("not there"), _("There is nothing to turn, and no setting was pressed")
    ),
    State.LOCKED: _StateWords("!", _("locked"), _("It is locked")),
    State.DECLINED: _StateWords(
        "✗",
        _("refused"),
        _("Sent, and the controller refuses"),
        _("you can complain to a data protection authority: optout complain {id}"),
    ),
    State.REJECTED: _StateWords(
        "✗",
        _("not accepted"),
        _("Sent, and the form did not accept it"),
        _("fix what the page named and run it again: {again}"),
    ),
    State.STOPPED: _StateWords("-", _("not sent"), _NOTHING_SENT),
    State.RESOLVED_NOT_SENT: _StateWords("-", _("you said: unsent")),
    State.DRAFTED: _StateWords(
        "-",
        _("drafted"),
        then=_(
            "send it yourself, it is in its record; once you have: optout resolve {id} --sent --on DATE"
        ),
    ),
}
_SETTINGS = _FORMS | {
    **dict.fromkeys(_DOUBT, _PERHAPS_TURNED),
    State.CONFIRMED: _StateWords("✓", _("turned"), _("Turned")),
    State.REJECTED: _StateWords(
        "✗",
        _("not turned"),
        _("Pressed, and not turned"),
        _("not all of it is as you want it: turn it yourself, or run it again: {again}"),
    ),
    State.STOPPED: _StateWords("-", _("not pressed"), _("The program changed no setting")),
}


def words_of(state: State, *, turns: bool) -> _StateWords:
    """Return the words for a state of an objection, or, if it `turns` a setting, of that."""
    return (_SETTINGS if turns else _FORMS)[state]


def conclude(console: Console, flow: Flow, result: "RunResult") -> None:
    """Say whether it was sent, where the record is, and what comes next and when; the record's path goes to stdout."""
    outcome = result.outcome
    console.say()
    _report_outcome(console, flow, result)
    _report_details(console, flow, result)
    if outcome.state != State.CONFIRMED:
        console.hint(outcome.hint)
    _report_record(console, result)


def _report_outcome(console: Console, flow: Flow, result: "RunResult") -> None:
    outcome = result.outcome
    lead = _lead(outcome, flow)
    if result.replay:
        lead = _("In this replay: {lead}").format(lead=lead)
    if outcome.state == State.STOPPED and outcome.is_confirmed_or_filled:
        reached = _("The setting was found") if flow.switches else _("The form is filled")
        console.mark("done", joined((reached, lead), ". "), "bold")
    elif outcome.state == State.CONFIRMED and not flow.switches:
        _report_receipt(console, flow, result, lead)
    else:
        console.say(_("{lead}: {what}").format(lead=lead, what=outcome.message), "bold")
        if outcome.state is State.UNKNOWN and "words" not in outcome.detail:
            _report_words(console, outcome)
        if outcome.state is State.NOT_AVAILABLE:
            _report_why_absent(console, flow)


def _report_why_absent(console: Console, flow: Flow) -> None:
    """Tell what the controller says of accounts that do not have the settings."""
    for step in flow.switches:
        if step.if_absent:
            console.say(step.if_absent.text)


def _report_words(console: Console, outcome: Outcome) -> None:
    """Quote what the page answered, if it answered anything."""
    if outcome.confirmation:
        console.say(_("The page said: {words}").format(words=quoted_each(outcome.confirmation)))


def _report_record(console: Console, result: "RunResult") -> None:
    """Print the fingerprint, where the record is, and how to look at it."""
    if result.sealed is None:
        not_reached = _("The form was not reached, so nothing was kept")
        console.say(_("There is no sealed record") if result.kept else not_reached)
        return
    sealed = result.sealed
    console.fingerprint("" if result.replay else sealed.id, sealed.fingerprint)
    console.say(_("Record:"))
    if not console.as_json:
        console.data(str(sealed.folder))
    console.say(_("Look at it: optout open {id}").format(id=sealed.id))


_OTHERS_WERE_PRESSED = (Reason.SETTING_ABSENT, Reason.SETTING_LOCKED)
"""Reasons for which one of several settings was not turned, though others were pressed."""


def _lead(outcome: Outcome, flow: Flow) -> LazyText:
    """Return what is said first: what was sent or turned, if anything."""
    if sent := outcome.detail.get("page_sent"):
        message = _(
            "This program sent nothing; the page itself has sent something of yours to {address}"
        )
        return message.format(address=sent)
    if outcome.state is State.REJECTED and outcome.reason in _OTHERS_WERE_PRESSED:
        return _("Not every setting reads as wanted")
    return words_of(outcome.state, turns=bool(flow.switches)).lead


def _known_deadline(flow: Flow, result: "RunResult") -> Deadline | None:
    """Return by when an answer is due; None where none is, or the controller first asks by e-mail.

    Then the time counts from when the person answers, which nobody knows yet.
    """
    return None if flow.asks_by_mail else result.deadline


def _report_receipt(console: Console, flow: Flow, result: "RunResult", lead: LazyText) -> None:
    """Say that it was received, by when an answer is due, and by which words of the page."""
    outcome = result.outcome
    _report_sent(console, result.sent_at, lead, _known_deadline(flow, result))
    if flow.asks_by_mail:
        console.say(
            _(
                "{controller} asks by e-mail {question}. Only with your answer is the objection complete, "
                "and the time for a reply counts from it"
            ).format(controller=flow.controller, question=flow.asks_by_mail.text)
        )
    console.say(_("The page said: {words}").format(words=quoted_each(outcome.confirmation)))
    if result.sealed is None:
        return
    if outcome.read_by:
        console.say(
            _("This program could not be sure of these words; the record says who read them so")
        )
    if not result.replay:
        _report_mail(console, flow, result.sealed.id)


def _report_sent(
    console: Console, when: datetime | None, lead: LazyText, deadline: Deadline | None
) -> None:
    """Say what was sent and when, and by when an answer is due."""
    if when is None:
        console.say(lead, "bold")
        return
    if deadline is None:
        console.say(_("{lead}, {when}").format(lead=lead, when=when), "bold")
        return
    due = _("{lead}, {when}. An answer is due by {day}")
    console.say(due.format(lead=lead, when=when, day=deadline.day), "bold")
    if moved := moved_said(deadline):
        console.say(_("That is one month, {moved}").format(moved=moved))


def _report_mail(console: Console, flow: Flow, record_id: str) -> None:
    """Say how to keep the controller's e-mail, which comes for certain only if the flow has seen one."""
    keep = _("If an e-mail follows, keep it: {how}")
    if flow.mails and flow.mails.confirm_within_days:
        keep = _("Keep the e-mail that follows: {how}")
    console.say(keep.format(how=_("optout attach {id} FILE.eml").format(id=record_id)))


def _report_details(console: Console, flow: Flow, result: "RunResult") -> None:
    """Say which requests were held back, what failed, and what the person pointed at."""
    if result.held_back:
        console.say(_held_back(result))
    for trouble in result.trouble:
        console.warn(
            _("{trouble}; this changes nothing about the outcome above").format(trouble=trouble)
        )
    if result.suggestions:
        pointed = _("What you pointed at, as lines for targets in the file of this flow, {flow}:")
        console.say(pointed.format(flow=flow.id))
        console.say("\n".join(f"  {lines}" for lines in result.suggestions), whole=True)


def _held_back(result: "RunResult") -> LazyText:
    if result.sent_at:
        return ngettext(
            "{number} further request to send it again held back",
            "{number} further requests to send it again held back",
            result.held_back,
        )
    return ngettext(
        "{number} request that would have sent it was stopped",
        "{number} requests that would have sent it were stopped",
        result.held_back,
    )


def as_json(flow: Flow, result: "RunResult") -> dict[str, Any]:
    """Return a result as plain data; it has the same keys whatever the outcome."""
    outcome, sealed = result.outcome, result.sealed
    deadline = _known_deadline(flow, result)
    sent_at = result.sent_at and result.sent_at.astimezone().isoformat(timespec="seconds")
    return {
        "id": result.id if result.kept else None,
        "flow": flow.id,
        "controller": result.controller or flow.controller,
        "state": outcome.state.value,
        "reason": outcome.reason.value,
        "says": outcome.message,
        "hint": outcome.hint,
        "exit_code": int(outcome.exit),
        "sent_at": sent_at,
        "due_on": deadline.day.isoformat() if deadline else None,
        "record": str(sealed.folder) if sealed else None,
        "fingerprint": sealed.fingerprint if sealed else None,
        "held_back": result.held_back,
        "way": result.way,
        "found": result.found,
        "suggestions": result.suggestions,
        "trouble": list(result.trouble),
    }
