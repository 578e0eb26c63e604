"""Which authority receives a complaint from a person who lives somewhere: its name, address, form and languages."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from optout.errors import UsageError
from optout.evidence.record import LanguageCode, RecordModel
from optout.flow.countries import jurisdiction_of, lands, name_in
from optout.i18n import LANGUAGES, _, joined


class Supervisor(RecordModel):
    """An authority; `regime` is whose law it applies, `form` its form or page on complaints by language."""

    code: str
    regime: Literal["gdpr", "uk", "ch"] = "gdpr"
    name: str
    website: str
    post: tuple[str, ...] = ()
    email: str | None = None
    form: dict[LanguageCode, str] = Field(default_factory=dict)
    languages: tuple[LanguageCode, ...] = Field(min_length=1)

    def country(self, language: str) -> str:
        """Return the name of its country in a language, or of its Land."""
        return lands().get(self.code) or name_in(self.code, language)

    def language_for(self, person: str) -> str:
        """Return the language of a letter: one that it takes and we have, the person's first, else theirs."""
        taken = [code for code in self.languages if code in LANGUAGES]
        return person if person in taken or not taken else taken[0]


@lru_cache(maxsize=1)
def supervisors() -> Mapping[str, Supervisor]:
    """Return every authority by its code, in the order of the file."""
    entries = tomllib.loads(Path(__file__).with_name("authorities.toml").read_text("utf-8"))["authority"]
    return {entry.code: entry for entry in map(Supervisor.model_validate, entries)}


def language_name(code: str, language: str) -> str:
    """Return the name of a language in a language."""
    from babel import Locale

    return str(Locale(language).languages.get(code, code))


def supervisor_for(country: str, record: str) -> Supervisor:
    """Find the authority for a country or Land, for a complaint about a record; in Germany the Land decides."""
    code = jurisdiction_of(country)
    if code == "DE":
        rows = [f"  {land}  {name}" for land, name in lands().items()]
        message = joined([_("in Germany your Land has the authority for companies; name it"), *rows], "\n")
        raise UsageError(message, f"optout complain {record} --country DE-BE")
    if code is None or code not in supervisors():
        known = " ".join(code for code in supervisors() if "-" not in code)
        message = _("this is no country with a known authority; known are {known} DE").format(known=known)
        raise UsageError(message, "--country FR")
    return supervisors()[code]
