"""What comes back for the send: status, headers, failures, and what only Playwright knows of the server."""

import pytest
from tests.browser.gate.site import POST, calm, until


def test_what_came_back_is_the_server_s(page, site, ledger, gate):
    site.answers["POST /submit"] = (200, {"date": "Tue, 24 Nov 2026 08:00:00 GMT"}, "<p>received")
    page.goto(site.address)
    page.click("button")
    until(page, lambda: ledger.answer and gate[0].arrived)
    assert (ledger.answer.status, ledger.answer.headers["date"]) == (200, "Tue, 24 Nov 2026 08:00:00 GMT")
    assert ledger.sent_at <= ledger.answer.at
    assert gate[0].arrived.server_addr()["ipAddress"] == "127.0.0.1"
    assert gate[0].arrived.security_details()["protocol"].startswith("TLS")
    assert (ledger.held_back, ledger.failure, ledger.led_away) == (0, None, None)


def test_a_form_whose_values_would_go_to_a_host_the_flow_does_not_list_is_held_back(page, site, ledger):
    page.goto(site.address)
    for host in ("https://example.eu.tracker.org", "https://tracker.org", "https://www.example.eu:8443"):
        foreign = POST.replace("'/submit', {", f"'{host}/submit', {{mode: 'no-cors', ")
        assert page.evaluate(f"{foreign}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, ledger.sent) == (0, None)
    page.click("button")
    until(page, lambda: ledger.answer)
    assert site.sends == 1


@pytest.mark.parametrize("status", [200, 204, 400, 422, 429, 500, 503])
def test_the_status_is_the_server_s(page, site, ledger, status):
    site.answers["POST /submit"] = (status, {}, "")
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    assert ledger.answer.status == status


def test_a_connection_that_breaks_off_is_a_failure_without_an_answer(page, site, ledger):
    site.reset.add("/submit")
    page.goto(site.address)
    page.evaluate(f"{POST}.catch(() => 0)")
    until(page, lambda: ledger.failure)
    assert ledger.answer is None


def test_an_answer_that_breaks_off_after_its_headers_is_a_failure_of_the_send(page, site, ledger):
    site.answers["POST /submit"] = (200, {"content-length": "1000"}, "<p>received")
    page.goto(site.address)
    page.evaluate(f"{POST}.then(answer => answer.text()).catch(() => 0)")
    until(page, lambda: ledger.failure)
    broken = ledger.answers[-1]
    assert (broken.status, broken.url, "CONTENT_LENGTH_MISMATCH" in broken.failure) == (
        None,
        f"{site.address}/submit",
        True,
    )
    assert broken.at >= ledger.sent_at


def test_failures_of_what_was_held_back_are_not_those_of_the_send(page, site, ledger):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    page.evaluate(f"{POST}.catch(() => 0)")
    calm(page)
    assert ledger.held_back == 1
    assert ledger.failure is None


JSON, FAILED = {"content-type": "application/json; charset=utf-8"}, '{"ok": false}'


@pytest.mark.usefixtures("ledger")
def test_data_that_a_script_was_answered_with_is_there_once_it_has_come_whole(page, site, gate):
    site.answers["POST /submit"] = (200, JSON, FAILED)
    page.goto(site.address)
    assert gate[0].answered_in_data() == ""
    page.evaluate(f"{POST}.then(answer => answer.text())")
    until(page, lambda: gate[0].answered_in_data() == FAILED)
    page.evaluate("fetch('/other').then(answer => answer.text())")
    calm(page)
    assert gate[0].answered_in_data() == FAILED


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("kind", "sends"),
    [
        pytest.param({}, f"{POST}.then(answer => answer.text())", id="not data"),
        pytest.param({**JSON, "content-length": "1000"}, f"{POST}.then(() => 0)", id="not whole"),
        pytest.param(JSON, "document.forms[0].submit()", id="a page of its own"),
        pytest.param(
            JSON, f"{POST}.then(answer => answer.text()).then(() => location.assign('/on'))", id="left behind"
        ),
    ],
)
def test_no_data_is_read_of_any_other_answer(page, site, gate, kind, sends):
    site.answers["POST /submit"] = (200, kind, FAILED)
    page.goto(site.address)
    page.evaluate(sends)
    until(page, lambda: gate[0].arrived)
    calm(page)
    page.wait_for_load_state()
    assert gate[0].answered_in_data() == ""


@pytest.mark.usefixtures("ledger")
def test_an_answer_without_a_kind_is_no_data(page, site, gate):
    site.answers["POST /submit"] = (204, {"content-type": ""}, "")
    page.goto(site.address)
    page.evaluate(f"{POST}.then(answer => answer.text())")
    until(page, lambda: gate[0].arrived)
    calm(page)
    assert gate[0].answered_in_data() == ""
