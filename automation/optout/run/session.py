"""What one objection works with: its collaborators, and how to look at the page with them."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser.bar import Bar
from optout.browser.element import Snapshot
from optout.browser.gate import Gate
from optout.browser.page import look
from optout.browser.pointer import Pointed
from optout.browser.targets import Found, NotFound
from optout.browser.window import Window
from optout.errors import OptoutError, Stop
from optout.flow.addresses import matches_glob
from optout.flow.model import Flow
from optout.flow.words import all_said, fold
from optout.i18n import _
from optout.outcome import Reason
from optout.person import Person
from optout.redact import without_query
from optout.run.asker import Asker
from optout.run.draft import Draft
from optout.run.events import Doing, Kind, Progress
from optout.run.ledger import Ledger
from optout.run.task import Options
from optout.run.view import View, shown_phrase

_READING_TIME = 1.0  # seconds
_SECOND_WAIT = 0.3  # seconds


class Page(Enum):
    """What a page's button does, or is said to do, in place of what it was taken for."""

    LEADS_ON = "leads_on"
    SENDS = "sends"


LeadsOn = Literal[Page.LEADS_ON]
Sends = Literal[Page.SENDS]


class WordsBefore:
    """What the page said before the send: words that stood there already prove nothing later."""

    def __init__(self, flow: Flow) -> None:
        self._phrases = (*flow.phrase(flow.confirm.confirm), *flow.phrase(flow.confirm.rejected))
        self._stood: frozenset[str] = frozenset()
        self._text = ""

    def note(self, blocks: Iterable[str]) -> None:
        """Note visible text, and which of the flow's phrases stand in it."""
        text = " ".join(blocks)
        self._stood |= frozenset(all_said(text, self._phrases))
        self._text += f"\n{fold(text)}"

    def fresh(self, phrases: Iterable[str]) -> tuple[str, ...]:
        """Return the phrases that did not stand there."""
        return tuple(phrase for phrase in phrases if phrase not in self._stood)

    def stood(self, phrases: Iterable[str]) -> tuple[str, ...]:
        """Return the phrases that did."""
        return tuple(phrase for phrase in phrases if phrase in self._stood)

    def __contains__(self, text: str) -> bool:
        """Whether a text stood there, however it was written."""
        return fold(text) in self._text


