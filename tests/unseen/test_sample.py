"""A small fixed sample of what `make unseen` plays: no false confirmation, no second send, no value
astray.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest
from tests.unseen.judge import Verdict
from tests.unseen.play import play_part
from tests.unseen.report import never, report
from tests.unseen.write import make_page

PAGES = range(2)
# each page takes some seconds, and many more where others run beside it
pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_no_page_of_the_sample_is_confirmed_falsely_sent_twice_or_with_a_value_astray(seed):
    # In a process of its own: this one may have Playwright running already.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        played = aside.submit(play_part, partial(make_page, seed), PAGES).result()
    assert set(never(played).values()) == {0}, report(played)
    assert all(one.posts <= 1 for one in played)
    assert any(one.verdict == Verdict.FINISHED for one in played), report(played)
