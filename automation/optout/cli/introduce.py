"""What a run says before anything opens: what will be sent, to whom, and what it covers."""

import json
from pathlib import Path

from optout.cli.console import Console, can_prompt, says_yes
from optout.errors import OptoutError, UsageError
from optout.evidence.files import replace_private
from optout.flow.load import LoadedFlow, is_shipped
from optout.flow.model import Flow
from optout.i18n import Said, _, joined, translated
from optout.outcome import Exit
from optout.person import YOURS, Person, PersonField

NEVER_SEEN = _("nobody has confirmed this flow on the live site yet; you see every step before it counts")
TERMS = _("the site's terms restrict automated access; this is one visible browser, at your pace, sending once")


def introduce(console: Console, flow: Flow, person: Person) -> None:
    """Say what will be sent, to whom, and what it covers, before anything opens."""
    console.say(Said("{title} ({law})").format(title=title_of(flow), law=Said(flow.law)), style="bold")
    for line in (
        _("  to      {controller}, {host}").format(controller=flow.controller, host=flow.hosts[0]),
        _("  sends   {what}").format(what=joined(filter(None, (_sent(person, field) for field in flow.sends)), ", ")),
        _("  covers  {what}").format(what=covers_of(flow)),
        *([_("  note    {what}").format(what=NEVER_SEEN)] if flow.seen_live == "never" else []),
        *([_("  note    {what}").format(what=TERMS)] if flow.terms else []),
    ):
        console.say(line)
    console.say()


def title_of(flow: Flow) -> Said:
    """Give what a flow is called, in the languages of its file."""
    return translated(flow.title, {language: said.title for language, said in flow.translations.items()})


def covers_of(flow: Flow) -> Said:
    """Give what a flow's objection covers, in the languages of its file."""
    return translated(flow.covers, {language: said.covers for language, said in flow.translations.items()})


def _sent(person: Person, field: PersonField) -> str:
    what = person.describe(field)
    if field == "comment":
        return _("no comment") if person.comment is None else _("your comment ({what})").format(what=what)
    if field == "email":
        known = person.email is not None
        return _("your e-mail ({what})").format(what=what) if known else _("your e-mail as the form holds it")
    return _("{your_field}, if the form asks").format(your_field=YOURS[field]) if person.value(field) else ""


TRUST_FILE = "trusted-flows.json"


class NotTrusted(OptoutError):
    """Nobody trusted this flow yet."""

    exit = Exit.NEEDS_PERSON


def ensure_trusted(console: Console, loaded: LoadedFlow, data_dir: Path) -> None:
    """Ask once for each version of a foreign flow, its pages and what it extends.

    Raises:
        NotTrusted: the person said no, or there is no terminal to ask on.
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
        raise NotTrusted(says, _("run it in a terminal once"))
    if not says_yes(console.ask(_("Trust it to fill and send these fields there? [y/N] "))):
        raise NotTrusted(_("this flow is not trusted, so it was not run"), f"optout flows show {loaded.folder}")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = sorted({*_trusted(data_dir), loaded.sha256})
    replace_private(data_dir / TRUST_FILE, json.dumps(hashes, indent=2).encode())


def _trusted(data_dir: Path) -> list[str]:
    try:
        listed = json.loads((data_dir / TRUST_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        says = _("{trust_file} cannot be read").format(trust_file=TRUST_FILE)
        hint = _("delete {file}; you will be asked again").format(file=data_dir / TRUST_FILE)
        raise UsageError(says, hint) from error
    return [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []
