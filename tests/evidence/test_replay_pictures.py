"""Every picture, text and page that a replay leaves says that it is one."""

import pytest
from tests.evidence.papers import texts
from tests.evidence.pixels import reddened
from tests.evidence.stage import Stage, sealed

from optout.evidence.verify import verify
from optout.flow.cases import load_cases
from optout.flow.load import find_flow

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("whole", [False, True], ids=["form", "whole page"])
@pytest.mark.parametrize(
    ("name", "case"), [("facebook", "received-en"), ("facebook", "received-de"), ("linkedin", "turned-fr")]
)
def test_all_that_a_replay_leaves_bears_the_word(browser, tmp_path, name, case, whole):
    flow = find_flow(name)
    stage = Stage(browser, tmp_path, tmp_path / "replays", whole_page=whole)
    record = sealed(stage.replay(flow, load_cases(flow)[case]).result)
    pictures = {file.name: reddened(file.read_bytes()) for file in record.folder.glob("data/*.png")}
    assert pictures
    assert [name for name, red in pictures.items() if red < 50] == []
    for file in record.folder.glob("data/0*.txt"):
        assert file.read_text("utf-8").startswith("REPLAY"), file.name
    assert all("REPLAY" in text for text in texts((record.folder / "START-HERE.pdf").read_bytes()))
    assert verify(record.folder, record.fingerprint).ok


def test_what_was_kept_before_a_press_that_found_nothing_stays(browser, tmp_path):
    flow = find_flow("gemini")
    case = load_cases(flow)["only-the-entry-that-deletes"]  # its menu is open at the end
    record = sealed(Stage(browser, tmp_path, tmp_path / "replays").replay(flow, case).result).folder
    assert (record / "data" / "events.jsonl").read_text("utf-8").count('"captured"') == 1


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es", "nl", "pt", "pl"])
def test_the_portal_leads_to_the_form_in_every_language_that_its_case_has(browser, tmp_path, language):
    flow = find_flow("facebook")
    result = Stage(browser, tmp_path, tmp_path).replay(flow, load_cases(flow)[f"received-{language}"]).result
    assert result.way["number"] == "1"
