"""Reads flow files strictly: a small part of YAML, then the models, then the rules; every mistake at once."""

import contextlib
import difflib
import errno
import hashlib
import itertools
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import optout
from optout.errors import FlowError, Mistake, UsageError
from optout.flow.addresses import why_not_address, why_not_glob
from optout.flow.model import EXTENDS, ON_OFF, PHRASE_KEYS, STEP_TYPES, TARGET_KEYS, Flow
from optout.flow.said import GAP
from optout.flow.words import fold
from optout.i18n import Said, _, why
from optout.redact import printable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
_Broken = tuple[Place, str]

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


def _in_words(problem: "ErrorDetails", place: Place) -> str:
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
MISTAKES_LIMIT = 100
"""Of one file as YAML: a key said ten thousand times is not told ten thousand times."""
PAGES, WORDS = "pages", "words"
PAGE_LIMIT = 1024 * 1024
_FILES_LIMIT = 500
_PAGE_FILES = (".yaml", ".html", ".json", ".txt")
_JOINED = ("translations", "notices", "choices", "phrases", "targets", "sources", "notes")
"""What a flow that extends another one says beside what that one says; anything else is said in its place."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class LoadedFlow:
    """A flow, its folder, the folder of the flow it extends, and the SHA-256 in hex over the files of both.

    The hash is that of `sha256sum`'s lines for `flow.yaml`, `pages/…` and `../other/…`, in the order of these names.
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
        """Whether it is one of the program's own."""
        return is_shipped(self.folder)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where its files are looked for, in this order."""
        return (self.folder, *([self.base] if self.base else []))


@dataclass(frozen=True)
class YamlFile:
    """A YAML file as plain data, with the file and line of every place in it."""

    file: str
    data: dict[str, Any]
    lines: dict[Place, tuple[str, int]]

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

    def mistake(self, place: Place, says: str) -> Mistake:
        """Make a mistake at a place, or at the nearest place around it."""
        file, line = self.lines.get(self.nearest(place), (self.file, 1))
        return Mistake(file, line, _dotted(place), says)

    def over(self, base: "YamlFile", joins: Callable[[Place, Any], bool]) -> "YamlFile":
        """Put what this document says in the place of what another one says, which is used up.

        Where `joins` says so of a place and its value, mappings are joined key by key, and a list comes before the
        other one.
        """
        replaced: set[Place] = set()
        moved: dict[Place, int] = {}

        def put(onto: dict[str, Any], says: dict[str, Any], at: Place) -> None:
            for key, value in says.items():
                place, before = (*at, key), onto.get(key)
                alike = type(value) is type(before) and joins(place, value)
                if alike and isinstance(value, dict):
                    put(onto[key], value, place)
                elif alike and isinstance(value, list):
                    onto[key] = [*value, *onto[key]]
                    moved[place] = len(value)
                else:
                    onto[key] = value
                    replaced.add(place)

        put(base.data, self.data, ())
        lines = {}
        for place, line in base.lines.items():
            around = [place[:end] for end in range(1, len(place) + 1)]
            if replaced.isdisjoint(around):
                later = (
                    part + moved.get(before, 0) if isinstance(part, int) else part
                    for before, part in zip(((), *around), place, strict=False)
                )
                lines[tuple(later)] = line
        return YamlFile(self.file, base.data, lines | self.lines)


def _dotted(place: Place) -> str:
    return printable(".".join(map(str, place)), 120)  # a key is a stranger's text


def shipped_folder() -> Path:
    """Give the folder of the shipped flows: inside the package, or beside it in a source tree."""
    package = Path(optout.__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"


def load_flow(folder: Path) -> LoadedFlow:
    """Load and check the flow in a folder, with what it takes over from the flow that it extends.

    Raises:
        FlowError: with every mistake, as `file:line: place: what`.
    """
    document = _read_flow(folder)
    base, mistakes = _extended(folder, document), []
    if base and "extends" in document.data:
        taken = _read_flow(base)
        taken.data.pop("also", None)  # what that one is called
        if "extends" in taken.data:
            mistakes.append(document.mistake(("extends",), _("names a flow that extends another one")))
        document = document.over(taken, lambda place, _value: len(place) == 1 and place[0] in _JOINED)
    mistakes += [document.mistake(place, says) for place, says in _broken_rules(document.data)]
    mistakes += name_by_folder(document, folder)
    flow = build(Flow, document, mistakes)
    return LoadedFlow(flow, folder, base, _hash(folder, base))


def name_by_folder(document: YamlFile, folder: Path) -> list[Mistake]:
    """Give a document the id that its folder has; gives a mistake where it names one itself."""
    # The id keys the journal and the browser profile: a flow must not be able to claim another one's.
    mistakes = [document.mistake(("id",), _("is the folder's name; leave it out"))] if "id" in document.data else []
    document.data["id"] = folder.resolve().name
    return mistakes


def _read_flow(folder: Path) -> YamlFile:
    file = folder / FLOW_FILE
    return parse(read_bytes(file, FLOW_LIMIT), shown(file))


def _extended(folder: Path, document: YamlFile) -> Path | None:
    """Give the folder of the flow that is extended, or whose pages are used: beside this one's, else the program's."""
    key = "extends" if "extends" in document.data else "pages_of"
    name = document.data.get(key)
    if not isinstance(name, str) or not re.fullmatch(EXTENDS, name):
        return None  # there is none, or the model says what is wrong
    says = _("names no flow beside this one, and none of the program's")
    for place in (folder.resolve().parent / name[3:], shipped_folder() / name[3:]):
        if place.is_symlink():
            says = _("names a link, not a folder")
        elif (place / FLOW_FILE).exists():
            return place
    raise FlowError([document.mistake((key,), says)])


def _hash(folder: Path, base: Path | None) -> str:
    files = {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    files |= {f"../{base.name}/{file.relative_to(base).as_posix()}": file for file in _files(base)} if base else {}
    each = (f"{hashlib.sha256(read_bytes(files[name], PAGE_LIMIT)).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(each).encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    """List the files that a flow is made of."""
    found = [folder / FLOW_FILE]
    for place in (folder / PAGES, folder / PAGES / WORDS):
        if place.is_symlink():
            raise FlowError([Mistake(shown(place), 0, "", _("is a link"))])
        if place.is_dir():
            found += [file for file in place.iterdir() if file.suffix in _PAGE_FILES]
    if len(found) > _FILES_LIMIT:
        says = _("has more than {limit} files").format(limit=_FILES_LIMIT)
        raise FlowError([Mistake(shown(folder / PAGES), 0, "", says)])
    return found


def build(model: type[_M], document: YamlFile, mistakes: list[Mistake]) -> _M:
    """Validate a document; `mistakes` found elsewhere are reported together with the model's own.

    Raises:
        FlowError: if there is any mistake.
    """
    found = list(mistakes)
    built: _M | None = None
    try:
        built = model.model_validate(document.data)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            place = tuple(part for part in problem["loc"] if part != "[key]")
            if place[-1:] == (0,) != document.nearest(place)[-1:]:
                place = place[:-1]  # the file has one text, not a list
            found.append(document.mistake(place, _in_words(problem, place)))
    if found or built is None:
        raise FlowError(sorted(set(found), key=lambda m: (m.file != document.file, m.line, m.where, m.says)))
    return built


def shown(file: Path) -> str:
    """Give a file's path as it is shown: from the working folder where it is below it."""
    try:
        named = file.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        named = Path(*file.parts[-3:])
    return printable(named.as_posix())  # a folder's name is a stranger's text too


