"""The language of a flow file: frozen models, nothing that acts."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import takewhile
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from optout.deadline import Within
from optout.flow.addresses import host_of, is_within, why_not_host
from optout.language import ENGLISH, LANGUAGES
from optout.person import NAME_FIELDS, Person, PersonField
from optout.translation import Coded, LazyText, _, named, translated

# two spaces, and what looks like one and is none
_BLANKS = re.compile("  |[\u2800\u115f\u1160\u3164\uffa0]")
ID = r"[a-z][a-z0-9-]{0,39}"


def _refusing(why_not: Callable[[Any], str | None]) -> AfterValidator:
    def checked(value: Any) -> Any:
        if problem := why_not(value):
            raise ValueError(problem)
        return value

    return AfterValidator(checked)


def _why_not_one_line(text: str) -> str | None:
    """Say why a text is not seen as it is: a stranger's flow is shown before it is trusted, and may forge no line."""
    plain = re.sub("[\u00a0\u202f]", " ", text)  # French sets them before a colon
    clear = plain.isprintable() and not _BLANKS.search(plain)
    return (
        None
        if clear
        else "holds a line break, several spaces in a row, or a character that cannot be seen"
    )


_IDENT = r"-?[A-Za-z_][\w-]*"
_ATTRIBUTE = rf"""\[{_IDENT}(?:[~|^$*]?=(?:"[^"\\]*"|'[^'\\]*'|{_IDENT}))?(?: [is])?\]"""
_PLAIN = rf"(?=[\w*\[.#:-])(?:{_IDENT}|\*)?(?:{_ATTRIBUTE}|[.#]{_IDENT}|:not\({_ATTRIBUTE}\))*"
_SELECTOR = re.compile(rf"{_PLAIN}(?:, ?{_PLAIN})*")


def _or_one(kind: Any) -> BeforeValidator:
    return BeforeValidator(
        lambda given: given if isinstance(given, list) else [given],
        json_schema_input_type=kind | list[kind],
    )


def _date_or_never(value: Any) -> Any:
    # Not left to the models: they would take 0 for a date, and name the two choices as two
    # mistakes.
    if value != "never" and type(value) is not date:
        raise ValueError("must be a date such as 2026-11-24, or never")
    return value


_OneLine = _refusing(_why_not_one_line)
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), _OneLine]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Beside = Annotated[str, StringConstraints(pattern=rf"^\.\./{ID}$")]
FlowId = Annotated[str, StringConstraints(pattern=rf"^{ID}$")]
Also = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=80), _OneLine]],
    Field(max_length=10),
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
_Glob = Annotated[
    str, StringConstraints(min_length=3, max_length=500, pattern=r"^[^\s\\]+$"), _OneLine
]
Request = Annotated[
    str, StringConstraints(max_length=500, pattern=r"^(POST|PUT|PATCH|GET) [^\s\\]+$"), _OneLine
]
TargetKind = Literal[
    "email",
    "email again",
    "text",
    "country",
    "full name",
    "first name",
    "last name",
    "question",
    "onward",
    "send",
]
"""What a target is for: one that is called by no known word is found by what the form is made of."""
Role = Literal[
    "textbox", "button", "link", "combobox", "radiogroup", "group", "radio", "checkbox", "switch", "menuitem",
    "heading", "dialog",
]  # fmt: skip
_Anchor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:\[\]-]{1,100}$")]
_Host = Annotated[str, StringConstraints(max_length=253), _refusing(why_not_host)]
# ISO 3166: holidays differ in parts
Seat = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
_PLAIN_CSS = _refusing(lambda css: None if _SELECTOR.fullmatch(css) else "must be plain CSS")
_Selector = Annotated[str, StringConstraints(min_length=1, max_length=200), _PLAIN_CSS]
_Phrasings = Annotated[list[Text], Field(min_length=1, max_length=50), _or_one(Text)]
ON_OFF = ("on", "off")
_TARGETS = "choose check_email again fill send enter_code click switch opened_by save dialog_button"
NAMING = {  # the keys of a step that name something, and what that is
    **dict.fromkeys(_TARGETS.split(), "target"),
    **dict.fromkeys(("confirm", "rejected", "declined", "dialog"), "phrase"),
    **dict.fromkeys(("with", "want", "otherwise", "entry", "back"), "choice"),
}


