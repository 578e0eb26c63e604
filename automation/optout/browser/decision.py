"""What is done with a request of the browser, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What is done with a request."""

    ALLOW = "allow"
    BLOCK = "block"
    HOLD = "hold"
    """It is paused, and decided again a little later."""


@dataclass(frozen=True)
class Decision:
    """What is done with a request, and the reason, which a log may show."""

    action: Action
    reason: str
