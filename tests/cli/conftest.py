"""A shell to run the program in, and records that many tests read or copy."""

import json
import os
import shutil
import stat
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock
from tests.cli.shell import Ran, Shell
from tests.evidence.conftest import sealed

from optout.browser.launch import Launch
from optout.cli import complain, letter

__all__ = ["sealed"]


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


class Replays:
    """Replays that are played once for all tests, in whichever process these run: they only read
    them, or a copy.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **variables: str) -> Ran:
        """Play a replay, unless that was done before."""
        place = (
            self.folder
            / sha256(json.dumps([arguments, variables], sort_keys=True).encode()).hexdigest()[:12]
        )
        told = place / "told.json"
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place.with_suffix(".lock")):
            if not told.exists():
                ran = Shell(place).run("replay", *arguments, program=None, **variables)
                told.write_text(json.dumps([ran.code, ran.out, ran.err]), "utf-8")
        return Ran(*json.loads(told.read_text("utf-8")))

    def copy(self, shell: Shell, *arguments: str, **variables: str) -> Path:
        """Put the record of such a replay where a shell finds it, to do with as one likes."""
        original = Path(self(*arguments, **variables).out.strip())
        copy = shell.data / "replays" / original.name
        shutil.copytree(original, copy)
        make_writable(copy)
        return copy


@pytest.fixture(scope="session")
def replays(tmp_path_factory):
    own = tmp_path_factory.getbasetemp()
    return Replays((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "replays")


@pytest.fixture
def live_record(sealed, tmp_path):
    """Give the folder of a live record, in the data folder `tmp_path / "data"`, to do with as one
    likes.
    """
    record = tmp_path / "data" / "records" / sealed.id
    shutil.copytree(sealed.folder, record)
    make_writable(record)
    return record


@pytest.fixture
def printing(monkeypatch, browser):
    """Have letters printed by the tests' own browser, which has started; gives what the pages asked
    the network for.
    """
    asked = []

    @contextmanager
    def press(choice):
        with browser.new_context() as context:
            context.on("request", lambda request: asked.append(request.url))
            yield context.new_page(), Launch.found(choice, headed=False)

    for module in (complain, letter):
        monkeypatch.setattr(module, "letter_press", press)
    return asked


def make_writable(folder):
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
