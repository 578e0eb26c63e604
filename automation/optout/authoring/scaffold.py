"""Writes folders of flows: a small flow that works as made, to be changed step by step, and one with saved pages."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from optout.errors import OptoutError, UsageError
from optout.evidence import write_private
from optout.flow import (
    FLOW_FILE,
    ID,
    PAGES,
    SCHEMA_FILE,
    Flow,
    LoadedFlow,
    read_yaml,
    shipped_folder,
)
from optout.translation import why

if TYPE_CHECKING:
    from optout.authoring.saved import MadePages

_STARTER = Path(__file__).with_name("starter")


def refuse_taken(folder: Path, hint: str) -> None:
    """Raise UsageError where something is already."""
    if folder.exists() or folder.is_symlink():
        raise UsageError(
            "there is something of that name already, and nothing is written over", hint
        )


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OptoutError(f"the folder could not be made: {why(error)}", "--to FOLDER") from None


def make_flow(flow_id: str, below: Path) -> tuple[Path, list[str]]:
    """Make the folder of a flow; return it and its files' names.

    Raise OptoutError where it cannot be made.
    """
    if not re.fullmatch(ID, flow_id):
        message = "the id must be small letters, digits and dashes, 40 at most, a letter first"
        raise UsageError(message, "optout flows new my-bank")
    if (shipped_folder() / flow_id / FLOW_FILE).exists():
        raise UsageError("a flow of that id came with the program", f"optout flows show {flow_id}")
    folder = below / flow_id
    refuse_taken(folder, "another ID, or --to FOLDER")
    files = {SCHEMA_FILE: shipped_folder() / SCHEMA_FILE}
    files |= {
        file.relative_to(_STARTER).as_posix(): file
        for file in _STARTER.rglob("*.*")
        if file.is_file()
    }
    with _writing():
        (folder / PAGES).mkdir(parents=True)
        for name, file in files.items():
            (folder / name).write_text(file.read_text("utf-8").replace("{id}", flow_id), "utf-8")
    return folder, sorted(files)


def write_flow(
    folder: Path,
    loaded: LoadedFlow,
    made: "MadePages",
    corrected: Flow | None = None,
    differed: Sequence[str] = (),
) -> Path:
    """Write a flow's or a correction's folder, its pages and report, for the owner only; return it."""
    own = folder / (f"{loaded.flow.id}-corrected" if corrected else loaded.flow.id)
    written = {own / PAGES / name: text.encode() for name, text in made.files.items()}
    written[folder / "KEPT.txt"] = "".join(f"{line}\n" for line in made.to_read).encode()
    with _writing():
        folder.parent.mkdir(parents=True, exist_ok=True)
        written |= {
            folder / at.name / FLOW_FILE: (at / FLOW_FILE).read_bytes()
            for at in (loaded.base,)
            if at
        }
        written[own / FLOW_FILE] = (loaded.folder / FLOW_FILE).read_bytes()
        if corrected:
            written[own / FLOW_FILE] = _corrected(loaded, corrected)
            written[folder / "REPORT.txt"] = "".join(
                f"{line}\n" for line in (made.ended, *differed)
            ).encode()
        for one in dict.fromkeys((folder, own, *(file.parent for file in written))):
            one.mkdir(mode=0o700)
        for file, content in written.items():
            write_private(file, content)
    return own


def _corrected(loaded: LoadedFlow, flow: Flow) -> bytes:
    """Return the file of a corrected flow: what differs from a shipped one, which it extends, else all of it."""
    whole = not loaded.shipped or loaded.flow.extends
    data: dict[str, Any] = {"format": 1, "extends": f"../{flow.id}"}
    data = read_yaml(loaded.folder / FLOW_FILE).data if whole else data
    data |= {"lineage": loaded.lineage, "seen_live": flow.seen_live}
    known, now = (one.model_dump(mode="json", exclude_defaults=True) for one in (loaded.flow, flow))
    if flow.steps != loaded.flow.steps:
        data["steps"] = [
            step.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for step in flow.steps
        ]
    for kind in ("targets", "phrases"):
        changed = {name: one for name, one in now[kind].items() if one != known[kind][name]}
        data[kind] = {**data.get(kind, {}), **changed}
    kept = {key: value for key, value in data.items() if value != {}}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=120).encode()
