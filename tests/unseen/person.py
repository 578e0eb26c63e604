"""The scripted person: reads the page, answers as a person would, and counts what they had to do
themselves.
"""

from collections.abc import Callable  # noqa: TC003 - of what stands in a function

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as TimeRanOut
from tests.unseen.form import End, Field, Form, How

from optout.browser.window import Window
from optout.flow.find import find_flow
from optout.flow.model import Click
from optout.flow.words import fold
from optout.outcome import Reason
from optout.run.prompts import Prompts, Question

BY_DESIGN = frozenset({"consent", "question"})
"""What the person does by design: a box is never ticked for them, nor is what only they know answered."""
_ENOUGH = 16  # questions; a person who is asked more often gives up
_LOOKS = 24
"""How often the tool looks at the page in vain before a person takes it that it does not notice what they did.

Counted, not timed: on a busy computer the tool is slow to look, and a person sees that it is still at work.
"""
_WANTED = {"form_title": "title", "about_ai": "question"}
"""What a target of the flow is called here, where that differs."""
_STEPS_THERE = {
    part.click for way in find_flow("facebook").flow.ways for part in way if isinstance(part, Click)
}
"""What the flow presses on its way to the form."""
_TIME, _SOON, _REACHING, _LOOKING = 10_000.0, 500.0, 1500.0, 100.0
"""Milliseconds: for any deed, until the page has answered one, for what lies free, and for a look at a list."""
_IS_EMPTY = "e => !(e.value ?? e.innerText).trim()"
_SHOWS_OTHER = """(e, [name, code]) => {
  const inner = [e, ...e.querySelectorAll('input'), ...(e.shadowRoot?.querySelectorAll('input, button') ?? [])];
  const shown = e.selectedOptions ? [e.selectedOptions[0]?.text] : inner.flatMap((one) => [one.value, one.innerText]);
  return e.value !== code && !shown.some((text) => typeof text === 'string' && text.includes(name));
}"""
"""Whether a list shows something else than what is to be chosen."""
_IS_UNPRESSED = """e => ![e, ...e.querySelectorAll('*'), ...(e.shadowRoot?.querySelectorAll('*') ?? [])].some(
  (one) => one.checked === true || one.getAttribute('aria-checked') === 'true')"""
"""Whether a box or an answer is not chosen."""


