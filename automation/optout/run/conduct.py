"""Conducts one objection, from the open browser to the sealed record and the window that stays."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error, Response

from optout.browser import FormField
from optout.evidence import record
from optout.evidence.recorder import Recorder, this_tool
from optout.failpoints import reach
from optout.flow import Flow, Switch, jurisdiction_of
from optout.messages import ENGLISH, LANGUAGES, Coded, Interrupted, JournalError, RecordError, WindowGone, _, joined
from optout.outcome import Outcome, Reason, State
from optout.run.captures import RecordCaptures, capture_last
from optout.run.context import RunContext, open_run
from optout.run.inputs import Helpers, Objection, RunResult
from optout.run.phases import carry_out, may_have_left
from optout.run.progress import Progress
from optout.run.verdict import BY_PERSON, UNREAD, Setting, error_name

_SEALING = 10.0  # seconds that it usually takes to start a browser and print the report with it


def run_and_seal(
    browser: BrowserContext, objection: Objection, helpers: Helpers, tick: Callable[[], None]
) -> RunResult:
    """Carry one objection to its sealed record; raise RecordError or JournalError before the send if none is kept."""
    helpers.journal.check()
    about = about_of(objection)
    recorder = Recorder(objection.records, about)
    captures = RecordCaptures(recorder)
    context, progress = open_run(browser, objection, helpers, recorder.id, tick, captures)
    context.reporter.note_in_timeline = recorder.note
    outcome: Outcome | None = None
    try:
        if objection.replay_case is None:  # what is needed to say when an answer is due is not missed after the send
            about.deadline(about.started_at)
        outcome = carry_out(context, progress)
    finally:  # also after the Ctrl-C that ends at once
        kept = _is_worth_keeping(
            outcome, arrived=progress.form.arrival is not None, may_have_left=may_have_left(context, progress)
        )
        kept = (kept or objection.replay_case is not None) and not objection.options.recheck_only
        if not kept:
            recorder.discard()
    # The gate stays until the browser is closed: taking it away waits for an answer that may never come.
    arrival, sent_at = progress.form.arrival, context.policy.sent_at or progress.pressed_at
    result = RunResult(
        id=recorder.id,
        outcome=outcome,
        sent_at=sent_at,
        way=arrival.way if arrival else {},
        found=progress.form.found,
        replay=objection.replay_case is not None,
        deadline=about.deadline(sent_at) if sent_at and outcome.state == State.CONFIRMED else None,
        held_back=context.policy.held_back,
        pointed={name: at.lasting for name, at in progress.pointed.items() if at.lasting},
        by_hand=tuple(progress.form.by_hand),
        kept=kept,
        settings=tuple(progress.settings) if progress.accounts else (),
        account_named=progress.account_named,
        request=_request_of(context),
    )
    result = _sealed(context, progress, about, recorder, result) if kept else result
    helpers.tell_end(result)
    ask = helpers.ask_to_close if outcome.reached and not context.window.gone else None
    return replace(result, go_on=_stay(context, ask())) if ask else result


def _request_of(context: RunContext) -> str | None:
    """Return the method and address of the request that sent the form, or may have sent it."""
    left = context.policy.last_send
    return f"{left.request.method} https://{left.request.goes_to}" if left else None


def run_unsealed(context: RunContext, progress: Progress) -> tuple[Outcome, list[str]]:
    """Carry one objection out without a record; return how it ended, and what could not be journaled."""
    outcome = carry_out(context, progress)
    return outcome, _journal_end(context, about_of(context.objection), outcome)


def _is_worth_keeping(outcome: Outcome | None, *, arrived: bool, may_have_left: bool) -> bool:
    """Whether a run reached the form, or what the controller says in its place, or may have sent something."""
    says = outcome and (outcome.state != State.STOPPED or outcome.reason == Reason.NOT_AVAILABLE)
    return arrived or may_have_left or bool(says)


def _stay(context: RunContext, pressed: Callable[[], bool]) -> bool:
    """Keep the window until the person wants it closed, or has closed it; False when they asked to end all."""
    told = context.policy.held_back  # the button that sends may still be there

    def look() -> bool | None:
        nonlocal told
        if context.policy.held_back > told:
            told = context.policy.held_back
            context.reporter.report("held_at_end")
        return pressed() or None

    try:
        context.window.wait(look, math.inf)
    except Interrupted:
        return False
    except (WindowGone, Error):
        pass
    return True


# The record, and how it ended, in the journal.


def _ending(context: RunContext, progress: Progress, outcome: Outcome) -> record.Ending:
    """Say how a run ended, as the record has it."""
    approved, named, confirmation = progress.form.approved, progress.account_named, None
    if context.flow.switches:  # whose settings were pressed; another account may stand there since
        named = next(filter(None, progress.accounts), None)
    # What was approved, else what stood in the form last, or was entered.
    filled = [field for field in progress.form.filled if field.value]
    if outcome.confirmation is not None:
        confirmation = record.Confirmation(text=outcome.confirmation, matched=outcome.matched, read_by=outcome.read_by)
    return record.Ending(
        status=outcome.state,
        reason=outcome.reason,
        detail={name: _code_of(value) for name, value in outcome.detail.items()},
        approval=record.Approval(by=context.prompts.who, how=approved.how, at=approved.at) if approved else None,
        values=[_value(field) for field in filled],
        confirmation=confirmation,
        way=progress.form.arrival.way if progress.form.arrival else {},
        found=progress.form.found,
        by_hand=[_step_code(context.flow, step) for step in progress.form.by_hand],
        helped=progress.form.helped,
        settings=[_setting(progress, one, outcome) for one in progress.settings],
        account_named=named,
        account_is_name=named is None or named.is_name,
        ended_at=datetime.now(UTC),
    )


def _step_code(flow: Flow, step: str) -> str:
    """Return a step with its target as a record names it: by what that is for, whatever the flow calls it."""
    verb, _space, target = step.partition(" ")
    return f"{verb} {flow.described(target).code}" if target else verb


def _value(field: FormField) -> record.Value:
    label = field.label or field.name or field.kind
    return record.Value(label=label, value=field.value, value_name=field.value_name)


def _code_of(text: str) -> str:
    """Return what a record keeps of a text, in whatever language the run was: a code, or else English."""
    return text.code if isinstance(text, Coded) else str(text)


def _setting(progress: Progress, setting: Setting, outcome: Outcome) -> record.SettingRead:
    step = setting.step
    # What was read of another account says nothing of this one.
    after = UNREAD if outcome.reason is Reason.OTHER_ACCOUNT else setting.after or UNREAD
    before, now = (f"{one.how}_{one.state}" if one.how == BY_PERSON else one.how for one in (setting.before, after))
    is_wanted = {"as_wanted": True, "otherwise": False}
    return record.SettingRead(
        label=setting.label,
        found="" if setting.absent else progress.form.found.get(step.switch, ""),
        wanted=step.want,
        means=step.means.en,
        not_covered=step.not_covered.en if step.not_covered else None,
        translations={language: _means(step, language) for language in LANGUAGES if language != ENGLISH},
        before=before,
        after=now,
        was_as_wanted=is_wanted.get(setting.before.state),
        as_wanted=is_wanted.get(after.state),
        absent=setting.absent,
        locked=setting.locked,
        pressed_at=setting.pressed_at,
        by_hand=setting.by_hand,
        unfinished=setting.unfinished,
        asked=_question_of(progress, setting),
    )


def _question_of(progress: Progress, setting: Setting) -> str | None:
    """Return what the page asked about a setting: what was captured, or stood in a dialog of the browser's own."""
    can_be_quoted = setting.asked in (progress.captured_question, setting.label, *progress.dialogs)
    return setting.asked or None if can_be_quoted else None


