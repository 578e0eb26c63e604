"""How a document and the screen word the day of an answer: by which rule, and from which day it was moved and why."""

from optout.deadline import Deadline
from optout.flow import place_name
from optout.translation import LazyText, _, joined

_MOVED = {
    "saturday": _("moved from {day}, a Saturday"),
    "sunday": _("moved from {day}, a Sunday"),
    "seat": _("moved from {day}, a public holiday at the controller's seat ({place})"),
    "home": _("moved from {day}, a public holiday where you live ({place})"),
    "public_holiday": _("moved from {day}, a public holiday"),
}


def moved_said(deadline: Deadline) -> LazyText | None:
    """Say from which day it was moved on, and why; None when it was not."""
    if deadline.moved is None:
        return None
    holiday = deadline.holiday if deadline.moved == "public_holiday" else None
    if holiday is None:
        return _MOVED[deadline.moved].format(day=deadline.ends)
    side, place = holiday
    return _MOVED[side].format(
        day=deadline.ends, place=lambda language: place_name(place, language)
    )


def basis_said(deadline: Deadline) -> LazyText:
    """Say what the day rests on: the rule, and from which day it was moved if it was."""
    return joined(filter(None, (deadline.rule(), moved_said(deadline))), "; ")
