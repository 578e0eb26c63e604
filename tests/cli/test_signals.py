"""A second Ctrl-C ends at once, but never in the middle of what Playwright does for us; in a process of its own."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from tests.local_site import command

from optout.browser.installed import find_light_browser
from optout.cli.terminal import interrupts
from optout.errors import Interrupted

pytestmark = pytest.mark.faults

BEGIN = """
import signal, sys, threading, time
from optout.browser.launch import driver
from optout.cli.terminal import interrupts

def twice():
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)

with interrupts() as signals, driver() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    page = browser.new_page()
"""
WHILE_A_MESSAGE_IS_SENT = """
    connection = page._impl_obj._connection
    send = connection.onmessage
    connection.onmessage = lambda message: (send(message), setattr(connection, "onmessage", send), twice())
"""
IN_A_LISTENER = """
    page.on("console", lambda message: twice())
    page.evaluate("console.log('said')")
"""
GOES_ON_AND_ENDS_AT_THE_NEXT_TICK = """
    assert page.evaluate("1 + 1") == 2
    try:
        signals.tick()
    except KeyboardInterrupt:
        assert page.evaluate("1 + 1") == 2
        print("ended")
"""
IN_A_LONG_WAIT = """
    main, began = threading.get_ident(), time.monotonic()
    enough = threading.Event()
    def press():
        while not enough.wait(0.3) and time.monotonic() < began + 30:
            signal.pthread_kill(main, signal.SIGINT)
    presser = threading.Thread(target=press)
    presser.start()
    try:
        page.wait_for_timeout(60_000)
    except KeyboardInterrupt:
        enough.set()
        presser.join()
        print("ended" if time.monotonic() < began + 20 else "late")
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "moment",
    [
        WHILE_A_MESSAGE_IS_SENT + GOES_ON_AND_ENDS_AT_THE_NEXT_TICK,
        IN_A_LISTENER + GOES_ON_AND_ENDS_AT_THE_NEXT_TICK,
        pytest.param(IN_A_LONG_WAIT, marks=pytest.mark.skipif(sys.platform == "win32", reason="needs pthread_kill")),
    ],
    ids=["while a message is sent", "in a listener", "in a long wait"],
)
def test_a_second_interrupt_ends_without_a_word_of_playwright(moment):
    command = [sys.executable, "-c", BEGIN + moment, str(find_light_browser().executable)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("ended\n", "")


def test_one_that_no_tick_comes_after_ends_when_the_run_is_over():
    code, where = SimpleNamespace(co_name="dispatch"), {"__name__": "playwright._impl"}
    frame: Any = SimpleNamespace(f_code=code, f_globals=where, f_back=None)
    with ExitStack() as stack:
        signals = stack.enter_context(interrupts())
        signals.note(signal.SIGINT, frame)
        signals.note(signal.SIGINT, frame)
        sealed_since = stack.pop_all()
    with pytest.raises(KeyboardInterrupt):
        sealed_since.close()


def test_the_first_waits_for_a_safe_point_and_is_told_once():
    with interrupts() as signals:
        signals.tick()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Interrupted):
            signals.tick()
        signals.tick()


def test_the_second_ends_at_once_and_one_of_the_system_waits():
    with interrupts() as signals:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(Interrupted):
            signals.tick()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_was_ignored_at_the_start_stays_ignored(name):
    number = getattr(signal, name, None)
    if number is None:
        return  # Windows has no SIGHUP
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with interrupts() as signals:
            signal.raise_signal(number)
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
