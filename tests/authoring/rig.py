"""A live site on loopback, a browser that finds it, and the commands for flow authors run against it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect
from tests.faults.site import Answer, Site

from optout.browser.installed import find_light_browser

FLOW = Path(__file__).parents[1] / "faults" / "flow"
ROOT = Path(__file__).parents[2]
EMAIL, COMMENT = "grace.hopper@navy.example", "canary7comment: my photos are mine"
COOKIE = "session=canary7cookie; path=/; secure"


def live_site(form: str, answer: str = "", **more: str) -> Site:
    """A site whose home page signs the person in, with a form at /form and an answer at /send."""
    pages = {name.replace("_", " /", 1): [Answer(page=page)] for name, page in more.items()}
    home = Answer(page="<p>home", headers={"set-cookie": COOKIE})
    return Site({"GET /": [home], "GET /form": [Answer(page=form)], "POST /send": [Answer(page=answer)], **pages})


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Author:
    """A flow author at a machine of their own."""

    def __init__(self, folder: Path, site: Site, flow: Path = FLOW) -> None:
        self.folder, self.flow = folder, flow
        self.to = folder / "out"
        self.browser = folder / "browser"
        flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{site.port}" --ignore-certificate-errors'
        shell = os.path.realpath("/bin/sh")
        self.browser.write_text(f'#!{shell}\nexec "{find_light_browser().executable}" {flags} "$@"\n', "utf-8")
        self.browser.chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("OPTOUT_")}
        self.environment = {
            **kept,
            "OPTOUT_DATA_DIR": str(folder / "data"),
            "OPTOUT_EMAIL": EMAIL,
            "OPTOUT_COUNTRY": "FR",
            "OPTOUT_COMMENT": COMMENT,
            "OPTOUT_PATIENCE": "15",
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
        }

    def _command(self, name: str, *arguments: str) -> list[str]:
        to = [str(self.to)] if name == "save" else []
        return [sys.executable, "-m", "tests.authoring.carry", name, str(self.flow), str(self.browser), *to, *arguments]

    def run(self, name: str, *arguments: str) -> Ended:
        """Run a command to its end, without a terminal."""
        done = subprocess.run(
            self._command(name, *arguments),
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=150,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def answer(self, line: str, *arguments: str, confirm: str = "y") -> Ended:
        """Run `save` at a terminal; type a line when it asks whether to send, and one when it asks whether to save."""
        program, *rest = self._command("save", *arguments)
        terminal = pexpect.spawn(
            program, rest, env=self.environment, cwd=str(ROOT), encoding="utf-8", timeout=150, dimensions=(60, 200)
        )
        terminal.expect_exact("[y/N")
        asked = str(terminal.before)
        terminal.sendline(line)
        if terminal.expect_exact(["so that it may be saved? [y/N] ", pexpect.EOF]) == 0:
            asked += str(terminal.before)
            terminal.sendline(confirm)
            terminal.expect(pexpect.EOF)
        said = asked + str(terminal.before)
        terminal.close()
        return Ended(-1 if terminal.exitstatus is None else terminal.exitstatus, "", said)

    def written(self) -> dict[str, bytes]:
        """Give every file that was written, by its name below the folder."""
        return {str(p.relative_to(self.to)): p.read_bytes() for p in self.to.rglob("*") if p.is_file()}

    def page(self, name: str = "form.html") -> str:
        return (self.to / "flow" / "pages" / name).read_text("utf-8")


def canaries_in(written: dict[str, bytes]) -> list[str]:
    """List what of the person or of the site's foreign parts stands in any file or file name."""
    seeds = re.compile(rb"canary7\w*|grace|hopper|navy", re.IGNORECASE)
    texts = {name: raw + name.encode() for name, raw in written.items()}
    return [f"{name}: {found.decode()}" for name, raw in texts.items() for found in seeds.findall(raw)]
