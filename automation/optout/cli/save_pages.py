"""`optout flows save-pages`: a run on the live site, made into saved pages and a case that replays."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from optout.authoring.saved import Made, Run, Seen, Watcher, make_pages
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser
from optout.cli.announce import introduce
from optout.cli.before import ensure_trusted, ready
from optout.cli.comment import forget_draft, given_comment
from optout.cli.console import Console
from optout.cli.live import Command, LiveRun, carry_out
from optout.cli.options import CommentOptions, LiveOptions
from optout.cli.replay import play_quietly
from optout.cli.terminal import interrupts
from optout.errors import OptoutError, UsageError
from optout.evidence.files import write_private
from optout.flow.cases import load_cases
from optout.flow.load import FLOW_FILE, LoadedFlow, find_flow, load_flow
from optout.i18n import Said, _, joined, ngettext, why
from optout.outcome import Exit, Reason
from optout.person import Person
from optout.run.recording import Result
from optout.run.replay import ReplaySetup
from optout.settings import Settings, language, private_folder

REPORT_FILE = "KEPT.txt"
_NOT_REPEATABLE = {Reason.CLOSED, Reason.INTERRUPTED, Reason.FAILED, Reason.SIGN_IN_TIMEOUT}
_READ_THIS = _(
    "Every text that is in the saved pages, once. Read it before you share them: each line should be a word of the "
    "site's form, and none should be about you or anybody else"
)


@dataclass(frozen=True)
class Goal:
    """Where the pages go, and the comment."""

    to: Path | None
    comment: CommentOptions


def save_pages(command: Command, goal: Goal) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did.

    Raises:
        OptoutError: before anything was opened, or nothing was there to save.
    """
    console, settings = command.console, command.settings
    loaded = find_flow(settings.flow)
    folder = _free_folder(goal.to, loaded.flow.id)
    person = Person.from_settings(settings, given_comment(console, settings, goal.comment))
    console.redact = person.redactor()
    introduce(console, loaded.flow, person)
    ensure_trusted(console, loaded, settings.data_dir)
    run = LiveRun(loaded, person, ready(settings.browser, asks=not command.options.until_filled))
    return watch_and_save(command, run, folder, goal.comment)


def watch_and_save(command: Command, run: LiveRun, folder: Path, comment: CommentOptions) -> Exit:
    """Carry out a run with someone who reads along, and write down what was read.

    Raises:
        OptoutError: nothing was there to save.
    """
    watcher = Watcher(run.loaded.flow)
    result = carry_out(command, replace(run, watcher=watcher))
    if result.sent_at and comment.written:
        forget_draft(command.settings.data_dir)  # the record has it
    command.console.say()
    command.console.say(_("The run ended: {says}").format(says=result.outcome.says))
    made = _made(watcher.seen, run, command.options, result)
    saved = _write(folder, run.loaded, made)
    return _conclude(command.console, command.settings, saved, made)


def _free_folder(to: Path | None, flow_id: str) -> Path:
    folder = to or Path(f"{flow_id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    if folder.exists() or folder.is_symlink():
        raise UsageError(
            _("the folder for the saved pages is there already, and nothing is written over"), _("--to FOLDER")
        )
    return folder


def _made(seen: Seen, run: LiveRun, options: LiveOptions, result: Result) -> Made:
    if result.outcome.reason in _NOT_REPEATABLE or not seen.documents:
        says = _("nothing was saved: a replay could not end like this run") if seen.documents else _("no page was read")
        raise OptoutError(
            joined((says, result.outcome.says), "; "), _("run it again, and let it come to the filled form")
        )
    person = run.person
    given = frozenset(field for field in run.loaded.flow.sends if person.value(field))
    on = datetime.now(UTC).astimezone().date()
    return make_pages(seen, Run(run.loaded.flow, result, given, options.until_filled, on), person.redactor())


def _write(folder: Path, loaded: LoadedFlow, made: Made) -> LoadedFlow:
    """Write the flow's folder, with its pages and case, and the report beside it; files only their owner reads."""
    own = folder / loaded.flow.id
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for one in (folder, own, own / "pages"):
            one.mkdir(mode=0o700)
        write_private(own / FLOW_FILE, (loaded.folder / FLOW_FILE).read_bytes())
        if loaded.base:  # what it says, without its pages: those here take their place
            (folder / loaded.base.name).mkdir(mode=0o700)
            write_private(folder / loaded.base.name / FLOW_FILE, (loaded.base / FLOW_FILE).read_bytes())
        for name, text in made.files.items():
            write_private(own / "pages" / name, text.encode())
        write_private(folder / REPORT_FILE, f"{_READ_THIS}.\n\n{_listed(made)}\n".encode())
    except OSError as error:
        raise OptoutError(
            _("the saved pages could not be written: {why}").format(why=why(error)), _("--to FOLDER")
        ) from None
    return load_flow(own)


def _listed(made: Made) -> str:
    return "\n".join(f"  {text}" for text in made.kept.texts)


def _conclude(console: Console, settings: Settings, saved: LoadedFlow, made: Made) -> Exit:
    differs = _replayed(settings, saved)
    folder = saved.folder.parent
    console.say()
    console.say(_READ_THIS)
    console.say(_listed(made))
    console.say()
    if differs:
        console.mark("failed", _("The pages are saved, but their case does not replay as the run went"))
        for line in differs:
            console.say(Said("  {line}").format(line=line))
    else:
        console.mark(
            "done",
            ngettext(
                "{number} page saved, and the case replays as the run went: optout replay {folder}",
                "{number} pages saved, and the case replays as the run went: optout replay {folder}",
                len(made.files) - 1,
            ).format(folder=str(saved.folder)),
        )
    if console.as_json:
        kept = list(made.kept.texts)
        console.json(
            {
                "folder": str(folder),
                "flow": saved.flow.id,
                "replays": not differs,
                "differences": differs,
                "texts": kept,
            }
        )
    else:
        console.data(str(folder))
    return Exit.ERROR if differs else Exit.DONE


def _replayed(settings: Settings, saved: LoadedFlow) -> list[str]:
    """Replay the case; gives how it differs. The browser finds no host, whatever the pages hold."""
    launch = Launch(find_browser(settings.browser), headed=False)
    with interrupts() as signals, driver() as playwright, replay_browser(playwright, launch) as browser:
        records = private_folder(settings.data_dir) / "replays"
        setup = ReplaySetup(browser, launch, records, signals.tick, language(settings))
        played = [play_quietly(setup, saved, case) for case in load_cases(saved).values()]
    return [line for one in played for line in one.differs]
