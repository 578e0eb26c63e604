"""Read flow files strictly: a small part of YAML, then the models, then the rules between the parts of a flow."""

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import optout
from optout.flow.addresses import is_within, why_not_address, why_not_glob
from optout.flow.model import ID, NAMING, ON_OFF, Confirm, Fill, Flow, Notices, Switch
from optout.flow.words import GAP, fold
from optout.messages import FlowError, Mistake, UsageError, _, printable

YamlPath = tuple[str | int, ...]
_Broken = tuple[YamlPath, str]

FLOW_FILE, SCHEMA_FILE = "flow.yaml", "flow.schema.json"
PAGES, WORDS = "pages", "words"
PAGE_LIMIT = 1024 * 1024
_PAGE_FILES = (".yaml", ".html", ".json", ".txt")
_JOINED = (
    "translations",
    "notices",
    "choices",
    "phrases",
    "targets",
    "sources",
    "notes",
)  # not said anew, but beside
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class LoadedFlow:
    """A flow, its folder, and that of the flow it extends.

    The SHA-256 is of `sha256sum`'s lines for `flow.yaml`, `pages/…` and `../other/…`, in the order
    of these names.
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
        return self.folder.resolve().parent == shipped_folder().resolve()

    @property
    def holder(self) -> str:
        """Whose a kept sign-in is: of a shipped flow its controller's, of any other that flow's alone."""
        if self.shipped:
            return self.flow.controller
        # A stranger's flow names what controller it likes: its sign-in is for where it lies and for
        # its hosts.
        told = "\n".join([str(self.folder.resolve()), *sorted(self.flow.hosts)])
        return f"{self.lineage} {hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def goes_where(self, lineage: str, hosts: Sequence[str]) -> bool:
        """Whether it goes to a host of another flow; the shipped ones are known apart."""
        if self.shipped and lineage in {find_flow(name).lineage for name in shipped_ids()}:
            return False
        return any(
            is_within(one, own) or is_within(own, one) for one in hosts for own in self.flow.hosts
        )

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where its files are looked for, in this order."""
        return (self.folder, *([self.base] if self.base else []))


