"""How a run looks at the page in front: for targets, for the words that stand on it, and where it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from optout.browser.page import look
from optout.browser.pointer import Pointed
from optout.browser.targets import Found, NotFound
from optout.browser.window import Window
from optout.errors import Stop
from optout.flow.addresses import matches_glob
from optout.flow.model import Flow
from optout.flow.said import Before, said
from optout.outcome import Reason
from optout.redact import printable, without_query
from optout.run.draft import Draft
from optout.run.events import Doing, Kind, Progress
from optout.run.sends import Sends
from optout.run.task import Options
from optout.run.view import View, shown_phrase

_READING_TIME = 1.0  # seconds
_SECOND_WAIT = 0.3  # seconds
_STILL, _STANDS = 4.0, 1.0  # seconds
_T = TypeVar("_T")


class Stillness:
    """Since when a page stands still: it says and asks the same, and nothing is on its way to it."""

    def __init__(self, window: Window) -> None:
        self._window, self._mark, self._since = window, "", window.now()

    def lasts(self, view: View, seconds: float = _STILL) -> bool:
        """Take a look into account, and say whether the page has stood still for some seconds."""
        now = self._window.now()
        mark = f"{self._window.page.url}\n{view.mark}"
        if mark != self._mark or self._window.loads or not view.read:
            self._mark, self._since = mark, now
        return now - self._since >= seconds


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What it takes to look at the page and to tell of it. No field is ever written.

    `draft` is what was put into the form; `before` is what the page said before the send; `pointed` what the
    person pointed at, by target. `can_ask`: there is somebody who can help where the page does not show what is sought.
    """

    flow: Flow
    window: Window
    events: Progress
    options: Options
    sends: Sends
    before: Before
    can_ask: bool = False
    draft: Draft = field(default_factory=Draft)
    pointed: dict[str, Pointed] = field(default_factory=dict)

    def tell(self, kind: Kind, step: str = "", **detail: str) -> None:
        """Tell the observers."""
        self.events.tell(kind, step, **detail)

    def long(self, doing: Doing, seconds: float, what: str = "") -> AbstractContextManager[None]:
        """While this lasts, at most `seconds`, tell what is done as soon as it has taken too long for silence."""
        return self.events.long(doing, seconds, what)

    @property
    def address(self) -> str:
        """Host and path of the page in front."""
        return without_query(self.window.page.url)

    def check_address(self) -> None:
        """Stop unless the page in front is where this flow may work, after any redirect.

        What is worked in a frame is bound to the frame's document as it was read, on a listed host: another that comes
        to its place has none of its elements.

        Raises:
            Stop: it is on a foreign host, or one of the wrong forms, or could not be reached.
        """
        self.stop_unreached()
        if not self.window.allows(self.window.page.url):
            raise self.stop(Reason.FOREIGN_ADDRESS)
        if self.is_wrong_form:
            raise self.stop(Reason.WRONG_FORM, right=self._right_form())

    def stop_unreached(self) -> None:
        """Stop where the host of the page in front cannot be reached: what stands there is the browser's own page.

        Raises:
            Stop: so it is; that has nothing to do with the flow.
        """
        if gone := self.window.unreached:
            raise self.stop(Reason.UNREACHABLE, host=gone.host, error=gone.error)

    @property
    def is_wrong_form(self) -> bool:
        """Whether the address in front is that of a form that must be refused by name."""
        return any(matches_glob(glob, self.window.page.url) for glob in self.flow.wrong_form)

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
        seen, holds = look(self.window, afresh=afresh), self.flow.holds
        view = View(seen, targets, anywhere=self.sends.armed, pointed=pointed, holds=holds)
        if going or self.draft.turned:
            view = replace(view, going="dialog" if self.draft.boxed else "page")
        self.draft.boxed = view.boxed if view.form else self.draft.boxed
        return view

    def view(self, *names: str) -> View:
        """Look for several targets as soon as the page can be read; an empty view if it cannot."""
        seen = self.window.wait(lambda: view if (view := self.look(*names, afresh=True)).read else None, _READING_TIME)
        return seen or View.unread({name: self.flow.targets[name] for name in names})

    def shows(self, name: str, *, enabled: bool = False) -> Found | None:
        """Give a target if it is there now."""
        return self.look(name).shows(name, enabled=enabled)

    def stands_still(self) -> Callable[[View], bool]:
        """Return what takes looks into account, and says when the page has stood still for so long as to ask somebody.

        Where there is nobody to ask it never does.
        """
        stillness = Stillness(self.window)
        return lambda view: self.can_ask and stillness.lasts(view)

    def wait_while_it_moves(self, look: Callable[[], tuple[View, _T | None]], seconds: float) -> _T | None:
        """Look until something is found, or give None after `seconds`; or sooner, where somebody can be asked.

        That is once the page has stood still for a while: who is asked need not wait for what will hardly come, and if
        it comes all the same, it is noticed. A look gives what it saw, and what it found.
        """
        stands = self.stands_still()

        def found_or_still() -> tuple[_T | None] | None:
            view, found = look()
            return (found,) if found is not None or stands(view) else None

        found = self.window.wait(found_or_still, seconds)
        return found[0] if found else None

    def need(self, name: str, *, enabled: bool = False, view: View | None = None) -> Found:
        """Wait for a target and check the address it is at; a `view` just taken is the first look.

        Raises:
            Stop: it is not there, or several could be it; a notice on the page says why if it can.
        """
        last: list[NotFound] = []
        views = [view] if view else []

        def look() -> tuple[View, Found | None]:
            view = views.pop() if views else self.look(name)
            found = view.find(name, enabled=enabled)
            if isinstance(found, Found):
                return view, found
            last.append(found)
            return view, None

        patience = min(self.options.patience, _SECOND_WAIT) if name in self.draft.waited else self.options.patience
        self.draft.waited.discard(name)
        with self.long(Doing.FINDING, patience, name):
            found = self.wait_while_it_moves(look, patience)
        self.check_address()
        if found is None:
            stands = self.view()
            self.stop_on_notice(stands, form_shown=stands.form)
            count = last[-1].count if last else 0
            reason = Reason.TARGET_AMBIGUOUS if count > 1 else Reason.TARGET_MISSING
            if enabled and count == 0 and self.shows(name):
                reason = Reason.TARGET_STUCK
            raise self.stop(reason, target=self.flow.called(name), count=str(count))
        self.draft.found[name] = found.how
        return found

    def stop_on_notice(self, view: View, *, form_shown: bool = False) -> None:
        """Stop when the visible text has one of the notices that stand in for the form.

        "If you have already objected" may stand on the form itself: beside a form, that notice does not count, nor does
        one in a question, or one that does not stay. What it says is the person's to confirm.
        """
        notices = self.flow.notices
        for phrase, reason in (
            (None if form_shown else notices.already_objected, Reason.ALREADY_OBJECTED),
            (notices.not_available, Reason.NOT_AVAILABLE),
            (notices.signed_in_as_page, Reason.SIGNED_IN_AS_PAGE),
            (notices.wrong_form, Reason.WRONG_FORM),
        ):
            if reason is Reason.ALREADY_OBJECTED:
                words = phrase and self._standing(view, phrase)
            else:
                shown = shown_phrase(view.blocks, self.flow.phrase(phrase))
                words = shown[1] if shown else None
            if words:
                raise self.stop(reason, words=words, right=self._right_form())

    def _standing(self, view: View, phrase: str) -> str | None:
        """Give the block of text whose sentence begins with a phrase, once it has stood there for a second."""
        phrases = self.flow.phrase(phrase)
        found = said(view.spoken, phrases)
        if found is None or self.window.wait(lambda: said(self.view().spoken, phrases) is None or None, _STANDS):
            return None
        return printable(found[1])

    def _right_form(self) -> str:
        """Give the first address of the right form."""
        return next((part.open for way in self.flow.ways for part in way if hasattr(part, "open")), "?")

    def note_standing_words(self) -> None:
        """Remember the words of confirmation and refusal that are visible already: they prove nothing later.

        Called whenever the person may send by hand from now on, and before the send.
        """
        self.before.note(self.view().spoken)
