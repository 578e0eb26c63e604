"""A flow that did not come with the program is shown and trusted by hand before it first runs."""

import json
from pathlib import Path

from optout.cli.console import Console, can_prompt, says_yes
from optout.errors import OptoutError, UsageError
from optout.evidence.files import replace_private
from optout.flow.catalogue import is_shipped
from optout.flow.load import LoadedFlow
from optout.state import Exit
from optout.tongue import _

TRUST_FILE = "trusted-flows.json"


class NotTrusted(OptoutError):
    """Nobody trusted this flow yet."""

    exit = Exit.NEEDS_PERSON


def ensure_trusted(console: Console, loaded: LoadedFlow, data_dir: Path) -> None:
    """Ask once for each version of a foreign flow's file.

    Raises:
        NotTrusted: the person said no, or there is no terminal to ask on.
    """
    if is_shipped(loaded.folder) or loaded.sha256 in _trusted(data_dir):
        return
    console.say(_("This flow did not come with the program, or its file has changed since you trusted it"))
    console.say(_("  to      {controller}").format(controller=loaded.flow.controller))
    console.say(_("  file    {file}").format(file=loaded.folder / "flow.yaml"))
    console.say(_("  hash    {sha256}").format(sha256=loaded.sha256))
    console.say(_("  hosts   {hosts}").format(hosts=", ".join(loaded.flow.hosts)))
    console.say(_("  fields  {sends}").format(sends=", ".join(loaded.flow.sends)))
    if not can_prompt():
        raise NotTrusted(
            _("this flow is not trusted yet, and there is no terminal to ask on"), _("run it in a terminal once")
        )
    if not says_yes(console.ask(_("Trust it to fill and send these fields there? [y/N] "))):
        raise NotTrusted(_("this flow is not trusted, so it was not run"), f"optout flows show {loaded.folder}")
    _trust(data_dir, loaded.sha256)


def _trusted(data_dir: Path) -> list[str]:
    try:
        listed = json.loads((data_dir / TRUST_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise UsageError(
            _("{trust_file} cannot be read").format(trust_file=TRUST_FILE),
            _("delete {file}; you will be asked again").format(file=data_dir / TRUST_FILE),
        ) from error
    return [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []


def _trust(data_dir: Path, sha256: str) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = sorted({*_trusted(data_dir), sha256})
    replace_private(data_dir / TRUST_FILE, json.dumps(hashes, indent=2).encode())
