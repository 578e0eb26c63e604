"""`optout attach`: adds a file to a sealed record, or notes what the person says now of one that was added before."""

import shlex
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from typer import Argument, Option

from optout.cli.console import Console, Desk
from optout.cli.find_record import record_folder
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
from optout.cli.records import whole
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
    """What the person typed.

    `relabel` is the number of a supplement, `kind` what the person calls the file. `extended` says
    that the file announces more time, `came` on which day it came.
    """

    record: Path
    file: Path | None = None
    relabel: str | None = None
    kind: str | None = None
    offline: bool = False
    extended: bool = False
    came: str | None = None

    @property
    def label(self) -> Label:
        """What the person calls the file."""
        return Label[(self.kind or "unsaid").upper()]

    def how(self, options: str) -> str:
        """Return what to type in place of what was typed."""
        return f"optout attach {shlex.quote(str(self.record))} {options}"


def attach_command(  # noqa: PLR0913  an option a parameter
    *,
    record: RecordArgument,
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="An e-mail (.eml), or any file; 25 MB at most.")
    ] = None,
    kind: Annotated[
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
    wanted = ToAttach(record, file, relabel, kind, offline=offline, extended=extended, came=came)
    return partial(attach, begin(as_json=as_json, data_dir=data_dir), wanted, local_date())


def attach(desk: Desk, wanted: ToAttach, today: date) -> None:
    """Seal a file into a supplement of a record, or note what the person now calls one that was attached before.

    1. The record is as it was sealed, and what was typed goes together.
    2. Work out whether the file announces more time, and until when.
    3. Seal it; the DNS is asked who signed an e-mail.
    4. Keep its fingerprint in the journal.
    5. Report what it is, and what is odd about it.
    """
    console, settings = desk.console, desk.settings
    # 1
    base = whole(settings.data_dir, record_folder(settings.data_dir, wanted.record))
    if wanted.relabel:
        _relabel(desk, base, wanted)
        return
    file = _file_to_keep(wanted)
    # 2
    deadline = of_record(base, settings)
    more_time_on = _announced(deadline, wanted, today) if wanted.extended else None
    # 3
    look_up = None if wanted.offline else asked_aloud(console)
    supplement, sealed = seal_supplement(base, file, wanted.label, look_up, more_time_on)
    # 4
    _note_in_journal(desk, supplement, sealed)
    # 5
    for flaw in sealed.flaws:
        console.warn(flaw)
    oddities = _remarks_on(base, sealed.folder / "data" / supplement.file.name)
    _report(console, supplement, base.record.controller, oddities)
    if deadline and more_time_on:
        _report_extension(console, deadline, more_time_on)
    console.fingerprint("" if supplement.replay else sealed.id, sealed.fingerprint)
    console.say(_("Supplement:"))
    console.result(_as_json(supplement, sealed, oddities), str(sealed.folder))


def _as_json(supplement: Supplement, sealed: Sealed, oddities: list[Remark]) -> dict[str, Any]:
    facts = {"file", "mail", "signature", "more_time_on"}
    return {
        "supplement": str(sealed.folder),
        "record": supplement.record_id,
        "fingerprint": sealed.fingerprint,
        **supplement.model_dump(mode="json", include=facts),
        "remarks": [remark.value for remark in oddities],
    }


def _file_to_keep(wanted: ToAttach) -> Path:
    """Return the file that was named; raise UsageError if there is none, or an option that it does not take."""
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


def _relabel(desk: Desk, base: VerifiedRecord, wanted: ToAttach) -> None:
    """Note in the journal what the person now calls a file that was attached; what was sealed stays as it is."""
    console = desk.console
    _check_relabelling(wanted)
    name = f"{base.record.request_id}-supplement-{wanted.relabel}"
    file = next((file for file in base.files if file.folder == name), None)
    if file is None:
        raise RecordError(_("this record has no such supplement"), _how_to_relabel(wanted))
    with desk.journal() as journal:
        journal.add_statement(name, "label", wanted.label)
    noted = _("Noted. You say that {file} is: {label}")
    console.mark("done", noted.format(file=file.path, label=wanted.label.message))
    if not base.record.replay:
        console.say(_("What was sealed stays as it is; optout status shows what you wait for now"))
    console.result(
        {"supplement": name, "record": base.record.request_id, "said_to_be": wanted.label.value}
    )


def _check_relabelling(wanted: ToAttach) -> None:
    """Raise UsageError unless it was typed what the file is, and nothing about another file."""
    how = _how_to_relabel(wanted)
    if wanted.file or wanted.extended or wanted.came:
        raise UsageError(_("--relabel is about a file that is kept: name no other"), how)
    if wanted.label is Label.UNSAID:
        names = one_of([label.value for label in Label if label is not Label.UNSAID])
        raise UsageError(_("say what it is: --as {names}").format(names=names), how)


def _how_to_relabel(wanted: ToAttach) -> str:
    return wanted.how("--relabel 1 --as confirmation")


def _announced(deadline: Deadline | None, wanted: ToAttach, today: date) -> date:
    """Return the day on which an extension was announced: as the person says, else as the e-mail does, else today.

    Raise UsageError if the file is no answer or no time is set for one, and RecordError if the day
    has to be known and is not: an extension counts only if it is announced in time.
    """
    if wanted.label is not Label.ANSWER:
        how = wanted.how("FILE --as answer --extended")
        raise UsageError(_("--extended is for an answer"), how)
    if deadline is None:
        raise UsageError(_("no law sets a time for this answer, so there is none to extend"))
    if wanted.came:
        return typed_day("--came", wanted.came, today)
    sent_on = _sent_on(wanted.file)
    if sent_on is None and today > deadline.day:
        message = _(
            "nothing was attached: the file does not say on which day it came, and the month is over"
        )
        raise RecordError(message, _("name the day: --came 2026-12-20"))
    # The clock of a sender may be ahead.
    return min(sent_on or today, today)


def _sent_on(file: Path | None) -> date | None:
    """Return the day on which an e-mail was sent; None if the file is not an e-mail or does not say."""
    if file is None or file.suffix.lower() != ".eml" or not file.is_file():
        return None
    mail = read_mail(file.read_bytes())
    return mail.sent_at.astimezone().date() if mail and mail.sent_at else None


def _report(
    console: Console, supplement: Supplement, controller: str, oddities: list[Remark]
) -> None:
    """Report what was kept, from whom it is, what is odd about it, and who signed it."""
    _report_label(console, supplement, oddities)
    if supplement.mail:
        _report_column(console, _("from"), supplement.mail.sender)
        _report_column(console, _("subject"), supplement.mail.subject)
    for remark in oddities:
        is_known = remark is Remark.NOTICE and supplement.file.said_to_be is Label.NOTICE
        if not is_known:
            console.mark("warn", remark.message.format(controller=controller))
    if supplement.signature:
        console.mark(*signature_said(supplement.signature))
    if supplement.replay:
        console.say(_("It belongs to a rehearsal and is marked REPLAY"))


def _report_label(console: Console, supplement: Supplement, oddities: list[Remark]) -> None:
    """Say what the person calls the file; without a label, how to give it the likely one."""
    label = supplement.file.said_to_be
    if label is not Label.UNSAID:
        console.mark("done", _("Kept. You say that it is: {label}").format(label=label.message))
        return
    likely = Label.NOTICE if Remark.NOTICE in oddities else Label.CONFIRMATION
    how = f"{supplement.relabelling} --as {likely}"
    unlabelled = _("Kept; you did not say what it is. To say it: {how}")
    console.mark("done", unlabelled.format(how=how))


def _report_column(console: Console, label: LazyText, value: str | None) -> None:
    column = changed(label, lambda text: text.ljust(8))
    console.say(LazyText("    {label} {value}").format(label=column, value=value or ""))
