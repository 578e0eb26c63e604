"""The pictures of a run, the fields that go with them, and what no picture may show."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Locator

from optout.browser.form import CHOSEN_KINDS, FormField
from optout.browser.reading import locate
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.record import CaptureStatus, Field, Stage
from optout.evidence.recorder import Recorder
from optout.outcome import Outcome
from optout.run.answer import code_step
from optout.run.events import Doing
from optout.run.session import Run


def masks(run: Run) -> list[Locator]:
    """Give what no picture may show: the field for a code."""
    step = code_step(run)
    found = run.shows(step.enter_code) if step else None
    return [locate(run.window, found.element)] if found else []


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form, its fields as they were read and what the page shows; or settings before the press."""
    if run.flow.switches:
        _capture(run, recorder, Stage.BEFORE)
        return
    recorder.fields([_kept(field) for field in fields])
    _capture(run, recorder, Stage.FILLED)


def _kept(field: FormField) -> Field:
    """Keep a field; of one that nobody could see only an answer, never what is written into it: it may be a token."""
    value = field.value if field.seen or field.kind in CHOSEN_KINDS else None
    return Field(
        label=field.label,
        name=field.name or None,
        kind=field.kind,
        value=value,
        read_only=field.read_only,
        seen=field.seen,
    )


def capture_after(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Keep what the settings show after the press, which proves nothing yet; or an answer while its words stand."""
    stage = Stage.PRESSED if run.flow.switches else Stage.CONFIRMATION
    with _missed(recorder, stage):
        stands = run.page().mark if outcome and outcome.matched else ""
        if _capture(run, recorder, stage) and outcome and outcome.matched:
            run.answers_kept[outcome.matched] = stands


def capture_last(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer.

    An answer that was captured as it came is captured anew only where the page says something else now.
    """
    stage = _last_stage(run)
    with _missed(recorder, stage):
        kept = run.answers_kept.get(outcome.matched or "") if outcome else None
        if kept is None:
            _capture(run, recorder, stage)


@contextmanager
def _missed(recorder: Recorder, stage: Stage) -> Iterator[None]:
    """Note that a stage could not be captured, where the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _last_stage(run: Run) -> Stage:
    """Say what the page shows at the end: settings after a fresh load only where one was made."""
    if not run.flow.switches:
        return Stage.CONFIRMATION
    if run.reloads:
        return Stage.READ_BACK
    return Stage.PRESSED if any(one.pressed_at for one in run.settings) else Stage.BEFORE


def _capture(run: Run, recorder: Recorder, stage: Stage) -> bool:
    run.strip.remove()
    page = run.page()
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return False
        taken = recorder.capture(run.window.page, stage, masks(run), None)
        return all(one.status is CaptureStatus.OK for one in taken)
