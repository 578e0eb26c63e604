"""Turns the progress of a run into the facts that a record seals."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

from playwright.sync_api import Error, Response

from optout.browser import AccountShown, FormValue, Reading
from optout.evidence import record
from optout.evidence.recorder import this_tool
from optout.flow import Flow, Site, Switch, jurisdiction_of
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import Outcome, Reason
from optout.run.context import RunContext
from optout.run.inputs import Objection
from optout.run.progress import Progress
from optout.run.verdict import BY_PERSON, UNREAD, Setting
from optout.translation import Coded, LazyText

_IS_WANTED = {"as_wanted": True, "otherwise": False}


def beginning_of(objection: Objection) -> record.Beginning:
    """Return what is known before a run: what is objected to, and with which program and browser."""
    flow = objection.loaded.flow
    translations = {
        language: record.About(title=texts.title, covers=texts.covers)
        for language, texts in flow.translations.items()
        if language in LANGUAGES
    }
    used = record.FlowUsed(
        id=flow.id,
        sha256=objection.loaded.sha256,
        seen_live=str(flow.seen_live),
        # Of a setting that the page does not show, a record has the name that the flow gives it.
        called={step.switch: {ENGLISH: str(flow.called(step.switch))} for step in flow.switches}
        | flow.names,
    )
    return record.Beginning(
        **flow.model_dump(include={"controller", "law", "purpose", "answer_within", "seat"}),
        processing=flow.processing_by_language(),
        asks_by_mail=flow.asks_by_mail.model_dump(exclude_none=True) if flow.asks_by_mail else {},
        title=flow.title,
        covers=flow.covers,
        translations=translations,
        lives_in=jurisdiction_of(objection.person.value("country") or ""),
        flow=used,
        tool=this_tool(objection.browser_name, objection.browser_version, objection.no_sandbox),
        account=objection.person.account,
        language=objection.language,
        replay_case=objection.replay_case,
        again_reason=objection.options.again_reason,
        started_at=datetime.now(UTC),
    )


_ADDRESSED_AT = (
    record.Stage.PRESSED,
    record.Stage.READ_BACK,
    record.Stage.BEFORE,
    record.Stage.FILLED,
)
"""The stages whose page is the one that a setting was pressed or read on, or that a form was sent from."""


def site_of(
    flow: Flow, pages: Mapping[record.Stage, record.PageSeen], sent: record.Sent | None
) -> Site:
    """Return whose site it was: by the page of the form or the setting, else by where the request went."""
    captured = [pages[stage].address for stage in _ADDRESSED_AT if stage in pages]
    sent_to = [sent.address] if sent else []
    return flow.site_at(next(iter((*captured, *sent_to)), ""))


def ending_of(context: RunContext, progress: Progress, outcome: Outcome) -> record.Ending:
    """Return how a run ended, and what led there."""
    form = progress.form
    account = _account(context.flow, progress)
    approval = None
    if form.approved:
        approved = form.approved
        approval = record.Approval(by=context.prompts.who, how=approved.how, at=approved.at)
    return record.Ending(
        status=outcome.state,
        reason=outcome.reason,
        detail={name: _code_of(text) for name, text in outcome.detail.items()},
        approval=approval,
        values=[_value(field) for field in form.filled if field.text],
        confirmation=_confirmation(outcome),
        way=form.arrival.way if form.arrival else {},
        found=form.found,
        by_hand=[_step_code(context.flow, step) for step in form.by_hand],
        helped=form.helped,
        settings=[_setting(progress, setting, outcome) for setting in progress.settings],
        account_named=account,
        acts_for_group=context.flow.group is not None,
        group_named=_group(progress),
        account_is_name=account is None or account.is_name,
        ended_at=datetime.now(UTC),
    )


def _account(flow: Flow, progress: Progress) -> AccountShown | None:
    """Return the account that a page showed last; of settings the first, since another one may be signed in by now."""
    if flow.switches:
        return next(filter(None, progress.accounts), None)
    return progress.account_named


def _group(progress: Progress) -> str | None:
    """Return the team, workspace or site that the page named; None where it named none, or another one later."""
    names = {str(name) for name in progress.groups if name}
    return next(iter(names)) if len(names) == 1 else None


def _confirmation(outcome: Outcome) -> record.Confirmation | None:
    if outcome.confirmation is None:
        return None
    return record.Confirmation(
        text=outcome.confirmation, matched=outcome.matched, read_by=outcome.read_by
    )


def _step_code(flow: Flow, step: str) -> str:
    """Return a step as a record names it: its target by what it is for, whatever the flow calls it."""
    verb, _space, target = step.partition(" ")
    return f"{verb} {flow.described(target).code}" if target else verb


def _value(field: FormValue) -> record.Value:
    return record.Value(
        label=field.title, value=field.text, value_name=field.name, origin=field.origin
    )


def _code_of(text: str) -> str:
    """Return what a record keeps of a text, whatever the language of the run: its code, or else English."""
    return text.code if isinstance(text, Coded) else str(text)


# Settings.


def _setting(progress: Progress, setting: Setting, outcome: Outcome) -> record.SettingRead:
    step = setting.step
    after = setting.after or UNREAD
    # what was read of another account says nothing of this one
    if outcome.reason is Reason.OTHER_ACCOUNT:
        after = UNREAD
    others = [language for language in LANGUAGES if language != ENGLISH]
    return record.SettingRead(
        label=setting.label,
        label_by_flow=isinstance(setting.label, LazyText),
        found="" if setting.absent else progress.form.found.get(step.switch, ""),
        wanted=step.want,
        means=step.means.en,
        not_covered=step.not_covered.en if step.not_covered else None,
        translations={language: _meaning(step, language) for language in others},
        before=_reading_code(setting.before),
        after=_reading_code(after),
        was_as_wanted=_IS_WANTED.get(setting.before.state),
        as_wanted=_IS_WANTED.get(after.state),
        absent=setting.absent,
        locked=setting.locked,
        pressed_at=setting.pressed_at,
        by_hand=setting.by_hand,
        unfinished=setting.unfinished,
        asked=_question_of(progress, setting),
    )


def _question_of(progress: Progress, setting: Setting) -> str | None:
    """Return what the page asked about a setting: only what was captured, or was in a dialog of the browser's own."""
    can_be_quoted = setting.asked in (progress.captured_question, setting.label, *progress.dialogs)
    return setting.asked if setting.asked and can_be_quoted else None


