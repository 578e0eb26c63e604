"""Keeps the browser's profiles: one for each controller and account, for one run at a time.

A kept profile is a credential, since it contains the sign-in: its folders are for this user alone.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from optout.errors import ProfileInUse
from optout.translation import _

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_LONGEST_SLUG = 60  # characters; a controller's name may be longer than a file's may be
_PREFERENCES = {
    "autofill": {"enabled": False, "profile_enabled": False, "credit_card_enabled": False},
    "credentials_enable_service": False,
    "credentials_enable_autosignin": False,
    "profile": {"password_manager_enabled": False},
    "signin": {"allowed": False},
    # 2: never load pages ahead, as nobody has decided about such a request.
    "net": {"network_prediction_options": 2},
}
"""Chromium's preferences of a new profile: it neither keeps nor reports what is typed."""


def profile_folder(data_dir: Path, controller: str, account: str) -> Path:
    """Return the folder of a profile: never the browser's own default one."""
    words = re.sub(r"[^a-z0-9]+", "-", controller.lower()).strip("-")
    slug = words[:_LONGEST_SLUG] or "controller"
    return data_dir / "profiles" / slug / account


def run_lock(data_dir: Path, flow: str, account: str) -> AbstractContextManager[None]:
    """Lock a flow and an account for one run; raise ProfileInUse if another run has locked them."""
    return _lock(data_dir / "locks" / f"{flow}-{account}.lock")


@contextmanager
def kept_profile(data_dir: Path, controller: str, account: str) -> Iterator[Path]:
    """Lock a profile for one run and yield its folder; raise ProfileInUse if it is in use."""
    folder = profile_folder(data_dir, controller, account)
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    # The `mode` above applies neither to parents nor to a folder that existed.
    for private in (folder, folder.parent, folder.parent.parent):
        private.chmod(_PRIVATE_FOLDER)
    with _lock(folder.with_name(f"{account}.lock")):
        _write_preferences(folder)
        yield folder


@contextmanager
def thrown_away_profile() -> Iterator[Path]:
    """Yield the folder of a new profile that is deleted after the run."""
    with tempfile.TemporaryDirectory(prefix="optout-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_preferences(folder)
        yield folder


def forget_profile(data_dir: Path, controller: str, account: str) -> bool:
    """Delete a kept sign-in; return False if there was none. Raise ProfileInUse if it is in use."""
    folder = profile_folder(data_dir, controller, account)
    if not folder.exists():
        return False
    with kept_profile(data_dir, controller, account):
        shutil.rmtree(folder)
    return True


def _write_preferences(folder: Path) -> None:
    """Write the preferences of a profile, unless the browser has begun to keep its own in it."""
    file = folder / "Default" / "Preferences"
    if not file.exists():
        file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        file.write_text(json.dumps(_PREFERENCES), "utf-8")


@contextmanager
def _lock(file: Path) -> Iterator[None]:
    """Lock a file until this process ends, however it ends; raise ProfileInUse if another one has."""
    file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        with FileLock(file, timeout=0, mode=_PRIVATE_FILE):
            yield
    except Timeout:
        message = _("another run is using this account's browser profile")
        raise ProfileInUse(message, _("finish or close that one first")) from None
