"""Submits a GDPR objection form in a real browser, once, and keeps proof."""

from optout.redact import be_quiet

be_quiet()  # before anything imports Playwright, which looks at its variables once

__version__ = "0.1.0"
