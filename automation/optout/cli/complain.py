"""`optout complain`: a letter to the person's authority, from a record that verifies.

Nothing here sends it.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from typer import Option

from optout.browser import letter_press
from optout.cli.console import Console, Desk
from optout.cli.options import (
    BrowserOption,
    DataDirOption,
    JsonOption,
    Language,
    LivesIn,
    RecordArgument,
    Work,
    begin,
    local_date,
    typed_day,
)
from optout.cli.overview import flow_of, of_record, recipient_of
from optout.cli.records import LETTERS, record_folder, statements_of, whole, write_file
from optout.errors import UsageError
from optout.evidence import Record
from optout.journal import entry_of
from optout.language import ENGLISH
from optout.letters.complaint import Complaint, ComplaintRequest, complaint_about, language_name
from optout.letters.letter import ComplaintLetter
from optout.translation import _, spoken


@dataclass(frozen=True)
class ToComplain:
    """What the person typed; `answered` is the day on which they answered what the controller asked by e-mail."""

    because: str | None = None
    lang: str | None = None
    answered: str | None = None


def complain_command(  # noqa: PLR0913  an option a parameter
    *,
    record: RecordArgument,
    country: LivesIn = None,
    because: Annotated[
        Literal["no-answer", "refused", "ignored"] | None,
        Option(help="What you complain about; else what the record says.", show_default=False),
    ] = None,
    lang: Annotated[
        Language, Option(help="The letter's language; else one that the authority takes.")
    ] = None,
    answered: Annotated[
        str | None,
        Option(
            help="The day on which you answered what the controller asked by e-mail.",
            metavar="DATE",
        ),
    ] = None,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Write a complaint to your authority, for you to send.

    \b
    optout complain 2026-11-24-facebook-7k3q --country FR
    """
    begun = begin(as_json=as_json, country=country, browser=browser, data_dir=data_dir)
    return partial(complain, begun, record, ToComplain(because, lang, answered), local_date())


def complain(desk: Desk, record: Path, wanted: ToComplain, today: date) -> None:
    """Write the letter for a record, and say where it is and what to check."""
    console, settings = desk.console, desk.settings
    base = whole(settings.data_dir, record_folder(settings.data_dir, record))
    if settings.country is None:
        message = _("say in which country you live; the complaint goes to the authority there")
        hint = _("optout complain {id} --country FR, or set OPTOUT_COUNTRY").format(
            id=base.record.request_id
        )
        raise UsageError(message, hint)
    entry, said = (
        entry_of(settings.data_dir, base.record.request_id),
        statements_of(settings.data_dir, base.record),
    )
    asked = ComplaintRequest(
        settings.country.get_secret_value(),
        wanted.because,
        wanted.lang,
        today,
        state=entry.state if entry else None,
        deadline=of_record(base, settings),
        about=flow_of(base.record.flow.id) or recipient_of(base.record.flow.id),
        sent_on=said.sent_on,
        answered_on=_answered_on(base.record, wanted.answered, today),
        readings=tuple(said.readings),
    )
    complaint = complaint_about(base, asked)
    files = _write(desk, complaint)
    _tell(console, complaint)
    console.result(
        {
            "record": complaint.record.request_id,
            "replay": complaint.record.replay,
            "because": complaint.because.value,
            "due_on": complaint.due.isoformat() if complaint.due else None,
            "language": complaint.language,
            "language_taken": complaint.language in complaint.to.languages,
            "authority": complaint.to.model_dump(mode="json"),
            "letter": str(files.letter),
            "text": str(files.text),
            "read_first": str(files.sheet),
        },
        str(files.letter),
        str(files.text),
        str(files.sheet),
    )


def _answered_on(record: Record, typed: str | None, today: date) -> date | None:
    """Return the day on which the person answered the controller's e-mail; raise UsageError where it cannot be."""
    if typed is None:
        return None
    day = typed_day("--answered", typed, today)
    sent = (record.issued_at or record.ended_at).astimezone().date()
    if day < sent:
        raise UsageError(_("--answered: the objection was not sent before {day}").format(day=sent))
    return day


class _Files(NamedTuple):
    """The letter as a PDF and as text, and what the person should know before they send it."""

    letter: Path
    text: Path
    sheet: Path

    @classmethod
    def called(cls, stem: Path) -> Self:
        return cls(Path(f"{stem}.pdf"), Path(f"{stem}.txt"), Path(f"{stem}-read-first.pdf"))


def _write(desk: Desk, complaint: Complaint) -> _Files:
    folder = desk.folder(LETTERS)
    language = language_name(complaint.language, ENGLISH)
    stem = f"{complaint.record.request_id}-complaint-to-{complaint.to.code}-in-{language}"
    # One whose name is taken stays: an earlier letter may have been written on.
    names = (folder / (stem if number == 1 else f"{stem}-{number}") for number in count(1))
    files = next(
        files for files in map(_Files.called, names) if not any(file.exists() for file in files)
    )
    letter = ComplaintLetter(complaint)
    with letter_press(desk.settings.browser) as (page, _launch):
        printed, sheet = letter.printed(page), letter.sheet(page)
    write_file(files.letter, printed)
    write_file(files.text, letter.text().encode())
    write_file(files.sheet, sheet)
    return files


def _tell(console: Console, complaint: Complaint) -> None:
    to, check = (
        complaint.to,
        _("  check    its name and address on {website}; nobody has compared ours with it"),
    )
    about = _("  about    {controller}: {because}")
    console.say(about.format(controller=complaint.record.controller, because=complaint.reason))
    console.say(_("  to       {name}").format(name=to.name))
    console.say(
        _("  in       {language}").format(language=language_name(complaint.language, spoken()))
    )
    console.say(check.format(website=to.website))
    console.say(_("  sent     no: it is for you to read, complete and send"))
    if complaint.record.replay:
        console.mark(
            "warn", _("this is a specimen from a rehearsal, marked REPLAY; do not send it")
        )
    console.say(
        _("Letter, its text for the authority's own form, and what to read before you send it:")
    )
