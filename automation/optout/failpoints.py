"""Places where tests let the program die as a crash would. Nothing happens without a variable that only they set."""

import os
import signal
from enum import StrEnum

VARIABLE = "_OPTOUT_TEST_DIE_AT"
"""Not an `OPTOUT_*` setting, and in no document for users: nobody sets this by accident."""


class Point(StrEnum):
    """Where a run can be made to die, in the order in which a run comes by."""

    BEFORE_LAUNCH = "before_launch"
    SIGNED_IN = "signed_in"
    FILLED = "filled"
    BEFORE_ARMING = "before_arming"
    ARMED = "armed"
    ON_REQUEST = "on_request"
    CLICKED = "clicked"
    ANSWERED = "answered"
    JOURNALED = "journaled"
    WRITING = "writing"
    BEFORE_SEALING = "before_sealing"
    SEALED = "sealed"


def reach(point: Point, detail: str = "") -> None:
    """Die here when a test wants it: at once, with no clean-up and no word; `detail` names a file being written."""
    if os.environ.get(VARIABLE) == (f"{point}:{detail}" if detail else point):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
