"""Keeps one stage's captures, each on its own: a failure is listed and never raised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from optout.evidence.files import discard, replace_private
from optout.evidence.record import Capture, Kind, Stage, Status
from optout.redact import printable
from optout.tongue import why as system_says

# The text comes first: it is at hand once the page was looked at, whatever becomes of the page then. What costs most
# on a long page comes last: a browser still busy with a screenshot that took too long answers nothing else.
FILES = {Kind.TXT: "txt", Kind.ARIA: "aria.yaml", Kind.MHTML: "mhtml", Kind.PNG: "png", Kind.PDF: "pdf"}

Take = Callable[[], tuple[bytes, str | None]]
"""Gives the bytes, and a reason when they are less than was wanted."""


@dataclass(frozen=True)
class Picture:
    """A screenshot for START-HERE.pdf. Sizes in pixels; `whole` is False when it shows only the window."""

    mime: str
    data: bytes
    width: int
    height: int
    whole: bool


@dataclass(frozen=True)
class Shots:
    """What became of one stage's captures."""

    captures: tuple[Capture, ...]
    picture: Picture | None

    @property
    def failed(self) -> bool:
        """Whether nothing at all was captured."""
        return all(capture.status is Status.FAILED for capture in self.captures)


def missing(stage: Stage, reason: str) -> tuple[Capture, ...]:
    """List every capture of a stage as failed, for a page that could not even be looked at."""
    return tuple(
        Capture(stage=stage, kind=kind, file=None, status=Status.FAILED, reason=reason) for kind in _kinds(stage)
    )


def _kinds(stage: Stage) -> list[Kind]:
    return [kind for kind in FILES if kind is not Kind.MHTML or stage is Stage.CONFIRMATION]


class Album:
    """Where a stage's captures go. Only the answer is kept as MHTML: it holds no typed values."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._folder = folder
        self._kinds = _kinds(stage)
        self._captures: list[Capture] = []
        self.picture: Picture | None = None

    @property
    def shots(self) -> Shots:
        """What became of it."""
        if not all(capture.status is Status.FAILED for capture in self._captures):
            self._drop_earlier()
        return Shots(tuple(self._captures), self.picture)

    def fill(self, takes: Mapping[Kind, Take], still_there: Callable[[], None]) -> None:
        """Take and keep every capture of the stage; after a failure, `still_there` raises if the page is no more."""
        for kind in self._kinds:
            if any(capture.status is not Status.OK for capture in self._captures):
                still_there()
            self._keep(kind, takes[kind])

    def give_up(self, error: Exception) -> None:
        """List what was not tried yet as failed."""
        tried = {capture.kind for capture in self._captures}
        self._captures += [self._failed(kind, error) for kind in self._kinds if kind not in tried]

    def _keep(self, kind: Kind, take: Take) -> None:
        name = f"{self._stage.prefix}.{FILES[kind]}"
        try:
            data, reason = take()
            replace_private(self._folder / name, data)
        except Exception as error:  # noqa: BLE001  each capture stands alone
            self._captures.append(self._failed(kind, error))
        else:
            status = Status.DEGRADED if reason else Status.OK
            self._captures.append(Capture(stage=self._stage, kind=kind, file=name, status=status, reason=reason))

    def _drop_earlier(self) -> None:
        """Drop what an earlier capture of this stage left of the kinds that failed now: a record mixes no two pages."""
        for capture in self._captures:
            if capture.status is Status.FAILED:
                discard(self._folder / f"{self._stage.prefix}.{FILES[capture.kind]}")

    def _failed(self, kind: Kind, error: Exception) -> Capture:
        return Capture(stage=self._stage, kind=kind, file=None, status=Status.FAILED, reason=why(error))


def why(error: Exception) -> str:
    """Say an error in one line, without what a library adds below it: logs there quote the page."""
    if isinstance(error, OSError):
        return system_says(error)  # its message would name a folder of the person
    first = next(iter(str(error).splitlines()), "")
    return printable(f"{type(error).__name__}: {first}" if first else type(error).__name__, 160)
