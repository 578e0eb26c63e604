"""Looks over a page before it is captured: its text, what no capture may show, and that shown as dots meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from optout.evidence.limits import Budget, within
from optout.evidence.tokens import kept_address
from optout.evidence.veil import COVER, SECRET_FIELDS, UNCOVER, UNVEIL, VEIL

_ALIVE_MS, _FRAME_MS = 5_000, 1_000
_FRAMES = 10


@dataclass(frozen=True)
class View:
    """What a look over the page found; `height` in CSS pixels. `covered` are the fields a screenshot must not show."""

    text: str
    secrets: tuple[str, ...]
    covered: tuple[Locator, ...]
    silent_frames: int
    height: float = 0


@contextmanager
def veiled(page: Page, mask: Sequence[Locator], budget: Budget) -> Iterator[View]:
    """Look over a page and, as long as the block lasts, show secret fields as dots.

    Raises:
        Error: the page does not answer.
    """
    frames: list[Frame] = []
    locators: list[Locator] = []
    try:
        yield _look(page, mask, budget, (frames, locators))
    finally:
        _lift(frames, locators)


def _look(page: Page, mask: Sequence[Locator], budget: Budget, veils: tuple[list[Frame], list[Locator]]) -> View:
    touched, veiled_too = veils
    texts: list[str] = []
    secrets: list[str] = []
    silent, height = 0, 0.0
    for frame in page.frames[:_FRAMES]:
        main = frame is page.main_frame
        try:
            seen = _each(frame, COVER, budget.ms(_ALIVE_MS if main else _FRAME_MS))
        except Error:
            if main:
                raise
            silent += 1  # its text is missing; the screenshot may still have it
            continue
        height = seen["height"] if main else height
        if seen["secrets"]:
            touched.append(frame)
            secrets += seen["secrets"]
        if seen["text"].strip():
            texts.append(seen["text"] if main else f"--- frame {kept_address(frame.url)} ---\n{seen['text']}")
    for locator in mask:
        veiled_too.append(locator)
        secrets += _evaluate_all(locator, f"all => all.map({VEIL})", budget.ms(_FRAME_MS))
    covered = (*mask, *(frame.locator(SECRET_FIELDS) for frame in touched))
    return View("\n\n".join(texts), tuple(filter(None, secrets)), covered, silent, height)


def _lift(touched: list[Frame], veiled_too: list[Locator]) -> None:
    with suppress(Error):  # the page went away, and its style with it
        for frame in touched:
            _each(frame, UNCOVER, _FRAME_MS)
        for locator in veiled_too:
            _evaluate_all(locator, f"all => all.forEach({UNVEIL})", _FRAME_MS)


def _each(frame: Frame, script: str, timeout: float) -> dict[str, Any]:
    result: dict[str, Any] = within(
        timeout, lambda: frame.evaluate(f"s => ({script})(document.documentElement, s)", SECRET_FIELDS)
    )
    return result


def _evaluate_all(locator: Locator, script: str, timeout: float) -> Any:
    return within(timeout, lambda: locator.evaluate_all(script))
