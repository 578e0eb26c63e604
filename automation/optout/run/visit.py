"""Goes to a live form and reads it. Nothing is filled, and whatever would send is held back."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from optout.browser.gate import Gate
from optout.browser.tree import read_page
from optout.browser.window import Window
from optout.errors import JournalError, PageCrashed, WindowGone
from optout.flow.model import Flow
from optout.flow.seen import Node
from optout.i18n import _
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.arrival import open_form
from optout.run.asker import Asker
from optout.run.events import Doing, Kind, Observer
from optout.run.ledger import Ledger
from optout.run.session import Options, Run
from optout.run.sign_in import sign_in


def visit(
    context: BrowserContext, flow: Flow, desk: tuple[Asker, Observer], options: Options, tick: Callable[[], None]
) -> Node:
    """Let the person sign in, walk the flow's ways to the form, and read it.

    Raises:
        Stop: the form was not reached, or could not be read; or the window was closed.
    """
    asker, observer = desk
    ledger = Ledger(flow, _never, observer)
    gate = Gate(context, ledger, flow.send.request)
    window = Window(context, tuple(flow.hosts), tick)
    run = Run(flow, Person(), window, asker, observer, options, ledger, gate, total=2)
    try:
        _numbered(run, _("sign in"), sign_in)
        _numbered(run, _("open form"), open_form)
        only = {name: target.only for name, target in flow.targets.items() if target.only}
        with run.long(Doing.FORM, options.patience):
            page = window.wait(lambda: read_page(window, only), options.patience)
    except PageCrashed:
        raise
    except WindowGone:
        raise run.stop(Reason.CLOSED) from None
    if page is None:
        raise run.stop(Reason.TARGET_STUCK, target=_("the form"))
    return page


def _never(_: State) -> None:
    """Journal nothing: what cannot be journaled is not sent."""
    raise JournalError("")


def _numbered(run: Run, name: str, act: Callable[[Run], str]) -> None:
    run.number += 1
    run.tell(Kind.STEP_STARTED, name)
    run.tell(Kind.STEP_DONE, name, told=act(run))
