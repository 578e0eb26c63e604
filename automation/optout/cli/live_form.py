"""`optout flows check --live`: how a live form differs from the saved pages."""

from dataclasses import asdict

from optout.authoring.drift import compare
from optout.cli.before import ensure_trusted, ready
from optout.cli.console import OPENS
from optout.cli.live import Command, LiveRun, held, objection_of, profile_of
from optout.cli.terminal import interrupts
from optout.errors import OptoutError, UsageError
from optout.exits import Exit
from optout.flow.load import find_flow
from optout.i18n import _, ngettext
from optout.person import Person, checked_account


def check_live(command: Command, names: list[str]) -> Exit:
    """Compare one flow's live form with its saved pages; 0 when it is the same, 3 when it has changed.

    Raises:
        OptoutError: before anything was opened, or the form was not reached.
    """
    if len(names) != 1:
        raise UsageError(_("--live looks at one flow at a time"), "optout flows check --live facebook")
    loaded = find_flow(names[0])
    ensure_trusted(command.console, loaded, command.settings.data_dir)
    account = checked_account(command.settings.account)
    launch = ready(command.settings.browser, asks=False)
    return tell_drift(command, LiveRun(loaded, Person(account=account), launch, foreign=not loaded.shipped))


def tell_drift(command: Command, run: LiveRun) -> Exit:
    """Compare a run's live form with the saved pages, and tell how they differ.

    Raises:
        OptoutError: there are no saved pages with a form, or the live one was not reached.
    """
    console, flow = command.console, run.loaded.flow
    console.say(_("Nothing is filled and nothing can be sent: the form is only read"))
    console.say(OPENS)
    screen = command.screen(run.loaded)
    with held(command.settings, run), interrupts() as signals:
        try:
            person, profile = (command.asker, screen), profile_of(command, run)
            drift = compare(objection_of(command, run), person, run.launch, profile, signals.tick)
        except OptoutError:
            screen.failed()
            raise
    console.say()
    if drift.live.language != drift.saved.language:
        live, saved = (form.language or _("an unknown language") for form in (drift.live, drift.saved))
        other = _("the live page is in {language}, and no saved page is").format(language=live)
        console.warn(
            _("{other}: compared with one in {language}, without the words").format(other=other, language=saved)
        )
    for change in drift.changes:
        console.mark("failed", change)
    if drift.changes:
        says = ngettext(
            "The live form has changed: {number} difference from the saved page that fits best",
            "The live form has changed: {number} differences from the saved page that fits best",
            len(drift.changes),
        )
        console.say(says)
        console.hint(_("optout flows save-pages {flow} saves it as it is now").format(flow=flow.id))
    else:
        says = ngettext(
            "The live form is as the saved pages show it: {number} part the same",
            "The live form is as the saved pages show it: {number} parts the same",
            len(drift.live.parts),
        )
        console.mark("done", says)
    if console.as_json:
        console.json({"flow": flow.id, "changed": bool(drift.changes), **asdict(drift)})
    return Exit.PAGE_CHANGED if drift.changes else Exit.DONE
