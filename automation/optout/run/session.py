"""What one objection works with: its collaborators, brought together once, and how it looks at the page in front."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from playwright.sync_api import BrowserContext

from optout.browser import (
    CHOSEN_KINDS,
    Element,
    FormField,
    FormState,
    Found,
    Gate,
    Going,
    Page,
    Pointed,
    Window,
    find_account,
    find_control,
    find_target,
    main_form,
    parts_of,
    read,
    read_form,
)
from optout.failpoints import Point, reach
from optout.flow import TextBeforeSend, find_phrase, find_statement, matches_glob, quotation
from optout.messages import without_query
from optout.outcome import Outcome, Reason, State, Stop
from optout.person import VALUES, PersonField
from optout.run.inputs import Helpers, Objection, key_of
from optout.run.sends import Contents, Sends
from optout.run.talk import Detail, Progress

_READING_TIME = 1.0  # seconds
_STILL = 4.0  # seconds
_T = TypeVar("_T")
EARLIER_PAGE = "entered before"  # the kind of a field of an earlier page of the form
_TEXT = 30  # characters
_WRITTEN = frozenset({"email", "search", "text", "textarea", "textbox"})  # kinds of fields


@dataclass(frozen=True)
class Arrival:
    """How the form was reached; `title` is one that the flow does not know, `sure` whether it is the right one."""

    way: Detail
    title: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Approved:
    """What may be sent, and how that was said: `asked`, `in_advance`, `in_window`. Without a `button` it has left."""

    how: str
    form: tuple[FormField, ...] = ()
    button: Element | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class _Draft:
    """What was put into the form, by whom, and on which of its pages."""

    arrival: Arrival | None = None
    led_to: str = ""  # the address at which the form stood that the person led to
    approved: Approved | None = None
    approved_before: Approved | None = None  # the page did not take it
    given: Mapping[PersonField, str] = field(default_factory=dict)  # what the person gave before the run
    entered: dict[PersonField, str] = field(default_factory=dict)  # what the steps put in or accepted
    # Where they did, on the page in front; an address that is to be repeated is in two fields.
    value_fields: list[tuple[PersonField, Element]] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)  # the person's steps
    helped: list[str] = field(default_factory=list)  # what else the person did or decided, as codes of `wording.toml`
    found: dict[str, str] = field(default_factory=dict)  # how each target was found
    waited: set[str] = field(default_factory=set)  # targets that were waited for in vain
    page: tuple[FormField, ...] = ()  # what stands in front
    front: Page = field(default_factory=Page)  # the page of that reading
    earlier: dict[tuple[str, str], FormField] = field(default_factory=dict)  # what stood on pages that were left
    shown: set[str] = field(default_factory=set)  # keys of fields that the person has seen
    written: dict[str, Element] = field(default_factory=dict)  # each field that got a text
    offered: set[str] = field(default_factory=set)  # boxes that the person has seen
    turned: Going = ""  # a page was left, and whether in a dialog

    @property
    def filled(self) -> tuple[FormField, ...]:
        """The fields as they were approved, or else as they were read last."""
        approved = self.approved.form if self.approved else ()
        return self._with_value_names(approved or self._with_earlier(self.page))

    def contents(self, fields: Iterable[FormField] = ()) -> Contents:
        """Return what tells the send of the form; `fields` are those of the page in front.

        Never the country: a form may send a number for it. Of what the person wrote in the window an address or a text:
        a name may stand in whatever a page counts.
        """
        open_ = [one for one in (*fields, *self.earlier.values()) if one.seen and one.enabled and not one.read_only]
        own = {one.value for one in open_ if one.kind in _WRITTEN and ("@" in one.value or len(one.value) >= _TEXT)}
        values = {value for name, value in self.entered.items() if name != "country"} | own
        sent = [field for field in fields if field.value in values and field.enabled and field.kind != EARLIER_PAGE]
        # A form sends nothing of a field without a name; where none has one, a script does.
        sent = [field for field in sent if field.name] or sent
        return Contents(frozenset(values), frozenset(field.value for field in sent))

    def note_help(self, code: str) -> None:
        """Note what the person did or decided, once."""
        if code not in self.helped:
            self.helped.append(code)

    def enter(self, name: PersonField, value: str, field: Element) -> None:
        """Note which value of the person a field has, as it was put in or accepted, and what its form contains now."""
        now = Page((field.document,), read=True)
        self.note_turn(self.front, now)
        self.entered[name] = value
        self.value_fields.append((name, field))
        self.note_page(self.read(now, field).fields, now)

    def read(self, page: Page, button: Element) -> FormState:
        """Read the form that a button sends, and which of its fields have which of the person's values."""
        self.note_turn(self.front, page)  # some pages turn by themselves, once something was chosen
        value_names: dict[Element, PersonField] = {}
        for name, entered in self.value_fields:
            field = page.again(entered)
            # A reference alone may be another field's, once the page has made its fields anew.
            if field and field.html_name == entered.html_name:
                answers = field.inside if field.is_group else [field]
                value_names |= dict.fromkeys(answers, name)
        return read_form(page, button, self.shown, value_names)

    def contains_other(self, field: Element, value: PersonField) -> bool:
        """Return True if a field contains another value of the person, which this one would overwrite."""
        others = {text for name, text in self.entered.items() if name != value}
        return field.is_textbox and field.value.strip() in others - {""}

    def note_page(self, fields: Iterable[FormField], page: Page) -> None:
        """Note what the fields of the form on the page in front contain."""
        self.page = tuple(field for field in fields if field.seen and field.kind != EARLIER_PAGE)
        self.front = page
        self.shown |= {field.key for field in self.page}

    def note_left(self, last: Page) -> None:
        """Note what the form contained in the last reading of a page, before the person turned it."""
        parts = parts_of(last, going=self.turned)
        for element in [*parts.fields, *parts.groups][:1]:
            self.note_page(self.read(last, element).fields, last)

    def note_turn(self, before: Page, now: Page) -> None:
        """Note that another page of the form has come up in place of `before`, where that is so."""
        if is_another_page(before, now):
            self.turn(before)

    def turn(self, before: Page) -> None:
        """Note that another page of the form follows `before`; a field that was left twice holds the latter."""
        scope = main_form(before)
        if scope or not self.turned:
            self.turned = "dialog" if scope and scope.area[0] == "dialog" else "page"
        self.earlier |= {(field.label, field.name): field for field in self.page if field.value.strip()}
        self.page, self.front = (), Page()
        self.value_fields.clear()  # of a page that is gone

    def lost_values(self, fields: Iterable[FormField]) -> list[PersonField]:
        """Return the values that a step entered and that no field has, neither in front nor on an earlier page.

        A field that the person has changed since is listed as it is, and loses nothing.
        """
        shown = [*fields]
        accounted = {field.value_name for field in shown} | {
            name for name, value in self.entered.items() if value in {field.value for field in shown}
        }
        return [name for name, value in self.entered.items() if value.strip() and name not in accounted]

    def shown_with(self, form: FormState) -> tuple[FormField, ...]:
        """Return the fields of a page, what was entered on the pages before it, and what nobody could see."""
        told = {text for field in form.fields for text in (field.key, field.value)}  # its twins go with each
        twins = [field for field in form.unseen if not told.isdisjoint((field.key, field.value))]
        hidden = [field if field in twins else self._as_known(field) for field in form.unseen]
        fields = form.fields + tuple(field for field in hidden if field.seen)
        shown = self._with_value_names(self._with_earlier(fields))
        return shown + tuple(field for field in hidden if not field.seen)

    def _with_value_names(self, fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
        """Name the person's e-mail address and comment where no field is known to have them.

        The person may fill in a form by hand, and a page may repeat what was entered on an earlier one: a field has
        the value then that the person gave, or a step accepted, letter for letter. A country may be that of anything.
        """
        named = {field.value_name for field in fields}
        values = {**self.given, **self.entered}
        texts: tuple[PersonField, ...] = ("email", "comment")
        known = {values[name]: name for name in texts if name in values and name not in named}
        return tuple(replace(field, value_name=field.value_name or known.get(field.value)) for field in fields)

    def _as_known(self, field: FormField) -> FormField:
        """Describe a field that nobody sees now: one of an earlier page that is still there is listed as it is now."""
        if field.key in self.shown:
            names = {earlier.key: earlier.value_name for earlier in self.earlier.values()}
            name = field.value_name or names.get(field.key)
            return replace(field, kind=EARLIER_PAGE, read_only=True, seen=True, value_name=name)
        return replace(field, seen=field.value in self.entered.values())

    def _with_earlier(self, fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
        """Add what stood on earlier pages of the form."""
        held, known = {field.value for field in fields}, {(field.label, field.name) for field in fields}
        earlier = [
            replace(field, kind=EARLIER_PAGE, read_only=True)
            for key, field in self.earlier.items()
            if key not in known and (field.kind in CHOSEN_KINDS or field.value not in held)
        ]
        return (*fields, *earlier)


def is_another_page(before: Page, now: Page) -> bool:
    """Return True if a reading shows another page of a form: it asks for nothing that the one before asked for."""
    return before.read and now.read and before.mark != now.mark and before.asked.isdisjoint(now.asked)


class Stillness:
    """Since when a page stands still: it says and asks the same, and nothing is on its way to it."""

    def __init__(self, window: Window) -> None:
        self._window, self._mark, self._since = window, "", window.now()

    def lasts(self, page: Page, seconds: float = _STILL, also: object = "") -> bool:
        """Take a look into account, and say whether the page, and `also`, has stood still for some seconds."""
        now = self._window.now()
        mark = f"{self._window.page.url}\n{page.mark}\n{sorted(page.typed)}\n{also}"
        if mark != self._mark or self._window.is_loading or not page.read:
            self._mark, self._since = mark, now
        return now - self._since >= seconds


class Run:
    """What one objection works with, and what has come about; `tick` is called in every wait, and raises to end it."""

    def __init__(
        self, context: BrowserContext, objection: Objection, helpers: Helpers, entry_id: str, tick: Callable[[], None]
    ) -> None:
        flow, person = objection.loaded.flow, objection.person
        self.objection, self.helpers, self.id = objection, helpers, entry_id
        self.flow, self.person, self.options, self.language = flow, person, objection.options, objection.language
        told_by = {*flow.holds.values()} - {"country"}  # that may stand in anything
        known = {value for name in told_by if (value := person.value(name)) is not None}
        steps = len(flow.switches) or sum(one.is_sure(person) and one.verb != "click" for one in flow.steps)
        total = 2 + steps + 2 * (bool(flow.switches) and not self.options.recheck_only)
        self.events = Progress(helpers.observers, total)
        self.tell, self.long = self.events.tell, self.events.long
        self.sends = Sends(flow, self.move, self.tell, known=known)
        self.window = Window(context, tuple(flow.hosts), tick, helpers.clock)
        self.gate = Gate(context, self.sends, helpers.site)  # before anything is opened in it
        self.window.on_wait = self.gate.ask_again
        self.window.selectors = tuple(dict.fromkeys(one.only for one in flow.targets.values() if one.only))
        self.asker = helpers.asker
        self.asker.opened(self.window)
        helpers.opened(self.page)
        # Given the form, or settings, before the press; given the answer, or of settings nothing, after it.
        self.capture_before: Callable[[tuple[FormField, ...]], None] = lambda _: None
        self.capture_after: Callable[[Outcome | None], None] = lambda _: None
        self.before = TextBeforeSend()  # what the page said before the send
        given = {name: value for name in VALUES if (value := person.value(name)) is not None}
        self.draft = _Draft(given=given)
        self.pointed: dict[str, Pointed] = {}  # what the person pointed at
        self.dialogs: list[str] = []  # the page's own that the flow does not know
        self.alerts: list[str] = []  # those that only tell
        self.may_press: set[tuple[str, str]] = set()  # in a stranger's flow, each with its address
        self.settings = objection.settings()
        self.accounts: list[str] = []  # whose it is, as each page named it
        self.ask_anew: Callable[[], None] | None = None  # shows the question that is open once more
        self.look_for_answer: Callable[[], None] = lambda: None  # notes whether the page confirms the send
        self.settling = False  # the person decides about a paused request
        self.reloaded = False  # settings were loaded anew
        self.answer_kept: tuple[str, str] | None = None  # the page and the words of an answer that was captured

    def move(self, state: State) -> None:
        """Journal how it stands; whatever that is, it is there from then on."""
        journal = self.helpers.journal
        journal.plan(self.id, key_of(self.objection.loaded, self.person))
        if state == State.ARMED:
            # A setting is read first, and pressed only where it is not as wanted: what was done before is no hindrance.
            first = "the setting was read first" if self.flow.switches else None
            self.reach("before_arming")  # from here on a crash is unknown, and blocks a second try
            journal.arm(self.id, self.options.again_reason or first)
        elif state != State.PLANNED:
            journal.set_state(self.id, state)

    def reach(self, point: Point) -> None:
        """Die here when a test wants it."""
        reach(point)

    def stop(self, reason: Reason, **detail: str) -> Stop:
        """Make a stop that says where the run was."""
        return Stop(reason, **{**self.where(), **detail})

    def where(self) -> dict[str, str]:
        """Say where the run is: the address, the flow, the step and how many there are."""
        try:
            gone = self.window.unreached
            address = gone.host if gone else self.address
        except Exception:  # noqa: BLE001  the window may be gone, and it must still be told
            address = "?"
        events = self.events
        return {"address": address, "flow": self.flow.id, "step": str(events.number), "steps": str(events.total)}

    @property
    def address(self) -> str:
        """Host and path of the page in front."""
        return without_query(self.window.page.url)

    @property
    def account_named(self) -> str | None:
        """Whose account it is, as the page named it last; None where it did not."""
        return next(reversed(self.accounts), "") or None

    @property
    def pressed_at(self) -> datetime | None:
        """When a setting was pressed first, or was about to be: from here on a crash is unknown."""
        return next((one.pressed_at for one in self.settings if one.pressed_at), None)

    @property
    def may_have_left(self) -> bool:
        """Whether the form may have left, or a setting was pressed."""
        return self.sends.may_have_left or self.pressed_at is not None

    @property
    def approved_beforehand(self) -> bool:
        """Whether nobody is asked for the approval: never for what the person put in by hand, which no option knew."""
        return self.options.yes and not self.draft.by_hand

    @property
    def can_ask(self) -> bool:
        """Whether somebody can answer, and wants to be asked: not where all was approved beforehand."""
        return self.asker.can_answer and not self.options.yes

    def check_address(self) -> None:
        """Stop unless the page in front was reached, and is where this flow may work, after any redirect."""
        self.stop_unreached()
        address = self.window.page.url
        if not self.window.allows(address):
            raise self.stop(Reason.FOREIGN_ADDRESS)
        if any(matches_glob(glob, address) for glob in self.flow.wrong_form):
            raise self.stop(Reason.WRONG_FORM, right=self.flow.right_form)

    def stop_unreached(self) -> None:
        """Stop where the host of the page in front cannot be reached: what stands there is the browser's own page."""
        if gone := self.window.unreached:
            raise self.stop(Reason.UNREACHABLE, host=gone.host, error=gone.error)

    def stop_on_dialog(self) -> None:
        """Stop when the page has asked something of its own that the flow does not know, before anything was sent."""
        asked = [one for one in self.dialogs if one not in self.alerts]  # which only tell
        if asked and not self.sends.armed:
            raise self.stop(Reason.DIALOG, words=asked[0])

    def look(self) -> Page:
        """Read the page in front as it stands; an unread one while it changes."""
        return read(self.window)

    def page(self, seconds: float = _READING_TIME) -> Page:
        """Read the page in front as soon as that is possible; an unread one if it is not."""
        return self.window.wait(lambda: page if (page := self.look()).read else None, seconds) or Page()

    def find(self, name: str, page: Page, *, enabled: bool = False) -> Found | int:
        """Find a target of the flow on a page, or say how many could be it; one that the person pointed at is that."""
        if name in (step.switch for step in self.flow.switches) and name not in self.pointed:
            return find_control(page, self.flow, name)
        if pointed := self.pointed.get(name):
            return pointed.on(page, enabled=enabled)
        value = self.flow.holds.get(name)
        found = find_target(
            page,
            self.flow.targets[name],
            holds=value,
            enabled=enabled,
            anywhere=self.sends.armed,
            going=self.draft.turned,
        )
        if value and isinstance(found, Found) and self.draft.contains_other(found.element, value):
            return 0
        return found

    def find_one(self, name: str, page: Page | None = None, *, enabled: bool = False) -> Found | None:
        """Return a target if it is there, on the page as it was read, or as it stands now."""
        found = self.find(name, page or self.look(), enabled=enabled)
        return found if isinstance(found, Found) else None

    def wait_for(self, look: Callable[[Page], _T | None], seconds: float | None = None) -> _T | None:
        """Look until something is found; give None after `seconds`, or once it stands still and somebody can help."""
        stillness = Stillness(self.window)

        def found_or_still() -> tuple[_T | None] | None:
            page = self.look()
            found = look(page)
            return (found,) if found is not None or (self.asker.can_answer and stillness.lasts(page)) else None

        ended = self.window.wait(found_or_still, self.options.patience if seconds is None else seconds)
        return ended[0] if ended else None

    def need(self, name: str, *, enabled: bool = False) -> Found:
        """Wait for a target, and check its address; raise Stop where it is not there, or several could be it."""
        seconds = 0.0 if name in self.draft.waited else self.options.patience
        self.draft.waited.discard(name)
        with self.long("finding", seconds, name):
            came = self.wait_for(lambda page: self.find_one(name, page, enabled=enabled), seconds)
        self.check_address()
        found = came or self.find(name, self.page(), enabled=enabled)
        if isinstance(found, Found):
            self.draft.found[name] = found.how
            return found
        page = self.page()
        self.stop_on_notice(page, form_shown=main_form(page) is not None)
        reason = Reason.TARGET_AMBIGUOUS if found > 1 else Reason.TARGET_MISSING
        if enabled and found == 0 and self.find_one(name, page):
            reason = Reason.TARGET_STUCK
        raise self.stop(reason, target=self.flow.described(name), count=str(found))

    def stop_on_notice(self, page: Page, *, form_shown: bool = False) -> None:
        """Stop when the visible text has one of the notices that stand in for the form.

        "If you have already objected" may stand on the form itself: there, or in a question, that notice does not
        count. What it says is the person's to confirm.
        """
        notices = self.flow.notices
        before = None if form_shown else find_statement(page.spoken, self.flow.phrase(notices.already_objected))
        for words, reason in (
            (before and quotation(before.block), Reason.ALREADY_OBJECTED),
            (self.shown_words(page, notices.not_available), Reason.NOT_AVAILABLE),
            (self.shown_words(page, notices.wrong_form), Reason.WRONG_FORM),
        ):
            if words:
                raise self.stop(reason, words=words, right=self.flow.right_form)

    def account_now(self) -> str:
        """Return whose account the page shows now, if it does; on a form only where the flow knows the place."""
        return find_account(self.page(), self.flow) if self.flow.account or self.flow.switches else ""

    def shown_words(self, page: Page, phrase: str | None) -> str | None:
        """Return the block of text that has a phrase of the flow, as it can be quoted."""
        phrases = self.flow.phrase(phrase)
        return next((quotation(text) for text in page.spoken if find_phrase(text, phrases)), None)
