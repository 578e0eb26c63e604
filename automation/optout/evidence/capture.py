"""Captures a page as PNG, text, ARIA snapshot, PDF and MHTML."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, PdfMargins

from optout.evidence.hostile import plain
from optout.evidence.limits import Budget, answers, within
from optout.evidence.look import View, veiled
from optout.evidence.mhtml import kept_mhtml
from optout.evidence.pictures import end_session, png
from optout.evidence.record import Kind, Stage
from optout.evidence.shots import Album, Shots
from optout.evidence.tokens import kept_address, kept_aria, kept_pdf, without_secrets

# The rest of the package names a page and a locator, and needs nothing else of Playwright.
__all__ = ["Locator", "Page", "address_of", "capture"]

MOST_SECONDS = 30.0
"""What all captures of a stage may take: the person waits meanwhile."""
_ARIA_MS, _PDF_MS, _MHTML_MS, _STYLE_MS = 5_000, 10_000, 8_000, 1_000
_MHTML_LIMIT = 30_000_000  # bytes; cleaning more would keep the person waiting


def capture(page: Page, stage: Stage, mask: Sequence[Locator], folder: Path) -> Shots:
    """Capture a page into a folder. Never raises: a failed capture must not change what becomes of the send."""
    album = Album(stage, folder)
    budget = Budget(MOST_SECONDS)
    try:
        with veiled(page, mask, budget) as view:
            album.fill(
                {
                    Kind.PNG: lambda: png(page, view, album, budget),
                    Kind.TXT: lambda: _text(view),
                    Kind.ARIA: lambda: (_aria(page, view, budget), None),
                    Kind.PDF: lambda: (_pdf(page, budget), None),
                    Kind.MHTML: lambda: (_mhtml(page, view, budget), None),
                },
                lambda: answers(page, budget),
            )
    except Exception as error:  # noqa: BLE001  whatever it was, the run goes on and the record names it
        album.give_up(error)
    return album.shots


def address_of(page: Page) -> str:
    """Give the page's address without what may be a token in it."""
    try:
        return kept_address(page.url)
    except Error:
        return "?"


def _text(view: View) -> tuple[bytes, str | None]:
    reason = f"frames that did not answer: {view.silent_frames}" if view.silent_frames else None
    return plain(without_secrets(view.text, view.secrets)).encode() + b"\n", reason


def _aria(page: Page, view: View, budget: Budget) -> bytes:
    most = budget.ms(_ARIA_MS)
    snapshot = within(most + 500, lambda: page.locator("body").aria_snapshot(timeout=most))
    return plain(kept_aria(without_secrets(snapshot, view.secrets))).encode() + b"\n"


def _pdf(page: Page, budget: Budget) -> bytes:
    # A print style sheet can hide what the screen shows.
    within(budget.ms(_STYLE_MS), lambda: page.emulate_media(media="screen"))
    margin = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
    try:
        pdf = within(
            budget.ms(_PDF_MS),
            lambda: page.pdf(format="A4", scale=0.7, margin=margin, print_background=True, tagged=True),
        )
        return kept_pdf(pdf)
    finally:
        with suppress(Error):
            within(_STYLE_MS, lambda: page.emulate_media(media="null"))


def _mhtml(page: Page, view: View, budget: Budget) -> bytes:
    session = within(budget.ms(_STYLE_MS), lambda: page.context.new_cdp_session(page))
    try:
        saved = within(budget.ms(_MHTML_MS), lambda: session.send("Page.captureSnapshot", {"format": "mhtml"}))
    finally:
        end_session(session)
    data: str = saved["data"]
    if len(data) > _MHTML_LIMIT:
        raise ValueError(f"the page has {len(data):,} bytes")
    return kept_mhtml(data, view.secrets)
