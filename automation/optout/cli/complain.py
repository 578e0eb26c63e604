"""`optout complain`: a letter to the person's authority, from a record that verifies.

Nothing here sends it.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Annotated, Literal

from typer import Option

from optout.browser import letter_press
from optout.cli.console import Console, Desk
from optout.cli.find_record import record_folder
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
from optout.cli.records import LETTERS, MANDATE, READ_FIRST, statements_of, whole, write_file
from optout.cli.sender import sender_in
from optout.errors import UsageError
from optout.evidence import Record
from optout.evidence.supplement import VerifiedRecord
from optout.journal import entry_of
from optout.language import ENGLISH
from optout.letters.authorities import language_name
from optout.letters.complaint import Complaint, ComplaintRequest, complaint_about
from optout.letters.complaint_letter import ComplaintLetter, ComplaintSheet, Mandate
from optout.letters.complaint_mail import Attachment, complaint_mail, mail_subject, mailto
from optout.letters.grounds import GROUNDS_BY_CODE
from optout.settings import Settings
from optout.translation import _, joined, spoken

_LONGEST_NAME = 200  # characters


@dataclass(frozen=True)
class ToComplain:
    """What the person typed.

    `answered` is the day on which they answered what the controller asked by e-mail, `mandate` the
    body that they give a mandate; `as_mail`: they want the draft of an e-mail.
    """

    because: str | None = None
    lang: str | None = None
    answered: str | None = None
    mandate: str | None = None
    as_mail: bool = False


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
    mandate: Annotated[
        str | None,
        Option(
            help="Also write a mandate for a consumer body that acts for you.",
            metavar="NAME",
        ),
    ] = None,
    as_mail: Annotated[
        bool, Option("--as-mail", help="Also write the draft of an e-mail, with all attached.")
    ] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Write a complaint to your authority, for you to send.

    \b
    optout complain 2026-11-24-facebook-7k3q --country FR
    """
    begun = begin(as_json=as_json, country=country, browser=browser, data_dir=data_dir)
    wanted = ToComplain(because, lang, answered, mandate, as_mail)
    return partial(complain, begun, record, wanted, local_date())


def complain(desk: Desk, record: Path, wanted: ToComplain, today: date) -> None:
    """Write the letter for a record, and say where it is and what to check."""
    base = whole(desk.settings.data_dir, record_folder(desk.settings.data_dir, record))
    complaint = complaint_about(base, _request(base, desk.settings, wanted, today))
    letter = ComplaintLetter(complaint)
    files = _write(desk, letter, as_mail=wanted.as_mail)
    _report(desk.console, complaint)
    if wanted.as_mail:
        _report_mail(desk.console, letter)
    desk.console.say(
        _("Letter, its text for the authority's own form, and what to read before you send it:")
    )
    desk.console.result(
        {
            "record": complaint.record.request_id,
            "replay": complaint.record.replay,
            "because": complaint.grounds.value,
            "due_on": complaint.due.isoformat() if complaint.due else None,
            "language": complaint.language,
            "language_taken": complaint.language in complaint.authority.languages,
            "authority": complaint.authority.model_dump(mode="json"),
            "letter": str(files.letter),
            "text": str(files.text),
            "read_first": str(files.sheet),
            "mandate": str(files.mandate) if files.mandate else None,
            "mail": str(files.mail) if files.mail else None,
            "mailto": mailto(complaint, mail_subject(letter)),
        },
        *map(str, files.written),
    )


def _request(
    base: VerifiedRecord, settings: Settings, wanted: ToComplain, today: date
) -> ComplaintRequest:
    """Return what the person asks for, with what the journal and the settings know of it."""
    record = base.record
    if settings.country is None:
        message = _("say in which country you live; the complaint goes to the authority there")
        hint = _("optout complain {id} --country FR, or set OPTOUT_COUNTRY")
        raise UsageError(message, hint.format(id=record.request_id))
    entry = entry_of(settings.data_dir, record.request_id)
    statements = statements_of(settings.data_dir, record)
    return ComplaintRequest(
        settings.country.get_secret_value(),
        GROUNDS_BY_CODE[wanted.because] if wanted.because else None,
        wanted.lang,
        today,
        state=entry.state if entry else None,
        deadline=of_record(base, settings),
        about=flow_of(record.flow.id) or recipient_of(record.flow.id),
        sent_on=statements.sent_on,
        answered_on=_answered_on(record, wanted.answered, today),
        readings=tuple(statements.readings),
        sender=sender_in(settings),
        body=_checked_body(wanted.mandate),
    )