def shipped_folder() -> Path:
    """Return the folder of the shipped flows: inside the package, or beside it in a source tree."""
    package = Path(optout.__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"


def shipped_ids(file: str = FLOW_FILE) -> list[str]:
    """Return the ids of the shipped flows, or of those with another file, sorted."""
    return sorted(found.parent.name for found in shipped_folder().glob(f"*/{file}"))


def folder_named(name: str, file: str = FLOW_FILE) -> Path | None:
    """Return the folder that has such a file: the shipped one of that id, or one of the person's own."""
    if name in shipped_ids(file):
        return shipped_folder() / name
    return Path(name) if (Path(name) / file).is_file() else None


def find_flow(name: str) -> LoadedFlow:
    """Load a flow by what people call it, or from a folder of one's own; raise UsageError where it is not clear."""
    hint = _("optout services shows all; a folder of your own works too")
    if not name:
        raise UsageError(_("name a flow"), hint)
    if folder := folder_named(name):
        return (_load_once if name in shipped_ids() else load_flow)(folder)
    message = _("there is no flow named “{name}”").format(name=name)
    others = [one["id"] for one in read_yaml(shipped_folder() / "others.yaml").data["services"]]
    for command, ids in {
        "optout letter": shipped_ids("letter.yaml"),
        "optout services": others,
    }.items():
        if name.lower() in ids:
            raise UsageError(message, f"{command} {name.lower()}")
    return _load_once(shipped_folder() / meant(name, flow_names(), UsageError(message, hint)))


def flow_names() -> dict[str, list[str]]:
    """Return what people call each shipped flow, by its id; last, its controller."""
    flows = [_load_once(shipped_folder() / name).flow for name in shipped_ids()]
    return {flow.id: [*flow.also, flow.controller] for flow in flows}


def beside(flow: str) -> list[str]:
    """Return the shipped flows of the controller that a shipped flow is for; none for any other id."""
    known = flow_names()
    if flow not in known:
        return []
    controller = controller_key(known[flow][-1])
    return [one for one, names in known.items() if controller_key(names[-1]) == controller]


_LEGAL_FORMS = {"ltd": "limited", "inc": "incorporated", "corp": "corporation", "co": "company"}


def controller_key(name: str) -> str:
    """Return a controller's name as it is compared: “Example Ltd.” and “Example, Limited” are one."""
    words = re.findall(r"\w+", fold(name))
    return " ".join(_LEGAL_FORMS.get(word, word) for word in words)


def meant(name: str, known: Mapping[str, Sequence[str]], unknown: UsageError) -> str:
    """Return the id that a name means, in any case: `known` has each id with what else people call it.

    Raise `unknown`, with the nearest name, where it means none, and another UsageError where it
    means several.
    """

    def typed(text: str) -> str:
        return fold(text).replace("-", " ")

    wanted = typed(name)
    called = {one: [*map(typed, (one, *others))] for one, others in known.items()}
    every = [one for one, names in called.items() if wanted in names]
    ids = [one for one in every if called[one][0] == wanted] or every
    if len(ids) == 1:
        return ids[0]
    if ids:
        message = _("“{name}” may mean any of these: {names}").format(
            name=name, names=", ".join(ids)
        )
        raise UsageError(message, _("name the one you mean"))
    near = difflib.get_close_matches(
        wanted, [one for names in called.values() for one in names], n=1
    )
    if near:
        found = next(one for one, names in called.items() if near[0] in names)
        unknown.hint = _("did you mean {near}? {hint}").format(near=found, hint=unknown.hint)
    raise unknown


def load_flow(folder: Path) -> LoadedFlow:
    """Load and check the flow in a folder, with what it takes over from the one it extends; raise FlowError."""
    document = read_named(folder, FLOW_FILE)
    base = _base(folder, document)
    if base and "extends" in document.data:
        taken = read_yaml(base / FLOW_FILE)
        if "extends" in taken.data:
            raise FlowError(
                [document.mistake(("extends",), "names a flow that extends another one")]
            )
        taken.data.pop("also", None)  # what that one is called
        document = document.over(
            taken, lambda place, _value: len(place) == 1 and place[0] in _JOINED
        )
    flow = build(Flow, document)
    if broken := [
        document.mistake(place, message) for place, message in _broken_rules(flow, document.data)
    ]:
        raise FlowError(sorted(broken))
    files = _files(folder) | (_files(base, f"../{base.name}/") if base else {})
    each = (
        f"{hashlib.sha256(_read_bytes(files[name], PAGE_LIMIT)).hexdigest()}  {name}\n"
        for name in sorted(files)
    )
    return LoadedFlow(flow, folder, base, hashlib.sha256("".join(each).encode()).hexdigest())


_load_once = cache(load_flow)  # a shipped one, which no run of the program changes


def read_named(folder: Path, file: str) -> "_YamlFile":
    """Read a file whose id is the folder's name; raise FlowError where it names one itself, or this can be none."""
    # The id keys the journal and the browser profile: a flow must not be able to claim another
    # one's.
    document, name = read_yaml(folder / file), folder.resolve().name
    if "id" in document.data or not re.fullmatch(ID, name):
        text = "is the folder's name and not in the file: small letters, digits and dashes, 40 at most, a letter first"
        raise FlowError([document.mistake(("id",), text)])
    document.data["id"] = name
    return document


def _base(folder: Path, document: "_YamlFile") -> Path | None:
    """Return the folder of the flow that is extended, or whose pages are used: beside this one, else the program's."""
    key = "extends" if "extends" in document.data else "pages_of"
    name = document.data.get(key)
    if not isinstance(name, str) or not re.fullmatch(rf"\.\./{ID}", name):
        return None  # there is none, or the model says what is wrong
    for place in (folder.resolve().parent / name[3:], shipped_folder() / name[3:]):
        if (place / FLOW_FILE).exists() and not place.is_symlink():
            return place
    raise FlowError(
        [document.mistake((key,), "names no flow beside this one, and none of the program's")]
    )


def _files(folder: Path, above: str = "") -> dict[str, Path]:
    found = {f"{above}{FLOW_FILE}": folder / FLOW_FILE}
    for part in (PAGES, f"{PAGES}/{WORDS}"):
        if (folder / part).is_symlink():
            raise wrong_file(folder / part, "is a link")
        files = (file for file in (folder / part).glob("*") if file.suffix in _PAGE_FILES)
        found |= {f"{above}{part}/{file.name}": file for file in files}
    return found


def wrong_file(file: Path, message: str) -> FlowError:
    """Return the error that says what is wrong with a whole file."""
    return FlowError([Mistake(_shown(file), 0, "", message)])


def _shown(file: Path) -> str:
    """Return a file's path as it is shown: from the working folder where it is below it."""
    whole, here = file.resolve(), Path.cwd()
    named = whole.relative_to(here) if whole.is_relative_to(here) else Path(*file.parts[-3:])
    return printable(named.as_posix())  # a folder's name is a stranger's text too


def _read_bytes(file: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes, or raise FlowError: a link could lead to a private file."""
    if file.is_symlink() or (file.exists() and not (file.is_file() or file.is_dir())):
        raise wrong_file(file, "cannot be read: it is no regular file")
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise wrong_file(file, f"cannot be read: {error.strerror}") from None
    if len(raw) > limit:
        raise wrong_file(file, f"is larger than {limit // 1024} KB")
    return raw


def read_text(file: Path, limit: int) -> str:
    """Read a text in UTF-8."""
    try:
        return _read_bytes(file, limit).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FlowError([Mistake(_shown(file), line, "", "is not UTF-8 text")]) from None


@dataclass(frozen=True)
class _YamlFile:
    """A YAML file as plain data, with the file and line of every place in it, and its SHA-256 in hex."""

    file: str
    sha256: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[YamlPath, tuple[str, int]] = field(default_factory=dict)

    def mistake(self, place: YamlPath, message: str) -> Mistake:
        """Return a mistake at a place, with the line of the nearest place around it that the file has."""
        known = (place[:end] for end in range(len(place), 0, -1) if place[:end] in self.lines)
        file, line = self.lines.get(next(known, ()), (self.file, 1))
        return Mistake(
            file, line, printable(".".join(map(str, place)), 120), message
        )  # a key is a stranger's text

    def over(self, base: "_YamlFile", joins: Callable[[YamlPath, Any], bool]) -> "_YamlFile":
        """Return this data in the place of another file's; where `joins` says so, mappings and lists are joined."""
        return replace(
            self, data=joined(self.data, base.data, joins), lines=base.lines | self.lines
        )


def joined(
    own: Any, other: Any, joins: Callable[[YamlPath, Any], bool], place: YamlPath = ()
) -> Any:
    """Return data in the place of other data; at the top, and where `joins` says so, mappings and lists are joined."""
    if type(own) is not type(other) or (place and not joins(place, own)):
        return own
    if isinstance(own, dict):
        return other | {
            key: joined(value, other.get(key), joins, (*place, key)) for key, value in own.items()
        }
    return [*own, *other] if isinstance(own, list) else own


def read_yaml(file: Path, limit: int = 64 * 1024) -> _YamlFile:
    """Read the small part of YAML that flow files use, of at most `limit` bytes; raise FlowError for the rest."""
    text = read_text(file, limit)
    made = _YamlFile(_shown(file), hashlib.sha256(text.encode()).hexdigest())
    try:
        loader = _Loader(text)
        if isinstance(root := loader.get_single_node(), yaml.MappingNode):
            made.data.update(_plain(loader, root, (), made, set()))
            return made
        line, message = 1, "must be a mapping: key: value"
    except RecursionError:
        line, message = 1, "is nested too deep"
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", "it holds a character that may not be there")
        line, message = mark.line + 1 if mark else 1, f"is not YAML: {printable(str(problem))}"
    raise FlowError([Mistake(made.file, line, "", message)])


# The shipped flows nest at most seven deep. Python's own limit on recursion would differ from
# version to version.
_MAX_DEPTH = 50


def _plain(loader: Any, node: Any, at: YamlPath, made: _YamlFile, seen: set[int]) -> Any:
    """Make plain data of a node; what YAML makes of a key, a number or a date must be clear to a reader."""
    line = node.start_mark.line + 1
    made.lines.setdefault(at, (made.file, line))
    if len(at) > _MAX_DEPTH:
        raise FlowError([Mistake(made.file, line, "", "is nested too deep")])
    if id(node) in seen:
        raise FlowError([made.mistake(at, "anchors and aliases are not allowed")])
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(loader, child, (*at, number), made, seen)
            for number, child in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise FlowError([made.mistake(at, "a key must be text: put quotes around it")])
            if key.value in result:
                raise FlowError([made.mistake((*at, key.value), "stands here twice")])
            made.lines[*at, key.value] = (made.file, key.start_mark.line + 1)
            result[key.value] = _plain(loader, value, (*at, key.value), made, seen)
        return result
    try:
        return loader.construct_object(node)
    except (
        ValueError,
        ArithmeticError,
        LookupError,
    ):  # the last: `!!int` of nothing, in PyYAML 6.0
        message = "is not a date or a number; put quotes around it if it is text"
        raise FlowError([made.mistake(at, message)]) from None


_IN_WORDS = {  # by pydantic's name for it; of anything else its own words are told
    "string_type": "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes "
    "around it",
    "extra_forbidden": "is not a word of the flow language",
    "missing": "is missing",
}


def build(model: type[_M], document: _YamlFile) -> _M:
    """Validate a document; raise FlowError with every mistake that the model finds."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
    found = set[Mistake]()
    for problem in problems:
        place = tuple(part for part in problem["loc"] if part != "[key]")
        if (
            place[-1] == 0 and place not in document.lines
        ):  # the file has one text, where the model has a list
            place = place[:-1]
        bare = (
            isinstance(problem["input"], bool) and "'" in problem["msg"]
        )  # a yes or no where a word is wanted
        message = _IN_WORDS.get(
            "string_type" if bare else problem["type"], problem["msg"].removeprefix("Value error, ")
        )
        found.add(document.mistake(place, message))
    raise FlowError(sorted(found))


_ADDRESSES = {
    **dict.fromkeys(("sign_in.open", "steps.*.open", "ways.*.*.open"), why_not_address),
    **dict.fromkeys(
        ("sign_in.done.url", "wrong_form.*", "steps.*.request", "steps.*.request.*"), why_not_glob
    ),
}
_NAMES = {  # where something is named, and what it must be a name of
    **{f"steps.*.{key}": kind for key, kind in NAMING.items()},
    **dict.fromkeys(("ways.*.*.click", "arrived.*", "account", "sign_in.done.target"), "target"),
    **dict.fromkeys((f"notices.{key}" for key in Notices.model_fields), "phrase"),
}


def _broken_rules(flow: Flow, data: Mapping[str, Any]) -> Iterator[_Broken]:
    """Return where the parts of a flow do not go together: `data` is what it was built of."""
    yield from _order([step.verb for step in flow.steps])
    for number, step in enumerate(flow.steps):
        if isinstance(step, Switch):
            yield from _setting(flow, step, number)
    yield from _open_ended(flow)
    yield from _sites(flow)
    for place, text in _texts(data):
        shape = ".".join("*" if isinstance(one, int) else one for one in place)
        address = text.partition(" ")[2] if "request" in place else text
        if (why_not := _ADDRESSES.get(shape)) and (problem := why_not(address, flow.hosts)):
            yield place, f"the address {problem}"
        kind = _NAMES.get(shape)
        if kind == "choice" and (
            (place[-1], text) in _OWN or isinstance(flow.steps[int(place[1])], Fill)
        ):
            continue
        if kind and text not in getattr(flow, f"{kind}s"):
            yield place, f"names no {kind} of this flow"


def _sites(flow: Flow) -> Iterator[_Broken]:
    """Find the hosts of a site that the flow does not list, and those at which another site counts already."""
    earlier: list[str] = []
    for number, site in enumerate(flow.sites):
        for position, host in enumerate(site.hosts):
            place = ("sites", number, "hosts", position)
            if not any(is_within(host, listed) for listed in flow.hosts):
                yield place, "is not on a listed host"
            if any(is_within(host, listed) for listed in earlier):
                yield place, "belongs to a site that stands before this one"
        earlier += site.hosts


def _open_ended(flow: Flow) -> Iterator[_Broken]:
    """Find the phrases of an answer that begin or end with a gap: no sentence ever begins with such a one."""
    proofs = [step for step in flow.steps if isinstance(step, Confirm)]
    for name in sorted(
        {name for step in proofs for name in step.uses("phrase").values()} & flow.phrases.keys()
    ):
        for language, phrases in flow.phrases[name].words.items():
            if any(
                phrase.startswith(GAP) or phrase.rstrip(" .!").endswith(GAP) for phrase in phrases
            ):
                yield ("phrases", name, "words", language), _NO_GAP


_NO_GAP = f"{GAP} stands for words between others: leave it out at either end, where no sentence could ever fit it"
_OWN = (
    ("with", "country"),
    *(("want", state) for state in ON_OFF),
)  # what names no choice of a flow, and is one


def _texts(data: Any, at: YamlPath = ()) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(data, str):
        yield at, data
    entries = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in entries:
        yield from _texts(value, (*at, key))


def _order(verbs: Sequence[str]) -> Iterator[_Broken]:
    if "switch" in verbs:
        message = "a flow that turns settings has no other steps; what leads there is a way"
        yield from (
            (("steps", number, verb), message)
            for number, verb in enumerate(verbs)
            if verb != "switch"
        )
        return
    if verbs.count("send") != 1:
        yield ("steps",), f"exactly one send is needed, there are {verbs.count('send')}"
        return
    sent = verbs.index("send")
    if verbs[sent:].count("confirm") != 1:
        yield ("steps",), "exactly one confirm is needed after send, or nothing could be proved"
    for number, verb in enumerate(verbs):
        if number != sent and (number > sent) != (verb in ("confirm", "enter_code")):
            yield (
                ("steps", number, verb),
                "after send come enter_code and confirm alone: any other could send again",
            )


def _setting(flow: Flow, step: Switch, number: int) -> Iterator[_Broken]:
    if step.is_choice != bool(step.otherwise):
        message = "goes with a choice that is wanted, and is needed there: what it may stand at now"
        yield ("steps", number, "otherwise"), message
    target = flow.targets.get(step.switch)
    if target and (target.name or target.only or target.kind or not target.words):
        message = "a setting is found by its words, labelled_by, testid and within alone: others lie beside it"
        yield ("targets", step.switch), message
