"""`optout attach`: adds a file to a sealed record, or notes what the person says now of one that was added before."""

import shlex
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from optout.cli.console import Console, Desk
from optout.cli.options import (
    DataDirOption,
    JsonOption,
    RecordArgument,
    Work,
    begin,
    local_date,
    typed_day,
)
from optout.cli.overview import flow_of, of_record
from optout.cli.records import record_folder, whole
from optout.cli.verification import asked_aloud, signature_said
from optout.deadline import Deadline
from optout.errors import JournalError, RecordError, UsageError
from optout.evidence import Sealed
from optout.evidence.mail import Remark, read_mail, remarks
from optout.evidence.supplement import Label, Supplement, VerifiedRecord
from optout.evidence.supplement import attach as seal_supplement
from optout.translation import LazyText, _, changed, one_of

_LATE = _(
    "this came on {came}, and an extension counts only if it is announced within the first month, by {day}: "
    "that day stays"
)


@dataclass(frozen=True)
class ToAttach:
    """What the person typed; `relabel` is the number of a supplement, `extended` says that it announces more time."""

    record: Path
    file: Path | None = None
    relabel: str | None = None
    said: str | None = None
    offline: bool = False
    extended: bool = False
    came: str | None = None

    def how(self, options: str) -> str:
        """Return what to type in place of what was typed."""
        return f"optout attach {shlex.quote(str(self.record))} {options}"


def attach_command(  # noqa: PLR0913  an option a parameter
    *,
    record: RecordArgument,
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="An e-mail (.eml), or any file; 25 MB at most.")
    ] = None,
    said: Annotated[
        Literal["confirmation", "answer", "notice", "note", "other"] | None,
        Option(
            "--as",
            help="What the file is. Only “answer” ends the wait for an answer.",
            show_default=False,
        ),
    ] = None,
    relabel: Annotated[
        str | None, Option(metavar="NUMBER", help="Correct what you said an attached file is.")
    ] = None,
    extended: Annotated[
        bool, Option("--extended", help="The file says that the answer will take longer.")
    ] = False,
    came: Annotated[
        str | None, Option(metavar="DATE", help="With --extended: when it came.")
    ] = None,
    offline: Annotated[
        bool, Option("--offline", help="Do not ask the DNS who signed an e-mail.")
    ] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Keep the confirmation e-mail or the controller's answer.

    \b
    optout attach 2026-11-24-facebook-7k3q mail.eml --as answer --extended
    """
    wanted = ToAttach(record, file, relabel, said, offline=offline, extended=extended, came=came)
    return partial(attach, begin(as_json=as_json, data_dir=data_dir), wanted, local_date())


def attach(desk: Desk, wanted: ToAttach, today: date) -> None:
    """Seal a file into a supplement of a record, or note what the person says now of one that was attached before."""
    console, settings = desk.console, desk.settings
    base = whole(settings.data_dir, record_folder(settings.data_dir, wanted.record))
    label = Label[(wanted.said or "unsaid").upper()]
    if wanted.relabel:
        _relabel(desk, base, wanted, label)
        return
    file = _file_to_keep(wanted)
    deadline = of_record(base, settings)
    due_on = deadline.day if deadline else None
    more_time_on = _announced(due_on, wanted, today) if wanted.extended else None
    look_up = None if wanted.offline else asked_aloud(console)
    supplement, sealed = seal_supplement(base, file, label, look_up, more_time_on)
    _note_in_journal(desk, supplement, sealed)
    for flaw in sealed.flaws:
        console.warn(flaw)
    found = _remarks_on(base, sealed.folder / "data" / supplement.file.name)
    _tell(console, supplement, base.record.controller, found)
    if deadline and more_time_on:
        _report_extension(console, deadline, more_time_on)
    console.fingerprint("" if supplement.replay else sealed.id, sealed.fingerprint)
    console.say(_("Supplement:"))
    facts = supplement.model_dump(
        mode="json", include={"file", "mail", "signature", "more_time_on"}
    )
    ids = {
        "supplement": str(sealed.folder),
        "record": supplement.record_id,
        "fingerprint": sealed.fingerprint,
    }
    remarks_found = {"remarks": [remark.value for remark in found]}
    console.result({**ids, **facts, **remarks_found}, str(sealed.folder))


def _file_to_keep(wanted: ToAttach) -> Path:
    if wanted.file is None:
        raise UsageError(_("name the file to keep"), wanted.how("FILE --as confirmation"))
    if wanted.came and not wanted.extended:
        raise UsageError(
            _("--came is for an extension"), wanted.how("FILE --as answer --extended --came DATE")
        )
    return wanted.file


def _note_in_journal(desk: Desk, supplement: Supplement, sealed: Sealed) -> None:
    """Keep the fingerprint of a supplement in the journal; if that fails, the person has to."""
    try:
        with desk.journal() as journal:
            journal.add_supplement(
                sealed.id, supplement.record_id, str(sealed.folder), sealed.fingerprint
            )
    except JournalError as error:
        desk.console.warn(
            _("{says}; note the fingerprint of the supplement yourself").format(says=error.message)
        )


def _remarks_on(base: VerifiedRecord, file: Path) -> list[Remark]:
    """Return what is odd about an attached file, as the flow describes the controller's e-mails."""
    flow = flow_of(base.record.flow.id)
    return [*remarks(file.read_bytes(), flow.mails if flow else None, file.suffix)]


