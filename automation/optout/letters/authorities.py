"""Which authority receives a complaint from a person who lives somewhere: its name, address, form and languages."""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from optout.evidence.record import LanguageCode, RecordModel
from optout.flow.countries import lands, name_in

GERMANY = "DE"  # whose authorities are those of its Länder


class Regime(StrEnum):
    """The law that a complaint rests on."""

    GDPR = "gdpr"
    UK = "uk"
    CH = "ch"


class Supervisor(RecordModel):
    """An authority; `form` is its form or page on complaints by language."""

    code: str
    regime: Regime = Regime.GDPR
    name: str
    website: str
    post: tuple[str, ...] = ()
    email: str | None = None
    form: dict[LanguageCode, str] = Field(default_factory=dict)
    languages: tuple[LanguageCode, ...] = Field(min_length=1)

    def country(self, language: str) -> str:
        """Return the name of its country in a language, or of its Land."""
        return lands().get(self.code) or name_in(self.code, language)


@lru_cache(maxsize=1)
def supervisors() -> Mapping[str, Supervisor]:
    """Return every authority by its code, in the order of the file."""
    entries = tomllib.loads(Path(__file__).with_name("authorities.toml").read_text("utf-8"))["authority"]
    return {entry.code: entry for entry in map(Supervisor.model_validate, entries)}


def language_name(code: str, language: str) -> str:
    """Return the name of a language in a language."""
    from babel import Locale

    return str(Locale(language).languages.get(code, code))


def language_for(to: Supervisor, person: str, known: Sequence[str]) -> str:
    """Return the language of a letter: one that the authority takes and we have, the person's first, else theirs."""
    return next((code for code in (person, *to.languages) if code in known and code in to.languages), person)
