"""Submits a GDPR objection form in a real browser, once, and keeps proof."""

import os

__version__ = "0.1.0"


def be_quiet() -> None:
    """Take away the variables that make Playwright's client or driver log what is filled in (Playwright 1.65)."""
    for name in ("DEBUG", "DEBUGP", "DEBUG_FILE", "PWDEBUG", "npm_config_pwdebug"):
        os.environ.pop(name, None)


be_quiet()  # before anything imports Playwright, which looks at some of them once
