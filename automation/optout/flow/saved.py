"""Loads the cases of a flow's saved pages, and fills the pages."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from optout.errors import FlowError, Mistake
from optout.flow.cases import PLACEHOLDER, Answer, Case, CasesFile, Scripted, WordsFile
from optout.flow.load import LoadedFlow, build, parse, read_bytes, shown
from optout.tongue import _

CASES_FILE = "cases.yaml"
CASES_LIMIT = 512 * 1024
PAGE_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class ReadyCase:
    """A case with the file's part filled in, ready to replay."""

    name: str
    case: Case
    person: Scripted
    answers: tuple[Answer, ...]
    values: dict[str, str]
    pages: Path
    patience: float
    outcome_wait: float
    code_wait: float
    sign_in_wait: float


def load_cases(loaded: LoadedFlow) -> dict[str, ReadyCase]:
    """Load every case of a flow, the one that `optout replay` plays without `--case` first.

    Raises:
        FlowError: with every mistake, missing pages, words and placeholders included.
    """
    pages = loaded.folder / "pages"
    file = pages / CASES_FILE
    document = parse(read_bytes(file, CASES_LIMIT), shown(file))
    whole = build(CasesFile, document, [])
    every = [case for name in whole.cases for case in _expanded(name, whole, pages)]
    ready = {case.name: case for case in every}
    mistakes = [m for case in ready.values() for m in _missing(case)]
    if len(ready) < len(every):
        twice = ", ".join(sorted({case.name for case in every if ready[case.name] is not case}))
        mistakes.append(
            document.mistake(("cases",), _("with their languages, two cases are named {twice}").format(twice=twice))
        )
    if whole.first not in ready:
        mistakes.append(document.mistake(("first",), _("names no case of this file")))
    if mistakes:
        raise FlowError(sorted(set(mistakes), key=lambda m: (m.file, m.line, m.where, m.says)))
    return {whole.first: ready.pop(whole.first), **ready}


def _expanded(name: str, whole: CasesFile, pages: Path) -> list[ReadyCase]:
    case = whole.cases[name]
    each = [(f"{name}-{language}", language) for language in case.languages] or [(name, case.words)]
    return [
        ReadyCase(
            name=full_name,
            case=case.model_copy(update={"words": language}),
            person=_merged(whole.person, case.person),
            answers=(*case.answers, *whole.answers),
            values={**whole.set, **case.set},
            pages=pages,
            **{wait: getattr(case, wait) or getattr(whole, wait) for wait in _WAITS},
        )
        for full_name, language in each
    ]


_WAITS = ("patience", "outcome_wait", "code_wait", "sign_in_wait")


def _merged(base: Scripted, own: Scripted) -> Scripted:
    """Put a case's own values over the file's; an empty text takes a value away."""
    given = {key: getattr(own, key) for key in own.model_fields_set - {"at"}}
    return base.model_copy(update={**given, "at": {**base.at, **own.at}})


def read_page(case: ReadyCase, answer: Answer) -> str:
    """Give the text of a page with its placeholders filled, escaped as the page's kind (HTML, JSON or text) needs it.

    Raises:
        FlowError: a page, a words file or a placeholder's value is missing.
    """
    _refuse_missing(case, answer)
    file, language = case.pages / (answer.page or ""), _language(case, answer)
    values = {**read_words(case.pages, language), **case.values, **answer.set, "lang": language}
    escape = _ESCAPES.get(file.suffix, str)
    return PLACEHOLDER.sub(lambda m: escape(values[m[1]]), _page_text(file))


def _language(case: ReadyCase, answer: Answer) -> str:
    return answer.words or case.case.words


def _refuse_missing(case: ReadyCase, answer: Answer) -> None:
    file, language = case.pages / (answer.page or ""), _language(case, answer)
    known = (read_words(case.pages, language), case.values, answer.set, {"lang": language})
    unknown = [name for name in _placeholders(file) if not any(name in values for values in known)]
    if unknown:
        raise FlowError(
            [
                Mistake(
                    shown(file),
                    0,
                    "",
                    _("no value for {unknown} in {language}").format(unknown=", ".join(unknown), language=language),
                )
            ]
        )


_ESCAPES: dict[str, Callable[[str], str]] = {".html": html.escape, ".json": lambda value: json.dumps(value)[1:-1]}


@lru_cache(maxsize=256)
def _page_text(file: Path) -> str:
    try:
        return read_bytes(file, PAGE_LIMIT).decode("utf-8")
    except UnicodeDecodeError:
        raise FlowError([Mistake(shown(file), 0, "", _("is not UTF-8 text"))]) from None


@lru_cache(maxsize=256)
def _placeholders(file: Path) -> tuple[str, ...]:
    return tuple(sorted({match[1] for match in PLACEHOLDER.finditer(_page_text(file))}))


@lru_cache(maxsize=64)
def read_words(pages: Path, language: str) -> dict[str, str]:
    """Read the words of a language.

    Raises:
        FlowError: the file is missing or wrong.
    """
    folder = pages / "words"
    if not folder.exists():
        return {}  # pages in one language need no words of their own
    file = folder / f"{language}.yaml"
    return build(WordsFile, parse(read_bytes(file, CASES_LIMIT), shown(file)), []).all()


def _missing(case: ReadyCase) -> list[Mistake]:
    found: list[Mistake] = []
    for answer in case.answers:
        if answer.page is not None:
            try:
                _refuse_missing(case, answer)
            except FlowError as error:
                found.extend(error.mistakes)
    return found
