"""Writes folders of flows: a small flow that works as made, to be changed step by step, and one with saved pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    Step,
    file_to_extend,
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
    for file in _STARTER.rglob("*.*"):
        if file.is_file():
            files[file.relative_to(_STARTER).as_posix()] = file
    with _writing():
        (folder / PAGES).mkdir(parents=True)
        for name, file in files.items():
            text = file.read_text("utf-8").replace("{id}", flow_id)
            (folder / name).write_text(text, "utf-8")
    return folder, sorted(files)


def write_flow(
    folder: Path,
    loaded: LoadedFlow,
    made: "MadePages",
    corrected: Flow | None = None,
    differed: Sequence[str] = (),
) -> Path:
    """Write a flow's or a correction's folder, its pages and report, for the owner only; return it."""
    flow_folder = folder / (f"{loaded.flow.id}-corrected" if corrected else loaded.flow.id)
    contents = {flow_folder / PAGES / name: text.encode() for name, text in made.files.items()}
    contents[folder / "KEPT.txt"] = _as_lines(made.to_read)
    if corrected:
        contents[folder / "REPORT.txt"] = _as_lines([made.ended, *differed])
    with _writing():
        folder.parent.mkdir(parents=True, exist_ok=True)
        contents[flow_folder / FLOW_FILE] = _flow_file(loaded, corrected)
        if loaded.base:
            base_file = file_to_extend(loaded.base)
            contents[folder / loaded.base.name / base_file.name] = base_file.read_bytes()
        new_folders = dict.fromkeys([folder, flow_folder, *(file.parent for file in contents)])
        for new_folder in new_folders:
            new_folder.mkdir(mode=0o700)
        for file, content in contents.items():
            write_private(file, content)
    return flow_folder


def _as_lines(texts: Iterable[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def _flow_file(loaded: LoadedFlow, corrected: Flow | None) -> bytes:
    if corrected:
        return _corrected(loaded, corrected)
    return (loaded.folder / FLOW_FILE).read_bytes()


def _corrected(loaded: LoadedFlow, flow: Flow) -> bytes:
    """Return the file of a corrected flow: what differs from a shipped one, which it extends, else all of it."""
    data: dict[str, Any] = {"format": 1, "extends": f"../{flow.id}"}
    # From the new folder only a shipped flow is sure to be found, and one that extends another
    # cannot be extended itself.
    cannot_be_extended = not loaded.shipped or loaded.flow.extends
    if cannot_be_extended:
        data = read_yaml(loaded.folder / FLOW_FILE).data
    data |= {"lineage": loaded.lineage, "seen_live": flow.seen_live}
    if flow.steps != loaded.flow.steps:
        data["steps"] = [_step_data(step) for step in flow.steps]
    before = loaded.flow.model_dump(mode="json", exclude_defaults=True)
    after = flow.model_dump(mode="json", exclude_defaults=True)
    for kind in ("targets", "phrases"):
        parts = after[kind].items()
        changed = {name: part for name, part in parts if part != before[kind][name]}
        data[kind] = {**data.get(kind, {}), **changed}
    kept = {key: value for key, value in data.items() if value != {}}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=120).encode()


def _step_data(step: Step) -> dict[str, Any]:
    return step.model_dump(mode="json", by_alias=True, exclude_defaults=True)
