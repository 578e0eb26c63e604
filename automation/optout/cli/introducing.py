"""What a run says before anything opens: what will be sent, to whom, and what it covers."""

from typing import TYPE_CHECKING

from optout.cli.console import Console
from optout.tongue import Said, _, joined, translated

if TYPE_CHECKING:
    from optout.flow.model import Flow
    from optout.person import Person, PersonField

NEVER_SEEN = _("nobody has confirmed this flow on the live site yet; you see every step before it counts")
TERMS = _("the site's terms restrict automated access; this is one visible browser, at your pace, sending once")


def introduce(console: Console, flow: "Flow", person: "Person") -> None:
    """Say what will be sent, to whom, and what it covers, before anything opens."""
    console.say(Said("{title} ({law})").format(title=title_of(flow), law=Said(flow.law)), style="bold")
    for line in (
        _("  to      {controller}, {host}").format(controller=flow.controller, host=flow.hosts[0]),
        _("  sends   {what}").format(what=_sends(flow, person)),
        _("  covers  {what}").format(what=covers_of(flow)),
        *([_("  note    {what}").format(what=NEVER_SEEN)] if flow.seen_live == "never" else []),
        *([_("  note    {what}").format(what=TERMS)] if flow.terms else []),
    ):
        console.say(line)
    console.say()


def title_of(flow: "Flow") -> Said:
    """Give what a flow is called, in the languages of its file."""
    return translated(flow.title, {language: said.title for language, said in flow.translations.items()})


def covers_of(flow: "Flow") -> Said:
    """Give what a flow's objection covers, in the languages of its file."""
    return translated(flow.covers, {language: said.covers for language, said in flow.translations.items()})


def _sends(flow: "Flow", person: "Person") -> Said:
    return joined((said for field in flow.sends if (said := _sent_field(person, field))), ", ")


def _sent_field(person: "Person", field: "PersonField") -> str:
    from optout.person import YOURS  # noqa: PLC0415  most commands need no person

    what = person.describe(field)
    if field == "comment":
        return _("no comment") if person.comment is None else _("your comment ({what})").format(what=what)
    if field == "email":
        known = person.email is not None
        return _("your e-mail ({what})").format(what=what) if known else _("your e-mail as the form holds it")
    return _("{your_field}, if the form asks").format(your_field=YOURS[field]) if person.value(field) else ""
