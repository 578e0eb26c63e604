"""The sign-in, which is the person's alone: the program opens the page, and looks whether they have signed in."""

import logging

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.flow import matches_glob
from optout.outcome import Reason
from optout.redaction import without_query
from optout.run.context import RunContext
from optout.run.events import Detail
from optout.run.progress import Progress
from optout.run.prompts import Question

logger = logging.getLogger("optout.run.sign_in")

# Seconds between two reports of how much time is left: the screen counts the seconds.
_REPORT_EVERY = 1.0
# Seconds; a slow network is not a dead page.
_OPENING_TIME = 15.0
# Seconds to wait for a document that is still loading, as after a sign-in: to open another one
# would interrupt it, and perhaps the sign-in.
_ON_ITS_WAY = 2.0
# The first HTTP status that says that something is wrong, and those of a page that is there all the
# same: it asks for a sign-in, or checks first that a person is there, as Cloudflare's does with 403.
_FIRST_ERROR_STATUS = 400
_FOR_THE_PERSON = frozenset({401, 403, 429})
# The address of a tab in which nothing was opened.
_BLANK = "about:blank"
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
    began = context.window.now()
    progress.known_text.note(context.locator.readable_page().texts)
    with context.interceptor.switched_off():
        context.prompts.begin(Question("sign_in", context.flow.id))
        if _wait_until_done(context):
            context.prompts.end()
            return
    context.checks.check_reached()
    waited = min(context.window.now() - began, context.options.sign_in_wait)
    refused = {"refused": "yes"} if _is_refused(context) else {}
    raise context.checks.build_stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{waited:.0f}", **refused)


def _wait_until_done(context: RunContext) -> bool:
    """Wait until the person has signed in, or says so; False if they do not, or Google refuses the window."""
    window = context.window
    remaining = context.options.sign_in_wait
    until = window.now() + remaining
    while remaining > 0 and not _is_refused_everywhere(context):
        context.reporter.report("waiting", "sign_in", seconds=f"{remaining:.0f}")
        if window.wait(lambda: _is_done(context) or None, min(_REPORT_EVERY, remaining)):
            return True
        remaining = until - window.now()
    return False


def _is_done(context: RunContext) -> bool:
    return is_signed_in(context) or context.prompts.answer() == "done"


def _is_refused_everywhere(context: RunContext) -> bool:
    """True if Google refuses the window, and no other tab is open in which the sign-in may go on.

    A site that offers more than one way to sign in opens Google's in a tab of its own.
    """
    opened = [address for address in _tab_addresses(context) if address != _BLANK]
    return bool(opened) and all(map(_is_refusal, opened))


def _is_refused(context: RunContext) -> bool:
    """True if Google refuses this window in any of its tabs."""
    return any(map(_is_refusal, _tab_addresses(context)))


def _tab_addresses(context: RunContext) -> list[str]:
    return [tab.url for tab in context.window.context.pages]


def _is_refusal(address: str) -> bool:
    return any(matches_glob(glob, address) for glob in _REFUSALS)


def is_signed_in(context: RunContext) -> bool:
    """Return True if the flow's sign of a sign-in is there: a cookie, a target, or an address."""
    done = context.flow.sign_in.done
    if done.cookie:
        return _has_cookie(context, done.cookie)
    page = context.locator.page()
    if done.target:
        return context.locator.find(done.target, page) is not None
    # Some sites ask for the sign-in at the very address of the page; a page that cannot be read
    # proves nothing.
    if not page.read or page.has_password_field:
        return False
    return matches_glob(done.url or "", page.documents[0].address)


def _has_cookie(context: RunContext, name: str) -> bool:
    """True if a listed host has set a cookie of this name."""
    named = [cookie for cookie in context.window.context.cookies() if cookie.get("name") == name]
    hosts = [str(cookie.get("domain", "")).lstrip(".") for cookie in named]
    return any(context.window.allows(f"https://{host}/") for host in hosts)


def open_page(context: RunContext, address: str) -> bool:
    """Go to an address of the flow; False if the site does not have it, or is not reached."""
    window = context.window
    seconds = max(context.options.patience, _OPENING_TIME)
    with context.reporter.announce_wait("opening", seconds, without_query(address)):
        window.wait(lambda: not window.is_receiving or None, _ON_ITS_WAY)
        is_open = window.wait(lambda: _navigate(context, address, seconds), seconds)
        if is_open:
            _wait_until_parsed(context, seconds)
    return bool(is_open)


def _navigate(context: RunContext, address: str, seconds: float) -> bool | None:
    """Go to an address; return True once its document begins to arrive, False if the site does not have it.

    None if another navigation interrupted that: it is tried again.
    """
    window = context.window
    try:
        # Not until it is parsed: a script that the document waits for may never arrive.
        response = window.page.goto(address, wait_until="commit", timeout=seconds * 1000)
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
        return response is None or _has_page(response.status)
    # Raises if the window is gone, unlike a page that does not open.
    window.rest(0)
    return False


def _has_page(status: int) -> bool:
    """True if an HTTP status comes with a page, of the site or for the person to get past."""
    return status < _FIRST_ERROR_STATUS or status in _FOR_THE_PERSON


def _wait_until_parsed(context: RunContext, seconds: float) -> None:
    """Wait until a document is parsed; one that waits for a script is read as far as it has come."""
    try:
        context.window.page.wait_for_load_state("domcontentloaded", timeout=seconds * 1000)
    except PlaywrightTimeout:
        logger.debug("the document was not parsed within %.0f s of its arrival", seconds)
    except Error:
        # The page was replaced or closed; the next look at it says which.
        context.window.rest(0)
