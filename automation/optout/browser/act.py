"""Works a page as a person does, by Playwright: it waits, scrolls, and tests what lies at the place before a press."""

from collections.abc import Callable

from playwright.sync_api import Error

from optout.browser.reading import Element, locate, read
from optout.browser.window import Window

_TIME = 2000.0  # milliseconds of one attempt
_QUICK = 250.0  # milliseconds in which a press is tried


class OutOfReach(Error):
    """An element that is there cannot be worked: something lies on it, or the page does not let anybody into it."""


def attempt(window: Window, *works: Callable[[], object]) -> bool:
    """Do something on the page, and say whether it could be done: it may be covered, have gone, or let nobody in."""
    try:
        for work in works:
            work()
    except Error:
        window.rest(0)
        return False
    return True


def is_free(window: Window, element: Element) -> bool | None:
    """Whether a press would meet an element now; None when the page does not say."""
    if not element.ref:
        return False
    tried = attempt(window, lambda: locate(window, element).click(trial=True, timeout=_QUICK))
    return tried or (None if window.waits else False)


def press(window: Window, element: Element, seconds: float) -> bool:
    """Press an element once, as soon as a press would meet it; False when none would for all these seconds."""

    def free() -> Element | None:
        now = read(window).again(element)  # what another document has in its place is another element
        same = now and (now.is_field or now.called == element.called)  # one button may lead on, then send
        return now if now and same and is_free(window, now) else None

    window.reading = None  # the page may have changed by itself since
    found = window.wait(free, seconds)
    if found is not None:  # whatever the click raises, the page may have heard it, and it is not pressed again
        attempt(window, lambda: locate(window, found).click(timeout=_TIME, no_wait_after=True))
    return found is not None


def write(window: Window, element: Element, text: str) -> bool:
    """Write a text into a field in place of what stands there, and leave it; False when it cannot be written into."""
    if element.read_only or not element.ref:
        return False
    field = locate(window, element)
    return attempt(window, lambda: field.fill(text, timeout=_TIME), lambda: field.blur(timeout=_TIME))


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Press a radio button, or the label that is drawn in its place; whether it is chosen then."""

    def chosen() -> bool | None:
        now = read(window).again(element)
        return True if now and now.checked else None

    if chosen():
        return True
    if not press(window, element, seconds):
        label = next(filter(None, (*element.labels, element.name)), "")
        words = window.page.get_by_text(label, exact=True).visible.first
        if not label or not attempt(window, lambda: words.click(timeout=_QUICK * 4, no_wait_after=True)):
            raise OutOfReach("something lies on the answer")
    return bool(window.wait(chosen, 1.0))
