"""`optout resolve`: the person says how an unknown outcome ended; nobody else can know."""

from optout.browser.profile import lock_file, run_lock
from optout.cli.console import Console
from optout.errors import UsageError
from optout.journal import JOURNAL_FILE, Journal
from optout.journal_tables import Entry
from optout.settings import Settings
from optout.state import OPEN, Exit, State
from optout.tongue import _, named


def resolve(console: Console, settings: Settings, name: str, sent: bool | None, reason: str | None) -> Exit:  # noqa: FBT001
    """Note in the journal whether an objection was received, and how the person knows.

    Raises:
        UsageError: something was not said, or there is no such objection, or its outcome is known.
        ProfileInUse: the run still goes on.
    """
    if sent is None:
        raise UsageError(
            _("say whether it was received"), _("optout resolve {name} --sent, or --not-sent").format(name=name)
        )
    if not (reason or "").strip():
        hint = _('optout resolve {name} --sent --reason "their e-mail came"').format(name=name)
        raise UsageError(_("say how you know, with --reason"), hint)
    entry = _resolved(settings, name, State.RESOLVED_SENT if sent else State.RESOLVED_NOT_SENT, reason or "")
    if console.as_json:
        console.json({"id": entry.id, "state": entry.state.value})
    else:
        then = _("it counts as sent") if sent else _("it counts as not sent, and you may object again")
        console.mark(
            "done", _("{flow}, account {account}: {then}").format(flow=entry.flow, account=entry.account, then=then)
        )
        console.say(_("The record itself stays as it was sealed"))
    return Exit.DONE


def _resolved(settings: Settings, name: str, state: State, reason: str) -> Entry:
    if not (settings.data_dir / JOURNAL_FILE).exists():
        raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
    journal = Journal(settings.data_dir)
    try:
        entry = next((entry for entry in journal.entries() if entry.id == name), None)
        if entry is None:
            raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
        if entry.state not in OPEN:
            says = _("its outcome is known: {state}").format(state=named(entry.state.value))
            raise UsageError(says, _("optout status shows how things stand"))
        with run_lock(lock_file(settings.data_dir, entry.flow, entry.account)):  # a run that goes on still finds out
            journal.resolve(name, state, reason)
        return next(entry for entry in journal.entries() if entry.id == name)
    finally:
        journal.close()
