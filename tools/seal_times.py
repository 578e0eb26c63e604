"""How long a case's captures and its seal take: one line of seconds for each line `flow case` that is read.

For `make bench BENCH=seal`, which runs it on this program and on an earlier one: it needs no more of either than both
have. Looking for what is captured counts, waiting for the page does not.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optout.browser.installed import BrowserKind, Installed
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.replay import play_quietly
from optout.evidence.recorder import Recorder
from optout.flow.cases import load_cases
from optout.flow.load import find_flow
from optout.run import captures
from optout.run.saved_case import ReplaySetup

_CAPTURES = ("capture_filled", "capture_pressed", "capture_last")


def timed(work: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    """Return what does the same, and adds the seconds that it took."""

    def clocked(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            spent["seconds"] += time.perf_counter() - began  # type: ignore[assignment]

    return clocked


def clock(spent: Counter[str]) -> None:
    """Time the captures, by whatever module they are called, and the seal."""
    for name in _CAPTURES:
        work = getattr(captures, name)
        clocked = timed(work, spent)
        for module in [*sys.modules.values()]:
            if getattr(module, name, None) is work:
                setattr(module, name, clocked)
    Recorder.seal = timed(Recorder.seal, spent)  # type: ignore[method-assign]


def main() -> None:
    """Play what stdin names, with the browser that is named, and print the seconds."""
    spent = Counter[str]()
    clock(spent)
    launch = Launch(Installed(BrowserKind.CHROMIUM, Path(sys.argv[1])), headed=False)
    with (
        tempfile.TemporaryDirectory(prefix="optout-bench-") as root,
        driver() as playwright,
        replay_browser(playwright, launch) as browser,
    ):
        setup = ReplaySetup(browser, launch, Path(root), lambda: None)
        for line in sys.stdin:
            flow, case = line.split()
            loaded = find_flow(flow)
            spent.clear()
            play_quietly(setup, loaded, load_cases(loaded)[case])
            print(spent["seconds"], flush=True)


if __name__ == "__main__":
    main()
