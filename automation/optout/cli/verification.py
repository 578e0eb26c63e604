"""What a record proves, and one file of it to hand on: `optout verify`, `optout stamp` and `optout export`."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk, typed
from optout.cli.options import DataDirOption, JsonOption, RecordArgument, Work, begin
from optout.cli.overview import flow_of
from optout.cli.records import (
    EXPORTS,
    known_hashes,
    record_folder,
    remembering_proofs,
    statements_of,
    whole,
    write_file,
)
from optout.errors import Exit, RecordError, UsageError
from optout.evidence import Record, clock_warning, words
from optout.evidence.export import Parcel, pdf_with_files, personal_data, zipped
from optout.evidence.folder import EXPORT_LIST, RecordFinding
from optout.evidence.mail import LookUp, Remark, Signature, ask_dns, remarks
from optout.evidence.record import iso
from optout.evidence.stamp import (
    USUAL,
    NoReply,
    Stamp,
    StampPolicy,
    StampReason,
    add_stamp,
    anchors_from,
    authority,
)
from optout.evidence.start_here import Story, story_of
from optout.evidence.supplement import FILE_LIMIT, Supplement
from optout.evidence.unpack import is_flat, is_pdf, unattached, unflattened, unzipped
from optout.evidence.verify import Checked, check
from optout.evidence.verify import verify as verify_alone
from optout.redaction import printable
from optout.translation import LazyText, _, changed, joined, ngettext, spoken, translate

_RESULTS = {
    "valid": ("done", _("valid")),
    "invalid": ("failed", _("invalid")),
    "cannot_tell": ("warn", _("cannot tell")),
}
_STAMP_MARKS = {"good": "done", "bad": "failed", "cannot_tell": "warn"}
_JUDGED = {"good": _("good"), "bad": _("bad"), "cannot_tell": _("cannot tell")}
# by somebody unknown here: whoever knows them may value it
_OF_USE = {
    StampReason.STAMPED,
    StampReason.NO_ANCHOR,
}


def verify_command(
    *,
    record: RecordArgument,
    online: Annotated[bool, Option("--online", help="Ask the DNS who signed its e-mails.")] = False,
    fingerprint: Annotated[
        str | None, Option(metavar="HEX", help="The one that you kept elsewhere.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Check that a record is unchanged, and say what it proves.

    \b
    optout verify it.zip --fingerprint f239…  the one that you were sent
    """
    return partial(
        verify,
        begin(as_json=as_json, data_dir=data_dir),
        record,
        online=online,
        fingerprint=fingerprint,
    )


def verify(
    desk: Desk, record: Path, *, online: bool = False, fingerprint: str | None = None
) -> Exit:
    """Check a record or supplement with all that belongs to it, by folder, id or zip; exit 0 only when all is well."""
    console, settings = desk.console, desk.settings
    fingerprint = fingerprint and fingerprint.strip().lower()
    if fingerprint is not None and not re.fullmatch("[0-9a-f]{64}", fingerprint):
        raise UsageError(_("this is no fingerprint: it has 64 characters, 0 to 9 and a to f"))
    with TemporaryDirectory(prefix="optout-") as into:
        folder, strays = _opened(settings.data_dir, record, Path(into))
        known = known_hashes(settings.data_dir)
        if fingerprint:
            known = known.naming(folder, fingerprint)
        look_up = asked_aloud(console) if online else None
        checked = check(folder, known, anchors_from(settings.stamp_roots), look_up).with_strays(
            strays
        )
        _tell(console, checked)
        shown = record if os.path.isfile(record) else record_folder(settings.data_dir, record)  # noqa: PTH113  as below
        told = {**_as_json(checked), "objection": _objection(checked), "record": str(shown)}
        console.result(told, *filter(None, [checked.fingerprint]))
    return Exit.DONE if checked.ok else Exit.ERROR


