"""`optout submit` as a person meets it: a real window, a real site over sockets, and hands outside
the process.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from tests.evidence.papers import pages
from tests.local_site import browser_to, serving
from tests.program import Begun, at_terminal

from optout.flow.cases import load_cases
from optout.flow.find import find_flow

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"
)
SEND = "**/ajax/help/contact/submit/page**"
PASSWORD = "correct-horse-battery"
REASONS = "Do you want to give reasons? [y/N]"
STAYS = "Press Enter to close the window"


@pytest.fixture
def screen():
    """Start a screen of this test's own; gives its name."""
    read, write = os.pipe()
    xvfb = subprocess.Popen(
        [
            shutil.which("Xvfb") or "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    yield name
    xvfb.terminate()
    xvfb.wait(10)


@pytest.fixture
def site():
    with serving(load_cases(find_flow("facebook"))["received-en"]) as local:
        yield local


def signed_in_already(site):
    """Let the first page set the cookie of the sign-in."""
    cookie = ("set-cookie", "c_user=100000000000000; path=/; secure; max-age=86400")
    site.own["GET https://www.facebook.com/"] = (200, [cookie], "<h1>Home</h1>")


class Hands:
    """The person's hands: a keyboard at the screen, and one at the terminal. `first` goes before
    the command.
    """

    first: tuple[str, ...] = ()
    verb: tuple[str, ...] = ("submit", "facebook")
    always: tuple[str, ...] = ("--email", "ada@example.eu")
    stamp: str = "no"
    """Of these runs none asks for a time stamp, unless that is what it is about."""

    def __init__(self, screen: str, folder: Path, browser: Path, *options: str):
        self.screen = screen
        self.data = folder / "data"
        environment = {
            k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("OPTOUT_")
        }
        environment |= {
            "DISPLAY": screen,
            "OPTOUT_DATA_DIR": str(self.data),
            "OPTOUT_NAME": "Ada Example",
            "NO_COLOR": "1",
            "LANG": "C.UTF-8",
            "OPTOUT_STAMP": self.stamp,
        }
        arguments = (*self.first, *self.verb, "--browser", str(browser), *self.always, *options)
        self.terminal = at_terminal(arguments, environment, folder, columns=160)
        self.seen = ""

    def expect(self, words: str) -> None:
        """Wait for words; who is asked for reasons on the way gives none."""
        try:
            if self.terminal.expect_exact([words, REASONS]) == 1:
                self.seen += f"{self.terminal.before}{self.terminal.after}"
                self.terminal.sendline("")
                self.terminal.expect_exact(words)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pytest.fail(f"“{words}” did not come after:\n{self.seen}{self.terminal.before}")
        self.seen += f"{self.terminal.before}{self.terminal.after}"

    def leave(self) -> None:
        """Have the window closed that stays."""
        self.expect(STAYS)
        self.terminal.sendline("")

    def end(self) -> int | None:
        self.terminal.expect(pexpect.EOF)
        self.seen += str(self.terminal.before)
        self.terminal.close()
        return self.terminal.exitstatus

    def xdotool(self, *arguments: str) -> str:
        environment = {**os.environ, "DISPLAY": self.screen}
        done = subprocess.run(
            ["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def go_into_page(self) -> None:
        """Wait for the browser's window, give it the keyboard, and click on an empty place of the
        page.
        """
        for _ in range(300):
            found = self.xdotool("search", "--onlyvisible", "--name", " - Chrom").split()
            if found:
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"no browser window came up: {self.seen}")
        self.xdotool("windowfocus", "--sync", found[-1])
        self.xdotool("mousemove", "--window", found[-1], "60", "500", "click", "1")

    def press_button(self) -> None:
        """Go over account, link, e-mail and comment to the button, and press it."""
        self.go_into_page()
        self.xdotool("key", "Tab", "Tab", "Tab", "Tab", "Tab", "Return")

    def sign_in(self) -> None:
        """Type name and password into the window, key by key, and press Enter."""
        self.expect("Sign in in the browser window")
        self.go_into_page()
        self.xdotool("key", "Tab")
        self.xdotool("type", "--delay", "20", "ada@example.eu")
        self.xdotool("key", "Tab")
        self.xdotool("type", "--delay", "20", PASSWORD)
        self.xdotool("key", "Return")

    def records(self) -> list[Path]:
        return sorted((self.data / "records").glob("2*"))


class Watching(Hands):
    verb: tuple[str, ...] = ("replay", "facebook", "--headed")
    always = ()


def verified(record: Path) -> dict:
    code, out, err = Begun(["verify", str(record), "--json"], os.environ, record.parent).end()
    assert code == 0, out + err
    return json.loads((record / "data/record.json").read_text("utf-8"))


@pytest.mark.quick
def test_a_person_signs_in_approves_and_gets_a_verified_record_and_a_second_run_sends_nothing(
    screen, site, tmp_path
):
    browser = browser_to(site, tmp_path)
    hands = Hands(screen, tmp_path, browser, "--comment", "Please do not use my photos.")
    hands.sign_in()
    hands.expect("[y/N")
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen

    sent = site.sends(SEND)
    assert [(body["email"], body["objection_reason"]) for body in sent] == [
        ("ada@example.eu", "Please do not use my photos.")
    ]
    [record] = hands.records()
    assert "Sent and received" in hands.seen
    assert str(record) in hands.seen
    told = verified(record)
    assert (told["status"], told["replay"]) == ("confirmed", False)
    certificates = {page["stage"]: page["certificate_sha256"] for page in told["pages"]}
    assert certificates == dict.fromkeys(["filled", "confirmation"], site.certificate_sha256)
    printed = "".join(pages((record / "START-HERE.pdf").read_bytes())).replace(" ", "")
    info = (record / "bag-info.txt").read_text("utf-8")
    assert "Contact-Name: Ada Example" in info.splitlines()
    assert f"hastheSHA-256{site.certificate_sha256}." in printed
    assert PASSWORD not in hands.seen
    assert not any(
        PASSWORD.encode() in file.read_bytes() for file in record.rglob("*") if file.is_file()
    )

    second = Hands(screen, tmp_path, browser)
    assert second.end() == 0
    assert "earlier objection" in second.seen
    assert len(site.sends(SEND)) == 1


def test_reasons_that_are_typed_at_the_terminal_are_sent_as_they_were_typed(screen, site, tmp_path):
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path))
    hands.terminal.expect_exact(REASONS)
    hands.terminal.sendline("y")
    hands.expect("an empty line ends")
    for line in ("My photos show my children.", "They never agreed.", ""):
        hands.terminal.sendline(line)
    hands.expect("your comment (8 words)")
    hands.sign_in()
    hands.expect("[y/N")
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen
    [sent] = site.sends(SEND)
    assert sent["objection_reason"] == "My photos show my children.\nThey never agreed."


def test_a_form_filled_as_asked_is_a_success_its_window_stays_until_enter_and_logout_forgets_the_sign_in(
    screen, site, tmp_path
):
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--until", "filled")
    hands.sign_in()
    hands.expect("✓ The form is filled. Nothing was sent")
    hands.expect(STAYS)
    [record] = hands.records()
    assert str(record) in hands.seen
    hands.press_button()
    hands.expect("The page tried to send the form; this program stopped it")
    hands.leave()
    assert hands.end() == 0, hands.seen
    assert "✗" not in hands.seen
    assert site.sends(SEND) == []
    assert verified(record)["status"] == "stopped"
    profiles = hands.data / "profiles"
    assert list(profiles.rglob("Cookies"))
    forgotten, _, said = Begun(
        ["logout", "facebook", "--data-dir", str(hands.data)], os.environ, tmp_path
    ).end()
    assert forgotten == 0, said
    assert not list(profiles.rglob("Cookies"))


class HandsThatMayStamp(Hands):
    stamp = ""


def test_after_a_send_a_time_stamp_is_offered_and_what_fails_then_changes_nothing(
    screen, site, tmp_path, monkeypatch
):
    signed_in_already(site)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config/optout").mkdir(parents=True)
    (tmp_path / "config/optout/.env").write_text(
        "OPTOUT_STAMP_AUTHORITIES=http://127.0.0.1:9/\n", "utf-8"
    )
    hands = HandsThatMayStamp(screen, tmp_path, browser_to(site, tmp_path))
    hands.expect("[y/N")
    hands.terminal.sendline("y")
    hands.leave()
    hands.expect("Get a time stamp?")
    hands.terminal.sendline("a")
    assert hands.end() == 0, hands.seen
    assert "OPTOUT_STAMP=yes now stands in" in hands.seen
    kept = (tmp_path / "config/optout/.env").read_text("utf-8")
    assert kept == "OPTOUT_STAMP_AUTHORITIES=http://127.0.0.1:9/\nOPTOUT_STAMP=yes\n"
    assert (
        "Sends one hash, the fingerprint, to 127.0.0.1; nothing else leaves this computer"
        in hands.seen
    )
    assert "nothing was kept" in hands.seen


class PlainHands(Hands):
    verb = ("sign-in", "facebook")
    always = ()


def test_who_signed_in_in_a_plain_window_is_signed_in_in_the_next_run(screen, site, tmp_path):
    signed_in_already(site)
    plain = PlainHands(screen, tmp_path, browser_to(site, tmp_path))
    plain.expect("neither drives nor reads")
    until = time.monotonic() + 60
    while not site.came("GET https://www.facebook.com/") and time.monotonic() < until:
        time.sleep(0.1)
    plain.go_into_page()
    plain.xdotool("key", "ctrl+w")
    assert plain.end() == 0, plain.seen
    assert "optout submit facebook --account default" in plain.seen
    del site.own["GET https://www.facebook.com/"]
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--until", "filled")
    hands.expect("already signed in")
    hands.leave()
    assert hands.end() == 0, hands.seen


def test_whom_a_site_refuses_in_a_driven_window_signs_in_in_a_plain_one_and_the_run_goes_on(
    screen, site, tmp_path
):
    script = "if (navigator.webdriver) location = 'https://accounts.google.com/v3/signin/rejected?rrk=46'"
    cookie = (
        "else { document.cookie = 'c_user=1; path=/; secure; max-age=86400'; fetch('/signed-in') }"
    )
    site.own["GET https://www.facebook.com/"] = (
        200,
        [],
        f"<h1>Home</h1><script>{script}; {cookie}</script>",
    )
    site.own["GET https://accounts.google.com/v3/signin/rejected"] = (
        200,
        [],
        "<h1>You were not signed in</h1>",
    )
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--until", "filled")
    hands.expect("Google refused to sign you in here")
    hands.expect("[y/N] ")
    hands.terminal.sendline("y")
    until = time.monotonic() + 60
    while not site.came("GET https://www.facebook.com/signed-in") and time.monotonic() < until:
        time.sleep(0.1)
    hands.go_into_page()
    hands.xdotool("key", "ctrl+w")
    hands.expect("already signed in")
    hands.leave()
    assert hands.end() == 0, hands.seen
    assert "nobody was signed in" not in hands.seen


def test_the_record_is_sealed_and_shown_before_a_confirmation_stays_in_the_window(
    screen, site, tmp_path
):
    signed_in_already(site)
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path))
    hands.expect("[y/N")
    hands.terminal.sendline("y")
    hands.expect(STAYS)
    hands.terminal.kill(signal.SIGKILL)
    hands.end()
    [record] = hands.records()
    assert str(record) in hands.seen
    assert verified(record)["status"] == "confirmed"
    assert len(site.sends(SEND)) == 1


