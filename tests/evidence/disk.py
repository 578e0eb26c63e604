"""A disk that fails: counts what a run asks of the files below a folder, and lets one step fail.

A write fails in the kernel, where the opened file leads to `/dev/full`; all else is refused at the call.
"""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ID = re.compile(r"(?:REPLAY-)?\d{4}-\d\d-\d\d-[a-z]+-[0-9a-z]{4}")
_CALLS = {"mkdir": errno.ENOSPC, "rename": errno.ENOSPC, "replace": errno.ENOSPC, "chmod": errno.EIO}


class Disk:
    """What is asked below `root`, in `steps`; the step with the number `fails`, from 0, is refused."""

    def __init__(self, root: Path, fails: int | None = None) -> None:
        self.root = root
        self.steps: list[str] = []
        self._fails = fails
        self._handles: dict[int, Path] = {}

    def put_in(self, monkeypatch: Any) -> None:
        """Put it between the program and its files."""
        for name, number in _CALLS.items():
            monkeypatch.setattr(os, name, self._refusing(name, getattr(os, name), number))
        monkeypatch.setattr(os, "open", self._open(os.open))
        monkeypatch.setattr(os, "fsync", self._fsync(os.fsync))

    def _asked(self, what: str, path: Path) -> bool:
        """Note a step; whether it is to fail."""
        shown = path.relative_to(self.root).as_posix()
        self.steps.append(f"{what} {_ID.sub('ID', shown)}")
        return len(self.steps) - 1 == self._fails

    def _path(self, path: Any) -> Path | None:
        if isinstance(path, int) or not isinstance(path, str | os.PathLike):
            return None
        found = Path(path).absolute()
        return found if found.is_relative_to(self.root) else None

    def _refusing(self, name: str, real: Callable[..., Any], number: int) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **options: Any) -> Any:
            inside = self._path(path)
            if inside and self._asked(name, inside):
                raise OSError(number, os.strerror(number), str(path))
            return real(path, *rest, **options)

        return call

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *rest: Any, **options: Any) -> int:
            inside = self._path(path)
            if inside is None:
                return real(path, flags, *rest, **options)
            if not flags & os.O_CREAT:
                handle = real(path, flags, *rest, **options)
                self._handles[handle] = inside
                return handle
            fails = self._asked("write", inside)
            handle = real(path, flags, *rest, **options)
            if fails:
                full = real("/dev/full", os.O_WRONLY)
                os.dup2(full, handle)
                os.close(full)
            return handle

        return call

    def _fsync(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def call(handle: int) -> None:
            inside = self._handles.pop(handle, None)
            if inside and self._asked("fsync", inside):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            real(handle)

        return call
