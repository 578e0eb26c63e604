"""`make bench`: what optout costs beside the barest program that does the same, measured side by side.

    python -m tools.bench [help] [replay] [cases] [jobs] [capture] [verify] [rows] [install] [--all]

Without a name all but `install`, which downloads every package anew. Both of a pair take turns, so that both meet the
same machine; the figure is the ratio of the medians. Ends with 1 if one is over its limit.
"""

import argparse
import itertools
import json
import os
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page
from tools import bare_replay
from tools.check_release import cloned, run
from tools.release import ROOT, build

from optout.authoring.scaffold import make_flow
from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, driver, replay_browser, replay_context, sandbox
from optout.cli.replay import PlayedCase, play_quietly
from optout.evidence.capture import Shot, capture
from optout.evidence.folder import MANIFEST
from optout.evidence.record import Beginning, Ending, FlowUsed, Stage
from optout.evidence.recorder import Recorder, this_tool
from optout.evidence.verify import Kept, check
from optout.flow.cases import Answer, Moment, ReadyCase, load_cases, read_page
from optout.flow.load import LoadedFlow, find_flow, shipped_ids
from optout.journal import JOURNAL_FILE, Journal
from optout.outcome import Reason, State
from optout.run.saved_case import ReplaySetup

OPTOUT = str(Path(sys.executable).with_name("optout"))
ROUNDS = 7
MEMORY_LIMIT = 150
"""MiB for the Python process."""
LINEAR = 1.1
"""How much more a case may cost among all than among half of them."""


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of something."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def command(*words: str, cwd: Path = ROOT) -> Callable[[], object]:
    """Return what runs a command that must succeed; Python may keep what it compiles."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: run(*words, cwd=cwd, environ=environ)


def beside(
    name: str, ours: Callable[[], object], bare: Callable[[], object], most: float | None, rounds: int = ROUNDS
) -> bool:
    """Time both in turn and print the ratio of their medians; the first round only warms up.

    `most` is the ratio to keep, None where it is not judged.
    """
    pairs = [(seconds(ours), seconds(bare)) for _ in range(rounds + 1)][1:]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return tell(name, mine, theirs, most)


def tell(name: str, mine: float, theirs: float, most: float | None = None, unit: str = "s") -> bool:
    """Print a line of the table; False when the ratio is over its limit."""
    fine = most is None or mine / theirs <= most
    verdict = f"at most {most:.2f}  {'ok' if fine else 'OVER'}" if most else ""
    print(f"{name:<46} {mine:9.3f} {unit:<2} {theirs:9.3f} {unit:<2}  {mine / theirs:5.2f}  {verdict}", flush=True)
    return fine


_TWO_COMMANDS = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def one(): "Do one thing."
@app.command()
def two(): "Do another thing."
app()
"""


def bench_help(folder: Path) -> bool:
    """Compare `optout --help` with that of a Typer program of two commands; many rounds, as it takes milliseconds."""
    (folder / "two.py").write_text(_TWO_COMMANDS, "utf-8")
    bare = command(sys.executable, str(folder / "two.py"), "--help")
    return beside("optout --help / two-command Typer", command(OPTOUT, "--help"), bare, 1.15, rounds=21)


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
    Reason.NOT_READ,
    Reason.REFUSED_BY_STATUS,
}
"""Ends before which the page is given seconds to show more, however fast the machine: waiting is no work to compare."""


def _pattern(glob: str) -> str:
    """Write an address glob as a regular expression, which the bare script can read."""
    body = "".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", glob))
    return body if "?" in glob else rf"{body}(?:\?.*)?"


def plan_answer(case: ReadyCase, answer: Answer) -> dict[str, Any]:
    """Write an answer as plain data for the bare script."""
    method, glob = answer.to.split(" ", 1)
    headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    if answer.cookie:
        headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
    return {
        "method": method,
        "address": _pattern(glob),
        "body": read_page(case, answer) if answer.page else "",
        "headers": headers,
        **answer.model_dump(include={"status", "after", "fails", "times", "needs_cookie"}),
    }


