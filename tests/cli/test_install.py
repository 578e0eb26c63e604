"""`optout install` on machines that have nothing, one thing or another; the commands it runs are made up or local."""

import io
import os
import re
import shutil
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from optout.browser import find
from optout.browser.find import Kind
from optout.cli import packages, setup
from optout.cli.setup import install
from optout.errors import BrowserFailed, BrowserMissing

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: runs scripts")
pytestmark = linux_only

PYTHON = sys.executable
NO_DOWNLOAD = """#!/bin/sh
echo "python $* DEBUG=$DEBUG" > "$BIN/../downloading"
echo "Error: getaddrinfo ENOTFOUND example.com"
exit 1
"""
APT_GET = """#!/bin/sh
echo "apt-get $* DEBUG=$DEBUG" >> "$LOG"
case "$*" in *update*) exit 0 ;; esac
echo "Get:1 http://mirror.example trixie/main amd64 chromium [91.7 MB]"
echo "Get:2 http://mirror.example trixie/main amd64 fonts [12.3 kB]"
"""
BRINGS_CHROMIUM = 'printf "#!/bin/sh\\n" > "$BIN/chromium"; chmod +x "$BIN/chromium"\n'
SUDO = '#!/bin/sh\necho "sudo $*" >> "$LOG"\nshift\nexec "$@"\n'