class Person(Prompts):
    """A person in front of a page; `gestures` lists what they did, `questions` what they were asked
    about its text.

    Approving is neither, nor is a choice about the e-mail address. What they do to a field is one
    gesture, however many presses it takes. Where things are they know from the page's table, what
    these hold only from what is shown.
    """

    who = "script"
    can_answer = True

    def __init__(self, page: Form) -> None:
        self._page = page
        # a person who looks at another form does not send it
        self._is_right = page.end != End.WRONG
        self.window: Window | None = None
        self._answer: str | None = None
        self._fallback = ""
        self._looks = 0
        self._asked: list[tuple[str, str]] = []
        self._passed: set[str] = set()
        self.gestures: list[str] = []
        self.questions: list[str] = []

    def opened(self, window: Window) -> None:
        self.window = window

    def begin(self, ask: Question) -> None:
        """Answer at once, after doing what has to be done in the window."""
        self.end()
        self._asked.append((ask.prompt, ask.target))
        try:
            self._answer = self._respond(ask) if len(self._asked) <= _ENOUGH else "stop"
        except Error:  # it went while the person reached for it
            self._answer = "stop"

    def answer(self) -> str | None:
        """Give the answer; None while the person waits for the tool to notice what they did, which
        is not for ever.
        """
        self._looks += 1
        return self._answer or (self._fallback if self._looks > _LOOKS else None) or None

    def end(self) -> None:
        self._answer, self._fallback, self._looks = None, "", 0

    def _respond(self, ask: Question) -> str | None:
        answers: dict[str, Callable[[Question], str | None]] = {
            # Another form is seen by who is told to look, and so is a button that only leads on.
            "approve": lambda ask: "no" if ask.title and not self._is_right else "yes",
            "check_email": lambda _: "correct",
            "take_over": self._help,
            "point": self._point,
            "tick": lambda ask: (
                "done" if self._tick(ask) or BY_DESIGN & {*self.gestures} else "stop"
            ),
            "read": self._read,
        }
        return answers[ask.prompt](ask) if ask.prompt in answers else ask.default or None

    def _read(self, ask: Question) -> str:
        """Say what a text says, when it is what the site says: a person does not take "Thank you"
        for an answer.
        """
        self.questions.append(ask.prompt)
        for text, answer in (
            (self._page.texts["received"], "yes"),
            (self._page.texts["refused"], "no"),
        ):
            if fold(text) in fold(ask.about):
                return answer
        return "unsure"

    def _help(self, ask: Question) -> str | None:
        """Show or do what is asked for, or put the form right where nothing is named."""
        return (
            self._take_over(ask) if ask.target or ask.why == Reason.WAYS_DEAD else self._mend(ask)
        )

    def _take_over(self, ask: Question) -> str | None:
        """Show what was not found; what cannot be shown, or did not help to show, do by hand."""
        wanted = _WANTED.get(ask.target, ask.target)
        if wanted == "title" and not self._is_right:
            return "stop"  # a person sees that this is another form
        if ask.target in _STEPS_THERE or ask.why == Reason.WAYS_DEAD:
            is_opened, is_step = self._open(), ask.target in _STEPS_THERE
            # what stands there they leave to the tool
            self._fallback = "done" if is_step else "point"
            if is_opened or is_step:
                return None if is_opened else "done"  # the form is in front
        before = len(self.gestures)
        element = self._reveal(wanted)
        if element is None:
            return "done" if wanted in self.gestures else "stop"  # it was done on a step before
        if len(self.gestures) > before:
            self._fallback = "point"
            return None
        by_hand = ask.why == Reason.TARGET_STUCK or self._asked.count((ask.prompt, ask.target)) > 1
        if by_hand and wanted != "title":
            return "done" if self._do(wanted) else "stop"
        return "point"

    def _mend(self, ask: Question) -> str | None:
        """Put in what the page still wants, or press on; None while the tool is to notice it.

        Where it was asked about a value that is right as it stands, say so.
        """
        before = len(self.gestures)
        self._complete()
        if len(self.gestures) == before and ask.why == Reason.VALUE_NEEDED:
            self.questions.append(ask.prompt)
            return "done"
        if len(self.gestures) == before and not self._go_on():
            self._do("submit")
        self._fallback = "done"
        return None if len(self.gestures) > before else "stop"

    def _point(self, ask: Question) -> None:
        """Click the element that the tool asks for; a click that it does not take is given up after
        a while.
        """
        wanted = _WANTED.get(ask.target, ask.target)
        self._fallback = "done"
        if element := self._find(wanted):
            self.gestures.append(f"points at {wanted}")
            element.click(force=True, no_wait_after=True, timeout=_TIME)

    def _tick(self, ask: Question) -> bool:
        """Tick the box that the page wants, or give the answer; what is asked about comes first."""
        about_question = ask.about in (
            self._page.texts.get("question"),
            self._page.texts.get("own_question"),
        )
        roles = ("question", "consent") if about_question else ("consent", "question")
        return any(self._put_in_if_wanted(role) for role in roles)

    def _put_in_if_wanted(self, role: str) -> bool:
        field, element = self._page.field(role), self._find(role)
        if field is None or element is None or not self._wants(field, element):
            return False
        self.gestures.append(role)
        self.put_in(field)
        return True

    def _complete(self) -> None:
        """Put in what the page in front still wants: a person who goes on sees it, and the page may
        not come back.
        """
        for field in self._page.fields:
            self._put_in_if_wanted(field.role)

    def _find(self, name: str) -> Locator | None:
        """Find what has a role or a name of the table, if it can be seen."""
        if name == "next":
            return next((found for css in self._page.nexts if (found := self._seen(css))), None)
        field = self._page.field(name)
        return self._seen(
            field.at
            if field
            else {"submit": self._page.submit, "title": self._page.title}.get(name, "")
        )

    def _seen(self, css: str) -> Locator | None:
        for frame in self.window.page.frames if self.window and css else ():
            found = frame.locator(css).filter(visible=True)
            if found.count():
                return found.first
        return None

    def _reveal(self, name: str) -> Locator | None:
        """Clear the way to it: close what lies over it, open the form, answer what it follows, go
        on step by step.
        """
        for _ in range(self._page.steps + 1):
            self._close_notice()
            if found := self._find(name):
                return found
            if not (self._open() or self._put_in_if_wanted("question") or self._go_on()):
                return None
            self._wait(_SOON)
        return None

    def _close_notice(self) -> None:
        """Press what comes before the form, once; what lies behind a dialog nobody reaches for."""
        for css in self._page.first:
            button = self._seen(css) if css not in self._passed else None
            if button and _is_free(button):
                self._passed.add(css)
                self.gestures.append("presses what comes first")
                button.click(timeout=_TIME)
                self._wait(_SOON)

    def _open(self) -> bool:
        """Open the form, by its address or the menu that leads to it, when another page is in
        front.
        """
        if link := self._seen(self._page.menu):
            self._press("menu", link)
            return True
        if self.window is None or self.window.page.url.partition("?")[0] == self._page.address:
            return False
        self.gestures.append("opens the form")
        self._passed.clear()
        self.window.page.goto(self._page.menu_address or self._page.address)
        return True

    def _do(self, wanted: str) -> bool:
        if wanted == "next":
            return self._go_on()
        if wanted == "submit":
            self._reveal("submit")
            self._complete()
            button = self._find("submit")
            if button:
                self._press("submit", button)
            return button is not None
        field = self._page.field(wanted)
        if field is None or self._reveal(wanted) is None:
            return False
        self.gestures.append(wanted)
        self.put_in(field)
        return True

    def _go_on(self) -> bool:
        if self._find("next"):
            self._complete()
        if button := self._find("next"):
            self._press("next", button)
        return button is not None

    def _wants(self, field: Field, element: Locator) -> bool:
        """Whether a person sees that a field is still to be filled."""
        if field.how == How.LEAVES or not field.value:
            return False
        if field.how == How.PRESSES:
            return bool(element.evaluate(_IS_UNPRESSED))
        if field.how == How.TYPES and field.role != "country":
            return bool(element.evaluate(_IS_EMPTY))
        name = field.option if field.how == How.SELECTS else self._page.home
        return bool(element.evaluate(_SHOWS_OTHER, [name, field.value]))

    def put_in(self, field: Field) -> None:
        element = None if field.how == How.LEAVES else self._seen(field.at)
        if self.window is None or element is None:
            return
        if field.how == How.TYPES:
            element.fill(field.value, timeout=_TIME)
        elif field.how == How.SELECTS:
            element.select_option(label=field.option, timeout=_TIME)
        else:
            self._click(element)
            if field.how == How.SEARCHES:
                self.window.page.keyboard.press("ControlOrMeta+a")
                self.window.page.keyboard.type(self._page.home)
            if field.option:
                self._pick(field.option)

    def _pick(self, css: str) -> None:
        for _ in range(50):  # a list takes its time to open
            self._wait(_LOOKING)
            if entry := self._seen(css):
                entry.click(timeout=_TIME)
                self._wait(_LOOKING)
                return

    def _press(self, name: str, button: Locator) -> None:
        self.gestures.append(name)
        try:
            self._click(button, _REACHING)
        except TimeRanOut:  # the bar of the program, at the edge of the window, may lie on it
            button.press("Enter", timeout=_TIME, no_wait_after=True)

    def _click(self, element: Locator, patience: float = _TIME) -> None:
        """Click; where a bar of the page lies on the element, close that first."""
        bar = self._seen(self._page.bar)
        if bar and not _is_free(element):
            self.gestures.append("cookies")
            bar.click(timeout=_TIME)
        element.click(timeout=patience, no_wait_after=True)

    def _wait(self, milliseconds: float) -> None:
        if self.window:
            self.window.page.wait_for_timeout(milliseconds)


def _is_free(button: Locator) -> bool:
    try:
        button.click(trial=True, timeout=_REACHING)
    except Error:
        return False
    return True
