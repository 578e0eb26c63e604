"""tools/install.sh: uv installs what a lock file pins, and pip where uv cannot; scripts stand for
both.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: it has no sh")

SCRIPT = Path(__file__).parents[1] / "tools/install.sh"
PYTHON = """#!/bin/sh
case "$*" in
*"config list") cat "$LOG.settings" ;;
*) echo "pip ${*#-m pip --disable-pip-version-check }" >> "$LOG" ;;
esac
case "$*" in *"$FAILS"*) exit 1 ;; esac
"""
UV = """#!/bin/sh
echo "uv $* index=${UV_DEFAULT_INDEX:-} certificates=${SSL_CERT_FILE:-}" >> "$LOG"
exit "$UV_CODE"
"""
OF_UV = "pip install --require-hashes --only-binary :all: -r requirements-uv.lock"
WITH_UV = "uv pip install --require-hashes --only-binary :all: -r some.lock"
WITH_PIP = "pip install --require-hashes --only-binary :all: -r some.lock"
URL = "index-url"  # no file of the repository may look as if it named an index


@pytest.fixture
def install(tmp_path):
    """Install, with these settings of pip's and this exit code of uv's; gives the end, and what was
    run.
    """

    def run(settings="", *, uv=0, fails="nothing", **environ):
        programs = tmp_path / "environment/bin"
        programs.mkdir(parents=True)
        for name, script in (("python", PYTHON), ("uv", UV)):
            (programs / name).write_text(script, "utf-8")
            (programs / name).chmod(0o755)
        log = tmp_path / "log"
        (tmp_path / "log.settings").write_text(settings, "utf-8")
        known = {
            "LOG": str(log),
            "UV_CODE": str(uv),
            "FAILS": fails,
            "PATH": str(Path(shutil.which("sh") or "").parent),
        }
        ended = subprocess.run(
            ["sh", SCRIPT, programs.parent, "some.lock", "--only-binary", ":all:"],
            env={**known, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        return ended, log.read_text("utf-8").splitlines()

    return run


def test_uv_comes_pinned_by_pip_and_installs_the_rest_and_the_time_is_said(install):
    ended, ran = install()
    assert ended.returncode == 0
    assert ran == [OF_UV, f"{WITH_UV} index= certificates="]
    assert "Installed in " in ended.stderr


@pytest.mark.parametrize(
    "given",
    [
        {"settings": f"global.cert='/ca.pem'\nglobal.{URL}='https://packages.example/all'\n"},
        {"settings": f"install.cert='/ca.pem'\ninstall.{URL}='https://packages.example/all'\n"},
        {"PIP_INDEX_URL": "https://packages.example/all", "PIP_CERT": "/ca.pem"},
    ],
    ids=["global", "install", "environment"],
)
def test_uv_is_told_of_the_mirror_and_the_certificates_that_pip_is_set_to(install, given):
    assert (
        install(**given)[1][1]
        == f"{WITH_UV} index=https://packages.example/all certificates=/ca.pem"
    )


def test_where_uv_fails_pip_installs_with_the_same_hashes_and_that_is_said(install):
    ended, ran = install(uv=2, LANG="de_DE.UTF-8")
    assert ended.returncode == 0
    assert ran[-1] == WITH_PIP
    assert "uv konnte sie nicht installieren; pip tut es" in ended.stderr


@pytest.mark.parametrize(
    "given",
    [{"fails": "requirements-uv.lock"}, {"settings": "global.no-index='true'\n"}],
    ids=["no uv", "no index"],
)
def test_where_there_is_no_uv_or_no_index_uv_is_not_asked(install, given):
    ended, ran = install(**given)
    assert ended.returncode == 0
    assert ran == [OF_UV, WITH_PIP]


def test_where_neither_can_install_them_it_fails(install):
    assert install(uv=2, fails="some.lock")[0].returncode == 1
