"""`optout install` and Playwright's own download, from this computer: its progress, proxies, and what breaks off."""

import io
import os
import re
import ssl
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from tests.cli.bare_machine import PYTHON
from tests.cli.test_install import failing

from optout.browser.installed import BrowserKind
from optout.cli import install
from optout.errors import BrowserFailed, BrowserMissing

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: runs scripts"),
]


def archive():
    """Give a Chromium that is a script, packed as Playwright's are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for name in ("chrome-linux64/chrome", "chrome-linux-arm64/chrome", "ffmpeg-linux"):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o100755 << 16
            files.writestr(entry, "#!/bin/sh\n")
        files.writestr(zipfile.ZipInfo("filling"), b"x" * 400_000)
    return packed.getvalue()


class Host(BaseHTTPRequestHandler):
    """Serves the archive at every address, also as a proxy, and stops half-way as often as it is told to."""

    server: "Site"

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.archive)))
        self.end_headers()
        whole, self.server.breaks = self.server.archive, self.server.breaks - 1
        self.wfile.write(whole if self.server.breaks < 0 else whole[: len(whole) // 2])
        self.close_connection = self.server.breaks >= 0

    def do_CONNECT(self):
        self.server.asked.append(f"CONNECT {self.path}")
        self.send_response(200)
        self.end_headers()
        with self.server.tls.wrap_socket(self.connection, server_side=True) as tunnel:
            self.rfile, self.wfile = tunnel.makefile("rb"), tunnel.makefile("wb")
            self.handle_one_request()
            self.finish()
        self.close_connection = True

    def log_message(self, *_):
        pass


class Site(ThreadingHTTPServer):
    """One such host, what was asked of it, and how often it breaks off."""

    daemon_threads = True

    def __init__(self, authority):
        super().__init__(("127.0.0.1", 0), Host)
        self.archive, self.asked, self.breaks = archive(), [], 0
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("downloads.example").configure_cert(self.tls)
        self.address = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A host that the real Playwright can download from, and the certificate that makes it trust it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(tmp_path / "authority.pem"))
    server = Site(authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def downloads(bare, site, monkeypatch):
    """Let the real Playwright download from this machine."""
    monkeypatch.setattr(sys, "executable", PYTHON)
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", site.address)
    return bare


def test_playwrights_own_download_is_used_and_not_made_twice(downloads, capfd):
    browser = downloads.install()
    assert browser.kind is BrowserKind.BUNDLED
    assert browser.executable.is_relative_to(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    assert "Downloading Chrome for Testing" in capfd.readouterr().err
    downloads.said.clear()
    assert downloads.install() == browser
    assert downloads.said[0] == f"Playwright's Chromium is there: {browser.executable}"


def test_a_download_that_lacks_libraries_is_given_playwrights_own_command(downloads, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    failing(monkeypatch, "it did not start: error while loading shared libraries: libnss3.so")
    with pytest.raises(BrowserFailed, match="libnss3") as caught:
        downloads.install()
    assert caught.value.hint == f"sudo {sys.executable} -m playwright install-deps chromium"


@pytest.mark.parametrize(
    ("host", "variable", "asked"),
    [
        ("http://downloads.example", "all_proxy", r"http://downloads\.example/builds/.*\.zip"),
        ("https://downloads.example", "https_proxy", r"CONNECT downloads\.example:443"),
    ],
)
def test_the_download_takes_the_proxy_that_is_set(downloads, site, monkeypatch, host, variable, asked):
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", host)
    monkeypatch.setenv(variable, site.address)
    assert downloads.install().kind is BrowserKind.BUNDLED
    assert re.fullmatch(asked, site.asked[0])


def test_after_five_times_the_download_ends_and_a_later_one_begins_cleanly(downloads, site):
    site.breaks = 5
    with pytest.raises(BrowserMissing, match="the download did not work: it ended with code 1"):
        downloads.install()
    assert len(site.asked) == 5
    assert downloads.install().kind is BrowserKind.BUNDLED
