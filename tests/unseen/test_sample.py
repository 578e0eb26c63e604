"""A small fixed sample of what `make unseen` plays: nothing is confirmed falsely, nothing is sent twice."""

import pytest
from tests.unseen.judge import Verdict
from tests.unseen.play import play_all
from tests.unseen.report import figures_of, report
from tests.unseen.words import LANGUAGES

PAGES = range(4)
pytestmark = pytest.mark.timeout(600)  # each page takes some seconds, and many more where others run beside it


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_no_page_of_the_sample_is_confirmed_falsely_or_sent_twice(seed):
    played = list(play_all(seed, PAGES, LANGUAGES))
    figures = figures_of(played)
    assert (figures.false, figures.double, figures.wrong) == (0, 0, 0), report(seed, played)
    assert all(one.posts <= 1 for one in played)
    assert any(one.verdict == Verdict.FINISHED for one in played), report(seed, played)