def _report_extension(console: Console, deadline: Deadline, announced_on: date) -> None:
    extended = deadline.lengthened(announced_on)
    if not extended.extended:
        console.mark("warn", _LATE.format(came=announced_on, day=deadline.day))
        return
    message = _("It announces in time that the answer takes longer: one is due by {day} ({rule})")
    console.say(message.format(day=extended.day, rule=extended.rule()))


def _relabel(desk: Desk, base: VerifiedRecord, wanted: ToAttach, said: Label) -> None:
    console = desk.console
    how = wanted.how("--relabel 1 --as confirmation")
    if wanted.file or wanted.extended or wanted.came:
        raise UsageError(_("--relabel is about a file that is kept: name no other"), how)
    if wanted.said is None:
        names = one_of([label.value for label in Label if label is not Label.UNSAID])
        raise UsageError(_("say what it is: --as {names}").format(names=names), how)
    name = f"{base.record.request_id}-supplement-{wanted.relabel}"
    file = next((file for file in base.files if file.folder == name), None)
    if file is None:
        raise RecordError(_("this record has no such supplement"), how)
    with desk.journal() as journal:
        journal.add_statement(name, "label", said)
    console.mark(
        "done",
        _("Noted. You say that {file} is: {label}").format(file=file.path, label=said.message),
    )
    if not base.record.replay:
        console.say(_("What was sealed stays as it is; optout status shows what you wait for now"))
    console.result({"supplement": name, "record": base.record.request_id, "said_to_be": said.value})


def _announced(until: date | None, wanted: ToAttach, today: date) -> date:
    """Return the day on which an extension was announced: as the person says, else as the e-mail does, else today."""
    if wanted.said != Label.ANSWER.value:
        raise UsageError(
            _("--extended is for an answer"), wanted.how("FILE --as answer --extended")
        )
    if until is None:
        raise UsageError(_("no law sets a time for this answer, so there is none to extend"))
    day = typed_day("--came", wanted.came, today) if wanted.came else _sent_on(wanted.file)
    if day is None and today > until:
        message = _(
            "nothing was attached: the file does not say on which day it came, and the month is over"
        )
        raise RecordError(message, _("name the day: --came 2026-12-20"))
    return min(day or today, today)


def _sent_on(file: Path | None) -> date | None:
    """Return the day on which an e-mail was sent; None if the file is not an e-mail or does not say."""
    if file is None or file.suffix.lower() != ".eml" or not file.is_file():
        return None
    mail = read_mail(file.read_bytes())
    return mail.sent_at.astimezone().date() if mail and mail.sent_at else None


def _tell(console: Console, supplement: Supplement, controller: str, odd: list[Remark]) -> None:
    said = supplement.file.said_to_be
    if said is Label.UNSAID:
        likely = Label.NOTICE if Remark.NOTICE in odd else Label.CONFIRMATION
        unsaid = _("Kept; you did not say what it is. To say it: {how}")
        console.mark("done", unsaid.format(how=f"{supplement.relabelling} --as {likely}"))
    else:
        console.mark("done", _("Kept. You say that it is: {label}").format(label=said.message))
    mail = supplement.mail
    for label, value in ((_("from"), mail.sender), (_("subject"), mail.subject)) if mail else ():
        column = changed(label, lambda text: text.ljust(8))
        console.say(LazyText("    {label} {value}").format(label=column, value=value or ""))
    for remark in odd:
        if remark is not Remark.NOTICE or said is not Label.NOTICE:
            console.mark("warn", remark.message.format(controller=controller))
    if supplement.signature:
        console.mark(*signature_said(supplement.signature))
    if supplement.replay:
        console.say(_("It belongs to a rehearsal and is marked REPLAY"))
