"""What a run finds on its computer: folders, files, locks and journals that are not as they should
be.
"""

import fcntl
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.faults.carry import as_shipped
from tests.faults.machine import Machine

from optout.browser.profile import profile_folder
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Journal, ObjectionKey
from optout.outcome import State

KEY = ObjectionKey("flow", "Example Objections Ltd", "default", "ai-training")
_LOADED = as_shipped(Path(__file__).with_name("flow"))
_GARBAGE = b"this is no database and no JSON " * 200


def _file(*parts: str) -> Callable[[Machine], None]:
    def put(machine: Machine) -> None:
        place = machine.data.joinpath(*parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_GARBAGE)

    return put


def _read_only(*parts: str) -> Callable[[Machine], None]:
    def make(machine: Machine) -> None:
        place = machine.data.joinpath(*parts)
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o500)

    return make


def _lives_at(name: str, mode: int = 0o700) -> Callable[[Machine], None]:
    """Give the machine another home, in which the data folder is where it is by default."""

    def move(machine: Machine) -> None:
        machine.home = machine.folder / name
        machine.home.mkdir()
        machine.data = machine.home / ".local/share/optout"
        machine.environment |= {"HOME": str(machine.home)}
        del machine.environment["OPTOUT_DATA_DIR"]
        machine.home.chmod(mode)

    return move


def _newer_journal(machine: Machine) -> None:
    Journal(machine.data).close()
    database = sqlite3.connect(machine.data / JOURNAL_FILE)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()


def _journal_with(*states: State) -> Callable[[Machine], None]:
    def write(machine: Machine) -> None:
        journal = Journal(machine.data)
        journal.plan("2026-11-24-flow-aaaa", KEY)
        for state in states:
            journal.arm("2026-11-24-flow-aaaa") if state == State.ARMED else journal.set_state(
                "2026-11-24-flow-aaaa", state
            )
        journal.close()

    return write


def _journal_read_only(machine: Machine) -> None:
    Journal(machine.data).close()
    (machine.data / JOURNAL_FILE).chmod(0o400)


def _journal_cut_off(machine: Machine) -> None:
    _journal_with(State.ARMED, State.SENT, State.CONFIRMED)(machine)
    file = machine.data / JOURNAL_FILE
    file.write_bytes(file.read_bytes()[:6000])


def _journal_lost_a_part(ending: str) -> Callable[[Machine], None]:
    def lose(machine: Machine) -> None:
        (machine.data / f"{JOURNAL_FILE}{ending}").unlink(missing_ok=True)

    return lose


def _profile(machine: Machine) -> Path:
    folder = profile_folder(machine.data, _LOADED.holder, "default")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _left_locked(machine: Machine) -> None:
    # the number of no process: the kernel gives none so high unless told (pid_max)
    nobody = 2**22 - 3
    (_profile(machine) / "SingletonLock").symlink_to(f"{socket.gethostname()}-{nobody}")


def _held(lock: Callable[[Machine], Path]) -> Callable[[Machine], None]:
    """Hold a lock as another run of the program does."""

    def hold(machine: Machine) -> None:
        file = lock(machine)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        machine.at_end.append(lambda: os.close(handle))

    return hold


TROUBLES: dict[str, Callable[[Machine], None]] = {
    "data is a file": _file(),
    "data is read-only": _read_only(),
    "records is a file": _file("records"),
    "records is read-only": _read_only("records"),
    "home not in ASCII": _lives_at("Zoë Łukasz 家"),
    "home is read-only": _lives_at("home-of-others", 0o500),
    "journal is garbage": _file(JOURNAL_FILE),
    "journal is cut off": _journal_cut_off,
    "journal is read-only": _journal_read_only,
    "journal of a newer version": _newer_journal,
    "journal without its WAL": _journal_lost_a_part("-wal"),
    "journal without its index": _journal_lost_a_part("-shm"),
    "journal with a confirmed row": _journal_with(State.ARMED, State.SENT, State.CONFIRMED),
    "journal with a row left armed": _journal_with(State.ARMED),
    "journal with a row left sent": _journal_with(State.ARMED, State.SENT),
    "journal with a row waiting for a code": _journal_with(
        State.ARMED, State.SENT, State.AWAITING_CODE
    ),
    "journal with a refused row": _journal_with(State.ARMED, State.SENT, State.REJECTED),
    "profile of a browser that died": _left_locked,
    "profile is a file": lambda machine: _file(*_profile_parts(machine))(machine),
    "profile is locked": _held(lambda machine: _profile(machine).with_name("default.lock")),
    "run is locked": _held(
        lambda machine: machine.data / "locks" / f"{KEY.flow}-{KEY.account}.lock"
    ),
}
"""By the name that the cases use, what is done to the machine before the run."""


def _profile_parts(machine: Machine) -> tuple[str, ...]:
    return profile_folder(machine.data, _LOADED.holder, "default").relative_to(machine.data).parts
