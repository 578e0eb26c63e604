"""Ctrl-C and its like count in the tests, also where these were started with them ignored.

`trap "" INT` does that, `nohup`, and a shell for a job in the background; what is ignored stays so
in what is started.
"""

import signal


def heed() -> None:
    """Let this process, and what it starts, heed what is ignored."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # not every system has each
        if number and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(
                number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
            )
