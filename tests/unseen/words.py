"""The words of the made-up pages: several ways to say the same in each language, written without a look at a flow."""

from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).with_name("words")
LANGUAGES = tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


@cache
def read_words(language: str) -> dict[str, list[str]]:
    """Read the ways to say each thing in a language."""
    read = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text("utf-8"))
    return {key: value if isinstance(value, list) else [value] for key, value in read.items()}
