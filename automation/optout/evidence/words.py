"""The words of START-HERE.pdf and HOW-TO-VERIFY.txt; every sentence is in a file of `templates`, one for a language."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from optout.evidence.phrases import Phrases
from optout.evidence.sentences import filled
from optout.state import State

# Babel is imported where it is needed: no command that shows no date should pay for it.

TEMPLATES = Path(__file__).parent / "templates"
_ENGLISH = "en"
_LAW = re.compile(r"GDPR Art\. (?P<article>\d+)(?:\((?P<paragraph>\d+)\))?")
_TIED = re.compile(
    r" (?=[:;?!»](?:\s|$))|(?<=«) |(?<=Art\.) |(?<=Abs\.) |(?<=article) (?=\{)|(?<=paragraphe) (?=\{)"
    r"| (?=\{time\}|DSGVO\b|UTC\b|Uhr UTC\b)|(?<=\}) (?=(?:s|ms|kB|ko)\b)"
)
"""Spaces at which no line may break: French sets one before a colon and inside its quotation marks."""
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\{)")

_OWN_NUMBER = re.compile(r"(?=.*[,.])\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Words:
    """A language: its sentences, and how it writes dates and numbers. `locale` is Babel's name for it.

    `zone` is the one that moments are written in beside UTC; None is this computer's.
    """

    language: str
    locale: str
    texts: Mapping[str, str]
    events: Mapping[str, str]
    details: Mapping[str, str]
    phrase: Phrases
    how_to: str
    stamps: str
    zone: tzinfo | None = None

    def __call__(self, key: str, **values: object) -> str:
        """Give a sentence with its gaps filled."""
        return filled(self.texts[key], values)

    def outcome(self, state: State) -> str:
        """Give the key of an outcome's heading; a state that is no outcome reads as unknown."""
        return state.value if f"{state.value}_says" in self.texts else State.UNKNOWN.value

    def event(self, kind: str) -> str:
        """Say what happened; an unknown kind is shown as its words."""
        return self.events.get(kind, sentence(kind.replace("_", " ")))

    def detail(self, name: str) -> str:
        """Say what a detail of an event is called; an unknown one is shown as its words."""
        return self.details.get(name, name.replace("_", " "))

    def law(self, law: str) -> str:
        """Say a law: `GDPR Art. 21(1)` in the words of the language's own GDPR; anything else is given back."""
        if not (match := _LAW.fullmatch(law)):
            return law
        key = "law_paragraph" if match["paragraph"] else "law_article"
        return self(key, **match.groupdict())

    def day(self, day: date) -> str:
        """Write a date: 24 November 2026."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(day, "long", locale=self.locale)

    def when(self, moment: datetime) -> str:
        """Write a moment by the person's clock, and in UTC: 24 November 2026, 14:03:12 UTC+01:00 (13:03:12 UTC)."""
        here, utc = moment.astimezone(self.zone), moment.astimezone(UTC)
        if not here.utcoffset():
            return self._moment("moment", utc)
        beside = self._moment("time_utc" if here.date() == utc.date() else "moment", utc)
        return self._moment("moment_here", here, offset=offset(here), utc=beside)

    def _moment(self, key: str, moment: datetime, **more: str) -> str:
        return self(key, day=self.day(moment.date()), time=f"{moment:%H:%M:%S}", **more)

    def number(self, number: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Write a number: 1,234.5, or +1,234.5 where the sign matters."""
        return _number(self.locale, number, decimals, signed=signed)

    def size(self, octets: int) -> str:
        """Write the size of a file: 182.4 kB, of 1000 bytes each."""
        return self("kilobytes", number=self.number(octets / 1000, decimals=1))


def _number(locale: str, number: float, decimals: int, *, signed: bool = False) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415

    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return format_decimal(number, f"+{digits};-{digits}" if signed else digits, locale=locale)


def _rewritten(locale: str, number: str) -> str:
    """Write a number of the program's own, 1,234.5, as a language does; what is none is given back."""
    if not _OWN_NUMBER.fullmatch(number):
        return number
    return _number(locale, float(number.replace(",", "")), len(number.partition(".")[2]))


def offset(moment: datetime) -> str:
    """Give how far a moment's clock is from UTC: `+01:00`."""
    return moment.isoformat(timespec="seconds")[19:]


def sentence(text: str) -> str:
    """Begin a text with a capital letter and leave the rest, which may be a name, as it is."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=8)
def words(language: str = _ENGLISH) -> Words:
    """Read a language's words; a language that has none is answered in English."""
    table = _read(language)
    phrases = Phrases(table.pop("phrases"), table.pop("reasons"), partial(_rewritten, table["locale"]))
    return Words(phrase=phrases, **table)


def _read(language: str) -> dict[str, Any]:
    file = TEMPLATES / f"{language}.toml"
    table = tomllib.loads((file if file.exists() else TEMPLATES / f"{_ENGLISH}.toml").read_text("utf-8"))
    for name in ("texts", "events", "details", "reasons", "phrases"):
        table[name] = {key: tied(text) for key, text in table[name].items()}
    return {**table, "how_to": typeset(table["how_to"]), "stamps": typeset(table["stamps"])}


def tied(text: str) -> str:
    """Set a sentence: its apostrophes, and the spaces at which no line may break."""
    return _TIED.sub("\u00a0", typeset(text))


def typeset(text: str) -> str:
    """Set apostrophes as a printer does; the quotation marks of commands stay as they are."""
    return _APOSTROPHE.sub("\u2019", text)
