"""The cases of a flow's saved pages: what the pages answer, what the person does, and what must come out."""

import html
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints, model_validator

from optout.errors import FlowError, Mistake
from optout.flow.load import (
    PAGE_LIMIT,
    PAGES,
    WORDS,
    LoadedFlow,
    YamlFile,
    build,
    read_bytes,
    read_yaml,
    shown,
    wrong_file,
)
from optout.flow.model import FlowModel, Language, OneLine, Text
from optout.outcome import State

PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_GIVEN = r"\{\{[a-z][a-z0-9_]*\}\}"
"""A placeholder as a request or a cookie has it."""
_CaseName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_PageFile = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.(html|json|txt)$")]
_Value = Annotated[str, StringConstraints(max_length=20_000)]
_Css = Annotated[str, StringConstraints(min_length=1, max_length=200), OneLine]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Cookie = Annotated[str, StringConstraints(pattern=rf"^([A-Za-z0-9_.-]+=[A-Za-z0-9_-]*|{_GIVEN})$")]
_CookieName = Annotated[str, StringConstraints(pattern=rf"^([A-Za-z0-9_.-]+|{_GIVEN})$")]
_Request = Annotated[
    str, StringConstraints(max_length=500, pattern=rf"^(POST|PUT|PATCH|GET|{_GIVEN}) [^\s\\]+$"), OneLine
]
"""As in a flow file; a value of the case may be the method, too."""
_Wait = Annotated[float, Field(strict=True, gt=0, le=30)]
"""Seconds: the scripted person and the saved pages answer at once, so nothing waits long."""


class Moment(StrEnum):
    """When a person has something to do."""

    SIGN_IN = "sign_in"
    CHECK_EMAIL = "check_email"
    APPROVE = "approve"
    PAUSED = "paused"
    TAKE_OVER = "take_over"
    POINT = "point"
    TICK = "tick"
    PRESS = "press"
    SENT = "sent"
    CODE = "code"
    READ = "read"
    NOTICE = "notice"
    STATE = "state"


