"""What the person is asked, and who answers: someone at a terminal, or the scripted person of a case."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser.form import FormField
from optout.browser.window import Window
from optout.errors import OptoutError
from optout.flow.cases import Gesture, Moment, Scripted
from optout.flow.model import Flow, Switch
from optout.i18n import _, told
from optout.outcome import Reason

YES, NO, KEEP, CORRECT = "yes", "no", "keep", "correct"
POINT, DONE, STOP, UNSURE, ONWARD, ABSENT = "point", "done", "stop", "unsure", "onward", "absent"


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
        texts = (told(text.said, language) if text else "" for text in (step.means, step.not_covered))
        return cls(label, now, told(flow.wanted(step), language), *texts)


@dataclass(frozen=True)
class Question:
    """A moment of the person: what it is about, the answers it takes (none: to be done in the window), the default.

    `fields` is what stands in the form, `before` what stood there when the same was asked the last time. `target`
    names what was looked for, `why` what stopped the tool; `title` is what the page calls a form whose title the flow
    does not know, `part` the state that is wanted of a setting. `in_full` is what only the person reads, `detail` what
    a record and a log keep. `turns` are the settings to be turned, `account` is whose they are, as the page names it.
    """

    moment: Moment
    about: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    fields: tuple[FormField, ...] = ()
    address: str = ""
    before: tuple[FormField, ...] = ()
    target: str = ""
    part: str = ""
    why: Reason | None = None
    title: str = ""
    in_full: str = ""
    turns: tuple[Turning, ...] = ()
    account: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


class Asker(Protocol):
    """The person; `who` is `person` or `script`. `begin` asks without waiting; `answer` gives what was said so far."""

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


class ScriptedAsker(Asker):
    """The scripted person of a case: performs the gestures of each moment with real clicks and keys."""

    who = "script"

    def __init__(self, script: Scripted) -> None:
        self._script = script
        self.can_answer = script.terminal is not False
        self._answer: str | None = None

    def begin(self, ask: Question) -> None:
        """Perform the gestures of the moment; what the case does not say is answered with the default."""
        gestures = self._script.at.get(ask.moment, [])
        acts_in_window = any(gesture.say is None for gesture in gestures)
        self._answer = next((g.say for g in gestures if g.say), None if acts_in_window else ask.default or None)
        for gesture in gestures:
            if self.window:
                _perform(gesture, self.window)

    def answer(self) -> str | None:
        """Give the answer of the case."""
        return self._answer

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
            for page in list(window.pages) if gesture.close else []:
                with suppress(Error):  # it went with the last one
                    page.close()
    except TimeRanOut:
        says = _("the scripted person finds nothing to use on the page that fits the CSS selector {css}")
        raise OptoutError(says.format(css=css)) from None
