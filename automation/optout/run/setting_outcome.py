"""How a setting stood at each look, and what becomes of it by that; looks at nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from optout.browser.controls import Reading, Stands
from optout.flow.model import Switch
from optout.flow.words import fold
from optout.i18n import _
from optout.outcome import Outcome, Reason, State

BY_PERSON = "by_person"
"""How a setting was read that only the person could read."""
NOT_SHOWN = _("the page does not show it")
NOT_READ = Reading(Stands.UNREAD)


@dataclass
class Setting:
    """One setting of a run, and how it stood at each look.

    `label` is what it is called, by the page once it was found; `shown` what the page showed of its state last, `after`
    how it stood after a fresh load. `pressed_at` is when it was pressed, or was about to be, `by_hand`: by the person.
    `asked` is what the page asked then that the flow does not know.
    """

    step: Switch
    label: str
    shown: str = ""
    before: Reading = NOT_READ
    after: Reading | None = None
    pressed_at: datetime | None = None
    by_hand: bool = False
    asked: str = ""

    @property
    def absent(self) -> bool:
        """Whether the page does not have it."""
        return self.before.stands is Stands.ABSENT

    @property
    def locked(self) -> bool:
        """Whether the page shows it otherwise than wanted, and does not let it be changed."""
        return self.before.stands is Stands.OTHERWISE and not self.before.enabled

    @property
    def to_turn(self) -> bool:
        """Whether it stands otherwise than wanted, can be turned, and was not pressed yet."""
        return self.before.stands is Stands.OTHERWISE and self.before.enabled and self.pressed_at is None

    def ends(self, *, pressed: bool) -> Reason:
        """Say how it ends; `pressed`: it or another one of the same run was."""
        after = self.after.stands if self.after else Stands.UNREAD
        if self.absent or self.locked:
            return Reason.SETTING_ABSENT if self.absent else Reason.SETTING_LOCKED
        if after is Stands.OTHERWISE and pressed:
            return Reason.DIALOG if self.asked else Reason.READS_AS_BEFORE
        return Reason.READS_AS_WANTED if after is Stands.AS_WANTED else Reason.SETTING_UNREAD


_WORST_FIRST = {
    Reason.SETTING_UNREAD: (State.STOPPED, State.UNKNOWN),
    Reason.DIALOG: (State.STOPPED, State.REJECTED),
    Reason.READS_AS_BEFORE: (State.STOPPED, State.REJECTED),
    Reason.SETTING_LOCKED: (State.LOCKED, State.REJECTED),
    Reason.SETTING_ABSENT: (State.NOT_AVAILABLE, State.REJECTED),
    Reason.READS_AS_WANTED: (State.ALREADY_OFF, State.CONFIRMED),
}
"""For each reason, how it stands where nothing was pressed, and where this one or another of the run was."""


def judge_settings(settings: Sequence[Setting], *, accounts: Sequence[str] = (), why: str = NOT_SHOWN) -> Outcome:
    """Judge settings by how each reads after a fresh load; of several the worst tells.

    `accounts` says whose settings each load of the page showed, as far as it named them; `why` says what kept them from
    being read. What the page showed before the load proves nothing.
    """
    pressed = any(one.pressed_at for one in settings)
    known = next(filter(None, accounts), "")
    if known and fold(known) != fold(accounts[-1]):
        state = State.UNKNOWN if pressed else State.STOPPED
        return Outcome(state, Reason.OTHER_ACCOUNT, {"known": known, "account": accounts[-1] or _("none by its name")})
    order = [*_WORST_FIRST]
    each = [(one.ends(pressed=pressed), one) for one in settings]
    reason, setting = min(each, key=lambda one: (order.index(one[0]), one[1].pressed_at is None))
    detail = {"setting": setting.label, "state": (setting.after or setting.before).how}
    more = {Reason.SETTING_UNREAD: {"why": why}, Reason.DIALOG: {"words": setting.asked}}.get(reason, {})
    return Outcome(_WORST_FIRST[reason][pressed], reason, {**detail, **more})
