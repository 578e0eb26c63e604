"""The words of a supplement's HOW-TO-VERIFY.txt, in the language of its record; in `templates/supplement.*.toml`."""

import tomllib
from functools import lru_cache
from typing import Any

from optout.evidence.base import iso
from optout.evidence.supplement import Supplement
from optout.evidence.words import TEMPLATES, typeset

_ENGLISH = "en"


def how_to_verify(says: Supplement, name: str, fingerprint: str) -> str:
    """Give plain instructions for a reader who has nothing of ours."""
    table = template(says.language)
    text: str = table["how_to"]
    return text.format(
        name=name,
        fingerprint=fingerprint,
        replay=f"\n{table['replay']}\n" if says.replay else "",
        record=says.record_id,
        record_fingerprint=says.record_fingerprint,
        file=says.file.name,
        sha256=says.file.sha256,
        size=says.file.size,
        attached=iso(says.attached_at),
        said=table["said"]["extension" if says.extension else says.file.said_to_be.value],
        mail=table["mail"] if says.mail else "",
    )


@lru_cache(maxsize=4)
def template(language: str) -> dict[str, Any]:
    """Read a language's words; English where there are none."""
    file = TEMPLATES / f"supplement.{language}.toml"
    return tomllib.loads(
        typeset((file if file.is_file() else TEMPLATES / f"supplement.{_ENGLISH}.toml").read_text("utf-8"))
    )
