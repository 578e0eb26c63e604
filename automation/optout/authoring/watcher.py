"""Watches a run and reads each page it works on, so that saved pages can be made of them afterwards."""

from dataclasses import dataclass, field

from optout.authoring.belongs import FIELDS, Vocabulary, parts_of
from optout.authoring.node import Node
from optout.authoring.tree import read_page
from optout.browser.window import Window
from optout.errors import WindowGone
from optout.flow.cases import Moment
from optout.flow.model import Choose, Click, Flow, Open
from optout.flow.words import fold
from optout.run.events import CONFIRM, SEND, Event, Kind

_READING_TIME = 3.0  # seconds a page gets to be readable


@dataclass
class State:
    """How a page stood; `leads_on` is the target whose click led to the next state."""

    page: Node
    leads_on: str | None = None


@dataclass
class Document:
    """One address that a flow opens, and the states its page went through."""

    address: str
    states: list[State] = field(default_factory=list)


@dataclass
class Seen:
    """What was read in a run. `answers` is what the send was answered with, a page that asks for a code first.

    `pages` has every page that was read, also those that looked like the one before: what stood in their fields counts.
    """

    sign_in: Node | None = None
    documents: list[Document] = field(default_factory=list)
    answers: list[State] = field(default_factory=list)
    said: dict[Moment, str] = field(default_factory=dict)
    pages: list[Node] = field(default_factory=list)
    arrived: bool = False


class Watcher:
    """An observer that reads. It looks only when a run tells that something is done, never while a request waits."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._only = {name: target.only for name, target in flow.targets.items() if target.only}
        self._window: Window | None = None
        self._way = 0
        self._pressed: str | None = None
        self._opened = 0
        self._known = Vocabulary(flow)
        self.seen = Seen()

    def opened(self, window: Window) -> None:
        """Let it look at a window."""
        self._window = window

    def tell(self, event: Event) -> None:
        """Read the page when a step is done, before a way's click, and when a code is asked for."""
        if event.kind == Kind.WAY_CLICK:
            self._before_click(event.step)
        elif event.kind == Kind.WAY_DEAD:
            self._way += 1
            self.seen.documents.clear()
        elif event.kind == Kind.BEGUN_ANEW:
            self._way = 0
            self.seen.documents.clear()
            self.seen.arrived = False
        elif event.kind == Kind.ANSWERED:
            self.seen.said[Moment(event.step)] = event.detail["answer"]
        elif event.kind in (Kind.STEP_DONE, Kind.STEP_SKIPPED, Kind.FORM_FILLED):
            self._after_step(event)
        elif event.kind == Kind.WAITING and event.step == Moment.CODE and not self.seen.answers:
            self._read_answer()

    def ended(self, *, sent: bool) -> None:
        """Read the page that a run ended on, if there still is one."""
        try:
            if sent:
                self._read_answer()
            elif not self.seen.arrived:
                self._arrive()
        except WindowGone:
            return

    def _read(self) -> Node | None:
        window = self._window
        page = None if window is None else window.wait(lambda: read_page(window, self._only), _READING_TIME)
        self.seen.pages += [page] if page else []
        return page

    def _read_answer(self) -> None:
        if (page := self._read()) is not None:
            self.seen.answers.append(State(page))

    def _before_click(self, target: str) -> None:
        if (page := self._read()) is not None:
            self._document().states.append(State(page, target))

    def _document(self) -> Document:
        """Give the page that the way's last opened address is; a click of a way belongs to the address before it."""
        ways = self._flow.ways
        way = ways[min(self._way, len(ways) - 1)]
        clicks = sum(len(document.states) for document in self.seen.documents)
        opened = ""
        for part in way:
            if isinstance(part, Open):
                opened = part.open
            elif clicks == 0:
                break
            else:
                clicks -= 1
        if not self.seen.documents or self.seen.documents[-1].address != opened:
            self.seen.documents.append(Document(opened))
        return self.seen.documents[-1]

    def _after_step(self, event: Event) -> None:
        if event.step == "sign_in":
            self.seen.sign_in = self._read() if self._flow.sign_in.done.target else None
        elif event.step == "open_form":
            self._arrive()
            self.seen.arrived = True
        elif self.seen.arrived and event.step not in (SEND, CONFIRM):
            self._go_on(event)

    def _arrive(self) -> None:
        if (page := self._read()) is not None:
            self._document().states.append(State(page))

    def _go_on(self, event: Event) -> None:
        """Keep a new state when other fields and buttons of the flow stand there than before."""
        if event.kind == Kind.STEP_DONE:
            self._pressed = self._pressed_by(event.step) or self._pressed
        if event.step == "open" and event.kind == Kind.STEP_DONE:
            self._opened += 1
            self.seen.documents.append(Document(self._opens()[self._opened - 1]))
        page = self._read() if self.seen.documents else None
        if page is None:
            return
        states = self.seen.documents[-1].states
        if not states:
            states.append(State(page))
        elif self._controls(page) != self._controls(states[-1].page):
            self._add(states, page)

    def _opens(self) -> list[str]:
        return [step.open for step in self._flow.steps if isinstance(step, Open)]

    def _add(self, states: list[State], page: Node) -> None:
        if self._pressed is None:
            states[-1].page = page  # it changed by itself, or by what was typed: this is how it looks then
            return
        states[-1].leads_on, self._pressed = self._pressed, None
        states.append(State(page))

    def _pressed_by(self, code: str) -> str | None:
        """Give the target that a step clicked or chose, by the step's code."""
        for step in self._flow.steps:
            target = next(iter(step.uses().values()), "")
            if isinstance(step, Click | Choose) and code == f"{step.verb} {target}":
                return target
        return None

    def _controls(self, page: Node) -> set[tuple[str, str]]:
        parts = parts_of(page, self._known)
        nodes = {node for region in (*parts.whole, *parts.strict) for node in region.all() if node.shown}
        return {(n.role, fold(n.name)) for n in nodes if n.role in FIELDS | {"button", "heading"}}
