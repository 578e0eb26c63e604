"""`make bench`: what optout costs beside the barest program that does the same, measured side by side.

    python -m tools.bench [help] [replay] [cases] [live]

Without a name all of them. Both of a pair take turns, so that both meet the same machine; the
figure is the ratio of the medians. Ends with 1 if one is over its limit.
"""

import json
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright
from tests.local_site import Site, serving
from tools import bare_replay
from tools.check_release import run
from tools.release import ROOT

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, is_root, no_sandbox, replay_browser
from optout.cli.replay import play_case
from optout.driver import driver
from optout.flow.cases import Answer, ReadyCase, load_cases, read_page
from optout.flow.find import find_flow
from optout.flow.load import LoadedFlow
from optout.flow.model import Flow, Open
from optout.run.saved_case import ReplaySetup
from optout.testing import Event, Prompts, Question, Setup, play

OPTOUT = str(Path(sys.executable).with_name("optout"))
_MANY = 40
_LIVE_ROUNDS = 7
_EMAIL, _COMMENT = "ada@example.eu", "No photos of mine."
_SIGNED_IN = "c_user=100000000000000; path=/; secure; max-age=86400"


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of something."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def command(*words: str) -> Callable[[], object]:
    """Return what runs a command that must succeed, as from a shell; Python may keep what it compiles."""
    # the latter optout sets for its own driver
    kept = (
        "PYTHONDONTWRITEBYTECODE",
        "NODE_COMPILE_CACHE",
    )
    environ = {name: value for name, value in os.environ.items() if name not in kept}
    return lambda: run(*words, cwd=ROOT, environ=environ)


def beside(
    name: str, ours: Callable[[], object], bare: Callable[[], object], most: float, rounds: int
) -> bool:
    """Time both in turn and print the ratio of their medians; the first round only warms up."""
    pairs = [(seconds(ours), seconds(bare)) for _ in range(rounds + 1)][1:]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return tell(name, mine, theirs, most)


def tell(name: str, mine: float, theirs: float, most: float | None = None, unit: str = "s") -> bool:
    """Print a line of the table; False when the ratio is over its limit."""
    fine = most is None or mine / theirs <= most
    verdict = f"at most {most:.2f}  {'ok' if fine else 'OVER'}" if most else ""
    print(
        f"{name:<46} {mine:9.3f} {unit:<2} {theirs:9.3f} {unit:<2}  {mine / theirs:5.2f}  {verdict}",
        flush=True,
    )
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
    return beside(
        "optout --help / two-command Typer", command(OPTOUT, "--help"), bare, 1.2, rounds=21
    )


def bench_replay(folder: Path) -> bool:
    """Compare one replay, from the command to the sealed record, with a bare script on the same pages."""
    plan, script = folder / "plan.json", str(Path(bare_replay.__file__))
    plan.write_text(json.dumps(make_plan(folder)), "utf-8")
    ours = command(OPTOUT, "replay", "facebook", "--data-dir", str(folder / "data"))
    bare = command(sys.executable, script, str(plan), str(folder))
    return beside("optout replay facebook / bare Playwright", ours, bare, 1.5, rounds=7)


def bench_cases(folder: Path) -> bool:
    """Compare 40 cases in one process and browser, in turn, with 40 of the bare script; print the memory they took."""
    plan, ours, bare = make_plan(folder), 0.0, 0.0
    with _setup(folder) as setup:
        loaded, case = _case()
        for _ in range(_MANY):
            ours += seconds(lambda: play_case(setup, loaded, case))
            bare += seconds(lambda: bare_replay.play(setup.browser, plan, folder))
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1024 if sys.platform == "linux" else 1024**2
        )
    fine = tell(f"{_MANY} cases in a process / bare loop", ours, bare, 1.6)
    return tell("memory of that process / 120 MiB", megabytes, 120, 1.0, "MB") and fine


def bench_live(_folder: Path) -> bool:
    """Compare a run on a site over sockets, from the sign-in to the question for approval, with a bare script.

    The script takes the same way, by the flow's English words, and fills the same field; it checks
    nothing.
    """
    loaded, case = _case()
    with serving(case) as site, driver() as playwright:
        site.own[f"GET {loaded.flow.sign_in.open}"] = (
            200,
            [("set-cookie", _SIGNED_IN)],
            "<h1>Home</h1>",
        )
        browser = _browser_for(site, playwright)
        rounds = [
            (_seconds_to_question(browser, loaded), _seconds_to_fill(browser, loaded.flow))
            for _round in range(_LIVE_ROUNDS + 1)
        ]
        browser.close()
    mine, theirs = (statistics.median(side) for side in zip(*rounds[1:], strict=True))
    return tell("sign-in to approval, on sockets / bare script", mine, theirs, 1.5)


