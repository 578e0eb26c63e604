"""A person at a terminal: shows what a run tells, asks, reads answers beside the browser, and heeds Ctrl-C."""

import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from optout.browser import FormValue
from optout.cli.console import Console, says_yes
from optout.cli.objection_text import conclude
from optout.errors import Interrupted
from optout.evidence import code_said, detail_said, reading_said, step_said
from optout.flow import Flow
from optout.person import Person, PersonField
from optout.redaction import printable
from optout.run import Event, Prompts, Question
from optout.translation import LazyText, _, joined, named, quoted, translate

if TYPE_CHECKING:
    from optout.run import RunResult


def _show_form(console: Console, ask: Question) -> None:
    """Show the controller, the address, and every field or setting as it will go; of a changed form, what differs."""
    if ask.before:
        _show_changes(console, ask)
        return
    console.say(_heading(ask))
    console.say(_("  to       {name}").format(name=ask.about))
    console.say(_("  address  {address}").format(address=ask.address))
    if ask.title:
        console.say(_("  form     {title}").format(title=quoted(printable(ask.title, 200))))
        unknown = _("This flow does not know that title: say yes only if this is the form you mean")
        console.say(LazyText("  {line}").format(line=unknown))
    if ask.account or ask.turns:
        account = printable(ask.account, 120) or _(
            "the page does not name it where this flow looks"
        )
        console.say(_("  account  {account}").format(account=account), personal=True)
    if ask.account:
        console.say(
            LazyText("           {line}").format(line=_("as the page shows it; kept in the record"))
        )
    for turn in ask.turns:
        console.say(LazyText("  {name}").format(name=quoted(turn.label)))
        console.say(_("    reads    {state}").format(state=reading_said(turn.now)))
        console.say(_("    wanted   {state}: {means}").format(state=turn.want, means=turn.means))
        if turn.not_covered:
            console.say(_("    not      {what}").format(what=turn.not_covered))
    for field in ask.fields:
        _show_field(console, field)


def _heading(ask: Question) -> LazyText:
    if ask.prompt == "repeat":
        return _REPEAT
    if ask.prompt == "paused":
        return _OTHER if ask.why else _PAUSED
    if ask.turns:
        return _("The setting was found. Look at it in the browser")
    return _("The form is filled. Look at it in the browser")


_PAUSED = _(
    "The page is about to send this, before you gave your approval. It waits for your answer. Yes means that "
    "this is your objection: it is sent now, and this run sends nothing more:"
)
_REPEAT = _(
    "Your objection was sent, and the page does not say that it was received. Now it is about to send it once more. If "
    "the first one was received, yes makes a second one. What can be read of it:"
)
_OTHER = _(
    "The page is about to send something that may differ from what you approved. What can be read of it:"
)


def _show_changes(console: Console, ask: Question) -> None:
    for field in ask.fields:
        if field not in ask.before:
            _show_field(console, field)
    still = {(field.label, field.html_name) for field in ask.fields}
    for field in ask.before:
        if (field.label, field.html_name) not in still:
            console.say(
                _("  {field}: {what}").format(field=_called(field), what=_("no longer in the form"))
            )
    console.say(_("The rest is as you saw it"))


def _show_field(console: Console, field: FormValue) -> None:
    console.say(f"  {_called(field)}")
    for line in (field.text or translate(_("(empty)"))).split("\n"):
        console.say(f"    | {printable(line, 10_000)}", personal=True)


def _called(field: FormValue) -> str:
    return printable(field.title, 76)


_SAID = {
    "yes": _("y = yes"),
    "no": _("n = no"),
    "keep": _("k = keep it"),
    "correct": _("c = correct it"),
    "point": _("p = point at it in the window"),
    "done": _("d = done, I did it in the window"),
    "stop": _("s = stop here"),
    "unsure": _("u = I cannot tell"),
    "refuses": _("r = it says that they refuse"),
    "onward": _("l = let it through, it only leads to the next page"),
    "absent": _("a = it is not there"),
}
"""The answers as they are offered: the letter that stands first is what a person types."""