class FlowModel(BaseModel):
    """Base of every flow model: frozen, closed, and silent about the values it rejects."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class _StepModel(FlowModel):
    """Base of the steps. `optional` means that the page may not have it."""

    optional: bool = Field(default=False, strict=True)

    @property
    def verb(self) -> str:
        """The key that says what kind of step this is."""
        return next(verb for verb, kind in STEP_TYPES.items() if isinstance(self, kind))

    @property
    def target(self) -> str:
        """The target that it works with, or the first of them."""
        return next(iter(self.uses().values()), "")

    def is_sure(self, person: Person) -> bool:
        """Whether it is taken in every run of a person's.

        A comment and a country that they gave are never dropped silently; a name is for forms that
        ask for it.
        """
        if isinstance(self, Fill) and self.with_ not in NAME_FIELDS:
            return person.value(self.with_) is not None
        return not self.optional

    def uses(self, kind: str = "target") -> dict[str, str]:
        """Return the targets, or phrases, that this step names, by the key that names them."""
        return {key: name for key, name in self if name and NAMING.get(key) == kind}


class Open(_StepModel):
    """Open an address."""

    open: Text


class Click(_StepModel):
    """Click a target."""

    click: _Name


class Choose(_StepModel):
    """Choose an entry of a select, or an answer in a group of radio buttons: a fixed choice or the person's country."""

    choose: _Name
    with_: _Name = Field(alias="with")


class CheckEmail(_StepModel):
    """Compare the e-mail field with the expected address, by the table in docs/commands.md."""

    check_email: _Name
    again: _Name | None = None


class Fill(_StepModel):
    """Fill a target with a value of the person; nothing, where they have no comment."""

    fill: _Name
    with_: Literal["comment", "country", "full_name", "first_name", "last_name"] = Field(
        alias="with"
    )


class Send(_StepModel):
    """Click the button that sends: once, after approval.

    `dialog` is the page's own question, accepted by its words.

    `has` is what the request must have where others go to the same address: a field and its value,
    `name=value`, or a field with any value, `name`.
    """

    send: _Name
    request: Annotated[list[Request], Field(min_length=1, max_length=10), _or_one(Request)]
    has: Annotated[str, StringConstraints(pattern=r"^[^=\s]{1,80}(=\S{1,80})?$")] | None = None
    dialog: _Name | None = None
    optional: Literal[False] = False


class EnterCode(_StepModel):
    """Wait while the person types a code that the controller sent by e-mail."""

    enter_code: _Name


class Confirm(_StepModel):
    """The phrases that prove that it was received, that the form did not accept it, or that the controller refuses.

    Each is how a sentence of the answer begins.

    One that ends with a full stop is the whole sentence; `…` in it stands for five words of the
    page's own at most.
    """

    confirm: _Name
    rejected: _Name | None = None
    declined: _Name | None = None
    optional: Literal[False] = False


class InLanguages(FlowModel):
    """A sentence of the flow's own in the languages that the program speaks; English is always there."""

    en: Text
    fr: Text | None = None
    de: Text | None = None

    @property
    def text(self) -> LazyText:
        """The sentence, which can be translated into the languages of the file."""
        return translated(self.en, self.model_dump(exclude_none=True))


class Switch(_StepModel):
    """Turn one setting of the account to the state that objects, press it once, and read it after a fresh load.

    `want` is `off` or `on`, or the choice that is wanted in a list or menu; `otherwise` is then the
    one that it may stand at now, `entry` the one to press where a menu calls it otherwise, and
    `back` what leads back: a button that offers either tells so how the setting stands. `means`
    says what the wanted state does, `not_covered` what not, and `if_absent` what the controller says
    of accounts whose page does not have the setting. `opened_by` is a row that shows the setting,
    `dialog_button` answers the page's question.
    """

    switch: _Name
    want: _Name
    otherwise: _Name | None = None
    means: InLanguages
    not_covered: InLanguages | None = None
    if_absent: InLanguages | None = None
    opened_by: _Name | None = None
    entry: _Name | None = None
    back: _Name | None = None
    dialog_button: _Name | None = None
    save: _Name | None = None

    @property
    def is_choice(self) -> bool:
        """Whether one of several entries is wanted, and not the state of something with two."""
        return self.want not in ON_OFF


