"""Every word shown, and how it is shown: talk on stderr, data on stdout, no meaning by colour alone."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from optout.errors import OptoutError
from optout.redact import printable
from optout.state import State

if TYPE_CHECKING:
    from optout.flow.model import Flow
    from optout.person import Person
    from optout.run.conduct import Result

JSON_SCHEMA = 1
NOTHING_SENT = "Nothing was sent"
_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "warn": ("!", "yellow"), "skipped": ("-", "dim")}
_ASCII_MARKS = {"✓": "ok", "✗": "x", "“": '"', "”": '"', "•": "*", "…": "..."}
_LOOKS: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "green": {"fg": "green"},
    "red": {"fg": "red"},
    "yellow": {"fg": "yellow"},
}

SIGN_IN = "A browser window opens. Sign in there; your password stays between you and the site"
FILLED = "The form is filled. Look at it in the browser"
CODE = "The site has sent you a code by e-mail. Type it in the browser window; this goes on by itself"
CODE_WRONG = "The site says that the code is wrong. Type it again in the browser window"
NOT_POINTED = "        That element cannot be told from another one; click another, or press Enter here to go back"
CHANGED = "The form has changed since you looked at it. This is different now"
TITLE_UNKNOWN = "This flow does not know that title: say yes only if this is the form you mean"
GONE = "no longer in the form"
REST = "The rest is as you saw it, at the same address"
NEVER_SEEN = "nobody has confirmed this flow on the live site yet; you see every step before it counts"
TERMS = "the site's terms restrict automated access; this is one visible browser, at your pace, sending once"
SUGGESTED = "What you pointed at, as lines for targets in the file of this flow, {flow}:"
REPLAYED = "In this replay: "
REPLAYING = "Replay on saved pages: no network, nothing is sent to anyone"

_LEADS = {
    State.CONFIRMED: "Sent and received",
    State.REJECTED: "Sent, and refused",
    State.AWAITING_CODE: "Sent, and waiting for your code",
    State.UNKNOWN: "It may have been sent; the outcome is unknown",
    State.ALREADY_OBJECTED: NOTHING_SENT,
    State.STOPPED: NOTHING_SENT,
}
_QUIET_STOPS = {"declined", "until_filled", "closed", "interrupted"}
"""Ends a person chose: told plainly, not as errors."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun: `1 objection`, `2 objections`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


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
        shown = _encodable(text if personal else self.redact(text))
        styled = typer.style(shown, **_LOOKS[style]) if style else shown
        typer.echo(styled, err=True, nl=False, color=_wants_colour())

    def data(self, text: str) -> None:
        """Put a line of data on stdout."""
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(f"{text}\n".encode(encoding, "backslashreplace").decode(encoding))
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

    def step(self, place: str, kind: str, name: str, told: str) -> None:
        """Say how a step went: `  3/6  ✓ check e-mail  ad•••@example.eu, as expected`."""
        symbol, style = _MARKS[kind]
        self.part(f"  {place:>4}  ")
        self.part(f"{symbol} ", style)
        self.say(f"{name:<16} {printable(told, 120)}".rstrip())

    def hint(self, text: str) -> None:
        """Say what to type next."""
        if text:
            self.say()
            self.say(f"hint: {text}")

    def error(self, error: OptoutError) -> None:
        """Say what ended a command, and put it on stdout for a program."""
        self.went_wrong(error)
        if self.as_json:
            self.json({"error": {"says": error.says, "hint": error.hint, "exit": int(error.exit)}})

    def went_wrong(self, error: OptoutError) -> None:
        """Say what went wrong; lines of a list of mistakes stand alone."""
        says = str(error.says)
        lead = "error: " if error.exit else ""
        self.say(f"{lead}{says.splitlines()[0]}")
        for line in says.splitlines()[1:]:
            self.say(f"       {line}")
        self.hint(error.hint)

    def warn(self, text: str) -> None:
        """Say a warning."""
        self.say(f"warning: {text}")


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


def introduce(console: Console, flow: "Flow", person: "Person") -> None:
    """Say what will be sent, to whom, and what it covers, before anything opens."""
    console.say(f"{flow.title} ({flow.law})", style="bold")
    console.say(f"  to      {flow.controller}, {flow.hosts[0]}")
    console.say(f"  sends   {_sends(flow, person)}")
    console.say(f"  covers  {flow.covers}")
    if flow.seen_live == "never":
        console.say(f"  note    {NEVER_SEEN}")
    console.say(f"  note    {TERMS}")
    console.say()


def _sends(flow: "Flow", person: "Person") -> str:
    said = []
    for field in flow.sends:
        if field == "comment":
            said.append("no comment" if person.comment is None else f"your comment ({person.describe(field)})")
        elif field == "email":
            known = person.email is not None
            said.append(f"your e-mail ({person.describe(field)})" if known else "your e-mail as the form holds it")
        elif person.value(field):
            said.append(f"your {field}, if the form asks")
    return ", ".join(said)


def conclude(console: Console, flow: "Flow", result: "Result") -> None:
    """Say whether it was sent, where the record is, and what comes next and when; the record's path goes to stdout."""
    outcome = result.outcome
    console.say()
    for line in _ending(flow, result):
        console.say(line, style="bold" if _LEADS[outcome.state] in line else "")
    if result.held_back:
        console.say(f"{count(result.held_back, 'further request')} to send it again held back")
    for trouble in result.trouble:
        console.warn(f"{trouble}; this changes nothing about the outcome above")
    if result.suggestions:
        console.say(SUGGESTED.format(flow=flow.id))
        for line in result.suggestions:
            console.say(f"  {line}")
    console.hint(outcome.hint if outcome.state != State.CONFIRMED else "")
    if result.sealed is None:
        console.say("There is no sealed record")
        return
    console.say("Record:")
    if not console.as_json:
        console.data(str(result.sealed.folder))


def _ending(flow: "Flow", result: "Result") -> Iterable[str]:
    outcome = result.outcome
    lead = f"{REPLAYED if result.replay else ''}{_LEADS[outcome.state]}"
    if outcome.state == State.CONFIRMED:
        yield f"{lead}, {local(result.sent_at)}. An answer is due by {result.due_on}"
        yield f"The page said: “{outcome.confirmation}”"
        if outcome.read_by:
            yield "You read it so; this program does not know these words, and the record says that it was you"
        yield f"{flow.controller} usually confirms by e-mail within a day"
        if result.sealed:
            yield f"Keep the e-mail that follows: optout attach {result.sealed.id} FILE.eml"
    elif outcome.state == State.STOPPED and outcome.reason.value not in _QUIET_STOPS:
        where = outcome.detail.get("address", "")
        place = f"{flow.id}, step {outcome.detail.get('step', '?')} of {outcome.detail.get('steps', '?')}"
        yield f"{lead}: {outcome.says}"
        yield f"  at {place}{f', {where}' if where not in ('', '?') and where not in outcome.says else ''}"
    else:
        yield f"{lead}: {outcome.says}"


def local(moment: datetime | None) -> str:
    """Say a moment in the person's own time, with its offset: `2026-11-24 14:03 +01:00`."""
    if moment is None:
        return "?"
    here = moment.astimezone().isoformat(sep=" ", timespec="minutes")
    return f"{here[:16]} {here[16:]}"


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
