"""A run on the live site, made into saved pages and a case that replays, or into a correction of its flow."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Option

from optout.authoring.correction import correct
from optout.authoring.saved import MadePages, make_pages
from optout.authoring.scaffold import refuse_taken, write_flow
from optout.authoring.watcher import Watcher
from optout.cli.console import number_of
from optout.cli.live import Command, LiveRun, prepared, submit_live
from optout.cli.options import (
    AccountOption,
    BrowserOption,
    CommentFileOption,
    CountryOption,
    DataDirOption,
    EmailOption,
    EphemeralOption,
    FlowArgument,
    JsonOption,
    Work,
    begin,
    typed_comment,
)
from optout.cli.replay import play_case, replay_setup
from optout.errors import Exit, NeedsPerson, OptoutError
from optout.flow import cases_of, find_flow, load_flow
from optout.run import RunResult
from optout.translation import _


def save_pages_command(  # noqa: PLR0913  an option a parameter
    *,
    flow: FlowArgument = None,
    to: Annotated[
        Path | None, Option(metavar="FOLDER", help="Where they go; else ./FLOW-pages-DATE.")
    ] = None,
    send: Annotated[
        bool, Option("--send", help="Ask, send once, and save the answer too.")
    ] = False,
    email: EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="The comment to fill in.")] = None,
    comment_file: CommentFileOption = None,
    country: CountryOption = None,
    account: AccountOption = None,
    ephemeral: EphemeralOption = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Turn one run on the live site into saved pages and a case that replays.

    \b
    optout flows save-pages facebook --send   ask, send once, save the answer

    KEPT.txt lists every text that was kept: read that before you share the pages.
    """
    given = {
        "flow": flow,
        "email": email,
        "country": country,
        "account": account,
        "browser": browser,
    }
    begun = begin(as_json=as_json, guides=True, data_dir=data_dir, **given)
    command = Command(**vars(begun), until_filled=not send, ephemeral=ephemeral, saves=True)
    return partial(save_pages, command, typed_comment(comment, comment_file), to)


def save_pages(command: Command, comment: str | None, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did."""
    flow = find_flow(command.settings.flow).flow
    if flow.switches:
        raise OptoutError("pages are saved of forms only, and this flow turns a setting")
    folder = to or Path(f"{flow.id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, "--to FOLDER")
    console, run = command.console, prepared(command, command.settings.flow, comment)
    watcher = Watcher(flow)
    made = make_pages(
        flow, run.person, watcher, submit_live(command, replace(run, watcher=watcher))
    )
    console.say()
    console.say(f"The run ended: {made.ended}")
    for text in ("", *made.to_read, ""):
        console.say(text)
    # Without a terminal they are written to be read: KEPT.txt lists the same.
    confirm = "Is none of it about you or anybody else, so that it may be saved? [y/N] "
    if command.prompts.can_answer and not command.prompts.agrees(confirm):
        raise NeedsPerson("the pages were not saved: you did not confirm what is in them")
    saved = write_flow(folder, run.loaded, made)
    differs = _replayed(command, saved)
    if differs:
        console.mark(
            "failed", "The pages are saved, but their case does not replay as the run went"
        )
        for line in differs:
            console.say(f"  {line}")
    else:
        saved_pages = number_of(len(made.files) - 1, "page")
        console.mark(
            "done",
            f"{saved_pages} saved, and the case replays as the run went: optout replay {saved}",
        )
    facts = {
        "flow": saved.name,
        "replays": not differs,
        "differences": differs,
        "texts": made.texts,
    }
    console.result({"folder": str(saved.parent), **facts}, str(saved.parent))
    return Exit.ERROR if differs else Exit.DONE


def _replayed(command: Command, folder: Path) -> list[str]:
    with replay_setup(command.settings.browser, command.folder()) as setup:
        return [
            line for one in cases_of([load_flow(folder)]) for line in play_case(setup, *one).differs
        ]


def watcher_of(command: Command, run: LiveRun) -> Watcher | None:
    """Return who reads along where nobody has seen a flow work, and there is somebody to ask what is to be kept."""
    return (
        Watcher(run.loaded.flow) if command.talks and run.loaded.flow.seen_live == "never" else None
    )


def offer_correction(command: Command, run: LiveRun, watcher: Watcher, result: RunResult) -> None:
    """Ask whether what the person did is kept as a correction of the flow; whatever fails then changes no outcome."""
    console, loaded = command.console, run.loaded
    with console.after_the_outcome():
        flow, ended, differed = correct(loaded.flow, run.person, watcher, result)
        question = _("Keep what you did as a correction of this flow, on this computer? [y/N] ")
        if not (differed and command.prompts.agrees(question)):
            return
        none = MadePages({}, (), ended.outcome.message)
        made = none if flow.switches else make_pages(flow, run.person, watcher, ended)
        folder = command.folder() / "corrections" / result.id
        saved = write_flow(folder, loaded, made, flow, differed)
        if not made.files:
            console.mark("done", _("Kept; pages are saved of forms only, so it was not replayed"))
        elif _replayed(command, saved):
            console.warn(_("Kept, but it does not replay as your run went"))
        else:
            console.mark("done", _("Kept, and it replays as your run went"))
        console.say(
            _(
                "Words about you may be in it: read all of it, then send it to whoever keeps this program:"
            )
        )
        console.say(str(folder), whole=True)
