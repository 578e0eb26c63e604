"""A record verifies where there is a shell, coreutils and OpenSSL, and nothing else in the world."""

import shutil
import subprocess
import sys

import pytest
from tests.evidence.bare import inside, make_root, put
from tests.evidence.instructions import for_linux
from tests.evidence.samples import about, confirmed, record_objection
from tests.evidence.tsa import Signer

from optout.evidence.stamp import question

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="not on this system: it has no chroot of this kind")
CHANGED = "printf x >> {}"


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


@pytest.fixture(scope="module")
def stamped(browser, tmp_path_factory, signer):
    """Make one French record with a time stamp, in folders that may be changed."""
    context = browser.new_context()
    recorder = record_objection(context.new_page(), tmp_path_factory.mktemp("records"), about(language="fr"))
    sealed = recorder.seal(confirmed(), context.new_page)
    context.close()
    folder = tmp_path_factory.mktemp("copy") / sealed.id
    shutil.copytree(sealed.folder, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    (folder / "proofs").mkdir()
    asked = question((folder / "tagmanifest-sha256.txt").read_bytes())
    (folder / "proofs" / "first.tsr").write_bytes(signer.reply(asked))
    (folder / "proofs" / "first.pem").write_bytes(signer.root.read_bytes())
    return folder


@pytest.fixture
def root(stamped, signer, tmp_path):
    made = make_root(tmp_path / "root")
    put(made, stamped, signer.root)
    return made


def told(stamped, *sections):
    """Give what HOW-TO-VERIFY.txt says to type, with the names that a reader has to fill in."""
    text = (stamped / "HOW-TO-VERIFY.txt").read_text("utf-8")
    return for_linux(text.replace("NAME", "first").replace("CERTIFICATES.pem", "/root.pem"), *sections)


def test_every_command_of_the_instructions_succeeds_there(root, stamped):
    for command in told(stamped, 1, 2, 3, 4):
        done = inside(root, f"set -e; {command}")
        assert done.returncode == 0, (command, done.stderr)


def test_nothing_of_ours_and_no_other_language_is_there(root):
    assert sorted(path.name for path in (root / "bin").iterdir()) == ["openssl", "sed", "sh", "sha256sum", "tr"]
    for name in ("python3", "optout", "perl"):
        assert inside(root, f"command -v {name}").returncode != 0


@pytest.mark.parametrize(
    ("file", "section"),
    [("data/record.json", 1), ("manifest-sha256.txt", 2), ("START-HERE.pdf", 2), ("tagmanifest-sha256.txt", 4)],
)
def test_a_change_shows_there(root, stamped, file, section):
    command = told(stamped, section)[0].splitlines()[0]
    assert inside(root, CHANGED.format(file)).returncode == 0
    assert inside(root, command).returncode != 0


def test_the_script_for_any_other_root_says_what_it_ran(stamped):
    ran = [sys.executable, "-m", "tests.evidence.bare", str(stamped)]
    done = subprocess.run(ran, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "data/record.json: OK" in done.stdout
    assert "$ sha256sum -c tagmanifest-sha256.txt" in done.stdout
