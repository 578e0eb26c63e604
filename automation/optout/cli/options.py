"""The options that several commands have, and what every command begins with."""

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from optout.cli.console import Console
    from optout.settings import Settings


# Imported by every command line, so what takes long waits until a name is asked for.


def _flow_names(incomplete: str) -> list[str]:
    """Offer the shipped flows, and folders here that hold a flow."""
    from optout.flow.load import FLOW_FILE, shipped_ids

    own = (f"./{file.parent.name}" for file in Path().glob(f"*/{FLOW_FILE}"))
    return _beginning([*shipped_ids(), *sorted(own)], incomplete)


def _letter_names(incomplete: str) -> list[str]:
    """Offer the shipped letters, and folders here that hold one."""
    from optout.flow.recipient import LETTER_FILE, shipped_letters

    own = (f"./{file.parent.name}" for file in Path().glob(f"*/{LETTER_FILE}"))
    return _beginning([*shipped_letters(), *sorted(own)], incomplete)


def _case_names(incomplete: str) -> list[str]:
    """Offer the cases of the shipped flows; which flow was named is not known while an option lacks its value."""
    from optout.flow.cases import load_cases
    from optout.flow.load import find_flow, shipped_ids

    return _beginning(dict.fromkeys(case for name in shipped_ids() for case in load_cases(find_flow(name))), incomplete)


def _account_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the labels that were used before."""
    return _beginning(_known_accounts(_data_dir(ctx)), incomplete)


def _record_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the ids of records, the newest first; those of rehearsals where none of them begins so."""
    data_dir = _data_dir(ctx)
    kept = (sorted(_folders(data_dir / name), reverse=True) for name in ("records", "replays"))
    return next(filter(None, (_beginning(names, incomplete) for names in kept)), [])


def _open_names(ctx: Any, incomplete: str) -> list[str]:
    """Offer the ids of the objections whose outcome the person can still say, the newest first."""
    from optout.outcome import OPEN

    rows = journaled(_data_dir(ctx), "SELECT id, state FROM objections ORDER BY rowid DESC")
    return _beginning((name for name, state in rows if state in OPEN), incomplete)


def _country_names(incomplete: str) -> list[str]:
    """Offer the codes of the countries with a known authority, and Germany's Länder."""
    from optout.evidence.supervisor import supervisors

    return _beginning(supervisors(), incomplete.upper())


def _known_accounts(data_dir: Path) -> list[str]:
    """List the labels of kept sign-ins and of objections in the journal. Creates nothing."""
    kept = (name for controller in (data_dir / "profiles").glob("*") for name in _folders(controller))
    return sorted({*kept, *(account for (account,) in journaled(data_dir, "SELECT account FROM objections"))})


def journaled(data_dir: Path, query: str) -> Iterator[tuple[str, ...]]:
    """Ask the journal without writing to it; one that is not there or cannot be read gives nothing."""
    import sqlite3

    from optout.journal import JOURNAL_FILE

    file = data_dir / JOURNAL_FILE
    if not file.is_file():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        yield from database.execute(query)


