"""What a test lets happen inside a run, at a moment of it: the disk full from then on, or the
program failing.

The run is real and so is what befalls it; a test only says when. Told in a variable as `moment
does, moment does`, where a moment is `start` or a point of `optout.failpoints`. The variable of
`optout.failpoints` may here also be `writing:NAME`: the program dies in the middle of writing that
file.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from optout import failpoints
from optout.evidence import files
from optout.failpoints import Point

VARIABLE = "_OPTOUT_TEST_HAPPENS"
START = "start"
_CAPGET_VERSION_3 = 0x20080522  # capget(2)
_PR_CAPBSET_DROP = 24  # prctl(2)
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write where nobody may
_OVERRIDES = (
    1,
    2,
)


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
    """Let happen what the variables say."""
    point, _, name = os.environ.get(failpoints.VARIABLE, "").partition(":")
    if point == "writing":
        die_while_writing(name)
    told = os.environ.pop(VARIABLE, "")
    wanted = dict(part.strip().split(" ") for part in told.split(",") if part)
    if not wanted:
        return
    real = failpoints.reach

    def reach(point: Point) -> None:
        does = wanted.pop(point, None)
        if does:
            DOES[does]()
        real(point)

    replace_everywhere(real, reach)
    if START in wanted:
        DOES[wanted.pop(START)]()


def die_while_writing(name: str) -> None:
    """Write half of the file of this name, then die."""
    real = files.write_private

    def write_private(file: Path, data: bytes, how: int = os.O_TRUNC) -> None:
        if file.name != name:
            real(file, data, how)
            return
        real(file, data[: len(data) // 2], how)
        os.kill(os.getpid(), signal.SIGKILL)

    replace_everywhere(real, write_private)


def replace_everywhere(real: Callable[..., None], replacement: Callable[..., None]) -> None:
    """Put another function in the place of one of the program's, in every module that has it."""
    name = real.__name__
    for module in list(sys.modules.values()):
        if getattr(module, name, None) is real:
            setattr(module, name, replacement)
