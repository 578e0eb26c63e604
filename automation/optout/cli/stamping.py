"""Takes time stamps of a sealed record: for `optout stamp`, and as part of a run."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult

from optout.cli.console import Console, Desk, shown
from optout.cli.records import known_hashes, remembering_proofs
from optout.cli.terminal import TerminalPrompts
from optout.errors import OptoutError, RecordError
from optout.evidence.stamp import (
    USUAL,
    NoReply,
    Stamp,
    StampPolicy,
    StampReason,
    add_stamp,
    anchors_from,
    authority,
)
from optout.evidence.verify import verify
from optout.run import RunResult
from optout.settings import StampWish, keep_setting
from optout.translation import LazyText, _, joined, translate, why

STAMP_MARKS = {"good": "done", "bad": "failed", "cannot_tell": "warn"}
# A stamp by an authority that is not known here: whoever knows it may value the stamp.
_OF_USE = {StampReason.STAMPED, StampReason.NO_ANCHOR}
_LATER = _("no time stamp was kept; what was sealed is as it was. To ask again: {command}")


@dataclass(frozen=True)
class StampTaken:
    """What became of asking one authority; `stamp` is None if it gave nothing that could be kept."""

    host: str
    says: LazyText
    stamp: Stamp | None = None

    @property
    def is_of_use(self) -> bool:
        """True if somebody may rely on the stamp."""
        return self.stamp is not None and self.stamp.reason in _OF_USE

    @property
    def mark(self) -> str:
        """How it is marked on the screen."""
        return STAMP_MARKS[self.stamp.reason.verdict] if self.stamp else "failed"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        plain = self.stamp or Stamp("", StampReason.NO_REPLY)
        fields = plain.as_json() if self.stamp else dict.fromkeys(plain.as_json())
        return {**fields, "authority": self.host, "says": self.says}


def take_stamps(desk: Desk, folder: Path, addresses: Sequence[str] = ()) -> list[StampTaken]:
    """Ask authorities for time stamps of a sealed folder, keep what they give, and report each.

    1. The authorities are those named, else those of OPTOUT_STAMP_AUTHORITIES, else the usual two.
    2. The folder is as it was sealed: a stamp of a changed one would vouch for the change.
    3. Each authority gets the fingerprint, and nothing else; the person is told to whom it goes.
    4. A reply that can be of use is kept in `proofs`, and its hash in the journal.

    Raise UsageError for an address that is none, and RecordError if nothing can be stamped.
    """
    console, settings = desk.console, desk.settings
    # 1
    named = addresses or settings.stamp_authorities.split() or USUAL
    authorities = [authority(address) for address in named]
    anchors = anchors_from(settings.stamp_roots)
    # 2
    checked = verify(folder, known_hashes(settings.data_dir).fingerprint_of(folder))
    if not checked.whole:
        message = _("nothing was stamped: {summary}").format(summary=checked.summary)
        raise RecordError(message, f"optout verify {folder.name}")
    # 3
    hosts = ", ".join(asked.hostname or "" for asked in authorities)
    message = _("Sends one hash, the fingerprint, to {hosts}; nothing else leaves this computer")
    console.say(message.format(hosts=hosts))
    taken = []
    for asked in authorities:
        # 4
        result = _taken_from(desk, folder, asked, StampPolicy(anchors, since=checked.begun))
        console.mark(result.mark, result.says)
        taken.append(result)
    return taken


def _taken_from(desk: Desk, folder: Path, asked: SplitResult, policy: StampPolicy) -> StampTaken:
    host = asked.hostname or ""
    try:
        with remembering_proofs(desk.console, desk.settings.data_dir, folder):
            stamp = add_stamp(folder, asked, policy)
    except NoReply as error:
        says = _("{host}: {silent}; nothing was kept").format(host=host, silent=error.message)
        return StampTaken(host, says)
    return StampTaken(host, stamp.message(), stamp)


def stamp_after_run(desk: Desk, folder: Path) -> bool:
    """Take time stamps of a record that a run has just sealed; True if one is of use.

    Whatever fails is reported, with what asks again; nothing changes about what was sent or sealed.
    """
    try:
        is_stamped = any(taken.is_of_use for taken in take_stamps(desk, folder))
    except (OptoutError, OSError) as error:
        desk.console.warn(error.message if isinstance(error, OptoutError) else str(error))
        is_stamped = False
    except KeyboardInterrupt:
        _say_how_to_ask_again(desk.console, folder)
        raise
    if not is_stamped:
        _say_how_to_ask_again(desk.console, folder)
    return is_stamped


def _say_how_to_ask_again(console: Console, folder: Path) -> None:
    console.warn(_LATER.format(command=f"optout stamp {folder.name}"))


_WITNESS = _(
    "A time stamp lets others witness when this record existed; it is free, and they get its "
    "fingerprint, and nothing else"
)
_CHOICES = {
    "yes": _("y = yes"),
    "no": _("n = no"),
    "always": _("a = yes, after every run"),
    "never": _("x = no, and do not ask again"),
}
"""The answers as they are offered, each behind the letter that a person types."""
_KEPT: dict[str, StampWish] = {"always": "yes", "never": "no"}
"""The answers that are kept as OPTOUT_STAMP."""


def _choice_of(typed: str) -> str | None:
    """Return the answer whose letter or word was typed, in English or in the language that is spoken."""
    for choice, text in _CHOICES.items():
        letters = {str(text)[0], translate(text)[0]}
        if typed in {choice, *letters}:
            return choice
    return None


class StampingAfterRuns:
    """Takes a time stamp as part of a run, by OPTOUT_STAMP; without it, asks once a command."""

    def __init__(self, desk: Desk, prompts: TerminalPrompts | None) -> None:
        """Without `prompts` there is nobody who can be asked."""
        self._desk = desk
        self._prompts = prompts
        self._wish = desk.settings.stamp

    def after(self, result: RunResult) -> RunResult:
        """Take a time stamp of what a run sealed, if it sent something and the person wants that.

        After Ctrl-C the result says that no further run is to begin.
        """
        # A record of a run that sent nothing proves nothing that a controller could dispute.
        if result.sealed is None or result.sent_at is None:
            return result
        try:
            with suppress(OSError):  # a terminal that is gone
                if self._is_wished():
                    stamp_after_run(self._desk, result.sealed.folder)
        except KeyboardInterrupt:
            return replace(result, go_on=False)
        return result

    def _is_wished(self) -> bool:
        if self._wish is None and self._prompts:
            choice = self._ask(self._prompts)
            self._wish = _KEPT.get(choice, "yes" if choice == "yes" else "no")
            if choice in _KEPT:
                self._keep(self._wish)
        return self._wish == "yes"

    def _ask(self, prompts: TerminalPrompts) -> str:
        """Return the answer; no answer is a no."""
        question = _("Get a time stamp? [{choices}] ").format(
            choices=joined(_CHOICES.values(), ", ")
        )
        self._desk.console.say(_WITNESS)
        while typed := prompts.line(question).lower():
            choice = _choice_of(typed)
            if choice:
                return choice
        return "no"

    def _keep(self, wish: StampWish) -> None:
        console = self._desk.console
        setting = f"OPTOUT_STAMP={wish}"
        try:
            file = keep_setting("stamp", wish)
        except OSError as error:
            message = _("{setting} could not be written to your settings: {why}")
            console.warn(message.format(setting=setting, why=why(error)))
        else:
            console.say(
                _("{setting} now stands in {file}").format(setting=setting, file=shown(file))
            )
