"""A run on the live site, made into saved pages and a case that replays, or into a correction of its flow."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from optout.authoring.saved import MadePages, Watcher, correct, make_pages, record
from optout.authoring.scaffold import READ_THIS, listed_texts, refuse_taken, write_flow
from optout.cli.console import Console, NeedsYes
from optout.cli.live import Command, LiveRun, carry_out, prepared
from optout.cli.replay import play_quietly, replay_setup
from optout.errors import OptoutError
from optout.exits import Exit
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow, find_flow
from optout.i18n import _
from optout.run.task import Conducted
from optout.settings import private_folder


def save_pages(command: Command, comment: str | None, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did."""
    flow_id = find_flow(command.settings.flow).flow.id
    folder = to or Path(f"{flow_id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, "--to FOLDER")
    console, run = command.console, prepared(command, comment)

    def carried_out(watcher: Watcher) -> Conducted:
        return carry_out(command, replace(run, watcher=watcher, saves=True))

    made = record(run.loaded.flow, run.person, carried_out)
    console.say()
    console.say(f"The run ended: {made.ended}")
    for text in ("", READ_THIS, listed_texts(made), ""):
        console.say(text)
    # Without a terminal they are written to be read: KEPT.txt lists the same.
    confirm = "Is none of it about you or anybody else, so that it may be saved? [y/N] "
    if command.asker.can_answer and not command.asker.agrees(confirm):
        raise NeedsYes("the pages were not saved: you did not confirm what is in them")
    cases = write_flow(folder, run.loaded, made)
    differs = _replayed(command, cases)
    _tell_saved(console, cases[0][0].folder, made, differs)
    return Exit.ERROR if differs else Exit.DONE


def _replayed(command: Command, cases: list[tuple[LoadedFlow, ReadyCase]]) -> list[str]:
    with replay_setup(command.settings) as setup:
        return [line for one in cases for line in play_quietly(setup, *one).differs]


def watcher_of(command: Command, run: LiveRun) -> Watcher | None:
    """Return who reads along where nobody has seen a flow work, and there is somebody to ask what is to be kept."""
    asks = command.asker.can_answer and not command.console.as_json
    return Watcher(run.loaded.flow) if asks and run.loaded.flow.seen_live == "never" else None


def offer_correction(command: Command, run: LiveRun, watcher: Watcher, result: Conducted) -> None:
    """Ask whether what the person did is kept as a correction of the flow; whatever fails then changes no outcome."""
    console, loaded = command.console, run.loaded
    correction = correct(loaded.flow, run.person, watcher, result)
    question = _("Keep what you did as a correction of this flow, with nothing about you in it? [y/N] ")
    try:
        if correction is None or not command.asker.agrees(question):
            return
        flow, made = correction.flow, MadePages({}, (), result.outcome.says)
        if not flow.switches:
            made = make_pages(flow, run.person, watcher, correction.result)
        folder = private_folder(command.settings.data_dir) / "corrections" / f"{result.id}"
        cases = write_flow(folder, loaded, made, correction)
        if _replayed(command, cases):
            console.warn(_("Kept, but it does not replay as your run went"))
        else:
            console.mark("done", _("Kept, and it replays as your run went"))
        console.say(_("To help others, read KEPT.txt there, then send the folder to whoever keeps this program:"))
        console.say_whole(str(folder))
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001  how it ended was said, and is so whatever becomes of this
        why = error.says if isinstance(error, OptoutError) else type(error).__name__
        console.warn(_("no correction was kept: {why}").format(why=why))


def _tell_saved(console: Console, saved: Path, made: MadePages, differs: list[str]) -> None:
    if differs:
        console.mark("failed", "The pages are saved, but their case does not replay as the run went")
        for line in differs:
            console.say(f"  {line}")
    else:
        number = len(made.files) - 1
        says = f"{number} page{'' if number == 1 else 's'} saved, and the case replays as the run went"
        console.mark("done", f"{says}: optout replay {saved}")
    facts = {"flow": saved.name, "replays": not differs, "differences": differs, "texts": made.texts}
    if console.as_json:
        console.json({"folder": str(saved.parent), **facts})
    else:
        console.data(str(saved.parent))
