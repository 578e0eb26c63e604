"""A host that cannot be reached is said at once; one that the flow does not list is named, and the person goes on."""

import socket
import time
from dataclasses import replace

import pytest
from tests.run.rig import BUTTON, FORM, LOADED, Hands, form, nothing_sent
from tests.web import FOREIGN, HOME

from optout.browser.launch import NO_NETWORK
from optout.flow.load import load_flow
from optout.flow.model import Click, Open, SignIn
from optout.outcome import Reason, State
from optout.run.events import Kind
from optout.testing import Options, Setup, play

AWAY = "https://elsewhere.example/in"
SETTINGS = load_flow(LOADED.folder.parent / "faults" / "settings" / "one")
CLICKS = [[Open(open="https://www.settings.example.eu/"), Click(click="menu")]]


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


def test_what_stops_it_says_where_why_and_what_to_look_at_and_not_that_the_page_changed(rig):
    signed_out(rig)
    rig.web.pages[f"GET {HOME}"] = unreachable
    outcome = rig.go()
    assert outcome.says == "cannot reach www.example.eu (ERR_INTERNET_DISCONNECTED)"
    assert "network" in outcome.hint
    assert "flows show" not in outcome.hint
    assert (outcome.state, outcome.exit) == (State.STOPPED, 1)


def test_a_network_that_comes_back_while_the_person_signs_in_is_no_end(rig):
    signed_out(rig)
    left = [unreachable]

    def once_unreachable(route, request):
        if left:
            left.pop()(route, request)
        else:
            route.fulfill(headers={"set-cookie": "session=1"}, body="<p>welcome")

    rig.web.pages[f"GET {HOME}login"] = once_unreachable
    rig.hands.at["sign_in"] = lambda page, _: (
        page.evaluate("() => { location = '/login' }") or page.context.once("page", lambda _: None)
    )
    rig.notes.when[Kind.WAITING] = lambda: (
        rig.hands.page().goto(f"{HOME}login") if rig.hands.page().url.startswith("chrome-error:") else None
    )
    assert rig.go().state == State.CONFIRMED


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


def test_where_one_way_was_reached_the_person_goes_on(rig):
    lead(rig, FORM, "https://help.example.org/form")
    rig.show("<p>nothing here")
    rig.web.pages["GET https://help.example.org/form"] = unreachable
    rig.waits(patience=1)
    nothing_sent(rig, Reason.WAYS_DEAD)


def test_a_step_on_a_page_that_is_gone_for_want_of_a_network_says_so(rig):
    """Not that the page is at an address which the flow does not allow."""
    rig.show(form("<a href=/gone>Next</a><label>Why <textarea></textarea></label>" + BUTTON))
    rig.web.pages[f"GET {HOME}gone"] = unreachable
    rig.hands.at["take_over"] = lambda page, _: page.get_by_role("link").click() or "done"
    rig.waits(patience=1)
    nothing_sent(rig, Reason.UNREACHABLE)


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        (NO_NETWORK, "ERR_NAME_NOT_RESOLVED"),
        ("--host-resolver-rules=MAP * 127.0.0.1:{closed}", "ERR_CONNECTION_REFUSED"),
        ("--proxy-server=127.0.0.1:{closed}", "ERR_PROXY_CONNECTION_FAILED"),
    ],
)
def test_a_real_browser_without_a_network(browser_type, browser_type_launch_args, unused_port, rules, error):
    arguments = {**browser_type_launch_args, "args": [rules.format(closed=unused_port)]}
    options = Options(sign_in_wait=600, code_wait=5, patience=20, outcome_wait=5)
    browser = browser_type.launch(**arguments)
    try:
        played = play(LOADED, hands := Hands(), browser, email="ada@example.eu", setup=Setup(options=options))
    finally:
        browser.close()
    assert played.outcome.says == f"cannot reach www.example.eu ({error})"
    assert hands.asked == []


@pytest.fixture
def unused_port():
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def redirects_away(rig):
    """Have the site lead from its sign-in to a host that the flow does not list, where nothing shows that one is in."""
    signed_out(rig)
    rig.web.pages[f"GET {HOME}"] = f"<script>location = '{AWAY}'</script>"
    rig.web.pages[f"GET {AWAY}"] = "<p>welcome"


def test_whoever_goes_on_is_led_to_the_flows_own_ways_and_nothing_is_done_elsewhere(rig):
    redirects_away(rig)
    rig.hands.at["sign_in"] = "done"
    rig.web.pages[f"GET {FORM}"] = f"<script>location = '{FOREIGN}'</script>"
    rig.web.pages[f"GET {FOREIGN}"] = form()
    nothing_sent(rig, Reason.FOREIGN_ADDRESS)


def test_a_click_that_does_not_come_up_in_a_flow_of_settings_is_the_persons(rig):
    menu = LOADED.flow.targets["submit"].model_copy(update={"words": {"en": ["Menu"]}})
    flow = SETTINGS.flow.model_copy(
        update={
            "hosts": ["example.eu"],
            "sign_in": SignIn(open=HOME, done=SignIn.Done(cookie="session")),
            "ways": CLICKS,
            "targets": {**SETTINGS.flow.targets, "menu": menu},
        }
    )
    rig.loaded = replace(SETTINGS, flow=flow)
    rig.web.pages["GET https://www.settings.example.eu/"] = "<a href=/settings>Your data</a>"
    rig.web.pages["GET https://www.settings.example.eu/settings"] = (
        "<h1>Use of your data</h1><a class=who href=/me>Ada</a><div>"
        "<span id=training>Use my posts to train models</span>"
        "<button role=switch aria-checked=false aria-labelledby=training></button></div>"
    )
    rig.hands.at["take_over"] = lambda page, _: page.get_by_role("link").click()
    rig.waits(patience=1)
    assert rig.go().state == State.ALREADY_OFF
    assert "take_over" in rig.hands.moments()
