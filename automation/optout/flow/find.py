"""Finds a flow by what people call it, and the other flows of its controller."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from optout.errors import UsageError
from optout.flow.load import (
    FLOW_FILE,
    LoadedFlow,
    load_flow,
    load_shipped,
    shipped_folder,
    shipped_ids,
)
from optout.flow.words import fold
from optout.flow.yaml_file import read_yaml
from optout.translation import _


def find_flow(name: str) -> LoadedFlow:
    """Load a flow by what people call it, or from a folder; raise UsageError if the name is not clear."""
    hint = _("optout services shows all; a folder of your own works too")
    if not name:
        raise UsageError(_("name a flow"), hint)
    if name in shipped_ids():
        return load_shipped(name)
    folder = folder_named(name)
    if folder is not None:
        return load_flow(folder)
    message = _("there is no flow named “{name}”").format(name=name)
    command = _command_for(name.lower())
    if command:
        raise UsageError(message, command)
    return load_shipped(resolve_name(name, flow_names(), UsageError(message, hint)))


def _command_for(service_id: str) -> str:
    """Return the command for a service that has no flow; "" if there is no such service."""
    if service_id in shipped_ids("letter.yaml"):
        return f"optout letter {service_id}"
    without_flow = read_yaml(shipped_folder() / "others.yaml").data["services"]
    if any(service["id"] == service_id for service in without_flow):
        return f"optout services {service_id}"
    return ""


def folder_named(name: str, file: str = FLOW_FILE) -> Path | None:
    """Return the folder with such a file: the shipped one of that id, or a path; None if there is none."""
    if name in shipped_ids(file):
        return shipped_folder() / name
    return Path(name) if (Path(name) / file).is_file() else None


def flow_names() -> dict[str, list[str]]:
    """Return what people call each shipped flow, by its id; the last name is its controller's."""
    flows = [load_shipped(name).flow for name in shipped_ids()]
    return {flow.id: [*flow.also, flow.controller] for flow in flows}


def beside(flow_id: str) -> list[str]:
    """Return the ids of all shipped flows of a shipped flow's controller; none for any other id."""
    known = flow_names()
    if flow_id not in known:
        return []
    controller = controller_key(known[flow_id][-1])
    return [other for other, names in known.items() if controller_key(names[-1]) == controller]


_LEGAL_FORMS = {"ltd": "limited", "inc": "incorporated", "corp": "corporation", "co": "company"}


def controller_key(name: str) -> str:
    """Return a controller's name for comparison: “Example Ltd.” and “Example, Limited” are equal."""
    words = re.findall(r"\w+", fold(name))
    return " ".join(_LEGAL_FORMS.get(word, word) for word in words)


def resolve_name(name: str, known: Mapping[str, Sequence[str]], unknown: UsageError) -> str:
    """Return the id that a name means; capitals, dashes and marks at its end make no difference.

    `known` has the other names of each id. An id itself wins over another service's name. Raise
    `unknown`, with the nearest name, if nothing is called so, and another UsageError if several
    are.
    """
    ids = ids_called(name, known)
    if len(ids) == 1:
        return ids[0]
    if ids:
        message = _("“{name}” may mean any of these: {names}")
        names = ", ".join(ids)
        raise UsageError(message.format(name=name, names=names), _("name the one you mean"))
    id_by_name: dict[str, str] = {}
    for known_id, other_names in known.items():
        for comparable in map(_comparable, (known_id, *other_names)):
            id_by_name.setdefault(comparable, known_id)
    similar = difflib.get_close_matches(_comparable(name), id_by_name, n=1)
    if similar:
        nearest = id_by_name[similar[0]]
        unknown.hint = _("did you mean {near}? {hint}").format(near=nearest, hint=unknown.hint)
    raise unknown


def ids_called(name: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids that a name means: the id itself, else those with that other name."""
    wanted = _comparable(name)
    for known_id in known:
        if _comparable(known_id) == wanted:
            return [known_id]
    return [known_id for known_id, names in known.items() if wanted in map(_comparable, names)]


def _comparable(name: str) -> str:
    return fold(name).replace("-", " ")
