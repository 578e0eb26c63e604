"""The cases of `settings/cases.yaml` as data, and the site of each, which keeps how settings stand for each account.

What the site has stored, and how often it was told to, is what every case is judged by; never the program's own word.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field
from tests.faults.cases import Data, Several
from tests.faults.deeds import Deed
from tests.faults.site import CARRIED_ON, Answer, Arrived, Cut, Site

from optout.flow.load import LoadedFlow, load_flow
from optout.outcome import Reason, State

SETTINGS = Path(__file__).with_name("settings")
PARTS = yaml.safe_load((SETTINGS / "parts.yaml").read_text("utf-8"))
NEIGHBOUR = "history"
"""A setting that no flow names: whoever turns it deletes something."""
_COOKIE = re.compile(rb"(?im)^cookie:.*\bsession=(\w+)")
_WHO = {"ada": "Ada Example", "bob": "Bob Example"}
_NOTHING_PRESSED = re.compile(r"[Nn]othing was (pressed|sent)")


class Page(Data):
    """One answer to who opens the settings. `shows` is what it says of the first one, `who` an account it names."""

    shows: Literal["stored", "on", "off"] = "stored"
    who: str | None = None
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    cut: Cut | None = None
    row: str = ""
    script: str = ""


class Save(Data):
    """What the site does when it is told to save: what it `stores`, and how it answers."""

    stores: Literal["asked", "on", "off", "nothing", "toggled"] = "asked"
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    cut: Cut | None = None
    after: float = 0
    held: bool = False


class Expected(Data):
    """What must come of a case; where several are listed, each is right.

    `saves` is how many requests to save arrived, `stored` how the first setting stands at the site by then.
    """

    saves: Annotated[list[int], Several] = Field(default_factory=lambda: [0])
    stored: Annotated[list[Literal["on", "off"]], Several]
    state: Annotated[list[State | None], Several]
    reason: Annotated[list[Reason | Literal["any"] | None], Several] = Field(default_factory=lambda: list[Any]([None]))
    exit: Annotated[list[int], Several]
    says: list[str] = Field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The outcome in words, for the table."""
        states = " or ".join(dict.fromkeys(str(state or "nothing journaled") for state in self.state))
        reasons = " or ".join(dict.fromkeys(reason for reason in self.reason if reason and reason != "any"))
        return f"{states}: {reasons}" if reasons else states


class Follow(Data):
    """Another run after the first; `stores` is changed by somebody else before it. The saves are those of this run."""

    stores: str = ""
    expect: Expected


