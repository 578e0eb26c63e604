"""Whoever reads a page and answers what the program asks about it; what they see and can do comes with the page."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping

from playwright.sync_api import Error, Locator

from optout.browser.window import Window
from optout.flow.cases import Moment
from optout.flow.words import fold
from optout.outcome import Reason
from optout.run.questions import CORRECT, DONE, NO, POINT, STOP, UNSURE, YES, Asker, Question

_ENOUGH = 12  # questions; a person who is asked more often gives up
_LOOKS = 24
"""How often the tool looks at the page in vain before a person takes it that it does not notice what they did.

Counted, not timed: on a busy computer the tool is slow to look, and a person sees that it is still at work.
"""
_WANTED = {"form_title": "title", "about_ai": "question"}
"""What a target of the flow is called here, where that differs."""
CLICK_TIME = 10_000.0
"""How long a click may take, in milliseconds."""


class Reader(Asker, ABC):
    """A person in front of a page; `gestures` lists what they did, `questions` what they were asked about its text.

    Approving is neither, nor is a choice about the e-mail address. `texts` are what the site says; `is_right` is
    whether a person who looks at the form would send it.
    """

    who = "script"
    can_answer = True

    def __init__(self, texts: Mapping[str, str], *, is_right: bool = True) -> None:
        self._texts = texts
        self._is_right = is_right
        self.window: Window | None = None
        self._answer: str | None = None
        self._fallback = ""
        self._looks = 0
        self._asked: Counter[str] = Counter()
        self.gestures: list[str] = []
        self.questions: list[str] = []

    def opened(self, window: Window) -> None:
        """Take a seat in front of the window."""
        self.window = window

    def begin(self, ask: Question) -> None:
        """Answer at once, after doing what has to be done in the window."""
        self.end()
        try:
            self._answer = self._respond(ask) if self._asked.total() <= _ENOUGH else STOP
        except Error:  # it went while the person reached for it
            self._answer = STOP

    def answer(self) -> str | None:
        """Give the answer; None while the person waits for the tool to notice what they did, which is not for ever."""
        self._looks += 1
        return self._answer or (self._fallback if self._looks > _LOOKS else None) or None

    def end(self) -> None:
        """Forget the question."""
        self._answer, self._fallback, self._looks = None, "", 0

    def _respond(self, ask: Question) -> str | None:
        answers: dict[Moment, Callable[[Question], str | None]] = {
            Moment.APPROVE: self._approve,
            Moment.CHECK_EMAIL: lambda _: CORRECT,
            Moment.TAKE_OVER: self._help,
            Moment.POINT: self._point,
            Moment.TICK: lambda _: DONE if self.tick() or {"consent", "question"} & {*self.gestures} else STOP,
            Moment.READ: self._read,
        }
        return answers[ask.moment](ask) if ask.moment in answers else ask.default or None

    def _approve(self, ask: Question) -> str:
        """Approve, but for another form, and a button that only leads on: both are seen by who is told to look."""
        if ask.title and not self._is_right:
            return NO
        return YES

    def _read(self, ask: Question) -> str:
        """Say what a text says, when it is what the site says: a person does not take "Thank you" for an answer."""
        self.questions.append(ask.moment)
        for text, answer in ((self._texts["received"], YES), (self._texts["refused"], NO)):
            if fold(text) in fold(ask.about):
                return answer
        return UNSURE

    def _take_over(self, ask: Question) -> str | None:
        """Show what was not found; what cannot be shown, or did not help to show, do by hand."""
        wanted = _WANTED.get(ask.target, ask.target)
        self._asked[wanted] += 1
        if wanted == "title" and not self._is_right:
            return STOP  # a person sees that this is another form
        if ask.why == Reason.WAYS_DEAD and self.open():
            self._fallback = POINT  # they were asked to open it, and leave what stands there to the tool
            return None
        before = len(self.gestures)
        element = self.reveal(wanted)
        if element is None:
            return DONE if wanted in self.gestures else STOP  # it was done on a step before
        if len(self.gestures) > before:
            self._fallback = POINT
            return None
        by_hand = ask.why == Reason.TARGET_STUCK or self._asked[wanted] > 1
        if by_hand and wanted != "title":
            return DONE if self.do(wanted) else STOP
        return POINT

    def _help(self, ask: Question) -> str | None:
        """Show or do what is asked for, or put the form right where nothing is named."""
        return self._take_over(ask) if ask.target or ask.why == Reason.WAYS_DEAD else self._mend(ask)

    def _mend(self, ask: Question) -> str | None:
        """Put in what the page still wants, or press on; None while the tool is to notice it.

        Where it was asked about a value that is right as it stands, say so.
        """
        self._asked[""] += 1
        before = len(self.gestures)
        self.complete()
        if len(self.gestures) == before and ask.why == Reason.VALUE_NEEDED:
            self.questions.append(ask.moment)
            return DONE
        if len(self.gestures) == before and not self.go_on():
            self.do("submit")
        self._fallback = DONE
        return None if len(self.gestures) > before else STOP

    def _point(self, ask: Question) -> None:
        """Click the element that the tool asks for; a click that it does not take is given up after a while."""
        wanted = _WANTED.get(ask.target, ask.target)
        element = self.find(wanted)
        self._fallback = DONE
        if element:
            self.gestures.append(f"points at {wanted}")
            element.click(force=True, no_wait_after=True, timeout=CLICK_TIME)

    @abstractmethod
    def find(self, name: str) -> Locator | None:
        """Find an element by the name that only the judge knows, if it can be seen."""

    @abstractmethod
    def reveal(self, name: str) -> Locator | None:
        """Find it after clearing the way to it, as far as a person can."""

    @abstractmethod
    def do(self, wanted: str) -> bool:
        """Do one thing by hand; False when it cannot be done."""

    @abstractmethod
    def tick(self) -> bool:
        """Tick what the page wants ticked; False when nothing is left."""

    @abstractmethod
    def open(self) -> bool:
        """Open the form where another page is in front."""

    @abstractmethod
    def go_on(self) -> bool:
        """Press what leads to the next page of the form, once this one is complete."""

    @abstractmethod
    def complete(self) -> None:
        """Fill what the page in front still wants."""

    @abstractmethod
    def close_notice(self) -> None:
        """Close what lies over the form."""
