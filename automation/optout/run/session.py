"""What one objection works with: its collaborators, brought together once, and how it looks at the page in front."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from playwright.sync_api import BrowserContext

from optout.browser.controls import find_control
from optout.browser.find import Found, Look, NotFound, find, is_anchor, is_within, leading
from optout.browser.gate import Gate
from optout.browser.reading import Element, Page, read
from optout.browser.requests import addresses_in
from optout.browser.strip import Pointed, Strip, find_pointed
from optout.browser.window import Window
from optout.errors import Stop
from optout.flow.addresses import matches_glob
from optout.flow.model import Fill, Flow, Step, Target
from optout.flow.said import Before, said
from optout.flow.words import fold, says
from optout.i18n import told
from optout.outcome import Reason, State
from optout.person import Person
from optout.redact import printable, without_query
from optout.run.draft import Draft
from optout.run.events import Doing, Kind, Progress
from optout.run.questions import Asker, Question
from optout.run.sends import Sends
from optout.run.task import Objection, Options, Services
from optout.run.verdict import Setting

_READING_TIME = 1.0  # seconds
_STILL, _STANDS = 4.0, 1.0  # seconds
_LONGEST = 120  # characters of an account's name
_T = TypeVar("_T")


class Stillness:
    """Since when a page stands still: it says and asks the same, and nothing is on its way to it."""

    def __init__(self, window: Window) -> None:
        self._window, self._mark, self._since = window, "", window.now()

    def lasts(self, page: Page, seconds: float = _STILL, also: object = "") -> bool:
        """Take a look into account, and say whether the page, and `also`, has stood still for some seconds."""
        now = self._window.now()
        mark = f"{self._window.page.url}\n{page.mark}\n{sorted(page.typed)}\n{also}"
        if mark != self._mark or self._window.loads or not page.read:
            self._mark, self._since = mark, now
        return now - self._since >= seconds


@dataclass(kw_only=True)
class Run:
    """What one objection works with, and what has come about.

    `move` journals how settings stand; of a form `sends` does. `before` is what the page said before the send,
    `pointed` what the person pointed at, by target. `dialogs` are the questions of the page's own that the flow does
    not know, `alerts` those of them that only tell; `may_press` is what the person lets a stranger's flow press, each
    with its address. `accounts` are whose it is, as the page named it each time; `asking` is what is asked now.
    `reloaded`: the page was loaded anew to be read again. `answer_kept` is what stood on the page, and by which words
    it was judged, when the answer was captured while they stood there.
    """

    flow: Flow
    person: Person
    window: Window
    asker: Asker
    events: Progress
    options: Options
    sends: Sends
    gate: Gate
    strip: Strip
    move: Callable[[State], None]
    language: str = "en"
    before: Before = field(default_factory=Before)
    draft: Draft = field(default_factory=Draft)
    pointed: dict[str, Pointed] = field(default_factory=dict)
    dialogs: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    may_press: set[tuple[str, str]] = field(default_factory=set)
    settings: list[Setting] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    asking: list[Question] = field(default_factory=list)
    reloaded: bool = False
    answer_kept: tuple[str, str] | None = None

    def tell(self, kind: Kind, step: str = "", **detail: str) -> None:
        """Tell the observers."""
        self.events.tell(kind, step, **detail)

    def long(self, doing: Doing, seconds: float, what: str = "") -> AbstractContextManager[None]:
        """While this lasts, at most `seconds`, tell once what is done, when it has taken too long for silence."""
        return self.events.long(doing, seconds, what)

    def stop(self, reason: Reason, **detail: str) -> Stop:
        """Make a stop that says where the run was."""
        return Stop(reason, **{**self.where(), **detail})

    def where(self) -> dict[str, str]:
        """Say where the run is: the address, the flow, the step and how many there are."""
        try:
            gone = self.window.unreached
            address = gone.host if gone else self.address
        except Exception:  # noqa: BLE001  the window may be gone, and it must still be told
            address = "?"
        events = self.events
        return {"address": address, "flow": self.flow.id, "step": str(events.number), "steps": str(events.total)}

    @property
    def address(self) -> str:
        """Host and path of the page in front."""
        return without_query(self.window.page.url)

    @property
    def account_named(self) -> str | None:
        """Whose account it is, as the page named it last; None where it did not."""
        return next(reversed(self.accounts), "") or None

    @property
    def pressed_at(self) -> datetime | None:
        """When a setting was pressed first, or was about to be: from here on a crash is unknown."""
        return next((one.pressed_at for one in self.settings if one.pressed_at), None)

    @property
    def may_have_left(self) -> bool:
        """Whether the form may have left, or a setting was pressed."""
        return self.sends.may_have_left or self.pressed_at is not None

    @property
    def approved_beforehand(self) -> bool:
        """Whether nobody is asked for the approval: never for what the person put in by hand, which no option knew."""
        return self.options.yes and not self.draft.by_hand

    @property
    def is_wrong_form(self) -> bool:
        """Whether the address in front is that of a form that must be refused by name."""
        return any(matches_glob(glob, self.window.page.url) for glob in self.flow.wrong_form)

    def check_address(self) -> None:
        """Stop unless the page in front was reached, and is where this flow may work, after any redirect."""
        self.stop_unreached()
        if not self.window.allows(self.window.page.url):
            raise self.stop(Reason.FOREIGN_ADDRESS)
        if self.is_wrong_form:
            raise self.stop(Reason.WRONG_FORM, right=self._right_form())

    def stop_unreached(self) -> None:
        """Stop where the host of the page in front cannot be reached: what stands there is the browser's own page."""
        if gone := self.window.unreached:
            raise self.stop(Reason.UNREACHABLE, host=gone.host, error=gone.error)

    def stop_on_dialog(self) -> None:
        """Stop when the page has asked something of its own that the flow does not know, before anything was sent."""
        if self.dialogs and not self.sends.armed:
            raise self.stop(Reason.DIALOG, words=self.dialogs[0])

    def _right_form(self) -> str:
        return next((part.open for way in self.flow.ways for part in way if hasattr(part, "open")), "?")

    def look(self) -> Page:
        """Read the page in front as it stands; an unread one while it changes."""
        return read(self.window)

    def page(self) -> Page:
        """Read the page in front as soon as that is possible; an unread one if it is not."""
        return self.window.wait(lambda: page if (page := self.look()).read else None, _READING_TIME) or Page()

    def find(self, name: str, page: Page, *, enabled: bool = False) -> Found | NotFound:
        """Find a target of the flow on a page; one that the person pointed at is that."""
        if name in (step.switch for step in self.flow.switches) and name not in self.pointed:
            return find_control(page, self.flow, name)
        target, holds = self.flow.targets[name], self.flow.holds.get(name)
        look = Look(
            holds=holds, enabled=enabled, anywhere=self.sends.armed, going=self.draft.turned, only=self.place(target)
        )
        pointed = self.pointed.get(name)
        return find_pointed(page, pointed, look) if pointed else find(page, target, look)

    def place(self, target: Target | None) -> int:
        """Return the place of a target's selector among those that readings tell of; -1 for none."""
        return self.window.selectors.index(target.only) if target and target.only else -1

    def shows(self, name: str, page: Page | None = None, *, enabled: bool = False) -> Found | None:
        """Return a target if it is there, on the page as it was read, or as it stands now."""
        found = self.find(name, page or self.look(), enabled=enabled)
        return found if isinstance(found, Found) else None

    def now(self, element: Element) -> Element:
        """Return an element as it stands now; as it was where it is no longer found."""
        return self.page().again(element) or element

    def wait_for(self, look: Callable[[Page], _T | None], seconds: float | None = None) -> _T | None:
        """Look until something is found, or give None after `seconds`.

        Where somebody can be asked, as soon as the page stands still: what comes all the same is noticed.
        """
        stillness = Stillness(self.window)

        def found_or_still() -> tuple[_T | None] | None:
            page = self.look()
            found = look(page)
            return (found,) if found is not None or (self.asker.can_answer and stillness.lasts(page)) else None

        ended = self.window.wait(found_or_still, self.options.patience if seconds is None else seconds)
        return ended[0] if ended else None

    def need(self, name: str, *, enabled: bool = False) -> Found:
        """Wait for a target and check the address it is at.

        Raises:
            Stop: it is not there, or several could be it; a notice on the page says why if it can.
        """
        seconds = 0.0 if name in self.draft.waited else self.options.patience
        self.draft.waited.discard(name)
        with self.long(Doing.FINDING, seconds, name):
            came = self.wait_for(lambda page: self.shows(name, page, enabled=enabled), seconds)
        self.check_address()
        found = came or self.find(name, self.page(), enabled=enabled)
        if isinstance(found, Found):
            self.draft.found[name] = found.how
            return found
        page = self.page()
        self.stop_on_notice(page, form_shown=leading(page) is not None)
        reason = Reason.TARGET_AMBIGUOUS if found.count > 1 else Reason.TARGET_MISSING
        if enabled and found.count == 0 and self.shows(name, page):
            reason = Reason.TARGET_STUCK
        raise self.stop(reason, target=self.flow.called(name), count=str(found.count))

    def stop_on_notice(self, page: Page, *, form_shown: bool = False) -> None:
        """Stop when the visible text has one of the notices that stand in for the form.

        "If you have already objected" may stand on the form itself: there, in a question, or where it does not stay,
        that notice does not count. What it says is the person's to confirm.
        """
        notices = self.flow.notices
        for words, reason in (
            (None if form_shown else self._standing(page, notices.already_objected), Reason.ALREADY_OBJECTED),
            (self.shown_words(page, notices.not_available), Reason.NOT_AVAILABLE),
            (self.shown_words(page, notices.wrong_form), Reason.WRONG_FORM),
        ):
            if words:
                raise self.stop(reason, words=words, right=self._right_form())

    def shown_words(self, page: Page, phrase: str | None) -> str | None:
        """Return the block of text that has a phrase of the flow, made printable."""
        phrases = self.flow.phrase(phrase)
        return next((printable(text) for text in page.texts if says(text, phrases)), None)

    def _standing(self, page: Page, phrase: str | None) -> str | None:
        """Return the block of text whose sentence begins with a phrase, once it has stood there for a second."""
        phrases = self.flow.phrase(phrase)
        found = said(page.spoken, phrases)
        if found is None or self.window.wait(lambda: said(self.page().spoken, phrases) is None or None, _STANDS):
            return None
        return printable(found[1])


