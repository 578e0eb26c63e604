"""The scripted person: answers as a person would who reads the page, and counts what they had to do themselves."""

from collections.abc import Callable, Iterator
from functools import partial

from playwright.sync_api import Error, Locator
from tests.unseen.fields import COUNTRY, EMAIL, OWN, comment_for, country_language, country_names
from tests.unseen.reader import CLICK_TIME, Reader
from tests.unseen.traits import End, Page
from tests.unseen.write import MENU, address_of, tokens_of

_REACHING = 2000.0  # milliseconds
_WANTS = """(e, [name, country]) => {
  if (name === 'consent') return !(e.checked || e.getAttribute('aria-checked') === 'true');
  if (name === 'question') return ![...e.querySelectorAll('input')].some((radio) => radio.checked);
  const shown = (e.selectedOptions?.[0]?.text ?? e.value ?? e.innerText).trim();
  return name === 'country' ? shown !== country : !shown;
}"""
"""Whether a field still wants something, as one sees it; in a list of countries, whether it shows another one."""


class Person(Reader):
    """One person in front of one page; like every `Hands`.

    Only what the page shows is known to them, and where each element is; that they read from the tokens, and nowhere
    else.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page.texts, is_right=page.end != End.WRONG)
        self._page = page
        self._tokens = tokens_of(page)

    def do(self, wanted: str) -> bool:
        """Do one thing by hand; False when it cannot be done."""
        self.close_notice()
        deeds: dict[str, Callable[[], bool]] = {
            "email": lambda: self._type("email", EMAIL),
            "email_again": lambda: self._type("email_again", EMAIL),
            "comment": lambda: self._type("comment", comment_for(self._page)),
            **{name: partial(self._type, name, text) for name, text in OWN.items()},
            "country": self._choose_country,
            "question": self._answer_question,
            "next": self.go_on,
            "consent": self.tick,
            "submit": self._send,
        }
        return wanted in deeds and deeds[wanted]()

    def find(self, name: str) -> Locator | None:
        """Find an element by the name that only the judge knows, if it can be seen."""
        if name == "next":  # the one of the step in front
            return next((found for each in self._nexts() if (found := self.find(each))), None)
        page = self.window.page if self.window else None
        for frame in page.frames if page else ():
            found = frame.locator(f'css=[data-k="{self._tokens[name]}"]').filter(visible=True)
            if found.count():
                return found
        return None

    def _act(self, name: str, element: Locator) -> None:
        bar = None if self._is_veiled else self.find("decline")
        if bar and not _is_free(element):
            self.gestures.append("cookies")
            bar.click(timeout=CLICK_TIME)
        self.gestures.append(name)
        element.click(timeout=CLICK_TIME, no_wait_after=True)

    def reveal(self, name: str) -> Locator | None:
        """Give an element, clearing the way to it: notices closed, questions answered, steps gone on."""
        for _ in range(len(self._page.sections) + 1):
            self.close_notice()
            if found := self.find(name):
                return found
            if not (self.open() or self._answer_question() or self.go_on()):
                return None
            if self.window:
                self.window.page.wait_for_timeout(100)
        return None

    def close_notice(self) -> None:
        """Close what lies over the whole page; a bar at its edge only when it lies on what is to be pressed."""
        if self._is_veiled and (button := self.find("decline")) and _is_free(button):
            self._act("cookies", button)

    @property
    def _is_veiled(self) -> bool:
        return "cookies" in self._page.traits and "notice of OK" not in self._page.traits

    def open(self) -> bool:
        """Open the form, by its address or the menu that leads to it, when another page is in front."""
        return self._go_there() or self._follow_menu()

    def _go_there(self) -> bool:
        if self.window is None or self.find("title") or self.find("menu"):
            return False
        self.gestures.append("opens the form")
        self.window.page.goto(MENU if self._page.menu else address_of(self._page))
        return True

    def _follow_menu(self) -> bool:
        if link := self.find("menu"):
            self._act("menu", link)
        return link is not None

    def _type(self, name: str, text: str) -> bool:
        field = self.reveal(name) if name in self._page.fields else None
        if field is None:
            return False
        self.gestures.append(name)
        field.fill(text, timeout=CLICK_TIME)
        return True

    def _answer_question(self) -> bool:
        radio = self.find(self._page.reply) if "question" in self._page.fields else None
        if radio is None or radio.is_checked():
            return False
        self._act("question", radio)
        return True

    def _choose_country(self) -> bool:
        field = self.reveal("country") if "country" in self._page.fields else None
        if field is None:
            return False
        name = self._home
        if (kind := field.evaluate("e => e.tagName")) in ("SELECT", "INPUT"):
            self.gestures.append("country")
            if kind == "SELECT":
                field.select_option(label=name)
            else:
                field.fill(name, timeout=CLICK_TIME)
            return True
        self._act("country", field)
        if options := self.find("list"):
            options.get_by_text(name, exact=True).click(timeout=CLICK_TIME)
        return True

    def go_on(self) -> bool:
        for name in self._nexts():
            if button := self.find(name):
                self.complete()
                self._act("next", button)
                return True
        return False

    def complete(self) -> None:
        """Fill what the step in front still wants: a person who goes on sees it, and the page may not come back."""
        comment = ("comment",) if self._page.writes else ()
        for name in ("email", "email_again", *comment, *sorted(self._page.needed), "country", "question", "consent"):
            if name in self._page.fields and (field := self.find(name)) and self._wants(name, field):
                self.do(name)

    @property
    def _home(self) -> str:
        """What the page calls the person's country."""
        return country_names(country_language(self._page))[COUNTRY]

    def _wants(self, name: str, field: Locator) -> bool:
        return bool(field.evaluate(_WANTS, [name, self._home]))

    def _nexts(self) -> Iterator[str]:
        return (name for name in self._tokens if name.startswith("next"))

    def tick(self) -> bool:
        """Tick the box, or answer the question that the page asks of its own; False when nothing is left of both."""
        box = self.find("consent") if "consent" in self._page.fields else None
        if (box is None or not self._wants("consent", box)) and self._answer_question():
            return True
        box = self.reveal("consent") if "consent" in self._page.fields else None
        if box is None or not self._wants("consent", box):
            return False
        self._act("consent", box)
        return True

    def _send(self) -> bool:
        button = self.reveal("submit")
        self.complete()
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
