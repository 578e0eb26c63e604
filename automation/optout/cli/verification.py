"""What a record proves: `optout verify`; and witnesses of when it existed: `optout stamp`."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk
from optout.cli.find_record import record_folder
from optout.cli.options import (
    DataDirOption,
    JsonOption,
    RecordArgument,
    Work,
    begin,
    record_argument,
)
from optout.cli.overview import flow_of
from optout.cli.records import (
    known_hashes,
    labels,
)
from optout.cli.stamping import STAMP_MARKS, take_stamps
from optout.cli.verify_every import verify_every
from optout.deadline import Deadline
from optout.errors import Exit, UsageError
from optout.evidence import Record, clock_warning, words
from optout.evidence.due import basis_said
from optout.evidence.folder import EXPORT_LIST, RecordFinding
from optout.evidence.mail import LookUp, Remark, Signature, ask_dns, remarks
from optout.evidence.record import iso
from optout.evidence.stamp import anchors_from
from optout.evidence.start_here import Story, story_of
from optout.evidence.supplement import (
    FILE_LIMIT,
    Label,
    Supplement,
    announced,
    current_deadline,
    labelled,
)
from optout.evidence.unpack import is_flat, is_pdf, unattached, unflattened, unzipped
from optout.evidence.verify import Checked, check
from optout.redaction import printable
from optout.translation import LazyText, _, changed, joined, spoken, translate

_RESULTS = {
    "valid": ("done", _("valid")),
    "invalid": ("failed", _("invalid")),
    "cannot_tell": ("warn", _("cannot tell")),
}
_JUDGED = {"good": _("good"), "bad": _("bad"), "cannot_tell": _("cannot tell")}


def verify_command(
    *,
    record: Annotated[
        Path | None, record_argument(help="A record's folder, or its id; else all.")
    ] = None,
    online: Annotated[bool, Option("--online", help="Ask the DNS who signed its e-mails.")] = False,
    fingerprint: Annotated[
        str | None, Option(metavar="HEX", help="The one that you kept elsewhere.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Check that a record is unchanged, and say what it proves; without one, check all.

    \b
    optout verify facebook                    the record of that service
    optout verify it.zip --fingerprint f239…  the one that you were sent
    """
    begun = begin(as_json=as_json, data_dir=data_dir)
    if record is not None:
        return partial(verify, begun, record, online=online, fingerprint=fingerprint)
    if fingerprint:
        how = f"optout verify facebook --fingerprint {fingerprint}"
        raise UsageError(_("--fingerprint is of one record: name it"), how)
    look_up = asked_aloud(begun.console) if online else None
    return partial(verify_every, begun, look_up)


def verify(
    desk: Desk, record: Path, *, online: bool = False, fingerprint: str | None = None
) -> Exit:
    """Check a record or supplement with all that belongs to it, by any name or zip; exit 0 only if all is well."""
    console, settings = desk.console, desk.settings
    named_fingerprint = _checked_fingerprint(fingerprint)
    known = known_hashes(settings.data_dir)
    anchors = anchors_from(settings.stamp_roots)
    look_up = asked_aloud(console) if online else None
    with TemporaryDirectory(prefix="optout-") as into:
        opened = _opened(settings.data_dir, record, Path(into))
        if named_fingerprint:
            known = known.naming(opened.folder, named_fingerprint)
        found = check(opened.folder, known, anchors, look_up)
        checked = found.with_strays(opened.strays)
        objection = _objection_of(checked, labels(settings.data_dir))
        _report(console, checked, objection)
        result = {
            **_as_json(checked),
            "objection": _objection_as_json(objection),
            "record": str(opened.given),
        }
        console.result(result, *filter(None, [checked.fingerprint]))
    return Exit.DONE if checked.ok else Exit.ERROR


def _checked_fingerprint(typed: str | None) -> str | None:
    """Return a fingerprint that was typed, in small letters; raise UsageError if it cannot be one."""
    if typed is None:
        return None
    fingerprint = typed.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", fingerprint):
        raise UsageError(_("this is no fingerprint: it has 64 characters, 0 to 9 and a to f"))
    return fingerprint


