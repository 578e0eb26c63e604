"""What ordinary sites do ends confirmed, with one send and no question but the approval, or says why not."""

import pytest
from tests.honest.play import PAGES, browser_at, play_page
from tests.honest.site import standing

SAMPLE = ("replay-in-clear", "turbo-redirect", "django-messages", "one-question-a-page", "form-in-frame", "polish")
"""The most different ones, which `make test` plays (`test_sample.py`)."""
pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def front():
    with standing() as front:
        yield front


@pytest.fixture(scope="module")
def browser(playwright, front):
    browser = browser_at(playwright, front)
    yield browser
    browser.close()


def each(names):
    return [pytest.param(PAGES[name], id=name) for name in names]


def ends_well(browser, front, page):
    """Play a page and compare it with what its story says of itself."""
    came = play_page(browser, front, page)
    assert came.missing == ()
    assert (came.state, came.sends) == (came.ends, "1"), came.says
    assert came.sent_once
    assert came.asked == () or came.asks, came.asked


@pytest.mark.parametrize("page", each(name for name in PAGES if name not in SAMPLE))
def test_an_honest_page_ends_well(browser, front, page):
    ends_well(browser, front, page)
