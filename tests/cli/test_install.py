"""`optout install` on machines that have nothing, one thing or another: a folder for programs, and
scripts in it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from optout.browser import installed
from optout.cli import install as module
from optout.cli.console import Console, Desk
from optout.errors import BrowserFailed, BrowserMissing, Interrupted
from optout.settings import read_settings

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only on Linux: runs scripts"
)

# What Playwright does: nothing without its library; a download that arrives where a test says so;
# and its own list.
PYTHON = """#!/bin/sh
echo "python $* DEBUG=$DEBUG" >> "$LOG"
[ -e "$MACHINE/no-driver" ] && exit 127
folder="$MACHINE/downloads/chromium-1"
case "$*" in
*--version) exit 0 ;;
*"install --dry-run chromium") echo "  Install location:    $folder" ;;
*"install-deps --dry-run chromium") printf 'Missing system dependencies (2):\\n  libnss3\\n  libgbm1\\n' ;;
*uninstall) rm -r "$folder" ;;
*"install --no-shell chromium")
    [ -e "$MACHINE/no-download" ] && exit 1
    mkdir -p "$folder/chrome-linux64"
    [ -e "$MACHINE/interrupted" ] && {
        sleep 600 & # what it has started, and would write on
        echo $! >"$MACHINE/started"
        sleep 1 # a person interrupts it while the program waits for it, not while it starts it
        kill -INT $PPID
        wait
    }
    touch "$folder/INSTALLATION_COMPLETE"
    cp "$MACHINE/bin/true" "$folder/chrome-linux64/chrome" ;;
