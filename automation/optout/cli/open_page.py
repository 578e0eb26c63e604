"""`optout open`: one page of all that is yours, without a script, which points at pictures; or one record's summary."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from optout.browser import has_screen
from optout.cli.console import Desk, can_prompt, shown
from optout.cli.options import DataDirOption, JsonOption, Work, begin, local_date, record_argument
from optout.cli.overview import ObjectionStatus, flow_of, name_of, overview, recipient_of
from optout.cli.records import record_folder, write_file
from optout.cli.status import due_said, mark_of, steps_of
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
    seen = overview(desk.settings, today)
    latest = [one for one in seen[::-1] if one.counts and not one.entry.superseded_by]
    made = _("As of {day}. This page is a file on this computer, and loads nothing from elsewhere.")
    begin = _("optout services lists what there is; then type: optout submit SERVICE")
    stays = _(
        "The pictures lie in your records; this page only points at them. It does not change by itself: type "
        "optout open again."
    )
    parts = {
        "css": (_TEMPLATES / "overview.css").read_text("utf-8"),
        "language": spoken(),
        "say": {
            "title": _("What you objected to, and how it stands"),
            "made": made.format(day=today),
            "next": _("What to do next"),
            "nothing": _("Nothing.") if seen else begin,
            "yours": _("Yours"),
            "record": _("Record"),
            "fingerprint": _("Fingerprint"),
            "stays": stays,
        },
        "todo": [
            {"name": name_of(one.entry), "lines": lines}
            for one in latest
            if (lines := steps_of(one))
        ],
        "cards": [_card(one) for one in latest],
    }
    return rendered(_TEMPLATES, "overview", parts, translate)


def _card(one: ObjectionStatus) -> dict[str, Any]:
    entry, (mark, word) = one.entry, mark_of(one)
    flow, folder = flow_of(entry.flow), Path(entry.record) if entry.record else None
    there = folder if folder and folder.is_dir() else None
    about = flow or recipient_of(entry.flow)
    title = about.told("title") if about else LazyText(entry.flow)
    facts = {
        _("Date"): LazyText("{day}").format(day=one.sent)
        if one.sent
        else "",  # or perhaps sent, so no label says more
        _("Answer due"): due_said(one, at_length=True),
        _("Covers"): flow and flow.told("covers"),
        _("You said"): entry.resolved_reason,
        _("Record"): _("its record is no longer there: {record}").format(record=folder)
        if folder != there
        else "",
    }
    return {
        "title": title,
        "whom": f"{name_of(entry)}: {entry.controller}",
        "mark": mark,
        "colour": _COLOURS[mark],
        "stands": word,
        "facts": [(label, value) for label, value in facts.items() if value],
        "record": (there / START_HERE).absolute().as_uri()
        if there and (there / START_HERE).is_file()
        else None,
        "fingerprint": entry.fingerprint,
        "pictures": list(_pictures(there, title)) if there else [],
    }


def _pictures(folder: Path, title: LazyText) -> Iterator[dict[str, Any]]:
    for stage in Stage:
        file = folder / "data" / f"{stage.prefix}.png"
        if file.is_file():
            what = code_said(stage.value)
            alt = _("{title}: {what}").format(title=title, what=what)
            yield {"file": file.absolute().as_uri(), "what": what, "alt": alt}