def _folders(place: Path) -> list[str]:
    with suppress(OSError):
        return [entry.name for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return []


def _data_dir(ctx: Any) -> Path:
    from optout.settings import read_settings

    return read_settings(data_dir=ctx.params.get("data_dir")).data_dir


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


FlowArgument = Annotated[
    str | None,
    typer.Argument(metavar="FLOW", help="The flow: facebook, instagram, or a folder.", autocompletion=_flow_names),
]
CaseOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="The case to replay; else the first in your language.", autocompletion=_case_names
    ),
]
OneFlow = Annotated[str, typer.Argument(metavar="FLOW", help="A flow's id, or a folder.", autocompletion=_flow_names)]
OnlyFlows = Annotated[
    list[str] | None, typer.Argument(metavar="FLOW", help="Only these flows; else all.", autocompletion=_flow_names)
]
LetterArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="CONTROLLER", help="Whom it is for: reddit, or a folder with a letter.", autocompletion=_letter_names
    ),
]
ManyFlows = Annotated[
    list[str] | None, typer.Argument(metavar="FLOW", help="Flows to check; else all.", autocompletion=_flow_names)
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
        metavar="LABEL", help="Your own name for the account, if you have several.", autocompletion=_account_names
    ),
]
AccountsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="LABEL",
        help="Your own name for the account, if you have several; with --all, as often as you like.",
        autocompletion=_account_names,
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
    Path, typer.Argument(metavar="RECORD", help="A record's folder, or its id.", autocompletion=_record_names)
]
MaybeRecord = Annotated[
    Path | None,
    typer.Argument(metavar="RECORD", help="One record, by folder or id; else all.", autocompletion=_record_names),
]
ManyRecords = Annotated[
    list[Path] | None,
    typer.Argument(metavar="RECORD", help="Records, by folder or id.", autocompletion=_record_names),
]
ObjectionArgument = Annotated[
    Path,
    typer.Argument(metavar="RECORD", help="The objection's id, or its record's folder.", autocompletion=_open_names),
]
LivesIn = Annotated[
    str | None,
    typer.Option(
        metavar="COUNTRY",
        help="Where you live: FR, or its name; in Germany the Land: DE-BE.",
        autocompletion=_country_names,
    ),
]
EmailOption = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The e-mail address your account uses.")]
CommentFileOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Read the comment from a text file.")]
CountryOption = Annotated[
    str | None, typer.Option(metavar="COUNTRY", help="Your country, for forms that ask: FR, or its name.")
]
MismatchOption = Annotated[
    Literal["ask", "keep", "correct"] | None,
    typer.Option(help="What to do when the form holds another e-mail address."),
]
SignInWaitOption = Annotated[str | None, typer.Option(metavar="SECONDS", help="How long you have to sign in.")]
WholePageOption = Annotated[
    bool, typer.Option("--whole-page", help="Keep pages whole in the record, with all names that stand on them.")
]
EphemeralOption = Annotated[bool, typer.Option("--ephemeral", help="Throw the sign-in away afterwards.")]


@dataclass(frozen=True)
class LiveOptions:
    """How a run on the live site goes, beside the settings."""

    until_filled: bool = False
    yes: bool = False
    again: bool = False
    reason: str | None = None
    ephemeral: bool = False
    whole_page: bool = False


def typed_comment(text: str | None, file: Path | None) -> str | None:
    """Return the comment that was typed or stands in a file; None leaves it to the settings.

    Raises:
        UsageError: both were given.
        SettingsError: the file cannot be read, or is no text.
    """
    from optout.errors import UsageError
    from optout.i18n import _
    from optout.person import read_comment_file

    if text is not None and file is not None:
        raise UsageError(_("give one of --comment and --comment-file"), "optout submit --comment-file FILE")
    return read_comment_file(file) if file else text


def plain_console(*, as_json: bool) -> "Console":
    """Give a console to a command that needs no settings."""
    from optout.cli.console import Console

    return Console(as_json=as_json)


def begin(*, as_json: bool = False, **flags: Any) -> "tuple[Console, Settings]":
    """Give a console and the settings; name the `OPTOUT_*` variables that no setting has, never their values."""
    from optout.cli.console import shown
    from optout.i18n import _, own_dotenv
    from optout.settings import not_from_here, read_settings, unknown_variables

    console, settings = plain_console(as_json=as_json), read_settings(**flags)
    for name in not_from_here():
        says = _("{name} in the .env of this folder does not count: type it as an option, or write it into {file}")
        console.warn(says.format(name=name, file=shown(own_dotenv())))
    for name, near in unknown_variables():
        says = _("{name} is not a setting; did you mean {near}?") if near else _("{name} is not a setting")
        console.warn(says.format(name=name, near=near))
    return console, settings


def warn_of_account(console: "Console", data_dir: Path, label: str) -> None:
    """Say that an account is new when it looks like one that is known: a new label is no error, only unlikely."""
    from difflib import get_close_matches

    from optout.i18n import _

    known = _known_accounts(data_dir)
    near = [] if label in known else get_close_matches(label, known, n=1)
    if near:
        console.warn(_("there was no account with this label before; did you mean {near}?").format(near=near[0]))


def today() -> date:
    """Give the day it is where the person is."""
    return datetime.now(UTC).astimezone().date()
