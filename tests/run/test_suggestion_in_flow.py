"""What a person pointed at, put into the flow file as it was printed, makes the same case run without them."""

import shutil

import pytest
import yaml

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch
from optout.cli.replay import play_quietly
from optout.flow.cases import load_cases
from optout.flow.load import find_flow, load_flow
from optout.outcome import State
from optout.run.saved_case import ReplaySetup

pytestmark = pytest.mark.faults


@pytest.fixture
def setup(browser, tmp_path):
    launch = Launch(find_light_browser(), headed=False)
    return ReplaySetup(browser, launch, tmp_path / "records", lambda: None)


def test_the_printed_lines_make_the_case_run_without_the_person(setup, tmp_path):
    shipped = find_flow("facebook")
    case = load_cases(shipped)["point-at-email"]
    result = play_quietly(setup, shipped, case).replayed.result
    assert result.found["email"] == "pointed at by the person"
    lines = "\n".join(result.suggestions)

    folder = tmp_path / "facebook"
    shutil.copytree(shipped.folder, folder)
    text = (folder / "flow.yaml").read_text("utf-8")
    begin = text.index("\n  email:\n") + 1
    end = text.index("\n  email_again:\n") + 1
    (folder / "flow.yaml").write_text(f"{text[:begin]}{lines}\n{text[end:]}", "utf-8")
    mended = load_flow(folder)
    assert mended.flow.targets["email"].model_dump() != shipped.flow.targets["email"].model_dump()
    assert yaml.safe_load(lines)["email"]["role"] == "textbox"

    alone = case.model_copy(update={"person": case.person.model_copy(update={"terminal": False})})
    result = play_quietly(setup, mended, alone).replayed.result
    assert result.outcome.state == State.CONFIRMED
    assert result.found["email"] == "role and words"
    assert result.suggestions == ()
