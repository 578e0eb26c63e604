"""The supervisory authorities, from `authorities.toml`, and which of them a complaint goes to."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from optout.errors import UsageError
from optout.evidence import LanguageCode, RecordModel
from optout.flow import jurisdiction_of, lands, place_name
from optout.language import LANGUAGES
from optout.translation import _, joined

Regime = Literal["gdpr", "uk", "ch"]
"""Whose law an authority applies."""


class Authority(RecordModel):
    """A supervisory authority; `form` is its form or its page on complaints, by language.

    `email` is None where a plain e-mail is no complaint to it. `asks_when_known`: a complaint must
    show that it is in time, and so since when the person has known of the matter.
    """

    code: str
    regime: Regime = "gdpr"
    name: str
    website: str
    post: tuple[str, ...] = ()
    asks_when_known: bool = False
    email: str | None = None
    form: dict[LanguageCode, str] = Field(default_factory=dict)
    languages: tuple[LanguageCode, ...] = Field(min_length=1)

    def country(self, language: str) -> str:
        """Return the name of its country in a language, or of its Land."""
        return place_name(self.code, language)

    def form_in(self, language: str) -> str | None:
        """Return the address of its form in a language, else in another; None if none is known."""
        return self.form.get(language) or next(iter(self.form.values()), None)

    def language_for(self, person: str) -> str:
        """Return the language of a letter: one that it takes and the program has, else the person's.

        The person's goes before the others that it takes.
        """
        possible = [code for code in self.languages if code in LANGUAGES]
        return person if person in possible or not possible else possible[0]


@lru_cache(maxsize=1)
def authorities() -> Mapping[str, Authority]:
    """Return every authority by its code, in the order of the file."""
    text = Path(__file__).with_name("authorities.toml").read_text("utf-8")
    entries = map(Authority.model_validate, tomllib.loads(text)["authority"])
    return {entry.code: entry for entry in entries}


def authority_for(country: str, record: str) -> Authority:
    """Return the authority of a country or Land, for a complaint about a record.

    Raise UsageError if there is none, or if only the Land decides, as in Germany.
    """
    code = jurisdiction_of(country)
    if code == "DE":
        rows = [f"  {land}  {name}" for land, name in lands().items()]
        message = joined(
            [_("in Germany your Land has the authority for companies; name it"), *rows], "\n"
        )
        raise UsageError(message, f"optout complain {record} --country DE-BE")
    if code is None or code not in authorities():
        known = " ".join(code for code in authorities() if "-" not in code)
        message = _("this is no country with a known authority; known are {known} DE").format(
            known=known
        )
        raise UsageError(message, "--country FR")
    return authorities()[code]


def language_name(code: str, language: str) -> str:
    """Return the name of a language in a language."""
    # imported late: no command that names no language should pay for it
    from babel import Locale

    return str(Locale(language).languages.get(code, code))
