"""What the gate learns of the answer: status, redirects, failures, and where it came from."""

import pytest
from tests.browser.gate.site import HOSTS, POST, calm, until

from optout.browser.gate import Gate


def test_a_redirect_is_followed_and_the_last_answer_counts(page, site, gate):
    site.answers["POST /submit"] = (303, {"location": "/thanks?token=1"}, "")
    site.page("<p>thanks", "/thanks")
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response and gate.response.status == 200)
    assert gate.redirects == ["/thanks?token=1"]
    assert gate.response.url == f"{site.address}/thanks?token=1"
    assert (site.sends, gate.held_back) == (1, 0)


def test_a_post_that_is_led_elsewhere_shows_where_its_answer_came_from(page, site, gate):
    site.answers["POST /submit"] = (307, {"location": "/elsewhere"}, "")
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response and gate.response.status == 200)
    assert ("POST", "/elsewhere") in site.arrived
    assert gate.response.url.endswith("/elsewhere")
    assert gate.redirects == ["/elsewhere"]


def test_a_form_whose_values_would_go_to_a_host_the_flow_does_not_list_is_held_back(page, site, gate, asked):
    page.goto(site.address)
    for host in ("https://example.eu.tracker.org", "https://tracker.org", "https://www.example.eu:8443"):
        foreign = POST.replace("'/submit', {", f"'{host}/submit', {{mode: 'no-cors', ")
        assert page.evaluate(f"{foreign}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back, gate.passed, asked) == (0, 3, None, [])
    page.click("button")
    until(page, lambda: gate.response)
    assert (site.sends, asked) == (1, [0])


@pytest.mark.parametrize("status", [200, 204, 400, 422, 429, 500, 503])
def test_the_status_is_the_servers(page, site, gate, status):
    site.answers["POST /submit"] = (status, {}, "")
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    until(page, lambda: gate.response)
    assert gate.response.status == status


def test_a_connection_that_breaks_off_is_a_failure_without_an_answer(page, site, context):
    gate = Gate(context, ["POST **/reset"], HOSTS, lambda: True)
    page.goto(site.address)
    page.evaluate("fetch('/reset', {method: 'POST'}).catch(() => 0)")
    until(page, lambda: gate.failure)
    assert "ERR_" in str(gate.failure)
    assert gate.response is None


def test_failures_of_what_was_held_back_are_not_those_of_the_send(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    page.evaluate(f"{POST}.catch(() => 0)")
    calm(page)
    assert gate.held_back == 1
    assert gate.failure is None


def test_a_declared_request_that_a_redirect_leads_to_is_noted_as_the_send_and_not_repeated(page, site, gate, asked):
    site.answers["POST /start"] = (307, {"location": "/submit"}, "")
    page.goto(site.address)
    page.evaluate("fetch('/start', {method: 'POST', body: 'email=a'}).then(() => 0)")
    until(page, lambda: gate.passed and gate.response)
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, len(asked), gate.response.status) == (1, 1, 200)
