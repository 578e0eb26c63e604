"""An answer that sends the form's values on: within the flow's hosts they go, elsewhere they do not."""

import pytest
from tests.browser.gate.site import POST, calm, until

FOREIGN = "https://tracker.org/steal?session=1"
SENDS = {"a form": None, "a script": f"{POST}.catch(() => 0)"}


def send(page, script):
    if script:
        page.evaluate(script)
    else:
        page.click("button", no_wait_after=True)


@pytest.mark.parametrize("script", SENDS.values(), ids=SENDS)
@pytest.mark.parametrize("status", [307, 308])
def test_values_are_not_sent_on_to_a_host_the_flow_does_not_list(page, site, gate, status, script):
    site.answers["POST /submit"] = (status, {"location": FOREIGN}, "")
    page.goto(site.address)
    send(page, script)
    until(page, lambda: gate.led_away)
    calm(page)
    assert gate.led_away == FOREIGN
    assert site.sends == 1
    assert not [path for _, path in site.arrived if path == "/steal"]


def test_values_are_not_sent_on_by_the_second_of_two_answers(page, site, gate):
    site.answers["POST /submit"] = (307, {"location": "/next?step=2"}, "")
    site.answers["POST /next"] = (308, {"location": FOREIGN}, "")
    page.goto(site.address)
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.led_away)
    calm(page)
    assert ("POST", "/next") in site.arrived
    assert not [path for _, path in site.arrived if path == "/steal"]


def test_an_answer_that_takes_no_values_along_may_lead_anywhere(page, site, gate):
    site.answers["POST /submit"] = (303, {"location": "https://elsewhere.org/thanks"}, "")
    site.page("<p>thanks", "/thanks")
    page.goto(site.address)
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.response and gate.response.status == 200)
    assert gate.led_away is None
    assert ("GET", "/thanks") in site.arrived


def test_values_may_be_sent_on_within_the_hosts_of_the_flow(page, site, gate):
    site.answers["POST /submit"] = (307, {"location": "https://other.example.eu/next"}, "")
    page.goto(site.address)
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.response and gate.response.status == 200)
    assert gate.led_away is None
    assert site.bodies == [site.bodies[0]] * 2
