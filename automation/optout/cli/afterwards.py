"""What a person types afterwards: how things stand, how they ended, is the record whole, what came later."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from optout.cli.options import (
    BrowserOption,
    DataDirOption,
    JsonOption,
    LivesIn,
    ManyRecords,
    ObjectionArgument,
    RecordArgument,
)


def status(
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the due dates to a calendar file.")
    ] = None,
    every_run: Annotated[
        bool, typer.Option("--all", help="Also show the runs that reached the form and sent nothing.")
    ] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was sent, with what outcome, and what is due next.

    \b
    optout status                     a table, and what to do next
    optout status --all               also the runs that sent nothing
    optout status --ics due.ics       the due dates, for your calendar
    optout status --json              the same for programs

    A controller has one month to answer an objection (Art. 12(3) GDPR). Nothing leaves this
    computer, and nothing is created but the file you name.
    """  # noqa: D301
    from datetime import UTC, datetime

    from optout.cli.console import Console
    from optout.cli.slips import warn_of_variables
    from optout.cli.status import status as run
    from optout.settings import read_settings

    today = datetime.now(UTC).astimezone().date()
    console = Console(as_json=as_json)
    settings = read_settings(data_dir=data_dir)
    warn_of_variables(console)
    raise typer.Exit(run(console, settings, today, ics, every_run=every_run))


def resolve(
    record: ObjectionArgument,
    sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="Whether the controller received it.", show_default=False)
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="How you know; kept in the journal.")] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how an objection with an unknown outcome ended.

    \b
    optout resolve 2026-11-24-facebook-7k3q --sent --reason "their e-mail came"
    optout resolve 2026-11-24-facebook-7k3q --not-sent --reason "they say so"

    Sent blocks a second objection; not sent lets you object again.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.resolve import resolve as run
    from optout.settings import read_settings

    raise typer.Exit(run(Console(as_json=as_json), read_settings(data_dir=data_dir), record.name, sent, reason))


