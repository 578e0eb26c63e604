"""Which flows there are: the shipped ones by id, and a person's own by folder."""

import difflib
from pathlib import Path

import optout
from optout.errors import UsageError
from optout.flow.load import FLOW_FILE, LoadedFlow, load_flow
from optout.tongue import _


def shipped_folder() -> Path:
    """Give the folder of the shipped flows: inside the package, or beside it in a source tree."""
    package = Path(optout.__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"


def shipped_ids() -> list[str]:
    """List the ids of the shipped flows, sorted."""
    return sorted(file.parent.name for file in shipped_folder().glob(f"*/{FLOW_FILE}"))


def is_shipped(folder: Path) -> bool:
    """Whether a flow's folder is one of the program's own."""
    return folder.resolve().parent == shipped_folder().resolve()


def find_flow(name: str) -> LoadedFlow:
    """Load a flow by id, or from a folder when the name holds a path separator or is one's own folder.

    Raises:
        UsageError: there is none of that name; says which one may be meant.
        FlowError: it is there and wrong.
    """
    if name in shipped_ids():
        return load_flow(shipped_folder() / name)
    folder = Path(name)
    if (folder / FLOW_FILE).is_file():
        return load_flow(folder)
    near = difflib.get_close_matches(name, shipped_ids(), n=1)
    hint = _("optout flows list shows all; a folder of your own works too")
    if near:
        hint = _("did you mean {near}? {hint}").format(near=near[0], hint=hint)
    raise UsageError(_("there is no flow named “{name}”").format(name=name), hint)
