"""The browser for tests that need no window."""

import shutil
from pathlib import Path

from optout.browser.installed import BrowserKind, Installed, find_browser
from optout.cli.install import LIGHT_BROWSER


def without_windows() -> Installed:
    """Give Chromium's headless shell where it is installed, else the browser that the program itself would use.

    Each window of a whole Chromium brings processes for its own surface, which costs three times as much.
    """
    light = shutil.which(LIGHT_BROWSER)
    return Installed(BrowserKind.CHROMIUM, Path(light)) if light else find_browser("")
