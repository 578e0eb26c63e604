"""What `optout install` asks of the system: commands run in the open, packages from apt-get, missing libraries."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optout.browser.sandbox import is_root
from optout.cli.proxies import apt_proxies, for_apt
from optout.tongue import Said, _, joined, listed

Say = Callable[[str], None]
Shown = Sequence[tuple[str, Said]]
"""Which lines of a command are said, and how: a pattern, and the sentence for what its groups found."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FAILED = re.compile(r"(?:Error|E|error while loading shared libraries): (.*)")
_PACKAGE = Said("{package}, {size}")
FROM_APT: Shown = (
    (r"Need to get (?P<size>\S+ \w?B)(?:/\S+ \w?B)? of archives", _("{size} to download")),
    (r"After this operation, (?P<size>\S+ \w?B) of additional disk space", _("{size} of disk when it is done")),
    (r"[^:]*:\s?\d+ \S+:/\S+ \S+ \S+ (?P<package>\S+) \S+ \S+ \[(?P<size>\S+ MB)\]", _PACKAGE),  # in any language
    (r"(?P<line>(?:[EW]:|Err\s?:|Fehl:).*)", Said("{line}")),
)
"""The lines of apt-get's many that show how far it is, and its complaints. What it says in the person's own language is
known by its form alone.
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended; `why` is its first line that names an error."""

    worked: bool
    why: str


def run(say: Say, command: Sequence[str], shown: Shown, more: Mapping[str, str] | None = None) -> Ran:
    """Run a command, saying of its lines what is `shown`, as they come; the rest would bury them.

    A line is said once, unless others came between. `more` are variables for the command alone.
    """
    last = why = ""
    with subprocess.Popen(
        command,
        env={**_environment(), **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for raw in process.stdout or ():
            line = _ANSI.sub("", raw).strip()
            why = why or next((found[1] for found in [_FAILED.search(line)] if found), "")
            if (says := _said(line, shown)) and says != last:
                last = says
                say(joined(("  ", says), ""))
    ended = (
        _("it ended with code {code}").format(code=process.returncode) if process.returncode else _("it said no error")
    )
    return Ran(process.returncode == 0, why or ended)


def _said(line: str, shown: Shown) -> str:
    """Give what is said for a line of a command, or nothing."""
    for pattern, says in shown:
        if found := re.match(pattern, line):
            return says.format(**found.groupdict())
    return ""


def _environment() -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "DEBUG"}  # it prints what is typed
    # In ms; Playwright tries five times. The proxies also as apt-get reads them: Playwright's own command may call it.
    return {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000", **given, **for_apt(given)}


def install_packages(say: Say, packages: Sequence[str]) -> str:
    """Install Debian packages, saying so first. Gives why it did not work, or nothing when it did."""
    if not shutil.which("apt-get"):
        return _("this system has no apt-get; install what it calls {packages}").format(packages=" ".join(packages))
    prefix = as_root()
    if prefix is None:
        says = _("apt-get needs root; an administrator has to type: sudo apt-get install {packages}")
        return says.format(packages=" ".join(packages))
    how = (
        _("Installing with apt-get and sudo: {packages}")
        if prefix
        else _("Installing with apt-get, as root: {packages}")
    )
    say(how.format(packages=" ".join(packages)))
    if proxies := apt_proxies(os.environ):
        say(_("  through  the proxy of {names}").format(names=listed(proxies)))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    run(say, [*apt, "update"], FROM_APT)  # a list that cannot be had is not the end: the install decides
    ran = run(say, [*apt, "install", "-y", "--no-install-recommends", *packages], FROM_APT)
    return "" if ran.worked else _("apt-get failed: {why}").format(why=ran.why)


def apt_ahead() -> str:
    """Say with which rights apt-get would be asked, before anything is: nothing where it cannot be."""
    if not shutil.which("apt-get"):
        return ""
    if is_root():
        return _("as root")
    return _("with sudo, if that asks for no password") if shutil.which("sudo") else ""


def as_root() -> list[str] | None:
    """Give what to put before a command that needs root, or None when there is no way that asks for no password.

    The proxies are kept by their names: written into the command, everybody on this computer could read them.
    """
    if is_root():
        return []
    if not shutil.which("sudo"):
        return None
    kept = ",".join(for_apt(os.environ))
    prefixes = [["sudo", "-n", f"--preserve-env={kept}"]] if kept else []
    return next((prefix for prefix in [*prefixes, ["sudo", "-n"]] if _is_allowed(prefix)), None)


def _is_allowed(prefix: Sequence[str]) -> bool:
    tried = subprocess.run(
        [*prefix, "true"], env=_environment(), capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return tried.returncode == 0


def missing_libraries(program: Path) -> list[str]:
    """List the system's libraries that a program needs and that are not there; knows Linux only."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    told = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    return sorted({line.split()[0] for line in told.stdout.splitlines() if line.endswith("=> not found")})
