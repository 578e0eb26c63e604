"""`optout open`: one page of all that is yours, without a script, which points at pictures; or one record's summary."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from optout.browser import has_screen
from optout.cli.console import Desk, can_prompt, shown
from optout.cli.find_record import record_folder
from optout.cli.options import DataDirOption, JsonOption, Work, begin, local_date, record_argument
from optout.cli.overview import ObjectionStatus, flow_of, not_done, overview, recipient_of
from optout.cli.records import write_file
from optout.cli.status import (
    due_said,
    files_of,
    mark_of,
    next_steps,
    record_gone,
    services_of_person,
    steps_at,
)
from optout.errors import RecordError
from optout.evidence import START_HERE, Stage, code_said, rendered
from optout.translation import LazyText, _, spoken, translate

_TEMPLATES = Path(__file__).with_name("templates")
_COLOURS = {"✓": "good", "!": "warn", "✗": "bad", "-": "plain"}


def open_command(
    *,
    record: Annotated[
        Path | None, record_argument(help="One record, by folder or id; else all.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Look at all that is yours on one page: how it stands, pictures, due dates.

    \b
    optout open 2026-11-24-facebook-7k3q    one record's START-HERE.pdf
    """
    return partial(open_it, begin(as_json=as_json, data_dir=data_dir), local_date(), record)


def open_it(desk: Desk, today: date, record: Path | None) -> None:
    """Write the page, or find a record's START-HERE.pdf, say where it is, and open it if there is a screen."""
    console, settings = desk.console, desk.settings
    if record is not None:
        file = record_folder(settings.data_dir, record) / START_HERE
        if not file.is_file():
            hint = _("what was kept lies in its folder data: {folder}").format(
                folder=shown(file.parent)
            )
            raise RecordError(_("this record has no START-HERE.pdf"), hint)
    else:
        file = desk.folder() / "overview.html"
        write_file(file, _page(desk, today).encode())
    console.result({"file": str(file.absolute())}, str(file.absolute()))
    if can_prompt() and has_screen() and not console.as_json and typer.launch(str(file.absolute())):
        console.warn(_("no program could be found to show it; open the file yourself"))


def _page(desk: Desk, today: date) -> str:
    """Return the page as HTML, in the language that is spoken."""
    statuses = overview(desk.settings, today)
    latest = [
        status for status in statuses[::-1] if status.counts and not status.entry.superseded_by
    ]
    open_services = not_done(services_of_person(desk), statuses)
    steps = [*next_steps(latest), *steps_at(open_services)]
    parts = {
        "css": (_TEMPLATES / "overview.css").read_text("utf-8"),
        "language": spoken(),
        "say": _sentences(today, is_empty=not statuses),
        "todo": [{"name": name, "lines": lines} for name, lines in steps],
        "cards": [*map(_card, latest), *map(_card_of_service, open_services)],
    }
    return rendered(_TEMPLATES, "overview", parts, translate)


def _sentences(today: date, *, is_empty: bool) -> dict[str, str]:
    """Return the headings and sentences of the page that are about no objection in particular."""
    made = _("As of {day}. This page is a file on this computer, and loads nothing from elsewhere.")
    begin = _("optout services lists what there is; then type: optout submit SERVICE")
    stays = _(
        "The pictures lie in your records; this page only points at them. It does not change by itself: type "
        "optout open again."
    )
    return {
        "title": _("What you objected to, and how it stands"),
        "made": made.format(day=today),
        "next": _("What to do next"),
        "nothing": begin if is_empty else _("Nothing."),
        "yours": _("Yours"),
        "record": _("Record"),
        "fingerprint": _("Fingerprint"),
        "stays": stays,
    }


def _card(status: ObjectionStatus) -> dict[str, Any]:
    """Return what the page shows of an objection."""
    entry = status.entry
    mark, word = mark_of(status)
    about = flow_of(entry.flow) or recipient_of(entry.flow)
    title = about.translated_text("title") if about else LazyText(entry.flow)
    start = status.folder / START_HERE if status.folder else None
    return {
        "title": title,
        "whom": f"{status.name}: {entry.controller}",
        "mark": mark,
        "colour": _COLOURS[mark],
        "outcome": word,
        "facts": _facts(status),
        "record": start.absolute().as_uri() if start and start.is_file() else None,
        "fingerprint": entry.fingerprint,
        "files": list(_links(status)),
        "pictures": list(_pictures(status.folder, title)) if status.folder else [],
    }


def _facts(status: ObjectionStatus) -> list[tuple[LazyText, str]]:
    """Return the facts of an objection that there are, each with its label."""
    flow = flow_of(status.entry.flow)
    facts = {
        # or perhaps sent, so the label says no more
        _("Date"): LazyText("{day}").format(day=status.sent) if status.sent else "",
        _("Answer due"): due_said(status, at_length=True),
        _("Covers"): flow.translated_text("covers") if flow else "",
        _("You said"): status.entry.resolved_reason or "",
        _("Record"): record_gone(status) if status.record_is_gone else "",
    }
    return [(label, value) for label, value in facts.items() if value]


def _links(status: ObjectionStatus) -> Iterator[dict[str, str]]:
    """Return the attached files and the letters of an objection, each with what it is and its address."""
    for label, file in files_of(status):
        if file.is_file():
            yield {"what": label, "name": file.name, "address": file.absolute().as_uri()}


def _card_of_service(name: str) -> dict[str, Any]:
    """Return what the page shows of a service that is the person's, and not done yet."""
    flow = flow_of(name)
    return {
        "title": flow.translated_text("title") if flow else LazyText(name),
        "whom": f"{name}: {flow.controller}" if flow else name,
        "mark": "-",
        "colour": _COLOURS["-"],
        "outcome": _("not done yet"),
        "facts": [(_("Covers"), flow.translated_text("covers"))] if flow else [],
        "record": None,
        "fingerprint": None,
        "files": [],
        "pictures": [],
    }


def _pictures(folder: Path, title: LazyText) -> Iterator[dict[str, Any]]:
    for stage in Stage:
        file = folder / "data" / f"{stage.prefix}.png"
        if file.is_file():
            what = code_said(stage.value)
            alt = _("{title}: {what}").format(title=title, what=what)
            yield {"file": file.absolute().as_uri(), "what": what, "alt": alt}