def _browser_for(site: Site, playwright: Playwright) -> Browser:
    """Start a browser without a window that finds every host at the local site."""
    launch = Launch(find_light_browser(), headed=False)
    return playwright.chromium.launch(
        executable_path=launch.installed.executable,
        chromium_sandbox=not no_sandbox(launch) and not is_root(),
        args=[f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}"],
    )


class _Declines(Prompts):
    """Notes when the question for approval comes, and says no to it."""

    who = "script"
    asked_at: float | None = None

    def begin(self, question: Question) -> None:
        """Note the time; any other question would be a pause of the run, and spoil the figure."""
        if question.prompt != "approve":
            raise SystemExit(f"error: the run asked about {question.prompt}")
        self.asked_at = time.perf_counter()

    def answer(self) -> str | None:
        """Say no."""
        return "no"

    def end(self) -> None:
        """Take nothing back: nothing is shown."""


def _seconds_to_question(browser: Browser, loaded: LoadedFlow) -> float:
    """Return how long a run took from the sign-in that was done to the question for approval."""
    signed_in: list[float] = []

    def watch(event: Event) -> None:
        if (event.kind, event.step) == ("step_done", "sign_in"):
            signed_in.append(time.perf_counter())

    prompts = _Declines()
    play(loaded, prompts, browser, email=_EMAIL, comment=_COMMENT, setup=Setup(observers=[watch]))
    if prompts.asked_at is None:
        raise SystemExit("error: the run ended before the question for approval")
    return prompts.asked_at - signed_in[0]


def _seconds_to_fill(browser: Browser, flow: Flow) -> float:
    """Return how long a bare script took from the page of the sign-in to the form with its comment filled in."""
    context = browser.new_context(service_workers="block", ignore_https_errors=True)
    page = context.new_page()
    page.goto(flow.sign_in.open)
    began = time.perf_counter()
    for step in flow.ways[0]:
        if isinstance(step, Open):
            page.goto(step.open)
        else:
            target = flow.targets[step.click]
            words = "|".join(re.escape(word) for word in target.words["en"])
            entry = page.get_by_role(target.role, name=re.compile(words, re.IGNORECASE)).first
            if not step.optional or entry.is_visible():
                entry.click()
    page.locator("form textarea:visible").fill(_COMMENT)
    taken = time.perf_counter() - began
    context.close()
    return taken


@contextmanager
def _setup(folder: Path) -> Iterator[ReplaySetup]:
    launch = Launch(find_light_browser(), headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        yield ReplaySetup(browser, launch, folder / "learnt", lambda: None)


def _case() -> tuple[LoadedFlow, ReadyCase]:
    loaded = find_flow("facebook")
    return loaded, load_cases(loaded)["received-en"]


def make_plan(folder: Path) -> dict[str, Any]:
    """Replay the case once to learn which pages it opens, and write it down as plain data for the bare script."""
    loaded, case = _case()
    with _setup(folder) as setup:
        launch = setup.launch
        arrived = play_case(setup, loaded, case).replayed.arrived
    opened = [
        one.url for one in arrived if one.method == "GET" and one.url != loaded.flow.sign_in.open
    ]
    # one that was still on its way elsewhere is asked for again
    opened = list(dict.fromkeys(opened))
    gestures = case.person.at.get("sign_in", [])
    return {
        "executable": str(launch.installed.executable),
        "sandbox": not no_sandbox(launch),
        "opens": [loaded.flow.sign_in.open, *opened],
        "gestures": [gesture.model_dump(exclude_none=True) for gesture in gestures],
        "comment": case.person.comment or "",
        "answers": [_plain(case, answer) for answer in case.answers],
    }


def _plain(case: ReadyCase, answer: Answer) -> dict[str, Any]:
    """Write an answer as plain data, its address as a regular expression."""
    method, glob = answer.to.split(" ", 1)
    parts = {"**": ".*", "*": "[^/]*"}
    address = "".join(parts.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", glob))
    headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    if answer.cookie:
        headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
    return {
        "method": method,
        "address": address if "?" in glob else rf"{address}(?:\?.*)?",
        "body": read_page(case, answer) if answer.page else "",
        "headers": headers,
        **answer.model_dump(include={"status", "times", "needs_cookie"}),
    }


BENCHES = {
    "help": bench_help,
    "replay": bench_replay,
    "cases": bench_cases,
    "live": bench_live,
}


def main(wanted: list[str]) -> int:
    """Print what was asked for; the exit code is 1 when a ratio is over its limit."""
    if unknown := set(wanted) - BENCHES.keys():
        print(f"error: no such measurement: {', '.join(unknown)}\n\n{__doc__}", file=sys.stderr)
        return 2
    print(f"{'':<46} {'optout':>12} {'bare':>12}  ratio", flush=True)
    with tempfile.TemporaryDirectory(prefix="optout-bench-") as name:
        fine = [BENCHES[each](Path(name)) for each in wanted or BENCHES]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
