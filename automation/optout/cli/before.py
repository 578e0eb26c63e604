"""What is found out before anything opens: whether a flow is trusted, can a window be shown, can a person be asked."""

import json
import os
import sys
from pathlib import Path

from optout.browser.installed import find_browser, has_screen
from optout.browser.launch import Launch
from optout.cli.console import Console, agreed, can_prompt
from optout.errors import NoScreen, OptoutError, Stop, UsageError
from optout.evidence.files import replace_private
from optout.flow.cases import Moment
from optout.flow.load import LoadedFlow, is_shipped
from optout.i18n import _
from optout.outcome import Exit, Reason
from optout.run.ask import ABOUT


def ready(browser: str, *, asks: bool) -> Launch:
    """Find out whether a window can be shown, whether someone can be asked if the run `asks`, and with which browser.

    Raises:
        NoScreen: there is no screen.
        Stop: nobody can be asked.
        BrowserMissing: there is no browser.
    """
    if not has_screen(os.environ, sys.platform):
        says = _("there is no screen to open a browser window on")
        raise NoScreen(says, _("run it in a terminal on your desktop: you sign in in the window"))
    if asks and not can_prompt():
        raise Stop(Reason.NO_TERMINAL, question=ABOUT[Moment.APPROVE])
    return Launch(find_browser(browser), headed=True)


_TRUST_FILE = "trusted-flows.json"


class _NotTrusted(OptoutError):
    """Nobody trusted this flow yet."""

    exit = Exit.NEEDS_PERSON


def ensure_trusted(console: Console, loaded: LoadedFlow, data_dir: Path) -> None:
    """Ask once for each version of a foreign flow, its pages and what it extends.

    Raises:
        OptoutError: the person said no, or there is no terminal to ask on.
    """
    if is_shipped(loaded.folder) or loaded.sha256 in _trusted(data_dir):
        return
    console.say(_("This flow did not come with the program, or it has changed since you trusted it"))
    console.say(_("  to      {controller}").format(controller=loaded.flow.controller))
    console.say(_("  file    {file}").format(file=loaded.folder / "flow.yaml"))
    if loaded.base:
        console.say(_("  extends {folder}").format(folder=loaded.base))
    console.say(_("  hash    {sha256}").format(sha256=loaded.sha256))
    console.say(_("  hosts   {hosts}").format(hosts=", ".join(loaded.flow.hosts)))
    console.say(_("  fields  {sends}").format(sends=", ".join(loaded.flow.sends)))
    if not can_prompt():
        says = _("this flow is not trusted yet, and there is no terminal to ask on")
        raise _NotTrusted(says, _("run it in a terminal once"))
    if not agreed(_("Trust it to fill and send these fields there? [y/N] ")):
        raise _NotTrusted(_("this flow is not trusted, so it was not run"), f"optout flows show {loaded.folder}")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = sorted({*_trusted(data_dir), loaded.sha256})
    replace_private(data_dir / _TRUST_FILE, json.dumps(hashes, indent=2).encode())


def _trusted(data_dir: Path) -> list[str]:
    try:
        listed = json.loads((data_dir / _TRUST_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        says = _("{trust_file} cannot be read").format(trust_file=_TRUST_FILE)
        hint = _("delete {file}; you will be asked again").format(file=data_dir / _TRUST_FILE)
        raise UsageError(says, hint) from error
    return [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []
