"""Every hop of a redirect is a request of its own, and what comes back is that of the last one."""

import pytest
from tests.browser.gate.site import POST, calm, until

from optout.run.ledger import FormContents

FOREIGN = "https://tracker.org/steal?session=1"
SENDS = {"a form": None, "a script": f"{POST}.catch(() => 0)"}


def send(page, script=None):
    if script:
        page.evaluate(script)
    else:
        page.click("button", no_wait_after=True)


@pytest.mark.parametrize("script", SENDS.values(), ids=SENDS)
@pytest.mark.parametrize("status", [307, 308])
def test_values_are_not_sent_on_to_a_host_the_flow_does_not_list(page, site, ledger, status, script):
    site.answers["POST /submit"] = (status, {"location": FOREIGN}, "")
    page.goto(site.address)
    send(page, script)
    until(page, lambda: ledger.led_away)
    calm(page)
    assert (ledger.led_away, site.sends) == (FOREIGN, 1)
    assert ledger.answer.status == status
    assert not [path for _, path in site.arrived if path == "/steal"]


def test_values_are_not_sent_on_from_a_tab_that_the_form_opens(page, site, ledger):
    site.page("<form method=post action=/submit target=_blank><input name=email value=a><button>Send</button></form>")
    site.answers["POST /submit"] = (307, {"location": FOREIGN}, "")
    page.goto(site.address)
    send(page)
    until(page, lambda: ledger.led_away)
    calm(page)
    assert not [path for _, path in site.arrived if path == "/steal"]


def test_values_are_not_sent_on_by_the_second_of_two_answers(page, site, ledger):
    site.answers["POST /submit"] = (307, {"location": "/next?step=2"}, "")
    site.answers["POST /next"] = (308, {"location": FOREIGN}, "")
    page.goto(site.address)
    send(page)
    until(page, lambda: ledger.led_away)
    calm(page)
    assert ("POST", "/next") in site.arrived
    assert not [path for _, path in site.arrived if path == "/steal"]


@pytest.mark.parametrize("host", ["", "https://elsewhere.org"], ids=["its own host", "another host"])
def test_an_answer_that_takes_no_values_along_may_lead_anywhere_and_what_is_there_counts(page, site, ledger, host):
    site.answers["POST /submit"] = (303, {"location": f"{host}/thanks?token=1"}, "")
    site.page("<p>thanks", "/thanks")
    page.goto(site.address)
    send(page)
    until(page, lambda: ledger.answer and ledger.answer.status == 200)
    assert [answer.status for answer in ledger.answers] == [303, 200]
    assert ledger.answers[0].headers["location"] == f"{host}/thanks?token=1"
    assert ledger.answer.url == f"{host or site.address}/thanks?token=1"
    assert (site.sends, ledger.held_back, ledger.led_away) == (1, 0, None)


def test_values_may_be_sent_on_within_the_hosts_of_the_flow(page, site, ledger):
    site.answers["POST /submit"] = (307, {"location": "https://other.example.eu/next"}, "")
    page.goto(site.address)
    send(page)
    until(page, lambda: ledger.answer and ledger.answer.status == 200)
    assert ledger.led_away is None
    assert site.bodies == [site.bodies[0]] * 2
    assert ledger.answer.url == "https://other.example.eu/next"


def test_a_redirect_to_the_address_of_the_send_is_held_as_long_as_nobody_approved_it(page, site, gate):
    site.answers["POST /start"] = (307, {"location": "/submit"}, "")
    page.goto(site.address)
    start = "fetch('/start', {method: 'POST', body: 'ada@example.eu'}).then(() => 'sent', () => 'blocked')"
    assert page.evaluate(start) == "blocked"
    assert (site.sends, gate[1].page_sends) == (0, True)
    gate[1].arm(FormContents())
    assert page.evaluate(start) == "sent"
    assert (site.sends, gate[1].sent.url) == (1, f"{site.address}/submit")
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
