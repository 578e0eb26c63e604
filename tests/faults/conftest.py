"""A site that every host leads to, a browser for it, and the table at the end: case, POSTs, outcome, exit code."""

import json
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
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": [*trusting(front.port)]})
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


def pytest_terminal_summary(terminalreporter):
    """Print what was seen of each case, sorted by name."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    told = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == "fault"]
    rows = sorted({(row["case"], row["posts"], row["outcome"], row["exit"]) for row in map(json.loads, told)})
    if not rows:
        return
    terminalreporter.section(f"{len(rows)} faults")
    width = max(len(row[0]) for row in rows)
    terminalreporter.write_line(f"{'case':{width}}  POSTs  exit  outcome")
    for case, posts, outcome, code in rows:
        terminalreporter.write_line(f"{case:{width}}  {posts:5}  {code:4}  {outcome}")