def _reading_code(reading: Reading) -> str:
    """Return by what a setting was read; of what a person read, also how."""
    return f"{reading.how}_{reading.state}" if reading.how == BY_PERSON else reading.how


def _meaning(step: Switch, language: str) -> record.SettingMeans:
    not_covered = None
    if step.not_covered:
        not_covered = step.not_covered.said.in_language(language)
    means = step.means.said.in_language(language)
    return record.SettingMeans(means=means, not_covered=not_covered)


# The submission.


def submission_of(context: RunContext, progress: Progress) -> record.Sent | None:
    """Return the request that sent the form, or may have, with its own answer and where that led; None without one."""
    left = context.policy.last_send
    if left is None or context.flow.switches:
        return None
    request = left.request
    answer = left.own_answer
    last = left.last_answer
    redirects = [
        urljoin(hop.url, hop.headers.get("location", "")) for hop in left.answers if hop.is_redirect
    ]
    has_arrived = bool(redirects) and last is not None and not last.is_redirect
    by_hand = "send" in progress.form.by_hand
    server_ip, tls = _server(context.interceptor.last_response)
    return record.Sent(
        declared=left.declared,
        method=request.method,
        address=request.url,
        at=left.at,
        by_hand=by_hand,
        status=answer.status if answer else None,
        failure=left.failure,
        redirects=redirects,
        final_status=last.status if last and has_arrived else None,
        field_names=request.field_names,
        body_sha256=request.body_sha256,
        # What was sent by hand was compared with nothing.
        carried=None if by_hand else context.policy.contents.part_in(request),
        server_ip=server_ip,
        tls=tls,
        server_date=answer.headers.get("date") if answer else None,
        received_at=answer.at if answer else None,
        blocked_repeats=context.policy.held_back,
    )


def _server(last: Response | None) -> tuple[str | None, dict[str, str]]:
    """Return the IP address of the server that the form was sent to, and the encryption, as the browser reports them.

    `last` is the last answer that was followed. After redirects the server of the first request
    counts.
    """
    if last is None:
        return None, {}
    try:
        response = _before_redirects(last)
        if response is None:
            return None, {}
        address = response.server_addr()
        security = response.security_details()
    except Error:
        return None, {}
    ip = address["ipAddress"] if address else None
    return ip, {name: str(value) for name, value in security.items()} if security else {}


def _before_redirects(last: Response) -> Response | None:
    """Return the answer to the request that was redirected to this one, or this one itself."""
    request = last.request
    if request.redirected_from is None:
        return last
    while request.redirected_from:
        request = request.redirected_from
    return request.response()
