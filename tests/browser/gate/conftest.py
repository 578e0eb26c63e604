"""A browser that finds every host at a site on loopback, and a gate in front of it."""

import ssl
import threading

import pytest
import trustme
from tests.browser.gate.site import FORM, HOSTS, Handler, Server, Site

from optout.browser.gate import Gate


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
def asked():
    """What the gate asked: a list of how many sends the server had got at that moment."""
    return []


@pytest.fixture
def gate(context, site, asked):
    def let_through():
        asked.append(site.sends)
        return True

    return Gate(context, ["POST **/submit"], HOSTS, let_through)
