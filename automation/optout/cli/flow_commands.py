"""What a flow author types: `optout flows`."""

from pathlib import Path
from typing import Annotated

import typer

from optout.cli.groups import Below
from optout.cli.options import (
    AccountOption,
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
    ManyFlows,
    MismatchOption,
    OneFlow,
    SignInWaitOption,
    SuggestOption,
)

flows_app = typer.Typer(
    cls=Below,
    help="""Read, make, check and save flows, for whoever writes or mends them.

    \b
    Examples:
      optout flows show facebook       what it does, and how sure each fact is
      optout flows new my-bank         a small flow that works, to change
      optout flows check ./my-bank     every mistake, with its line
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@flows_app.command("list")
def flows_list(as_json: JsonOption = False) -> None:
    """List the flows that came with the program.

    \b
    optout flows list          one line a flow: its id, and to whom it objects
    optout flows list --json   the same for programs
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.flows import list_flows

    list_flows(Console(as_json=as_json))


@flows_app.command("show")
def flows_show(flow: OneFlow, as_json: JsonOption = False) -> None:
    """Show what a flow does before it runs.

    \b
    optout flows show facebook    a flow that came with the program
    optout flows show ./my-bank   a flow of your own, or somebody else's

    To whom, with what, by which ways, and how sure each fact is.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.flows import show_flow

    show_flow(Console(as_json=as_json), flow)


@flows_app.command("new")
def flows_new(
    flow_id: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and dashes.")],
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to make it; else in this folder.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a folder with a small flow that works as it is, to change step by step.

    \b
    optout flows new my-bank      ./my-bank: flow.yaml, a saved page and a case
    optout flows check ./my-bank  every mistake, with its line
    optout replay ./my-bank       the whole way, with no network
    """  # noqa: D301  \b has to reach Typer: it keeps the lines of a paragraph
    from optout.cli.console import Console
    from optout.cli.new_flow import new_flow

    raise typer.Exit(new_flow(Console(as_json=as_json), flow_id, to))


@flows_app.command("check")
def flows_check(
    flows: ManyFlows = None,
    live: Annotated[
        bool, typer.Option("--live", help="Compare the live form of one flow with its saved pages.")
    ] = False,
    no_replay: Annotated[bool, typer.Option("--no-replay", help="Leave out replaying the cases.")] = False,
    languages: Annotated[
        bool, typer.Option("--languages", help="Also list in which languages each target and phrase lacks words.")
    ] = False,
    account: AccountOption = None,
    browser: BrowserOption = None,
    ephemeral: Annotated[
        bool, typer.Option("--ephemeral", help="With --live: throw the sign-in away afterwards.")
    ] = False,
    sign_in_wait: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="With --live: how long you have to sign in.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check flow files and their cases: every mistake at once, and a replay.

    It also counts in how many of the EU's 24 languages a flow has all its words.

    \b
    optout flows check                   all flows, and every case replayed
    optout flows check ./my-bank         a flow of your own
    optout flows check --no-replay       only the files: quick
    optout flows check --languages       which words lack in which language
    optout flows check --live facebook   has the live form changed?

    With --live you sign in, and it walks to the form and compares its fields, buttons
    and their names with the saved pages. Nothing is filled, and nothing can be sent.
    """  # noqa: D301
    from optout.cli.console import Console

    console = Console(as_json=as_json)
    flags = {"account": account, "browser": browser, "sign_in_wait": sign_in_wait, "data_dir": data_dir}
    if live:
        from optout.cli.drift import check_live

        raise typer.Exit(check_live(console, flows or [], flags, ephemeral=ephemeral))
    from optout.cli.flow_check import check_flows

    raise typer.Exit(check_flows(console, flows or [], flags, replay=not no_replay, languages=languages))


@flows_app.command("save-pages")
def flows_save_pages(
    flow: FlowArgument = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the pages go; else ./FLOW-pages-DATE.")
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Do not stop at the filled form: ask, send once, save the answer too.")
    ] = False,
    email: EmailOption = None,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="The comment to fill in.")] = None,
    comment_file: CommentFileOption = None,
    edit: EditOption = False,
    suggest: SuggestOption = False,
    country: CountryOption = None,
    email_mismatch: MismatchOption = None,
    account: AccountOption = None,
    ephemeral: EphemeralOption = False,
    browser: BrowserOption = None,
    sign_in_wait: SignInWaitOption = None,
    lang: LangOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Turn one run on the live site into saved pages and a case that replays.

    \b
    optout flows save-pages facebook          sign in, fill the form, stop there
    optout flows save-pages facebook --send   ask, send once, save the answer
    optout flows save-pages ./my-bank --to ./seen

    Kept are roles, labels, names and the words of the form. Your values, tokens, hidden
    fields, scripts, images and all other text stay out. It lists every text it kept, also
    in KEPT.txt: read that before you share the pages.
    """  # noqa: D301
    from optout.cli.comment import Typed
    from optout.cli.console import Console
    from optout.cli.objecting import Sitting, Wishes
    from optout.cli.save_pages import Goal, save_pages
    from optout.settings import read_settings

    settings = read_settings(
        flow=flow,
        email=email,
        country=country,
        email_mismatch=email_mismatch,
        account=account,
        browser=browser,
        sign_in_wait=sign_in_wait,
        lang=lang,
        data_dir=data_dir,
    )
    wishes = Wishes(Typed(comment, comment_file, edit, suggest), until_filled=not send, ephemeral=ephemeral)
    raise typer.Exit(save_pages(Sitting(Console(as_json=as_json), settings, wishes), Goal(to, send)))
