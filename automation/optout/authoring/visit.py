"""Goes to a live form and reads it. Nothing is filled, and whatever would send is held back."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from optout.authoring.page import Node, read_page
from optout.browser.bar import Bar
from optout.browser.gate import Gate
from optout.browser.window import Window
from optout.errors import JournalError, PageCrashed, WindowGone
from optout.flow.model import Flow
from optout.i18n import _
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.arrival import open_form
from optout.run.asker import Asker
from optout.run.events import Doing, Observer, Progress
from optout.run.ledger import Ledger
from optout.run.session import Options, Page, Run, WordsBefore
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
    events = Progress(observer, total=2)
    run = Run(flow, Person(), window, asker, events, options, ledger, gate, Bar(window), WordsBefore(flow))
    try:
        events.begin("sign_in")
        events.done("sign_in", sign_in(run))
        events.begin("open_form")
        arrival = open_form(run)
        if arrival is Page.SENDS:
            raise run.stop(Reason.WAYS_DEAD, count=str(len(flow.ways)))
        events.done("open_form", {"address": arrival.address})
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