def plan_case(loaded: LoadedFlow, case: ReadyCase, played: PlayedCase) -> dict[str, Any]:
    """Write a case as plain data: the pages the replay opened, what is typed, and whether it waits for something."""
    result = played.replayed.result
    visited = [a.url for a in played.replayed.arrived if a.method == "GET"]
    gestures = case.person.at.get(Moment.SIGN_IN, [])
    return {
        "name": f"{loaded.flow.id}-{case.name}",
        "sign_in": loaded.flow.sign_in.open,
        "gestures": [gesture.model_dump(exclude_none=True) for gesture in gestures],
        "opens": [address for address in visited if address != loaded.flow.sign_in.open],
        "comment": case.person.comment or "",
        "sends": len(played.replayed.sends),
        "captured": not any(gesture.close for gesture in gestures),
        "waits": result.outcome.reason in _WAITING or Moment.TAKE_OVER in case.person.at,
        "answers": [plan_answer(case, answer) for answer in case.answers],
    }


def make_plan(names: list[str], folder: Path, chosen: Callable[[ReadyCase], bool]) -> dict[str, Any]:
    """Replay cases once to learn what each opens and how it ends, and write that down for the bare script."""
    launch = Launch(find_light_browser(), headed=False)
    cases = []
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        setup = ReplaySetup(browser, launch, folder / "learnt", lambda: None)
        for loaded in map(find_flow, names):
            ready = [case for case in load_cases(loaded).values() if chosen(case)]
            cases += [plan_case(loaded, case, play_quietly(setup, loaded, case)) for case in ready]
    return {"executable": str(launch.installed.executable), "sandbox": sandbox(launch).on, "cases": cases}


def bare(plan: dict[str, Any], folder: Path, name: str = "plan") -> Callable[[], str]:
    """Return what runs the bare script on a plan, each time with a new folder; it gives the cases that failed."""
    file = folder / f"{name}-{len(plan['cases'])}.json"
    file.write_text(json.dumps(plan), "utf-8")
    script = str(Path(bare_replay.__file__))
    return lambda: run(sys.executable, script, str(file), tempfile.mkdtemp(dir=folder), cwd=ROOT)


def bench_replay(folder: Path) -> bool:
    """Compare one replay, from the command to the sealed record, with a bare script on the same pages."""
    plan = make_plan(["facebook"], folder, lambda case: case.name == "received-en")
    ours = command(OPTOUT, "replay", "facebook", "--data-dir", str(folder / "data"))
    return beside("optout replay facebook / bare Playwright", ours, bare(plan, folder), 1.15)


_IN_ONE_GO = """
import resource, sys, time
from pathlib import Path
from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.replay import play_quietly
from optout.flow.cases import load_cases
from optout.flow.load import find_flow, shipped_ids
from optout.run.saved_case import ReplaySetup
began, launch, wanted = time.perf_counter(), Launch(find_light_browser(), headed=False), set(sys.argv[2:])
with driver() as playwright, replay_browser(playwright, launch) as browser:
    setup = ReplaySetup(browser, launch, Path(sys.argv[1]), lambda: None)
    for loaded in map(find_flow, shipped_ids()):
        for case in load_cases(loaded).values():
            if f"{loaded.flow.id}-{case.name}" in wanted:
                assert not play_quietly(setup, loaded, case).differs
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
"""What `replay --all` does, for some of the cases; prints its seconds, and the peak of Python's memory in MiB."""


def bench_cases(folder: Path, *, every: bool) -> bool:
    """Compare many cases in one go with a bare loop over the same pages, and with a half of them; judge their memory.

    A fourth of the cases, or every one; only those that wait for nothing: what both wait for would make the ratio
    better than it is. Nor those in which a person takes over: the bare script has none to wait for, nor those that a
    script without any checks cannot play.
    """
    turn = itertools.cycle([True] if every else [True, False, False, False])
    plan = make_plan(shipped_ids(), folder, lambda case: case.words == "en" and next(turn))
    plan["cases"] = [case for case in plan["cases"] if not case["waits"]]
    failed = set(bare(plan, folder)().splitlines())
    plan["cases"] = [case for case in plan["cases"] if case["name"] not in failed]
    names = [case["name"] for case in plan["cases"]]
    (whole, peak), (half, _) = (in_one_go(folder, part) for part in (names, names[::2]))
    fine = [
        tell(f"{len(names)} cases in one go / bare loop", whole, seconds(bare(plan, folder)), 1.3),
        tell("a case of all / a case of half of them", whole / len(names), half / len(names[::2]), LINEAR),
        peak <= MEMORY_LIMIT,
    ]
    print(f"{'peak of Python memory':<46} {peak:9} MiB {'':21} at most {MEMORY_LIMIT}  {'ok' if fine[-1] else 'OVER'}")
    return all(fine)


