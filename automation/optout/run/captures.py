"""The pictures of a run: which element of the page is kept, its text, its fields, and what no picture may show."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Locator

from optout.browser.controls import find_control, states_of
from optout.browser.find import Found, leading
from optout.browser.form import CHOSEN_KINDS, FormField, fields_of
from optout.browser.reading import Block, Box, Element, Page, locate
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS, Shot
from optout.evidence.record import CaptureStatus, Field, Stage
from optout.evidence.recorder import Recorder
from optout.flow.words import fold
from optout.outcome import Outcome
from optout.run.account import find_account
from optout.run.answer import JOINS, code_step
from optout.run.events import Doing
from optout.run.session import Run

_EDGE = 2.0  # CSS pixels by which boxes may be off: the browser rounds them
_TELLING = 12  # characters; a shorter text may stand in anything
_FAR = 3.0  # times the picture of a setting
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
        stands = run.page().mark if outcome and outcome.matched else ""
        if _capture(run, recorder, stage, outcome) and outcome and outcome.matched:
            run.answers_kept[outcome.matched] = stands


def capture_last(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer.

    An answer that was captured as it came is captured anew only where the page still gives it, and says more.
    """
    stage = Stage.CONFIRMATION
    if run.flow.switches:  # after a fresh load only where one was made
        pressed = any(one.pressed_at for one in run.settings)
        stage = Stage.READ_BACK if run.reloads else Stage.PRESSED if pressed else Stage.BEFORE
    with _missed(recorder, stage):
        kept = run.answers_kept.get(outcome.matched or "") if outcome else None
        page = run.page() if kept is not None else None
        if not (outcome and page and (kept == page.mark or not _saying(page, outcome))):
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


def _capture(run: Run, recorder: Recorder, stage: Stage, outcome: Outcome | None = None) -> bool:
    """Keep the part of the page that is sought; all of it only where the person asked for that, or nothing tells it.

    Return whether all of it could be kept.
    """
    run.strip.remove()
    run.window.reading = None
    page = run.page()
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return False
        part = None if run.options.whole_page else _part(page, _sought(run, page, outcome))
        blocks = page.blocks if part is None else [one for one in part.document.blocks if _lies_in(_box(one), part.box)]
        text = "\n\n".join(one.text for one in blocks)
        where = locate(run.window, part) if part else None
        told_apart = part is not None or run.options.whole_page
        shot = Shot(run.window.page, where, text, (*_masks(run, page),), told_apart=told_apart)
        return all(one.status is CaptureStatus.OK for one in recorder.capture(stage, shot))


def _masks(run: Run, page: Page) -> Iterator[Locator]:
    """Return what no picture may show: the fields for a code."""
    step = code_step(run)
    if step and (found := run.shows(step.enter_code, page)):
        digits = [one for one in page.elements if one.attributes.get("maxlength") == "1" and one.is_line and one.seen]
        yield from (locate(run.window, one) for one in {found.element, *digits})


def _sought(run: Run, page: Page, outcome: Outcome | None) -> list[Element | Block]:
    """Return what is to be seen in a picture: settings, the answer, or the form; and its heading."""
    if run.flow.switches:
        return _settings(run, page)
    form: list[Element | Block] = [*_form(run, page)]
    blocks = _saying(page, outcome) if outcome else []
    if outcome and run.sends.sent is not None and not (outcome.matched or outcome.read_by):
        # Nobody knows what the answer is: what is new around the page is none.
        new = [one for one in page.blocks if " ".join(one.text.split()) not in run.before]
        blocks = [one for one in blocks or new if not one.aside]
    return [*blocks] or form


def _form(run: Run, page: Page) -> list[Element]:
    """Return the button of the form and its fields that can be seen, else what looks most like it."""
    found = run.shows(run.flow.send.send, page)
    if found:
        fields = [one for one in fields_of(found.element) if one.shown and not one.aside]
        return [found.element, *fields]
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


def _settings(run: Run, page: Page) -> list[Element | Block]:
    """Return the settings and the account's name, unless that stands far off."""
    found: list[Element | Block] = []
    for step in run.flow.switches:
        pointed = run.shows(step.switch, page) if step.switch in run.pointed else None
        control = pointed or find_control(page, run.flow.targets[step.switch], states_of(run.flow))
        found += [_row_of(control.element)] if isinstance(control, Found) else []
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    account = find_account(page, target, run.flow.hosts, run.place(target))[1]
    if found and account and _area(_around([*found, account])) <= _FAR * _area(_around(found)):
        found.append(account)
    return found


def _row_of(control: Element) -> Element:
    """Return what holds a setting and its words: the nearest element around it that has more text than its own."""
    for one in control.above():
        if one.ref and len(one.words) > len(control.words):
            return one
    return control


def _part(page: Page, sought: list[Element | Block]) -> Element | None:
    """Return the smallest element around what is sought and the heading before it; None where nothing tells it."""
    documents = [one for one in page.documents if any(part in one.blocks or part in one.elements for part in sought)]
    if not documents:
        return next((one for one in page.elements if one.role == "main" and one.ref), None)
    document = documents[0]
    own = [one for one in sought if one in document.blocks or one in document.elements]
    top = min(_box(one)[1] for one in own)
    headings = [one for one in document.elements if one.role == "heading" and one.seen and not one.aside]
    above = [one for one in headings if one.box[1] <= top and one.dialog == own[0].dialog]
    for core in ([*own, *above[-1:]], own):
        box = _around(core)
        around = [one for one in document.elements if one.ref and _lies_in(box, one.box) and not one.is_field]
        part = min(around, key=lambda one: _area(_corners(one.box)), default=None)
        if part is not None and (part.parent is not None or part.role in _AREAS):
            return part
    return part


def _corners(box: Box) -> Box:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


def _box(one: Element | Block) -> Box:
    """Return left, top, right and bottom."""
    return one.box if isinstance(one, Block) else _corners(one.box)


def _around(parts: Iterable[Element | Block]) -> Box:
    boxes = [_box(one) for one in parts]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lies_in(inner: Box, outer: Box) -> bool:
    """Whether a box, by its corners, lies in that of an element."""
    left, top, right, bottom = _corners(outer)
    inside = left - _EDGE <= inner[0] and top - _EDGE <= inner[1]
    return inside and inner[2] <= right + _EDGE and inner[3] <= bottom + _EDGE
