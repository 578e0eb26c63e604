"""Takes a snapshot of the page in front: its elements by role and name, and its visible text.

Playwright's `aria_snapshot` reports roles, names, states and boxes, each with a reference that
`get_by_ref` accepts. `facts.js` reports what that leaves out: labels, types, and what a person can
see. `join_facts` joins the two.

Every call has a time-out of its own: a page that waits for its server, or whose request is paused,
does not answer.
"""

import json
import logging
from collections.abc import Sequence
from importlib.resources import files
from time import monotonic
from typing import Any

from playwright.sync_api import Error, Frame, FrameLocator, Locator
from playwright.sync_api import Page as Tab
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.browser.aria_snapshot import parse
from optout.browser.element import Element
from optout.browser.join_facts import DocumentFacts, join
from optout.browser.page import Page
from optout.browser.window import Window

logger = logging.getLogger("optout.browser.snapshot")

_FACTS = (files(__package__) / "facts.js").read_text("utf-8").strip()

_PASSWORD_NAMES = ",".join(
    f"[name={name} i],[id={name} i]" for name in ("pass", "passwd", "password", "pwd")
)
_PASSWORD = f"input:is([type=password i],[autocomplete~=current-password i],{_PASSWORD_NAMES}):not([type=hidden i])"
"""A field for a password, also one that shows it in clear, which has the type of a text field."""

_WRITABLE = "textarea,input:not([type]),input[type=email i],input[type=text i],select,[contenteditable],[role=textbox]"
_FORM_WITHOUT_PASSWORD = (
    ":is(dialog[open],[role=dialog],[role=alertdialog],form,[role=form])"
    f":has({_WRITABLE}):not(:has({_PASSWORD}))"
)
"""What is read of a page with a password: a snapshot of the whole would have it in clear."""

_IS_SHOWN = """(root, css) => innerWidth > 1 && innerHeight > 1 && [...root.querySelectorAll(css)].some(
  (field) => field.checkVisibility({visibilityProperty: true, opacityProperty: field.value === ''}))"""
"""True if a visible document shows such a field. A transparent one counts only with a value."""

_CONTAINS_ANY = """(form, frames) => frames.some((frame) => {
  for (let at = frame; at; at = at.parentElement ?? at.getRootNode().host) if (at === form) return true;
  return false;
})"""
"""True if a form contains one of some frames, also in a web component, where `contains` is false."""

# Milliseconds. A snapshot of a form takes about 6, one of 3,000 paragraphs with a link each about
# 1,600.
_READ_TIMEOUT = 2000.0
# Milliseconds. Every frame is asked before each snapshot. One whose scripts hang does not answer,
# and must not hold up a run for long: after it took all the time that the frames of a page have, it
# gets no more than this until it answers. A shorter time for the first question is no sign: on a
# busy machine any frame takes some hundred milliseconds.
_HUNG_FRAME_TIMEOUT = 300.0
# A frame that goes to another document while it is asked gives no answer, as a banner that changes
# its advertisement does: the next document is asked. One whose scripts have replaced the browser's
# own functions never can be asked; it may show a password, and forms beside it are read.
_FRAME_ATTEMPTS = 2

# The two sources differ if the page moves between them, as where a part of it slides open. Eight
# attempts, 40 ms apart, follow it for a third of a second.
_MOST_ATTEMPTS = 8
_ATTEMPT_PAUSE = 0.04  # seconds


def read(window: Window) -> Page:
    """Return a snapshot of the page in front, the last one if nothing happened since.

    Return an unread `Page` if the page is being replaced, does not answer, or is on a host that is
    not listed. Raise WindowGone if the window was closed.
    """
    tab = window.page
    reason = _why_unreadable(window, tab)
    if reason:
        logger.debug("page not read: %s", reason)
        return Page()
    last = window.reading
    if isinstance(last, Page) and last.documents[0].address == tab.url:
        return last
    try:
        page = _read_until_joined(window, tab)
    except Error as error:
        if window.gone:
            raise window.end() from None
        logger.debug("page not read: it changed or did not answer (%s)", type(error).__name__)
        return Page()
    window.reading = page if page.read else None
    window.read_at = window.now()
    return page


