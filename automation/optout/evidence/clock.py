"""How far this computer's clock was from the server's when the form was sent: on it hang all times of a record."""

from datetime import datetime, timedelta

from pydantic import ValidationError

from optout.evidence.folder import Tree
from optout.evidence.record import SentFile
from optout.evidence.wording import RecordWords
from optout.i18n import Said, _, ngettext

_SENT_FILE = "data/02-send.json"
_LET_PASS = 120.0  # seconds: the way of an answer, and clocks that people set by hand
_NO_CLOCK = 1e10  # seconds, 300 years: a server that is as far off tells no time
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400  # seconds
_LIMIT = 1_000_000  # bytes

_BEHIND = _(
    "when it was sent, this computer's clock was {apart} behind the server's; if the server's was right, the times in "
    "the record and the day by which an answer is due are off by as much"
)
_AHEAD = _(
    "when it was sent, this computer's clock was {apart} ahead of the server's; if the server's was right, the times "
    "in the record and the day by which an answer is due are off by as much"
)


def astray(skew: float | None) -> bool:
    """Whether the server's clock minus this computer's, in seconds, is too much to be let pass."""
    return skew is not None and _LET_PASS < abs(skew) < _NO_CLOCK


def said(skew: float) -> Said:
    """Say a difference that is too much in days, hours or minutes, two at least: `64 days`."""
    seconds = abs(skew)
    if seconds >= 2 * _DAY:
        return ngettext("{number} day", "{number} days", round(seconds / _DAY))
    if seconds >= 2 * _HOUR:
        return ngettext("{number} hour", "{number} hours", round(seconds / _HOUR))
    return ngettext("{number} minute", "{number} minutes", round(seconds / _MINUTE))


def warning(skew: float | None) -> Said | None:
    """Say that the clocks differ too much, and what that means; None when they do not, or nobody knows."""
    if skew is None or not astray(skew):
        return None
    return (_BEHIND if skew > 0 else _AHEAD).format(apart=said(skew))


def told_in(say: RecordWords, at: datetime, skew: float | None) -> str | None:
    """Say in a document that the clocks differed too much, and when it was by the server's; None when they did not."""
    if skew is None or not astray(skew):
        return None
    there = say.when(at + timedelta(seconds=skew))
    return say("clock_behind" if skew > 0 else "clock_ahead", apart=say.tell(said(skew)), when=there)


def skew_in(tree: Tree) -> float | None:
    """Read a record's difference, in seconds; None when nothing was sent or the server told no time."""
    try:
        return SentFile.model_validate_json(tree.read(_SENT_FILE, _LIMIT) or b"").clock_skew_seconds
    except ValidationError:
        return None
