"""Captures what the pages show for the record: the filled form, the settings, the answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Error, Locator

from optout.browser import (
    CHOSEN_KINDS,
    Block,
    Element,
    FormValue,
    Page,
    certificate_sha256,
    fields_of,
    locate,
    main_form,
)
from optout.errors import Interrupted, WindowGone
from optout.evidence import record
from optout.evidence.capture import MOST_SECONDS, CaptureRequest
from optout.evidence.recorder import Recorder
from optout.flow import fold
from optout.outcome import Outcome
from optout.run.context import RunContext
from optout.run.new_texts import new_alerts
from optout.run.observation import code_field_on
from optout.run.page_part import Content, blocks_in, smallest_part
from optout.run.progress import Progress

# Characters; a shorter text may be a part of any other.
_SHORTEST_PART = 12


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
    return page.outline == mark or not _blocks_that_decided(page, outcome)


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
    files: tuple[record.Capture, ...] = ()
    with context.window.guard(), context.reporter.announce_wait("keeping", MOST_SECONDS):
        if page.read:
            part = _part_to_capture(context, progress, page, stage, outcome)
            request = _capture_request(context, page, part)
            if stage is record.Stage.CONFIRMATION and context.policy.submission is not None:
                request = _request_for_answer(progress, request)
            files = recorder.capture(stage, request)
    if not files:  # the page waits for its server, or was replaced meanwhile
        recorder.missed(stage, "page_waiting")
        return ""
    return page.outline if all(file.status == "ok" for file in files) else ""


def _capture_request(context: RunContext, page: Page, part: Element | None) -> CaptureRequest:
    """Return what is to be captured: a part of a page, or all of it."""
    blocks = page.blocks if part is None else blocks_in(page, part)
    text = "\n\n".join(block.text for block in blocks)
    located_part = locate(context.window, part) if part else None
    is_told_apart = part is not None or context.options.whole_page
    return CaptureRequest(
        context.window.page,
        located_part,
        text,
        _code_masks(context, page),
        told_apart=is_told_apart,
        certificate_sha256=_certificate(context),
    )


def _request_for_answer(progress: Progress, request: CaptureRequest) -> CaptureRequest:
    """Return a request with the texts of an answer that the page does not have.

    That is what the browser's own dialogs said after the send, which no page and no picture shows,
    and what the page displayed before the send.
    """
    text = "\n\n".join([*new_alerts(progress), request.text])
    return replace(
        request,
        text=text,
        text_before=progress.text_before_send,
        text_before_read_at=progress.text_before_send_read_at,
    )


def _certificate(context: RunContext) -> str | None:
    """Return the fingerprint of the certificate of the page's server; a rehearsal has none."""
    if context.objection.replay_case is not None:
        return None
    return certificate_sha256(context.window)


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
    field = code_field_on(context, page)
    if field is None:
        return ()
    frames = context.window.page.frames
    digits = [frame.locator("input[maxlength='1']") for frame in frames]
    return (*digits, locate(context.window, field))


def _question(page: Page) -> list[Content]:
    """Return the texts of the dialog on top; nothing if the page asks without one, beside the setting."""
    for document in reversed(page.documents):
        has_dialog = document.top >= 0
        if has_dialog:
            return [block for block in document.blocks if block.dialog == document.top]
    return []


def _contents(
    context: RunContext, progress: Progress, page: Page, outcome: Outcome | None
) -> list[Content]:
    """Return what a picture is to show: the settings, the answer, or else the form."""
    if context.flow.switches:
        return _settings_with_words(context, progress, page)
    if outcome:
        answer = _answer(context, progress, page, outcome)
        if answer:
            return [*answer]
    return _form(context, page)


def _settings_with_words(context: RunContext, progress: Progress, page: Page) -> list[Content]:
    """Return each setting with its words: the nearest element around it that has more text than its own."""
    rows: list[Content] = []
    for setting in progress.settings:
        found = context.locator.find(setting.step.switch, page)
        if found:
            rows.append(_row_of(found.element))
    return rows


def _row_of(control: Element) -> Element:
    length = len(control.inner_text)
    for element in control.above():
        has_more_text = len(element.inner_text) > length
        if element.ref and has_more_text:
            return element
    return control


def _answer(context: RunContext, progress: Progress, page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of the answer; if no words decided, what is new on the page, without its surroundings."""
    blocks = _blocks_of_answer(page, outcome)
    was_decided_by_words = outcome.matched or outcome.read_by
    if was_decided_by_words or context.policy.declared_submission is None:
        return blocks
    shown = blocks or _new_blocks(page, progress)
    return [block for block in shown if not block.aside]


def _new_blocks(page: Page, progress: Progress) -> list[Block]:
    return [block for block in page.blocks if _is_new(block, progress)]


def _is_new(block: Block, progress: Progress) -> bool:
    """True if a page did not say a text before the submission."""
    on_one_line = " ".join(block.text.split())
    return on_one_line not in progress.known_text


def _form(context: RunContext, page: Page) -> list[Content]:
    """Return the button that sends with the visible fields of its form; without it, the fields of the main form."""
    send = context.locator.find(context.flow.send.send, page)
    if send:
        return [send.element, *_drawn_fields_beside(send.element)]
    form = main_form(page)
    if form is None:
        return []
    elements = form.document.elements
    drawn_fields = [
        element for element in elements if element.is_field and element.self_or_label_visible
    ]
    return [field for field in drawn_fields if form.holds(field)]


def _drawn_fields_beside(button: Element) -> list[Element]:
    """Return the fields that a button sends, as far as they are drawn in the middle of the page."""
    return [field for field in fields_of(button) if field.self_or_label_visible and not field.aside]


def _blocks_of_answer(page: Page, outcome: Outcome) -> list[Block]:
    """Return the blocks of text that decided the outcome or that the record quotes, and their parts."""
    return _blocks_with(page, [*_texts_that_decided(outcome), *outcome.confirmation])


def _blocks_that_decided(page: Page, outcome: Outcome) -> list[Block]:
    return _blocks_with(page, _texts_that_decided(outcome))


def _texts_that_decided(outcome: Outcome) -> Sequence[str]:
    """Return the text with the words that decided; all that was new, if the person read that or no words decided."""
    words = outcome.detail.get("words", "")
    if outcome.read_by or not words:
        return outcome.confirmation
    return [words]


def _blocks_with(page: Page, texts: Sequence[str]) -> list[Block]:
    """Return the blocks that belong to some texts."""
    # A text that was shortened ends with an ellipsis.
    folded = [fold(text.rstrip("…")) for text in texts]
    words = [text for text in folded if text]
    blocks = []
    for block in page.blocks:
        text = fold(block.text)
        if _belongs_to(text, words):
            blocks.append(block)
    return blocks


def _belongs_to(text: str, words: list[str]) -> bool:
    """True if a text contains one of some words, or is a part of them that is long enough to be no coincidence."""
    if not text:
        return False
    if any(piece in text for piece in words):
        return True
    is_long = len(text) >= _SHORTEST_PART
    return is_long and any(text in piece for piece in words)