STEP_TYPES: dict[str, type[_StepModel]] = {
    "open": Open, "click": Click, "choose": Choose, "check_email": CheckEmail, "fill": Fill, "send": Send,
    "enter_code": EnterCode, "confirm": Confirm, "switch": Switch,
}  # fmt: skip


def _by_verb(*verbs: str) -> BeforeValidator:
    # Not a union with tags: pydantic would put the verb into the place of each mistake, where the
    # file has none.

    def as_step(value: Any) -> Any:
        given = [verb for verb in verbs if isinstance(value, dict) and verb in value]
        if len(given) != 1:
            raise ValueError(f"needs exactly one verb of: {', '.join(verbs)}")
        return STEP_TYPES[given[0]].model_validate(value)

    return BeforeValidator(as_step)


Step = Annotated[
    Click | Choose | CheckEmail | Fill | Send | EnterCode | Confirm | Switch,
    _by_verb(*(verb for verb in STEP_TYPES if verb != "open")),
]
WayStep = Annotated[Open | Click, _by_verb("open", "click")]
_STATES = {"on": Coded.of("on", _("on")), "off": Coded.of("off", _("off"))}
DESCRIBED = {
    "send": Coded.of("target.send", _("the button that sends")),
    "check_email": Coded.of("target.email", _("the field for the e-mail address")),
    "again": Coded.of("target.email_again", _("the field that repeats the e-mail address")),
    "comment": Coded.of("target.comment", _("the field for the comment")),
    "country": Coded.of("target.country", _("the list of countries")),
    "full_name": Coded.of("target.full_name", _("the field for the name")),
    "first_name": Coded.of("target.first_name", _("the field for the first name")),
    "last_name": Coded.of("target.last_name", _("the field for the last name")),
    "enter_code": Coded.of("target.code", _("the field for the code")),
}
"""Targets by what they are for, whatever a flow calls them."""


class Phrase(FlowModel):
    """The same words in several languages, and which were inferred; `called` is what the program calls the thing."""

    called: dict[Language, Text] = Field(default_factory=dict)
    words: dict[Language, _Phrasings] = Field(default_factory=dict)
    inferred: list[Language] = Field(default_factory=list)

    def all(self) -> tuple[str, ...]:
        """Return the words of every language."""
        return tuple(word for entry in self.words.values() for word in entry)


class Target(Phrase):
    """An element a step works on, and the ways to find it, tried in the order written here.

    `labelled_by` (`aria-labelledby`) and `testid` (`data-testid`) are the controller's own names
    for it in any language, `within` is the `data-testid` around it. Of a setting, they and the
    words must agree.
    """

    role: Role
    labelled_by: _Anchor | None = None
    testid: _Anchor | None = None
    within: _Anchor | None = None
    name: _Anchor | None = None
    only: _Selector | None = None
    kind: TargetKind | None = None

    @property
    def is_anchored(self) -> bool:
        """Whether the controller has a name of its own for it."""
        return bool(self.labelled_by or self.testid)


def _partial_date(text: str) -> str:
    """Check that a text is a day, a month or a year of this century; raise ValueError otherwise."""
    if re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", text) is None:
        raise ValueError("must be a day, a month or a year, such as 2026-08-18, 2026-08 or 2026")
    date.fromisoformat(f"{text}-01-01"[: len("2026-08-18")])
    return text


class Source(FlowModel):
    """Where a fact comes from.

    Grade: A the controller itself, B regulators or several guides, C one guide, ? open. `as_of` is the
    day, month or year of its newest origin, as `2026-08-18`, `2026-08` or `2026`; None if that has
    no date.
    """

    fact: Text
    origin: Text
    as_of: Annotated[str, AfterValidator(_partial_date)] | None = None
    grade: Literal["A", "B", "C", "?"]


class SignIn(FlowModel):
    """Where to sign in, and how the page shows that it is done."""

    class Done(FlowModel):
        """What proves a sign-in: one of these, in this order."""

        cookie: _Anchor | None = None
        target: _Name | None = None
        url: _Glob | None = None

    open: Text
    done: Done


