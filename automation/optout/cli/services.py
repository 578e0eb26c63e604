"""`optout services`: what can be done where, how sure that is, what it covers, and where you stand."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from optout.cli.announce import covers_of, title_of
from optout.cli.console import Console
from optout.cli.standing import SERVICES_FILE, chosen, overview
from optout.cli.status import stands
from optout.errors import UsageError
from optout.evidence.files import replace_private
from optout.exits import Exit
from optout.flow.load import find_flow, shipped_ids
from optout.flow.model import Flow, Source
from optout.flow.recipient import find_recipient, find_service, others, shipped_letters
from optout.i18n import Said, _, joined, ngettext, told
from optout.outcome import UNSENT
from optout.settings import Settings, private_folder

_FORM, _SETTING, _LETTER = _("form"), _("setting"), _("letter")
_WAYS = {
    "covered": _("covered"),
    "nothing to do": _("nothing to do"),
    "app only": _("app only"),
    "owner only": _("owner only"),
    "not yet": _("no flow yet"),
}


@dataclass(frozen=True)
class _Service:
    """What there is for one service: the way to object there, how sure its facts are, what it covers and what not.

    `how` is the command that carries it out; empty where there is nothing to carry out.
    """

    id: str
    title: Said
    way: Said
    sources: Sequence[Source]
    covers: Said
    not_covered: Said | None = None
    how: str = ""

    @property
    def grades(self) -> list[str]:
        """Return the grades of its sources, the best first."""
        return sorted({source.grade for source in self.sources}, key="ABC?".index)


def _every_service() -> list[_Service]:
    """Return all services, those at which something can be carried out first, each part by its name."""
    flows = [_of_flow(find_flow(name).flow) for name in shipped_ids()]
    letters = [
        _Service(
            one.id,
            one.told("title"),
            _LETTER,
            one.sources,
            one.told("covers"),
            one.told("not_covered"),
            how=_("optout letter {name}").format(name=one.id),
        )
        for one in (find_recipient(name).recipient for name in shipped_letters())
    ]
    rest = [_Service(one.id, Said(one.title), _WAYS[one.way], one.sources, one.why.said) for one in others()]
    return [*flows, *letters, *rest]


def _of_flow(flow: Flow) -> _Service:
    left_out = dict.fromkeys(step.not_covered.said for step in flow.switches if step.not_covered)
    return _Service(
        flow.id,
        title_of(flow),
        _SETTING if flow.switches else _FORM,
        flow.sources,
        covers_of(flow),
        joined(left_out, "; ") if left_out else None,
        how=_("optout submit {name}").format(name=flow.id),
    )


def use(console: Console, settings: Settings, names: Sequence[str]) -> Exit:
    """Remember which services are the person's; raise UsageError where there is nothing to carry out at one."""
    table = {one.id: one for one in _every_service()}
    kept = [table[name] for name in dict.fromkeys(map(find_service, names))]
    for one in kept:
        if not one.how:
            says = _("there is nothing to carry out at {name}: {why}").format(name=one.id, why=one.covers)
            raise UsageError(says, "optout services")
        if one.way is _LETTER:
            says = _("{name} is written to, and you send the letter: it is no part of submit --all")
            raise UsageError(says.format(name=one.id), one.how)
    ids = [one.id for one in kept]
    replace_private(private_folder(settings.data_dir) / SERVICES_FILE, json.dumps(ids, indent=2).encode())
    says = ngettext("{number} service is yours: {names}", "{number} services are yours: {names}", len(ids))
    console.say(says.format(names=", ".join(ids)))
    console.hint(_("optout submit --all goes through them, one after the other"))
    if console.as_json:
        console.json({"services": ids})
    return Exit.DONE


def services(console: Console, settings: Settings, today: date) -> Exit:
    """Show what there is for each service, and how it stands at those that are the person's."""
    mine, table = chosen(settings.data_dir), _every_service()
    standings = {one.entry.flow: one for one in overview(settings, today) if one.entry.state not in UNSENT}
    if console.as_json:
        rows = [
            {
                "id": one.id,
                "title": told(one.title),
                "way": told(one.way, "en"),
                "grades": one.grades,
                "covers": told(one.covers),
                "not_covered": told(one.not_covered) if one.not_covered else None,
                "yours": one.id in mine,
                "state": standings[one.id].entry.state.value if one.id in standings else None,
            }
            for one in table
        ]
        console.json({"services": rows})
        return Exit.DONE
    how = {name: stands(standing.entry.state, turns=standing.turns)[1] for name, standing in standings.items()}
    report = console.report
    by_id = {one.id: one for one in table}
    _show(report, _("Yours"), [by_id[name] for name in mine], how)
    open_to = [one for one in table if one.how and one.way is not _LETTER and one.id not in mine]
    _show(report, _("What can be done"), open_to, how)
    _show(report, _("A letter, which you send"), [one for one in table if one.way is _LETTER], how)
    _show(report, _("Nothing to carry out here, and why"), [one for one in table if not one.how], how)
    report.say(_("Facts: A the controller's own text, B authorities or several guides, C one guide, “?” not known"))
    if not mine:
        console.hint(_("say which are yours, for instance: optout services use facebook linkedin"))
    return Exit.DONE


def _show(report: Console, heading: Said, services: Iterable[_Service], standings: dict[str, Said]) -> None:
    """Show the services below a heading, if there are any, and an empty line."""
    rows = list(services)
    if rows:
        report.say(heading, "bold")
    for one in rows:
        way = _("{way}, facts {grades}").format(way=one.way, grades=" ".join(one.grades))
        row = joined(filter(None, (Said(one.id.ljust(18)), way, standings.get(one.id))), "  ")
        report.say(Said("  {row}").format(row=row))
        covers = _("      covers    {what}") if one.how else Said("      {what}")
        report.say(covers.format(what=one.covers))
        if one.not_covered:
            report.say(_("      but not   {what}").format(what=one.not_covered))
    if rows:
        report.say()
