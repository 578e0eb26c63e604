"""What the person pointed at, put into the flow file as it was printed, makes the same case run
without them.
"""

import shutil

import pytest

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch
from optout.cli.replay import play_case
from optout.flow.cases import load_cases
from optout.flow.find import find_flow
from optout.flow.load import load_flow
from optout.outcome import State
from optout.run.saved_case import ReplaySetup


@pytest.mark.faults
def test_what_was_pointed_at_printed_and_put_into_the_flow_makes_the_case_run_without_the_person(
    browser, tmp_path
):
    launch = Launch(find_light_browser(), headed=False)
    setup = ReplaySetup(browser, launch, tmp_path / "records", lambda: None)
    shipped = find_flow("facebook")
    case = load_cases(shipped)["point-at-email"]
    result = play_case(setup, shipped, case).replayed.result
    assert result.found["email"] == "pointed at by the person"
    folder = tmp_path / "facebook"
    shutil.copytree(shipped.folder, folder)
    before, _, rest = (folder / "flow.yaml").read_text("utf-8").partition("\n  email:\n")
    lines, after = "\n".join(result.suggestions), rest[rest.index("\n  email_again:\n") :]
    (folder / "flow.yaml").write_text(f"{before}\n{lines}{after}", "utf-8")

    alone = case.model_copy(update={"person": case.person.model_copy(update={"terminal": False})})
    result = play_case(setup, load_flow(folder), alone).replayed.result
    assert result.outcome.state == State.CONFIRMED
    assert (result.found["email"], result.suggestions) == ("role and words", [])