esac
"""
# What apt-get does: it brings a browser or a library, if it is asked for one and may.
APT = """#!/bin/sh
echo "apt-get $*" >> "$LOG"
[ -e "$MACHINE/no-packages" ] && { echo "E: Unable to locate package"; exit 100; }
[ -e "$MACHINE/no-chromium" ] && case "$*" in
*" chromium "*) echo "E: Package 'chromium' has no installation candidate"; exit 100 ;;
esac
case "$*" in *" chromium "*) cp "$MACHINE/bin/true" "$MACHINE/bin/chromium" ;; esac
case "$*" in *libatomic1*) rm -f "$MACHINE/no-driver" ;; esac
exit 0
"""
# What apt-get knows, which before its first update may be nothing.
APT_CACHE = """#!/bin/sh
[ -e "$LOG" ] && grep -q "^apt-get -q update" "$LOG" || [ ! -e "$MACHINE/never-updated" ] || exit 0
version=1
[ -e "$MACHINE/no-chromium" ] && version='(none)'
printf '%s:\\n  Installed: (none)\\n  Candidate: %s\\n  Version table:\\n' chromium "$version" libnss3 2
"""
SUDO = '#!/bin/sh\n[ -e "$MACHINE/asks-password" ] && exit 1\nshift\nexec "$@"\n'
CHROMIUM = (
    "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1 libstdc++6"
)
FETCH = "apt-get -q install -y --no-install-recommends "
LACKS_LIBRARY = "it did not start: error while loading shared libraries: libnss3.so"


class BareMachine:
    """A Debian without a browser, where this is root, and whose registry and download work; `log`
    has what was run.
    """

    def __init__(self, folder, patch):
        self.folder, self.bin, self.said, self._log = folder, folder / "bin", [], folder / "log"
        self.bin.mkdir()
        for name in ("env", "sh", "mkdir", "touch", "cp", "rm", "true", "grep", "sleep"):
            (self.bin / name).symlink_to(shutil.which(name))
        patch.setattr(installed, "_SYSTEM", "linux")
        patch.setattr(module, "is_root", lambda: True)
        self.patch = patch
        self.starts(lambda _: ("156.0.1.2", None))
        self.system(ID="debian")
        self.put("python", PYTHON)
        self.put("apt-get", APT)
        self.put("apt-cache", APT_CACHE)
        patch.setattr(sys, "executable", f"{self.bin}/python")
        for name, value in {
            "PATH": self.bin,
            "LOG": self._log,
            "MACHINE": folder,
            "HOME": folder,
        }.items():
            patch.setenv(name, str(value))
        patch.setenv("DEBUG", "pw:api")

    def starts(self, as_told):
        """Say how each browser starts: `as_told` is called with it."""
        self.patch.setattr(module, "start_once", as_told)

    def system(self, **names):
        self.patch.setattr(
            module, "platform", SimpleNamespace(freedesktop_os_release=lambda: names)
        )

    def has(self, *names):
        for name in names:
            (self.folder / name).touch()

    def ordinary_user(self, *, sudo=False):
        self.patch.setattr(module, "is_root", lambda: False)
        if sudo:
            self.put("sudo", SUDO)

    def put(self, name, script="#!/bin/sh\n"):
        (self.bin / name).write_text(script, "utf-8")
        (self.bin / name).chmod(0o755)

    @property
    def log(self):
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    @property
    def changes(self):
        """What was run that changes something."""
        asks = ("--version", "--dry-run")
        return [line for line in self.log if not any(word in line for word in asks)]

    @property
    def downloaded(self):
        return (self.folder / "downloads/chromium-1").exists()

    def install(self, choice=""):
        console = Console()
        console.say = lambda text="", *_args, **_more: self.said.append(str(text))  # type: ignore[method-assign]
        module.install(Desk(console, read_settings(browser=choice)))


@pytest.fixture
def bare(tmp_path, monkeypatch):
    return BareMachine(tmp_path, monkeypatch)


def test_a_browser_that_is_there_is_used_with_its_sandbox_or_without_and_nothing_is_installed(bare):
    bare.put("google-chrome")
    bare.install()
    assert bare.said == [
        f"Google Chrome is there: {bare.bin}/google-chrome",
        "Google Chrome 156.0.1.2 starts",
    ]
    bare.starts(lambda _: ("156.0.1.2", "running as root"))
    bare.install()
    assert bare.said[-1] == "Google Chrome 156.0.1.2 starts, without its sandbox: running as root"
    assert bare.changes == []


def test_on_a_bare_debian_root_gets_debian_s_chromium_and_is_shown_so(bare):
    bare.has("no-driver")
    bare.install()
    assert bare.said[0] == f"Installing with apt-get: {CHROMIUM}"
    assert bare.said[-1] == "Chromium 156.0.1.2 starts"
    assert bare.changes == ["apt-get -q update", f"{FETCH}{CHROMIUM}"]


def test_who_may_use_sudo_without_a_password_gets_the_same(bare):
    bare.ordinary_user(sudo=True)
    bare.install()
    assert bare.changes == ["apt-get -q update", f"{FETCH}{CHROMIUM}"]


@pytest.mark.parametrize(
    ("sudo", "line"),
    [
        (True, "sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"),
        (False, "su -c 'apt-get update && apt-get install -y --no-install-recommends {packages}'"),
    ],
)
def test_who_may_install_nothing_is_given_one_line_to_paste_and_no_download_is_tried_in_vain(
    bare, sudo, line
):
    bare.has("no-driver", "asks-password")
    bare.ordinary_user(sudo=sudo)
    with pytest.raises(BrowserMissing, match="this system lacks what the browser needs") as caught:
        bare.install()
    assert caught.value.hint == line.format(packages=CHROMIUM)
    assert bare.changes == []


def test_who_may_install_nothing_gets_playwright_s_download_where_its_driver_starts(bare):
    bare.ordinary_user()
    bare.install()
    assert "roughly 170 MB; this needs no root" in bare.said[0]
    assert bare.said[-1] == "Playwright's Chromium 156.0.1.2 starts"
    assert len(bare.changes) == 1
    assert bare.changes[0].startswith("python -m playwright install --no-shell chromium DEBUG=")
    assert "pw:api" not in bare.changes[0]


def test_a_download_that_does_not_start_is_removed_again_and_one_line_is_given(bare):
    def fails(_):
        raise BrowserFailed(LACKS_LIBRARY, "optout doctor")

    bare.ordinary_user()
    bare.starts(fails)
    with pytest.raises(BrowserFailed) as caught:
        bare.install()
    assert (
        caught.value.hint
        == f"su -c 'apt-get update && apt-get install -y --no-install-recommends {CHROMIUM}'"
    )
    assert not bare.downloaded
    assert "removed again" in bare.said[-1]


def test_a_download_that_does_not_arrive_is_tried_once_and_the_line_to_paste_is_given(bare):
    bare.has("no-download")
    bare.ordinary_user()
    with pytest.raises(
        BrowserMissing, match="the download did not work: it ended with code 1"
    ) as caught:
        bare.install()
    assert caught.value.hint.startswith("su -c 'apt-get update && ")
    assert [
        line.split(" DEBUG=")[0].removeprefix("python -m playwright ") for line in bare.changes
    ] == [
        "install --no-shell chromium",
        "uninstall",
    ]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def test_a_download_that_is_interrupted_leaves_nothing_behind_and_says_so(bare):
    bare.has("interrupted")
    bare.ordinary_user()
    with pytest.raises(Interrupted, match="interrupted; nothing was left behind") as caught:
        bare.install()
    assert caught.value.hint == ""
    assert not bare.downloaded
    assert not is_running(int((bare.folder / "started").read_text("utf-8")))


NO_RIGHTS_OF_ROOT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
"""Root without these rights may use what is its own, and of others' what everybody may."""


