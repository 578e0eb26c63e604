"""Plays cases, each in one language or in several, and checks START-HERE of each record that they leave."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from multiprocessing import active_children, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from tools.check_documents.documents import read_document, read_evidence
from tools.check_documents.rules import Finding, few_lines_on_the_last_page, findings, neutral
from tools.check_documents.variations import VARIATIONS

from optout.cli.replay import play_case, replay_setup
from optout.flow import LoadedFlow, ReadyCase, load_cases, load_flow
from optout.language import LANGUAGES
from optout.run import ReplaySetup
from optout.translation import speak


@dataclass
class Checked:
    """What a play of a case in a language left: findings, the facts of record.json, and how it was printed.

    `trouble` is why there is no record to check.
    """

    flow: str
    case: str
    language: str
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    few_lines: bool = False
    trouble: str = ""

    @property
    def name(self) -> str:
        """The flow and the case."""
        return f"{self.flow}/{self.case}"


def check_record(folder: Path, loaded: LoadedFlow, case: ReadyCase) -> Checked:
    """Check the record of a played case: START-HERE as it is printed, and laid out in the other languages."""
    evidence = read_evidence(folder, loaded, case)
    document = read_document(evidence, folder)
    found = findings(evidence, document)
    for language in LANGUAGES:
        if language != document.language:
            other = evidence.in_language(language)
            found += findings(other, read_document(other))
    return Checked(
        flow=loaded.flow.id,
        case=case.name,
        language=document.language,
        findings=found,
        facts=neutral(json.loads((folder / "data" / "record.json").read_bytes())),
        few_lines=few_lines_on_the_last_page(document),
    )


def language_of(loaded: LoadedFlow, case: ReadyCase) -> str:
    """Return the language in which a case is played that is played once: always the same for a case."""
    return LANGUAGES[crc32(f"{loaded.flow.id}/{case.name}".encode()) % len(LANGUAGES)]


@dataclass(frozen=True)
class Task:
    """A case of a flow's folder, the language to play it in, and the variation of it that is played."""

    folder: Path
    case: str
    language: str
    variation: str = ""

    @property
    def name(self) -> str:
        """The case, and its variation."""
        return f"{self.case}+{self.variation}" if self.variation else self.case


def play_all(tasks: Iterable[Task], jobs: int, kept: Path) -> Iterator[Checked]:
    """Play and check, `jobs` at once, each with a browser of its own; records stay in the folder `kept`."""
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        running = [pool.submit(_play, task, kept) for task in tasks]
        try:
            for played in as_completed(running):
                yield played.result()
        finally:
            for child in active_children():
                child.kill()  # its browser ends with it, and is not waited for
            pool.shutdown(cancel_futures=True)


_stack = ExitStack()
_setups: list[ReplaySetup] = []


def _play(task: Task, kept: Path) -> Checked:
    loaded, cases = _read(task.folder)
    name = task.name
    if not _setups or not _setups[-1].browser.is_connected():
        _setups.append(_stack.enter_context(replay_setup("", kept)))
    speak(task.language)
    records = kept / loaded.flow.id / name / task.language
    setup = replace(_setups[-1], language=task.language, records=records)
    with TemporaryDirectory(prefix="optout-pages-") as pages:
        case = _varied(loaded, cases[task.case], task.variation, Path(pages))
        result = play_case(setup, loaded, case).replayed.result
        if result.sealed is None:
            why = "; ".join(result.trouble)
            return Checked(loaded.flow.id, name, task.language, trouble=why)
        return replace(check_record(result.sealed.folder, loaded, case), case=name)


def _varied(loaded: LoadedFlow, case: ReadyCase, variation: str, pages: Path) -> ReadyCase:
    """Return a case as it is, or varied; the variation may write pages into the folder."""
    return VARIATIONS[variation].vary(loaded, case, pages) if variation else case


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[LoadedFlow, dict[str, ReadyCase]]:
    loaded = load_flow(folder)
    return loaded, load_cases(loaded)


def remove(folder: Path) -> None:
    """Remove records, which are read-only."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def progress(done: int, count: int, name: str) -> None:
    """Say on the terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r{done} of {count}: {name:60.60}", end="", file=sys.stderr, flush=True)
