"""Fails when a test was skipped that this system should have run: a skipped test must never pass for a green one.

    python tools/no_skips.py JUNIT.xml...

A test may be skipped for the system it runs on; its reason then begins with "only on" or "not on"
and the system, or ends with "needs" and the system. On Linux, where a screen can be made, tests
with a window must have run, and so must the faults.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

FOR_ANOTHER_SYSTEM = re.compile(
    r"(only|not) on (Linux|macOS|Windows)\b|.* needs (Linux|macOS|Windows)$"
)
WITH_A_WINDOW = "tests.headed."
A_FAULT = "tests.faults.test_faults.test_a_fault["
ENOUGH_FAULTS = 60


def what_is_wrong(*reports: Path) -> Iterator[str]:
    """List the tests that were skipped for another reason than the system, and say what ought to have run."""
    ran: list[str] = []
    for case in (case for report in reports for case in ET.parse(report).iter("testcase")):  # noqa: S314 - pytest's own
        name = f"{case.get('classname')}.{case.get('name')}"
        reasons = [
            s.get("message", "") for s in case.iter("skipped") if s.get("type") != "pytest.xfail"
        ]
        ran += [] if reasons else [name]
        yield from (
            f"skipped: {name}: {reason}"
            for reason in reasons
            if not FOR_ANOTHER_SYSTEM.match(reason)
        )
    if sys.platform.startswith("linux"):
        yield from _missing(ran)


def _missing(ran: list[str]) -> Iterator[str]:
    if not any(name.startswith(WITH_A_WINDOW) for name in ran):
        yield "no test with a window ran"
    faults = sum(name.startswith(A_FAULT) for name in ran)
    if faults < ENOUGH_FAULTS:
        yield f"{faults} faults were tried, and {ENOUGH_FAULTS} at least must be"


def main(reports: list[Path]) -> int:
    """Print what is wrong; the exit code is 1 when anything is."""
    wrong = list(what_is_wrong(*reports))
    for line in wrong:
        print(f"error: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
