"""The pictures of a run: which element of the page is kept, its text, its fields, and what no picture may show."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Locator

from optout.browser.find import leading
from optout.browser.form import CHOSEN_KINDS, FormField, fields_of
from optout.browser.reading import Block, Box, Element, Page, locate
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS, Shot
from optout.evidence.record import CaptureStatus, Field, Stage
from optout.evidence.recorder import Recorder
from optout.flow.words import fold
from optout.outcome import Outcome
from optout.run.answer import JOINS, code_step
from optout.run.events import Doing
from optout.run.session import Run

_EDGE = 2.0  # CSS pixels by which boxes may be off: the browser rounds them
_TELLING = 12  # characters; a shorter text may stand in anything
_AREAS = ("dialog", "alertdialog", "main", "form")


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form, its fields as they were read and what the page shows; or settings before the press."""
    if not run.flow.switches:
        recorder.fields([_kept(field) for field in fields])
    _capture(run, recorder, Stage.BEFORE if run.flow.switches else Stage.FILLED)


def _kept(field: FormField) -> Field:
    """Keep a field; of one that nobody could see only an answer, never what is written into it: it may be a token."""
    value = field.value if field.seen or field.kind in CHOSEN_KINDS else None
    name, kind, locked = field.name or None, field.kind, field.read_only
    return Field(label=field.label, name=name, kind=kind, value=value, read_only=locked, seen=field.seen)


def capture_after(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Keep what the settings show after the press, which proves nothing yet; or an answer while its words stand."""
    stage = Stage.PRESSED if run.flow.switches else Stage.CONFIRMATION
    with _missed(recorder, stage):
        mark = _capture(run, recorder, stage, outcome)
        if mark and outcome and outcome.matched:
            run.answer_kept = (mark, outcome.matched)


def capture_last(run: Run, recorder: Recorder, outcome: Outcome) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer.

    An answer that was captured as it came is captured anew only where the page still gives it, and says more.
    """
    stage = Stage.CONFIRMATION
    if run.flow.switches:  # after a fresh load only where one was made
        stage = Stage.READ_BACK if run.reloaded else Stage.PRESSED if run.pressed_at else Stage.BEFORE
    with _missed(recorder, stage):
        if run.answer_kept and run.answer_kept[1] == outcome.matched:
            page = run.page()
            if page.mark == run.answer_kept[0] or not _saying(page, outcome):
                return
        _capture(run, recorder, stage, outcome)


@contextmanager
def _missed(recorder: Recorder, stage: Stage) -> Iterator[None]:
    """Note that a stage could not be captured, where the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _capture(run: Run, recorder: Recorder, stage: Stage, outcome: Outcome | None = None) -> str:
    """Keep the part of the page that is sought; all of it only where the person asked for that, or nothing tells it.

    Return the mark of the page, if all of it could be kept.
    """
    run.strip.remove()
    run.window.reading = None
    page = run.page()
    step, masks = code_step(run), list[Locator]()
    if step and (found := run.shows(step.enter_code, page)):  # no picture may show a code
        digits = (frame.locator("input[maxlength='1']") for frame in run.window.page.frames)  # one field for each
        masks = [locate(run.window, found.element), *digits]
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return ""
        part = None if run.options.whole_page else _part(page, _sought(run, page, outcome))
        blocks = page.blocks if part is None else [one for one in part.document.blocks if _lies_in(_box(one), part)]
        shot = Shot(
            run.window.page,
            locate(run.window, part) if part else None,
            "\n\n".join(one.text for one in blocks),
            tuple(masks),
            told_apart=part is not None or run.options.whole_page,
        )
        whole = all(one.status is CaptureStatus.OK for one in recorder.capture(stage, shot))
        return page.mark if whole else ""


def _sought(run: Run, page: Page, outcome: Outcome | None) -> list[Element | Block]:
    """Return what is to be seen in a picture: settings, the answer, or else the form."""
    if run.flow.switches:
        shown = [found.element for one in run.settings if (found := run.shows(one.step.switch, page))]
        # Each with its words: the nearest element around it that has more text than its own.
        return [next((row for row in one.above() if row.ref and len(row.words) > len(one.words)), one) for one in shown]
    blocks = _saying(page, outcome) if outcome else []
    if outcome and run.sends.sent is not None and not (outcome.matched or outcome.read_by):
        # Nobody knows what the answer is: what is new around the page is none.
        new = [one for one in page.blocks if " ".join(one.text.split()) not in run.before]
        blocks = [one for one in blocks or new if not one.aside]
    if blocks:
        return [*blocks]
    if found := run.shows(run.flow.send.send, page):
        return [found.element, *(one for one in fields_of(found.element) if one.shown and not one.aside)]
    scope = leading(page)
    return [one for one in scope.document.elements if scope.holds(one) and one.is_field and one.shown] if scope else []


def _saying(page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of text by which it was judged how it ended, or that are a part of them."""
    text = outcome.detail.get("words") or outcome.confirmation or ""
    words = [folded for piece in text.split(JOINS) if (folded := fold(piece.rstrip("…")))]
    found = []
    for block in page.blocks:
        said = fold(block.text)
        if said and any(one in said or (len(said) >= _TELLING and said in one) for one in words):
            found.append(block)
    return found


def _part(page: Page, sought: list[Element | Block]) -> Element | None:
    """Return the smallest element around what is sought and the heading before it; None where nothing tells it."""
    for document in page.documents:
        own = [one for one in sought if one in document.blocks or one in document.elements]
        if own:
            break
    else:
        return next((one for one in page.elements if one.role == "main" and one.ref), None)
    begins, part = min(_box(one)[1] for one in own), None
    headings = [one for one in document.elements if one.role == "heading" and one.seen and not one.aside]
    above = [one for one in headings if one.box[1] <= begins and one.dialog == own[0].dialog]
    for core in ([*own, *above[-1:]], own):
        left, top, right, bottom = zip(*map(_box, core), strict=True)
        box = (min(left), min(top), max(right), max(bottom))
        around = [one for one in document.elements if one.ref and _lies_in(box, one) and not one.is_field]
        part = min(around, key=lambda one: one.box[2] * one.box[3], default=None)
        if part is not None and (part.parent is not None or part.role in _AREAS):
            break
    return part


def _box(one: Element | Block) -> Box:
    """Return left, top, right and bottom."""
    left, top, width, height = one.box
    return one.box if isinstance(one, Block) else (left, top, left + width, top + height)


def _lies_in(inner: Box, outer: Element) -> bool:
    """Whether a box lies in that of an element."""
    left, top, right, bottom = _box(outer)
    inside = left - _EDGE <= inner[0] and top - _EDGE <= inner[1]
    return inside and inner[2] <= right + _EDGE and inner[3] <= bottom + _EDGE
