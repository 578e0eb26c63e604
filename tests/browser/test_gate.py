"""The gate, over real sockets: whatever a page does, the server gets the declared request once."""

import hashlib
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Error

from optout.browser.gate import Gate, body_names, body_sha256

HOSTS = ("example.eu",)
FORM = "<form method=post action=/submit><input name=email value=ada@example.eu><button>Send</button></form>"
POST = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu'})})"


class Site:
    """A site on loopback that counts what arrives; `answers` maps `POST /submit` to (status, headers, body)."""

    def __init__(self):
        self.arrived: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.answers: dict[str, tuple[int, dict[str, str], str]] = {}
        self.silent = threading.Event()
        self.address = "https://www.example.eu"

    def page(self, html, path="/"):
        self.answers[f"GET {path}"] = (200, {}, f"<!doctype html><title>test</title><body>{html}")

    @property
    def sends(self):
        return self.arrived.count(("POST", "/submit"))


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def do_PUT(self):
        self._answer()

    def log_message(self, *_):
        pass

    def _answer(self):
        site = self.server.site
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.partition("?")[0]
        site.arrived.append((self.command, path))
        if self.command != "GET":
            site.bodies.append(body)
        if path == "/never":
            site.silent.wait(30)
        if path in ("/reset", "/never"):
            return
        status, headers, text = site.answers.get(f"{self.command} {path}", (200, {}, "<p>answered"))
        self.send_response(status)
        for name, value in {"content-type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site = Site()

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops."""


@pytest.fixture(scope="module")
def server():
    """Serve over TLS on loopback, in a thread of its own; each test gives it a site."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("www.example.eu").configure_cert(tls)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def mapped(browser_type, browser_type_launch_args, server):
    """Start a browser that finds every host at the server, so that addresses are real ones."""
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{server.server_address[1]}"
    browser = browser_type.launch(**{**browser_type_launch_args, "args": [rules]})
    yield browser
    browser.close()


@pytest.fixture
def site(server):
    server.site = Site()
    server.site.page(FORM)
    yield server.site
    server.site.silent.set()


@pytest.fixture
def context(mapped):
    context = mapped.new_context(ignore_https_errors=True, service_workers="block")
    yield context
    context.close()


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def asked():
    """What the gate asked: a list of how many sends the server had got at that moment."""
    return []


@pytest.fixture
def gate(context, site, asked):
    def let_through():
        asked.append(site.sends)
        return True

    return Gate(context, ["POST **/submit"], HOSTS, let_through)


def until(page, true, seconds=10.0):
    """Let the page go on until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true"
        page.wait_for_timeout(20)


def calm(page):
    """Give what should not happen the time to happen."""
    page.wait_for_timeout(300)


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
    page.wait_for_load_state()
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert (site.sends, gate.held_back) == (1, 1)


def test_going_back_and_sending_again_does_not_send_again(page, site, gate):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
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
    tab.wait_for_load_state()
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


CODE = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu', code: '123456'})})"


def test_a_request_with_a_new_field_is_held_as_long_as_no_code_is_wanted(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back) == (1, 1)


def test_while_a_code_is_wanted_only_a_request_with_a_new_field_passes(page, site, gate, asked):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    first = gate.passed
    page.evaluate(f"{CODE}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"  # the same once more
    page.evaluate("fetch('/submit', {method: 'POST', body: new URLSearchParams({code: 'another'})}).then(() => 0)")
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back, len(asked)) == (3, 3, 1)
    assert gate.passed is first


def test_a_code_alone_passes_as_well(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    page.evaluate("fetch('/submit', {method: 'POST', body: new URLSearchParams({code: '1'})}).then(() => 0)")
    assert site.sends == 2


def test_a_code_before_the_send_is_the_send(page, site, gate, asked):
    gate.code_wanted = True
    page.goto(site.address)
    page.evaluate(f"{CODE}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, len(asked)) == (1, 1)


def test_a_reload_is_held_also_while_a_code_is_wanted(page, site, gate):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    page.wait_for_load_state()
    gate.code_wanted = True
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert site.sends == 1


def test_a_body_whose_fields_cannot_be_read_is_no_code(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    for body in ("'[1, 2]'", "'{\"broken'", "''"):
        request = f"fetch('/submit', {{method: 'POST', headers: {{'content-type': 'application/json'}}, body: {body}}})"
        assert page.evaluate(f"{request}.catch(() => 'blocked')") == "blocked"
    assert site.sends == 1


def test_a_lifted_gate_holds_nothing(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.lift()
    page.evaluate(f"{POST}.then(() => 0)")
    assert (site.sends, gate.held_back) == (2, 0)


def test_a_gate_can_be_lifted_after_the_window_is_gone(context, gate):
    context.close()
    gate.lift()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            "new URLSearchParams([['email', 'a'], ['comment', 'b=c&d'], ['email', 'e'], ['empty', '']])",
            ["comment", "email", "empty"],
        ),
        (
            """(() => {
              const data = new FormData();
              data.set('email', 'a');
              data.set('upload', new File(['x'], 'name="y"'));
              data.set('comment', 'my name="inside"');
              return data;
            })()""",
            ["comment", "email", "upload"],
        ),
        (
            "new Blob([JSON.stringify({email: 'a', nested: {inner: 1}})], {type: 'application/json'})",
            ["email", "nested"],
        ),
        ("new Blob(['[1]'], {type: 'application/json'})", []),
        ("new Blob(['{broken'], {type: 'application/json'})", []),
        ("undefined", []),
    ],
)
def test_the_names_of_the_fields_are_read_from_any_kind_of_body(page, site, gate, body, names):
    page.goto(site.address)
    page.evaluate(f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 0)")
    assert body_names(gate.passed) == names


def test_the_hash_is_the_one_of_what_the_server_got(page, site, gate):
    page.goto(site.address)
    page.evaluate(
        "fetch('/submit', {method: 'POST', body: new URLSearchParams({comment: 'ça va \U0001f642'})}).then(() => 0)"
    )
    assert body_sha256(gate.passed) == hashlib.sha256(site.bodies[0]).hexdigest()


def made_up(body, kind) -> Any:
    """Give a request with a body, without a browser."""
    return SimpleNamespace(post_data_buffer=body, headers={"content-type": kind})


@given(
    st.binary(max_size=200) | st.none(), st.sampled_from(["application/json", "multipart/form-data", "text/plain", ""])
)
def test_no_body_makes_the_gate_fail(body, kind):
    assert all(isinstance(name, str) for name in body_names(made_up(body, kind)))
    assert len(body_sha256(made_up(body, kind))) == 64


@given(st.dictionaries(st.from_regex(r"[A-Za-z0-9_.:-]{1,20}", fullmatch=True), st.text(), max_size=5))
def test_values_are_never_names(fields):
    body = json.dumps(fields).encode()
    assert body_names(made_up(body, "application/json")) == sorted(fields)
