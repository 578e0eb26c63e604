"""Which language the person reads, found out before the command line and the settings are read."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from gettext import GNUTranslations


ENGLISH = "en"
LANGUAGES = (ENGLISH, "fr", "de")
_POSIX = ("LC_ALL", "LC_MESSAGES", "LANG")
_IN_DOTENV = re.compile(r"^\s*(?:export\s+)?OPTOUT_LANG\s*=\s*[\"']?(\w+)", re.MULTILINE | re.IGNORECASE)


DOTENV = Path(".env")
"""Settings in the folder one stands in, which may be a stranger's: see `settings.FROM_ANYWHERE`."""


def own_dotenv() -> Path:
    """Give the file of settings in the person's own configuration folder; it may not be there."""
    home, folder = (os.environ.get(name, "") for name in ("HOME", "XDG_CONFIG_HOME"))
    if sys.platform == "linux" and home.startswith(
        "/"
    ):  # what platformdirs says, which takes longer than all else here
        return Path(folder if folder.startswith("/") else f"{home}/.config", "optout", ".env")
    import platformdirs  # noqa: PLC0415

    return platformdirs.user_config_path("optout", appauthor=False) / ".env"


def choose(arguments: list[str], environment: Mapping[str, str] = os.environ, dotenv: Path = DOTENV) -> str:
    """Choose the language before anything else is read: `--lang`, OPTOUT_LANG, a `.env`, the system's, else English.

    What is wrong there is told later, when the settings are read, in the language that the next of them names.
    """
    named = [*_flagged(arguments), *(value for name, value in environment.items() if name.upper() == "OPTOUT_LANG")]
    known = (name for name in [*named, *_in_file(dotenv), *_in_file(own_dotenv())] if name in LANGUAGES)
    return next(known, None) or system_language(environment)


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """Give the system's language where we have it, else English."""
    # POSIX: the first of these that is set decides, whether it names a language or not.
    named = next(filter(None, map(environment.get, _POSIX)), "")
    language = re.split(r"[_.@-]", named.lower())[0]
    return language if language in LANGUAGES else ENGLISH


def _flagged(arguments: list[str]) -> list[str]:
    following = zip(arguments, [*arguments[1:], ""], strict=False)
    return [word.partition("=")[2] or after for word, after in following if word.partition("=")[0] == "--lang"]


def _in_file(dotenv: Path) -> list[str]:
    try:
        return _IN_DOTENV.findall(dotenv.read_text("utf-8"))[-1:]
    except (OSError, UnicodeDecodeError):
        return []


CATALOGUES = Path(__file__).parent / "locale"
_spoken = [ENGLISH]


class Said(str):
    """An English text that can be told in another language: its template, and what fills its gaps.

    Gaps have names. A number, a date or a moment in one is written as the language does; a `Said` is told in turn.
    """

    __slots__ = ("_number", "_plural", "_template", "_values")
    _template: str
    _plural: str
    _number: int
    _values: Mapping[str, object]

    def __new__(
        cls, template: str, plural: str = "", number: int = 1, values: Mapping[str, object] | None = None
    ) -> Self:
        """Make a text; `plural` is its template for any `number` but one."""
        english = plural if plural and number != 1 else template
        made = super().__new__(cls, english.format_map(_Gaps(_written(values, ENGLISH))) if values else english)
        made._template, made._plural, made._number, made._values = template, plural, number, values or {}
        return made

    def format(self, *_: object, **values: object) -> "Said":
        """Fill the gaps."""
        return Said(self._template, self._plural, self._number, {**self._values, **values})

    def told(self, language: str) -> str:
        """Give the text in a language."""
        book = _book(language)
        if book is None or not self:  # the empty text is the head of a catalogue
            return str(self)
        if self._plural:
            text = book.ngettext(self._template, self._plural, self._number)
        else:
            text = book.gettext(self._template)
        return text.format_map(_Gaps(_written(self._values, language))) if self._values else text