def locate(window: Window, element: Element) -> Locator:
    """Return Playwright's locator for an element of the last snapshot."""
    locator = window.page.get_by_ref(element.ref)
    if element.found_by_text:
        return locator.get_by_text(element.text, exact=True).visible.first
    return locator


def _why_unreadable(window: Window, tab: Tab) -> str:
    """Return why no snapshot of the page may be taken now, or ""."""
    if not window.allows(tab.url):
        return "its host is not listed"
    if window.is_navigating:
        return "it waits for its server"
    return ""


def _read_until_joined(window: Window, tab: Tab) -> Page:
    """Return a snapshot whose two sources agree on the fields: it is taken again while the page moves.

    A page whose sources differ in the same way as in the snapshot before does not move: they will
    never agree.
    """
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        page = _read_once(window, tab)
        previous = window.unmatched
        window.unmatched = [document.unmatched for document in page.documents]
        if not any(window.unmatched):
            break
        count = sum(map(len, window.unmatched))
        logger.debug("attempt %d: %d fields are in only one of snapshot and facts", attempt, count)
        if window.unmatched == previous:
            break
        window.rest(_ATTEMPT_PAUSE)
    return page


def _read_once(window: Window, tab: Tab) -> Page:
    facts = _read_facts(window)
    unsafe_frames = _unsafe_frames(window, tab)
    has_password_field = facts["password"] or bool(unsafe_frames)
    text = _aria_snapshot(tab, facts, unsafe_frames)
    # The page may have moved on while it was read: then the two sources are of different documents.
    reason = _why_unreadable(window, tab)
    if reason:
        logger.debug("page not read: %s", reason)
        return Page()
    documents = join(parse(text), facts, lambda frame: _frame_facts(window, tab, frame))
    window.refreshing = facts["refreshes"]
    return Page(tuple(documents), read=True, has_password_field=has_password_field)


def _aria_snapshot(tab: Tab, facts: DocumentFacts, unsafe_frames: Sequence[Frame]) -> str:
    """Return Playwright's snapshot of the page, of one form in it, or "" where any might contain a password."""
    if facts["password_revealed"]:  # in a field that no selector tells from other text fields
        logger.debug("no snapshot: the page reveals a password")
        return ""
    would_contain_password = facts["password"] or facts["password_typed"] or bool(unsafe_frames)
    if not would_contain_password and not facts["large"]:
        text = tab.aria_snapshot(mode="ai", boxes=True, timeout=_READ_TIMEOUT)
        return _writable(text)
    form = _readable_form(tab, unsafe_frames) if facts["has_form"] else None
    if form is None:
        logger.debug(
            "no snapshot: the page has a password, or too many elements, and no form without a password"
        )
        return ""
    logger.debug("snapshot of one form: the page has a password, or too many elements")
    return _writable(form.aria_snapshot(mode="ai", boxes=True, timeout=_READ_TIMEOUT))


def _writable(text: str) -> str:
    # A script may cut an emoji in two; its half is no character that can be written anywhere.
    return text.encode("utf-8", "replace").decode()


def _readable_form(tab: Tab, unsafe_frames: Sequence[Frame]) -> Locator | None:
    """Return the first visible form or dialog that has no password, not even in a frame in it.

    A snapshot of a form contains what the frames in it contain (Playwright 1.65).
    """
    forms = tab.locator(_FORM_WITHOUT_PASSWORD).visible
    if not unsafe_frames:
        return forms.first
    frame_elements = [_outermost(frame).frame_element() for frame in unsafe_frames]
    for form in forms.all():
        if not form.evaluate(_CONTAINS_ANY, frame_elements, timeout=_READ_TIMEOUT):
            return form
    return None


