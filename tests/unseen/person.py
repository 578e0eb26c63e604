"""The scripted person: answers as a person would who reads the page, and counts what they had to do themselves."""

from collections import Counter
from collections.abc import Callable, Iterator

from playwright.sync_api import Error, Locator
from tests.unseen.fields import EMAIL, comment_for, country_names
from tests.unseen.traits import End, Page
from tests.unseen.write import MENU, address_of, tokens_of

from optout.browser.window import Window
from optout.flow.cases import Moment
from optout.flow.words import fold
from optout.outcome import Reason
from optout.run.asker import CORRECT, DONE, NO, ONWARD, POINT, STOP, UNSURE, YES, Asker, Question

_ENOUGH = 12  # questions; a person who is asked more often gives up
_LOOKS = 24
"""How often the tool looks at the page in vain before a person takes it that it does not notice what they did.

Counted, not timed: on a busy computer the tool is slow to look, and a person sees that it is still at work.
"""
_WANTED = {"form_title": "title", "about_ai": "question"}
"""What a target of the flow is called here, where that differs."""
_CLICK_TIME, _REACHING = 10_000.0, 2000.0  # milliseconds
_WANTS = """(e, name) => name === 'consent' ? !(e.checked || e.getAttribute('aria-checked') === 'true')
  : !(e.value ?? e.innerText).trim()"""
"""Whether a field still wants something, as one sees it."""


