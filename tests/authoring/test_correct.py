"""What a person showed a run, or read in its answer, becomes a corrected flow that needs them no more."""

from datetime import date

import pytest
from tests.authoring.again import watched

from optout.authoring.saved import MadePages, Watcher, make_pages
from optout.authoring.scaffold import write_flow
from optout.cli.replay import play_quietly
from optout.cli.save_pages import correct
from optout.flow.cases import load_cases
from optout.flow.load import find_flow, load_flow
from optout.run.questions import ScriptedAsker
from optout.run.saved_case import SavedPages, objection_of, person_of


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
    watcher, person, objection = Watcher(loaded.flow), person_of(case), objection_of(setup, loaded, case)
    result = watched(setup, objection, ScriptedAsker(case.person), lambda _: SavedPages(case))(watcher)
    correction = correct(loaded.flow, person, watcher, result)
    assert correction
    assert list(correction.differed) == differed
    made = make_pages(correction.flow, person, watcher, correction.result)
    [(now, again)] = write_flow(folder, loaded, made, correction.flow, correction.differed)
    played = play_quietly(setup, now, again)
    result = played.replayed.result
    assert played.differs == []
    assert (result.pointed, result.by_hand, result.outcome.read_by) == ({}, (), None)
    assert (now.flow.extends, now.flow.lineage) == ("../facebook", "facebook")
    assert (folder / "REPORT.txt").read_text("utf-8").splitlines()[1:] == differed


@pytest.mark.parametrize(("flow", "target"), [("facebook", "email"), ("instagram", "email"), ("adobe", "training")])
def test_a_corrected_flow_is_the_flow_but_for_what_was_shown_and_when(tmp_path, flow, target):
    loaded = find_flow(flow)
    shown = loaded.flow.targets[target].model_copy(update={"words": {"en": ["Shown here"]}})
    seen = date(2026, 11, 30)
    changed = loaded.flow.model_copy(
        update={"targets": {**loaded.flow.targets, target: shown}, "seen_live": seen, "lineage": loaded.lineage}
    )
    write_flow(tmp_path / "kept", loaded, MadePages({}, (), "it ended"), changed, ("shown",))
    now = load_flow(tmp_path / "kept" / f"{flow}-corrected").flow
    own = {"id": flow, "extends": loaded.flow.extends, "also": loaded.flow.also}
    assert now.model_copy(update=own) == changed
