"""`optout flows`: list, show, make and check flows.

What only those read who write flows is in English.
"""

from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from optout.authoring.scaffold import make_flow
from optout.cli.console import Console, Desk, number_of
from optout.cli.options import BrowserOption, DataDirOption, JsonOption, Work, begin, flow_argument
from optout.errors import Exit, FlowError
from optout.flow import (
    LETTER_FILE,
    LoadedFlow,
    ReadyCase,
    cases_of,
    code_of,
    find_flow,
    find_recipient,
    folder_named,
    shipped_ids,
    shipped_letters,
)
from optout.language import ENGLISH
from optout.translation import translate


def list_command(*, as_json: JsonOption = False) -> Work:
    """List the flows that came with the program.

    \b
    optout flows list          one line a flow: its id, and to whom it objects
    """
    return partial(list_flows, Console(as_json=as_json))


def list_flows(console: Console) -> None:
    """List the shipped flows on stdout."""
    flows = [find_flow(name).flow for name in shipped_ids()]
    width = max(len(flow.id) for flow in flows)
    rows = [
        f"{flow.id.ljust(width)}  {flow.title}; {flow.controller}; seen live: {flow.seen_live}"
        for flow in flows
    ]
    told = ("id", "title", "controller", "law", "hosts", "sends", "seen_live")
    console.result(
        {"flows": [{name: getattr(flow, name) for name in told} for flow in flows]}, *rows
    )


def show_command(
    *,
    flow: Annotated[str, flow_argument(help="A flow's id, or a folder.")],
    as_json: JsonOption = False,
) -> Work:
    """Show what a flow does before it runs: to whom, with what, by which ways.

    \b
    optout flows show facebook    a flow that came with the program
    """
    return partial(show_flow, Console(as_json=as_json), flow)


def show_flow(console: Console, name: str) -> None:
    """Show a flow on stdout before it runs: what one is asked to trust of a stranger's, and how sure each fact is."""
    from optout.cli.preflight import what_it_does

    loaded = find_flow(name)
    flow = loaded.flow
    due = (
        "at no time that a law sets"
        if flow.answer_within == "none"
        else "within a month, Art. 12(3) GDPR"
    )
    every = {**flow.targets, **flow.phrases, **flow.choices}
    inferred = [
        f"  {name}: {', '.join(words.inferred)}" for name, words in every.items() if words.inferred
    ]
    lines = [
        f"{flow.title} ({flow.law})",
        *(translate(line, ENGLISH) for line in what_it_does(loaded)),
        f"  covers  {flow.covers}",
        f"  letter  in your letters, what you object to: {flow.processing}",
        f"  answer  due {due}; the public holidays of {flow.seat} count",
        f"  seen    live: {flow.seen_live}",
        "",
        "What it rests on",
        *(f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources),
        "  A the controller's own text, B a regulator or several guides, C one guide or one person, ? not known",
        *(("", "Notes", *(f"  {note}" for note in flow.notes)) if flow.notes else ()),
        "",
        "Words that were inferred, not recorded from the site",
        *(inferred or ["  none"]),
    ]
    shown = flow.model_dump(mode="json", by_alias=True, exclude_none=True)
    console.result({"flow": shown, "sha256": loaded.sha256}, *lines)


def new_command(
    *,
    flow_id: Annotated[str, Argument(metavar="ID", help="Small letters, digits and dashes.")],
    to: Annotated[
        Path | None, Option(metavar="FOLDER", help="Where to make it; else in this folder.")
    ] = None,
    as_json: JsonOption = False,
) -> Work:
    """Make a folder with a small flow that works as it is, to change step by step.

    \b
    optout flows new my-bank      ./my-bank: flow.yaml, a saved page and a case
    optout replay ./my-bank       the whole way, with no network
    """
    return partial(new_flow, Console(as_json=as_json), flow_id, to)


def new_flow(console: Console, flow_id: str, to: Path | None) -> Exit:
    """Make a flow's folder below `to`, else below the working folder; raise UsageError where that cannot be."""
    folder, made = make_flow(flow_id, to or Path())
    shown = folder if folder.is_absolute() else f"./{folder}"
    for path in made:
        console.mark("done", f"{shown}/{path}")
    console.say()
    console.say("It works as it is, on a made-up page. Now change it, one thing at a time")
    console.hint(f"optout flows check {shown}, then optout replay {shown}")
    console.result({"flow": folder.name, "folder": str(folder), "files": made}, str(folder))
    return Exit.DONE


