"""What a flow author types: `optout flows`."""

from typing import Annotated

import typer

from optout.cli.options import JsonOption

flows_app = typer.Typer(
    help="List, show and check flows, for people who read, write or mend them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@flows_app.command("list")
def flows_list(as_json: JsonOption = False) -> None:
    """List the flows that came with the program."""
    from optout.cli.console import Console
    from optout.cli.flows import list_flows

    list_flows(Console(as_json=as_json))


@flows_app.command("show")
def flows_show(
    flow: Annotated[str, typer.Argument(metavar="FLOW", help="A flow's id, or a folder.")], as_json: JsonOption = False
) -> None:
    """Show what a flow does before it runs.

    To whom, with what, by which ways, and how sure each fact is.
    """
    from optout.cli.console import Console
    from optout.cli.flows import show_flow

    show_flow(Console(as_json=as_json), flow)


@flows_app.command("check")
def flows_check(
    flows: Annotated[list[str] | None, typer.Argument(metavar="FLOW", help="Flows to check; else all.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check flow files and their cases, and say every mistake at once."""
    from optout.cli.console import Console
    from optout.cli.flows import check_flows

    raise typer.Exit(check_flows(Console(as_json=as_json), flows or []))
