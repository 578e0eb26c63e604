"""Every word shown, and how it is shown: talk on stderr, data on stdout, no meaning by colour alone."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from optout.errors import OptoutError
from optout.redact import printable
from optout.state import State
from optout.tongue import Said, _, changed, joined, named, ngettext, spoken, told

if TYPE_CHECKING:
    from optout.flow.model import Flow
    from optout.run.conduct import Result

JSON_SCHEMA = 1
NOTHING_SENT = _("Nothing was sent")
_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "warn": ("!", "yellow"), "skipped": ("-", "dim")}
_NARROW, _WIDE = 16, {"fr": 29, "de": 22}  # letters
_ASCII_MARKS = {"✓": "ok", "✗": "x", "“": '"', "”": '"', "•": "*", "…": "..."}
_LOOKS: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "green": {"fg": "green"},
    "red": {"fg": "red"},
    "yellow": {"fg": "yellow"},
}

SIGN_IN = _("A browser window opens. Sign in there; your password stays between you and the site")
FILLED = _("The form is filled. Look at it in the browser")
CODE = _("The site has sent you a code by e-mail. Type it in the browser window; this goes on by itself")
CODE_WRONG = _("The site says that the code is wrong. Type it again in the browser window")
NOT_POINTED = _("That element cannot be told from another one; click another, or press Enter here to go back")
CHANGED = _("The form has changed since you looked at it. This is different now")
TITLE_UNKNOWN = _("This flow does not know that title: say yes only if this is the form you mean")
GONE = _("no longer in the form")
REST = _("The rest is as you saw it, at the same address")
SUGGESTED = _("What you pointed at, as lines for targets in the file of this flow, {flow}:")
REPLAYED = _("In this replay: {lead}")
REPLAYING = _("Replay on saved pages: no network, nothing is sent to anyone")

YES_KEY = _("y")
"""The letter that answers yes."""
_LEADS = {
    State.CONFIRMED: _("Sent and received"),
    State.REJECTED: _("Sent, and refused"),
    State.AWAITING_CODE: _("Sent, and waiting for your code"),
    State.UNKNOWN: _("It may have been sent; the outcome is unknown"),
    State.ALREADY_OBJECTED: NOTHING_SENT,
    State.STOPPED: NOTHING_SENT,
}
_QUIET_STOPS = {"declined", "until_filled", "closed", "interrupted"}
"""Ends a person chose: told plainly, not as errors."""


class Console:
    """One program's two streams. `as_json` keeps stdout for one JSON value."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.redact: Callable[[str], str] = str

    def say(self, text: str = "", style: str = "", *, personal: bool = False) -> None:
        """Say a line on stderr; only what the person is asked to approve is `personal` and shown in full."""
        self.part(text, style, personal=personal)
        self.part("\n")

    def part(self, text: str, style: str = "", *, personal: bool = False) -> None:
        """Say the beginning of a line on stderr."""
        shown = _encodable(told(text) if personal else self.redact(told(text)))
        styled = typer.style(shown, **_LOOKS[style]) if style else shown
        typer.echo(styled, err=True, nl=False, color=_wants_colour())

    def data(self, text: str) -> None:
        """Put a line of data on stdout."""
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(f"{told(text)}\n".encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()

    def json(self, value: Mapping[str, Any]) -> None:
        """Put the one JSON value on stdout."""
        shown = _each_text({"schema": JSON_SCHEMA, **value}, self.redact)
        plain = "utf" not in (sys.stdout.encoding or "ascii").lower()
        self.data(json.dumps(shown, ensure_ascii=plain, indent=2, default=str))

    def mark(self, kind: str, text: str) -> None:
        """Say a line with a mark in front, as words and not only as colour."""
        symbol, style = _MARKS[kind]
        self.part(f"{symbol} ", style)
        self.say(text)

    def step(self, place: str, kind: str, name: str, what: str) -> None:
        """Say how a step went: `  3/6  ✓ check e-mail  ad•••@example.eu, as expected`."""
        symbol, style = _MARKS[kind]
        self.part(f"  {place:>4}  ")
        self.part(f"{symbol} ", style)
        row = joined((_column(name), changed(what, lambda told: printable(told, 120))), " ")
        self.say(changed(row, str.rstrip))

    def hint(self, text: str) -> None:
        """Say what to type next."""
        if text:
            self.say()
            self.say(_("hint: {what}").format(what=text))

    def error(self, error: OptoutError) -> None:
        """Say what ended a command, and put it on stdout for a program."""
        self.went_wrong(error)
        if self.as_json:
            self.json({"error": {"says": error.says, "hint": error.hint, "exit": int(error.exit)}})

    def went_wrong(self, error: OptoutError) -> None:
        """Say what went wrong; lines of a list of mistakes stand alone."""
        first, *rest = told(error.says).splitlines()
        self.say(_("error: {what}").format(what=first) if error.exit else first)
        for line in rest:
            self.say(f"       {line}")
        self.hint(error.hint)

    def warn(self, text: str) -> None:
        """Say a warning."""
        self.say(_("warning: {what}").format(what=text))


def _column(name: str) -> Said:
    """Fill the name of a step up to where the words begin that are said of it; not every language is as short."""
    return changed(name, lambda said: said.ljust(_WIDE.get(spoken(), _NARROW)))


def _encodable(text: str) -> str:
    """Use plain letters where the stream cannot write the symbols."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        for symbol, plain in _ASCII_MARKS.items():
            text = text.replace(symbol, plain)
        return text.encode("ascii", "replace").decode("ascii")
    return text


def _wants_colour() -> bool:
    """Whether stderr takes colour: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) go before the terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stderr.isatty() and os.environ.get("TERM") != "dumb")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in plain data, before it is written as JSON: afterwards quotes and line ends look different."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


