"""`optout install` with Playwright's own download, from a mirror on this machine; the browser in it
is a real one.
"""

import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.local_site import command

from optout.browser import find_browser

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only on Linux: runs scripts"
)

STARTS = "#!/bin/sh\nPATH='{path}' exec '{browser}' \"$@\"\n"
LACKS_LIBRARY = """#!/bin/sh
echo "$0: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2
exit 127
"""


def packed(program):
    """Return a zip with this program in the place where Playwright expects that of Chromium, or
    that of FFmpeg.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in ("chrome-linux64/chrome", "chrome-linux/chrome", "ffmpeg-linux"):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFREG | 0o755) << 16
            archive.writestr(entry, program)
        archive.writestr("padding", os.urandom(1_000_000))
    return written.getvalue()


class Mirror:
    """A mirror of Playwright's downloads, and the paths that were asked for."""

    def __init__(self):
        self.archive, self.sends, self.asked = b"", 0, []
        self.has_sent, self.stays_open = threading.Event(), False
        self._released = threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(mirror.archive)))
                self.end_headers()
                self.wfile.write(mirror.archive[: mirror.sends])
                self.wfile.flush()
                mirror.has_sent.set()
                if mirror.stays_open:
                    mirror._released.wait()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def offers(self, program, *, whole=True, stays_open=False):
        self.archive = packed(program)
        self.sends = len(self.archive) if whole else len(self.archive) // 2
        self.stays_open = stays_open

    def close(self):
        self._released.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def mirror():
    mirror = Mirror()
    yield mirror
    mirror.close()


class Machine:
    """A machine without a browser, without packages, whose home and temporary files are in a folder
    of the test's.
    """

    def __init__(self, folder, temporary, mirror):
        programs, self.home, self.temporary = folder / "bin", folder / "home", temporary
        programs.mkdir()
        self.home.mkdir()
        for name in ("env", "sh"):
            (programs / name).symlink_to(shutil.which(name))
        passed_on = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
        self.environment = {
            **passed_on,
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PATH": str(programs),
            "LANG": "C.UTF-8",
            "PLAYWRIGHT_DOWNLOAD_HOST": mirror.address,
        }

    def starts_to_install(self):
        """Start `optout install` as a terminal does: what is pressed there reaches all that it
        runs.
        """
        return subprocess.Popen(
            command("install"),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def installs(self):
        """Run `optout install`, and return its exit code and what it says."""
        run = self.starts_to_install()
        said = run.communicate()[0]
        return run.returncode, said

    @property
    def left(self):
        """What is left of a download."""
        return [*self.home.rglob("ms-playwright*"), *self.temporary.iterdir()]


@pytest.fixture
def machine(tmp_path, mirror):
    # Chromium makes a socket among its temporary files, whose path may have 107 letters: tmp_path
    # alone has 70.
    with tempfile.TemporaryDirectory() as temporary:
        yield Machine(tmp_path, Path(temporary), mirror)


def hints(said):
    return [line for line in said.splitlines() if line.startswith("hint: ")]


def test_a_download_that_breaks_off_leaves_nothing_and_the_program_does_not_begin_it_again(
    machine, mirror
):
    mirror.offers(STARTS, whole=False)
    code, said = machine.installs()
    assert code == 1
    assert "error: the download did not work: it ended with code 1" in said
    assert len(hints(said)) == 1
    assert machine.left == []
    assert len(set(mirror.asked)) == 1
    assert len(mirror.asked) == 5, "as often as the program said that Playwright begins it again"


def test_ctrl_c_in_the_middle_of_a_download_leaves_nothing(machine, mirror):
    mirror.offers(STARTS, whole=False, stays_open=True)
    run = machine.starts_to_install()
    assert mirror.has_sent.wait(60)
    os.killpg(run.pid, signal.SIGINT)
    run.communicate()
    assert run.returncode == 130
    assert machine.left == []


@pytest.mark.faults
def test_a_download_that_arrives_starts_and_is_used_from_then_on(machine, mirror):
    mirror.offers(STARTS.format(path=os.environ["PATH"], browser=find_browser("").executable))
    code, said = machine.installs()
    assert code == 0
    assert "Playwright's Chromium is there: " in said
    assert len(mirror.asked) == 2, "Chromium and FFmpeg"
    assert machine.installs()[0] == 0
    assert len(mirror.asked) == 2


@pytest.mark.faults
def test_a_download_that_lacks_a_library_is_removed_again_and_one_line_is_given(machine, mirror):
    apt = Path(machine.environment["PATH"], "apt-get")
    apt.write_text("#!/bin/sh\nexit 100\n", "utf-8")
    apt.chmod(0o755)
    apt.with_name("apt-cache").symlink_to(apt)
    mirror.offers(LACKS_LIBRARY)
    code, said = machine.installs()
    assert code == 1
    assert "libnss3.so" in said
    assert "removed again" in said
    assert "apt-get install -y" in hints(said)[0]
    assert len(hints(said)) == 1
    assert machine.left == []