def verify(
    record: RecordArgument,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that a record is unchanged, and say what it proves.

    \b
    optout verify 2026-11-24-facebook-7k3q          a record, by its id
    optout verify ./2026-11-24-facebook-7k3q        the same, by its folder
    optout verify 2026-11-24-facebook-7k3q --json   the findings for programs

    Compares every file with the fingerprints in the folder, and those with the one in your
    journal. Needs no network. Exit 0 only when nothing was changed, added or taken away.
    """  # noqa: D301
    from optout.cli.checking import verify as run
    from optout.cli.console import Console
    from optout.settings import read_settings

    raise typer.Exit(run(Console(as_json=as_json), read_settings(data_dir=data_dir), record))


def attach(
    record: RecordArgument,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="An e-mail saved as .eml, or any file; 25 MB at most.", show_default=False),
    ] = None,
    said: Annotated[
        Literal["confirmation", "answer", "notice", "note", "other"] | None,
        typer.Option("--as", help="What you say it is: only an answer ends the wait for one.", show_default=False),
    ] = None,
    relabel: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Say anew what you attached before: its number; needs --as."),
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="It is an answer although it looks like their notice to everyone.")
    ] = False,
    extended: Annotated[
        bool, typer.Option("--extended", help="It announces that the answer takes longer than a month.")
    ] = False,
    came: Annotated[
        str | None, typer.Option(metavar="DATE", help="With --extended: the day it came, if the file does not say.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask the DNS for the key of an e-mail's sender.")
    ] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep the confirmation e-mail or the controller's answer.

    \b
    optout attach 2026-11-24-facebook-7k3q mail.eml --as confirmation
    optout attach 2026-11-24-facebook-7k3q letter.pdf --as answer
    optout attach 2026-11-24-facebook-7k3q --relabel 1 --as notice
    optout attach 2026-11-24-facebook-7k3q mail.eml --as answer --extended

    The record stays as it was sealed; the file goes into a supplement beside it, byte for byte. A
    correction is a supplement too: what you said first stays there to be read.
    With the extra “mail”, the DNS is asked for the key of an e-mail's sender. Nothing else leaves
    this computer. Who needs more time to answer has three months in all, if they say so within
    the first (Art. 12(3) GDPR): --extended moves the day.
    """  # noqa: D301
    from datetime import UTC, datetime

    from optout.cli.adding import Wanted
    from optout.cli.adding import attach as run
    from optout.cli.console import Console
    from optout.settings import read_settings

    wanted = Wanted(record, file, relabel, said, anyway=anyway, offline=offline, extended=extended, came=came)
    today = datetime.now(UTC).astimezone().date()
    raise typer.Exit(run(Console(as_json=as_json), read_settings(data_dir=data_dir), wanted, today))


def stamp(
    record: RecordArgument,
    authority: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="An authority to ask, again for another; else those of the program."),
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have others witness when a record existed: time stamps.

    \b
    optout stamp 2026-11-24-facebook-7k3q
    optout stamp 2026-11-24-facebook-7k3q --authority https://freetsa.org/tsr

    Sends one hash to each authority and keeps its reply in the record's folder “proofs”. Needs
    the extra “stamp”. Whether an authority is one you trust is for you to say.
    """  # noqa: D301
    from optout.cli.adding import stamp as run
    from optout.cli.console import Console
    from optout.settings import read_settings

    raise typer.Exit(run(Console(as_json=as_json), read_settings(data_dir=data_dir), record, authority or []))


def delete(
    records: ManyRecords = None,
    replays: Annotated[bool, typer.Option("--replays", help="Also the records of all replays.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete records for good, with all that was added to them.

    \b
    optout delete 2026-11-24-facebook-7k3q         shows what goes, and asks once
    optout delete 2026-11-24-facebook-7k3q --yes   does not ask
    optout delete --replays                        all that replays left

    A record is read-only so that it does not change, and this is no obstacle here. Its supplements
    and time stamps go with it. The journal keeps its line of the objection, or it could be sent
    twice; letters of complaint stay too. Follows no links, and deletes only in the data folder.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.deleting import Wanted
    from optout.cli.deleting import delete as run
    from optout.settings import read_settings

    wanted = Wanted(tuple(records or ()), replays, yes)
    raise typer.Exit(run(Console(as_json=as_json), read_settings(data_dir=data_dir), wanted))


def complain(
    record: RecordArgument,
    country: LivesIn = None,
    because: Annotated[
        Literal["no-answer", "refused", "ignored"] | None,
        typer.Option(help="What you complain about; else what the record says.", show_default=False),
    ] = None,
    lang: Annotated[
        Literal["en", "fr", "de"] | None,
        typer.Option(help="The language of the letter; else one that the authority takes."),
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Write it although the month is not over.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a complaint to your authority, for you to send.

    \b
    optout complain 2026-11-24-facebook-7k3q --country FR
    optout complain 2026-11-24-facebook-7k3q --country DE-BE --lang de
    optout complain 2026-11-24-facebook-7k3q --country IE --because refused

    Verifies the record, then fills a letter under Art. 77 GDPR (in the UK and Switzerland: under
    their own law) from it: a PDF to sign, and its text for the authority's own form. A controller
    has a month to answer (Art. 12(3) GDPR); before that is over there is nothing to complain
    about. This program sends nothing. Check the authority's address on its website.
    """  # noqa: D301
    from datetime import UTC, datetime

    from optout.cli.complain import Wanted
    from optout.cli.complain import complain as run
    from optout.cli.console import Console
    from optout.cli.slips import warn_of_variables
    from optout.settings import read_settings

    wanted = Wanted(record, country, because, lang, anyway)
    today = datetime.now(UTC).astimezone().date()
    console = Console(as_json=as_json)
    settings = read_settings(browser=browser, data_dir=data_dir)
    warn_of_variables(console)
    raise typer.Exit(run(console, settings, wanted, today))
