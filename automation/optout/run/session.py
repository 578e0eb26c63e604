"""What one objection works with: its collaborators, brought together once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from playwright.sync_api import BrowserContext

from optout.browser.bar import Bar
from optout.browser.gate import Gate
from optout.browser.window import Window
from optout.flow.model import CheckEmail, Fill, Flow, Step
from optout.flow.said import Before
from optout.outcome import Reason, State
from optout.person import Person, PersonField
from optout.run.asker import Asker, Question
from optout.run.events import Progress
from optout.run.looking import Looking
from optout.run.sends import Sends
from optout.run.setting_outcome import Setting
from optout.run.task import Objection, Services


@dataclass(frozen=True, kw_only=True)
class Run(Looking):
    """What one objection works with; what comes about is kept by what its fields hold.

    `move` journals how settings stand; of a form `sends` does. `dialogs` are the questions of the page's own that the
    flow does not know, `alerts` those of them that only tell; `may_press` is what the person lets a stranger's flow
    press, each with its address. `settings` are those that a flow turns, `accounts` whose they are, as the page named
    it at each reading, `unkept` the names of the account that they want kept nowhere, `asking` is the question that is
    asked now, `reloads` when the page was loaded anew to be read again, `answers_kept` the words of an answer that was
    captured while they stood there, with all that the page said.
    """

    person: Person
    asker: Asker
    gate: Gate
    bar: Bar
    move: Callable[[State], None]
    language: str = "en"
    dialogs: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    may_press: set[tuple[str, str]] = field(default_factory=set)
    settings: list[Setting] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    reloads: list[datetime] = field(default_factory=list)
    answers_kept: dict[str, str] = field(default_factory=dict)
    unkept: set[str] = field(default_factory=set)
    asking: list[Question] = field(default_factory=list)

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

    def stop_on_dialog(self) -> None:
        """Stop when the page has asked something of its own that the flow does not know, before anything was sent."""
        if self.dialogs and not self.sends.armed:
            raise self.stop(Reason.DIALOG_BEFORE_SEND, words=self.dialogs[0])


def is_sure(person: Person, step: Step) -> bool:
    """Whether a step is taken in every run: a value that the person gave is never dropped silently."""
    return person.value(step.with_) is not None if isinstance(step, Fill) else not step.optional


def _known(flow: Flow, person: Person) -> set[str]:
    """Return what the flow's steps put into the form that tells it from anything else a page sends."""
    names: set[PersonField] = {"email" for step in flow.steps if isinstance(step, CheckEmail)}
    names |= {step.with_ for step in flow.steps if isinstance(step, Fill)} - {"country"}  # which may stand in anything
    return {value for name in names if (value := person.value(name)) is not None}


READ_FIRST = "the setting was read first"
"""Why an earlier run of a flow that turns settings steps aside."""


def begin(
    context: BrowserContext, objection: Objection, services: Services, entry_id: str, tick: Callable[[], None]
) -> Run:
    """Bring together what an objection works with; `tick` is called in every wait, and raises when it is to end."""
    flow, journal = objection.loaded.flow, services.journal

    def move(state: State) -> None:
        journal.plan(entry_id, objection.key)
        if state == State.ARMED:
            # A setting is read first, and pressed only where it is not as wanted: what was done before is no hindrance.
            journal.arm(entry_id, objection.options.again_reason or (READ_FIRST if flow.switches else None))
        elif state != State.PLANNED:
            journal.move(entry_id, state)

    def look() -> None:
        tick()
        gate.ask_again()

    sends = Sends(flow, move, services.observers, known=_known(flow, objection.person))
    gate = Gate(context, sends, services.site)
    window = Window(context, tuple(flow.hosts), look, services.clock)
    services.asker.opened(window)
    services.opened(window)
    total = (
        2
        + (len(flow.switches) or sum(is_sure(objection.person, step) for step in flow.steps))
        + 2 * (bool(flow.switches) and not objection.options.only_read)
    )
    return Run(
        flow=flow,
        person=objection.person,
        window=window,
        asker=services.asker,
        events=Progress(services.observers, total, services.later),
        options=objection.options,
        sends=sends,
        gate=gate,
        bar=Bar(window),
        move=move,
        before=Before(),
        can_ask=services.asker.can_answer,
        language=objection.language,
    )
