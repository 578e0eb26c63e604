"""A sealed record that is made without a browser, so that many tests may each spoil one."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from tests.evidence.samples import FILLED_FIELD, about, confirmed, sent

from optout.evidence.folder import close_bag
from optout.evidence.record import FORM_KEPT, SUBMISSION_KEPT, Record, SentRequest, iso

PNG, TXT, ANSWER = "data/01-filled.png", "data/01-filled.txt", "data/02-confirmation.txt"
RECORD, EVENTS = "data/record.json", "data/events.jsonl"
ID = "2026-11-24-facebook-7k3q"
HASH = "ab" * 32
VERSION = Record.model_fields["schema_version"].default
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = (PNG, TXT, ANSWER, EVENTS, RECORD)
KEPT = [*FORM_KEPT, *SUBMISSION_KEPT]
"""What the timeline notes of the form, which has one field, and of the submission, which is one request."""
TIMELINE = ["browser_opened", "captured", "request_left", *KEPT, "sealing"]
SENT_AT = sent().at
BESIDE = ("HOW-TO-VERIFY.txt", "START-HERE.pdf", "bag-info.txt", "bagit.txt")


def make_record(folder: Path) -> str:
    """Write a record into a new folder and give its fingerprint."""
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / PNG).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (folder / TXT).write_text("the form\nand a comment\n", "utf-8", newline="\n")
    (folder / ANSWER).write_text("applied going forward\n", "utf-8", newline="\n")
    write_timeline(folder, TIMELINE)
    write_record(folder, files=files_of(folder))
    entitle(folder, ID)
    (folder / "HOW-TO-VERIFY.txt").write_text(
        "sha256sum -c manifest-sha256.txt\n", "utf-8", newline="\n"
    )
    return reseal(folder)


def write_timeline(
    folder: Path, kinds: list[str], at: datetime = SENT_AT, request: SentRequest | None = None
) -> None:
    """Write a timeline of these events; `request` is the one that sent the form."""
    details = {
        "sealing": {"state": "confirmed"},
        "answered": {"step": "approve", "answer": "yes"},
        "field_kept": FILLED_FIELD.noted,
        "request_kept": (request or sent().requests[0]).noted,
    }
    lines = (
        json.dumps({"at": iso(at), "kind": kind, "detail": details.get(kind, {"step": "send"})})
        for kind in kinds
    )
    (folder / EVENTS).write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


def files_of(folder: Path) -> dict[str, str]:
    """Give the hash of every data file but record.json, as that has them."""
    data = (path for path in (folder / "data").iterdir() if path.name != "record.json")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data}


def write_record(folder: Path, **given) -> None:
    """Write `record.json`."""
    record = Record.model_validate(
        {
            **about().model_dump(exclude={"answer_within", "seat", "lives_in"}),
            # Its documents are no real ones, so this program must not compare them.
            "tool": {**about().tool.model_dump(), "version": "0.0.0"},
            **confirmed(approval=None, confirmation=None).model_dump(),
            "request_id": ID,
            "issued_at": sent().at,
            "expected_by": "2026-12-25",
            "answer_due": None,
            "replay": False,
            "fields": [FILLED_FIELD],
            "submission": sent(),
            "pages": [],
            "captures": [],
            **given,
        }
    )
    (folder / RECORD).write_text(record.model_dump_json(indent=2) + "\n", "utf-8", newline="\n")


def entitle(folder, name):
    """Write a summary that names a record in its title, where Chromium writes it."""
    title = f"<</Title (Record of an objection {name})>>\n"
    (folder / "START-HERE.pdf").write_bytes(
        b"%PDF-1.7 a summary\n" + title.encode() + b"%" * 300 + b"\n"
    )


def edit_record(folder, **changes):
    """Change values of `record.json`; None of its hashes."""
    file = folder / RECORD
    file.write_text(
        json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8", newline="\n"
    )


def reseal(folder: Path) -> str:
    """Rewrite every hash, as somebody would who wants a change not to show, and give the new
    fingerprint.
    """
    return close_bag(folder, {"External-Identifier": name_in(folder)})


def name_in(folder: Path) -> str:
    """Give the name that `record.json` says, or that of its folder."""
    try:
        return str(json.loads((folder / RECORD).read_text("utf-8"))["request_id"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return folder.name


def list_tags(folder):
    """Make the tag manifest agree with what lies beside data, whatever that is; nothing else
    changes.
    """
    here = sorted(path for path in folder.iterdir() if path.is_file() and path.name != TAGS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in here]
    (folder / TAGS).write_text("".join(lines), "utf-8", newline="\n")


def rewrite_manifest(folder: Path, change) -> None:
    """Replace the manifest's bytes by what `change` makes of them, and keep the tag manifest in
    step.
    """
    (folder / MANIFEST).write_bytes(change((folder / MANIFEST).read_bytes()))
    list_tags(folder)


def flip(file):
    """Flip one bit in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def writable(folder: Path) -> Path:
    """Let a sealed folder, and all that is in it, be spoiled."""
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def move(folder, old, new):
    (folder / old).rename(folder / new)


def edit(file, old, new):
    """Replace a text once; it must be there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")
