"""`optout export`: one file of a record to hand on, a zip or a PDF."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Option

from optout.cli.console import Console, Desk, typed
from optout.cli.find_record import record_folder
from optout.cli.options import DataDirOption, JsonOption, RecordArgument, Work, begin
from optout.cli.records import EXPORTS, known_hashes, statements_of, whole, write_file
from optout.errors import Exit, RecordError, UsageError
from optout.evidence import Record
from optout.evidence.export import Parcel, pdf_with_files, personal_data, zipped
from optout.evidence.verify import Checked, check
from optout.translation import LazyText, _, ngettext


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
    """Write one file of a record, once the person has seen what is in it and agreed.

    1. The record and all that belongs to it are as they were sealed.
    2. The file can be written where it is wanted.
    3. The person agrees to what is in it.
    4. Write it, and report its fingerprint and how to check it.

    Raise RecordError for a record that does not verify, and UsageError for a place that cannot be.
    """
    console, settings = desk.console, desk.settings
    # 1
    folder = record_folder(settings.data_dir, record)
    base = whole(settings.data_dir, folder)
    _check_beside(console, check(folder, known_hashes(settings.data_dir), ()))
    statements = statements_of(settings.data_dir, base.record)
    parcel = Parcel(base, statements.files(base.record.language))
    # 2
    name = f"{base.record.request_id}.{'pdf' if pdf else 'zip'}"
    file = _place(desk, to, name)
    # 3
    contents = [*personal_data(parcel)]
    _report_contents(console, base.record, contents)
    nobody = _("nothing was written: that needs your yes, and there is no terminal to ask on")
    if not yes and not console.agreed_without_flag(_("Write this file? [y/N] "), nobody):
        console.say(_("Nothing was written"))
        return Exit.NEEDS_PERSON
    # 4
    data = pdf_with_files(parcel) if pdf else zipped(parcel)
    if to is None:
        desk.folder(EXPORTS)
    _place(desk, to, name)  # raises if a file was put there while the person was asked
    write_file(file, data)
    _report_written(console, parcel, file, data, contents)
    return Exit.DONE


def _check_beside(console: Console, checked: Checked) -> None:
    """Raise RecordError if a supplement is not as it was sealed; report what else lies beside the record."""
    for supplement in checked.beside:
        if not supplement.whole:
            raise RecordError(supplement.summary, f"optout verify {supplement.folder.name}")
    for finding in checked.findings:
        console.mark("warn", finding.message)


def _report_contents(
    console: Console, record: Record, contents: Iterable[tuple[str, LazyText]]
) -> None:
    """List the personal data that whoever gets the file gets with it."""
    if record.replay:
        message = _("this is the record of a rehearsal, marked REPLAY; it proves no objection")
        console.mark("warn", message)
    console.say(_("Whoever gets this file gets:"))
    for _kind, what in contents:
        console.say(LazyText("  - {what}").format(what=what), personal=True)


def _report_written(
    console: Console,
    parcel: Parcel,
    file: Path,
    data: bytes,
    contents: Iterable[tuple[str, LazyText]],
) -> None:
    """Report the size of the file, the two fingerprints, how to check it, and where it is."""
    base = parcel.base
    size = ngettext("{number} byte", "{number} bytes", len(data))
    console.mark("done", _("written: {size}").format(size=size))
    all_of_it = _(
        "The fingerprint of all that is in this file, of the record and of what was added to it. Name it in your "
        "letter: whoever has it sees any change, and whatever was left out, by {command}"
    )
    console.say(all_of_it.format(command=_("optout verify FILE --fingerprint FINGERPRINT")))
    _report_copied(console, parcel.fingerprint)
    console.say(
        _("The fingerprint of the record alone, which covers nothing that was added later:")
    )
    _report_copied(console, base.fingerprint)
    console.say(_("To check it:"))
    _report_copied(console, f"optout verify {typed(file)} --fingerprint {parcel.fingerprint}")
    console.say(_("File:"))
    made = {
        "record": base.record.request_id,
        "replay": base.record.replay,
        "fingerprint": base.fingerprint,
        "export_fingerprint": parcel.fingerprint,
        "supplements": [tree.root.name for tree in parcel.trees[1:]],
        "file": str(file),
        "bytes": len(data),
        "personal_data": [{"kind": kind, "says": message} for kind, message in contents],
    }
    console.result(made, str(file))


def _report_copied(console: Console, text: str) -> None:
    """Print what a person copies, in one line however long it is."""
    console.say(LazyText("  {text}").format(text=text), whole=True)


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
