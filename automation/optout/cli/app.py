"""What a person types. A command reads its options, and gives what to do; heavy imports wait until then."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from optout.cli.options import (
    AccountOption,
    AccountsOption,
    AnyLangOption,
    BrowserOption,
    CaseOption,
    CommentFileOption,
    CountryOption,
    DataDirOption,
    EmailOption,
    EphemeralOption,
    FlowArgument,
    JsonOption,
    LangOption,
    LetterArgument,
    LiveOptions,
    LivesIn,
    ManyFlows,
    ManyRecords,
    MaybeRecord,
    MismatchOption,
    ObjectionArgument,
    OneFlow,
    OnlyFlows,
    RecordArgument,
    SignInWaitOption,
    WholePageOption,
    begin,
    plain_console,
    today,
    typed_comment,
)
from optout.cli.typer_glue import EXITS, Below, Group, Work, show_version

_HELP = f"""Submit your GDPR objection form in a real browser, once, and keep proof.

\b
Examples:
  optout replay                  one objection on saved pages, no network
  optout submit --until filled   sign in, fill the form, stop before the send
  optout submit --email you@example.eu --comment-file why.txt

\b
Exit codes:
{EXITS}
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


@app.callback()
def _options(
    lang: AnyLangOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show where an unexpected error came from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Global options; `errors_told` reads `--verbose`, and what is said is in `--lang` since the program began."""


@app.command()
def status(
    flows: OnlyFlows = None,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the due dates to a calendar file.")
    ] = None,
    every_run: Annotated[
        bool, typer.Option("--all", help="Also show the runs that reached the form and sent nothing.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Open the page of each setting you turned, only read, and say.")
    ] = False,
    account: AccountOption = None,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Show what was sent, with what outcome, and what is due next.

    \b
    optout status                     a table, and what to do next
    optout status --all               also the runs that sent nothing
    optout status --ics due.ics       the due dates, for your calendar
    optout status --recheck linkedin  is the setting that you turned still so?
    optout status --json              the same for programs

    A controller has one month to answer an objection (Art. 12(3) GDPR). Nothing leaves this
    computer, and nothing is created but the file you name.
    """
    if recheck:
        from optout.cli.live import Command
        from optout.cli.recheck import recheck as read

        begun = begin(as_json=as_json, data_dir=data_dir, account=account, browser=browser)
        return partial(read, Command(*begun, LiveOptions()), flows or [])
    from optout.cli.status import status as run

    return partial(
        run, *begin(as_json=as_json, data_dir=data_dir), today(), ics, every_run=every_run, flows=flows or []
    )


services_app = typer.Typer(cls=Below, invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None)
app.add_typer(services_app, name="services")


@services_app.callback()
def services(ctx: typer.Context, data_dir: DataDirOption = None, as_json: JsonOption = False) -> Work | None:
    """Show which services there are, what can be done at each, and where you stand.

    \b
    optout services                 all of them: form, setting, letter, or nothing
    optout services use linkedin x  remember which are yours
    optout services --json          the same for programs
    """
    if ctx.invoked_subcommand:
        return None
    from optout.cli.services import services as run

    return partial(run, *begin(as_json=as_json, data_dir=data_dir), today())


@services_app.command("use")
def services_use(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="The services that you use.")],
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Remember which services are yours; submit --all goes through these.

    \b
    optout services use linkedin x chatgpt  these are mine
    optout services use facebook            only this one now
    """
    from optout.cli.services import use as run

    return partial(run, *begin(as_json=as_json, data_dir=data_dir), names)


@app.command("open")
def open_page(
    record: MaybeRecord = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write the page.")] = None,
    lang: LangOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Look at all that is yours on one page: how it stands, pictures, due dates.

    \b
    optout open                             all of it, in your browser
    optout open 2026-11-24-facebook-7k3q    one record's START-HERE.pdf
    optout open --to mine.html              only write the page there

    The page is a file on this computer, and works without a network. Its path is printed;
    without a screen or a terminal nothing is opened.
    """
    from optout.cli.open_page import open_it

    return partial(open_it, *begin(as_json=as_json, lang=lang, data_dir=data_dir), today(), record, to)


