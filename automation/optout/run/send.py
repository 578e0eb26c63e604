"""The one send: the click on the button that was approved, what the page asks then, and whether anything left."""

from dataclasses import dataclass

from playwright.sync_api import Dialog

from optout.browser import touch
from optout.browser.element import Element, is_dialog, is_modal, is_seen, seen_text
from optout.browser.notices import affirming
from optout.browser.page import announced, read_form
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.labels import Does, asks_to_send
from optout.flow.said import mentions, said
from optout.flow.words import says
from optout.outcome import Reason
from optout.redact import printable
from optout.run.draft import BEFORE, Approved
from optout.run.events import SEND, Kind
from optout.run.looking import Stillness
from optout.run.session import Run
from optout.run.view import View

PRESS_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them
_LEAVING = 10.0  # seconds in which a page says what it misses; what is slower is waited for as an answer is
_SOON, _STANDS = 2.0, 1.0  # seconds after the click, and for which a complaint must stand there
_STILL = 5.0  # seconds for which a page that does nothing must stand still
_LONGEST = 300  # characters of a complaint
_ASKS = 0.5  # seconds for which a question must stand there


class NextPage:
    """In place of sending, the button has led to another page of the form."""


def click_once(run: Run, approved: Approved) -> None:
    """Click the button that was approved. From `arm` on every failure is an unknown outcome, so nothing tries twice."""
    if approved.button is None:
        return
    run.window.stay()
    run.tell(Kind.ARMED, SEND)
    if not touch.press(run.window, approved.button, PRESS_TIME):
        run.tell(Kind.WAITING, Moment.SENT)  # what the gate and the page show decides
    reach(Point.CLICKED)


def why_nothing_left(run: Run, approved: Approved) -> Stop | NextPage | None:
    """Wait until the send has left, or give what kept it from leaving: nothing was sent, and it is armed no longer.

    That is what the page says that it misses, that it would have gone to a host that is not listed, or that it stands
    there as before; `NextPage`: the button has led to another page of the form. None too where none of these is sure:
    what may have left is judged by its answer.
    """
    if approved.button is None:
        return None
    seconds = min(_LEAVING, run.options.outcome_wait)
    waiting = _Waiting(run, approved, seconds)

    def left_or_why() -> tuple[Stop | NextPage | None] | None:
        why = None if run.sends.left else waiting.look()
        return (why,) if why or run.sends.left else None

    found = run.window.wait(left_or_why, seconds + _STANDS)
    why = found[0] if found else None
    if why is None or not run.sends.disarm(stands=isinstance(why, Stop)):
        return None
    run.dialogs.clear()
    run.alerts.clear()
    return why


class _Waiting:
    """What the page has shown since the click, while nothing leaves."""

    def __init__(self, run: Run, approved: Approved, seconds: float) -> None:
        self._run, self._seconds, self._began = run, seconds, run.window.now()
        self._asked = {(field.label, field.kind) for field in approved.form if field.kind != BEFORE}
        self._stillness = Stillness(run.window)
        self._last: _Complaint | None = None
        self._since, self._said = self._began, ""
        self._button = approved.button
        self._asks: Element | None = None
        self._asks_since = self._began
        self._affirmed = False

    def look(self) -> Stop | NextPage | None:
        """Give why nothing left, as soon as that is sure."""
        run, now = self._run, self._run.window.now()
        view = run.look(run.flow.send.send, going=True)
        if self._affirms(view):
            self._began = now  # from here on it is as after the click
            return None
        words, still = _complaint(run, view, self._button), self._stillness.lasts(view, _STILL)
        if words != self._last:
            self._last, self._since = words, now
        self._said = (words.text if words else "") or self._said
        if now - self._began < _SOON:
            return None
        # What only lets one take it back, or shows that it is at work, may still send.
        done = _leads_further(view) or now - self._began >= self._seconds
        if done and self._stillness.lasts(view, _STANDS) and self._has_turned(view):
            return NextPage()
        if words is None:
            return None
        if words.sure and now - self._since >= _STANDS:
            return run.stop(Reason.FORM_INVALID, words=words.text)
        # What it says may be that it is sending.
        waited = now - self._began >= self._seconds and not run.window.loads
        return self._why(still=still) if still or waited else None

    def _affirms(self, view: View) -> bool:
        """Affirm, once, what the page asks by a dialog of its own before it sends: that was approved, and nothing left.

        In a stranger's flow that is the person's.
        """
        run, now = self._run, self._run.window.now()
        if self._affirmed or run.options.asks_presses or not run.sends.nothing_left:
            return False
        dialog = _new_dialog(run, view, self._button)
        asks = affirming(dialog) if dialog else None
        if asks is None or self._asks is None or view.seen.again(self._asks) is not asks:
            self._asks, self._asks_since = asks, now
        if asks is None or now - self._asks_since < _ASKS or run.window.loads:
            return False
        self._affirmed = True
        run.check_address()
        pressed = touch.press(run.window, asks, PRESS_TIME)
        if pressed:
            run.tell(Kind.AFFIRMED, SEND)
        return pressed

    def _has_turned(self, view: View) -> bool:
        """Whether another page of the form stands there: nothing of what was asked, and something that leads further.

        Not where the page may have answered, or asks something of its own.
        """
        run = self._run
        answers = run.flow.answers
        if not self._asked or run.dialogs or said(view.spoken, answers, run.before):
            return False
        parts = view.parts.every
        buttons = [part.element for part in parts if part.sort == "button"]
        asked = {(field.label, field.kind) for one in buttons[:1] for field in read_form(one).fields}
        return view.read and bool(buttons) and self._asked.isdisjoint(asked)

    def _why(self, *, still: bool) -> Stop | None:
        run = self._run
        if run.sends.held_abroad:
            return run.stop(Reason.SENT_ABROAD, words=self._said)
        if self._said:
            return run.stop(Reason.FORM_INVALID, words=self._said)
        return run.stop(Reason.NOTHING_HAPPENED) if still else None


