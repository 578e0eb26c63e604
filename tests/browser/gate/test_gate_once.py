"""The gate, over real sockets: whatever a page does, the server gets the declared request once."""

import time

import pytest
from playwright.sync_api import Error
from tests.browser.gate.site import FORM, HOLDS, POST, calm, until

from optout.outcome import State


def test_it_is_journaled_before_it_arrives(page, site, ledger, states):
    site.on_arrival = lambda: states.append("arrived")
    page.goto(site.address)
    states.clear()
    page.click("button")
    until(page, lambda: ledger.answer)
    assert states[:2] == [State.SENT, "arrived"]
    assert (site.sends, ledger.sent.method, ledger.sent.url) == (1, "POST", f"{site.address}/submit")


def test_what_nobody_approved_does_not_arrive(page, site, gate):
    page.goto(site.address)
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate[1].sent, gate[1].page_sends) == (0, None, True)


def test_a_reload_after_the_send_does_not_send_again(page, site, ledger):
    page.goto(site.address)
    page.click("button")
    page.wait_for_url("**/submit")
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert (site.sends, ledger.held_back) == (1, 1)


def test_going_back_and_sending_again_does_not_send_again(page, site, ledger):
    page.goto(site.address)
    page.click("button")
    page.wait_for_url("**/submit")
    page.go_back()
    page.click("button", no_wait_after=True)
    until(page, lambda: ledger.held_back)
    assert site.sends == 1


def test_a_handler_that_is_bound_twice_sends_once(page, site, ledger):
    site.page(
        f"{FORM}<script>for (const _ of [1, 2]) document.forms[0].addEventListener('submit', (event) => {{"
        f"event.preventDefault(); {POST}.catch(() => 0); }})</script>"
    )
    page.goto(site.address)
    page.click("button")
    until(page, lambda: ledger.held_back and ledger.answer)
    calm(page)
    assert (site.sends, ledger.held_back) == (1, 1)


@pytest.mark.parametrize("how_often", [1, 3])
def test_what_its_page_takes_back_before_it_leaves_is_sent_once_in_its_place(page, site, ledger, how_often):
    page.goto(site.address)
    go = POST.replace("{", "{signal: stop.signal, ", 1)
    page.evaluate(
        f"const tries = (left) => {{ const stop = new AbortController(); "
        f"{go}.then(() => {{ document.title = 'sent'; }}, () => 0);"
        f"if (left) setTimeout(() => {{ stop.abort(); tries(left - 1); }}); }}; setTimeout(() => tries({how_often}))"
    )
    time.sleep(
        0.5
    )  # while Playwright does not run, nothing is decided about: all of it is asked and taken back by then
    page.wait_for_function("document.title === 'sent'")
    assert (site.sends, ledger.held_back) == (1, 0)


@pytest.mark.parametrize("number", [2, 20])
def test_of_many_requests_at_once_one_passes(page, site, ledger, number):
    page.goto(site.address)
    told = page.evaluate(f"Promise.all([...Array({number})].map(() => {POST}.then(() => 1, () => 0)))")
    assert (sum(told), site.sends, ledger.held_back) == (1, 1, number - 1)


def test_a_request_on_its_way_counts_although_the_answer_has_not_come(page, site, ledger):
    site.never.add("/submit")
    page.goto(site.address)
    page.evaluate(f"{POST}; 0")
    until(page, lambda: site.sends)
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, ledger.held_back, ledger.answers) == (1, 1, [])


def test_a_request_that_holds_up_its_own_page_is_decided_about(page, site, ledger):
    page.goto(site.address)
    waits = "(() => { const asks = new XMLHttpRequest(); asks.open('POST', '/submit', false); asks.send('x'); })()"
    page.evaluate(waits)
    with pytest.raises(Error, match="NetworkError"):
        page.evaluate(waits)
    assert (site.sends, ledger.held_back) == (1, 1)


def test_a_send_that_opens_a_new_tab_is_seen_there_and_not_repeated_there(page, site, ledger, context):
    site.page(FORM.replace("<form", "<form target=_blank"))
    page.goto(site.address)
    with context.expect_page() as opened:
        page.click("button")
    tab = opened.value
    until(page, lambda: ledger.answer)
    assert ledger.sent.loads == "page"
    tab.wait_for_url("**/submit")
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        tab.reload()
    page.click("button")
    until(page, lambda: ledger.held_back == 2)
    assert (site.sends, ledger.answer.status) == (1, 200)


def test_a_window_opened_by_a_script_is_watched_as_well(page, site, ledger, context):
    page.goto(site.address)
    with context.expect_page() as opened:
        page.evaluate("window.open('/'); 0")
    opened.value.wait_for_load_state()
    opened.value.click("button")
    until(page, lambda: ledger.answer)
    page.click("button", no_wait_after=True)
    until(page, lambda: ledger.held_back)
    assert site.sends == 1