class BareMachine:
    """A machine with an empty folder for programs; what is run there is in `log`, what was said in `said`."""

    def __init__(self, folder):
        self.bin = folder / "bin"
        self.bin.mkdir()
        self._log = folder / "log"
        self.said = []

    def put(self, name, script="#!/bin/sh\n"):
        (self.bin / name).write_text(script, "utf-8")
        (self.bin / name).chmod(0o755)

    @property
    def log(self):
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    def install(self, choice="", *, headed_tests=False):
        return install(self.said.append, choice, headed_tests=headed_tests)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Give a machine without a browser, where this is root, any browser starts and no download is possible."""
    machine = BareMachine(tmp_path)
    for name in ("env", "sh", "chmod"):
        (machine.bin / name).symlink_to(shutil.which(name))
    monkeypatch.setattr(find, "_ON_LINUX", dict.fromkeys(find.CHOICES, ()))
    monkeypatch.setattr(packages, "is_root", lambda: True)
    monkeypatch.setattr(setup, "start_once", lambda _: "156.0.1.2")
    monkeypatch.setattr(setup, "needs_no_sandbox", lambda _: None)
    machine.put("python", NO_DOWNLOAD)
    monkeypatch.setattr(sys, "executable", f"{machine.bin}/python")
    changes = {"PATH": machine.bin, "BIN": machine.bin, "LOG": tmp_path / "log", "HOME": tmp_path, "DEBUG": "pw:api"}
    changes |= {"PLAYWRIGHT_BROWSERS_PATH": tmp_path / "downloads"}
    for name, value in changes.items():
        monkeypatch.setenv(name, str(value))
    return machine


def test_a_browser_that_is_there_is_used_and_nothing_is_run(bare):
    bare.put("google-chrome")
    bare.put("apt-get", APT_GET)
    assert bare.install().kind is Kind.CHROME
    assert bare.said == [f"Google Chrome is there: {bare.bin}/google-chrome", "Google Chrome 156.0.1.2 starts"]
    assert bare.log == []


def test_without_a_download_root_gets_debians_chromium_and_says_so_first(bare):
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert bare.install().kind is Kind.CHROMIUM
    assert bare.said[0] == "No browser is there to use. Downloading Playwright's Chromium"
    assert bare.said[1] == "The download did not work: getaddrinfo ENOTFOUND example.com"
    ran = (bare.bin.parent / "downloading").read_text("utf-8")
    assert ran == "python -m playwright install --no-shell chromium DEBUG=\n"
    wanted = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji"
    said = bare.said.index(f"Installing with apt-get, as root: {wanted}")
    assert said < bare.said.index("  Get:1 http://mirror.example trixie/main amd64 chromium [91.7 MB]")
    assert not [line for line in bare.said if "kB" in line]
    assert [line.split(" -o ")[1].split(" ", 1)[1] for line in bare.log] == [
        "update DEBUG=",
        f"install -y --no-install-recommends {wanted} DEBUG=",
    ]


def test_an_ordinary_user_gets_it_by_a_sudo_that_asks_for_no_password(bare, monkeypatch):
    monkeypatch.setattr(packages, "is_root", lambda: False)
    bare.put("true")
    bare.put("sudo", SUDO)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert bare.install().kind is Kind.CHROMIUM
    assert bare.log[0] == "sudo -n true"
    assert bare.log[1].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get ")


@pytest.mark.parametrize("sudo", [None, "#!/bin/sh\nexit 1\n"])
def test_an_ordinary_user_without_such_a_sudo_is_told_what_to_type(bare, monkeypatch, sudo):
    monkeypatch.setattr(packages, "is_root", lambda: False)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    if sudo:
        bare.put("sudo", sudo)
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "type: sudo apt-get install chromium fonts-" in caught.value.says
    assert caught.value.hint == "install Google Chrome, Edge or Chromium yourself, then: optout install"
    assert bare.log == []


def test_a_system_without_apt_get_says_so(bare):
    with pytest.raises(BrowserMissing, match="this system has no apt-get"):
        bare.install()


def test_why_apt_get_failed_is_said(bare):
    bare.put("apt-get", APT_GET + "echo 'E: Unable to locate package chromium'; exit 100\n")
    with pytest.raises(BrowserMissing, match="apt-get failed: Unable to locate package chromium"):
        bare.install()


def test_an_apt_get_that_brings_nothing_is_not_believed(bare):
    bare.put("apt-get", APT_GET)
    with pytest.raises(BrowserMissing, match="apt-get brought none"):
        bare.install()


def test_a_named_browser_that_this_cannot_get_is_not_replaced_by_another(bare):
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    with pytest.raises(BrowserMissing, match="Google Chrome is not on this machine"):
        bare.install("chrome")
    assert bare.said == bare.log == []


def test_headed_tests_get_what_they_lack_and_only_that(bare):
    bare.put("chromium")
    bare.put("Xvfb")
    bare.put("apt-get", APT_GET)
    bare.install(headed_tests=True)
    assert bare.log[1].endswith("--no-install-recommends xauth xdotool faketime DEBUG=")
    assert bare.log[3].endswith("--no-install-recommends chromium-headless-shell DEBUG=")


def test_a_system_without_the_light_browser_is_no_trouble(bare):
    for name in ("chromium", "Xvfb", "xauth", "xdotool", "faketime"):
        bare.put(name)
    bare.put("apt-get", APT_GET + 'case "$*" in *shell*) echo "E: Unable to locate package"; exit 100 ;; esac\n')
    assert bare.install(headed_tests=True).kind is Kind.CHROMIUM
    assert any(said.startswith("Without chromium-headless-shell the tests take longer: apt-get") for said in bare.said)


def test_a_light_browser_that_is_there_is_not_installed_again(bare):
    for name in ("chromium", "Xvfb", "xauth", "xdotool", "faketime", "chromium-headless-shell"):
        bare.put(name)
    bare.install(headed_tests=True)
    assert bare.log == []


def test_headed_tests_that_lack_something_do_not_keep_a_browser_back(bare):
    bare.put("chromium")
    assert bare.install(headed_tests=True).kind is Kind.CHROMIUM
    assert bare.said[1].startswith("The headed tests lack xvfb xauth xdotool faketime: this system has no apt-get")


def test_the_reason_why_the_sandbox_is_off_is_said(bare, monkeypatch):
    monkeypatch.setattr(setup, "needs_no_sandbox", lambda _: "running as root")
    bare.put("chromium")
    bare.install()
    assert bare.said[-1] == "Chromium 156.0.1.2 starts, without its sandbox: running as root"


def test_playwrights_driver_gets_the_library_that_a_bare_debian_lacks(bare):
    bare.put("ldd", '#!/bin/sh\n[ -e "$LOG" ] || printf "\\tlibatomic.so.1 => not found\\n"\n')
    bare.put("chromium")
    bare.put("apt-get", APT_GET)
    bare.install()
    assert bare.log[1].endswith("--no-install-recommends libatomic1 DEBUG=")


def test_a_driver_that_cannot_run_is_an_error_with_the_command_to_type(bare, monkeypatch):
    monkeypatch.setattr(packages, "is_root", lambda: False)
    bare.put("ldd", '#!/bin/sh\nprintf "\\tlibatomic.so.1 => not found\\n"\n')
    bare.put("apt-get", APT_GET)
    with pytest.raises(BrowserFailed, match="type: sudo apt-get install libatomic1"):
        bare.install()


class Download(BaseHTTPRequestHandler):
    """Serves one small archive at every address: a Chromium that is a script."""

    def do_GET(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as files:
            for name in ("chrome-linux64/chrome", "chrome-linux-arm64/chrome", "ffmpeg-linux"):
                entry = zipfile.ZipInfo(name)
                entry.external_attr = 0o100755 << 16
                files.writestr(entry, "#!/bin/sh\n")
        self.send_response(200)
        self.send_header("Content-Length", str(archive.tell()))
        self.end_headers()
        self.wfile.write(archive.getvalue())

    def log_message(self, *_):
        pass


@pytest.fixture
def downloads(bare, monkeypatch):
    """Let the real Playwright download from this machine."""
    monkeypatch.setattr(sys, "executable", PYTHON)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Download)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", f"http://127.0.0.1:{server.server_port}")
    yield bare
    server.shutdown()
    server.server_close()


def test_playwrights_own_download_goes_before_apt_get(downloads):
    downloads.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    browser = downloads.install()
    assert browser.kind is Kind.BUNDLED
    assert browser.executable.is_relative_to(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    assert downloads.log == []
    assert any(
        re.match(r"  Downloading Chrome for Testing [\d.]+ \(playwright chromium v\d+\)$", s) for s in downloads.said
    )
    downloads.said.clear()
    assert downloads.install() == browser
    assert downloads.said[0] == f"Playwright's Chromium is there: {browser.executable}"


def test_a_download_that_lacks_libraries_names_them_and_the_command(downloads, monkeypatch):
    monkeypatch.setattr(packages, "is_root", lambda: False)
    downloads.put("ldd", '#!/bin/sh\ncase "$1" in */chrome) printf "\\tlibnss3.so => not found\\n" ;; esac\n')
    with pytest.raises(BrowserFailed) as caught:
        downloads.install()
    assert caught.value.says == "Playwright's Chromium needs libraries that this system lacks: libnss3.so"
    assert caught.value.hint == f"sudo {sys.executable} -m playwright install-deps chromium"
