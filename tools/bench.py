"""`make bench`: what optout costs beside a bare Playwright script and a bare Typer program, measured side by side.

Every pair is run in turn, so that both meet the same machine; the figure is the ratio of the medians.
"""

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.bench_capture import capture_beside_bare
from tools.bench_verify import verify_beside_sha256sum

from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser, sandbox
from optout.cli.replay import Played, play_quietly
from optout.flow.addresses import glob_pattern
from optout.flow.cases import Answer, Moment, ReadyCase, load_cases, read_page
from optout.flow.load import LoadedFlow, find_flow, shipped_ids
from optout.outcome import Reason
from optout.run.replay import ReplaySetup

HERE = Path(__file__).parent
ROUNDS = 7
HELP_ROUNDS = 21
"""More rounds for what takes only milliseconds."""
MEMORY_LIMIT = 150
"""MiB for the Python process."""
LINEAR = 1.1
"""How much more a case may cost among all than among half of them."""
_WAITING = {
    Reason.NO_ANSWER,
    Reason.NO_PROOF,
    Reason.NO_REQUEST_SEEN,
    Reason.CODE_NOT_ENTERED,
    Reason.SIGN_IN_TIMEOUT,
    Reason.TARGET_MISSING,
    Reason.TARGET_AMBIGUOUS,
    Reason.TARGET_STUCK,
    Reason.WAYS_DEAD,
    Reason.FOREIGN_ADDRESS,
    Reason.CONFIRMED_BY_PERSON,
    Reason.NOT_READ_AS_RECEIVED,
    Reason.REFUSED_BY_STATUS,
    Reason.CLIENT_ERROR,
}
"""Ends before which the page is given seconds to show more, however fast the machine: waiting is no work to compare."""


def seconds(command: list[str]) -> float:
    """Run a command and give its wall time."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(command)} ended with {ran.returncode}: {ran.stderr[-2000:]}")
    return time.perf_counter() - began


def compare(name: str, ours: Callable[[], list[str]], bare: Callable[[], list[str]], rounds: int, limit: float) -> bool:
    """Time two commands in turn and print the ratio of their medians; the first round of each only warms up."""
    for warm in (ours, bare):
        seconds(warm())
    pairs = [(seconds(ours()), seconds(bare())) for _ in range(rounds)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio: float = mine / theirs
    print(line(name, mine, theirs, limit, "ok" if ratio <= limit else "OVER"), flush=True)
    return ratio <= limit


def line(name: str, mine: float, theirs: float, limit: float, verdict: str) -> str:
    """Write a line of the table, times in seconds."""
    return f"{name:<44} {mine:8.3f} s {theirs:8.3f} s  {mine / theirs:5.2f}  at most {limit:.2f}  {verdict}"


def plan_answer(case: ReadyCase, answer: Answer) -> dict[str, Any]:
    """Write an answer as plain data for the bare script."""
    method, glob = answer.to.split(" ", 1)
    headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    if answer.cookie:
        headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
    return {
        "method": method,
        "address": glob_pattern(glob).pattern,
        "body": read_page(case, answer) if answer.page else "",
        "headers": headers,
        **answer.model_dump(include={"status", "after", "fails", "times", "needs_cookie"}),
    }


def plan_case(loaded: LoadedFlow, case: ReadyCase, played: Played) -> dict[str, Any]:
    """Write a case as plain data: the pages the replay opened, what is typed, and whether it waits for something."""
    result = played.replayed.result
    visited = [a.url for a in played.replayed.arrived if a.method == "GET"]
    moments = {moment.value: gestures for moment, gestures in case.person.at.items()}
    closes = any(g.close for g in moments.get("sign_in", []))
    return {
        "name": f"{loaded.flow.id}-{case.name}",
        "sign_in": loaded.flow.sign_in.open,
        "gestures": [g.model_dump(exclude_none=True) for g in moments.get("sign_in", [])],
        "opens": [address for address in visited if address != loaded.flow.sign_in.open],
        "comment": case.person.comment or "",
        "sends": len(played.replayed.sends),
        "captured": not closes,
        "waits": result.outcome.reason in _WAITING or Moment.TAKE_OVER in case.person.at,
        "answers": [plan_answer(case, answer) for answer in case.answers],
    }


def make_plan(names: list[str], folder: Path, chosen: Callable[[ReadyCase], bool]) -> dict[str, Any]:
    """Replay cases once to learn what each opens and how it ends, and write that down for the bare script."""
    launch = Launch(find_browser(""), headed=False)
    cases = []
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        setup = ReplaySetup(browser, launch, folder / "learnt", lambda: None)
        for loaded in map(find_flow, names):
            ready = [case for case in load_cases(loaded).values() if chosen(case)]
            cases += [plan_case(loaded, case, play_quietly(setup, loaded, case)) for case in ready]
    return {"executable": str(launch.installed.executable), "sandbox": sandbox(launch).on, "cases": cases}


def without_failures(plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Leave out the cases that a script without any checks cannot play: its waits for what never comes are no work."""
    ran = subprocess.run(bare_command(plan, folder)(), capture_output=True, text=True, check=True)
    failed = {line.partition(":")[0] for line in ran.stderr.splitlines()}
    return {**plan, "cases": [case for case in plan["cases"] if case["name"] not in failed]}