class Notices(FlowModel):
    """Phrases a page may show instead of the form."""

    already_objected: _Name | None = None
    not_available: _Name | None = None
    gone: _Name | None = None
    wrong_form: _Name | None = None


class Mails(FlowModel):
    """The domains that the controller's e-mails come from, subjects that confirm nothing, and how soon one confirms."""

    domains: list[_Host] = Field(min_length=1, max_length=50)
    confirm_within_days: Annotated[int, Field(strict=True, ge=1, le=366)] | None = None
    notice: Phrase | None = None


class Site(FlowModel):
    """Who is objected to on some of the hosts, and under which law.

    Where it is not known which company of a group is the controller there, `controller` is the
    service's name alone.
    """

    hosts: list[_Host] = Field(min_length=1)
    controller: Text
    law: Text


class Group(FlowModel):
    """That a setting acts for a team, workspace or site, and not for the account alone.

    `named_in` is the target in which the page names it, where that is known.
    """

    named_in: _Name | None = None


class InLanguage(FlowModel):
    """What a flow is about and what it covers, in another language than English.

    `title` and `covers` address the person. `processing` is what is objected to, as the person says it in a letter:
    “the use of my posts to train AI”.
    """

    title: Text
    covers: Text
    processing: Text


class Described(InLanguage):
    """What a flow and a letter both say of an objection. `id` is the name of the folder."""

    id: FlowId
    format: Literal[1]
    also: Also = Field(default_factory=list)
    controller: Text
    controller_address: Text | None = None
    purpose: FlowId
    seen_live: Annotated[date | Literal["never"], BeforeValidator(_date_or_never)]
    sources: list[Source] = Field(min_length=1)
    translations: Mapping[Language, InLanguage] = Field(default_factory=dict)

    def in_language(self, language: str) -> InLanguage:
        """Return the words in a language, else in English."""
        return self.translations.get(language, self)

    def processing_by_language(self) -> dict[str, str]:
        """Return the processing that is objected to, in each language of a letter that the file has."""
        return {
            language: self.in_language(language).processing
            for language in LANGUAGES
            if language == ENGLISH or language in self.translations
        }

    def translated_text(self, name: str) -> LazyText:
        """Return the text of a field, which can be translated into the languages of the file."""
        texts = {language: getattr(words, name) for language, words in self.translations.items()}
        return translated(getattr(self, name), texts)


