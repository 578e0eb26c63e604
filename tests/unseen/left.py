"""What a page holds at the end: whether the person's address or comment stands in a field that is not for it."""

from collections.abc import Iterable
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error
from tests.unseen.fields import COMMENT, EMAIL

_MARK = """(elements, [value, texts]) => texts.includes(value) && elements.forEach((e) => {
  e.dataset.theirs = value;
})"""
_STRAY = """(elements, texts) => elements
  .filter((e) => e.type !== 'hidden' && texts.includes(e.value.replaceAll('\\r', '')) && e.dataset.theirs !== e.value)
  .map((e) => e.name || e.id || e.getAttribute('aria-label') || e.tagName)"""


def left_in(context: BrowserContext, places: Iterable[tuple[str, str]]) -> list[str]:
    """List the fields that hold the person's address or comment and are not for it, whatever was sent.

    `places` are what is meant to stand where: a selector and a value.
    """
    texts = [EMAIL, COMMENT, COMMENT.replace("\n", " ")]
    found: list[str] = []
    meant = [*places]
    for page in context.pages:
        with suppress(Error):  # scripts of a page that still waits for its server may never answer
            context.new_cdp_session(page).send("Page.stopLoading")
    for frame in [frame for page in context.pages for frame in page.frames]:
        with suppress(Error):  # it went
            for css, value in meant:
                frame.locator(css).evaluate_all(_MARK, [value, texts])
            found += frame.locator("input, textarea").evaluate_all(_STRAY, texts)
    return found