def _opened(data_dir: Path, record: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Return the folder of what is to be checked, unpacked where that is needed, and what lay there beside it."""
    if os.path.isfile(record):  # noqa: PTH113  is_file() raises for odd names
        return unattached(record, into) if is_pdf(record) else unzipped(record, into)
    folder = record_folder(data_dir, record)
    return unflattened(folder, into) if is_flat(folder) else (folder, [])


def _tell(console: Console, checked: Checked) -> None:
    """Say what the record says, then whether that is as it was sealed, then the same of all that was added to it."""
    every = [checked, *checked.beside]
    record = next((one for one in every if one.record), None)
    if record:
        _tell_objection(console, record, every)
    # which keeps the order of the supplements
    for one in sorted(every, key=lambda one: one.record is None):
        for mark, message in _found(one, record.record if record else None):
            named = _("{name}: {says}").format(name=printable(one.folder.name), says=message)
            console.mark(mark, message if one is checked else named)
    if checked.exported and not checked.findings:
        listed = _EXPORT_NAMED if checked.export_matched else _EXPORT_ONLY
        console.mark("done" if checked.export_matched else "warn", listed.format(list=EXPORT_LIST))
    if checked.whole and not checked.ok:
        console.mark("failed", _("but not all that belongs to it is well: see above"))
    if checked.fingerprint:
        console.say(_("Fingerprint:"))


_EXPORT_NAMED = _(
    "nothing that was handed on with it was changed, left out or added: all of it is as {list} has it, and you named "
    "the fingerprint of that list"
)
_EXPORT_ONLY = _(
    "all that was handed on with it is as {list} has it, but the fingerprint of that list was not compared, so whoever "
    "wrote the list anew could have changed or left out what was added to the record"
)


def _tell_objection(console: Console, checked: Checked, every: list[Checked]) -> None:
    """Say who objected to whom, when, how it ended, when an answer is due, and who else vouches for any of it."""
    story = _story(checked)
    if story is None:
        return
    console.say(LazyText("{title} {to}").format(title=story.title, to=story.to), "bold")
    console.say(
        LazyText("  {heading}. {summary}").format(heading=story.heading, summary=story.summary),
        personal=True,
    )
    facts = [*story.facts, *_vouched(every)]
    width = max(len(translate(label)) for label, _value in facts)
    for label, value in facts:
        column = translate(label).ljust(width)
        console.say(
            LazyText("    {label}  {value}").format(
                label=column, value=printable(translate(value))
            ),
            personal=True,
        )
    console.say()


def _story(checked: Checked) -> Story | None:
    if checked.record is None:
        return None
    try:
        return story_of(checked.record, checked.sent, words(spoken()))
    except Exception:  # noqa: BLE001  a stranger's record may have what no run writes, and is checked all the same
        return None


def _vouched(every: list[Checked]) -> Iterator[tuple[LazyText, LazyText]]:
    """Say how many signatures of e-mails and time stamps there are, and how they were judged."""
    signatures = Counter(one.signature.result for one in every if one.signature)
    stamped = Counter(stamp.reason.verdict for one in every for stamp in one.stamps)
    none = _("none")
    signed = [
        LazyText("{n} × {how}").format(n=n, how=_RESULTS[how][1]) for how, n in signatures.items()
    ]
    judged = [LazyText("{n} × {how}").format(n=n, how=_JUDGED[how]) for how, n in stamped.items()]
    yield _("Signatures of e-mails"), joined(signed, ", ") if signed else none
    yield _("Time stamps"), joined(judged, ", ") if judged else none


def _objection(checked: Checked) -> dict[str, Any] | None:
    """Return what the record says, as plain data in no language."""
    read = next((one for one in (checked, *checked.beside) if one.record), None)
    if read is None or read.record is None:
        return None
    record = read.record
    return {
        "id": record.request_id,
        "who": record.email(),
        "account": record.account_named,
        "controller": record.controller,
        "law": record.law,
        "status": record.status.value,
        "reason": record.reason,
        "sent_at": read.sent and iso(read.sent.at),
        "ended_at": iso(record.ended_at),
        "answer_due": record.expected_by and record.expected_by.isoformat(),
        "replay": record.replay,
    }


def _found(checked: Checked, record: Record | None) -> Iterator[tuple[str, str]]:
    yield from (("failed", finding.message) for finding in checked.findings)
    yield "done" if checked.whole else "failed", checked.summary
    yield from (("warn", _NO_PART.format(says=stray.message)) for stray in checked.added)
    if clocks := clock_warning(checked.skew):
        yield "warn", clocks
    if checked.signature:
        yield signature_said(checked.signature)
    if record and checked.supplement:
        yield from (("warn", says) for says in _odd_about(checked, checked.supplement, record))
    yield from (
        (_STAMP_MARKS[stamped.reason.verdict], stamped.message()) for stamped in checked.stamps
    )


_NO_PART = _("{says}; it is no part of what was sealed, and changes nothing about it")
_FOREIGN = _(
    "its sender, {sender}, is at none of the domains that this program knows for mail of {controller}"
)
_LATE = _("its date, {day}, lies after the day on which it was attached, {attached}")
_DAY = timedelta(days=1)  # by which two clocks in two zones may be apart


def _odd_about(checked: Checked, supplement: Supplement, record: Record) -> Iterator[LazyText]:
    """Say what is odd about an e-mail that was added, which a good signature does not show."""
    mail, flow = supplement.mail, flow_of(record.flow.id)
    data = checked.tree.read(f"data/{supplement.file.name}", FILE_LIMIT) if mail else None
    if mail is None or data is None:
        return
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
        "export_fingerprint": checked.exported.sha256 if checked.exported else None,
        "said_to_be": checked.supplement.file.said_to_be.value if checked.supplement else None,
        "clock_skew_seconds": checked.skew,
        "signature": checked.signature.model_dump(mode="json") if checked.signature else None,
        "stamps": [stamped.as_json() for stamped in checked.stamps],
        "beside": [_as_json(one) for one in checked.beside],
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
    console, settings = desk.console, desk.settings
    folder = record_folder(settings.data_dir, record)
    asked = [
        authority(address) for address in addresses or settings.stamp_authorities.split() or USUAL
    ]
    anchors = anchors_from(settings.stamp_roots)
    checked = verify_alone(folder, known_hashes(settings.data_dir).fingerprint_of(folder))
    if not checked.whole:
        message = _("nothing was stamped: {summary}").format(summary=checked.summary)
        raise RecordError(message, f"optout verify {folder.name}")
    hosts = ", ".join(one.hostname or "" for one in asked)
    console.say(
        _("Sends one hash, the fingerprint, to {hosts}; nothing else leaves this computer").format(
            hosts=hosts
        )
    )
    results: list[dict[str, Any]] = []
    of_use, silent = False, _("{host}: {silent}; nothing was kept")
    for one in asked:
        try:
            with remembering_proofs(console, settings.data_dir, folder):
                stamped = add_stamp(folder, one, StampPolicy(anchors, since=checked.begun))
        except NoReply as error:
            mark, said = "failed", silent.format(host=one.hostname, silent=error.message)
            plain = dict.fromkeys(Stamp("", StampReason.NO_REPLY).as_json())
        else:
            mark, said, plain = (
                _STAMP_MARKS[stamped.reason.verdict],
                stamped.message(),
                stamped.as_json(),
            )
            of_use = of_use or stamped.reason in _OF_USE
        console.mark(mark, said)
        results.append({**plain, "authority": one.hostname, "says": said})
    console.result({"record": str(folder), "stamps": results})
    return Exit.DONE if of_use else Exit.ERROR


def export_command(
    *,
    record: RecordArgument,
    to: Annotated[
        Path | None,
        Option(metavar="PATH", help="The file to write, or its folder; else “exports”."),
    ] = None,
    pdf: Annotated[bool, Option("--pdf", help="One PDF with all files attached.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask before it is written.")] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Make one file of a record, to hand on: a zip, or a PDF.

    \b
    optout export 2026-11-24-facebook-7k3q --pdf   START-HERE.pdf, with all
    """
    return partial(export, begin(as_json=as_json, data_dir=data_dir), record, to, pdf=pdf, yes=yes)


def export(desk: Desk, record: Path, to: Path | None, *, pdf: bool, yes: bool) -> Exit:
    """Write the file, once the person has seen what is in it and said yes."""
    console, settings = desk.console, desk.settings
    folder = record_folder(settings.data_dir, record)
    base = whole(settings.data_dir, folder)
    checked = check(folder, known_hashes(settings.data_dir), ())
    for one in checked.beside:
        if not one.whole:
            raise RecordError(one.summary, f"optout verify {one.folder.name}")
    for found in checked.findings:
        console.mark("warn", found.message)
    parcel = Parcel(base, statements_of(settings.data_dir, base.record).files(base.record.language))
    name = f"{base.record.request_id}.{'pdf' if pdf else 'zip'}"
    file = _place(desk, to, name)
    holds = [*personal_data(parcel)]
    if base.record.replay:
        console.mark(
            "warn", _("this is the record of a rehearsal, marked REPLAY; it proves no objection")
        )
    console.say(_("Whoever gets this file gets:"))
    for _kind, message in holds:
        console.say(LazyText("  - {what}").format(what=message), personal=True)
    nobody = _("nothing was written: that needs your yes, and there is no terminal to ask on")
    if not yes and not console.agreed_without_flag(_("Write this file? [y/N] "), nobody):
        console.say(_("Nothing was written"))
        return Exit.NEEDS_PERSON
    data = (pdf_with_files if pdf else zipped)(parcel)
    if to is None:
        desk.folder(EXPORTS)
    write_file(_place(desk, to, name), data)  # nobody has put one there meanwhile
    _tell_written(console, parcel, file, data, holds)
    return Exit.DONE


def _tell_written(
    console: Console, parcel: Parcel, file: Path, data: bytes, holds: list[tuple[str, LazyText]]
) -> None:
    base = parcel.base
    size = ngettext("{number} byte", "{number} bytes", len(data))
    console.mark("done", _("written: {size}").format(size=size))
    check_it = f"optout verify {typed(file)} --fingerprint {parcel.fingerprint}"
    console.say(
        _(
            "The fingerprint of all that is in this file, of the record and of what was added to it. Name it in your "
            "letter: whoever has it sees any change, and whatever was left out, by {command}"
        ).format(command="optout verify FILE --fingerprint FINGERPRINT")
    )
    console.say(LazyText("  {hash}").format(hash=parcel.fingerprint), whole=True)
    console.say(
        _("The fingerprint of the record alone, which covers nothing that was added later:")
    )
    console.say(LazyText("  {hash}").format(hash=base.fingerprint), whole=True)
    console.say(_("To check it:"))
    console.say(LazyText("  {command}").format(command=check_it), whole=True)
    console.say(_("File:"))
    made = {
        "record": base.record.request_id,
        "replay": base.record.replay,
        "fingerprint": base.fingerprint,
        "export_fingerprint": parcel.fingerprint,
        "supplements": [tree.root.name for tree in parcel.trees[1:]],
        "file": str(file),
        "bytes": len(data),
        "personal_data": [{"kind": kind, "says": message} for kind, message in holds],
    }
    console.result(made, str(file))


def _place(desk: Desk, to: Path | None, name: str) -> Path:
    """Return where the file goes; one of its name stays as it is, unless it is an earlier export in our own folder."""
    if to is None:
        return desk.settings.data_dir / EXPORTS / name
    file = to / name if os.path.isdir(to) else to  # noqa: PTH112  is_dir() raises for odd names
    if not file.parent.is_dir():
        raise UsageError(_("there is no folder {folder}").format(folder=str(file.parent)))
    if os.path.lexists(file):
        raise UsageError(_("there is a file of this name already: {file}").format(file=str(file)))
    return file