class Person(Asker):
    """One person in front of one page; like every `Hands`. `gestures` lists what they did, `questions` what was asked.

    Approving is neither, nor is a choice about the e-mail address. Only what the page shows is known to them, and where
    each element is; that they read from the tokens, and nowhere else.
    """

    who = "script"
    can_answer = True

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tokens = tokens_of(page)
        self._window: Window | None = None
        self._answer: str | None = None
        self._fallback = ""
        self._looks = 0
        self._asked: Counter[str] = Counter()
        self.gestures: list[str] = []
        self.questions: list[str] = []

    def opened(self, window: Window) -> None:
        """Take a seat in front of the window."""
        self._window = window

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
            Moment.TAKE_OVER: lambda ask: self._say_it_leads_on(ask) or self._take_over(ask),
            Moment.POINT: self._point,
            Moment.TICK: lambda _: DONE if self._tick() or "consent" in self.gestures else STOP,
            Moment.READ: self._read,
        }
        return answers[ask.moment](ask) if ask.moment in answers else ask.default or None

    def _approve(self, ask: Question) -> str:
        """Approve, but for another form, and a button that only leads on: both are seen by who is told to look."""
        if ask.title and self._page.end == End.WRONG:
            return NO
        if ask.button and self._find("submit") is None:
            self.questions.append(ONWARD)
            return ONWARD
        return YES

    def _read(self, ask: Question) -> str:
        """Say what a text says, when it is what the site says: a person does not take "Thank you" for an answer."""
        self.questions.append(ask.moment)
        for text, answer in ((self._page.texts["received"], YES), (self._page.texts["refused"], NO)):
            if fold(text) in fold(ask.about):
                return answer
        return UNSURE

    def _take_over(self, ask: Question) -> str | None:
        """Show what was not found; what cannot be shown, or did not help to show, do by hand."""
        wanted = _WANTED.get(ask.target, ask.target)
        self._asked[wanted] += 1
        if wanted == "title" and self._page.end == End.WRONG:
            return STOP  # a person sees that this is another form
        if ask.why == Reason.WAYS_DEAD and (self._open() or self._follow_menu()):
            self._fallback = POINT  # they were asked to open it, and leave what stands there to the tool
            return None
        before = len(self.gestures)
        element = self._reveal(wanted)
        if element is None:
            return DONE if wanted in self.gestures else STOP  # it was done on a step before
        if len(self.gestures) > before:
            self._fallback = POINT
            return None
        by_hand = ask.why == Reason.VALUE_PUT_BACK or self._asked[wanted] > 1
        if by_hand and wanted != "title":
            return DONE if self.do(wanted) else STOP
        return POINT

    def _say_it_leads_on(self, ask: Question) -> str | None:
        """Say that the button in front only leads on, where what is wanted is elsewhere; press it if asked to."""
        if ONWARD not in ask.choices:
            return DONE if not ask.target and self._go_on() else None
        self._close_notice()
        wanted = _WANTED.get(ask.target, ask.target)
        here = self._find("submit") or (self._find(wanted) if wanted != "title" else None)
        if here or not self._find("next"):
            return None
        self._complete()
        self.questions.append(ONWARD)
        return ONWARD

    def _point(self, ask: Question) -> None:
        """Click the element that the tool asks for; a click that it does not take is given up after a while."""
        wanted = _WANTED.get(ask.target, ask.target)
        element = self._find(wanted)
        self._fallback = DONE
        if element:
            self.gestures.append(f"points at {wanted}")
            element.click(force=True, no_wait_after=True, timeout=_CLICK_TIME)

    def do(self, wanted: str) -> bool:
        """Do one thing by hand; False when it cannot be done."""
        self._close_notice()
        deeds: dict[str, Callable[[], bool]] = {
            "email": lambda: self._type("email", EMAIL),
            "email_again": lambda: self._type("email_again", EMAIL),
            "comment": lambda: self._type("comment", comment_for(self._page)),
            "country": self._choose_country,
            "question": self._answer_question,
            "next": self._go_on,
            "consent": self._tick,
            "submit": self._send,
        }
        return wanted in deeds and deeds[wanted]()

    def _find(self, name: str) -> Locator | None:
        """Find an element by the name that only the judge knows, if it can be seen."""
        if name == "next":  # the one of the step in front
            return next((found for each in self._nexts() if (found := self._find(each))), None)
        page = self._window.page if self._window else None
        for frame in page.frames if page else ():
            found = frame.locator(f'css=[data-k="{self._tokens[name]}"]').filter(visible=True)
            if found.count():
                return found
        return None

    def _act(self, name: str, element: Locator) -> None:
        self.gestures.append(name)
        element.click(timeout=_CLICK_TIME, no_wait_after=True)

    def _reveal(self, name: str) -> Locator | None:
        """Give an element, clearing the way to it: notices closed, questions answered, steps gone on."""
        for _ in range(len(self._page.sections) + 1):
            self._close_notice()
            if found := self._find(name):
                return found
            if not (self._open() or self._follow_menu() or self._answer_question() or self._go_on()):
                return None
            if self._window:
                self._window.page.wait_for_timeout(100)
        return None

    def _close_notice(self) -> None:
        if (button := self._find("decline")) and _is_free(button):
            self._act("cookies", button)

    def _open(self) -> bool:
        """Open the form, by its address or the menu that leads to it, when another page is in front."""
        if self._window is None or self._find("title") or self._find("menu"):
            return False
        self.gestures.append("opens the form")
        self._window.page.goto(MENU if self._page.menu else address_of(self._page))
        return True

    def _follow_menu(self) -> bool:
        if link := self._find("menu"):
            self._act("menu", link)
        return link is not None

    def _type(self, name: str, text: str) -> bool:
        field = self._reveal(name) if name in self._page.fields else None
        if field is None:
            return False
        self.gestures.append(name)
        field.fill(text, timeout=_CLICK_TIME)
        return True

    def _answer_question(self) -> bool:
        radio = self._find("yes") if "question" in self._page.fields else None
        if radio is None or radio.is_checked():
            return False
        self._act("question", radio)
        return True

    def _choose_country(self) -> bool:
        field = self._reveal("country") if "country" in self._page.fields else None
        if field is None:
            return False
        name = country_names(self._page.language)["FR"]
        if field.evaluate("e => e.tagName") == "SELECT":
            self.gestures.append("country")
            field.select_option("FR")
            return True
        self._act("country", field)
        if options := self._find("list"):
            options.get_by_text(name, exact=True).click(timeout=_CLICK_TIME)
        return True

    def _go_on(self) -> bool:
        for name in self._nexts():
            if button := self._find(name):
                self._complete()
                self._act("next", button)
                return True
        return False

    def _complete(self) -> None:
        """Fill what the step in front still wants: a person who goes on sees it, and the page may not come back."""
        wanted = ("email", "email_again", *(("comment",) if self._page.writes else ()), "country", "consent")
        for name in wanted:
            if name in self._page.fields and (field := self._find(name)) and field.evaluate(_WANTS, name):
                self.do(name)

    def _nexts(self) -> Iterator[str]:
        return (name for name in self._tokens if name.startswith("next"))

    def _tick(self) -> bool:
        box = self._reveal("consent") if "consent" in self._page.fields else None
        if box is None or not box.evaluate(_WANTS, "consent"):
            return False
        self._act("consent", box)
        return True

    def _send(self) -> bool:
        button = self._reveal("submit")
        self._complete()
        if button is None:
            return False
        self._act("submit", button)
        return True


def _is_free(button: Locator) -> bool:
    """Whether nothing lies on a button; what lies behind a dialog nobody reaches for."""
    try:
        button.click(trial=True, timeout=_REACHING)
    except Error:
        return False
    return True
