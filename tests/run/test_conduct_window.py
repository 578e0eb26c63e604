"""The window stays after the end, and its button, which may still be there, sends nothing any
more.
"""

import pytest
from tests.run.rig import BUTTON, CLOSES_ITSELF, FIELDS, SUBMIT, confirmed, ended, form
from tests.web import HOME

from optout.errors import Interrupted
from optout.outcome import Reason, State
from optout.run.conduct import stay_open

PRESS = "document.querySelector('form button').click()"
SAVES = f"void fetch('{HOME}autosave', {{method: 'POST', body: 'why=No photos of mine.'}}).catch(() => 0)"


def interrupt():
    raise Interrupted("…")


def stays(rig, *does):
    """Do one thing after the other in the window, and then press Enter; return what `stay_open`
    returns.
    """
    left = list(does)

    def pressed():
        if left:
            act = left.pop(0)
            act() if callable(act) else rig.run.window.page.evaluate(act)
            rig.run.window.rest(0.1)
            return False
        return True

    return stay_open(rig.run, pressed)


def test_of_a_form_that_was_only_to_be_filled_what_carries_nothing_still_comes_and_the_button_sends_nothing(
    rig,
):
    rig.show(form(FIELDS + BUTTON))
    rig.show("<h1>Help", f"{HOME}help")
    rig.waits(until_filled=True)
    assert ended(rig) == (State.STOPPED, Reason.UNTIL_FILLED)
    assert stays(rig, PRESS, "location.assign('/help')") is True
    assert not [one for one in rig.web.arrived if one.startswith("POST")]
    assert f"GET {HOME}help" in rig.web.arrived
    assert stays(rig, interrupt) is False
    assert stays(rig, rig.run.window.page.close) is True


@pytest.mark.parametrize("again", [PRESS, SAVES])
def test_after_the_confirmation_nothing_is_sent_a_second_time(rig, again):
    rig.show(form(FIELDS + BUTTON, CLOSES_ITSELF))
    confirmed(rig)
    assert stays(rig, again, again) is True
    assert [one for one in rig.web.arrived if one.startswith("POST")] == [f"POST {SUBMIT}"]
