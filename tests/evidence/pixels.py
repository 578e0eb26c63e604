"""What can be seen in a picture."""

import io

from PIL import Image

LABEL = "d29c9d"
"""The red of the label of a rehearsal on white."""


def size(png: bytes) -> tuple[int, int]:
    """Give width and height."""
    with Image.open(io.BytesIO(png)) as image:
        return image.size


def inked(png: bytes, colour: str, apart: int = 12) -> int:
    """Count the pixels that are of a colour, or nearly."""
    wanted = bytes.fromhex(colour.removeprefix("#"))
    with Image.open(io.BytesIO(png)) as image:
        return seen(image, wanted, apart)


def seen(image: Image.Image, wanted: bytes, apart: int) -> int:
    """Count such pixels of a picture that is open."""
    counted = image.convert("RGB").getcolors(1 << 16)
    assert counted is not None
    return sum(number for number, one in counted if all(abs(a - b) <= apart for a, b in zip(one, wanted, strict=True)))


def reddened(png: bytes) -> int:
    """Count the pixels that are drawn in the red of the label of a rehearsal, on a white page."""
    return inked(png, LABEL, 6)


def least_reddened(png: bytes, height: int) -> int:
    """Count them in each stretch of so many pixels; give the fewest."""
    with Image.open(io.BytesIO(png)) as image:
        stretches = (image.crop((0, top, image.width, top + height)) for top in range(0, image.height - height, height))
        return min(seen(one, bytes.fromhex(LABEL), 6) for one in stretches)
