"""Why an element is rejected or cannot be used: one reason each, with a sentence for people."""

from dataclasses import dataclass
from enum import StrEnum

from optout.browser.element import Element
from optout.outcome import OBSTACLES
from optout.translation import LazyText


class Rejection(StrEnum):
    """Why an element is not the target, cannot be used, or may not get a value."""

    # It cannot be used, now or by anybody.
    HIDDEN = "hidden"
    DISABLED = "disabled"
    READ_ONLY = "read_only"
    COVERED = "covered"
    MOVING = "moving"
    OUT_OF_VIEW = "out_of_view"
    NOT_REACHABLE = "not_reachable"
    GONE = "gone"
    RENAMED = "renamed"
    REVERTED = "reverted"
    # It is not the element that the flow means.
    ELSEWHERE = "elsewhere"
    OTHER_FORM = "other_form"
    OTHER_ACTION = "other_action"
    OTHER_NAME = "other_name"
    OTHER_ANCHOR = "other_anchor"
    BETTER_MATCH = "better_match"
    SEVERAL = "several"
    NOT_IN_FLOW = "not_in_flow"
    # It is not for the value.
    OTHER_TYPE = "other_type"
    OTHER_AUTOFILL = "other_autofill"
    OTHER_LABEL = "other_label"
    STAYS_EMPTY = "stays_empty"
    LONG_TEXT = "long_text"
    NO_SIGN = "no_sign"
    OTHER_CONTENT = "other_content"

    @property
    def sentence(self) -> LazyText:
        """The reason as a person reads it, to follow a colon."""
        return OBSTACLES[self.value]


@dataclass(frozen=True)
class Result:
    """What came of a check or an action: true if nothing was against it, else the reason.

    It is no `Rejection | None`: there the good result would be the false one, and `if press(...)`
    would mean failure.
    """

    rejection: Rejection | None = None

    def __bool__(self) -> bool:
        """Return True if nothing was against it."""
        return self.rejection is None


DONE = Result()


def described(element: Element) -> str:
    """Describe an element for the log, without any text, which may be the person's."""
    return f"{element.role} ref={element.ref or '-'} html name={element.html_name or '-'}"
