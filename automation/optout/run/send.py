"""The one send: the click on the button that was approved, and what the page asks by a dialog of the browser."""

from playwright.sync_api import Dialog

from optout.browser import touch
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.words import says
from optout.redact import printable
from optout.run.draft import Approved
from optout.run.events import SEND, Kind
from optout.run.session import Run

PRESS_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them


def click_once(run: Run, approved: Approved) -> None:
    """Click the button that was approved. From `arm` on every failure is an unknown outcome, so nothing tries twice."""
    if approved.button is None:
        return
    run.window.stay()
    run.tell(Kind.ARMED, SEND)
    if not touch.press(run.window, approved.button, PRESS_TIME):
        run.tell(Kind.WAITING, Moment.SENT)  # what the gate and the page show decides
    reach(Point.CLICKED)


def decide_dialog(run: Run, dialog: Dialog) -> str | None:
    """Accept the question the flow declares, once armed; dismiss any other and give its words."""
    declared = run.flow.phrase(run.flow.send.dialog)
    if run.ledger.armed and dialog.type == "confirm" and says(dialog.message, declared):
        dialog.accept()
        return None
    message = printable(dialog.message)
    dialog.dismiss()
    return message
