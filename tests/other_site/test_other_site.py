"""A plain form of another site: somebody else's web application, real sockets, `optout submit ./flow`, no Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from tests.headed.test_submit import Hands, screen, verified

from optout.browser.installed import find_browser

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"),
    pytest.mark.timeout(300),  # a tracker is set up first, and hashes its passwords at leisure
]
__all__ = ["screen"]
HERE = Path(__file__).parent
HOST = "tracker.example.eu"
PASSWORD = "correct-horse-battery"
COMMENT = "Please do not use my photos.\nNor my poems."


@pytest.fixture
def tracker(tmp_path):
    """Set up a tracker with one user and serve it; gives its folder and port."""
    folder = tmp_path / "tracker"
    admin(folder, "install", "classic", "sqlite")
    config = folder / "config.ini"
    text = config.read_text("utf-8")
    for name, value in (("web", f"https://{HOST}/"), ("domain", "example.eu"), ("host", "localhost")):
        text = text.replace(f"#{name} = NO DEFAULT", f"{name} = {value}")
    config.write_text(text, "utf-8")
    admin(folder, "initialise", PASSWORD)
    admin(folder, "create", "user", "username=ada", f"password={PASSWORD}", "address=ada@example.eu", "roles=User")
    certificate = tmp_path / "certificate.pem"
    trustme.CA().issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(certificate)
    command = [sys.executable, str(HERE / "serve.py"), str(folder), str(certificate)]
    environment = {**os.environ, "SENDMAILDEBUG": str(tmp_path / "mails")}  # a tracker writes to its users
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as serving:
        yield folder, int(next(iter(serving.stdout or ())))
        serving.terminate()


def admin(folder: Path, *arguments: str) -> str:
    program = Path(sys.executable).with_name("roundup-admin")
    ran = subprocess.run([program, "-i", folder, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def browser_to(port: int, folder: Path) -> Path:
    """Write a browser that finds every host at the tracker, and that a person's hands can reach."""
    script = folder / "browser"
    flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{port}" --ignore-certificate-errors --remote-debugging-port=0'
    script.write_text(f'#!{os.path.realpath("/bin/sh")}\nexec "{find_browser("").executable}" {flags} "$@"\n', "utf-8")
    script.chmod(0o755)
    return script


def sign_in(hands: Hands, playwright) -> None:
    """Type name and password into the tracker's own sign-in, through the browser's other door."""
    hands.expect("Sign in in the browser window")
    [port_file] = hands.data.rglob("DevToolsActivePort")
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port_file.read_text().split()[0]}")
    page = browser.contexts[0].pages[0]
    page.locator("[name=__login_name]").fill("ada")
    page.locator("[name=__login_password]").fill(PASSWORD)
    page.locator("[name=__login_password]").press("Enter")
    browser.close()


def test_a_flow_of_a_few_lines_objects_at_a_site_nobody_wrote_the_program_for(screen, tracker, playwright, tmp_path):
    folder, port = tracker
    flow = shutil.copytree(HERE / "flow", tmp_path / "flow")
    assert [file.name for file in flow.rglob("*") if file.is_file()] == ["flow.yaml"]

    comment = tmp_path / "comment.txt"
    comment.write_text(COMMENT, "utf-8")
    hands = Hands(screen, tmp_path, browser_to(port, tmp_path), "--comment-file", str(comment), str(flow))
    hands.expect("Trust it to open, press, fill and send")
    hands.terminal.sendline("y")
    sign_in(hands, playwright)
    hands.expect(f"{HOST}/issue")
    hands.expect("[y/N]")
    hands.terminal.sendline("y")
    hands.leave()
    assert hands.end() == 0, hands.seen

    assert "Sent and received" in hands.seen
    issues = admin(folder, "list", "issue").split()
    assert len([word for word in issues if word.endswith(":")]) == 1
    assert "Nor my poems." in admin(folder, "display", "msg1")
    [record] = hands.records()
    told = verified(record)
    assert told["status"] == "confirmed"
