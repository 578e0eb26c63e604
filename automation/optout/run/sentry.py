"""Stands between the page and the send before the tool has armed it: who may send, and what a send by hand means."""

from collections.abc import Callable

from optout.browser.payload import other_address
from optout.errors import JournalError, SentBefore, SentByHand
from optout.failpoints import Point, reach
from optout.i18n import _
from optout.outcome import Reason, State
from optout.run.events import Kind
from optout.run.session import Objection


def may_leave(objection: Objection) -> bool:
    """Decide about the first declared request: the tool's own once armed, the person's in their turn, never the page's.

    Commits to the journal before the request leaves. Never reads the page: that would wait for this very answer.
    """
    if not objection.armed and not objection.persons_turn:
        objection.page_sends = True
        objection.tell(Kind.REQUEST_HELD_BACK, why=_("nobody has approved it"))
        return False
    if objection.armed and _carries_other_address(objection):
        objection.tell(Kind.REQUEST_HELD_BACK, why=_("it carries another e-mail address than the one that was checked"))
        return False
    try:
        if not objection.armed:
            objection.move(State.ARMED)
        objection.move(State.SENT)
    except (JournalError, SentBefore):
        objection.tell(Kind.REQUEST_HELD_BACK, why=_("the journal does not allow it"))
        return False
    reach(Point.ON_REQUEST)
    objection.tell(Kind.REQUEST_LEFT)
    return True


def _carries_other_address(objection: Objection) -> bool:
    """Whether what is about to leave has an e-mail address, and not the one that was checked and approved."""
    approved = {field.value for field in objection.approved} | {objection.draft.entered.get("email", "")}
    return objection.gate.asking is not None and other_address(objection.gate.asking, approved)


def watchful(objection: Objection, tick: Callable[[], None]) -> None:
    """Look, in every wait before the send is armed, whether something was sent without the tool.

    Raises:
        SentByHand: the person did, or a request left that carries the form's values and that the flow does not know.
        Stop: the page tried to, and was held back.
    """
    tick()
    if objection.armed or objection.over:
        return
    if objection.gate.undeclared is not None and objection.gate.passed is None:
        objection.move(State.ARMED)
        raise SentByHand(_("something with your values left the window"))
    if objection.gate.passed is not None:
        raise SentByHand(_("you sent the form in the window"))
    if objection.page_sends:
        raise objection.stop(Reason.PAGE_SENDS)