def _means(step: Switch, language: str) -> record.SettingMeans:
    not_covered = step.not_covered.said.in_language(language) if step.not_covered else None
    return record.SettingMeans(means=step.means.said.in_language(language), not_covered=not_covered)


def _sent(context: RunContext, progress: Progress) -> record.Sent | None:
    if (left := context.policy.last_send) is None or context.flow.switches:
        return None
    request, answer, by_hand = left.request, left.own_answer, "send" in progress.form.by_hand
    led_to = [urljoin(hop.url, hop.headers.get("location", "")) for hop in left.answers if hop.is_redirect]
    last = left.last_answer
    server_ip, tls = _server(context.interceptor.last_response)
    return record.Sent(
        declared=left.declared,
        method=request.method,
        address=request.url,
        at=left.at,
        by_hand=by_hand,
        status=answer.status if answer else None,
        failure=left.failure,
        redirects=led_to,
        final_status=last.status if led_to and last and not last.is_redirect else None,
        field_names=request.field_names,
        body_sha256=request.body_sha256,
        carried=None if by_hand else context.policy.contents.part_in(request),
        server_ip=server_ip,
        tls=tls,
        server_date=answer.headers.get("date") if answer else None,
        received_at=answer.at if answer else None,
        blocked_repeats=context.policy.held_back,
    )


