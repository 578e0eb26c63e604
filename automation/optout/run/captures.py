"""Captures what the pages show for the record: the filled form, the settings, the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Error, Locator

from optout.browser import (
    CHOSEN_KINDS,
    Block,
    Element,
    FormValue,
    Page,
    fields_of,
    locate,
    main_form,
)
from optout.errors import Interrupted, WindowGone
from optout.evidence import record
from optout.evidence.capture import MOST_SECONDS, CaptureRequest
from optout.evidence.recorder import Recorder
from optout.flow import fold
from optout.outcome import JOINS, Outcome
from optout.run.context import RunContext
from optout.run.page_part import Content, blocks_in, smallest_part
from optout.run.progress import Progress

_SHORTEST_PART = 12  # characters; a shorter text may be a part of any other


@dataclass(frozen=True)
class RecordCaptures:
    """Keeps what the pages show in a record."""

    recorder: Recorder

    def before_submission(
        self, context: RunContext, progress: Progress, fields: tuple[FormValue, ...]
    ) -> None:
        """Keep the filled form with its fields; or the settings before the press."""
        if context.flow.switches:
            _capture(context, progress, self.recorder, record.Stage.BEFORE)
            return
        self.recorder.fields([_record_field(field) for field in fields])
        _capture(context, progress, self.recorder, record.Stage.FILLED)

    def after_submission(
        self, context: RunContext, progress: Progress, outcome: Outcome | None
    ) -> None:
        """Keep an answer while its words are displayed; or the settings after the press, which proves nothing yet."""
        stage = record.Stage.PRESSED if context.flow.switches else record.Stage.CONFIRMATION
        with _noting_what_is_missed(self.recorder, stage):
            mark = _capture(context, progress, self.recorder, stage, outcome)
            if mark and outcome and outcome.matched:
                progress.captured_answer = (mark, outcome.matched)

    def question(self, context: RunContext, progress: Progress, words: str) -> None:
        """Keep what the page asks after a press, which is gone once the person has answered it."""
        stage = record.Stage.QUESTION
        with _noting_what_is_missed(self.recorder, stage):
            if _capture(context, progress, self.recorder, stage):
                progress.captured_question = words


def _record_field(field: FormValue) -> record.Field:
    # What is written where nobody could see it may be a token.
    is_known = field.is_visible or field.kind in CHOSEN_KINDS
    return record.Field(
        label=field.label,
        name=field.html_name or None,
        value_name=field.name,
        kind=field.kind,
        origin=field.origin,
        value=field.text if is_known else None,
        read_only=field.read_only,
        seen=field.is_visible,
    )


def capture_last(
    context: RunContext, progress: Progress, recorder: Recorder, outcome: Outcome
) -> None:
    """Capture the page at the end of a run, unless it shows nothing more than was captured before."""
    stage = _last_stage(progress)
    if stage is record.Stage.CONFIRMATION and recorder.has(record.Stage.BEFORE):
        return  # the settings were captured, and nothing was pressed since
    with _noting_what_is_missed(recorder, stage):
        if not _is_captured(context, progress, outcome):
            _capture(context, progress, recorder, stage, outcome)


def _last_stage(progress: Progress) -> record.Stage:
    if progress.is_reloaded:
        return record.Stage.READ_BACK
    return record.Stage.PRESSED if progress.pressed_at else record.Stage.CONFIRMATION


def _is_captured(context: RunContext, progress: Progress, outcome: Outcome) -> bool:
    """True if the answer was captured, and the page is the same, or shows its words no longer.

    A later capture replaces the first, so that one without the words would lose them.
    """
    if progress.captured_answer is None:
        return False
    mark, words = progress.captured_answer
    if words != outcome.matched:
        return False
    page = context.locator.readable_page()
    return page.mark == mark or not _blocks_that_decided(page, outcome)


@contextmanager
def _noting_what_is_missed(recorder: Recorder, stage: record.Stage) -> Iterator[None]:
    """Note that a stage could not be captured, if the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _capture(
    context: RunContext,
    progress: Progress,
    recorder: Recorder,
    stage: record.Stage,
    outcome: Outcome | None = None,
) -> str:
    """Capture the part of the page that matters, or all of it.

    Return the page's mark if the text and the picture could be kept and show what matters, else "".
    """
    page = context.locator.readable_page()
    masks = _code_masks(context, page)
    files: tuple[record.Capture, ...] = ()
    with context.window.guard(), context.reporter.announce_wait("keeping", MOST_SECONDS):
        if page.read:
            part = _part_to_capture(context, progress, page, stage, outcome)
            blocks = page.blocks if part is None else blocks_in(part)
            request = CaptureRequest(
                context.window.page,
                locate(context.window, part) if part else None,
                "\n\n".join(block.text for block in blocks),
                masks,
                told_apart=part is not None or context.options.whole_page,
            )
            files = recorder.capture(stage, request)
    if not files:  # the page waits for its server, or was replaced meanwhile
        recorder.missed(stage, "page_waiting")
        return ""
    return page.mark if all(file.status == "ok" for file in files) else ""


