"""The cases of a flow's saved pages: what the pages answer, what the person does, and what must come out."""

import html
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)

from optout.errors import FlowError, Mistake
from optout.flow.load import PAGE_LIMIT, PAGES, WORDS, LoadedFlow
from optout.flow.model import FlowModel, Language, Text
from optout.flow.yaml_file import YamlFile, YamlPath, build, merge, read_text, read_yaml, wrong_file
from optout.outcome import State
from optout.person import Person

_PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_CaseName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_Value = Annotated[str, StringConstraints(max_length=20_000)]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Cookie = Annotated[str, StringConstraints(pattern=r"^[^\s;]+$")]
_Request = Annotated[str, StringConstraints(max_length=500, pattern=r"^\S+ \S+$")]
_Address = Annotated[str, StringConstraints(max_length=500, pattern=r"^\S+$")]
# Seconds: saved pages answer at once, so that nothing waits long.
_Wait = Annotated[float, Field(strict=True, gt=0, le=30)]
Prompt = Literal[
    "sign_in", "check_email", "approve", "paused", "repeat", "take_over", "point", "tick", "press", "sent", "code",
    "read", "notice", "state",
]  # fmt: skip
"""When a person has something to do."""


Said = Literal[
    "yes", "no", "keep", "correct", "point", "done", "stop", "unsure", "refuses", "onward", "absent"
]
"""What a scripted person may say."""


class Gesture(FlowModel):
    """One thing the scripted person does: one of the keys, `into` with `type`; `point` is a click that shows it."""

    point: Text | None = None
    press: Text | None = None
    type: _Value | None = None
    into: Text | None = None
    see: Text | None = None
    say: Said | None = None
    close: Literal["window"] | None = None


class Answer(FlowModel):
    """What a saved site answers to a request; the first that fits answers.

    `{{name}}` is a value of the case.
    """

    to: _Request
    page: (
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.(html|json|txt)$")] | None
    ) = None
    words: Language | None = None
    set: dict[_Key, _Value] = Field(default_factory=dict)
    status: Annotated[int, Field(strict=True, ge=200, le=599)] = 200
    after: Annotated[float, Field(strict=True, ge=0, le=30)] = 0
    cookie: _Cookie | None = None
    needs_cookie: _Cookie | None = None
    # only once such a request has arrived, which is the send then: a setting was saved
    since: _Request | None = None
    times: StrictInt | None = None  # only so often
    fails: Literal["reset", "never"] | None = None
    # a redirect, which the browser follows with GET
    leads_to: _Address | None = None

    @model_validator(mode="after")
    def _answers(self) -> "Answer":
        given = [part for part in (self.page, self.fails, self.leads_to) if part is not None]
        if len(given) != 1:
            raise ValueError("needs one of page, fails and leads_to")
        return self


class Scripted(FlowModel):
    """The scripted person: values, options, and gestures at each moment.

    What a case leaves out comes from the file.
    """

    email: _Value | None = None
    comment: _Value | None = None
    country: _Value | None = None
    name: _Value | None = None
    first_name: _Value | None = None
    last_name: _Value | None = None
    terminal: StrictBool | None = None
    until: Literal["filled"] | None = None
    at: dict[Prompt, list[Gesture]] = Field(default_factory=dict)


class _Expected(FlowModel):
    """What must come out: `says` on the screen, `record` on the first page of START-HERE.pdf, in English."""

    outcome: State
    reason: _Key | None = None
    exit: StrictInt
    sends: StrictInt
    body: dict[Annotated[str, StringConstraints(max_length=80)], _Value | None] = Field(
        default_factory=dict
    )
    says: list[Text] = Field(default_factory=list)
    record: list[Text] = Field(default_factory=list)


class _Shared(FlowModel):
    """What a file says for all of its cases, and a case for itself."""

    person: Scripted = Scripted()
    set: dict[_Key, _Value] = Field(default_factory=dict)
    answers: list[Answer] = Field(default_factory=list)
    patience: _Wait = 5.0
    outcome_wait: _Wait = 3.0
    code_wait: _Wait = 3.0
    sign_in_wait: _Wait = 5.0


class _Case(_Shared):
    """One way the saved pages behave; with `languages`, one for each: `received-en`, and so on."""

    about: Text
    # about the program more than about the page: no flow takes it over with the pages
    only_here: StrictBool = False
    languages: list[Language] = Field(default_factory=list)
    words: Language = "en"
    expect: _Expected


