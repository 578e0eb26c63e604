"""`optout replay`: the same engine and flow file on saved pages, with no network."""

import difflib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from optout.browser.driver import driver
from optout.browser.launch import Launch, page_to_print, replay_browser
from optout.cli.console import Console, can_prompt
from optout.cli.signals import interrupts
from optout.errors import UsageError
from optout.state import Exit
from optout.tongue import _, one_of

# The rest is imported aside: see `replay`.
if TYPE_CHECKING:
    from optout.flow.load import LoadedFlow
    from optout.flow.saved import ReadyCase
    from optout.settings import Settings

    Chosen = list[tuple[LoadedFlow, ReadyCase]]

WATCHING_PAUSE = 700
"""Milliseconds before each action of `--slow`."""


@dataclass(frozen=True)
class Show:
    """What to replay and how to see it; `named` only says which cases there are."""

    flow_named: bool = False
    case: str | None = None
    all_cases: bool = False
    named: bool = False
    headed: bool = False
    slow: bool = False


def replay(console: Console, flags: Mapping[str, Any], show: Show) -> Exit:
    """Replay one case, or all of them, or name them; gives the exit code: 1 when a case came out differently.

    Raises:
        OptoutError: a setting is wrong, or there is no such flow, case or browser.
    """
    if show.all_cases and show.case:
        raise UsageError(_("give either --all or --case"), "optout replay --all")
    if show.named and show.case:
        raise UsageError(_("give either --list or --case"), "optout replay --list")
    if show.named:
        return _named(console, flags, show)
    # What each step needs is imported and read aside, in this order, while the driver and then the browser start.
    with ThreadPoolExecutor(1) as aside, interrupts() as signals:
        starting = aside.submit(_settings_and_launch, flags, show)
        choosing = aside.submit(lambda: _choose(starting.result()[0], show))
        with driver() as playwright:
            settings, launch = starting.result()
            with replay_browser(playwright, launch) as browser, ExitStack() as stack:
                looks_on = show.headed and not (show.all_cases or console.as_json) and can_prompt()
                elsewhere = partial(page_to_print, stack, playwright, launch) if looks_on else None
                stage = (browser, launch, settings, signals, elsewhere)
                return _play(console, show, stage, choosing.result())


def _named(console: Console, flags: Mapping[str, Any], show: Show) -> Exit:
    from optout.cli.case_list import list_cases
    from optout.settings import read_settings

    list_cases(console, _all_cases(read_settings(**flags), show))
    return Exit.DONE


def _play(console: Console, show: Show, stage: tuple[Any, ...], chosen: "Chosen") -> Exit:
    from optout.cli.playing import play_all, play_one
    from optout.run.replay import Theatre
    from optout.settings import language, private_folder

    browser, launch, settings, signals, elsewhere = stage
    records = private_folder(settings.data_dir) / "replays"
    theatre = Theatre(browser, launch, records, signals.tick, language(settings), signals.asked, elsewhere)
    return play_all(console, theatre, chosen) if show.all_cases else play_one(console, theatre, *chosen[0])


def _settings_and_launch(flags: Mapping[str, Any], show: Show) -> "tuple[Settings, Launch]":
    from optout.browser.find import find_browser
    from optout.settings import read_settings

    settings = read_settings(**flags)
    slow = WATCHING_PAUSE if show.slow else 0
    return settings, Launch(find_browser(settings.browser), headed=show.headed, slow=slow)


def _choose(settings: "Settings", show: Show) -> "Chosen":
    """Give the cases to play: one, or all there are."""
    from optout.flow.catalogue import find_flow
    from optout.flow.saved import load_cases
    from optout.settings import language

    if show.all_cases:
        chosen = _all_cases(settings, show)
    else:
        loaded = find_flow(settings.flow)
        chosen = [(loaded, _chosen(settings.flow, load_cases(loaded), show.case, language(settings)))]
    import optout.cli.playing  # noqa: F401  the engine, which the browser's start does not need

    return chosen


def _all_cases(settings: "Settings", show: Show) -> "Chosen":
    """Give all cases of the named flow, or, when none is named, all of every shipped flow."""
    from optout.flow.catalogue import find_flow, shipped_ids
    from optout.flow.saved import load_cases

    names = [settings.flow] if show.flow_named else shipped_ids()
    return [(loaded, case) for loaded in map(find_flow, names) for case in load_cases(loaded).values()]


def _chosen(flow: str, cases: "dict[str, ReadyCase]", name: str | None, language: str) -> "ReadyCase":
    """Give the case of a name; without one the first on pages in the person's language, else the first of all."""
    if name is None:
        return next((case for case in cases.values() if case.case.words == language), next(iter(cases.values())))
    if name not in cases:
        near = difflib.get_close_matches(name, cases, n=3, cutoff=0.4)
        hint = _("optout replay {flow} --list names them all").format(flow=flow)
        if near:
            hint = _("did you mean {near}? {hint}").format(near=one_of(near), hint=hint)
        raise UsageError(_("there is no case named “{name}”").format(name=name), hint)
    return cases[name]
