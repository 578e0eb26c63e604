"""Takes the screenshot of a page, and the smaller picture that START-HERE.pdf shows."""

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress

from playwright.sync_api import CDPSession, Error, Page

from optout.evidence.limits import Budget, answers, within
from optout.evidence.look import View
from optout.evidence.shots import Album, Picture, why

COVER_COLOUR = "#3a4750"
_FULL_MS, _WINDOW_MS, _BARE_MS = 8_000, 3_000, 3_000
_MS_PER_PIXEL = 0.1  # of its height: a page 60,000 px tall took 12 s on a busy machine of two cores

SMALL = 300_000
"""Bytes up to which a screenshot goes into START-HERE.pdf as it is."""
PICTURE_LIMIT = 600_000
"""Bytes a screenshot may have there in any case."""
TOO_TALL = 16_384
"""Pixels: the tallest picture that Chromium draws at once; 60,000 can fill the driver's memory (measured)."""
TALLEST = 5.2
"""Height over width of the longest picture shown whole there: four sheets of A4."""


def png(page: Page, view: View, album: Album, budget: Budget) -> tuple[bytes, str | None]:
    """Take the screenshot, whole if it can be had, and give the album its picture; the reason says what is less."""
    data, reason = _screenshot(page, view, budget)
    try:
        album.picture = _picture(page, view, data, budget, whole=reason is None)
    except Error:
        album.picture = None  # START-HERE.pdf then points to the file
    return data, reason


def _screenshot(page: Page, view: View, budget: Budget) -> tuple[bytes, str | None]:
    attempts: list[tuple[str | None, Callable[[], bytes]]] = [
        (None, lambda: _shoot(page, view, budget.ms(_full_ms(view)), full_page=True)),
        ("only the window", lambda: _shoot(page, view, budget.ms(_WINDOW_MS))),
        # Playwright waits for fonts that may never come; the browser itself does not. Secret fields show dots here.
        ("only the window, without waiting for fonts", lambda: _window_by_cdp(page, budget)),
    ]
    reasons: list[str] = []
    if view.height > TOO_TALL:
        reasons.append(f"the page is {view.height:.0f} pixels tall, more than one picture holds")
        attempts = attempts[1:]
    for less, take in attempts:
        try:
            return take(), f"{less}: {reasons[-1]}" if less else None
        except Error as error:
            reasons.append(why(error))
            answers(page, budget)
    raise Error(reasons[-1])


def _full_ms(view: View) -> float:
    return _FULL_MS + min(_MS_PER_PIXEL * view.height, _FULL_MS)


def _shoot(page: Page, view: View, timeout: float, **options: object) -> bytes:
    mask = list(view.covered)
    # Its own time-out does not end it while the page waits for a server.
    return within(
        timeout + 500,
        lambda: page.screenshot(mask=mask, mask_color=COVER_COLOUR, timeout=timeout, **options),  # type: ignore[arg-type]
    )


def _window_by_cdp(page: Page, budget: Budget) -> bytes:
    session = within(budget.ms(_BARE_MS), lambda: page.context.new_cdp_session(page))
    try:
        taken = within(budget.ms(_BARE_MS), lambda: session.send("Page.captureScreenshot", {"format": "png"}))
        return base64.b64decode(taken["data"])
    finally:
        end_session(session)


def end_session(session: CDPSession) -> None:
    """End a session with the browser, or leave it if the page does not answer."""
    with suppress(Error):
        within(1_000, session.detach)


def _picture(page: Page, view: View, data: bytes, budget: Budget, *, whole: bool) -> Picture | None:
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    short = height <= TALLEST * width
    if short and len(data) <= SMALL:
        return Picture("image/png", data, width, height, whole)
    if whole and short and (jpeg := _jpeg(page, view, budget, quality=55, full_page=True)):
        return Picture("image/jpeg", jpeg, width, height, whole=True)
    return next(_of_the_window(page, view, budget), None)


def _of_the_window(page: Page, view: View, budget: Budget) -> Iterator[Picture]:
    for quality in (60, 30):
        if jpeg := _jpeg(page, view, budget, quality=quality):
            width, height = within(budget.ms(_WINDOW_MS), lambda: page.evaluate("[innerWidth, innerHeight]"))
            yield Picture("image/jpeg", jpeg, width, height, whole=False)


def _jpeg(page: Page, view: View, budget: Budget, **options: object) -> bytes | None:
    jpeg = _shoot(page, view, budget.ms(_FULL_MS), type="jpeg", scale="css", **options)
    return jpeg if len(jpeg) <= PICTURE_LIMIT else None
