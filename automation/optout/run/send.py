"""The one send: the filled form is read and approved, its button pressed once, and looked at whether anything left."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from playwright.sync_api import Dialog

from optout.browser import (
    Element,
    FormField,
    FormState,
    Page,
    affirming,
    as_sent,
    is_free,
    letters_of,
    parts_of,
    press,
    read_form,
)
from optout.flow import asks_to_send, find_statement, has_phrase
from optout.messages import Coded, printable
from optout.outcome import Reason, SentByHand, Stop
from optout.run.help import FIX, PERSON_CAN_FIX, ROUNDS, ask, ask_help, close_notices, complete, speaker_of
from optout.run.session import EARLIER_PAGE, Approved, Run, Stillness
from optout.run.steps import ask_about_lost_value
from optout.run.talk import ABOUT, THE_FORM, Choice, Question
from optout.run.values import check_entered, write_again

PRESS_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them
_LEAVING = 10.0  # seconds in which a page says what it misses; what is slower is waited for as an answer is
_SOON, _STANDS = 2.0, 1.0  # seconds after the click, and for which what is sure must stand there
_STILL = 5.0  # seconds for which a page that does nothing must stand still
_LONGEST = 300  # characters of a complaint
_MOST = 20  # requests that a page may try one after the other


# The form that is to be sent.


def _read_ready(run: Run) -> tuple[Element, tuple[FormField, ...]]:
    """Wait until the form can be sent; return its button, and its fields with those that nobody could see."""
    step = run.flow.send
    run.check_address()
    page = run.page()
    run.before.note(page.spoken)
    close_notices(run, page)
    complete(run, step.send)  # the button may work only then
    run.need(step.send, enabled=True)

    def free(page: Page) -> tuple[Element, FormState] | None:
        found = run.find_one(step.send, page, enabled=True)
        state = run.draft.read(page, found.element) if found else FormState()
        ready = found and state.read and (state.invalid or is_free(run.window, found.element))
        return (found.element, state) if ready and found else None

    with run.long("pressing", run.options.patience, step.send):
        ready = run.wait_for(free)
    if ready is None:
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.described(step.send))
    button, form = ready
    if form.unticked:  # the form came up only now
        return _read_ready(run)
    if form.invalid:
        raise run.stop(Reason.FORM_INVALID, words=printable(form.invalid), **speaker_of(form))
    return button, run.draft.shown_with(form)


# The approval.


def approve(run: Run) -> Approved:
    """Show the filled form until what was approved is what stands in it; what stands in the way the person mends."""
    left, changes, told, before = ROUNDS, 0, set[str](), tuple[FormField, ...]()
    while True:
        try:
            button, fields = _read_ready(run)
            while write_again(run) or ask_about_lost_value(run, fields):
                button, fields = _read_ready(run)
            seen = tuple(field for field in fields if field.seen)
            run.draft.note_page(fields, run.page())
            run.sends.contents = run.draft.contents(seen)
            run.accounts.extend(filter(None, [run.account_now()]))
            run.capture_before(fields)
            approved = Approved(_ask(run, seen, before), seen)
            run.window.reading = None
            now, fields = _read_ready(run)
            if tuple(field for field in fields if field.seen) == seen and now.called == button.called:
                run.check_address()
                run.stop_on_dialog()
                where = now.facts.get("action")
                if where is not None and not run.window.allows(where):
                    raise run.stop(Reason.NOT_AS_APPROVED)
                return replace(approved, button=now)
            changes, before = changes + 1, seen
            if run.approved_beforehand or changes == ROUNDS:  # one that never stands still cannot be approved
                raise run.stop(Reason.TARGET_STUCK, target=THE_FORM)
            run.tell("form_changed", "send")
        except Stop as stop:
            run.stop_on_dialog()
            invalid, words = stop.reason == Reason.FORM_INVALID, f"{stop.detail.get('words')}{sorted(run.page().typed)}"
            left = ROUNDS if invalid and words not in told else left - 1
            told.add(words)  # one after the other: each that is new is the person's, however many they are
            if not left or not (invalid or stop.reason in PERSON_CAN_FIX):
                raise
            helped = ask_help(run, stop, FIX) if invalid else ask_help(run, stop, "send", run.flow.send.send)
            left += helped == "again"  # a page may change by itself for as long as the person is away
            if helped == "done" and not invalid:
                stands = run.find_one(run.flow.send.send, run.page(), enabled=True) and run.sends.nothing_left
                if run.options.yes or not stands or run.sends.leaks:
                    return Approved("in_window")
                run.draft.by_hand.remove("send")  # done was something else
            changes, before = 0, ()


def _ask(run: Run, fields: tuple[FormField, ...], before: tuple[FormField, ...]) -> str:
    """Ask whether this may be sent, and return how that was said."""
    if run.options.until_filled:
        raise run.stop(Reason.UNTIL_FILLED)
    arrival = run.draft.arrival
    title, sure = (arrival.title, arrival.sure) if arrival else ("", True)
    if run.approved_beforehand:
        if not sure:
            about_title = Coded.of("whether_right_form", ABOUT["title"].format(title=title))
            raise run.stop(Reason.NO_TERMINAL, question=about_title, title=title)
        listed = [field.value for field in fields if field.kind in ("select", "combobox")]
        check_entered(run, [field.value for field in fields], listed)
        return "in_advance"
    about, account = run.flow.controller, run.account_named or ""
    question = Question("approve", about, ("yes", "no"), "no", fields, run.address, before, account=account)
    if ask(run, replace(question, title=title, detail={"controller": about})) != "yes":
        raise run.stop(Reason.DECLINED)
    return "asked"


# The press, and what came of it.

_Kept = Stop | Literal["next page"]  # what kept the form from leaving


def press_once(run: Run, approved: Approved) -> _Kept | None:
    """Press the button that was approved; return what kept the form from leaving: it is armed no longer then.

    `next page`: the button has led to another page of the form. None too where nothing is sure: what may have left is
    judged by its answer, and from `arm` on nothing is tried twice.
    """
    if approved.button is None:
        return None
    run.window.stay()
    run.tell("armed", "send")
    press(run.window, approved.button, PRESS_TIME)  # pressed or not, what the gate and the page show decides
    run.reach("clicked")
    seconds = min(_LEAVING, run.options.outcome_wait)
    waiting = _Waiting(run, approved, seconds)

    def why() -> _Kept | Literal[False] | None:
        return False if run.sends.last_send else waiting.look()

    found: _Kept | Literal[False] | None = run.window.wait(why, seconds + _STANDS)
    if found is None and run.sends.nothing_left and run.window.is_navigating:  # a page is on its way, and it is no send
        run.window.wait(lambda: not run.window.is_navigating or None, run.options.outcome_wait)
        found = run.window.wait(why, seconds + _STANDS)
    if _brought_review(run, waiting):
        run.sends.lead_on()
        found = "next page"
    elif not found or not run.sends.disarm(stands=isinstance(found, Stop)):
        return None
    run.dialogs.clear()
    run.alerts.clear()
    return found


def _brought_review(run: Run, waiting: "_Waiting") -> bool:
    """True if what left undeclared has brought another page of the form, for review: the person approves that as well.

    Where nobody can, it stays what may have been the send.
    """
    left = run.sends.last_send
    if left is None or left.declared or not left.request.is_navigation or not run.can_ask:
        return False
    seconds = min(_LEAVING, run.options.outcome_wait)
    return bool(run.window.wait(waiting.look_for_review, seconds))


class _Waiting:
    """What the page has shown since the click, while nothing leaves."""

    def __init__(self, run: Run, approved: Approved, seconds: float) -> None:
        self._run, self._seconds, self._began = run, seconds, run.window.now()
        self._asked = {(field.label, field.kind) for field in approved.form if field.kind != EARLIER_PAGE}
        self._button = approved.button
        self._stillness = Stillness(run.window)
        self._said, self._affirmed = "", False
        self._speaker: dict[str, str] = {}

    def look(self) -> _Kept | None:
        """Give why nothing left, as soon as that is sure."""
        run, page, now = self._run, self._run.look(), self._run.window.now()
        stands = partial(self._stillness.lasts, page)
        if stands(_STANDS) and self._affirms(page):
            self._began = now  # from here on it is as after the click
            return None
        complaint, waited = self._complaint(page), now - self._began
        words, sure = complaint or ("", False)
        self._said = words or self._said
        late = waited >= self._seconds  # what counts down never stands still
        if waited < _SOON:
            return None
        if (late or stands(_STANDS)) and self._has_turned(page, late=late):
            return "next page"
        foreign = "foreign_host" in run.sends.held
        ended = stands(_STANDS if sure else _STILL) or (late and (foreign or self._said) and not run.window.is_loading)
        if complaint is None or not ended:  # what it says may be that it is sending
            return None
        if foreign:
            return run.stop(Reason.NOT_AS_APPROVED)
        return (
            run.stop(Reason.FORM_INVALID, words=self._said, **self._speaker)
            if self._said
            else run.stop(Reason.NOTHING_HAPPENED)
        )

    def look_for_review(self) -> bool | None:
        """Return whether the page that came shows what was entered, and sends it on; None while it is loading."""
        run, left = self._run, self._run.sends.last_send
        answer = left.last_answer if left else None
        if answer is None or answer.is_redirect:
            return None
        page = run.look()
        if not self._stillness.lasts(page, _STANDS):
            return None
        contents = run.sends.contents
        shown = letters_of(" ".join((*page.spoken, *page.typed)))
        repeats = all(letters_of(value) in shown for value in contents.texts or contents.emails)
        sends_on = run.find_one(run.flow.send.send, page, enabled=True) is not None
        return repeats and sends_on and self._has_turned(page, late=False)

    def _affirms(self, page: Page) -> bool:
        """Affirm, once, what a dialog of the page asks before it sends; in a stranger's flow that is the person's."""
        run, dialog = self._run, self._new_dialog(page)
        asks = affirming(*dialog) if dialog else None
        if asks is None or self._affirmed or run.options.confirm_presses or not run.sends.nothing_left:
            return False
        self._affirmed = True
        run.check_address()
        if pressed := press(run.window, asks, PRESS_TIME):
            run.tell("affirmed", "send")
        return pressed

    def _new_dialog(self, page: Page) -> tuple[str, list[Element]] | None:
        """Return the dialog that came up with the press, and says nothing that the flow knows of an answer."""
        _number, text, inside = page.top_dialog or (-1, "", [])
        known = text in self._run.before or has_phrase(text, self._run.flow.answers)
        is_own = self._button is not None and page.again(self._button) in inside
        return None if not inside or is_own or known else (text, inside)

    def _has_turned(self, page: Page, *, late: bool) -> bool:
        """Whether another page of the form stands there: nothing of what was asked, and something that leads further.

        What only lets one take it back, or shows that it is at work, may still send, until it is `late`.
        """
        run, parts = self._run, parts_of(page, going="page")
        leads = any(button.does & {"onward", "send", "affirm"} for button in parts.buttons)
        further = late or leads or parts.fields or parts.groups
        if not (further and self._asked) or run.dialogs or find_statement(page.spoken, run.flow.answers, run.before):
            return False
        asked = {(field.label, field.kind) for one in parts.buttons[:1] for field in read_form(page, one).fields}
        return page.read and bool(parts.buttons) and self._asked.isdisjoint(asked)

    def _complaint(self, page: Page) -> tuple[str, bool] | None:
        """Return what the page says beside the form since the click, or the browser misses in it; and whether surely.

        None where the form is gone, or the page says that it was sent, or the browser asked: nobody knows what came of
        it. What a dialog asks that keeps the person from the form is theirs.
        """
        run = self._run
        button = run.find_one(run.flow.send.send, page)
        answered = len(run.dialogs) > len(run.alerts) or find_statement(page.spoken, run.flow.answers, run.before)
        if not page.read or answered:
            return None
        if button is None:
            text, _inside = self._new_dialog(page) or ("", [])
            return (printable(text, _LONGEST), False) if text and not parts_of(page).fields else None
        form = read_form(page, button.element)
        self._speaker = speaker_of(form)
        if form.invalid or run.alerts:
            return printable(form.invalid or run.alerts[-1], _LONGEST), True
        blocks = sorted(page.blocks, key=lambda block: not block.loud)
        told = dict.fromkeys(text for block in blocks if (text := " ".join(block.text.split())) not in run.before)
        return printable(" · ".join(told), _LONGEST), bool(told) and any(one.marked_wrong for one in page.elements)


def decide_dialog(run: Run, dialog: Dialog) -> None:
    """Accept the question the flow declares, or whether to send, once armed; dismiss any other and note its words."""
    if run.sends.armed and dialog.type == "confirm":
        declared = has_phrase(dialog.message, run.flow.phrase(run.flow.send.dialog))
        approved = run.draft.approved
        button = approved.button if approved else None
        asks = button is not None and asks_to_send(dialog.message, button.document.language)
        if declared or (asks and not run.options.confirm_presses and run.sends.nothing_left):
            dialog.accept()
            if not declared:
                run.tell("affirmed", "send")
            return
    message = printable(dialog.message)
    dialog.dismiss()
    run.dialogs.append(message)
    if dialog.type == "alert":
        run.alerts.append(message)
        if not (run.sends.last_send and run.sends.last_send.last_answer):
            run.before.note([message])  # whatever it says, it is no answer


# A request that was paused. While it is held the page may not be readable: the question shows the request's own.


def settle_paused(run: Run) -> None:
    """Have the person decide about a paused request, in every wait; a question that is open is asked again after.

    Raise Stop where it must not leave, SentByHand once it has.
    """
    withdrawn = None
    run.gate.ask_again()
    if (paused := run.sends.paused) and not run.settling:
        run.settling, withdrawn = True, run.ask_anew
        try:
            if withdrawn:
                run.asker.end()
            _settle(run, paused.goes_to, as_sent(run.draft.filled, paused))
        finally:
            run.settling = False
    left, before = run.sends.sent, run.draft.approved_before
    if left and left.phase in ("to_form", "filling") and not run.draft.approved:
        shown = as_sent(run.draft.filled, left.request)
        if before is None:
            run.draft.by_hand.append("send")
            run.draft.approved = Approved("in_window", shown, at=left.at)
        else:  # the same as was approved, and the page was slow
            run.draft.approved = replace(before, form=shown, button=None)
        raise SentByHand
    if withdrawn:
        withdrawn()


def _settle(run: Run, address: str, shown: tuple[FormField, ...]) -> None:
    if run.sends.phase == "sent":
        _settle_repeat(run, address, shown)
        return
    draft, armed, request, answer = run.draft, run.sends.phase == "armed", run.sends.paused, "stop"
    try:
        if run.asker.can_answer:
            answer = _ask_about(run, address, shown, armed=armed)
    finally:  # also after a signal, or when the window is gone
        for _round in range(_MOST if answer == "stop" else 0):
            run.sends.say("stop")
            run.gate.ask_again()
        if answer == "stop" and armed:
            run.sends.disarm(stands=False)
    if answer == "stop":
        raise run.stop(Reason.DECLINED if run.asker.can_answer and not armed else Reason.NOT_AS_APPROVED)
    if not answer:  # it has gone meanwhile
        return
    run.sends.say(answer)
    run.gate.ask_again()
    if answer == "yes" and not armed:
        draft.approved_before = None
    elif armed and draft.approved and run.sends.sent and run.sends.sent.request is request:
        draft.approved = replace(draft.approved, form=shown, how="asked", at=datetime.now(UTC))


def _settle_repeat(run: Run, address: str, shown: tuple[FormField, ...]) -> None:
    """Have the person decide about a request that would send the form a second time; the first one stays as it is."""
    answer = "no"
    try:
        if run.asker.can_answer:
            detail = {"address": address.partition("/")[0]}
            about = run.flow.controller
            answer = _answer_of(run, Question("repeat", about, ("yes", "no"), "no", shown, address, detail=detail))
    finally:  # also after a signal, or when the window is gone
        run.sends.say("yes" if answer == "yes" else "stop")
        run.gate.ask_again()


def _ask_about(run: Run, address: str, shown: tuple[FormField, ...], *, armed: bool) -> str:
    choices: tuple[Choice, ...] = ("yes", "stop") if armed else ("yes", "onward", "stop")
    why = Reason.NOT_AS_APPROVED if armed else None
    detail, about = {"address": address.partition("/")[0]}, run.flow.controller
    question = Question("paused", about, choices, "stop", fields=shown, address=address, why=why, detail=detail)
    return _answer_of(run, question)


def _answer_of(run: Run, question: Question) -> str:
    """Ask about the paused request; return nothing where that has gone meanwhile, or the page confirms the send."""
    request = run.sends.paused

    def look() -> str | None:
        run.look_for_answer()
        gone = run.sends.paused is not request or run.sends.is_confirmed
        return "" if gone else run.asker.answer()

    run.tell("asked", question.prompt, **question.detail)
    run.asker.begin(question)
    try:
        answer = run.window.wait(look, math.inf) or ""
    finally:
        run.asker.end()
    if answer:
        run.tell("answered", question.prompt, answer=answer)
    return answer
