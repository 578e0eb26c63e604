"""`optout open`: one page of all that is yours, to look at in a browser, or the summary of one record.

The page is one file of HTML without a script. Its pictures are those of the records, which it points at: it copies
nothing personal anywhere, and stays small however many there are.
"""

import base64
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import typer

from optout.browser.installed import has_screen
from optout.cli.announce import covers_of, title_of
from optout.cli.console import Console, can_prompt, shown
from optout.cli.recheck import readings_of
from optout.cli.records import record_folder
from optout.cli.services import Service, every_service
from optout.cli.standing import Gap, Overview, Standing, chosen, flow_of, overview, recipient_of
from optout.cli.status import HEAD, due_said, gap_said, gaps_left, row, standing_of, steps_of
from optout.errors import RecordError, UsageError
from optout.evidence.files import replace_private
from optout.evidence.filling import filled
from optout.evidence.readings import SettingReading, read_readings
from optout.evidence.record import Stage
from optout.evidence.recorder import START_HERE
from optout.evidence.wording import code_said
from optout.exits import Exit
from optout.flow.model import Flow
from optout.i18n import Said, _, joined, spoken, told, why
from optout.outcome import UNSENT
from optout.settings import Settings, private_folder

PAGE = "overview.html"
_TEMPLATES = Path(__file__).with_name("templates")
_MOST_CARDS, _MOST_ROWS = 500, 500
_COLOURS = {"✓": "good", "!": "warn", "✗": "bad", "-": "plain"}
_READ = {
    "as_wanted": _("as wanted"),
    "otherwise": _("otherwise"),
    "unread": _("could not be read"),
    "absent": _("not on the page"),
}


def open_it(console: Console, settings: Settings, today: date, record: Path | None, to: Path | None) -> Exit:
    """Open the page of all that is the person's, or a record's START-HERE.pdf; its path is said on stdout.

    Where there is no screen, or no person at a terminal, it is only written.

    Raises:
        RecordError: there is no such record, or it has no summary.
        UsageError: the page cannot be written where it is to go.
    """
    if record is not None:
        if to is not None:
            raise UsageError(_("give either a record or --to"), "optout open RECORD")
        file = record_folder(settings, record) / START_HERE
        if not file.is_file():
            says = _("this record has no START-HERE.pdf")
            raise RecordError(
                says, _("what was kept lies in its folder data: {folder}").format(folder=shown(file.parent))
            )
    else:
        file = to or private_folder(settings.data_dir) / PAGE
        _write(file, page(settings, today, file.absolute().parent))
    if console.as_json:
        console.json({"file": str(file.absolute())})
    else:
        console.data(str(file.absolute()))
    if can_prompt() and has_screen() and not console.as_json and typer.launch(str(file.absolute())):
        console.warn(_("no program could be found to show it; open the file yourself"))
    return Exit.DONE


def _write(file: Path, text: str) -> None:
    try:
        replace_private(file, text.encode())
    except OSError as error:
        says = _("the page cannot be written: {why}").format(why=why(error))
        raise UsageError(says, _("--to FILE, in a folder of yours")) from None


def page(settings: Settings, today: date, beside: Path) -> str:
    """Give the page as HTML, in the language that is spoken; `beside` is the folder in which it is to lie."""
    seen, table, mine = overview(settings, today), every_service(), chosen(settings.data_dir)
    latest = {one.entry.flow: one for one in seen.standings if one.entry.state not in UNSENT}
    css = (_TEMPLATES / "overview.css").read_text("utf-8")
    parts = {
        "css": css,
        # All that the page's policy lets through besides pictures.
        "style_hash": base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        "language": spoken(),
        "heads": [told(head).strip() for head in HEAD],
        "say": _words(today, begun=bool(seen.standings)),
        **_contents(settings, seen, beside),
        "services": [_service(one, latest.get(one.id), one.id in mine) for one in table],
    }
    return filled(_TEMPLATES, "overview", parts, told)


@dataclass(frozen=True)
class _Picture:
    """A picture of a record: where it is from the page, what it shows, and the same for whoever cannot see it."""

    file: str
    what: Said
    alt: Said


@dataclass(frozen=True)
class _Card:
    """What is shown of one objection or setting."""

    title: Said
    whom: Said
    mark: str
    colour: str
    stands: Said
    facts: tuple[tuple[Said, str], ...]
    record: str | None
    fingerprint: str | None
    pictures: tuple[_Picture, ...]
    readings: tuple[tuple[str, str, Said], ...]


def _contents(settings: Settings, seen: Overview, beside: Path) -> dict[str, Any]:
    flows = {name: flow_of(name) for name in {one.entry.flow for one in seen.standings}}
    told_of = [one for one in seen.standings if not (one.entry.state in UNSENT or one.set_aside)]
    latest = [one for one in told_of if not one.entry.superseded_by][::-1]
    cards, older = latest[:_MOST_CARDS], [*latest[_MOST_CARDS:], *(o for o in told_of[::-1] if o.entry.superseded_by)]
    left = len(older) - _MOST_ROWS
    more = _("and {number} more: optout status").format(number=left) if left > 0 else ""
    todo = [(_name(one), lines) for one in latest[:_MOST_CARDS] if (lines := steps_of(one))]
    todo += map(_begin, gaps_left(seen.gaps, latest))
    return {
        "counts": list(_counts(latest)),
        "todo": [{"name": name, "lines": lines} for name, lines in todo],
        "cards": [_card(settings, one, flows[one.entry.flow], beside) for one in cards],
        "earlier": [[cell.strip() for cell in map(told, row(one))] for one in older[:_MOST_ROWS]],
        "more": more,
    }


