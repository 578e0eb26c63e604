"""Loads a flow from its folder, with what it takes over from the flow that it extends."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import optout
from optout.errors import FlowError
from optout.flow.addresses import is_within
from optout.flow.model import ID, Flow
from optout.flow.rules import broken_rules
from optout.flow.yaml_file import YamlFile, build, read_bytes, read_yaml, wrong_file

FLOW_FILE = "flow.yaml"
BASE_FILE = "base.yaml"
"""What the forms of one product have in common: no flow by itself, but flows can extend it."""
SCHEMA_FILE = "flow.schema.json"
PAGES = "pages"
WORDS = "words"
PAGE_LIMIT = 1024 * 1024  # bytes
_PAGE_FILES = (".yaml", ".html", ".json", ".txt")
_JOINED = frozenset(
    {"translations", "notices", "choices", "phrases", "targets", "sources", "notes"}
)
"""The keys of a flow that are added to those of the flow it extends; any other key replaces it."""


@dataclass(frozen=True)
class LoadedFlow:
    """A flow, its folder, and that of the flow it extends.

    The SHA-256 is of `sha256sum`'s lines for `flow.yaml`, `pages/…` and `../other/…`, where that has
    `flow.yaml` or `base.yaml`, in the order of these names.
    """

    flow: Flow
    folder: Path
    base: Path | None
    sha256: str

    @property
    def lineage(self) -> str:
        """What may be sent once, across copies and releases."""
        return self.flow.lineage or self.flow.id

    @property
    def shipped(self) -> bool:
        """True if it is one of the program's own flows."""
        return self.folder.resolve().parent == shipped_folder().resolve()

    @property
    def holder(self) -> str:
        """The name under which a sign-in is kept.

        It is the controller of a shipped flow, so that its flows share a sign-in. Any other flow
        may name whatever controller it likes, so that its folder and hosts are the name.
        """
        if self.shipped:
            return self.flow.controller
        folder_and_hosts = "\n".join([str(self.folder.resolve()), *sorted(self.flow.hosts)])
        digest = hashlib.sha256(folder_and_hosts.encode()).hexdigest()
        return f"{self.lineage} {digest[:16]}"

    def may_repeat(self, lineage: str, hosts: Sequence[str]) -> bool:
        """True if an earlier objection, of this lineage and at these hosts, may be the same as this flow's.

        Flows that are shipped are known to be different objections.
        """
        if self.shipped and lineage in {load_shipped(name).lineage for name in shipped_ids()}:
            return False
        return any(_is_related_to_any(host, self.flow.hosts) for host in hosts)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which its files are searched, in this order."""
        return (self.folder,) if self.base is None else (self.folder, self.base)


def _is_related_to_any(host: str, others: Iterable[str]) -> bool:
    """True if a host is one of the others, below one, or above one."""
    return any(is_within(host, other) or is_within(other, host) for other in others)


def shipped_folder() -> Path:
    """Return the folder of the shipped flows: inside the package, or beside it in a source tree."""
    package = Path(optout.__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"


def shipped_ids(file: str = FLOW_FILE) -> list[str]:
    """Return the ids of the shipped flows, or of the shipped folders with another file, sorted."""
    return sorted(found.parent.name for found in shipped_folder().glob(f"*/{file}"))


@cache  # a run of the program changes no shipped flow
def load_shipped(name: str) -> LoadedFlow:
    """Load a shipped flow by its id."""
    return load_flow(shipped_folder() / name)


def load_flow(folder: Path) -> LoadedFlow:
    """Load and check the flow in a folder; raise FlowError with every mistake."""
    document = read_named(folder, FLOW_FILE)
    base = _base_folder(folder, document)
    if base and "extends" in document.data:
        document = _extended(document, base)
    flow = build(Flow, document)
    mistakes = [document.mistake(path, text) for path, text in broken_rules(flow, document.data)]
    if mistakes:
        raise FlowError(sorted(mistakes))
    return LoadedFlow(flow, folder, base, _checksum(folder, base))


def read_named(folder: Path, file: str) -> YamlFile:
    """Read a file of a folder; its `id` is the folder's name.

    Raise FlowError if the file names an id itself or the folder's name cannot be one: the id keys
    the journal and the browser profile, and no flow may claim another one's.
    """
    document = read_yaml(folder / file)
    name = folder.resolve().name
    if "id" in document.data or not re.fullmatch(ID, name):
        text = "is the folder's name and not in the file: small letters, digits and dashes, 40 at most, a letter first"
        raise FlowError([document.mistake(("id",), text)])
    document.data["id"] = name
    return document


def _base_folder(folder: Path, document: YamlFile) -> Path | None:
    """Return the folder of the flow that is extended, or whose pages are used; None if there is none.

    It is beside this folder, else among the shipped flows.
    """
    key = "extends" if "extends" in document.data else "pages_of"
    name = document.data.get(key)
    if not isinstance(name, str) or not re.fullmatch(rf"\.\./{ID}", name):
        return None  # if it is not a name, the model says so
    base_id = name.removeprefix("../")
    for base in (folder.resolve().parent / base_id, shipped_folder() / base_id):
        # A link in a stranger's folder could lead to a private file.
        if file_to_extend(base).exists() and not base.is_symlink():
            return base
    message = "names no flow beside this one, and none of the program's"
    raise FlowError([document.mistake((key,), message)])


def file_to_extend(folder: Path) -> Path:
    """Return the file of a folder that a flow takes over: `flow.yaml`, or else `base.yaml`."""
    flow_file = folder / FLOW_FILE
    return flow_file if flow_file.exists() else folder / BASE_FILE


def _extended(document: YamlFile, base: Path) -> YamlFile:
    """Return a flow's document over that of the flow it extends.

    Also the lineage is taken over: unless it has its own, both are one objection.
    """
    base_document = read_yaml(file_to_extend(base))
    if "extends" in base_document.data:
        message = "names a flow that extends another one"
        raise FlowError([document.mistake(("extends",), message)])
    base_document.data.pop("also", None)  # the names of the other flow are not names of this one
    return document.over(base_document, lambda path, _: len(path) == 1 and path[0] in _JOINED)


def _checksum(folder: Path, base: Path | None) -> str:
    files = _files(folder)
    if base is not None:
        files |= _files(base, f"../{base.name}/")
    lines = ""
    for name in sorted(files):
        digest = hashlib.sha256(read_bytes(files[name], PAGE_LIMIT)).hexdigest()
        lines += f"{digest}  {name}\n"
    return hashlib.sha256(lines.encode()).hexdigest()


def _files(folder: Path, prefix: str = "") -> dict[str, Path]:
    """Return the files of a flow by the names that they have in its checksum."""
    main_file = file_to_extend(folder)
    files = {f"{prefix}{main_file.name}": main_file}
    for part in (PAGES, f"{PAGES}/{WORDS}"):
        if (folder / part).is_symlink():
            raise wrong_file(folder / part, "is a link")
        for file in (folder / part).glob("*"):
            if file.suffix in _PAGE_FILES:
                files[f"{prefix}{part}/{file.name}"] = file
    return files
