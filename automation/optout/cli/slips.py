"""What looks mistyped and is no error: told before a command does its work."""

from typing import TYPE_CHECKING

from optout.cli.console import Console
from optout.cli.names import near_account
from optout.settings import unknown_variables
from optout.tongue import _

if TYPE_CHECKING:
    from optout.settings import Settings


def warn_of_variables(console: Console) -> None:
    """Name the `OPTOUT_*` variables that no setting has, and the one that may be meant; never their values."""
    for name, near in unknown_variables():
        says = _("{name} is not a setting; did you mean {near}?") if near else _("{name} is not a setting")
        console.warn(says.format(name=name, near=near))


def warn_of_account(console: Console, settings: "Settings") -> None:
    """Say that an account is new when it looks like one that is known: a new label is no error, only unlikely."""
    if near := near_account(settings.data_dir, settings.account):
        console.warn(_("there was no account with this label before; did you mean {near}?").format(near=near))
