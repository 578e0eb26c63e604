"""`make unseen`: plays made-up pages and prints how that went; ends with 1 when a limit is
missed.
"""

import argparse
import sys
from functools import partial

from tests.unseen.form import LANGUAGES
from tests.unseen.play import options_of, play_suite
from tests.unseen.write import make_page


def main() -> int:
    parser = argparse.ArgumentParser(prog="make unseen", description=__doc__)
    parser.add_argument(
        "--seed", default="2026", help="any text; the same seed gives the same pages"
    )
    parser.add_argument("--pages", type=int, default=600, help="how many pages")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="such as de,fi,mt")
    parser.add_argument(
        "--only", metavar="SEED:NUMBER", help="play one page, and tell each step of it"
    )
    options = options_of(parser)
    seed, _, number = options.only.rpartition(":") if options.only else (options.seed, "", "")
    numbers = [int(number)] if number else range(options.pages)
    return play_suite(
        partial(make_page, seed, languages=tuple(options.languages.split(","))), numbers, options
    )


if __name__ == "__main__":
    sys.exit(main())
