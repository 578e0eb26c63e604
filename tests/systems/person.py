"""The person in front of a page of the suite: sees and does what its table says, with mouse and keys alone."""

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as TimeRanOut
from tests.systems.pages import Field, How, Page
from tests.unseen.reader import CLICK_TIME, Reader

from optout.run.questions import STOP, Question

_SOON = 1500.0
"""How long a person waits for what they have just asked the page for, in milliseconds."""
_LOOKING = 100.0
_ENOUGH = 16
"""How many questions a person answers before they give up."""
_IS_EMPTY = "e => !e.value.trim()"
"""Whether a field is empty, as one sees it."""
_SHOWS_OTHER = """(e, [name, code]) => {
  const inner = [e, ...e.querySelectorAll('input'), ...(e.shadowRoot?.querySelectorAll('input, button') ?? [])];
  const shown = e.selectedOptions ? [e.selectedOptions[0]?.text] : inner.flatMap((one) => [one.value, one.innerText]);
  return e.value !== code && !shown.some((text) => typeof text === 'string' && text.includes(name));
}"""
"""Whether a list shows something else than what is to be chosen."""
_IS_UNPRESSED = """e => ![e, ...e.querySelectorAll('*'), ...(e.shadowRoot?.querySelectorAll('*') ?? [])].some(
  (one) => one.checked === true || one.getAttribute('aria-checked') === 'true')"""
"""Whether a box or an answer is not chosen."""
BY_DESIGN = "ticks"
"""What is asked of the person by design: no box is ticked for them, and no question of the page's own answered."""


class Hand(Reader):
    """One person. What they do to a field is one gesture, however many presses it takes."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.texts)
        self._page = page
        self._passed: set[str] = set()
        self._about = ""
        self._asked_times = 0

    def begin(self, ask: Question) -> None:
        """Answer; what the page wants from the person alone, they put in."""
        self._about = ask.about
        self._asked_times += 1
        if self._asked_times > _ENOUGH:
            self._answer = STOP
        else:
            super().begin(ask)

    def find(self, name: str) -> Locator | None:
        """Find what has a role, if it can be seen."""
        css = self._where(name)
        if css is None or self.window is None:
            return None
        found = self.window.page.locator(css).filter(visible=True)
        return found.first if found.count() else None

    def _where(self, name: str) -> str | None:
        if field := self._page.field(name):
            return field.at
        if name == "next":
            return next((css for css in self._page.nexts if self._sees(css)), None)
        return {"submit": self._page.submit, "title": self._page.title}.get(name)

    def _sees(self, css: str) -> bool:
        return self.window is not None and self.window.page.locator(css).filter(visible=True).count() > 0

    def reveal(self, name: str) -> Locator | None:
        """Clear the way to it: press what comes first, go on from step to step."""
        for _ in range(len(self._page.steps) + 1):
            self.close_notice()
            if found := self.find(name):
                return found
            if not (self.open() or self.go_on()):
                return None
            self._wait(_SOON / 3)
        return None

    def open(self) -> bool:
        """Open the form by its address when another page is in front."""
        if self.window is None or self.window.page.url.partition("?")[0] == self._page.address:
            return False
        self.gestures.append("opens the form")
        self.window.page.goto(self._page.address)
        return True

    def close_notice(self) -> None:
        """Press what comes before the form."""
        for css in self._page.first:
            if css not in self._passed and self._sees(css) and self.window:
                self._passed.add(css)
                self.gestures.append("presses what comes first")
                self.window.page.locator(css).filter(visible=True).first.click(timeout=CLICK_TIME)
                self._wait(_SOON / 3)

    def do(self, wanted: str) -> bool:
        """Do one thing by hand."""
        if wanted == "next":
            return self.go_on()
        if wanted == "submit":
            self.complete()
            button = self.find("submit")
            if button:
                self.gestures.append("submit")
                _press(button)
            return button is not None
        field = self._page.field(wanted)
        if field is None or self.reveal(wanted) is None:
            return False
        self.gestures.append(wanted)
        self.put_in(field)
        return True

    def go_on(self) -> bool:
        """Press what leads on, once the step is complete."""
        self.complete()
        button = self.find("next")
        if button is None:
            return False
        self.gestures.append("next")
        _press(button)
        return True

    def complete(self) -> None:
        """Put in what is still empty on the page in front."""
        for field in self._page.fields:
            if (element := self.find(field.role)) and self._wants(field, element):
                self.gestures.append(BY_DESIGN if field.role == "consent" else field.role)
                self.put_in(field)

    def tick(self) -> bool:
        """Tick the box that the page wants, or give the answer; what is asked about comes first."""
        roles = ("consent", "question")
        for role in reversed(roles) if self._about == self._page.texts.get("question") else roles:
            box = self.find(role)
            if box and self._wants(self._field(role), box):
                self.gestures.append(BY_DESIGN)
                self.put_in(self._field(role))
                return True
        return "consent" in self.gestures or BY_DESIGN in self.gestures

    def _field(self, role: str) -> Field:
        field = self._page.field(role)
        if field is None:
            raise LookupError(role)
        return field

    def _wants(self, field: Field, element: Locator) -> bool:
        """Whether a person sees that a field is still to be filled."""
        if field.how == How.LEAVES:
            return False
        if field.how == How.PRESSES:
            return bool(element.evaluate(_IS_UNPRESSED))
        if field.how == How.TYPES:
            return bool(element.evaluate(_IS_EMPTY))
        name = field.option if field.how == How.SELECTS else self._page.home
        return bool(element.evaluate(_SHOWS_OTHER, [name, field.value]))

    def put_in(self, field: Field) -> None:
        """Put a field's value in, as a person does."""
        if self.window is None or field.how == How.LEAVES:
            return
        element = self.window.page.locator(field.at).filter(visible=True).first
        if field.how == How.TYPES:
            element.fill(field.value, timeout=CLICK_TIME)
        elif field.how == How.SELECTS:
            element.select_option(label=field.option, timeout=CLICK_TIME)
        else:
            element.click(timeout=CLICK_TIME)
            if field.how == How.SEARCHES:
                self.window.page.keyboard.press("ControlOrMeta+a")
                self.window.page.keyboard.type(self._page.home)
            if field.option:
                entry = self.window.page.locator(field.option).filter(visible=True).first
                entry.click(timeout=CLICK_TIME)
                self._wait(_LOOKING)

    def _wait(self, milliseconds: float) -> None:
        if self.window:
            self.window.page.wait_for_timeout(milliseconds)


def _press(button: Locator) -> None:
    """Press a button with the mouse, or with a key where the bar at the edge of the window lies on it."""
    try:
        button.click(timeout=_SOON, no_wait_after=True)
    except TimeRanOut:
        button.press("Enter", timeout=CLICK_TIME, no_wait_after=True)
