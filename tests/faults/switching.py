"""The cases of `settings/cases.yaml` as data, and the site of each, which keeps how settings stand
for each account.

What the site has stored, and how often it was told to, is what every case is judged by; never the
program's own word.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from tests.faults.cases import Data, End, Several, read_table
from tests.faults.deeds import Deed
from tests.faults.site import Answer, Arrived, Site

from optout.flow.load import LoadedFlow, load_flow
from optout.outcome import State

SETTINGS = Path(__file__).with_name("settings")
PARTS = read_table(SETTINGS / "parts.yaml")
NEIGHBOUR = "history"
"""A setting that no flow names: whoever turns it deletes something."""
_COOKIE = re.compile(rb"(?im)^cookie:.*\bsession=(\w+)")
_WHO = {"ada": "Ada Example", "bob": "Bob Example"}
_NOTHING_PRESSED = re.compile(r"[Nn]othing was sent|[Nn]o setting was pressed|changed no setting")


class Page(Data):
    """One answer to who opens the settings. `shows` is what it says of the first one."""

    shows: Literal["stored", "on", "off"] = "stored"
    script: str = ""


class Save(Data):
    """What the site does when it is told to save: what it `stores`, and how it answers."""

    stores: Literal["asked", "nothing"] = "asked"
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    held: bool = False


class Expected(End):
    """What must come of a case: how many requests to save arrived, and how the first setting stands
    by then.
    """

    saves: Annotated[list[int], Several] = Field(default_factory=lambda: [0])
    stored: Annotated[list[Literal["on", "off"]], Several]


class Follow(Data):
    """Another run after the first. The saves are those of this run."""

    expect: Expected


class Case(Data):
    """One fault: how the page and its site behave, what befalls the run, and what must come of it.

    `script` says when the page saves, `also` what else it does. Of `pages` and `saves` the last one
    repeats.
    """

    name: str
    about: str
    flow: Literal["one", "two"] = "one"
    stands: Literal["on", "off"] = "on"
    more: str = ""
    script: str = PARTS["script"]
    also: str = ""
    pages: Annotated[list[Page], Several] = Field(default_factory=lambda: [Page()])
    saves: Annotated[list[Save], Several] = Field(default_factory=lambda: [Save()])
    site: dict[str, Annotated[list[Answer], Several]] = Field(default_factory=dict)
    deeds: list[Deed] = Field(default_factory=list)
    dies_at: str = ""
    then: list[Follow] = Field(default_factory=list)
    expect: Expected

    @property
    def of_the_site(self) -> bool:
        """Whether only the site does something, and the engine alone shows what comes of it."""
        return not (self.deeds or self.dies_at)

    @property
    def loaded(self) -> LoadedFlow:
        """Give the flow that is carried out."""
        return load_flow(SETTINGS / self.flow)

    def standing(self) -> "SettingsSite":
        """Give the site of this case."""
        signs_in = {"set-cookie": "session=ada; path=/; secure; httponly"}
        answers = {
            "GET /": [Answer(page="<title>Home</title><h1>Home</h1>", headers=signs_in)],
            **self.site,
        }
        return SettingsSite(answers, case=self)


@dataclass
class SettingsSite(Site):
    """A site with settings. `stored` says for each account what is on."""

    case: Case | None = None
    stored: dict[str, dict[str, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let everything be on for everybody, but for the setting of the case."""
        on = self.case is None or self.case.stands == "on"
        self.stored = {who: {"training": on, "sharing": True, NEIGHBOUR: True} for who in _WHO}

    @property
    def saves(self) -> list[Arrived]:
        """Every request to save that arrived whole, at any host."""
        return [
            one for one in self.arrived if one.method == "POST" and one.path.startswith("/save/")
        ]

    def stands(self, key: str = "training", who: str = "ada") -> str:
        """Say how a setting is stored."""
        return "on" if self.stored[who][key] else "off"

    def _answer(self, request: Arrived, before: int) -> Answer:
        place, case = request.path.partition("?")[0], self.case
        if case is None or f"{request.method} {place}" in self.answers:
            return super()._answer(request, before)
        found = _COOKIE.search(request.head)
        who = found[1].decode() if found and found[1].decode() in _WHO else ""
        if request.method == "GET" and place == "/settings":
            return self._page(case.pages[min(before, len(case.pages) - 1)], who)
        if request.method == "POST" and place.startswith("/save/"):
            count = len([one for one in self.saves if one.path == request.path])
            return self._save(case.saves[min(count, len(case.saves) - 1)], request, who)
        if place.startswith("/stored/"):
            return Answer(page=json.dumps(self.stored[who][place.removeprefix("/stored/")]))
        return super()._answer(request, before)

    def _page(self, page: Page, who: str) -> Answer:
        if not who:
            return Answer(page=PARTS["sign_in"])
        case, shown = self.case, dict(self.stored[who])
        assert case is not None
        shown["training"] = shown["training"] if page.shows == "stored" else page.shows == "on"
        script = f"{PARTS['kit']}\n{case.script}\n{case.also}\n{page.script}"
        text = PARTS["page"].replace("@MORE@", case.more).replace("@SCRIPT@", script)
        text = text.replace("@WHO@", f"<a class=who href=/>{_WHO[who]}</a>")
        for key, on in shown.items():
            text = text.replace(f"@{key}@", "checked" if on else "")
        return Answer(200, text, {"cache-control": "no-store"})

    def _save(self, save: Save, request: Arrived, who: str) -> Answer:
        key, told = request.path.removeprefix("/save/"), json.loads(request.body)
        mine = self.stored.get(who, {})
        if key in mine and save.stores == "asked":
            mine[key] = not mine[key] if "toggle" in told else told["on"]
        headers = {"content-type": "application/json", **save.headers}
        return Answer(save.status, '{"saved":true}', headers, held=save.held)


@cache
def switch_cases() -> dict[str, Case]:
    """Give every case by its name."""
    listed = [Case.model_validate(entry) for entry in read_table(SETTINGS / "cases.yaml")]
    assert len({case.name for case in listed}) == len(listed)
    return {case.name: case for case in listed}


def untrue(site: SettingsSite, state: State | None, told: str, saves: list[Arrived]) -> list[str]:
    """Say where the program's word, or what it did in one run, does not agree with what the site
    has stored.
    """
    wrong: list[str] = []
    if site.stands(NEIGHBOUR) == "off" or any(
        one.path == f"/save/{NEIGHBOUR}" for one in site.saves
    ):
        wrong.append("another setting was touched")
    wanted = [step.switch for step in site.case.loaded.flow.switches] if site.case else []
    if state in (State.CONFIRMED, State.ALREADY_OFF) and any(
        site.stands(key) == "on" for key in wanted
    ):
        wrong.append(f"told as {state}, and it is on")
    if _NOTHING_PRESSED.search(told) and saves:
        wrong.append("told that nothing was pressed, and it was saved")
    return wrong
