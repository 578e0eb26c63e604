"""`make unseen SYSTEMS=1`: plays forms built with other people's libraries; ends with 1 when a limit is missed."""

import argparse
import sys
from time import monotonic

from tests.systems.pages import PAGES, find_page
from tests.systems.play import play_all, play_part
from tests.unseen.report import figures_of, report
from tests.unseen.together import Trace, play_together

_TOGETHER = 3  # pages for one browser


def main() -> int:
    """Read the options, play, print."""
    options = _options()
    began = monotonic()
    names = [page.name for page in PAGES if options.library in (None, page.library)]
    if options.only:
        played = list(play_all([find_page(options.only)], Trace(), headed=options.headed))
    else:
        parts = [names[start : start + _TOGETHER] for start in range(0, len(names), _TOGETHER)]
        played = list(play_together(play_part, parts, options.jobs))
    sys.stdout.write(f"{report(played)}\n{len(played)} pages in {monotonic() - began:.0f} s\n")
    limits = [] if options.only or options.library else figures_of(played).missed()
    sys.stderr.writelines(f"missed: {limit}\n" for limit in limits)
    return 1 if limits else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make unseen SYSTEMS=1", description=__doc__)
    names = [page.name for page in PAGES]
    parser.add_argument("--only", metavar="PAGE", choices=names, help="play one, tell each step")
    parser.add_argument("--library", help="play the pages of one library")
    parser.add_argument("--jobs", type=int, default=2, help="how many browsers at a time")
    parser.add_argument("--headed", action="store_true", help="with --only: show it in a window")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
