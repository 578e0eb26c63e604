"""What a run tells while it goes on, what it asks, and who answers: someone at a terminal, or the person of a case.

`run` never prints: the terminal, a watcher of pages and a test are observers alike.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import FormValue, Window
from optout.errors import OptoutError
from optout.flow import Flow, Gesture, Prompt, Scripted, Switch
from optout.outcome import Reason
from optout.translation import Coded, LazyText, _, joined, quoted, translate

# What the person is asked, and its words.

Choice = Literal[
    "yes",
    "no",
    "keep",
    "correct",
    "point",
    "done",
    "stop",
    "unsure",
    "refuses",
    "onward",
    "absent",
    "again",
    "",
]
"""An answer; "again" stands for one where the page has changed meanwhile, and is never offered."""


@dataclass(frozen=True)
class Turning:
    """A setting that is to be turned, as the approval shows it: how it reads now, and what the wanted state means."""

    label: str
    now: str
    want: str
    means: str
    not_covered: str = ""

    @classmethod
    def of(cls, flow: Flow, step: Switch, label: str, now: str, language: str) -> "Turning":
        """Say how one setting, as the page calls it, reads now and is to be turned, in a language."""
        texts = (
            translate(text.said, language) if text else ""
            for text in (step.means, step.not_covered)
        )
        return cls(label, now, translate(flow.wanted(step), language), *texts)


@dataclass(frozen=True)
class Question:
    """A moment of the person: what it is about, the answers it takes, and the default."""

    prompt: Prompt
    about: str = ""
    choices: tuple[Choice, ...] = ()  # none: to be done in the window
    default: Choice = ""
    fields: tuple[FormValue, ...] = ()  # of the form
    address: str = ""
    before: tuple[FormValue, ...] = ()  # the fields when the same was asked the last time
    target: str = ""  # what was looked for
    part: str = ""  # the state that is wanted of a setting
    why: Reason | None = None  # what stopped the tool
    title: str = ""  # one that the flow does not know
    in_full: str = ""  # what only the person reads
    turns: tuple[Turning, ...] = ()  # settings to be turned
    account: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)  # what a record keeps

    def in_window(self, language: str) -> str:
        """Return what the strip in the window says, in a language; what the page says stands there."""
        said = joined(_asked(self), ". ")
        return translate(
            said if self.prompt in _IN_WINDOW else _IN_TERMINAL.format(text=said), language
        )

    def in_terminal(self) -> list[str]:
        """Return the lines that come before it in the terminal; what the page says is printable already."""
        if self.in_full:
            return [self.in_full]
        lines = [_QUOTED[self.prompt]] if self.prompt in _QUOTED else []
        return [
            *(line.format(words=quoted(self.about), address=self.address) for line in lines),
            *_asked(self),
        ]


_IN_WINDOW = ("point", "tick", "take_over")  # done in the window: the terminal needs no answer
_ASKED = {
    "state": _("Is this setting set to {part}?"),
    "point": _(
        "Click it now: {part}. The click does nothing else; Enter in the terminal goes back"
    ),
    "read": _("Does this say that your objection was received?"),
    "notice": _("Does this say that you have objected before?"),
    "approve": _("Look at the filled form here"),
    "check_email": _("Which e-mail address is right?"),
    "press": _("It may do more than the flow says. Press it?"),
}
_QUOTED = {
    "press": _("This flow did not come with the program, and wants to press {words} on {address}"),
    **dict.fromkeys(("read", "notice"), _("The page says: {words}")),
    "state": _("This program cannot read what {words} is set to"),
}
ABOUT: Mapping[str, LazyText] = {
    "approve": Coded.of("whether_to_send", _("whether to send it")),
    "press": Coded.of("whether_to_press", _("whether to press a button")),
    "notice": Coded.of("whether_objected", _("whether you have objected before")),
    "title": Coded.of("whether_right_form", _("whether {title} is the right form")),
}
"""What a question is about, for where it cannot be asked; all others are asked only where somebody can answer."""
THE_FORM = Coded.of("the_form", _("the form"))
_IN_TERMINAL = _("{text} (answer in the terminal)")


def _asked(ask: Question) -> list[str]:
    if ask.turns:
        return [_("Look at the setting here")]
    if ask.prompt in _ASKED:
        return [_ASKED[ask.prompt].format(part=ask.part)]
    if ask.prompt == "tick":
        wants = (
            _("The form wants you to tick: {words}")
            if ask.why
            else _("The form may want you to tick: {words}")
        )
        return [
            wants.format(words=quoted(ask.about)),
            _("Tick it in the window if you agree; this goes on by itself"),
        ]
    if ask.prompt != "take_over":
        return []
    if "absent" in ask.choices:
        how = _("Point at it, or open it in the browser window; or say that it is not there")
    elif "point" in ask.choices:
        how = _("Point at it, or do this step in the browser window: this goes on by itself")
    else:
        how = _("Do it in the browser window: this goes on by itself")
    return [ask.about, how]


class Prompts(Protocol):
    """The person; `who` is `person` or `script`.

    `begin` asks without waiting; `answer` gives what was said so far.
    """

    who: str
    can_answer: bool = True
    window: Window | None = None

    def opened(self, window: Window) -> None:
        """Keep the window, for a person who works in it: `window.page` is the page in front."""
        self.window = window

    def begin(self, question: Question) -> None:
        """Show a question or an instruction, or do in the window what is asked for there."""

    def answer(self) -> str | None:
        """Return the answer, one of `question.choices`, or None while there is none."""

    def end(self) -> None:
        """Take the question back: it was answered, or settled in the window."""


_MOST_LOOKS = 300  # at a page that the scripted person was to change


class ScriptedPrompts(Prompts):
    """The scripted person of a case: performs the gestures of each moment with real clicks and keys."""

    who = "script"

    def __init__(self, script: Scripted) -> None:
        self._script = script
        self.can_answer = script.terminal is not False
        self._answer: str | None = None
        self._default, self._looks = "", 0

    def begin(self, ask: Question) -> None:
        """Perform the gestures of the moment; what the case does not say is answered with the default."""
        gestures = self._script.at.get(ask.prompt, [])
        acts_in_window = any(gesture.say is None for gesture in gestures)
        self._default, self._looks = ask.default, 0
        self._answer = next(
            (g.say for g in gestures if g.say), None if acts_in_window else ask.default or None
        )
        for gesture in gestures:
            if self.window:
                _perform(gesture, self.window)

    def answer(self) -> str | None:
        """Give the answer of the case, or the default where its gestures bring nothing about."""
        self._looks += 1
        return self._answer or (self._default if self._looks > _MOST_LOOKS else None) or None

    def end(self) -> None:
        """Forget the question."""
        self._answer = None


def _perform(gesture: Gesture, window: Window) -> None:
    css = gesture.press or gesture.point or gesture.into or gesture.see
    element = window.page.locator(f"css={css}")
    try:
        with window.guard():
            if gesture.press or gesture.point:
                element.click(no_wait_after=True)
            elif gesture.type is not None:
                if element.input_value():
                    element.press("ControlOrMeta+a")
                element.press_sequentially(gesture.type)
            elif gesture.see:
                element.wait_for(state="visible")
            for page in window.context.pages if gesture.close else []:
                with suppress(Error):  # it went with the last one
                    page.close()
    except TimeRanOut:
        message = _(
            "the scripted person finds nothing to use on the page that fits the CSS selector {css}"
        )
        raise OptoutError(message.format(css=css)) from None
