"""HOW-TO-VERIFY.txt does what it says: its commands for Linux are run as they stand, with nothing of ours."""

import hashlib
import re
import shutil
import subprocess
from typing import get_args

import pytest
from tests.evidence.instructions import commands, for_linux
from tests.evidence.samples import about, confirmed, record_objection

from optout.evidence.wording import words
from optout.settings import Lang

LANGUAGES = get_args(Lang)
COREUTILS = "/usr/bin:/bin"


@pytest.fixture(scope="module", params=LANGUAGES)
def sealed(browser, tmp_path_factory, request):
    """Make one confirmed record in each language."""
    context = browser.new_context()
    run = about(language=request.param)
    recorder = record_objection(context.new_page(), tmp_path_factory.mktemp("records"), run)
    result = recorder.seal(confirmed(), context.new_page)
    context.close()
    return result


@pytest.fixture(scope="module")
def text(sealed):
    return (sealed.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")


@pytest.fixture
def copy(sealed, tmp_path):
    folder = tmp_path / sealed.id
    shutil.copytree(sealed.folder, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def run(command, folder):
    # The language of the machine must not matter, nor what is installed beside the system's own tools.
    environ = {"PATH": COREUTILS, "LC_ALL": "C.UTF-8"}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_every_section_has_its_commands_for_every_system(text):
    found = {(section, system) for section, system, _ in commands(text)}
    assert found >= {(section, system) for section in (1, 3) for system in ("linux", "mac", "windows")}
    assert found >= {(2, "linux"), (2, "mac"), (4, "any")}


def test_the_files_and_the_summary_verify_as_the_text_says(sealed, text):
    for command in for_linux(text, 1, 2):
        done = run(command, sealed.folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()
        assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == []


def test_the_fingerprint_comes_out_as_the_text_and_the_program_said(sealed, text):
    asked = for_linux(text, 3)
    assert [command.split()[0] for command in asked] == ["sha256sum", "openssl"]
    for command in asked:
        done = run(command, sealed.folder)
        assert done.returncode == 0, done.stderr
        assert sealed.fingerprint in done.stdout
    assert [command.split()[-1] for command in asked] == ["tagmanifest-sha256.txt"] * 2


def test_it_cannot_quote_the_fingerprint_and_quotes_no_other_hash(text):
    assert re.findall("[0-9a-f]{64}", text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_not_say_that_a_fingerprint_was_shown_which_nobody_has_seen_yet(language):
    text = " ".join(words(language).how_to.split())
    prints = {
        "en": "The program prints it when a run ends and, unless the run is a rehearsal, notes it in the person's",
        "fr": "Le programme l'affiche à la fin de chaque exécution et, sauf simulation, la note dans le journal",
        "de": "Das Programm zeigt ihn am Ende eines Laufs an und vermerkt ihn, außer bei einem Probelauf, im Journal",
    }
    assert prints[language] in text.replace("\u2019", "'")


def test_macs_commands_say_the_same_where_they_can_be_run_here(text):
    for section, system, command in commands(text):
        if system == "mac":
            # Perl's shasum is on every Mac, and takes the same options as the tools that are here.
            same = re.sub(r"shasum -a 256", "sha256sum", command)
            assert ("linux", same) in [(s, line) for n, s, line in commands(text) if n == section]


def test_a_changed_file_fails_the_commands(copy, text):
    file = copy / "data" / "record.json"
    file.write_bytes(file.read_bytes().replace(b"confirmed", b"rejected!", 1))
    (command,) = for_linux(text, 1)
    done = run(command, copy)
    assert done.returncode != 0
    assert "data/record.json: FAILED" in done.stdout


def test_a_changed_summary_fails_the_commands(copy, text):
    with (copy / "START-HERE.pdf").open("ab") as file:
        file.write(b"%")
    (command,) = for_linux(text, 2)
    assert "START-HERE.pdf: FAILED" in run(command, copy).stdout


def test_a_time_stamp_verifies_with_the_command_as_it_stands(copy, text, tmp_path):
    names = _stamp(copy, tmp_path)
    verify, show = for_linux(text, 4)[0].splitlines()
    for word, file in names.items():
        verify, show = verify.replace(word, file), show.replace(word, file)
    done = run(verify, copy)
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout + done.stderr
    assert "Time stamp:" in run(show, copy).stdout
    with (copy / "tagmanifest-sha256.txt").open("ab") as file:
        file.write(b"\n")
    assert run(verify, copy).returncode != 0


def _stamp(record, folder):
    """Be an authority: give a time stamp on the manifest, made with a certificate of our own, and the names for it."""
    (folder / "ca.cnf").write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=Test authority\n"
        "[v3]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
        "signer_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\n",
        "utf-8",
    )
    (record / "proofs").mkdir()
    manifest, reply = record / "tagmanifest-sha256.txt", record / "proofs" / "first.tsr"
    for command in (
        "openssl req -x509 -config ca.cnf -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 30000",
        f"openssl ts -query -data {manifest} -sha256 -cert -out query.tsq",
        f"openssl ts -reply -config ca.cnf -section t -queryfile query.tsq -out {reply}",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return {"NAME": "first", "CERTIFICATES.pem": str(folder / "tsa.pem")}


def test_windows_command_covers_both_lists(sealed, text):
    (windows,) = [line for section, system, line in commands(text) if (section, system) == (1, "windows")]
    assert "Get-FileHash -Algorithm SHA256 $file" in windows
    assert "{{" not in text
    assert text.count("tagmanifest-sha256.txt") >= 3
    # Its way of reading a line, done here: two spaces stand between hash and name, and the rest is the name.
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (sealed.folder / name).read_text("utf-8").splitlines():
            digest, file = re.split("  ", line, maxsplit=1)
            assert hashlib.sha256((sealed.folder / file).read_bytes()).hexdigest() == digest