def _checked_body(name: str | None) -> str | None:
    """Return the name of a body that gets a mandate; raise UsageError if it is not one line of text."""
    if name is None:
        return None
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise UsageError(_("--mandate: must be the name of a body, in one short line"))
    return name


def _answered_on(record: Record, typed: str | None, today: date) -> date | None:
    """Return the day on which the person answered the controller's e-mail; raise UsageError where it cannot be."""
    if typed is None:
        return None
    day = typed_day("--answered", typed, today)
    sent = (record.issued_at or record.ended_at).astimezone().date()
    if day < sent:
        raise UsageError(_("--answered: the objection was not sent before {day}").format(day=sent))
    return day


@dataclass(frozen=True)
class _Files:
    """The letter as a PDF and as text, what to read before it is sent, and what was asked for besides."""

    letter: Path
    text: Path
    sheet: Path
    mandate: Path | None
    mail: Path | None

    @property
    def written(self) -> list[Path]:
        """The files that are written."""
        files = (self.letter, self.text, self.sheet, self.mandate, self.mail)
        return [file for file in files if file]


def _write(desk: Desk, letter: ComplaintLetter, *, as_mail: bool) -> _Files:
    complaint = letter.complaint
    files = _free_names(desk.folder(LETTERS), complaint, as_mail=as_mail)
    with letter_press(desk.settings.browser) as (page, _launch):
        printed = letter.printed(page)
        sheet = ComplaintSheet(complaint).printed(page)
        mandate = Mandate(complaint).printed(page) if files.mandate else b""
    write_file(files.letter, printed)
    write_file(files.text, letter.text().encode())
    write_file(files.sheet, sheet)
    attachments = [Attachment(files.letter.name, printed)]
    if files.mandate:
        write_file(files.mandate, mandate)
        attachments.append(Attachment(files.mandate.name, mandate))
    if files.mail:
        write_file(files.mail, complaint_mail(letter, tuple(attachments)))
    return files


def _free_names(folder: Path, complaint: Complaint, *, as_mail: bool) -> _Files:
    """Return names that no file has yet: an earlier letter may have been written on."""
    language = language_name(complaint.language, ENGLISH)
    stem = f"{complaint.record.request_id}-complaint-to-{complaint.authority.code}-in-{language}"
    stems = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    named = (_named(f"{folder / stem}", complaint, as_mail=as_mail) for stem in stems)
    return next(files for files in named if not any(file.exists() for file in files.written))


def _named(stem: str, complaint: Complaint, *, as_mail: bool) -> _Files:
    takes_mail = complaint.authority.email is not None
    return _Files(
        Path(f"{stem}.pdf"),
        Path(f"{stem}.txt"),
        Path(f"{stem}{READ_FIRST}.pdf"),
        Path(f"{stem}{MANDATE}.pdf") if complaint.body else None,
        Path(f"{stem}.eml") if as_mail and takes_mail else None,
    )


def _report(console: Console, complaint: Complaint) -> None:
    authority = complaint.authority
    about = _("  about    {controller}: {because}")
    console.say(about.format(controller=complaint.record.controller, because=complaint.reason))
    console.say(_("  to       {name}").format(name=authority.name))
    language = language_name(complaint.language, spoken())
    console.say(_("  in       {language}").format(language=language))
    check = _("  check    its name and address on {website}; nobody has compared ours with it")
    console.say(check.format(website=authority.website))
    if complaint.body:
        mandate = _("  mandate  for {body}: a page of its own, for you and for it to sign")
        console.say(mandate.format(body=complaint.body))
    console.say(_("  sent     no: it is for you to read, complete and send"))
    if complaint.record.replay:
        console.mark(
            "warn", _("this is a specimen from a rehearsal, marked REPLAY; do not send it")
        )


def _report_mail(console: Console, letter: ComplaintLetter) -> None:
    """Say how to send the draft, or that the authority takes no e-mail and what it takes."""
    complaint = letter.complaint
    authority = complaint.authority
    if authority.email is None:
        ways = {
            _("its form: {form}"): authority.form_in(spoken()),
            _("by post: {form}"): ", ".join(authority.post),
        }
        known = [way.format(form=place) for way, place in ways.items() if place]
        message = _(
            "it takes no complaint by plain e-mail, as far as is known, so no draft was written"
        )
        console.warn(joined([message, *known], "; "))
        return
    link = mailto(complaint, mail_subject(letter))
    if link:
        console.say(_("  mail     {link}").format(link=link))
    console.say(
        _(
            "The draft has the text of the letter, the letter and its exhibits. Complete it in your mail "
            "program; if you sign or change the PDF, attach that one instead."
        )
    )
