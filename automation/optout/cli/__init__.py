"""What a person types and reads."""

import atexit
import gc


def start() -> None:
    """Start the program: what it imports stays, so nobody looks through it for rubbish, not even at its end."""
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
    from optout.cli.entry import main

    main()