def is_sure(person: Person, step: Step) -> bool:
    """Whether a step is taken in every run: a value that the person gave is never dropped silently."""
    return person.value(step.with_) is not None if isinstance(step, Fill) else not step.optional


def begin(
    context: BrowserContext, objection: Objection, services: Services, entry_id: str, tick: Callable[[], None]
) -> Run:
    """Bring together what an objection works with; `tick` is called in every wait, and raises when it is to end."""
    flow, journal = objection.loaded.flow, services.journal

    def move(state: State) -> None:
        journal.plan(entry_id, objection.key)
        if state == State.ARMED:
            # A setting is read first, and pressed only where it is not as wanted: what was done before is no hindrance.
            first = "the setting was read first" if flow.switches else None
            journal.arm(entry_id, objection.options.again_reason or first)
        elif state != State.PLANNED:
            journal.move(entry_id, state)

    told_by = {*flow.holds.values()} - {"country"}  # that may stand in anything
    known = {value for name in told_by if (value := objection.person.value(name)) is not None}
    sends = Sends(flow, move, services.observers, known=known)
    gate = Gate(context, sends, services.site)
    window = Window(context, tuple(flow.hosts), tick, services.clock)
    window.on_wait = gate.ask_again
    window.selectors = tuple(dict.fromkeys(one.only for one in flow.targets.values() if one.only))
    services.asker.opened(window)
    services.opened(window)
    steps = len(flow.switches) or sum(is_sure(objection.person, step) for step in flow.steps)
    total = 2 + steps + 2 * (bool(flow.switches) and not objection.options.only_read)
    return Run(
        flow=flow,
        person=objection.person,
        window=window,
        asker=services.asker,
        events=Progress(services.observers, total),
        options=objection.options,
        sends=sends,
        gate=gate,
        strip=Strip(window),
        move=move,
        settings=[Setting(step, told(flow.short(step.switch), objection.language)) for step in flow.switches],
        language=objection.language,
    )


