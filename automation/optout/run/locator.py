"""Looks for the targets of a flow on the page in front. No other part of a run does."""

import logging
from collections.abc import Callable
from typing import TypeVar

from optout.browser import (
    Match,
    NoMatch,
    Page,
    Rejected,
    Rejection,
    Window,
    described,
    find_control,
    find_target,
    main_form,
    read,
)
from optout.outcome import Reason
from optout.run.checks import PageChecks, rejection_detail
from optout.run.progress import Progress
from optout.run.request_policy import RequestPolicy

logger = logging.getLogger("optout.run.locator")

# Seconds in which a page that changes can be read again. One that waits for its server cannot.
_READING = 1.0
# Seconds after which a stable page without the target is given up, where the person can help.
_STABLE = 4.0
_T = TypeVar("_T")


def _log_entries(result: Match | NoMatch) -> list[str]:
    """Describe the result of a search for the log: the match, or else each rejected candidate."""
    if isinstance(result, Match):
        return [f"found by {result.strategy.name.lower()}: {described(result.element)}"]
    rejected = [
        f"rejected {described(rejected.candidate)}: {rejected.reason}"
        for rejected in result.rejected
    ]
    return rejected or ["not found, and nothing like it"]


class StabilityTimer:
    """Measures for how long a page has been stable: its words and fields stay, and it loads nothing."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._mark = ""
        self._since = window.now()

    def is_stable_for(self, page: Page, seconds: float = _STABLE, also: object = "") -> bool:
        """Note a snapshot; return True if the page, and `also`, have been stable for some seconds."""
        now = self._window.now()
        mark = f"{self._window.page.url}\n{page.outline}\n{sorted(page.typed)}\n{also}"
        has_changed = mark != self._mark
        if has_changed or self._window.is_loading or not page.read:
            self._mark = mark
            self._since = now
        return now - self._since >= seconds


class Locator:
    """Finds the targets of a flow on the page in front.

    A target that the person pointed at is that element. `patience` is for how many seconds a target
    is waited for; with `can_help` a page that has become stable without it is given up earlier, and
    the person is asked.
    """

    def __init__(
        self,
        checks: PageChecks,
        policy: RequestPolicy,
        progress: Progress,
        patience: float,
        *,
        can_help: bool,
    ) -> None:
        self._checks = checks
        self._window = checks.window
        self._flow = checks.flow
        self._policy = policy
        self._progress = progress
        self._patience = patience
        self._can_help = can_help
        self._settings = {step.switch for step in self._flow.switches}
        self._logged: dict[tuple[str, bool], list[str]] = {}

    def page(self) -> Page:
        """Take a snapshot of the page in front; an unread one while the page changes."""
        return read(self._window)

    def readable_page(self, seconds: float = _READING) -> Page:
        """Take a snapshot as soon as the page can be read; an unread one if it cannot in time."""

        def snapshot() -> Page | None:
            page = self.page()
            return page if page.read else None

        return self._window.wait(snapshot, seconds) or Page()

    def search(self, name: str, page: Page, *, enabled: bool = False) -> Match | NoMatch:
        """Return a target on a page, or each candidate with the reason why it was rejected."""
        result = self._search(name, page, enabled=enabled)
        if logger.isEnabledFor(logging.DEBUG):
            self._log(name, result, enabled=enabled)
        return result

    def _log(self, name: str, result: Match | NoMatch, *, enabled: bool) -> None:
        """Log the result of a search, unless the last search for the target had the same result.

        A target is looked for in every snapshot: a wait of ten seconds takes a hundred.
        """
        entries = _log_entries(result)
        if entries != self._logged.get((name, enabled)):
            self._logged[name, enabled] = entries
            for entry in entries:
                logger.debug("target %s: %s", name, entry)

    def _search(self, name: str, page: Page, *, enabled: bool) -> Match | NoMatch:
        pointed = self._progress.pointed.get(name)
        if pointed:
            return pointed.on(page, enabled=enabled)
        if name in self._settings:
            return find_control(page, self._flow, name)
        value = self._flow.value_of_target.get(name)
        # Once the form was sent, the page may ask for a code: that field is in a form of its own.
        anywhere = self._policy.armed
        found = find_target(
            page,
            self._flow.targets[name],
            value=value,
            enabled=enabled,
            anywhere=anywhere,
            left_area=self._progress.form.left_area,
        )
        if not found or value is None:
            return found
        if self._progress.form.has_another_entered_value(found.element, value):
            return NoMatch((Rejected(found.element, Rejection.OTHER_CONTENT),))
        return found

    def find(self, name: str, page: Page | None = None, *, enabled: bool = False) -> Match | None:
        """Return a target in a snapshot, by default a new one; None if it is not there."""
        return self.search(name, page or self.page(), enabled=enabled) or None

    def wait_for(
        self, look: Callable[[Page], _T | None], seconds: float | None = None
    ) -> _T | None:
        """Take snapshots until `look` returns something other than None for one, and return that.

        Return None after `seconds`, or once the page has been stable for a while and the person can
        help. `look` also gets the unread snapshots of a page that changes. What it returns counts as
        found even if it is False or empty.
        """
        timer = StabilityTimer(self._window)

        def found_or_stable() -> tuple[_T | None] | None:
            page = self.page()
            found = look(page)
            is_over = found is not None or (self._can_help and timer.is_stable_for(page))
            return (found,) if is_over else None

        waited = self._window.wait(found_or_stable, self._patience if seconds is None else seconds)
        return waited[0] if waited else None

    def require(self, name: str, *, enabled: bool = False) -> Match:
        """Wait for a target, and check its address.

        Raise Stop if it is not there, several elements could be it, or the page shows a notice in
        its place.
        """
        waited = self._progress.form.waited_in_vain
        seconds = 0.0 if name in waited else self._patience
        waited.discard(name)
        with self._checks.reporter.announce_wait("finding", seconds, name):
            found = self.wait_for(lambda page: self.find(name, page, enabled=enabled), seconds)
        self._checks.check_address()
        result = found or self.search(name, self.readable_page(), enabled=enabled)
        if result:
            self._progress.form.found[name] = result.strategy
            return result
        page = self.readable_page()
        self._checks.check_no_notice(page, form_shown=main_form(page) is not None)
        reason = self._reason_not_found(name, result, page, enabled=enabled)
        logger.debug("target %s: %s after %.0f s", name, reason, seconds)
        raise self._checks.build_stop(
            reason,
            target=self._flow.described(name),
            count=str(result.count),
            **rejection_detail(result.reason),
        )

    def _reason_not_found(self, name: str, result: NoMatch, page: Page, *, enabled: bool) -> Reason:
        """Return the reason to stop if a target was not found; `enabled`: a disabled one is no match."""
        if result.count > 1:
            return Reason.TARGET_AMBIGUOUS
        is_disabled = enabled and result.count == 0 and self.find(name, page) is not None
        return Reason.TARGET_STUCK if is_disabled else Reason.TARGET_MISSING
