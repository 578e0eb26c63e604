"""Fills the sentences of a record's documents."""

import re
from collections.abc import Mapping
from string import Formatter

_QUOTED_STOP = re.compile(r"(?P<closing>\s*[”“»]?)\.")
_CLOSING = "”“»\u00a0 "
_ENDS = (".", "!", "?", "…")


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill the gaps of a sentence.

    What fills a gap just before the full stop may end in one of its own, as in “at least 100 characters.”: then it
    gets no second.
    """
    said = ""
    held = ""
    for literal, gap, _, _ in Formatter().parse(template):
        stop = _QUOTED_STOP.match(literal)
        ended = bool(stop) and held.rstrip(_CLOSING).endswith(_ENDS)
        said += f"{stop['closing']}{literal[stop.end() :]}" if stop and ended else literal
        held = str(values[gap]) if gap else ""
        said += held
    return said
