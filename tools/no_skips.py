"""Fails when a test was skipped that this system should have run: a skipped test must never pass for a green one.

    python tools/no_skips.py JUNIT.xml

A test may be skipped for the system it runs on; its reason then begins with "only on" or "not on" and the system, or
ends with "needs" and the system. On Linux, where a screen can be made, tests with a window must have run.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

FOR_ANOTHER_SYSTEM = re.compile(r"(only|not) on (Linux|macOS|Windows)\b|.* needs (Linux|macOS|Windows)$")
WITH_A_WINDOW = "tests.headed."


def what_is_wrong(report: Path) -> Iterator[str]:
    """List the tests that were skipped for another reason than the system, and say if none with a window ran."""
    ran_with_a_window = False
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        name = f"{case.get('classname')}.{case.get('name')}"
        reasons = [s.get("message", "") for s in case.iter("skipped") if s.get("type") != "pytest.xfail"]
        ran_with_a_window |= name.startswith(WITH_A_WINDOW) and not reasons
        yield from (f"skipped: {name}: {reason}" for reason in reasons if not FOR_ANOTHER_SYSTEM.match(reason))
    if sys.platform.startswith("linux") and not ran_with_a_window:
        yield "no test with a window ran"


def main(report: Path) -> int:
    """Print what is wrong; the exit code is 1 when anything is."""
    wrong = list(what_is_wrong(report))
    for line in wrong:
        print(f"error: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
