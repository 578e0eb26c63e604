"""Makes the golden record of this version: one that every later version must verify.

    python -m tools.make_golden [FOLDER]

It is sealed from a French replay, so nothing in it is of a real person, and has a supplement. Made once for each
released version and never again: the fingerprints beside them are what `optout verify` is compared with.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from optout import __version__
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.errors import RecordError
from optout.evidence.seal import Sealed
from optout.evidence.supplement import Given, Label, SealedSupplement, attach
from optout.evidence.verify import look, whole_record
from optout.flow.cases import load_cases
from optout.flow.load import find_flow
from optout.run.events import Observers
from optout.run.saved_case import ReplaySetup, replay_case

GOLDEN = Path(__file__).parents[1] / "tests" / "evidence" / "golden"
CASE = "received-fr"
LANGUAGE = "fr"
FINGERPRINT, SUPPLEMENT_FINGERPRINT = "fingerprint.txt", "supplement-fingerprint.txt"
NOTE = "Une note ajoutée plus tard.\n"
MOST_BYTES = 700_000
"""What git should keep for ever is small."""


def sealed_from_a_replay(records: Path) -> Sealed:
    """Replay the case and give its record.

    Raises:
        RecordError: it lacks something.
    """
    loaded = find_flow("facebook")
    launch = Launch(find_browser(""), headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        setup = ReplaySetup(browser, launch, records, lambda: None, language=LANGUAGE)
        result = replay_case(setup, loaded, load_cases(loaded)[CASE], Observers()).result
    if result.sealed is None or result.trouble:
        raise RecordError("; ".join(result.trouble) or "there is no record")
    return result.sealed


def keep(sealed: Sealed, golden: Path) -> Path:
    """Copy a record and a supplement to where git keeps them, with the modes git knows, and their fingerprints.

    Raises:
        RecordError: it is too large, does not verify, or this version has one already.
    """
    place = golden / __version__
    if place.exists():
        raise RecordError(f"{place} is there: a golden record is made once")
    size = sum(path.stat().st_size for path in sealed.folder.rglob("*") if path.is_file())
    if size > MOST_BYTES:
        raise RecordError(f"it has {size:,} bytes, more than {MOST_BYTES:,}")
    added = _with_a_note(sealed)
    folder = _copied(sealed.folder, sealed.fingerprint, place / FINGERPRINT)
    _copied(added.folder, added.fingerprint, place / SUPPLEMENT_FINGERPRINT)
    return folder


def _with_a_note(sealed: Sealed) -> SealedSupplement:
    with tempfile.TemporaryDirectory() as name:
        note = Path(name) / "note.txt"
        note.write_text(NOTE, "utf-8", newline="\n")
        return attach(whole_record(sealed.folder, sealed.fingerprint), Given(note, Label.NOTE))


def _copied(sealed: Path, fingerprint: str, note: Path) -> Path:
    folder = note.parent / sealed.name
    shutil.copytree(sealed, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    note.write_text(f"{fingerprint}\n", "ascii")
    if not (verdict := look(folder, fingerprint, ()).verdict).ok:
        raise RecordError(verdict.summary)
    return folder


def main() -> None:
    """Make it and print where it is."""
    golden = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    with tempfile.TemporaryDirectory() as name:
        print(keep(sealed_from_a_replay(Path(name)), golden))


if __name__ == "__main__":
    main()