_STAYS = _("Press Enter to close the window")
_STAMPS = _("Press Enter to close the window, or s and Enter to get a time stamp as well")
_SHUT = _("it sends no objection any more")
_LOOKING = {
    "opening": _("opening {what}, up to {seconds} s"),
    "form": _("looking for the form, up to {seconds} s"),
    "finding": _("looking for: {what}, up to {seconds} s"),
    "turning": _("waiting for the next page, up to {seconds} s"),
    "pressing": _("waiting until it can be pressed: {what}, up to {seconds} s"),
    "answer": _("waiting for the answer of the site, up to {seconds} s"),
    "keeping": _("keeping what the page shows, up to {seconds} s"),
    "sealing": _("writing the record, usually within {seconds} s"),
}
_WAITING: dict[str, LazyText] = {
    "sign_in": _("waiting until you are signed in"),
    "code": _("waiting for the code"),
}


def _say_below(console: Console, line: str, *, personal: bool = False) -> None:
    console.say(LazyText("        {line}").format(line=line), personal=personal)


def _stays(how: LazyText, *, turns: bool = False) -> LazyText:
    """Say how to close the window; one with a setting can still turn it."""
    return LazyText("{how} ").format(how=how if turns else joined((how, _SHUT), "; "))


def _key(choice: str) -> str:
    return translate(_SAID[choice])[0]


def _answers(choices: Iterable[str]) -> dict[str, str]:
    """Return what may be typed: the words and letters of English, and before them the letters that are shown."""
    typed = {word: choice for choice in choices for word in (choice, str(_SAID[choice])[0])}
    return typed | {
        word: choice for choice in choices for word in (_key(choice), translate(named(choice)))
    }


def _sent(person: Person, field: PersonField) -> str:
    what = person.describe(field)
    if field == "comment":
        none = _("no comment (yours: --comment-file FILE)")
        return none if person.comment is None else _("your comment ({what})").format(what=what)
    if field == "email":
        known = person.email is not None
        return (
            _("your e-mail ({what})").format(what=what)
            if known
            else _("your e-mail as the form holds it")
        )
    return _("your country (if the form asks)") if person.country else ""


