"""Compares the moments of a record with each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

CLOCK = timedelta(seconds=10)  # by which a clock may be set back during a run


def are_in_order(moments: Sequence[datetime | None]) -> bool:
    """True if no moment is earlier than the one before it, but for a clock that was set back; None is left out."""
    known = [moment for moment in moments if moment]
    return all(earlier <= later + CLOCK for earlier, later in pairwise(known))
