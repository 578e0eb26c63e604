"""The gate, over real sockets: whatever a page does, the server gets the declared request once."""

import pytest
from playwright.sync_api import Error
from tests.browser.gate.site import FORM, HOSTS, POST, calm, until

from optout.browser.gate import Gate


def test_the_first_matching_request_passes_after_it_was_asked_for(page, site, gate, asked):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    assert (site.sends, asked) == (1, [0])
    assert (gate.passed.method, gate.passed.url) == ("POST", f"{site.address}/submit")
    assert gate.response.status == 200
    assert gate.passed_at <= gate.answered_at
    assert gate.seconds_since_answer() >= 0
    assert (gate.held_back, gate.failure, gate.redirects) == (0, None, [])


def test_before_anything_passed_there_is_nothing(gate):
    assert (gate.passed, gate.response, gate.failure, gate.held_back) == (None, None, None, 0)
    assert gate.seconds_since_answer() is None


def test_what_is_not_let_through_does_not_reach_the_server_and_may_be_asked_again(page, site, context):
    answers = [False, True]
    gate = Gate(context, ["POST **/submit"], HOSTS, lambda: answers.pop(0))
    page.goto(site.address)
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.passed, gate.held_back) == (0, None, 1)
    page.evaluate(f"{POST}.then(() => 'sent')")
    assert (site.sends, gate.held_back, answers) == (1, 1, [])


def test_a_reload_after_the_send_does_not_send_again(page, site, gate):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    page.wait_for_url("**/submit")
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert (site.sends, gate.held_back) == (1, 1)


def test_going_back_and_sending_again_does_not_send_again(page, site, gate):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    page.wait_for_url("**/submit")
    page.go_back()
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.held_back)
    assert site.sends == 1


@pytest.mark.parametrize("clicks", [2, 5])
def test_further_clicks_are_held_back_and_counted(page, site, gate, clicks):
    site.page(f'<button onclick="{POST.replace(chr(34), "&quot;")}.catch(() => 0)">Send</button>')
    page.goto(site.address)
    for _ in range(clicks):
        page.click("button")
    until(page, lambda: gate.held_back == clicks - 1)
    calm(page)
    assert (site.sends, gate.held_back) == (1, clicks - 1)


def test_a_handler_that_is_bound_twice_sends_once(page, site, gate):
    site.page(
        f"{FORM}<script>for (const _ of [1, 2]) document.forms[0].addEventListener('submit', (event) => {{"
        f"event.preventDefault(); {POST}.catch(() => 0); }})</script>"
    )
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.held_back and gate.response)
    calm(page)
    assert (site.sends, gate.held_back) == (1, 1)


@pytest.mark.parametrize("number", [2, 20])
def test_of_many_requests_at_once_one_passes(page, site, gate, asked, number):
    page.goto(site.address)
    told = page.evaluate(f"Promise.all([...Array({number})].map(() => {POST}.then(() => 1, () => 0)))")
    assert (sum(told), site.sends, gate.held_back, len(asked)) == (1, 1, number - 1, 1)


def test_a_request_on_its_way_counts_although_the_answer_has_not_come(page, site, context):
    gate = Gate(context, ["POST **/never"], HOSTS, lambda: True)
    page.goto(site.address)
    page.evaluate("fetch('/never', {method: 'POST'}); 0")
    until(page, lambda: ("POST", "/never") in site.arrived)
    assert page.evaluate("fetch('/never', {method: 'POST'}).catch(() => 'blocked')") == "blocked"
    assert (site.arrived.count(("POST", "/never")), gate.held_back) == (1, 1)
    assert (gate.response, gate.failure) == (None, None)


def test_a_send_that_opens_a_new_tab_is_seen_there_and_not_repeated_there(page, site, gate, context):
    site.page(FORM.replace("<form", "<form target=_blank"))
    page.goto(site.address)
    with context.expect_page() as opened:
        page.click("button")
    tab = opened.value
    until(page, lambda: gate.response)
    tab.wait_for_url("**/submit")
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        tab.reload()
    page.click("button")
    until(page, lambda: gate.held_back == 2)
    assert (site.sends, gate.response.status) == (1, 200)


def test_a_window_opened_by_a_script_is_watched_as_well(page, site, gate, context):
    page.goto(site.address)
    with context.expect_page() as opened:
        page.evaluate("window.open('/'); 0")
    opened.value.wait_for_load_state()
    opened.value.click("button")
    until(page, lambda: gate.response)
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.held_back)
    assert site.sends == 1


