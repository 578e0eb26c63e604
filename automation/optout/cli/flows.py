"""`optout flows`: list and show flows."""

from typing import Any

from optout.cli.console import Console, count
from optout.flow.catalogue import find_flow, shipped_ids
from optout.flow.load import LoadedFlow
from optout.flow.model import Flow
from optout.flow.steps import Open

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
        console.json({"flows": [_summary(flow) for flow in flows]})
        return
    for flow in flows:
        console.data(f"{flow.id:<12} {flow.title}; {flow.controller}; seen live: {flow.seen_live}")


def _summary(flow: Flow) -> dict[str, Any]:
    return {
        "id": flow.id,
        "title": flow.title,
        "controller": flow.controller,
        "law": flow.law,
        "seen_live": str(flow.seen_live),
        "hosts": flow.hosts,
        "sends": flow.sends,
    }


def show_flow(console: Console, name: str) -> None:
    """Show a flow on stdout before it runs."""
    loaded = find_flow(name)
    if console.as_json:
        shown = loaded.flow.model_dump(mode="json", by_alias=True, exclude_none=True)
        console.json({"flow": shown, "sha256": loaded.sha256})
        return
    for line in _lines(loaded):
        console.data(line)


def _lines(loaded: LoadedFlow) -> list[str]:
    flow = loaded.flow
    return [
        f"{flow.title} ({flow.law})",
        f"  to         {flow.controller}",
        f"  hosts      {', '.join(flow.hosts)}",
        f"  sends      your {', your '.join(flow.sends)}, once, after you approve",
        f"  covers     {flow.covers}",
        f"  answer     due within {count(flow.answer_within_days, 'day')}",
        f"  seen live  {flow.seen_live}",
        f"  file hash  {loaded.sha256}",
        "",
        "Ways to the form, tried in this order",
        *(f"  {number}. {_way(way)}" for number, way in enumerate(flow.ways, start=1)),
        *(f"  refused: {glob}" for glob in flow.wrong_form),
        "",
        "Steps",
        *(f"  {number}. {_step(step)}" for number, step in enumerate(flow.steps, start=1)),
        "",
        "What it rests on",
        *(f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources),
        *(f"  {grade} = {meaning}" for grade, meaning in _GRADES.items()),
        *(["", "Notes", *(f"  {note}" for note in flow.notes)] if flow.notes else []),
        "",
        "Words that were inferred, not recorded from the site",
        *_inferred(flow),
    ]


def _way(way: Any) -> str:
    return ", then ".join(part.open if isinstance(part, Open) else f"click {part.click}" for part in way)


def _step(step: Any) -> str:
    words = [step.verb.replace("_", " "), next(iter(step.uses().values()), ""), *step.quotes().values()]
    optional = " (if the page has it)" if step.optional else ""
    return " ".join(word.replace("_", " ") for word in dict.fromkeys(words) if word) + optional


def _inferred(flow: Flow) -> list[str]:
    named = {**flow.targets, **flow.phrases, **flow.choices}
    lines = [f"  {name}: {', '.join(words.inferred)}" for name, words in named.items() if words.inferred]
    return lines or ["  none"]
