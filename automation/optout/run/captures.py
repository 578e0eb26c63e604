"""What is kept of a page: the filled form, what the settings show, the answer; each with its part of the page alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Locator

from optout.browser import CHOSEN_KINDS, Block, Box, Element, FormField, Page, fields_of, locate, main_form
from optout.evidence import record
from optout.evidence.capture import MOST_SECONDS, CaptureRequest
from optout.evidence.recorder import Recorder
from optout.flow import fold
from optout.messages import Interrupted, WindowGone
from optout.outcome import JOINS, Outcome
from optout.run.session import Run

_EDGE = 2.0  # CSS pixels by which boxes may be off: the browser rounds them
_MIN_LENGTH = 12  # characters; a shorter text may stand in anything
_AREAS = ("dialog", "alertdialog", "main", "form")


def _field(one: FormField) -> record.Field:
    # What is written where nobody could see it may be a token.
    value = one.value if one.seen or one.kind in CHOSEN_KINDS else None
    return record.Field(
        label=one.label,
        name=one.name or None,
        value_name=one.value_name,
        kind=one.kind,
        value=value,
        read_only=one.read_only,
        seen=one.seen,
    )


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form, its fields as they were read and what the page shows; or settings before the press."""
    if not run.flow.switches:
        recorder.fields([_field(one) for one in fields])
    _capture(run, recorder, record.Stage.BEFORE if run.flow.switches else record.Stage.FILLED)


def capture_after(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Keep what the settings show after the press, which proves nothing yet; or an answer while its words stand."""
    stage = record.Stage.PRESSED if run.flow.switches else record.Stage.CONFIRMATION
    with _missed(recorder, stage):
        mark = _capture(run, recorder, stage, outcome)
        if mark and outcome and outcome.matched:
            run.answer_kept = (mark, outcome.matched)


def capture_last(run: Run, recorder: Recorder, outcome: Outcome) -> None:
    """Capture the page at its end; an answer that was captured only where the page still gives it, and says more."""
    stage = record.Stage.CONFIRMATION
    if run.reloaded or run.pressed_at:
        stage = record.Stage.READ_BACK if run.reloaded else record.Stage.PRESSED
    elif recorder.has(record.Stage.BEFORE):
        return  # nothing was done since
    with _missed(recorder, stage):
        if run.answer_kept and run.answer_kept[1] == outcome.matched:
            page = run.page()
            if page.mark == run.answer_kept[0] or not _saying(page, outcome):
                return
        _capture(run, recorder, stage, outcome)


@contextmanager
def _missed(recorder: Recorder, stage: record.Stage) -> Iterator[None]:
    """Note that a stage could not be captured, where the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _capture(run: Run, recorder: Recorder, stage: record.Stage, outcome: Outcome | None = None) -> str:
    """Keep the part of the page that is sought, or all of it; return the mark of the page, if all could be kept."""
    page = run.page()
    name, masks = run.flow.code_field, list[Locator]()
    if name and (code := run.find_one(name, page)):  # for no picture; some have a field a digit
        masks = [one.locator("input[maxlength='1']") for one in run.window.page.frames]
        masks.append(locate(run.window, code.element))
    with run.window.guard(), run.long("keeping", MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return ""
        part = None if run.options.whole_page else _part(page, _sought(run, page, outcome))
        blocks = page.blocks if part is None else [one for one in part.document.blocks if _lies_in(_box(one), part)]
        text, told_apart = "\n\n".join(one.text for one in blocks), part is not None or run.options.whole_page
        place = locate(run.window, part) if part else None
        shot = CaptureRequest(run.window.page, place, text, tuple(masks), told_apart=told_apart)
        return page.mark if all(one.status == "ok" for one in recorder.capture(stage, shot)) else ""


def _sought(run: Run, page: Page, outcome: Outcome | None) -> list[Element | Block]:
    """Return what is to be seen in a picture: settings, the answer, or else the form."""
    if run.flow.switches:
        shown = [found.element for one in run.settings if (found := run.find_one(one.step.switch, page))]
        # Each with its words: the nearest element around it that has more text than its own.
        return [next((row for row in one.above() if row.ref and len(row.words) > len(one.words)), one) for one in shown]
    blocks = _saying(page, outcome) if outcome else []
    if outcome and run.sends.sent is not None and not (outcome.matched or outcome.read_by):
        # Nobody knows what the answer is: what is new around the page is none.
        new = [one for one in page.blocks if " ".join(one.text.split()) not in run.before]
        blocks = [one for one in blocks or new if not one.aside]
    if blocks:
        return [*blocks]
    if found := run.find_one(run.flow.send.send, page):
        return [found.element, *(one for one in fields_of(found.element) if one.drawn and not one.aside)]
    scope = main_form(page)
    return [one for one in scope.document.elements if scope.holds(one) and one.is_field and one.drawn] if scope else []


def _saying(page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of text by which it was judged how it ended, or that are a part of them."""
    text = outcome.detail.get("words") or outcome.confirmation or ""
    words = [folded for piece in text.split(JOINS) if (folded := fold(piece.rstrip("…")))]
    every = [(block, said) for block in page.blocks if (said := fold(block.text))]
    return [at for at, said in every if any(one in said or (len(said) >= _MIN_LENGTH and said in one) for one in words)]


def _part(page: Page, sought: list[Element | Block]) -> Element | None:
    """Return the smallest element around what is sought and the heading before it; None where nothing tells it."""
    for document in page.documents:
        own = [one for one in sought if one in document.blocks or one in document.elements]
        if own:
            break
    else:
        return next((one for one in page.elements if one.role == "main" and one.ref), None)
    begins, part = min(_box(one)[1] for one in own), None
    headings = [one for one in document.elements if one.role == "heading" and one.visible and not one.aside]
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