@dataclass(frozen=True)
class _Opened:
    """What is to be checked: the folder, unpacked if need be, and what lay beside it in what was unpacked.

    `given` is the file that the person named, or the folder of the record.
    """

    given: Path
    folder: Path
    strays: list[RecordFinding]


def _opened(data_dir: Path, record: Path, into: Path) -> _Opened:
    """Open a record by any name, or an export: a zip, a PDF, or a folder with the files of that PDF."""
    if os.path.isfile(record):  # noqa: PTH113  is_file() raises for odd names
        unpack = unattached if is_pdf(record) else unzipped
        return _Opened(record, *unpack(record, into))
    folder = record_folder(data_dir, record)
    if is_flat(folder):
        return _Opened(folder, *unflattened(folder, into))
    return _Opened(folder, folder, [])


@dataclass(frozen=True)
class _Objection:
    """The objection of a record, with what its supplements announce of the day of the answer.

    `deadline` is by when an answer is due now; None where none is due. `extended_on` is the day on
    which the controller announced that it needs more time, if that moved the day.
    """

    read: Checked
    record: Record
    deadline: Deadline | None
    extended_on: date | None


def _objection_of(checked: Checked, later: Mapping[str, Label]) -> _Objection | None:
    """Return the objection of a record; None where no record was read.

    A supplement counts if it is as it was sealed. `later` is what the person called its file since.
    """
    folders = [checked, *checked.beside]
    read = next((folder for folder in folders if folder.record), None)
    if read is None or read.record is None:
        return None
    supplements = labelled((folder.supplement for folder in folders if folder.whole), later)
    # Where the controller asks by e-mail, the time counts from the person's reply, which no record has.
    sealed_deadline = None if read.record.asks_by_mail else read.record.deadline
    deadline = current_deadline(sealed_deadline, supplements)
    is_extended = deadline is not None and deadline.extended
    extended_on = announced(supplements) if is_extended else None
    return _Objection(read, read.record, deadline, extended_on)


def _report(console: Console, checked: Checked, objection: _Objection | None) -> None:
    """Print what was found.

    1. What the record says: who objected to whom, when, and how it ended.
    2. Of the record, then of each supplement: whether it is as it was sealed.
    3. Of an export: whether all that was handed on is as its list has it.
    4. Whether something beside the folder that was named is not well.
    """
    folders = [checked, *checked.beside]
    record = objection.record if objection else None
    # 1
    if objection:
        _report_objection(console, objection, folders)
    # 2: sorting keeps the order of the supplements
    for read in sorted(folders, key=lambda read: read.record is None):
        _report_folder(console, read, record, is_named=read is checked)
    # 3
    if checked.exported and not checked.findings:
        _report_export(console, checked)
    # 4
    if checked.whole and not checked.ok:
        console.mark("failed", _("but not all that belongs to it is well: see above"))
    if checked.fingerprint:
        console.say(_("Fingerprint:"))


def _report_folder(
    console: Console, read: Checked, record: Record | None, *, is_named: bool
) -> None:
    """Print what was found in one folder; one that the person did not name, with its name."""
    for mark, message in _found(read, record):
        with_name = _("{name}: {says}").format(name=printable(read.folder.name), says=message)
        console.mark(mark, message if is_named else with_name)


def _report_export(console: Console, checked: Checked) -> None:
    if checked.export_matched:
        console.mark("done", _EXPORT_NAMED.format(list=EXPORT_LIST))
    else:
        console.mark("warn", _EXPORT_ONLY.format(list=EXPORT_LIST))


_EXPORT_NAMED = _(
    "nothing that was handed on with it was changed, left out or added: all of it is as {list} has it, and you named "
    "the fingerprint of that list"
)
_EXPORT_ONLY = _(
    "all that was handed on with it is as {list} has it, but the fingerprint of that list was not compared, so whoever "
    "wrote the list anew could have changed or left out what was added to the record"
)