@pytest.mark.parametrize("mode", [0o700, 0o755], ids=["unreadable", "readable"])
def test_a_folder_of_playwright_s_that_is_another_user_s_is_named_with_one_line_to_paste(
    tmp_path, mode
):
    downloads = tmp_path / "ms-playwright"
    downloads.mkdir()
    is_root = os.getuid() == 0
    if is_root:
        downloads.chmod(mode)
        os.chown(downloads, 65534, 65534)
    else:  # what others may do with theirs, this user may do with this one
        downloads.chmod(mode & 0o077)
    home = str(tmp_path)
    environ = {"HOME": home, "PLAYWRIGHT_BROWSERS_PATH": str(downloads), "PATH": home, "USER": "u"}
    before = NO_RIGHTS_OF_ROOT if is_root else []
    command = [*before, str(Path(sys.executable).with_name("optout")), "install", "--lang", "en"]
    command[0] = shutil.which(command[0]) or command[0]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    downloads.chmod(0o700)
    assert ended.returncode == 1
    said = " ".join(ended.stderr.split())
    assert f"you may not use the folder for Playwright's browsers, {downloads}" in said
    assert f"chown -R u {downloads}" in said
    assert "Traceback" not in said


def test_where_the_registry_does_not_answer_the_download_is_tried_and_why_is_said(bare):
    bare.has("no-packages")
    bare.install()
    assert "  E: Unable to locate package" in bare.said
    assert "apt-get did not install them: it ended with code 100" in bare.said
    assert bare.downloaded
    assert bare.said[-1] == "Playwright's Chromium 156.0.1.2 starts"


@pytest.mark.parametrize("never_updated", [False, True])
def test_where_debian_s_chromium_is_not_in_the_registry_the_download_gets_what_it_lacks(
    bare, never_updated
):
    def starts(_):
        if not any("libnss3" in line for line in bare.changes):
            raise BrowserFailed(LACKS_LIBRARY, "optout doctor")
        return "156.0.1.2", None

    bare.has("no-driver", "no-chromium", *(["never-updated"] if never_updated else []))
    bare.starts(starts)
    bare.install()
    asked_for = [line.removeprefix(FETCH) for line in bare.changes if line.startswith(FETCH)]
    assert asked_for == [
        *([CHROMIUM] if never_updated else []),
        "libatomic1 libstdc++6",
        "libnss3 libgbm1",
    ]
    assert bare.said[-1] == "Playwright's Chromium 156.0.1.2 starts"


def test_no_line_to_paste_names_a_chromium_that_the_registry_does_not_have(bare):
    bare.has("no-chromium", "no-driver")
    bare.ordinary_user()
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert caught.value.hint.endswith("--no-install-recommends libatomic1 libstdc++6'")
    (bare.folder / "no-driver").unlink()
    bare.has("no-download")
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "apt-get" not in caught.value.hint


def test_ubuntu_gets_the_driver_s_library_the_download_and_what_that_lacks(bare):
    def starts(_):
        if not any("libnss3" in line for line in bare.changes):
            raise BrowserFailed(LACKS_LIBRARY, "optout doctor")
        return "156.0.1.2", None

    bare.system(ID="ubuntu", ID_LIKE="debian")
    bare.has("no-driver")
    bare.starts(starts)
    bare.install()
    fetched = [line.removeprefix(FETCH) for line in bare.changes if line.startswith(FETCH)]
    assert fetched == ["libatomic1 libstdc++6", "libnss3 libgbm1"]
    assert bare.said[-1] == "Playwright's Chromium 156.0.1.2 starts"


def test_a_named_browser_is_not_replaced_by_another_and_ubuntu_s_chromium_is_no_way_out(bare):
    with pytest.raises(BrowserMissing, match="Google Chrome is not on this machine"):
        bare.install("chrome")
    assert bare.said == bare.changes == []
    bare.system(ID="ubuntu", ID_LIKE="debian")
    bare.has("no-download")
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert (
        "without an administrator, unpack a Chromium anywhere and export OPTOUT_BROWSER=PATH"
        in caught.value.hint
    )


def test_without_apt_the_libraries_of_the_driver_are_named(bare):
    (bare.bin / "apt-get").unlink()
    bare.system(ID="fedora")
    bare.has("no-driver")
    bare.put("google-chrome")
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "libatomic" in caught.value.hint
    assert "apt-get" not in caught.value.hint


def test_a_browser_that_does_not_start_for_another_reason_is_left_as_it_is(bare):
    def fails(_):
        raise BrowserFailed("Chromium did not start: FATAL", "optout doctor")

    bare.put("chromium")
    bare.starts(fails)
    with pytest.raises(BrowserFailed) as caught:
        bare.install()
    assert caught.value.hint == "optout doctor"
    assert bare.changes == []


@pytest.mark.skipif(not shutil.which("apt-get"), reason="only on Linux: asks apt-get")
def test_playwright_s_own_list_of_packages_is_read_whole():
    command = [sys.executable, "-m", "playwright", "install-deps", "--dry-run", "chromium"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    number = re.search(r"^Missing system dependencies \((\d+)\):$", listed, re.MULTILINE)
    assert len(module._packages_by_playwright()) == (int(number[1]) if number else 0)
