"""`optout services`: what can be done where, how sure that is, what it covers, and where you stand."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer
from typer import Argument

from optout.cli.console import Console, Desk
from optout.cli.groups import OrShow
from optout.cli.objection_text import words_of
from optout.cli.options import DataDirOption, JsonOption, Work, begin, local_date
from optout.cli.overview import ObjectionStatus, overview
from optout.cli.records import write_file
from optout.errors import UsageError
from optout.flow import (
    Source,
    beside,
    find_flow,
    find_recipient,
    find_service,
    letter_to,
    others,
    shipped_ids,
    shipped_letters,
)
from optout.translation import LazyText, _, joined, ngettext, partial_date, translate

SERVICES_FILE = "services.json"  # in the data folder: the services that the person said are theirs
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
    """What can be done at a service, and what that rests on; `how` is the command, empty if there is none.

    `letter` is the command for a letter to a controller that this program has neither a flow nor a
    letter for.
    """

    id: str
    title: LazyText
    way: LazyText
    sources: Sequence[Source]
    covers: LazyText
    not_covered: LazyText | None = None
    how: str = ""
    officer: str | None = None
    letter: str = ""


def _every_service() -> list[_Service]:
    """Describe every service: those with a flow, those with a letter, and those at which nothing can be done."""
    services = [_of_flow(name) for name in shipped_ids()]
    services += [_of_letter(name) for name in shipped_letters()]
    for other in others():
        title = LazyText(other.title)
        why = other.why.text
        services.append(
            _Service(other.id, title, _WAYS[other.way], other.sources, why, letter=letter_to(other))
        )
    return services


def _of_letter(name: str) -> _Service:
    letter = find_recipient(name).recipient
    return _Service(
        letter.id,
        letter.translated_text("title"),
        _LETTER,
        letter.sources,
        letter.translated_text("covers"),
        letter.translated_text("not_covered"),
        _("optout letter {name}").format(name=name),
    )


def _of_flow(name: str) -> _Service:
    flow = find_flow(name).flow
    left_out = dict.fromkeys(step.not_covered.text for step in flow.switches if step.not_covered)
    return _Service(
        flow.id,
        flow.translated_text("title"),
        _SETTING if flow.switches else _FORM,
        flow.sources,
        flow.translated_text("covers"),
        joined(left_out, "; ") if left_out else None,
        _("optout submit {name}").format(name=name),
        flow.officer,
    )


services_app = typer.Typer(
    cls=OrShow, invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None
)


@services_app.callback()
def services_command(
    *, ctx: typer.Context, data_dir: DataDirOption = None, as_json: JsonOption = False
) -> Work | None:
    """Show which services there are, what can be done at each, and where you stand.

    \b
    optout services linkedin        what it covers, and what that rests on
    optout services use linkedin x  remember which are yours
    """
    if ctx.invoked_subcommand:
        return None

    return partial(services, begin(as_json=as_json, data_dir=data_dir), local_date())


@services_app.command("show")
def show_command(
    *,
    name: Annotated[str, Argument(metavar="NAME", help="The service, as people say it.")],
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Show what one service covers and what not, and what that rests on.

    \b
    optout services linkedin       by its name alone
    """
    return partial(show, begin(as_json=as_json, data_dir=data_dir), name, local_date())


