"""The names a person can type: offered for completion in the shell, and the near one when a name is mistyped."""

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

# Imported by every command line, so what takes long waits until a name is asked for.


def flow_names(incomplete: str) -> list[str]:
    """Offer the shipped flows, and folders here that hold a flow."""
    from optout.flow.catalogue import shipped_ids
    from optout.flow.load import FLOW_FILE

    own = (f"./{file.parent.name}" for file in Path().glob(f"*/{FLOW_FILE}"))
    return _beginning([*shipped_ids(), *sorted(own)], incomplete)


def case_names(incomplete: str) -> list[str]:
    """Offer the cases of the shipped flows; which flow was named is not known while an option lacks its value."""
    from optout.flow.catalogue import find_flow, shipped_ids
    from optout.flow.saved import load_cases

    return _beginning(dict.fromkeys(case for name in shipped_ids() for case in load_cases(find_flow(name))), incomplete)


def account_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the labels that were used before."""
    return _beginning(known_accounts(_data_dir(ctx)), incomplete)


def record_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the ids of records, the newest first; those of rehearsals where none of them begins so."""
    data_dir = _data_dir(ctx)
    kept = (sorted(_folders(data_dir / name), reverse=True) for name in ("records", "replays"))
    return next(filter(None, (_beginning(names, incomplete) for names in kept)), [])


def open_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the ids of the objections whose outcome the person can still say, the newest first."""
    from optout.state import OPEN

    rows = _journaled(_data_dir(ctx), "SELECT id, state FROM objections ORDER BY rowid DESC")
    return _beginning((name for name, state in rows if state in OPEN), incomplete)


def country_names(incomplete: str) -> list[str]:
    """Offer the codes of the countries with a known authority, and Germany's Länder."""
    from optout.evidence.supervisor import supervisors

    return _beginning(supervisors(), incomplete.upper())


def known_accounts(data_dir: Path) -> list[str]:
    """List the labels of kept sign-ins and of objections in the journal. Creates nothing."""
    kept = (name for controller in (data_dir / "profiles").glob("*") for name in _folders(controller))
    return sorted({*kept, *(account for (account,) in _journaled(data_dir, "SELECT account FROM objections"))})


def near_account(data_dir: Path, label: str) -> str:
    """Give the known label that a new one looks like; empty when it is known itself, or like none."""
    import difflib

    known = known_accounts(data_dir)
    near = [] if label in known else difflib.get_close_matches(label, known, n=1)
    return near[0] if near else ""


def _journaled(data_dir: Path, query: str) -> Iterator[tuple[str, ...]]:
    import sqlite3

    from optout.journal import JOURNAL_FILE

    file = data_dir / JOURNAL_FILE
    if not file.is_file():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        yield from database.execute(query)


def _folders(place: Path) -> list[str]:
    with suppress(OSError):
        return [entry.name for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return []


def _data_dir(ctx: Any) -> Path:
    from optout.settings import read_settings

    return read_settings(data_dir=ctx.params.get("data_dir")).data_dir


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