class _CasesFile(_Shared):
    """`pages/cases.yaml`: what holds for every case, then the cases."""

    format: Literal[1]
    first: _CaseName
    cases: dict[_CaseName, _Case]


class _WordsFile(FlowModel):
    """`pages/words/<language>.yaml`: the words on the pages; those not recorded from the site are inferred."""

    recorded: dict[_Key, Text] = Field(default_factory=dict)
    inferred: dict[_Key, Text] = Field(default_factory=dict)


class ReadyCase(_Case):
    """A case with the file's part filled in, ready to replay; its pages are looked for in these folders, in order."""

    name: str
    pages: tuple[Path, ...]

    @property
    def objector(self) -> Person:
        """The scripted person, by their values."""
        return Person.of(
            self.person.email,
            self.person.comment,
            self.person.country,
            full_name=self.person.name,
            first_name=self.person.first_name,
            last_name=self.person.last_name,
        )


CASES_FILE = "cases.yaml"
_LIMIT = 512 * 1024  # bytes; the longest file that is shipped has 45 KB
_NOT_PLAYED = (
    "names no case that is played; one with languages is named with one, as in received-en"
)
_JOINED = frozenset({("set",), ("answers",), ("person",), ("person", "at")})
"""What a case adds to what the file says for all cases; anything else it replaces."""
_SCRIPT = re.compile(r"(<script\b.*?</script>)", re.DOTALL)


def cases_of(flows: Iterable[LoadedFlow]) -> list[tuple[LoadedFlow, ReadyCase]]:
    """Return every case of the flows that have saved pages."""
    cases = []
    for loaded in flows:
        if any((folder / PAGES).is_dir() for folder in loaded.folders):
            cases += [(loaded, case) for case in load_cases(loaded).values()]
    return cases


def load_cases(loaded: LoadedFlow, *, with_pages: bool = True) -> dict[str, ReadyCase]:
    """Load every case of a flow, the one that `optout replay` plays without `--case` first.

    A flow that extends another one has the cases that its own file names, and all if it has no
    file; one that uses another's pages has that one's as well, but for those that say something of
    that flow alone. Raise FlowError with the mistakes in the file; `with_pages` also with missing
    pages, words and values, which takes twice as long.
    """
    pages = tuple(folder / PAGES for folder in loaded.folders)
    first_document, *other_documents = [
        read_yaml(file, _LIMIT) for file in _existing(pages, CASES_FILE)
    ]
    document = first_document
    if other_documents:
        document = first_document.over(other_documents[0], _joins_cases)
    file = build(_CasesFile, document)
    cases = _ready_cases(loaded, file, _own_case_names(loaded, first_document), pages)
    mistakes: set[Mistake] = set()
    if file.first not in cases:
        mistakes.add(document.mistake(("first",), _NOT_PLAYED))
    check_pages(cases.values() if with_pages else (), mistakes)
    first_case = cases.pop(file.first)
    return {file.first: first_case, **cases}


def _ready_cases(
    loaded: LoadedFlow, file: _CasesFile, own_names: Collection[str], pages: tuple[Path, ...]
) -> dict[str, ReadyCase]:
    """Return the flow's own cases, and those that it takes over with another's pages, by their names."""
    shared = file.model_dump(include={*_Shared.model_fields}, exclude_unset=True)
    cases: dict[str, ReadyCase] = {}
    for name, case in file.cases.items():
        is_taken_over = loaded.flow.pages_of is not None and not case.only_here
        if is_taken_over or name in own_names:
            for ready_case in _in_each_language(name, case, shared, pages):
                cases[ready_case.name] = ready_case
    return cases


def _own_case_names(loaded: LoadedFlow, first_document: YamlFile) -> frozenset[str]:
    """Return the names of the cases in a flow's own file.

    A flow that extends another one and has no file has the cases of that one for its own; a flow
    that uses another's pages and has no file has none.
    """
    has_file = (loaded.folder / PAGES / CASES_FILE).exists()
    if loaded.flow.pages_of is not None and not has_file:
        return frozenset()
    return frozenset(first_document.data.get("cases", ()))


def _joins_cases(path: YamlPath, value: Any) -> bool:
    return isinstance(value, dict) or path == ("answers",)


