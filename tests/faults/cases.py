"""The cases of `cases/*.yaml` as data, and the site that each of them stands for."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from tests.faults.canaries import COMMENT, COOKIE, EMAIL, QUERY, TOKEN
from tests.faults.deeds import Deed
from tests.faults.site import Answer, Arrived, Site

from optout.errors import Exit
from optout.outcome import Reason, State

CASES = Path(__file__).with_name("cases")
KIT = Path(__file__).with_name("kit.js").read_text("utf-8")
_AT_HOME = "objections.example.eu"
_PUT_IN = {"@KIT@": KIT, "@EMAIL@": EMAIL, "@COMMENT@": COMMENT, "@TOKEN@": TOKEN, "@QUERY@": QUERY}


class Data(BaseModel):
    """Frozen, and with no word that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Form(Data):
    """The form's page, in parts."""

    attributes: str = "method=post action=/send"
    fields: str = ""
    more: str = ""
    button: str = "<button>Submit</button>"
    after: str = ""
    script: str = ""
    title: str = "<h1>Object</h1>"


def at_home(request: Arrived) -> bool:
    """Whether a request came to a host that the flow of the faults names, or to one below it."""
    return f".{request.host}".endswith(f".{_AT_HOME}")


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Several = BeforeValidator(_several)


class End(Data):
    """How a run must end; where several are listed, each is right. A signal that kills is a
    negative `exit`.

    A `state` of null means that nothing was journaled, a `reason` of `any` that it may be told in
    any way that is true.
    """

    state: Annotated[list[State | None], Several] = [State.STOPPED]
    reason: Annotated[list[Reason | Literal["any"] | None], Several] = [None]
    exit: Annotated[list[int], Several] = [Exit.ERROR]
    says: list[str] = Field(default_factory=list)

    def differs(self, state: State | None, reason: str | None, code: int, told: str) -> list[str]:
        """Say how an end differs from this one."""
        wrong = [] if state in self.state else [f"state {state}"]
        wrong += [] if reason in self.reason or "any" in self.reason else [f"reason {reason}"]
        wrong += [] if code in self.exit else [f"exit {code}"]
        return wrong + [f"did not say: {words}" for words in self.says if words not in told]


class Expected(End):
    """What must come of a case.

    `onward` counts the POSTs of a later step; `carrying` is how many places may get a value of the
    person, of any kind and to any place; `abroad` how many of those at a host that the flow does
    not name.
    """

    posts: Annotated[list[int], Several] = [0]
    onward: int = 0
    carrying: Annotated[list[int], Several] | None = None
    abroad: int | None = None

    def arrived(self, site: Site) -> str:
        """Give what arrived at the site and must not have; nothing where all is well."""
        got = {
            request.place: request for value in (EMAIL, COMMENT) for request in site.got(value)
        }.values()
        abroad = [request.place for request in got if not at_home(request)]
        if self.carrying is not None and len(got) not in self.carrying:
            return f"carried the person's values: {[request.place for request in got]}"
        return (
            f"went abroad: {abroad}"
            if self.abroad is not None and len(abroad) > self.abroad
            else ""
        )


class Follow(Data):
    """What is done after the run: another run, or `optout resolve` with the word `resolve`;
    `before` befalls it first.

    The POSTs that are expected are those of all runs together.
    """

    options: list[str] = Field(default_factory=lambda: ["--yes"])
    before: list[str] = Field(default_factory=list)
    resolve: str = ""
    expect: Expected


WAITS = {
    "OPTOUT_PATIENCE": "patience",
    "OPTOUT_OUTCOME_WAIT": "outcome_wait",
    "OPTOUT_SIGN_IN_WAIT": "sign_in_wait",
    "OPTOUT_CODE_WAIT": "code_wait",
}
"""Settings that the engine takes as options, in seconds."""


