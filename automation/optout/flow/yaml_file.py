"""Reads the small part of YAML that flow files use, and says which line of which file is wrong."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from optout.errors import FlowError, Mistake
from optout.redaction import printable

YamlPath = tuple[str | int, ...]
"""The keys and numbers that lead to a value: `("steps", 2, "fill")`."""

Joins = Callable[[YamlPath, Any], bool]
"""True if the value at a path is added to that of the base, and does not replace it."""

# The shipped flows nest at most seven deep. Python's own limit on recursion would differ from
# version to version.
_MAX_DEPTH = 50
_FILE_LIMIT = 64 * 1024  # bytes; the longest flow that is shipped has 27 KB
_MAX_KEY_LENGTH = 120  # characters of a stranger's key that a message shows
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file as plain data.

    `lines` has the file and line of every place in the data, `sha256` is in hex.
    """

    file: str
    sha256: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[YamlPath, tuple[str, int]] = field(default_factory=dict)

    def mistake(self, path: YamlPath, message: str) -> Mistake:
        """Return a mistake with the line of its path, or of the nearest path around it that has one."""
        file, line = self.file, 1
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                file, line = self.lines[path[:end]]
                break
        shown_path = printable(".".join(map(str, path)), _MAX_KEY_LENGTH)
        return Mistake(file, line, shown_path, message)

    def over(self, base: "YamlFile", joins: Joins) -> "YamlFile":
        """Return this file's data over another file's; see `merge`. Each place keeps its own line."""
        lines: dict[YamlPath, tuple[str, int]] = {}
        for path, line in base.lines.items():
            merged_path = _path_after_merge(path, self.data, base.data, joins)
            if merged_path is not None:
                lines[merged_path] = line
        merged = merge(self.data, base.data, joins)
        return replace(self, data=merged, lines=lines | self.lines)


def _path_after_merge(path: YamlPath, overlay: Any, base: Any, joins: Joins) -> YamlPath | None:
    """Return where a value of the base is after `merge`; None if the overlay replaced it."""
    for position, part in enumerate(path):
        if isinstance(overlay, list) and isinstance(part, int):
            # The entries of the base come after those of the overlay.
            return (*path[:position], len(overlay) + part, *path[position + 1 :])
        if part not in overlay:
            return path
        if part not in base:
            return None  # it was taken out of the base before
        overlay = overlay[part]
        base = base[part]
        is_joined = type(overlay) is type(base) and joins(path[: position + 1], overlay)
        if not is_joined or not isinstance(overlay, dict | list):
            return None
    return path


def merge(overlay: Any, base: Any, joins: Joins, path: YamlPath = ()) -> Any:
    """Return data laid over other data.

    At the top, and at each path for which `joins` returns True, mappings are joined by their keys,
    and lists become one, the entries of the overlay first. Anything else is replaced.
    """
    is_top = not path
    is_joined = type(overlay) is type(base) and (is_top or joins(path, overlay))
    if not is_joined:
        return overlay
    if isinstance(overlay, list):
        return [*overlay, *base]
    if isinstance(overlay, dict):
        merged = dict(base)
        for key, value in overlay.items():
            merged[key] = merge(value, base.get(key), joins, (*path, key))
        return merged
    return overlay


def read_yaml(file: Path, limit: int = _FILE_LIMIT) -> YamlFile:
    """Read a YAML file of at most `limit` bytes, whose top is a mapping; raise FlowError for any other."""
    text = read_text(file, limit)
    document = YamlFile(_shown(file), hashlib.sha256(text.encode()).hexdigest())
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise _wrong_line(document, 1, "must be a mapping: key: value")
        document.data.update(_NodeReader(loader, document).read(root))
    except RecursionError:
        raise _wrong_line(document, 1, "is nested too deep") from None
    except yaml.YAMLError as error:
        problem_mark = getattr(error, "problem_mark", None)
        mark = problem_mark or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", "it holds a character that may not be there")
        raise _wrong_line(document, line, f"is not YAML: {printable(str(problem))}") from None
    return document


