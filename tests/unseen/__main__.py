"""`make unseen`: plays made-up pages and prints how that went; ends with 1 when a limit is missed."""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from time import monotonic

from tests.unseen.play import Played, play_all, play_part
from tests.unseen.report import figures_of, report
from tests.unseen.words import LANGUAGES

_TOGETHER = 10  # pages for one browser


def main() -> int:
    """Read the options, play, print."""
    options = _options()
    languages = tuple(options.languages.split(","))
    began = monotonic()
    if options.only:
        seed, _, number = options.only.rpartition(":")
        played = list(play_all(seed, [int(number)], languages, headed=options.headed))
    else:
        seed = options.seed
        played = sorted(_play(seed, options.pages, languages, options.jobs), key=lambda one: one.number)
    each = sum(one.seconds for one in played) / len(played)
    sys.stdout.write(
        f"{report(seed, played)}\n{len(played)} pages in {monotonic() - began:.0f} s, {each:.1f} s a page\n"
    )
    missed = figures_of(played).missed()
    sys.stderr.writelines(f"missed: {limit}\n" for limit in missed)
    return 1 if missed and not options.only else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make unseen", description=__doc__)
    parser.add_argument("--seed", default="2026", help="any text; the same seed gives the same pages")
    parser.add_argument("--pages", type=int, default=600, help="how many pages")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="such as de,fi,mt")
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    parser.add_argument("--only", metavar="SEED:NUMBER", help="play one page")
    parser.add_argument("--headed", action="store_true", help="with --only: show it in a window")
    return parser.parse_args()


def _play(seed: str, pages: int, languages: tuple[str, ...], jobs: int) -> Iterator[Played]:
    """Play the pages in processes of their own, a browser for every few."""
    parts = [range(start, min(start + _TOGETHER, pages)) for start in range(0, pages, _TOGETHER)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(play_part, seed, part, languages) for part in parts]
        for number, done in enumerate(as_completed(running), start=1):
            sys.stderr.write(f"{number} of {len(parts)} parts\n")
            yield from done.result()


if __name__ == "__main__":
    sys.exit(main())
