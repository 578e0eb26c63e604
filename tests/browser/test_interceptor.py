"""The gate, over real sockets: each way in which a page may send is held, let go and aborted; what
is told of it.

The browser finds every host at a site on loopback, over TLS.
"""

import base64
import hashlib
import re
import time
from urllib.parse import urlsplit

import pytest
from tests.faults.site import Answer, Site, standing, trusting

from optout.browser.decision import Action, Decision
from optout.browser.interceptor import RequestInterceptor

ADDRESS = "https://www.example.eu"
FORM = "<form method=post action=/submit><input name=email value=ada@example.eu><button>Send</button></form>"


def path_of(request):
    return urlsplit(request.url).path


class Decides:
    """Does with what goes to `/submit` as `does` says, lets all else go, follows it, and keeps what
    it is told.
    """

    def __init__(self):
        self.does = Action.ALLOW
        self.seen, self.left, self.gone, self.frames, self.answers = [], [], [], [], []
        self._followed = set()
        self.note_taken_back = self.gone.append
        self.note_socket_message = self.frames.append

    def decide(self, request):
        self.seen.append(request)
        if path_of(request) != "/submit":
            return Decision(Action.ALLOW, "other")
        self._followed.add(request.id)
        return Decision(self.does, "as said")

    def note_left(self, request):
        if path_of(request) == "/submit":
            self.left.append(request)

    def is_of_submission(self, request):
        return request.id in self._followed

    def note_answer(self, _, response):
        self.answers.append(response)

    @property
    def asked(self):
        """The requests to `/submit` that it was asked about."""
        return [one for one in self.seen if path_of(one) == "/submit"]


