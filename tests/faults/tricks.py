"""`make tricks`: plays pages that do as they like, and prints where the program's word and the site do not agree."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from random import Random

from playwright.sync_api import Browser, sync_playwright
from tests.faults.engine import carried_out
from tests.faults.site import Site, standing
from tests.faults.tricky import Tricky, drawn, named
from tests.faults.weighing import disagreements, got_by, said, shown

from optout.browser.installed import find_light_browser, needs_no_sandbox
from optout.journal import Journal
from optout.outcome import State
from optout.testing import Asker, Options, Question

_THINKS = 0.35  # seconds a person takes over the question, in which a page may do something
_SETTLES = 0.1  # seconds, for what a page still sends as it closes
_TOGETHER = 25  # pages for one browser
_NONE = "(no trick)"
_OPTIONS = Options(sign_in_wait=10, code_wait=2, patience=10, outcome_wait=1.5)
_LONG = 15.0  # seconds for an answer that must come


@dataclass(frozen=True)
class Weighed:
    """A page that was played: its number, how it ended, and where word and site do not agree."""

    number: int
    page: Tricky
    state: State
    wrong: tuple[str, ...]


class Thinking(Asker):
    """A person who thinks for a moment, and then says what they say."""

    who = "person"
    can_answer = True

    def __init__(self, says: str) -> None:
        self._says = says
        self._since = 0.0
        self._asked: Question | None = None

    def begin(self, question: Question) -> None:
        """Hear a question."""
        self._asked, self._since = question, time.monotonic()

    def answer(self) -> str | None:
        """Answer the approval after a moment, and anything else in the way that is offered."""
        if self._asked is None or time.monotonic() - self._since < _THINKS:
            return None
        return self._says if self._asked.moment == "approve" else self._asked.default or "stop"

    def end(self) -> None:
        """Forget the question."""
        self._asked = None


def numbers(seed: int, pages: int) -> list[int]:
    """Give the numbers of the pages of a seed: always the same."""
    by = Random(seed)  # noqa: S311  it decides nothing but what is tried
    return [by.randrange(10**9) for _ in range(pages)]


def played(browser: Browser, front: Site, number: int) -> Weighed:
    """Play the page that has a number, and weigh what the program says of it."""
    page = drawn(number)
    front.behind = page.site()
    options = replace(_OPTIONS, outcome_wait=_LONG) if page.must_end_well else _OPTIONS
    journal = Journal(None)
    try:
        came = carried_out(browser, Thinking(page.says), options, journal)
    finally:
        journal.close()
    time.sleep(_SETTLES)
    word = said(came.outcome.state, came.row.state, came.told)
    wrong = disagreements(word, got_by(front.behind), shown(page))
    front.behind.closing.set()
    return Weighed(number, page, came.outcome.state, tuple(wrong))


def table(weighed: Sequence[Weighed]) -> str:
    """Give the table: a line for each kind of trick, how many pages have it, how they ended, and how many disagree."""
    by_name: dict[str, list[Weighed]] = {}
    for one in weighed:
        for name in {trick.kind or trick.name for trick in one.page.tricks} or {_NONE}:
            by_name.setdefault(name, []).append(one)
    width = max(map(len, by_name), default=0)
    heads = ("pages", "confirmed", "unknown", "stopped", "rejected", "other", "disagree")
    lines = [f"{'trick':{width}}  {'  '.join(heads)}"]
    for name, listed in [*sorted(by_name.items()), ("all", list(weighed))]:
        states = [one.state for one in listed]
        known = [states.count(state) for state in (State.CONFIRMED, State.UNKNOWN, State.STOPPED, State.REJECTED)]
        counts = [len(listed), *known, len(states) - sum(known), sum(bool(one.wrong) for one in listed)]
        cells = "  ".join(f"{count:{len(head)}}" for count, head in zip(counts, heads, strict=True))
        lines.append(f"{name:{width}}  {cells}")
    return "\n".join(lines)


@contextmanager
def _browser(front: Site) -> Iterator[Browser]:
    executable = find_light_browser().executable
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{front.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            chromium_sandbox=needs_no_sandbox(executable) is None,
            args=[rules, "--ignore-certificate-errors"],
        )
        yield browser
        browser.close()


def part(some: list[int]) -> list[Weighed]:
    """Play some pages in a browser of their own, and tell those that do not agree as they come."""
    weighed = []
    with standing(Site()) as front, _browser(front) as browser:
        for number in some:
            weighed.append(played(browser, front, number))
            _tell(weighed[-1], always=len(some) == 1)
    return weighed


def main() -> int:
    """Read the options, play, print; 1 when anything does not agree."""
    parser = argparse.ArgumentParser(prog="make tricks", description=__doc__)
    parser.add_argument("--seed", type=int, default=2026, help="any number; the same seed gives the same pages")
    parser.add_argument("--pages", type=int, default=500, help="how many pages")
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="play the page with this number, and say what it is")
    told = parser.parse_args()
    began = time.monotonic()
    if told.only is not None:
        weighed = part([told.only])
    else:
        listed = numbers(told.seed, told.pages)
        with ProcessPoolExecutor(told.jobs, mp_context=get_context("spawn")) as pool:
            parts = pool.map(part, (listed[start : start + _TOGETHER] for start in range(0, told.pages, _TOGETHER)))
            weighed = [one for some in parts for one in some]
    each = (time.monotonic() - began) / len(weighed)
    print(f"\nseed {told.seed}: {len(weighed)} pages, {each:.1f} s a page\n{table(weighed)}")  # noqa: T201
    return 1 if any(one.wrong for one in weighed) else 0


def _tell(one: Weighed, *, always: bool) -> None:
    if one.wrong or always:
        print(f"{one.number}: {one.state}; {', '.join(one.wrong) or 'agrees'}; {named(one.page)}", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