def check_pages(cases: Iterable[ReadyCase], mistakes: Iterable[Mistake] = ()) -> None:
    """Raise FlowError with these mistakes and with what cases lack of their pages, words and values."""
    found = set(mistakes)
    for case in cases:
        for answer in case.answers:
            try:
                read_page(case, answer)
            except FlowError as error:
                found.update(error.mistakes)
    if found:
        raise FlowError(sorted(found))


def _existing(folders: Iterable[Path], name: str) -> list[Path]:
    """Return the files of a name in some folders; if none exists, the one that is missing in the first."""
    files = [folder / name for folder in folders]
    return [file for file in files if file.exists()] or files[:1]


def _in_each_language(
    name: str, case: _Case, shared: dict[str, Any], pages: tuple[Path, ...]
) -> list[ReadyCase]:
    """Return a case in each of its languages, with the file's shared part.

    Its values are filled into its answers and into what is expected.
    """
    data = merge(case.model_dump(exclude_unset=True), shared, lambda path, _: path in _JOINED)
    values = data.get("set", {})
    data["answers"] = _filled(data.get("answers", []), values)
    data["expect"] = _filled(data["expect"], values)
    data["pages"] = pages
    languages_by_name = {f"{name}-{language}": language for language in case.languages}
    if not languages_by_name:
        languages_by_name = {name: case.words}
    cases = []
    for ready_name, language in languages_by_name.items():
        try:
            ready = ReadyCase.model_validate(data | {"name": ready_name, "words": language})
        except ValidationError as error:  # a value made an address of what it was put into
            problem = error.errors(include_url=False)[0]
            message = f"case {name}: with its values {problem['msg']}"
            raise wrong_file(pages[0] / CASES_FILE, message) from None
        cases.append(ready)
    return cases


def _filled(data: Any, values: Mapping[str, str]) -> Any:
    """Return some data with the values that are known; other placeholders stay."""

    def value_of(placeholder: re.Match[str]) -> str:
        return _in_json(values.get(placeholder[1], placeholder[0]))

    return json.loads(_PLACEHOLDER.sub(value_of, json.dumps(data)))


def read_page(case: ReadyCase, answer: Answer) -> str:
    """Return the page of an answer with its placeholders filled; raise FlowError if a value is missing."""
    language = answer.words or case.words
    words = _read_words(case.pages, language)
    values = {**words, **case.set, **answer.set, "lang": language}
    # An answer without a page is a failure: what it lacks is in the file of the cases.
    file = _existing(case.pages, answer.page or CASES_FILE)[0]
    text = _read(file, PAGE_LIMIT) if answer.page else ""
    missing_in_page = set(_PLACEHOLDER.findall(text)) - values.keys()
    missing = [*_open_placeholders(answer), *sorted(missing_in_page)]
    if missing:
        raise wrong_file(file, f"no value for {', '.join(missing)} in {language}")
    match file.suffix:
        case ".html":
            return _fill_html(text, values)
        case ".json":
            return _fill(text, values, _in_json)
        case _:
            return _fill(text, values, str)


def _open_placeholders(answer: Answer) -> list[str]:
    """Return the placeholders for which neither the case nor the file has a value."""
    names: list[str] = []
    for text in (answer.to, answer.since, answer.cookie, answer.needs_cookie, answer.leads_to):
        if text:
            names.extend(_PLACEHOLDER.findall(text))
    return names


def _fill_html(text: str, values: Mapping[str, str]) -> str:
    filled = ""
    for part in _SCRIPT.split(text):
        is_script = _SCRIPT.fullmatch(part) is not None
        filled += _fill(part, values, _in_script if is_script else html.escape)
    return filled


def _fill(text: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    return _PLACEHOLDER.sub(lambda placeholder: escape(values[placeholder[1]]), text)


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _in_script(value: str) -> str:
    return _in_json(value).replace("'", r"\u0027").replace("<", r"\u003c")


_read = lru_cache(maxsize=256)(read_text)


@lru_cache(maxsize=64)
def _read_words(pages: tuple[Path, ...], language: str) -> dict[str, str]:
    """Read the words of a language: a flow's own replace those of the flow it extends.

    Pages in one language need none.
    """
    folders = [folder for folder in pages if (folder / WORDS).exists()]
    words: dict[str, str] = {}
    files = _existing(folders, f"{WORDS}/{language}.yaml")
    for file in reversed(files):
        document = build(_WordsFile, read_yaml(file, _LIMIT))
        words |= document.inferred | document.recorded
    return words