def _outermost(frame: Frame) -> Frame:
    """Return the frame of the page itself that a frame is, or is in."""
    while frame.parent_frame and frame.parent_frame.parent_frame:
        frame = frame.parent_frame
    return frame


def _read_facts(window: Window, frame: FrameLocator | None = None) -> DocumentFacts:
    """Return what `facts.js` reports of a frame, or of the page in front; raise Error if it fails."""
    wanted = {
        "selectors": window.selectors,
        "passwordKeys": list(window.password_keys),
        "passwords": _PASSWORD,
        "parts": _FORM_WITHOUT_PASSWORD,
    }
    if frame:
        answer = frame.locator("html").evaluate(_FACTS, wanted, timeout=_READ_TIMEOUT)
    else:
        answer = _evaluate_in_page(
            window, f"({_FACTS})(document.documentElement, {json.dumps(wanted)})"
        )
    facts: DocumentFacts = json.loads(answer) if isinstance(answer, str) else answer
    window.password_keys.update(facts["password_keys"])
    return facts


def _evaluate_in_page(window: Window, expression: str) -> Any:
    # Playwright's `page.evaluate` has no time-out.
    answer = window.ask_devtools("Runtime.evaluate", expression=expression, returnByValue=True)
    value = answer["result"].get("value")
    if value is None:
        raise Error("the page moved on")
    return value


def _unsafe_frames(window: Window, tab: Tab) -> list[Frame]:
    """Return the frames that show a field for a password, or may show one, as they cannot be asked.

    All frames of a page share the time of one reading, so that several that hang cost no more than
    one.
    """
    end = monotonic() + _READ_TIMEOUT / 1000
    return [frame for frame in tab.frames[1:] if _may_show_password(window, frame, end)]


def _may_show_password(window: Window, frame: Frame, end: float) -> bool:
    """True if a frame shows a field for a password, does not answer in time, or cannot be asked.

    `end` is when the time of all frames is over.
    """
    for _attempt in range(_FRAME_ATTEMPTS):
        timeout = _frame_timeout(window, frame, end)
        try:
            shows_password = frame.locator(":root").evaluate(_IS_SHOWN, _PASSWORD, timeout=timeout)
        except PlaywrightTimeout:
            logger.debug("a frame did not answer within %.0f ms: it may show a password", timeout)
            window.hung_frames.add(frame)
            return True
        except Error:
            if frame.is_detached():
                return False  # nobody can see it any more
            logger.debug("a frame could not be asked if it shows a password")
        else:
            window.hung_frames.discard(frame)
            return bool(shows_password)
    return True


def _frame_timeout(window: Window, frame: Frame, end: float) -> float:
    """Return the milliseconds that a frame has to answer."""
    if frame in window.hung_frames:
        return _HUNG_FRAME_TIMEOUT
    remaining = 1000 * (end - monotonic())
    return max(remaining, _HUNG_FRAME_TIMEOUT)


def _frame_facts(window: Window, tab: Tab, frame: Element) -> DocumentFacts | None:
    """Return the facts of what a frame contains, or None if it is left out.

    Left out is a frame that cannot be seen, that does not answer, that is of a host that is not
    listed, or that shows a field for a password.
    """
    _left, _top, width, height = frame.box
    if min(width, height) <= 1:
        logger.debug("frame left out: it has no room")
        return None
    try:
        facts = _read_facts(window, tab.get_by_ref(frame.ref).content_frame)
    except Error as error:
        logger.debug("frame left out: it changed or did not answer (%s)", type(error).__name__)
        return None
    # `about:srcdoc` and `about:blank` are written by the page itself.
    if not (facts["address"].startswith("about:") or window.allows(facts["address"])):
        logger.debug("frame left out: its host is not listed")
        return None
    if facts["password"]:
        logger.debug("frame left out: it shows a field for a password")
        return None
    return facts