def read_bytes(file: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; a link could lead to a private file, a pipe could hang for ever.

    Raises:
        FlowError: it is neither a file nor readable, or it is larger.
    """
    try:
        # Not followed and not waited for: what lies there may have become another thing since anybody looked.
        with open(file, "rb", opener=_opened) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise FlowError([Mistake(shown(file), 0, "", _("cannot be read: it is no regular file"))])
            raw = stream.read(limit + 1)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise FlowError([Mistake(shown(file), 0, "", _("cannot be read: it is no regular file"))]) from None
        raise FlowError([Mistake(shown(file), 0, "", _("cannot be read: {why}").format(why=why(error)))]) from None
    if len(raw) > limit:
        raise FlowError([Mistake(shown(file), 0, "", _("is larger than {limit} KB").format(limit=str(limit // 1024)))])
    return raw


_NO_FILE = (errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""What opening a link, a folder or a socket ends in (open(2))."""


def _opened(file: str, flags: int) -> int:
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def parse(raw: bytes, name: str) -> YamlFile:
    """Parse the small part of YAML that flow files use.

    Raises:
        FlowError: not UTF-8, not YAML, too deep; or anchors, aliases, tags, merge or duplicate keys, a second document.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FlowError([Mistake(name, raw[: error.start].count(b"\n") + 1, "", _("is not UTF-8 text"))]) from None
    try:
        refused = list(itertools.islice(_refused_events(text, name), MISTAKES_LIMIT))
        if refused:
            raise FlowError(refused)
        loader = _Loader(text)
        return _document(loader, loader.get_single_node(), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FlowError(
            [Mistake(name, line, "", _("is not YAML: {problem}").format(problem=printable(str(error.problem))))]
        ) from None
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


def _document(loader: Any, root: Any, name: str) -> YamlFile:
    if not isinstance(root, yaml.MappingNode):
        raise FlowError([Mistake(name, 1, "", _("must be a mapping: key: value"))])
    reader = _YamlReader(loader, name)
    data = reader.mapping(root, ())
    if reader.mistakes:
        raise FlowError(reader.mistakes)
    return YamlFile(name, data, reader.lines)


class _YamlReader:
    """Turns nodes into plain data, and keeps the line of every place and the mistakes on the way."""

    def __init__(self, loader: Any, name: str) -> None:
        self._loader = loader
        self._name = name
        self.lines: dict[Place, tuple[str, int]] = {}
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
                self.lines[(*place, key)] = self._name, line
                result[key] = self._plain(value_node, (*place, key))
        return result

    def _plain(self, node: Any, place: Place) -> Any:
        _file, line = self.lines.setdefault(place, (self._name, node.start_mark.line + 1))
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
        if len(self.mistakes) == MISTAKES_LIMIT:
            raise FlowError(self.mistakes)


def shipped_ids() -> list[str]:
    """List the ids of the shipped flows, sorted."""
    return sorted(file.parent.name for file in shipped_folder().glob(f"*/{FLOW_FILE}"))


def is_shipped(folder: Path) -> bool:
    """Whether a flow's folder is one of the program's own."""
    return folder.resolve().parent == shipped_folder().resolve()


def find_flow(name: str) -> LoadedFlow:
    """Load a flow by what people call it, or from a folder of one's own.

    Raises:
        UsageError: there is none of that name, or several; says which one may be meant.
        FlowError: it is there and wrong.
    """
    if name in shipped_ids():
        return load_flow(shipped_folder() / name)
    folder = Path(name)
    if (folder / FLOW_FILE).is_file():
        return load_flow(folder)
    says = _("there is no flow named “{name}”").format(name=name)
    if (shipped_folder() / name.lower() / "letter.yaml").is_file():
        raise UsageError(says, Said("optout letter {name}").format(name=name.lower()))
    hint = _("optout flows list shows all; a folder of your own works too")
    return load_flow(shipped_folder() / meant(name, flow_names(), UsageError(says, hint)))


def flow_names() -> dict[str, list[str]]:
    """Return what people call each shipped flow, by its id; last, its controller."""
    found = {name: load_flow(shipped_folder() / name).flow for name in shipped_ids()}
    return {name: [*flow.also, flow.controller] for name, flow in found.items()}


def meant(name: str, known: Mapping[str, Sequence[str]], unknown: UsageError) -> str:
    """Return the id that a name means, in any case: `known` has each id with what else people call it.

    Raises:
        UsageError: it means none, which is the error that was given, with the nearest name; or it means several.
    """
    wanted = _as_typed(name)
    called = {one: [_as_typed(one), *map(_as_typed, others)] for one, others in known.items()}
    ids = [one for one, names in called.items() if names[0] == wanted]
    ids = ids or [one for one, names in called.items() if wanted in names]
    if len(ids) == 1:
        return ids[0]
    if ids:
        says = _("“{name}” may mean any of these: {names}").format(name=name, names=", ".join(ids))
        raise UsageError(says, _("name the one you mean"))
    near = difflib.get_close_matches(wanted, [one for names in called.values() for one in names], n=1)
    if near:
        found = next(one for one, names in called.items() if near[0] in names)
        unknown.hint = _("did you mean {near}? {hint}").format(near=found, hint=unknown.hint)
    raise unknown


def _as_typed(name: str) -> str:
    return fold(name).replace("-", " ")


_FILLING = ("fill", "choose", "check_email", "click")


def _broken_rules(data: Mapping[str, Any]) -> list[_Broken]:
    """List every broken rule of a flow's data with its place; parts of a wrong type are left to the models."""
    return [*_order(data), *_addresses(data), *_names(data), *_gaps(data), *_settings(data)]


def _order(data: Mapping[str, Any]) -> Iterator[_Broken]:
    verbs = [_verb_of(step) for step in _list(data, "steps")]
    if "switch" in verbs:
        says = _("a flow that turns settings has no other steps; what leads there is a way")
        yield from ((("steps", n, verb), says) for n, verb in enumerate(verbs) if verb not in ("switch", None))
    else:
        yield from _order_of_form(verbs)


def _order_of_form(verbs: list[str | None]) -> Iterator[_Broken]:
    sends = [number for number, verb in enumerate(verbs) if verb == "send"]
    if len(sends) != 1:
        yield ("steps",), _("exactly one send is needed, there are {count}").format(count=len(sends))
        return
    after = list(enumerate(verbs))[sends[0] + 1 :]
    confirms = sum(verb == "confirm" for _, verb in after)
    if confirms != 1:
        says = _("a confirm is needed after send, or nothing could be proved")
        yield (
            ("steps",),
            says if not confirms else _("one confirm is enough: a phrase may have several words a language"),
        )
    for number, verb in after:
        if verb in _FILLING:
            yield ("steps", number, verb), _("nothing is filled or clicked after send, except a code the person types")
        if verb == "open":
            yield ("steps", number, verb), _("nothing is opened after send: it could send again")
    for number, verb in list(enumerate(verbs))[: sends[0]]:
        if verb in ("confirm", "enter_code"):
            yield ("steps", number, verb), _("stands before send")


def _addresses(data: Mapping[str, Any]) -> Iterator[_Broken]:
    hosts = [host for host in _list(data, "hosts") if isinstance(host, str)]
    places: list[tuple[Place, Any]] = [(("sign_in", "open"), _dict(data, "sign_in").get("open"))]
    for number, step in enumerate(_list(data, "steps")):
        places.append((("steps", number, "open"), _at(step, "open")))
    for way, steps in enumerate(_list(data, "ways")):
        for number, step in enumerate(steps if isinstance(steps, list) else []):
            places.append((("ways", way, number, "open"), _at(step, "open")))
    for place, address in places:
        if isinstance(address, str) and (problem := why_not_address(address, hosts)):
            yield place, _("the address {problem}").format(problem=problem)
    for place, glob in _globs(data):
        if isinstance(glob, str) and (problem := why_not_glob(glob, hosts)):
            yield (
                place,
                _("the address {problem}; begin it with **/, or with https:// and a listed host").format(
                    problem=problem
                ),
            )


def _settings(data: Mapping[str, Any]) -> Iterator[_Broken]:
    """List what is wrong with the settings to turn: each is found by its words and the controller's own names."""
    targets, choices = _dict(data, "targets"), _dict(data, "choices")
    for number, step in enumerate(_list(data, "steps")):
        if _verb_of(step) != "switch":
            continue
        place: Place = ("steps", number)
        for key in ("want", "otherwise", "entry"):
            name = _at(step, key)
            if isinstance(name, str) and name not in choices and not (key == "want" and name in ON_OFF):
                yield (
                    (*place, key),
                    _("names neither on, off nor a choice of this flow")
                    if key == "want"
                    else _("names no choice of this flow"),
                )
        if isinstance(want := _at(step, "want"), str) and (want in ON_OFF) != (_at(step, "otherwise") is None):
            yield (
                (
                    *place,
                    "otherwise",
                ),
                _("goes with a choice that is wanted, and is needed there: what it may stand at now"),
            )
        target = targets.get(_at(step, "switch")) if isinstance(_at(step, "switch"), str) else None
        if isinstance(target, dict):
            for key in ("name", "only", "kind"):
                if key in target:
                    says = _(
                        "a setting is found by its words, labelled_by, testid and within alone: others lie beside it"
                    )
                    yield ("targets", step["switch"], key), says
            if not target.get("words"):
                yield ("targets", step["switch"]), _("a setting needs its words")


def _globs(data: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield ("sign_in", "done", "url"), _at(_dict(_dict(data, "sign_in"), "done"), "url")
    for number, glob in enumerate(_list(data, "wrong_form")):
        yield ("wrong_form", number), glob
    for number, step in enumerate(_list(data, "steps")):
        request = _at(step, "request")
        for one in request if isinstance(request, list) else [request]:
            if isinstance(one, str) and " " in one:
                yield ("steps", number, _verb_of(step) or "send", "request"), one.partition(" ")[2]


def _names(data: Mapping[str, Any]) -> Iterator[_Broken]:
    targets, phrases, choices = (_dict(data, key) for key in ("targets", "phrases", "choices"))
    steps: list[tuple[Place, Any]] = [(("steps", n), step) for n, step in enumerate(_list(data, "steps"))]
    for way, parts in enumerate(_list(data, "ways")):
        steps += [(("ways", way, n), step) for n, step in enumerate(parts if isinstance(parts, list) else [])]
    for place, step in steps:
        yield from _unknown(step, TARGET_KEYS, targets, place, "target")
        yield from _unknown(step, PHRASE_KEYS, phrases, place, "phrase")
        choice = _at(step, "with")
        if _verb_of(step) == "choose" and isinstance(choice, str) and choice not in ("country", *choices):
            yield (*place, "with"), _("names neither a choice nor country")
    if "country" in choices:
        yield ("choices", "country"), _("means the person's country; a choice needs another name")
    notices = _dict(data, "notices")
    yield from _unknown(notices, tuple(map(str, notices)), phrases, ("notices",), "phrase")
    yield from _unknown(_dict(_dict(data, "sign_in"), "done"), ("target",), targets, ("sign_in", "done"), "target")
    yield from _unknown(data, ("account",), targets, (), "target")
    for key in ("arrived", "close_first"):
        for number, name in enumerate(_list(data, key)):
            if isinstance(name, str) and name not in targets:
                yield (key, number), _("names no target of this flow")


def _gaps(data: Mapping[str, Any]) -> Iterator[_Broken]:
    """List the words that prove how it went whose gap is no gap between words."""
    steps = [step for step in _list(data, "steps") if _verb_of(step) == "confirm"]
    names = [name for step in steps for key in ("confirm", "rejected") if isinstance(name := _at(step, key), str)]
    for name in dict.fromkeys(names):
        phrase = _dict(data, "phrases").get(name)
        for language, words in _dict(phrase, "words").items() if isinstance(phrase, dict) else ():
            for text in words if isinstance(words, list) else [words]:
                if isinstance(text, str) and GAP in text and not _GAPPED.fullmatch(text):
                    says = _("may have one gap “…”, with words before and after it")
                    yield ("phrases", name, "words", language), says


_GAPPED = re.compile(rf"[^{GAP}]*\w[^{GAP}]*{GAP}[^{GAP}]*\w[^{GAP}]*")


def _unknown(step: Any, keys: tuple[str, ...], known: Mapping[str, Any], place: Place, kind: str) -> Iterator[_Broken]:
    for key in keys:
        name = _at(step, key)
        if isinstance(name, str) and name not in known:
            yield (*place, key), _("names no {kind} of this flow").format(kind=kind)


def _verb_of(step: Any) -> str | None:
    return next((verb for verb in STEP_TYPES if isinstance(step, dict) and verb in step), None)


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _list(data: Any, key: str) -> list[Any]:
    value = _at(data, key)
    return value if isinstance(value, list) else []


def _dict(data: Any, key: str) -> dict[Any, Any]:
    value = _at(data, key)
    return value if isinstance(value, dict) else {}
