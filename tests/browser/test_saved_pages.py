"""Saved pages: what is aborted and listed, and that nothing gets past them."""

import select
import socket
from itertools import product
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error
from tests.web import Open

from optout.browser.installed import find_light_browser
from optout.browser.interceptor import RequestInterceptor
from optout.browser.launch import Launch, replay_browser
from optout.flow.cases import Answer, ReadyCase
from optout.outcome import State
from optout.run.saved_case import SavedPages

HOME = "http://www.example.eu/"


def stands(context, folder, **more):
    """Put a page, and nothing else, in the place of the network."""
    (folder / "page.html").write_text("<!doctype html><p>page</p>", "utf-8")
    expect = {"outcome": State.STOPPED, "exit": 1, "sends": 0}
    answers = [Answer(to=f"GET {HOME}", page="page.html", **more)]
    site = SavedPages(
        ReadyCase(
            about="a test", expect=expect, name="test", answers=answers, set={}, pages=(folder,)
        )
    )
    RequestInterceptor(context, Open(), site=site)
    return site


def test_what_no_case_knows_is_aborted_and_listed_without_its_query(context, page, tmp_path):
    site = stands(context, tmp_path)
    page.goto(HOME)
    for address in ("https://tracker.example/pixel?user=ada@example.eu", "/unknown?token=1"):
        assert (
            page.evaluate("(a) => fetch(a, {mode: 'no-cors'}).catch(() => 'aborted')", address)
            == "aborted"
        )
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.goto(f"{HOME}nowhere#part")
    assert site.aborted == [
        "GET tracker.example/pixel",
        "GET www.example.eu/unknown",
        "GET www.example.eu/nowhere",
    ]
    assert len(site.arrived) == 1


def test_an_answer_takes_as_long_as_its_case_says_and_nothing_else_waits_for_it(
    context, page, tmp_path
):
    stands(context, tmp_path, after=1)
    page.goto(HOME)
    script = """() => {
      const began = performance.now(), took = () => performance.now() - began;
      return Promise.all(['/', '/unknown'].map((path) => fetch(path).then(took, took)));
    }"""
    slow, quick = page.evaluate(script)
    assert slow >= 950
    assert quick < slow


@pytest.fixture
def listening():
    """Listen on a port of loopback, for TCP and UDP; `heard` tells by which anything came."""
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(tcp.getsockname())
        yield SimpleNamespace(
            port=tcp.getsockname()[1], heard=lambda: select.select([tcp, udp], [], [], 0)[0]
        )


ADDS = "document.body.append(Object.assign(document.createElement('{}'), {{{}}}))"
WAYS_OUT = [
    "fetch(`http://${address}/`, {mode: 'no-cors'})",
    "navigator.sendBeacon(`http://${address}/`, 'x')",
    "new WebSocket(`ws://${address}/`)",
    "new Worker(URL.createObjectURL(new Blob([`fetch('http://${address}/', {mode: 'no-cors'})`])))",
    "new SharedWorker(URL.createObjectURL(new Blob([`fetch('http://${address}/')`])))",
    ADDS.format("link", "rel: 'preconnect', href: `http://${address}/`"),
    ADDS.format("link", "rel: 'prefetch', href: `http://${address}/`"),
    ADDS.format("iframe", "src: `http://${address}/`"),
    ADDS.format("form", "action: `http://${address}/`, target: 'x'")
    + "; document.forms[0].submit()",
    "window.open(`http://${address}/`)",
]
PEERS = """(async () => {
  const one = new RTCPeerConnection({iceServers: [{urls: `stun:${address}`}]}), other = new RTCPeerConnection();
  const [host, port] = address.split(':');
  self.held = [one, other];
  one.createDataChannel('secret');
  await one.setLocalDescription(await one.createOffer());
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription(await other.createAnswer());
  await one.setRemoteDescription(other.localDescription);
  for (const how of ['udp', 'tcp'])
    await one.addIceCandidate({sdpMid: '0', candidate: `candidate:1 1 ${how} 2122260223 ${host} ${port} typ host`});
})()"""


@pytest.fixture(scope="module")
def offline(playwright):
    """Start the browser of a replay: it finds no host at all."""
    with replay_browser(playwright, Launch(find_light_browser(), headed=False)) as browser:
        yield browser


def test_no_way_out_reaches_a_server(offline, listening, tmp_path):
    context = offline.new_context(service_workers="block")
    stands(context, tmp_path)
    for script, host in product((*WAYS_OUT, PEERS), ("127.0.0.1", "localhost")):
        page = context.new_page()
        page.goto(HOME)  # not https, from where a browser would block most of these itself
        page.evaluate(f"(address) => {{ {script} }}", f"{host}:{listening.port}")
    page.wait_for_timeout(700)
    context.close()
    assert listening.heard() == []
