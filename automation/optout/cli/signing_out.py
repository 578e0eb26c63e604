"""`optout logout`: forget a sign-in that is kept."""

from optout.browser.profile import forget_profile
from optout.cli.console import Console
from optout.flow.catalogue import find_flow
from optout.person import checked_account
from optout.settings import Settings
from optout.state import Exit
from optout.tongue import _


def logout(console: Console, settings: Settings) -> Exit:
    """Delete the kept sign-in of a flow's controller and account."""
    flow = find_flow(settings.flow).flow
    account = checked_account(settings.account)
    gone = forget_profile(settings.data_dir, flow.controller, account)
    if gone:
        console.say(
            _("The sign-in for {controller}, account {account}, is forgotten").format(
                controller=flow.controller, account=account
            )
        )
        console.say(_("The site may still list this browser as signed in: its own settings end that"))
    else:
        console.say(
            _("No sign-in is kept for {controller}, account {account}").format(
                controller=flow.controller, account=account
            )
        )
    return Exit.DONE
