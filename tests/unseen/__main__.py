"""`make unseen`: plays made-up pages and prints how that went; ends with 1 when a limit is missed."""

import argparse
import sys
from functools import partial
from time import monotonic

from tests.unseen.draw import draw
from tests.unseen.play import play_all, play_part
from tests.unseen.report import figures_of, report
from tests.unseen.together import Trace, play_together
from tests.unseen.words import LANGUAGES

_TOGETHER = 10  # pages for one browser


def main() -> int:
    """Read the options, play, print."""
    options = _options()
    languages = tuple(options.languages.split(","))
    seed, _, number = options.only.rpartition(":") if options.only else (options.seed, "", "")
    began = monotonic()
    if number:
        played = list(play_all([draw(seed, int(number), languages)], Trace(), headed=options.headed))
    else:
        pages = range(options.pages)
        parts = [pages[start : start + _TOGETHER] for start in pages[::_TOGETHER]]
        every = play_together(partial(play_part, seed, languages=languages), parts, options.jobs)
        played = sorted(every, key=lambda one: int(one.page.rpartition(":")[2]))
    sys.stdout.write(f"{report(played)}\n{len(played)} pages in {monotonic() - began:.0f} s\n")
    missed = figures_of(played).missed()
    sys.stderr.writelines(f"missed: {limit}\n" for limit in missed)
    return 1 if missed and not options.only else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make unseen", description=__doc__)
    parser.add_argument("--seed", default="2026", help="any text; the same seed gives the same pages")
    parser.add_argument("--pages", type=int, default=600, help="how many pages")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="such as de,fi,mt")
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    parser.add_argument("--only", metavar="SEED:NUMBER", help="play one page, and tell each step of it")
    parser.add_argument("--headed", action="store_true", help="with --only: show it in a window")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
