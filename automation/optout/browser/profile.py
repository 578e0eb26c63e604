"""The kept sign-in: one browser profile per controller and account. It is a credential, so it is locked and 0700."""

import json
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from optout.errors import ProfileInUse
from optout.i18n import _

_SINGLETON = "SingletonLock"


def profile_folder(data_dir: Path, controller: str, account: str) -> Path:
    """Give the folder of a profile: never the browser's own default one."""
    slug = re.sub(r"[^a-z0-9]+", "-", controller.lower()).strip("-")[:60] or "controller"
    return data_dir / "profiles" / slug / account


@contextmanager
def kept_profile(data_dir: Path, controller: str, account: str) -> Iterator[Path]:
    """Hold a profile for one run.

    Raises:
        ProfileInUse: another run or another browser has it; says which computer when it is another one.
    """
    folder = profile_folder(data_dir, controller, account)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for private in (folder, folder.parent, folder.parent.parent):
        private.chmod(0o700)
    with run_lock(folder.with_name(f"{account}.lock")):
        _refuse_foreign_browser(folder)
        prepare(folder)
        yield folder


def prepare(folder: Path) -> None:
    """Turn off, in a new profile, what keeps or reports what is typed, and what loads pages ahead of the person.

    With autofill on, Chromium asks a server of its maker about the fields of every form; what it loads ahead passes no
    devtools session, so that the gate could not hold it (seen with Chromium 156).
    """
    file = folder / "Default" / "Preferences"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps(_PREFERENCES), "utf-8")


_PREFERENCES = {
    "autofill": {"enabled": False, "profile_enabled": False, "credit_card_enabled": False},
    "credentials_enable_service": False,
    "credentials_enable_autosignin": False,
    "profile": {"password_manager_enabled": False},
    "signin": {"allowed": False},
    "net": {"network_prediction_options": 2},
}


def lock_file(data_dir: Path, flow: str, account: str) -> Path:
    """Give the file that one run at a time holds, for a flow and an account."""
    return data_dir / "locks" / f"{flow}-{account}.lock"


@contextmanager
def run_lock(file: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends.

    Raises:
        ProfileInUse: another run has it.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(file, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise ProfileInUse(
            _("another run is using this account's browser profile"), _("finish or close that one first")
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def thrown_away_profile() -> Iterator[Path]:
    """Give a profile that is deleted after the run."""
    with tempfile.TemporaryDirectory(prefix="optout-", ignore_cleanup_errors=True) as folder:
        prepare(Path(folder))
        yield Path(folder)


def forget_profile(data_dir: Path, controller: str, account: str) -> bool:
    """Delete a kept sign-in; False when there was none.

    Raises:
        ProfileInUse: it is in use.
    """
    folder = profile_folder(data_dir, controller, account)
    if not folder.exists():
        return False
    with run_lock(folder.with_name(f"{account}.lock")):
        _refuse_foreign_browser(folder)
        shutil.rmtree(folder)
    return True


def _refuse_foreign_browser(folder: Path) -> None:
    """Read Chromium's own lock first: a live one hands the launch over, one of another host is a silent time-out."""
    link = folder / _SINGLETON
    if not link.is_symlink():
        return
    host, pid = str(link.readlink()).rpartition("-")[::2]
    if host != socket.gethostname():
        raise ProfileInUse(
            _("the browser profile was last used on another computer ({host})").format(host=host),
            _("if no browser uses it any more, delete {link}").format(link=link),
        )
    if pid.isdigit() and _is_alive(int(pid)):
        raise ProfileInUse(_("a browser is open with this profile"), _("close that browser window first"))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
