"""The address of the form's own frame counts as the page's does: before it is filled, clicked and
sent.
"""

import pytest
from tests.run.rig import FORM, form, nothing_sent
from tests.web import FOREIGN, HOME

from optout.browser.attempt import OutOfReach
from optout.outcome import Reason
from optout.run.values import type_value

MOVED = f"{FOREIGN}moved"
FRAME = "<p>Here<iframe src=/inner width=800 height=600></iframe>"


def framed(rig):
    rig.show(FRAME, FORM)
    rig.show(form(), f"{HOME}inner")
    rig.show(form(), MOVED)


def move(page):
    [frame] = page.main_frame.child_frames
    frame.goto(MOVED)


def test_a_form_in_a_frame_of_the_site_is_checked_filled_and_sent(rig):
    framed(rig)
    rig.show(form().replace("ada@", "old@"), f"{HOME}inner")
    rig.hands.at["check_email"] = "correct"
    assert rig.go().reason == Reason.CONFIRMED_BY_WORDS
    assert (rig.sends, rig.captured[-1][0].text) == (1, "ada@example.eu")


def test_a_frame_that_has_moved_away_before_the_last_look_is_told_as_a_changed_page(rig):
    rig.waits(patience=0.5)
    framed(rig)
    rig.hands.at["approve"] = lambda page, _: (move(page), "yes")[1]
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert f"POST {FOREIGN}submit" not in rig.web.arrived


def test_a_frame_that_has_moved_away_is_not_filled(rig):
    framed(rig)
    refused = []

    def fill_there():
        field = rig.run.locator.find("comment").element
        page = rig.run.window.page
        move(page)
        with pytest.raises(OutOfReach):
            type_value(rig.run, field, "No photos of mine.")
        refused.append(page.main_frame.child_frames[0].get_by_label("Why").input_value())

    rig.notes.when["asked"] = fill_there
    rig.hands.at["approve"] = "no"
    rig.go()
    assert refused == [""]