class TerminalObserver:
    """Says what a run is about to do, shows its steps as they go by, and says how it ended."""

    def __init__(self, console: Console, flow: Flow) -> None:
        self._console, self._flow = console, flow
        self._called = flow.called
        self.turns = bool(flow.switches)
        self._open: Event | None = None
        self._waiting_told: set[str] = set()

    def introduce(self, person: Person) -> None:
        """Say what will be sent, to whom, and what it covers, before anything opens."""
        flow, say = self._flow, self._console.say
        say(
            LazyText("{title} ({law})").format(title=flow.told("title"), law=LazyText(flow.law)),
            style="bold",
        )
        say(
            _("  to      {controller}, {host}").format(
                controller=flow.controller, host=flow.hosts[0]
            )
        )
        if flow.switches:
            turns = joined((flow.called(step.switch) for step in flow.switches), ", ")
            say(_("  turns   {what}; nothing of yours is sent").format(what=turns))
        else:
            sends = joined(filter(None, (_sent(person, field) for field in flow.sends)), ", ")
            say(_("  sends   {what}").format(what=sends))
        say(_("  covers  {what}").format(what=flow.told("covers")))
        note = _("  note    {what}")
        if flow.seen_live == "never":
            never = _(
                "nobody has confirmed yet that this flow works on the live site, so watch what it does"
            )
            say(note.format(what=never))
        if flow.terms:
            terms = _(
                "the site's terms restrict automated access; whether to go on is for you to decide"
            )
            say(note.format(what=terms))
        say()

    def tell(self, event: Event) -> None:
        """Show an event, if it is one a person wants to see."""
        detail = event.detail
        match event.kind:
            case "step_started":
                self._open = event
            case "step_done":
                self._open = None
                name = (
                    _("confirmed") if event.step in ("confirm", "read_back") else self._named(event)
                )
                place = "" if detail.get("optional") else f"{event.number}/{event.total}"
                told = (
                    detail_said(*one) for one in detail.items() if one[1] and one[0] != "optional"
                )
                self._console.step(place, "done", name, joined(told, ", "))
            case "notice_closed":
                self._console.step("", "done", _("closed: {what}").format(what=detail["words"]), "")
            case "looking":
                what = detail["what"] if event.step == "opening" else self._called(detail["what"])
                line = _LOOKING[event.step].format(what=what, seconds=detail["seconds"])
                _say_below(self._console, line)
            case "waiting":
                self._tell_waiting(event)
            case "form_changed":
                self._console.say(
                    _("The form has changed since you looked at it. This is different now")
                )
            case "affirmed":
                _say_below(
                    self._console,
                    _("The page asked once more whether to send, and this program said yes"),
                )
            case "not_pointed":
                gone = _(
                    "That cannot be used here, or is gone. Click something else, or press Enter here to go back"
                )
                _say_below(self._console, gone)
            case "held_at_end":
                self._console.say(_("The page tried to send the form; this program stopped it"))
                self._console.prompt(_stays(_STAYS))
            case _:
                self._warn(event)

    def _warn(self, event: Event) -> None:
        detail = event.detail
        match event.kind:
            case "page_sent":
                message = _("the page itself has sent something of yours to {address}")
                warning = _("page"), message.format(address=detail["address"])
            case "request_held_back" if detail["why"] != "again":
                warning = _("a request was stopped"), code_said(detail["why"])
            case "sign_in_ended":
                warning = _("sign in"), _("the site no longer takes the sign-in that was kept")
            case "way_dead":
                told = {
                    name: self._called(value) if name == "target" else value
                    for name, value in detail.items()
                }
                why = code_said(detail["why"], told)
                warning = (
                    _("way {number}").format(number=detail["way"]),
                    joined((why, detail["address"]), ": "),
                )
            case _:
                return
        self._console.step("", "warn", *warning)

    def _named(self, event: Event) -> LazyText:
        opens_setting = self.turns and event.step == "open_form"
        return _("open setting") if opens_setting else step_said(event.step, self._called)

    def ended(self, result: "RunResult", *, concludes: bool = True) -> None:
        """Show the step a run ended in, if it did not end well, and say how it ended."""
        if self._open and int(result.outcome.exit):
            place = f"{self._open.number}/{self._open.total}"
            self._console.step(place, "failed", self._named(self._open), "")
        if concludes:
            conclude(self._console, self._flow, result)

    def _tell_waiting(self, event: Event) -> None:
        """Say once, and then every full minute, how long is left; a line a second would bury what matters."""
        seconds = int(event.detail.get("seconds", "0") or 0)
        mark = f"{event.step} {-(-seconds // 60)}"
        if seconds and mark not in self._waiting_told:
            self._waiting_told.add(mark)
            left = f"{seconds // 60}:{seconds % 60:02d}"
            row = _("{what}, {left} left").format(what=_WAITING[event.step], left=left)
            _say_below(self._console, row)