def test_a_send_in_an_iframe_is_seen_and_not_repeated(page, site, gate):
    site.page("<iframe src=/inner></iframe>")
    site.page(FORM, "/inner")
    page.goto(site.address)
    page.frame_locator("iframe").locator("button").click()
    until(page, lambda: gate.response)
    page.evaluate(f"{POST}.catch(() => 0)")
    assert (site.sends, gate.held_back) == (1, 1)


def test_a_form_that_answers_into_an_iframe_is_seen_and_not_repeated(page, site, gate):
    site.page(f"{FORM.replace('<form', '<form target=answer')}<iframe name=answer></iframe>")
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    page.click("button", no_wait_after=True)
    until(page, lambda: gate.held_back)
    calm(page)
    assert site.sends == 1


def test_what_a_worker_sends_is_seen_and_not_repeated(page, site, gate):
    page.goto(site.address)
    told = page.evaluate(
        """async (address) => {
          const code = `onmessage = () => Promise.all([1, 2].map(() =>
            fetch('${address}/submit', {method: 'POST', mode: 'no-cors'}).then(() => 1, () => 0))).then(postMessage)`;
          const worker = new Worker(URL.createObjectURL(new Blob([code])));
          const told = new Promise((done) => { worker.onmessage = (event) => done(event.data); });
          worker.postMessage(0);
          return await told;
        }""",
        site.address,
    )
    assert (sum(told), site.sends, gate.held_back) == (1, 1, 1)


def test_a_beacon_is_a_request_like_any_other(page, site, gate):
    page.goto(site.address)
    page.evaluate("[1, 2].forEach(() => navigator.sendBeacon('/submit', 'x'))")
    until(page, lambda: gate.held_back)
    until(page, lambda: site.sends)
    calm(page)
    assert (site.sends, gate.held_back) == (1, 1)


def test_other_methods_and_addresses_are_never_held(page, site, gate, asked):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    for number in range(2):
        page.goto(f"{site.address}/submit")
        page.evaluate("fetch('/submit', {method: 'PUT'}).then(() => 0)")
        page.evaluate("fetch('/other', {method: 'POST'}).then(() => 0)")
        assert site.arrived.count(("GET", "/submit")) == number + 1
        assert site.arrived.count(("PUT", "/submit")) == number + 1
        assert site.arrived.count(("POST", "/other")) == number + 1
    assert (site.sends, gate.held_back, len(asked)) == (1, 0, 1)


def test_a_query_makes_no_other_address_of_it(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST.replace('/submit', '/submit?try=1')}.then(() => 0)")
    assert page.evaluate(f"{POST.replace('/submit', '/submit?try=2')}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back) == (1, 1)


def test_of_several_declared_requests_one_passes_in_all(page, site, context):
    gate = Gate(context, ["POST **/submit", "PUT **/objections/*"], HOSTS, lambda: True)
    page.goto(site.address)
    page.evaluate("fetch('/objections/7', {method: 'PUT'}).then(() => 0)")
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert page.evaluate("fetch('/objections/7', {method: 'POST'}).then(() => 'sent')") == "sent"
    assert (site.sends, gate.held_back) == (0, 1)
    assert gate.passed is not None
    assert gate.passed.method == "PUT"


def test_another_handler_may_answer_what_the_gate_lets_pass(page, site, context):
    context.route("**/*", lambda route: route.fulfill(body="<p>saved page"))
    gate = Gate(context, ["POST **/submit"], HOSTS, lambda: True)
    page.goto(site.address)
    assert page.evaluate(f"{POST}.then((answer) => answer.text())") == "<p>saved page"
    assert site.arrived == []
    assert gate.response is not None
    assert gate.response.status == 200


def test_of_many_requests_at_once_one_passes_also_while_the_gate_is_still_asking(page, site, context):
    def slow():
        page.wait_for_timeout(200)
        return True

    gate = Gate(context, ["POST **/submit"], HOSTS, slow)
    page.goto(site.address)
    told = page.evaluate(f"Promise.all([...Array(3)].map(() => {POST}.then(() => 1, () => 0)))")
    assert (sum(told), site.sends, gate.held_back) == (1, 1, 2)


def test_a_question_that_fails_holds_the_request_back_rather_than_hanging_the_page(page, site, context):
    def fails():
        raise RuntimeError

    gate = Gate(context, ["POST **/submit"], HOSTS, fails)
    page.goto(site.address)
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.passed, gate.held_back) == (0, None, 2)
