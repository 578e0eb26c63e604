"""What a person types and reads."""

import atexit
import gc
import os


def start() -> None:
    """Start the program: what it imports stays, so nobody looks through it for rubbish; and no plugin reads along."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)  # nor at the end, which would take a tenth of a second
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    from optout.cli.entry import main

    main()
