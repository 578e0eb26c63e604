"""The gate, over real sockets: each way in which a page may send is held, let go and aborted; what is told of it."""

import hashlib

import pytest
from tests.browser.gate.site import ADDRESS, FORM, Decides, calm, until

from optout.browser.gate import Gate
from optout.browser.requests import Reply

POST = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu'})})"
BY_WORKER = f"fetch('{ADDRESS}/submit', {{method: 'POST', mode: 'no-cors', body: 'x'}}).catch(() => 0)"
WORKER = f"(URL.createObjectURL(new Blob([`{BY_WORKER}`])))"
WAYS = {
    "a form": "document.forms[0].requestSubmit()",
    "a form in a new tab": "document.forms[0].target = '_blank'; document.forms[0].requestSubmit()",
    "a form into a frame": "document.forms[0].target = 'answer'; document.forms[0].requestSubmit()",
    "a form in a frame": "frames.inner.document.forms[0].requestSubmit()",
    "a fetch": f"{POST}.catch(() => 0)",
    "a request of the old kind": "const old = new XMLHttpRequest(); old.open('POST', '/submit'); old.send('x')",
    "a beacon": "navigator.sendBeacon('/submit', 'x')",
    "a beacon of a page that goes": "onpagehide = () => navigator.sendBeacon('/submit', 'x'); location = '/next'",
    "what is kept alive": f"{POST.replace('{', '{keepalive: true, ', 1)}.catch(() => 0); location = '/next'",
    "a hop of a redirect": f"{POST.replace('/submit', '/start')}.catch(() => 0)",
    "a form that is led on": "document.forms[0].action = '/start'; document.forms[0].requestSubmit()",
    "a worker": f"new Worker{WORKER}",
    "a worker of several pages": f"new SharedWorker{WORKER}",
}


@pytest.fixture
def sends(page, site):
    """Give a function that has a page send in one of its ways."""
    site.page(f"{FORM}<iframe name=answer></iframe><iframe name=inner src=/inner></iframe>")
    site.page(FORM, "/inner")
    site.answers["POST /start"] = (307, {"location": "/submit"}, "")
    page.goto(ADDRESS)
    return lambda script: page.evaluate(f"setTimeout(() => {{ {script} }}); 0")


@pytest.mark.parametrize("script", WAYS.values(), ids=WAYS)
def test_what_is_held_arrives_once_it_may_go_on_and_once_only(page, site, gate, decides, sends, script):
    decides.does["/submit"] = "hold"
    sends(script)
    until(page, lambda: decides.of(decides.asked))
    calm(page)
    gate.ask_again()
    assert (site.sends, decides.of(decides.left)) == (0, [])
    decides.does.clear()
    gate.ask_again()
    until(page, lambda: site.sends)
    calm(page)
    gate.ask_again()
    assert (site.sends, len(decides.of(decides.left)), decides.taken_back_) == (1, 1, [])


@pytest.mark.parametrize("script", WAYS.values(), ids=WAYS)
def test_what_is_held_and_aborted_then_never_arrives(page, site, gate, decides, sends, script):
    decides.does["/submit"] = "hold"
    sends(script)
    until(page, lambda: decides.of(decides.asked))
    decides.does["/submit"] = "abort"
    gate.ask_again()
    calm(page)
    assert (site.sends, decides.of(decides.left), decides.answers) == (0, [], [])


def test_a_form_that_is_aborted_stands_there_with_what_was_typed(page, decides):
    decides.does["/submit"] = "abort"
    failures = []
    page.on("requestfailed", lambda request: failures.append(request.failure))
    page.goto(ADDRESS)
    page.fill("input", "eve@example.org")
    page.click("button", no_wait_after=True)
    until(page, lambda: failures)
    calm(page)
    assert (page.url, page.input_value("input")) == (f"{ADDRESS}/", "eve@example.org")
    assert failures == ["net::ERR_ABORTED"]  # ERR_BLOCKED_BY_CLIENT would put a page of the browser's in its place


GIVEN_UP = {
    "a fetch": f"const stop = new AbortController(); {POST.replace('{', '{signal: stop.signal, ', 1)}.catch(() => 0);"
    "setTimeout(() => stop.abort(), 100)",
    "a form": "document.forms[0].requestSubmit(); setTimeout(() => { location = '/next'; }, 100)",
    "a page that is closed": f"{POST}; setTimeout(close, 100)",
}


@pytest.mark.parametrize("script", GIVEN_UP.values(), ids=GIVEN_UP)
def test_what_its_page_gives_up_while_it_is_held_has_not_left(context, page, site, gate, decides, script):
    decides.does["/submit"] = "hold"
    page.goto(ADDRESS)
    with context.expect_page() as opened:
        page.evaluate("window.open('/'); 0")
    tab = opened.value
    tab.wait_for_load_state()
    tab.evaluate(f"setTimeout(() => {{ {script} }}); 0")
    until(page, lambda: decides.of(decides.asked))
    calm(page)
    decides.does.clear()
    gate.ask_again()
    calm(page)
    assert (site.sends, decides.of(decides.left), len(decides.taken_back_)) == (0, [], 1)


def test_what_a_web_socket_sends_is_told(page, site, decides):
    page.goto(ADDRESS)
    page.evaluate("const to = new WebSocket('wss://www.example.eu/chat'); to.onopen = () => to.send('hi'); 0")
    until(page, lambda: decides.frames and site.frames)
    [frame] = decides.frames
    assert (frame.method, frame.url, frame.body, site.frames) == ("WEBSOCKET", f"{ADDRESS}/chat", b"hi", [b"hi"])