@app.command()
def resolve(
    record: ObjectionArgument,
    sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="Whether the controller received it.", show_default=False)
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="How you know; kept in the journal.")] = None,
    sent_on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Of a letter: the day you sent it.")
    ] = None,
    arrived: Annotated[
        str | None, typer.Option(metavar="DATE", help="Of a letter: the day it arrived, if it was a later one.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Say how an objection with an unknown outcome ended.

    \b
    optout resolve 2026-11-24-facebook-7k3q --sent --reason "their e-mail came"
    optout resolve 2026-11-24-facebook-7k3q --not-sent --reason "they say so"
    optout resolve 2026-11-24-reddit-7k3q --sent --on 2026-11-25

    Sent blocks a second objection; not sent lets you object again. Of a letter, say the day on which
    you sent it: from the day it arrived, a month is counted.
    """
    from optout.cli.resolve import ToResolve
    from optout.cli.resolve import resolve as run

    said = ToResolve(record.name, sent, reason, sent_on, arrived)
    return partial(run, *begin(as_json=as_json, data_dir=data_dir), said, today())


@app.command()
def verify(
    record: RecordArgument,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the DNS for the key that an e-mail was signed with.")
    ] = False,
    fingerprint: Annotated[
        str | None,
        typer.Option("--fingerprint", metavar="HEX", help="The fingerprint that you kept elsewhere, to compare with."),
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Check that a record is unchanged, and say what it proves.

    \b
    optout verify 2026-11-24-facebook-7k3q          a record, by its id
    optout verify ./2026-11-24-facebook-7k3q        the same, by its folder
    optout verify 2026-11-24-facebook-7k3q.zip      what optout export made
    optout verify 2026-11-24-facebook-7k3q --json   the findings for programs
    optout verify 2026-11-24-facebook-7k3q --online  asks who signed its e-mails
    optout verify it.zip --fingerprint f239…  the fingerprint that you were sent

    Compares every file with the lists in the folder, and those with the fingerprint in your
    journal, or the one you name; a record's supplements and time stamps too, and a supplement's record. Needs no
    network without --online. Exit 0 only when nothing was changed, added, moved or taken away.
    """
    from optout.cli.proof import verify as run

    return partial(run, *begin(as_json=as_json, data_dir=data_dir), record, online=online, fingerprint=fingerprint)


@app.command()
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
) -> Work:
    """Keep the confirmation e-mail or the controller's answer.

    \b
    optout attach 2026-11-24-facebook-7k3q mail.eml --as confirmation
    optout attach 2026-11-24-facebook-7k3q letter.pdf --as answer
    optout attach 2026-11-24-facebook-7k3q --relabel 1 --as notice
    optout attach 2026-11-24-facebook-7k3q mail.eml --as answer --extended

    The record stays as it was sealed; the file goes into a supplement beside it, byte for byte.
    What you say later that it is, --relabel notes in the journal.
    With the extra “mail”, the DNS is asked for the key of an e-mail's sender. Nothing else leaves
    this computer. Who needs more time to answer has three months in all, if they say so within
    the first (Art. 12(3) GDPR): --extended moves the day.
    """
    from optout.cli.attach import ToAttach
    from optout.cli.attach import attach as run

    wanted = ToAttach(record, file, relabel, said, offline=offline, extended=extended, came=came)
    return partial(run, *begin(as_json=as_json, data_dir=data_dir), wanted, today())


@app.command()
def stamp(
    record: RecordArgument,
    authority: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="An authority to ask, again for another; else two of the program's own."),
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Have others witness when a record existed: time stamps.

    \b
    optout stamp 2026-11-24-facebook-7k3q
    optout stamp 2026-11-24-facebook-7k3q --authority https://freetsa.org/tsr

    Asks two authorities, of whom one says that it is qualified under eIDAS. Each gets one hash; its
    reply is kept in the record's folder “proofs”. Needs the extra “stamp”. Whether an authority is
    one you trust is for you to say.
    """
    from optout.cli.proof import stamp as run

    return partial(run, *begin(as_json=as_json, data_dir=data_dir), record, authority or [])


@app.command()
def export(
    record: RecordArgument,
    to: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The file to write, or the folder it goes to; else “exports”.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="One PDF with all files attached.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is written.")] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Make one file of a record, to hand on: a zip, or a PDF.

    \b
    optout export 2026-11-24-facebook-7k3q           a zip: everything
    optout export 2026-11-24-facebook-7k3q --pdf     a PDF for an authority
    optout export 2026-11-24-facebook-7k3q --pdf --to complaint.pdf

    Shows what personal data is in it, and asks, before anything is written. The zip has the
    record, what you attached and its time stamps, as they are: the same bytes each time, and
    optout verify takes it. The PDF is START-HERE.pdf with all those files attached. Nothing is
    sent. --pdf needs the extra “pdf”.
    """
    from optout.cli.handing_on import ToExport
    from optout.cli.handing_on import export as run

    begun = begin(as_json=as_json, data_dir=data_dir)
    return partial(run, *begun, ToExport(record, to, pdf=pdf, yes=yes))


@app.command()
def delete(
    records: ManyRecords = None,
    replays: Annotated[bool, typer.Option("--replays", help="Also the records of all replays.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Delete records for good, with all that was added to them.

    \b
    optout delete 2026-11-24-facebook-7k3q         shows what goes, and asks once
    optout delete 2026-11-24-facebook-7k3q --yes   does not ask
    optout delete --replays                        all that replays left

    A record is read-only so that it does not change, and this is no obstacle here. Its supplements
    and time stamps go with it. The journal keeps its line of the objection, or it could be sent
    twice; letters of complaint stay too. Follows no links, and deletes only in the data folder.
    """
    from optout.cli.records import delete as run

    begun = begin(as_json=as_json, data_dir=data_dir)
    return partial(run, *begun, tuple(records or ()), all_replays=replays, yes=yes)


@app.command()
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
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Write a complaint to your authority, for you to send.

    \b
    optout complain 2026-11-24-facebook-7k3q --country FR
    optout complain 2026-11-24-facebook-7k3q --country DE-BE --lang de
    optout complain 2026-11-24-facebook-7k3q --country IE --because refused

    Verifies the record, then fills a letter under Art. 77 GDPR (in the UK and Switzerland: under
    their own law) from it: a PDF to sign, and its text for the authority's own form. A controller
    has a month to answer (Art. 12(3) GDPR); before that is over there is nothing to complain
    about. Of a setting the letter says that it stands otherwise again, stands as before, cannot
    be changed or is not there. This program sends nothing. Check the authority's address on its
    website.
    """
    from optout.cli.complain import LetterWanted
    from optout.cli.complain import complain as run

    wanted = LetterWanted(record, country, because, lang)
    return partial(run, *begin(as_json=as_json, browser=browser, data_dir=data_dir), wanted, today())


@app.command()
def letter(
    name: LetterArgument = None,
    controller: Annotated[
        str | None, typer.Option(metavar="NAME", help="A controller that is not in the list; needs --to.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where it goes: an e-mail address, a form's, or a postal one.")
    ] = None,
    known_as: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How you are known there: your user name, for instance.")
    ] = None,
    processing: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What you object to, if not to the training of AI.")
    ] = None,
    email: EmailOption = None,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="Your grounds.")] = None,
    comment_file: CommentFileOption = None,
    country: LivesIn = None,
    lang: Annotated[
        Literal["en", "fr", "de"] | None, typer.Option(help="The language of the letter and of its record; else yours.")
    ] = None,
    account: AccountOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is written.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Write an objection as a letter, for you to send.

    \b
    optout letter reddit --known-as ada --comment-file why.txt
    optout letter vinted --country FR --lang fr
    optout letter --controller "Example GmbH" --to privacy@example.eu

    For controllers that have neither a form nor a switch: a letter under Art. 21(1) GDPR that asks
    for an answer within a month (Art. 12(3) GDPR), as a PDF to sign and as text. You see all of it
    before it is written. Your grounds are yours: nobody makes them up. This program sends nothing;
    once you have sent it, optout resolve takes the day.
    """
    from optout.cli.letter import ToWrite
    from optout.cli.letter import letter as run

    begun = begin(as_json=as_json, email=email, country=country, account=account, browser=browser, data_dir=data_dir)
    given = typed_comment(comment, comment_file)
    wanted = ToWrite(name, controller, to, known_as, processing, lang, given, yes)
    return partial(run, *begun, wanted, today())


@app.command()
def logout(flow: FlowArgument = None, account: AccountOption = None, data_dir: DataDirOption = None) -> Work:
    """Forget the sign-in that is kept for a flow's controller.

    \b
    optout logout                            Facebook, or what your settings say
    optout logout instagram --account work   one of several accounts

    Deletes the browser profile of that account on this computer: its cookies and all else it
    kept. Your records and your journal stay. The site itself may go on listing this browser
    until you end it there.
    """
    from optout.cli.live import logout as run

    return partial(run, *begin(flow=flow, account=account, data_dir=data_dir))


@app.command()
def install(browser: BrowserOption = None) -> Work:
    """Get a browser for the program to use.

    \b
    optout install                    quick when Chrome, Edge or Chromium is there
    optout install --browser chrome   check that one, and no other

    Uses the one that is there, else Playwright's own download, and starts it once to see that
    it works. Says what it does before it does it. Where no download works, it says which line
    to paste; it never asks for root.

    Behind a proxy, export HTTPS_PROXY; NO_PROXY is heeded. For a mirror of Playwright's
    downloads, export PLAYWRIGHT_DOWNLOAD_HOST. A download that broke off begins again.
    """
    from optout.cli.install import install as run

    return partial(run, *begin(browser=browser))


@app.command()
def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, then look again.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Say what is wrong on this machine, and how to mend it.

    \b
    optout doctor          what would stop a run, and what each finding means
    optout doctor --fix    take from others the right to read your files
    optout doctor --json   the same for programs

    Starts the browser once, without a window. Says nothing personal, so that you can paste it
    into a question. Changes nothing without --fix, and nothing of your records even then.
    """
    from optout.cli.doctor import doctor as run

    return partial(run, *begin(as_json=as_json, browser=browser, data_dir=data_dir), fix=fix)


@app.command()
def submit(
    flow: FlowArgument = None,
    all_flows: Annotated[bool, typer.Option("--all", help="Every service that is yours, each asked about.")] = False,
    email: EmailOption = None,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="The comment to send.")] = None,
    comment_file: CommentFileOption = None,
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
    whole_page: WholePageOption = False,
    lang: LangOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Object on the live site: fill, ask, send once, keep proof.

    \b
    optout submit                             Facebook, with what .env says
    optout submit instagram --comment "..."   another flow, with a comment
    optout submit --until filled              stop before the send
    optout submit --all                       every service that is yours
    optout submit --all --account me --account shop

    You sign in by hand; your password stays between you and the site. This program sends
    nothing anywhere but the form. --all can be typed again after any end: what was sent is
    skipped, what may have been sent is not sent again; its exit code is the worst one.
    """
    from optout.cli.live import Command
    from optout.cli.submit import Submission
    from optout.cli.submit import submit as run

    accounts = tuple(account or ())
    begun = begin(
        as_json=as_json,
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
    options = LiveOptions(until == "filled", yes, again, reason, ephemeral, whole_page)
    given = Submission(typed_comment(comment, comment_file), flow is not None, all_flows, accounts)
    return partial(run, Command(*begun, options), given)


@app.command()
def replay(
    flow: FlowArgument = None,
    case: CaseOption = None,
    all_cases: Annotated[bool, typer.Option("--all", help="Replay every case and show a table.")] = False,
    named: Annotated[bool, typer.Option("--list", help="Only name the cases, and what each is about.")] = False,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser window.")] = False,
    slow: Annotated[bool, typer.Option("--slow", help="Pause before each action, to watch.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Also write a trace for Playwright's trace viewer.")] = False,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="With --all: play so many cases at once.")] = 1,
    whole_page: WholePageOption = False,
    lang: LangOption = None,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Carry out a flow on saved pages, with no network.

    A scripted person does what you would do, and the record is marked REPLAY.

    \b
    optout replay                       Facebook, received
    optout replay --case code-right     one of the other cases
    optout replay --list                the names of all cases
    optout replay --all                 every case of every flow, with a table
    optout replay instagram --all       every case of one flow
    optout replay --all --jobs 4        four cases at once
    optout replay --headed --slow       watch it
    """
    from optout.cli.replay import ReplayOptions

    begun = begin(as_json=as_json, flow=flow, lang=lang, browser=browser, data_dir=data_dir)
    options = ReplayOptions(flow is not None, case, named, headed, slow, trace, whole_page)
    if all_cases and not named:
        from optout.cli.replay_all import replay_all

        return partial(replay_all, *begun, options, jobs)
    from optout.cli.replay import replay as run

    return partial(run, *begun, options)