def _report_objection(console: Console, objection: _Objection, every: list[Checked]) -> None:
    """Say who objected to whom, when, how it ended, when an answer is due, and who else vouches for any of it."""
    story = _story(objection.read)
    if story is None:
        return
    console.say(LazyText("{title} {to}").format(title=story.title, to=story.to), "bold")
    summary = LazyText("  {heading}. {summary}")
    console.say(summary.format(heading=story.heading, summary=story.summary), personal=True)
    facts = [*story.facts, *_extension(objection), *_vouched(every)]
    width = max(len(translate(label)) for label, _value in facts)
    for label, value in facts:
        column = translate(label).ljust(width)
        text = printable(translate(value))
        row = LazyText("    {label}  {value}").format(label=column, value=text)
        console.say(row, personal=True)
    console.say()


def _story(checked: Checked) -> Story | None:
    if checked.record is None:
        return None
    try:
        return story_of(checked.record, words(spoken()))
    except Exception:  # noqa: BLE001  a stranger's record may have what no run writes, and is checked all the same
        return None


def _extension(objection: _Objection) -> Iterator[tuple[LazyText, LazyText]]:
    """Say by when an answer is due, if that is later than the record says."""
    deadline, extended_on = objection.deadline, objection.extended_on
    if deadline and extended_on:
        value = _("{day}: {basis}; the extension was announced on {announced}")
        basis = basis_said(deadline)
        yield (
            _("Answer now due"),
            value.format(day=deadline.day, basis=basis, announced=extended_on),
        )


def _vouched(every: list[Checked]) -> Iterator[tuple[LazyText, LazyText]]:
    """Say how many signatures of e-mails and time stamps there are, and how they were judged."""
    signatures = Counter(_RESULTS[read.signature.result][1] for read in every if read.signature)
    stamps = [stamp for read in every for stamp in read.stamps]
    judged = Counter(_JUDGED[stamp.reason.verdict] for stamp in stamps)
    yield _("Signatures of e-mails"), _counted(signatures) or _("no signature")
    yield _("Time stamps"), _counted(judged) or _("no time stamp")


def _counted(judgements: Mapping[LazyText, int]) -> LazyText:
    """Say how often each judgement was made; an empty text if none was made."""
    row = LazyText("{n} × {how}")
    return joined((row.format(n=n, how=how) for how, n in judgements.items()), ", ")


def _objection_as_json(objection: _Objection | None) -> dict[str, Any] | None:
    """Return what the record says, as plain data in no language."""
    if objection is None:
        return None
    record, deadline, extended_on = objection.record, objection.deadline, objection.extended_on
    return {
        "id": record.request_id,
        "who": record.email(),
        "account": record.account_named,
        "controller": record.controller,
        "law": record.law,
        "status": record.status.value,
        "reason": record.reason,
        "sent_at": record.issued_at and iso(record.issued_at),
        "ended_at": iso(record.ended_at),
        "answer_due": deadline.day.isoformat() if deadline else None,
        "extended_on": extended_on.isoformat() if extended_on else None,
        "replay": record.replay,
    }


def _found(checked: Checked, record: Record | None) -> Iterator[tuple[str, str]]:
    """Say what was found in a folder, each with its mark.

    1. What is not as it was sealed, and the sum of it.
    2. What lies in the folder and is no part of it, and what could not be compared.
    3. Whether its clock was right.
    4. Of a supplement: who signed the e-mail, and what is odd about it.
    5. The time stamps.
    """
    # 1
    for finding in checked.findings:
        yield "failed", finding.message
    yield "done" if checked.whole else "failed", checked.summary
    # 2
    for stray in checked.added:
        yield "warn", _NO_PART.format(says=stray.message)
    if checked.other_version:
        yield "warn", _OTHER_VERSION.format(version=printable(checked.other_version, 40))
    # 3
    clocks = clock_warning(checked.skew)
    if clocks:
        yield "warn", clocks
    yield from _found_in_mail(checked, record)  # 4
    # 5
    for stamped in checked.stamps:
        yield STAMP_MARKS[stamped.reason.verdict], stamped.message()


