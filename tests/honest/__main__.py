"""`python -m tests.honest`: plays what ordinary sites do, and prints how each page went."""

import argparse
import sys
from collections.abc import Sequence

from tests.honest.play import PAGES, Played, play_all, play_part
from tests.unseen.together import Trace, play_together

_TOGETHER = 4  # pages for one browser


def main() -> int:
    """Read the options, play, print."""
    options = _options()
    if options.only:
        observers = [Trace()] if len(options.only) == 1 else []
        played = list(play_all([PAGES[name] for name in options.only], *observers, headed=options.headed))
    else:
        names = list(PAGES)
        parts = [names[start : start + _TOGETHER] for start in range(0, len(names), _TOGETHER)]
        played = list(play_together(play_part, parts, options.jobs))
    sys.stdout.write(table(sorted(played, key=lambda one: list(PAGES).index(one.page))))
    return 0 if all(one.well or one.asks for one in played) else 1


def table(played: Sequence[Played]) -> str:
    """Give a line for each page, and how many went well."""
    width = max(len(one.page) for one in played)
    lines = [f"{'page':{width}}  outcome    sends  s     questions"]
    for one in played:
        told = ", ".join(one.asked) + (f" ({one.asks})" if one.asks else "")
        lines.append(f"{one.page:{width}}  {one.state:9}  {one.sends:5}  {one.seconds:4.1f}  {told}")
        if one.missing:
            lines.append(f"{'':{width}}  did not come: {', '.join(one.missing)}")
        if not one.well and not one.asks:
            lines.append(f"{'':{width}}  {one.reason}: {one.says}")
    well = sum(one.well for one in played)
    lines.append(f"{well} of {len(played)} confirmed with one send and no question but the approval")
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.honest", description=__doc__)
    parser.add_argument(
        "--only", metavar="PAGE", choices=list(PAGES), nargs="+", help="play these; one tells each step"
    )
    parser.add_argument("--headed", action="store_true", help="show the browser, with --only")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="browsers at a time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
