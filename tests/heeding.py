"""Ctrl-C and its like count in the tests that send them, also where the tests were started with them ignored.

`trap "" INT` does that, `nohup`, and a shell for a job in the background; what is ignored stays so in what is started.
"""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

_BY_DEFAULT: dict[str, Any] = {
    "SIGINT": signal.default_int_handler,
    "SIGTERM": signal.SIG_DFL,
    "SIGHUP": signal.SIG_DFL,
}


def heed() -> dict[int, Any]:
    """Let this process, and what it starts, heed what is ignored; gives what was changed, and to what it was before."""
    ignored = {
        number: default
        for name, default in _BY_DEFAULT.items()
        if (number := getattr(signal, name, None)) and signal.getsignal(number) is signal.SIG_IGN
    }
    return {number: signal.signal(number, default) for number, default in ignored.items()}


@pytest.fixture
def heeds_signals() -> Iterator[None]:
    """Heed them for the length of a test."""
    changed = heed()
    yield
    for number, before in changed.items():
        signal.signal(number, before)
