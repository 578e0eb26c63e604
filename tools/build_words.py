"""Compile the catalogues of the program's words, whenever it is packaged or installed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Words(BuildHookInterface[Any]):
    """What Hatchling calls before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  Hatchling's names
        """Compile."""
        compile_words(Path(self.root) / "automation" / "optout" / "locale")


def compile_words(folder: Path) -> None:
    """Write each language's `.mo` beside its `.po`: the same bytes whoever does it."""
    for text in folder.glob("*.po"):
        with text.open("rb") as source, text.with_suffix(".mo").open("wb") as out:
            words = read_po(source, locale=text.stem)
            # else the day of the build
            words.creation_date = words.revision_date = datetime.fromtimestamp(0, UTC)
            write_mo(out, words)
