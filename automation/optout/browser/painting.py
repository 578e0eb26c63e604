"""What a person sees at a place of a page: what is painted there, in which order, and what that leaves of a text."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a document, in CSS pixels from its upper left corner."""
EVERYWHERE: Box = (float("-inf"), float("-inf"), float("inf"), float("inf"))
Order = tuple[int, int]
"""When something is painted: the number of its layer, then its place in the page."""
Colour = tuple[float, float, float, float]
"""Red, green and blue from 0 to 255, and how much it hides of what is under it, from 0 to 1."""
NO_COLOUR: Colour = (0.0, 0.0, 0.0, 0.0)
_WHITE, _BLACK, _DARK = (255.0, 255.0, 255.0), (0.0, 0.0, 0.0), (18.0, 18.0, 18.0)
_Solid = tuple[float, float, float]
_RGB = re.compile(r"rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)")
_SPACED = re.compile(r"(oklch\(|oklab\(|color\(srgb )(-?[\d.]+) (-?[\d.]+) (-?[\d.]+)(?: / ([\d.]+))?\)")
_LEAST_CONTRAST = 1.25
"""Of a text and its ground, as WCAG 2.2 measures it, from 1 to 21: with less, a person finds no text there."""


Turn = tuple[float, float, float, float]
"""Where one pixel to the right and one downwards lead, both as right and down."""
NO_TURN: Turn = (1.0, 0.0, 0.0, 1.0)
_NUMBERS = re.compile(r"-?[\d.]+(?:e-?\d+)?")


def read_turn(transform: str, rotate: str, scale: str) -> Turn:
    """Read how the computed properties of a style turn, mirror and stretch what is in an element, laid flat."""
    if transform == rotate == scale == "none":
        return NO_TURN
    told = [float(one) for one in _NUMBERS.findall(transform.partition("(")[2])]
    turn = NO_TURN
    if len(told) == _FLAT:
        turn = (told[0], told[1], told[2], told[3])
    elif len(told) == _DEEP:
        turn = (told[0], told[1], told[4], told[5])
    return turned(_rotation(rotate), turned(_stretch(scale), turn))


_FLAT, _DEEP = 6, 16  # how many numbers a matrix has


def _stretch(scale: str) -> Turn:
    told = [float(one) for one in _NUMBERS.findall(scale)] or [1.0]
    return told[0], 0.0, 0.0, told[1] if len(told) > 1 else told[0]


def _rotation(rotate: str) -> Turn:
    told = [float(one) for one in _NUMBERS.findall(rotate)] or [0.0]
    across, along = math.cos(math.radians(told[-1])), math.sin(math.radians(told[-1]))
    if rotate.startswith("y ") or (len(told) > 1 and told[1]):
        return across, 0.0, 0.0, 1.0
    if rotate.startswith("x ") or (len(told) > 1 and told[0]):
        return 1.0, 0.0, 0.0, across
    return across, along, -along, across


def turned(outer: Turn, inner: Turn) -> Turn:
    """Return how what is turned by one in what is turned by another is turned in all."""
    a, b, c, d = outer
    e, f, g, h = inner
    return a * e + c * f, b * e + d * f, a * g + c * h, b * g + d * h


def is_upright(turn: Turn) -> bool:
    """Whether a text that is turned so can be read: it is not mirrored, and does not stand on its head."""
    across, along, slant, down = turn
    return across * down - along * slant >= 0 and across >= -_LEAN * math.hypot(across, along)


_LEAN = 0.5
"""How far a line may lead back, of its length: more than a text from below, as some tables have it."""


def read_colour(told: str) -> Colour | None:
    """Read a colour as the browser computed it; None for one that is told in a rare way."""
    found = _RGB.fullmatch(told)
    if not found:
        return _read_other_colour(told)
    red, green, blue = (float(part) for part in found.groups()[:3])
    return red, green, blue, float(found[4] or 1)


def _read_other_colour(told: str) -> Colour | None:
    found = _SPACED.fullmatch(told)
    if not found:
        return None
    one, two, three = (float(part) for part in found.groups()[1:4])
    if found[1] == "oklch(":
        two, three = two * math.cos(math.radians(three)), two * math.sin(math.radians(three))
    parts = (one, two, three) if found[1] == "color(srgb " else _from_oklab(one, two, three)
    red, green, blue = (min(max(part, 0.0), 1.0) * 255 for part in parts)
    return red, green, blue, float(found[5] or 1)


