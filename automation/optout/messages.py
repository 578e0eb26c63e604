"""What a person is told: texts in their language, errors with an exit code, and nothing personal in either."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import IntEnum
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

ENGLISH = "en"
LANGUAGES = (ENGLISH, "fr", "de")
_IN_DOTENV = r"(?im)^\s*(?:export\s+)?OPTOUT_LANG\s*=\s*[\"']?(\w+)"

DOTENV = Path(".env")
"""Settings in the folder one stands in, which may be a stranger's: see `settings.FROM_ANYWHERE`."""


def own_dotenv() -> Path:
    """Return the file of settings in the person's own configuration folder; it may not be there."""
    import platformdirs  # no --help needs it, which is in English

    return platformdirs.user_config_path("optout", appauthor=False) / ".env"


def choose(arguments: list[str], environment: Mapping[str, str] = os.environ) -> str:
    """Choose the language before anything else is read: `--lang`, OPTOUT_LANG, a `.env`, the system's, else English.

    What is wrong there is told later, when the settings are read, in the language that the next of
    them names.
    """
    following = zip(arguments, [*arguments[1:], ""], strict=False)
    flags = [
        word.partition("=")[2] or after
        for word, after in following
        if word.partition("=")[0] == "--lang"
    ]
    # POSIX: the first of these that is set decides, whether it names a language or not.
    system = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    wished = [
        *flags,
        environment.get("OPTOUT_LANG", ""),
        *_in_file(DOTENV),
        *_in_file(own_dotenv()),
    ]
    wished.append(re.split(r"[_.@-]", system.lower())[0])
    return next((name for name in wished if name in LANGUAGES), ENGLISH)


def _in_file(dotenv: Path) -> list[str]:
    try:
        return re.findall(_IN_DOTENV, dotenv.read_text("utf-8"))[-1:]
    except (OSError, UnicodeDecodeError):
        return []


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


def named(name: str) -> LazyText:
    """Say a name of the program's own as words: `check_email` is said `check email`."""
    return LazyText(name.replace("_", " "))


_BETWEEN = (_("; "), _(": "))


def why(error: OSError) -> LazyText:
    """Say why the system refused, in its own words."""
    return LazyText(error.strerror or type(error).__name__)


def one_of(texts: Iterable[str]) -> LazyText:
    """Put texts in a row to choose from: `a, b or c`."""
    *some, last = texts
    return (
        _("{some} or {last}").format(some=joined(some, ", "), last=last)
        if some
        else changed(last, str)
    )


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
    if (
        language not in LANGUAGES or not file.is_file()
    ):  # English has none, nor has a tree that was never installed
        return None
    with file.open("rb") as book:
        return GNUTranslations(book)


def _written(value: object, language: str) -> object:
    if callable(value):
        return value(language)
    if isinstance(value, str):
        return translate(value, language)
    if isinstance(value, datetime):
        here = (
            value.astimezone()
        )  # the person's own time, with its offset: `2026-11-24 14:03 +01:00`
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


def long_day(day: date, locale: str) -> str:
    """Write a day in words, as Babel does; of the first of a month French says that it is the first."""
    from babel.dates import format_date

    said = format_date(day, "long", locale=locale)
    return f"1er{said[1:]}" if locale == "fr" and day.day == 1 else said


class Exit(IntEnum):
    """The exit codes; README and `--help` show the same table."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    PAGE_CHANGED = 3
    NEEDS_PERSON = 4
    UNKNOWN = 5
    REFUSED = 6
    INTERRUPTED = 130


class OptoutError(Exception):
    """What went wrong and where, what to type next, and the exit code.

    Never holds a personal value.
    """

    exit = Exit.ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OptoutError):
    """What was typed or set does not fit; names the variable or option, never its value."""

    exit = Exit.USAGE


class Mistake(NamedTuple):
    """One mistake in a file, in English as all that flow authors read: `file:line: where: says`."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, (place, self.where, self.message)))


