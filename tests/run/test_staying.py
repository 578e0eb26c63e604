"""The window stays after the end, and its button, which may still be there, sends nothing any more."""

import pytest
from tests.run.rig import BUTTON, CLOSES_ITSELF, FIELDS, FORM, SUBMIT, ended, form
from tests.web import HOME

from optout.errors import Interrupted
from optout.outcome import Reason, State
from optout.run.conduct import stay
from optout.run.events import Kind

ELSEWHERE = f"{HOME}autosave"
PRESS = "document.querySelector('form button').click()"
SAVES = f"void fetch('{ELSEWHERE}', {{method: 'POST', body: 'why=No photos of mine.'}}).catch(() => 0)"


def posts(rig):
    return [one for one in rig.web.arrived if one.startswith("POST")]


def filled(rig, page):
    rig.show(page)
    rig.waits(until_filled=True)
    assert ended(rig) == (State.STOPPED, Reason.UNTIL_FILLED)


def stays(rig, *does):
    """Do one thing after the other in the window while it stays, and then press Enter; gives what `stay` gives."""
    left = list(does)

    def pressed():
        if left:
            act = left.pop(0)
            act() if callable(act) else rig.objection.window.page.evaluate(act)
            rig.objection.window.rest(0.1)
            return False
        return True

    return stay(rig.objection, pressed)


def test_the_button_of_a_form_that_was_only_to_be_filled_sends_nothing(rig):
    filled(rig, form(FIELDS + BUTTON))
    assert stays(rig, PRESS) is True
    assert posts(rig) == []
    assert rig.notes.kinds()[-1] == Kind.HELD_AT_END


@pytest.mark.parametrize("again", [PRESS, SAVES])
def test_after_the_confirmation_nothing_is_sent_a_second_time(rig, again):
    rig.show(form(FIELDS + BUTTON, CLOSES_ITSELF))
    assert ended(rig)[0] == State.CONFIRMED
    assert stays(rig, again, again) is True
    assert posts(rig) == [f"POST {SUBMIT}"]
    assert Kind.HELD_AT_END in rig.notes.kinds()


def test_what_carries_nothing_still_comes(rig):
    filled(rig, form(FIELDS + BUTTON))
    rig.show("<h1>Help", f"{HOME}help")
    assert stays(rig, "location.assign('/help')") is True
    assert f"GET {HOME}help" in rig.web.arrived
    assert Kind.HELD_AT_END not in rig.notes.kinds()


def test_closing_the_window_ends_it_like_enter(rig):
    filled(rig, form(FIELDS + BUTTON))
    assert stays(rig, rig.objection.window.page.close) is True


def test_a_signal_to_end_ends_it_and_whatever_would_follow(rig):
    filled(rig, form(FIELDS + BUTTON))

    def interrupt():
        raise Interrupted("…")

    assert stays(rig, interrupt) is False
    assert rig.web.arrived.count(f"GET {FORM}") == 1
