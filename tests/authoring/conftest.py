"""The setup in which cases are watched, and a folder to save in."""

import pytest

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch
from optout.run.saved_case import ReplaySetup


@pytest.fixture
def setup(browser, tmp_path):
    """Share one browser among the cases; each has a context of its own."""
    launch = Launch(find_light_browser(), headed=False)
    return ReplaySetup(browser, launch, tmp_path / "records", lambda: None)
