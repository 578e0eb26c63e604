"""`optout export`: what personal data is handed on is shown and asked about first; and `optout
verify` of the file.
"""

import zipfile
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, refused
from tests.evidence.mails import MAIL

from optout.evidence.export import _entered
from optout.evidence.record import CHOSEN

pytestmark = pytest.mark.faults

posix = pytest.mark.skipif(not POSIX, reason="not on Windows: it has no terminal of this kind")


@pytest.fixture
def record(replays, shell):
    """Give a record with an e-mail that was attached."""
    folder = replays.copy(shell, "facebook")
    (shell.folder / "mail.eml").write_bytes(MAIL)
    assert shell.run("attach", folder.name, "mail.eml", "--offline").code == 0
    return folder


def test_without_a_terminal_and_without_yes_nothing_is_written_and_what_would_be_is_said(
    shell, record
):
    for more in ((), ("--json",)):
        ran = shell.run("export", record.name, *more)
        assert ran.code == 4
        assert "there is no terminal to ask on" in ran.err
        assert ran.hint.strip().endswith("add --yes")
        # beside JSON nothing is on stderr but the error
        assert ("your e-mail address: ada@example.eu" in ran.err) is not bool(more)
        assert not (shell.data / "exports").exists()


def test_the_zip_goes_to_a_private_folder_and_its_path_to_stdout(shell, record):
    ran = shell.run("export", record.name, "--yes")
    assert ran.code == 0, ran.err
    shown = ran.err.partition("Whoever gets this file gets:")[2].partition("written:")[0]
    for part in (
        "your e-mail address: ada@example.eu",
        "what you entered: ",
        "an e-mail from Privacy Operations",
    ):
        assert part in shown
    file = Path(ran.out.strip())
    assert file == shell.data / "exports" / f"{record.name}.zip"
    if POSIX:
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "marked REPLAY; it proves no objection" in ran.err
    told = shell.run("verify", str(file))
    assert told.code == 0, told.err
    assert "are as the lists in the folder say" in told.err
    assert f"{record.name}-supplement-1: all 2 files in data" in told.err


def test_to_a_file_of_one_s_own_and_nothing_is_written_over(shell, record):
    (shell.folder / "mine").mkdir()
    for to, name in (("mine", f"mine/{record.name}.zip"), ("it.zip", "it.zip")):
        ran = shell.run("export", record.name, "--yes", "--to", to)
        assert (ran.code, ran.out.strip()) == (0, name), ran.err
    (shell.folder / "target").write_bytes(b"mine")
    (shell.folder / "link.zip").symlink_to("target")
    (shell.folder / "other.zip").write_bytes(b"mine")
    for name in ("it.zip", "link.zip", "other.zip"):
        ran = shell.run("export", record.name, "--yes", "--to", name)
        refused(ran, 2, f"a file of this name already: {name}")
    assert (
        (shell.folder / "target").read_bytes()
        == (shell.folder / "other.zip").read_bytes()
        == b"mine"
    )
    refused(
        shell.run("export", record.name, "--yes", "--to", "no/it.zip"), 2, "there is no folder no"
    )


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("{name}/data/record.json", "it proves nothing until that is explained"),
        ("{name}-supplement-1/data/attached.eml", "this supplement is not as it was sealed"),
    ],
)
def test_what_is_damaged_is_not_handed_on(shell, record, file, says):
    damaged = record.parent / file.format(name=record.name)
    damaged.chmod(0o600)
    damaged.write_bytes(b"x")
    assert "optout verify" in refused(shell.run("export", record.name, "--yes"), 1, says).hint
    assert not (shell.data / "exports").exists()


def test_the_pdf_is_made_and_verifies(shell, record):
    ran = shell.run("export", record.name, "--pdf", "--yes", "--json")
    assert ran.code == 0, ran.err
    file = Path(ran.json["file"])
    assert ran.json["bytes"] == file.stat().st_size
    assert {"email", "mail", "pictures"} <= {one["kind"] for one in ran.json["personal_data"]}
    assert shell.run("verify", str(file), "--fingerprint", ran.json["export_fingerprint"]).code == 0


def test_a_zip_that_was_changed_does_not_verify(shell, record):
    ran = shell.run("export", record.name, "--yes", "--json")
    keys = (
        "schema record replay fingerprint export_fingerprint supplements file bytes personal_data"
    )
    assert list(ran.json) == keys.split()
    whole = shell.run("verify", ran.json["file"], "--json")
    with zipfile.ZipFile(ran.json["file"], "a") as archive:
        archive.writestr(f"{record.name}/data/more.txt", "x")
    more = shell.run("verify", ran.json["file"], "--json")
    assert (whole.code, more.code) == (0, 1)
    assert list(whole.json) == list(more.json)
    assert whole.json["record"] == ran.json["file"]
    assert more.json["findings"][0]["kind"] == "added"


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "I agree: chosen"), ("fr", "I agree\xa0: choisi"), ("de", "I agree: gewählt")],
)
def test_what_was_ticked_is_said_in_the_person_s_language(language, says):
    assert _entered("I agree", CHOSEN).in_language(language) == says
