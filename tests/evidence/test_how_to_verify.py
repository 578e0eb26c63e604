"""HOW-TO-VERIFY.txt does what it says: its commands for Linux are run as they stand, with nothing
of ours.

That the commands are the same in each language, test_document_words.py says.
"""

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from tests.evidence.parcels import make
from tests.evidence.tsa import Signer

from optout.evidence.export import Parcel, Statements, pdf_with_files, zipped
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
            found += (
                [re.sub(r"(?m)^ {4}", "", block)]
                if section in sections and system == "Linux"
                else []
            )
            continue
        if number := re.search(r"(?m)^(\d)\. ", block):
            section = int(number[1])
        named = re.match("Linux|macOS|Windows", block.splitlines()[-1] if block.strip() else "")
        system = named[0] if named else "Linux"
    assert len(found) >= len(sections)
    return found


def run(command, folder):
    # The language of the machine must not matter, nor what is installed beside the system's own
    # tools.
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def test_the_files_and_the_summary_verify_as_the_text_says_and_a_changed_one_fails(copy, text):
    check, _find_added = for_linux(text, 1)
    done = run(check, copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()
    assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == []
    file = copy / "data" / "record.json"
    file.write_bytes(file.read_bytes().replace(b"confirmed", b"rejected!", 1))
    done = run(check, copy)
    assert done.returncode != 0
    assert "data/record.json: FAILED" in done.stdout


def test_a_command_names_each_file_that_was_added_later_and_no_other(copy, text):
    _check, find_added = for_linux(text, 1)
    (copy / "proofs").mkdir()
    (copy / "proofs" / "first.tsr").write_bytes(b"")
    assert run(find_added, copy).stdout == ""
    (copy / "data" / "more of it.txt").write_text("more")
    assert run(find_added, copy).stdout.splitlines() == ["./data/more of it.txt"]


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
    (copy / "proofs/first.tsr").write_bytes(
        signer.reply(question((copy / "tagmanifest-sha256.txt").read_bytes()))
    )
    asked = (
        for_linux(text, 3)[0].replace("NAME", "first").replace("CERTIFICATES.pem", str(signer.root))
    )
    verify, show = asked.splitlines()
    done = run(verify, copy)
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout + done.stderr
    assert "Time stamp:" in run(show, copy).stdout
    with (copy / "tagmanifest-sha256.txt").open("ab") as file:
        file.write(b"\n")
    assert run(verify, copy).returncode != 0


@pytest.mark.skipif(
    not all(map(shutil.which, ("pdfdetach", "unzip"))), reason="no pdfdetach or no unzip is here"
)
def test_the_zip_and_the_pdf_verify_by_their_commands_alone(sealed, text, tmp_path):
    parcel, (unzip, detach, *_lists) = Parcel(whole_record(sealed.folder, None)), for_linux(text, 4)
    by_zip, by_pdf = tmp_path / "zip", tmp_path / "pdf"
    by_zip.mkdir()
    by_pdf.mkdir()
    (by_zip / "FILE.zip").write_bytes(zipped(parcel))
    (by_pdf / "FILE.pdf").write_bytes(pdf_with_files(parcel))
    done = run(f"set -e\n{detach}", by_pdf)
    assert done.returncode == 0, done.stderr
    assert {"START-HERE.pdf: OK", "record.json: OK", "events.jsonl: OK"} <= {
        *done.stdout.splitlines()
    }
    assert done.stdout.splitlines()[-1].split() == [sealed.fingerprint, "tagmanifest-sha256.txt"]
    assert run(unzip, by_zip).returncode == 0
    for command in for_linux(text, 1, 2):
        assert run(command, by_zip / sealed.id).returncode == 0


def unzipped(parcel, folder, _commands):
    with zipfile.ZipFile(io.BytesIO(zipped(parcel))) as archive:
        archive.extractall(folder)
    return f"{parcel.base.record.request_id}-supplement-1/tagmanifest-sha256.txt"


def detached(parcel, folder, commands):
    (folder / "FILE.pdf").write_bytes(pdf_with_files(parcel))
    assert run(commands[1].splitlines()[0], folder).returncode == 0
    return "supplement-1-tagmanifest-sha256.txt"


@pytest.mark.parametrize(("unpack", "number"), [(unzipped, 2), (detached, 3)])
@pytest.mark.skipif(not shutil.which("pdfdetach"), reason="no pdfdetach is here")
def test_the_list_of_an_export_verifies_by_its_commands_and_covers_what_was_added(
    exported, tmp_path, unpack, number
):
    record, parcel = exported
    commands = for_linux((record / "HOW-TO-VERIFY.txt").read_text("utf-8"), 4)
    of_a_supplement = unpack(parcel, tmp_path, commands)
    check = f"set -e\n{commands[number]}"
    done = run(check, tmp_path)
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    assert {f"{of_a_supplement}: OK", "statements.txt: OK"} <= {*lines}
    assert len(lines) == len(parcel.list.splitlines())
    assert last.split() == [parcel.fingerprint, "export-sha256.txt"]
    for name in (of_a_supplement, "statements.txt"):
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(kept + b"x")
        assert f"{name}: FAILED" in run(check, tmp_path).stdout
        (tmp_path / name).write_bytes(kept)


@pytest.fixture(scope="module")
def exported(browser, tmp_path_factory):
    """Give a record with supplements, a time stamp and statements, and all that an export of it
    has.
    """
    place = tmp_path_factory.mktemp("exported")
    record = make(
        browser, place, Signer(tmp_path_factory.mktemp("authority"), "Example Time Stamps")
    )
    said = {
        "supplement": f"{record.name}-supplement-1",
        "said_to_be": "answer",
        "said_at": "2026-12-01T10:00:00Z",
    }
    statements = Statements(record=record.name, labels=[said], readings=[]).files("en")
    return record, Parcel(whole_record(record, None), statements)
