"""Keep the catalogues of the program's words: `make words`.

Collects every text that the program marks with `_` or `ngettext`, and the sentences of its codes
and documents, brings the catalogue of each language up to date, sets apostrophes and the spaces of
French, and compiles. Ends with 1 while a text lacks its translation.
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from string import Formatter
from typing import Any, get_args, get_type_hints

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from tools.build_words import compile_words

from optout.flow.cases import Gesture, Prompt
from optout.flow.find import find_flow
from optout.flow.load import shipped_ids
from optout.flow.model import STEP_TYPES
from optout.language import LANGUAGES
from optout.outcome import State
from optout.translation import CATALOGUES

PROGRAM = CATALOGUES.parent
KEYWORDS = {"_": None, "ngettext": (1, 2)}
DOCUMENTS = sorted((PROGRAM / "evidence").rglob("*.toml"))
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_{])")
_TIED = re.compile(r"(?:(?<=\S)|^) (?=[:;?!»](?:\s|$))|(?<=«) ")
"""The spaces of French at which no line may break."""


class Book(Catalog):
    """A catalogue whose head says only what a program needs: no dates, no version of a tool."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Give the head."""
        return [("Content-Type", "text/plain; charset=UTF-8"), ("Plural-Forms", self.plural_forms)]

    @mime_headers.setter
    def mime_headers(self, value: Iterable[tuple[str, str]]) -> None:
        raise AttributeError(f"a book's head is made, not read: {value}")

    @property
    def num_plurals(self) -> int:
        """One and many.

        Babel 2.19 has a third form for French, that of round millions, which nothing here counts.
        """
        return 2

    @property
    def plural_expr(self) -> str:
        """Say from which number on the second form is meant: in French zero is one."""
        return "(n > 1)" if str(self.locale) == "fr" else "(n != 1)"


@cache
def collect() -> Catalog:
    """Return every text that the program says, with the files that say it."""
    found = Catalog()
    for file in sorted(PROGRAM.rglob("*.py")):
        for _line, text, _comments, _context in extract_from_file("python", str(file), KEYWORDS):
            found.add(text, locations=[(file.relative_to(PROGRAM).as_posix(), 0)])
    for file in DOCUMENTS:
        for text in leaves(tomllib.loads(file.read_text("utf-8"))):
            found.add(text, locations=[(file.relative_to(PROGRAM).as_posix(), 0)])
    flows = [find_flow(name) for name in shipped_ids()]
    answers = {
        answer for about in get_args(get_type_hints(Gesture)["say"]) for answer in get_args(about)
    }
    names = {
        name.replace("_", " ")
        for name in answers | {*get_args(Prompt)} | set(State) | set(STEP_TYPES)
    }
    for text in {flow.flow.law for flow in flows} | names:
        found.add(text, locations=[("flows", 0)])
    return found


def leaves(part: Any) -> Iterator[str]:
    """Return every text in a document's sentences."""
    if isinstance(part, str):
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from leaves(one)


def read(language: str) -> Catalog:
    """Read a language's catalogue; an empty one when there is none."""
    file = CATALOGUES / f"{language}.po"
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as text:
        return read_po(text, locale=language)


def renewed(language: str) -> Book:
    """Give a language's catalogue with the texts of today: nothing stale, new ones without a translation."""
    known = read(language)
    book = Book(
        locale=language,
        header_comment=f"# What optout says, in {language}: make words",
        fuzzy=False,
    )
    for message in sorted((message for message in collect() if message.id), key=_place):
        kept = known.get(message.id[0] if message.pluralizable else message.id)
        said = kept.string or "" if kept is not None and kept.id == message.id else ""
        # a document is set when read
        on_screen = any("templates" not in file for file, _line in message.locations)
        book.add(
            message.id,
            _typeset(language, said) if on_screen else said,
            message.locations,
            kept.flags if kept else (),
        )
    return book


def _place(message: Message) -> tuple[str, str]:
    return min(message.locations)[0], str(message.id)


def _typeset(language: str, said: str | tuple[str, ...] | list[str]) -> str | tuple[str, ...]:
    if not isinstance(said, str):
        return tuple(str(_typeset(language, one)) for one in said)
    said = _APOSTROPHE.sub("\u2019", said)
    return _TIED.sub("\u00a0", said) if language == "fr" else said


def write(book: Catalog) -> bytes:
    """Write a catalogue as text."""
    out = io.BytesIO()
    write_po(out, book, width=110, include_lineno=False, sort_output=False)
    return out.getvalue()


def flaws(language: str) -> list[str]:
    """List what is wrong with a catalogue: texts that are stale, lack a translation, or have other gaps or forms."""
    book, said = read(language), {message.id for message in collect() if message.id}
    texts = {message.id: message for message in book if message.id}
    found = [f"stale: {text}" for text in [*texts.keys() - said, *book.obsolete]]
    found += [f"not in the catalogue: {text}" for text in said - texts.keys()]
    for text, message in texts.items():
        strings, known = each(message.string), set(map(gaps, each(message.id)))
        forms = book.num_plurals if message.pluralizable else 1
        if message.fuzzy or not all(strings) or len(strings) != forms:
            found.append(f"untranslated: {text}")
        elif set(map(gaps, strings)) - known:
            found.append(f"other gaps: {text}")
    return found


def each(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Give the forms of a text: one, unless it has a plural."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def gaps(text: str) -> frozenset[str]:
    """Give the names of a text's gaps."""
    return frozenset(
        name for _literal, name, _spec, _how in Formatter().parse(text) if name is not None
    )


def main() -> int:
    """Bring every catalogue up to date and compile it."""
    wrong = []
    for language in TRANSLATED:
        (CATALOGUES / f"{language}.po").write_bytes(write(renewed(language)))
        wrong += [f"{language}: {flaw}" for flaw in flaws(language)]
    compile_words(CATALOGUES)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
