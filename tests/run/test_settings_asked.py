"""What a person is asked about a setting that its button does not tell, in whole replays of Gemini's saved page."""

import json

import pytest

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch
from optout.cli.replay import play_quietly
from optout.flow.cases import load_cases
from optout.flow.load import find_flow
from optout.run.saved_case import ReplaySetup


@pytest.fixture
def played(browser, tmp_path):
    """Play a case of Gemini's, and give what came of it and its events."""
    launch, gemini = Launch(find_light_browser(), headed=False), find_flow("gemini")
    setup = ReplaySetup(browser, launch, tmp_path / "records", lambda: None)

    def play(name):
        result = play_quietly(setup, gemini, load_cases(gemini)[name]).replayed.result
        assert result.sealed
        lines = (result.sealed.folder / "data" / "events.jsonl").read_text("utf-8").splitlines()
        return result, [(one["kind"], one["detail"].get("step")) for one in map(json.loads, lines)]

    return play


def test_what_the_person_said_of_a_setting_is_not_asked_again_before_the_press(played):
    _result, told = played("button-says-what-it-does-en")
    assert told.count(("asked", "state")) == 1


def test_a_question_of_the_page_is_handed_over_once_and_nothing_is_pressed_for_the_person(played):
    result, told = played("dialog-in-other-words")
    assert told.count(("asked", "take_over")) == 1
    assert not result.settings[0].by_hand
