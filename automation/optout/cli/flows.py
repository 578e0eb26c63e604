"""`optout flows`: list, show, make and check flows."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.authoring.check import (
    EU_LANGUAGES,
    CheckedFlow,
    Coverage,
    check,
    check_letter,
    complete,
)
from optout.authoring.scaffold import begins_repository, make_flow, make_workflow
from optout.cli.announce import covers_of, title_of
from optout.cli.console import Console
from optout.exits import Exit
from optout.flow.load import LoadedFlow, find_flow, shipped_ids
from optout.flow.model import Flow
from optout.flow.recipient import is_letter, shipped_letters
from optout.i18n import Said, _, changed, joined, listed, named, ngettext, widened
from optout.person import YOURS
from optout.settings import Settings

if TYPE_CHECKING:
    from optout.cli.replay import PlayedCase

_GRADES = {
    "A": _("the controller's own text"),
    "B": _("a regulator, or several guides"),
    "C": _("one guide or one person"),
    "?": _("not known"),
}


def list_flows(console: Console) -> None:
    """List the shipped flows on stdout."""
    flows = [find_flow(name) for name in shipped_ids()]
    if console.as_json:
        console.json({"flows": [_summary(loaded) for loaded in flows]})
        return
    for loaded in flows:
        row = _("{flow} {title}; {controller}; seen live: {seen}").format(
            flow=widened(loaded.flow.id, 12),
            title=title_of(loaded.flow),
            controller=loaded.flow.controller,
            seen=_seen(loaded),
        )
        console.data(row)


def _seen(loaded: LoadedFlow) -> object:
    return _("never") if loaded.flow.seen_live == "never" else loaded.flow.seen_live


def _summary(loaded: LoadedFlow) -> dict[str, Any]:
    told = {name: getattr(loaded.flow, name) for name in ("id", "title", "controller", "law", "hosts", "sends")}
    return {**told, "seen_live": str(loaded.flow.seen_live)}


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
        *_does(flow),
        _("  covers     {covers}").format(covers=covers_of(flow)),
        _NO_TIME if flow.answer_within == "none" else _("  answer     due within a month, Art. 12(3) GDPR"),
        _("  seat       {seat}, whose public holidays count").format(seat=flow.seat),
        _("  seen live  {seen_live}").format(seen_live=_seen(loaded)),
        *([_("  extends    {flow}").format(flow=loaded.base.name)] if loaded.base else []),
        _("  hash       {sha256}").format(sha256=loaded.sha256),
        "",
        _("Ways to the form, tried in this order"),
        *_numbered(_ways(loaded)),
        *(_("  refused: {address}").format(address=glob) for glob in flow.wrong_form),
        "",
        _("Steps"),
        *_numbered(_steps(loaded)),
        *(["", _("Words that say what came of it"), *answers] if (answers := _answers(loaded)) else []),
        "",
        _("What it rests on"),
        *(f"  {source.grade}  {source.fact} ({source.origin})" for source in flow.sources),
        *(Said("  {grade} = {meaning}").format(grade=grade, meaning=said) for grade, said in _GRADES.items()),
        *(["", _("Notes"), *(f"  {note}" for note in flow.notes)] if flow.notes else []),
        "",
        _("Words that were inferred, not recorded from the site"),
        *_inferred(loaded),
    ]


def _does(flow: Flow) -> Iterator[Said]:
    """Say what a flow sends, or what it turns, what that means and what it does not cover."""
    if not flow.switches:
        yield _("  sends      {what}, once, after you approve").format(
            what=joined(map(YOURS.__getitem__, flow.sends), ", ")
        )
    for step in flow.switches:
        want = flow.short(step.want) if step.is_choice else named(step.want)
        yield _("  turns      {what}: {want}, pressed once, after you approve").format(
            what=flow.short(step.switch), want=want
        )
        yield _("  means      {what}").format(what=step.means.said)
        if step.not_covered:
            yield _("  but not    {what}").format(what=step.not_covered.said)
        if step.costs:
            yield _("  costs      {what}").format(what=step.costs.said)


_NO_TIME = _("  answer     due at no time that a law sets")


def _numbered(lines: Iterable[Said]) -> Iterator[Said]:
    for number, what in enumerate(lines, start=1):
        yield Said("  {number}. {what}").format(number=number, what=what)


def _ways(loaded: LoadedFlow) -> Iterator[Said]:
    for way in loaded.flow.ways:
        first, *others = (
            part.open if hasattr(part, "open") else _("click {target}").format(target=loaded.flow.short(part.click))
            for part in way
        )
        yield joined((first, *(_("then {what}").format(what=other) for other in others)), ", ")


def _steps(loaded: LoadedFlow) -> Iterator[Said]:
    for step in loaded.flow.steps:
        names = dict.fromkeys([*list(step.uses().values())[:1], *step.quotes().values()])
        said = joined((named(step.verb), *map(loaded.flow.short, names)), " ")
        yield _("{step} (if the page has it)").format(step=said) if step.optional else said


def _answers(loaded: LoadedFlow) -> list[Said]:
    if loaded.flow.switches:
        return []
    confirm = loaded.flow.confirm
    said = [(_("  received: “{words}”"), confirm.confirm), (_("  refused: “{words}”"), confirm.rejected)]
    return [line.format(words=loaded.flow.phrase(name)[0]) for line, name in said if name]


def _inferred(loaded: LoadedFlow) -> list[str]:
    every = {**loaded.flow.targets, **loaded.flow.phrases, **loaded.flow.choices}
    lines = [f"  {name}: {', '.join(words.inferred)}" for name, words in every.items() if words.inferred]
    return lines or [_("  none")]


def new_flow(console: Console, flow_id: str, to: Path | None) -> Exit:
    """Make a flow's folder below `to`, else below the working folder.

    Raises:
        UsageError: the id cannot be one, or something of that name is there.
    """
    below = to or Path()
    is_new = begins_repository(below)
    folder, made = make_flow(flow_id, below)
    workflow = make_workflow(below) if is_new else None
    shown = folder if folder.is_absolute() else f"./{folder}"
    for path in made:
        console.mark("done", f"{shown}/{path}")
    if workflow:
        says = _("{file}, which makes GitHub play every case with pytest when something changes")
        console.mark("done", says.format(file=below / workflow))
    console.say()
    console.say(_("It works as it is, on a made-up page. Now change it, one thing at a time"))
    console.hint(_("optout flows check {shown}, then optout replay {shown}").format(shown=shown))
    if console.as_json:
        written = {"workflow": str(below / workflow) if workflow else None}
        console.json({"flow": folder.name, "folder": str(folder), "files": made, **written})
    else:
        console.data(str(folder))
    return Exit.DONE


def check_flows(console: Console, settings: Settings, names: list[str], *, replay: bool, languages: bool) -> Exit:
    """Check flows and their cases; every mistake of every flow is told. Gives the exit code.

    `languages` also lists those that each target and phrase has words in.

    Raises:
        OptoutError: there is no such flow, or, to replay, no browser.
    """
    letters = {name: check_letter(name) for name in (filter(is_letter, names) if names else shipped_letters())}
    checked = check([name for name in names if not is_letter(name)] if names else shipped_ids())
    different = _different(console, settings, checked) if replay and any(one.cases for one in checked) else {}
    if console.as_json:
        every = [_checked_json(one, different.get(one.name)) for one in checked]
        told = [{"letter": name, "languages": spoken, "mistakes": wrong} for name, (spoken, wrong) in letters.items()]
        console.json({"languages": EU_LANGUAGES, "flows": every, "letters": told})
    for one in checked:
        _tell_checked(console.report, one, different.get(one.name))
        _tell_words(console.report, one.words, each=languages)
    for name, (spoken, wrong) in letters.items():
        _tell_letter(console.report, name, spoken, wrong)
    if any(one.mistakes for one in checked) or any(wrong for _spoken, wrong in letters.values()):
        return Exit.USAGE
    return Exit.ERROR if any(different.values()) else Exit.DONE


def _different(console: Console, settings: Settings, checked: list[CheckedFlow]) -> "dict[str, list[PlayedCase]]":
    """Replay every case; give those of each flow that came out differently from what they must."""
    from optout.cli.replay import played_quietly, replay_setup  # noqa: PLC0415  imports Playwright

    with replay_setup(settings) as setup:
        return {
            one.name: [each for each in played_quietly(console, setup, one.playable) if each.differs]
            for one in checked
            if one.cases
        }


def _tell_mistakes(console: Console, name: str, mistakes: tuple[str, ...]) -> None:
    says = ngettext("{flow}: {number} mistake", "{flow}: {number} mistakes", len(mistakes))
    console.mark("failed", says.format(flow=name))
    for line in mistakes:
        console.say(Said("  {line}").format(line=line))


def _tell_letter(console: Console, name: str, languages: tuple[str, ...], mistakes: tuple[str, ...]) -> None:
    if mistakes:
        _tell_mistakes(console, name, mistakes)
        return
    says = _("{letter}: a letter, in {languages}")
    console.mark("done", says.format(letter=name, languages=", ".join(languages)))


def _tell_checked(console: Console, one: CheckedFlow, different: "list[PlayedCase] | None") -> None:
    """Say what is wrong in a flow, or how its cases came out; `different` is None when none were replayed."""
    if one.mistakes:
        _tell_mistakes(console, one.name, one.mistakes)
        return
    cases = ngettext("{number} case", "{number} cases", len(one.cases))
    if one.others and one.loaded and one.loaded.base:
        cases = _("{cases} and {others} as in {flow}").format(cases=cases, others=one.others, flow=one.loaded.base.name)
    told = _("{flow}: {cases}").format(flow=one.name, cases=cases)
    if different:
        told = _("{told}, {count} different").format(told=told, count=len(different))
    elif different is not None:
        told = _("{told}, replayed as expected").format(told=told)
    console.mark("failed" if different else "done", told)
    for played in different or ():
        console.say(f"  {played.case.name}")
        for line in played.differs:
            console.say(Said("    {line}").format(line=line))


def _tell_words(console: Console, words: tuple[Coverage, ...], *, each: bool) -> None:
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
    number = changed(Said("{covered}").format(covered=words.covered), lambda digits: digits.rjust(2))
    known = _("{number} of {all} languages").format(number=number, all=len(EU_LANGUAGES))
    inferred = [_("inferred: {languages}").format(languages=", ".join(words.inferred))] if words.inferred else []
    missing = [_("missing: {languages}").format(languages=", ".join(words.missing))] if words.missing else []
    return joined((known, *by, *inferred, *missing), "; ")


def _checked_json(one: CheckedFlow, different: "list[PlayedCase] | None") -> dict[str, Any]:
    differences = None
    if different is not None:
        differences = [{"case": played.case.name, "differences": played.differs} for played in different]
    return {
        "flow": one.name,
        "cases": len(one.cases),
        "inherited": one.others,
        "mistakes": one.mistakes,
        "different": differences,
        "words": [{**asdict(words), "covered": words.covered} for words in one.words],
    }