class TerminalPrompts(Prompts):
    """Asks the person at the terminal.

    Lines are read in a thread, so that the browser goes on meanwhile.
    """

    who = "person"
    wants_stamp = False

    def __init__(self, console: Console, *, can_answer: bool) -> None:
        self.can_answer = can_answer
        self._console = console
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._ask: Question | None = None
        self._reading = self._ended = False

    def begin(self, ask: Question) -> None:
        """Show the question or the instruction.

        What was typed before it was asked is no answer to it.
        """
        self._drain()
        self._ask = ask
        if ask.prompt == "sign_in":
            message = _(
                "Sign in in the browser window. The program notices when you have; if it does not, press Enter"
            )
            _say_below(
                self._console, message if self.can_answer else _("Sign in in the browser window")
            )
            refused = _(
                "If the site will not sign you in there, press Ctrl-C and run: optout sign-in {flow}"
            )
            _say_below(self._console, refused.format(flow=ask.about))
        elif ask.prompt == "code":
            code = _(
                "The site has sent you a code by e-mail. Type it in the browser window; this goes on by itself"
            )
            self._console.say(code)
        elif ask.prompt in ("approve", "paused", "repeat"):
            _show_form(self._console, ask)
        else:
            for line in ask.in_terminal():
                _say_below(self._console, line, personal=bool(ask.in_full))
        if ask.choices:
            self._prompt(ask)
            self._console.ring()
        self._listen()

    def line(self, question: str) -> str:
        """Ask what is about no page, and wait for the line that is typed; the end of the input is an empty one."""
        self._drain()
        self._console.prompt(question)
        self._listen()
        return (self._next_line() or "").strip()

    def agrees(self, question: str) -> bool:
        """Ask for a yes in the same way."""
        return says_yes(self.line(question))

    def until_enter(self, *, stamps: bool = False, turns: bool = False) -> Callable[[], bool]:
        """Say that the window stays until Enter; gives what tells whether it was pressed, and sets `wants_stamp`."""
        self.wants_stamp = False
        self._drain()
        with suppress(OSError):  # a terminal that is gone ends the input as well
            self._console.prompt(_stays(_STAMPS if stamps else _STAYS, turns=turns))
        self._listen()

        def pressed() -> bool:
            if not self._has_line:
                return False
            self.wants_stamp = stamps and (self._next_line() or "").strip().lower() == "s"
            return True

        return pressed

    def _listen(self) -> None:
        if self.can_answer and not self._reading:
            self._reading = True
            threading.Thread(target=self._read, daemon=True).start()

    def _prompt(self, ask: Question) -> None:
        if ask.prompt == "approve":
            turn, send = (
                _("Turn it at {about}? [y/N] "),
                _("Send this objection to {about}? [y/N] "),
            )
            question = (turn if ask.turns else send).format(about=ask.about)
        elif ask.prompt == "paused":
            offered = joined((_SAID[one] for one in ("onward", "stop") if one in ask.choices), ", ")
            question = _("Is this your objection, to be sent now? [y, {offered}] ").format(
                offered=offered
            )
        elif ask.prompt == "repeat":
            question = _("Send it once more? [y/N] ")
        else:
            offered = joined((_SAID[choice] for choice in ask.choices), ", ")
            question = LazyText("        {offered} [{default}] ").format(
                offered=offered, default=_key(ask.default).upper()
            )
        self._console.prompt(question)

    def _read(self) -> None:
        with suppress(OSError):  # a terminal that is gone
            for line in sys.stdin:
                self._lines.put(line)
        self._lines.put(None)

    def answer(self) -> str | None:
        """Give the answer typed so far; the end of the input is the default, which never sends."""
        if self._ask is None or not self._has_line:
            return None
        ask, line = self._ask, self._next_line()
        if not ask.choices:
            return "done" if line is not None else None
        typed = (line or "").strip().lower()
        if not typed:
            return ask.default
        meant = _answers(ask.choices).get(typed)
        if meant is None:
            self._prompt(ask)
        return meant

    @property
    def _has_line(self) -> bool:
        return self._ended or not self._lines.empty()

    def _next_line(self) -> str | None:
        """Wait for the next line that is typed; None at the end of the input."""
        line = None if self._ended else self._lines.get()
        self._ended = line is None
        if line is not None:
            self._console.answered()
        return line

    def end(self) -> None:
        """Take the question back; what was answered in the window ends its line here."""
        self._ask = None
        self._console.end_line()

    def _drain(self) -> None:
        if self.can_answer:
            _flush_input()
        while not self._lines.empty():
            self._ended = self._lines.get_nowait() is None


def _flush_input() -> None:
    """Forget what was typed but not read yet, on a terminal that can."""
    with suppress(ImportError, OSError, ValueError):
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


class ReplayObserver(TerminalObserver):
    """Shows a replay: the same lines, and what the scripted person was asked and did."""

    def tell(self, event: Event) -> None:
        """Show an event."""
        if event.kind == "answered":
            approving = _("turn it?") if self.turns else _("send it?")
            what = approving if event.step == "approve" else step_said(event.step)
            message = _("the scripted person says {answer}").format(
                answer=named(event.detail["answer"])
            )
            self._console.step("", "done", _("asked: {what}").format(what=what), message)
        elif event.kind == "form_changed":
            self._console.step("", "warn", _("form changed"), _("so it is asked again"))
        elif event.kind != "waiting":
            super().tell(event)


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Listen to the signals for the length of a run; gives what raises Interrupted, once, after one came."""
    came: list[int] = []
    raised: list[bool] = []

    # What breaks into Playwright's own work leaves it broken: only a third Ctrl-C ends before the
    # next safe point.
    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if came.count(signal.SIGINT) > 2:
            raise KeyboardInterrupt

    def tick() -> None:
        if came and not raised:  # once, so that the record can still be sealed
            raised.append(True)
            raise Interrupted(_("you interrupted"))

    # What is ignored when the program starts stays so: by `nohup`, by `trap`, by a shell for a
    # background job.
    numbers = [
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
    ]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in heeded}
    try:
        yield tick
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