class Talks(Site):
    """A site whose `/chat` is a WebSocket (RFC 6455): its handshake, which is enough for a page to
    send.
    """

    def _answer(self, request, before):
        key = re.search(rb"(?im)^sec-websocket-key: *(\S+)", request.head)
        if not key:
            return super()._answer(request, before)
        told = hashlib.sha1(
            key[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", usedforsecurity=False
        ).digest()
        accepts = {"sec-websocket-accept": base64.b64encode(told).decode()}
        return Answer(
            101, headers={"upgrade": "websocket", "connection": "Upgrade", **accepts}, kept=True
        )


def sends(site):
    """Give the body of each request to send that arrived."""
    return [
        one.body for one in site.arrived if one.method == "POST" and one.path.startswith("/submit")
    ]


def until(page, true):
    """Let the page go on until something is true."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not become true"
        page.wait_for_timeout(20)


def calm(page):
    """Give what should not happen the time to happen."""
    page.wait_for_timeout(300)


@pytest.fixture(scope="module")
def front():
    """Give what every host leads to; the site of a test stands behind it."""
    with standing(Site()) as front:
        yield front


@pytest.fixture(scope="module")
def mapped(browser_type, browser_type_launch_args, front):
    """Start a browser that finds every host at the site, so that addresses are real ones; workers
    trust it too.
    """
    browser = browser_type.launch(**{**browser_type_launch_args, "args": [*trusting(front.port)]})
    yield browser
    browser.close()


@pytest.fixture
def site(front):
    front.behind = Talks(
        {"GET /": [Answer(page=f"<!doctype html><title>test</title><body>{FORM}")]}
    )
    front.behind.answers["POST /submit"] = [Answer(page="<p>answered")]
    return front.behind


@pytest.fixture
def context(mapped):
    context = mapped.new_context(service_workers="block")
    yield context
    context.close()


@pytest.fixture
def decides():
    return Decides()


@pytest.fixture
def gate(context, decides, site):
    return RequestInterceptor(context, decides)


@pytest.fixture
def page(context, gate):
    return context.new_page()


POST = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu'})})"
BY_WORKER = (
    f"fetch('{ADDRESS}/submit', {{method: 'POST', mode: 'no-cors', body: 'x'}}).catch(() => 0)"
)
WORKER = f"(URL.createObjectURL(new Blob([`{BY_WORKER}`])))"
WAYS = {
    "a form": "document.forms[0].requestSubmit()",
    "a form in a new tab": "document.forms[0].target = '_blank'; document.forms[0].requestSubmit()",
    "a fetch": f"{POST}.catch(() => 0)",
    "a beacon": "navigator.sendBeacon('/submit', 'x')",
    "a beacon of a page that goes": "onpagehide = () => navigator.sendBeacon('/submit', 'x'); location = '/next'",
    "what is kept alive": f"{POST.replace('{', '{keepalive: true, ', 1)}.catch(() => 0); location = '/next'",
    "a hop of a redirect": f"{POST.replace('/submit', '/start')}.catch(() => 0)",
    "a worker": f"new Worker{WORKER}",
    "a worker of several pages": f"new SharedWorker{WORKER}",
}


@pytest.fixture
def sending(page, site):
    """Give a function that has a page send in one of its ways."""
    site.answers["POST /start"] = [Answer(307, headers={"location": "/submit"})]
    page.goto(ADDRESS)
    return lambda script: page.evaluate(f"setTimeout(() => {{ {script} }}); 0")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_held_arrives_once_it_may_go_on_and_once_only(
    page, site, gate, decides, sending, way
):
    decides.does = Action.HOLD
    sending(WAYS[way])
    until(page, lambda: decides.asked)
    calm(page)
    gate.ask_again()
    assert (sends(site), decides.left) == ([], [])
    decides.does = Action.ALLOW
    gate.ask_again()
    until(page, lambda: sends(site))
    calm(page)
    gate.ask_again()
    assert (len(sends(site)), decides.gone, [one.is_navigation for one in decides.left]) == (
        1,
        [],
        [way.startswith("a form")],
    )


@pytest.mark.parametrize(
    "way", ["a form in a new tab", "a fetch", "a beacon of a page that goes", "a worker"]
)
def test_what_is_held_and_aborted_then_never_arrives(page, site, gate, decides, sending, way):
    decides.does = Action.HOLD
    sending(WAYS[way])
    until(page, lambda: decides.asked)
    decides.does = Action.BLOCK
    gate.ask_again()
    calm(page)
    assert (sends(site), decides.left, decides.answers) == ([], [], [])


def test_a_form_that_is_aborted_stands_there_with_what_was_typed(page, decides):
    decides.does = Action.BLOCK
    failures = []
    page.on("requestfailed", lambda request: failures.append(request.failure))
    page.goto(ADDRESS)
    page.fill("input", "eve@example.org")
    page.click("button", no_wait_after=True)
    until(page, lambda: failures)
    calm(page)
    assert (page.url, page.input_value("input")) == (f"{ADDRESS}/", "eve@example.org")
    # ERR_BLOCKED_BY_CLIENT would put a page of the browser's in its place
    assert failures == ["net::ERR_ABORTED"]


GIVEN_UP = {
    "a fetch": f"const stop = new AbortController(); {POST.replace('{', '{signal: stop.signal, ', 1)}.catch(() => 0);"
    "setTimeout(() => stop.abort(), 100)",
    "a form": "document.forms[0].requestSubmit(); setTimeout(() => { location = '/next'; }, 100)",
    "a page that is closed": f"{POST}; setTimeout(close, 100)",
}


@pytest.mark.parametrize("script", GIVEN_UP.values(), ids=GIVEN_UP)
def test_what_its_page_gives_up_while_it_is_held_has_not_left(
    context, page, site, gate, decides, script
):
    decides.does = Action.HOLD
    page.goto(ADDRESS)
    with context.expect_page() as opened:
        page.evaluate("window.open('/'); 0")
    tab = opened.value
    tab.wait_for_load_state()
    tab.evaluate(f"setTimeout(() => {{ {script} }}); 0")
    until(page, lambda: decides.asked)
    calm(page)
    decides.does = Action.ALLOW
    gate.ask_again()
    calm(page)
    assert (sends(site), decides.left, len(decides.gone)) == ([], [], 1)


def test_what_a_web_socket_sends_is_told(page, decides):
    page.goto(ADDRESS)
    page.evaluate(
        "const to = new WebSocket('wss://www.example.eu/chat'); to.onopen = () => to.send('hi'); 0"
    )
    until(page, lambda: decides.frames)
    [frame] = decides.frames
    assert (frame.method, frame.url, frame.body) == ("WEBSOCKET", f"{ADDRESS}/chat", b"hi")


def test_while_it_looks_away_it_sees_nothing_at_all(page, site, gate, decides):
    decides.does = Action.BLOCK
    page.goto(ADDRESS)
    decides.seen.clear()
    with gate.switched_off():
        page.evaluate(f"{POST}.then(() => 0)")
    assert (len(sends(site)), decides.seen) == (1, [])
    assert page.evaluate(f"{POST}.catch(() => 'aborted')") == "aborted"
    assert (len(sends(site)), len(decides.asked)) == (1, 1)


BODIES = [
    "new URLSearchParams([['email', 'a'], ['comment', 'b=c&d'], ['empty', '']])",
    "(() => { const data = new FormData(); data.set('email', 'a'); return data; })()",
    "new Blob([JSON.stringify({email: 'a'})], {type: 'application/json'})",
    "new Uint8Array([0, 255, 128])",
    "undefined",
]


def test_the_body_is_the_one_that_the_server_got(page, site, decides):
    page.goto(ADDRESS)
    for body in BODIES:
        page.evaluate(f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 0)")
    assert [one.body_sha256 for one in decides.left] == [
        hashlib.sha256(body).hexdigest() for body in sends(site)
    ]
    assert not any(one.is_body_incomplete for one in decides.left)


def test_what_came_back_is_the_server_s(page, site, gate, decides):
    page.goto(ADDRESS)
    dated = {"date": "Tue, 24 Nov 2026 08:00:00 GMT"}
    for status in (200, 204, 422, 503):
        site.answers["POST /submit"] = [Answer(status, headers=dated)]
        page.evaluate(f"{POST}.then(() => 0)")
        assert (decides.answers[-1].status, decides.answers[-1].headers["date"]) == (
            status,
            dated["date"],
        )
    until(page, lambda: gate.last_response)
    assert gate.last_response.server_addr()["ipAddress"] == "127.0.0.1"
    assert gate.last_response.security_details()["protocol"].startswith("TLS")


def test_what_a_redirect_led_to_is_an_answer_too(page, site, decides):
    site.answers["POST /submit"] = [
        Answer(303, headers={"location": "https://elsewhere.org/thanks"})
    ]
    site.answers["GET elsewhere.org/thanks"] = [Answer(page="<p>answered")]
    page.goto(ADDRESS)
    page.click("button")
    until(page, lambda: len(decides.answers) == 2)
    came = [(one.status, one.url) for one in decides.answers]
    assert came == [(303, f"{ADDRESS}/submit"), (200, "https://elsewhere.org/thanks")]


def test_when_its_context_is_closed_what_it_held_does_not_leave_and_it_looks_no_longer(
    mapped, site
):
    decides, closed, other = Decides(), mapped.new_context(), mapped.new_context()
    RequestInterceptor(closed, decides)
    decides.does = Action.HOLD
    page, after = closed.new_page(), other.new_page()
    page.goto(ADDRESS)
    for number in range(5):
        page.evaluate(f"navigator.sendBeacon('/submit?{number}', 'x')")
    until(page, lambda: len(decides.asked) == 5)
    closed.close()
    calm(after)
    assert sends(site) == []
    after.goto(ADDRESS)
    after.evaluate(f"{POST}.then(() => 0)")
    other.close()
    assert (len(sends(site)), len(decides.asked)) == (1, 5)
