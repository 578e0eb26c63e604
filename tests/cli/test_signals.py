"""Ctrl-C, TERM and HUP end a run at its next safe point; a third Ctrl-C ends it at once."""

import signal
import subprocess
import sys

import pytest
from tests.local_site import command

from optout.cli.terminal import interrupts
from optout.errors import Interrupted

pytestmark = pytest.mark.faults


def test_the_first_waits_for_a_safe_point_and_is_told_once():
    with interrupts() as signals:
        signals.tick()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Interrupted):
            signals.tick()
        signals.tick()


def test_the_third_ends_at_once_and_one_of_the_system_waits():
    with interrupts():
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGINT):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_was_ignored_at_the_start_stays_ignored(name):
    number = getattr(signal, name, None)
    if number is None:
        return  # Windows has no SIGHUP
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with interrupts() as signals:
            signal.raise_signal(number)
            signals.tick()
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal of POSIX")
def test_a_replay_that_was_started_with_ctrl_c_ignored_goes_on_to_its_end(shell):
    program = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command("replay", "--case", "received-after-5-s")]
    with subprocess.Popen(program, cwd=shell.folder, env=shell.environ, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        said = "".join(iter(lambda: pressed(running), ""))
    assert running.returncode == 0, said
    assert "Sent and received" in said


def pressed(running):
    """Read a line of what it says, and press Ctrl-C."""
    line = running.stderr.readline()
    running.send_signal(signal.SIGINT)
    return line