def _found_in_mail(checked: Checked, record: Record | None) -> Iterator[tuple[str, str]]:
    """Say of an e-mail that was added who signed it, and what is odd about it, each with its mark."""
    if checked.signature:
        yield signature_said(checked.signature)
    if record and checked.supplement:
        for oddity in _odd_about(checked, checked.supplement, record):
            yield "warn", oddity


_OTHER_VERSION = _(
    "it was made by another version of this program, {version}: whether its documents say what its data says was "
    "not compared"
)
_NO_PART = _("{says}; it is no part of what was sealed, and changes nothing about it")
_FOREIGN = _(
    "its sender, {sender}, is at none of the domains that this program knows for mail of {controller}"
)
_LATE = _("its date, {day}, lies after the day on which it was attached, {attached}")
# An e-mail's clock and this computer's may be in two zones, and so on two days.
_DAY = timedelta(days=1)


def _odd_about(checked: Checked, supplement: Supplement, record: Record) -> Iterator[LazyText]:
    """Say what is odd about an e-mail that was added, which a good signature does not show."""
    mail = supplement.mail
    if mail is None:
        return
    data = checked.tree.read(f"data/{supplement.file.name}", FILE_LIMIT)
    if data is None:
        return
    flow = flow_of(record.flow.id)
    if Remark.FOREIGN in remarks(data, flow.mails if flow else None):
        yield _FOREIGN.format(sender=printable(mail.sender or "?"), controller=record.controller)
    if mail.sent_at and mail.sent_at > supplement.attached_at + _DAY:
        yield _LATE.format(day=mail.sent_at.date(), attached=supplement.attached_at.date())


def asked_aloud(console: Console) -> LookUp:
    """Return what asks the DNS for a key, and says so first."""

    def ask(name: str) -> bytes:
        message = _(
            "Asking the DNS for the sender's key, {name}; nothing else leaves this computer"
        )
        console.say(message.format(name=printable(name, 120)))
        return ask_dns(name)

    return ask


def signature_said(signature: Signature) -> tuple[str, LazyText]:
    """Return how an e-mail's signature checked, and its mark."""
    mark, result = _RESULTS[signature.result]
    message = changed(signature.message(), printable)
    return mark, _("signature {result}: {says}").format(result=result, says=message)


def _as_json(checked: Checked) -> dict[str, Any]:
    return {
        "record": checked.folder.name,
        "kind": checked.kind,
        "ok": checked.ok,
        "fingerprint": checked.fingerprint,
        "compared": checked.matched,
        "compared_with": checked.kept_by,
        "findings": [_finding(found) for found in checked.findings],
        "added": [_finding(found) for found in checked.added],
        "other_version": checked.other_version,
        "export_fingerprint": checked.exported.sha256 if checked.exported else None,
        "said_to_be": checked.supplement.file.said_to_be.value if checked.supplement else None,
        "clock_skew_seconds": checked.skew,
        "signature": checked.signature.model_dump(mode="json") if checked.signature else None,
        "stamps": [stamped.as_json() for stamped in checked.stamps],
        "beside": [_as_json(beside) for beside in checked.beside],
    }


def _finding(found: RecordFinding) -> dict[str, str]:
    return {"kind": found.kind.value, "file": found.file, "says": found.message}


def stamp_command(
    *,
    record: RecordArgument,
    authority: Annotated[
        list[str] | None, Option(metavar="URL", help="Whom to ask; else two known ones.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Have others witness when a record existed: time stamps.

    \b
    optout stamp 2026-11-24-facebook-7k3q
    """
    return partial(stamp, begin(as_json=as_json, data_dir=data_dir), record, authority or [])


def stamp(desk: Desk, record: Path, addresses: list[str]) -> Exit:
    """Ask authorities for time stamps of a record or supplement; exit 0 when at least one gave one."""
    folder = record_folder(desk.settings.data_dir, record)
    taken = take_stamps(desk, folder, addresses)
    stamps = [result.as_json() for result in taken]
    desk.console.result({"record": str(folder), "stamps": stamps})
    return Exit.DONE if any(result.is_of_use for result in taken) else Exit.ERROR
