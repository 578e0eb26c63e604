"""The pictures of a run, the fields that go with them, and what no picture may show."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Error, Locator

from optout.browser.controls import Control, find_control, states_of
from optout.browser.cutting import Cut, cut_answer, cut_form, cut_page, cut_rows
from optout.browser.element import (
    Box,
    Element,
    Snapshot,
    block_of,
    is_aside,
    is_field,
    is_own_button,
    is_seen,
    is_shown,
    seen_text,
)
from optout.browser.page import CHOSEN, FormField, fields_of
from optout.browser.targets import scopes_of
from optout.errors import Interrupted, WindowGone
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.part import Part
from optout.evidence.record import CaptureStatus, Field, Stage
from optout.evidence.recorder import Recorder
from optout.flow.model import Switch
from optout.flow.words import fold
from optout.outcome import Outcome
from optout.run.account import find_account, places_of
from optout.run.answer import JOINS, code_step
from optout.run.events import Doing
from optout.run.session import Run
from optout.run.view import View

_PLAIN = re.compile(r"[\w-]+")


def masks(run: Run, view: View) -> list[Locator]:
    """Give what no picture may show: the field for a code."""
    step = code_step(run)
    found = view.shows(step.enter_code) if step else None
    return _locators(run, found.element) if found else []


def _locators(run: Run, field: Element) -> list[Locator]:
    """Return what finds a field in whatever frame, and maybe others like it: to show too little is no harm."""
    told = ((name, field.attributes.get(name, "")) for name in ("id", "name", "type"))
    css = (field.tag or "input") + "".join(f'[{name}="{value}"]' for name, value in told if _PLAIN.fullmatch(value))
    return [frame.locator(f"css={css}") for frame in run.window.page.frames]


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form, its fields as they were read and what the page shows; or settings before the press."""
    if run.flow.switches:
        _capture(run, recorder, Stage.BEFORE, partial(_settings, run))
        return
    recorder.fields([_kept(field) for field in fields])
    _capture(run, recorder, Stage.FILLED, partial(_form, run))


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


