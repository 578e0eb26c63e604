"""`optout replay`: the same engine and flow file on saved pages, with no network."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from optout.browser import Launch, driver, page_to_print, replay_browser
from optout.cli.console import Console, Desk, can_prompt
from optout.cli.log import logged
from optout.cli.objection_text import as_json
from optout.cli.observer import ReplayObserver
from optout.cli.options import (
    BrowserOption,
    DataDirOption,
    FlowArgument,
    JsonOption,
    LogOption,
    Work,
    begin,
    refuse_together,
)
from optout.cli.terminal import TerminalPrompts, interrupts
from optout.errors import Exit, UsageError
from optout.flow import (
    LoadedFlow,
    ReadyCase,
    check_pages,
    find_flow,
    load_cases,
    shipped_ids,
)
from optout.run import Replayed, ReplaySetup, differences, replay_case
from optout.translation import _, joined, spoken

_SHOWN = "facebook"  # what is replayed where no flow is named
_WATCHING_PAUSE = 700  # milliseconds before each action of `--slow`


@dataclass(frozen=True)
class ReplayOptions:
    """What to replay and how to see it; `named` only says which cases there are."""

    flow_named: bool = False
    case: str | None = None
    named: bool = False
    headed: bool = False
    slow: bool = False

    def flows(self, name: str) -> list[LoadedFlow]:
        """Return the flow of this name, or, when none was named, every shipped one."""
        names = [name] if self.flow_named else shipped_ids()
        return [find_flow(flow) for flow in names]


def replay_command(  # noqa: PLR0913  an option a parameter
    *,
    flow: FlowArgument = None,
    case: Annotated[
        str | None, Option(metavar="NAME", help="Which case; else the first in your language.")
    ] = None,
    all_cases: Annotated[bool, Option("--all", help="Replay every case and show a table.")] = False,
    named: Annotated[
        bool, Option("--list", help="Only name the cases, and what each is about.")
    ] = False,
    headed: Annotated[bool, Option("--headed", help="Show the browser window.")] = False,
    slow: Annotated[bool, Option("--slow", help="Pause before each action, to watch.")] = False,
    browser: BrowserOption = None,
    log: LogOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Carry out a flow on saved pages, with no network.

    \b
    optout replay --headed --slow       watch it
    """
    refuse_together("optout replay", all=all_cases, list=named, case=case)
    refuse_together("optout replay", log=log, list=named)
    begun = begin(as_json=as_json, flow=flow, browser=browser, data_dir=data_dir)
    chosen = ReplayOptions(flow is not None, case, named, headed, slow)
    if all_cases:
        from optout.cli.replay_all import replay_all

        return logged(partial(replay_all, begun, chosen), log, begun)
    return logged(partial(replay, begun, chosen), log, begun)


def replay(desk: Desk, options: ReplayOptions) -> Exit:
    """Replay one case, or name them all; gives the exit code: 1 when the case came out differently."""
    console, settings = desk.console, desk.settings
    if options.named:
        _list_cases(console, options.flows(settings.flow))
        return Exit.DONE
    loaded, case = chosen_case(settings.flow, options)
    looks_on = options.headed and not console.as_json and can_prompt()
    with replay_setup(settings.browser, settings.data_dir, options, looks_on=looks_on) as setup:
        desk.folder()  # only now: a slip in what was typed leaves nothing behind
        played = play_case(setup, loaded, case, Console(as_json=console.as_json))
        console.result({"cases": [played.as_json()]})
        if played.interrupted:
            return Exit.INTERRUPTED
        tell_differences(console, loaded.flow.id, case.name, played.differs)
        return Exit.ERROR if played.differs else played.replayed.result.outcome.exit


def chosen_case(flow: str, options: ReplayOptions) -> tuple[LoadedFlow, ReadyCase]:
    """Return the case to replay; without a name the first on pages in the person's language, else the first of all."""
    loaded = find_flow(flow or _SHOWN)
    cases = load_cases(loaded, with_pages=False)
    if options.case is None:
        in_language = (case for case in cases.values() if case.words == spoken())
        case = next(in_language, None) or next(iter(cases.values()))
    elif options.case in cases:
        case = cases[options.case]
    else:
        message = f"there is no case named “{options.case}”"
        raise UsageError(message, f"optout replay {loaded.flow.id} --list names them all")
    check_pages([case])
    return loaded, case


@contextmanager
def replay_setup(
    browser: str,
    data_dir: Path,
    options: ReplayOptions = ReplayOptions(),
    *,
    looks_on: bool = False,
) -> Iterator[ReplaySetup]:
    """Start what cases are replayed with; while a person looks on, the report is printed elsewhere."""
    slow = _WATCHING_PAUSE if options.slow else 0
    launch = Launch.found(browser, headed=options.headed, slow=slow)
    with interrupts() as tick, driver() as playwright, ExitStack() as stack:
        started = stack.enter_context(replay_browser(playwright, launch))
        elsewhere = partial(page_to_print, stack, playwright, launch) if looks_on else None
        yield ReplaySetup(started, launch, data_dir / "replays", tick, spoken(), elsewhere)


def _list_cases(console: Console, flows: list[LoadedFlow]) -> None:
    every = [(loaded.flow.id, list(load_cases(loaded).values())) for loaded in flows]
    width = max(len(case.name) for _flow, cases in every for case in cases)
    for flow, cases in every:
        console.report.say(flow, "bold")
        for case in cases:
            console.report.say(joined(("", case.name.ljust(width), case.about), "  "))
    rows = [
        {"flow": flow, "case": case.name, "about": case.about, "outcome": case.expect.outcome.value}
        for flow, cases in every
        for case in cases
    ]
    console.result({"cases": rows})


@dataclass(frozen=True)
class _PlayedCase:
    """One replayed case: what came out, and how it differs from what must."""

    loaded: LoadedFlow
    case: ReadyCase
    replayed: Replayed
    differs: list[str]

    @property
    def interrupted(self) -> bool:
        """True if the person or the system asked the program to end while the case was played."""
        return self.replayed.result.outcome.exit is Exit.INTERRUPTED

    def as_json(self) -> dict[str, Any]:
        """Give what came of it as plain data."""
        return {
            "case": self.case.name,
            "as_expected": not self.differs,
            "differences": self.differs,
            "sends": len(self.replayed.sends),
            "aborted": list(self.replayed.aborted),
            **as_json(self.loaded.flow, self.replayed.result),
        }


def play_case(
    setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, console: Console | None = None
) -> _PlayedCase:
    """Replay a case; without a console nothing of it is shown."""
    console = console or Console(as_json=True, quiet=True)
    message = _("Replay on saved pages, case {case}: no network, nothing is sent to anyone")
    console.redact = case.objector.redactor()
    console.say(message.format(case=case.name))
    console.say()
    screen = ReplayObserver(console, loaded.flow)
    screen.introduce(case.objector)
    hands = TerminalPrompts(console, can_answer=True)
    close = partial(hands.until_enter, turns=screen.turns) if setup.elsewhere else None
    replayed = replay_case(setup, loaded, case, [screen.show], screen.ended, close)
    console.end_line()
    return _PlayedCase(
        loaded, case, replayed, differences(case, replayed, "\n".join(console.lines))
    )


def tell_differences(console: Console, flow: str, case: str, differs: Sequence[str]) -> None:
    """Say how a case came out differently, if it did."""
    if differs:
        console.say()
        console.say(f"{flow}, case {case} came out differently from what it must:")
    for line in differs:
        console.mark("failed", line)
