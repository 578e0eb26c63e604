"""How a text looks at a place: a table of what is painted there, without a browser."""

import pytest

from optout.browser.painting import (
    EVERYWHERE,
    Ink,
    Painted,
    Place,
    is_light,
    is_upright,
    look_at,
    read_colour,
    read_turn,
    turned,
)

SCREEN = (0.0, 0.0, 800.0, 600.0)
HERE = Place(10.0, 10.0, SCREEN, 600.0)
BLACK, WHITE, GREY = (0.0, 0.0, 0.0, 1.0), (255.0, 255.0, 255.0, 1.0), (200.0, 200.0, 200.0, 1.0)
TEXT = (2, 5)


def painted(order, colour, **more):
    return Painted(order, more.pop("box", EVERYWHERE), colour, **more)


def is_clear(*every, ink=BLACK, place=HERE, **more):
    return look_at(every, TEXT, place, Ink(ink, **more)).is_clear


@pytest.mark.parametrize(
    ("told", "colour"),  # as Chromium shows them
    [
        ("oklch(1 0 0)", (255, 255, 255)),
        ("oklch(0.627955 0.257683 29.2339)", (255, 0, 0)),
        ("oklab(0.86644 -0.233888 0.179498)", (0, 255, 0)),
    ],
)
def test_a_colour_in_another_space_is_read_as_it_is_shown(told, colour):
    assert [round(part) for part in (read_colour(told) or ())] == [*colour, 1]


@pytest.mark.parametrize(
    ("told", "colour"),
    [
        ("rgb(1, 2, 3)", (1.0, 2.0, 3.0, 1.0)),
        ("rgba(1, 2, 3, 0.5)", (1.0, 2.0, 3.0, 0.5)),
        ("rgba(0, 0, 0, 0)", (0.0, 0.0, 0.0, 0.0)),
        ("color(srgb 1 0.5 0 / 0.5)", (255.0, 127.5, 0.0, 0.5)),
        ("oklab(0 0 0)", (0.0, 0.0, 0.0, 1.0)),
        ("lab(40 10 10)", None),
        ("", None),
    ],
)
def test_a_colour_is_read_as_the_browser_writes_it(told, colour):
    assert read_colour(told) == colour


@pytest.mark.parametrize(
    ("transform", "rotate", "scale", "upright"),
    [
        ("none", "none", "none", True),
        ("matrix(1, 0, 0, 1, -50, 20)", "none", "none", True),
        ("matrix(0.99, -0.03, 0.03, 0.99, 0, 0)", "none", "none", True),
        ("matrix(0, -1, 1, 0, 0, 0)", "none", "none", True),
        ("matrix(-1, 0, 0, 1, 0, 0)", "none", "none", False),
        ("matrix(1, 0, 0, -1, 0, 0)", "none", "none", False),
        ("matrix(-1, 0, 0, -1, 0, 0)", "none", "none", False),
        ("matrix3d(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1)", "none", "none", False),
        ("none", "180deg", "none", False),
        ("none", "-45deg", "none", True),
        ("none", "y 180deg", "none", False),
        ("none", "x 180deg", "none", False),
        ("none", "0 1 0 180deg", "none", False),
        ("none", "none", "-1 1", False),
        ("none", "none", "0.5", True),
        ("matrix(-1, 0, 0, 1, 0, 0)", "none", "-1 1", True),
    ],
)
def test_a_text_can_be_read_that_is_neither_mirrored_nor_on_its_head(transform, rotate, scale, upright):
    assert is_upright(read_turn(transform, rotate, scale)) is upright


def test_what_is_mirrored_twice_can_be_read():
    mirror = read_turn("matrix(-1, 0, 0, 1, 0, 0)", "none", "none")
    assert is_upright(turned(mirror, mirror))


def test_a_light_colour_is_one_for_a_dark_sheet():
    assert [is_light(colour) for colour in (WHITE, GREY, BLACK, None)] == [True, True, False, False]


CLEAR = {
    "on the sheet": ((), {}),
    "on a ground": ((painted((1, 0), GREY),), {}),
    "white on black": ((painted((1, 0), BLACK),), {"ink": WHITE}),
    "on the later of two grounds": ((painted((1, 0), BLACK), painted((1, 1), WHITE)), {}),
    "on a ground of the same layer, whatever its place": ((painted((2, 9), GREY),), {}),
    "white on a picture": ((painted((1, 0), None),), {"ink": WHITE}),
    "in an unknown colour": ((), {"ink": None}),
    "white on a dark sheet": ((), {"ink": WHITE, "dark": True}),
    "under half a veil": ((painted((3, 0), (0.0, 0.0, 0.0, 0.5)),), {}),
    "under a faded ground": ((painted((3, 0), WHITE, fade=0.3),), {}),
    "under a faded picture": ((painted((3, 0), None, fade=0.3),), {}),
    "beside what lies over the rest": ((painted((3, 0), WHITE, box=(20.0, 0.0, 90.0, 90.0)),), {}),
}
NOT = {
    "in the colour of the sheet": ((), {"ink": WHITE}),
    "in the colour of its ground": ((painted((1, 0), GREY),), {"ink": (205.0, 200.0, 200.0, 1.0)}),
    "in the colour of the later of two grounds": ((painted((1, 0), WHITE), painted((1, 1), BLACK)), {}),
    "black on a dark sheet": ((), {"dark": True}),
    "without colour": ((), {"ink": (0.0, 0.0, 0.0, 0.0)}),
    "faded": ((), {"fade": 0.03}),
    "under a ground": ((painted((3, 0), GREY),), {}),
    "under a picture": ((painted((3, 0), None),), {}),
    "white on a picture, under a ground": ((painted((1, 0), None), painted((3, 0), GREY)), {"ink": WHITE}),
    "in an unknown colour, under a ground": ((painted((3, 0), GREY),), {"ink": None}),
    "under many veils": (tuple(painted((3, n), (255.0, 255.0, 255.0, 0.7)) for n in range(4)), {}),
    "under a picture of its own layer": ((painted((2, 9), None, apart=True),), {}),
}


@pytest.mark.parametrize(("every", "more"), CLEAR.values(), ids=CLEAR)
def test_a_text_can_be_told_from_its_ground(every, more):
    assert is_clear(*every, **more)


@pytest.mark.parametrize(("every", "more"), NOT.values(), ids=NOT)
def test_a_text_cannot_be_told_from_its_ground(every, more):
    assert not is_clear(*every, **more)


FIXED = (0.0, 0.0, 800.0, 100.0)
"""A bar at the top that stays."""


@pytest.mark.parametrize(
    ("y", "height", "fixed", "covered"),
    [
        (50.0, 600.0, False, True),  # nowhere to scroll to
        (50.0, 2000.0, False, True),  # at the top of the page: it never gets below the bar
        (300.0, 2000.0, False, False),
        (1900.0, 2000.0, False, False),
        (50.0, 2000.0, True, True),
        (300.0, 2000.0, True, False),
    ],
)
def test_under_a_bar_that_stays_a_text_counts_where_it_can_be_scrolled_free(y, height, fixed, covered):
    place = Place(10.0, y, SCREEN, height, fixed=fixed)
    assert is_clear(painted((3, 0), GREY, box=FIXED, fixed=True), place=place) is not covered


@pytest.mark.parametrize("y", [50.0, 599.0, 1200.0, 5000.0])
def test_what_fills_the_screen_and_stays_covers_all_of_a_page(y):
    place = Place(10.0, y, SCREEN, 6000.0)
    assert not is_clear(painted((3, 0), GREY, box=SCREEN, fixed=True), place=place)
