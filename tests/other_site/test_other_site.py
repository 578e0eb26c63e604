"""A form of another site: somebody else's web application, real sockets, `optout submit ./flow`, no
Python.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from tests.headed.test_submit import Hands, screen, verified
from tests.other_site.people import ADDRESS, NAME, PASSWORD

from optout.browser.installed import find_browser

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"
    ),
    # the application is set up first, and hashes its passwords at leisure
    pytest.mark.timeout(300),
]
__all__ = ["screen"]
HERE = Path(__file__).parent
PYTHON = Path(sys.prefix) / "apps/bin/python"
"""The environment of the applications: `make .venv/.apps`."""
HOST = "forms.example.eu"
COMMENT = "Please do not use my photos.\nNor my poems."


def told(folder: Path, what: str) -> list[str]:
    """Give the command that serves the application, sets it up, or lists what it holds."""
    return [str(PYTHON), "-m", "tests.other_site.serve", "form_builder", str(folder), HOST, what]


class Person(Hands):
    """A person before the application: what they do in the window goes through the browser's other
    door.
    """

    verb = ("submit",)

    def __init__(self, port: int, screen, folder: Path, playwright):
        self.playwright = playwright
        flow = shutil.copytree(HERE / "form_builder/flow", folder / "flow")
        browser, comment = folder / "browser", folder / "comment.txt"
        flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{port}" --ignore-certificate-errors --remote-debugging-port=0'
        start = f'exec "{find_browser("").executable}" {flags} "$@"'
        browser.write_text(f"#!{os.path.realpath('/bin/sh')}\n{start}\n", "utf-8")
        browser.chmod(0o755)
        comment.write_text(COMMENT, "utf-8")
        super().__init__(
            screen, folder, browser, "--comment-file", str(comment), "--country", "FR", str(flow)
        )

    @contextmanager
    def page(self):
        """Give the page in the window."""
        [port_file] = self.data.rglob("DevToolsActivePort")
        browser = self.playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port_file.read_text().split()[0]}"
        )
        yield browser.contexts[0].pages[0]
        browser.close()

    def answer(self, question: str, prompt: str) -> None:
        """Say yes to a question in the terminal."""
        self.expect(question)
        self.expect(prompt)
        self.terminal.sendline("y")


@pytest.fixture
def kept(tmp_path):
    """Give the folder of the application, set up."""
    assert PYTHON.exists(), "run: make .venv/.apps"
    folder = tmp_path / "application"
    subprocess.run(told(folder, "set-up"), cwd=HERE.parents[1], check=True)
    return folder


@pytest.fixture
def port(kept, tmp_path):
    """Serve the application."""
    certificate = tmp_path / "certificate.pem"
    trustme.CA().issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(certificate)
    command = told(kept, str(certificate))
    with subprocess.Popen(
        command, cwd=HERE.parents[1], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        yield int(next(iter(process.stdout or ())))
        process.terminate()


def test_at_a_form_builder_the_person_agrees_and_fills_what_the_flow_does_not_know(
    kept, port, screen, tmp_path, playwright
):
    person = Person(port, screen, tmp_path, playwright)
    person.answer("Do you trust this flow to do all of this?", "[y/N]")
    person.expect("Sign in in the browser window")
    with person.page() as page:
        page.locator("[name=username]").fill(NAME)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
    person.answer("wants to press “Country of", "[N]")
    person.answer("wants to press “Training of", "[N]")
    person.expect("The form wants you to tick: “I have read the privacy notice”")
    with person.page() as page:
        page.get_by_label("I have read the privacy notice").click()
    person.expect("the form is not complete: “Full name: ")
    with person.page() as page:
        page.get_by_label("Full name").click()
        page.keyboard.type("Ada Lovelace")  # the caret stays in it, as of somebody who is done
    person.answer("Send this objection", "[y/N]")
    person.leave()
    assert person.end() == 0, person.seen
    assert "Sent and received" in person.seen
    [record] = person.records()
    assert verified(record)["status"] == "confirmed"
    stored = subprocess.run(
        told(kept, "stored"), cwd=HERE.parents[1], capture_output=True, check=True
    )
    assert json.loads(stored.stdout) == [
        {
            "full_name": "Ada Lovelace",
            "email_address": ADDRESS,
            "country_of_residence": "France",
            "what_do_you_object_to": "Training of AI",
            "your_reasons": COMMENT.replace("\n", "\r\n"),
            "i_have_read_the_privacy_notice": True,
        }
    ]
