"""`optout export`: one file of a record to hand on, once it was said what personal data is in it."""

import os
from importlib.util import find_spec
from pathlib import Path

from optout.cli.console import Console, agreed_without_flag, install_extra, typed
from optout.cli.records import kept, record_folder, statements_of, whole
from optout.errors import RecordError, UsageError
from optout.evidence.export import Holds, Parcel, parcel_of, pdf_with_files, personal_data, zipped
from optout.evidence.files import replace_private
from optout.evidence.verify import check
from optout.exits import Exit
from optout.i18n import Said, _, ngettext, why
from optout.settings import Settings, private_folder


def export(console: Console, settings: Settings, record: Path, to: Path | None, *, pdf: bool, yes: bool) -> Exit:
    """Write the file, once the person has seen what is in it and said yes."""
    if pdf and not find_spec("pikepdf"):
        raise UsageError(_("a PDF of a record needs the extra pdf"), install_extra("pdf"))
    folder = record_folder(settings, record)
    base = whole(settings, folder)
    checked = check(folder, kept(settings), ())
    for one in checked.beside:
        if not one.whole:
            raise RecordError(one.summary, f"optout verify {one.folder.name}")
    for found in checked.findings:
        console.mark("warn", found.says)
    parcel = parcel_of(base, statements_of(settings.data_dir, base.record).files(base.record.language))
    file = _place(settings, to, f"{base.record.request_id}.{'pdf' if pdf else 'zip'}")
    holds = personal_data(parcel)
    if base.record.replay:
        console.mark("warn", _("this is the record of a rehearsal, marked REPLAY; it proves no objection"))
    console.say(_("Whoever gets this file gets:"))
    for each in holds:
        console.say(Said("  - {what}").format(what=each.says), personal=True)
    nobody = _("nothing was written: that needs your yes, and there is no terminal to ask on")
    if not yes and not agreed_without_flag(console, _("Write this file? [y/N] "), nobody):
        console.say(_("Nothing was written"))
        return Exit.NEEDS_PERSON
    data = (pdf_with_files if pdf else zipped)(parcel)
    _write(file, data, ours=to is None)
    _tell(console, parcel, file, data, holds)
    return Exit.DONE


def _tell(console: Console, parcel: Parcel, file: Path, data: bytes, holds: tuple[Holds, ...]) -> None:
    base = parcel.base
    if console.as_json:
        console.json(
            {
                "record": base.record.request_id,
                "replay": base.record.replay,
                "fingerprint": base.fingerprint,
                "supplements": [tree.root.name for tree in parcel.trees[1:]],
                "file": str(file),
                "bytes": len(data),
                "personal_data": [{"kind": one.kind, "says": one.says} for one in holds],
            }
        )
        return
    size = ngettext("{number} byte", "{number} bytes", len(data))
    console.mark("done", _("written: {size}").format(size=size))
    if not data.startswith(b"%PDF"):
        console.say(_("To check it: {command}").format(command=f"optout verify {typed(file)}"))
    console.say(_("The record's fingerprint; name it in your letter, and nobody can change a file without it showing:"))
    console.say_whole(Said("  {hash}").format(hash=base.fingerprint))
    console.say(_("File:"))
    console.data(str(file))


def _place(settings: Settings, to: Path | None, name: str) -> Path:
    if to is None:
        return settings.data_dir / "exports" / name
    file = to / name if os.path.isdir(to) else to  # noqa: PTH112  is_dir() raises for odd names
    if not file.parent.is_dir():
        raise UsageError(_("there is no folder {folder}").format(folder=str(file.parent)))
    return file


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
