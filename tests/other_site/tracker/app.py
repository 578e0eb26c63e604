"""The tracker Roundup with its template "classic", where an objection is a new issue."""

import os
import subprocess
import sys
from pathlib import Path

from roundup import instance
from roundup.cgi.wsgi_handler import RequestDispatcher
from tests.other_site.people import ADDRESS, NAME, PASSWORD


def set_up(folder: Path, host: str) -> None:
    """Make a tracker with one user."""
    _admin(folder, "install", "classic", "sqlite")
    config = folder / "config.ini"
    text = config.read_text("utf-8")
    for name, value in (("web", f"https://{host}/"), ("domain", "example.eu"), ("host", "localhost")):
        text = text.replace(f"#{name} = NO DEFAULT", f"{name} = {value}")
    config.write_text(text, "utf-8")
    _admin(folder, "initialise", PASSWORD)
    _admin(folder, "create", "user", f"username={NAME}", f"password={PASSWORD}", f"address={ADDRESS}", "roles=User")


def application(folder: Path, _host: str):
    """Give Roundup's own application."""
    os.environ["SENDMAILDEBUG"] = str(folder / "mails")  # a tracker writes to its users
    return RequestDispatcher(str(folder))


def stored(folder: Path, _host: str) -> list[dict[str, str]]:
    """List what each issue holds."""
    database = instance.open(str(folder)).open("admin")
    try:
        issues = [database.issue.getnode(number) for number in database.issue.list()]
        return [
            {"title": issue.title, "note": "\n".join(database.msg.get(number, "content") for number in issue.messages)}
            for issue in issues
        ]
    finally:
        database.close()


def _admin(folder: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("roundup-admin")
    ran = subprocess.run([program, "-i", folder, *arguments], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stdout + ran.stderr)
