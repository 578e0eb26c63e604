"""HOW-TO-VERIFY.txt does what it says: its commands for Linux are run as they stand, with nothing of ours.

That the commands are the same in each language, test_document_words.py says.
"""

import re
import shutil
import subprocess

import pytest
from tests.evidence.tsa import Signer

from optout.evidence.export import Parcel, pdf_with_files, zipped
from optout.evidence.stamp import question
from optout.evidence.verify import whole_record


@pytest.fixture(scope="module")
def text(sealed):
    return (sealed.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")


def for_linux(text, *sections):
    """Give the indented blocks that stand below those numbers and below no other system's name."""
    found, system, section = [], "Linux", 0
    for block in re.split(r"\n\n+", text):
        if block.startswith("    "):
            found += [re.sub(r"(?m)^ {4}", "", block)] if section in sections and system == "Linux" else []
            continue
        if number := re.search(r"(?m)^(\d)\. ", block):
            section = int(number[1])
        named = re.match("Linux|macOS|Windows", block.splitlines()[-1] if block.strip() else "")
        system = named[0] if named else "Linux"
    assert len(found) >= len(sections)
    return found


def run(command, folder):
    # The language of the machine must not matter, nor what is installed beside the system's own tools.
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_the_files_and_the_summary_verify_as_the_text_says_and_a_changed_one_fails(copy, text):
    for command in for_linux(text, 1):
        done = run(command, copy)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()
        assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == []
    file = copy / "data" / "record.json"
    file.write_bytes(file.read_bytes().replace(b"confirmed", b"rejected!", 1))
    (command,) = for_linux(text, 1)
    done = run(command, copy)
    assert done.returncode != 0
    assert "data/record.json: FAILED" in done.stdout


def test_the_fingerprint_comes_out_as_the_text_and_the_program_said(sealed, text):
    asked = for_linux(text, 2)
    assert [command.split()[0] for command in asked] == ["sha256sum", "openssl"]
    for command in asked:
        done = run(command, sealed.folder)
        assert done.returncode == 0, done.stderr
        assert sealed.fingerprint in done.stdout


def test_a_time_stamp_verifies_with_the_command_as_it_stands(copy, text, tmp_path):
    signer = Signer(tmp_path, "Example Time Stamps")
    (copy / "proofs").mkdir()
    (copy / "proofs/first.tsr").write_bytes(signer.reply(question((copy / "tagmanifest-sha256.txt").read_bytes())))
    asked = for_linux(text, 3)[0].replace("NAME", "first").replace("CERTIFICATES.pem", str(signer.root))
    verify, show = asked.splitlines()
    done = run(verify, copy)
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout + done.stderr
    assert "Time stamp:" in run(show, copy).stdout
    with (copy / "tagmanifest-sha256.txt").open("ab") as file:
        file.write(b"\n")
    assert run(verify, copy).returncode != 0


@pytest.mark.skipif(not all(map(shutil.which, ("pdfdetach", "unzip"))), reason="no pdfdetach or no unzip is here")
def test_the_zip_and_the_pdf_verify_by_their_commands_alone(sealed, text, tmp_path):
    parcel, (unzip, detach) = Parcel(whole_record(sealed.folder, None)), for_linux(text, 4)
    by_zip, by_pdf = tmp_path / "zip", tmp_path / "pdf"
    by_zip.mkdir()
    by_pdf.mkdir()
    (by_zip / "FILE.zip").write_bytes(zipped(parcel))
    (by_pdf / "FILE.pdf").write_bytes(pdf_with_files(parcel))
    done = run(f"set -e\n{detach}", by_pdf)
    assert done.returncode == 0, done.stderr
    assert {"START-HERE.pdf: OK", "record.json: OK", "events.jsonl: OK"} <= {*done.stdout.splitlines()}
    assert done.stdout.splitlines()[-1].split() == [sealed.fingerprint, "tagmanifest-sha256.txt"]
    assert run(unzip, by_zip).returncode == 0
    for command in for_linux(text, 1, 2):
        assert run(command, by_zip / sealed.id).returncode == 0
