"""Replays a case: the same engine and flow file on saved pages, with a scripted person, and compares what came out."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from optout.browser.launch import OFFLINE, Launch, replay_browser, replay_context, sandbox, until_closed, why_it_failed
from optout.browser.requests import Request, fits
from optout.browser.saved_site import SavedPages
from optout.browser.window import REAL_CLOCK, PageClock
from optout.errors import BrowserFailed, UsageError
from optout.evidence.summary import FirstPage, first_page
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow
from optout.flow.model import Flow
from optout.flow.words import fold
from optout.i18n import _, joined
from optout.journal import Journal
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.conduct import conduct
from optout.run.events import Observers
from optout.run.questions import ScriptedAsker
from optout.run.sends import is_declared
from optout.run.setting_outcome import Setting
from optout.run.task import AtEnd, Conducted, Objection, Options, Services


@dataclass(frozen=True)
class Server:
    """A Playwright server: `more` are arguments for its browser, `given` is what else Playwright's `connect` takes."""

    address: str
    more: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Where it is, and no more: what else is in its address may be a password.

        Raises:
            UsageError: its address is none.
        """
        if where := _ADDRESS.match(self.address):
            return f"{where[1]}://{where[2]}"
        says = _("the address of a Playwright server begins with ws:// or wss:// and a host")
        raise UsageError(says, "ws://HOST:PORT/")


_ADDRESS = re.compile(r"(wss?|https?)://(?:[^/?#]*@)?((?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d+)?)(?:[/?#]|$)")
_TO_CONNECT = 30_000  # milliseconds


def connected(playwright: Playwright, server: Server) -> AbstractContextManager[Browser]:
    """Connect to a Playwright server, for saved pages alone.

    It is asked to start the browser as here; one that was not started with `--unsafe` leaves that out, and then the
    gate alone keeps requests from leaving.
    """
    options = json.dumps({"headless": True, "args": [*server.more, *OFFLINE]})
    headers = {**(server.given.get("headers") or {}), "x-playwright-launch-options": options}
    given = {"timeout": _TO_CONNECT, **server.given, "headers": headers}
    try:
        return until_closed(playwright.chromium.connect(server.address, **given))
    except Error as error:
        says, why = _("no browser could be had there: {why}"), why_it_failed(error.message)
        raise BrowserFailed(says.format(why=why.removeprefix("BrowserType.connect: ")), "") from None


def case_browser(playwright: Playwright, launch: Launch, server: Server | None) -> AbstractContextManager[Browser]:
    """Have a browser for saved pages: of a server, or else one that is started here."""
    return connected(playwright, server) if server else replay_browser(playwright, launch)


Start = Callable[[Launch, Server | None], AbstractContextManager[Browser]]
"""What gives a browser for saved pages."""


def answers(browser: Browser) -> bool:
    """Whether a browser is there. That it is gone is heard a moment later than that its pages are."""
    try:
        browser.new_context().close()
    except Error:
        return False
    return True


@dataclass(frozen=True)
class Replayed:
    """What came out of a case: the run's result, what reached the saved site, the sends among it, what was aborted."""

    result: Conducted
    arrived: tuple[Request, ...]
    sends: tuple[Request, ...]
    aborted: tuple[str, ...]


@dataclass(frozen=True)
class ReplaySetup:
    """What every case of a replay shares: the browser, how it was started, and where the records go.

    `tick` raises once when somebody asked to end; `asked_to_end` says so at any time afterwards. `elsewhere` gives a
    page to print the report on when a person looks at the window, which else is used for that. `trace` is the file for
    a case's trace. `whole_page` keeps pages whole.
    """

    browser: Browser
    launch: Launch
    records: Path
    tick: Callable[[], None]
    language: str = "en"
    asked_to_end: Callable[[], bool] = lambda: False
    elsewhere: Callable[[], Page] | None = None
    trace: Path | None = None
    whole_page: bool = False


def replay_case(
    setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, observers: Observers, at_end: AtEnd | None = None
) -> Replayed:
    """Replay one case in a clean context of the browser, and seal a record marked REPLAY."""
    journal = Journal(None)
    with ExitStack() as stack:
        context = stack.enter_context(replay_context(setup.browser, trace=setup.trace))
        site = SavedPages(case)
        new_page = setup.elsewhere or (lambda: _page_to_print(context))
        # Whoever watches a window wants to see it in the time that it takes a person.
        clock = REAL_CLOCK if setup.launch.headed else PageClock(context)
        services = Services(
            ScriptedAsker(case.person), observers, journal, new_page, site=site, at_end=at_end or AtEnd(), clock=clock
        )
        result = conduct(context, objection_of(setup, loaded, case), services, setup.tick)
    journal.close()
    sends = [one for one in site.arrived if _counts(one, loaded.flow, case)]
    return Replayed(result, tuple(site.arrived), tuple(sends), tuple(site.aborted))


