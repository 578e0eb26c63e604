"""What a person types to set things up, or when something is wrong."""

from typing import Annotated

import typer

from optout.cli.options import AccountOption, BrowserOption, DataDirOption, FlowArgument, JsonOption


def logout(flow: FlowArgument = None, account: AccountOption = None, data_dir: DataDirOption = None) -> None:
    """Forget the sign-in that is kept for a flow's controller.

    \b
    optout logout                            Facebook, or what your settings say
    optout logout instagram --account work   one of several accounts

    Deletes the browser profile of that account on this computer: its cookies and all else it
    kept. Your records and your journal stay. The site itself may go on listing this browser
    until you end it there.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.signing_out import logout as run
    from optout.cli.slips import warn_of_account, warn_of_variables
    from optout.settings import read_settings

    console, settings = Console(), read_settings(flow=flow, account=account, data_dir=data_dir)
    warn_of_variables(console)
    warn_of_account(console, settings.data_dir, settings.account)
    raise typer.Exit(run(console, settings))


def install(
    browser: BrowserOption = None,
    headed_tests: Annotated[
        bool, typer.Option("--headed-tests", help="Also get what this project's tests need.")
    ] = False,
) -> None:
    """Get a browser for the program to use.

    \b
    optout install                    quick when Chrome, Edge or Chromium is there
    optout install --browser chrome   check that one, and no other

    Uses the one that is there, else Playwright's own download, else your system's package,
    and starts it once to see that it works. Says what it does before it does it.

    Behind a proxy, export HTTPS_PROXY (and HTTP_PROXY for apt-get); NO_PROXY is heeded. For a
    mirror of Playwright's downloads, export PLAYWRIGHT_DOWNLOAD_HOST. A download that broke off
    begins again from the start; what apt-get has already is kept.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.setup import install as run
    from optout.settings import read_settings

    run(Console().say, read_settings(browser=browser).browser, headed_tests=headed_tests)


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, then look again.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is wrong on this machine, and how to mend it.

    \b
    optout doctor             everything a run needs, and what each finding means
    optout doctor --fix       take rights from others, delete cut-off rehearsals
    optout doctor --json      the same for programs

    Starts the browser once, without a window. Says nothing personal, so that you can paste it
    into a question. Changes nothing without --fix, and nothing of your records even then.
    """  # noqa: D301
    from optout.cli.console import Console
    from optout.cli.examining import doctor as run
    from optout.settings import read_settings

    raise typer.Exit(run(Console(as_json=as_json), read_settings(browser=browser, data_dir=data_dir), fix=fix))