def can_prompt() -> bool:
    """Whether there is a person at a terminal: never in CI."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


def says_yes(typed: str) -> bool:
    """Whether an answer is a yes, in English or in the language that is spoken."""
    return typed.strip().lower() in ("y", "yes", told(YES_KEY), told(named("yes")))


def conclude(console: Console, flow: "Flow", result: "Result") -> None:
    """Say whether it was sent, where the record is, and what comes next and when; the record's path goes to stdout."""
    outcome = result.outcome
    console.say()
    for line in _ending(flow, result):
        console.say(line, style="bold" if _LEADS[outcome.state] in line else "")
    if held := result.held_back:
        console.say(
            ngettext(
                "{number} further request to send it again held back",
                "{number} further requests to send it again held back",
                held,
            )
        )
    for trouble in result.trouble:
        console.warn(_("{trouble}; this changes nothing about the outcome above").format(trouble=trouble))
    if result.suggestions:
        console.say(SUGGESTED.format(flow=flow.id))
        for lines in result.suggestions:
            console.say(f"  {lines}")
    console.hint(outcome.hint if outcome.state != State.CONFIRMED else "")
    if result.sealed is None:
        console.say(_("There is no sealed record"))
        return
    console.say(_("Record:"))
    if not console.as_json:
        console.data(str(result.sealed.folder))


def _ending(flow: "Flow", result: "Result") -> Iterable[Said]:
    outcome, lead = result.outcome, _LEADS[result.outcome.state]
    if result.replay:
        lead = REPLAYED.format(lead=lead)
    if outcome.state == State.CONFIRMED:
        yield from _received(flow, result, lead)
    else:
        yield _("{lead}: {what}").format(lead=lead, what=outcome.says)
    if outcome.state == State.STOPPED and outcome.reason.value not in _QUIET_STOPS:
        where, detail = outcome.detail.get("address", ""), outcome.detail
        place = _("at {flow}, step {step} of {steps}").format(
            flow=flow.id, step=detail.get("step", "?"), steps=detail.get("steps", "?")
        )
        told_already = where in ("", "?") or where in outcome.says
        yield joined(("  ", place) if told_already else ("  ", place, ", ", where), "")


def _received(flow: "Flow", result: "Result", lead: Said) -> Iterable[Said]:
    outcome = result.outcome
    yield _("{lead}, {when}. An answer is due by {day}").format(
        lead=lead, when=result.sent_at or "?", day=result.due_on or "?"
    )
    yield _("The page said: “{words}”").format(words=outcome.confirmation)
    if outcome.read_by:
        yield _("You read it so; this program does not know these words, and the record says that it was you")
    yield _("{controller} usually confirms by e-mail within a day").format(controller=flow.controller)
    if result.sealed:
        yield _("Keep the e-mail that follows: optout attach {id} FILE.eml").format(id=result.sealed.id)


def as_json(flow: "Flow", result: "Result") -> dict[str, Any]:
    """Give a result as plain data; the same keys whatever the outcome."""
    outcome = result.outcome
    return {
        "id": result.id,
        "flow": flow.id,
        "controller": flow.controller,
        "state": outcome.state.value,
        "reason": outcome.reason.value,
        "says": outcome.says,
        "hint": outcome.hint,
        "exit_code": int(outcome.exit),
        "sent_at": result.sent_at.astimezone().isoformat(timespec="seconds") if result.sent_at else None,
        "due_on": result.due_on.isoformat() if result.due_on else None,
        "record": str(result.sealed.folder) if result.sealed else None,
        "fingerprint": result.sealed.fingerprint if result.sealed else None,
        "held_back": result.held_back,
        "way": result.way,
        "found": result.found,
        "suggestions": list(result.suggestions),
        "trouble": list(result.trouble),
    }
