"""`optout attach`: adds a file to a sealed record, or notes what the person says now of one that was added before."""

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from optout.cli.announce import tell_fingerprint
from optout.cli.console import Console, install_extra
from optout.cli.proof import asked_aloud, tell_remarks, tell_signature
from optout.cli.records import record_folder, remember, whole
from optout.cli.standing import extension_of, flow_of, of_record
from optout.errors import RecordError, UsageError
from optout.evidence.mail import Likeness, MailSeen, SignatureWhy
from optout.evidence.supplement import (
    Base,
    Given,
    Label,
    MoreTime,
    SealedSupplement,
    looks_like_notice,
    relabelling,
    supplement_name,
)
from optout.evidence.supplement import attach as seal_supplement
from optout.exits import Exit
from optout.i18n import Said, _, one_of, widened
from optout.journal import Journal
from optout.redact import mask_email, printable
from optout.settings import Settings

_LOOKS = {
    Likeness.NOTICE: _(
        "kept, but this looks like the notice of {controller} about what it does with your "
        "information, not a confirmation"
    ),
    Likeness.FOREIGN: _("kept, but its sender is at none of the domains that this flow knows for mail of {controller}"),
}
_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")


@dataclass(frozen=True)
class ToAttach:
    """What the person typed: the record, the file or the supplement that is called otherwise, and what they say it is.

    With `offline` nobody may be asked. `extended` says that it announces an extension, `came` on which day it came.
    """

    record: Path
    file: Path | None = None
    relabel: str | None = None
    said: str | None = None
    offline: bool = False
    extended: bool = False
    came: str | None = None


def attach(console: Console, settings: Settings, wanted: ToAttach, today: date) -> Exit:
    """Seal a file into a supplement of a record, or note what the person says now of one that was attached before.

    Raises:
        UsageError: neither is named, or both, or not what it is called now, or the options do not go together.
    """
    _must_fit(wanted)
    base = whole(settings, record_folder(settings, wanted.record))
    said = Label[(wanted.said or "unsaid").upper()]
    if wanted.relabel:
        return _relabel(console, settings, base, wanted.relabel, said)
    more_time = _more_time(base, settings, wanted, today)
    look_up, flow = None if wanted.offline else asked_aloud(console), flow_of(base.record.flow.id)
    given = Given(wanted.file or Path(), said, flow.mails if flow else None, look_up, more_time)
    sealed = seal_supplement(base, given)
    remember(console, settings, sealed)
    if console.as_json:
        console.json(_as_json(sealed))
        return Exit.DONE
    _tell(console, sealed, base.record.controller)
    _tell_extension(console, sealed, more_time)
    tell_fingerprint(console, "" if sealed.says.replay else sealed.folder.name, sealed.fingerprint)
    console.say(_("Supplement:"))
    console.data(str(sealed.folder))
    return Exit.DONE


def _relabel(console: Console, settings: Settings, base: Base, which: str, said: Label) -> Exit:
    """Note in the journal what a file is that was attached before; what is sealed stays as it is."""
    by_number = re.fullmatch("[0-9]{1,3}", which)
    name = supplement_name(base.record.request_id, int(which)) if by_number else Path(which).name
    file = next((one for one in base.files if one.supplement == name), None)
    if file is None:
        names = ", ".join(one.supplement for one in base.files)
        hint = names or f"optout attach {base.record.request_id} FILE"
        raise RecordError(_("this record has no such supplement"), hint)
    if file.said is said:
        raise RecordError(_("you said so before: nothing was added"))
    with closing(Journal(settings.data_dir)) as journal:
        journal.state(name, "label", said)
    if console.as_json:
        console.json({"supplement": name, "record": base.record.request_id, "said_to_be": said.value})
        return Exit.DONE
    console.mark("done", _("Noted: {file} is {label}, you say").format(file=file.path, label=said.says))
    if not base.record.replay:
        console.say(_("What was sealed stays as it is; optout status shows what you wait for now"))
    return Exit.DONE


def _must_fit(wanted: ToAttach) -> None:
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
        names = one_of([label.value for label in Label if label is not Label.UNSAID])
        raise UsageError(_("say what it is: --as {names}").format(names=names), how)
    if wanted.extended or wanted.came:
        raise UsageError(_("--extended is for a file that is attached now"), how)


def _more_time(base: Base, settings: Settings, wanted: ToAttach, today: date) -> MoreTime | None:
    """Work out what an extension changes; None when the person says of none."""
    if not wanted.extended:
        return None
    first = of_record(base, settings)
    if first is None:
        raise UsageError(_("no law sets a time for this answer, so there is none to extend"))
    try:
        came = date.fromisoformat(wanted.came) if wanted.came else None
    except ValueError:
        raise UsageError(_("--came: this is no day"), _("write it as 2026-12-20")) from None
    if came and came > today:
        raise UsageError(_("--came: this day is still to come"))
    return MoreTime(first, extension_of(base, first, settings), came, today)


def _tell(console: Console, sealed: SealedSupplement, controller: str) -> None:
    says = sealed.says
    if says.file.said_to_be is Label.UNSAID:
        likely = Label.NOTICE if looks_like_notice(says.mail) else Label.CONFIRMATION
        unsaid = _("Kept; you did not say what it is. To say it: {how}")
        console.mark("done", unsaid.format(how=f"{relabelling(says.record_id, says.number)} --as {likely}"))
    else:
        label = says.file.said_to_be.says
        console.mark("done", _("Kept as what you say it is: {label}").format(label=label))
    if says.mail:
        _tell_mail(console, says.mail, controller, says.file.said_to_be)
    tell_remarks(console, says.remarks)
    if says.signature:
        tell_signature(console, says.signature)
    if says.signature and says.signature.why is SignatureWhy.NO_EXTRA:
        console.say(_("    to have the next one checked: {command}").format(command=install_extra("mail")))
    if says.replay:
        console.say(_("It belongs to a rehearsal and is marked REPLAY"))


def _tell_extension(console: Console, sealed: SealedSupplement, asked: MoreTime | None) -> None:
    extension = sealed.says.extension
    if asked is None or extension is None:
        return
    if extension.expected_by:
        says = _("It announces in time that the answer takes longer: one is due by {day} ({rule})")
        console.say(says.format(day=asked.then.day, rule=asked.then.rule()))
        return
    late = _(
        "this came on {came}, and an extension counts only if it is announced within the first month, by {day}: "
        "that day stays"
    )
    console.mark("warn", late.format(came=extension.announced_on, day=asked.first.day))


def _tell_mail(console: Console, mail: MailSeen, controller: str, said: Label) -> None:
    recipient = _ADDRESS.sub(lambda found: mask_email(found[0]), mail.recipient or "")
    for label, value in (
        (_("from"), mail.sender),
        (_("to"), recipient),
        (_("subject"), mail.subject),
        (_("date"), mail.date),
    ):
        if value:
            row = Said("    {label} {value}").format(label=widened(label, 8), value=printable(value, 200))
            console.say(row)
    if mail.likeness in _LOOKS and not (mail.likeness is Likeness.NOTICE and said is Label.NOTICE):
        console.mark("warn", _LOOKS[mail.likeness].format(controller=controller))


def _as_json(sealed: SealedSupplement) -> dict[str, Any]:
    says = sealed.says.model_dump(mode="json")
    return {
        "supplement": str(sealed.folder),
        "record": says["record_id"],
        "fingerprint": sealed.fingerprint,
        **{name: says[name] for name in ("file", "mail", "remarks", "signature", "extension")},
    }
