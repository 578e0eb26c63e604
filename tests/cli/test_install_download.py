"""`optout install` and Playwright's own download, from this computer: its progress, proxies, and what breaks off."""

import io
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from tests.cli.bare_machine import PYTHON
from tests.cli.shell import NO_BROWSER
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
        if self.server.breaks:
            self.wfile.write(self.server.archive[: len(self.server.archive) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.server.break_off()
        else:
            self.wfile.write(self.server.archive)

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
    """One such host, and what was asked of it. What breaks off is closed, or held until `go_on` is set."""

    daemon_threads = True

    def __init__(self, authority):
        super().__init__(("127.0.0.1", 0), Host)
        self.archive, self.asked, self.breaks, self.holds, self.go_on = archive(), [], 0, False, threading.Event()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("downloads.example").configure_cert(self.tls)
        self.address = f"http://127.0.0.1:{self.server_port}"

    def break_off(self):
        self.breaks -= 1
        if self.holds:
            self.go_on.wait(60)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A host that the real Playwright can download from, and the certificate that makes it trust it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(tmp_path / "authority.pem"))
    server = Site(authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def downloads(bare, site, monkeypatch):
    """Let the real Playwright download from this machine, and keep what is not whole yet where it can be seen."""
    monkeypatch.setattr(sys, "executable", PYTHON)
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", site.address)
    parts = bare.bin.parent / "parts"
    parts.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(parts))
    return bare


def left_over(machine):
    return list((machine.bin.parent / "parts").iterdir())


def test_playwrights_own_download_is_used_and_not_made_twice(downloads):
    browser = downloads.install()
    assert browser.kind is BrowserKind.BUNDLED
    assert browser.executable.is_relative_to(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    assert any(
        re.match(r"  Downloading Chrome for Testing [\d.]+ \(playwright chromium v\d+\)$", s) for s in downloads.said
    )
    downloads.said.clear()
    assert downloads.install() == browser
    assert downloads.said[0] == f"Playwright's Chromium is there: {browser.executable}"


def test_a_download_that_lacks_libraries_is_given_playwrights_own_command(downloads, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    failing(monkeypatch, "it did not start: error while loading shared libraries: libnss3.so")
    with pytest.raises(BrowserFailed, match="libnss3") as caught:
        downloads.install()
    assert caught.value.hint == f"sudo {sys.executable} -m playwright install-deps chromium"


def test_how_far_the_download_is_is_said_in_tenths(downloads):
    downloads.install()
    tenths = [said for said in downloads.said if re.fullmatch(r"  \d+% of 0\.4 MiB", said)]
    assert tenths[-1] == "  100% of 0.4 MiB"
    assert not [said for said in downloads.said if "■" in said]
    assert left_over(downloads) == []


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


def test_a_proxy_that_is_not_there_is_why_the_download_did_not_work(downloads, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://ada:hunter2@127.0.0.1:9")
    with pytest.raises(BrowserMissing) as caught:
        downloads.install()
    assert caught.value.says == "the download did not work: connect ECONNREFUSED 127.0.0.1:9"
    assert "hunter2" not in str(downloads.said)


def test_a_download_that_breaks_off_is_begun_again_and_said_to_be(downloads, site):
    site.breaks = 2
    assert downloads.install().kind is BrowserKind.BUNDLED
    assert len([said for said in downloads.said if said.startswith("  Downloading Chrome")]) == 3
    assert len([said for said in downloads.said if said.startswith("  Download failed: ")]) == 2
    assert left_over(downloads) == []


def test_after_five_times_the_download_ends_and_a_later_one_begins_cleanly(downloads, site):
    site.breaks = 5
    with pytest.raises(BrowserMissing, match="the download did not work: Download failed: "):
        downloads.install()
    assert len(site.asked) == 5
    assert left_over(downloads) == []
    assert downloads.install().kind is BrowserKind.BUNDLED


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_stopped_half_way_is_no_browser_and_a_later_download_begins_cleanly(downloads, site, how):
    site.breaks, site.holds = 1, True
    environ = {**os.environ, "PATH": f"{downloads.bin}", "TMPDIR": f"{downloads.bin.parent}/parts"}
    program = [PYTHON, "-c", NO_BROWSER, "install"]
    with subprocess.Popen(program, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stderr
        assert any("% of 0.4 MiB" in line for line in running.stderr)  # reads until one is said
        os.killpg(running.pid, how)  # as a terminal does, to all that run in it
        rest = running.stderr.read()
    site.go_on.set()
    if how is signal.SIGINT:
        assert running.returncode == 130
        assert "Traceback" not in rest
        assert left_over(downloads) == []
    assert downloads.install().kind is BrowserKind.BUNDLED
