"""Checks the page in front, and builds the stop that says where the run was."""

from dataclasses import dataclass

from optout.browser import AccountShown, Page, Rejection, Window, find_account, find_group
from optout.flow import Flow, find_phrase, find_statement, matches_glob, quotation
from optout.outcome import Reason, Stop
from optout.redaction import without_query
from optout.run.events import Reporter
from optout.translation import Coded


def rejection_detail(rejection: Rejection | None) -> dict[str, str]:
    """Return why an element could not be used, for the detail of a stop; empty if that is not known."""
    if rejection is None:
        return {}
    return {"obstacle": Coded.of(rejection.value, rejection.sentence)}


@dataclass(frozen=True)
class PageChecks:
    """Checks whether a run may go on at the page in front; what it raises says where the run was."""

    window: Window
    flow: Flow
    reporter: Reporter

    def where(self) -> dict[str, str]:
        """Return where the run is: the address, the flow, the step, and how many steps there are."""
        try:
            unreached = self.window.unreached
            address = unreached.host if unreached else without_query(self.window.page.url)
        except Exception:  # noqa: BLE001  the window may be gone, and the person is told all the same
            address = "?"
        return {
            "address": address,
            "flow": self.flow.id,
            "step": str(self.reporter.step_number),
            "steps": str(self.reporter.total),
        }

    def build_stop(self, reason: Reason, **detail: str) -> Stop:
        """Build a `Stop` with the current address and step; the caller raises it."""
        return Stop(reason, **{**self.where(), **detail})

    def target_missing(self, name: str) -> Stop:
        """Build the stop for a target that the page does not have."""
        return self.build_stop(Reason.TARGET_MISSING, target=self.flow.described(name), count="0")

    def target_stuck(self, name: str, rejection: Rejection | None = None) -> Stop:
        """Build the stop for a target that cannot be used, with what is in the way, if that is known."""
        return self.build_stop(
            Reason.TARGET_STUCK, target=self.flow.described(name), **rejection_detail(rejection)
        )

    def check_address(self) -> None:
        """Raise Stop unless the page in front was reached, and the flow may work at its address."""
        self.check_reached()
        address = self.window.page.url
        if not self.window.allows(address):
            raise self.build_stop(Reason.FOREIGN_ADDRESS)
        if any(matches_glob(glob, address) for glob in self.flow.wrong_form):
            raise self.build_stop(Reason.WRONG_FORM, right=self.flow.right_form)

    def check_reached(self) -> None:
        """Raise Stop if the host of the page in front cannot be reached: the browser displays a page of its own."""
        unreached = self.window.unreached
        if unreached:
            raise self.build_stop(Reason.UNREACHABLE, host=unreached.host, error=unreached.error)

    def check_no_notice(self, page: Page, *, form_shown: bool = False) -> None:
        """Raise Stop if the page shows one of the notices that stand in place of the form.

        "If you have already objected" may be displayed on the form itself: with the form, or in a
        question, that notice does not count. The person is asked to confirm what it says.
        """
        notices = self.flow.notices
        if not form_shown:
            phrases = self.flow.phrase(notices.already_objected)
            objected = find_statement(page.texts, phrases)
            if objected:
                raise self._notice_stop(Reason.ALREADY_OBJECTED, quotation(objected.block))
        not_available = self.quote_phrase(page, notices.not_available)
        if not_available:
            raise self._notice_stop(Reason.NOT_AVAILABLE, not_available)
        wrong_form = self.quote_phrase(page, notices.wrong_form)
        if wrong_form:
            raise self._notice_stop(Reason.WRONG_FORM, wrong_form)

    def _notice_stop(self, reason: Reason, words: str) -> Stop:
        return self.build_stop(reason, words=words, right=self.flow.right_form)

    def quote_phrase(self, page: Page, phrase: str | None) -> str | None:
        """Return the block of text that contains a phrase of the flow, as it can be quoted; None if no block does."""
        phrases = self.flow.phrase(phrase)
        for text in page.texts:
            if find_phrase(text, phrases):
                return quotation(text)
        return None

    def account_shown(self, page: Page) -> AccountShown:
        """Return the account that a page shows, or nothing; on a form only where the flow knows the place."""
        if not (self.flow.account or self.flow.switches):
            return AccountShown("")
        return find_account(page, self.flow)

    def group_shown(self, page: Page) -> AccountShown:
        """Return the team, workspace or site whose settings a page shows, or nothing."""
        return find_group(page, self.flow)
