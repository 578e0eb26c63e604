"""`optout resolve`: the person says how an objection ended whose outcome only they know."""

from contextlib import closing

from optout.browser.launch import lock_file, run_lock
from optout.cli.console import Console
from optout.cli.records import entry_of
from optout.errors import UsageError
from optout.i18n import _, named
from optout.journal import Journal
from optout.outcome import OPEN, Exit, State
from optout.settings import Settings


def resolve(console: Console, settings: Settings, name: str, sent: bool | None, reason: str | None) -> Exit:  # noqa: FBT001
    """Note in the journal whether an objection was received, and how the person knows.

    Raises:
        UsageError: something was not said, or there is no such objection, or its outcome is known.
        ProfileInUse: the run still goes on.
    """
    if sent is None:
        hint = _("optout resolve {name} --sent, or --not-sent").format(name=name)
        raise UsageError(_("say whether it was received"), hint)
    if not reason or not reason.strip():
        hint = _('optout resolve {name} --sent --reason "their e-mail came"').format(name=name)
        raise UsageError(_("say how you know, with --reason"), hint)
    entry = entry_of(settings.data_dir, name)
    if entry is None:
        raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
    state = State.RESOLVED_SENT if sent else State.RESOLVED_NOT_SENT
    # A run that goes on still finds out.
    with (
        run_lock(lock_file(settings.data_dir, entry.flow, entry.account)),
        closing(Journal(settings.data_dir)) as journal,
    ):
        now = next(row.state for row in journal.entries() if row.id == name)
        if now not in OPEN:
            says = _("its outcome is known: {state}").format(state=named(now.value))
            raise UsageError(says, _("optout status shows how things stand"))
        journal.resolve(name, state, reason)
    if console.as_json:
        console.json({"id": name, "state": state.value})
        return Exit.DONE
    then = _("it counts as sent") if sent else _("it counts as not sent, and you may object again")
    says = _("{flow}, account {account}: {then}").format(flow=entry.flow, account=entry.account, then=then)
    console.mark("done", says)
    console.say(_("The record itself stays as it was sealed"))
    return Exit.DONE