def _counts(request: Request, flow: Flow, case: ReadyCase) -> bool:
    """Whether a request is a send: by what the flow says or, where it knows of no request, by what the case says."""
    if not flow.switches:
        return is_declared(request, flow)
    if any(step.request or step.operation for step in flow.switches):
        return any(Setting(step).is_saved_by(request) for step in flow.switches)
    return bool(case.counts) and fits(case.counts, request)


def _page_to_print(context: BrowserContext) -> Page:
    """Give a page for the report: the window of a replay is thrown away, so it will do."""
    return context.pages[-1] if context.pages else context.new_page()


def objection_of(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase) -> Objection:
    """Say what a case carries out, and for whom."""
    script = case.person
    options = Options(
        email_mismatch=script.email_mismatch or "ask",
        until_filled=script.until == "filled",
        yes=script.terminal is False,
        again_reason=None,
        whole_page=setup.whole_page,
        sign_in_wait=case.sign_in_wait,
        code_wait=case.code_wait,
        patience=case.patience,
        outcome_wait=case.outcome_wait,
    )
    return Objection(
        loaded=loaded,
        person=person_of(case),
        options=options,
        records=setup.records,
        browser_name=setup.launch.installed.kind.label,
        browser_version=setup.browser.version,
        sandbox=sandbox(setup.launch),
        replay_case=case.name,
        language=setup.language,
    )


def person_of(case: ReadyCase) -> Person:
    """Give the scripted person's values."""
    script = case.person
    return Person.of(script.email, script.comment, script.country)


_UNREAD = (Reason.NO_PROOF, Reason.NOT_READ, Reason.CONFIRMED_BY_PERSON)


def differences(case: ReadyCase, replayed: Replayed, screen: str) -> list[str]:
    """List how a case came out differently from what it says must come out; `screen` is what the person read."""
    expect, outcome = case.case.expect, replayed.result.outcome
    found: list[str] = [
        _("{name} is {got}, expected {wanted}").format(name=name, got=got, wanted=wanted)
        for name, got, wanted in (
            ("outcome", outcome.state, expect.outcome),
            ("reason", outcome.reason, expect.reason or outcome.reason),
            ("exit", int(outcome.exit), expect.exit),
            ("sends", len(replayed.sends), expect.sends),
        )
        if got != wanted
    ]
    by_words = expect.outcome is State.CONFIRMED and expect.reason in (None, Reason.CONFIRMED_BY_WORDS)
    if by_words and found and outcome.reason in _UNREAD and outcome.confirmation:
        says = _("no sentence that is new on the page begins with a phrase that confirms it; new there is: “{text}”")
        found.append(says.format(text=outcome.confirmation))
    body = dict(replayed.sends[0].pairs) if replayed.sends else {}
    found += [
        _("body field {name} is {got}, expected {wanted}").format(
            name=name, got=repr(body.get(name)), wanted=repr(wanted)
        )
        for name, wanted in expect.body.items()
        if body.get(name) != wanted
    ]
    found += [
        _("the screen does not say “{words}”").format(words=words)
        for words in expect.says
        if fold(words) not in fold(screen)
    ]
    if replayed.result.sealed is None:
        found.append(_("no record: {trouble}").format(trouble=joined(replayed.result.trouble, "; ")))
    elif expect.record:
        found += _differs_on_first_page(expect.record, first_page(replayed.result.sealed.folder))
    return found


def _differs_on_first_page(wanted: Sequence[str], page: FirstPage) -> list[str]:
    """List what the first page of START-HERE.pdf does not say: the heading of the outcome, then what else it must."""
    heading, *others = wanted
    found: list[str] = []
    if fold(page.heading) != fold(heading):
        found.append(_("the record is headed “{got}”, expected “{wanted}”").format(got=page.heading, wanted=heading))
    missing = (words for words in others if fold(words) not in fold(page.text))
    found += [_("the first page of the record does not say “{words}”").format(words=words) for words in missing]
    return found
