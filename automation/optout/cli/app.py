"""What a person types.

A command reads its options, and gives what to do; heavy imports wait until then.
"""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer import Argument, Option

from optout.cli import options
from optout.cli.entry import Below, Group, OrShow, Work
from optout.cli.options import begin, today

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

app = typer.Typer(
    cls=Group,
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
    lang: options.LangOption = None,
    verbose: Annotated[
        bool, Option("--verbose", help="Show where an unexpected error came from.")
    ] = False,
    version: Annotated[
        bool, Option("--version", callback=_show_version, is_eager=True, help="Say which it is.")
    ] = False,
) -> None:
    """Global options; `errors_told` reads `--verbose`, and what is said is in `--lang` since the program began."""


@app.command("status")
def _status(
    flows: options.OnlyFlows = None,
    ics: Annotated[
        Path | None, Option(metavar="FILE", help="Also write the due dates to a calendar.")
    ] = None,
    every_run: Annotated[
        bool, Option("--all", help="Also show the runs that sent nothing.")
    ] = False,
    recheck: Annotated[
        bool, Option("--recheck", help="Open and read each setting that you turned.")
    ] = False,
    account: options.AccountOption = None,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Show what was sent, with what outcome, and what is due next.

    \b
    optout status --recheck linkedin  is the setting still as you set it?
    """
    options.refuse_together("optout status", recheck=recheck, ics=ics)
    options.refuse_together("optout status", recheck=recheck, all=every_run)
    if recheck:
        from optout.cli.live import Command
        from optout.cli.recheck import recheck as read

        begun = begin(as_json=as_json, data_dir=data_dir, account=account, browser=browser)
        return partial(read, Command(**vars(begun), recheck_only=True), flows or [])
    from optout.cli.status import status

    options.refuse_alone("optout status --recheck", account=account, browser=browser)
    begun = begin(as_json=as_json, data_dir=data_dir)
    return partial(status, begun, today(), ics, every_run=every_run, flows=flows or [])


services_app = typer.Typer(
    cls=OrShow, invoke_without_command=True, no_args_is_help=False, rich_markup_mode=None
)
app.add_typer(services_app, name="services")


@services_app.callback()
def _services(
    ctx: typer.Context, data_dir: options.DataDirOption = None, as_json: options.JsonOption = False
) -> Work | None:
    """Show which services there are, what can be done at each, and where you stand.

    \b
    optout services linkedin        what it covers, and what that rests on
    optout services use linkedin x  remember which are yours
    """
    if ctx.invoked_subcommand:
        return None
    from optout.cli.services import services

    return partial(services, begin(as_json=as_json, data_dir=data_dir), today())


@services_app.command("show")
def _services_show(
    name: Annotated[str, Argument(metavar="NAME", help="The service, as people say it.")],
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Show what one service covers and what not, and what that rests on.

    \b
    optout services linkedin       by its name alone
    """
    from optout.cli.services import show

    return partial(show, begin(as_json=as_json, data_dir=data_dir), name, today())


@services_app.command("use")
def _services_use(
    names: Annotated[list[str], Argument(metavar="NAME", help="The services that you use.")],
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Remember which services are yours; submit --all goes through these.

    \b
    optout services use linkedin x chatgpt  these are mine
    """
    from optout.cli.services import use

    return partial(use, begin(as_json=as_json, data_dir=data_dir), names)


@app.command("open")
def _open_page(
    record: options.MaybeRecord = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Look at all that is yours on one page: how it stands, pictures, due dates.

    \b
    optout open 2026-11-24-facebook-7k3q    one record's START-HERE.pdf
    """
    from optout.cli.open_page import open_it

    return partial(open_it, begin(as_json=as_json, data_dir=data_dir), today(), record)


@app.command("resolve")
def _resolve(
    record: options.ObjectionArgument,
    sent: Annotated[
        bool | None, Option("--sent/--not-sent", help="Whether the controller received it.")
    ] = None,
    reason: Annotated[
        str | None, Option(metavar="TEXT", help="How you know; kept in the journal.")
    ] = None,
    sent_on: Annotated[
        str | None, Option("--on", metavar="DATE", help="Of a letter: when you sent it.")
    ] = None,
    arrived: Annotated[
        str | None, Option(metavar="DATE", help="Of a letter: when it arrived, if later.")
    ] = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Say how an objection with an unknown outcome ended.

    \b
    optout resolve 2026-11-24-facebook-7k3q --sent --reason "their e-mail came"
    optout resolve 2026-11-24-reddit-7k3q --sent --on 2026-11-25
    """
    from optout.cli.resolve import ToResolve, resolve

    said = ToResolve(record.name, sent, reason, sent_on, arrived)
    return partial(resolve, begin(as_json=as_json, data_dir=data_dir), said, today())


@app.command("verify")
def _verify(
    record: options.RecordArgument,
    online: Annotated[bool, Option("--online", help="Ask the DNS who signed its e-mails.")] = False,
    fingerprint: Annotated[
        str | None, Option(metavar="HEX", help="The one that you kept elsewhere.")
    ] = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Check that a record is unchanged, and say what it proves.

    \b
    optout verify it.zip --fingerprint f239…  the one that you were sent
    """
    from optout.cli.verification import verify

    return partial(
        verify,
        begin(as_json=as_json, data_dir=data_dir),
        record,
        online=online,
        fingerprint=fingerprint,
    )


@app.command("attach")
def _attach(
    record: options.RecordArgument,
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="An e-mail (.eml), or any file; 25 MB at most.")
    ] = None,
    said: Annotated[
        Literal["confirmation", "answer", "notice", "note", "other"] | None,
        Option(
            "--as",
            help="What the file is. Only “answer” ends the wait for an answer.",
            show_default=False,
        ),
    ] = None,
    relabel: Annotated[
        str | None, Option(metavar="NUMBER", help="Correct what you said an attached file is.")
    ] = None,
    extended: Annotated[
        bool, Option("--extended", help="The file says that the answer will take longer.")
    ] = False,
    came: Annotated[
        str | None, Option(metavar="DATE", help="With --extended: when it came.")
    ] = None,
    offline: Annotated[
        bool, Option("--offline", help="Do not ask the DNS who signed an e-mail.")
    ] = False,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Keep the confirmation e-mail or the controller's answer.

    \b
    optout attach 2026-11-24-facebook-7k3q mail.eml --as answer --extended
    """
    from optout.cli.attach import ToAttach, attach

    wanted = ToAttach(record, file, relabel, said, offline=offline, extended=extended, came=came)
    return partial(attach, begin(as_json=as_json, data_dir=data_dir), wanted, today())


@app.command("stamp")
def _stamp(
    record: options.RecordArgument,
    authority: Annotated[
        list[str] | None, Option(metavar="URL", help="Whom to ask; else two known ones.")
    ] = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Have others witness when a record existed: time stamps.

    \b
    optout stamp 2026-11-24-facebook-7k3q
    """
    from optout.cli.verification import stamp

    return partial(stamp, begin(as_json=as_json, data_dir=data_dir), record, authority or [])


@app.command("export")
def _export(
    record: options.RecordArgument,
    to: Annotated[
        Path | None,
        Option(metavar="PATH", help="The file to write, or its folder; else “exports”."),
    ] = None,
    pdf: Annotated[bool, Option("--pdf", help="One PDF with all files attached.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask before it is written.")] = False,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Make one file of a record, to hand on: a zip, or a PDF.

    \b
    optout export 2026-11-24-facebook-7k3q --pdf   START-HERE.pdf, with all
    """
    from optout.cli.verification import export

    return partial(export, begin(as_json=as_json, data_dir=data_dir), record, to, pdf=pdf, yes=yes)


@app.command("delete")
def _delete(
    records: options.ManyRecords = None,
    replays: Annotated[bool, Option("--replays", help="Also the records of all replays.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask.")] = False,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Delete records for good, with all that was added to them.

    \b
    optout delete --replays                        all that replays left

    The journal keeps its line of the objection, or it could be sent twice.
    """
    from optout.cli.records import delete

    wanted = tuple(records or ())
    return partial(
        delete, begin(as_json=as_json, data_dir=data_dir), wanted, all_replays=replays, yes=yes
    )


@app.command("complain")
def _complain(
    record: options.RecordArgument,
    country: options.LivesIn = None,
    because: Annotated[
        Literal["no-answer", "refused", "ignored"] | None,
        Option(help="What you complain about; else what the record says.", show_default=False),
    ] = None,
    lang: Annotated[
        options.Language, Option(help="The letter's language; else one that the authority takes.")
    ] = None,
    answered: Annotated[
        str | None,
        Option(
            help="The day on which you answered what the controller asked by e-mail.",
            metavar="DATE",
        ),
    ] = None,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Write a complaint to your authority, for you to send.

    \b
    optout complain 2026-11-24-facebook-7k3q --country FR
    """
    from optout.cli.complain import ToComplain, complain

    begun = begin(as_json=as_json, country=country, browser=browser, data_dir=data_dir)
    return partial(complain, begun, record, ToComplain(because, lang, answered), today())


@app.command("letter")
def _letter(
    name: options.LetterArgument = None,
    controller: Annotated[
        str | None, Option(metavar="NAME", help="One not in the list; needs --to.")
    ] = None,
    to: Annotated[
        str | None, Option(metavar="ADDRESS", help="Its e-mail, form's or postal address.")
    ] = None,
    known_as: Annotated[
        str | None, Option(metavar="TEXT", help="How you are known there: a user name.")
    ] = None,
    processing: Annotated[
        str | None, Option(metavar="TEXT", help="What you object to; else to training AI.")
    ] = None,
    email: options.EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="Your grounds.")] = None,
    comment_file: options.CommentFileOption = None,
    country: options.LivesIn = None,
    lang: Annotated[
        options.Language, Option(help="The letter's language, and its record's; else yours.")
    ] = None,
    account: options.AccountOption = None,
    yes: Annotated[bool, Option("--yes", help="Do not ask before it is written.")] = False,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Write an objection as a letter, for you to send.

    \b
    optout letter reddit --known-as ada --comment-file why.txt
    optout letter --controller "Example GmbH" --to privacy@example.eu

    This program sends nothing; once you have sent it, optout resolve takes the day.
    """
    from optout.cli.letter import ToWrite, letter

    begun = begin(
        as_json=as_json,
        email=email,
        country=country,
        account=account,
        browser=browser,
        data_dir=data_dir,
    )
    given = options.typed_comment(comment, comment_file)
    wanted = ToWrite(name, controller, to, known_as, processing, lang, given, yes)
    return partial(letter, begun, wanted, today())


@app.command("sign-in")
def _sign_in(
    flow: options.FlowArgument = None,
    account: options.AccountOption = None,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
) -> Work:
    """Sign in beforehand in a window that no program drives, where a site refuses any other.

    \b
    optout sign-in gemini                  then: optout submit gemini
    """
    from optout.cli.live import sign_in

    return partial(sign_in, begin(flow=flow, account=account, browser=browser, data_dir=data_dir))


@app.command("logout")
def _logout(
    flow: options.FlowArgument = None,
    account: options.AccountOption = None,
    data_dir: options.DataDirOption = None,
) -> Work:
    """Forget the sign-in that is kept for a flow's controller.

    \b
    optout logout instagram --account work   one of several accounts
    """
    from optout.cli.live import logout

    return partial(logout, begin(flow=flow, account=account, data_dir=data_dir))


@app.command("install")
def _install(browser: options.BrowserOption = None) -> Work:
    """Get a browser for the program to use.

    \b
    optout install                    quick when Chrome, Edge or Chromium is there
    """
    from optout.cli.install import install

    return partial(install, begin(browser=browser))


@app.command("doctor")
def _doctor(
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Say what is wrong on this machine, and how to fix it.

    \b
    optout doctor    nothing personal is shown: send it to whoever helps you
    """
    from optout.cli.doctor import doctor

    return partial(doctor, begin(as_json=as_json, browser=browser, data_dir=data_dir))


@app.command("submit")
def _submit(
    flow: options.FlowArgument = None,
    all_flows: Annotated[
        bool, Option("--all", help="Every service that is yours, as without a flow.")
    ] = False,
    email: options.EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="The comment to send.")] = None,
    comment_file: options.CommentFileOption = None,
    country: options.CountryOption = None,
    email_mismatch: options.MismatchOption = None,
    until: Annotated[
        Literal["filled"] | None, Option(help="Stop at the filled form, before the send.")
    ] = None,
    yes: Annotated[
        bool, Option("--yes", help="Approve the send, or the press of a setting, in advance.")
    ] = False,
    again: Annotated[
        bool, Option("--again", help="Send although it was sent before; needs --reason.")
    ] = False,
    reason: Annotated[
        str | None, Option(metavar="TEXT", help="Why again; kept in the journal.")
    ] = None,
    account: options.AccountsOption = None,
    ephemeral: options.EphemeralOption = False,
    whole_page: options.WholePageOption = False,
    browser: options.BrowserOption = None,
    sign_in_wait: Annotated[
        str | None, Option(metavar="SECONDS", help="How long you have to sign in.")
    ] = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Object on the live site: fill, ask, send once, keep proof.

    \b
    optout submit                             every service that is yours
    optout submit facebook --until filled     stop before the send

    You sign in by hand; your password stays between you and the site. After an interruption type the
    same command again: what was sent, or may have been sent, is not sent again.
    """
    from optout.cli.live import Command
    from optout.cli.submit import submit

    accounts = tuple(account or ())
    about = {
        "flow": flow,
        "email": email,
        "country": country,
        "account": accounts[0] if accounts else None,
    }
    how = {"email_mismatch": email_mismatch, "browser": browser, "sign_in_wait": sign_in_wait}
    begun = begin(as_json=as_json, data_dir=data_dir, **about, **how)
    command = Command(
        begun.console, begun.settings, until == "filled", yes, again, reason, ephemeral, whole_page
    )
    text = options.typed_comment(comment, comment_file)
    return partial(
        submit, command, text, accounts, today(), flow_named=flow is not None, all_flows=all_flows
    )


@app.command("replay")
def _replay(
    flow: options.FlowArgument = None,
    case: Annotated[
        str | None, Option(metavar="NAME", help="Which case; else the first in your language.")
    ] = None,
    all_cases: Annotated[bool, Option("--all", help="Replay every case and show a table.")] = False,
    named: Annotated[
        bool, Option("--list", help="Only name the cases, and what each is about.")
    ] = False,
    headed: Annotated[bool, Option("--headed", help="Show the browser window.")] = False,
    slow: Annotated[bool, Option("--slow", help="Pause before each action, to watch.")] = False,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Carry out a flow on saved pages, with no network.

    \b
    optout replay --headed --slow       watch it
    """
    from optout.cli.replay import ReplayOptions, replay

    options.refuse_together("optout replay", all=all_cases, list=named, case=case)
    begun = begin(as_json=as_json, flow=flow, browser=browser, data_dir=data_dir)
    chosen = ReplayOptions(flow is not None, case, named, headed, slow)
    if all_cases:
        from optout.cli.replay_all import replay_all

        return partial(replay_all, begun, chosen)
    return partial(replay, begun, chosen)


flows_app = typer.Typer(
    cls=Below,
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
app.add_typer(flows_app, name="flows")


@flows_app.command("list")
def _flows_list(as_json: options.JsonOption = False) -> Work:
    """List the flows that came with the program.

    \b
    optout flows list          one line a flow: its id, and to whom it objects
    """
    from optout.cli.console import Console
    from optout.cli.flows import list_flows

    return partial(list_flows, Console(as_json=as_json))


@flows_app.command("show")
def _flows_show(flow: options.OneFlow, as_json: options.JsonOption = False) -> Work:
    """Show what a flow does before it runs: to whom, with what, by which ways.

    \b
    optout flows show facebook    a flow that came with the program
    """
    from optout.cli.console import Console
    from optout.cli.flows import show_flow

    return partial(show_flow, Console(as_json=as_json), flow)


@flows_app.command("new")
def _flows_new(
    flow_id: Annotated[str, Argument(metavar="ID", help="Small letters, digits and dashes.")],
    to: Annotated[
        Path | None, Option(metavar="FOLDER", help="Where to make it; else in this folder.")
    ] = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Make a folder with a small flow that works as it is, to change step by step.

    \b
    optout flows new my-bank      ./my-bank: flow.yaml, a saved page and a case
    optout replay ./my-bank       the whole way, with no network
    """
    from optout.cli.console import Console
    from optout.cli.flows import new_flow

    return partial(new_flow, Console(as_json=as_json), flow_id, to)


@flows_app.command("check")
def _flows_check(
    flows: options.ManyFlows = None,
    no_replay: Annotated[
        bool, Option("--no-replay", help="Leave out replaying the cases.")
    ] = False,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Check flow files and their cases: the mistakes with their lines, and a replay.

    \b
    optout flows check ./my-bank     a flow of your own; else all
    """
    from optout.cli.flows import check_flows

    begun = begin(as_json=as_json, browser=browser, data_dir=data_dir)
    return partial(check_flows, begun, flows or [], replay=not no_replay)


@flows_app.command("save-pages")
def _flows_save_pages(
    flow: options.FlowArgument = None,
    to: Annotated[
        Path | None, Option(metavar="FOLDER", help="Where they go; else ./FLOW-pages-DATE.")
    ] = None,
    send: Annotated[
        bool, Option("--send", help="Ask, send once, and save the answer too.")
    ] = False,
    email: options.EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="The comment to fill in.")] = None,
    comment_file: options.CommentFileOption = None,
    country: options.CountryOption = None,
    account: options.AccountOption = None,
    ephemeral: options.EphemeralOption = False,
    browser: options.BrowserOption = None,
    data_dir: options.DataDirOption = None,
    as_json: options.JsonOption = False,
) -> Work:
    """Turn one run on the live site into saved pages and a case that replays.

    \b
    optout flows save-pages facebook --send   ask, send once, save the answer

    KEPT.txt lists every text that was kept: read that before you share the pages.
    """
    from optout.cli.live import Command
    from optout.cli.save_pages import save_pages

    given = {
        "flow": flow,
        "email": email,
        "country": country,
        "account": account,
        "browser": browser,
    }
    begun = begin(as_json=as_json, data_dir=data_dir, **given)
    command = Command(**vars(begun), until_filled=not send, ephemeral=ephemeral, saves=True)
    return partial(save_pages, command, options.typed_comment(comment, comment_file), to)
