"""What a person says an attached file is, in words: by `attach`, by `verify`, and when it was corrected."""

import os
from pathlib import Path
from typing import Any

from optout.cli.console import Console, install_extra
from optout.errors import OptoutError, RecordError
from optout.evidence.clock import warning
from optout.evidence.dkim import Checked, Result
from optout.evidence.model import Record, iso
from optout.evidence.stamp import Judged, Stamp, Why, anchors_from
from optout.evidence.supplement import Correction, Label, Labelled
from optout.evidence.verify import Looked, look
from optout.flow.load import find_flow
from optout.flow.model import Flow
from optout.i18n import Said as Text
from optout.i18n import _, changed
from optout.journal import JOURNAL_FILE, Journal
from optout.outcome import Exit
from optout.redact import printable
from optout.settings import Settings

_LABELS = {
    Label.CONFIRMATION: _("a confirmation of receipt"),
    Label.ANSWER: _("the controller's answer"),
    Label.NOTICE: _("the controller's notice to everyone"),
    Label.NOTE: _("a note"),
    Label.OTHER: _("something else"),
}
NAMES = tuple(said.value for said in _LABELS)
"""What can be said after `--as`."""


def kept(said: Label, how: str) -> Text:
    """Say as what a file was kept; `how` to say it, where the person has not."""
    if said is Label.UNSAID:
        return _("Kept; you did not say what it is. To say it: {how}").format(how=how)
    return _("Kept as what you say it is: {label}").format(label=_LABELS[said])


def corrected(correction: Correction) -> Text:
    """Say what a file is called now, and what it was called before."""
    says = _("{file} in {supplement} is {label}, you say, and not {before}")
    unsaid = _("{file} in {supplement} is {label}, you say; before, you had not said")
    return (unsaid if correction.said_before is Label.UNSAID else says).format(
        file=correction.file,
        supplement=correction.supplement,
        label=_LABELS[correction.said_to_be],
        before=_LABELS.get(correction.said_before, ""),
    )


def stands(file: Labelled) -> Text:
    """Say what a file is by the latest word, and whether that is a correction."""
    if file.said is Label.UNSAID:
        return _("You did not say what it is")
    says = _("What it is, you say: {label}").format(label=_LABELS[file.said])
    if not file.corrections:
        return says
    name, latest = file.corrections[-1]
    before = _LABELS.get(latest.said_before, _("nothing"))
    return _("{says}; corrected by {supplement}, before you said: {before}").format(
        says=says, supplement=name, before=before
    )


RESULT_MARKS = {Result.VALID: "done", Result.INVALID: "failed", Result.CANNOT_TELL: "warn"}
_RESULTS = {Result.VALID: _("valid"), Result.INVALID: _("invalid"), Result.CANNOT_TELL: _("cannot tell")}
STAMP_MARKS = {Judged.GOOD: "done", Judged.BAD: "failed", Judged.CANNOT_TELL: "warn"}


def verify(console: Console, settings: Settings, record: Path) -> Exit:
    """Check a record or supplement given by its folder or id; exit 0 only when it is whole.

    A time stamp or a signature that is bad is said, and changes nothing about the folder.
    """
    folder = record_folder(settings, record)
    looked = look(folder, known_fingerprint(settings, folder), anchors_from(settings.stamp_roots))
    if console.as_json:
        console.json(_as_json(folder, looked))
    else:
        _tell(console, looked)
    return Exit.DONE if looked.verdict.ok else Exit.ERROR


def record_folder(settings: Settings, record: Path) -> Path:
    """Find a record by its folder or id.

    Raises:
        RecordError: there is none.
    """
    places = [record, settings.data_dir / "records" / record, settings.data_dir / "replays" / record]
    found = next((place for place in places if os.path.isdir(place)), None)  # noqa: PTH112  is_dir() raises for odd names
    if found is None and os.path.isfile(record):  # noqa: PTH113
        raise RecordError(_("this is a file, and a record is a folder"), _("give the folder that it lies in"))
    if found is None:
        raise RecordError(_("there is no such record"), _("optout status lists the records; a folder's path works too"))
    return found


def known_fingerprint(settings: Settings, folder: Path) -> str | None:
    """Give the fingerprint that the journal keeps of a record or supplement; None when it knows of none."""
    if not (settings.data_dir / JOURNAL_FILE).exists():
        return None  # asking creates nothing
    journal = Journal(settings.data_dir)
    try:
        kept = {Path(entry.record).name: entry.fingerprint for entry in journal.entries() if entry.record}
        kept |= {added.id: added.fingerprint for added in journal.supplements()}
    finally:
        journal.close()
    return kept.get(folder.resolve().name)


def flow_of(record: Record) -> Flow | None:
    """Give the flow by which a record was made; None when it was somebody's own and is no longer here."""
    try:
        return find_flow(record.flow.id).flow
    except OptoutError:
        return None


def _tell(console: Console, looked: Looked) -> None:
    verdict = looked.verdict
    for finding in verdict.findings:
        console.mark("failed", finding.says)
    console.mark("done" if verdict.ok else "failed", verdict.summary)
    if looked.label:
        console.say(stands(looked.label))
    if looked.says and looked.says.corrects and verdict.ok:
        console.say(_("It says: {what}").format(what=corrected(looked.says.corrects)))
    if clocks := warning(looked.skew):
        console.mark("warn", clocks)
    if looked.signature:
        tell_signature(console, looked.signature)
    for stamped in looked.stamps:
        console.mark(STAMP_MARKS[stamped.judged], stamped.says())
    _tell_extras(console, looked)
    if verdict.fingerprint:
        console.say(_("Fingerprint:"))
        console.data(verdict.fingerprint)


def _tell_extras(console: Console, looked: Looked) -> None:
    mail = looked.signature is not None and looked.signature.lacks_extra
    stamp = any(stamped.why is Why.NO_EXTRA for stamped in looked.stamps)
    for extra in (name for name, lacks in (("mail", mail), ("stamp", stamp)) if lacks):
        console.say(_("    to have it checked: {command}").format(command=install_extra(extra)))


def tell_signature(console: Console, checked: Checked) -> None:
    """Say how an e-mail's signature checked."""
    console.mark(
        RESULT_MARKS[checked.result],
        _("signature {result}: {says}").format(
            result=_RESULTS[checked.result], says=changed(checked.says(), printable)
        ),
    )


def _as_json(folder: Path, looked: Looked) -> dict[str, Any]:
    verdict = looked.verdict
    return {
        "record": str(folder),
        "kind": looked.kind.value,
        "ok": verdict.ok,
        "fingerprint": verdict.fingerprint,
        "findings": [{"kind": f.kind.value, "file": f.file, "says": f.says} for f in verdict.findings],
        "said_to_be": looked.label.said.value if looked.label else None,
        "clock_skew_seconds": looked.skew,
        "signature": looked.signature.model_dump(mode="json") if looked.signature else None,
        "stamps": [stamp_json(stamped) for stamped in looked.stamps],
    }


STAMP_KEYS = ("name", "judged", "why", "at", "authority", "says")


def stamp_json(stamped: Stamp) -> dict[str, Any]:
    """Give a stamp as plain data."""
    values = (
        stamped.name,
        stamped.judged.value,
        stamped.why.value,
        iso(stamped.at) if stamped.at else None,
        stamped.authority,
        stamped.says(),
    )
    return dict(zip(STAMP_KEYS, values, strict=True))
