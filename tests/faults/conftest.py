"""A site that every host leads to, a browser for it, and a journal."""

import sys

import pytest
from tests.faults.site import Site, standing, trusting

from optout.journal import Journal

if not sys.platform.startswith("linux"):
    collect_ignore_glob = ["*"]  # the runs are forked, and what befalls them is asked of Linux


@pytest.fixture(scope="module")
def front():
    """Give what every host leads to; the site of a case may stand behind it."""
    with standing(Site()) as site:
        yield site


@pytest.fixture(scope="module")
def browser(playwright, browser_type_launch_args, front):
    """Give a browser in which every host is the site."""
    # not by the context alone: that leaves out shared workers
    browser = playwright.chromium.launch(
        **{**browser_type_launch_args, "args": [*trusting(front.port)]}
    )
    yield browser
    browser.close()


@pytest.fixture
def journal():
    """Give a journal that is kept in memory."""
    journal = Journal(None)
    yield journal
    journal.close()


@pytest.fixture
def site(request, front):
    """Give the site of a case, which stands behind `front`."""
    front.behind = request.param.standing()
    yield front.behind
    front.behind.closing.set()