def _part_to_capture(
    context: RunContext,
    progress: Progress,
    page: Page,
    stage: record.Stage,
    outcome: Outcome | None,
) -> Element | None:
    """Return the part of the page that a picture is to show; None for the whole page."""
    if context.options.whole_page:
        return None
    if stage is record.Stage.QUESTION:
        return smallest_part(page, _question(page))
    return smallest_part(page, _contents(context, progress, page, outcome))


def _code_masks(context: RunContext, page: Page) -> tuple[Locator, ...]:
    """Return what no picture shows: the fields of a code from an e-mail; some pages have a field for each digit."""
    name = context.flow.code_field
    field = context.locator.find(name, page) if name else None
    if field is None:
        return ()
    digits = [frame.locator("input[maxlength='1']") for frame in context.window.page.frames]
    return (*digits, locate(context.window, field.element))


def _question(page: Page) -> list[Content]:
    """Return the texts of the dialog on top; nothing if the page asks without one, beside the setting."""
    document = next((document for document in reversed(page.documents) if document.top >= 0), None)
    if document is None:
        return []
    return [block for block in document.blocks if block.dialog == document.top]


def _contents(
    context: RunContext, progress: Progress, page: Page, outcome: Outcome | None
) -> list[Content]:
    """Return what a picture is to show: the settings, the answer, or else the form."""
    if context.flow.switches:
        return _settings_with_words(context, progress, page)
    answer = _answer(context, progress, page, outcome) if outcome else []
    return [*answer] or _form(context, page)


def _settings_with_words(context: RunContext, progress: Progress, page: Page) -> list[Content]:
    """Return each setting with its words: the nearest element around it that has more text than its own."""
    found = [context.locator.find(setting.step.switch, page) for setting in progress.settings]
    return [_row_of(match.element) for match in found if match]


def _row_of(control: Element) -> Element:
    for element in control.above():
        if element.ref and len(element.words) > len(control.words):
            return element
    return control


def _answer(context: RunContext, progress: Progress, page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of the answer; if no words decided, what is new on the page, without its surroundings."""
    blocks = _blocks_of_answer(page, outcome)
    is_decided = outcome.matched or outcome.read_by
    if context.policy.sent is None or is_decided:
        return blocks
    new = [
        block for block in page.blocks if " ".join(block.text.split()) not in progress.known_text
    ]
    chosen = blocks or new
    return [block for block in chosen if not block.aside]


def _form(context: RunContext, page: Page) -> list[Content]:
    """Return the button that sends with the visible fields of its form; without it, the fields of the main form."""
    send = context.locator.find(context.flow.send.send, page)
    if send:
        fields = fields_of(send.element)
        return [send.element, *(field for field in fields if field.drawn and not field.aside)]
    form = main_form(page)
    if form is None:
        return []
    elements = [element for element in form.document.elements if form.holds(element)]
    return [element for element in elements if element.is_field and element.drawn]


def _blocks_of_answer(page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of text that decided the outcome or that the record quotes, and their parts."""
    return _blocks_with(page, outcome.detail.get("words", ""), outcome.confirmation or "")


def _blocks_that_decided(page: Page, outcome: Outcome) -> list[Block]:
    return _blocks_with(page, outcome.detail.get("words") or outcome.confirmation or "")


def _blocks_with(page: Page, *texts: str) -> list[Block]:
    pieces = [fold(piece.rstrip("…")) for text in texts for piece in text.split(JOINS)]
    words = [piece for piece in pieces if piece]
    return [block for block in page.blocks if _belongs_to(fold(block.text), words)]


def _belongs_to(text: str, words: list[str]) -> bool:
    """True if a text contains one of some words, or is a part of them that is long enough to be no coincidence."""
    if not text:
        return False
    is_long = len(text) >= _SHORTEST_PART
    return any(piece in text or (is_long and text in piece) for piece in words)
