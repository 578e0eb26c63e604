"""Keeps Playwright from printing or writing what is typed into the form."""

import os

_CHATTY = ("DEBUG", "DEBUGP", "DEBUG_FILE", "PWDEBUG", "npm_config_pwdebug")
"""Variables that make its client or its driver do so (Playwright 1.65)."""


def be_quiet() -> None:
    """Take these variables away. The client looks at some of them once, when it is first imported."""
    for name in _CHATTY:
        os.environ.pop(name, None)