class Flow(Described):
    """One objection to one controller.

    `extends` names the flow whose words it takes over, `pages_of` one whose saved pages and cases
    alone. `officer` is how the data protection officer is reached, `lineage` what may be sent once
    across copies and releases, else the id, `account` the target in which the page says whose
    settings these are, if not its one e-mail address. `group` says that they act for a team,
    workspace or site. `asks_by_mail` is what the controller asks by e-mail once the form was sent,
    where the objection is complete only with the person's answer: “which processing is objected
    to”. `sites` are the hosts on which another controller or law counts, as those of a country.
    """

    extends: _Beside | None = None
    pages_of: _Beside | None = None
    lineage: FlowId | None = None
    officer: Text | None = None
    notes: list[Text] = Field(default_factory=list)
    law: Text
    answer_within: Within
    seat: Seat
    terms: Literal["restrict-automation"] | None = None
    hosts: list[_Host] = Field(min_length=1)
    sites: list[Site] = Field(default_factory=list)
    sign_in: SignIn
    ways: list[Annotated[list[WayStep], Field(min_length=1)]] = Field(min_length=1)
    arrived: list[_Name] = Field(min_length=1)
    wrong_form: list[_Glob] = Field(default_factory=list)
    account: _Name | None = None
    group: Group | None = None
    asks_by_mail: InLanguages | None = None
    notices: Notices = Notices()
    mails: Mails | None = None
    steps: list[Step] = Field(min_length=1)
    choices: dict[_Name, Phrase] = Field(default_factory=dict)
    phrases: dict[_Name, Phrase]
    targets: dict[_Name, Target]

    def site_at(self, address: str) -> Site:
        """Return the controller and the law that count at an address: those of its site, else the flow's own."""
        host = host_of(address)
        for site in self.sites:
            if any(is_within(host, listed) for listed in site.hosts):
                return site
        return Site(hosts=self.hosts, controller=self.controller, law=self.law)

    @property
    def sends(self) -> tuple[PersonField, ...]:
        """The person's values that this flow puts into the form."""
        in_this_order = ("email", *NAME_FIELDS, "country", "comment")
        values = {*self.value_of_target.values()}
        return tuple(name for name in in_this_order if name in values)

    @property
    def value_of_target(self) -> Mapping[str, PersonField]:
        """The value of the person that goes into each target that one goes into."""
        found: dict[str, PersonField] = {}
        for step in self.steps:
            if isinstance(step, CheckEmail):
                found |= dict.fromkeys(step.uses().values(), "email")
            elif isinstance(step, Fill):
                found[step.fill] = step.with_
            elif isinstance(step, Choose) and step.with_ == "country":
                found[step.choose] = "country"
        return found

    @property
    def switches(self) -> tuple[Switch, ...]:
        """The settings that this flow turns; one that has any sends no form."""
        return tuple(step for step in self.steps if isinstance(step, Switch))

    @property
    def send(self) -> Send:
        """The one step that sends."""
        return next(step for step in self.steps if isinstance(step, Send))

    @property
    def fields_before_send(self) -> list[Step]:
        """The steps before the send that fill in a field or answer a question."""
        return [step for step in self._steps_before_send if not isinstance(step, Click)]

    @property
    def clicks_before_send(self) -> list[Click]:
        """The steps before the send that press a button which leads on."""
        return [step for step in self._steps_before_send if isinstance(step, Click)]

    @property
    def _steps_before_send(self) -> list[Step]:
        return [*takewhile(lambda step: not isinstance(step, Send), self.steps)]

    @property
    def code_field(self) -> str:
        """The target for a code that the controller sends by e-mail, if there is one."""
        return next((step.enter_code for step in self.steps if isinstance(step, EnterCode)), "")

    @property
    def right_form(self) -> str:
        """The address that the ways open first."""
        return next((part.open for way in self.ways for part in way if isinstance(part, Open)), "?")

    @property
    def confirm(self) -> Confirm:
        """The step that proves."""
        return next(step for step in self.steps if isinstance(step, Confirm))

    @property
    def answers(self) -> tuple[str, ...]:
        """The words that prove that a form was received, or refused."""
        step = self.confirm
        return (
            *self.phrase(step.confirm),
            *self.phrase(step.rejected),
            *self.phrase(step.declined),
        )

    def phrase(self, name: str | None) -> tuple[str, ...]:
        """Return the words of a phrase in every language; none for None."""
        return self.phrases[name].all() if name else ()

    def described(self, target: str) -> Coded:
        """Return what a target is for, if a step says so; else what the flow calls it."""
        for step in self.steps:
            purpose = _purpose(step, target)
            if purpose in DESCRIBED:
                return DESCRIBED[purpose]
        return self.called(target)

    def called(self, name: str) -> Coded:
        """Say what a target, phrase or choice is called, in the languages of the file; else its name."""
        name_by_language = self.names.get(name, {})
        if "en" not in name_by_language:
            return Coded.of(name, named(name))
        return Coded.of(name, translated(name_by_language["en"], name_by_language))

    @property
    def names(self) -> dict[str, dict[Language, str]]:
        """What the file calls each target, phrase and choice, by the languages that the program speaks."""
        parts = {**self.choices, **self.phrases, **self.targets}
        names: dict[str, dict[Language, str]] = {}
        for name, part in parts.items():
            if "en" in part.called:
                names[name] = _in_program_languages(part.called)
        return names

    def wanted(self, step: Switch) -> Coded:
        """Say what state of a setting is wanted."""
        return self.called(step.want) if step.is_choice else _STATES[step.want]


def _in_program_languages(called: Mapping[Language, str]) -> dict[Language, str]:
    return {language: called[language] for language in LANGUAGES if language in called}


def _purpose(step: Step, target: str) -> str:
    """Return what a step uses a target for, by the keys of `DESCRIBED`; "" if it does not use it."""
    for key, name in step.uses().items():
        if name != target:
            continue
        if isinstance(step, Fill):
            return step.with_
        is_country = isinstance(step, Choose) and step.with_ == "country"
        return "country" if is_country else key
    return ""
