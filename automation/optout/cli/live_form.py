"""`optout flows check --live` and `optout flows save-pages`: what has changed on a live form, and saved pages of it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from optout.authoring.saved import Made, record
from optout.authoring.scaffold import READ_THIS, listed_texts, refuse_taken, write_flow
from optout.authoring.visit import compare
from optout.cli.console import OPENS, Console
from optout.cli.introduce import ensure_trusted
from optout.cli.live import Case, Sitting, held, interrupts, objected, objection_of, profile_of
from optout.cli.replay import play_quietly, replay_setup
from optout.cli.submit import prepared, ready
from optout.errors import OptoutError, UsageError
from optout.flow.load import find_flow
from optout.i18n import Said, _, ngettext
from optout.outcome import Exit
from optout.person import Person, checked_account


def check_live(sitting: Sitting, names: list[str]) -> Exit:
    """Compare one flow's live form with its saved pages; 0 when it is the same, 3 when it has changed.

    Raises:
        OptoutError: before anything was opened, or the form was not reached.
    """
    if len(names) != 1:
        raise UsageError(_("--live looks at one flow at a time"), "optout flows check --live facebook")
    loaded = find_flow(names[0])
    ensure_trusted(sitting.console, loaded, sitting.settings.data_dir)
    account = checked_account(sitting.settings.account)
    return tell_drift(sitting, Case(loaded, Person(account=account), ready(sitting)))


def tell_drift(sitting: Sitting, case: Case) -> Exit:
    """Compare a case's live form with the saved pages, and tell how they differ.

    Raises:
        OptoutError: there are no saved pages with a form, or the live one was not reached.
    """
    console, flow = sitting.console, case.loaded.flow
    console.say(_("Nothing is filled and nothing can be sent: the form is only read"))
    console.say(OPENS)
    screen = sitting.screen(flow)
    with held(sitting.settings, case), interrupts() as signals:
        try:
            person, profile = (sitting.hands, screen), profile_of(sitting, case)
            drift = compare(objection_of(sitting, case), person, case.launch, profile, signals.tick)
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


def save_pages(sitting: Sitting, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did.

    Raises:
        OptoutError: before anything was opened, or nothing was there to save.
    """
    flow_id = find_flow(sitting.settings.flow).flow.id
    folder = to or Path(f"{flow_id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, _("--to FOLDER"))
    return watch_and_save(sitting, prepared(sitting), folder)


def watch_and_save(sitting: Sitting, case: Case, folder: Path) -> Exit:
    """Carry out a case with someone who reads along, write down what was read, and replay that.

    Raises:
        OptoutError: nothing was there to save.
    """
    console = sitting.console
    made = record(case.loaded.flow, case.person, lambda watcher: objected(sitting, replace(case, onlooker=watcher)))
    console.say()
    console.say(_("The run ended: {says}").format(says=made.ended))
    cases = write_flow(folder, case.loaded, made)
    with replay_setup(sitting.settings) as setup:
        played = [play_quietly(setup, *one) for one in cases]
    differs = [line for one in played for line in one.differs]
    _tell_saved(console, folder / case.loaded.flow.id, made, differs)
    return Exit.ERROR if differs else Exit.DONE


def _tell_saved(console: Console, saved: Path, made: Made, differs: list[str]) -> None:
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
