"""What was put into the form, by whom, and on which of its pages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from optout.browser.find import Going, leading
from optout.browser.form import CHOSEN_KINDS, FormField, FormState
from optout.browser.reading import Element, Page
from optout.person import PersonField
from optout.run.events import Detail
from optout.run.sends import Contents

BEFORE = "entered before"
"""The kind of a field of an earlier page of the form."""
_TEXT = 30  # characters
WRITTEN = frozenset({"email", "search", "text", "textarea", "textbox"})
"""The kinds of fields that are written into."""


@dataclass(frozen=True)
class Arrival:
    """How the form was reached, as a record keeps it: `number` of `count` ways, or `how`; and the address.

    `title` is what the page calls a form whose title the flow does not know; when not `sure`, only the person can say
    that it is the right one.
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

    `approved_before` is what was approved and then not sent, as the page did not take it; `entered` holds what the
    steps put in or accepted, by the person's field; `by_hand` names the steps that the person took; `found` says by
    which way each target was found, and `labels` what the page calls each value; `waited` are targets that were waited
    for already, in vain; `left_behind` values on pages of the form that no longer show; `earlier` is what stood on such
    pages and the person may have put in, `earlier_chosen` what was chosen there; `page` is what stands on the one in
    front; `settled` are fields for a country, each with what the person lets it say; `offered` are boxes that were
    shown to the person, to be ticked or not; `shown` are the keys of the fields that the person could see on any page;
    `last_read` is the form as it was kept last; `turned`: a page of it was left,
    and whether it was in a dialog.
    """

    arrival: Arrival | None = None
    approved: Approved | None = None
    approved_before: Approved | None = None
    entered: dict[PersonField, str] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    waited: set[str] = field(default_factory=set)
    left_behind: set[PersonField] = field(default_factory=set)
    earlier: tuple[FormField, ...] = ()
    earlier_chosen: tuple[FormField, ...] = ()
    page: tuple[FormField, ...] = ()
    settled: set[tuple[str, str]] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    last_read: tuple[FormField, ...] = ()
    turned: Going = ""

    @property
    def filled(self) -> tuple[FormField, ...]:
        """The fields as they were approved, or else as they were read last."""
        return (self.approved.form if self.approved else ()) or self.last_read

    def approve(self, how: str, fields: tuple[FormField, ...] = (), button: Element | None = None) -> Approved:
        """Say now what may be sent: these fields."""
        return Approved(fields, button, how, datetime.now(UTC))

    def contents(self, fields: Iterable[FormField] = ()) -> Contents:
        """Return what tells the send of the form; `fields` are those of the page in front.

        Never the country: a form may send a number for it. Of what only stood on earlier pages an address or a text: a
        name may stand in whatever a page counts.
        """
        own = {field.value for field in fields if _is_written(field)}  # by the person, in the window
        earlier = {field.value for field in self.earlier if "@" in field.value or len(field.value) >= _TEXT}
        values = {value for name, value in self.entered.items() if name != "country"} | own | earlier
        sent = [field for field in fields if field.value in values and field.enabled and field.kind != BEFORE]
        # A form sends nothing of a field without a name; where none has one, a script does.
        sent = [field for field in sent if field.name] or sent
        return Contents(frozenset(values), frozenset(field.value for field in sent))

    def note_shown(self, fields: Iterable[FormField]) -> None:
        """Note what a page of the form shows."""
        self.shown |= {field.key for field in fields}

    def note_read(self, fields: Iterable[FormField]) -> None:
        """Note the form as it is kept: the fields that the person could see, and what the page calls their values."""
        self.last_read = tuple(field for field in fields if field.seen)
        self._note_labels(self.last_read)

    def _note_labels(self, fields: Iterable[FormField]) -> None:
        self.labels |= {field.value: field.label for field in fields if field.value and field.label}

    def note_page(self, fields: Iterable[FormField]) -> None:
        """Note what stands on a page of the form that is about to be left."""
        self.page = tuple(fields)
        self.note_shown(self.page)
        self._note_labels(self.page)

    def note_turn(self, before: Page, now: Page) -> None:
        """Note that another page of the form follows, where none of the fields stands there that did."""
        asked, asks = ({_key(one) for one in page.elements if one.is_field and one.shown} for page in (before, now))
        if now.read and before.mark != now.mark and (not asked or asked.isdisjoint(asks)):
            self.turn(before)

    def turn(self, before: Page) -> None:
        """Note that another page of the form follows `before`; a field that was left twice holds the latter."""
        scope = leading(before)
        if scope or not self.turned:
            self.turned = "dialog" if scope and scope.place[0] == "dialog" else "page"
        self.left_behind |= self.entered.keys()
        left = [replace(field, kind=BEFORE, read_only=True) for field in self.page if field.kind not in CHOSEN_KINDS]
        chosen = [replace(field, kind=BEFORE, read_only=True) for field in self.page if field.kind in CHOSEN_KINDS]
        self.earlier = _latest(self.earlier, left, set(self.entered.values()))
        self.earlier_chosen = _latest(self.earlier_chosen, chosen, set(self.entered.values()))
        self.page = ()

    def shown_with(self, form: FormState) -> tuple[FormField, ...]:
        """Return the fields of a page, what was entered on the pages before it, and what nobody could see."""
        hidden = tuple(self._as_known(field) for field in form.unseen)
        fields = form.fields + tuple(field for field in hidden if field.seen)
        held = {field.value for field in fields}
        before = [name for name in self.entered if not form.fields or name in self.left_behind]
        entered = tuple(
            FormField(self.labels.get(value, name), name, BEFORE, value, read_only=True)
            for name in before
            if (value := self.entered[name]) not in held
        )
        told = held | set(self.entered.values())
        known = {(field.label, field.name) for field in fields}
        earlier = tuple(field for field in self.earlier if field.value not in told)
        earlier = tuple(one for one in (*earlier, *self.earlier_chosen) if (one.label, one.name) not in known)
        return fields + entered + earlier + tuple(field for field in hidden if not field.seen)

    def _as_known(self, field: FormField) -> FormField:
        """Count a field that does not show as seen, if it did on an earlier page, or holds what was put in."""
        if field.key in self.shown:
            earlier = (*self.earlier, *self.earlier_chosen)
            label = next((one.label for one in earlier if one.key == field.key), field.label)
            return replace(field, label=label, kind=BEFORE, read_only=True, seen=True)
        return replace(field, seen=field.value in self.entered.values())


def _key(field: Element) -> tuple[str, str]:
    return field.attr, field.called


def _latest(before: Iterable[FormField], page: Iterable[FormField], known: Collection[str]) -> tuple[FormField, ...]:
    """Return the fields of earlier pages and of one more that hold what is not known by itself, each once."""
    told = [field for field in page if field.value.strip() and field.value not in known]
    return tuple({(field.label, field.name): field for field in (*before, *told)}.values())


def _is_written(field: FormField) -> bool:
    """Whether a field holds an address or a text that may have been written there."""
    open_ = field.seen and field.enabled and not field.read_only and field.kind in WRITTEN
    return open_ and ("@" in field.value or len(field.value) >= _TEXT)
