"""Turns the progress of a run into the facts that a record seals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from playwright.sync_api import Error
from playwright.sync_api import Response as PlaywrightResponse

from optout.browser import AccountShown, FormValue, Reading, Response, Sign
from optout.evidence import record
from optout.evidence.recorder import this_tool
from optout.flow import Flow, InLanguages, Site, Switch, jurisdiction_of
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import Outcome, Reason
from optout.person import account_label
from optout.run.context import RunContext
from optout.run.inputs import Objection
from optout.run.progress import Arrival, Progress
from optout.run.prompts import Who
from optout.run.request_policy import SentRequest
from optout.run.verdict import BY_PERSON, UNREAD, Setting
from optout.translation import Coded, LazyText


def beginning_of(objection: Objection) -> record.Beginning:
    """Return what is known before a run: what is objected to, and with which program and browser."""
    flow = objection.loaded.flow
    translations = {
        language: record.About(title=texts.title, covers=texts.covers)
        for language, texts in flow.translations.items()
        if language in LANGUAGES
    }
    used = record.FlowUsed(
        id=flow.id, sha256=objection.loaded.sha256, seen_live=str(flow.seen_live)
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
        account_label=account_label(objection.person.account),
        contact_name=objection.contact_name,
        language=objection.language,
        replay_case=objection.replay_case,
        again_reason=objection.options.again_reason,
        started_at=datetime.now(UTC),
    )


_ABSENT = "absent"
_MOST_WRITES = 20  # requests after a press: a page may send without end
"""What a run notes in place of a strategy, of a setting that the page does not have."""
_ADDRESSED_AT = (
    record.Stage.PRESSED,
    record.Stage.READ_BACK,
    record.Stage.BEFORE,
    record.Stage.FILLED,
)
"""The stages whose page is the one that a setting was pressed or read on, or that a form was sent from."""


def site_of(
    flow: Flow,
    pages: Mapping[record.Stage, record.PageSeen],
    submission: record.Submission | None,
) -> Site:
    """Return whose site it was: by the page of the form or the setting, else by where the request went."""
    for stage in _ADDRESSED_AT:
        if stage in pages:
            return flow.site_at(pages[stage].address)
    return flow.site_at(submission.address if submission else "")


def ending_of(context: RunContext, progress: Progress, outcome: Outcome) -> record.Ending:
    """Return how a run ended, and what led there."""
    flow = context.flow
    form = progress.form
    approval = None
    if form.approved:
        approved = form.approved
        approval = record.Approval(by=context.prompts.who, how=approved.how, at=approved.at)
    return record.Ending(
        status=outcome.state,
        reason=outcome.reason,
        detail=_detail(outcome),
        approval=approval,
        values=[_value(field) for field in form.filled if field.text],
        confirmation=_confirmation(outcome),
        path=_path(form.arrival),
        found=[
            record.FoundTarget(target=record.Named.of(flow.described(name)), strategy=strategy)
            for name, strategy in form.found.items()
            if strategy != _ABSENT
        ],
        by_hand=[_step_by_hand(flow, step) for step in form.steps_by_hand],
        helped=[_deed(help_given.kind, help_given.part) for help_given in form.helped],
        settings=[_setting(context, progress, setting, outcome) for setting in progress.settings],
        account=_account(flow, progress),
        group=record.Group(shown=_group(progress)) if flow.group else None,
        ended_at=datetime.now(UTC),
    )


def _detail(outcome: Outcome) -> dict[str, str | record.Named]:
    """Return the details of an outcome: a text of the program's own in every language.

    How a setting was read is left out: its readings have it.
    """
    return {
        name: _in_every_language(name, text)
        for name, text in outcome.detail.items()
        if not (name == "state" and "setting" in outcome.detail)
    }


def _in_every_language(name: str, text: str) -> str | record.Named:
    """Return a text of the program's own with its code, or else the name of the detail; a page's as it is."""
    if isinstance(text, Coded):
        return record.Named.of(text)
    if isinstance(text, LazyText):
        return record.Named.of(Coded.of(name, text))
    return text


def _path(arrival: Arrival | None) -> record.PathTaken | None:
    if arrival is None:
        return None
    way = arrival.way
    if "number" not in way:
        return record.PathTaken(opened_by_person=True)
    return record.PathTaken(
        number=int(way["number"]), count=int(way["count"]), address=way["address"]
    )


def _account(flow: Flow, progress: Progress) -> record.Account | None:
    """Return the account that a page showed last; of settings the first, since another one may be signed in by now."""
    shown = _first_named(progress) if flow.switches else progress.account_named
    if shown is None:
        return None
    return record.Account(
        shown=[*shown.texts], is_name=shown.is_name, address=shown.address or None
    )


def _first_named(progress: Progress) -> AccountShown | None:
    """Return the account that a page showed first; None if none did."""
    for account in progress.accounts:
        if account:
            return account
    return None


def _group(progress: Progress) -> list[str]:
    """Return the team, workspace or site that the page named; nothing where it named none, or another one later."""
    names = {name.texts for name in progress.groups if name}
    if len(names) != 1:
        return []
    return [*names.pop()]


def _confirmation(outcome: Outcome) -> record.Confirmation | None:
    if not outcome.confirmation:
        return None
    return record.Confirmation(
        texts=[*outcome.confirmation],
        matched=outcome.matched,
        read_by="program" if outcome.matched else outcome.read_by,
    )


def _step_by_hand(flow: Flow, step: str) -> record.Deed:
    """Return a step that the person took, as `fill comment` or `send`: its target by what it is for."""
    verb, _space, target = step.partition(" ")
    part = flow.described(target) if target else None
    return _deed(verb, part)


def _deed(kind: str, part: Coded | None) -> record.Deed:
    return record.Deed(kind=kind, target=record.Named.of(part) if part is not None else None)


def _value(field: FormValue) -> record.Value:
    return record.Value(
        label=field.title, value=field.text, value_name=field.name, origin=field.origin
    )


# Settings.


def _setting(
    context: RunContext, progress: Progress, setting: Setting, outcome: Outcome
) -> record.SettingRead:
    flow, reader = context.flow, context.prompts.who
    step = setting.step
    after = setting.after or UNREAD
    # what was read of another account says nothing of this one
    if outcome.reason is Reason.OTHER_ACCOUNT:
        after = UNREAD
    strategy = None if setting.absent else progress.form.found.get(step.switch)
    others = [language for language in LANGUAGES if language != ENGLISH]
    return record.SettingRead(
        label=setting.label,
        called=name_by_flow(setting.label),
        strategy=strategy,
        wanted=record.Named.of(flow.wanted(step)),
        means=step.means.en,
        not_covered=step.not_covered.en if step.not_covered else None,
        if_absent=step.if_absent.en if step.if_absent else None,
        translations={language: _meaning(step, language) for language in others},
        before=reading_of(setting.before, reader),
        after=reading_of(after, reader),
        locked=setting.locked,
        pressed_at=setting.pressed_at,
        requests=_requests_after_press(setting),
        by_hand=setting.by_hand,
        unfinished=setting.unfinished,
        asked=_question_of(progress, setting),
    )


def _requests_after_press(setting: Setting) -> list[record.SentRequest]:
    """Return what the page sent after the program pressed a setting; of a press by hand it was not noted."""
    if setting.by_hand:
        return []
    first_writes = setting.writes[:_MOST_WRITES]
    return [_request(write.method, write.url, write.answers) for write in first_writes]


def _reading_by(sign: Sign, reading: Reading) -> record.Reading:
    if sign.name == "shown":
        return record.Reading(state=reading.state, shows=sign.value)
    if sign.name == "offers":
        return record.Reading(state=reading.state, offers=sign.value)
    return record.Reading(state=reading.state, attribute=sign.name, value=sign.value)


def _question_of(progress: Progress, setting: Setting) -> str | None:
    """Return what the page asked about a setting: only what was captured, or was in a dialog of the browser's own."""
    if not setting.asked:
        return None
    shown = (progress.captured_question, setting.label, *progress.dialogs)
    return setting.asked if setting.asked in shown else None


