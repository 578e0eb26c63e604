"""What has happened in a run so far: plain data, from which each phase continues and the record is built."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from optout.browser import (
    CHOSEN_KINDS,
    AccountShown,
    Element,
    FormState,
    FormValue,
    LeftArea,
    Origin,
    Page,
    Pointed,
    label_with_question,
    letters_of,
    main_form,
    parts_of,
    read_form,
)
from optout.flow import Step, TextBeforeSend
from optout.outcome import Stop
from optout.person import IDENTIFYING_FIELDS, PersonField
from optout.run.events import Detail
from optout.run.submitted_values import SubmittedValues
from optout.run.verdict import Observation, Setting
from optout.translation import Coded

# Characters; a shorter text that a person wrote may be in any request.
_IDENTIFYING_LENGTH = 30
# A country may be the value of any list, so that its text says nothing.
_WRITTEN_KINDS = frozenset({"email", "search", "text", "textarea", "textbox"})


@dataclass(frozen=True)
class Arrival:
    """How the form was reached.

    `title` is a title of the form that the flow does not know; `sure` is False if nothing else
    shows that it is the right form.
    """

    way: Detail
    title: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Approved:
    """What was approved, and how: `asked`, `in_advance`, or `in_window`.

    Without a `button` the person has sent the form in the window; settings have none either.
    """

    how: str
    form: tuple[FormValue, ...] = ()
    button: Element | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


HelpKind = Literal["point", "tick", "enter_code", "answer_dialog", "keep_email", "correct_email"]


@dataclass(frozen=True)
class Help:
    """What the person did or decided beside the steps of the flow, and about which part of the page."""

    kind: HelpKind
    part: Coded | None = None


@dataclass
class FormProgress:
    """What was put into the form, by whom, and on which of its pages."""

    given: Mapping[PersonField, str] = field(default_factory=dict)
    """The person's values, as given before the run."""
    arrival: Arrival | None = None
    led_to: str = ""
    """The address of the form that the person led to."""
    approved: Approved | None = None
    approved_before: Approved | None = None
    """What was approved, where the page did not send it."""
    entered: dict[PersonField, str] = field(default_factory=dict)
    """The values that the steps entered or accepted."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """Where the value of a field is from, by the field's key, as far as a step knows."""
    first_texts: dict[str, str] = field(default_factory=dict)
    """What each field contained when the program read it first, by the field's key."""
    value_fields: list[tuple[PersonField, Element]] = field(default_factory=list)
    """The fields of the page in front that contain `entered`; an address that is repeated is in two."""
    steps_by_hand: list[str] = field(default_factory=list)
    """The steps that the person took in the window."""
    helped: list[Help] = field(default_factory=list)
    """What the person did or decided beside the steps."""
    found: dict[str, str] = field(default_factory=dict)
    """For each target, the strategy that found it."""
    waited_in_vain: set[str] = field(default_factory=set)
    """Targets that were waited for and did not come up: they are not waited for again."""
    fields: tuple[FormValue, ...] = ()
    """The visible fields of the page in front, as they were read last."""
    page: Page = field(default_factory=Page)
    """The snapshot in which `fields` were read."""
    earlier: dict[tuple[str, str], FormValue] = field(default_factory=dict)
    """The fields of earlier pages of the form, by label and name in the markup."""
    shown: set[str] = field(default_factory=set)
    """The keys of fields that the person has seen."""
    field_written: dict[str, Element] = field(default_factory=dict)
    """For each target into which a step wrote a text, its field."""
    rewritten: set[str] = field(default_factory=set)
    """The targets whose text the page lost by itself and got again."""
    offered: set[str] = field(default_factory=set)
    """The labels of optional boxes and questions that the person was shown."""
    left_area: LeftArea = ""
    """Set once a page of the form was left: `dialog` if it was in one, else `page`."""

    @property
    def filled(self) -> tuple[FormValue, ...]:
        """The form's values as they were approved, or else as they were read last."""
        if self.approved and self.approved.form:
            return self._with_names(self.approved.form)
        return self._with_names(self._with_earlier(self.fields))

    def submitted_values(self, fields: Iterable[FormValue] = ()) -> SubmittedValues:
        """Return the values by which a request is recognised as this form's; `fields` are those of the page in front.

        Without `fields` no value is expected in the request, so that none counts as missing.

        The country is left out: a form may send a number for it. So is a name, which may be in any
        request that counts visitors. Of what the person wrote in the window, only an address or a
        long text counts.
        """
        in_front = tuple(fields)
        on_all_pages = (*in_front, *self.earlier.values())
        written = {field.text for field in on_all_pages if _identifies_person(field)}
        entered = {text for name, text in self.entered.items() if name in IDENTIFYING_FIELDS}
        all_values = frozenset(entered | written)
        expected = _expected_in_request(in_front, all_values)
        return SubmittedValues(all_values, expected)

    def note_help(self, kind: HelpKind, part: Coded | None = None) -> None:
        """Note, once, what the person did or decided, and about which part of the page."""
        help_given = Help(kind, part)
        if help_given not in self.helped:
            self.helped.append(help_given)

    def note_by_hand(self, step: str) -> None:
        """Note, once, a step that the person took in the window."""
        if step not in self.steps_by_hand:
            self.steps_by_hand.append(step)

    def enter_by_hand(self, name: PersonField, text: str, field: Element) -> None:
        """Note that a field contains a value, as `text`, that the person entered in the window, as they said."""
        self.enter(name, text, field, "by_person")

    def enter(
        self, name: PersonField, text: str, field: Element, origin: Origin = "entered"
    ) -> None:
        """Note that a field contains a value, as `text`, and what its form contains now.

        `origin` is `on_page` if the field contained it already. A step may be carried out again:
        then the value is from where it was from the first time.

        If the field is on another page of the form, that also notes that the page has turned.
        """
        page = Page((field.document,), read=True)
        self.turn_if_replaced(self.page, page)
        self._note_origin(page, field, origin, is_same=self.entered.get(name) == text)
        self.entered[name] = text
        self.value_fields.append((name, field))
        self.note_page(self.read(page, field).fields, page)

    def choose(self, field: Element, origin: Origin) -> None:
        """Note that a question or list shows the answer of the flow, and what its form contains now."""
        page = Page((field.document,), read=True)
        # Its origin is `on_page` only if it showed this answer already when the step began.
        self._note_origin(page, field, origin, is_same=True)
        self.note_page(self.read(page, field).fields, page)

    def _note_origin(self, page: Page, field: Element, origin: Origin, *, is_same: bool) -> None:
        """Note where the value of a field is from; `is_same`: it contained this value before."""
        # One of the radio buttons of a question has the name by which a form sends it.
        elements = field.inside if field.is_radio_group else (field,)
        for element in elements:
            # As `FormValue.key`: a radio button without a name is called by its question, too.
            key = element.html_name or label_with_question(page, element)
            if origin == "on_page" and is_same:
                self.origins.setdefault(key, origin)
            else:
                self.origins[key] = origin

    def read(self, page: Page, button: Element) -> FormState:
        """Read the form that a button sends, and which of its fields contain which of the person's values.

        If it is another page of the form, that also notes that the page has turned.
        """
        # Some pages turn by themselves, once something was chosen.
        self.turn_if_replaced(self.page, page)
        state = read_form(page, button, self.shown, self._value_names_on(page))
        fields = tuple(self._with_origin(field) for field in state.fields)
        return replace(state, fields=fields)

    def _value_names_on(self, page: Page) -> dict[Element, PersonField]:
        """Return which elements of a page contain which of the person's values."""
        names: dict[Element, PersonField] = {}
        for name, entered in self.value_fields:
            field = page.again(entered)
            # A reference alone may be another field's, once the page has made its fields anew.
            if field is None or field.html_name != entered.html_name:
                continue
            elements = field.inside if field.is_radio_group else [field]
            for element in elements:
                names[element] = name
        return names

    def _with_origin(self, field: FormValue) -> FormValue:
        """Say where the value of a visible field is from, as far as a step or an earlier reading shows."""
        if not field.is_visible:
            return field
        first_text = self.first_texts.setdefault(field.key, field.text)
        origin = self.origins.get(field.key, field.origin)
        if origin == "on_page" and field.text != first_text:
            origin = "in_window"
        if self._has_changed_since(field):
            origin = "in_window"
        return replace(field, origin=origin)

    def _has_changed_since(self, field: FormValue) -> bool:
        """True if a field contains another text than a step noted; an entry of a list has several names."""
        if field.name is None or field.kind in CHOSEN_KINDS:
            return False
        entered = self.entered.get(field.name, field.text)
        return letters_of(field.text) != letters_of(entered)

    def has_another_entered_value(self, field: Element, name: PersonField) -> bool:
        """Return True if a field contains an entered value other than `name`, which that would overwrite."""
        content = field.value.strip()
        if not field.is_textbox or not content:
            return False
        others = {text for other, text in self.entered.items() if other != name}
        return content in others

    def note_page(self, fields: Iterable[FormValue], page: Page) -> None:
        """Note what the fields of the form on the page in front contain."""
        fields_in_front = [field for field in fields if field.is_in_front]
        self.fields = tuple(fields_in_front)
        self.page = page
        self.shown.update(field.key for field in fields_in_front)

    def note_last_snapshot(self, last: Page) -> None:
        """Note what the form contained in the last snapshot of a page that the person turned, or may turn."""
        parts = parts_of(last, left_area=self.left_area)
        elements = [*parts.fields, *parts.groups]
        if elements:
            form = self.read(last, elements[0])
            self.note_page(form.fields, last)

    def turn_if_replaced(self, before: Page, now: Page) -> None:
        """Note that another page of the form has replaced `before`, if it has."""
        if is_another_page(before, now):
            self.turn_page(before)

    def area_left_on(self, before: Page) -> LeftArea:
        """Return in which area the form was on a page of it; without a field there, on the page before."""
        scope = main_form(before)
        if scope is None:
            return self.left_area or "page"
        return "dialog" if scope.area[0] == "dialog" else "page"

    def turn_page(self, before: Page) -> None:
        """Note that another page of the form follows.

        `before` only shows in which area the form was: the fields are kept as they were noted last.
        Of a field left twice the later value counts.
        """
        self.left_area = self.area_left_on(before)
        for left in self.fields:
            if left.text.strip():
                self.earlier[left.label, left.html_name] = left
        self.fields = ()
        self.page = Page()
        # These fields were on the page that is gone.
        self.value_fields.clear()

    def lost_values(self, fields: Iterable[FormValue]) -> list[PersonField]:
        """Return the values that a step entered and that no field has, neither in front nor on an earlier page.

        A value that the person has changed in its field since is not lost: the field has its name.
        """
        shown = [*fields]
        names = {field.name for field in shown}
        texts = {field.text for field in shown}
        lost = []
        for name, text in self.entered.items():
            is_shown = name in names or text in texts
            if text.strip() and not is_shown:
                lost.append(name)
        return lost

    def shown_with(self, form: FormState) -> tuple[FormValue, ...]:
        """Return the values of a form's page, what was entered on the pages before it, and the hidden ones last."""
        unseen = self._describe_unseen(form)
        known = [field for field in unseen if field.is_visible]
        hidden = [field for field in unseen if not field.is_visible]
        on_this_page = (*form.fields, *known)
        on_all_pages = self._with_earlier(on_this_page)
        return (*self._with_names(on_all_pages), *hidden)

    def _describe_unseen(self, form: FormState) -> list[FormValue]:
        """Describe the fields of a form that are not displayed."""
        keys = {field.key for field in form.fields}
        texts = {field.text for field in form.fields}
        displayed = keys | texts
        described = []
        for unseen in form.unseen:
            # A duplicate of a displayed field is sent with it, and needs no line of its own.
            is_duplicate = unseen.key in displayed or unseen.text in displayed
            described.append(unseen if is_duplicate else self._as_known(unseen))
        return described

    def _with_names(self, fields: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
        """Name the person's e-mail address and comment where no field is known to have them.

        The person may fill in a form by hand, and a page may repeat what was entered on an earlier
        one: a field has the value then that the person gave, or a step accepted, letter for letter.
        A country may be that of anything.
        """
        known_names = {field.name for field in fields}
        values = {**self.given, **self.entered}
        name_by_text: dict[str, PersonField] = {}
        for name in IDENTIFYING_FIELDS:
            if name in values and name not in known_names:
                text = values[name]
                name_by_text[text] = name
        named = []
        for form_value in fields:
            name_of_field = form_value.name or name_by_text.get(form_value.text)
            named.append(replace(form_value, name=name_of_field))
        return tuple(named)

    def _as_known(self, field: FormValue) -> FormValue:
        """Describe a hidden field; one of an earlier page that is still there is listed with what it contains now."""
        if field.key in self.shown:
            name = field.name or self._earlier_name(field.key)
            return replace(field, origin="earlier_page", read_only=True, name=name)
        if field.text in self.entered.values():
            return replace(field, origin=self._origin_of_text(field.text))
        return replace(field, origin="hidden")

    def _origin_of_text(self, text: str) -> Origin:
        """Return where an entered text is from: a hidden field that repeats it has it from there."""
        visible = [field for field in self.fields if field.text == text]
        return visible[0].origin if visible else "entered"

    def _earlier_name(self, key: str) -> PersonField | None:
        """Return which of the person's values a field of an earlier page had; None if it had none."""
        names = {field.key: field.name for field in self.earlier.values()}
        return names.get(key)

    def _with_earlier(self, fields: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
        """Add what was entered on earlier pages of the form and is not on this one."""
        texts = {field.text for field in fields}
        keys = {(field.label, field.html_name) for field in fields}
        listed: list[FormValue] = []
        for key, earlier in self.earlier.items():
            # Two lists may have the same entry by chance; a text that is repeated is the same.
            is_chosen = earlier.kind in CHOSEN_KINDS
            is_repeated = not is_chosen and earlier.text in texts
            if key in keys or is_repeated:
                continue
            on_earlier_page = replace(earlier, origin="earlier_page", read_only=True)
            listed.append(on_earlier_page)
        return (*fields, *listed)


def _expected_in_request(fields: Iterable[FormValue], texts: Collection[str]) -> frozenset[str]:
    """Return those of some texts that the request of the page in front has to contain."""
    sent = [field for field in fields if field.text in texts and _is_sent(field)]
    # A form sends nothing of a field without a name; where no field has a name, a script sends
    # them.
    with_name = [field for field in sent if field.html_name]
    if with_name:
        sent = with_name
    return frozenset(field.text for field in sent)


def _is_sent(field: FormValue) -> bool:
    """True if the request of the page in front contains a field: a form sends nothing of a disabled one."""
    return field.is_in_front and field.enabled


def _identifies_person(field: FormValue) -> bool:
    """True if a person wrote into a field what can identify their request: an address, or a long text."""
    if not field.is_visible or not field.enabled or field.read_only:
        return False
    if field.kind not in _WRITTEN_KINDS:
        return False
    is_long = len(field.text) >= _IDENTIFYING_LENGTH
    return is_long or "@" in field.text


def is_another_page(before: Page, now: Page) -> bool:
    """Return True if a snapshot shows another page of a form: it asks for nothing that the one before asked for."""
    if not before.read or not now.read or before.outline == now.outline:
        return False
    return before.visible_fields.isdisjoint(now.visible_fields)


@dataclass
class PathProgress:
    """How far the flow's paths to the form were walked, so that an interrupted walk goes on where it was."""

    path: int = 0
    """The path that is walked, from 0."""
    step: int = 0
    """Its next step, from 0."""
    has_led_on: bool = False
    """True once a required step of this path was pressed."""
    has_signed_in_again: bool = False
    is_reached: bool = False
    """True once any path led to a page of the site."""
    is_opened: bool = True
    """False if the last path could not be opened: the person cannot go on from there."""
    last_page: str = ""
    """The address of the last page that a path led to."""
    missing: str = ""
    """The step that this page lacks."""
    shown_before: frozenset[str] = frozenset()
    """The names of what was displayed before the last press on the way: what has come up since leads on."""
    passed_over: set[str] = field(default_factory=set)
    """The folded names of links that are not pressed for their usual words: one was, or the person chose another."""
    waited_in_vain: set[tuple[str, str, str]] = field(default_factory=set)
    """What was waited for in vain, with the address and the outline of the page: another path may lead to it again."""

    def restart(self) -> None:
        """Walk this path from its first step."""
        self.step = 0
        self.has_led_on = False
        self.shown_before = frozenset()
        self.passed_over.clear()

    def go_to_next_path(self) -> None:
        """Walk the next path."""
        self.path += 1
        self.restart()


@dataclass
class StepsProgress:
    """Which steps of the form are left, and how often each button was pressed on which page."""

    fields: list[Step] = field(default_factory=list)
    presses: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken: int = 0
    pages: int = 0


@dataclass
class ApprovalProgress:
    """How often the approval was tried: the form may change while the person reads it, or miss something."""

    attempts_left: int
    changes: int = 0
    messages: set[str] = field(default_factory=set)
    """What the form has missed so far, each with what it contained."""
    shown_before: tuple[FormValue, ...] = ()
    was_in_persons_hands: bool = False
    """True once the person was shown the form or had to complete it: they may have emptied a field."""


@dataclass
class AnswerProgress:
    """What the page has said since the form was sent, and until when its answer is waited for."""

    began: bool = False
    until: float = 0.0
    last: Observation | None = None
    dismissed: set[tuple[str, ...]] = field(default_factory=set)
    """Texts of which the person said that they do not confirm."""
    stable_state: tuple[str, ...] = ()
    """What must stay the same for the answer to count as stable, and since when it has."""
    stable_since: float = 0.0


@dataclass(frozen=True)
class HandoverBaseline:
    """The page as it was when a step was handed over: what has changed since, the person has done."""

    page: Page
    address: str


@dataclass
class Progress:
    """What has happened in a run so far.

    Each phase continues from it, and the record is built from it.
    """

    form: FormProgress
    settings: list[Setting]
    steps: StepsProgress
    path: PathProgress = field(default_factory=PathProgress)
    approval: ApprovalProgress | None = None
    answer: AnswerProgress = field(default_factory=AnswerProgress)
    may_have_clicked_send: bool = False
    """True from just before the approved button is clicked; False again once it is proven that nothing left."""
    interrupted_handovers: dict[tuple[str, str], HandoverBaseline] = field(default_factory=dict)
    """Steps, with their targets, that were handed over when a paused request interrupted that."""
    obstacle: Stop | None = None
    """What kept the form from being sent, or the notice that the person has to confirm."""
    known_text: TextBeforeSend = field(default_factory=TextBeforeSend)
    """What the pages said before the form was sent: it is no answer."""
    text_before_send: str = ""
    """What the page with the form said when it was read last before the click."""
    text_before_send_read_at: datetime | None = None
    """When that was; None before the form was read."""
    pointed: dict[str, Pointed] = field(default_factory=dict)
    """For each target that the person pointed at, the element."""
    dialogs: list[str] = field(default_factory=list)
    """The texts of the browser's own dialogs that the flow does not know."""
    alerts: list[str] = field(default_factory=list)
    """Those of them that only inform."""
    allowed_presses: set[tuple[str, str]] = field(default_factory=set)
    """In a stranger's flow, what the person allowed to press: its name and the address."""
    accounts: list[AccountShown] = field(default_factory=list)
    """Whose account it is, as each page showed it."""
    groups: list[AccountShown] = field(default_factory=list)
    """Which team, workspace or site it is, as each page showed it."""
    is_reloaded: bool = False
    """True once the settings were loaded anew."""
    captured_answer: tuple[str, str] | None = None
    """The page and the words of an answer that was captured."""
    captured_question: str = ""
    """What the page asked last after a press, if that was captured."""

    @property
    def account_named(self) -> AccountShown | None:
        """The account, as a page showed it last; None if none did."""
        if not self.accounts:
            return None
        # A page that named no account has noted an empty text.
        return self.accounts[-1] or None

    @property
    def pressed_at(self) -> datetime | None:
        """When a setting was pressed first, or was about to be: a crash after that leaves it unknown."""
        for setting in self.settings:
            if setting.pressed_at:
                return setting.pressed_at
        return None
