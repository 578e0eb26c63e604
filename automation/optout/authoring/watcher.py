"""Watches a run: which pages it went through, what led on from each, and what the person said."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import get_args

from optout.authoring.flow_parts import FlowParts, FlowWords
from optout.browser import Page
from optout.errors import WindowGone
from optout.flow import Choose, Click, Flow, Open, Said, fold
from optout.redaction import without_query
from optout.run import Event

_READING_TIME = 3.0  # seconds in which a page has to be readable; a run is not held up any longer


@dataclass
class PageState:
    """A page as it was displayed, and its address, without the query.

    `leads_on` is the target whose click led to the next state. `by_hand` is True if the person led
    on from it.
    """

    address: str
    page: Page
    leads_on: str | None = None
    by_hand: bool = False


class Watcher:
    """Reads the page when a run reports that something is done, and never while a request waits.

    `states` are those that the pages went through. `opened_at` has the address of the page that
    came, by the address that a path opened. `answer` is the page at the end of a run that sent,
    `person_answers` are the person's answers by the prompt, `typed` are the values that fields had.
    """

    def __init__(self, flow: Flow) -> None:
        self.states: list[PageState] = []
        self.opened_at: dict[str, str] = {}
        self.answer: Page | None = None
        self.person_answers: dict[str, str] = {}
        self.typed: set[str] = set()

        self._flow = flow
        self._known = FlowWords(flow)
        self._read_page: Callable[[float], Page] | None = None
        self._path_number = 0
        self._has_arrived = False
        self._pressed_target: str | None = None
        self._asked_on: Page | None = None
        self._target_of_step: dict[str, str] = {}
        for step in flow.steps:
            if isinstance(step, Click | Choose):
                for target in step.uses().values():
                    self._target_of_step[f"{step.verb} {target}"] = target

    def opened(self, read_page: Callable[[float], Page]) -> None:
        """Take what reads the page in front, within some seconds."""
        self._read_page = read_page

    def tell(self, event: Event) -> None:
        """Read the page when a step is done, and before a click of a path."""
        match event.kind:
            case "way_click":
                self._note_page_of_path(event.step)
            case "led_on":
                # By a link that is no target of the flow: in a replay the person clicks it.
                self._note_page_of_path(by_hand=True)
            case "way_dead":
                self._note_opened(self._read())
                self._path_number += 1
                self.states.clear()
            case "asked" if event.step == "take_over" and not self._has_arrived:
                self._asked_on = self._read()
            case "answered":
                self._note_answer(event.step, event.detail["answer"])
            case "step_done" if event.step == "open_form":
                self._note_page_of_path()
                self._has_arrived = True
            case "step_done" | "form_filled":
                self._note_step(event)

    def ended(self, *, sent: bool) -> None:
        """Read the page that a run ended on, if the window is still open."""
        with suppress(WindowGone):
            if sent:
                self.answer = self._read()
            elif not self._has_arrived:
                self._note_page_of_path()

    def _read(self) -> Page | None:
        if self._read_page is None:
            return None
        page = self._read_page(_READING_TIME)
        for element in page.elements:
            is_text_field = element.is_textbox or element.is_multiline
            if is_text_field and element.value:
                self.typed.add(element.value)
        return page if page.read else None

    def _note_answer(self, prompt: str, answer: str) -> None:
        """Note what the person answered, and the page from which they led on by hand."""
        if answer in get_args(Said):
            self.person_answers[prompt] = answer
        has_led_on = prompt == "take_over" and answer in ("again", "done")
        if has_led_on and self._asked_on and not self._has_arrived:
            state = PageState(_address_of(self._asked_on), self._asked_on, by_hand=True)
            self.states.append(state)

    def _note_opened(self, page: Page | None) -> None:
        """Note to which address the one that a path opened has led."""
        last_path = len(self._flow.ways) - 1
        path = self._flow.ways[min(self._path_number, last_path)]
        opened = [step.open for step in path if isinstance(step, Open)]
        if page and opened:
            self.opened_at.setdefault(opened[0], _address_of(page))

    def _note_page_of_path(self, click: str | None = None, *, by_hand: bool = False) -> None:
        """Note the page that a path has come to, before a click on it or as the form."""
        page = self._read()
        if page is None:
            return
        if not self.states:
            self._note_opened(page)
        self.states.append(PageState(_address_of(page), page, click, by_hand=by_hand))

    def _note_step(self, event: Event) -> None:
        if not self._has_arrived or event.step in ("send", "confirm"):
            return
        if event.kind == "step_done":
            self._pressed_target = self._target_of_step.get(event.step, self._pressed_target)
        page = self._read()
        if page is not None:
            self._note_state(page)

    def _note_state(self, page: Page) -> None:
        """Note a new state if the page has other fields and buttons of the flow than before."""
        address = _address_of(page)
        if not self.states:
            self.states.append(PageState(address, page))
            return
        last = self.states[-1]
        if self._controls(page) == self._controls(last.page):
            return
        if self._pressed_target is None and last.address == address:
            # It changed by itself, or by what was typed: this is how it looks then.
            last.page = page
            return
        last.leads_on = self._pressed_target
        self._pressed_target = None
        self.states.append(PageState(address, page))

    def _controls(self, page: Page) -> set[tuple[str, str]]:
        """Return role and name of the flow's elements on a page."""
        parts = FlowParts(page, self._known)
        return {(element.role, fold(parts.called(element))) for element in parts.elements}


def _address_of(page: Page) -> str:
    return f"https://{without_query(page.documents[0].address)}"
