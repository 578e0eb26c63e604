"""Watches a run and reads each page it works on, so that saved pages can be made of them afterwards."""

from dataclasses import dataclass, field

from optout.authoring.reading import Node, read_page
from optout.authoring.reduced import FlowWords, form_parts
from optout.browser.window import Window
from optout.errors import WindowGone
from optout.flow.cases import Moment
from optout.flow.model import Choose, Click, Flow, Open
from optout.run.events import CONFIRM, SEND, Event, Kind

_READING_TIME = 3.0  # seconds a page gets to be readable


@dataclass
class PageState:
    """How a page stood; `leads_on` is the target whose click led to the next state."""

    page: Node
    leads_on: str | None = None


@dataclass
class OpenedPage:
    """One address that a flow opens, and the states its page went through."""

    address: str
    states: list[PageState] = field(default_factory=list)


@dataclass
class WatchedRun:
    """What was read in a run. `answers` is what the send was answered with, a page that asks for a code first.

    `pages` has every page that was read, also those that looked like the one before: what stood in their fields counts.
    """

    sign_in: Node | None = None
    opened: list[OpenedPage] = field(default_factory=list)
    answers: list[PageState] = field(default_factory=list)
    said: dict[Moment, str] = field(default_factory=dict)
    pages: list[Node] = field(default_factory=list)


class Watcher:
    """An observer that reads. It looks only when a run tells that something is done, never while a request waits."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._known = FlowWords(flow)
        self._window: Window | None = None
        self._way = 0
        self._arrived = False
        self._pressed: str | None = None
        self._to_open: list[str] = []
        pressing = (step for step in flow.steps if isinstance(step, Click | Choose))
        self._targets = {f"{step.verb} {target}": target for step in pressing for target in [*step.uses().values()][:1]}
        self.seen = WatchedRun()

    def opened(self, window: Window) -> None:
        """Let it look at a window."""
        self._window = window

    def tell(self, event: Event) -> None:
        """Read the page when a step is done, before a way's click, and when a code is asked for."""
        match event.kind:
            case Kind.WAY_CLICK:
                self._note_way(event.step)
            case Kind.WAY_DEAD:
                self._begin_way(self._way + 1)
            case Kind.ANSWERED:
                self.seen.said[Moment(event.step)] = event.detail["answer"]
            case Kind.STEP_DONE | Kind.STEP_SKIPPED | Kind.FORM_FILLED:
                self._after_step(event)
            case Kind.WAITING if event.step == Moment.CODE and not self.seen.answers:
                self._read_answer()

    def ended(self, *, sent: bool) -> None:
        """Read the page that a run ended on, if there still is one."""
        try:
            if sent:
                self._read_answer()
            elif not self._arrived:
                self._note_way()
        except WindowGone:
            return

    def _read(self) -> Node | None:
        window, only = self._window, self._known.only
        page = None if window is None else window.wait(lambda: read_page(window, only), _READING_TIME)
        self.seen.pages += [page] if page else []
        return page

    def _read_answer(self) -> None:
        if (page := self._read()) is not None:
            self.seen.answers.append(PageState(page))

    def _begin_way(self, number: int) -> None:
        self._way, self._arrived = number, False
        self.seen.opened.clear()

    def _note_way(self, click: str | None = None) -> None:
        """Keep the page that a way has come to, before a click on it or as the form."""
        if (page := self._read()) is not None:
            self._page_of_way().states.append(PageState(page, click))

    def _page_of_way(self) -> OpenedPage:
        """Give the page of the address that the way opened last; each state that was kept was left by a click."""
        opened, left = "", sum(len(page.states) for page in self.seen.opened)
        for part in self._flow.ways[min(self._way, len(self._flow.ways) - 1)]:
            if isinstance(part, Open):
                opened = part.open
            elif left == 0:
                break
            else:
                left -= 1
        if not self.seen.opened or self.seen.opened[-1].address != opened:
            self.seen.opened.append(OpenedPage(opened))
        return self.seen.opened[-1]

    def _after_step(self, event: Event) -> None:
        if event.step == "sign_in":
            self.seen.sign_in = self._read() if self._flow.sign_in.done.target else None
        elif event.step == "open_form":
            self._note_way()
            self._arrived = True
            self._to_open = [step.open for step in self._flow.steps if isinstance(step, Open)]
        elif self._arrived and event.step not in (SEND, CONFIRM):
            self._go_on(event)

    def _go_on(self, event: Event) -> None:
        """Keep a new state when other fields and buttons of the flow stand there than before."""
        if event.kind == Kind.STEP_DONE:
            self._pressed = self._targets.get(event.step, self._pressed)
            if event.step == "open":
                self.seen.opened.append(OpenedPage(self._to_open.pop(0)))
        page = self._read() if self.seen.opened else None
        if page is None:
            return
        states = self.seen.opened[-1].states
        if not states:
            states.append(PageState(page))
        elif self._form(page) != self._form(states[-1].page):
            if self._pressed is None:
                states[-1].page = page  # it changed by itself, or by what was typed: this is how it looks then
            else:
                states[-1].leads_on, self._pressed = self._pressed, None
                states.append(PageState(page))

    def _form(self, page: Node) -> set[tuple[str, str]]:
        return {part.key for part in form_parts(page, self._known)}
