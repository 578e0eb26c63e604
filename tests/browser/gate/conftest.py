"""A browser that finds every host at a site on loopback, and a gate in front of it."""

import ssl
import threading

import pytest
import trustme
from tests.browser.gate.site import FORM, Decides, Handler, Server, Site

from optout.browser.gate import Gate


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def mapped(browser_type, browser_type_launch_args, server):
    """Start a browser that finds every host at the server, so that addresses are real ones; workers trust it too."""
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{server.server_address[1]}"
    args = [rules, "--ignore-certificate-errors"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def site(server):
    server.site = Site()
    server.site.page(FORM)
    return server.site


@pytest.fixture
def context(mapped):
    context = mapped.new_context(service_workers="block")
    yield context
    context.close()


@pytest.fixture
def decides():
    return Decides()


@pytest.fixture
def gate(context, decides):
    return Gate(context, decides)


@pytest.fixture
def page(context, gate, site):  # noqa: ARG001  both are there before a page is
    return context.new_page()