@dataclass(frozen=True)
class _Checked:
    """A flow with its cases or a letter with its languages, or mistakes; `different` is None where none was played."""

    name: str
    mistakes: tuple[str, ...] = ()
    cases: tuple[tuple[LoadedFlow, ReadyCase], ...] = ()
    languages: tuple[str, ...] = ()
    different: tuple[dict[str, Any], ...] | None = None


def _checked(name: str) -> _Checked:
    try:
        if folder_named(name, LETTER_FILE):
            recipient = find_recipient(name).recipient
            return _Checked(
                name, _wrong_seat(recipient.seat), languages=("en", *sorted(recipient.translations))
            )
        loaded = find_flow(name)
        return _Checked(name, _wrong_seat(loaded.flow.seat), cases=tuple(cases_of([loaded])))
    except FlowError as error:
        return _Checked(name, tuple(map(str, error.mistakes)))


def _wrong_seat(seat: str | None) -> tuple[str, ...]:
    return () if seat is None or code_of(seat) else (f"seat: {seat} is the code of no country",)


def check_command(
    *,
    flows: Annotated[list[str] | None, flow_argument(help="Flows to check; else all.")] = None,
    no_replay: Annotated[
        bool, Option("--no-replay", help="Leave out replaying the cases.")
    ] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Check flow files and their cases: the mistakes with their lines, and a replay.

    \b
    optout flows check ./my-bank     a flow of your own; else all
    """
    begun = begin(as_json=as_json, browser=browser, data_dir=data_dir)
    return partial(check_flows, begun, flows or [], replay=not no_replay)


def check_flows(desk: Desk, names: list[str], *, replay: bool) -> Exit:
    """Check flows and their cases, and letters; every mistake of each is told. Gives the exit code."""
    checked = [*map(_checked, names or [*shipped_ids(), *shipped_letters()])]
    if replay and any(one.cases for one in checked):
        from optout.cli.replay import ReplayOptions
        from optout.cli.replay_all import play_cases

        cases = [case for one in checked for case in one.cases]
        rows = play_cases(desk, cases, ReplayOptions())
        own = [(one, list(islice(rows, len(one.cases)))) for one in checked]
        checked = [
            replace(one, different=tuple(row for row in came if not row["as_expected"]))
            for one, came in own
        ]
    letters = [one for one in checked if folder_named(one.name, LETTER_FILE)]
    flows = [_as_json(one) for one in checked if one not in letters]
    told = [
        {"letter": one.name, "languages": one.languages, "mistakes": one.mistakes}
        for one in letters
    ]
    desk.console.result({"flows": flows, "letters": told})
    for one in checked:
        _tell(desk.console.report, one)
    if any(one.mistakes for one in checked):
        return Exit.USAGE
    return Exit.ERROR if any(one.different for one in checked) else Exit.DONE


def _tell(console: Console, one: _Checked) -> None:
    wrong = list(one.mistakes)
    told = (
        f"a letter, in {', '.join(one.languages)}"
        if one.languages
        else number_of(len(one.cases), "case")
    )
    if one.mistakes:
        told = number_of(len(one.mistakes), "mistake")
    elif one.different:
        told += f", {len(one.different)} different"
        wrong = [
            line
            for row in one.different
            for line in (row["case"], *(f"  {text}" for text in row["differences"]))
        ]
    elif one.different is not None and one.cases:
        told += ", replayed as expected"
    console.mark("failed" if wrong else "done", f"{one.name}: {told}")
    for line in wrong:
        console.say(f"  {line}")
    if one.different:
        console.say(f"  optout replay {one.name} --case {one.different[0]['case']} shows it")


def _as_json(one: _Checked) -> dict[str, Any]:
    different = one.different and [
        {name: row[name] for name in ("case", "differences")} for row in one.different
    ]
    return {
        "flow": one.name,
        "cases": len(one.cases),
        "mistakes": one.mistakes,
        "different": different,
    }
