"""Services without form and switch, which are data as flows are: who is written to, and where nothing can be done."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from optout.errors import UsageError
from optout.flow.countries import code_of
from optout.flow.find import flow_names, folder_named, ids_called, resolve_name
from optout.flow.load import read_named, shipped_folder, shipped_ids
from optout.flow.model import (
    Also,
    Described,
    FlowId,
    FlowModel,
    InLanguage,
    InLanguages,
    Language,
    Seat,
    Source,
    Text,
)
from optout.flow.words import fold
from optout.flow.yaml_file import build, read_yaml
from optout.translation import _

LETTER_FILE = "letter.yaml"
shipped_letters = partial(shipped_ids, LETTER_FILE)
LAW = "GDPR Art. 21(1)"  # its sentences name this article
_EMAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@([A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,63}")
_FORM = re.compile(r"https://([A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,63}(/\S*)?")


def sent_by(address: str) -> Literal["email", "form", "paper"]:
    """Say how something is sent: what is neither an e-mail address nor that of a page is a postal one."""
    if _EMAIL.fullmatch(address):
        return "email"
    return "form" if _FORM.fullmatch(address) else "paper"


class Contact(FlowModel):
    """An address of the controller, where it comes from and how sure it is; `countries` are those it is meant for."""

    address: Text
    countries: list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]] = Field(
        default_factory=list
    )
    origin: Text
    grade: Literal["A", "B", "C"]


class LetterWords(InLanguage):
    """What a letter says, in one language, and what is said of it.

    `account` is by what the controller knows a person, `writer` who alone can ask it.
    """

    not_covered: Text
    account: Text
    writer: Text | None = None


class Recipient(Described, LetterWords):
    """A controller that is written to, in English and in `translations`; without `seat` nobody knows where it is."""

    contacts: list[Contact] = Field(default_factory=list)
    officer: Contact | None = None
    seat: Seat | None = None
    subject: Text | None = None
    translations: Mapping[Language, LetterWords] = Field(default_factory=dict)

    def in_language(self, language: str) -> LetterWords:
        """Return the words in a language, else in English."""
        return self.translations.get(language, self)

    def contact(self, country: str | None) -> Contact | None:
        """Return the address for a person in a country: one that is meant for it, else one for everyone."""
        code = code_of(country or "")
        for_country = [contact for contact in self.contacts if code in contact.countries]
        for_everyone = [contact for contact in self.contacts if not contact.countries]
        fitting = for_country or for_everyone
        return fitting[0] if fitting else None


@dataclass(frozen=True)
class Addressed:
    """Who is written to, the SHA-256 in hex of the file that says so, and what may be sent once; no flow's is it."""

    recipient: Recipient
    sha256: str
    lineage: str


def _load(folder: Path) -> Addressed:
    """Load and check the letter in a folder; raise FlowError with every mistake."""
    document = read_named(folder, LETTER_FILE)
    return Addressed(build(Recipient, document), document.sha256, f"{document.data['id']} letter")


def find_recipient(name: str) -> Addressed:
    """Load a letter by what people call it, or from a folder of one's own; raise UsageError where it is not clear."""
    folder = folder_named(name, LETTER_FILE)
    if folder is not None:
        return _load(folder)
    message = _("there is no letter named “{name}”").format(name=name)
    # A service without a letter is looked up before the nearest letter, which would be one to
    # another company.
    if not ids_called(name, _letter_names()):
        flow_ids = ids_called(name, flow_names())
        if flow_ids:
            raise UsageError(message, f"optout submit {flow_ids[0]}")
        other = _other_called(name)
        if other:
            raise UsageError(message, letter_to(other) or f"optout services {other.id}")
    hint = _(
        'optout letter shows all; to anyone else: optout letter --controller "NAME" --to ADDRESS'
    )
    letter_id = resolve_name(name, _letter_names(), UsageError(message, hint))
    return _load(shipped_folder() / letter_id)


def _letter_names() -> dict[str, list[str]]:
    letters = [_load(shipped_folder() / name).recipient for name in shipped_letters()]
    return {letter.id: [*letter.also, letter.controller] for letter in letters}


def anyone(controller: str) -> Addressed:
    """Address a controller that the person names, with words that fit whoever trains AI."""
    document = read_yaml(Path(__file__).with_name("anyone.yaml"))
    without_accents = unicodedata.normalize("NFKD", controller)
    plain = without_accents.encode("ascii", "ignore").decode().lower()
    words = ["to", *re.findall("[a-z0-9]+", plain)]
    made_id = "-".join(words)[:40].rstrip("-")
    document.data.update(id=made_id, controller=controller)
    # Two names may make one id, and are two controllers all the same.
    comparable_name = " ".join(controller.casefold().split())
    return Addressed(build(Recipient, document), document.sha256, f"to {comparable_name}")


class _Other(FlowModel):
    """A service that this program can do nothing at, or that another flow covers."""

    id: FlowId
    title: Text
    also: Also = Field(default_factory=list)
    way: Literal["covered", "nothing to do", "app only", "owner only", "not yet"]
    why: InLanguages
    sources: list[Source] = Field(min_length=1)


class _OthersFile(FlowModel):
    format: Literal[1]
    services: list[_Other]


@lru_cache(maxsize=1)
def others() -> tuple[_Other, ...]:
    """Read the services without flow and letter, in the order of `others.yaml`."""
    return tuple(build(_OthersFile, read_yaml(shipped_folder() / "others.yaml")).services)


def _other_called(name: str) -> _Other | None:
    """Return the service without a flow or letter that people call so."""
    wanted = fold(name)
    for service in others():
        if wanted in map(fold, (service.id, service.title, *service.also)):
            return service
    return None


def letter_to(other: _Other) -> str:
    """Return the command for a letter to a controller that nothing else reaches; nothing where another way does."""
    if other.way != "not yet":
        return ""
    name = other.also[0] if other.also else other.title
    return f'optout letter --controller "{name}" --to ADDRESS'


def find_service(name: str) -> str:
    """Return the id of the service that people call so: of a flow, a letter, or one without either; or UsageError."""
    known = {
        **flow_names(),
        **_letter_names(),
        **{service.id: [*service.also, service.title] for service in others()},
    }
    message = _("there is no service named “{name}”").format(name=name)
    return resolve_name(name, known, UsageError(message, _("optout services lists all")))