class Case(Data):
    """One fault: how the page and its site behave, what befalls the run, and what must come of it.

    `script` says when the page saves, `also` what else it does; `row` is what stands for the setting. Of `pages` and
    `saves` the last one repeats.
    """

    name: str
    about: str
    flow: Literal["one", "two", "words"] = "one"
    stands: Literal["on", "off"] = "on"
    row: str = PARTS["row"]
    more: str = ""
    script: str = PARTS["script"]
    also: str = ""
    pages: Annotated[list[Page], Several] = Field(default_factory=lambda: [Page()])
    saves: Annotated[list[Save], Several] = Field(default_factory=lambda: [Save()])
    site: dict[str, Annotated[list[Answer], Several]] = Field(default_factory=dict)
    options: list[str] = Field(default_factory=lambda: ["--yes"])
    terminal: bool = False
    deeds: list[Deed] = Field(default_factory=list)
    settings: dict[str, str] = Field(default_factory=dict)
    dies_at: str = ""
    whole: bool = False
    then: list[Follow] = Field(default_factory=list)
    expect: Expected

    @property
    def of_the_site(self) -> bool:
        """Whether only the site does something, and the engine alone shows what comes of it."""
        return not (self.whole or self.terminal or self.deeds or self.dies_at or self.then)

    @property
    def loaded(self) -> LoadedFlow:
        """Give the flow that is carried out."""
        return load_flow(SETTINGS / self.flow)

    def standing(self) -> "SettingsSite":
        """Give the site of this case."""
        signs_in = {"set-cookie": "session=ada; path=/; secure; httponly"}
        answers = {"GET /": [Answer(page="<title>Home</title><h1>Home</h1>", headers=signs_in)], **self.site}
        told = {name: [_whole(answer) for answer in listed] for name, listed in answers.items()}
        return SettingsSite(told, case=self)


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
    def told_to_save(self) -> list[Arrived]:
        """Every request to save that arrived whole, at any host."""
        return [one for one in self.arrived if one.method == "POST" and one.path.startswith("/save/")]

    @property
    def saves(self) -> list[Arrived]:
        """Those of them that the site did not send on elsewhere: what it sends on is one where it ends."""
        return [one for one in self.told_to_save if one.answered not in CARRIED_ON]

    def stands(self, key: str = "training", who: str = "ada") -> str:
        """Say how a setting is stored."""
        return "on" if self.stored[who][key] else "off"

    def store(self, told: str) -> None:
        """Change a setting as somebody else does meanwhile, in another tab: `training off`."""
        key, _, state = told.partition(" ")
        self.stored["ada"][key] = state == "on"

    def _answer(self, request: Arrived, before: int) -> Answer:
        place, case = request.path.partition("?")[0], self.case
        if case is None or f"{request.method} {place}" in self.answers:
            return super()._answer(request, before)
        found = _COOKIE.search(request.head)
        who = found[1].decode() if found and found[1].decode() in _WHO else ""
        if request.method == "GET" and place == "/settings":
            return self._page(case.pages[min(before, len(case.pages) - 1)], who)
        if request.method == "POST" and place.startswith("/save/"):
            count = len([one for one in self.told_to_save if one.path.partition("?")[0] == place])
            return self._save(case.saves[min(count, len(case.saves) - 1)], request, who)
        if place.startswith("/stored/"):
            return Answer(page=json.dumps(self.stored[who][place.removeprefix("/stored/")]))
        return super()._answer(request, before)

    def _page(self, page: Page, who: str) -> Answer:
        if not who:
            return Answer(page=_put_in(PARTS["sign_in"]))
        case, shown = self.case, dict(self.stored[who])
        assert case is not None
        shown["training"] = shown["training"] if page.shows == "stored" else page.shows == "on"
        named = _WHO[who] if page.who is None else page.who
        text = PARTS["page"].replace("@ROW@", page.row or case.row).replace("@MORE@", case.more)
        script = f"{PARTS['kit']}\n{case.script}\n{case.also}\n{page.script}"
        text = text.replace("@SCRIPT@", script).replace("@WHO@", f"<a class=who href=/>{named}</a>" if named else "")
        for key, on in shown.items():
            text = text.replace(f"@{key}@", "checked" if on else "").replace(f"@{key} on@", str(on).lower())
        return Answer(page.status, text, {"cache-control": "no-store", **page.headers}, cut=page.cut)

    def _save(self, save: Save, request: Arrived, who: str) -> Answer:
        key, told = request.path.removeprefix("/save/").partition("?")[0], json.loads(request.body)
        mine = self.stored.get(who, {})
        if key in mine and save.status not in CARRIED_ON:
            was = mine[key]
            asked = not was if "toggle" in told else told["on"]
            then = {"asked": asked, "on": True, "off": False, "nothing": was, "toggled": not was}[save.stores]
            # what takes the site a while it has stored only halfway through
            threading.Timer(save.after / 2, mine.update, [{key: then}]).start() if save.after else mine.update(
                {key: then}
            )
        headers = {"content-type": "application/json", **save.headers}
        return Answer(save.status, '{"saved":true}', headers, save.after, save.cut, held=save.held)


def _put_in(text: str) -> str:
    return str(text.replace("@KIT@", PARTS["kit"]))


def _whole(answer: Answer) -> Answer:
    return Answer(answer.status, _put_in(answer.page), answer.headers, answer.after, answer.cut, held=answer.held)


@cache
def switch_cases() -> dict[str, Case]:
    """Give every case by its name."""
    listed = [Case.model_validate(entry) for entry in _entries()]
    assert len({case.name for case in listed}) == len(listed)
    return {case.name: case for case in listed}


def _entries() -> list[dict[str, Any]]:
    return list(yaml.safe_load((SETTINGS / "cases.yaml").read_text("utf-8")))


def untrue(site: SettingsSite, state: State | None, told: str, saves: list[Arrived]) -> list[str]:
    """Say where the program's word, or what it did in one run, does not agree with what the site has stored."""
    wrong: list[str] = []
    if site.stands(NEIGHBOUR) == "off" or any(one.path == f"/save/{NEIGHBOUR}" for one in site.told_to_save):
        wrong.append("another setting was touched")
    wanted = [step.switch for step in site.case.loaded.flow.switches] if site.case else []
    if state in (State.CONFIRMED, State.ALREADY_OFF) and any(site.stands(key) == "on" for key in wanted):
        wrong.append(f"told as {state}, and it is on")
    if _NOTHING_PRESSED.search(told) and saves:
        wrong.append("told that nothing was pressed, and it was saved")
    return wrong
