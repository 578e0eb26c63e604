"""What a person types. Commands only read options and call on; heavy imports wait until a command runs."""

from typing import Annotated, Literal

import typer

from optout.cli import afterwards, preparing
from optout.cli.flow_commands import flows_app
from optout.cli.groups import Group
from optout.cli.names import case_names
from optout.cli.options import (
    AccountsOption,
    AnyLangOption,
    BrowserOption,
    CommentFileOption,
    CountryOption,
    DataDirOption,
    EditOption,
    EmailOption,
    EphemeralOption,
    FlowArgument,
    JsonOption,
    LangOption,
    MismatchOption,
    SignInWaitOption,
    SuggestOption,
)
from optout.state import EXIT_MEANINGS

_EXITS = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_MEANINGS.items())
_HELP = f"""Submit your GDPR objection form in a real browser, once, and keep proof.

\b
Examples:
  optout replay                  one objection on saved pages, no network
  optout submit --until filled   sign in, fill the form, stop before the send
  optout submit --email you@example.eu --comment-file why.txt

\b
Exit codes:
{_EXITS}
"""

app = typer.Typer(
    cls=Group,
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(flows_app, name="flows")
for command in (
    afterwards.status,
    afterwards.resolve,
    afterwards.verify,
    afterwards.attach,
    afterwards.stamp,
    afterwards.complain,
    afterwards.delete,
    preparing.install,
    preparing.doctor,
    preparing.logout,
):
    app.command()(command)


def _version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        from optout import __version__

        typer.echo(f"optout {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    lang: AnyLangOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show where an unexpected error came from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Global options; `Group` reads `--verbose`, and what is said is in `--lang` since the program began."""


@app.command()
def submit(
    flow: FlowArgument = None,
    all_flows: Annotated[bool, typer.Option("--all", help="Every flow in turn, each asked about for itself.")] = False,
    email: EmailOption = None,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="The comment to send.")] = None,
    comment_file: CommentFileOption = None,
    edit: EditOption = False,
    suggest: SuggestOption = False,
    country: CountryOption = None,
    email_mismatch: MismatchOption = None,
    until: Annotated[
        Literal["filled"] | None, typer.Option(help="Stop when the form is filled, before the send.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Answer yes to “Send this objection?”, and to nothing else.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Send although it was sent before; needs --reason.")] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it is sent again; kept in the journal.")
    ] = None,
    account: AccountsOption = None,
    ephemeral: EphemeralOption = False,
    browser: BrowserOption = None,
    sign_in_wait: SignInWaitOption = None,
    debug_trace: Annotated[
        bool, typer.Option("--debug-trace", help="Also write a trace; it holds what you type into the form.")
    ] = False,
    lang: LangOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Object on the live site: fill, ask, send once, keep proof.

    \b
    optout submit                             Facebook, with what .env says
    optout submit instagram --comment "..."   another flow, with a comment
    optout submit --suggest                   a comment from suggestions
    optout submit --until filled              stop before the send
    optout submit --all                       every flow, one after the other
    optout submit --all --account me --account shop

    You sign in by hand; your password stays between you and the site. This program sends
    nothing anywhere but the form. --all can be typed again after any end: what was sent is
    skipped, what may have been sent is not sent again; its exit code is the worst one.
    """  # noqa: D301  \b has to reach Typer: it keeps the lines of a paragraph
    from optout.cli.comment import Typed
    from optout.cli.console import Console
    from optout.cli.objecting import Sitting, Wishes
    from optout.cli.slips import warn_of_account, warn_of_variables
    from optout.cli.submit import submit as one
    from optout.cli.submit_all import submit_all
    from optout.settings import read_settings

    accounts = tuple(account or ())
    settings = read_settings(
        flow=flow,
        email=email,
        country=country,
        email_mismatch=email_mismatch,
        account=accounts[0] if accounts else None,
        browser=browser,
        sign_in_wait=sign_in_wait,
        lang=lang,
        data_dir=data_dir,
    )
    wishes = Wishes(
        comment=Typed(comment, comment_file, edit, suggest),
        until_filled=until == "filled",
        yes=yes,
        again=again,
        reason=reason,
        ephemeral=ephemeral,
        debug_trace=debug_trace,
        flow_named=flow is not None,
        accounts=accounts,
    )
    console = Console(as_json=as_json)
    warn_of_variables(console)
    for label in accounts or (settings.account,):
        warn_of_account(console, settings.data_dir, label)
    sitting = Sitting(console, settings, wishes)
    raise typer.Exit(submit_all(sitting) if all_flows else one(sitting))


@app.command()
def replay(
    flow: FlowArgument = None,
    case: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The case to replay; else the first in your language.", autocompletion=case_names
        ),
    ] = None,
    all_cases: Annotated[bool, typer.Option("--all", help="Replay every case and show a table.")] = False,
    named: Annotated[bool, typer.Option("--list", help="Only name the cases, and what each is about.")] = False,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser window.")] = False,
    slow: Annotated[bool, typer.Option("--slow", help="Pause before each action, to watch.")] = False,
    lang: LangOption = None,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Carry out a flow on saved pages, with no network.

    A scripted person does what you would do, and the record is marked REPLAY.

    \b
    optout replay                       Facebook, received
    optout replay --case code-right     one of the other cases
    optout replay --list                the names of all cases
    optout replay --all                 every case of every flow, with a table
    optout replay instagram --all       every case of one flow
    optout replay --headed --slow       watch it
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.replay import Show
    from optout.cli.replay import replay as run

    flags = {"flow": flow, "lang": lang, "browser": browser, "data_dir": data_dir}
    show = Show(flow is not None, case, all_cases, named, headed, slow)
    raise typer.Exit(run(Console(as_json=as_json), flags, show))
