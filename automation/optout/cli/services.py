"""`optout services`: what can be done where, how sure that is, what it covers, and where you stand."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from optout.cli.announce import covers_of, title_of
from optout.cli.console import Console
from optout.cli.standing import SERVICES_FILE, Standing, chosen, overview
from optout.cli.status import stands
from optout.errors import UsageError
from optout.evidence.files import replace_private
from optout.exits import Exit
from optout.flow.load import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.flow.recipient import Other, Recipient, find_recipient, find_service, others, shipped_letters
from optout.i18n import Said, _, joined, ngettext, told
from optout.outcome import UNSENT
from optout.settings import Settings, private_folder

FORM, SETTING, LETTER = _("form"), _("setting"), _("letter")
_WAYS = {
    "covered": _("covered"),
    "nothing to do": _("nothing to do"),
    "app only": _("app only"),
    "owner only": _("owner only"),
    "not yet": _("no flow yet"),
}


@dataclass(frozen=True)
class Service:
    """What there is for one service: the way to object there, how sure its facts are, what it covers and what not.

    `grades` are those of its sources, `languages` those in which its control is known by recorded words. `how` is the
    command that carries it out; None where there is nothing to carry out. `controller` is empty where that is not said.
    """

    id: str
    title: Said
    way: Said
    grades: tuple[str, ...]
    languages: tuple[str, ...]
    covers: Said
    not_covered: Said | None = None
    how: Said | None = None
    controller: str = ""


def _every_service() -> list[Service]:
    """Return all services, those at which something can be carried out first, each part by its name.

    Raises:
        FlowError: a file of a flow cannot be used.
    """
    flows = [_of_flow(find_flow(name).flow) for name in shipped_ids()]
    letters = [_of_letter(find_recipient(name).recipient) for name in shipped_letters()]
    return [*flows, *letters, *(_of_other(one) for one in others())]


def _of_flow(flow: Flow) -> Service:
    targets = [step.switch for step in flow.switches] or [flow.send.send]
    known = [flow.targets[name] for name in targets]
    languages = sorted({code for one in known for code in one.words if code not in one.inferred})
    left_out = [step.not_covered.said for step in flow.switches if step.not_covered]
    return Service(
        flow.id,
        title_of(flow),
        SETTING if flow.switches else FORM,
        _grades(source.grade for source in flow.sources),
        tuple(languages),
        covers_of(flow),
        joined(left_out, "; ") if left_out else None,
        how=_("optout submit {name}").format(name=flow.id),
        controller=flow.controller,
    )


def _of_letter(recipient: Recipient) -> Service:
    return Service(
        recipient.id,
        recipient.told("title"),
        LETTER,
        _grades(source.grade for source in recipient.sources),
        (),
        recipient.told("covers"),
        recipient.told("not_covered"),
        how=_("optout letter {name}").format(name=recipient.id),
    )


def _of_other(other: Other) -> Service:
    return Service(
        other.id,
        Said(other.title),
        _WAYS[other.way],
        _grades(source.grade for source in other.sources),
        (),
        other.why.said,
    )


def _grades(grades: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(set(grades), key="ABC?".index))


def use(console: Console, settings: Settings, names: Sequence[str]) -> Exit:
    """Remember which services are the person's; `submit --all` goes through these.

    Raises:
        UsageError: one is not known, or there is nothing to carry out at it.
    """
    table = {one.id: one for one in _every_service()}
    kept = list(dict.fromkeys(map(find_service, names)))
    for name in kept:
        if table[name].how is None:
            says = _("there is nothing to carry out at {name}: {why}")
            raise UsageError(says.format(name=name, why=table[name].covers), "optout services")
        if table[name].way is LETTER:
            says = _("{name} is written to, and you send the letter: it is no part of submit --all")
            raise UsageError(says.format(name=name), table[name].how or "")
    folder = private_folder(settings.data_dir)
    replace_private(folder / SERVICES_FILE, json.dumps(kept, indent=2).encode())
    says = ngettext("{number} service is yours: {names}", "{number} services are yours: {names}", len(kept))
    console.say(says.format(names=", ".join(kept)))
    for name in kept:
        controller = table[name].controller
        beside = [one.id for one in table.values() if one.controller == controller and one.id not in kept]
        if beside:
            says = _("{controller} has these too: {names}; name them as well if you use them")
            console.say(says.format(controller=controller, names=", ".join(beside)))
    console.hint(_("optout submit --all goes through them, one after the other"))
    if console.as_json:
        console.json({"services": kept})
    return Exit.DONE


def services(console: Console, settings: Settings, today: date) -> Exit:
    """Show what there is for each service, and how it stands at those that are the person's."""
    mine, table = chosen(settings.data_dir), _every_service()
    standings = {one.entry.flow: one for one in overview(settings, today).standings if one.entry.state not in UNSENT}
    if console.as_json:
        console.json({"services": [_json_row(one, mine, standings.get(one.id)) for one in table]})
        return Exit.DONE
    report = console.report
    for number, (heading, rows) in enumerate(_parts(table, mine)):
        if number:
            report.say()
        report.say(heading, "bold")
        for one in rows:
            _show(report, one, standings.get(one.id))
    report.say()
    report.say(_("Facts: A the controller's own text, B authorities or several guides, C one guide, “?” not known"))
    if not mine:
        console.hint(_("say which are yours, for instance: optout services use facebook linkedin"))
    return Exit.DONE


def _parts(table: list[Service], mine: list[str]) -> Iterator[tuple[Said, list[Service]]]:
    by_id = {one.id: one for one in table}
    parts = (
        (_("Yours"), [by_id[name] for name in mine]),
        (_("What can be done"), [one for one in table if one.how and one.way is not LETTER and one.id not in mine]),
        (_("A letter, which you send"), [one for one in table if one.way is LETTER]),
        (_("Nothing to carry out here, and why"), [one for one in table if one.how is None]),
    )
    return ((heading, rows) for heading, rows in parts if rows)


def _show(report: Console, one: Service, standing: Standing | None) -> None:
    how = _("{way}, facts {grades}").format(way=one.way, grades=" ".join(one.grades))
    stand = stands(standing) if standing else None
    report.say(Said("  {row}").format(row=joined(filter(None, (Said(one.id.ljust(18)), how, stand)), "  ")))
    covers = _("      covers    {what}") if one.how else Said("      {what}")
    report.say(covers.format(what=one.covers))
    if one.not_covered:
        report.say(_("      but not   {what}").format(what=one.not_covered))


def _json_row(one: Service, mine: list[str], standing: Standing | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": told(one.title),
        "way": told(one.way, "en"),
        "grades": list(one.grades),
        "languages": list(one.languages),
        "covers": told(one.covers),
        "not_covered": told(one.not_covered) if one.not_covered else None,
        "yours": one.id in mine,
        "state": standing.entry.state.value if standing else None,
    }
