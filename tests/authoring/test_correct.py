"""What a person showed a run, or read in its answer, becomes a corrected flow that needs them no
more.
"""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.authoring.again import watched
from tests.run.rig import ADA, OPTIONS, RECEIVED, Hands, form
from tests.web import HOME, Web

from optout.authoring.correction import correct
from optout.authoring.saved import MadePages, make_pages
from optout.authoring.scaffold import write_flow
from optout.authoring.watcher import Watcher
from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch
from optout.cli.console import Console
from optout.cli.live import Command, LiveRun
from optout.cli.replay import play_case
from optout.cli.save_pages import offer_correction
from optout.cli.terminal import TerminalPrompts
from optout.flow.cases import cases_of, load_cases
from optout.flow.find import find_flow
from optout.flow.load import load_flow
from optout.outcome import Outcome, Reason, State
from optout.person import Person
from optout.run.inputs import Objection, RunResult
from optout.run.prompts import ScriptedPrompts
from optout.run.saved_case import SavedPages
from optout.settings import Settings


@pytest.mark.parametrize(
    ("name", "differed"),
    [
        ("point-at-email", ["email: pointed at"]),
        ("answer-read-by-the-person", ["the answer: read by the person"]),
    ],
)
def test_the_corrected_flow_goes_alone(setup, tmp_path, name, differed):
    loaded, folder = find_flow("facebook"), tmp_path / "kept"
    case = load_cases(loaded)[name]
    watcher, person, objection = Watcher(loaded.flow), case.objector, setup.objection(loaded, case)
    result = watched(setup, objection, ScriptedPrompts(case.person), lambda _: SavedPages(case))(
        watcher
    )
    flow, ended, shown = correct(loaded.flow, person, watcher, result)
    assert shown == differed
    made = make_pages(flow, person, watcher, ended)
    [(now, again)] = cases_of([load_flow(write_flow(folder, loaded, made, flow, shown))])
    played = play_case(setup, now, again)
    result = played.replayed.result
    assert played.differs == []
    assert (result.pointed, result.by_hand, result.outcome.read_by) == ({}, (), None)
    assert (now.flow.extends, now.flow.lineage) == ("../facebook", "facebook")
    assert (folder / "REPORT.txt").read_text("utf-8").splitlines()[1:] == differed


@pytest.mark.parametrize(
    ("flow", "target"), [("facebook", "email"), ("instagram", "email"), ("adobe", "training")]
)
def test_a_corrected_flow_is_the_flow_but_for_what_was_shown_and_when(tmp_path, flow, target):
    loaded = find_flow(flow)
    shown = loaded.flow.targets[target].model_copy(update={"words": {"en": ["Shown here"]}})
    seen = date(2026, 11, 30)
    changed = loaded.flow.model_copy(
        update={
            "targets": {**loaded.flow.targets, target: shown},
            "seen_live": seen,
            "lineage": loaded.lineage,
        }
    )
    write_flow(tmp_path / "kept", loaded, MadePages({}, (), "it ended"), changed, ("shown",))
    now = load_flow(tmp_path / "kept" / f"{flow}-corrected").flow
    own = {"id": flow, "extends": loaded.flow.extends, "also": loaded.flow.also}
    assert now.model_copy(update=own) == changed


def test_of_a_setting_nothing_is_said_to_be_replayed_and_what_fails_changes_nothing(
    tmp_path, capsys, monkeypatch
):
    loaded, console = find_flow("adobe"), Console(as_json=False)
    shown = loaded.flow.targets["training"].model_copy(
        update={"words": {"en": ["For ada@example.eu", "Shown"]}}
    )
    stopped = Outcome(State.STOPPED, Reason.DECLINED)
    result = RunResult("an-id", stopped, None, {}, {}, replay=False, pointed={"training": shown})
    run = LiveRun(loaded, Person.of("ada@example.eu"), Launch(find_light_browser(), headed=True))
    for _times in range(2):  # the second time the folder is taken
        command = Command(console, Settings(data_dir=tmp_path))
        vars(command)["prompts"] = TerminalPrompts(console, can_answer=True)
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        offer_correction(command, run, Watcher(loaded.flow), result)
    said = " ".join(capsys.readouterr().err.split())
    assert ("so it was not replayed" in said, "as your run went" in said) == (True, False)
    assert "this changes nothing about the outcome above" in said
    flow = (tmp_path / "corrections/an-id/adobe-corrected/flow.yaml").read_text("utf-8")
    assert ("Shown" in flow, "ada@example.eu" in flow) == (True, False)


