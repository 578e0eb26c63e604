"""Works a page as a person does, by Playwright: it waits, scrolls, and tests what lies at the place before a press."""

from playwright.sync_api import Error

from optout.browser.reading import Element, locate, read
from optout.browser.window import Window

_TIME = 2000.0  # milliseconds of one attempt
_QUICK = 250.0  # milliseconds in which a press is tried


class OutOfReach(Error):
    """An element that is there cannot be worked: something lies on it, or the page does not let anybody into it."""


def is_free(window: Window, element: Element) -> bool | None:
    """Whether a press would meet an element now; None when the page does not say."""
    if not element.ref:
        return False
    try:
        locate(window, element).click(trial=True, timeout=_QUICK)
    except Error:
        if window.gone:
            raise window.end() from None
        return None if window.waits else False
    return True


def press(window: Window, element: Element, seconds: float) -> bool:
    """Press an element once, as soon as a press would meet it; False when none would for all these seconds.

    Raises:
        WindowGone: the window ended.
    """

    def free() -> Element | None:
        now = read(window).again(element)  # what another document has in its place is another element
        return now if now and is_free(window, now) else None

    found = window.wait(free, seconds)
    if found is not None:
        _click(window, found)
    return found is not None


def _click(window: Window, element: Element) -> None:
    """Press: whatever the call raises, the page may have heard it, and it is not pressed again."""
    try:
        locate(window, element).click(timeout=_TIME, no_wait_after=True)
    except Error:
        window.rest(0)


def write(window: Window, element: Element, text: str) -> bool:
    """Write a text into a field in place of what stands there, and leave it; False when it cannot be written into.

    Raises:
        WindowGone: the window ended.
    """
    if element.read_only or not element.ref:
        return False
    try:
        field = locate(window, element)
        field.fill(text, timeout=_TIME)
        field.blur(timeout=_TIME)
    except Error:
        window.rest(0)
        return False
    return True


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Press a radio button, or the label that is drawn in its place; whether it is chosen then."""

    def chosen() -> bool | None:
        now = read(window).again(element)
        return True if now and now.checked else None

    if chosen():
        return True
    if not press(window, element, seconds) and not _press_label(window, element):
        raise OutOfReach("something lies on the answer")
    return bool(window.wait(chosen, 1.0))


def _press_label(window: Window, element: Element) -> bool:
    """Press the words of a radio button or box whose own place is covered by what the page draws for it."""
    for label in (*element.labels, element.name):
        if not label:
            continue
        try:
            words = window.page.get_by_text(label, exact=True).visible
            words.first.click(timeout=_QUICK * 4, no_wait_after=True)
        except Error:
            window.rest(0)
            continue
        return True
    return False


def show(window: Window, element: Element) -> None:
    """Scroll to an element."""
    if not element.ref:
        return
    try:
        locate(window, element).scroll_into_view_if_needed(timeout=_QUICK * 4)
    except Error:
        window.rest(0)  # it takes no room, or went meanwhile: it is told by its words all the same


def turn_wheel(window: Window, shown: list[Element], screens: float) -> bool:
    """Turn the wheel over some elements, by how many times of what shows of them; False where they went."""
    try:
        box = locate(window, shown[len(shown) // 2]).bounding_box(timeout=_QUICK * 4)
        height = max(one.box[1] + one.box[3] for one in shown) - min(one.box[1] for one in shown)
        if box is None:
            return False
        window.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        window.page.mouse.wheel(0, height * screens)
    except Error:
        window.rest(0)
        return False
    return True
