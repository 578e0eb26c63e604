"""The words of START-HERE.pdf and HOW-TO-VERIFY.txt; every sentence is in a file of `templates`, one for a language."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache, partial
from pathlib import Path
from string import Formatter
from typing import Any

from optout.outcome import TELLINGS, Reason, State

_QUOTED_STOP = re.compile(r"(?P<closing>\s*[”“»]?)\.")
_CLOSING = "”“»\u00a0 "
_ENDS = (".", "!", "?", "…")


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill the gaps of a sentence.

    What fills a gap just before the full stop may end in one of its own, as in “at least 100 characters.”: then it
    gets no second.
    """
    said = ""
    held = ""
    for literal, gap, _, _ in Formatter().parse(template):
        stop = _QUOTED_STOP.match(literal)
        ended = bool(stop) and held.rstrip(_CLOSING).endswith(_ENDS)
        said += f"{stop['closing']}{literal[stop.end() :]}" if stop and ended else literal
        held = str(values[gap]) if gap else ""
        said += held
    return said


_NAMED = {"part", "target", "question", "state"}
_SAID_TOO = {"error", "who", "moment"}
"""Gaps that hold the program's own words again, or names; the others hold addresses, numbers and what a page says."""
_NUMBERS = {"number", "count"}
_POSSESSIVE = re.compile(r"^(?:your|the|an?) ")


def pattern(template: str) -> re.Pattern[str]:
    """Give the pattern of the texts that a template makes; a gap that comes twice must hold the same."""
    parts, seen = [], set()
    for literal, gap, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if gap:
            held = r"[\d.,?]+" if gap in _NUMBERS else ".+?"  # or "role and words" would be a number of words
            parts.append(f"(?P={gap})" if gap in seen else f"(?P<{gap}>{held})")
            seen.add(gap)
    return re.compile("".join(parts), re.DOTALL)


_REASONS = {reason: pattern(telling.says) for reason, telling in TELLINGS.items()}


class Phrases:
    """The program's fixed words in one language. Both tables hold templates; `reasons` has one for each `Reason`.

    `number` writes a number of the program's own, 4.5, as the language does.
    """

    def __init__(
        self, phrases: Mapping[str, str], reasons: Mapping[str, str], number: Callable[[str], str] = str
    ) -> None:
        self._number = number
        self._phrases = [(pattern(ours), said) for ours, said in phrases.items()]
        self._reasons = reasons

    def __call__(self, text: str) -> str:
        """Say a text in the language; one that is not the program's own, such as an address, is given back."""
        for ours, said in self._phrases:
            if match := ours.fullmatch(text):
                return filled(said, self._held(match))
        return next(filter(None, (self._told(reason, text) for reason in Reason)), text)

    def reason(self, reason: str, says: str) -> str | None:
        """Say why a run ended as a full sentence; None when `says` is not what the program tells for this reason."""
        return self._told(Reason(reason), says) if reason in set(Reason) else None

    def _told(self, reason: Reason, says: str) -> str | None:
        match = _REASONS[reason].fullmatch(says)
        return filled(self._reasons[reason.value], self._held(match)) if match else None

    def _held(self, match: re.Match[str]) -> dict[str, str]:
        return {gap: self._one(gap, held) for gap, held in match.groupdict().items()}

    def _one(self, gap: str, held: str) -> str:
        if gap in _NAMED:
            return self.part(held)
        if gap in _NUMBERS or gap == "seconds":
            return self._number(held)
        return self(held) if gap in _SAID_TOO else held

    def part(self, name: str) -> str:
        """Say the name of a part of the form, a moment or a state: `your comment`, `check_email`."""
        name = name.replace("_", " ")
        said = self(name)
        return self(_POSSESSIVE.sub("", name)) if said == name else said


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