def _leads_further(view: View) -> bool:
    """Whether a page has something to fill, to choose or to answer, or a button that goes on or sends."""
    does: set[Does] = {one for part in view.parts.buttons for one in part.does}
    return bool(does & {"onward", "send", "affirm"}) or any(part.sort != "button" for part in view.parts.every)


def _is_approved(run: Run, question: str) -> bool:
    """Whether a question asks, before anything left, for what was approved; in a stranger's flow it is the person's."""
    approved = run.draft.approved
    button = approved.button if approved else None
    if button is None or run.options.asks_presses or not run.sends.nothing_left:
        return False
    return asks_to_send(question, button.document.language)


def _new_dialog(run: Run, view: View, pressed: Element | None) -> Element | None:
    """Return the dialog on top, where it came up with the press, and says nothing that the flow knows of an answer."""
    dialog = next((one for one in reversed(view.seen.elements) if is_dialog(one) and is_seen(one)), None)
    button = view.seen.again(pressed) if pressed else None
    if dialog is None or (button and dialog.holds(button)):
        return None
    text = seen_text(dialog)
    answers = (*run.flow.phrase(run.flow.confirm.confirm), *run.flow.phrase(run.flow.confirm.rejected))
    return None if text in run.before or mentions(text, answers) else dialog


@dataclass(frozen=True)
class _Complaint:
    """What a page says that it misses; `sure`: it can be nothing else, as an alert or a field marked as wrong."""

    text: str
    sure: bool


def _complaint(run: Run, view: View, pressed: Element | None) -> _Complaint | None:
    """Give what the page says beside the form since the click, or what the browser misses in it; empty if neither.

    None where the form is gone, or the page says that it was sent. A question of the browser's own is no complaint
    either: what came of it nobody knows. One in a dialog that keeps the person from the form is theirs.
    """
    button = view.shows(run.flow.send.send)
    answers = run.flow.answers
    if button is None and (dialog := _new_dialog(run, view, pressed)) and is_modal(dialog):
        return _Complaint(printable(seen_text(dialog), _LONGEST), sure=False)
    if button is None or len(run.dialogs) > len(run.alerts) or said(view.spoken, answers, run.before):
        return None
    form = read_form(button.element)
    if form.invalid or run.alerts:
        return _Complaint(printable(form.invalid or run.alerts[-1], _LONGEST), sure=True)
    told = announced(view.seen)
    alerts = [seen_text(one) for one in told.elements if one.role in ("alert", "alertdialog")]
    new = [text for text in (*alerts, *map(seen_text, told.elements), *view.blocks) if text not in run.before]
    told_once = [text for text in dict.fromkeys(new) if not any(text != one and text in one for one in new)]
    text = printable(" · ".join(told_once), _LONGEST)
    return _Complaint(text, sure=bool(text) and (told.trouble or any(text in new for text in alerts)))


def decide_dialog(run: Run, dialog: Dialog) -> None:
    """Accept the question the flow declares, or whether to send, once armed; dismiss any other and note its words."""
    if run.sends.armed and dialog.type == "confirm":
        declared = says(dialog.message, run.flow.phrase(run.flow.send.dialog))
        if declared or _is_approved(run, dialog.message):
            dialog.accept()
            if not declared:
                run.tell(Kind.AFFIRMED, SEND)
            return
    message = printable(dialog.message)
    dialog.dismiss()
    run.dialogs.append(message)
    if dialog.type == "alert":
        run.alerts.append(message)
        if run.sends.answer is None:
            run.before.note([message])  # whatever it says, it is no answer
