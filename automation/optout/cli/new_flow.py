"""`optout flows new`: a folder with a small flow that works as made, to be changed step by step."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import optout.authoring
from optout.cli.console import Console
from optout.errors import OptoutError, UsageError
from optout.flow.load import shipped_ids
from optout.flow.model import SCHEMA_FILE, flow_schema_text
from optout.i18n import _
from optout.outcome import Exit

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


def new_flow(console: Console, flow_id: str, to: Path | None) -> Exit:
    """Make a flow's folder below `to`, else below the working folder.

    Raises:
        UsageError: the id cannot be one, or something of that name is there.
    """
    _refuse_bad_id(flow_id)
    folder = (to or Path()) / flow_id
    if folder.exists() or folder.is_symlink():
        raise UsageError(
            _("there is something of that name already, and nothing is written over"), _("another ID, or --to FOLDER")
        )
    made = {path: text.replace("{id}", flow_id) for path, text in _starter(files(optout.authoring) / "starter")}
    made[SCHEMA_FILE] = flow_schema_text()
    try:
        for path, text in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    except OSError as error:
        raise OptoutError(
            _("the folder could not be made: {why}").format(why=error.strerror), _("--to FOLDER")
        ) from None
    _tell(console, folder, sorted(made))
    return Exit.DONE


def _refuse_bad_id(flow_id: str) -> None:
    if not _ID.fullmatch(flow_id):
        raise UsageError(
            _("the id must be small letters, digits and dashes, 40 at most, a letter first"), "optout flows new my-bank"
        )
    if flow_id in shipped_ids():
        raise UsageError(_("a flow of that id came with the program"), f"optout flows show {flow_id}")


def _starter(at: Traversable, below: str = "") -> Iterator[tuple[str, str]]:
    for entry in at.iterdir():
        if entry.is_dir():
            yield from _starter(entry, f"{below}{entry.name}/")
        else:
            yield f"{below}{entry.name}", entry.read_text("utf-8")


def _tell(console: Console, folder: Path, made: list[str]) -> None:
    shown = folder if folder.is_absolute() else f"./{folder}"
    for path in made:
        console.mark("done", f"{shown}/{path}")
    console.say()
    console.say(_("It works as it is, on a made-up page. Now change it, one thing at a time"))
    console.hint(_("optout flows check {shown}, then optout replay {shown}").format(shown=shown))
    if console.as_json:
        console.json({"flow": folder.name, "folder": str(folder), "files": made})
    else:
        console.data(str(folder))
