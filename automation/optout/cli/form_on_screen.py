"""Shows a filled form, or the settings that are to be turned, on the terminal before the person approves it."""

from collections import Counter

from optout.browser import FormValue
from optout.cli.console import Console
from optout.evidence import reading_said
from optout.redaction import printable
from optout.run import Question
from optout.translation import LazyText, _, quoted, translate

_LONGEST_TITLE, _LONGEST_ACCOUNT = 200, 120  # characters of what a page may have made long
_LONGEST_LABEL = 76  # characters: a terminal has 80 columns, and a label is indented
_LONGEST_LINE = 10_000  # characters of a value, which is shown whole
_PAUSED = _(
    "The page is about to send this, before you gave your approval. It waits for your answer. Yes means that "
    "this is your objection: it is sent now, and this run sends nothing more:"
)
_REPEAT = _(
    "Your objection was sent, and the page does not say that it was received. Now it is about to send it once more. If "
    "the first one was received, yes makes a second one. What can be read of it:"
)
_OTHER = _(
    "The page is about to send something that may differ from what you approved. What can be read of it:"
)
_MAY_BE_SECOND = _(
    "After your approval the page sent something that was your objection, or only a draft of it: this "
    "program cannot tell. Now it is about to send this. If the first was your objection, yes makes a "
    "second one. What can be read of it:"
)


def show_form(console: Console, question: Question) -> None:
    """Show to whom what goes, field by field or setting by setting; of a changed form, only what has changed."""
    if question.before:
        _show_changes(console, question)
        return
    console.say(_heading(question))
    console.say(_("  to       {name}").format(name=question.about))
    console.say(_("  address  {address}").format(address=question.address))
    if question.title:
        _show_title(console, question.title)
    _show_account(console, question)
    for turn in question.turns:
        console.say(LazyText("  {name}").format(name=quoted(turn.label)))
        console.say(_("    reads    {state}").format(state=reading_said(turn.now)))
        console.say(_("    wanted   {state}: {means}").format(state=turn.want, means=turn.means))
        if turn.not_covered:
            console.say(_("    not      {what}").format(what=turn.not_covered))
    for field in question.fields:
        _show_field(console, field)


def _heading(question: Question) -> LazyText:
    if question.prompt == "repeat":
        return _REPEAT
    if question.prompt == "paused":
        return _heading_of_paused(question)
    if question.turns:
        return _("The setting was found. Look at it in the browser")
    return _("The form is filled. Look at it in the browser")


def _heading_of_paused(question: Question) -> LazyText:
    # Only after another request may have been the objection can the person say no and go on.
    if "no" in question.choices:
        return _MAY_BE_SECOND
    return _OTHER if question.why else _PAUSED


def _show_title(console: Console, title: str) -> None:
    """Show a title of the form that the flow does not know."""
    console.say(_("  form     {title}").format(title=quoted(printable(title, _LONGEST_TITLE))))
    unknown = _("This flow does not know that title: say yes only if this is the form you mean")
    console.say(LazyText("  {line}").format(line=unknown))


def _show_account(console: Console, question: Question) -> None:
    if not question.account and not question.turns:
        return
    account = printable(question.account, _LONGEST_ACCOUNT) or _(
        "the page does not name it where this flow looks"
    )
    console.say(_("  account  {account}").format(account=account), personal=True)
    if question.account:
        kept = _("as the page shows it; kept in the record")
        console.say(LazyText("           {line}").format(line=kept))


def _show_changes(console: Console, question: Question) -> None:
    """Show the fields whose values are new, and those that are gone."""
    for field in question.fields:
        if field not in question.before:
            _show_field(console, field)
    titles_before = Counter(field.title for field in question.before)
    titles_now = Counter(field.title for field in question.fields)
    for title in (titles_before - titles_now).elements():
        gone = _("  {field}: {what}")
        label = printable(title, _LONGEST_LABEL)
        console.say(gone.format(field=label, what=_("no longer in the form")))
    console.say(_("The rest is as you saw it"))


def _show_field(console: Console, field: FormValue) -> None:
    console.say(f"  {_label_of(field)}")
    for line in (field.text or translate(_("(empty)"))).split("\n"):
        console.say(f"    | {printable(line, _LONGEST_LINE)}", personal=True)


def _label_of(field: FormValue) -> str:
    return printable(field.title, _LONGEST_LABEL)
