"""Six of the most different honest pages; `make faults` plays the others."""

import pytest
from tests.honest.test_pages import SAMPLE, browser, each, ends_well, front

__all__ = ["browser", "front"]
pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize("page", each(SAMPLE))
def test_an_honest_page_ends_well(browser, front, page):
    ends_well(browser, front, page)
