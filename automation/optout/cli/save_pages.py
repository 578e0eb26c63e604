"""`optout flows save-pages`: a run on the live site, made into saved pages and a case that replays."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from optout.authoring.saved import MadePages, Watcher, record
from optout.authoring.scaffold import READ_THIS, listed_texts, refuse_taken, write_flow
from optout.cli.console import Console, NeedsYes
from optout.cli.live import Command, LiveRun, carry_out
from optout.cli.replay import play_quietly, replay_setup
from optout.cli.submit import prepared
from optout.exits import Exit
from optout.flow.load import find_flow
from optout.run.task import Conducted


def save_pages(command: Command, comment: str | None, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did."""
    flow_id = find_flow(command.settings.flow).flow.id
    folder = to or Path(f"{flow_id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, "--to FOLDER")
    return watch_and_save(command, prepared(command, comment), folder)


def watch_and_save(command: Command, run: LiveRun, folder: Path) -> Exit:
    """Carry out a run with someone who reads along, write down what was read, and replay that."""
    console = command.console

    def carried_out(watcher: Watcher) -> Conducted:
        return carry_out(command, replace(run, watcher=watcher))

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
    with replay_setup(command.settings) as setup:
        played = [play_quietly(setup, *one) for one in cases]
    differs = [line for one in played for line in one.differs]
    _tell_saved(console, folder / run.loaded.flow.id, made, differs)
    return Exit.ERROR if differs else Exit.DONE


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