def bare_command(plan: dict[str, Any], folder: Path) -> Callable[[], list[str]]:
    """Give what makes the bare script's command, each time with a new folder."""
    file = folder / f"plan-{len(plan['cases'])}.json"
    file.write_text(json.dumps(plan), "utf-8")
    return lambda: [sys.executable, str(HERE / "bare_replay.py"), str(file), tempfile.mkdtemp(dir=folder)]


def main() -> None:
    """Print the ratios; the exit code is 1 when one is over its limit."""
    optout = str(Path(sys.executable).with_name("optout"))
    print(f"{'':<44} {'optout':>10} {'bare':>10}  ratio", flush=True)
    with tempfile.TemporaryDirectory(prefix="optout-bench-") as name:
        folder = Path(name)
        data = ["--data-dir", str(folder / "data")]
        first = make_plan(["facebook"], folder, lambda case: case.name == "received-en")
        fine = [
            compare(
                "optout --help / two-command Typer",
                lambda: [optout, "--help"],
                lambda: [sys.executable, str(HERE / "bare_typer.py"), "--help"],
                HELP_ROUNDS,
                1.15,
            ),
            compare(
                "optout replay facebook / bare Playwright",
                lambda: [optout, "replay", "facebook", *data],
                bare_command(first, folder),
                ROUNDS,
                1.15,
            ),
        ]
        fine.append(all_beside_bare(folder, data))
        fine.append(capture_beside_bare(ROUNDS))
        fine.append(verify_beside_sha256sum(folder, ROUNDS))
    sys.exit(0 if all(fine) else 1)


_IN_ONE_GO = """
import resource, sys, time
from pathlib import Path
from optout.browser.launch import driver
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, replay_browser
from optout.cli.replay import play_quietly
from optout.flow.load import find_flow, shipped_ids
from optout.flow.cases import load_cases
from optout.run.replay import ReplaySetup
began, launch, wanted = time.perf_counter(), Launch(find_browser(""), headed=False), set(sys.argv[2:])
with driver() as playwright, replay_browser(playwright, launch) as browser:
    setup = ReplaySetup(browser, launch, Path(sys.argv[1]), lambda: None)
    for loaded in map(find_flow, shipped_ids()):
        for case in load_cases(loaded).values():
            if f"{loaded.flow.id}-{case.name}" in wanted:
                assert not play_quietly(setup, loaded, case).differs
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
"""What `replay --all` does, for some of the cases; prints its seconds, and the peak of Python's memory in MiB."""


def all_beside_bare(folder: Path, data: list[str]) -> bool:
    """Print what many cases in one go cost beside a bare loop over the same pages, a half of them, and their memory.

    A fourth of the cases, or all with `--all`; only those that wait for nothing: what both wait for would make the
    ratio better than it is. Nor those in which a person takes over: the bare script has none to wait for.
    """
    turn = itertools.cycle([True] if "--all" in sys.argv else [True, False, False, False])
    plan = make_plan(shipped_ids(), folder, lambda case: case.case.words == "en" and next(turn))
    plan["cases"] = [case for case in plan["cases"] if not case["waits"]]
    plan = without_failures(plan, folder)
    names = [case["name"] for case in plan["cases"]]
    (whole, peak), (half, _) = (in_one_go(data, part) for part in (names, names[::2]))
    bare = seconds(bare_command(plan, folder)())
    linear = (whole / len(names)) / (half / len(names[::2]))
    fine = {"bare": whole / bare <= 1.3, "linear": linear <= LINEAR, "memory": peak <= MEMORY_LIMIT}  # noqa: PLR2004
    told = {name: "ok" if ok else "OVER" for name, ok in fine.items()}
    print(line(f"{len(names)} cases in one go / bare loop", whole, bare, 1.3, told["bare"]), flush=True)
    print(
        line(
            "a case of all / a case of half of them", whole / len(names), half / len(names[::2]), LINEAR, told["linear"]
        )
    )
    print(f"{'peak of Python memory':<44} {peak:8} MiB {'':23} at most {MEMORY_LIMIT}  {told['memory']}", flush=True)
    return all(fine.values())


def in_one_go(data: list[str], names: list[str]) -> tuple[float, int]:
    """Replay cases in one process; gives its seconds and the peak of its memory in MiB."""
    command = [sys.executable, "-c", _IN_ONE_GO, data[-1], *names]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    took, peak = ran.stdout.split()
    return float(took), int(peak)


if __name__ == "__main__":
    main()
