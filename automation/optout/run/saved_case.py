"""Replays a case: the same engine and flow on saved pages, with a scripted person.

What came out is compared with what the case expects.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from optout.browser import (
    REAL_CLOCK,
    Launch,
    PageClock,
    Reply,
    Request,
    fits,
    no_sandbox,
    replay_context,
)
from optout.evidence import first_page
from optout.flow import Answer, LoadedFlow, ReadyCase, fold, read_page
from optout.journal import Journal
from optout.run.conduct import run_and_seal
from optout.run.events import Observer
from optout.run.inputs import Dependencies, Objection, Options, RunResult
from optout.run.prompts import ScriptedPrompts
from optout.run.request_policy import is_declared

_KINDS = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}
_SEE_OTHER = 303
"""The status of a redirect that is followed with GET, also after a POST (RFC 9110, 15.4.4)."""


class SavedPages:
    """The saved site of one case, and what reached it."""

    def __init__(self, case: ReadyCase) -> None:
        self._case = case
        self._used = Counter[int]()  # how often each answer of the case was given
        self.arrived: list[Request] = []
        self.aborted: list[str] = []

    def answer(self, request: Request) -> Reply:
        """Return what the case says, or a refusal."""
        answer = self._answer_for(request)
        if answer is None:
            self.aborted.append(f"{request.method} {request.goes_to}")
            return Reply(failure="BlockedByClient")
        self.arrived.append(request)
        if answer.fails:
            return Reply(
                failure="ConnectionReset" if answer.fails == "reset" else None, after=answer.after
            )
        if answer.leads_to:
            return Reply(_SEE_OTHER, {"location": answer.leads_to}, after=answer.after)
        # A page is asked for anew each time. "no-store" would do that too, but leaves a fetch whose
        # answer no script reads open for ever.
        headers = {
            "content-type": _KINDS[(answer.page or "").rpartition(".")[2]],
            "cache-control": "no-cache",
        }
        if answer.cookie:
            headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
        return Reply(
            answer.status, headers, read_page(self._case, answer).encode(), after=answer.after
        )

    def _answer_for(self, request: Request) -> Answer | None:
        """Return the first answer of the case for a request, and count it; None if none fits."""
        for number, answer in enumerate(self._case.answers):
            is_used_up = answer.times is not None and self._used[number] >= answer.times
            if not is_used_up and self._answers(answer, request):
                self._used[number] += 1
                return answer
        return None

    def _answers(self, answer: Answer, request: Request) -> bool:
        """True if an answer is for a request, and what it waits for has happened."""
        if not fits(answer.to, request):
            return False
        since = answer.since
        if since is not None and not any(fits(since, earlier) for earlier in self.arrived):
            return False
        cookies = request.headers.get("cookie", "")
        return answer.needs_cookie is None or f"{answer.needs_cookie}=" in cookies


@dataclass(frozen=True)
class Replayed:
    """What came out of a case.

    `arrived` are the requests that reached the saved site, `sends` the submissions among them, and
    `aborted` those for which the case has no answer.
    """

    result: RunResult
    arrived: tuple[Request, ...]
    sends: tuple[Request, ...]
    aborted: tuple[str, ...]


@dataclass(frozen=True)
class ReplaySetup:
    """What the cases of a replay share: the browser, how it was started, and the records' folder.

    `tick` raises once when somebody asked to end. `elsewhere` gives a page to print the report on
    when a person looks at the window, which else is used for that. `trace` is the file for a case's
    trace.
    """

    browser: Browser
    launch: Launch
    records: Path
    tick: Callable[[], None]
    language: str = "en"
    elsewhere: Callable[[], Page] | None = None
    trace: Path | None = None

    def objection(self, loaded: LoadedFlow, case: ReadyCase) -> Objection:
        """Say what a case carries out, and for whom."""
        script = case.person
        options = Options(
            **case.model_dump(include={"sign_in_wait", "code_wait", "patience", "outcome_wait"}),
            until_filled=script.until == "filled",
            yes=script.terminal is False,
        )
        return Objection(
            loaded=loaded,
            person=case.objector,
            options=options,
            records=self.records,
            browser_name=self.launch.installed.label,
            browser_version=self.browser.version,
            no_sandbox=no_sandbox(self.launch),
            replay_case=case.name,
            language=self.language,
        )


def replay_case(
    setup: ReplaySetup,
    loaded: LoadedFlow,
    case: ReadyCase,
    observers: Sequence[Observer],
    tell_end: Callable[[RunResult], None] = lambda _: None,
    ask_to_close: Callable[[], Callable[[], bool]] | None = None,
) -> Replayed:
    """Replay one case in a clean context of the browser, and seal a record marked REPLAY."""
    site = SavedPages(case)
    with (
        closing(Journal(None)) as journal,
        replay_context(setup.browser, trace=setup.trace) as context,
    ):
        dependencies = Dependencies(
            ScriptedPrompts(case.person),
            observers,
            journal,
            # The window of a replay is thrown away, so it will do to print on.
            setup.elsewhere or (lambda: context.pages[-1] if context.pages else context.new_page()),
            site=site,
            tell_end=tell_end,
            ask_to_close=ask_to_close,
            # Whoever watches a window wants to see it in the time that it takes a person.
            clock=REAL_CLOCK if setup.launch.headed else PageClock(context),
        )
        result = run_and_seal(context, setup.objection(loaded, case), dependencies, setup.tick)
    sends = _sends_among(site.arrived, loaded, case)
    return Replayed(result, tuple(site.arrived), tuple(sends), tuple(site.aborted))


def _sends_among(arrived: Sequence[Request], loaded: LoadedFlow, case: ReadyCase) -> list[Request]:
    """Return the requests that the flow declares as the submission.

    A flow of settings declares none: there the requests count for which an answer of the case
    waits, since they change what the page shows.
    """
    if not loaded.flow.switches:
        return [request for request in arrived if is_declared(request, loaded.flow)]
    awaited = [answer.since for answer in case.answers if answer.since]
    return [request for request in arrived if _fits_any(awaited, request)]


def _fits_any(awaited: Sequence[str], request: Request) -> bool:
    return any(fits(pattern, request) for pattern in awaited)


def differences(case: ReadyCase, replayed: Replayed, screen: str) -> list[str]:
    """Return how a case came out differently from what it expects; `screen` is what was printed."""
    found = _different_results(case, replayed)
    if found:
        # Only then: an ordinary page loads much that no case needs to answer.
        found += [f"no answer of the case fits {request}" for request in replayed.aborted]
    for words in case.expect.says:
        if fold(words) not in fold(screen):
            found.append(f"the screen does not say “{words}”")
    if replayed.result.sealed is None:
        found.append(f"no record: {'; '.join(replayed.result.trouble)}")
    else:
        found += _different_on_first_page(case, replayed.result.sealed.folder)
    return found


def _different_results(case: ReadyCase, replayed: Replayed) -> list[str]:
    """Return how the outcome and the submissions differ from what a case expects."""
    expect = case.expect
    outcome = replayed.result.outcome
    found: list[str] = []

    def compare(name: str, got: object, wanted: object) -> None:
        if got != wanted:
            found.append(f"{name} is {got}, expected {wanted}")

    compare("outcome", outcome.state, expect.outcome)
    compare("reason", outcome.reason, expect.reason or outcome.reason)
    compare("exit", int(outcome.exit), expect.exit)
    compare("sends", len(replayed.sends), expect.sends)
    body = dict(replayed.sends[0].pairs) if replayed.sends else {}
    for name, wanted in expect.body.items():
        compare(f"body {name}", body.get(name), wanted)
    return found


def _different_on_first_page(case: ReadyCase, folder: Path) -> list[str]:
    """Return how the first page of a record differs from what a case expects.

    It expects the heading of the outcome, and then what else that page must say.
    """
    if not case.expect.record:
        return []
    heading, *others = case.expect.record
    page = first_page(folder)
    found = []
    if fold(page.outcome) != fold(heading):
        found.append(f"the record is headed “{page.outcome}”, expected “{heading}”")
    missing = [words for words in others if fold(words) not in fold(page.text)]
    found += [f"the first page of the record does not say “{words}”" for words in missing]
    return found
