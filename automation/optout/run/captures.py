"""The pictures of a run, the fields that go with them, and what no picture may show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Locator

from optout.browser.controls import Control, Renamed, find_account, find_control
from optout.browser.element import Element, is_seen, seen_text
from optout.browser.page import CHOSEN, FormField, look
from optout.browser.painting import Box
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.record import Field, Stage
from optout.evidence.recorder import Recorder
from optout.flow.model import Switch
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
    """Keep the filled form, its fields as they were read and what the page shows; or settings before the press."""
    if run.flow.switches:
        _capture_settings(run, recorder, Stage.BEFORE)
        return
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


def capture_pressed(run: Run, recorder: Recorder) -> None:
    """Keep what the settings show after the press, which proves nothing yet."""
    with _missed(recorder, Stage.PRESSED):
        _capture_settings(run, recorder, Stage.PRESSED)


@contextmanager
def _missed(recorder: Recorder, stage: Stage) -> Iterator[None]:
    """Note that a stage could not be captured, where the window is gone or somebody has asked to end."""
    try:
        yield
    except (WindowGone, Error):
        recorder.missed(stage, "window_gone")
    except Interrupted:
        recorder.missed(stage, "interrupted")


def _capture_settings(run: Run, recorder: Recorder, stage: Stage) -> None:
    """Keep a picture of the settings with their heading and the account's name, cut from the page."""
    run.bar.remove()
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        recorder.capture(run.window.page, stage, masks(run) or [], part_with(run))


def part_with(run: Run) -> Box | None:
    """Return the part of the page with the settings, their heading and the account's name; None if none is there.

    A name that stands far off is left out: what lies between may be a list of everything that the person wrote.
    """
    seen = look(run.window)
    rows = [_row_of(one) for step in run.flow.switches if (one := _setting(run, step)) is not None]
    rows = [row for row in rows if not row.document.frame or row.document.owner is None]
    if not rows:
        return None
    headings = [one for one in rows[0].document.elements[: rows[0].index] if one.role == "heading" and is_seen(one)]
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    account = find_account(seen, target, run.flow.hosts)[1]
    boxes = [one.box for one in (*rows, *headings[-1:]) if one.box]
    width, height = rows[0].document.viewport[2], rows[0].document.height
    part = _around(boxes, width, height)
    if account and account.box and account.document is rows[0].document:
        with_account = _around([*boxes, account.box], width, height)
        part = with_account if _area(with_account) <= _FAR * _area(part) else part
    return part


def _around(boxes: list[Box], width: float, height: float) -> Box:
    left, top = min(box[0] for box in boxes) - _MARGIN, min(box[1] for box in boxes) - _MARGIN
    right, bottom = max(box[2] for box in boxes) + _MARGIN, max(box[3] for box in boxes) + _MARGIN
    return max(left, 0), max(top, 0), min(right, max(width, right)), min(bottom, max(height, bottom))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _setting(run: Run, step: Switch) -> Element | None:
    """Return a setting as it is on the page now: what the person pointed at, else what is found as one."""
    if step.switch in run.pointed and (pointed := run.shows(step.switch)):
        return pointed.element
    states = [word for words in run.flow.shown_by(step).values() for word in words]
    found = find_control(look(run.window), run.flow.targets[step.switch], states)
    return found.element if isinstance(found, Control | Renamed) else None


_MARGIN = 16.0  # CSS pixels
_FAR = 3.0  # times the picture of a setting


def _row_of(control: Element) -> Element:
    """Return what holds a setting and its words: the nearest part around it that has a text which can be read."""
    for one in control.around():
        if one.box and is_seen(one) and seen_text(one):
            return one
        if one.tag in ("main", "body"):
            break
    return control


def capture_last(run: Run, recorder: Recorder) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer."""
    stage = _last_stage(run)
    with _missed(recorder, stage):
        if (cover := masks(run)) is None:
            recorder.missed(stage, "page_waiting")
        elif run.flow.switches:
            _capture_settings(run, recorder, stage)
        else:
            run.bar.remove()
            with run.long(Doing.KEEPING, MOST_SECONDS):
                recorder.capture(run.window.page, stage, cover)


def _last_stage(run: Run) -> Stage:
    """Say what the page shows at the end: settings after a fresh load only where one was made."""
    if not run.flow.switches:
        return Stage.CONFIRMATION
    if run.reloads:
        return Stage.READ_BACK
    return Stage.PRESSED if any(one.pressed_at for one in run.settings) else Stage.BEFORE