@dataclass(frozen=True)
class Run:
    """What one objection works with. No field is ever written; what comes about is kept by what they hold.

    `drafts` has one for each opening of the form; `before` is what the page said before the send; `pointed` what the
    person pointed at, by target; `dialogs` the questions of the page's own that the flow does not know.
    """

    flow: Flow
    person: Person
    window: Window
    asker: Asker
    events: Progress
    options: Options
    ledger: Ledger
    gate: Gate
    bar: Bar
    before: WordsBefore
    language: str = "en"
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    pointed: dict[str, Pointed] = field(default_factory=dict)
    dialogs: list[str] = field(default_factory=list)

    @property
    def draft(self) -> Draft:
        """What was put into the form since it was opened."""
        return self.drafts[-1]

    def tell(self, kind: Kind, step: str = "", **detail: str) -> None:
        """Tell the observers."""
        self.events.tell(kind, step, **detail)

    def long(self, doing: Doing, seconds: float, what: str = "") -> AbstractContextManager[None]:
        """While this lasts, at most `seconds`, tell what is done as soon as it has taken too long for silence."""
        return self.events.long(doing, seconds, what)

    @property
    def approved_beforehand(self) -> bool:
        """Whether nobody is asked for the approval: never for what the person put in by hand, which no option knew."""
        return self.options.yes and not self.draft.by_hand

    @property
    def address(self) -> str:
        """Host and path of the page in front."""
        return without_query(self.window.page.url)

    def check_address(self) -> None:
        """Stop unless the page in front is where this flow may work, after any redirect.

        What is worked in a frame is bound to the frame's document as it was read, on a listed host: another that comes
        to its place has none of its elements.

        Raises:
            Stop: it is on a foreign host, or one of the wrong forms.
        """
        address = self.window.page.url
        if not self.window.allows(address):
            raise self.stop(Reason.FOREIGN_ADDRESS)
        if any(matches_glob(glob, address) for glob in self.flow.wrong_form):
            raise self.stop(Reason.WRONG_FORM, right=self.right_form())

    def stop(self, reason: Reason, **detail: str) -> Stop:
        """Make a stop that says where the run was."""
        return Stop(reason, **{**self.where(), **detail})

    def where(self) -> dict[str, str]:
        """Say where the run is: the address, the flow, the step and how many there are."""
        try:
            address = self.address
        except Exception:  # noqa: BLE001  the window may be gone, and it must still be told
            address = "?"
        return {
            "address": address,
            "flow": self.flow.id,
            "step": str(self.events.number),
            "steps": str(self.events.total),
        }

    def look(self, *names: str, going: bool = False, afresh: bool = False) -> View:
        """Look once for several targets; `going`: also where no field is; `afresh`: as `snapshot.look` does."""
        targets = {name: self.flow.targets[name] for name in names}
        pointed = {name: self.pointed[name] for name in names if name in self.pointed}
        view = View(look(self.window, afresh=afresh), targets, anywhere=self.ledger.armed, pointed=pointed)
        if going or self.draft.left_behind:
            view = replace(view, going="dialog" if self.draft.boxed else "page")
        self.draft.boxed = view.boxed if view.form else self.draft.boxed
        return view

    def view(self, *names: str) -> View:
        """Look for several targets as soon as the page can be read; an empty view if it cannot."""
        seen = self.window.wait(lambda: view if (view := self.look(*names, afresh=True)).read else None, _READING_TIME)
        return seen or View(Snapshot(), {name: self.flow.targets[name] for name in names})

    def shows(self, name: str, *, enabled: bool = False) -> Found | None:
        """Give a target if it is there now."""
        return self.look(name).shows(name, enabled=enabled)

    def need(self, name: str, *, enabled: bool = False, view: View | None = None) -> Found:
        """Wait for a target and check the address it is at; a `view` just taken is the first look.

        Raises:
            Stop: it is not there, or several could be it; a notice on the page says why if it can.
        """
        last: list[NotFound] = []
        views = [view] if view else []

        def look() -> Found | None:
            found = (views.pop() if views else self.look(name)).find(name, enabled=enabled)
            if isinstance(found, Found):
                return found
            last.append(found)
            return None

        patience = min(self.options.patience, _SECOND_WAIT) if name in self.draft.waited else self.options.patience
        self.draft.waited.discard(name)
        with self.long(Doing.FINDING, patience, name):
            found = self.window.wait(look, patience)
        self.check_address()
        if found is None:
            self.stop_on_notice(self.view().blocks)
            count = last[-1].count if last else 0
            reason = Reason.TARGET_AMBIGUOUS if count > 1 else Reason.TARGET_MISSING
            if enabled and count == 0 and self.shows(name):
                reason = Reason.TARGET_STUCK
            raise self.stop(reason, target=self.flow.called(name), count=str(count))
        self.draft.found[name] = found.how
        return found

    def stop_on_notice(self, blocks: list[str], *, form_shown: bool = False) -> None:
        """Stop when the visible text has one of the notices that stand in for the form.

        "If you have already objected" may stand on the form itself: beside a form, that notice does not count.
        """
        notices = self.flow.notices
        for phrase, reason in (
            (None if form_shown else notices.already_objected, Reason.ALREADY_OBJECTED),
            (notices.not_available, Reason.NOT_AVAILABLE),
            (notices.signed_in_as_page, Reason.SIGNED_IN_AS_PAGE),
            (notices.wrong_form, Reason.WRONG_FORM),
        ):
            if shown := shown_phrase(blocks, self.flow.phrase(phrase)):
                raise self.stop(reason, words=shown[1], right=self.right_form())

    def stop_on_dialog(self) -> None:
        """Stop when the page has asked something of its own that the flow does not know, before anything was sent."""
        if self.dialogs and self.ledger.sent is None and not self.ledger.armed:
            raise self.stop(Reason.DIALOG_BEFORE_SEND, words=self.dialogs[0])

    def right_form(self) -> str:
        """Give the first address of the right form."""
        return next((part.open for way in self.flow.ways for part in way if hasattr(part, "open")), "?")

    def note_standing_words(self) -> None:
        """Remember the words of confirmation and refusal that are visible already: they prove nothing later.

        Called whenever the person may send by hand from now on, and before the send.
        """
        self.before.note(self.view().blocks)


def error_name(error: BaseException) -> str:
    """Name an error without its message: Playwright's messages print values. One of ours says what it says."""
    if isinstance(error, OptoutError):
        return error.says
    return _("time ran out") if isinstance(error, TimeRanOut) else type(error).__name__
