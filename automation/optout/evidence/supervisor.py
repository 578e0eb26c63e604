"""Which authority receives a complaint from a person who lives somewhere; every entry is in `supervisors.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

import pydantic

from optout.evidence.record import LanguageCode, RecordModel
from optout.person import ALIASES

_SUPERVISORS = Path(__file__).parent / "supervisors.toml"
GERMANY = "DE"
_NAMED_IN = ("en", "fr", "de")


class Regime(StrEnum):
    """The law that a complaint rests on."""

    GDPR = "gdpr"
    UK = "uk"
    CH = "ch"


class Supervisor(RecordModel):
    """An authority. `place` is a Land of Germany; `checked_on` is None until a person has compared it with its site."""

    code: Annotated[str, pydantic.StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")]
    place: str | None = None
    name: str
    regime: Regime
    website: Annotated[str, pydantic.StringConstraints(pattern=r"^https://[^\s?#]+$")]
    form: Annotated[str, pydantic.StringConstraints(pattern=r"^https://[^\s?#]+$")] | None = None
    address: tuple[str, ...]
    languages: tuple[LanguageCode, ...] = pydantic.Field(min_length=1)
    grade: Literal["A", "B", "C", "?"]
    source: Literal["list", "general", "list and others", "own site"]
    remark: str | None = None
    checked_on: date | None = None

    @pydantic.model_validator(mode="after")
    def _certain_only_when_checked(self) -> Self:
        if (self.grade == "A") != (self.checked_on is not None):
            raise ValueError("grade A and checked_on belong together")
        return self

    def country(self, language: str) -> str:
        """Say its country in a language, or its Land by the Land's own name."""
        return self.place or _country(self.code, language)


@lru_cache(maxsize=1)
def supervisors() -> Mapping[str, Supervisor]:
    """Give every authority by its code, in the order of the file."""
    entries = tomllib.loads(_SUPERVISORS.read_text("utf-8"))["authority"]
    return {entry.code: entry for entry in map(Supervisor.model_validate, entries)}


def code_of(written: str) -> str | None:
    """Give the code for what a person calls their country or Land: `FR`, `Frankreich`, `de-by`, `Bayern`; else None."""
    plain = " ".join(written.split())
    code = ALIASES.get(plain.upper(), plain.upper())
    if code == GERMANY or code in supervisors():
        return code
    return _names().get(plain.casefold())


def lands() -> Mapping[str, str]:
    """Give the Länder of Germany by code, for whoever has to name theirs."""
    return {code: entry.place for code, entry in supervisors().items() if entry.place}


def _country(code: str, language: str) -> str:
    from babel import Locale  # noqa: PLC0415  most commands name no country

    return str(Locale(language).territories.get(code, code))


def language_for(to: Supervisor, person: str, known: Sequence[str]) -> str:
    """Give the language of a letter to an authority: one that it takes and we have, the person's first, else theirs."""
    return next((code for code in (person, *to.languages) if code in known and code in to.languages), person)


def _names() -> dict[str, str]:
    codes = [*(code for code in supervisors() if "-" not in code), GERMANY]
    named = {_country(code, language).casefold(): code for language in _NAMED_IN for code in codes}
    return named | {place.casefold(): code for code, place in lands().items()}
