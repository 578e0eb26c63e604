"""Shows the filled form at the terminal, as the person is asked to approve it."""

from optout.browser.form import FormField
from optout.cli import console as words
from optout.cli.console import Console
from optout.redact import printable
from optout.run.hands import Ask
from optout.tongue import Said, _, told


def show_form(console: Console, ask: Ask) -> None:
    """Show the controller, the real address, and every field with the value that will go."""
    if ask.before:
        _show_difference(console, ask)
        _show_button(console, ask)
        return
    console.say(words.FILLED)
    console.say(_("  to       {name}").format(name=ask.about))
    console.say(_("  address  {address}").format(address=ask.address))
    if ask.title:
        console.say(_("  form     “{title}”").format(title=printable(ask.title, 200)))
        console.say(Said("  {line}").format(line=words.TITLE_UNKNOWN))
    _show_button(console, ask)
    for field in ask.fields:
        _show_field(console, field)


def _show_button(console: Console, ask: Ask) -> None:
    if ask.button:
        console.say(_("  button   “{words}”").format(words=ask.button))
        console.say(Said("  {line}").format(line=words.BUTTON_UNKNOWN))


def _show_difference(console: Console, ask: Ask) -> None:
    """Show only what is not as the person saw it: field by field, and what is no longer there."""
    still = {(field.label, field.name) for field in ask.fields}
    for field in ask.fields:
        if field not in ask.before:
            _show_field(console, field)
    for field in ask.before:
        if (field.label, field.name) not in still:
            console.say(_("  {field}: {what}").format(field=_called(field), what=words.GONE))
    console.say(words.REST)


def _show_field(console: Console, field: FormField) -> None:
    console.say(f"  {_called(field)}")
    lines = field.value.split("\n") if field.value else [told(_("(empty)"))]
    for line in lines:
        console.say(f"    | {printable(line, 10_000)}", personal=True)


def _called(field: FormField) -> str:
    return printable(field.label or field.name or field.kind, 76)