def name_by_flow(label: str) -> record.Named | None:
    """Return the name that the flow has for a setting, if its label is that; None if it is the page's."""
    return record.Named.of(label) if isinstance(label, Coded) else None


def reading_of(reading: Reading, reader: Who) -> record.Reading | None:
    """Return how a setting was read; None if it was not looked at, or nothing was found.

    `reader` is who answers the questions of the run.
    """
    sign = reading.how
    if isinstance(sign, Sign):
        return _reading_by(sign, reading)
    if reading.how == BY_PERSON:
        return record.Reading(state=reading.state, read_by=reader)
    return None if reading.state == "unread" else record.Reading(state=reading.state)


def _meaning(step: Switch, language: str) -> record.SettingMeans:
    def said(sentence: InLanguages | None) -> str | None:
        return sentence.text.in_language(language) if sentence else None

    return record.SettingMeans(
        means=step.means.text.in_language(language),
        not_covered=said(step.not_covered),
        if_absent=said(step.if_absent),
    )


# The submission.


def submission_of(context: RunContext, progress: Progress) -> record.Submission | None:
    """Return the request that sent the form, or may have, and each that an answer led on to; None without one."""
    left = context.policy.submission
    if left is None or context.flow.switches:
        return None
    by_hand = "send" in progress.form.steps_by_hand
    server_ip, tls = _server(context.interceptor.last_response)
    return record.Submission(
        declared=left.declared,
        by_hand=by_hand,
        at=left.at,
        requests=requests_of(left),
        field_names=left.request.field_names,
        # What was sent by hand was compared with nothing.
        carried=None if by_hand else context.policy.contents.part_in(left.request),
        server_ip=server_ip,
        tls=tls,
        blocked_repeats=context.policy.held_back,
    )


