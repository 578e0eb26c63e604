"""`optout flows`: list, show, make and check flows. What only those read who write flows is in English."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.authoring.scaffold import make_flow
from optout.cli.console import Console
from optout.errors import FlowError
from optout.exits import Exit
from optout.flow.cases import cases_of
from optout.flow.load import LoadedFlow, find_flow, folder_named, shipped_ids
from optout.flow.model import Flow, Open, Step
from optout.flow.recipient import LETTER_FILE, find_recipient, shipped_letters
from optout.person import YOURS
from optout.settings import Settings

if TYPE_CHECKING:
    from optout.cli.replay import PlayedCase

_GRADES = {
    "A": "the controller's own text",
    "B": "a regulator, or several guides",
    "C": "one guide or one person",
    "?": "not known",
}


def list_flows(console: Console) -> None:
    """List the shipped flows on stdout."""
    flows = [find_flow(name).flow for name in shipped_ids()]
    if console.as_json:
        told = ("id", "title", "controller", "law", "hosts", "sends", "seen_live")
        console.json({"flows": [{name: getattr(flow, name) for name in told} for flow in flows]})
        return
    for flow in flows:
        console.data(f"{flow.id:12} {flow.title}; {flow.controller}; seen live: {flow.seen_live}")


def show_flow(console: Console, name: str) -> None:
    """Show a flow on stdout before it runs."""
    loaded = find_flow(name)
    if console.as_json:
        shown = loaded.flow.model_dump(mode="json", by_alias=True, exclude_none=True)
        console.json({"flow": shown, "sha256": loaded.sha256})
        return
    for line in _lines(loaded):
        console.data(line)


def _lines(loaded: LoadedFlow) -> Iterator[str]:
    flow = loaded.flow
    yield f"{flow.title} ({flow.law})"
    yield f"  to         {flow.controller}"
    yield f"  hosts      {', '.join(flow.hosts)}"
    yield from _does(flow)
    yield f"  covers     {flow.covers}"
    due = "at no time that a law sets" if flow.answer_within == "none" else "within a month, Art. 12(3) GDPR"
    yield f"  answer     due {due}"
    yield f"  seat       {flow.seat}, whose public holidays count"
    yield f"  seen live  {flow.seen_live}"
    if loaded.base:
        yield f"  extends    {loaded.base.name}"
    yield f"  hash       {loaded.sha256}"
    yield from ("", "Ways to the form, tried in this order")
    yield from _numbered(", then ".join(_step(flow, part) for part in way) for way in flow.ways)
    yield from (f"  refused: {address}" for address in flow.wrong_form)
    yield from ("", "Steps")
    yield from _numbered(_step(flow, step) for step in flow.steps)
    if not flow.switches:
        yield from ("", "Words that say what came of it")
        names = {"received": flow.confirm.confirm, "refused": flow.confirm.rejected}
        yield from (f"  {what}: “{flow.phrase(name)[0]}”" for what, name in names.items() if name)
    yield from ("", "What it rests on")
    yield from (f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources)
    yield from (f"  {grade} = {meaning}" for grade, meaning in _GRADES.items())
    if flow.notes:
        yield from ("", "Notes", *(f"  {note}" for note in flow.notes))
    yield from ("", "Words that were inferred, not recorded from the site")
    every = {**flow.targets, **flow.phrases, **flow.choices}
    inferred = [f"  {name}: {', '.join(words.inferred)}" for name, words in every.items() if words.inferred]
    yield from inferred or ["  none"]


def _does(flow: Flow) -> Iterator[str]:
    """Say what a flow sends, or what it turns, what that means and what it does not cover."""
    if not flow.switches:
        yield f"  sends      {', '.join(YOURS[field] for field in flow.sends)}, once, after you approve"
    for step in flow.switches:
        yield f"  turns      {flow.called(step.switch)}: {flow.wanted(step)}, pressed once, after you approve"
        for what, text in (("means", step.means), ("but not", step.not_covered)):
            if text:
                yield f"  {what:10} {text.en}"


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {number}. {line}" for number, line in enumerate(lines, start=1))


def _step(flow: Flow, step: Open | Step) -> str:
    """Say what a step does: its verb, what it works on and what phrases it waits for."""
    if isinstance(step, Open):
        return f"open {step.open}"
    names = [*[*step.uses().values()][:1], *step.uses("phrase").values()]
    told = " ".join([step.verb.replace("_", " "), *map(flow.called, names)])
    return f"{told} (if the page has it)" if step.optional else told


def new_flow(console: Console, flow_id: str, to: Path | None) -> Exit:
    """Make a flow's folder below `to`, else below the working folder; raise UsageError where that cannot be."""
    folder, made = make_flow(flow_id, to or Path())
    shown = folder if folder.is_absolute() else f"./{folder}"
    for path in made:
        console.mark("done", f"{shown}/{path}")
    console.say()
    console.say("It works as it is, on a made-up page. Now change it, one thing at a time")
    console.hint(f"optout flows check {shown}, then optout replay {shown}")
    if console.as_json:
        console.json({"flow": folder.name, "folder": str(folder), "files": made})
    else:
        console.data(str(folder))
    return Exit.DONE


