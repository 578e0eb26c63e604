"""`optout install` and Playwright's own download, from this computer: its progress, proxies, and what breaks off."""

import io
import json
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
from pathlib import Path

import pytest
import trustme
from playwright._impl._driver import compute_driver_executable
from tests.cli.bare_machine import APT_GET, BRINGS_CHROMIUM, PYTHON
from tests.cli.shell import NO_BROWSER

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


def test_playwrights_own_download_goes_before_apt_get(downloads):
    downloads.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    browser = downloads.install()
    assert browser.kind is BrowserKind.BUNDLED
    assert browser.executable.is_relative_to(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    assert downloads.log == []
    assert any(
        re.match(r"  Downloading Chrome for Testing [\d.]+ \(playwright chromium v\d+\)$", s) for s in downloads.said
    )
    downloads.said.clear()
    assert downloads.install() == browser
    assert downloads.said[0] == f"Playwright's Chromium is there: {browser.executable}"


def test_a_download_that_lacks_libraries_names_them_and_the_command(downloads, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    downloads.put("ldd", '#!/bin/sh\ncase "$1" in */chrome) printf "\\tlibnss3.so => not found\\n" ;; esac\n')
    with pytest.raises(BrowserFailed) as caught:
        downloads.install()
    assert caught.value.says == "Playwright's Chromium needs libraries that this system lacks: libnss3.so"
    assert caught.value.hint == f"sudo {sys.executable} -m playwright install-deps chromium"


def test_how_far_the_download_is_is_said_in_tenths_and_its_source_before(downloads):
    downloads.install()
    began = downloads.said.index("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it")
    assert "  from     the mirror of PLAYWRIGHT_DOWNLOAD_HOST" in downloads.said[:began]
    tenths = [said for said in downloads.said[began:] if re.fullmatch(r"  \d+% of 0\.4 MiB", said)]
    assert tenths[-1] == "  100% of 0.4 MiB"
    assert not [said for said in downloads.said if "■" in said]
    assert left_over(downloads) == []


HTTP, HTTPS, HERE = "http://downloads.example", "https://downloads.example", "http://127.0.0.1:8000"
NAMED = [
    (HTTP, {"HTTP_PROXY": "a"}, "HTTP_PROXY"),
    (HTTP, {"http_proxy": "a", "HTTP_PROXY": "b"}, "HTTP_PROXY"),
    (HTTP, {"HTTPS_PROXY": "a"}, ""),
    (HTTP, {"all_proxy": "a"}, "ALL_PROXY"),
    (HTTP, {"HTTP_PROXY": "a", "ALL_PROXY": "b"}, "HTTP_PROXY"),
    (HTTPS, {"HTTPS_PROXY": "a"}, "HTTPS_PROXY"),
    (HTTPS, {"https_proxy": "a"}, "HTTPS_PROXY"),
    (HTTPS, {"HTTP_PROXY": "a"}, ""),
    *(
        (HERE, {"HTTP_PROXY": "a", "NO_PROXY": excepted}, "")
        for excepted in ("127.0.0.1", "localhost, 127.0.0.1:8000", "*.0.1", ".0.0.1", "*")
    ),
    *((HERE, {"HTTP_PROXY": "a", "no_proxy": other}, "HTTP_PROXY") for other in ("127.0.0.1:9", "0.0.1", "localhost")),
]
"""From where, with which variables, and the one whose proxy the download takes; small letters go first."""
ASKS = """
const { getProxyForUrl } = require(process.argv[1]);
const answers = JSON.parse(process.argv[2]).map(([address, variables]) => {
  Object.assign(process.env, variables);
  const answer = getProxyForUrl(address);
  for (const name of Object.keys(variables)) delete process.env[name];
  return answer;
});
console.log(JSON.stringify(answers));
"""


@pytest.mark.usefixtures("bare")
def test_the_proxy_that_is_named_is_the_one_that_playwright_itself_would_take(monkeypatch):
    node, program = compute_driver_executable()
    rows = json.dumps([(address, variables) for address, variables, _ in NAMED])
    asking = [node, "-e", ASKS, str(Path(program).parent / "lib/utilsBundle.js"), rows]
    taken = json.loads(subprocess.run(asking, capture_output=True, check=True).stdout)
    for (address, variables, named), proxy in zip(NAMED, taken, strict=True):
        with monkeypatch.context() as patch:
            for name, value in {"PLAYWRIGHT_DOWNLOAD_HOST": address, **variables}.items():
                patch.setenv(name, value)
            assert (install.download_proxy(), bool(proxy)) == (named, bool(named)), variables
            assert not named or proxy.rpartition("/")[2] == install.given(named), variables


@pytest.mark.parametrize(
    ("host", "variable", "asked"),
    [
        (HTTP, "all_proxy", r"http://downloads\.example/builds/.*\.zip"),
        (HTTPS, "https_proxy", r"CONNECT downloads\.example:443"),
    ],
)
def test_the_download_takes_the_proxy_that_is_said(downloads, site, monkeypatch, host, variable, asked):
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", host)
    monkeypatch.setenv(variable, site.address)
    assert downloads.install().kind is BrowserKind.BUNDLED
    assert f"  through  the proxy of {variable.upper()}" in downloads.said
    assert re.fullmatch(asked, site.asked[0])


def test_the_download_takes_no_proxy_to_a_host_that_no_proxy_names(downloads, site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("NO_PROXY", f"localhost, 127.0.0.1:{site.server_port}")
    assert downloads.install().kind is BrowserKind.BUNDLED
    assert "  through  no proxy" in downloads.said


def test_a_proxy_that_is_not_there_is_why_the_download_did_not_work(downloads, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://ada:hunter2@127.0.0.1:9")
    downloads.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert downloads.install().kind is BrowserKind.CHROMIUM
    assert "The download did not work: connect ECONNREFUSED 127.0.0.1:9" in downloads.said
    assert "hunter2" not in str(downloads.said)


def test_a_download_that_breaks_off_is_begun_again_and_said_to_be(downloads, site):
    site.breaks = 2
    assert downloads.install().kind is BrowserKind.BUNDLED
    assert len([said for said in downloads.said if said.startswith("  Downloading Chrome")]) == 3
    assert len([said for said in downloads.said if said.startswith("  Download failed: ")]) == 2
    assert left_over(downloads) == []


def test_after_five_times_the_download_ends_and_a_later_one_begins_cleanly(downloads, site):
    site.breaks = 5
    with pytest.raises(BrowserMissing):
        downloads.install()
    assert len(site.asked) == 5
    assert any(said.startswith("The download did not work: Download failed: ") for said in downloads.said)
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
