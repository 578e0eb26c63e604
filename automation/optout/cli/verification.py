"""What a record proves, and one file of it to hand on: `optout verify`, `optout stamp` and `optout export`."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from optout.cli.console import Console, Desk, typed
from optout.cli.records import known_hashes, record_folder, remembering_proofs, statements_of, whole, write_file
from optout.evidence import clock_warning
from optout.evidence.export import Parcel, pdf_with_files, personal_data, unzipped, zipped
from optout.evidence.mail import LookUp, Signature, ask_dns
from optout.evidence.stamp import USUAL, NoReply, Stamp, StampReason, add_stamp, anchors_from, authority
from optout.evidence.verify import Checked, check, own_name
from optout.evidence.verify import verify as verify_alone
from optout.messages import Exit, LazyText, RecordError, UsageError, _, changed, ngettext, printable

_RESULTS = {
    "valid": ("done", _("valid")),
    "invalid": ("failed", _("invalid")),
    "cannot_tell": ("warn", _("cannot tell")),
}
_STAMP_MARKS = {"good": "done", "bad": "failed", "cannot_tell": "warn"}
_OF_USE = {StampReason.STAMPED, StampReason.NO_ANCHOR}  # by somebody unknown here: whoever knows them may value it


def verify(desk: Desk, record: Path, *, online: bool = False, fingerprint: str | None = None) -> Exit:
    """Check a record or supplement with all that belongs to it, by folder, id or zip; exit 0 only when all is well."""
    console, settings = desk.console, desk.settings
    fingerprint = fingerprint and fingerprint.strip().lower()
    if fingerprint is not None and not re.fullmatch("[0-9a-f]{64}", fingerprint):
        raise UsageError(_("this is no fingerprint: it has 64 characters, 0 to 9 and a to f"))
    with TemporaryDirectory(prefix="optout-") as into:
        if os.path.isfile(record):  # noqa: PTH113  is_file() raises for odd names
            folder, found = unzipped(record, Path(into))
        else:
            folder = record = record_folder(settings.data_dir, record)
            found = []
        known = known_hashes(settings.data_dir)
        if fingerprint:
            name = own_name(folder)
            if (own := known.fingerprints.get(name, fingerprint)) != fingerprint:
                message = _("your journal keeps another fingerprint of it: {fingerprint}")
                raise RecordError(message.format(fingerprint=own))
            known = replace(known, fingerprints={**known.fingerprints, name: fingerprint})
        look_up = asked_aloud(console) if online else None
        checked = check(folder, known, anchors_from(settings.stamp_roots), look_up).with_found(found)
    _tell(console, checked)
    console.result({**_as_json(checked), "record": str(record)}, *filter(None, [checked.fingerprint]))
    return Exit.DONE if checked.ok else Exit.ERROR


def _tell(console: Console, checked: Checked) -> None:
    for one in checked.beside:
        for mark, message in _found(one):
            console.mark(mark, _("{name}: {says}").format(name=printable(one.folder.name), says=message))
    for mark, message in _found(checked):
        console.mark(mark, message)
    if checked.whole and not checked.ok:
        console.mark("failed", _("but not all that belongs to it is well: see above"))
    if checked.fingerprint:
        console.say(_("Fingerprint:"))


def _found(checked: Checked) -> Iterator[tuple[str, str]]:
    yield from (("failed", finding.message) for finding in checked.findings)
    yield "done" if checked.whole else "failed", checked.summary
    if clocks := clock_warning(checked.skew):
        yield "warn", clocks
    if checked.signature:
        yield signature_said(checked.signature)
    yield from ((_STAMP_MARKS[stamped.reason.verdict], stamped.message()) for stamped in checked.stamps)


def asked_aloud(console: Console) -> LookUp:
    """Return what asks the DNS for a key, and says so first."""

    def ask(name: str) -> bytes:
        message = _("Asking the DNS for the sender's key, {name}; nothing else leaves this computer")
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
        "findings": [{"kind": f.kind.value, "file": f.file, "says": f.message} for f in checked.findings],
        "said_to_be": checked.supplement.file.said_to_be.value if checked.supplement else None,
        "clock_skew_seconds": checked.skew,
        "signature": checked.signature.model_dump(mode="json") if checked.signature else None,
        "stamps": [stamped.as_json() for stamped in checked.stamps],
        "beside": [_as_json(one) for one in checked.beside],
    }


def stamp(desk: Desk, record: Path, addresses: list[str]) -> Exit:
    """Ask authorities for time stamps of a record or supplement; exit 0 when at least one gave one."""
    console, settings = desk.console, desk.settings
    folder = record_folder(settings.data_dir, record)
    asked = [authority(address) for address in addresses or settings.stamp_authorities.split() or USUAL]
    anchors = anchors_from(settings.stamp_roots)
    checked = verify_alone(folder, known_hashes(settings.data_dir).fingerprint_of(folder))
    if not checked.whole:
        message = _("nothing was stamped: {summary}").format(summary=checked.summary)
        raise RecordError(message, f"optout verify {folder.name}")
    hosts = ", ".join(one.hostname or "" for one in asked)
    console.say(_("Sends one hash, the fingerprint, to {hosts}; nothing else leaves this computer").format(hosts=hosts))
    results: list[dict[str, Any]] = []
    of_use, silent = False, _("{host}: {silent}; nothing was kept")
    for one in asked:
        try:
            with remembering_proofs(console, settings.data_dir, folder):
                stamped = add_stamp(folder, one, anchors)
        except NoReply as error:
            mark, said = "failed", silent.format(host=one.hostname, silent=error.message)
            plain = dict.fromkeys(Stamp("", StampReason.NO_REPLY).as_json())
        else:
            mark, said, plain = _STAMP_MARKS[stamped.reason.verdict], stamped.message(), stamped.as_json()
            of_use = of_use or stamped.reason in _OF_USE
        console.mark(mark, said)
        results.append({**plain, "authority": one.hostname, "says": said})
    console.result({"record": str(folder), "stamps": results})
    return Exit.DONE if of_use else Exit.ERROR


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
        console.mark("warn", _("this is the record of a rehearsal, marked REPLAY; it proves no objection"))
    console.say(_("Whoever gets this file gets:"))
    for _kind, message in holds:
        console.say(LazyText("  - {what}").format(what=message), personal=True)
    nobody = _("nothing was written: that needs your yes, and there is no terminal to ask on")
    if not yes and not console.agreed_without_flag(_("Write this file? [y/N] "), nobody):
        console.say(_("Nothing was written"))
        return Exit.NEEDS_PERSON
    data = (pdf_with_files if pdf else zipped)(parcel)
    if to is None:
        desk.folder("exports")
    write_file(_place(desk, to, name), data)  # nobody has put one there meanwhile
    _tell_written(console, parcel, file, data, holds)
    return Exit.DONE


def _tell_written(console: Console, parcel: Parcel, file: Path, data: bytes, holds: list[tuple[str, LazyText]]) -> None:
    base = parcel.base
    size = ngettext("{number} byte", "{number} bytes", len(data))
    console.mark("done", _("written: {size}").format(size=size))
    if not data.startswith(b"%PDF"):
        console.say(_("To check it: {command}").format(command=f"optout verify {typed(file)}"))
    console.say(_("The record's fingerprint; name it in your letter, and nobody can change a file without it showing:"))
    console.say(LazyText("  {hash}").format(hash=base.fingerprint), whole=True)
    console.say(_("File:"))
    made = {
        "record": base.record.request_id,
        "replay": base.record.replay,
        "fingerprint": base.fingerprint,
        "supplements": [tree.root.name for tree in parcel.trees[1:]],
        "file": str(file),
        "bytes": len(data),
        "personal_data": [{"kind": kind, "says": message} for kind, message in holds],
    }
    console.result(made, str(file))


def _place(desk: Desk, to: Path | None, name: str) -> Path:
    """Return where the file goes; one of its name stays as it is, unless it is an earlier export in our own folder."""
    if to is None:
        return desk.settings.data_dir / "exports" / name
    file = to / name if os.path.isdir(to) else to  # noqa: PTH112  is_dir() raises for odd names
    if not file.parent.is_dir():
        raise UsageError(_("there is no folder {folder}").format(folder=str(file.parent)))
    if os.path.lexists(file):
        raise UsageError(_("there is a file of this name already: {file}").format(file=str(file)))
    return file
