"""What was put into the form and shown of it, since it was opened: a form that is opened anew is a new draft."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from optout.browser.form import FormField
from optout.person import PersonField


@dataclass
class Draft:
    """What was put into the form, by whom, and on which of its pages.

    `entered` holds what the steps put in or accepted, by the person's field; `by_hand` names the steps that the person
    took; `waited` are targets that were waited for already, in vain; `left_behind` values on pages of the form that no
    longer show; `earlier` is what stood on such pages and the person may have put in; `offered` are boxes that were
    shown to the person, to be ticked or not; `shown` are the keys of the fields that the person could see on any
    page; `boxed`: the form is in a dialog.
    """

    entered: dict[PersonField, str] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)
    waited: set[str] = field(default_factory=set)
    left_behind: set[PersonField] = field(default_factory=set)
    earlier: tuple[FormField, ...] = ()
    offered: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    boxed: bool = False

    def note_shown(self, fields: Iterable[FormField]) -> None:
        """Note what a page of the form shows."""
        self.shown |= {field.key for field in fields}
