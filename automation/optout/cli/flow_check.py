"""`optout flows check`: what is wrong in a flow and its cases, whether they replay, and which languages it knows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from optout.authoring.coverage import EU_LANGUAGES, Coverage, complete, coverage, covered
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.console import Console
from optout.cli.replay import PlayedCase, played_quietly
from optout.cli.terminal import interrupts
from optout.errors import FlowError
from optout.flow.cases import ReadyCase, has_cases, load_cases
from optout.flow.load import LoadedFlow, find_flow, shipped_ids
from optout.i18n import Said, _, changed, joined, listed, ngettext, widened
from optout.outcome import Exit
from optout.run.replay import ReplaySetup
from optout.settings import Settings, language, private_folder, read_settings


@dataclass
class Checked:
    """A flow as it was checked.

    `cases` are those to replay; `others` counts those that another checked flow has word for word. `different` has the
    cases that came out differently, None when none were replayed.
    """

    name: str
    loaded: LoadedFlow | None = None
    cases: list[ReadyCase] = field(default_factory=list)
    others: int = 0
    mistakes: list[str] = field(default_factory=list)
    words: list[Coverage] = field(default_factory=list)
    different: list[PlayedCase] | None = None


def check_flows(console: Console, names: list[str], flags: Mapping[str, Any], *, replay: bool, languages: bool) -> Exit:
    """Check flows and their cases; every mistake of every flow is told. Gives the exit code.

    `languages` also lists those that each target and phrase has words in.

    Raises:
        OptoutError: there is no such flow, or, to replay, no browser.
    """
    checked = [_check(name) for name in names or shipped_ids()]
    ids = {one.loaded.flow.id for one in checked if one.loaded}
    for one in checked:
        every, one.cases = one.cases, [case for case in one.cases if case.inherited not in ids]
        one.others = len(every) - len(one.cases)
    if replay and any(one.cases for one in checked):
        with _theatre(read_settings(**flags)) as setup:
            for one in checked:
                if one.loaded and one.cases:
                    played = played_quietly(console, setup, [(one.loaded, case) for case in one.cases])
                    one.different = [each for each in played if each.differs]
    if console.as_json:
        console.json({"languages": EU_LANGUAGES, "flows": [_as_json(one) for one in checked]})
    for one in checked:
        _tell(console.report, one)
        _tell_words(console.report, one.words, each=languages)
    if any(one.mistakes for one in checked):
        return Exit.USAGE
    return Exit.ERROR if any(one.different for one in checked) else Exit.DONE


def _check(name: str) -> Checked:
    try:
        loaded = find_flow(name)
        cases = list(load_cases(loaded).values()) if has_cases(loaded) else []
    except FlowError as error:
        return Checked(name, mistakes=[mistake.told for mistake in error.mistakes])
    return Checked(name, loaded, cases, words=coverage(loaded.flow))


@contextmanager
def _theatre(settings: Settings) -> Iterator[ReplaySetup]:
    launch = Launch(find_browser(settings.browser), headed=False)
    with interrupts() as signals, driver() as playwright, replay_browser(playwright, launch) as browser:
        records = private_folder(settings.data_dir) / "replays"
        yield ReplaySetup(browser, launch, records, signals.tick, language(settings), signals.asked)


def _tell(console: Console, one: Checked) -> None:
    if one.mistakes:
        console.mark(
            "failed",
            ngettext("{flow}: {number} mistake", "{flow}: {number} mistakes", len(one.mistakes)).format(flow=one.name),
        )
        for line in one.mistakes:
            console.say(Said("  {line}").format(line=line))
        return
    different = one.different or []
    cases = ngettext("{number} case", "{number} cases", len(one.cases))
    if one.others and one.loaded and one.loaded.base:
        cases = _("{cases} and {others} as in {flow}").format(cases=cases, others=one.others, flow=one.loaded.base.name)
    told = _("{flow}: {cases}").format(flow=one.name, cases=cases)
    if different:
        told = _("{told}, {count} different").format(told=told, count=len(different))
    elif one.different is not None:
        told = _("{told}, replayed as expected").format(told=told)
    console.mark("failed" if different else "done", told)
    for played in different:
        console.say(f"  {played.case.name}")
        for line in played.differs:
            console.say(Said("    {line}").format(line=line))


def _tell_words(console: Console, words: list[Coverage], *, each: bool) -> None:
    """Say in one line how many languages have all words and, when asked, what each target and phrase has."""
    if not words or console.as_json:
        return
    says = _("all words in {number} of the EU's {all} languages").format(
        number=len(complete(words)), all=len(EU_LANGUAGES)
    )
    console.say(Said("    {line}").format(line=says if each else joined((says, _("the rest: --languages")), "; ")))
    for one in words if each else ():
        console.say(Said("    {name} {covers}").format(name=widened(one.name, 22), covers=_covers(one)))


def _covers(words: Coverage) -> Said:
    """Say how many languages: `8 of 24 languages; missing: bg, cs; inferred: fr`."""
    by = [_("also by {ways}").format(ways=listed(words.other_ways))] if words.other_ways else []
    if not words.languages:
        return joined((_("no words"), *by), "; ")
    number = changed(Said("{covered}").format(covered=covered(words)), lambda digits: digits.rjust(2))
    known = _("{number} of {all} languages").format(number=number, all=len(EU_LANGUAGES))
    inferred = [_("inferred: {languages}").format(languages=", ".join(words.inferred))] if words.inferred else []
    missing = [_("missing: {languages}").format(languages=", ".join(words.missing))] if words.missing else []
    return joined((known, *by, *inferred, *missing), "; ")


def _as_json(one: Checked) -> dict[str, Any]:
    different = None
    if one.different is not None:
        different = [{"case": played.case.name, "differences": played.differs} for played in one.different]
    return {
        "flow": one.name,
        "cases": len(one.cases),
        "inherited": one.others,
        "mistakes": one.mistakes,
        "different": different,
        "words": [{**asdict(words), "covered": covered(words)} for words in one.words],
    }
