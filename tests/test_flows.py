"""Every case of every flow: what a flow's own data says must come out is what comes out."""

import gc
import os

import pytest
from tests.browsers import without_windows

from optout.browser.launch import Launch, replay_browser
from optout.cli.replay import play_quietly
from optout.evidence.verify import verify
from optout.flow.cases import cases_of, load_cases
from optout.flow.load import find_flow, shipped_ids
from optout.run.saved_case import ReplaySetup

LOADED = {name: find_flow(name) for name in shipped_ids()}
CASES = [(loaded.flow.id, case) for loaded, case in cases_of(LOADED.values())]


@pytest.fixture(scope="module")
def setup(playwright, tmp_path_factory):
    """Share one browser among the cases; each has a context of its own."""
    launch = Launch(without_windows(), headed=False)
    with replay_browser(playwright, launch) as browser:
        yield ReplaySetup(browser, launch, tmp_path_factory.mktemp("records"), lambda: None)


@pytest.mark.parametrize(("flow", "case"), CASES, ids=[f"{flow}-{case.name}" for flow, case in CASES])
def test_a_case_comes_out_as_its_data_says(setup, flow, case):
    played = play_quietly(setup, LOADED[flow], case)
    assert played.differs == []
    result = played.replayed.result
    assert result.sealed is not None
    assert verify(result.sealed.folder, result.sealed.fingerprint).ok
    assert os.path.basename(result.sealed.folder).startswith("REPLAY-")  # noqa: PTH119


def test_a_request_without_an_answer_leaves_no_word_of_playwright_s_own_on_the_screen(setup, caplog):
    facebook = LOADED["facebook"]
    play_quietly(setup, facebook, load_cases(facebook)["window-closed-after-send"])
    gc.collect()  # what waits for ever is noticed when Python cleans up
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []
