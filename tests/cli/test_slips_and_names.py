"""Names that can be typed: completed in the shell, and meant when they are mistyped."""

import os
import stat

import pytest
from tests.rows import put

from optout.flow.load import shipped_ids
from optout.journal import Journal, ObjectionKey
from optout.outcome import State


@pytest.fixture
def used(shell):
    """A data folder with two accounts, a record, a rehearsal, and an objection of which nobody knows the outcome."""
    journal = Journal(shell.data)
    put(journal, "2026-11-24-facebook-7k3q", State.CONFIRMED, ObjectionKey("facebook", "Meta", "work", "ai-training"))
    put(journal, "2026-11-25-facebook-9x2m", State.UNKNOWN, ObjectionKey("other", "Other", "work", "ai-training"))
    journal.close()
    for folder in (
        "profiles/meta/private",
        "records/2026-11-24-facebook-7k3q",
        "records/.partial-x",
        "replays/REPLAY-1",
    ):
        (shell.data / folder).mkdir(parents=True)
    shell.own_flow(name="example")
    return shell


def completed(shell, *words):
    """Give what bash would offer after these words."""
    line = " ".join(["optout", *words])
    asked = {"_OPTOUT_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}
    ran = shell.run(**asked)
    assert ran.err == ""
    return ran.out.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["subm"], {"submit"}),
        (["submit", "fa"], {"facebook"}),
        (["replay", ""], {*shipped_ids(), "./example"}),
        (["flows", "show", "in"], {"instagram"}),
        (["flows", "check", "./"], {"./example"}),
        (["verify", ""], {"2026-11-24-facebook-7k3q"}),
        (["verify", "REP"], {"REPLAY-1"}),
        (["resolve", ""], {"2026-11-25-facebook-9x2m"}),
        (["complain", "2026"], {"2026-11-24-facebook-7k3q"}),
    ],
)
def test_the_shell_completes_commands_flows_accounts_and_records(used, words, offered):
    assert set(completed(used, *words)) == offered


def test_a_rehearsal_is_offered_where_there_is_no_record_yet(used):
    (used.data / "records/2026-11-24-facebook-7k3q").rmdir()
    assert completed(used, "verify", "") == ["REPLAY-1"]


def test_completing_creates_nothing_and_survives_a_damaged_journal(shell):
    assert completed(shell, "resolve", "") == []
    assert not shell.data.exists()
    shell.data.mkdir()
    (shell.data / "journal.sqlite3").write_bytes(b"no database" * 100)
    assert completed(shell, "resolve", "") == []


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_completing_reads_and_does_not_write_the_journal(used):
    file = used.data / "journal.sqlite3"
    before = file.read_bytes(), stat.S_IMODE(file.stat().st_mode)
    completed(used, "resolve", "")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == before


@pytest.mark.parametrize("arguments", [["status"], ["logout"], ["submit"], ["complain", "x", "--country", "FR"]])
def test_a_mistyped_variable_is_named_with_what_is_meant(shell, arguments):
    said = shell.run(*arguments, OPTOUT_ACOUNT="work").err
    assert "warning: OPTOUT_ACOUNT is not a setting; did you mean OPTOUT_ACCOUNT?" in said


def test_an_account_that_looks_like_a_known_one_is_asked_about_and_no_other(used):
    said = [used.run("submit", "--account", label).err for label in ("wrok", "work", "elsewhere")]
    assert ["did you mean work?" in each for each in said] == [True, False, False]
