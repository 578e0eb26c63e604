"""What a record proves: carries out `optout verify` and `optout stamp`, and says what came of it."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from optout.cli.console import Console, install_extra
from optout.cli.handing_on import verify_file
from optout.cli.records import kept, known_fingerprint, record_folder, remembering_proofs
from optout.errors import RecordError, UsageError
from optout.evidence.around import Checked, check
from optout.evidence.authority import NoReply, anchors_from, authority, shipped
from optout.evidence.clock import warning
from optout.evidence.mail import LookUp, Remark, Signature, SignatureResult, ask_dns
from optout.evidence.names import own_name
from optout.evidence.redaction import visible_name
from optout.evidence.stamp import Judged, Stamp, StampWhy, add_stamp, question
from optout.evidence.supplement import Label
from optout.evidence.verify import Looked, look
from optout.exits import Exit
from optout.i18n import _, changed
from optout.redact import printable
from optout.settings import Settings

_RESULTS = {
    SignatureResult.VALID: ("done", _("valid")),
    SignatureResult.INVALID: ("failed", _("invalid")),
    SignatureResult.CANNOT_TELL: ("warn", _("cannot tell")),
}
_STAMP_MARKS = {Judged.GOOD: "done", Judged.BAD: "failed", Judged.CANNOT_TELL: "warn"}


_FINGERPRINT = re.compile("[0-9a-f]{64}", re.IGNORECASE)


def verify(
    console: Console, settings: Settings, record: Path, *, online: bool = False, fingerprint: str | None = None
) -> Exit:
    """Check a record or supplement with all that belongs to it, by its folder or id; exit 0 only when all is well.

    A signature that is bad is said, and changes nothing about the folder. With `online` the DNS is asked for the key
    of an e-mail's sender. `fingerprint` is the one that somebody has kept of it.

    Raises:
        UsageError: this is no fingerprint.
        RecordError: the journal keeps another one, or there is no such record.
    """
    if fingerprint is not None and not _FINGERPRINT.fullmatch(fingerprint := fingerprint.strip()):
        raise UsageError(_("this is no fingerprint: it has 64 characters, 0 to 9 and a to f"))
    look_up = asked_aloud(console) if online else None
    if os.path.isfile(record):  # noqa: PTH113  is_file() raises for odd names
        return verify_file(console, settings, record, look_up, fingerprint)
    folder = record_folder(settings, record)
    known = kept(settings)
    if fingerprint:
        known = known.with_said(own_name(folder) or folder.resolve().name, fingerprint)
    checked = check(folder, known, anchors_from(settings.stamp_roots), look_up)
    if console.as_json:
        console.json(_as_json(checked))
        return Exit.DONE if checked.ok else Exit.ERROR
    for one in checked.beside:
        _tell_beside(console, one)
    _tell(console, checked)
    return Exit.DONE if checked.ok else Exit.ERROR


def _tell_beside(console: Console, checked: Checked) -> None:
    """Say what was found in a supplement of the record that is checked, or in the record of the supplement."""
    verdict, name = checked.looked.verdict, visible_name(checked.folder.name)
    stamps = [stamp for stamp in checked.looked.stamps if stamp.judged is not Judged.CANNOT_TELL]
    for mark, says in (
        *(("failed", finding.says) for finding in verdict.findings),
        ("done" if verdict.ok else "failed", verdict.summary),
        *(("warn", remark.says) for remark in checked.looked.remarks),
        *((_STAMP_MARKS[stamp.judged], stamp.says()) for stamp in stamps),
    ):
        console.mark(mark, _("{name}: {says}").format(name=name, says=says))
    if checked.looked.signature:
        tell_signature(console, checked.looked.signature, of=name)


def _tell(console: Console, checked: Checked) -> None:
    looked, verdict, signature = checked.looked, checked.looked.verdict, checked.looked.signature
    for finding in verdict.findings:
        console.mark("failed", finding.says)
    console.mark("done" if verdict.ok else "failed", verdict.summary)
    if looked.says and verdict.ok:
        label = looked.says.file.said_to_be
        unsaid = _("You did not say what it is")
        said = _("What it is, you said when it was attached: {label}").format(label=label.says)
        console.say(unsaid if label is Label.UNSAID else said)
    if clocks := warning(looked.skew):
        console.mark("warn", clocks)
    tell_remarks(console, looked.remarks)
    if signature:
        tell_signature(console, signature)
    for stamped in looked.stamps:
        console.mark(_STAMP_MARKS[stamped.judged], stamped.says())
    if verdict.ok and not checked.ok:
        console.mark("failed", _("but not all that belongs to it is well: see above"))
    _tell_lacks(console, looked)
    if verdict.fingerprint:
        console.say(_("Fingerprint:"))
        console.data(verdict.fingerprint)


def asked_aloud(console: Console) -> LookUp:
    """Give what asks the DNS for a key, and says so first."""

    def ask(name: str) -> bytes:
        says = _("Asking the DNS for the sender's key, {name}; nothing else leaves this computer")
        console.say(says.format(name=printable(name, 120)))
        return ask_dns(name)

    return ask


def tell_remarks(console: Console, remarks: Iterable[Remark]) -> None:
    """Say what is odd about an e-mail."""
    for remark in remarks:
        console.mark("warn", remark.says)


def _tell_lacks(console: Console, looked: Looked) -> None:
    """Say what to install where something could not be checked without it."""
    signature, stamp_lacks = looked.signature, any(stamped.why is StampWhy.NO_EXTRA for stamped in looked.stamps)
    for extra, lacks in (("mail", signature is not None and signature.lacks_extra), ("stamp", stamp_lacks)):
        if lacks:
            console.say(_("    to have it checked: {command}").format(command=install_extra(extra)))


def tell_signature(console: Console, signature: Signature, of: str = "") -> None:
    """Say how an e-mail's signature checked, and in which supplement it is."""
    mark, result = _RESULTS[signature.result]
    says = changed(signature.says(), printable)
    told = _("signature {result}: {says}").format(result=result, says=says)
    console.mark(mark, _("{name}: {says}").format(name=of, says=told) if of else told)


