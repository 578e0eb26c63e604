"""`optout flows check --live` and `optout flows save-pages`: what has changed on a live form, and saved pages of it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from optout.authoring.saved import MadePages, record
from optout.authoring.scaffold import READ_THIS, listed_texts, refuse_taken, write_flow
from optout.authoring.visit import compare
from optout.authoring.watch import Watcher
from optout.cli.before import ensure_trusted, ready
from optout.cli.comment import forget_draft
from optout.cli.console import OPENS, Console
from optout.cli.live import Command, LiveRun, carry_out, held, objection_of, profile_of
from optout.cli.options import CommentOptions
from optout.cli.replay import play_quietly, replay_setup
from optout.cli.submit import prepared
from optout.cli.terminal import interrupts
from optout.errors import OptoutError, UsageError
from optout.flow.load import find_flow
from optout.i18n import Said, _, ngettext
from optout.outcome import Exit
from optout.person import Person, checked_account
from optout.run.task import Conducted


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
    return tell_drift(command, LiveRun(loaded, Person(account=account), ready(command.settings.browser, asks=False)))


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
        console.mark("failed", change.says(flow))
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
        console.json(drift.facts(flow))
    return Exit.PAGE_CHANGED if drift.changes else Exit.DONE


def save_pages(command: Command, comment: CommentOptions, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did.

    Raises:
        OptoutError: before anything was opened, or nothing was there to save.
    """
    flow_id = find_flow(command.settings.flow).flow.id
    folder = to or Path(f"{flow_id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, _("--to FOLDER"))
    return watch_and_save(command, prepared(command, comment), comment, folder)


def watch_and_save(command: Command, run: LiveRun, comment: CommentOptions, folder: Path) -> Exit:
    """Carry out a run with someone who reads along, write down what was read, and replay that.

    Raises:
        OptoutError: nothing was there to save.
    """
    console = command.console

    def carried_out(watcher: Watcher) -> Conducted:
        result = carry_out(command, replace(run, watcher=watcher))
        if result.sent_at and comment.written:
            forget_draft(command.settings.data_dir)  # the record has it
        return result

    made = record(run.loaded.flow, run.person, carried_out)
    console.say()
    console.say(_("The run ended: {says}").format(says=made.ended))
    cases = write_flow(folder, run.loaded, made)
    with replay_setup(command.settings) as setup:
        played = [play_quietly(setup, *one) for one in cases]
    differs = [line for one in played for line in one.differs]
    _tell_saved(console, folder / run.loaded.flow.id, made, differs)
    return Exit.ERROR if differs else Exit.DONE


def _tell_saved(console: Console, saved: Path, made: MadePages, differs: list[str]) -> None:
    for text in ("", READ_THIS, listed_texts(made), ""):
        console.say(text)
    if differs:
        console.mark("failed", _("The pages are saved, but their case does not replay as the run went"))
        for line in differs:
            console.say(Said("  {line}").format(line=line))
    else:
        says = ngettext(
            "{number} page saved, and the case replays as the run went: optout replay {folder}",
            "{number} pages saved, and the case replays as the run went: optout replay {folder}",
            len(made.files) - 1,
        )
        console.mark("done", says.format(folder=str(saved)))
    facts = {"flow": saved.name, "replays": not differs, "differences": differs, "texts": made.texts}
    if console.as_json:
        console.json({"folder": str(saved.parent), **facts})
    else:
        console.data(str(saved.parent))
