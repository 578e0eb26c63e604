"""What was put into the form, by whom, and on which of its pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from optout.browser.find import Going, leading
from optout.browser.form import CHOSEN_KINDS, FormField, FormState
from optout.browser.reading import Element, Page
from optout.person import PersonField
from optout.run.events import Detail
from optout.run.sends import Contents

BEFORE = "entered before"  # the kind of a field of an earlier page of the form
_TEXT = 30  # characters
_WRITTEN = frozenset({"email", "search", "text", "textarea", "textbox"})  # kinds of fields


@dataclass(frozen=True)
class Arrival:
    """How the form was reached: `number` of `count` ways, or `how`; and the address.

    `title` is that of a form whose title the flow does not know; if not `sure`, only the person knows if it is right.
    """

    way: Detail
    address: str
    title: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Approved:
    """What may be sent, and how and when that was said: `asked`, `in_advance`, or `in_window` by sending it there.

    `button` is None where the person has sent it, and `at` where that was not seen.
    """

    form: tuple[FormField, ...]
    button: Element | None
    how: str
    at: datetime | None


@dataclass
class Draft:
    """What was put into the form, by whom, and on which of its pages.

    `approved_before` is what was approved and then not taken by the page; `entered` what the steps put in or accepted;
    `by_hand` names the steps that the person took; `found` says how each target was found; `waited` are targets that
    were waited for in vain; `page` is what stands on the page in front, `earlier` what stood on those that were left;
    `shown` are the keys of the fields that the person could see; `offered` are boxes that were shown to them, to be
    ticked or not; `turned`: a page was left, and whether in a dialog.
    """

    arrival: Arrival | None = None
    approved: Approved | None = None
    approved_before: Approved | None = None
    entered: dict[PersonField, str] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    waited: set[str] = field(default_factory=set)
    page: tuple[FormField, ...] = ()
    earlier: dict[tuple[str, str], FormField] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    turned: Going = ""

    @property
    def filled(self) -> tuple[FormField, ...]:
        """The fields as they were approved, or else as they were read last."""
        return (self.approved.form if self.approved else ()) or self._with_earlier(self.page)

    def approve(self, how: str, fields: tuple[FormField, ...] = (), button: Element | None = None) -> Approved:
        """Say now what may be sent: these fields."""
        return Approved(fields, button, how, datetime.now(UTC))

    def contents(self, fields: Iterable[FormField] = ()) -> Contents:
        """Return what tells the send of the form; `fields` are those of the page in front.

        Never the country: a form may send a number for it. Of what the person wrote in the window an address or a text:
        a name may stand in whatever a page counts.
        """
        open_ = [one for one in (*fields, *self.earlier.values()) if one.seen and one.enabled and not one.read_only]
        own = {one.value for one in open_ if one.kind in _WRITTEN and ("@" in one.value or len(one.value) >= _TEXT)}
        values = {value for name, value in self.entered.items() if name != "country"} | own
        sent = [field for field in fields if field.value in values and field.enabled and field.kind != BEFORE]
        # A form sends nothing of a field without a name; where none has one, a script does.
        sent = [field for field in sent if field.name] or sent
        return Contents(frozenset(values), frozenset(field.value for field in sent))

    def note_page(self, fields: Iterable[FormField]) -> None:
        """Note what stands on the page of the form in front."""
        self.page = tuple(field for field in fields if field.seen and field.kind != BEFORE)
        self.shown |= {field.key for field in self.page}

    def note_turn(self, before: Page, now: Page, *, by_hand: bool = False) -> None:
        """Note that another page of the form follows, where none of the fields stands there that did.

        What stood there last is not known where the person turned it: they may have changed what was read.
        """
        asked = fields_on(before)
        if now.read and before.mark != now.mark and (not asked or asked.isdisjoint(fields_on(now))):
            self.page = () if by_hand else self.page
            self.turn(before)

    def turn(self, before: Page) -> None:
        """Note that another page of the form follows `before`; a field that was left twice holds the latter."""
        scope = leading(before)
        if scope or not self.turned:
            self.turned = "dialog" if scope and scope.place[0] == "dialog" else "page"
        left = [*self.page, *self._entered_beside((*self.page, *self.earlier.values()))]
        self.earlier |= {(field.label, field.name): field for field in left if field.value.strip()}
        self.page = ()

    def shown_with(self, form: FormState) -> tuple[FormField, ...]:
        """Return the fields of a page, what was entered on the pages before it, and what nobody could see."""
        held = {field.value for field in form.fields}  # what stands for a field that shows is told with that
        hidden = [field if field.value in held else self._as_known(field) for field in form.unseen]
        fields = form.fields + tuple(field for field in hidden if field.seen)
        return self._with_earlier(fields) + tuple(field for field in hidden if not field.seen)

    def _as_known(self, field: FormField) -> FormField:
        """Count a field that does not show as seen, if it did on an earlier page, or holds what was put in."""
        if field.key in self.shown:
            return replace(field, kind=BEFORE, read_only=True, seen=True)
        return replace(field, seen=field.value in self.entered.values())

    def _with_earlier(self, fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
        """Add what stood on earlier pages; without a page, what was entered and is in no field that was read."""
        held, known = {field.value for field in fields}, {(field.label, field.name) for field in fields}
        earlier = [
            replace(field, kind=BEFORE, read_only=True)
            for key, field in self.earlier.items()
            if key not in known and (field.kind in CHOSEN_KINDS or field.value not in held)
        ]
        told = (*fields, *earlier)
        return told if fields else (*told, *self._entered_beside(told))

    def _entered_beside(self, fields: Iterable[FormField]) -> list[FormField]:
        """Return what was entered and none of some fields holds."""
        held = {field.value for field in fields}
        entered = [(name, value) for name, value in self.entered.items() if value not in held]
        return [FormField(name, name, BEFORE, value, read_only=True) for name, value in entered]


def fields_on(page: Page) -> set[tuple[str, str]]:
    """Return what is asked on a page: the name in the markup and the label of each field that shows."""
    return {(one.attr, one.called) for one in page.elements if one.is_field and one.shown and not one.aside}
