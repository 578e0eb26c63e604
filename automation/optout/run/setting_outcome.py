"""How a setting stood at each look, and what becomes of it by that; looks at nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from optout.browser.controls import Reading, Stands
from optout.browser.reading import Element
from optout.browser.requests import Request, Response, fits
from optout.flow.model import Switch
from optout.flow.words import fold
from optout.i18n import _
from optout.outcome import Outcome, Reason, State

BY_PERSON = "by_person"
"""How a setting was read that only the person could read."""
NOT_SHOWN = _("the page does not show it")


@dataclass
class Setting:
    """One setting of a run, and how it stood at each look.

    `label` is what the page calls it, `how` by what it was found, `element` where it is now, `shown` what was shown of
    its state first; `before` and `after` a fresh load are None where it was not read. `absent`: the page does not have
    it. `pressed_at` is when it was pressed, or was about to be, `by_hand`: by the person.
    `request` is the page's own that saved it, as far as it was seen, `answer` what came back. `asked` is what the page
    asked then that the flow does not know: where nobody answered, or the person called it off, nothing was refused.
    """

    step: Switch
    label: str = ""
    how: str = ""
    element: Element | None = None
    shown: str = ""
    before: Reading | None = None
    after: Reading | None = None
    absent: bool = False
    pressed_at: datetime | None = None
    by_hand: bool = False
    request: Request | None = None
    answer: Response | None = None
    asked: str = ""

    @property
    def locked(self) -> bool:
        """Whether the page shows it otherwise than wanted, and does not let it be changed."""
        return self.before is not None and self.before.stands is Stands.OTHERWISE and not self.before.enabled

    @property
    def to_turn(self) -> bool:
        """Whether it stands otherwise than wanted, can be turned, and was not pressed yet."""
        can_turn = self.before is not None and self.before.stands is Stands.OTHERWISE and self.before.enabled
        return can_turn and self.pressed_at is None

    def is_saved_by(self, request: Request) -> bool:
        """Whether the flow says of a request that it saves this setting: by its address, or by GraphQL's operation."""
        if any(fits(one, request) for one in self.step.request):
            return True
        operation = self.step.operation
        named = ("operationName", operation) in request.pairs or operation in urlsplit(request.url).path.split("/")
        return operation is not None and not request.reads and named


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
    being read. What the page showed before the load, or answered to its own request, proves nothing.
    """
    pressed = any(one.pressed_at for one in settings)
    known = next(filter(None, accounts), "")
    if known and fold(known) != fold(accounts[-1]):
        state = State.UNKNOWN if pressed else State.STOPPED
        return Outcome(state, Reason.OTHER_ACCOUNT, {"known": known, "account": accounts[-1] or _("none by its name")})
    order = [*_WORST_FIRST]
    each = [(_reads(one, pressed=pressed), one) for one in settings]
    reason, setting = min(each, key=lambda one: (order.index(one[0]), one[1].pressed_at is None))
    read = setting.after or setting.before
    detail = {"setting": setting.label or setting.step.switch, **({"state": read.how} if read else {})}
    if reason is Reason.SETTING_UNREAD:
        detail["why"] = why
    if reason is Reason.DIALOG:
        detail["words"] = setting.asked
    return Outcome(_WORST_FIRST[reason][pressed], reason, detail)


def _reads(setting: Setting, *, pressed: bool) -> Reason:
    """Say how one reads; `pressed`: it or another one of the same run was."""
    after = setting.after
    if setting.absent or setting.locked:
        return Reason.SETTING_ABSENT if setting.absent else Reason.SETTING_LOCKED
    if after is not None and after.stands is Stands.AS_WANTED:
        return Reason.READS_AS_WANTED
    if after is None or after.stands is Stands.UNREAD or not pressed:
        return Reason.SETTING_UNREAD
    return Reason.DIALOG if setting.asked else Reason.READS_AS_BEFORE
