"""The console script on a disk that takes no file larger than so many bytes from the moment a record is begun.

    python limited.py BYTES replay facebook ...

The limit is the kernel's own (RLIMIT_FSIZE); the browser is running by then and keeps its own.
"""

import resource
import sys

from optout.cli.entry import main


def limit_when_begun(event: str, arguments: tuple[object, ...]) -> None:
    """Set the limit once the folder of a record is made."""
    if event == "os.mkdir" and "/.partial-" in str(arguments[0]) and str(arguments[0]).endswith("/data"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(LIMIT), resource.RLIM_INFINITY))


LIMIT = sys.argv.pop(1)
sys.addaudithook(limit_when_begun)
sys.argv[0] = "optout"
main()
