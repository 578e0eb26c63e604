"""A kept sign-in that the site no longer takes: the person signs in once more, and the walk goes on."""

from dataclasses import replace

import pytest
from tests.run.rig import FORM, LOADED, form, nothing_sent

from optout.flow.model import SignIn
from optout.outcome import Reason, State
from optout.run.events import Kind

SIGNED_OUT = "<form><input aria-label=Mail name=email><input type=password aria-label=Password></form>"

SHOWS_PASSWORD = """() => {
  const field = document.querySelector('[type=password]');
  field.value = 'not-a-real-password';
  field.autocomplete = 'current-password';
  field.type = 'text';
  setTimeout(() => location.reload(), 1500);
}"""
"""What a page does where the person presses the eye beside their password; then they are signed in."""


def in_turn(*pages):
    """Answer with one page after the other; the last stays."""
    left = list(pages)

    def answer(route, _):
        html = left.pop(0) if len(left) > 1 else left[0]
        route.fulfill(content_type="text/html", body=f"<!doctype html>{html}")

    return answer


def signs_in(rig):
    def act(page, _):
        # Not signed in before this: the cookie of the ended sign-in must not count.
        assert "session" not in {cookie["name"] for cookie in page.context.cookies()}
        page.context.add_cookies([{"name": "session", "value": "2", "url": page.url}])

    rig.hands.at["sign_in"] = act


def test_a_sign_in_that_has_ended_is_asked_for_once_more(rig):
    rig.web.pages[f"GET {FORM}"] = in_turn(SIGNED_OUT, form())
    rig.waits(patience=1)
    signs_in(rig)
    assert rig.go().state == State.CONFIRMED
    assert rig.hands.moments() == ["sign_in", "approve", "sent"]
    assert Kind.SIGN_IN_ENDED in rig.notes.kinds()


def test_a_site_that_goes_on_asking_is_not_asked_for_ever(rig):
    rig.web.pages[f"GET {FORM}"] = in_turn(SIGNED_OUT)
    rig.waits(patience=0.5)
    signs_in(rig)
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert rig.hands.moments().count("sign_in") == 1


@pytest.mark.real_time
def test_a_password_that_is_shown_is_no_end_of_the_sign_in(rig):
    """Such a page is not read at all, and what cannot be read proves nothing."""
    sign_in = LOADED.flow.sign_in.model_copy(update={"open": FORM, "done": SignIn.Done(url=FORM)})
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"sign_in": sign_in}))
    rig.web.pages[f"GET {FORM}"] = in_turn(SIGNED_OUT, form())
    rig.hands.at["sign_in"] = lambda page, _: page.evaluate(SHOWS_PASSWORD)
    assert rig.go().state == State.CONFIRMED
    assert rig.hands.moments() == ["sign_in", "approve", "sent"]
    # Nothing was opened while the person was at it: once by the program, by the page, and by the way to the form.
    assert rig.web.arrived.count(f"GET {FORM}") == 3
