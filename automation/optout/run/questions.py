"""What the person is asked, and who answers: someone at a terminal, or the scripted person of a case."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
    costs: str = ""

    @classmethod
    def of(cls, flow: Flow, step: Switch, label: str, now: str, language: str) -> "Turning":
        """Say how one setting, as the page calls it, reads now and is to be turned, in a language."""
        texts = (told(text.said, language) if text else "" for text in (step.means, step.not_covered, step.costs))
        return cls(label, now, told(flow.wanted(step), language), *texts)


@dataclass(frozen=True)
class Question:
    """A moment of the person: what it is about, the answers it takes (none: to be done in the window), the default.

    `fields` is what stands in the form, `before` what stood there when the same was asked the last time. `target`
    names what was looked for, `part` is what it is about where that has no name, `why` what stopped the tool; a step
    done by hand is noticed without an answer. When `TAKE_OVER` is answered with `POINT`, the moment `POINT` follows:
    the next element clicked in the window, by a real click, is that target, and the click does nothing else there.
    `title` is what the page calls a form whose title the flow does not know, `button` what it calls one of which no
    word tells whether it sends: with `ONWARD` the person says that it only leads to another page of the form; at
    `STATE`, what a setting shows that is no state. At `READ`, `about` is the page's answer in words nobody knows.
    `in_full` is what only the person reads, `detail` what a record and a log keep of the question. `turns` are the
    settings that are to be turned, `account` whose they are, or the form, as the page names it.
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
    button: str = ""
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


@contextmanager
def _told(gesture: Gesture) -> Iterator[None]:
    """Tell the author of a case which of its selectors fits nothing that could be used."""
    try:
        yield
    except TimeRanOut:
        css = gesture.press or gesture.point or gesture.into or gesture.see
        says = _("the scripted person finds nothing to use on the page that fits the CSS selector {css}")
        raise OptoutError(says.format(css=css)) from None


class ScriptedAsker(Asker):
    """The scripted person of a case: performs the gestures of each moment with real clicks and keys."""

    who = "script"

    def __init__(self, script: Scripted) -> None:
        self._script = script
        self.can_answer = script.terminal is not False
        self._window: Window | None = None
        self._answer: str | None = None

    def opened(self, window: Window) -> None:
        """Put the person in front of the window."""
        self._window = window

    def begin(self, ask: Question) -> None:
        """Perform the gestures of the moment; what the case does not say is answered with the default."""
        gestures = self._script.at.get(ask.moment, [])
        acts_in_window = any(gesture.say is None for gesture in gestures)
        self._answer = next((g.say for g in gestures if g.say), None if acts_in_window else ask.default or None)
        for gesture in gestures:
            self._perform(gesture)

    def answer(self) -> str | None:
        """Give the answer of the case."""
        return self._answer

    def end(self) -> None:
        """Forget the question."""
        self._answer = None

    def _perform(self, gesture: Gesture) -> None:
        if self._window is None:
            return
        page = self._window.page
        with self._window.guard(), _told(gesture):
            if clicked := gesture.press or gesture.point:
                page.locator(f"css={clicked}").click(no_wait_after=True)
            elif gesture.type is not None:
                field = page.locator(f"css={gesture.into}")
                if field.input_value():
                    field.press("ControlOrMeta+a")
                field.press_sequentially(gesture.type)
            elif gesture.see:
                page.locator(f"css={gesture.see}").wait_for(state="visible")
            elif gesture.close:
                self._close_all()

    def _close_all(self) -> None:
        for page in list(self._window.pages if self._window else []):
            try:
                page.close()
            except Error:
                continue  # it went with the last one