FLOW_TEXT = (Path(__file__).parents[1] / "run" / "flow.yaml").read_text("utf-8")
PATH = """  - - open: https://www.example.eu/privacy
    - click: rights
  - - open: https://www.example.eu/choices
    - click: rights"""
RIGHTS = "  rights: {role: link, words: {en: Right to object}}\n  title: {role: heading"
FORM_PAGE = form().replace("action=/submit", "action=/lodge")


class Site:
    """A site that calls the link to its form otherwise than the flow does, and takes the form at
    another address.
    """

    def __init__(self, context, link):
        self.web = Web(context, routed=False)
        context.add_cookies([{"name": "session", "value": "1", "url": HOME}])
        pages = {"": "<p>home", "privacy": f"<h1>Privacy</h1>{link}", "objections/new": FORM_PAGE}
        self.web.pages = {f"GET {HOME}{address}": html for address, html in pages.items()}
        self.web.pages[f"POST {HOME}lodge"] = lambda route, _: route.fulfill(
            200, f"<!doctype html>{RECEIVED}"
        )


def corrected(setup, folder, hands, link="<a href=/objections/new>Objections</a>"):
    """Carry out a run on that site, keep its correction, and replay that; return what was played,
    and what differed.
    """
    own = folder / "example"
    own.mkdir()
    flow = FLOW_TEXT.replace("  - - open: https://www.example.eu/form", PATH).replace(
        "  title: {role: heading", RIGHTS
    )
    (own / "flow.yaml").write_text(flow, "utf-8")
    loaded, options = load_flow(own), replace(OPTIONS, patience=2)
    objection = Objection(loaded, ADA, options, setup.records, "browser", "1")
    watcher = Watcher(loaded.flow)
    result = watched(setup, objection, hands, lambda context: Site(context, link).web)(watcher)
    assert result.outcome.state == State.CONFIRMED, result.outcome.message
    changed, ended, differed = correct(loaded.flow, ADA, watcher, result)
    kept = write_flow(
        folder / "kept", loaded, make_pages(changed, ADA, watcher, ended), changed, differed
    )
    [(now, case)] = cases_of([load_flow(kept)])
    return play_case(setup, now, case), differed


def arrived(played):
    return [
        f"{request.method} {request.goes_to.removeprefix('www.example.eu')}"
        for request in played.replayed.arrived
    ]


def test_a_correction_replays_on_the_addresses_of_the_run(setup, tmp_path):
    hands = Hands(
        paused="yes",
        read="yes",
        take_over="point",
        point=lambda page, _: page.get_by_text("Start here").click(),
    )
    link = "<a href=/objections/new>Start here</a>"
    played, differed = corrected(setup, tmp_path, hands, link)
    assert played.differs == []
    assert differed[0] == "rights: pointed at"
    assert "the send: POST https://www.example.eu/lodge" in differed
    assert (played.replayed.result.pointed, played.replayed.result.by_hand) == ({}, ())
    assert arrived(played)[-3:] == ["GET /privacy", "GET /objections/new", "POST /lodge"]


def test_where_usual_words_led_to_the_form_the_correction_replays(setup, tmp_path):
    played, differed = corrected(setup, tmp_path, Hands(paused="yes", read="yes"))
    assert played.differs == []
    assert "rights: pointed at" not in differed
    assert arrived(played)[-2:] == ["GET /objections/new", "POST /lodge"]


def test_where_the_person_led_to_the_form_by_hand_the_replay_does_too(setup, tmp_path):
    hands = Hands(
        paused="yes", read="yes", take_over=lambda page, _: page.locator("button").click()
    )
    leads = "<button onclick='location = \"/objections/new\"'>Ψ</button>"
    played, _differed = corrected(setup, tmp_path, hands, leads)
    assert played.differs == []
    assert arrived(played)[-2:] == ["GET /objections/new", "POST /lodge"]