def in_one_go(folder: Path, names: list[str]) -> tuple[float, int]:
    """Replay cases in one process; gives its seconds and the peak of its memory in MiB."""
    took, peak = run(sys.executable, "-c", _IN_ONE_GO, str(folder / "data"), *names, cwd=ROOT).split()
    return float(took), int(peak)


JOBS = 2
_CASES = 24
_POOLED = 1.15
_HALVED = 0.6


def bench_jobs(folder: Path) -> bool:
    """Compare `replay --all --jobs 2` with `--jobs 1`, and with as many bare scripts that share the same cases.

    The cases are a new flow's: they wait for nothing but for the answer to stand.
    """
    flow = made_up(folder, _CASES)
    plan = make_plan([str(flow)], folder, lambda _case: True)
    several, one = (command(*replay_every(flow, jobs), cwd=folder) for jobs in (JOBS, 1))
    fine = [beside(f"{_CASES} cases, --jobs {JOBS} / --jobs 1", several, one, _HALVED)]
    scripts = [bare({**plan, "cases": plan["cases"][n::JOBS]}, folder, f"pool-{n}") for n in range(JOBS)]
    fine.append(beside(f"{_CASES} cases, --jobs {JOBS} / a bare pool", several, partial(at_once, scripts), _POOLED))
    return all(fine)


def at_once(scripts: Sequence[Callable[[], str]]) -> None:
    """Run bare scripts side by side until all have ended, each of them with every case played."""
    with ThreadPoolExecutor(len(scripts)) as pool:
        for ran in [pool.submit(script) for script in scripts]:
            if failed := ran.result():
                sys.exit(f"the bare script could not play {failed}")


def made_up(folder: Path, count: int) -> Path:
    """Make a new flow that has its one case so many times."""
    flow = make_flow(f"cases-{count}", folder)[0]
    file = flow / "pages/cases.yaml"
    text = file.read_text("utf-8")
    head, case = text[: text.index("cases:\n")], text[text.index("  received:") : text.index("  # Cases worth")]
    more = (case.replace("  received:", f"  again-{number}:", 1) for number in range(1, count))
    file.write_text("".join((head, "cases:\n", case, *more)), "utf-8")
    page = flow / "pages/received.html"  # the bare script knows an answer by its role
    page.write_text(page.read_text("utf-8").replace("<p>Your", '<p role="status">Your'), "utf-8")
    return flow


def replay_every(flow: Path, jobs: int) -> tuple[str, ...]:
    """Give the command that replays every case of a flow, so many at once."""
    return (OPTOUT, "replay", str(flow), "--all", "--jobs", str(jobs), "--data-dir", str(flow.parent / "data"))


_ROWS = 10_000
_MOST_FOR_ROWS = 2.0


def bench_rows(folder: Path) -> bool:
    """Compare what looking takes with ten thousand objections in the journal with what it takes without any.

    They are old ones: by when an answer is due has to be worked out for each.
    """
    full, none = (fill_journal(folder / str(count), count) for count in (_ROWS, 0))
    fine = True
    for name in ("status", "open"):
        ours, theirs = (command(OPTOUT, name, "--data-dir", str(data), cwd=folder) for data in (full, none))
        fine &= beside(f"optout {name}, {_ROWS:,} rows / none", ours, theirs, _MOST_FOR_ROWS)
    return fine