def test_while_it_looks_away_it_sees_nothing_at_all(page, site, gate, decides):
    decides.does["/submit"] = "abort"
    page.goto(ADDRESS)
    decides.asked.clear()
    with gate.looking_away():
        page.evaluate(f"{POST}.then(() => 0)")
    assert (site.sends, decides.asked) == (1, [])
    assert page.evaluate(f"{POST}.catch(() => 'aborted')") == "aborted"
    assert (site.sends, len(decides.asked)) == (1, 1)


BODIES = {
    "a form": "new URLSearchParams([['email', 'a'], ['comment', 'b=c&d'], ['empty', '']])",
    "parts": "(() => { const data = new FormData(); data.set('email', 'a'); return data; })()",
    "a blob": "new Blob([JSON.stringify({email: 'a'})], {type: 'application/json'})",
    "bytes": "new Uint8Array([0, 255, 128])",
    "nothing": "undefined",
    "much": "'x'.repeat(3e6)",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_body_is_the_one_that_the_server_got(page, site, decides, body):
    page.goto(ADDRESS)
    page.evaluate(f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 0)")
    [sent] = decides.of(decides.left)
    assert (sent.body_sha256, sent.streams) == (hashlib.sha256(site.bodies[0]).hexdigest(), False)


def test_a_body_that_is_made_while_it_leaves_is_told(page, decides):
    page.goto(ADDRESS)
    # Over HTTP/1.1 the browser lets none leave; it is asked about all the same.
    page.evaluate(
        "fetch('/seen', {method: 'POST', duplex: 'half', body: new Blob(['x']).stream()}).then(() => 0, () => 0)"
    )
    assert [one.streams for one in decides.of(decides.asked, "/seen")] == [True]


LOADS = {"a form": True, "a form in a new tab": True, "a form into a frame": True, "a fetch": False}


@pytest.mark.parametrize(("way", "loads"), LOADS.items())
def test_what_a_request_loads_is_known(page, decides, sends, way, loads):
    sends(WAYS[way])
    until(page, lambda: decides.of(decides.left))
    assert [one.loads for one in decides.of(decides.left)] == [loads]


@pytest.mark.parametrize("status", [200, 204, 422, 503])
def test_what_came_back_is_the_server_s(page, site, decides, status):
    site.answers["POST /submit"] = (status, {"date": "Tue, 24 Nov 2026 08:00:00 GMT"}, "")
    page.goto(ADDRESS)
    page.evaluate(f"{POST}.then(() => 0)")
    until(page, lambda: decides.answers)
    [answer] = decides.answers
    assert (answer.status, answer.headers["date"]) == (status, "Tue, 24 Nov 2026 08:00:00 GMT")


def test_what_a_redirect_led_to_is_an_answer_too(page, site, decides):
    site.answers["POST /submit"] = (303, {"location": "https://elsewhere.org/thanks"}, "")
    page.goto(ADDRESS)
    page.click("button")
    until(page, lambda: len(decides.answers) == 2)
    assert [(one.status, one.url) for one in decides.answers] == [
        (303, f"{ADDRESS}/submit"),
        (200, "https://elsewhere.org/thanks"),
    ]


def test_a_connection_that_ends_is_a_failure(page, site, decides):
    site.resets.add("/submit")
    page.goto(ADDRESS)
    page.evaluate(f"{POST}.catch(() => 0)")
    assert [(one.status, bool(one.failure)) for one in decides.answers] == [(None, True)]


def test_a_page_that_goes_while_its_requests_are_decided_about_is_no_failure(page, context, capfd):
    other = context.new_page()
    page.goto(ADDRESS)
    page.evaluate("setTimeout(() => { for (let i = 0; i < 50; i += 1) fetch(`/x${i}`); }); 0")
    page.close()
    calm(other)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_when_its_context_is_closed_what_it_held_does_not_leave_and_it_looks_no_longer(mapped, site):
    decides, closed, other = Decides(), mapped.new_context(), mapped.new_context()
    Gate(closed, decides)
    decides.does["/submit"] = "hold"
    page, after = closed.new_page(), other.new_page()
    page.goto(ADDRESS)
    for number in range(5):
        page.evaluate(f"navigator.sendBeacon('/submit?{number}', 'x')")
    until(page, lambda: len(decides.of(decides.asked)) == 5)
    closed.close()
    calm(after)
    assert site.sends == 0
    after.goto(ADDRESS)
    after.evaluate(f"{POST}.then(() => 0)")
    other.close()
    assert (site.sends, len(decides.of(decides.asked))) == (1, 5)


class Quiet:
    """A site with one page, that answers to nothing else."""

    def __init__(self):
        self.aborted, self.asked = [], []

    def answer(self, request):
        self.asked.append(request.url)
        return Reply(200, {"content-type": "text/html"}) if request.reads else Reply()


def test_what_a_site_in_its_place_has_not_answered_when_the_context_is_closed_does_not_leave(mapped, site):
    context, other, quiet = mapped.new_context(), mapped.new_context(), Quiet()
    Gate(context, Decides(), site=quiet)
    page = context.new_page()
    page.goto(ADDRESS)
    page.evaluate("navigator.sendBeacon('/submit', 'x')")
    until(page, lambda: f"{ADDRESS}/submit" in quiet.asked)
    context.close()
    calm(other.new_page())
    other.close()
    assert site.sends == 0
