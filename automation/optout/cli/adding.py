"""What is added to a sealed record: carries out `optout attach` and `optout stamp`, and says what came of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optout.cli.checking import STAMP_KEYS, STAMP_MARKS, known_fingerprint, record_folder, stamp_json, tell_signature
from optout.cli.console import Console
from optout.cli.program import install_extra
from optout.errors import JournalError, OptoutError, RecordError, UsageError
from optout.evidence.attaching import Given
from optout.evidence.attaching import attach as seal_supplement
from optout.evidence.authority import SAYS as SILENT
from optout.evidence.authority import Authority, NoReply, authority, shipped
from optout.evidence.base import iso
from optout.evidence.dkim import LookUp, Why
from optout.evidence.dns import ask_dns
from optout.evidence.later import look, whole_record
from optout.evidence.mail import Likeness, MailSeen, told
from optout.evidence.record import Record
from optout.evidence.stamping import question
from optout.evidence.stamping import stamp as add_stamp
from optout.evidence.stamps import Judged, anchors_from
from optout.evidence.supplement import Said, SealedSupplement
from optout.flow.catalogue import find_flow
from optout.flow.model import Mails
from optout.journal import Journal
from optout.journal_tables import Added
from optout.redact import mask_email, printable
from optout.settings import Settings
from optout.state import Exit
from optout.tongue import Said as Text
from optout.tongue import _, widened

_SAID = {
    Said.CONFIRMATION: _("Kept as what you say it is: the confirmation"),
    Said.ANSWER: _("Kept as what you say it is: the controller's answer"),
    Said.NOTE: _("Kept as what you say it is: a note"),
    Said.UNSAID: _("Kept; you did not say what it is: --as confirmation, answer or note"),
}
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
    """What the person typed: the record, the file, what they say it is, and whether nobody may be asked."""

    record: Path
    file: Path
    said: str
    offline: bool


def attach(console: Console, settings: Settings, wanted: Wanted) -> Exit:
    """Seal a file into a supplement of a record."""
    folder = record_folder(settings, wanted.record)
    base = whole_record(folder, known_fingerprint(settings, folder))
    look_up = None if wanted.offline else _asked_aloud(console)
    given = Given(wanted.file, Said(wanted.said), _known_mails(base.record), look_up)
    sealed = seal_supplement(base, given)
    _remember(console, settings, sealed)
    if console.as_json:
        console.json(_as_json(sealed))
    else:
        _tell(console, sealed, base.record)
    return Exit.DONE


def _asked_aloud(console: Console) -> LookUp:
    def ask(name: str) -> bytes:
        console.say(
            _("Asking the DNS for the sender's key, {name}; nothing else leaves this computer").format(
                name=printable(name, 120)
            )
        )
        return ask_dns(name)

    return ask


def _known_mails(record: Record) -> Mails | None:
    try:
        return find_flow(record.flow.id).flow.mails
    except OptoutError:
        return None  # a flow of somebody's own, which is no longer here


def _remember(console: Console, settings: Settings, sealed: SealedSupplement) -> None:
    says = sealed.says
    row = Added(sealed.folder.name, says.record_id, str(sealed.folder), sealed.fingerprint, iso(says.attached_at))
    try:
        journal = Journal(settings.data_dir)
        try:
            journal.supplemented(row)
        finally:
            journal.close()
    except JournalError as error:
        console.warn(_("{says}; note the fingerprint of the supplement yourself").format(says=error.says))


def _tell(console: Console, sealed: SealedSupplement, record: Record) -> None:
    says = sealed.says
    console.mark("done", _SAID[says.file.said_to_be])
    if says.mail:
        _tell_mail(console, says.mail, record)
    if says.signature:
        tell_signature(console, says.signature)
    if says.signature and says.signature.why is Why.NO_EXTRA:
        console.say(_("    to have the next one checked: {command}").format(command=install_extra("mail")))
    if says.replay:
        console.say(_("It belongs to a rehearsal and is marked REPLAY"))
    console.say(_("Fingerprint: {fingerprint}").format(fingerprint=sealed.fingerprint))
    console.say(_("Supplement:"))
    console.data(str(sealed.folder))


def _tell_mail(console: Console, mail: MailSeen, record: Record) -> None:
    for label, value in told(mail).items():
        shown = _ADDRESS.sub(lambda m: mask_email(m[0]), value) if label == "to" else value
        row = Text("    {label} {value}").format(label=widened(_LABELS[label], 8), value=printable(shown, 200))
        console.say(row)
    if mail.likeness in _LOOKS:
        console.mark("warn", _LOOKS[mail.likeness].format(controller=record.controller))


def _as_json(sealed: SealedSupplement) -> dict[str, Any]:
    says = sealed.says.model_dump(mode="json")
    return {
        "supplement": str(sealed.folder),
        "record": says["record_id"],
        "fingerprint": sealed.fingerprint,
        "file": says["file"],
        "mail": says["mail"],
        "signature": says["signature"],
    }


def stamp(console: Console, settings: Settings, record: Path, addresses: list[str]) -> Exit:
    """Ask authorities for time stamps of a record or supplement; exit 0 when at least one gave one."""
    folder = record_folder(settings, record)
    asked = [authority(address) for address in addresses or settings.stamp_authorities.split() or shipped()]
    anchors = anchors_from(settings.stamp_roots)
    verdict = look(folder, known_fingerprint(settings, folder), ()).verdict
    if not verdict.ok:
        raise RecordError(
            _("nothing was stamped: {summary}").format(summary=verdict.summary), f"optout verify {folder.name}"
        )
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
    return Exit.DONE if any(result["judged"] in _OF_USE for result in results) else Exit.ERROR


_OF_USE = {Judged.GOOD.value, Judged.CANNOT_TELL.value}


def _one(console: Console, folder: Path, to: Authority, anchors: Any) -> Mapping[str, Any]:
    try:
        stamped = add_stamp(folder, to, anchors)
    except NoReply as error:
        says = _("{host}: {silent}; nothing was kept").format(host=to.host, silent=SILENT[error.why])
        console.mark("failed", says)
        return {**dict.fromkeys(STAMP_KEYS), "authority": to.host, "why": error.why.value, "says": says}
    console.mark(STAMP_MARKS[stamped.judged], stamped.says())
    return {**stamp_json(stamped), "authority": to.host}
