"""A browser that finds every host at a site on loopback, and a gate in front of it that asks a ledger."""

import ssl
import threading
from pathlib import Path

import pytest
import trustme
from tests.browser.gate.site import FORM, Handler, Server, Site

from optout.browser.gate import Gate
from optout.flow.load import load_flow
from optout.run.events import Observers
from optout.run.ledger import FormContents, Ledger

FLOW = load_flow(Path(__file__).parents[2] / "run").flow


@pytest.fixture(scope="module")
def server():
    """Serve over TLS on loopback, in a thread of its own; each test gives it a site."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("www.example.eu").configure_cert(tls)
    server = Server(("127.0.0.1", 0), Handler)
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
def states():
    """What is journaled, in its order."""
    return []


@pytest.fixture
def gate(context, states):
    """A gate that asks about everything, before anything was approved."""
    ledger = Ledger(FLOW, states.append, Observers())
    ledger.opened()
    return Gate(context, ledger, FLOW.send.request), ledger


@pytest.fixture
def ledger(gate):
    """What the gate asks, once the send is approved: the first declared request leaves."""
    ledger = gate[1]
    ledger.arm(FormContents())
    return ledger
