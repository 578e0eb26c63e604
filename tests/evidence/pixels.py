"""What can be seen in a picture."""

import io
import random

from PIL import Image

LABEL = "d29c9d"
"""The red of the label of a rehearsal on white."""


def noise(width: int, height: int, across: int = 0, down: int = 0) -> bytes:
    """Draw what no format makes small, all over or in an upper left part; the rest is white."""
    image, (across, down) = (
        Image.new("RGB", (width, height), "white"),
        (across or width, down or height),
    )
    dots = random.Random(1).randbytes(across * down * 3)  # noqa: S311  the same each time
    image.paste(Image.frombytes("RGB", (across, down), dots))
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def size(png: bytes) -> tuple[int, int]:
    """Give width and height."""
    with Image.open(io.BytesIO(png)) as image:
        return image.width, image.height


def inked(png: bytes, colour: str, apart: int = 12) -> int:
    """Count the pixels that are of a colour, or nearly."""
    wanted = bytes.fromhex(colour.removeprefix("#"))
    with Image.open(io.BytesIO(png)) as image:
        return seen(image, wanted, apart)


def seen(image: Image.Image, wanted: bytes, apart: int) -> int:
    """Count such pixels of a picture that is open."""
    counted = image.convert("RGB").getcolors(1 << 16)
    assert counted is not None
    return sum(number for number, one in counted if _near(one, wanted, apart))


def _near(one: object, other: bytes, apart: int) -> bool:
    return isinstance(one, tuple) and all(
        abs(a - b) <= apart for a, b in zip(one, other, strict=True)
    )


def reddened(png: bytes) -> int:
    """Count the pixels that are drawn in the red of the label of a rehearsal, on a white page."""
    return inked(png, LABEL, 6)