def _as_json(checked: Checked) -> dict[str, Any]:
    looked, verdict = checked.looked, checked.looked.verdict
    return {
        "record": str(checked.folder),
        "kind": looked.kind.value,
        "ok": checked.ok,
        "fingerprint": verdict.fingerprint,
        "compared": verdict.matched,
        "findings": [{"kind": f.kind.value, "file": f.file, "says": f.says} for f in verdict.findings],
        "said_to_be": looked.says.file.said_to_be.value if looked.says else None,
        "clock_skew_seconds": looked.skew,
        "mail_remarks": [{"why": one.value, "says": one.says} for one in looked.remarks],
        "signature": looked.signature.model_dump(mode="json") if looked.signature else None,
        "stamps": [stamped.as_json() for stamped in looked.stamps],
        "beside": [_as_json(one) for one in checked.beside],
    }


def stamp(console: Console, settings: Settings, record: Path, addresses: list[str]) -> Exit:
    """Ask authorities for time stamps of a record or supplement; exit 0 when at least one gave one."""
    folder = record_folder(settings, record)
    asked = [authority(address) for address in addresses or settings.stamp_authorities.split() or _usual()]
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
    hosts = ", ".join(one.hostname or "" for one in asked)
    console.say(_("Sends one hash, the fingerprint, to {hosts}; nothing else leaves this computer").format(hosts=hosts))
    results: list[dict[str, Any]] = []
    of_use = False
    for one in asked:
        try:
            with remembering_proofs(console, settings, folder):
                stamped = add_stamp(folder, one, anchors)
        except NoReply as error:
            says = _("{host}: {silent}; nothing was kept").format(host=one.hostname, silent=error.why.says)
            console.mark("failed", says)
            blank = dict.fromkeys(Stamp("", StampWhy.NO_REPLY).as_json())
            results.append({**blank, "authority": one.hostname, "why": error.why.value, "says": says})
        else:
            console.mark(_STAMP_MARKS[stamped.judged], stamped.says())
            results.append({**stamped.as_json(), "authority": one.hostname})
            of_use = of_use or stamped.why in _OF_USE
    if console.as_json:
        console.json({"record": str(folder), "stamps": results})
    return Exit.DONE if of_use else Exit.ERROR


_OF_USE = {StampWhy.STAMPED, StampWhy.NO_ANCHOR}
"""A stamp by somebody whom this computer does not know may still be worth something to whoever does."""


def _usual() -> list[str]:
    return [one.address for one in shipped() if one.asked]
