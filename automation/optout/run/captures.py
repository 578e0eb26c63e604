"""The pictures of a run, the fields that go with them, and what no picture may show."""

import re

from playwright.sync_api import Error, Locator

from optout.browser.element import Element
from optout.browser.page import CHOSEN, FormField
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.record import Field, Stage
from optout.evidence.recorder import Recorder
from optout.run.answer import code_step
from optout.run.events import Doing
from optout.run.session import Run

_PLAIN = re.compile(r"[\w-]+")


def masks(run: Run) -> list[Locator] | None:
    """Give what no picture may show, the field for a code; None when the page cannot be read."""
    step = code_step(run)
    view = run.view(*([step.enter_code] if step else []))
    found = view.shows(step.enter_code) if step and view.read else None
    if not view.read:
        return None
    return _locators(run, found.element) if found else []


def _locators(run: Run, field: Element) -> list[Locator]:
    """Return what finds a field in whatever frame, and maybe others like it: to show too little is no harm."""
    told = ((name, field.attributes.get(name, "")) for name in ("id", "name", "type"))
    css = (field.tag or "input") + "".join(f'[{name}="{value}"]' for name, value in told if _PLAIN.fullmatch(value))
    return [frame.locator(f"css={css}") for frame in run.window.page.frames]


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form: its fields as they were read, and what the page shows."""
    recorder.fields([_kept(field) for field in fields])
    run.bar.remove()
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        recorder.capture(run.window.page, Stage.FILLED, masks(run) or [])


def _kept(field: FormField) -> Field:
    """Keep a field; of one that nobody could see only an answer, never what is written into it: it may be a token."""
    value = field.value if field.seen or field.kind in CHOSEN else None
    return Field(
        label=field.label,
        name=field.name or None,
        kind=field.kind,
        value=value,
        read_only=field.read_only,
        seen=field.seen,
    )


def capture_last(run: Run, recorder: Recorder) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer."""
    try:
        if (cover := masks(run)) is None:
            recorder.missed(Stage.CONFIRMATION, "page_waiting")
        else:
            run.bar.remove()
            with run.long(Doing.KEEPING, MOST_SECONDS):
                recorder.capture(run.window.page, Stage.CONFIRMATION, cover)
    except (WindowGone, Error):
        recorder.missed(Stage.CONFIRMATION, "window_gone")
    except Interrupted:
        recorder.missed(Stage.CONFIRMATION, "interrupted")
