"""A page of each library is gone through with at most one gesture, and nothing told falsely, sent
twice or astray.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.systems.pages import find_page
from tests.unseen.judge import Verdict
from tests.unseen.play import play_part
from tests.unseen.report import report


# With `make faults`: what a library's own markup breaks is known before the change lands, not at
# night.
@pytest.mark.faults
@pytest.mark.timeout(600)  # some seconds a page, and many more beside other tests
@pytest.mark.parametrize(
    "name",
    [
        "antd-1",
        "bootstrap-1",
        "carbon-1",
        "govuk-4",
        "material-3",
        "mui-1",
        "shoelace-4",
        "uswds-3",
        "vuetify-3",
    ],
)
def test_a_page_of_a_library_is_gone_through(name):
    # In a process of its own: this one may have Playwright running already.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        [played] = aside.submit(play_part, find_page, [name]).result()
    assert (played.verdict, played.misplaced, played.strayed) == (Verdict.FINISHED, (), ()), report(
        [played]
    )
    assert len(played.by_hand) <= 1, report([played])
