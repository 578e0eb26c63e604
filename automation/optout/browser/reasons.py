"""Why an element is rejected or cannot be used: one reason each, with a sentence that a person can read."""

from dataclasses import dataclass
from enum import StrEnum

from optout.browser.element import Element
from optout.messages import LazyText, _


class Rejection(StrEnum):
    """Why an element is not the target, cannot be used, or may not get a value. The value is what a log shows."""

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
        return _SENTENCES[self]


_SENTENCES = {
    Rejection.HIDDEN: _("it cannot be seen"),
    Rejection.DISABLED: _("it is disabled"),
    Rejection.READ_ONLY: _("it cannot be changed"),
    Rejection.COVERED: _("something lies on it"),
    Rejection.MOVING: _("it does not stop moving"),
    Rejection.OUT_OF_VIEW: _("it lies outside of the window"),
    Rejection.NOT_REACHABLE: _("the page lets nobody into it"),
    Rejection.GONE: _("it is no longer there"),
    Rejection.RENAMED: _("it has another name by now"),
    Rejection.ELSEWHERE: _("it is in another part of the page"),
    Rejection.OTHER_FORM: _("it is in another form"),
    Rejection.OTHER_ACTION: _("it says that it does something else"),
    Rejection.OTHER_NAME: _("it has another name"),
    Rejection.OTHER_ANCHOR: _("it is not marked as the site marks it"),
    Rejection.BETTER_MATCH: _("something else fits better"),
    Rejection.SEVERAL: _("several fit equally well"),
    Rejection.NOT_IN_FLOW: _("nothing in the flow leads to it"),
    Rejection.OTHER_TYPE: _("it is of a type for something else"),
    Rejection.OTHER_AUTOFILL: _("the browser would fill something else into it"),
    Rejection.OTHER_LABEL: _("its label says that it is for something else"),
    Rejection.STAYS_EMPTY: _("its label says that it must stay empty"),
    Rejection.LONG_TEXT: _("it is for a long text"),
    Rejection.NO_SIGN: _("nothing says what it is for"),
    Rejection.OTHER_CONTENT: _("it already has another value of yours"),
}


@dataclass(frozen=True)
class Result:
    """What came of a check or an action: true if nothing was against it, else false, with the reason.

    It is no `Rejection | None`: there the good result would be the false one, and `if press(...)` would mean failure.
    """

    rejection: Rejection | None = None

    def __bool__(self) -> bool:
        """Return True if nothing was against it."""
        return self.rejection is None


DONE = Result()


def described(element: Element) -> str:
    """Describe an element for the log, without anything that a person may have written or may be called."""
    return f"{element.role} ref={element.ref or '-'} html name={element.html_name or '-'}"
