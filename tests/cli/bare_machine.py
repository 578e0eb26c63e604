"""A machine on which nothing is installed: an empty folder for programs, and scripts that stand in for some."""

import shutil
import sys
from functools import partial

import pytest

from optout.browser import installed
from optout.cli import install as install_module
from optout.cli.install import MIRRORS, NO_PROXY, get_browser

PYTHON = sys.executable
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
NO_DOWNLOAD = """#!/bin/sh
echo "python $* DEBUG=$DEBUG" > "$BIN/../downloading"
echo "Error: getaddrinfo ENOTFOUND example.com"
exit 1
"""
APT_GET = """#!/bin/sh
echo "apt-get $* DEBUG=$DEBUG${http_proxy:+ http_proxy=$http_proxy}${no_proxy:+ no_proxy=$no_proxy}" >> "$LOG"
case "$*" in *update*) exit 0 ;; esac
echo "Need to get 92.1 MB/104 MB of archives."
echo "After this operation, 374 MB of additional disk space will be used."
echo "${GET:-Get:}1 http://packages.example/d trixie/main amd64 chromium amd64 140.0-1~deb13u1 [91.7 MB]"
echo "${GET:-Get:}2 http://packages.example/d trixie/main amd64 fonts all 1:2.0 [12.3 kB]"
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
        return get_browser(self.said.append, choice, headed_tests=headed_tests)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Give a machine without a browser, where this is root, any browser starts and no download is possible."""
    machine = BareMachine(tmp_path)
    for name in ("env", "sh", "chmod"):
        (machine.bin / name).symlink_to(shutil.which(name))
    monkeypatch.setattr(installed, "Machine", partial(installed.Machine, root=tmp_path))
    monkeypatch.setattr(install_module, "is_root", lambda: True)
    monkeypatch.setattr(install_module, "start_once", lambda _: "156.0.1.2")
    monkeypatch.setattr(install_module, "needs_no_sandbox", lambda _: None)
    machine.put("python", NO_DOWNLOAD)
    monkeypatch.setattr(sys, "executable", f"{machine.bin}/python")
    changes = {"PATH": machine.bin, "BIN": machine.bin, "LOG": tmp_path / "log", "HOME": tmp_path, "DEBUG": "pw:api"}
    changes |= {"PLAYWRIGHT_BROWSERS_PATH": tmp_path / "downloads"}
    for name in (*PROXIES, NO_PROXY, *MIRRORS):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in changes.items():
        monkeypatch.setenv(name, str(value))
    return machine
