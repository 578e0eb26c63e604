"""What looks mistyped and is no error: told before a command does its work."""

from difflib import get_close_matches
from pathlib import Path

from optout.cli.console import Console
from optout.cli.options import known_accounts
from optout.i18n import _


def warn_of_account(console: Console, data_dir: Path, label: str) -> None:
    """Say that an account is new when it looks like one that is known: a new label is no error, only unlikely."""
    known = known_accounts(data_dir)
    near = [] if label in known else get_close_matches(label, known, n=1)
    if near:
        console.warn(_("there was no account with this label before; did you mean {near}?").format(near=near[0]))