# Whose account it is, as the page names it: shown at the approval, and kept.


def account_now(run: Run) -> str:
    """Return whose account the page shows now; empty where it does not name it.

    On a form only where the flow knows the place: an address there may be anybody's.
    """
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    if target is None and not run.flow.switches:
        return ""
    return printable(find_account(run.look(), target, run.flow.hosts, run.place(target)), _LONGEST)


def find_account(page: Page, target: Target | None, hosts: Collection[str], only: int = -1) -> str:
    """Return whose account a page says that it is; nothing where it does not, or names several.

    Where a flow knows no place for it, that is the one e-mail address on the page; one of the controller's own is none.
    `only` is the place of the target's selector among those of the window. A place's own words name nobody.
    """
    if target is None:
        own = tuple(f".{host}" for host in hosts)
        told = [address for block in page.blocks for address in addresses_in(block.text)]
        told = [address for address in told if not f".{address.partition('@')[2]}".endswith(own)]
    else:
        words = tuple(filter(None, map(fold, target.all())))
        told = []
        for one in page.elements:
            fits = is_anchor(one, target) or only in one.facts.get("fits", ()) or fold(one.called).startswith(words)
            if fits and one.seen and is_within(one, target) and fold(text := _told_by(one)) not in ("", *words):
                told.append(text)
    found = {fold(text): text for text in told}
    return next(iter(found.values())) if len(found) == 1 else ""


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    return name if fold(read) in fold(name) else read
