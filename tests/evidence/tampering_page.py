"""Writes docs/tampering.md from the tables: `python -m tests.evidence.tampering_page`. A test holds each line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.evidence.tampered_around import BLIND, JOURNALS, NAMES, STAMPS, SUPPLEMENTS, WHOLE, Around
from tests.evidence.tampered_exports import PDFS, ZIPS, TamperedFile
from tests.evidence.tampered_files import CONTENTS, NAMING, PLACES
from tests.evidence.tampered_lists import DESCRIPTIONS, LISTS
from tests.evidence.tampering import Tampering
from tests.evidence.world import OTHER, RECORD

PAGE = Path(__file__).parents[2] / "docs" / "tampering.md"
ALONE: Mapping[str, Mapping[str, Tampering]] = {
    "What is in the files": CONTENTS,
    "Which files there are": NAMING,
    "What is no ordinary file": PLACES,
    "The lists of hashes": LISTS,
    "The descriptions, with every hash made to agree": DESCRIPTIONS,
}
BESIDE: Mapping[str, Mapping[str, Around]] = {
    "Time stamps, which lie below no fingerprint": STAMPS,
    "Supplements": SUPPLEMENTS,
    "The journal": JOURNALS,
    "What folders are called": NAMES,
    "The folder rewritten so that all in it agrees": WHOLE,
}
HANDED_ON: Mapping[str, Mapping[str, TamperedFile]] = {"A zip": ZIPS, "A PDF": PDFS}
_MOST = 4
"""Sentences of one tampering; further ones are counted."""
_HEAD = """\
# What is found when somebody tampers with a record

Every line is a test: a record is made, tampered with, and `optout verify` has to say these sentences and no others, and
to end with another exit code than 0. `python -m tests.evidence.tampering_page` writes this page from the same tables.

The fingerprint is the SHA-256 of `tagmanifest-sha256.txt`. It covers every file of a record but those in `proofs`.
"""
_ALONE = """\
## In the record itself

Here nothing outside the folder is asked: neither a fingerprint that was kept nor a time stamp.
"""
_BESIDE = f"""\
## Around the record

Here the record `{RECORD}` has three supplements and a time stamp, another record lies beside it, and the journal keeps
all of them, unless a line says that there is no journal. A sentence about another folder than the one that is verified
has its name before it. What a time stamp is judged to be is in brackets.
"""
_HANDED_ON = """\
## In a file that was handed on

Here `optout verify` gets the zip or the PDF that `optout export` made, with four supplements and a time stamp in it,
and no journal. The record's id is `…` below.
"""
_BLIND = """\
## What nobody can find

Whoever may rewrite everything, and leaves nothing outside that says otherwise, leaves a record that agrees with itself.
`verify` ends with 0 there, and says what was not compared. An e-mail to somebody else with the fingerprint, or a time
stamp that somebody else keeps too, is what helps.
"""


def page() -> str:
    """Give the page."""
    alone = "\n\n".join(_table(title, table) for title, table in ALONE.items())
    beside = "\n\n".join(_table(title, table) for title, table in BESIDE.items())
    blind = _rows((name, f"…{tampered.says}…") for name, tampered in BLIND.items())
    handed_on = "\n\n".join(_table(title, table) for title, table in HANDED_ON.items())
    found = sum(map(len, (*ALONE.values(), *BESIDE.values(), *HANDED_ON.values())))
    count = f"{found} ways to tamper, each of them found, and {len(BLIND)} that cannot be.\n"
    return "\n".join(
        (_HEAD, count, _ALONE, f"{alone}\n", _BESIDE, f"{beside}\n", _HANDED_ON, f"{handed_on}\n", _BLIND, blind, "")
    )


def _table(title: str, table: Mapping[str, Tampering] | Mapping[str, Around] | Mapping[str, TamperedFile]) -> str:
    return f"### {title}\n\n{_rows((name, _told(tampered)) for name, tampered in table.items())}"


def _rows(rows: Iterator[tuple[str, str]]) -> str:
    cells = (f"| {_safe(name)} | {_safe(says)} |" for name, says in rows)
    return "\n".join(("| what is done | what is said |", "|---|---|", *cells))


def _told(tampered: Tampering | Around | TamperedFile) -> str:
    if isinstance(tampered, TamperedFile):
        said = [says.replace("{id}", "…") for says in tampered.says]
    elif isinstance(tampered, Tampering):
        said = [says for _kind, _file, says in tampered.found]
    else:
        at = tampered.looked_at.rpartition("/")[2]
        said = [says if where == at else f"{_short(where)}: {says}" for where, _kind, _file, says in tampered.found]
        said += [f"[time stamp: {why.value}]" for why in tampered.stamps]
    more = [f"and {len(said) - _MOST + 1} more"] if len(said) > _MOST else []
    return " · ".join([*said[: _MOST - len(more)], *more])


def _short(name: str) -> str:
    return name.replace(RECORD, "…").replace(OTHER, "…") if "-supplement-" in name else name


def _safe(text: str) -> str:
    return text.replace("|", "/").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def _write() -> str:
    PAGE.write_text(page(), "utf-8")
    return f"{PAGE.name} is written"


if __name__ == "__main__":
    print(_write())  # noqa: T201
