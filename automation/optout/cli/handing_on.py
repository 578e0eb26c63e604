"""`optout export`: one file of a record to hand on, once it was said what personal data is in it; and its check."""

import hashlib
import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, driver, page_to_print
from optout.cli.console import Console, agreed, can_prompt, install_extra
from optout.cli.records import kept, known_fingerprint, record_folder, whole
from optout.errors import OptoutError, RecordError, UsageError
from optout.evidence.archive_pdf import Fault, faults
from optout.evidence.around import check
from optout.evidence.authority import anchors_from
from optout.evidence.export import Holds, Parcel, handed_out, parcel_of, personal_data, zipped
from optout.evidence.export_pages import Inside, printing
from optout.evidence.files import replace_private
from optout.evidence.mail import LookUp
from optout.evidence.stamp import Judged
from optout.evidence.unpack import Packing, Unpacked, all_findings, unpacked
from optout.evidence.verify import whole_supplement
from optout.exits import Exit
from optout.i18n import Said, _, joined, ngettext, why
from optout.settings import Settings, private_folder

EXPORTS = "exports"
_OF_PDF = b"%PDF-"
_STAMP_MARKS = {Judged.GOOD: "done", Judged.BAD: "failed", Judged.CANNOT_TELL: "warn"}
_NEEDED = {"pikepdf", "jsonschema", "fontTools"}  # what the extra brings


@dataclass(frozen=True)
class ToExport:
    """What the person typed: which record, where the file goes, whether it is a PDF, and whether they are asked."""

    record: Path
    to: Path | None
    pdf: bool
    yes: bool


class _NotExported(OptoutError):
    """There is nobody who could say yes."""

    exit = Exit.NEEDS_PERSON


def export(console: Console, settings: Settings, wanted: ToExport) -> Exit:
    """Write the file, once the person has seen what is in it and said yes.

    Raises:
        RecordError: the record, or something that was added to it, does not verify; or the file cannot be written.
        UsageError: another file has the name, or the extra is missing.
        OptoutError: there is nobody to ask.
    """
    if wanted.pdf:
        need_extra()
    folder = record_folder(settings, wanted.record)
    base = whole(settings, folder)
    for name, _says in base.supplements():
        whole_supplement(base, name, known_fingerprint(settings, folder.parent / name))
    parcel = parcel_of(base)
    checked = check(folder, kept(settings), anchors_from(settings.stamp_roots))
    for one in (checked, *checked.beside):
        for found in one.looked.verdict.findings:
            console.mark("warn", found.says)
    file = _place(settings, wanted, base.record.request_id)
    holds = personal_data(parcel)
    _tell_what_is_in_it(console, holds, parcel)
    if not wanted.yes:
        if console.as_json or not can_prompt():
            says = _("nothing was written: that needs your yes, and there is no terminal to ask on")
            raise _NotExported(says, _("add --yes"))
        if not agreed(_("Write this file? [y/N] ")):
            console.say(_("Nothing was written"))
            return Exit.NEEDS_PERSON
    data, inside = _made(settings, parcel) if wanted.pdf else (zipped(parcel), None)
    _write(file, data, ours=wanted.to is None)
    wrong = faults(data) if wanted.pdf else []
    if console.as_json:
        console.json(_as_json(parcel, file, data, holds, inside, wrong))
    else:
        _tell(console, file, data, inside, wrong)
    return Exit.DONE


def need_extra() -> None:
    """See that PDFs can be read.

    Raises:
        UsageError: they cannot; the hint has the command.
    """
    if not all(map(find_spec, _NEEDED)):
        raise UsageError(_("a PDF of a record needs the extra pdf"), install_extra("pdf"))


def _place(settings: Settings, wanted: ToExport, record: str) -> Path:
    name = f"{record}.{'pdf' if wanted.pdf else 'zip'}"
    if wanted.to is None:
        return settings.data_dir / EXPORTS / name
    file = wanted.to / name if os.path.isdir(wanted.to) else wanted.to  # noqa: PTH112  is_dir() raises for odd names
    if not file.parent.is_dir():
        raise UsageError(_("there is no folder {folder}").format(folder=str(file.parent)))
    return file


def _tell_what_is_in_it(console: Console, holds: tuple[Holds, ...], parcel: Parcel) -> None:
    if parcel.base.record.replay:
        console.mark("warn", _("this is the record of a rehearsal, marked REPLAY; it proves no objection"))
    console.say(_("Whoever gets this file gets:"))
    for one in holds:
        console.say(Said("  - {what}").format(what=one.says), personal=True)


def _made(settings: Settings, parcel: Parcel) -> tuple[bytes, Inside]:
    launch = Launch(find_light_browser(settings.browser), headed=False)
    with driver() as playwright, ExitStack() as stack:
        made = handed_out(parcel, printing(page_to_print(stack, playwright, launch)))
    return made.data, made.inside


