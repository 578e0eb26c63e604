"""How a setting stood at each look, and what becomes of it by that; looks at nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from optout.browser.controls import Control, Reading, Stands
from optout.browser.requests import Request, Response, fits
from optout.flow.model import Switch
from optout.flow.words import fold
from optout.i18n import _
from optout.outcome import UNTURNED, Outcome, Reason, State

BY_PERSON = "by_person"
"""How a setting was read that only the person could read."""


@dataclass
class Setting:
    """One setting of a run, and how it stood at each look.

    `label` is what the page calls it, `how` by what it was found, `control` where it is now, `shown` what was shown of
    its state first; `before` and `after` a fresh load are None where it was not read. `absent`: the page does not have
    it. `pressed_at` is when it was pressed, or was about to be, `by_hand`: by the person.
    `request` is the page's own that saved it, as far as it was seen, `answer` what came back. `asked` is what the page
    asked then that the flow does not know: where nobody answered, or the person called it off, nothing was refused.
    """

    step: Switch
    label: str = ""
    how: str = ""
    control: Control | None = None
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
        """Whether it stands otherwise than wanted, and can be turned."""
        return self.before is not None and self.before.stands is Stands.OTHERWISE and self.before.enabled

    def is_saved_by(self, request: Request) -> bool:
        """Whether the flow says of a request that it saves this setting: by its address, or by GraphQL's operation."""
        if any(fits(one, request) for one in self.step.request):
            return True
        operation = self.step.operation
        named = ("operationName", operation) in request.pairs or operation in urlsplit(request.url).path.split("/")
        return operation is not None and not request.reads and named


_WORST_FIRST = {
    Reason.NOT_READ_BACK: State.UNKNOWN,
    Reason.SETTING_UNREAD: State.STOPPED,
    Reason.DIALOG_AT_PRESS: State.REJECTED,
    Reason.READS_AS_BEFORE: State.REJECTED,
    Reason.SETTING_LOCKED: State.LOCKED,
    Reason.SETTING_ABSENT: State.NOT_AVAILABLE,
    Reason.READ_BY_PERSON: State.CONFIRMED,
    Reason.READS_AS_WANTED: State.CONFIRMED,
    Reason.STOOD_ALREADY: State.ALREADY_OFF,
}
_NAMELESS = _("none by its name")
_NOT_FOUND = _("it was not found again, or shows no state")


def judge_settings(settings: Sequence[Setting], *, accounts: Sequence[str] = (), why: str = "") -> Outcome:
    """Judge settings by how each reads after a fresh load; of several the worst tells.

    `accounts` says whose settings each load of the page showed, as far as it named them; `why` says what kept them from
    being read. What the page showed before the load, or answered to its own request, proves nothing.
    """
    pressed = any(one.pressed_at for one in settings)
    known = next(filter(None, accounts), "")
    if known and fold(known) != fold(accounts[-1]):
        state = State.UNKNOWN if pressed else State.STOPPED
        return Outcome(state, Reason.OTHER_ACCOUNT, {"known": known, "account": accounts[-1] or _NAMELESS})
    each = [(_reads(one, pressed=pressed), one) for one in settings]
    reason, setting = min(each, key=lambda one: [*_WORST_FIRST].index(one[0]))
    if pressed and reason is Reason.SETTING_UNREAD:
        reason = Reason.NOT_READ_BACK
    state = _WORST_FIRST[reason]
    if pressed and state in UNTURNED:  # others were turned: it is neither done nor untouched
        state = State.REJECTED
    read = setting.after or setting.before
    detail = {"setting": setting.label or setting.step.switch, **({"state": read.how} if read else {})}
    if reason is Reason.NOT_READ_BACK:
        detail["why"] = why or _NOT_FOUND
    if reason is Reason.DIALOG_AT_PRESS:
        detail["words"] = setting.asked
    return Outcome(state, reason, detail)


def _reads(setting: Setting, *, pressed: bool) -> Reason:
    """Say how one reads; `pressed`: it or another one of the same run was."""
    after = setting.after
    if setting.absent or setting.locked:
        return Reason.SETTING_ABSENT if setting.absent else Reason.SETTING_LOCKED
    if after is None or after.stands is Stands.UNREAD:
        return Reason.NOT_READ_BACK if setting.pressed_at else Reason.SETTING_UNREAD
    if after.stands is Stands.OTHERWISE:
        as_before = Reason.DIALOG_AT_PRESS if setting.asked else Reason.READS_AS_BEFORE
        return as_before if pressed else Reason.SETTING_UNREAD
    if setting.pressed_at is None:
        return Reason.STOOD_ALREADY
    return Reason.READ_BY_PERSON if after.how == BY_PERSON else Reason.READS_AS_WANTED
