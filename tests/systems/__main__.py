"""`make unseen SYSTEMS=1`: plays forms built with other people's libraries; ends with 1 when a
limit is missed.
"""

import argparse
import sys

from tests.systems.pages import PAGES, find_page
from tests.unseen.play import options_of, play_suite


def main() -> int:
    parser = argparse.ArgumentParser(prog="make unseen SYSTEMS=1", description=__doc__)
    parser.add_argument(
        "--only", metavar="PAGE", choices=list(PAGES), help="play one, tell each step"
    )
    parser.add_argument("--library", help="play the pages of one library")
    options = options_of(parser)
    names = [name for name, page in PAGES.items() if options.library in (None, page.kind)]
    return play_suite(
        find_page, [options.only] if options.only else names, options, judged=not options.library
    )


if __name__ == "__main__":
    sys.exit(main())
