"""How an objection stands, in words, and what is said of it after its run: whether it was sent, and what next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optout.cli.console import Console
from optout.evidence.due import moved_said
from optout.flow import Flow
from optout.outcome import BEFORE_SEND, IN_DOUBT, Outcome, Reason, State
from optout.translation import LazyText, _, joined, ngettext, quoted

if TYPE_CHECKING:  # it needs Playwright, and to show what was sent needs none
    from optout.run import RunResult


_NO_WORDS = LazyText("")


@dataclass(frozen=True)
class _StateWords:
    """How an objection stands: its mark and word in a table, what is said first of it after its run, and what next."""

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
    """Return how an objection in a state stands; `turns`: a setting."""
    return (_SETTINGS if turns else _FORMS)[state]


def conclude(console: Console, flow: Flow, result: "RunResult") -> None:
    """Say whether it was sent, where the record is, and what comes next and when; the record's path goes to stdout."""
    outcome, lead = result.outcome, _lead(result.outcome, flow)
    if result.replay:
        lead = _("In this replay: {lead}").format(lead=lead)
    console.say()
    if outcome.state == State.STOPPED and outcome.reached:
        reached = _("The setting was found") if flow.switches else _("The form is filled")
        console.mark("done", joined((reached, lead), ". "), "bold")
    elif outcome.state == State.CONFIRMED and not flow.switches:
        _tell_received(console, flow, result, lead)
    else:
        console.say(_("{lead}: {what}").format(lead=lead, what=outcome.message), "bold")
        if (
            outcome.state is State.UNKNOWN
            and outcome.confirmation
            and "words" not in outcome.detail
        ):
            console.say(
                _("The page said: {words}").format(words=quoted(outcome.confirmation or ""))
            )
    _tell_details(console, flow, result)
    console.hint(outcome.hint if outcome.state != State.CONFIRMED else "")
    if result.sealed is None:
        not_reached = _("The form was not reached, so nothing was kept")
        console.say(_("There is no sealed record") if result.kept else not_reached)
        return
    console.fingerprint("" if result.replay else result.sealed.id, result.sealed.fingerprint)
    console.say(_("Record:"))
    if not console.as_json:
        console.data(str(result.sealed.folder))
    console.say(_("Look at it: optout open {id}").format(id=result.sealed.id))


def _lead(outcome: Outcome, flow: Flow) -> LazyText:
    if sent := outcome.detail.get("page_sent"):
        message = _(
            "This program sent nothing; the page itself has sent something of yours to {address}"
        )
        return message.format(address=sent)
    if outcome.state is State.REJECTED and outcome.reason in (
        Reason.SETTING_ABSENT,
        Reason.SETTING_LOCKED,
    ):
        return _("Not every setting reads as wanted")  # others were pressed
    return words_of(outcome.state, turns=bool(flow.switches)).lead


def _tell_received(console: Console, flow: Flow, result: "RunResult", lead: LazyText) -> None:
    outcome, when, deadline = result.outcome, result.sent_at, result.deadline
    first = _("{lead}, {when}").format(lead=lead, when=when) if when else lead
    if when and deadline:
        due = _("{lead}, {when}. An answer is due by {day}")
        first = due.format(lead=lead, when=when, day=deadline.day)
    console.say(first, "bold")
    if when and deadline and (what := moved_said(deadline)):
        console.say(_("That is one month, {moved}").format(moved=what))
    console.say(_("The page said: {words}").format(words=quoted(outcome.confirmation or "")))
    if outcome.read_by and result.sealed:
        console.say(
            _("This program could not be sure of these words; the record says who read them so")
        )
    if result.sealed and not result.replay:
        comes = flow.mails and flow.mails.confirm_within_days
        keep = (
            _("Keep the e-mail that follows: {how}")
            if comes
            else _("If an e-mail follows, keep it: {how}")
        )
        console.say(keep.format(how=_("optout attach {id} FILE.eml").format(id=result.sealed.id)))


def _tell_details(console: Console, flow: Flow, result: "RunResult") -> None:
    again = ngettext(
        "{number} further request to send it again held back",
        "{number} further requests to send it again held back",
        result.held_back,
    )
    first = ngettext(
        "{number} request that would have sent it was stopped",
        "{number} requests that would have sent it were stopped",
        result.held_back,
    )
    if result.held_back:
        console.say(again if result.sent_at else first)
    for trouble in result.trouble:
        console.warn(
            _("{trouble}; this changes nothing about the outcome above").format(trouble=trouble)
        )
    if result.suggestions:
        pointed = _("What you pointed at, as lines for targets in the file of this flow, {flow}:")
        console.say(pointed.format(flow=flow.id))
        console.say("\n".join(f"  {lines}" for lines in result.suggestions), whole=True)


def as_json(flow: Flow, result: "RunResult") -> dict[str, Any]:
    """Give a result as plain data; the same keys whatever the outcome."""
    outcome = result.outcome
    return {
        "id": result.id if result.kept else None,
        "flow": flow.id,
        "controller": result.controller or flow.controller,
        "state": outcome.state.value,
        "reason": outcome.reason.value,
        "says": outcome.message,
        "hint": outcome.hint,
        "exit_code": int(outcome.exit),
        "sent_at": result.sent_at.astimezone().isoformat(timespec="seconds")
        if result.sent_at
        else None,
        "due_on": result.deadline.day.isoformat() if result.deadline else None,
        "record": str(result.sealed.folder) if result.sealed else None,
        "fingerprint": result.sealed.fingerprint if result.sealed else None,
        "held_back": result.held_back,
        "way": result.way,
        "found": result.found,
        "suggestions": result.suggestions,
        "trouble": list(result.trouble),
    }
