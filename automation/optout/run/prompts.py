"""What a run asks, and who answers: the person at a terminal, or the scripted person of a case."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import FormValue, Window
from optout.errors import OptoutError
from optout.evidence import Reading
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


Who = Literal["person", "script"]
"""Who answers: the person, or the script that stands in for them in a rehearsal."""


@dataclass(frozen=True)
class Turning:
    """A setting that is to be turned, as the approval shows it: its state, and the wanted one."""

    label: str
    now: Reading
    want: str
    means: str
    not_covered: str = ""

    @classmethod
    def of(cls, flow: Flow, step: Switch, label: str, now: Reading, language: str) -> "Turning":
        """Describe a setting in a language; `label` is the page's name for it."""
        wanted = translate(flow.wanted(step), language)
        means = translate(step.means.text, language) if step.means else ""
        not_covered = translate(step.not_covered.text, language) if step.not_covered else ""
        return cls(label, now, wanted, means, not_covered)


@dataclass(frozen=True)
class Question:
    """A question to the person, or an instruction, with its answers and the default."""

    prompt: Prompt
    about: str = ""
    choices: tuple[Choice, ...] = ()
    """The answers; none if it is done in the window."""
    default: Choice = ""
    fields: tuple[FormValue, ...] = ()
    """The values of the form."""
    address: str = ""
    before: tuple[FormValue, ...] = ()
    """The values when the same was asked the last time, so that what has changed can be marked."""
    target: str = ""
    """The name of the target that was looked for."""
    part: str = ""
    """The wanted state of a setting, or what is to be pointed at."""
    why: Reason | None = None
    """What stopped the program."""
    title: str = ""
    """A title of the form that the flow does not know."""
    in_full: str = ""
    """What only the person reads: no record has it."""
    turns: tuple[Turning, ...] = ()
    """The settings that are to be turned."""
    account: str = ""
    leads: tuple[str, ...] = ()
    """The names of links that may lead on to what is missing."""
    detail: Mapping[str, str] = field(default_factory=dict)
    """What the record keeps."""

    def in_window(self, language: str) -> str:
        """Return what the banner in the window says, in a language.

        It does not quote the page, which is displayed below it.
        """
        text = joined(_asked(self), ". ")
        if self.prompt not in _IN_WINDOW:
            text = _IN_TERMINAL.format(text=text)
        return translate(text, language)

    def in_terminal(self) -> list[str]:
        """Return the lines that the terminal prints before the choices.

        What they quote of the page was made printable when the question was built.
        """
        if self.in_full:
            return [self.in_full]
        lines = _asked(self)
        if self.prompt in _QUOTED:
            quotation = _QUOTED[self.prompt].format(words=quoted(self.about), address=self.address)
            return [quotation, *lines]
        if self.leads:
            # After the line that names what is missing.
            lines.insert(1, _name_leads(self.leads))
        return lines


# These are done in the window: the terminal needs no answer.
_IN_WINDOW = ("point", "tick", "take_over")
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
"""What a question is about, for the stop if nobody can be asked; others are not asked then."""
THE_FORM = Coded.of("the_form", _("the form"))
_IN_TERMINAL = _("{text} (answer in the terminal)")


def _asked(question: Question) -> list[str]:
    """Return what is asked, and how it is done if the person does it in the window."""
    if question.turns:
        return [_("Look at the setting here")]
    if question.prompt in _ASKED:
        return [_ASKED[question.prompt].format(part=question.part)]
    if question.prompt == "tick":
        return _asked_to_tick(question)
    if question.prompt == "take_over":
        return [question.about, _how_to_take_over(question)]
    return []


def _name_leads(leads: tuple[str, ...]) -> LazyText:
    names = joined((quoted(lead) for lead in leads), ", ")
    return _("On this page these may lead there: {names}").format(names=names)


def _asked_to_tick(question: Question) -> list[str]:
    wants = _("The form may want you to tick: {words}")
    if question.why:
        wants = _("The form wants you to tick: {words}")
    how = _("Tick it in the window if you agree; this goes on by itself")
    return [wants.format(words=quoted(question.about)), how]


def _how_to_take_over(question: Question) -> LazyText:
    if "absent" in question.choices:
        return _("Point at it, or open it in the browser window; or say that it is not there")
    if "point" in question.choices:
        return _("Point at it, or do this step in the browser window: this goes on by itself")
    return _("Do it in the browser window: this goes on by itself")


class Prompts(Protocol):
    """Asks the person, or the script of a rehearsal; `who` says which.

    `begin` asks without waiting, and `answer` returns the answer if there is one already: while
    they think, the run has to look after the page and its requests.
    """

    who: Who
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


# So often the run looks at a page that the scripted person was to change; then it takes the default
# answer. A gesture that brings nothing about must not make a replay wait for ever.
_MOST_LOOKS = 300


class ScriptedPrompts(Prompts):
    """The scripted person of a case: acts in the window with real clicks and keys."""

    who: Who = "script"

    def __init__(self, script: Scripted) -> None:
        self._script = script
        self.can_answer = script.terminal is not False
        self._answer: str | None = None
        self._default = ""
        self._looks = 0

    def begin(self, question: Question) -> None:
        """Perform the gestures of the moment; a case without an answer gives the default.

        With gestures in the window the answer is what they change: the default only comes if the
        page does not react.
        """
        gestures = self._script.at.get(question.prompt, [])
        answers = [gesture.say for gesture in gestures if gesture.say]
        acts_in_window = any(gesture.say is None for gesture in gestures)
        self._default = question.default
        self._looks = 0
        if answers:
            self._answer = answers[0]
        else:
            self._answer = None if acts_in_window else question.default or None
        for gesture in gestures:
            if self.window:
                _perform(gesture, self.window)

    def answer(self) -> str | None:
        """Return the answer of the case, or the default if its gestures bring nothing about."""
        self._looks += 1
        if self._answer:
            return self._answer
        return self._default or None if self._looks > _MOST_LOOKS else None

    def end(self) -> None:
        """Forget the question."""
        self._answer = None


def _perform(gesture: Gesture, window: Window) -> None:
    """Perform a gesture in the window; raise OptoutError if the page has nothing for it."""
    try:
        with window.guard():
            _act_on_element(gesture, window)
            if gesture.close:
                _close_pages(window)
    except TimeRanOut:
        message = _(
            "the scripted person finds nothing to use on the page that fits the CSS selector {css}"
        )
        raise OptoutError(message.format(css=_selector(gesture))) from None


def _selector(gesture: Gesture) -> str | None:
    return gesture.press or gesture.point or gesture.into or gesture.see


def _act_on_element(gesture: Gesture, window: Window) -> None:
    element = window.page.locator(f"css={_selector(gesture)}")
    if gesture.press or gesture.point:
        # Playwright would wait for the navigation that a click begins; that may be paused until the
        # person has answered a question about it.
        element.click(no_wait_after=True)
    elif gesture.type is not None:
        # Key by key, as a person types: scripts of pages listen to each key.
        if element.input_value():
            element.press("ControlOrMeta+a")
        element.press_sequentially(gesture.type)
    elif gesture.see:
        element.wait_for(state="visible")


def _close_pages(window: Window) -> None:
    for page in window.context.pages:
        with suppress(Error):  # it was closed along with the page before it
            page.close()
