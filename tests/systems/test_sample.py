"""A small sample of what `make unseen SYSTEMS=1` plays: nothing is confirmed falsely, nothing is sent twice."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.systems.play import play_part
from tests.systems.report import figures_of, report

pytestmark = pytest.mark.timeout(600)  # each page takes some seconds, and many more where others run beside it


def test_no_page_of_the_sample_is_confirmed_falsely_or_sent_twice():
    # In a process of its own: this one may have Playwright running already.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        played = aside.submit(play_part, ["bootstrap-1", "material-3", "uswds-3"]).result()
    figures = figures_of(played)
    assert (figures.false, figures.double, figures.strayed) == (0, 0, 0), report(played)
