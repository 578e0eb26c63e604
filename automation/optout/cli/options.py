"""The options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from optout.cli.names import account_names, country_names, flow_names, open_names, record_names

FlowArgument = Annotated[
    str | None,
    typer.Argument(metavar="FLOW", help="The flow: facebook, instagram, or a folder.", autocompletion=flow_names),
]
OneFlow = Annotated[str, typer.Argument(metavar="FLOW", help="A flow's id, or a folder.", autocompletion=flow_names)]
ManyFlows = Annotated[
    list[str] | None, typer.Argument(metavar="FLOW", help="Flows to check; else all.", autocompletion=flow_names)
]


def _kept_for_below(ctx: typer.Context, lang: str | None) -> str | None:
    if lang:
        ctx.meta[_LANG] = lang
    return lang


def _else_from_above(ctx: typer.Context, lang: str | None) -> str | None:
    return lang or ctx.meta.get(_LANG)


_LANG = "optout.lang"
AnyLangOption = Annotated[
    Literal["en", "fr", "de"] | None,
    typer.Option(
        callback=_kept_for_below, expose_value=False, help="The language, for every command; else your system's."
    ),
]
"""What `Group` gives to every command that has no `--lang` of its own."""
JsonOption = Annotated[bool, typer.Option("--json", help="Put one JSON value on stdout.")]
AccountOption = Annotated[
    str | None,
    typer.Option(
        metavar="LABEL", help="Your own name for the account, if you have several.", autocompletion=account_names
    ),
]
AccountsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="LABEL",
        help="Your own name for the account, if you have several; with --all, as often as you like.",
        autocompletion=account_names,
    ),
]
BrowserOption = Annotated[str | None, typer.Option(metavar="NAME", help="chrome, msedge, chromium, or a path.")]
LangOption = Annotated[
    Literal["en", "fr", "de"] | None,
    typer.Option(
        callback=_else_from_above, help="The language of what you read, and of the record; else your system's."
    ),
]
"""Of a command that writes in it; `--lang` before the command counts as well."""
DataDirOption = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where records and profiles are kept.")]
RecordArgument = Annotated[
    Path, typer.Argument(metavar="RECORD", help="A record's folder, or its id.", autocompletion=record_names)
]
ManyRecords = Annotated[
    list[Path] | None,
    typer.Argument(metavar="RECORD", help="Records, by folder or id.", autocompletion=record_names),
]
ObjectionArgument = Annotated[
    Path,
    typer.Argument(metavar="RECORD", help="The objection's id, or its record's folder.", autocompletion=open_names),
]
LivesIn = Annotated[
    str | None,
    typer.Option(
        metavar="COUNTRY",
        help="Where you live: FR, or its name; in Germany the Land: DE-BE.",
        autocompletion=country_names,
    ),
]
EmailOption = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The e-mail address your account uses.")]
CommentFileOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Read the comment from a text file.")]
EditOption = Annotated[bool, typer.Option("--edit", help="Write the comment in your editor.")]
SuggestOption = Annotated[
    bool, typer.Option("--suggest", help="Write the comment in your editor, starting from suggestions.")
]
CountryOption = Annotated[
    str | None, typer.Option(metavar="COUNTRY", help="Your country, for forms that ask: FR, or its name.")
]
MismatchOption = Annotated[
    Literal["ask", "keep", "correct"] | None,
    typer.Option(help="What to do when the form holds another e-mail address."),
]
SignInWaitOption = Annotated[str | None, typer.Option(metavar="SECONDS", help="How long you have to sign in.")]
EphemeralOption = Annotated[bool, typer.Option("--ephemeral", help="Throw the sign-in away afterwards.")]
