"""The words of START-HERE.pdf and HOW-TO-VERIFY.txt; every sentence is in `templates/en.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from optout.state import State

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Words:
    """A language: its sentences, and how it writes dates."""

    language: str
    texts: Mapping[str, str]
    events: Mapping[str, str]
    how_to: str
    months: tuple[str, ...]

    def __call__(self, key: str, **values: object) -> str:
        """Give a sentence with its gaps filled."""
        return self.texts[key].format(**values)

    def outcome(self, state: State) -> str:
        """Give the key of an outcome's heading; a state that is no outcome reads as unknown."""
        return state.value if f"{state.value}_says" in self.texts else State.UNKNOWN.value

    def event(self, kind: str) -> str:
        """Say what happened; an unknown kind is shown as its words."""
        return self.events.get(kind, kind.replace("_", " ").capitalize())

    def day(self, day: date) -> str:
        """Write a date: 24 November 2026."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def when(self, moment: datetime) -> str:
        """Write a moment: 24 November 2026, 13:03:12 UTC."""
        utc = moment.astimezone(UTC)
        return f"{self.day(utc.date())}, {utc:%H:%M:%S} UTC"


@lru_cache(maxsize=4)
def words(language: str = "en") -> Words:
    """Read a language's words."""
    table = tomllib.loads((TEMPLATES / f"{language}.toml").read_text("utf-8"))
    return Words(table["language"], table["texts"], table["events"], table["how_to"], tuple(table["months"]))
