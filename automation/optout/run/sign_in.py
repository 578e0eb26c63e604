"""The sign-in, which is the person's alone: the program opens the page, and looks whether they have signed in."""

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.flow import matches_glob
from optout.outcome import Reason
from optout.redaction import without_query
from optout.run.context import RunContext
from optout.run.events import Detail
from optout.run.progress import Progress
from optout.run.prompts import Question

# Seconds between two reports of how much time is left.
_REPORT_EVERY = 1.0
# Seconds; a slow network is not a dead page.
_OPENING_TIME = 15.0
# Seconds to wait for a document that is still loading, as after a sign-in.
_ON_ITS_WAY = 2.0
_FIRST_ERROR_STATUS = 400
_REFUSALS = (
    "https://accounts.google.com/**signin/rejected**",
    "https://accounts.google.com/**signinrejected**",
)
"""Where Google leads whoever signs in in a window that a program drives, as many public programs report (to 2026)."""


def complete_sign_in(context: RunContext, progress: Progress) -> Detail:
    """Open the sign-in page and wait until the person has signed in; return how long it took."""
    window = context.window
    began = window.now()
    open_page(context, context.flow.sign_in.open)
    if window.wait(lambda: is_signed_in(context) or None, 0):
        return {"how": "already_signed_in"}
    context.checks.check_reached()
    wait_for_sign_in(context, progress)
    return {"seconds": f"{window.now() - began:.0f}"}


def wait_for_sign_in(context: RunContext, progress: Progress) -> None:
    """Wait until the page shows that the person has signed in, with the interceptor off; raise Stop if they do not.

    Enter in the terminal is the fallback: the person's word is taken, and the next phase notices if
    they are not signed in.
    """
    window = context.window
    progress.known_text.note(context.locator.readable_page().spoken)
    until = window.now() + context.options.sign_in_wait
    with context.interceptor.switched_off():
        context.prompts.begin(Question("sign_in", context.flow.id))
        while (left := until - window.now()) > 0 and not _is_refused(context):
            context.reporter.report("waiting", "sign_in", seconds=f"{left:.0f}")
            if window.wait(lambda: _is_done(context) or None, min(_REPORT_EVERY, left)):
                context.prompts.end()
                return
    context.checks.check_reached()
    waited = context.options.sign_in_wait - max(left, 0)
    refused = {"refused": "yes"} if _is_refused(context) else {}
    raise context.checks.build_stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{waited:.0f}", **refused)


def _is_done(context: RunContext) -> bool:
    return is_signed_in(context) or context.prompts.answer() == "done"


def _is_refused(context: RunContext) -> bool:
    addresses = [page.url for page in context.window.context.pages]
    return any(matches_glob(glob, address) for address in addresses for glob in _REFUSALS)


def is_signed_in(context: RunContext) -> bool:
    """Return True if the flow's sign of a sign-in is there: a cookie, a target, or an address."""
    done = context.flow.sign_in.done
    window = context.window
    if done.cookie:
        domains = [
            str(cookie.get("domain", "")).lstrip(".")
            for cookie in window.context.cookies()
            if cookie.get("name") == done.cookie
        ]
        return any(window.allows(f"https://{domain}/") for domain in domains)
    page = context.locator.page()
    if done.target:
        return context.locator.find(done.target, page) is not None
    # Some sites ask for the sign-in at the very address of the page; a page that cannot be read
    # proves nothing.
    return (
        page.read and not page.password and matches_glob(done.url or "", page.documents[0].address)
    )


def open_page(context: RunContext, address: str) -> bool:
    """Go to an address of the flow; False if the site does not have it, or is not reached."""
    window = context.window
    seconds = max(context.options.patience, _OPENING_TIME)

    def navigate() -> bool | None:
        try:
            response = window.page.goto(
                address, wait_until="domcontentloaded", timeout=seconds * 1000
            )
        except PlaywrightTimeout:
            if context.policy.paused:
                # The page is there, and sends something by itself.
                return True
            window.note_unanswered()
        except Error as error:
            # The page was still on its way elsewhere. Opening is harmless, so it is tried again.
            if "interrupted by another navigation" in error.message:
                return None
        else:
            return response is None or response.status < _FIRST_ERROR_STATUS
        # Raises if the window is gone, unlike a page that does not open.
        window.rest(0)
        return False

    with context.reporter.announce_wait("opening", seconds, without_query(address)):
        window.wait(lambda: not window.is_receiving or None, _ON_ITS_WAY)
        return window.wait(navigate, seconds) or False
