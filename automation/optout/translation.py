"""Texts in the person's language: marked where they are written, translated where they are shown."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Self

from optout.language import ENGLISH, LANGUAGES

CATALOGUES = Path(__file__).parent / "locale"
_spoken = [ENGLISH]


class LazyText(str):
    """An English text that can be told in another language: its template, and what fills its gaps.

    Gaps have names. A number, a date or a moment in one is written as the language does; a
    `LazyText` is translated in turn, a function is asked for what it is in the language. `plural`
    is the template for any `number` but one.
    """

    __slots__ = ("_number", "_plural", "_template", "_values")
    _template: str
    _plural: str
    _number: int
    _values: Mapping[str, object]

    def __new__(
        cls,
        template: str,
        plural: str = "",
        number: int = 1,
        values: Mapping[str, object] | None = None,
    ) -> Self:
        """Make a text."""
        english = plural if plural and number != 1 else template
        made = super().__new__(cls, _filled(english, values, ENGLISH))
        made._template, made._plural, made._number, made._values = (
            template,
            plural,
            number,
            values or {},
        )
        return made

    def format(self, *_: object, **values: object) -> "LazyText":
        """Fill the gaps."""
        return LazyText(self._template, self._plural, self._number, {**self._values, **values})

    def in_language(self, language: str) -> str:
        """Return the text in a language."""
        book = _book(language)
        if book is None or not self:  # the empty text is the head of a catalogue
            return str(self)
        if self._plural:
            return _filled(
                book.ngettext(self._template, self._plural, self._number), self._values, language
            )
        return _filled(book.gettext(self._template), self._values, language)


class Coded(LazyText):
    """A text of the program's own that has a code: a record keeps the code, and a document says it in its language."""

    __slots__ = ("code",)
    code: str

    @classmethod
    def of(cls, code: str, text: LazyText) -> Self:
        """Give a text its code."""
        made = cls("{text}", values={"text": text})
        made.code = code
        return made


class _Gaps(dict[str, Any]):
    """What fills the gaps of a text; one that is still to be filled stays."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _filled(template: str, values: Mapping[str, object] | None, language: str) -> str:
    if not values:
        return template
    return template.format_map(
        _Gaps({name: _written(value, language) for name, value in values.items()})
    )


def _(text: str) -> LazyText:
    """Mark a text that a person reads; `.format(name=value)` fills its gaps."""
    return LazyText(text)


def ngettext(one: str, many: str, number: int) -> LazyText:
    """Mark a text with its plural; the gap `{number}` is filled."""
    return LazyText(one, many, number, {"number": number})


def _made(tell: Callable[[str], str]) -> LazyText:
    """Return a text that is put together anew in each language."""
    return LazyText("{made}").format(made=tell)


def joined(texts: Iterable[str], between: str) -> LazyText:
    """Put texts in a row; what stands between them may be another sign in another language."""
    row = tuple(texts)
    return _made(
        lambda language: translate(LazyText(between), language).join(
            translate(text, language) for text in row
        )
    )


def changed(text: str, change: Callable[[str], str]) -> LazyText:
    """Change a text in whatever language it is told."""
    return _made(lambda language: change(translate(text, language)))


def translated(english: str, others: Mapping[str, str]) -> LazyText:
    """Return a text that somebody else translated, by language."""
    return _made(lambda language: others.get(language, english))


def quoted(text: str) -> LazyText:
    """Put text that a page or an e-mail showed into quotation marks; nothing else writes these around a value.

    A `LazyText` is the program's own, as the name that a flow has for a setting, and gets no marks:
    nobody must take it for the page's words.
    """
    return text if isinstance(text, LazyText) else _("“{text}”").format(text=text)


def quoted_each(texts: Iterable[str]) -> LazyText:
    """Put each of some texts that a page showed into quotation marks."""
    return joined(map(quoted, texts), ", ")


def named(name: str) -> LazyText:
    """Say a name of the program's own as words: `check_email` is said `check email`."""
    return LazyText(name.replace("_", " "))


_BETWEEN = (_("; "), _(": "))


def why(error: OSError) -> LazyText:
    """Say why the system refused, in its own words."""
    return LazyText(error.strerror or type(error).__name__)


def one_of(texts: Iterable[str]) -> LazyText:
    """Join at least one text as alternatives: `a, b or c`."""
    *others, last = texts
    if not others:
        return changed(last, str)
    return _("{some} or {last}").format(some=joined(others, ", "), last=last)


def translate(text: str, language: str = "") -> str:
    """Return a text in a language, or in the one that is spoken; what is not the program's own stays as it is."""
    return text.in_language(language or spoken()) if isinstance(text, LazyText) else text


def speak(language: str) -> None:
    """Tell everything in this language from now on."""
    _spoken[0] = language


def spoken() -> str:
    """Return the language that is spoken."""
    return _spoken[0]


@cache
def _book(language: str) -> GNUTranslations | None:
    file = CATALOGUES / f"{language}.mo"
    # English has none, nor has a tree that was never installed
    if language not in LANGUAGES or not file.is_file():
        return None
    with file.open("rb") as book:
        return GNUTranslations(book)


def _written(value: object, language: str) -> object:
    if callable(value):
        return value(language)
    if isinstance(value, str):
        return translate(value, language)
    if isinstance(value, datetime):
        # the person's own time, with its offset: `2026-11-24 14:03 +01:00`
        here = value.astimezone()
        time = here.isoformat(timespec="minutes")[11:]
        return f"{_written(here.date(), language)} {time[:5]} {time[5:]}"
    if isinstance(value, date):
        return value.isoformat() if language == ENGLISH else long_day(value, language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if language == ENGLISH else _number(value, language)
    return str(value)


def _number(number: float, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=language)


def partial_date(text: str) -> LazyText:
    """Write a day, a month or a year, as `2026-08-18`, `2026-08` or `2026`, in the language that is spoken."""

    def written(language: str) -> str:
        if language == ENGLISH:
            return text
        match text.split("-"):
            case [year, month, day]:
                return long_day(date(int(year), int(month), int(day)), language)
            case [year, month]:
                return _month(date(int(year), int(month), 1), language)
            case _:
                return text

    return LazyText("{date}").format(date=written)


def _month(day: date, language: str) -> str:
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", day, locale=language))


def long_day(day: date, locale: str) -> str:
    """Write a day in words, as Babel does; of the first of a month French says that it is the first."""
    from babel.dates import format_date

    written = format_date(day, "long", locale=locale)
    if locale == "fr" and day.day == 1:
        return f"1er{written[1:]}"
    return written
