"""A host that cannot be reached is said at once; one that the flow does not list is named, and the person goes on."""

import time
from dataclasses import replace

import pytest
from tests.run.rig import BUTTON, FORM, LOADED, Hands, form, nothing_sent
from tests.web import HOME

from optout.browser.launch import NO_NETWORK
from optout.flow.model import Open
from optout.outcome import Reason, State
from optout.run.events import Kind
from optout.testing import Options, Setup, play


def unreachable(route, _):
    route.abort("internetdisconnected")


def lead(rig, *ways):
    """Give the flow other ways."""
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"ways": [[Open(open=one)] for one in ways]}))


def signed_out(rig):
    rig.context.clear_cookies()


def test_a_site_that_cannot_be_reached_at_the_sign_in_is_said_at_once(rig):
    signed_out(rig)
    rig.web.pages[f"GET {HOME}"] = unreachable
    rig.waits(sign_in_wait=600)
    began = time.monotonic()
    nothing_sent(rig, Reason.UNREACHABLE)
    assert time.monotonic() - began < 10
    assert rig.hands.moments() == []


@pytest.mark.parametrize("count", [1, 2])
def test_ways_that_all_cannot_be_reached_are_not_handed_over(rig, count):
    ways = [FORM, "https://help.example.org/form"][:count]
    lead(rig, *ways)
    for one in ways:
        rig.web.pages[f"GET {one}"] = unreachable
    assert rig.go().reason == Reason.UNREACHABLE
    assert rig.hands.moments() == []


def test_one_way_that_cannot_be_reached_leaves_the_others(rig):
    lead(rig, "https://help.example.org/form", FORM)
    rig.web.pages["GET https://help.example.org/form"] = unreachable
    assert rig.go().state == State.CONFIRMED
    assert [event.detail["why"] for event in rig.notes.events if event.kind == Kind.WAY_DEAD] == ["unreachable"]


def test_a_step_on_a_page_that_is_gone_for_want_of_a_network_says_so(rig):
    """Not that the page is at an address which the flow does not allow."""
    rig.show(form("<a href=/gone>Next</a><label>Why <textarea></textarea></label>" + BUTTON))
    rig.web.pages[f"GET {HOME}gone"] = unreachable
    rig.hands.at["take_over"] = lambda page, _: page.get_by_role("link").click() or "done"
    rig.waits(patience=1)
    nothing_sent(rig, Reason.UNREACHABLE)


def test_a_real_browser_without_a_network(browser_type, browser_type_launch_args):
    options = Options(sign_in_wait=600, code_wait=5, patience=20, outcome_wait=5)
    browser = browser_type.launch(**{**browser_type_launch_args, "args": [NO_NETWORK]})
    try:
        played = play(LOADED, hands := Hands(), browser, email="ada@example.eu", setup=Setup(options=options))
    finally:
        browser.close()
    assert played.outcome.says == "cannot reach www.example.eu (ERR_NAME_NOT_RESOLVED)"
    assert hands.asked == []
