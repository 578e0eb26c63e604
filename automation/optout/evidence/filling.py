"""Fills the templates of our own pages, on paper and on the screen."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from optout.evidence.redaction import shown


def filled(folder: Path, name: str, parts: Mapping[str, Any], tell: Callable[[str], str] = str) -> str:
    """Fill a template of a folder; `tell` gives each text in a language."""
    return _environment(folder, tell).get_template(f"{name}.html.j2").render(**parts)


@cache
def _environment(folder: Path, tell: Callable[[str], str]) -> Environment:
    """Give the templates, which escape what they are filled with, and with `shown` show what a text hides."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: tell(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    made.filters["shown"] = lambda text: shown(tell(text))
    return made
