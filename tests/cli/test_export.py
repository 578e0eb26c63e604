"""`optout export`: what personal data is handed on is shown and asked about first; and `optout verify` of the file."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.cli.shell import IN, POSIX, ends, refused
from tests.evidence.mails import MAIL

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
    assert "marked REPLAY; it proves no objection" in ran.err
    told = shell.run("verify", str(file))
    assert told.code == 0, told.err
    assert "are as the lists in the folder say" in told.err
    assert f"{record.name}-supplement-1: all 2 files in data" in told.err


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


def test_the_pdf_is_made_and_is_no_file_to_verify(shell, record):
    ran = shell.run("export", record.name, "--pdf", "--yes", "--json")
    assert ran.code == 0, ran.err
    file = Path(ran.json["file"])
    assert ran.json["bytes"] == file.stat().st_size
    assert {"email", "mail", "pictures"} <= {one["kind"] for one in ran.json["personal_data"]}
    assert (
        "give the folder that it lies in" in refused(shell.run("verify", str(file)), 1, "this file is no record").hint
    )


def test_a_zip_that_was_changed_does_not_verify(shell, record):
    ran = shell.run("export", record.name, "--yes", "--json")
    assert list(ran.json) == [
        "schema", "record", "replay", "fingerprint", "supplements", "file", "bytes", "personal_data",
    ]  # fmt: skip
    whole = shell.run("verify", ran.json["file"], "--json")
    with zipfile.ZipFile(ran.json["file"], "a") as archive:
        archive.writestr(f"{record.name}/data/more.txt", "x")
    more = shell.run("verify", ran.json["file"], "--json")
    assert (whole.code, more.code) == (0, 1)
    assert list(whole.json) == list(more.json)
    assert whole.json["record"] == ran.json["file"]
    assert more.json["findings"][0]["kind"] == "added"


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


def test_without_the_extra_a_pdf_is_refused_with_the_command_that_brings_it(shell, record):
    ran = shell.run("export", record.name, "--pdf", "--yes", program=LACKING)
    refused(ran, 2, "a PDF of a record needs the extra pdf")
    assert "pikepdf" in ran.hint


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
    ran = refused(shell.run("verify", "x.txt"), 1, "neither a folder, nor a zip that optout export made")
    assert "the folder that it lies in" in ran.hint


def test_a_zip_that_is_packed_otherwise_is_told_and_not_unpacked(shell, record):
    file = shell.folder / "lzma.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for path in record.rglob("*"):
            archive.write(path, path.relative_to(record.parent))
    refused(shell.run("verify", str(file)), 1, "neither a folder, nor a zip that optout export made")


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux: it has this unzip")
def test_unzip_makes_of_it_what_verify_takes(shell, record):
    file = shell.run("export", record.name, "--yes", "--to", ".").out.strip()
    subprocess.run(["unzip", "-q", file], cwd=shell.folder, check=True)
    assert shell.run("verify", f"./{record.name}").code == 0
