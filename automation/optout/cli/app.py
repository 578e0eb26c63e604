"""What a person can type: the commands in their sections, and the options of the program itself.

Each command stands with its options beside the function that does its work, in a module that
imports all that the work needs. So this table names the place of each, and repeats its first
sentence for `optout --help`; a test compares them.
"""

from typing import Annotated

import typer
from typer import Option

from optout.cli.groups import CommandEntry, Group, Sections
from optout.cli.options import LangOption

_HELP = """Submit your GDPR objection form in a real browser, once, and keep proof.

\b
Examples:
  optout replay                  one objection on saved pages, no network
  optout submit                  the services you use: it asks which, once
  optout submit facebook --email you@example.eu --comment-file why.txt

\b
Exit codes:
    0  confirmed, or what you asked for (--until filled), or nothing to do
    1  error, nothing was sent
    2  usage or settings
    3  the page changed, nothing was sent
    4  needs you (sign-in, terminal, e-mail or your yes), nothing was sent
    5  may have been sent: outcome unknown, or waiting for a code
    6  the form did not accept it, it is refused, a setting is not as wanted
  130  interrupted
"""


SECTIONS: Sections = {
    "Object": {
        "services": CommandEntry(
            "optout.cli.services:services_app",
            "Show which services there are, what can be done at each, and where you stand.",
        ),
        "submit": CommandEntry(
            "optout.cli.submit:submit_command",
            "Object on the live site: fill, ask, send once, keep proof.",
        ),
        "letter": CommandEntry(
            "optout.cli.letter:letter_command",
            "Write an objection as a letter, for you to send.",
        ),
        "replay": CommandEntry(
            "optout.cli.replay:replay_command",
            "Carry out a flow on saved pages, with no network.",
        ),
    },
    "Afterwards": {
        "status": CommandEntry(
            "optout.cli.status:status_command",
            "Show what was sent, with what outcome, and what is due next.",
        ),
        "open": CommandEntry(
            "optout.cli.open_page:open_command",
            "Look at all that is yours on one page: how it stands, pictures, due dates.",
        ),
        "resolve": CommandEntry(
            "optout.cli.resolve:resolve_command",
            "Say how an objection with an unknown outcome ended.",
        ),
        "verify": CommandEntry(
            "optout.cli.verification:verify_command",
            "Check that a record is unchanged, and say what it proves; without one, check all.",
        ),
        "attach": CommandEntry(
            "optout.cli.attach:attach_command",
            "Keep the confirmation e-mail or the controller's answer.",
        ),
        "stamp": CommandEntry(
            "optout.cli.verification:stamp_command",
            "Have others witness when a record existed: time stamps.",
        ),
        "export": CommandEntry(
            "optout.cli.export:export_command",
            "Make one file of a record, to hand on: a zip, or a PDF.",
        ),
        "complain": CommandEntry(
            "optout.cli.complain:complain_command",
            "Write a complaint to your authority, for you to send.",
        ),
        "delete": CommandEntry(
            "optout.cli.delete:delete_command",
            "Delete records for good, with all that was added to them.",
        ),
    },
    "Set up": {
        "install": CommandEntry(
            "optout.cli.install:install_command",
            "Get a browser for the program to use.",
        ),
        "doctor": CommandEntry(
            "optout.cli.doctor:doctor_command",
            "Say what is wrong on this machine, and how to fix it.",
        ),
        "sign-in": CommandEntry(
            "optout.cli.live:sign_in_command",
            "Sign in beforehand in a window that no program drives, where a site refuses any other.",
        ),
        "logout": CommandEntry(
            "optout.cli.live:logout_command",
            "Forget the sign-in that is kept for a flow's controller.",
        ),
    },
    "For flow authors": {
        "flows": CommandEntry(
            "optout.cli.app:flows_app",
            "Read, make, check and save flows, for whoever writes or fixes them.",
        ),
    },
}
FLOW_COMMANDS: Sections = {
    "Commands": {
        "list": CommandEntry(
            "optout.cli.flows:list_command",
            "List the flows that came with the program.",
        ),
        "show": CommandEntry(
            "optout.cli.flows:show_command",
            "Show what a flow does before it runs: to whom, with what, by which ways.",
        ),
        "new": CommandEntry(
            "optout.cli.flows:new_command",
            "Make a folder with a small flow that works as it is, to change step by step.",
        ),
        "check": CommandEntry(
            "optout.cli.flows:check_command",
            "Check flow files and their cases: the mistakes with their lines, and a replay.",
        ),
        "save-pages": CommandEntry(
            "optout.cli.save_pages:save_pages_command",
            "Turn one run on the live site into saved pages and a case that replays.",
        ),
    }
}


class Program(Group):
    """The program's commands."""

    sections = SECTIONS


class FlowCommands(Group):
    """The commands below `optout flows`."""

    sections = FLOW_COMMANDS


app = typer.Typer(
    cls=Program,
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        from optout import __version__

        typer.echo(f"optout {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    lang: LangOption = None,
    verbose: Annotated[
        bool, Option("--verbose", help="Show where an unexpected error came from.")
    ] = False,
    version: Annotated[
        bool, Option("--version", callback=_show_version, is_eager=True, help="Say which it is.")
    ] = False,
) -> None:
    """Global options; `report_errors` reads `--verbose`, and what is said is in `--lang` since the program began."""


flows_app = typer.Typer(
    cls=FlowCommands,
    help="""Read, make, check and save flows, for whoever writes or fixes them.

    \b
    Examples:
      optout flows show facebook       what it does, and how sure each fact is
      optout flows new my-bank         a small flow that works, to change
      optout flows check ./my-bank     the mistakes, with their lines
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@flows_app.callback()
def _flows_options(lang: LangOption = None) -> None:
    """Make `flows` a group, although its commands are imported later."""
