"""The address of the form's own frame counts as the page's does: before it is filled, clicked and sent."""

import pytest
from tests.run.rig import FORM, form, nothing_sent
from tests.web import FOREIGN, HOME

from optout.browser.form import read_form
from optout.errors import Stop
from optout.outcome import Reason
from optout.run import takeover
from optout.run.events import Kind
from optout.run.fields import type_into

MOVED = f"{FOREIGN}moved"
FRAME = "<p>Here<iframe src=/inner width=800 height=600></iframe>"


def framed(rig):
    rig.show(FRAME, FORM)
    rig.show(form(), f"{HOME}inner")
    rig.show(form(), MOVED)


def move(page):
    [frame] = page.main_frame.child_frames
    frame.goto(MOVED)


def test_a_form_in_a_frame_of_the_site_is_sent(rig):
    framed(rig)
    assert rig.go().reason == Reason.CONFIRMED_BY_WORDS
    assert rig.sends == 1


def test_a_frame_that_has_moved_away_when_the_click_is_due_is_not_clicked(rig, monkeypatch):
    framed(rig)
    reads = []

    def read_and_move(window, button, shown):
        reads.append(button)
        read = read_form(window, button, shown)
        if len(reads) == 2:  # once to show it, and the last look
            move(window.page)
        return read

    monkeypatch.setattr(takeover, "read_form", read_and_move)
    nothing_sent(rig, Reason.FOREIGN_ADDRESS)
    assert f"POST {FOREIGN}submit" not in rig.web.arrived
    assert len(reads) == 2


def test_a_frame_that_has_moved_away_is_not_filled(rig):
    framed(rig)
    refused = []

    def fill_there():
        page = rig.objection.window.page
        move(page)
        field = page.main_frame.child_frames[0].get_by_label("Why")
        with pytest.raises(Stop) as caught:
            type_into(rig.objection, field, "No photos of mine.")
        refused.append((caught.value.reason, caught.value.detail["address"], field.input_value()))

    rig.notes.when[Kind.ASKED] = fill_there
    rig.hands.at["approve"] = "no"
    rig.go()
    assert refused == [(Reason.FOREIGN_ADDRESS, "elsewhere.example/moved", "")]
