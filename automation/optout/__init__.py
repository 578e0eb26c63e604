"""Submits a GDPR objection form in a real browser, once, and keeps proof."""

import os

from optout.redact import be_quiet

be_quiet()  # before anything imports Playwright, which looks at its variables once


def __getattr__(name: str) -> str:
    """Look the version up only when it is asked for: reading package metadata costs more than all of `--help`."""
    if name != "__version__":
        raise AttributeError(name)
    named = [name[len(_METADATA) : -len(_ENDS)] for name in _lying_beside() if _is_metadata(name)]
    return named[0] if len(named) == 1 else _read_version()


_METADATA, _ENDS = "optout_submitter-", ".dist-info"
"""Between these the name of an installed wheel's folder of metadata has the version: read there, it costs nothing."""


def _lying_beside() -> list[str]:
    return [entry.name for entry in os.scandir(os.path.dirname(os.path.dirname(__file__)))]  # noqa: PTH120  no pathlib


def _is_metadata(name: str) -> bool:
    return name.startswith(_METADATA) and name.endswith(_ENDS)


def _read_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("optout-submitter")
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "0+unknown"