def fill_journal(folder: Path, count: int) -> Path:
    """Make a data folder whose journal has so many objections, of every shipped flow, account after account."""
    Journal(folder).close()
    flows = [find_flow(name).flow for name in shipped_ids()]
    states = (State.CONFIRMED, State.CONFIRMED, State.UNKNOWN, State.REJECTED, State.RESOLVED_SENT)
    now = datetime.now(UTC)
    with closing(sqlite3.connect(folder / JOURNAL_FILE)) as journal, journal:
        for number in range(count):
            flow, state = flows[number % len(flows)], states[number % len(states)]
            at = (now - timedelta(days=number % 50)).isoformat(timespec="seconds")
            account = f"account-{number // len(flows)}"
            row = (f"{at[:10]}-{flow.id}-{number}", flow.id, flow.controller, flow.id, account, flow.purpose, state)
            journal.execute(
                "INSERT INTO objections (id, flow, controller, lineage, account, purpose, state, planned_at,"
                " changed_at, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, at, at, at),
            )
    return folder


_FORM = """<!doctype html><meta charset=utf-8><title>Form</title><h1>Object to your information being used</h1><form>
<label>Email address <input name=email type=email value=ada@example.eu></label>
<label>Comment <textarea name=why>Please do not use my posts and photos.</textarea></label><button>Submit</button>
</form>"""
_PARAGRAPH = f"<p>{'The controller explains at length what it would like to do and why. ' * 8}</p>"
_PAGES = {"ordinary": 720, "10,000 px": 10_000}
"""Pages by their height in pixels."""


def bench_capture(folder: Path) -> bool:
    """Compare the captures of a page with a bare script's, on the same page of the same browser."""
    launch = Launch(find_light_browser(), headed=False)
    fine = True
    with driver() as playwright, replay_browser(playwright, launch) as browser, replay_context(browser) as context:
        for height, pixels in _PAGES.items():
            page = context.new_page()
            page.set_content(_FORM)
            page.evaluate(
                """([html, pixels]) => {
                  const {body, documentElement} = document;
                  while (documentElement.scrollHeight < pixels) body.insertAdjacentHTML('beforeend', html);
                }""",
                [_PARAGRAPH, pixels],
            )
            ours, theirs = partial(_capture, page, folder), partial(bare_replay.capture, page, folder, "bare")
            fine &= beside(f"captures ({height}) / bare", ours, theirs, 1.15)
    return fine


def _capture(page: Page, folder: Path) -> None:
    shot = Shot(page, None, page.inner_text("body"))
    if problems := [one.reason for one in capture(shot, Stage.FILLED, folder).captures if one.reason]:
        sys.exit(f"a capture failed: {problems}")


_BYTES = 200_000_000
_SHAPES = {8: 1.1, 40: 1.1, 4_900: None}
"""How many files `_BYTES` are in, and the limit: a record has about thirty, what more would cost is not judged."""


def bench_verify(folder: Path) -> bool:
    """Compare `verify` with `sha256sum -c`, on records of few big and of many small files.

    Not the command: Python's start alone takes longer than hashing 200 MB on a processor made for SHA-256.
    """
    if shutil.which("sha256sum") is None:
        print("verify / sha256sum -c: not measured, sha256sum is not here")
        return True
    fine = True
    for count, most in _SHAPES.items():
        record = make_record(folder / "verified", count)
        theirs = command("sha256sum", "-c", "--status", MANIFEST, cwd=record)
        ours = partial(check, record, Kept(), ())
        fine &= beside(f"verify, {count:,} files of 200 MB / sha256sum -c", ours, theirs, most)
    return fine