def _from_oklab(light: float, a: float, b: float) -> _Solid:
    """Return red, green and blue from 0 to 1, as CSS Color 4 reckons them."""
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _as_written(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _as_written(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _as_written(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _as_written(linear: float) -> float:
    return linear * 12.92 if linear <= _LINEAR_UP_TO / 12.92 else 1.055 * linear ** (1 / 2.4) - 0.055


def is_light(colour: Colour | None) -> bool:
    """Whether a colour is one to write in on a dark sheet."""
    return colour is not None and _light(colour[:3]) > _light((128.0, 128.0, 128.0))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, of what is `fixed` or scrolls; the part that shows now; how far down the document goes."""

    x: float
    y: float
    viewport: Box
    height: float
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Painted:
    """Something that has a colour or a picture: when and where it is painted, and on whose account.

    `colour` is None for a picture. `fade` is its opacity. `fixed`: it stays where it is when the page is scrolled.
    `apart`: it is painted among the texts of its layer, not under them.
    """

    order: Order
    box: Box
    colour: Colour | None
    fade: float = 1.0
    fixed: bool = False
    apart: bool = False

    def comes_after(self, order: Order) -> bool:
        """Whether it is painted over what has an order."""
        return self.order[0] > order[0] or (self.apart and self.order[0] == order[0] and self.order[1] > order[1])

    def reaches(self, place: Place) -> bool:
        """Whether it is at a place, however the page is scrolled."""
        return is_at(self.box, place, fixed=self.fixed)


def is_at(box: Box, place: Place, *, fixed: bool) -> bool:
    """Whether a box is at a place, wherever the person scrolls to; one that is `fixed` stays where it is meanwhile."""
    left, top, right, bottom = box
    if not left <= place.x < right:
        return False
    if not fixed or place.fixed:
        return top <= place.y < bottom
    shown_from, shown_to = place.viewport[1], place.viewport[3]
    further = max(place.height - (shown_to - shown_from), 0.0)  # how far the page can be scrolled in all
    highest, lowest = max(place.y - further, 0.0) + shown_from, min(place.y, shown_to - shown_from) + shown_from
    return top <= highest and lowest <= bottom


@dataclass(frozen=True, slots=True)
class Look:
    """How a text and its ground look at a place; None of the ground where it is a picture, of the ink where unknown."""

    ink: _Solid | None
    ground: _Solid | None
    hidden: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether the text can be told from its ground; what is not known is taken to be clear."""
        if self.hidden:
            return False
        return self.ink is None or self.ground is None or _contrast(self.ink, self.ground) >= _LEAST_CONTRAST

    def under(self, painted: Iterable[Painted], order: Order, place: Place) -> "Look":
        """Return how it looks under all that is painted there later."""
        look = self
        for one in painted:
            if one.comes_after(order) and one.reaches(place):
                look = look._under(one)
        return look

    def _under(self, one: Painted) -> "Look":
        if one.colour is None:
            return replace(self, hidden=self.hidden or one.fade >= _SOLID)
        hides = one.colour[3] * one.fade
        return Look(
            self.ink and _over(one.colour, hides, self.ink),
            self.ground and _over(one.colour, hides, self.ground),
            self.hidden or hides >= _SOLID,
        )


_SOLID = 0.95


@dataclass(frozen=True, slots=True)
class Ink:
    """What a text is written in: its colour, None where that is not known, its opacity, and the sheet under it all."""

    colour: Colour | None
    fade: float = 1.0
    dark: bool = False


def look_at(painted: Iterable[Painted], order: Order, place: Place, ink: Ink) -> Look:
    """Return how a text looks at a place, by all that is `painted` in a document, in this order."""
    every = [*painted]
    ground: _Solid | None = _DARK if ink.dark else _WHITE
    for one in every:
        if not one.comes_after(order) and one.reaches(place):
            if one.colour is None:
                ground = None
            elif (hides := one.colour[3] * one.fade) >= _SOLID:
                ground = one.colour[:3]
            else:
                ground = ground and _over(one.colour, hides, ground)
    colour = ink.colour
    written = None if colour is None or ground is None else _over(colour, colour[3] * ink.fade, ground)
    return Look(written, ground).under(every, order, place)


def _over(colour: Colour, hides: float, under: _Solid) -> _Solid:
    red, green, blue = (hides * top + (1 - hides) * below for top, below in zip(colour, under, strict=False))
    return red, green, blue


def _contrast(one: _Solid, other: _Solid) -> float:
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: Iterable[float]) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_LINEAR_UP_TO = 0.04045


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