def _counts(standings: Sequence[Standing]) -> Iterator[dict[str, object]]:
    for says, number in Counter(standing_of(one)[1] for one in standings).items():
        yield {"number": number, "what": says}


def _name(one: Standing) -> Said:
    return _("{flow}, account {account}").format(flow=one.entry.flow, account=one.entry.account)


def _begin(gap: Gap) -> tuple[Said, tuple[Said, ...]]:
    command, *needless = gap_said(gap)
    name = _("{flow}, account {account}").format(flow=gap.flow, account=gap.account)
    return name, (_("not covered yet: {command}").format(command=command), *needless)


def _card(settings: Settings, one: Standing, flow: Flow | None, beside: Path) -> _Card:
    entry, (mark, says) = one.entry, standing_of(one)
    folder = Path(entry.record) if entry.record else None
    there = folder if folder and folder.is_dir() else None
    whom = _("{flow}: {controller}; account {account}").format(
        flow=entry.flow, controller=entry.controller, account=entry.account
    )
    title = _title(entry.flow, flow)
    return _Card(
        title,
        whom,
        mark,
        _COLOURS[mark],
        says,
        tuple(_facts(one, flow, there)),
        _link(there / START_HERE, beside) if there and (there / START_HERE).is_file() else None,
        entry.fingerprint,
        tuple(_pictures(there, title, beside)) if there else (),
        tuple(_readings(settings, one)) if one.turns else (),
    )


def _title(name: str, flow: Flow | None) -> Said:
    recipient = None if flow else recipient_of(name)
    return title_of(flow) if flow else recipient.told("title") if recipient else Said(name)


def _facts(one: Standing, flow: Flow | None, there: Path | None) -> Iterator[tuple[Said, str]]:
    entry = one.entry
    if one.sent:  # or perhaps sent: how it stands is said above, and no label may say more
        yield _("Date"), told(Said("{day}").format(day=one.sent))
    if due := due_said(one, at_length=True):
        yield _("Answer due"), told(due)
    if one.deadline and one.waiting:
        yield _("Because"), told(one.deadline.rule())
    if flow:
        yield _("About"), told(covers_of(flow))
    if entry.resolved_reason:
        yield _("You said"), entry.resolved_reason
    if entry.record and there is None:
        yield _("Record"), told(_("its record is no longer there: {record}").format(record=entry.record))


def _pictures(folder: Path, title: Said, beside: Path) -> Iterator[_Picture]:
    for stage in Stage:
        file = folder / "data" / f"{stage.prefix}.png"
        if file.is_file():
            what = code_said(stage.value)
            yield _Picture(_link(file, beside), what, _("{title}: {what}").format(title=title, what=what))


def _link(file: Path, beside: Path) -> str:
    """Give the address of a file from the page, so that both can be moved together."""
    try:
        return quote(Path(os.path.relpath(file.absolute(), beside)).as_posix())
    except ValueError:  # another drive of Windows
        return file.absolute().as_uri()


def _readings(settings: Settings, one: Standing) -> Iterator[tuple[str, str, Said]]:
    file = readings_of(settings.data_dir, one.entry.flow, one.entry.account)
    try:
        read: Sequence[SettingReading] = read_readings(file)
    except RecordError as error:
        yield "", "", Said(told(error.says))
        return
    for each in reversed(read):
        yield told(Said("{day}").format(day=each.at.astimezone().date())), each.label, _READ[each.stands]


def _service(one: Service, standing: Standing | None, is_mine: bool) -> Mapping[str, object]:  # noqa: FBT001
    stands = joined(standing_of(standing), " ") if standing else _("yours") if is_mine else ""
    return {"name": one.id, "way": one.way, "grades": " ".join(one.grades), "covers": one.covers, "stands": stands}


def _words(today: date, *, begun: bool) -> Mapping[str, Said]:
    return {
        "title": _("What you objected to, and how it stands"),
        "made": _("As of {day}. This page is a file on this computer, and loads nothing from elsewhere.").format(
            day=today
        ),
        "next": _("What to do next"),
        "nothing": _("Nothing.") if begun else _("Choose a service below, and type: optout submit SERVICE"),
        "yours": _("Yours"),
        "earlier": _("Earlier ones"),
        "services": _("What there is for each service"),
        "service": _("service"),
        "way": _("way"),
        "facts": _("facts"),
        "covers": _("covers"),
        "stands": _("how it stands"),
        "grades": _("Facts: A the controller's own text, B authorities or several guides, C one guide, “?” not known"),
        "record": _("Record"),
        "fingerprint": _("Fingerprint"),
        "readings": _("Read again since"),
        "day": _("day"),
        "setting": _("setting"),
        "read": _("read"),
        "stays": _(
            "The pictures lie in your records; this page only points at them. It does not change by itself: type "
            "optout open again."
        ),
    }