def capture_after(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Keep what the settings show after the press, which proves nothing yet; or an answer while its words stand."""
    stage = Stage.PRESSED if run.flow.switches else Stage.CONFIRMATION
    with _missed(recorder, stage):
        stands = run.view().mark if outcome and outcome.matched else ""
        if _capture(run, recorder, stage, _sought(run, outcome)) and outcome and outcome.matched:
            run.answers_kept[outcome.matched] = stands


def capture_last(run: Run, recorder: Recorder, outcome: Outcome | None = None) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer.

    An answer that was captured as it came is captured anew only where the page still gives it, and says more.
    """
    stage = _last_stage(run)
    with _missed(recorder, stage):
        if not (outcome and _is_kept(run, outcome)):
            _capture(run, recorder, stage, _sought(run, outcome))


def _sought(run: Run, outcome: Outcome | None) -> Callable[[View], Cut | None]:
    return partial(_settings, run) if run.flow.switches else partial(_answer, run, outcome)


def _is_kept(run: Run, outcome: Outcome) -> bool:
    """Whether the answer was captured already, and the page has since then taken it away or not changed."""
    kept = run.answers_kept.get(outcome.matched or "")
    if kept is None:
        return False
    view = run.view()
    return kept == view.mark or not _saying(view, _words_of(outcome))


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


_TRIES = 2  # a page may put in anew what was just found on it


def _capture(run: Run, recorder: Recorder, stage: Stage, sought: Callable[[View], Cut | None]) -> bool:
    """Keep the part of the page that is sought, with its heading; all of the page only where the person asked for it.

    Returns whether all of it could be kept. Where the part cannot be told from the rest, what stands around the page is
    left out, and it is said so.
    """
    run.bar.remove()
    code = code_step(run)
    wanted = [*([] if run.flow.switches else [run.flow.send.send]), *([code.enter_code] if code else [])]
    view = run.view(*wanted)  # what is gone says so here, before anything waits for it
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        for attempt in range(_TRIES):
            view = run.view(*wanted) if attempt else view
            part = _part_sought(run, view, sought) if view.read and not run.options.whole_page else None
            if not view.read or (part is None and not run.options.whole_page):
                recorder.missed(stage, "page_waiting")
                return False
            taken = recorder.capture(run.window.page, stage, masks(run, view), part)
            if not any(one.reason == "part_gone" for one in taken):
                return all(one.status is CaptureStatus.OK for one in taken)
    return False


def _part_sought(run: Run, view: View, sought: Callable[[View], Cut | None]) -> Part | None:
    """Say by the browser's own numbers what is kept."""
    apart = sought(view)
    found = apart or cut_page(view.seen)
    if found is None:
        return None
    names = places_of(view.seen, found.document.frame, run.account_named or "")
    return Part(
        frame=found.document.frame,
        roots=frozenset(one.node for one in found.roots),
        without=frozenset(one.node for one in found.without),
        box=found.box,
        windows=found.windows,
        covers=found.covers,
        in_window=found.shows,
        named=tuple(found.on_page(box) for box in names),
        told_apart=apart is not None,
    )


def _form(run: Run, view: View) -> Cut | None:
    """Cut out the form that is to be sent: what its button sends, else what looks most like it."""
    return cut_form(_of_form(run, view))


def _of_form(run: Run, view: View) -> list[Element]:
    """Return the button of the form and its fields that can be seen."""
    found = view.shows(run.flow.send.send)
    if found:
        fields = [one for one in fields_of(found.element) if is_shown(one)]
        return [found.element, *(one for one in fields if not any(map(is_aside, one.around())))]
    leading = scopes_of(view.seen).leading
    return [
        one
        for scope in leading[:1]
        for one in scope.document.elements
        if scope.holds(one) and (is_field(one) or is_own_button(one)) and is_shown(one)
    ]


def _answer(run: Run, outcome: Outcome | None, view: View) -> Cut | None:
    """Cut out what the page says at the end: the words that were read, else what it did not say before, else the form.

    A form that still stands there is kept beside the answer to it.
    """
    form = _of_form(run, view)
    blocks = _saying(view, _words_of(outcome)) if outcome else []
    if run.sends.sent is not None and not (outcome and (outcome.matched or outcome.read_by)):
        # Nobody knows what the answer is: what is new around the page is none.
        blocks = [one for one in blocks or _new_blocks(run, view) if not any(map(is_aside, one.around()))]
    return cut_answer(blocks, form) if blocks else cut_form(form)


def _words_of(outcome: Outcome) -> list[str]:
    """Return the words by which it was judged how it ended, as the page has them."""
    text = outcome.detail.get("words") or outcome.confirmation or ""
    return [folded for piece in text.split(JOINS) if (folded := fold(piece.rstrip("…")))]


_TELLING = 12  # characters; a shorter text may stand in anything


def _saying(view: View, words: list[str]) -> list[Element]:
    """Return the blocks of text that say some words, or are a part of them."""

    def says(text: str) -> bool:
        return any(one in text or (len(text) >= _TELLING and text in one) for one in words)

    return _blocks(view, says)


def _new_blocks(run: Run, view: View) -> list[Element]:
    """Return the blocks of text that did not stand on the page before the send."""
    return _blocks(view, lambda text: text not in run.before)


def _blocks(view: View, wanted: Callable[[str], bool]) -> list[Element]:
    found = [(block_of(one.pieces[0].parent), fold(one.text())) for one in view.passages if one.pieces]
    return [block for block, text in found if text and wanted(text)]


def _settings(run: Run, view: View) -> Cut | None:
    """Cut out the settings with their heading and the account's name.

    A name that stands far off is left out: what lies between may be a list of everything that the person wrote.
    """
    rows = [_row_of(one) for step in run.flow.switches if (one := _setting(run, view.seen, step)) is not None]
    rows = [row for row in rows if not row.document.frame or row.document.owner is None]
    found = cut_rows(rows)
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    account = find_account(view.seen, target, run.flow.hosts)[1]
    if found is None or account is None or account.document is not rows[0].document:
        return found
    with_account = cut_rows([*rows, account])
    near = with_account and _area(with_account.box) <= _FAR * _area(found.box)
    return with_account if near else found


def _area(box: Box | None) -> float:
    return (box[2] - box[0]) * (box[3] - box[1]) if box else 0.0


def _setting(run: Run, seen: Snapshot, step: Switch) -> Element | None:
    """Return a setting as it is on the page now: what the person pointed at, else what is found as one."""
    if step.switch in run.pointed and (pointed := run.shows(step.switch)):
        return seen.again(pointed.element)
    found = find_control(seen, run.flow.targets[step.switch], states_of(run.flow))
    return found.element if isinstance(found, Control) else None


_FAR = 3.0  # times the picture of a setting


def _row_of(control: Element) -> Element:
    """Return what holds a setting and its words: the nearest part around it that has a text which can be read."""
    for one in control.around():
        if one.box and is_seen(one) and seen_text(one):
            return one
        if one.tag in ("main", "body"):
            break
    return control
