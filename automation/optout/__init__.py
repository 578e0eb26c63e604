"""Submits a GDPR objection form in a real browser, once, and keeps proof."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("optout-submitter")
except PackageNotFoundError:  # run from a source tree that was not installed
    __version__ = "0+unknown"
