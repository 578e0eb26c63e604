"""Submits a GDPR objection form in a real browser, once, and keeps proof."""

from optout.redact import be_quiet

be_quiet()  # before anything imports Playwright, which looks at its variables once


def __getattr__(name: str) -> str:
    """Look the version up only when it is asked for: reading package metadata costs more than all of `--help`."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("optout-submitter")
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "0+unknown"
