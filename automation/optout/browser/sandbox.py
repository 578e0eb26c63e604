"""Whether Chromium's sandbox can start here; where it cannot, the browser runs without and the record says so."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

from optout.browser.find import Machine
from optout.tongue import _

AS_ROOT = _("running as root")
NO_NAMESPACES = _("this system gives programs no user namespaces, and the browser has no setuid helper")

_HELPERS = ("chrome-sandbox", "chrome_sandbox", "msedge-sandbox")
_HELPER_FOLDERS = ("usr/lib/chromium", "usr/lib/chromium-browser", "usr/lib64/chromium-browser")
_APPARMOR_SWITCH = "proc/sys/kernel/apparmor_restrict_unprivileged_userns"


def needs_no_sandbox(executable: Path | None = None, machine: Machine | None = None) -> str | None:
    """Give the reason why the browser must be started without its sandbox, or None when it can have one.

    On Linux the sandbox needs an ordinary user, and either user namespaces or a setuid helper beside the browser.
    """
    machine = machine or Machine()
    if machine.platform in {"darwin", "win32"}:
        return None
    if is_root():
        return AS_ROOT
    if _has_helper(executable, machine) or _has_namespaces(executable, machine):
        return None
    return NO_NAMESPACES


def is_root() -> bool:
    """Whether this runs as root; never so on Windows."""
    return getattr(os, "geteuid", lambda: -1)() == 0


def _has_helper(executable: Path | None, machine: Machine) -> bool:
    folders = [machine.root / folder for folder in _HELPER_FOLDERS]
    if executable:
        folders.insert(0, executable.resolve().parent)
    named = machine.environ.get("CHROME_DEVEL_SANDBOX")  # Chromium's own variable
    files = [folder / name for folder in folders for name in _HELPERS] + ([Path(named)] if named else [])
    return any(_is_setuid_root(file) for file in files)


def _is_setuid_root(file: Path) -> bool:
    try:
        found = file.stat()
    except OSError:
        return False
    return found.st_uid == 0 and bool(found.st_mode & stat.S_ISUID)


def _has_namespaces(executable: Path | None, machine: Machine) -> bool:
    """Whether this browser may make user namespaces: tried with `unshare`, as no one setting tells."""
    if _read(machine.root / _APPARMOR_SWITCH) == "1":
        return _has_apparmor_profile(executable, machine)
    unshare = shutil.which("unshare", path=machine.environ.get("PATH", ""))
    if unshare is None:
        return _read(machine.root / "proc/sys/user/max_user_namespaces") != "0"
    tried = subprocess.run([unshare, "--user", "--map-root-user", "true"], capture_output=True, timeout=10, check=False)
    return tried.returncode == 0


def _has_apparmor_profile(executable: Path | None, machine: Machine) -> bool:
    """Whether AppArmor, which forbids namespaces by default on Ubuntu, has a profile that allows them to it."""
    if executable is None:
        return False
    profiles = map(_read, (machine.root / "etc/apparmor.d").glob("*"))
    return any(str(executable.resolve()) in profile and "userns" in profile for profile in profiles)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
