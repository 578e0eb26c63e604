"""What is kept of a run: the filled form, the request that sent it, and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Error, Locator, Response

from optout.browser.controls import SettingState
from optout.browser.find import main_form
from optout.browser.form import CHOSEN_KINDS, FormField, fields_of
from optout.browser.reading import Block, Box, Element, Page, locate
from optout.errors import Interrupted, JournalError, RecordError, WindowGone
from optout.evidence import record
from optout.evidence.capture import MOST_SECONDS, CaptureRequest
from optout.evidence.folder import Sealed
from optout.evidence.recorder import Recorder, this_tool
from optout.failpoints import reach
from optout.flow.countries import jurisdiction_of
from optout.flow.words import fold
from optout.i18n import _, joined, translate
from optout.outcome import Outcome, Reason, State
from optout.run.answer import JOINS
from optout.run.events import Doing
from optout.run.inputs import Objection
from optout.run.session import Run
from optout.run.verdict import BY_PERSON, UNREAD_STATE, Setting, error_name

_SEALING = 10.0  # seconds that it usually takes to start a browser and print the report with it
_EDGE = 2.0  # CSS pixels by which boxes may be off: the browser rounds them
_MIN_LENGTH = 12  # characters; a shorter text may stand in anything
_AREAS = ("dialog", "alertdialog", "main", "form")


def _ending(run: Run, outcome: Outcome, aborted: list[str]) -> record.Ending:
    """Say how a run ended, as the record has it."""
    approved, named, confirmation = run.draft.approved, run.account_named, None
    if run.flow.switches:  # whose settings were pressed; another account may stand there since
        named = next(filter(None, run.accounts), None)
    # What was approved, else what stood in the form last, or was entered.
    filled = [field for field in run.draft.filled if field.value]
    if outcome.confirmation is not None:
        confirmation = record.Confirmation(text=outcome.confirmation, matched=outcome.matched, read_by=outcome.read_by)
    return record.Ending(
        status=outcome.state,
        reason=outcome.reason,
        detail={name: translate(value, run.language) for name, value in outcome.detail.items()},
        approval=record.Approval(by=run.asker.who, how=approved.how, at=approved.at) if approved else None,
        values=[record.Value(label=it.label or it.name or it.kind, value=it.value) for it in filled],
        confirmation=confirmation,
        way=run.draft.arrival.way if run.draft.arrival else {},
        found=run.draft.found,
        by_hand=run.draft.by_hand,
        aborted_requests=aborted,
        settings=[_setting(run, one, outcome) for one in run.settings],
        account_named=named,
        ended_at=datetime.now(UTC),
    )


def _setting(run: Run, setting: Setting, outcome: Outcome) -> record.SettingRead:
    step, language = setting.step, run.language
    # What was read of another account says nothing of this one.
    after = UNREAD_STATE if outcome.reason is Reason.OTHER_ACCOUNT else setting.after or UNREAD_STATE
    before, now = (f"{one.how}_{one.state}" if one.how == BY_PERSON else one.how for one in (setting.before, after))
    return record.SettingRead(
        label=setting.label,
        found="" if setting.absent else run.draft.found.get(step.switch, ""),
        wanted=translate(run.flow.wanted(step), language),
        means=translate(step.means.said, language),
        not_covered=translate(step.not_covered.said, language) if step.not_covered else None,
        before=before,
        after=now,
        as_wanted={SettingState.AS_WANTED: True, SettingState.OTHERWISE: False}.get(after.state),
        absent=setting.absent,
        locked=setting.locked,
        pressed_at=setting.pressed_at,
        by_hand=setting.by_hand,
    )


def _sent(run: Run) -> record.Sent | None:
    left = run.sends.sent
    if left is None or run.flow.switches:
        return None
    request, answer, by_hand = left.request, left.answer, "send" in run.draft.by_hand
    server_ip, tls = _server(run.gate.last_response)
    return record.Sent(
        method=request.method,
        address=request.url,
        at=left.at,
        by_hand=by_hand,
        status=answer.status if answer else None,
        failure=left.failure,
        redirects=[hop.headers.get("location", "") for hop in left.answers if hop.is_redirect],
        field_names=request.field_names,
        body_sha256=request.body_sha256,
        carried=None if by_hand else run.sends.contents.part_in(request),
        server_ip=server_ip,
        tls=tls,
        server_date=answer.headers.get("date") if answer else None,
        received_at=answer.at if answer else None,
        blocked_repeats=run.sends.held_back,
    )


def _server(response: Response | None) -> tuple[str | None, dict[str, str]]:
    """Return the address of the server that answered, and how that was encrypted, as the browser says it."""
    try:
        address, details = (response.server_addr(), response.security_details()) if response else (None, None)
    except Error:
        return None, {}
    return address["ipAddress"] if address else None, {name: str(said) for name, said in (details or {}).items()}


def about_of(objection: Objection) -> record.Beginning:
    """Say what is objected to, and with what program and browser, as the record has it from the start."""
    flow = objection.loaded.flow
    said = flow.said_in(objection.language)
    called = {name: translate(flow.called(name), objection.language) for name in flow.targets}
    return record.Beginning(
        **flow.model_dump(include={"controller", "law", "purpose", "answer_within", "seat"}),
        title=said.title,
        covers=said.covers,
        lives_in=jurisdiction_of(objection.person.value("country") or ""),
        flow=record.FlowUsed(id=flow.id, sha256=objection.loaded.sha256, seen_live=str(flow.seen_live), called=called),
        tool=this_tool(objection.browser_name, objection.browser_version, objection.no_sandbox, objection.language),
        account=objection.person.account,
        language=objection.language,
        replay_case=objection.replay_case,
        again_reason=objection.options.again_reason,
        started_at=datetime.now(UTC),
    )


def journal_end(run: Run, about: record.Beginning, outcome: Outcome) -> list[str]:
    """Journal the outcome before anything else is written: a confirmed objection is never lost to a full disk."""
    journal = run.helpers.journal
    awaited = run.sends.sent_at if outcome.state in record.ANSWER_AWAITED else None
    deadline = about.deadline(awaited) if awaited else None
    try:
        run.move(State.PLANNED)
        received = about.answer_due(awaited).received_on.isoformat() if awaited else None
        due = deadline.day.isoformat() if deadline else None
        journal.set_state(run.id, outcome.state, outcome.reason, received_on=received, due_on=due)
        if outcome.state is State.ALREADY_OFF:  # of a fresh document: what an earlier run may have turned is known now
            journal.settle_doubts(run.id)
    except JournalError as error:
        return [error.message]
    return []


def seal_run(
    run: Run, about: record.Beginning, recorder: Recorder, outcome: Outcome
) -> tuple[Sealed | None, list[str]]:
    """Journal how it ended, then capture and seal; give the record, and what failed: that never changes the outcome."""
    helpers, trouble = run.helpers, journal_end(run, about, outcome)
    reach("journaled")
    if run.events.number > 1 or run.sends.sent:  # never before the sign-in is done
        _capture_last(run, recorder, outcome)
    aborted = helpers.site.aborted if helpers.site else []
    try:
        if sent := _sent(run):
            recorder.sent(sent)
        reach("before_sealing")
        with run.long(Doing.SEALING, _SEALING):
            sealed = recorder.seal(_ending(run, outcome, aborted), helpers.new_page)
    except RecordError as error:
        return None, [*trouble, joined((error.message, error.hint), "; ")]
    except Exception as error:  # noqa: BLE001  a record that fails never changes the outcome of the send
        message = _("the record could not be sealed ({error}); what was kept is in {folder}")
        return None, [*trouble, message.format(error=error_name(error), folder=str(recorder.folder))]
    trouble += sealed.flaws
    try:
        helpers.journal.note_record(recorder.id, sealed.folder, sealed.fingerprint)
    except JournalError as error:
        message = _("{says}, so it does not know this record: keep the fingerprint {fingerprint}")
        trouble.append(message.format(says=error.message, fingerprint=sealed.fingerprint))
    reach("sealed")
    return sealed, trouble


def _field(one: FormField) -> record.Field:
    # What is written where nobody could see it may be a token.
    told, name = one.value if one.seen or one.kind in CHOSEN_KINDS else None, one.name or None
    return record.Field(label=one.label, name=name, kind=one.kind, value=told, read_only=one.read_only, seen=one.seen)


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


def _capture_last(run: Run, recorder: Recorder, outcome: Outcome) -> None:
    """Capture what the page shows at the end.

    An answer that was captured as it came is captured anew only where the page still gives it, and says more.
    """
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
    run.window.reading = None
    page = run.page()
    step, masks = run.code_step, list[Locator]()
    if step and (code := run.find_one(step.enter_code, page)):  # for no picture; some have a field a digit
        masks = [one.locator("input[maxlength='1']") for one in run.window.page.frames]
        masks.append(locate(run.window, code.element))
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        if not page.read:
            recorder.missed(stage, "page_waiting")
            return ""
        part = None if run.options.whole_page else _part(page, _sought(run, page, outcome))
        blocks = page.blocks if part is None else [one for one in part.document.blocks if _lies_in(_box(one), part)]
        text, told_apart = "\n\n".join(one.text for one in blocks), part is not None or run.options.whole_page
        place = locate(run.window, part) if part else None
        shot = CaptureRequest(run.window.page, place, text, tuple(masks), told_apart=told_apart)
        whole = all(one.status == "ok" for one in recorder.capture(stage, shot))
        return page.mark if whole else ""


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
