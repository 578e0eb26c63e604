"""A page of each library: gone through with at most one gesture, and nothing told falsely, sent twice or astray."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.systems.person import BY_DESIGN
from tests.systems.play import play_part
from tests.systems.report import figures_of, report
from tests.unseen.judge import Verdict

# With `make faults`: what a library's own markup breaks is known before the change lands, not at night.
pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]  # some seconds a page, and many more beside other tests
PAGES = ["antd-1", "bootstrap-1", "carbon-1", "govuk-4", "material-3", "mui-1", "shoelace-4", "uswds-3", "vuetify-3"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_library_is_gone_through(name):
    # In a process of its own: this one may have Playwright running already.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        played = aside.submit(play_part, [name]).result()
    figures = figures_of(played)
    assert (figures.false, figures.double, figures.strayed) == (0, 0, 0), report(played)
    assert played[0].verdict == Verdict.FINISHED, report(played)
    assert sum(gesture != BY_DESIGN for gesture in played[0].gestures) <= 1, report(played)
