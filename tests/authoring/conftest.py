"""The setup in which cases are watched, and a folder to save in."""

import pytest

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, replay_browser
from optout.run.saved_case import ReplaySetup


@pytest.fixture(scope="module")
def setup(playwright, tmp_path_factory):
    """Share one browser among the cases; each has a context of its own."""
    launch = Launch(find_light_browser(), headed=False)
    with replay_browser(playwright, launch) as browser:
        yield ReplaySetup(browser, launch, tmp_path_factory.mktemp("records"), lambda: None)
