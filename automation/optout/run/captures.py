"""What is kept of a page: the filled form, what the settings show, the answer; each with its part of the page alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Error, Locator

from optout.browser import CHOSEN_KINDS, Block, Box, Element, FormField, Page, fields_of, locate, main_form
from optout.evidence import record
from optout.evidence.capture import MOST_SECONDS, CaptureRequest
from optout.evidence.recorder import Recorder
from optout.flow import fold
from optout.messages import Interrupted, WindowGone
from optout.outcome import JOINS, Outcome
from optout.run.context import RunContext
from optout.run.progress import Progress

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


@dataclass(frozen=True)
class RecordCaptures:
    """Keeps what the pages show in a record."""

    recorder: Recorder

    def before_submission(self, context: RunContext, progress: Progress, fields: tuple[FormField, ...]) -> None:
        """Keep the filled form with its fields; or the settings before the press."""
        if context.flow.switches:
            _capture(context, progress, self.recorder, record.Stage.BEFORE)
            return
        self.recorder.fields([_field(field) for field in fields])
        _capture(context, progress, self.recorder, record.Stage.FILLED)

    def after_submission(self, context: RunContext, progress: Progress, outcome: Outcome | None) -> None:
        """Keep an answer while its words are displayed; or the settings after the press, which proves nothing yet."""
        stage = record.Stage.PRESSED if context.flow.switches else record.Stage.CONFIRMATION
        with _missed(self.recorder, stage):
            mark = _capture(context, progress, self.recorder, stage, outcome)
            if mark and outcome and outcome.matched:
                progress.captured_answer = (mark, outcome.matched)

    def question(self, context: RunContext, progress: Progress, words: str) -> None:
        """Keep what the page asks after a press, which is gone once the person has answered it."""
        with _missed(self.recorder, record.Stage.QUESTION):
            if _capture(context, progress, self.recorder, record.Stage.QUESTION):
                progress.captured_question = words


def capture_last(context: RunContext, progress: Progress, recorder: Recorder, outcome: Outcome) -> None:
    """Capture the page at its end; an answer that was captured only where the page still gives it, and says more."""
    stage = record.Stage.CONFIRMATION
    if progress.is_reloaded or progress.pressed_at:
        stage = record.Stage.READ_BACK if progress.is_reloaded else record.Stage.PRESSED
    elif recorder.has(record.Stage.BEFORE):
        return  # nothing was done since
    with _missed(recorder, stage):
        if progress.captured_answer and progress.captured_answer[1] == outcome.matched:
            page = context.locator.readable_page()
            if page.mark == progress.captured_answer[0] or not _saying(page, outcome):
                return
        _capture(context, progress, recorder, stage, outcome)


@contextmanager
def _missed(recorder: Recorder, stage: record.Stage) -> Iterator[None]:
    """Note that a stage could not be captured, where the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _capture(
    context: RunContext, progress: Progress, recorder: Recorder, stage: record.Stage, outcome: Outcome | None = None
) -> str:
    """Keep the part of the page that is sought, or all of it; return the mark of the page, if all could be kept."""
    page = context.locator.readable_page()
    name, masks = context.flow.code_field, list[Locator]()
    if name and (code := context.locator.find(name, page)):  # for no picture; some have a field a digit
        masks = [one.locator("input[maxlength='1']") for one in context.window.page.frames]
        masks.append(locate(context.window, code.element))
    with context.window.guard(), context.reporter.announce_wait("keeping", MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return ""
        sought = _question(page) if stage is record.Stage.QUESTION else _sought(context, progress, page, outcome)
        part = None if context.options.whole_page else _part(page, sought)
        blocks = page.blocks if part is None else [one for one in part.document.blocks if _lies_in(_box(one), part)]
        text, told_apart = "\n\n".join(one.text for one in blocks), part is not None or context.options.whole_page
        place = locate(context.window, part) if part else None
        shot = CaptureRequest(context.window.page, place, text, tuple(masks), told_apart=told_apart)
        return page.mark if all(one.status == "ok" for one in recorder.capture(stage, shot)) else ""


def _question(page: Page) -> list[Element | Block]:
    """Return the texts of the dialog on top; none where the page asks without one, beside the setting."""
    document = next((document for document in reversed(page.documents) if document.top >= 0), None)
    return [block for block in document.blocks if block.dialog == document.top] if document else []


def _sought(context: RunContext, progress: Progress, page: Page, outcome: Outcome | None) -> list[Element | Block]:
    """Return what is to be seen in a picture: settings, the answer, or else the form."""
    if context.flow.switches:
        shown = [found.element for one in progress.settings if (found := context.locator.find(one.step.switch, page))]
        # Each with its words: the nearest element around it that has more text than its own.
        return [next((row for row in one.above() if row.ref and len(row.words) > len(one.words)), one) for one in shown]
    blocks = _saying(page, outcome) if outcome else []
    if outcome and context.policy.sent is not None and not (outcome.matched or outcome.read_by):
        # Nobody knows what the answer is: what is new around the page is none.
        new = [one for one in page.blocks if " ".join(one.text.split()) not in progress.known_text]
        blocks = [one for one in blocks or new if not one.aside]
    if blocks:
        return [*blocks]
    if found := context.locator.find(context.flow.send.send, page):
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
