"""Places where tests let the program die as a crash would.

Nothing happens without a variable that only they set.
"""

import os
import signal
from typing import Literal

VARIABLE = "_OPTOUT_TEST_DIE_AT"
"""Not an `OPTOUT_*` setting, and in no document for users: nobody sets this by accident."""

Point = Literal[
    "before_launch", "signed_in", "filled", "before_arming", "armed", "on_request", "clicked", "answered", "journaled",
    "before_sealing", "sealed",
]  # fmt: skip
"""Where a run can be made to die, in the order in which a run comes by."""


def reach(point: Point) -> None:
    """Die here when a test wants it: at once, with no clean-up and no word."""
    if os.environ.get(VARIABLE) == point:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