flows_app = typer.Typer(
    cls=Below,
    help="""Read, make, check and save flows, for whoever writes or mends them.

    \b
    Examples:
      optout flows show facebook       what it does, and how sure each fact is
      optout flows new my-bank         a small flow that works, to change
      optout flows check ./my-bank     the mistakes, with their lines
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(flows_app, name="flows")


@flows_app.command("list")
def flows_list(as_json: JsonOption = False) -> Work:
    """List the flows that came with the program.

    \b
    optout flows list          one line a flow: its id, and to whom it objects
    optout flows list --json   the same for programs
    """
    from optout.cli.flows import list_flows

    return partial(list_flows, plain_console(as_json=as_json))


@flows_app.command("show")
def flows_show(flow: OneFlow, as_json: JsonOption = False) -> Work:
    """Show what a flow does before it runs.

    \b
    optout flows show facebook    a flow that came with the program
    optout flows show ./my-bank   a flow of your own, or somebody else's

    To whom, with what, by which ways, and how sure each fact is.
    """
    from optout.cli.flows import show_flow

    return partial(show_flow, plain_console(as_json=as_json), flow)


@flows_app.command("new")
def flows_new(
    flow_id: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and dashes.")],
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to make it; else in this folder.")] = None,
    as_json: JsonOption = False,
) -> Work:
    """Make a folder with a small flow that works as it is, to change step by step.

    \b
    optout flows new my-bank      ./my-bank: flow.yaml, a saved page and a case
    optout flows check ./my-bank  the mistakes, with their lines
    optout replay ./my-bank       the whole way, with no network
    """
    from optout.cli.flows import new_flow

    return partial(new_flow, plain_console(as_json=as_json), flow_id, to)


@flows_app.command("check")
def flows_check(
    flows: ManyFlows = None,
    no_replay: Annotated[bool, typer.Option("--no-replay", help="Leave out replaying the cases.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Check flow files and their cases: the mistakes with their lines, and a replay.

    \b
    optout flows check               all flows, and every case replayed
    optout flows check ./my-bank     a flow of your own
    optout flows check --no-replay   only the files: quick
    """
    from optout.cli.flows import check_flows

    console, settings = begin(as_json=as_json, browser=browser, data_dir=data_dir)
    return partial(check_flows, console, settings, flows or [], replay=not no_replay)


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
    country: CountryOption = None,
    email_mismatch: MismatchOption = None,
    account: AccountOption = None,
    ephemeral: EphemeralOption = False,
    browser: BrowserOption = None,
    sign_in_wait: SignInWaitOption = None,
    lang: LangOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Turn one run on the live site into saved pages and a case that replays.

    \b
    optout flows save-pages facebook          sign in, fill the form, stop there
    optout flows save-pages facebook --send   ask, send once, save the answer
    optout flows save-pages ./my-bank --to ./seen

    Kept are roles, labels, names and the words of the form. Your values, tokens, hidden
    fields, scripts, images and all other text stay out. It lists every text it kept, also
    in KEPT.txt: read that before you share the pages.
    """
    from optout.cli.live import Command
    from optout.cli.save_pages import save_pages

    console, settings = begin(
        as_json=as_json,
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
    command = Command(console, settings, LiveOptions(until_filled=not send, ephemeral=ephemeral))
    return partial(save_pages, command, typed_comment(comment, comment_file), to)