def make_record(root: Path, count: int) -> Path:
    """Seal a record with so many files of `_BYTES` in all."""
    texts = ("title", "controller", "law", "purpose", "covers", "account", "replay_case")
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    about = {
        **dict.fromkeys(texts, "x"),
        "flow": FlowUsed(id="x", sha256="ab" * 32, seen_live="never"),
        "tool": this_tool("x", "x", sandbox=True, reason=None),
        "answer_within": "one month",
        "seat": "IE",
        "started_at": now,
    }
    recorder = Recorder(root, Beginning.model_validate(about))
    random = Random(count)  # noqa: S311  the same bytes each time, and no secret
    for number in range(count):
        (recorder.folder / "data" / f"{number}.bin").write_bytes(random.randbytes(_BYTES // count))
    return recorder.seal(Ending(status=State.STOPPED, reason=Reason.DECLINED, ended_at=now), None).folder


_PARTS = {
    "a virtual environment": ".venv/.made",
    "the pinned dependencies": ".venv/.runtime",
    "finding a browser and starting it": ".venv/.browser",
    "one objection, sealed": "demo",
}
"""What `make demo` does, in its order, and the target of the Makefile that does it."""
_MEGABYTE = 1_000_000
_OF_PYTHON = ("pip", "setuptools", "_distutils_hack", "distutils-precedence.pth")
"""What is in every new environment."""
_UNCACHED = {"PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def bench_install(folder: Path) -> bool:
    """Print the disk and the time of an install beside Playwright and Typer alone, and the time from clone to record.

    Nothing comes from a cache of packages; a browser that is there is used, as by everybody who has one. Done once.
    """
    [package] = [file for file in build(ROOT, folder / "built") if file.suffix == ".whl"]
    pins = re.findall(r"^[a-z0-9-]+==[^ ]+", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    (folder / "locked").write_text("\n".join(pins), "utf-8")
    theirs, bare_took = installed(folder / "bare", ("playwright", "typer"))
    # As a person installs it: without the tools that only build, which the lock has too.
    mine, took = installed(folder / "ours", [package])
    tell("on disk, without Python", mine.total() / _MEGABYTE, theirs.total() / _MEGABYTE, unit="MB")
    tell("pip install, nothing cached", took, bare_took)
    most = ", ".join(f"{name} {size / _MEGABYTE:.1f} MB" for name, size in (mine - theirs).most_common(5))
    print(f"  most of the difference: {most}", flush=True)
    total = 0.0
    for name, took in clone_to_record(folder / "clone"):
        total += took
        print(f"{name:<46} {took:9.1f} s", flush=True)
    print(f"{'from clone to record':<46} {total:9.1f} s")
    return True


def installed(folder: Path, what: Sequence[str | Path]) -> tuple[Counter[str], float]:
    """Install into a new environment, in the locked versions; gives the bytes of each package, and pip's seconds."""
    run(sys.executable, "-m", "venv", folder, cwd=ROOT)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (python, "-m", "pip", "--quiet", "install", *what, "-c", "locked")
    took = seconds(lambda: run(*pip, cwd=folder.parent, environ={**os.environ, **_UNCACHED}))
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    sizes = Counter[str]()
    for file in packages.rglob("*"):
        if file.is_file() and not (name := file.relative_to(packages).parts[0]).startswith(_OF_PYTHON):
            sizes[name] += file.stat().st_size
    return sizes, took


def clone_to_record(tree: Path) -> Iterator[tuple[str, float]]:
    """Time each part of `make demo` in a new clone."""
    yield "git clone, from this disk", seconds(lambda: cloned(tree))
    for name, target in _PARTS.items():
        make = ("make", f"PYTHON={sys.executable}", target)
        yield name, seconds(partial(run, *make, cwd=tree, environ={**os.environ, **_UNCACHED}))


def main() -> None:
    """Print what was asked for; the exit code is 1 when a ratio is over its limit."""
    benches: dict[str, Callable[[Path], bool]] = {
        "help": bench_help,
        "replay": bench_replay,
        "cases": lambda folder: bench_cases(folder, every=asked.all),
        "jobs": bench_jobs,
        "capture": bench_capture,
        "verify": bench_verify,
        "rows": bench_rows,
        "install": bench_install,
    }
    parser = argparse.ArgumentParser(prog="make bench", description="Measure optout beside the barest program.")
    parser.add_argument(
        "what",
        nargs="*",
        choices=[[], *benches],
        metavar="|".join(benches),
        help="what to measure; all but install unless told",
    )
    parser.add_argument("--all", action="store_true", help="every case, not every fourth: takes half an hour")
    asked = parser.parse_args()
    print(f"{'':<46} {'optout':>12} {'bare':>12}  ratio", flush=True)
    with tempfile.TemporaryDirectory(prefix="optout-bench-") as name:
        fine = [benches[each](Path(name)) for each in asked.what or list(benches)[:-1]]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