class FlowError(UsageError):
    """A flow file or its saved pages cannot be used; `mistakes` has all of them at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)), "optout flows check")
        self.mistakes = tuple(mistakes)


class WindowGone(OptoutError):
    """The window was closed, or the browser ended."""


class PageCrashed(WindowGone):
    """The page's process ended; nobody closed it."""


class Interrupted(OptoutError):
    """The person or the system asked the program to end."""

    exit = Exit.INTERRUPTED


class BrowserMissing(OptoutError):
    """There is no browser to use."""


class BrowserFailed(OptoutError):
    """The browser is there but did not start."""


class NeedsPerson(OptoutError):
    """There is no screen, no terminal or no yes, and nothing was done without."""

    exit = Exit.NEEDS_PERSON


class ProfileInUse(NeedsPerson):
    """Another run or another browser holds the profile."""


class Unexpected(OptoutError):
    """The program itself failed.

    Only the kind of the failure is said: its message may hold what was filled.
    """

    def __init__(self, error: BaseException, *, may_have_left: bool = False) -> None:
        sent = _("it may have been sent") if may_have_left else _("nothing was sent")
        text = _("this program failed unexpectedly ({kind}); {sent}").format(
            kind=type(error).__name__, sent=sent
        )
        super().__init__(
            text,
            _("optout status shows what was sent; optout --verbose COMMAND shows where it failed"),
        )
        self.exit = Exit.UNKNOWN if may_have_left else Exit.ERROR


class JournalError(OptoutError):
    """The journal cannot be read or written."""


class RecordError(OptoutError):
    """A record is damaged, or the folder is not a record."""


_MASK = "•••"
_GAPS = r"[\s\u2800\u115f\u1160\u3164\uffa0]+"  # spaces, and what looks like one and is none
_DRIVING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
_EMAIL = r"[^@\s]+@[^@\s]+"  # each is compiled when it is first needed: --help needs none


def mask_email(address: str) -> str:
    """Show an address so that its owner knows it and a stranger does not: `ad•••@example.eu`."""
    local, at, domain = address.rpartition("@")
    return (
        f"{local[:2]}{_MASK}@{domain}"
        if at and len(local) > 2
        else f"{_MASK}{at}{domain if at else ''}"
    )


def printable(text: str, limit: int = 300) -> str:
    """Strip control, bidi and other format characters from a page's text and shorten it to `limit` characters."""
    kept = "".join(
        c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    flat = re.sub(_GAPS, " ", kept).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def undriven(text: str) -> str:
    """Strip what drives a terminal or turns text around; line ends and all that is written stay."""
    return re.sub(_DRIVING, "", text)


def without_query(address: str) -> str:
    """Give host and path of an address only: query and fragment may hold tokens.

    Without a host, the scheme alone.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "?"
    return printable(f"{parts.hostname}{parts.path}" if parts.hostname else f"{parts.scheme}:", 200)


class Redactor:
    """Removes the given personal values from any text, however long or short the text is."""

    def __init__(self, *values: str | None) -> None:
        # Longest first, so that a value inside another one cannot leave the other's remains behind.
        known = sorted({v for v in values if v and len(v.strip()) > 2}, key=len, reverse=True)
        # A page or a message may have turned a value's line ends into spaces.
        spelled = (r"\s+".join(map(re.escape, value.split())) for value in known)
        self._pattern = re.compile("|".join(spelled), re.IGNORECASE) if known else None

    def __call__(self, text: str) -> str:
        """Replace every known value: an e-mail address by its mask, anything else by dots."""
        if self._pattern is None:
            return text
        # Only a whole address is masked as one: of a comment with an @ in it the mask would show
        # everything after it.
        return self._pattern.sub(
            lambda m: mask_email(m[0]) if re.fullmatch(_EMAIL, m[0]) else _MASK, text
        )
