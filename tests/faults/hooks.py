"""What a test lets happen inside a run, at a moment of it: the disk full from then on, or the
program failing.

The run is real and so is what befalls it; a test only says when. Told in a variable as `moment
does, moment does`, where a moment is `start` or a point of `optout.failpoints`, with `:` and a
file's name where one is written.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable

from optout import failpoints
from optout.failpoints import Point

VARIABLE = "_OPTOUT_TEST_HAPPENS"
START = "start"
_CAPGET_VERSION_3 = 0x20080522  # capget(2)
_PR_CAPBSET_DROP = 24  # prctl(2)
_OVERRIDES = (
    1,
    2,
)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write where nobody may


def fill_disk() -> None:
    """Let no byte be written to any file from now on: the kernel's own limit, which the browser's
    script lifts.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def obey_modes() -> None:
    """Take from root what lets it pass over the modes of files, for this process and all that it
    starts.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_CAPGET_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, data) == 0
    for number in _OVERRIDES:
        for part in range(3):  # effective, permitted, inheritable
            data[part] &= ~(1 << number)
        libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
    assert libc.capset(header, data) == 0


def fail() -> None:
    """Fail as a mistake in the program would, with a message that holds what no output may hold."""
    raise RuntimeError(os.environ["OPTOUT_EMAIL"] + os.environ["OPTOUT_COMMENT"])


def interrupt() -> None:
    """Press Ctrl-C, and let it be taken."""
    os.kill(os.getpid(), signal.SIGINT)


DOES: dict[str, Callable[[], None]] = {
    "full": fill_disk,
    "modes": obey_modes,
    "fails": fail,
    "interrupts": interrupt,
}


def hang_in() -> None:
    """Let happen what the variable says."""
    told = os.environ.pop(VARIABLE, "")
    wanted = dict(part.strip().split(" ") for part in told.split(",") if part)
    if not wanted:
        return
    real = failpoints.reach

    def reach(point: Point, detail: str = "") -> None:
        does = wanted.pop(f"{point}:{detail}" if detail else point, None)
        if does:
            DOES[does]()
        real(point, detail)

    for module in list(sys.modules.values()):
        if getattr(module, "reach", None) is real:
            module.reach = reach  # type: ignore[attr-defined]
    if START in wanted:
        DOES[wanted.pop(START)]()
