"""Looks over a page before it is captured: its text, and the fields whose values nobody may keep."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from optout.evidence.tokens import kept_address

SECRET_FIELDS = ", ".join(
    [
        "input[type=password i]",
        *(f'[autocomplete~="{use}" i]' for use in ("one-time-code", "current-password", "new-password")),
    ]
)
_ALIVE_MS = 5_000
_FRAME_MS = 1_000
_FRAMES = 10

# Drawn as dots, a field's value is in no screenshot and no PDF; the style touches neither layout nor focus.
_VEIL = """e => {
  const style = e.style, name = '-webkit-text-security';
  e.optoutVeil ??= [style.getPropertyValue(name), style.getPropertyPriority(name)];
  style.setProperty(name, 'disc', 'important');
  return String(e.value ?? e.innerText ?? '');
}"""
_UNVEIL = """e => {
  if (!e.optoutVeil) return;
  e.style.setProperty('-webkit-text-security', ...e.optoutVeil);
  if (!e.getAttribute('style')) e.removeAttribute('style');
  delete e.optoutVeil;
}"""
_EACH = """(html, selector) => {
  const act = %s, done = [];
  const walk = root => {
    for (const e of root.querySelectorAll(selector)) done.push(act(e));
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) walk(e.shadowRoot);
  };
  walk(html);
  return {secrets: done, text: document.body ? document.body.innerText : ''};
}"""
_COVER, _UNCOVER = _EACH % _VEIL, _EACH % _UNVEIL


@dataclass(frozen=True)
class View:
    """What a look over the page found. `covered` are the fields a screenshot must not show."""

    text: str
    secrets: tuple[str, ...]
    covered: tuple[Locator, ...]
    silent_frames: int


@contextmanager
def veiled(page: Page, mask: Sequence[Locator]) -> Iterator[View]:
    """Look over a page and, as long as the block lasts, show secret fields as dots.

    Raises:
        Error: the page does not answer.
    """
    frames: list[Frame] = []
    locators: list[Locator] = []
    try:
        yield _look(page, mask, frames, locators)
    finally:
        _lift(frames, locators)


def _look(page: Page, mask: Sequence[Locator], touched: list[Frame], veiled_too: list[Locator]) -> View:
    texts: list[str] = []
    secrets: list[str] = []
    silent = 0
    for frame in page.frames[:_FRAMES]:
        main = frame is page.main_frame
        try:
            seen = _each(frame, _COVER, _ALIVE_MS if main else _FRAME_MS)
        except Error:
            if main:
                raise
            silent += 1  # its text is missing; the screenshot may still have it
            continue
        if seen["secrets"]:
            touched.append(frame)
            secrets += seen["secrets"]
        if seen["text"].strip():
            texts.append(seen["text"] if main else f"--- frame {kept_address(frame.url)} ---\n{seen['text']}")
    for locator in mask:
        veiled_too.append(locator)
        secrets += locator.evaluate_all(f"all => all.map({_VEIL})")
    covered = (*mask, *(frame.locator(SECRET_FIELDS) for frame in touched))
    return View("\n\n".join(texts), tuple(filter(None, secrets)), covered, silent)


def _lift(touched: list[Frame], veiled_too: list[Locator]) -> None:
    try:
        for frame in touched:
            _each(frame, _UNCOVER, _FRAME_MS)
        for locator in veiled_too:
            locator.evaluate_all(f"all => all.forEach({_UNVEIL})")
    except Error:
        pass  # the page went away, and its style with it


def _each(frame: Frame, script: str, timeout: float) -> dict[str, Any]:
    # An element's evaluate() has a time-out, a frame's has none: a page that hangs must not hang the run.
    result: dict[str, Any] = frame.locator("html").evaluate(script, SECRET_FIELDS, timeout=timeout)
    return result
