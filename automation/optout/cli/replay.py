"""`optout replay`: the same engine and flow file on saved pages, with no network."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from optout.browser.find import find_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.console import Console
from optout.cli.signals import interrupts
from optout.errors import UsageError
from optout.flow.catalogue import find_flow, shipped_ids
from optout.flow.load import LoadedFlow
from optout.flow.saved import ReadyCase, load_cases
from optout.flow.words import name_pattern
from optout.settings import Settings, private_folder
from optout.state import Exit

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


def replay(console: Console, settings: Settings, show: Show) -> Exit:
    """Replay one case, or all of them; gives the exit code: 1 when a case came out differently.

    Raises:
        OptoutError: there is no such flow, case or browser.
    """
    if show.all_cases and show.case:
        raise UsageError("give either --all or --case", "optout replay --all")
    chosen = list(_choose(settings, show))
    launch = Launch(find_browser(settings.browser), headed=show.headed, slow=WATCHING_PAUSE if show.slow else 0)
    aside = threading.Thread(target=_get_ready, args=(chosen,), daemon=True)
    aside.start()
    with interrupts() as signals, driver() as playwright, replay_browser(playwright, launch) as browser:
        aside.join()
        from optout.cli.playing import play_all, play_one  # noqa: PLC0415  imported aside, while the browser starts
        from optout.run.replay import Theatre  # noqa: PLC0415

        theatre = Theatre(browser, launch, private_folder(settings.data_dir) / "replays", signals.tick)
        return play_all(console, theatre, chosen) if show.all_cases else play_one(console, theatre, *chosen[0])


def _get_ready(chosen: list[tuple[LoadedFlow, ReadyCase]]) -> None:
    """Import the engine and compile the flows' words while the browser starts: together they cost a third of a second."""
    import optout.cli.playing  # noqa: F401, PLC0415

    for loaded in {id(loaded): loaded for loaded, _ in chosen}.values():
        for target in loaded.flow.targets.values():
            name_pattern(target.all())


def _choose(settings: Settings, show: Show) -> Iterable[tuple[LoadedFlow, ReadyCase]]:
    """Give the cases to play: one, or all of the named flow, or, when none is named, all of every shipped flow."""
    names = shipped_ids() if show.all_cases and not show.flow_named else [settings.flow]
    for loaded in map(find_flow, names):
        cases = load_cases(loaded)
        for case in cases.values() if show.all_cases else [_chosen(cases, show.case)]:
            yield loaded, case


def _chosen(cases: dict[str, ReadyCase], name: str | None) -> ReadyCase:
    if name is None:
        return next(iter(cases.values()))
    if name not in cases:
        raise UsageError(f"there is no case named “{name}”", f"the cases are: {', '.join(cases)}")
    return cases[name]