def test_a_window_that_stays_may_be_closed_and_ephemeral_keeps_no_sign_in(screen, site, tmp_path):
    signed_in_already(site)
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--ephemeral", "--until", "filled")
    hands.expect(STAYS)
    hands.go_into_page()
    hands.xdotool("key", "ctrl+w")
    assert hands.end() == 0, hands.seen
    assert "Traceback" not in hands.seen
    assert not (hands.data / "profiles").exists()


def test_a_person_who_presses_the_button_in_the_window_has_sent_by_hand(screen, site, tmp_path):
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--comment", "By my own hand.")
    hands.sign_in()
    hands.expect("[y/N")
    hands.press_button()
    hands.expect("The page is about to send this, before you gave your approval")
    hands.expect("By my own hand.")
    hands.expect("Is this your objection, to be sent now?")
    assert site.sends(SEND) == []
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen
    assert len(site.sends(SEND)) == 1
    assert verified(hands.records()[0])["by_hand"] == [{"kind": "send", "target": None}]


def test_a_replay_that_is_watched_keeps_its_window_with_what_came_about_until_enter(
    screen, site, tmp_path
):
    hands = Watching(screen, tmp_path, browser_to(site, tmp_path))
    hands.expect("Record:")
    hands.expect(STAYS)
    assert "Object to Your Information" in hands.xdotool(
        "search", "--onlyvisible", "--name", ".", "getwindowname", "%@"
    )
    hands.terminal.sendline("")
    assert hands.end() == 0, hands.seen