def _server(last: Response | None) -> tuple[str | None, dict[str, str]]:
    """Return the address of the server that the form was sent to, and the encryption, as the browser reports them.

    `last` is the last answer that was followed: the server of the first request of its redirects is reported.
    """
    try:
        response = _before_redirects(last) if last else None
        address, details = (response.server_addr(), response.security_details()) if response else (None, None)
    except Error:
        return None, {}
    return address["ipAddress"] if address else None, {name: str(said) for name, said in (details or {}).items()}


def _before_redirects(last: Response) -> Response | None:
    """Return the answer to the request that was redirected to this one, or this one itself."""
    request = last.request
    if request.redirected_from is None:
        return last
    while request.redirected_from:
        request = request.redirected_from
    return request.response()


def about_of(objection: Objection) -> record.Beginning:
    """Say what is objected to, and with what program and browser, as the record has it from the start."""
    flow = objection.loaded.flow
    translations = {
        language: record.About(title=said.title, covers=said.covers)
        for language, said in flow.translations.items()
        if language in LANGUAGES
    }
    return record.Beginning(
        **flow.model_dump(include={"controller", "law", "purpose", "answer_within", "seat"}),
        processing=flow.processing_by_language(),
        asks_by_mail=flow.asks_by_mail.model_dump(exclude_none=True) if flow.asks_by_mail else {},
        title=flow.title,
        covers=flow.covers,
        translations=translations,
        lives_in=jurisdiction_of(objection.person.value("country") or ""),
        flow=record.FlowUsed(
            id=flow.id, sha256=objection.loaded.sha256, seen_live=str(flow.seen_live), called=flow.names
        ),
        tool=this_tool(objection.browser_name, objection.browser_version, objection.no_sandbox),
        account=objection.person.account,
        language=objection.language,
        replay_case=objection.replay_case,
        again_reason=objection.options.again_reason,
        started_at=datetime.now(UTC),
    )


def _journal_end(context: RunContext, about: record.Beginning, outcome: Outcome) -> list[str]:
    """Journal the outcome before anything else is written: a confirmed objection is never lost to a full disk."""
    journal = context.dependencies.journal
    awaited = context.policy.sent_at if outcome.state in record.ANSWER_AWAITED else None
    deadline = about.deadline(awaited) if awaited else None
    try:
        context.journal.record_state(State.PLANNED)
        received = about.answer_due(awaited).received_on.isoformat() if awaited else None
        due = deadline.day.isoformat() if deadline else None
        journal.set_state(context.id, outcome.state, outcome.reason, received_on=received, due_on=due)
        if outcome.state is State.ALREADY_OFF:  # of a fresh document: what an earlier run may have turned is known now
            journal.settle_doubts(context.id)
    except JournalError as error:
        return [error.message]
    return []


def _sealed(
    context: RunContext, progress: Progress, about: record.Beginning, recorder: Recorder, result: RunResult
) -> RunResult:
    """Journal how it ended, then capture and seal; add the record, and what failed: that never changes the outcome."""
    helpers, outcome, sealed = context.dependencies, result.outcome, None
    trouble = _journal_end(context, about, outcome)
    reach("journaled")
    if context.reporter.steps_begun > 1 or context.policy.last_send:  # never before the sign-in is done
        capture_last(context, progress, recorder, outcome)
    try:
        if sent := _sent(context, progress):
            recorder.sent(sent)
        reach("before_sealing")
        with context.reporter.announce_wait("sealing", _SEALING):
            sealed = recorder.seal(_ending(context, progress, outcome), helpers.new_page)
    except RecordError as error:
        trouble.append(joined((error.message, error.hint), "; "))
    except Exception as error:  # noqa: BLE001  a record that fails never changes the outcome of the send
        message = _("the record could not be sealed ({error}); what was kept is in {folder}")
        trouble.append(message.format(error=error_name(error), folder=str(recorder.folder)))
    else:
        trouble += sealed.flaws
        try:
            helpers.journal.note_record(recorder.id, sealed.folder, sealed.fingerprint)
        except JournalError as error:
            message = _("{says}, so it does not know this record: keep the fingerprint {fingerprint}")
            trouble.append(message.format(says=error.message, fingerprint=sealed.fingerprint))
        reach("sealed")
    return replace(result, sealed=sealed, trouble=tuple(trouble), held_back=context.policy.held_back)
