"""Saved pages: what answers, what is aborted and listed, and that nothing gets past them."""

import select
import socket
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error
from tests.web import Open

from optout.browser.gate import Gate
from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, replay_browser
from optout.flow.cases import Answer, Expected, ReadyCase
from optout.outcome import State
from optout.run.saved_case import SavedPages

HOME = "https://www.example.eu/"


@pytest.fixture
def saved(context, tmp_path):
    """Give a function that puts a case's answers in front of the context."""
    (tmp_path / "words").mkdir()
    for language, word in (("en", "Thank you & all"), ("fr", "Merci")):
        (tmp_path / "words" / f"{language}.yaml").write_text(f"recorded: {{thanks: '{word}'}}", "utf-8")
    (tmp_path / "page.html").write_text("<!doctype html><p id=p lang={{lang}}>{{thanks}}{{more}}</p>", "utf-8")
    (tmp_path / "other.html").write_text("<!doctype html><p>other</p>", "utf-8")
    (tmp_path / "data.json").write_text('{"says": "{{thanks}}"}', "utf-8")
    return lambda *answers: stands(context, case(tmp_path, answers))


def stands(context, one):
    """Put the answers of a case in the place of the network."""
    site = SavedPages(one)
    Gate(context, Open(), site=site)
    return site


def case(pages: Path, answers: tuple[dict[str, Any], ...]) -> ReadyCase:
    expect = Expected(outcome=State.STOPPED, exit=1, sends=0)
    given = [Answer(**answer) for answer in answers]
    return ReadyCase(about="a test", expect=expect, name="test", answers=given, set={"more": "!"}, pages=(pages,))


def test_a_page_is_answered_at_its_real_address_with_its_words_values_and_status(page, saved):
    site = saved(
        {"to": f"GET {HOME}", "page": "page.html"},
        {"to": "GET **/other", "page": "page.html", "words": "fr", "set": {"more": "?"}, "status": 422},
        {"to": "GET **/data", "page": "data.json"},
    )
    answer = page.goto(HOME)
    assert (page.url, page.inner_text("#p"), answer.status) == (HOME, "Thank you & all!", 200)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert page.get_attribute("#p", "lang") == "en"
    assert page.evaluate("fetch('/data').then((answer) => answer.json())") == {"says": "Thank you & all"}
    answer = page.goto(f"{HOME}other")
    assert (page.inner_text("#p"), answer.status) == ("Merci?", 422)
    assert [(a.method, a.url) for a in site.arrived][::2] == [("GET", HOME), ("GET", f"{HOME}other")]


def test_what_no_case_knows_is_aborted_and_listed_without_its_query(page, saved):
    site = saved({"to": f"GET {HOME}", "page": "page.html"})
    page.goto(HOME)
    for address in ("https://tracker.example/pixel?user=ada@example.eu", "/unknown?token=1"):
        assert page.evaluate("(a) => fetch(a, {mode: 'no-cors'}).catch(() => 'aborted')", address) == "aborted"
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.goto(f"{HOME}nowhere#part")
    assert site.aborted == ["GET tracker.example/pixel", "GET www.example.eu/unknown", "GET www.example.eu/nowhere"]
    assert len(site.arrived) == 1


def test_a_page_reads_the_answer_of_another_origin_and_nothing_counts_but_what_it_asked(page, saved):
    elsewhere = "https://api.example.eu/it"
    site = saved({"to": f"GET {HOME}", "page": "page.html"}, {"to": f"PUT {elsewhere}", "page": "data.json"})
    page.goto(HOME)
    asks = "{method: 'PUT', credentials: 'include', headers: {'x-token': '1'}, body: '{}'}"
    assert page.evaluate(f"fetch('{elsewhere}', {asks}).then((answer) => answer.json())") == {"says": "Thank you & all"}
    assert [(a.method, a.url) for a in site.arrived] == [("GET", HOME), ("PUT", elsewhere)]
    assert site.aborted == []


def test_an_answer_takes_as_long_as_its_case_says_and_other_answers_do_not_wait_for_it(page, saved):
    saved(
        {"to": f"GET {HOME}", "page": "page.html"},
        {"to": "GET **/slow", "page": "other.html", "after": 1},
        {"to": "GET **/quick", "page": "other.html"},
    )
    page.goto(HOME)
    script = """async () => {
      const began = performance.now(), took = {};
      const get = (path) => fetch(path).then(() => { took[path] = performance.now() - began; });
      await Promise.all([get('/slow'), get('/quick')]);
      return took;
    }"""
    took = page.evaluate(script)
    assert took["/slow"] >= 950
    assert took["/quick"] < took["/slow"]


@pytest.fixture
def listening():
    """Listen on a port of loopback, for TCP and UDP; `heard` tells by which anything came."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(tcp.getsockname())
        yield SimpleNamespace(port=tcp.getsockname()[1], heard=lambda: select.select([tcp, udp], [], [], 0)[0])


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
    ADDS.format("form", "action: `http://${address}/`, target: 'x'") + "; document.forms[0].submit()",
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
    (tmp_path / "page.html").write_text("<!doctype html><p>page</p>", "utf-8")
    context = offline.new_context(service_workers="block")
    stands(context, case(tmp_path, ({"to": "GET http://www.example.eu/", "page": "page.html"},)))
    for script, host in product((*WAYS_OUT, PEERS), ("127.0.0.1", "localhost")):
        page = context.new_page()
        page.goto("http://www.example.eu/")  # not https, from where a browser would block most of these itself
        page.evaluate(f"(address) => {{ {script} }}", f"{host}:{listening.port}")
    page.wait_for_timeout(700)
    context.close()
    assert listening.heard() == []