class Gesture(FlowModel):
    """One thing the scripted person does. Exactly one of the keys; `into` goes with `type`.

    `point` is a real click at an element while the tool waits to be shown it, at the moment `point`.
    """

    point: _Css | None = None
    press: _Css | None = None
    type: _Value | None = None
    into: _Css | None = None
    see: _Css | None = None
    say: Literal["yes", "no", "keep", "correct", "point", "done", "stop", "unsure", "onward", "absent"] | None = None
    close: Literal["window"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_thing(cls, given: Any) -> Any:
        keys = {key for key, value in given.items() if value is not None} if isinstance(given, dict) else set()
        if keys != {"type", "into"} and (len(keys) != 1 or not keys < {*cls.model_fields} - {"type", "into"}):
            raise ValueError("needs exactly one of press, type (with into), see, say, point, close")
        return given


class Answer(FlowModel):
    """What a saved site answers to a request. The first that fits answers; `times` lets it answer only so often.

    `since`: it answers only once such a request has arrived, as a site shows a setting that was saved.
    `{{name}}` in `to`, `since`, `cookie`, `needs_cookie` and `set` is a value of the case.
    """

    to: _Request
    page: _PageFile | None = None
    words: Language | None = None
    set: dict[_Key, _Value] = Field(default_factory=dict)
    status: Annotated[int, Field(strict=True, ge=200, le=599)] = 200
    after: Annotated[float, Field(strict=True, ge=0, le=30)] = 0
    cookie: _Cookie | None = None
    needs_cookie: _CookieName | None = None
    since: _Request | None = None
    times: Annotated[int, Field(strict=True, ge=1)] | None = None
    fails: Literal["reset", "never"] | None = None

    @model_validator(mode="after")
    def _answers(self) -> "Answer":
        if (self.page is None) == (self.fails is None):
            raise ValueError("needs either page or fails")
        if 300 <= self.status < 400:  # noqa: PLR2004
            raise ValueError("a redirect leaves the saved pages; answer with the page it leads to")
        return self


class Scripted(FlowModel):
    """The scripted person: values, options, and gestures at each moment. What a case leaves out comes from the file."""

    email: _Value | None = None
    comment: _Value | None = None
    country: _Value | None = None
    terminal: StrictBool | None = None
    email_mismatch: Literal["ask", "keep", "correct"] | None = None
    until: Literal["filled"] | None = None
    at: dict[Moment, list[Gesture]] = Field(default_factory=dict)


class Expected(FlowModel):
    """What must come out; `{{name}}` in `body` is a value of the case.

    `says` must stand on the screen, `record` on the first page of START-HERE.pdf: first what heads the outcome, then
    what else it must say. Both are in English.
    """

    outcome: State
    reason: _Key | None = None
    exit: Annotated[int, Field(strict=True, ge=0, le=130)]
    sends: Annotated[int, Field(strict=True, ge=0)]
    body: dict[Annotated[str, StringConstraints(max_length=80)], _Value | None] = Field(default_factory=dict)
    says: list[Text] = Field(default_factory=list)
    record: list[Text] = Field(default_factory=list)


class _Shared(FlowModel):
    """What a file says for all of its cases, and a case for itself."""

    person: Scripted = Scripted()
    set: dict[_Key, _Value] = Field(default_factory=dict)
    answers: list[Answer] = Field(default_factory=list)
    patience: _Wait | None = None
    outcome_wait: _Wait | None = None
    code_wait: _Wait | None = None
    sign_in_wait: _Wait | None = None


class Case(_Shared):
    """One way the saved pages behave. With `languages`, one case for each: `received` becomes `received-en`, ...

    `only_here`: it is about the program more than about the page, and no flow takes it over with the pages.
    """

    about: Text
    only_here: StrictBool = False
    languages: list[Language] = Field(default_factory=list)
    words: Language = "en"
    expect: Expected


class CasesFile(_Shared):
    """`pages/cases.yaml`: what holds for every case, then the cases.

    `counts` is the request that counts as a send where the flow knows none: nobody knows how the setting is saved.
    """

    format: Literal[1]
    first: _CaseName
    counts: _Request | None = None
    cases: dict[_CaseName, Case]


class WordsFile(FlowModel):
    """`pages/words/<language>.yaml`: the words on the pages; those not recorded from the site are inferred."""

    recorded: dict[_Key, Text] = Field(default_factory=dict)
    inferred: dict[_Key, Text] = Field(default_factory=dict)


CASES_FILE = "cases.yaml"
_CASES_LIMIT = 512 * 1024
_WAITS = {"patience": 5.0, "outcome_wait": 3.0, "code_wait": 3.0, "sign_in_wait": 5.0}
"""Seconds, where neither the case nor its file says any."""
_FILLED = ("to", "since", "cookie", "needs_cookie")
"""What of an answer, beside `set`, may hold a value of the case."""
_ESCAPES: dict[str, Callable[[str], str]] = {".html": html.escape, ".json": lambda value: json.dumps(value)[1:-1]}


@dataclass(frozen=True)
class ReadyCase:
    """A case with the file's part filled in, ready to replay.

    `pages` are the folders in which its pages are looked for, in this order. `inherited` is the id of the flow that it
    is taken over from word for word, or empty. `counts` is the request that counts as a send where the flow knows none.
    """

    name: str
    case: Case
    person: Scripted
    answers: tuple[Answer, ...]
    values: dict[str, str]
    pages: tuple[Path, ...]
    inherited: str
    patience: float
    outcome_wait: float
    code_wait: float
    sign_in_wait: float
    counts: str = ""


def cases_of(flows: Iterable[LoadedFlow]) -> list[tuple[LoadedFlow, ReadyCase]]:
    """Return every case of some flows; one that is taken over word for word from another of them counts once."""
    every = list(flows)
    ids = {loaded.flow.id for loaded in every}
    return [(one, case) for one in every for case in load_cases(one).values() if case.inherited not in ids]


def has_cases(loaded: LoadedFlow) -> bool:
    """Whether a flow has saved pages, so that cases must be there too."""
    return any((folder / PAGES).is_dir() for folder in loaded.folders)


def load_cases(loaded: LoadedFlow) -> dict[str, ReadyCase]:
    """Load every case of a flow, the one that `optout replay` plays without `--case` first.

    Raise FlowError with every mistake, missing pages, words and values included.
    """
    pages = tuple(folder / PAGES for folder in loaded.folders)
    document, inherited = _read_cases(pages)
    whole = build(CasesFile, document)
    # Those of pages that are used by another flow are played with that one, which may do otherwise.
    base = loaded.base.name if loaded.base and not loaded.flow.pages_of else ""
    names = [name for name, case in whole.cases.items() if not (loaded.flow.pages_of and case.only_here)]
    every = [one for name in names for one in _expanded(name, whole, pages, base if name in inherited else "")]
    ready = {case.name: case for case in every}
    mistakes = {mistake for case in every for answer in case.answers for mistake in _missing(case, answer)}
    if twice := {case.name for case in every if ready[case.name] is not case}:
        says = f"with their languages, two cases are named {', '.join(sorted(twice))}"
        mistakes.add(document.mistake(("cases",), says))
    if whole.first not in ready:
        mistakes.add(document.mistake(("first",), "names no case of this file"))
    if mistakes:
        raise FlowError(sorted(mistakes))
    return {whole.first: ready.pop(whole.first), **ready}


def _read_cases(pages: tuple[Path, ...]) -> tuple[YamlFile, set[str]]:
    """Read the cases, a flow's own over those of the flow it extends, and the names of those it says nothing about."""
    own, *others = [place / CASES_FILE for place in pages]
    if not others or not others[0].exists():
        return read_yaml(own, _CASES_LIMIT), set()
    base = read_yaml(others[0], _CASES_LIMIT)
    if not own.exists():
        return base, _names(base)
    document = read_yaml(own, _CASES_LIMIT)
    whole = document.over(base, lambda place, value: isinstance(value, dict) or place == ("answers",))
    return whole, _names(base) - _names(document)


def _names(document: YamlFile) -> set[str]:
    return set(cases) if isinstance(cases := document.data.get("cases"), dict) else set()


def _expanded(name: str, whole: CasesFile, pages: tuple[Path, ...], inherited: str) -> list[ReadyCase]:
    """Return a case in each of its languages, with the file's part and its values filled in."""
    case = whole.cases[name]
    values = {**whole.set, **case.set}

    def filled(text: str) -> str:
        return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)

    def answered(answer: Answer) -> Answer:
        texts = {key: text and filled(text) for key in _FILLED for text in [getattr(answer, key)]}
        return answer.model_copy(update={**texts, "set": {key: filled(value) for key, value in answer.set.items()}})

    body = {field: value and filled(value) for field, value in case.expect.body.items()}
    expect = case.expect.model_copy(update={"body": body})
    own = {key: getattr(case.person, key) for key in case.person.model_fields_set}
    at = {**whole.person.at, **case.person.at}
    common: dict[str, Any] = {
        "person": whole.person.model_copy(update={**own, "at": at}),  # an empty text takes a value away
        "answers": tuple(map(answered, (*case.answers, *whole.answers))),
        "values": values,
        "pages": pages,
        "inherited": inherited,
        "counts": filled(whole.counts or ""),
        **{wait: getattr(case, wait) or getattr(whole, wait) or usual for wait, usual in _WAITS.items()},
    }
    each = [(f"{name}-{language}", language) for language in case.languages] or [(name, case.words)]
    return [
        ReadyCase(full, case.model_copy(update={"words": language, "expect": expect}), **common)
        for full, language in each
    ]