def _write(file: Path, data: bytes, *, ours: bool) -> None:
    """Write the file; one of its name stays as it is, unless it is an earlier export in our own folder."""
    try:
        if ours:
            private_folder(private_folder(file.parent.parent) / file.parent.name)
        elif os.path.lexists(file) and (file.is_symlink() or not file.is_file() or file.read_bytes() != data):
            raise UsageError(_("there is another file of this name already: {file}").format(file=str(file)))
        replace_private(file, data)
    except OSError as error:
        raise RecordError(_("the file could not be written: {why}").format(why=why(error))) from error


def _tell(console: Console, file: Path, data: bytes, inside: Inside | None, wrong: list[Fault]) -> None:
    if inside and inside.smaller:
        says = _("its pictures are smaller than in START-HERE.pdf, so nobody can check its pages; the zip has both")
        console.mark("warn", says)
    if inside and inside.large:
        console.mark("warn", _("left out for want of room: {files}").format(files=", ".join(inside.large)))
    if wrong:
        _tell_faults(console, wrong)
    size = ngettext("{number} byte", "{number} bytes", len(data))
    console.mark("done", _("written: {size}").format(size=size))
    console.say(_("To check it: {command}").format(command=f"optout verify {file.name}"))
    console.say(_("Its SHA-256; name it in your letter, and nobody can change the file without its being noticed:"))
    console.say_whole(Said("  {hash}").format(hash=hashlib.sha256(data).hexdigest()))
    console.say(_("File:"))
    console.data(str(file))


def _tell_faults(console: Console, wrong: list[Fault]) -> None:
    first = next((one for one in wrong if one.sure), wrong[0])
    says = _("it can be read everywhere, but it is no PDF/A-3, which archives ask for: {why}")
    unsure = _("it can be read everywhere, but not all of it could be checked against PDF/A-3: {why}")
    console.mark("warn", (says if first.sure else unsure).format(why=first.says))


def _as_json(
    parcel: Parcel, file: Path, data: bytes, holds: tuple[Holds, ...], inside: Inside | None, wrong: list[Fault]
) -> dict[str, Any]:
    return {
        "record": parcel.base.record.request_id,
        "replay": parcel.base.record.replay,
        "fingerprint": parcel.base.fingerprint,
        "supplements": [tree.root.name for tree, _says in parcel.supplements],
        "file": str(file),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "personal_data": [{"kind": one.kind, "says": one.says} for one in holds],
        "enclosed": [one.name for one in inside.files] if inside else [],
        "left_out": list(inside.large) if inside else [],
        "smaller_pictures": inside.smaller if inside else False,
        "pdf_a_faults": [{"says": one.says, "sure": one.sure} for one in wrong],
    }


# What `optout verify FILE.zip` and `optout verify FILE.pdf` do


def verify_file(
    console: Console, settings: Settings, file: Path, look_up: LookUp | None, fingerprint: str | None = None
) -> Exit:
    """Check an exported file; exit 0 only when all in it is as it was handed on.

    `fingerprint` is the one that somebody has kept of the record in it.

    Raises:
        RecordError: it is none, or cannot be read, or the journal keeps another fingerprint of the record.
        UsageError: it is a PDF, and the extra is missing.
    """
    with suppress(OSError), file.open("rb") as stream:
        if stream.read(len(_OF_PDF)) == _OF_PDF:
            need_extra()
    known, anchors = kept(settings), anchors_from(settings.stamp_roots)
    found = unpacked(file, known, anchors, look_up)
    if fingerprint and found.folders:  # by now it is known which record it is
        found = unpacked(file, known.with_said(found.folders[0].folder.name, fingerprint), anchors, look_up)
    if console.as_json:
        console.json(_found_as_json(file, found))
        return Exit.DONE if found.ok else Exit.ERROR
    for says in all_findings(found):
        console.mark("failed", says)
    console.mark("done" if found.ok else "failed", found.summary)
    for one in found.folders:
        if found.ok and found.packing is Packing.ZIP:
            console.say(joined((one.folder.name, one.looked.verdict.summary), ": "))
        for stamped in one.looked.stamps:
            console.mark(_STAMP_MARKS[stamped.judged], stamped.says())
    for note in found.notes:
        console.mark("warn", note)
    if found.folders and (fingerprint := found.folders[0].looked.verdict.fingerprint):
        console.say(_("Fingerprint:"))
        console.data(fingerprint)
    return Exit.DONE if found.ok else Exit.ERROR


def _found_as_json(file: Path, found: Unpacked) -> dict[str, Any]:
    record = found.folders[0].looked if found.folders else None
    return {
        "record": str(file),
        "kind": found.packing.value,
        "ok": found.ok,
        "fingerprint": record.verdict.fingerprint if record else None,
        "findings": [{"kind": one.kind.value, "file": one.file, "says": one.says} for one in found.findings],
        "folders": [
            {
                "name": one.folder.name,
                "ok": one.ok,
                "fingerprint": one.looked.verdict.fingerprint,
                "findings": [
                    {"kind": told.kind.value, "file": told.file, "says": told.says}
                    for told in one.looked.verdict.findings
                ],
                "stamps": [stamped.as_json() for stamped in one.looked.stamps],
            }
            for one in found.folders
        ],
        "not_compared": list(found.notes),
    }