class _Gaps(dict[str, Any]):
    """What fills the gaps of a text; one that is still to be filled stays."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


class _Made(Said):
    """A text that is put together anew in each language."""

    __slots__ = ("_tell",)
    _tell: Callable[[str], str]

    @classmethod
    def of(cls, english: str, tell: Callable[[str], str]) -> Self:
        made = cls(english)
        made._tell = tell
        return made

    def told(self, language: str) -> str:
        return self._tell(language)


def _(text: str) -> Said:
    """Mark a text that a person reads; `.format(name=value)` fills its gaps."""
    return Said(text)


def ngettext(one: str, many: str, number: int) -> Said:
    """Mark a text with its plural; the gap `{number}` is filled."""
    return Said(one, many, number, {"number": number})


def joined(texts: Iterable[str], between: str) -> Said:
    """Put texts in a row; what stands between them may be another sign in another language."""
    row = tuple(texts)

    def tell(language: str) -> str:
        return told(Said(between), language).join(told(text, language) for text in row)

    return _Made.of(between.join(map(str, row)), tell)


def changed(text: str, change: Callable[[str], str]) -> Said:
    """Change a text in whatever language it is told."""
    return _Made.of(change(str(text)), lambda language: change(told(text, language)))


def widened(text: str, width: int) -> Said:
    """Fill a text up to a width."""
    return changed(text, lambda said: said.ljust(width))


def translated(english: str, others: Mapping[str, str]) -> Said:
    """Give a text that somebody else translated, by language."""
    return _Made.of(english, lambda language: others.get(language, english))


def named(name: str) -> Said:
    """Say a name of the program's own as words: `check_email` is said `check email`."""
    return Said(name.replace("_", " "))


_BETWEEN = (_("; "), _(": "))
_SYSTEM = (
    _("Permission denied"),
    _("No such file or directory"),
    _("Is a directory"),
    _("Not a directory"),
    _("File exists"),
    _("File name too long"),
    _("No space left on device"),
    _("Read-only file system"),
    _("Input/output error"),
)
"""What the system says of a file."""


def why(error: OSError) -> Said:
    """Say why the system refused."""
    return Said(error.strerror or type(error).__name__)


def listed(texts: Iterable[str]) -> Said:
    """Put texts in a row as a sentence does: `a, b and c`."""
    return _in_a_row(_("{some} and {last}"), texts)


def one_of(texts: Iterable[str]) -> Said:
    """Put texts in a row to choose from: `a, b or c`."""
    return _in_a_row(_("{some} or {last}"), texts)


def _in_a_row(ending: Said, texts: Iterable[str]) -> Said:
    *some, last = texts
    return ending.format(some=joined(some, ", "), last=last) if some else Said("{last}").format(last=last)


def told(text: str, language: str = "") -> str:
    """Give a text in a language, or in the one that is spoken; one that is not the program's own is given back."""
    return text.told(language or spoken()) if isinstance(text, Said) else text


def speak(language: str) -> None:
    """Tell everything in this language from now on."""
    _spoken[0] = language


def spoken() -> str:
    """Give the language that is spoken."""
    return _spoken[0]


@cache
def _book(language: str) -> "GNUTranslations | None":
    if language == ENGLISH or language not in LANGUAGES:
        return None
    from gettext import GNUTranslations  # noqa: PLC0415  English needs none

    with (CATALOGUES / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


def _written(values: Mapping[str, object] | None, language: str) -> dict[str, Any]:
    return {name: value if type(value) is str else _write(value, language) for name, value in (values or {}).items()}


def _write(value: object, language: str) -> object:
    if isinstance(value, str):
        return told(value, language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if language == ENGLISH else _number(value, language)
    if isinstance(value, date):
        return _date(value, language)
    return str(value)


def _number(number: float, language: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415  slow to import

    return format_decimal(number, locale=language)


def _date(day: date, language: str) -> str:
    """Write a day, or a moment in the person's own time with its offset: `2026-11-24 14:03 +01:00`."""
    if not isinstance(day, datetime):
        return day.isoformat() if language == ENGLISH else long_day(day, language)
    here = day.astimezone().isoformat(sep=" ", timespec="minutes")
    return (
        f"{here[:10] if language == ENGLISH else long_day(day.astimezone().date(), language)} {here[11:16]} {here[16:]}"
    )


def long_day(day: date, locale: str) -> str:
    """Write a day in words, as Babel does; of the first of a month French says that it is the first."""
    from babel.dates import format_date  # noqa: PLC0415

    said = format_date(day, "long", locale=locale)
    return f"1er{said[1:]}" if locale == "fr" and day.day == 1 else said
