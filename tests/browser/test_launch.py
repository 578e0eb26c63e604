"""A replay's browser is off the network, whatever a saved page of a stranger tries."""

import socket
from contextlib import closing, suppress

import pytest
from tests.web import Web

from optout.browser.installed import find_browser, find_light_browser
from optout.browser.launch import Launch, replay_browser, replay_context

GOES = {
    "stun": "peer({iceServers: [{urls: `stun:${at}`}]})",
    "a peer that was named": "named()",
    "web socket": "new WebSocket(`ws://${at}/secret`)",
}
SCRIPT = """async (at) => {
  const held = self.held = [], [host, port] = at.split(':');
  async function peer(options) {
    const one = new RTCPeerConnection(options);
    held.push(one);
    one.createDataChannel('secret');
    await one.setLocalDescription(await one.createOffer());
    return one;
  }
  async function named() {
    const one = await peer({}), other = new RTCPeerConnection();
    held.push(other);
    await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription(await other.createAnswer());
    await one.setRemoteDescription(other.localDescription);
    for (const how of ['udp', 'tcp'])
      await one.addIceCandidate({sdpMid: '0', candidate: `candidate:1 1 ${how} 2122260223 ${host} ${port} typ host`});
  }
  %s;
}"""


class Listening:
    """A port of this machine for UDP and TCP, that hears whatever comes."""

    def __init__(self):
        self.tcp, self.udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self.tcp.bind(("127.0.0.1", 0))
        self.tcp.listen()
        self.address = f"127.0.0.1:{self.tcp.getsockname()[1]}"
        self.udp.bind(self.tcp.getsockname())
        for one in (self.tcp, self.udp):
            one.settimeout(0)

    def heard(self):
        """Tell by which protocols anything came."""
        came = []
        with suppress(BlockingIOError):
            self.tcp.accept()[0].close()
            came.append("tcp")
        with suppress(BlockingIOError):
            self.udp.recv(9)
            came.append("udp")
        return came

    def close(self):
        self.tcp.close()
        self.udp.close()


@pytest.fixture(scope="module", params=[find_light_browser, find_browser])
def replaying(playwright, request):
    with replay_browser(playwright, Launch(request.param(""), headed=False)) as browser:
        yield browser


@pytest.mark.parametrize("how", GOES)
def test_a_script_of_a_saved_page_gets_nothing_out(replaying, how):
    with closing(Listening()) as port, replay_context(replaying) as context:
        window = Web(context).window("<p>saved")
        window.page.evaluate(SCRIPT % GOES[how], port.address)
        window.page.wait_for_timeout(700)
        assert port.heard() == []
