"""Which authority receives a complaint from a person who lives somewhere, and what is known of it.

Every entry is in `supervisors.toml`; what it asks for is said by `asked_for`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

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


Grade = Literal["A", "A-old", "B", "C", "?"]
Source = Literal["own", "law", "list", "platform", "generator", "notices", "guides", "general"]
Address = Annotated[str, pydantic.StringConstraints(pattern=r"^https?://[^\s]+$")]
Day = Annotated[str, pydantic.StringConstraints(pattern=r"^20\d{2}(-\d{2}(-\d{2})?)?$")]
Text = Annotated[str, pydantic.StringConstraints(min_length=1)]
_GRADES: Mapping[Source, tuple[Grade, ...]] = {
    "own": ("A", "A-old"),
    "law": ("A",),
    "list": ("B",),
    "platform": ("B",),
    "generator": ("C",),
    "notices": ("C",),
    "guides": ("C",),
    "general": ("?",),
}
_OLD = "2019"
"""A page of an authority from before this year was true once."""


class ComplaintWay(StrEnum):
    """How a complaint comes to an authority."""

    FORM = "form"
    POST = "post"
    REGISTERED = "registered"
    BY_HAND = "by_hand"
    EMAIL = "email"
    SIGNED_EMAIL = "signed_email"
    CERTIFIED_MAIL = "certified_mail"
    SECURE_MESSAGE = "secure_message"
    PORTAL = "portal"
    FAX = "fax"
    PHONE = "phone"


class ByEmail(StrEnum):
    """Whether a complaint may come by e-mail; all but the first say that a plain one is no complaint."""

    YES = "yes"
    SIGNED = "signed"
    CERTIFIED = "certified"
    THEN_PAPER = "then_paper"
    NOT_NAMED = "not_named"
    NO = "no"


class SignatureAsked(StrEnum):
    """How a complaint has to be signed."""

    HAND = "hand"
    EITHER = "either"


class Note(StrEnum):
    """What else an authority asks for, or says of complaints. Each has its sentence in `templates/authority.*.toml`."""

    ANONYMOUS_HINT = "anonymous_hint"
    COMPANY_NUMBER = "company_number"
    DEMAND = "demand"
    DISCLOSED = "disclosed"
    FORM_A = "form_a"
    FORM_PREFERRED = "form_preferred"
    IDENTITY_DATA = "identity_data"
    IDENTITY_UNCLEAR = "identity_unclear"
    LEARNT_ON = "learnt_on"
    MEDIATION = "mediation"
    MODELS = "models"
    NAME_AND_ADDRESS = "name_and_address"
    NORWEGIAN = "norwegian"
    NO_SIGNED_FILES = "no_signed_files"
    NOT_ANONYMOUS = "not_anonymous"
    NOT_SENSITIVE = "not_sensitive"
    NOT_VAGUE = "not_vague"
    OWN_DATA = "own_data"
    OWN_FORM = "own_form"
    PASSED_ON = "passed_on"
    PERMANENT_ADDRESS = "permanent_address"
    PERSONAL_NUMBER = "personal_number"
    PUBLIC = "public"
    SAVE_FORM = "save_form"
    SHORT = "short"
    SLOW = "slow"
    TELEPHONE = "telephone"
    TEXT_IN_MESSAGE = "text_in_message"
    TITLE = "title"


Says = TypeVar("Says")


class Fact(RecordModel, Generic[Says]):
    """Something known of an authority: what, how well, and from where.

    `as_of` is the age of the text, where it has one; `page` is where the authority says it. `checked_on` is None until
    a person has compared it with the authority's website.
    """

    says: Says
    grade: Grade
    source: Source
    as_of: Day | None = None
    page: Address | None = None
    checked_on: date | None = None

    @pydantic.model_validator(mode="after")
    def _no_better_than_its_source(self) -> Self:
        if self.grade not in _GRADES[self.source]:
            raise ValueError(f"the source {self.source} does not give grade {self.grade}")
        if self.source == "own" and self.as_of and (self.as_of < _OLD) != (self.grade == "A-old"):
            raise ValueError("A-old is an authority's own text from before 2019")
        if self.page and self.source not in {"own", "law"}:
            raise ValueError("only an authority's own text or a law has a page")
        return self


class PostalAddress(Fact[tuple[Text, ...]]):
    """Lines for an envelope; `elsewhere` is another address that texts have."""

    elsewhere: Text | None = None


class Link(Fact[Address]):
    """A form for complaints, or a page on them, in a language."""

    kind: Literal["form", "page"]
    language: LanguageCode


class Files(RecordModel):
    """What files an authority takes: so many, each of so much, all together of so much where they come in that way."""

    most: int | None = None
    each_mb: float | None = None
    all_mb: float | None = None
    within: Literal["form", "email", "message"] | None = None
    refused: tuple[Literal["archives", "programs", "sound_video", "links", "usb", "passwords"], ...] = ()
    prefers_pdf: bool = False

    @pydantic.model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.most is None) != (self.each_mb is None) or (self.all_mb is None) != (self.within is None):
            raise ValueError("most and each_mb, all_mb and within, belong together")
        return self


class Limit(RecordModel):
    """Years after which a complaint is late: since the person learnt of it, and since it happened."""

    since_known: int
    since_event: int


class Supervisor(RecordModel):
    """An authority. `place` is a Land of Germany. What is not known of it is None, or not among the `notes`."""

    code: Annotated[str, pydantic.StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")]
    place: str | None = None
    regime: Regime
    name: Fact[Text]
    website: Fact[Address]
    post: PostalAddress | None = None
    email: Fact[Annotated[str, pydantic.StringConstraints(pattern=r"^[^\s@]+@[^\s@]+\.[a-z]+$")]] | None = None
    links: tuple[Link, ...] = ()
    languages: Fact[Annotated[tuple[LanguageCode, ...], pydantic.Field(min_length=1)]]
    ways: Fact[Annotated[tuple[ComplaintWay, ...], pydantic.Field(min_length=1)]] | None = None
    portal: Fact[Text] | None = None
    by_email: Fact[ByEmail] | None = None
    signature: Fact[SignatureAsked] | None = None
    identity: Fact[Literal["copy"]] | None = None
    request: Fact[Literal["enclose", "expected"]] | None = None
    files: Fact[Files] | None = None
    limit: Fact[Limit] | None = None
    notes: tuple[Fact[Note], ...] = ()

    @pydantic.model_validator(mode="after")
    def _one_word_on_mail(self) -> Self:
        by_mail = self.ways and {ComplaintWay.EMAIL, ComplaintWay.SIGNED_EMAIL, ComplaintWay.CERTIFIED_MAIL} & set(
            self.ways.says
        )
        named = {
            ByEmail.YES: ComplaintWay.EMAIL,
            ByEmail.SIGNED: ComplaintWay.SIGNED_EMAIL,
            ByEmail.CERTIFIED: ComplaintWay.CERTIFIED_MAIL,
        }
        if by_mail and (self.by_email is None or by_mail != {named.get(self.by_email.says)}):
            raise ValueError("ways and by_email say different things of e-mail")
        if self.plain_email and self.email is None:
            raise ValueError("by_email is yes, and no address is known")
        return self

    @property
    def plain_email(self) -> bool | None:
        """Whether an e-mail without any signature of its own is a way in; None where it is not known."""
        return None if self.by_email is None else self.by_email.says is ByEmail.YES

    @property
    def said_by_itself(self) -> bool:
        """Whether its own text, and no old one, says that a plain e-mail is a way in; not a list or guide alone."""
        return self.by_email is not None and self.plain_email is True and self.by_email.grade == "A"

    @property
    def to_sign(self) -> bool:
        """Whether the letter needs a line to sign: where one is asked for, and where nobody knows that none is."""
        return self.signature is not None or not self.said_by_itself

    @property
    def checked_on(self) -> date | None:
        """The day on which a person had compared all that is known with the authority's website; else None."""
        days = [fact.checked_on for fact in self.facts()]
        return min(day for day in days if day) if all(days) else None

    def facts(self) -> Iterator[Fact[Any]]:
        """Give all that is known of it."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Fact):
                    yield each

    def asks_for(self, says: Note) -> bool:
        """Whether it is known to ask for something."""
        return any(note.says is says for note in self.notes)

    def link(self, kind: Literal["form", "page"], language: str) -> Link | None:
        """Give its form, or its page on complaints, in a language if there is one, else in the first that is known."""
        of_kind = [link for link in self.links if link.kind == kind]
        return next((link for link in of_kind if link.language == language), next(iter(of_kind), None))

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


def language_name(code: str, language: str) -> str:
    """Name a language in a language."""
    from babel import Locale  # noqa: PLC0415  most commands name none

    return str(Locale(language).languages.get(code, code))


def language_for(to: Supervisor, person: str, known: Sequence[str]) -> str:
    """Give the language of a letter to an authority: one that it takes and we have, the person's first, else theirs."""
    return next((code for code in (person, *to.languages.says) if code in known and code in to.languages.says), person)


def _names() -> dict[str, str]:
    codes = [*(code for code in supervisors() if "-" not in code), GERMANY]
    named = {_country(code, language).casefold(): code for language in _NAMED_IN for code in codes}
    return named | {place.casefold(): code for code, place in lands().items()}
