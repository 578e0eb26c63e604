"""The gate, over real sockets: what goes out by a web socket is asked about, frame by frame."""

import pytest
from tests.browser.gate.site import calm, until

from optout.browser.gate import Gate
from optout.browser.requests import LATER

OPEN = "new Promise((done) => { window.talk = new WebSocket('/talk'); window.talk.onopen = () => done(1); })"


class Told:
    """Holds a frame for the reason that is given for its text; a text without one leaves."""

    def __init__(self, **holds):
        self.holds, self.asked, self.gone = holds, [], []

    def decide(self, request):
        self.asked.append(request)
        return self.holds.get(request.body.decode())

    def left(self, request):
        self.gone.append(request)

    def taken_back(self, request):
        """Never come here: no page goes."""

    def follows(self, _):
        return False

    def answered(self, request, response):
        """Never come here: nothing is followed."""


@pytest.fixture
def talking(page, site):
    """Return a gate that holds frames for reasons, and a function that sends texts by the page's web socket."""

    def begin(*, hold=True, **holds):
        told = Told(**holds)
        gate = Gate(page.context, told)
        if hold:
            gate.hold_sockets()
        page.goto(site.address)
        page.evaluate(OPEN)
        told.asked.clear()
        return gate, told, lambda *texts: page.evaluate("(texts) => texts.forEach((one) => talk.send(one))", [*texts])

    return begin


def test_what_is_held_does_not_arrive_and_the_rest_does_in_its_order(page, site, talking):
    _, told, say = talking(held="why")
    say("first", "held", "second")
    until(page, lambda: site.frames == [b"first", b"second"])
    calm(page)
    assert site.frames == [b"first", b"second"]
    assert [(one.method, one.url, one.body) for one in told.asked] == [
        ("WEBSOCKET", f"{site.address}/talk", body) for body in (b"first", b"held", b"second")
    ]


def test_what_waits_is_asked_about_again_and_goes_once(page, site, talking):
    gate, told, say = talking(waits=LATER)
    say("waits")
    until(page, lambda: told.asked)
    gate.ask_again()
    calm(page)
    assert site.frames == []
    told.holds.clear()
    gate.ask_again()
    gate.ask_again()
    until(page, lambda: site.frames)
    calm(page)
    assert site.frames == [b"waits"]


def test_what_waits_at_a_page_that_goes_is_asked_about_and_breaks_nothing(page, site, talking):
    gate, told, say = talking(waits=LATER)
    say("waits")
    until(page, lambda: told.asked)
    page.goto("about:blank")
    told.holds.clear()
    told.asked.clear()
    gate.ask_again()
    calm(page)
    assert (len(told.asked), site.frames) == (1, [])


def test_before_sockets_are_held_what_left_by_one_is_told(page, site, talking):
    _, told, say = talking(hold=False, held="why")
    say("held")
    until(page, lambda: told.gone and site.frames)
    assert [(one.method, one.url, one.body) for one in told.gone] == [
        ("GET", f"{site.address}/talk", b""),
        ("WEBSOCKET", f"{site.address}/talk", b"held"),
    ]


class Listens(Told):
    """Holds the opening of a socket for the reason that is given for its address or its protocol."""

    def decide(self, request):
        self.asked.append(request)
        if request.method == "WEBSOCKET":
            return None
        words = request.url, request.headers.get("sec-websocket-protocol", "")
        return next((why for text, why in self.holds.items() if any(text in word for word in words)), None)


OPENS = """([address, protocols]) => {
  window.talk = new WebSocket(address, protocols);
  window.ended = new Promise((done) => { talk.onclose = () => done(1); });
  talk.onopen = () => talk.send('hello');
}"""


@pytest.fixture
def listening(page, site):
    """Return a gate and what it asks, on a page that opens a socket."""

    def begin(address, protocols=(), **holds):
        told = Listens(**holds)
        gate = Gate(page.context, told)
        gate.hold_sockets()
        page.goto(site.address)
        told.asked.clear()
        page.evaluate(OPENS, [address, list(protocols)])
        return gate, told

    return begin


@pytest.mark.parametrize(("address", "protocols"), [("/talk?draft", []), ("/talk", ["v1", "draft"])])
def test_a_socket_that_may_not_be_opened_is_shut_and_nothing_arrives(page, site, listening, address, protocols):
    _, told = listening(address, protocols, draft="why")
    page.evaluate("ended")
    calm(page)
    assert ("GET", "/talk") not in site.arrived
    assert site.frames == []
    assert told.asked[0].headers == {"sec-websocket-protocol": ", ".join(protocols)}
    assert told.gone == []


def test_a_socket_that_waits_is_opened_later_and_what_is_said_meanwhile_follows(page, site, listening):
    gate, told = listening("/talk?waits", waits=LATER)
    until(page, lambda: told.asked)
    calm(page)
    gate.ask_again()
    assert site.frames == []
    told.holds.clear()
    gate.ask_again()
    until(page, lambda: site.frames == [b"hello"])
    gate.ask_again()
    calm(page)
    assert site.frames == [b"hello"]


def test_what_a_worker_of_a_page_that_opens_later_says_by_a_socket_is_told(context, site):
    told = Told()
    Gate(context, told)
    page = context.new_page()
    page.goto(site.address)
    says = (
        f"const talk = new WebSocket('{site.address.replace('http', 'ws')}/talk'); talk.onopen = () => talk.send('it')"
    )
    page.evaluate("(says) => { new Worker(URL.createObjectURL(new Blob([says]))); }", says)
    until(page, lambda: site.frames)
    until(page, lambda: any(one.body == b"it" for one in told.gone))


def test_a_request_that_waited_is_asked_about_no_more_once_it_is_gone(page, site):
    told = Told(waits=LATER)
    gate = Gate(page.context, told)
    page.goto(site.address)
    page.evaluate("fetch('/submit', {method: 'POST', body: 'waits'}); 0")
    until(page, lambda: any(one.body == b"waits" for one in told.asked))
    told.holds.clear()
    gate.ask_again()
    until(page, lambda: site.sends)
    told.asked.clear()
    gate.ask_again()
    assert (told.asked, site.sends) == ([], 1)


def test_frames_of_bytes_are_asked_about_like_texts(page, site, talking):
    _, told, _ = talking()
    page.evaluate("talk.send(new TextEncoder().encode('bytes'))")
    until(page, lambda: site.frames == [b"bytes"])
    assert told.asked[0].body == b"bytes"


def test_two_frames_are_two_requests_and_the_same_one_again_is_the_same(page, site, talking):
    _, told, say = talking()
    say("one", "other", "one")
    until(page, lambda: len(site.frames) == 3)
    first, other, again = (one.id for one in told.asked)
    assert first == again != other
