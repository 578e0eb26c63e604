"""What a person types and reads."""

import atexit
import gc

gc.set_threshold(50_000)  # what the program imports stays, so nobody looks through it for rubbish,
atexit.register(gc.freeze)  # at its end neither, which takes a tenth of a second