@services_app.command("use")
def use_command(
    *,
    names: Annotated[list[str], Argument(metavar="NAME", help="The services that you use.")],
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Remember which services are yours; submit --all goes through these.

    \b
    optout services use linkedin x chatgpt  these are mine
    """
    return partial(use, begin(as_json=as_json, data_dir=data_dir), names)


def use(desk: Desk, names: Sequence[str]) -> None:
    """Remember which services are the person's, and say what goes through them; raises as `remember` does."""
    ids = remember(desk, names)
    desk.console.hint(_("optout submit --all goes through them, one after the other"))
    desk.console.result({"services": ids})


def remember(desk: Desk, names: Sequence[str]) -> list[str]:
    """Keep which services are the person's; raise UsageError if one is unknown, or nothing is carried out there."""
    by_id = {service.id: service for service in _every_service()}
    typed = [name.strip() for name in names]
    # Two names of one service count once.
    ids = list(dict.fromkeys(find_service(name) for name in typed if name))
    if not ids:
        raise UsageError(_("name a service"), _("optout services lists all"))
    for service_id in ids:
        _check_carried_out(by_id[service_id])
    write_file(desk.folder() / SERVICES_FILE, json.dumps(ids, indent=2).encode())
    message = ngettext(
        "{number} service is yours: {names}", "{number} services are yours: {names}", len(ids)
    )
    desk.console.say(message.format(names=", ".join(ids)))
    return ids


def _check_carried_out(service: _Service) -> None:
    """Raise UsageError unless `submit` carries out something at a service."""
    if not service.how:
        nothing = _("this program can do nothing at {name}: {why}")
        raise UsageError(nothing.format(name=service.id, why=service.covers), "optout services")
    if service.way is _LETTER:
        only_letter = _(
            "for {name} there is only a letter, which you send yourself; submit --all leaves it out"
        )
        raise UsageError(only_letter.format(name=service.id), service.how)


def chosen(data_dir: Path) -> list[str]:
    """Return the services that the person said are theirs, in their order; UsageError where they cannot be read."""
    file = data_dir / SERVICES_FILE
    known = set(shipped_ids())
    try:
        listed = json.loads(file.read_text("utf-8")) if file.exists() else []
        return [name for name in listed if name in known]
    except (OSError, ValueError, TypeError) as error:
        message = _("{file} cannot be read").format(file=SERVICES_FILE)
        hint = _("say anew which are yours: optout services use NAME NAME")
        raise UsageError(message, hint) from error


def services(desk: Desk, today: date) -> None:
    """Show what there is for each service, a line each, and how it stands at those that are the person's."""
    console = desk.console
    report = console.report
    mine = chosen(desk.settings.data_dir)
    table = _every_service()
    standings = _standings(desk, today)
    by_id = {service.id: service for service in table}
    _list(report, _("Yours"), [by_id[name] for name in mine], standings)
    show_open_to(report, mine, standings)
    letters = [service.id for service in table if service.way is _LETTER]
    without = [service.id for service in table if not service.how]
    _list_names(report, _("A letter, which you send"), letters)
    _list_names(report, _("Not by this program; optout services NAME says why"), without)
    console.hint(_("optout services NAME: what it covers, and what that rests on"))
    if not mine:
        console.hint(_("say which are yours, for instance: optout services use facebook linkedin"))
    rows = [
        _plain(service, standings.get(service.id)) | {"yours": service.id in mine}
        for service in table
    ]
    console.result({"services": rows})


def _list_names(report: Console, heading: LazyText, names: Iterable[str]) -> None:
    report.say(heading, "bold")
    report.say(LazyText("  {names}").format(names=", ".join(names)))


def show_open_to(
    report: Console,
    mine: Sequence[str] = (),
    standings: Mapping[str, ObjectionStatus] = MappingProxyType({}),
) -> None:
    """Show the services at which something can be carried out, without those that are the person's."""
    carried_out = [
        service for service in _every_service() if service.how and service.way is not _LETTER
    ]
    open_to = [service for service in carried_out if service.id not in mine]
    _list(report, _("What can be done"), open_to, standings)


def show(desk: Desk, name: str, today: date) -> None:
    """Show what one service covers and what not, how it stands, and how sure that is; `--json` lists each fact."""
    console = desk.console
    wanted = find_service(name)
    service = next(service for service in _every_service() if service.id == wanted)
    standing = _standings(desk, today).get(service.id)
    console.report.say(service.title, "bold")
    console.report.say(LazyText("  {row}").format(row=_row(service, standing)))
    for line in _details_of(service):
        console.report.say(line)
    console.hint(service.how or service.letter)
    sources = {"sources": [source.model_dump() for source in service.sources]}
    console.result(_plain(service, standing) | sources)


def _details_of(service: _Service) -> Iterator[LazyText]:
    """List what a service covers and what not, whom to write to, and how sure that is."""
    covers = _("      covers    {what}") if service.how else LazyText("      {what}")
    yield covers.format(what=service.covers)
    if service.not_covered:
        yield _("      but not   {what}").format(what=service.not_covered)
    if service.officer:
        officer = _("      write to  {officer}, for data protection")
        yield officer.format(officer=service.officer)
    also = [name for name in beside(service.id) if name != service.id]
    if also:
        see_also = _("      see also  {names}, by the same controller")
        yield see_also.format(names=", ".join(also))
    yield _("      rests on  {grades}").format(grades=_grades(service.sources))
    yield _(
        "      (A: the controller's own text, B: authorities or several guides, C: one guide, ?: not known)"
    )
    for source in service.sources:
        yield _fact_with_age(source)


def _fact_with_age(source: Source) -> LazyText:
    """Tell a fact with its grade, and of when its newest origin is."""
    if source.as_of is None:
        undated = _("      {grade}, without a date: {fact}")
        return undated.format(grade=source.grade, fact=source.fact)
    dated = _("      {grade}, {date}: {fact}")
    return dated.format(grade=source.grade, date=partial_date(source.as_of), fact=source.fact)


def _grades(sources: Iterable[Source]) -> str:
    """Return how many sources there are of each grade, the best grade first."""
    counted: Counter[str] = Counter(source.grade for source in sources)
    return ", ".join(f"{counted[grade]} × {grade}" for grade in "ABC?" if counted[grade])


def _standings(desk: Desk, today: date) -> dict[str, ObjectionStatus]:
    """Return how the latest objection that counts stands, by its flow."""
    statuses = overview(desk.settings, today)
    return {status.entry.flow: status for status in statuses if status.counts}


def _plain(service: _Service, standing: ObjectionStatus | None) -> dict[str, Any]:
    """Return a service as `--json` has it; the way and the state are in English."""
    grades = {source.grade for source in service.sources}
    not_covered = service.not_covered
    return {
        "id": service.id,
        "title": translate(service.title),
        "way": translate(service.way, "en"),
        "grades": sorted(grades, key="ABC?".index),
        "covers": translate(service.covers),
        "not_covered": translate(not_covered) if not_covered else None,
        "state": standing.entry.state.value if standing else None,
    }


def _row(service: _Service, standing: ObjectionStatus | None) -> LazyText:
    cells = [LazyText(service.id.ljust(18)), service.way]
    if standing:
        cells.append(words_of(standing.entry.state, turns=standing.turns).word)
    return joined(cells, "  ")


def _list(
    report: Console,
    heading: LazyText,
    services: Sequence[_Service],
    standings: Mapping[str, ObjectionStatus],
) -> None:
    """List services below a heading, a line each; without any, no heading is printed."""
    if services:
        report.say(heading, "bold")
    for service in services:
        row = _row(service, standings.get(service.id))
        report.say(LazyText("  {row}").format(row=row))
