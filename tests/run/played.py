"""Plays a case of a shipped flow, and reads what its record says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optout.evidence.record import Record
from optout.evidence.start_here import story_of
from optout.evidence.wording import words
from optout.flow import load_cases, load_flow, shipped_folder
from optout.run import ReplaySetup, replay_case
from optout.translation import speak


@dataclass(frozen=True)
class PlayedCase:
    """The folder of a sealed record, and what its documents say."""

    folder: Path

    @property
    def record(self) -> Record:
        """`record.json`."""
        return Record.model_validate_json((self.folder / "data" / "record.json").read_bytes())

    @property
    def plain(self) -> dict[str, Any]:
        """`record.json` as it is written."""
        return dict(json.loads((self.folder / "data" / "record.json").read_text("utf-8")))

    def first_page(self, language: str = "en") -> str:
        """What START-HERE.pdf says on its first page, but for the texts that were entered."""
        return story_of(self.record, words(language)).text

    def text(self, name: str) -> str:
        """What a captured text says."""
        return (self.folder / "data" / name).read_text("utf-8")


Player = Callable[..., PlayedCase]


def player(setup: ReplaySetup, root: Path) -> Player:
    """Return a function that plays a case of a flow in a language."""

    def play(flow: str, case: str, language: str = "en") -> PlayedCase:
        loaded = load_flow(shipped_folder() / flow)
        speak(language)
        try:
            own = replace(setup, records=root / language, language=language)
            result = replay_case(own, loaded, load_cases(loaded)[case], []).result
        finally:
            speak("en")
        assert result.sealed, result.trouble
        return PlayedCase(result.sealed.folder)

    return play