class _NodeReader:
    """Makes plain data of the nodes of a YAML file, and notes the line of each.

    What YAML makes of a key, a number or a date must be clear to whoever reads the file.
    """

    def __init__(self, loader: Any, document: YamlFile) -> None:
        self._loader = loader
        self._document = document
        self._seen: set[int] = set()

    def read(self, node: Any, path: YamlPath = ()) -> Any:
        """Return the data of a node; raise FlowError for what flow files do not use."""
        line = node.start_mark.line + 1
        self._document.lines.setdefault(path, (self._document.file, line))
        if len(path) > _MAX_DEPTH:
            raise _wrong_line(self._document, line, "is nested too deep")
        if id(node) in self._seen:
            raise self._wrong(path, "anchors and aliases are not allowed")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, number)) for number, child in enumerate(node.value)]
        return self._read_scalar(node, path)

    def _read_mapping(self, node: Any, path: YamlPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise self._wrong(path, "a key must be text: put quotes around it")
            inner = (*path, key.value)
            if key.value in mapping:
                raise self._wrong(inner, "stands here twice")
            self._document.lines[inner] = (self._document.file, key.start_mark.line + 1)
            mapping[key.value] = self.read(value, inner)
        return mapping

    def _read_scalar(self, node: Any, path: YamlPath) -> Any:
        try:
            return self._loader.construct_object(node)
        except (ValueError, ArithmeticError, LookupError):
            # PyYAML 6.0 raises the last for `!!int` of nothing.
            message = "is not a date or a number; put quotes around it if it is text"
            raise self._wrong(path, message) from None

    def _wrong(self, path: YamlPath, message: str) -> FlowError:
        return FlowError([self._document.mistake(path, message)])


def read_text(file: Path, limit: int) -> str:
    """Read a text in UTF-8 of at most `limit` bytes; raise FlowError for any other."""
    try:
        return read_bytes(file, limit).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FlowError([Mistake(_shown(file), line, "", "is not UTF-8 text")]) from None


def read_bytes(file: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; raise FlowError for any other.

    A link is refused: in a stranger's folder it could lead to a private file.
    """
    is_special = file.exists() and not file.is_file() and not file.is_dir()
    if file.is_symlink() or is_special:
        raise wrong_file(file, "cannot be read: it is no regular file")
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise wrong_file(file, f"cannot be read: {error.strerror}") from None
    if len(raw) > limit:
        raise wrong_file(file, f"is larger than {limit // 1024} KB")
    return raw


def wrong_file(file: Path, message: str) -> FlowError:
    """Return the error for a whole file."""
    return FlowError([Mistake(_shown(file), 0, "", message)])


def _wrong_line(document: YamlFile, line: int, message: str) -> FlowError:
    """Return the error for a line of a file, counted from 1."""
    return FlowError([Mistake(document.file, line, "", message)])


def _shown(file: Path) -> str:
    """Return a file's path to be shown: relative to the working folder if it is below it."""
    # It is made printable, since the name of a folder is a stranger's text too.
    resolved = file.resolve()
    if resolved.is_relative_to(Path.cwd()):
        return printable(resolved.relative_to(Path.cwd()).as_posix())
    last_parts = Path(*file.parts[-3:])
    return printable(last_parts.as_posix())


_MESSAGES = {
    "string_type": "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes "
    "around it",
    "extra_forbidden": "is not a word of the flow language",
    "missing": "is missing",
}
"""Messages by pydantic's type of an error; for any other type pydantic's own message is shown."""


def build(model: type[_Model], document: YamlFile) -> _Model:
    """Validate a document; raise FlowError with every mistake that the model finds."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
    mistakes = {
        document.mistake(_path_of(problem, document), _message_of(problem)) for problem in problems
    }
    raise FlowError(sorted(mistakes))


def _path_of(problem: ErrorDetails, document: YamlFile) -> YamlPath:
    path = tuple(part for part in problem["loc"] if part != "[key]")
    # A text may stand where the model has a list: then the file has no number 0.
    is_lone_text = path[-1] == 0 and path not in document.lines
    return path[:-1] if is_lone_text else path


def _message_of(problem: ErrorDetails) -> str:
    # YAML 1.1 reads `no` and `on` as booleans, so the cure is the one for a text without quotes.
    is_unquoted_word = isinstance(problem["input"], bool) and "'" in problem["msg"]
    kind = "string_type" if is_unquoted_word else problem["type"]
    return _MESSAGES.get(kind, problem["msg"].removeprefix("Value error, "))
