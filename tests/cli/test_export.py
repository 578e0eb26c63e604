"""`optout export`: what personal data is handed on is shown and asked about first; and `optout verify` of the file."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.shell import IN, POSIX, ends, refused
from tests.evidence.mails import MAIL

from optout.evidence.report import SIZE_LIMIT

pytestmark = pytest.mark.faults

posix = pytest.mark.skipif(not POSIX, reason="not on Windows: it has no terminal of this kind")
LACKING = [
    sys.executable,
    "-c",
    "import sys; sys.modules['pikepdf'] = None; sys.argv[0] = 'optout'\nfrom optout.cli.entry import main; main()",
]
"""The program where the extra was not installed."""


@pytest.fixture
def record(replays, shell):
    """Give a record with an e-mail that was attached."""
    folder = replays.copy(shell, "facebook")
    (shell.folder / "mail.eml").write_bytes(MAIL)
    assert shell.run("attach", folder.name, "mail.eml", "--offline").code == 0
    return folder


def test_without_a_terminal_and_without_yes_nothing_is_written_and_what_would_be_is_said(shell, record):
    for more in ((), ("--json",)):
        ran = shell.run("export", record.name, *more)
        assert ran.code == 4
        assert "there is no terminal to ask on" in ran.err
        assert ran.hint.strip().endswith("add --yes")
        assert "your e-mail address: ada@example.eu" in ran.err
        assert not (shell.data / "exports").exists()


def test_the_zip_goes_to_a_private_folder_and_its_path_to_stdout(shell, record):
    ran = shell.run("export", record.name, "--yes")
    assert ran.code == 0, ran.err
    file = Path(ran.out.strip())
    assert file == shell.data / "exports" / f"{record.name}.zip"
    if POSIX:
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in ran.err
    assert "marked REPLAY; it proves no objection" in ran.err
    told = shell.run("verify", str(file))
    assert told.code == 0, told.err
    assert "the zip is as this program packs one, and its 2 folders are as they were sealed" in told.err


def test_before_it_is_written_all_that_is_personal_is_shown(shell, record):
    told = shell.run("export", record.name, "--yes").err
    shown = told[told.index("Whoever gets this file gets:") : told.index("written:")]
    for part in (
        "your e-mail address: ada@example.eu",
        "what you entered: ",
        "2 pictures of what you objected in",
        "an e-mail from Privacy Operations <privacy@support.example.eu> to ada@example.org",
    ):
        assert part in shown


def test_a_second_export_is_the_same_file(shell, record):
    first = Path(shell.run("export", record.name, "--yes").out.strip()).read_bytes()
    assert Path(shell.run("export", record.name, "--yes").out.strip()).read_bytes() == first


def test_to_a_folder_or_a_file_of_one_s_own(shell, record):
    (shell.folder / "mine").mkdir()
    ran = shell.run("export", record.name, "--yes", "--to", "mine")
    assert Path(ran.out.strip()) == Path("mine") / f"{record.name}.zip"
    ran = shell.run("export", record.name, "--yes", "--to", "it.zip")
    assert (ran.code, ran.out.strip()) == (0, "it.zip")
    assert shell.run("export", record.name, "--yes", "--to", "it.zip").code == 0  # the same bytes


def test_another_file_of_that_name_stays(shell, record):
    (shell.folder / "it.zip").write_bytes(b"mine")
    refused(shell.run("export", record.name, "--yes", "--to", "it.zip"), 2, "another file of this name already: it.zip")
    assert (shell.folder / "it.zip").read_bytes() == b"mine"


@pytest.mark.skipif(not POSIX, reason="not on Windows: it has no links of this kind")
def test_a_link_is_not_written_through(shell, record):
    (shell.folder / "target").write_bytes(b"mine")
    (shell.folder / "it.zip").symlink_to("target")
    refused(shell.run("export", record.name, "--yes", "--to", "it.zip"), 2, "another file of this name already")
    assert (shell.folder / "target").read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_told(shell, record):
    refused(shell.run("export", record.name, "--yes", "--to", "no/it.zip"), 2, "there is no folder no")


def test_a_damaged_record_is_not_handed_on(shell, record):
    (record / "data" / "record.json").write_text("{}", "utf-8")
    ran = shell.run("export", record.name, "--yes")
    refused(ran, 1, "it proves nothing until that is explained")
    assert f"optout verify {record.name}" in ran.hint
    assert not (shell.data / "exports").exists()


def test_a_damaged_supplement_is_not_handed_on(shell, record):
    file = record.with_name(f"{record.name}-supplement-1") / "data" / "attached.eml"
    file.chmod(0o600)
    file.write_bytes(b"x")
    refused(shell.run("export", record.name, "--yes"), 1, "this supplement is not as it was sealed")


def test_a_supplement_that_the_journal_keeps_and_that_is_gone_is_said(shell, record):
    place = record.with_name(f"{record.name}-supplement-1")
    place.rename(shell.folder / "elsewhere")
    ran = shell.run("export", record.name, "--yes")
    assert ran.code == 0
    assert f"the supplement {place.name} is missing; the journal keeps it" in ran.err


def test_the_pdf_is_made_checked_and_told_in_full(shell, record):
    ran = shell.run("export", record.name, "--pdf", "--yes", "--json", program=None, PATH=os.environ["PATH"])
    assert ran.code == 0, ran.err
    file = Path(ran.json["file"])
    assert file.read_bytes().startswith((record / "START-HERE.pdf").read_bytes())
    assert ran.json["bytes"] == file.stat().st_size <= SIZE_LIMIT
    assert ran.json["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert ran.json["pdf_a_faults"] == []
    assert {"record.json", "supplement-1-attached.eml"} <= {*ran.json["enclosed"]}
    assert {"email", "mail", "pictures"} <= {one["kind"] for one in ran.json["personal_data"]}
    told = shell.run("verify", str(file), "--json")
    assert (told.code, told.json["ok"], told.json["kind"]) == (0, True, "pdf")
    assert told.json["fingerprint"] == ran.json["fingerprint"]
    changed = shell.folder / "changed.pdf"
    changed.write_bytes(file.read_bytes().replace(b'"seq": 1', b'"seq": 9', 1))
    told = shell.run("verify", "changed.pdf")
    assert told.code == 1
    assert "its own checksum is of other bytes" in told.err
    assert "events.jsonl was changed" in told.err


def test_the_same_keys_for_zip_and_pdf_and_for_whole_and_damaged_files(shell, record):
    ran = shell.run("export", record.name, "--yes", "--json")
    assert list(ran.json) == [
        "schema",
        "record",
        "replay",
        "fingerprint",
        "supplements",
        "file",
        "bytes",
        "sha256",
        "personal_data",
        "enclosed",
        "left_out",
        "smaller_pictures",
        "pdf_a_faults",
    ]
    whole = shell.run("verify", ran.json["file"], "--json")
    (shell.folder / "x.zip").write_bytes(Path(ran.json["file"]).read_bytes() + b"x")
    damaged = shell.run("verify", "x.zip", "--json")
    assert (whole.code, damaged.code) == (0, 1)
    assert list(whole.json) == list(damaged.json)
    assert damaged.json["findings"][0]["kind"] == "repacked"


@posix
@pytest.mark.parametrize(("typed", "written"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_it_is_asked_and_only_yes_writes(shell, record, typed, written):
    terminal = shell.terminal("export", record.name)
    terminal.expect("Whoever gets this file gets")
    terminal.expect("Write this file")
    terminal.sendline(typed)
    code, said = ends(terminal)
    assert (code, (shell.data / "exports").exists()) == ((0, True) if written else (4, False))
    assert ("Nothing was written" in said) is not written


@pytest.mark.parametrize("arguments", [("export", "{record}", "--pdf", "--yes"), ("verify", "x.pdf")])
def test_without_the_extra_a_pdf_is_refused_with_the_command_that_brings_it(shell, record, arguments):
    (shell.folder / "x.pdf").write_bytes(b"%PDF-1.7\n")
    ran = shell.run(*(one.format(record=record.name) for one in arguments), program=LACKING)
    refused(ran, 2, "a PDF of a record needs the extra pdf")
    assert "pikepdf[pdfa]" in ran.hint


def test_without_the_extra_a_zip_is_made_and_checked(shell, record):
    ran = shell.run("export", record.name, "--yes", program=LACKING)
    assert ran.code == 0, ran.err
    assert shell.run("verify", ran.out.strip(), program=LACKING).code == 0


@pytest.mark.parametrize(
    ("language", "says"), [("fr", "Qui reçoit ce fichier reçoit"), ("de", "Wer diese Datei bekommt")]
)
def test_in_french_and_german(shell, record, language, says):
    ran = shell.run("export", record.name, "--yes", "--lang", language, **IN[language])
    assert says in ran.err


def test_a_file_that_is_no_export_is_told(shell):
    (shell.folder / "x.txt").write_text("x", "utf-8")
    for name in ("x.txt",):
        ran = refused(shell.run("verify", name), 1, "neither a folder, nor a zip or PDF that optout export made")
        assert "the folder that it lies in" in ran.hint


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux: it has this unzip")
def test_unzip_makes_of_it_what_verify_takes(shell, record):
    file = shell.run("export", record.name, "--yes", "--to", ".").out.strip()
    subprocess.run(["unzip", "-q", file], cwd=shell.folder, check=True)
    assert shell.run("verify", f"./{record.name}").code == 0
