"""A run on the live site, made into saved pages and a case that replays, or into a correction of its flow."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from optout.authoring.markup import TextFilter
from optout.authoring.saved import MadePages, Watcher, make_pages
from optout.authoring.scaffold import refuse_taken, write_flow
from optout.cli.console import Console, number_of
from optout.cli.live import Command, LiveRun, prepared, submit_live
from optout.cli.replay import play_quietly, replay_setup
from optout.errors import Exit, NeedsPerson, OptoutError
from optout.flow.cases import ReadyCase
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow, Phrase
from optout.flow.words import sentences
from optout.i18n import _
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.answer import JOINS
from optout.run.inputs import RunResult
from optout.settings import private_folder

_Called = TypeVar("_Called", bound=Phrase)


def save_pages(command: Command, comment: str | None, to: Path | None) -> Exit:
    """Carry out a run, save its pages, and replay them; gives 0 only when the replay came out as the run did."""
    flow = find_flow(command.settings.flow).flow
    if flow.switches:
        raise OptoutError("pages are saved of forms only, and this flow turns a setting")
    folder = to or Path(f"{flow.id}-pages-{datetime.now(UTC).astimezone():%Y-%m-%d}")
    refuse_taken(folder, "--to FOLDER")
    console, run = command.console, prepared(command, command.settings.flow, comment)
    watcher = Watcher(flow)
    made = make_pages(flow, run.person, watcher, submit_live(command, replace(run, watcher=watcher)))
    console.say()
    console.say(f"The run ended: {made.ended}")
    for text in ("", *made.to_read, ""):
        console.say(text)
    # Without a terminal they are written to be read: KEPT.txt lists the same.
    confirm = "Is none of it about you or anybody else, so that it may be saved? [y/N] "
    if command.asker.can_answer and not command.asker.agrees(confirm):
        raise NeedsPerson("the pages were not saved: you did not confirm what is in them")
    cases = write_flow(folder, run.loaded, made)
    differs = _replayed(command, cases)
    _tell_saved(console, cases[0][0].folder, made, differs)
    return Exit.ERROR if differs else Exit.DONE


def _replayed(command: Command, cases: list[tuple[LoadedFlow, ReadyCase]]) -> list[str]:
    with replay_setup(command.settings) as setup:
        return [line for one in cases for line in play_quietly(setup, *one).differs]


def watcher_of(command: Command, run: LiveRun) -> Watcher | None:
    """Return who reads along where nobody has seen a flow work, and there is somebody to ask what is to be kept."""
    return Watcher(run.loaded.flow) if command.talks and run.loaded.flow.seen_live == "never" else None


def correct(flow: Flow, person: Person, watcher: Watcher, result: RunResult) -> tuple[Flow, RunResult, list[str]]:
    """Return a flow with what the person pointed at and read, how it would have ended with that, and what differed."""
    outcome, known = result.outcome, {"send"} if flow.switches or flow.send.send in result.found else set()
    differed = [f"{step}: done by hand" for step in result.by_hand if step not in known]  # they may have liked to
    targets, phrases = dict(flow.targets), dict(flow.phrases)
    plain = TextFilter(person.redactor(), typed=watcher.typed).text
    for name, shown in result.pointed.items():
        told = shown.model_dump(include={"role", "testid", "name"}, exclude_none=True)
        words = {language: [word for word in said if plain(word)] for language, said in shown.words.items()}
        targets[name] = _called_too(targets[name], words).model_copy(update=told)
        differed.append(f"{name}: pointed at")
    if outcome.read_by:
        differed.append("the answer: read by the person")
        texts = filter(None, map(plain, sentences((outcome.confirmation or "").replace(JOINS, "\n"))))
        said = max((text for text in texts if not re.search(r"\d", text)), key=len, default="")
        if said and watcher.answer and outcome.state == State.CONFIRMED and not flow.switches:
            language, name = watcher.answer.documents[0].language[:2].lower() or "en", flow.confirm.confirm
            phrases[name] = _called_too(phrases[name], {language: [said]})
            ended = replace(outcome, reason=Reason.CONFIRMED_BY_WORDS, read_by=None)
            result = replace(result, outcome=ended, sealed=None)
    seen = datetime.now(UTC).astimezone().date() if outcome.reached else flow.seen_live
    changed = flow.model_copy(update={"targets": targets, "phrases": phrases, "seen_live": seen})
    return changed, result, differed


def _called_too(one: _Called, words: Mapping[str, list[str]]) -> _Called:
    more = {language: [*said, *one.words.get(language, ())] for language, said in words.items() if said}
    return one.model_copy(update={"words": {**one.words, **more}})


def offer_correction(command: Command, run: LiveRun, watcher: Watcher, result: RunResult) -> None:
    """Ask whether what the person did is kept as a correction of the flow; whatever fails then changes no outcome."""
    console, loaded = command.console, run.loaded
    with console.told_already():
        flow, ended, differed = correct(loaded.flow, run.person, watcher, result)
        question = _("Keep what you did as a correction of this flow, on this computer? [y/N] ")
        if not (differed and command.asker.agrees(question)):
            return
        none = MadePages({}, (), ended.outcome.message)
        made = none if flow.switches else make_pages(flow, run.person, watcher, ended)
        folder = private_folder(command.settings.data_dir) / "corrections" / result.id
        cases = write_flow(folder, loaded, made, flow, differed)
        if not cases:
            console.mark("done", _("Kept; pages are saved of forms only, so it was not replayed"))
        elif _replayed(command, cases):
            console.warn(_("Kept, but it does not replay as your run went"))
        else:
            console.mark("done", _("Kept, and it replays as your run went"))
        console.say(_("Words about you may be in it: read all of it, then send it to whoever keeps this program:"))
        console.say(str(folder), whole=True)


def _tell_saved(console: Console, saved: Path, made: MadePages, differs: list[str]) -> None:
    if differs:
        console.mark("failed", "The pages are saved, but their case does not replay as the run went")
        for line in differs:
            console.say(f"  {line}")
    else:
        saved_pages = number_of(len(made.files) - 1, "page")
        console.mark("done", f"{saved_pages} saved, and the case replays as the run went: optout replay {saved}")
    if console.as_json:
        facts = {"flow": saved.name, "replays": not differs, "differences": differs, "texts": made.texts}
        console.json({"folder": str(saved.parent), **facts})
    else:
        console.data(str(saved.parent))
