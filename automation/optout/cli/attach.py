"""What is added to a sealed record: carries out `optout attach` and `optout stamp`, and says what came of it."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from optout.cli.console import Console, install_extra
from optout.cli.due import extension_of, of_record, rule
from optout.cli.record import entry_of
from optout.cli.verify import (
    NAMES,
    STAMP_KEYS,
    STAMP_MARKS,
    corrected,
    flow_of,
    kept,
    known_fingerprint,
    record_folder,
    stamp_json,
    tell_signature,
)
from optout.errors import JournalError, RecordError, UsageError
from optout.evidence.attach import Given, MoreTime, correct
from optout.evidence.attach import attach as seal_supplement
from optout.evidence.dkim import LookUp, Why, ask_dns
from optout.evidence.mail import Likeness, MailSeen, told
from optout.evidence.model import Record, iso
from optout.evidence.stamp import SAYS as SILENT
from optout.evidence.stamp import Authority, Judged, NoReply, anchors_from, authority, question, shipped
from optout.evidence.stamp import stamp as add_stamp
from optout.evidence.supplement import Label, SealedSupplement, looks_like_notice, relabelling, supplement_name
from optout.evidence.verify import look, whole_record, whole_supplement
from optout.i18n import Said as Text
from optout.i18n import _, one_of, widened
from optout.journal import Added, Journal
from optout.outcome import Exit
from optout.redact import mask_email, printable
from optout.settings import Settings

_LOOKS = {
    Likeness.NOTICE: _(
        "kept, but this looks like the notice of {controller} about what it does with your "
        "information, not a confirmation"
    ),
    Likeness.FOREIGN: _("kept, but its sender is at none of the domains that this flow knows for mail of {controller}"),
}
_LABELS = {"from": _("from"), "to": _("to"), "subject": _("subject"), "date": _("date")}
_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")


@dataclass(frozen=True)
class Wanted:
    """What the person typed: the record, the file or the supplement that is called otherwise, and what they say it is.

    With `anyway` it is an answer although it looks like a notice; with `offline` nobody may be asked. `extended` says
    that it announces an extension, `came` on which day it came.
    """

    record: Path
    file: Path | None = None
    relabel: str | None = None
    said: str | None = None
    anyway: bool = False
    offline: bool = False
    extended: bool = False
    came: str | None = None


def attach(console: Console, settings: Settings, wanted: Wanted, today: date) -> Exit:
    """Seal a file into a supplement of a record, or what the person says now of one that was attached before.

    Raises:
        UsageError: neither is named, or both, or not what it is called now, or the options do not go together.
    """
    _must_fit(wanted)
    folder = record_folder(settings, wanted.record)
    base = whole_record(folder, known_fingerprint(settings, folder))
    said, more_time = Label(wanted.said or Label.UNSAID), _more_time(base.record, settings, wanted, today)
    if wanted.relabel:
        by_number = re.fullmatch("[0-9]{1,3}", wanted.relabel)
        name = supplement_name(base.record.request_id, int(wanted.relabel)) if by_number else Path(wanted.relabel).name
        known = known_fingerprint(settings, folder.with_name(name))
        sealed = correct(base, whole_supplement(base, name, known), said, anyway=wanted.anyway)
    else:
        look_up, flow = None if wanted.offline else _asked_aloud(console), flow_of(base.record)
        mails = flow.mails if flow else None
        given = Given(wanted.file or Path(), said, mails, look_up, anyway=wanted.anyway, more_time=more_time)
        sealed = seal_supplement(base, given)
    _remember(console, settings, sealed)
    if console.as_json:
        console.json(_as_json(sealed))
        return Exit.DONE
    _tell(console, sealed, base.record)
    _tell_extension(console, sealed, more_time)
    console.say(_("Fingerprint: {fingerprint}").format(fingerprint=sealed.fingerprint))
    console.say(_("Supplement:"))
    console.data(str(sealed.folder))
    return Exit.DONE


def _must_fit(wanted: Wanted) -> None:
    if wanted.relabel is None:
        if wanted.file is None:
            raise UsageError(_("name the file to keep"), "optout attach RECORD FILE --as confirmation")
        if wanted.came and not wanted.extended:
            raise UsageError(
                _("--came is for an extension"), "optout attach RECORD FILE --as answer --extended --came DATE"
            )
        if wanted.extended and wanted.said != Label.ANSWER.value:
            raise UsageError(_("--extended is for an answer"), "optout attach RECORD FILE --as answer --extended")
        return
    how = "optout attach RECORD --relabel 1 --as confirmation"
    if wanted.file is not None:
        raise UsageError(_("--relabel is about a file that is kept: name no other"), how)
    if wanted.said is None:
        raise UsageError(_("say what it is: --as {names}").format(names=one_of(NAMES)), how)
    if wanted.extended or wanted.came:
        raise UsageError(_("--extended is for a file that is attached now"), how)


def _more_time(record: Record, settings: Settings, wanted: Wanted, today: date) -> MoreTime | None:
    """Work out what an extension changes; None when the person says of none.

    Raises:
        UsageError: no law sets a time that could be extended, or the day it came is none or still to come.
    """
    if not wanted.extended:
        return None
    first = of_record(record, entry_of(settings.data_dir, record.request_id), settings)
    if first is None:
        raise UsageError(_("no law sets a time for this answer, so there is none to extend"))
    return MoreTime(first, extension_of(record, first, settings), _day(wanted.came, today), today)


def _day(typed: str | None, today: date) -> date | None:
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise UsageError(_("--came: this is no day"), _("write it as 2026-12-20")) from None
    if day and day > today:
        raise UsageError(_("--came: this day is still to come"))
    return day


def _asked_aloud(console: Console) -> LookUp:
    def ask(name: str) -> bytes:
        says = _("Asking the DNS for the sender's key, {name}; nothing else leaves this computer")
        console.say(says.format(name=printable(name, 120)))
        return ask_dns(name)

    return ask


def _remember(console: Console, settings: Settings, sealed: SealedSupplement) -> None:
    says = sealed.says
    row = Added(sealed.folder.name, says.record_id, str(sealed.folder), sealed.fingerprint, iso(says.attached_at))
    try:
        with closing(Journal(settings.data_dir)) as journal:
            journal.supplemented(row)
    except JournalError as error:
        console.warn(_("{says}; note the fingerprint of the supplement yourself").format(says=error.says))


def _tell(console: Console, sealed: SealedSupplement, record: Record) -> None:
    says = sealed.says
    if says.corrects:
        console.mark("done", _("Corrected: {what}").format(what=corrected(says.corrects)))
        console.say(_("What was sealed stays as it is; the correction is a supplement of its own"))
        if not says.replay:
            console.say(_("optout status shows what you wait for now"))
    elif says.file:
        label = Label.NOTICE if looks_like_notice(says.mail) else Label.CONFIRMATION
        console.mark("done", kept(says.file.said_to_be, f"{relabelling(says.record_id, says.number)} --as {label}"))
    if says.mail and says.file:
        _tell_mail(console, says.mail, record, says.file.said_to_be)
    if says.signature:
        tell_signature(console, says.signature)
    if says.signature and says.signature.why is Why.NO_EXTRA:
        console.say(_("    to have the next one checked: {command}").format(command=install_extra("mail")))
    if says.replay:
        console.say(_("It belongs to a rehearsal and is marked REPLAY"))


def _tell_extension(console: Console, sealed: SealedSupplement, asked: MoreTime | None) -> None:
    extension = sealed.says.extension
    if asked is None or extension is None:
        return
    if extension.expected_by:
        says = _("It announces in time that the answer takes longer: one is due by {day} ({rule})")
        console.say(says.format(day=asked.then.day, rule=rule(asked.then)))
        return
    late = _(
        "this came on {came}, and an extension counts only if it is announced within the first month, by {day}: "
        "that day stays"
    )
    console.mark("warn", late.format(came=extension.announced_on, day=asked.first.day))


def _tell_mail(console: Console, mail: MailSeen, record: Record, said: Label) -> None:
    for label, value in told(mail).items():
        shown = _ADDRESS.sub(lambda m: mask_email(m[0]), value) if label == "to" else value
        row = Text("    {label} {value}").format(label=widened(_LABELS[label], 8), value=printable(shown, 200))
        console.say(row)
    if mail.likeness in _LOOKS and not (mail.likeness is Likeness.NOTICE and said is Label.NOTICE):
        console.mark("warn", _LOOKS[mail.likeness].format(controller=record.controller))


def _as_json(sealed: SealedSupplement) -> dict[str, Any]:
    says = sealed.says.model_dump(mode="json")
    told = {name: says[name] for name in ("file", "corrects", "mail", "signature", "extension")}
    return {
        "supplement": str(sealed.folder),
        "record": says["record_id"],
        "fingerprint": sealed.fingerprint,
        **told,
    }


def stamp(console: Console, settings: Settings, record: Path, addresses: list[str]) -> Exit:
    """Ask authorities for time stamps of a record or supplement; exit 0 when at least one gave one."""
    folder = record_folder(settings, record)
    asked = [authority(address) for address in addresses or settings.stamp_authorities.split() or shipped()]
    anchors = anchors_from(settings.stamp_roots)
    verdict = look(folder, known_fingerprint(settings, folder), ()).verdict
    if not verdict.ok:
        says = _("nothing was stamped: {summary}").format(summary=verdict.summary)
        raise RecordError(says, f"optout verify {folder.name}")
    try:
        question(b"the extra is here")
    except UsageError as error:
        error.hint = install_extra("stamp")
        raise
    hosts = ", ".join(one.host for one in asked)
    console.say(_("Sends one hash, the fingerprint, to {hosts}; nothing else leaves this computer").format(hosts=hosts))
    results = [_one(console, folder, one, anchors) for one in asked]
    if console.as_json:
        console.json({"record": str(folder), "stamps": results})
    of_use = {Judged.GOOD.value, Judged.CANNOT_TELL.value}
    return Exit.DONE if any(result["judged"] in of_use for result in results) else Exit.ERROR


def _one(console: Console, folder: Path, to: Authority, anchors: Any) -> Mapping[str, Any]:
    try:
        stamped = add_stamp(folder, to, anchors)
    except NoReply as error:
        says = _("{host}: {silent}; nothing was kept").format(host=to.host, silent=SILENT[error.why])
        console.mark("failed", says)
        return {**dict.fromkeys(STAMP_KEYS), "authority": to.host, "why": error.why.value, "says": says}
    console.mark(STAMP_MARKS[stamped.judged], stamped.says())
    return {**stamp_json(stamped), "authority": to.host}
