"""The browser for tests that need no window."""

import shutil
from pathlib import Path

from optout.browser.find import Browser, Kind, find_browser
from optout.cli.setup import LIGHT_BROWSER


def without_windows() -> Browser:
    """Give Chromium's headless shell where it is installed, else the browser that the program itself would use.

    Each window of a whole Chromium brings processes for its own surface, which costs three times as much.
    """
    light = shutil.which(LIGHT_BROWSER)
    return Browser(Kind.CHROMIUM, Path(light)) if light else find_browser("")
