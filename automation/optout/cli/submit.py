"""`optout submit`: the main job, on the live site."""

import os
import sys
from contextlib import suppress
from functools import partial

from optout.browser.find import find_browser, has_screen
from optout.browser.launch import Launch
from optout.cli.comment import given_comment
from optout.cli.concluding import as_json, conclude
from optout.cli.console import Console, can_prompt
from optout.cli.introducing import introduce
from optout.cli.objecting import Case, Sitting, Wishes, objected
from optout.cli.trust import ensure_trusted
from optout.errors import NoScreen, Stop, UsageError
from optout.flow.cases import Moment
from optout.flow.catalogue import find_flow
from optout.flow.model import Flow
from optout.person import Person
from optout.reasons import Reason
from optout.run.conduct import Result
from optout.run.questions import ABOUT
from optout.state import Exit
from optout.tongue import _


def submit(sitting: Sitting) -> Exit:
    """Carry out one objection on the live site; gives the exit code.

    Raises:
        OptoutError: before anything was opened.
    """
    console, settings = sitting.console, sitting.settings
    _refuse_misfits(sitting.wishes)
    loaded = find_flow(settings.flow)
    person = Person.from_settings(settings, given_comment(sitting.console, settings, sitting.wishes.comment))
    console.redact = person.redactor()
    introduce(console, loaded.flow, person)
    ensure_trusted(console, loaded, settings.data_dir)
    return carry_out(sitting, Case(loaded, person, ready(sitting)))


def _refuse_misfits(wishes: Wishes) -> None:
    if wishes.again != bool(wishes.reason):
        raise UsageError(
            _("--again and --reason belong together"), _('optout submit --again --reason "the first was refused"')
        )
    if len(wishes.accounts) > 1:
        raise UsageError(_("several accounts go with --all"), "optout submit --all --account home --account work")


def ready(sitting: Sitting) -> Launch:
    """Find out before anything is started whether a window can be shown and a question asked, and with which browser.

    Raises:
        NoScreen: there is no screen.
        Stop: nobody can be asked.
        BrowserMissing: there is no browser.
    """
    refuse_no_screen()
    if not can_prompt() and not (sitting.wishes.yes or sitting.wishes.until_filled):
        raise Stop(Reason.NO_TERMINAL, question=ABOUT[Moment.APPROVE])
    return Launch(find_browser(sitting.settings.browser), headed=True)


def refuse_no_screen() -> None:
    """Find out before anything is started whether a window can be shown.

    Raises:
        NoScreen: it cannot.
    """
    if not has_screen(os.environ, sys.platform):
        says = _("there is no screen to open a browser window on")
        raise NoScreen(says, _("run it in a terminal on your desktop: you sign in in the window"))


def carry_out(sitting: Sitting, case: Case) -> Exit:
    """Carry out one objection and say how it ended; one run at a time for each flow and account.

    Raises:
        OptoutError: it was refused, or the program itself failed; says whether anything may have been sent.
    """
    console, flow = sitting.console, case.loaded.flow
    result = objected(sitting, case, partial(tell_end, console, flow))
    if console.as_json:
        with suppress(OSError):
            console.json(as_json(flow, result))
    return result.outcome.exit


def tell_end(console: Console, flow: Flow, result: Result) -> None:
    """Say how an objection ended. A terminal that is gone changes nothing about what was sent, nor the exit code."""
    with suppress(OSError):
        conclude(console, flow, result)
