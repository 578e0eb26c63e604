"""`optout install` and Playwright's own download, from this computer."""

import io
import os
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.cli.bare_machine import PYTHON
from tests.cli.test_install import failing

from optout.browser.installed import BrowserKind
from optout.cli import install
from optout.errors import BrowserFailed

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
    """Serves the archive at every address."""

    server: "Site"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.archive)))
        self.end_headers()
        self.wfile.write(self.server.archive)

    def log_message(self, *_):
        pass


class Site(ThreadingHTTPServer):
    """One such host."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Host)
        self.archive = archive()
        self.address = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def site():
    """A host that the real Playwright can download from."""
    server = Site()
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
