"""What has happened in a run so far: plain data, from which each phase continues and the record is built."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from optout.browser import (
    CHOSEN_KINDS,
    AccountShown,
    Element,
    FormState,
    FormValue,
    Going,
    Page,
    Pointed,
    main_form,
    parts_of,
    read_form,
)
from optout.flow import Step, TextBeforeSend
from optout.outcome import Stop
from optout.person import PersonField
from optout.run.events import Detail
from optout.run.submitted_values import SubmittedValues
from optout.run.verdict import Observation, Setting

# Characters; a shorter text that a person wrote may be in any request.
_IDENTIFYING_LENGTH = 30
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

    Without a `button` it was sent already.
    """

    how: str
    form: tuple[FormValue, ...] = ()
    button: Element | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


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
    by_person: set[PersonField] = field(default_factory=set)
    """Those of them that the person entered in the window, as they said."""
    value_fields: list[tuple[PersonField, Element]] = field(default_factory=list)
    """The fields of the page in front that contain them; an address that is repeated is in two."""
    by_hand: list[str] = field(default_factory=list)
    """The steps that the person took in the window."""
    helped: list[str] = field(default_factory=list)
    """What else the person did or decided, as codes of `wording.toml`."""
    found: dict[str, str] = field(default_factory=dict)
    """For each target, the strategy that found it."""
    waited: set[str] = field(default_factory=set)
    """Targets that were waited for in vain: they are not waited for again."""
    page: tuple[FormValue, ...] = ()
    """The visible fields of the page in front, as they were read last."""
    front: Page = field(default_factory=Page)
    """The snapshot in which they were read."""
    earlier: dict[tuple[str, str], FormValue] = field(default_factory=dict)
    """The fields of earlier pages of the form, by label and name in the markup."""
    shown: set[str] = field(default_factory=set)
    """The keys of fields that the person has seen."""
    written: dict[str, Element] = field(default_factory=dict)
    """For each target that got a text, its field."""
    offered: set[str] = field(default_factory=set)
    """The labels of optional boxes and questions that the person was shown."""
    turned: Going = ""
    """Set once a page of the form was left: `dialog` if it was in one."""

    @property
    def filled(self) -> tuple[FormValue, ...]:
        """The form's values as they were approved, or else as they were read last."""
        if self.approved and self.approved.form:
            return self._with_names(self.approved.form)
        return self._with_names(self._with_earlier(self.page))

    def submitted_values(self, fields: Iterable[FormValue] = ()) -> SubmittedValues:
        """Return the values by which a request is recognised as this form's; `fields` are those of the page in front.

        The country is left out: a form may send a number for it. Of what the person wrote in the
        window, only an address or a long text counts: a name may be in any request that counts
        visitors.
        """
        fields = tuple(fields)
        every = (*fields, *self.earlier.values())
        written = {field.text for field in every if _identifies_person(field)}
        entered = {text for name, text in self.entered.items() if name != "country"}
        texts = entered | written
        return SubmittedValues(frozenset(texts), frozenset(_expected_in_request(fields, texts)))

    def note_help(self, code: str) -> None:
        """Note, once, what the person did or decided."""
        if code not in self.helped:
            self.helped.append(code)

    def enter_by_hand(self, name: PersonField, value: str, field: Element) -> None:
        """Note that a field has a value that the person entered in the window, as they said."""
        self.enter(name, value, field)
        self.by_person.add(name)

    def enter(self, name: PersonField, value: str, field: Element) -> None:
        """Note that a field has a value of the person, as entered or accepted, and what its form contains now."""
        page = Page((field.document,), read=True)
        self.note_turn(self.front, page)
        self.entered[name] = value
        self.by_person.discard(name)
        self.value_fields.append((name, field))
        self.note_page(self.read(page, field).fields, page)

    def read(self, page: Page, button: Element) -> FormState:
        """Read the form that a button sends, and which of its fields contain which of the person's values."""
        # Some pages turn by themselves, once something was chosen.
        self.note_turn(self.front, page)
        value_names: dict[Element, PersonField] = {}
        for name, entered in self.value_fields:
            field = page.again(entered)
            # A reference alone may be another field's, once the page has made its fields anew.
            if field and field.html_name == entered.html_name:
                elements = field.inside if field.is_group else [field]
                value_names |= dict.fromkeys(elements, name)
        state = read_form(page, button, self.shown, value_names)
        fields = tuple(self._with_origin(field) for field in state.fields)
        return replace(state, fields=fields)

    def _with_origin(self, field: FormValue) -> FormValue:
        is_by_person = field.origin == "entered" and field.name in self.by_person
        return replace(field, origin="by_person") if is_by_person else field

    def contains_other(self, field: Element, value: PersonField) -> bool:
        """Return True if a field contains another value of the person, which this one would overwrite."""
        others = {text for name, text in self.entered.items() if name != value}
        return field.is_textbox and field.value.strip() in others - {""}

    def note_page(self, fields: Iterable[FormValue], page: Page) -> None:
        """Note what the fields of the form on the page in front contain."""
        self.page = tuple(field for field in fields if field.is_in_front)
        self.front = page
        self.shown |= {field.key for field in self.page}

    def note_left(self, last: Page) -> None:
        """Note what the form contained in the last snapshot of a page, before the person turned it."""
        parts = parts_of(last, going=self.turned)
        element = next(iter((*parts.fields, *parts.groups)), None)
        if element is not None:
            self.note_page(self.read(last, element).fields, last)

    def note_turn(self, before: Page, now: Page) -> None:
        """Note that another page of the form has replaced `before`, if it has."""
        if is_another_page(before, now):
            self.turn(before)

    def turn(self, before: Page) -> None:
        """Note that another page of the form follows `before`.

        Of a field left twice the later value counts.
        """
        scope = main_form(before)
        if scope or not self.turned:
            self.turned = "dialog" if scope and scope.area[0] == "dialog" else "page"
        filled = [field for field in self.page if field.text.strip()]
        self.earlier |= {(field.label, field.html_name): field for field in filled}
        self.page = ()
        self.front = Page()
        # These fields were on the page that is gone.
        self.value_fields.clear()

    def lost_values(self, fields: Iterable[FormValue]) -> list[PersonField]:
        """Return the values that a step entered and that no field has, neither in front nor on an earlier page.

        A field that the person has changed since is listed as it is, and loses nothing.
        """
        shown = [*fields]
        names = {field.name for field in shown}
        texts = {field.text for field in shown}
        return [
            name
            for name, text in self.entered.items()
            if text.strip() and name not in names and text not in texts
        ]

    def shown_with(self, form: FormState) -> tuple[FormValue, ...]:
        """Return the values of a form's page, what was entered on the pages before it, and the hidden ones last."""
        # A hidden duplicate of a visible field is sent with it, and needs no line of its own.
        visible = {text for field in form.fields for text in (field.key, field.text)}
        unseen = [
            field if field.key in visible or field.text in visible else self._as_known(field)
            for field in form.unseen
        ]
        known = [field for field in unseen if field.is_visible]
        hidden = [field for field in unseen if not field.is_visible]
        shown = self._with_names(self._with_earlier((*form.fields, *known)))
        return (*shown, *hidden)

    def _with_names(self, fields: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
        """Name the person's e-mail address and comment where no field is known to have them.

        The person may fill in a form by hand, and a page may repeat what was entered on an earlier
        one: a field has the value then that the person gave, or a step accepted, letter for letter.
        A country may be that of anything.
        """
        named = {field.name for field in fields}
        values = {**self.given, **self.entered}
        names: dict[str, PersonField] = {}
        texts: tuple[PersonField, ...] = ("email", "comment")
        for name in texts:
            if name in values and name not in named:
                names[values[name]] = name
        return tuple(replace(field, name=field.name or names.get(field.text)) for field in fields)

    def _as_known(self, field: FormValue) -> FormValue:
        """Describe a hidden field; one of an earlier page that is still there is listed with what it contains now."""
        if field.key in self.shown:
            names = {earlier.key: earlier.name for earlier in self.earlier.values()}
            name = field.name or names.get(field.key)
            return replace(field, origin="earlier_page", read_only=True, name=name)
        is_entered = field.text in self.entered.values()
        return replace(field, origin="entered" if is_entered else "hidden")

    def _with_earlier(self, fields: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
        """Add what was entered on earlier pages of the form and is not on this one."""
        texts = {field.text for field in fields}
        keys = {(field.label, field.html_name) for field in fields}
        earlier = [
            replace(field, origin="earlier_page", read_only=True)
            for key, field in self.earlier.items()
            if key not in keys and (field.kind in CHOSEN_KINDS or field.text not in texts)
        ]
        return (*fields, *earlier)


def _expected_in_request(fields: Iterable[FormValue], texts: set[str]) -> set[str]:
    """Return those of some texts that the request of the page in front has to contain."""
    enabled = [field for field in fields if field.is_in_front and field.enabled]
    known = [field for field in enabled if field.text in texts]
    # A form sends nothing of a field without a name; where no field has a name, a script sends
    # them.
    named = [field for field in known if field.html_name]
    return {field.text for field in named or known}


def _identifies_person(field: FormValue) -> bool:
    """True if a person wrote into a field what can identify their request: an address, or a long text."""
    if not field.is_visible or not field.enabled or field.read_only:
        return False
    is_long = len(field.text) >= _IDENTIFYING_LENGTH
    return field.kind in _WRITTEN_KINDS and ("@" in field.text or is_long)


def is_another_page(before: Page, now: Page) -> bool:
    """Return True if a snapshot shows another page of a form: it asks for nothing that the one before asked for."""
    return (
        before.read and now.read and before.mark != now.mark and before.asked.isdisjoint(now.asked)
    )


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

    def restart(self) -> None:
        """Walk this path from its first step."""
        self.step = 0
        self.has_led_on = False

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


@dataclass
class AnswerProgress:
    """What the page has said since the form was sent, and until when its answer is waited for."""

    began: bool = False
    until: float = 0.0
    last: Observation | None = None
    dismissed: set[str] = field(default_factory=set)
    """Texts of which the person said that they do not confirm."""
    stable_text: str = ""
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
    has_clicked_send: bool = False
    """True once the approved button was clicked; False again once it is proven that nothing left."""
    interrupted_handovers: dict[tuple[str, str], HandoverBaseline] = field(default_factory=dict)
    """Steps, with their targets, that were handed over when a paused request interrupted that."""
    obstacle: Stop | None = None
    """What kept the form from being sent, or the notice that the person has to confirm."""
    known_text: TextBeforeSend = field(default_factory=TextBeforeSend)
    """What the page said before the form was sent: it is no answer."""
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
        return next(reversed(self.accounts), None) or None

    @property
    def pressed_at(self) -> datetime | None:
        """When a setting was pressed first, or was about to be: a crash after that leaves it unknown."""
        return next((setting.pressed_at for setting in self.settings if setting.pressed_at), None)
