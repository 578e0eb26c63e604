"""`optout flows`: list, show, make and check flows. What only those read who write flows is in English."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.authoring.scaffold import make_flow
from optout.cli.console import Console
from optout.errors import FlowError
from optout.exits import Exit
from optout.flow.cases import ReadyCase, cases_of
from optout.flow.load import LoadedFlow, find_flow, folder_named, shipped_ids
from optout.flow.model import Flow, Open, Step
from optout.flow.recipient import LETTER_FILE, find_recipient, shipped_letters
from optout.person import YOURS
from optout.settings import Settings

if TYPE_CHECKING:
    from optout.cli.replay_all import Row

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
    width = max(len(flow.id) for flow in flows)
    for flow in flows:
        console.data(f"{flow.id.ljust(width)}  {flow.title}; {flow.controller}; seen live: {flow.seen_live}")


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
    """A flow or letter with its mistakes; without any, the flow and its cases, or the letter's languages.

    `different` are the cases that came out differently; None when none were replayed.
    """

    name: str
    mistakes: tuple[str, ...] = ()
    cases: tuple[tuple[LoadedFlow, ReadyCase], ...] = ()
    languages: tuple[str, ...] = ()
    different: "tuple[Row, ...] | None" = None


def _checked(name: str) -> _Checked:
    try:
        if folder_named(name, LETTER_FILE):
            return _Checked(name, languages=("en", *sorted(find_recipient(name).recipient.translations)))
        return _Checked(name, cases=tuple(cases_of([find_flow(name)])))
    except FlowError as error:
        return _Checked(name, tuple(map(str, error.mistakes)))


def check_flows(console: Console, settings: Settings, names: list[str], *, replay: bool) -> Exit:
    """Check flows and their cases, and letters; every mistake of each is told. Gives the exit code."""
    checked = [*map(_checked, names or [*shipped_ids(), *shipped_letters()])]
    if replay and any(one.cases for one in checked):
        checked = _replayed(console, settings, checked)
    if console.as_json:
        letters = [one for one in checked if folder_named(one.name, LETTER_FILE)]
        flows = [_as_json(one) for one in checked if one not in letters]
        told = [{"letter": one.name, "languages": one.languages, "mistakes": one.mistakes} for one in letters]
        console.json({"flows": flows, "letters": told})
    for one in checked:
        _tell(console.report, one)
    if any(one.mistakes for one in checked):
        return Exit.USAGE
    return Exit.ERROR if any(one.different for one in checked) else Exit.DONE


def _replayed(console: Console, settings: Settings, checked: list[_Checked]) -> list[_Checked]:
    """Replay every case of flows without mistakes."""
    from optout.cli.replay import ReplayOptions  # noqa: PLC0415  imports Playwright
    from optout.cli.replay_all import played  # noqa: PLC0415

    cases = [case for one in checked for case in one.cases]
    every = iter([row for _, row in sorted(played(console, settings, cases, ReplayOptions(), 1), key=itemgetter(0))])
    return [
        replace(one, different=tuple(row for row in islice(every, len(one.cases)) if not row["as_expected"]))
        for one in checked
    ]


def _tell(console: Console, one: _Checked) -> None:
    """Say what is wrong in a flow, or how its cases came out."""
    wrong = list(one.mistakes)
    told = f"a letter, in {', '.join(one.languages)}" if one.languages else _number(len(one.cases), "case")
    if one.mistakes:
        told = _number(len(one.mistakes), "mistake")
    elif one.different:
        told += f", {len(one.different)} different"
        wrong = [line for row in one.different for line in (row["case"], *(f"  {says}" for says in row["differences"]))]
    elif one.different is not None and one.cases:
        told += ", replayed as expected"
    console.mark("failed" if wrong else "done", f"{one.name}: {told}")
    for line in wrong:
        console.say(f"  {line}")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _as_json(one: _Checked) -> dict[str, Any]:
    different = one.different and [{name: row[name] for name in ("case", "differences")} for row in one.different]
    return {"flow": one.name, "cases": len(one.cases), "mistakes": one.mistakes, "different": different}
