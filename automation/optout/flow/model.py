"""The language of a flow file: frozen models, nothing that acts."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from optout.deadline import Within
from optout.flow.steps import CheckEmail, Choose, Confirm, Fill, Send, Step, WayStep
from optout.flow.values import Data, FlowId, Glob, Host, Kind, Language, Name, Phrasings, Role, Seat, Selector, Text
from optout.person import PersonField
from optout.tongue import Said, _, named

_CALLED = {
    "send": _("the button that sends"),
    "check_email": _("the field for your e-mail address"),
    "again": _("the field that repeats your e-mail address"),
    "comment": _("the field for your comment"),
    "country": _("the list of countries"),
    "enter_code": _("the field for the code"),
}
"""What a person calls a target, by the key of the step that names it, or by the value that is put into it."""


class Words(Data):
    """The same words in several languages, and which of these were inferred rather than recorded from the site."""

    words: dict[Language, Phrasings] = Field(default_factory=dict)
    inferred: list[Language] = Field(default_factory=list)

    @model_validator(mode="after")
    def _inferred_languages_have_words(self) -> "Words":
        if unknown := [language for language in self.inferred if language not in self.words]:
            raise ValueError(_("inferred names languages without words: {unknown}").format(unknown=", ".join(unknown)))
        return self

    def all(self) -> tuple[str, ...]:
        """Give the words of every language."""
        return tuple(word for entry in self.words.values() for word in entry)

    def language_of(self, word: str) -> str:
        """Give the language a word belongs to."""
        return next(lang for lang, entry in self.words.items() if word in entry)


class Phrase(Words):
    """Words that a page shows as text. They count only where a person can see them."""

    words: dict[Language, Phrasings] = Field(min_length=1)


class Target(Words):
    """An element a step works on, and the ways to find it, tried in the order written here."""

    role: Role
    name: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_.\[\]-]{1,80}$")] | None = None
    only: Selector | None = None
    kind: Kind | None = None

    @model_validator(mode="after")
    def _has_a_way(self) -> "Target":
        if not (self.words or self.name or self.only or self.kind):
            raise ValueError(_("needs words, name, only or kind, or it cannot be found"))
        return self


class Source(Data):
    """Where a fact comes from. Grade: A the controller itself, B regulators or several guides, C one guide, ? open."""

    fact: Text
    origin: Text
    grade: Literal["A", "B", "C", "?"]


def _date_or_never(value: Any) -> Any:
    # Not left to the models: they would take 0 for a date, and name the two choices as two mistakes.
    if value != "never" and type(value) is not date:
        raise ValueError(_("must be a date such as 2026-11-24, or never"))
    return value


class SignIn(Data):
    """Where to sign in, and how the page shows that it is done. Exactly one of `cookie`, `url` and `target`."""

    class Done(Data):
        """What proves a sign-in."""

        cookie: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,80}$")] | None = None
        url: Glob | None = None
        target: Name | None = None

        @model_validator(mode="after")
        def _exactly_one(self) -> "SignIn.Done":
            if sum(value is not None for value in (self.cookie, self.url, self.target)) != 1:
                raise ValueError(_("give exactly one of cookie, url and target"))
            return self

    open: Text
    done: Done


class Notices(Data):
    """Phrases a page may show instead of the form."""

    already_objected: Name | None = None
    not_available: Name | None = None
    signed_in_as_page: Name | None = None
    gone: Name | None = None
    wrong_form: Name | None = None


class Mails(Data):
    """What is known of the controller's e-mails: the domains they come from, and the subjects that confirm nothing.

    `confirm_within_days`: where one that confirms is known to follow, and how soon.
    """

    domains: list[Host] = Field(min_length=1, max_length=50)
    confirm_within_days: Annotated[int, Field(strict=True, ge=1, le=366)] | None = None
    notice: Phrase | None = None


class InLanguage(Data):
    """What a flow is about and what it covers, in another language than English."""

    title: Text
    covers: Text


class Flow(Data):
    """One objection to one controller. `id` is the folder's name.

    `controller_address` is the controller's postal address in one line, `officer` how its data protection officer is
    reached; both go into a letter to an authority.
    """

    id: FlowId
    format: Literal[1]
    title: Text
    controller: Text
    controller_address: Text | None = None
    officer: Text | None = None
    law: Text
    purpose: FlowId
    covers: Text
    translations: dict[Language, InLanguage] = Field(default_factory=dict)
    answer_within: Within
    seat: Seat
    terms: Literal["restrict-automation"] | None = None
    seen_live: Annotated[date | Literal["never"], BeforeValidator(_date_or_never)]
    sources: list[Source] = Field(min_length=1)
    notes: list[Text] = Field(default_factory=list)
    hosts: list[Host] = Field(min_length=1)
    sign_in: SignIn
    ways: list[Annotated[list[WayStep], Field(min_length=1)]] = Field(min_length=1)
    arrived: list[Name] = Field(min_length=1)
    wrong_form: list[Glob] = Field(default_factory=list)
    close_first: list[Name] = Field(default_factory=list)
    notices: Notices = Notices()
    mails: Mails | None = None
    steps: list[Step] = Field(min_length=2)
    choices: dict[Name, Phrase] = Field(default_factory=dict)
    phrases: dict[Name, Phrase]
    targets: dict[Name, Target]

    @property
    def sends(self) -> tuple[PersonField, ...]:
        """The person's values that this flow puts into the form."""
        fills = [step.with_ for step in self.steps if isinstance(step, Fill)]
        chosen: list[PersonField] = [
            "country" for step in self.steps if isinstance(step, Choose) and step.with_ == "country"
        ]
        email: list[PersonField] = ["email" for step in self.steps if isinstance(step, CheckEmail)]
        return tuple(dict.fromkeys([*email, *chosen, *fills]))

    def said_in(self, language: str) -> InLanguage:
        """Give title and cover in a language, or in English where the file has none."""
        return self.translations.get(language) or InLanguage(title=self.title, covers=self.covers)

    @property
    def send(self) -> Send:
        """The one step that sends."""
        return next(step for step in self.steps if isinstance(step, Send))

    @property
    def confirm(self) -> Confirm:
        """The step that proves."""
        return next(step for step in self.steps if isinstance(step, Confirm))

    def called(self, target: str) -> Said:
        """Say what a target is: what it is for, where a step says so, else its name as words."""
        for step in self.steps:
            key = next((key for key, name in step.uses().items() if name == target), "")
            if said := _CALLED.get(step.with_ if isinstance(step, Fill | Choose) and key else key):
                return said
        return named(target)

    def phrase(self, name: str | None) -> tuple[str, ...]:
        """Give the words of a phrase in every language; none for None."""
        return self.phrases[name].all() if name else ()
