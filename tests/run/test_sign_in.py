"""A sign-in that the site no longer takes is asked for once more; a host that cannot be reached is
said at once.
"""

from dataclasses import replace

import pytest
from tests.run.rig import FORM, LOADED, Hands, form, nothing_sent
from tests.web import HOME

from optout.browser.launch import NO_NETWORK
from optout.flow.model import Open, SignIn
from optout.outcome import Reason, State
from optout.testing import Options, Setup, play

SIGNED_OUT = (
    "<form><input aria-label=Mail name=email><input type=password aria-label=Password></form>"
)

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


def signs_in(page, _):
    # Not signed in before this: the cookie of the ended sign-in must not count.
    assert "session" not in {cookie["name"] for cookie in page.context.cookies()}
    page.context.add_cookies([{"name": "session", "value": "2", "url": page.url}])


def test_a_sign_in_that_has_ended_is_asked_for_once_more(rig):
    rig.web.pages[f"GET {FORM}"] = in_turn(SIGNED_OUT, form())
    rig.waits(patience=1)
    rig.hands.at["sign_in"] = signs_in
    assert rig.go().state == State.CONFIRMED
    assert rig.hands.moments() == ["sign_in", "approve", "sent"]
    assert "sign_in_ended" in rig.notes.kinds()


def test_a_site_that_goes_on_asking_is_not_asked_for_ever(rig):
    rig.web.pages[f"GET {FORM}"] = in_turn(SIGNED_OUT)
    rig.waits(patience=0.5)
    rig.hands.at["sign_in"] = signs_in
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
    # Nothing was opened while the person was at it: once by the program, by the page, and by the
    # way to the form.
    assert rig.web.arrived.count(f"GET {FORM}") == 3


# Google refuses the window

REJECTED = "https://accounts.google.com/v3/signin/rejected?rrk=46"


@pytest.fixture
def signed_out(rig):
    rig.context.clear_cookies()
    rig.web.pages["GET https://accounts.google.com/v3/signin/rejected"] = "<p>Couldn't sign you in"
    return rig


def refuses(page, _):
    page.context.new_page().goto(REJECTED)


def test_a_sign_in_that_google_refuses_in_one_tab_goes_on_in_another(signed_out):
    looks = iter(range(5))

    def signs_in_elsewhere():
        if next(looks, None) is None:
            signed_out.context.add_cookies([{"name": "session", "value": "2", "url": HOME}])

    answers = signed_out.hands.answer
    signed_out.hands.answer = lambda: signs_in_elsewhere() or answers()
    signed_out.hands.at["sign_in"] = refuses
    assert signed_out.go().state == State.CONFIRMED


def test_a_sign_in_that_google_refuses_everywhere_ends_at_once(signed_out):
    signed_out.waits(sign_in_wait=600)
    signed_out.hands.at["sign_in"] = lambda page, _: page.goto(REJECTED)
    nothing_sent(signed_out, Reason.SIGN_IN_TIMEOUT)
    assert signed_out.clock.ahead < 60


def test_a_sign_in_that_goes_nowhere_says_that_google_refused_a_tab(signed_out):
    signed_out.waits(sign_in_wait=1)
    signed_out.hands.at["sign_in"] = refuses
    outcome = signed_out.go()
    assert (outcome.reason, outcome.detail["refused"]) == (Reason.SIGN_IN_TIMEOUT, "yes")


# A document that is not whole


SLOW_SCRIPT = f"<script src={HOME}slow.js></script>"


@pytest.mark.parametrize(
    "page", [form() + SLOW_SCRIPT, SLOW_SCRIPT + form()], ids=["after", "before"]
)
def test_a_page_that_waits_for_a_script_is_opened(rig, page):
    """Its document is there, though it is not parsed to its end."""
    rig.show(page)
    rig.web.pages[f"GET {HOME}slow.js"] = lambda *_: None
    rig.waits(patience=1)
    rig.hands.at["take_over"] = "stop"
    rig.go()
    [dead] = [event.detail["why"] for event in rig.notes.events if event.kind == "way_dead"] or [""]
    assert dead != "not_opened"
    assert rig.trouble == ()


def test_a_form_above_a_script_that_never_arrives_is_filled_and_sent(rig):
    rig.show(form() + SLOW_SCRIPT)
    rig.web.pages[f"GET {HOME}slow.js"] = lambda *_: None
    assert rig.go().state == State.CONFIRMED
    assert rig.sends == 1


@pytest.mark.real_time
@pytest.mark.parametrize(("status", "is_dead"), [(403, False), (404, True), (500, True)])
def test_a_page_that_wants_something_of_the_person_first_is_there(rig, status, is_dead):
    """A page that checks for a person comes with 403, and the form after it."""

    statuses = iter([status])
    checking = "<p>One moment</p><script>setTimeout(() => location.reload(), 800)</script>"

    def answer(route, _request):
        status = next(statuses, 200)
        body = form() if status == 200 else checking
        route.fulfill(status=status, content_type="text/html", body=body)

    rig.web.pages[f"GET {FORM}"] = answer
    rig.waits(patience=3)
    rig.hands.at["take_over"] = "stop"
    outcome = rig.go()
    assert ("way_dead" in rig.notes.kinds()) == is_dead
    assert (outcome.state == State.CONFIRMED) != is_dead


# No network


def unreachable(route, _):
    route.abort("internetdisconnected")


def test_a_site_that_cannot_be_reached_at_the_sign_in_is_said_at_once(rig):
    rig.context.clear_cookies()
    rig.web.pages[f"GET {HOME}"] = unreachable
    rig.waits(sign_in_wait=600)
    nothing_sent(rig, Reason.UNREACHABLE)
    assert rig.clock.ahead < 600
    assert rig.hands.moments() == []


def test_ways_that_all_cannot_be_reached_are_not_handed_over(rig):
    rig.web.pages[f"GET {FORM}"] = unreachable
    assert rig.go().reason == Reason.UNREACHABLE
    assert rig.hands.moments() == []


def test_one_way_that_cannot_be_reached_leaves_the_others(rig):
    ways = [[Open(open="https://help.example.org/form")], [Open(open=FORM)]]
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"ways": ways}))
    rig.web.pages["GET https://help.example.org/form"] = unreachable
    assert rig.go().state == State.CONFIRMED
    assert [event.detail["why"] for event in rig.notes.events if event.kind == "way_dead"] == [
        "unreachable"
    ]


def test_a_real_browser_without_a_network(browser_type, browser_type_launch_args):
    options = Options(sign_in_wait=600, code_wait=5, patience=20, outcome_wait=5)
    browser = browser_type.launch(**{**browser_type_launch_args, "args": [NO_NETWORK]})
    try:
        played = play(
            LOADED, hands := Hands(), browser, email="ada@example.eu", setup=Setup(options=options)
        )
    finally:
        browser.close()
    assert played.outcome.message == "cannot reach www.example.eu (ERR_NAME_NOT_RESOLVED)"
    assert hands.asked == []