@dataclass(frozen=True)
class _Checked:
    """A flow or letter with its mistakes; without any, the flow and its number of cases, or the letter's languages."""

    name: str
    mistakes: tuple[str, ...] = ()
    loaded: LoadedFlow | None = None
    cases: int = 0
    languages: tuple[str, ...] = ()


def _checked(name: str) -> _Checked:
    try:
        if folder_named(name, LETTER_FILE):
            return _Checked(name, languages=("en", *sorted(find_recipient(name).recipient.translations)))
        loaded = find_flow(name)
        return _Checked(name, loaded=loaded, cases=len(cases_of([loaded])))
    except FlowError as error:
        return _Checked(name, tuple(map(str, error.mistakes)))


def check_flows(console: Console, settings: Settings, names: list[str], *, replay: bool) -> Exit:
    """Check flows and their cases, and letters; every mistake of each is told. Gives the exit code.

    Raises:
        OptoutError: there is no such flow, or, to replay, no browser.
    """
    checked = [*map(_checked, names or [*shipped_ids(), *shipped_letters()])]
    different = _different(console, settings, checked) if replay and any(one.cases for one in checked) else None
    if console.as_json:
        flows = [_checked_json(one, different) for one in checked if not folder_named(one.name, LETTER_FILE)]
        letters = [one for one in checked if folder_named(one.name, LETTER_FILE)]
        told = [{"letter": one.name, "languages": one.languages, "mistakes": one.mistakes} for one in letters]
        console.json({"flows": flows, "letters": told})
    for one in checked:
        _tell(console.report, one, different)
    if any(one.mistakes for one in checked):
        return Exit.USAGE
    return Exit.ERROR if different else Exit.DONE


def _different(console: Console, settings: Settings, checked: list[_Checked]) -> "list[PlayedCase]":
    """Replay every case; return those that came out differently from what they must."""
    from optout.cli.replay import played_quietly, replay_setup  # noqa: PLC0415  imports Playwright

    cases = cases_of(one.loaded for one in checked if one.loaded and one.cases)
    with replay_setup(settings) as setup:
        return [played for played in played_quietly(console, setup, cases) if played.differs]


def _tell(console: Console, one: _Checked, different: "list[PlayedCase] | None") -> None:
    """Say what is wrong in a flow, or how its cases came out; `different` is None when none were replayed."""
    own = [played for played in different or () if played.loaded is one.loaded]
    wrong = one.mistakes or [line for each in own for line in (each.case.name, *(f"  {says}" for says in each.differs))]
    told = f"a letter, in {', '.join(one.languages)}" if one.languages else _number(one.cases, "case")
    if one.mistakes:
        told = _number(len(one.mistakes), "mistake")
    elif own:
        told += f", {len(own)} different"
    elif different is not None and one.cases:
        told += ", replayed as expected"
    console.mark("failed" if wrong else "done", f"{one.name}: {told}")
    for line in wrong:
        console.say(f"  {line}")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _checked_json(one: _Checked, different: "list[PlayedCase] | None") -> dict[str, Any]:
    own = [played for played in different or () if played.loaded is one.loaded]
    differences = [{"case": played.case.name, "differences": played.differs} for played in own]
    return {
        "flow": one.name,
        "cases": one.cases,
        "mistakes": one.mistakes,
        "different": None if different is None else differences,
    }
