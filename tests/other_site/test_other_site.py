"""A plain form of another site: somebody else's web application, real sockets, `optout submit ./flow`, no Python."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from tests.headed.test_submit import Hands, screen, verified
from tests.other_site.people import ADDRESS, NAME, PASSWORD

from optout.browser.installed import find_browser

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"),
    pytest.mark.timeout(300),  # an application is set up first, and hashes its passwords at leisure
]
__all__ = ["screen"]
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = Path(sys.prefix) / "apps/bin/python"
"""The environment of the applications: `make .venv/.apps`."""
COMMENT = "Please do not use my photos.\nNor my poems."
SENT = COMMENT.replace("\n", "\r\n")
"""As a browser sends the lines of a form."""


@dataclass(frozen=True)
class Application:
    """An application: its folder here, its host, and the fields of its sign-in."""

    name: str
    host: str
    sign_in: tuple[str, str] = ("[name=username]", "[name=password]")


TRACKER = Application("tracker", "tracker.example.eu", ("[name=__login_name]", "[name=__login_password]"))
FORM_BUILDER = Application("form_builder", "forms.example.eu")
HELP_DESK = Application("help_desk", "desk.example.eu")


def told(app: Application, folder: Path, what: str) -> list[str]:
    """Give the command that serves an application, sets it up, or lists what it holds."""
    return [str(PYTHON), "-m", "tests.other_site.serve", app.name, str(folder), app.host, what]


class Person(Hands):
    """A person before one of the applications: what they do in the window goes through the browser's other door."""

    def __init__(self, app: Application, serving, screen, playwright, *options):
        self.app, (self.kept, port), self.playwright = app, serving, playwright
        folder = self.kept.parent
        flow = shutil.copytree(HERE / app.name / "flow", folder / "flow")
        assert [file.name for file in flow.rglob("*") if file.is_file()] == ["flow.yaml"]
        comment = folder / "comment.txt"
        comment.write_text(COMMENT, "utf-8")
        super().__init__(screen, folder, browser_to(port, folder), "--comment-file", str(comment), *options, str(flow))

    @contextmanager
    def page(self):
        """Give the page in the window."""
        [port_file] = self.data.rglob("DevToolsActivePort")
        browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port_file.read_text().split()[0]}")
        yield browser.contexts[0].pages[0]
        browser.close()

    def begin(self) -> None:
        """Trust the flow, and type name and password into the application's own sign-in."""
        self.answer("Trust it to open, press, fill and send", "[y/N]", "y")
        self.expect("Sign in in the browser window")
        name, password = self.app.sign_in
        with self.page() as page:
            page.locator(name).fill(NAME)
            page.locator(password).fill(PASSWORD)
            page.locator(password).press("Enter")

    def answer(self, question: str, prompt: str, says: str) -> None:
        """Answer a question in the terminal."""
        self.expect(question)
        self.expect(prompt)
        self.terminal.sendline(says)

    def write(self, label: str, text: str) -> None:
        """Type into a field, and leave the caret in it, as one does who is done."""
        with self.page() as page:
            page.get_by_label(label).click()
            page.keyboard.type(text)

    def choose(self, label: str, entry: str) -> None:
        """Choose from a list by its keys: the letters with which an entry begins."""
        with self.page() as page:
            page.get_by_label(label).focus()
            page.keyboard.type(entry)

    def tick(self, label: str) -> None:
        """Tick what the form wants to have ticked."""
        self.expect(f"The form wants you to tick: “{label}”")
        with self.page() as page:
            page.get_by_label(label).click()

    def confirmed(self) -> None:
        """Approve it, and see it confirmed, on the screen and in the record."""
        self.answer("Send this objection", "[y/N]", "y")
        self.leave()
        assert self.end() == 0, self.seen
        assert "Sent and received" in self.seen
        [record] = self.records()
        assert verified(record)["status"] == "confirmed"

    def stored(self) -> list[dict[str, str]]:
        """List what the application holds."""
        ran = subprocess.run(told(self.app, self.kept, "stored"), cwd=ROOT, capture_output=True, check=True)
        return json.loads(ran.stdout)


def browser_to(port: int, folder: Path) -> Path:
    """Write a browser that finds every host at the application, and that a person's hands can reach."""
    script = folder / "browser"
    flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{port}" --ignore-certificate-errors --remote-debugging-port=0'
    script.write_text(f'#!{os.path.realpath("/bin/sh")}\nexec "{find_browser("").executable}" {flags} "$@"\n', "utf-8")
    script.chmod(0o755)
    return script


@pytest.fixture
def before(screen, playwright, tmp_path):
    """Give a function that sets an application up, serves it, and puts a person before it."""
    serving = []

    def start(app: Application, *options: str) -> Person:
        assert PYTHON.exists(), "run: make .venv/.apps"
        folder = tmp_path / app.name
        subprocess.run(told(app, folder, "set-up"), cwd=ROOT, check=True)
        certificate = tmp_path / "certificate.pem"
        trustme.CA().issue_cert(app.host).private_key_and_cert_chain_pem.write_to_path(certificate)
        command = told(app, folder, str(certificate))
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        serving.append(process)
        port = int(next(iter(process.stdout or ())))
        return Person(app, (folder, port), screen, playwright, *options)

    yield start
    for process in serving:
        with process:
            process.terminate()


def test_a_flow_of_a_few_lines_objects_at_a_site_nobody_wrote_the_program_for(before):
    person = before(TRACKER)
    person.begin()
    person.confirmed()
    assert person.stored() == [{"title": "I object", "note": SENT}]


def fill_built_form(person, name: str) -> None:
    """Let the flow press what it asks for, and do what it does not know: agree, and give a name."""
    person.begin()
    person.answer("wants to press “Country of", "[N]", "y")
    person.answer("wants to press “Training of", "[N]", "y")
    person.tick("I have read the privacy notice")
    person.expect("the form is not complete: “Full name: ")
    person.write("Full name", name)


def test_at_a_form_builder_the_person_agrees_and_fills_what_the_flow_does_not_know(before):
    person = before(FORM_BUILDER, "--country", "FR")
    fill_built_form(person, "Ada Lovelace")
    person.confirmed()
    assert person.stored() == [
        {
            "full_name": "Ada Lovelace",
            "email_address": ADDRESS,
            "country_of_residence": "France",
            "what_do_you_object_to": "Training of AI",
            "your_reasons": SENT,
            "i_have_read_the_privacy_notice": True,
        }
    ]


def test_at_a_help_desk_the_person_fills_one_required_field_after_the_other(before):
    person = before(HELP_DESK)
    person.begin()
    person.expect("the form is not complete: “Queue: ")
    person.choose("Queue", "Privacy")
    person.expect("the form is not complete: “Summary of the problem: ")
    person.write("Summary of the problem", "I object")
    person.confirmed()
    assert person.stored() == [{"queue": "Privacy", "title": "I object", "email": ADDRESS, "body": SENT}]
