"""Shows on the terminal what a run is about to do, each of its steps as it goes by, and how it ended."""

from optout.cli.console import Console
from optout.cli.objection_text import conclude
from optout.evidence import code_said, detail_said, step_said
from optout.flow import Flow
from optout.person import NAME_FIELDS, Person, PersonField
from optout.run import Event, RunResult
from optout.translation import LazyText, _, joined, named, quoted

_SENDS_NO_MORE = _("it sends no objection any more")
_ENTER_CLOSES = _("Press Enter to close the window")
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
_LAST_STEPS = ("confirm", "read_back")


def say_below(console: Console, line: str, *, personal: bool = False) -> None:
    """Print a line below a step, indented as far as the steps are."""
    console.say(LazyText("        {line}").format(line=line), personal=personal)


def window_stays(*, turns: bool = False) -> LazyText:
    """Say how to close the window, and, unless it has a setting that can still be turned, that it sends no more."""
    how = _ENTER_CLOSES if turns else joined((_ENTER_CLOSES, _SENDS_NO_MORE), "; ")
    return LazyText("{how} ").format(how=how)


class TerminalObserver:
    """Shows a run on the terminal; a run calls `show` with each of its events."""

    def __init__(self, console: Console, flow: Flow) -> None:
        self._console = console
        self._flow = flow
        self.turns = bool(flow.switches)
        self._open: Event | None = None
        self._minutes_shown: set[tuple[str, int]] = set()
        self._shows = {
            "step_started": self._step_started,
            "step_done": self._step_done,
            "notice_closed": self._notice_closed,
            "looking": self._looking,
            "waiting": self._waiting,
            "form_changed": self._form_changed,
            "affirmed": self._affirmed,
            "not_pointed": self._not_pointed,
            "held_at_end": self._held_at_end,
            "page_sent": self._page_sent,
            "request_held_back": self._request_held_back,
            "sign_in_ended": self._sign_in_ended,
            "way_dead": self._path_dead,
            "led_on": self._led_on,
        }

    def introduce(self, person: Person) -> None:
        """Say what will be sent, to whom, and what it covers, before anything opens."""
        flow = self._flow
        self._console.say(
            LazyText("{title} ({law})").format(
                title=flow.translated_text("title"), law=LazyText(flow.law)
            ),
            style="bold",
        )
        to = _("  to      {controller}, {host}")
        self._console.say(to.format(controller=flow.controller, host=flow.hosts[0]))
        if flow.switches:
            turns = joined((flow.called(step.switch) for step in flow.switches), ", ")
            self._console.say(_("  turns   {what}; nothing of yours is sent").format(what=turns))
        else:
            sends = joined(filter(None, (_sends(person, field) for field in _sent_by(flow))), ", ")
            self._console.say(_("  sends   {what}").format(what=sends))
        self._console.say(_("  covers  {what}").format(what=flow.translated_text("covers")))
        self._introduce_notes()
        self._console.say()

    def _introduce_notes(self) -> None:
        note = _("  note    {what}")
        if self._flow.seen_live == "never":
            never = _(
                "nobody has confirmed yet that this flow works on the live site, so watch what it does"
            )
            self._console.say(note.format(what=never))
        if self._flow.terms:
            terms = _(
                "the site's terms restrict automated access; whether to go on is for you to decide"
            )
            self._console.say(note.format(what=terms))

    def show(self, event: Event) -> None:
        """Show an event, if it is one a person wants to see."""
        if event.kind in self._shows:
            self._shows[event.kind](event)

    def ended(self, result: RunResult, *, concludes: bool = True) -> None:
        """Show the step a run ended in, if it did not end well, and say how it ended."""
        if self._open and int(result.outcome.exit):
            place = f"{self._open.number}/{self._open.total}"
            self._console.step(place, "failed", self._name_of_step(self._open), "")
        if concludes:
            conclude(self._console, self._flow, result)

    # One method for each kind of event that is shown.

    def _step_started(self, event: Event) -> None:
        self._open = event

    def _step_done(self, event: Event) -> None:
        self._open = None
        name = _("confirmed") if event.step in _LAST_STEPS else self._name_of_step(event)
        is_optional = bool(event.detail.get("optional"))
        details = [
            detail_said(key, value)
            for key, value in event.detail.items()
            if value and key != "optional"
        ]
        # An optional step has no number of its own.
        place = "" if is_optional else f"{event.number}/{event.total}"
        self._console.step(place, "done", name, joined(details, ", "))

    def _notice_closed(self, event: Event) -> None:
        closed = _("closed: {what}").format(what=event.detail["words"])
        self._console.step("", "done", closed, "")

    def _looking(self, event: Event) -> None:
        what = event.detail["what"]
        name = what if event.step == "opening" else self._flow.called(what)
        line = _LOOKING[event.step].format(what=name, seconds=event.detail["seconds"])
        say_below(self._console, line)

    def _waiting(self, event: Event) -> None:
        """Say once, and then every full minute, how long is left; a line a second would bury what matters."""
        seconds = int(event.detail.get("seconds", "0") or 0)
        minute = (event.step, -(-seconds // 60))
        if not seconds or minute in self._minutes_shown:
            return
        self._minutes_shown.add(minute)
        left = f"{seconds // 60}:{seconds % 60:02d}"
        line = _("{what}, {left} left").format(what=_WAITING[event.step], left=left)
        say_below(self._console, line)

    def _form_changed(self, _event: Event) -> None:
        self._console.say(_("The form has changed since you looked at it. This is different now"))

    def _affirmed(self, _event: Event) -> None:
        line = _("The page asked once more whether to send, and this program said yes")
        say_below(self._console, line)

    def _not_pointed(self, _event: Event) -> None:
        line = _(
            "That cannot be used here, or is gone. Click something else, or press Enter here to go back"
        )
        say_below(self._console, line)

    def _held_at_end(self, _event: Event) -> None:
        self._console.say(_("The page tried to send the form; this program stopped it"))
        self._console.prompt(window_stays())

    def _page_sent(self, event: Event) -> None:
        message = _("the page itself has sent something of yours to {address}")
        self._warn(_("page"), message.format(address=event.detail["address"]))

    def _request_held_back(self, event: Event) -> None:
        # A second submission that was blocked is counted at the end.
        if event.detail["why"] != "again":
            self._warn(_("a request was stopped"), code_said(event.detail["why"]))

    def _sign_in_ended(self, _event: Event) -> None:
        self._warn(_("sign in"), _("the site no longer takes the sign-in that was kept"))

    def _path_dead(self, event: Event) -> None:
        detail = dict(event.detail)
        if "target" in detail:
            detail["target"] = self._flow.called(detail["target"])
        why = code_said(detail["why"], detail)
        number = _("way {number}").format(number=detail["way"])
        self._warn(number, joined((why, detail["address"]), ": "))

    def _led_on(self, event: Event) -> None:
        clicked = _("clicked: {what}").format(what=quoted(event.detail["words"]))
        self._console.step("", "done", clicked, "")

    def _warn(self, name: str, what: str) -> None:
        self._console.step("", "warn", name, what)

    def _name_of_step(self, event: Event) -> LazyText:
        if self.turns and event.step == "open_form":
            return _("open setting")
        return step_said(event.step, self._flow.called)


class ReplayObserver(TerminalObserver):
    """Shows a replay: the same lines, and what the scripted person was asked and did."""

    def show(self, event: Event) -> None:
        """Show an event."""
        if event.kind == "answered":
            self._answered(event)
        elif event.kind == "form_changed":
            self._warn(_("form changed"), _("so it is asked again"))
        elif event.kind != "waiting":
            super().show(event)

    def _answered(self, event: Event) -> None:
        what = step_said(event.step)
        if event.step == "approve":
            what = _("turn it?") if self.turns else _("send it?")
        answer = named(event.detail["answer"])
        message = _("the scripted person says {answer}").format(answer=answer)
        self._console.step("", "done", _("asked: {what}").format(what=what), message)


def _sent_by(flow: Flow) -> list[PersonField]:
    """Return the values that a flow sends; the name once, although a form may have a field for each part of it."""
    whole = ["full_name" if field in NAME_FIELDS else field for field in flow.sends]
    return list(dict.fromkeys(whole))


def _sends(person: Person, field: PersonField) -> str:
    """Say what is sent for a field of the flow; nothing for a country or a name that the person did not give."""
    what = person.describe(field)
    if field == "comment":
        if person.comment is None:
            return _("no comment (yours: --comment-file FILE)")
        return _("your comment ({what})").format(what=what)
    if field == "email":
        if person.email is None:
            return _("your e-mail as the form holds it, if it holds one")
        return _("your e-mail ({what})").format(what=what)
    if field in NAME_FIELDS:
        is_given = any(person.value(name) for name in NAME_FIELDS)
        return _("your name (if the form asks)") if is_given else ""
    return _("your country (if the form asks)") if person.country else ""
