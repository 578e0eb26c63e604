"""`optout replay`: the same engine and flow file on saved pages, with no network."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.console import Console
from optout.cli.signals import interrupts
from optout.errors import UsageError
from optout.state import Exit

# The rest is imported aside, while Playwright's driver starts: `_get_ready` does it.
if TYPE_CHECKING:
    from optout.flow.load import LoadedFlow
    from optout.flow.saved import ReadyCase
    from optout.settings import Settings

WATCHING_PAUSE = 700
"""Milliseconds before each action of `--slow`."""


@dataclass(frozen=True)
class Show:
    """What to replay and how to see it."""

    flow_named: bool = False
    case: str | None = None
    all_cases: bool = False
    headed: bool = False
    slow: bool = False


@dataclass(frozen=True)
class _Ready:
    settings: "Settings"
    launch: Launch
    chosen: "list[tuple[LoadedFlow, ReadyCase]]"


def replay(console: Console, flags: Mapping[str, Any], show: Show) -> Exit:
    """Replay one case, or all of them; gives the exit code: 1 when a case came out differently.

    Raises:
        OptoutError: a setting is wrong, or there is no such flow, case or browser.
    """
    if show.all_cases and show.case:
        raise UsageError("give either --all or --case", "optout replay --all")
    with ThreadPoolExecutor(1) as aside, interrupts() as signals:
        getting_ready = aside.submit(_get_ready, flags, show)
        with driver() as playwright:
            ready = getting_ready.result()
            from optout.cli.playing import play_all, play_one
            from optout.run.replay import Theatre
            from optout.settings import private_folder

            with replay_browser(playwright, ready.launch) as browser:
                records = private_folder(ready.settings.data_dir) / "replays"
                theatre = Theatre(browser, ready.launch, records, signals.tick)
                if show.all_cases:
                    return play_all(console, theatre, ready.chosen)
                return play_one(console, theatre, *ready.chosen[0])


def _get_ready(flags: Mapping[str, Any], show: Show) -> _Ready:
    """Read settings, flow and cases, import the engine, and compile the flow's words.

    In all this takes as long as the driver takes to start, half a second, and the driver needs none of it.
    """
    import optout.cli.playing  # noqa: F401
    from optout.browser.find import find_browser
    from optout.flow.words import name_pattern
    from optout.settings import read_settings

    settings = read_settings(**flags)
    chosen = list(_choose(settings, show))
    for loaded in {id(loaded): loaded for loaded, _ in chosen}.values():
        for target in loaded.flow.targets.values():
            name_pattern(target.all())
    slow = WATCHING_PAUSE if show.slow else 0
    return _Ready(settings, Launch(find_browser(settings.browser), headed=show.headed, slow=slow), chosen)


def _choose(settings: "Settings", show: Show) -> "Iterable[tuple[LoadedFlow, ReadyCase]]":
    """Give the cases to play: one, or all of the named flow, or, when none is named, all of every shipped flow."""
    from optout.flow.catalogue import find_flow, shipped_ids
    from optout.flow.saved import load_cases

    names = shipped_ids() if show.all_cases and not show.flow_named else [settings.flow]
    for loaded in map(find_flow, names):
        cases = load_cases(loaded)
        for case in cases.values() if show.all_cases else [_chosen(cases, show.case)]:
            yield loaded, case


def _chosen(cases: "dict[str, ReadyCase]", name: str | None) -> "ReadyCase":
    if name is None:
        return next(iter(cases.values()))
    if name not in cases:
        raise UsageError(f"there is no case named “{name}”", f"the cases are: {', '.join(cases)}")
    return cases[name]
