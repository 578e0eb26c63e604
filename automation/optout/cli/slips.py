"""What looks mistyped and is no error: told before a command does its work."""

from pathlib import Path

from optout.cli.console import Console
from optout.cli.options import near_account
from optout.i18n import _
from optout.settings import unknown_variables


def warn_of_variables(console: Console) -> None:
    """Name the `OPTOUT_*` variables that no setting has, and the one that may be meant; never their values."""
    for name, near in unknown_variables():
        says = _("{name} is not a setting; did you mean {near}?") if near else _("{name} is not a setting")
        console.warn(says.format(name=name, near=near))


def warn_of_account(console: Console, data_dir: Path, label: str) -> None:
    """Say that an account is new when it looks like one that is known: a new label is no error, only unlikely."""
    if near := near_account(data_dir, label):
        console.warn(_("there was no account with this label before; did you mean {near}?").format(near=near))
