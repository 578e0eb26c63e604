"""`optout flows`: list, show, make and check flows.

What only those read who write flows is in English.
"""

from collections.abc import Iterator
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
    Flow,
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
    columns = ("id", "title", "controller", "law", "hosts", "sends", "seen_live")
    console.result(
        {"flows": [{name: getattr(flow, name) for name in columns} for flow in flows]}, *rows
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
    lines = [
        f"{flow.title} ({flow.law})",
        *(translate(line, ENGLISH) for line in what_it_does(loaded)),
        f"  covers  {flow.covers}",
        f"  letter  in your letters, what you object to: {flow.processing}",
        f"  answer  due {_due(flow)}; the public holidays of {flow.seat} count",
        f"  seen    live: {flow.seen_live}",
        *_sources_and_notes(flow),
        "",
        "Words that were inferred, not recorded from the site",
        *(_inferred_words(flow) or ["  none"]),
    ]
    shown = flow.model_dump(mode="json", by_alias=True, exclude_none=True)
    console.result({"flow": shown, "sha256": loaded.sha256}, *lines)


def _due(flow: Flow) -> str:
    if flow.answer_within == "none":
        return "at no time that a law sets"
    return "within a month, Art. 12(3) GDPR"


def _sources_and_notes(flow: Flow) -> list[str]:
    lines = [
        "",
        "What it rests on",
        *(f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources),
        "  A the controller's own text, B a regulator or several guides, C one guide or one person, ? not known",
    ]
    if flow.notes:
        lines += ["", "Notes", *(f"  {note}" for note in flow.notes)]
    return lines


def _inferred_words(flow: Flow) -> list[str]:
    every = {**flow.targets, **flow.phrases, **flow.choices}
    return [
        f"  {name}: {', '.join(words.inferred)}" for name, words in every.items() if words.inferred
    ]


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
    """Check flows and their cases, and letters, and report every mistake of each. Gives the exit code."""
    checked = [_checked(name) for name in names or [*shipped_ids(), *shipped_letters()]]
    if replay:
        checked = _replayed(desk, checked)
    desk.console.result(
        {
            "flows": [item.as_json() for item in checked if isinstance(item, _CheckedFlow)],
            "letters": [item.as_json() for item in checked if isinstance(item, _CheckedLetter)],
        }
    )
    for item in checked:
        _report(desk.console.report, item)
    return max(_exit_code(item) for item in checked)


def _exit_code(checked: "_Checked") -> Exit:
    if checked.mistakes:
        return Exit.USAGE
    return Exit.ERROR if checked.problems else Exit.DONE


@dataclass(frozen=True)
class _CheckedLetter:
    """A letter: its languages, or mistakes."""

    name: str
    mistakes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result of the check, in a few words."""
        if self.mistakes:
            return number_of(len(self.mistakes), "mistake")
        return f"a letter, in {', '.join(self.languages)}"

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, a line each."""
        return list(self.mistakes)

    def as_json(self) -> dict[str, Any]:
        """Return the result as `--json` shows it."""
        return {"letter": self.name, "languages": self.languages, "mistakes": self.mistakes}


@dataclass(frozen=True)
class _CheckedFlow:
    """A flow: its cases, or mistakes, and the cases that came out differently; None if none was played."""

    name: str
    mistakes: tuple[str, ...] = ()
    cases: tuple[tuple[LoadedFlow, ReadyCase], ...] = ()
    different: tuple[dict[str, Any], ...] | None = None

    @property
    def summary(self) -> str:
        """The result of the check, in a few words."""
        if self.mistakes:
            return number_of(len(self.mistakes), "mistake")
        number = number_of(len(self.cases), "case")
        if self.different:
            return f"{number}, {len(self.different)} different"
        is_replayed = self.different is not None and self.cases
        return f"{number}, replayed as expected" if is_replayed else number

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, a line each."""
        if self.mistakes:
            return list(self.mistakes)
        lines = []
        for row in self.different or ():
            lines += [row["case"], *(f"  {text}" for text in row["differences"])]
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the result as `--json` shows it."""
        different = self.different and [
            {name: row[name] for name in ("case", "differences")} for row in self.different
        ]
        return {
            "flow": self.name,
            "cases": len(self.cases),
            "mistakes": self.mistakes,
            "different": different,
        }


_Checked = _CheckedLetter | _CheckedFlow


def _checked(name: str) -> _Checked:
    is_letter = folder_named(name, LETTER_FILE) is not None
    try:
        return _checked_letter(name) if is_letter else _checked_flow(name)
    except FlowError as error:
        mistakes = tuple(map(str, error.mistakes))
        return _CheckedLetter(name, mistakes) if is_letter else _CheckedFlow(name, mistakes)


def _checked_letter(name: str) -> _CheckedLetter:
    recipient = find_recipient(name).recipient
    languages = (ENGLISH, *sorted(recipient.translations))
    return _CheckedLetter(name, _wrong_seat(recipient.seat), languages)


def _checked_flow(name: str) -> _CheckedFlow:
    loaded = find_flow(name)
    return _CheckedFlow(name, _wrong_seat(loaded.flow.seat), tuple(cases_of([loaded])))


def _wrong_seat(seat: str | None) -> tuple[str, ...]:
    return () if seat is None or code_of(seat) else (f"seat: {seat} is the code of no country",)


def _replayed(desk: Desk, checked: list[_Checked]) -> list[_Checked]:
    """Play the cases of all flows in one go, and return each flow with those that came out differently."""
    flows = [item for item in checked if isinstance(item, _CheckedFlow)]
    cases = [case for flow in flows for case in flow.cases]
    if not cases:
        return checked
    from optout.cli.replay import ReplayOptions
    from optout.cli.replay_all import play_cases

    rows = play_cases(desk, cases, ReplayOptions())
    return [_with_rows(item, rows) if isinstance(item, _CheckedFlow) else item for item in checked]


def _with_rows(flow: _CheckedFlow, rows: Iterator[dict[str, Any]]) -> _CheckedFlow:
    """Take the results of the flow's own cases from those of all."""
    results = list(islice(rows, len(flow.cases)))
    return replace(flow, different=tuple(row for row in results if not row["as_expected"]))


def _report(console: Console, checked: _Checked) -> None:
    problems = checked.problems
    console.mark("failed" if problems else "done", f"{checked.name}: {checked.summary}")
    for line in problems:
        console.say(f"  {line}")
    if isinstance(checked, _CheckedFlow) and checked.different:
        case = checked.different[0]["case"]
        console.say(f"  optout replay {checked.name} --case {case} shows it")