@pytest.mark.parametrize("host", ["", "https://other.example.org"], ids=["its own host", "another host"])
def test_a_send_in_an_iframe_is_seen_and_not_repeated(page, site, ledger, host):
    site.page(f"<iframe src={host}/inner></iframe>")
    site.page(FORM, "/inner")
    page.goto(site.address)
    page.frame_locator("iframe").locator("button").click()
    until(page, lambda: ledger.answer)
    assert ledger.sent.loads == "frame"
    page.evaluate(f"{POST}.catch(() => 0)")
    assert (site.sends, ledger.held_back) == (1, 1)


def test_a_form_that_answers_into_an_iframe_is_seen_and_not_repeated(page, site, ledger):
    site.page(f"{FORM.replace('<form', '<form target=answer')}<iframe name=answer></iframe>")
    page.goto(site.address)
    page.click("button")
    until(page, lambda: ledger.answer)
    page.click("button", no_wait_after=True)
    until(page, lambda: ledger.held_back)
    calm(page)
    assert site.sends == 1


@pytest.mark.parametrize("kind", ["Worker", "SharedWorker"])
def test_what_a_worker_sends_is_seen_and_not_repeated(page, site, ledger, kind):
    page.goto(site.address)
    page.evaluate(
        """([address, kind]) => {
          const sends = `fetch('${address}/submit', {method: 'POST', mode: 'no-cors', body: 'x'}).catch(() => 0)`;
          new self[kind](URL.createObjectURL(new Blob([`${sends}; ${sends}`])));
        }""",
        [site.address, kind],
    )
    until(page, lambda: ledger.held_back)
    if kind == "Worker":  # the browser trusts the certificate of these tests in pages only
        until(page, lambda: ledger.answer)
    calm(page)
    assert (site.sends, ledger.held_back) == (kind == "Worker", 1)


def test_other_methods_and_addresses_are_never_held(page, site, ledger):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    for number in range(2):
        page.goto(f"{site.address}/submit")
        page.evaluate("fetch('/submit', {method: 'PUT'}).then(() => 0)")
        page.evaluate("fetch('/other', {method: 'POST'}).then(() => 0)")
        assert site.arrived.count(("GET", "/submit")) == number + 1
        assert site.arrived.count(("PUT", "/submit")) == number + 1
        assert site.arrived.count(("POST", "/other")) == number + 1
    assert (site.sends, ledger.held_back) == (1, 0)


def test_a_query_makes_no_other_address_of_it(page, site, ledger):
    page.goto(site.address)
    page.evaluate(f"{POST.replace('/submit', '/submit?try=1')}.then(() => 0)")
    assert page.evaluate(f"{POST.replace('/submit', '/submit?try=2')}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, ledger.held_back) == (1, 1)


def test_a_code_goes_to_the_address_of_the_send_and_a_reload_does_not(page, site, ledger):
    page.goto(site.address)
    page.click("button")
    page.wait_for_url("**/submit")
    ledger.want_code()
    ledger.note_hand(sends=False)
    code = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu', code: '2718'})})"
    assert page.evaluate(f"Promise.all([1, 2].map(() => {code}.then(() => 1, () => 0)))") == [1, 0]
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert (site.sends, ledger.held_back) == (2, 2)


BODIES = {
    "form fields": "new URLSearchParams({email: 'ada@example.eu'})",
    "parts of a form": "(() => { const data = new FormData(); data.set('email', 'ada@example.eu'); return data; })()",
    "JSON": "JSON.stringify({email: 'ada@example.eu'})",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_sent_twice_to_an_unknown_address_arrives_once(page, site, gate, body):
    page.goto(site.address)
    gate[1].arm(HOLDS)
    sends = f"fetch('/unknown', {{method: 'POST', body: {body}}}).then(() => 1, () => 0)"
    page.evaluate(f"Promise.all([{sends}, {sends}]).then((came) => {{ window.came = came; }}), 0")

    def came():
        gate[0].ask_again()
        return page.evaluate("window.came")

    until(page, came)
    assert sorted(came()) == [0, 1]
    assert site.arrived.count(("POST", "/unknown")) == 1
    assert gate[1].undeclared.url == f"{site.address}/unknown"


HELD = {
    "a body": "fetch('/counter', {method: 'POST', body: 'x'})",
    "a value in an address": "fetch('/why?x=No+photos+of+mine')",
    "the declared request": POST,
    "a form in the address of a page": "(location.href = '/other?x=1', Promise.reject())",
}


@pytest.mark.parametrize("script", HELD.values(), ids=HELD)
def test_while_a_button_is_tried_nothing_that_could_carry_the_form_arrives(page, site, gate, script):
    page.goto(site.address)
    with gate[1].nothing_leaves(["No photos of mine"]) as held:
        assert page.evaluate("fetch('/words?lang=fr').then((answer) => answer.status)") == 200
        assert page.evaluate(f"{script}.catch(() => 'blocked')") == "blocked"
        until(page, lambda: held)
        calm(page)
    assert [path for _, path in site.arrived if path not in ("/", "/favicon.ico")] == ["/words"]
    assert [request.loads for request in held] == ["page" if "location" in script else ""]