def read_page(case: ReadyCase, answer: Answer) -> str:
    """Return a page with its placeholders filled, each escaped as HTML, JSON or text need it."""
    file, values = _page_file(case, answer), _values(case, answer)
    escape = _ESCAPES.get(file.suffix, str)
    return PLACEHOLDER.sub(lambda match: escape(values[match[1]]), _page_text(file))


def _page_file(case: ReadyCase, answer: Answer) -> Path:
    places = [folder / (answer.page or "") for folder in case.pages]
    return next((place for place in places if place.exists()), places[0])


def _values(case: ReadyCase, answer: Answer) -> dict[str, str]:
    language = answer.words or case.case.words
    return {**_read_words(case.pages, language), **case.values, **answer.set, "lang": language}


def _missing(case: ReadyCase, answer: Answer) -> list[Mistake]:
    """Return what an answer lacks: its page, the words of its language, or a value."""
    unknown = [name for key in _FILLED for name in PLACEHOLDER.findall(getattr(answer, key) or "")]
    file, language = _page_file(case, answer), answer.words or case.case.words
    try:
        if answer.page is not None:
            values = _values(case, answer)
            unknown += [name for name in sorted({*PLACEHOLDER.findall(_page_text(file))}) if name not in values]
    except FlowError as error:
        return list(error.mistakes)
    says = f"no value for {', '.join(dict.fromkeys(unknown))} in {language}"
    return [Mistake(shown(file), 0, "", says)] if unknown else []


@lru_cache(maxsize=256)
def _page_text(file: Path) -> str:
    try:
        return read_bytes(file, PAGE_LIMIT).decode("utf-8")
    except UnicodeDecodeError:
        raise wrong_file(file, "is not UTF-8 text") from None


@lru_cache(maxsize=64)
def _read_words(pages: tuple[Path, ...], language: str) -> dict[str, str]:
    """Read the words of a language, a flow's own over those of the flow it extends."""
    files = [place / WORDS / f"{language}.yaml" for place in pages if (place / WORDS).exists()]
    words: dict[str, str] = {}  # pages in one language need none
    for file in reversed([file for file in files if file.exists()] or files[:1]):
        own = build(WordsFile, read_yaml(file, _CASES_LIMIT))
        words |= own.inferred | own.recorded
    return words
