"""`optout flows`: list and show flows."""

from typing import Any

from optout.cli.announce import covers_of, title_of
from optout.cli.console import Console
from optout.flow.load import LoadedFlow, find_flow, shipped_ids
from optout.flow.model import Flow, Open, Step, WayStep
from optout.i18n import Said, _, joined, named, widened
from optout.person import YOURS

_GRADES = {
    "A": _("the controller's own text"),
    "B": _("a regulator, or several guides"),
    "C": _("one guide or one person"),
    "?": _("not known"),
}


def list_flows(console: Console) -> None:
    """List the shipped flows on stdout."""
    flows = [find_flow(name).flow for name in shipped_ids()]
    if console.as_json:
        console.json({"flows": [_summary(flow) for flow in flows]})
        return
    for flow in flows:
        row = _("{flow} {title}; {controller}; seen live: {seen}").format(
            flow=widened(flow.id, 12), title=title_of(flow), controller=flow.controller, seen=_seen(flow)
        )
        console.data(row)


def _seen(flow: Flow) -> object:
    return _("never") if flow.seen_live == "never" else flow.seen_live


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
        Said("{title} ({law})").format(title=title_of(flow), law=Said(flow.law)),
        _("  to         {controller}").format(controller=flow.controller),
        _("  hosts      {hosts}").format(hosts=", ".join(flow.hosts)),
        _("  sends      {what}, once, after you approve").format(what=joined(map(YOURS.__getitem__, flow.sends), ", ")),
        _("  covers     {covers}").format(covers=covers_of(flow)),
        _NO_TIME if flow.answer_within == "none" else _("  answer     due within a month, Art. 12(3) GDPR"),
        _("  seat       {seat}, whose public holidays count").format(seat=flow.seat),
        _("  seen live  {seen_live}").format(seen_live=_seen(flow)),
        *([_("  extends    {flow}").format(flow=loaded.base.name)] if loaded.base else []),
        _("  hash       {sha256}").format(sha256=loaded.sha256),
        "",
        _("Ways to the form, tried in this order"),
        *(_NUMBERED.format(number=number, what=_way(flow, way)) for number, way in enumerate(flow.ways, start=1)),
        *(_("  refused: {address}").format(address=glob) for glob in flow.wrong_form),
        "",
        _("Steps"),
        *(_NUMBERED.format(number=number, what=_step(flow, step)) for number, step in enumerate(flow.steps, start=1)),
        "",
        _("Words that say what came of it"),
        *_answers(flow),
        "",
        _("What it rests on"),
        *(f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources),
        *(Said("  {grade} = {meaning}").format(grade=grade, meaning=said) for grade, said in _GRADES.items()),
        *(["", _("Notes"), *(f"  {note}" for note in flow.notes)] if flow.notes else []),
        "",
        _("Words that were inferred, not recorded from the site"),
        *_inferred(flow),
    ]


_NO_TIME = _("  answer     due at no time that a law sets")
_NUMBERED = Said("  {number}. {what}")


def _way(flow: Flow, way: list[WayStep]) -> Said:
    opened = (
        part.open if isinstance(part, Open) else _("click {target}").format(target=flow.short(part.click))
        for part in way
    )
    first, *others = opened
    return joined((first, *(_("then {what}").format(what=other) for other in others)), ", ")


def _step(flow: Flow, step: Step) -> Said:
    names = dict.fromkeys([*list(step.uses().values())[:1], *step.quotes().values()])
    said = joined((named(step.verb), *map(flow.short, names)), " ")
    return _("{step} (if the page has it)").format(step=said) if step.optional else said


def _answers(flow: Flow) -> list[Said]:
    said = [(_("  received: “{words}”"), flow.confirm.confirm), (_("  refused: “{words}”"), flow.confirm.rejected)]
    return [line.format(words=flow.phrase(name)[0]) for line, name in said if name]


def _inferred(flow: Flow) -> list[str]:
    named = {**flow.targets, **flow.phrases, **flow.choices}
    lines = [f"  {name}: {', '.join(words.inferred)}" for name, words in named.items() if words.inferred]
    return lines or [_("  none")]
