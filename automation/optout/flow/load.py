"""Reads flow files strictly: a small part of YAML, then the models, then the rules; every mistake at once."""

import contextlib
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import optout
from optout.errors import FlowError, Mistake, UsageError
from optout.flow.model import Flow
from optout.flow.rules import Place, broken_rules
from optout.i18n import Said, _, why
from optout.redact import printable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


_IN_WORDS = {
    "string_type": _(
        "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes around it"
    ),
    "string_flat": _("must be text, with nothing below it"),
    "extra_forbidden": _("is not a word of the flow language"),
    "missing": _("is missing"),
    "model_type": _("must be a mapping, key: value"),
    "dict_type": _("must be a mapping, key: value"),
    "list_type": _("must be a list"),
}


def in_words(problem: "ErrorDetails", place: Place) -> str:
    """Give what is wrong at a place of a file."""
    kind, raised = problem["type"], problem.get("ctx", {}).get("error")
    kind = "string_flat" if kind == "string_type" and isinstance(problem["input"], dict | list) else kind
    if place == ("id",):
        return _("the folder's name is the id: small letters, digits and dashes, 40 at most, a letter first")
    if kind == "literal_error" and place[-1] == "optional":
        return _("this step may not be optional")
    if isinstance(raised, ValueError) and isinstance(raised.args[0], str):
        return raised.args[0]  # one of ours, which can be told in another language
    return _IN_WORDS.get(kind, Said(problem["msg"]))


FLOW_FILE = "flow.yaml"
FLOW_LIMIT = 64 * 1024
DEPTH_LIMIT = 20
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class LoadedFlow:
    """A flow, the folder it came from and the SHA-256 of its file, in hex."""

    flow: Flow
    folder: Path
    sha256: str


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, with the line of every place in it."""

    file: str
    data: dict[str, Any]
    lines: dict[Place, int]

    def nearest(self, place: Place) -> Place:
        """Give the place in the file that a model's place means, or the nearest place around it.

        The models add a step's verb to the places in it, and a number where they made a list of one.
        """
        known: Place = ()
        for part, following in zip(place, (*place[1:], None), strict=True):
            is_added_verb = known and isinstance(known[-1], int) and (*known, following) in self.lines
            if (*known, part) in self.lines and not is_added_verb:
                known = (*known, part)
        return known

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest place around it."""
        return self.lines.get(self.nearest(place), 1)

    def mistake(self, place: Place, says: str) -> Mistake:
        """Make a mistake at a place."""
        return Mistake(self.file, self.line(place), _dotted(place), says)


def _dotted(place: Place) -> str:
    return printable(".".join(map(str, place)), 120)  # a key is a stranger's text


def load_flow(folder: Path) -> LoadedFlow:
    """Load and check `flow.yaml` in a folder.

    Raises:
        FlowError: with every mistake, as `file:line: place: what`.
    """
    file = folder / FLOW_FILE
    raw = read_bytes(file, FLOW_LIMIT)
    document = parse(raw, shown(file))
    mistakes = [document.mistake(place, says) for place, says in broken_rules(document.data)]
    # The id keys the journal and the browser profile: a flow must not be able to claim another one's.
    if "id" in document.data:
        mistakes.append(document.mistake(("id",), _("is the folder's name; leave it out")))
    document.data["id"] = folder.resolve().name
    flow = build(Flow, document, mistakes)
    return LoadedFlow(flow, folder, hashlib.sha256(raw).hexdigest())


def build(model: type[M], document: Document, mistakes: list[Mistake]) -> M:
    """Validate a document; `mistakes` found elsewhere are reported together with the model's own.

    Raises:
        FlowError: if there is any mistake.
    """
    found = list(mistakes)
    built: M | None = None
    try:
        built = model.model_validate(document.data)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            place = tuple(part for part in problem["loc"] if part != "[key]")
            if place[-1:] == (0,) != document.nearest(place)[-1:]:
                place = place[:-1]  # the file has one text, not a list
            found.append(document.mistake(place, in_words(problem, place)))
    if found or built is None:
        raise FlowError(sorted(set(found), key=lambda m: (m.line, m.where, m.says)))
    return built


def shown(file: Path) -> str:
    """Give a file's path as it is shown: from the working folder where it is below it."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return Path(*file.parts[-3:]).as_posix()


def read_bytes(file: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises:
        FlowError: it cannot be read or is larger.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise FlowError([Mistake(shown(file), 0, "", _("cannot be read: {why}").format(why=why(error)))]) from None
    if len(raw) > limit:
        raise FlowError([Mistake(shown(file), 0, "", _("is larger than {limit} KB").format(limit=str(limit // 1024)))])
    return raw


def parse(raw: bytes, name: str) -> Document:
    """Parse the small part of YAML that flow files use.

    Raises:
        FlowError: not UTF-8, not YAML, too deep; or anchors, aliases, tags, merge or duplicate keys, a second document.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FlowError([Mistake(name, raw[: error.start].count(b"\n") + 1, "", _("is not UTF-8 text"))]) from None
    try:
        refused = list(_refused_events(text, name))
        if refused:
            raise FlowError(refused)
        loader = _Loader(text)
        return _document(loader, loader.get_single_node(), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FlowError([Mistake(name, line, "", _("is not YAML: {problem}").format(problem=error.problem))]) from None
    except yaml.YAMLError:
        raise FlowError([Mistake(name, 1, "", _("is not YAML: it holds a character that may not be there"))]) from None


def _refused_events(text: str, name: str) -> Iterator[Mistake]:
    depth = documents = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            yield Mistake(name, line, "", _("is nested deeper than {depth_limit}").format(depth_limit=DEPTH_LIMIT))
            return
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield Mistake(name, line, "", _("anchors and aliases are not allowed"))
        elif getattr(event, "tag", None):
            yield Mistake(name, line, "", _("tags are not allowed"))
        if documents > 1:
            yield Mistake(name, line, "", _("a second document is not allowed"))
            return


def _document(loader: Any, root: Any, name: str) -> Document:
    if not isinstance(root, yaml.MappingNode):
        raise FlowError([Mistake(name, 1, "", _("must be a mapping: key: value"))])
    reader = _Reader(loader, name)
    data = reader.mapping(root, ())
    if reader.mistakes:
        raise FlowError(reader.mistakes)
    return Document(name, data, reader.lines)


class _Reader:
    """Turns nodes into plain data, and keeps the line of every place and the mistakes on the way."""

    def __init__(self, loader: Any, name: str) -> None:
        self._loader = loader
        self._name = name
        self.lines: dict[Place, int] = {}
        self.mistakes: list[Mistake] = []

    def mapping(self, node: Any, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
                says = _("merge keys are not allowed") if key == "<<" else _("a key must be text: put quotes around it")
                self._note(line, place, says)
            elif key in result:
                self._note(line, (*place, key), _("stands here twice"))
            else:
                self.lines[(*place, key)] = line
                result[key] = self._plain(value_node, (*place, key))
        return result

    def _plain(self, node: Any, place: Place) -> Any:
        line = self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*place, number)) for number, child in enumerate(node.value)]
        # 1:30 is 90 to YAML, and a long one takes seconds.
        with contextlib.suppress(ValueError, ArithmeticError):
            if ":" not in node.value or node.tag not in _NUMBERS:
                return self._loader.construct_object(node)
        self._note(line, place, _("is not a date or a number; put quotes around it if it is text"))
        return None

    def _note(self, line: int, place: Place, says: str) -> None:
        self.mistakes.append(Mistake(self._name, line, _dotted(place), says))


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