def requests_of(left: SentRequest) -> list[record.SentRequest]:
    """Return the request that left, and each that an answer led on to, with its own answer."""
    first, *led_on = _answers_by_request(left.answers)
    # A request that an answer led on to is described by its own answers.
    others = [_request(answers[0].method, answers[0].url, answers) for answers in led_on]
    return [_request(left.request.method, left.request.url, first), *others]


def _answers_by_request(answers: Sequence[Response]) -> list[list[Response]]:
    """Return what came back for each request: only a redirect leads on to another one.

    A connection may fail after its answer has begun, and then both came back for one request.
    """
    requests: list[list[Response]] = [[]]
    for answer in answers:
        answers_of_last = requests[-1]
        is_led_on = bool(answers_of_last) and answers_of_last[-1].is_redirect
        if is_led_on:
            requests.append([answer])
        else:
            answers_of_last.append(answer)
    return requests


def _request(method: str, address: str, answers: Sequence[Response]) -> record.SentRequest:
    with_status = [answer for answer in answers if answer.status]
    failures = [answer.failure for answer in answers if answer.failure]
    failure = failures[0] if failures else None
    if not with_status:
        return record.SentRequest(method=method, address=address, failure=failure)
    answer = with_status[0]
    redirected_to = None
    if answer.is_redirect:
        redirected_to = _redirect_address(answer.url, answer.headers["location"])
    return record.SentRequest(
        method=method,
        address=address,
        status=answer.status,
        failure=failure,
        redirected_to=redirected_to,
        server_date=answer.headers.get("date"),
        answered_at=answer.at,
    )


def _redirect_address(base: str, location: str) -> str:
    """Return the address that an answer redirects to; what the server wrote in its place if it is none."""
    try:
        return urljoin(base, location)
    except ValueError:  # such as a bracket that is not closed
        return location


def _server(last: PlaywrightResponse | None) -> tuple[str | None, dict[str, str]]:
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


def _before_redirects(last: PlaywrightResponse) -> PlaywrightResponse | None:
    """Return the answer to the request that was redirected to this one, or this one itself."""
    request = last.request
    if request.redirected_from is None:
        return last
    while request.redirected_from:
        request = request.redirected_from
    return request.response()
