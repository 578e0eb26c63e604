"""How a run goes, as the person and the settings want it."""

from dataclasses import dataclass

from optout.settings import EmailMismatch


@dataclass(frozen=True)
class Options:
    """How this run goes. Durations are seconds."""

    email_mismatch: EmailMismatch
    until_filled: bool
    yes: bool
    again_reason: str | None
    sign_in_wait: float
    code_wait: float
    patience: float
    outcome_wait: float
