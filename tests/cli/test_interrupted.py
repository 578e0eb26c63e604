"""Ctrl-C where no record can be sealed: what is reported is what the journal shows, and no more."""

import pytest
from tests.cli.shell import POSIX, ends, objected
from tests.cli.test_stamp_after_run import stamping_run

from optout.cli import live
from optout.cli.console import Console
from optout.cli.live import Command, submit_live
from optout.errors import Exit, Interrupted
from optout.outcome import State
from optout.settings import Settings


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (None, "interrupted; nothing was sent"),
        (State.FILLED, "interrupted; nothing was sent"),
        (State.ARMED, "it was interrupted before it could say how things stand"),
        (State.SENT, "it was interrupted before it could say how things stand"),
    ],
)
def test_a_run_that_is_broken_off_says_that_nothing_was_sent_only_where_the_journal_shows_it(
    monkeypatch, tmp_path, state, says
):
    def broken_off(_command, run, journal, _screen):
        journal.check()
        if state:
            objected(tmp_path, state)
        raise KeyboardInterrupt

    monkeypatch.setattr(live, "_in_browser", broken_off)
    command = Command(Console(quiet=True), Settings(data_dir=tmp_path), yes=True)
    with pytest.raises(Interrupted) as caught:
        submit_live(command, stamping_run())
    assert (str(caught.value.message), caught.value.exit) == (says, Exit.INTERRUPTED)
    assert caught.value.hint == ("" if "nothing" in says else "optout status")


@pytest.mark.skipif(not POSIX, reason="needs a terminal")
def test_a_command_that_has_begun_nothing_says_only_that_it_was_interrupted(shell):
    terminal = shell.terminal("submit", DISPLAY=":99")
    terminal.expect_exact("Enter alone ends: ")
    terminal.sendintr()
    code, said = ends(terminal)
    assert code == 130
    assert "error: interrupted\r\n" in said
    assert "optout status" not in said
