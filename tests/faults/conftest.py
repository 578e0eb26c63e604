"""The table at the end of a run of the faults: case, POSTs, outcome, exit code."""

import json
import sys

if not sys.platform.startswith("linux"):
    collect_ignore_glob = ["*"]  # the runs are forked, and what befalls them is asked of Linux


def pytest_terminal_summary(terminalreporter):
    """Print what was seen of each case, sorted by name."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    told = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == "fault"]
    rows = sorted({(row["case"], row["posts"], row["outcome"], row["exit"]) for row in map(json.loads, told)})
    if not rows:
        return
    terminalreporter.section(f"{len(rows)} faults")
    width = max(len(row[0]) for row in rows)
    terminalreporter.write_line(f"{'case':{width}}  POSTs  exit  outcome")
    for case, posts, outcome, code in rows:
        terminalreporter.write_line(f"{case:{width}}  {posts:5}  {code:4}  {outcome}")