class Case(Data):
    """One fault: what the site does, how the person behaves, what befalls the run, and what must
    come of it.

    `before` names the troubles that the machine has, `happens` what befalls the run at points of it
    (see `hooks.py`). `at_most` objections may come in all, whatever carries them: more than one
    only where a person wants it so, or where Chromium itself sends again, below anything a program
    sees. `rerun` false leaves out the check that a second run is refused or goes ahead, where the
    trouble lasts. `whole` has the whole program carry a case out in which only the site does
    something. A `twin` is a second run at the same time: for the `same` objection, or another
    `account`.
    """

    name: str
    about: str
    form: Form = Form()
    send: Annotated[list[Answer], Several] = Field(
        default_factory=lambda: [Answer(page="received")]
    )
    site: dict[str, Annotated[list[Answer], Several]] = Field(default_factory=dict)
    options: list[str] = Field(default_factory=lambda: ["--yes"])
    terminal: bool = False
    deeds: list[Deed] = Field(default_factory=list)
    settings: dict[str, str | None] = Field(default_factory=dict)
    before: list[str] = Field(default_factory=list)
    happens: str = ""
    dies_at: str = ""
    twin: Literal["same", "account"] | None = None
    twin_exit: int = Exit.DONE
    at_most: int = 1
    rerun: bool = True
    whole: bool = False
    then: list[Follow] = Field(default_factory=list)
    expect: Expected

    @property
    def of_the_site(self) -> bool:
        """Whether only the site does something, and the engine alone shows what comes of it."""
        of_a_site = {"name", "about", "form", "send", "site", "settings", "at_most", "expect"}
        return self.settings.keys() <= WAITS.keys() and self.model_fields_set <= of_a_site

    def standing(self) -> Site:
        """Give the site of this case."""
        cookie = {"set-cookie": f"session={COOKIE}; path=/; secure; httponly"}
        answers = {
            "GET /": [Answer(page="home", headers=cookie)],
            "GET /form": [Answer(page=_form(self.form))],
            "GET /done": [Answer(page="received")],
            "POST /send": self.send,
            **self.site,
        }
        return Site(
            {name: [_whole(answer) for answer in listed] for name, listed in answers.items()}
        )


def read_table(file: Path) -> Any:
    """Give what a file of YAML says, by the C parser: every worker of a suite reads them all."""
    return yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)


@cache
def _pages() -> dict[str, Any]:
    return read_table(CASES / "pages.yaml")


@cache
def cases() -> dict[str, Case]:
    """Give every case by its name."""
    files = sorted(file for file in CASES.glob("*.yaml") if file.name != "pages.yaml")
    listed = [Case.model_validate(entry) for file in files for entry in read_table(file)]
    assert len({case.name for case in listed}) == len(listed)
    return {case.name: case for case in listed}


def whole_cases() -> dict[str, Case]:
    """Give the cases that the whole program carries out."""
    return {name: case for name, case in cases().items() if not case.of_the_site}


def site_cases() -> dict[str, Case]:
    """Give the cases that the engine carries out."""
    return {name: case for name, case in cases().items() if case.of_the_site}


def _form(form: Form) -> str:
    fields = form.fields or _pages()["fields"]
    inside = f"{fields}{form.more}{form.button}"
    script = f"<script>{form.script}</script>" if form.script else ""
    return f"{form.title}<form {form.attributes}>{inside}</form>{form.after}{script}"


def _whole(answer: Answer) -> Answer:
    """Put in the page that an answer names, and what is the same on every page."""
    page = _pages()["pages"].get(answer.page, answer.page)
    shell = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"
    return Answer(
        answer.status,
        _put_in(f"{shell}{page}" if page else ""),
        {name: _put_in(value) for name, value in answer.headers.items()},
        answer.after,
        answer.cut,
        answer.kept,
        answer.held,
    )


def _put_in(text: str) -> str:
    for name, value in _PUT_IN.items():
        text = text.replace(name, value)
    return text
