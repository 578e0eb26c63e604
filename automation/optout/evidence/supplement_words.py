"""The words of a supplement's HOW-TO-VERIFY.txt, in the language of its record; in `templates/supplement.*.toml`."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from optout.evidence.supplement import SUPPLEMENT, Attached, Correction, Supplement
from optout.evidence.words import TEMPLATES, typeset, words

_ENGLISH = "en"


def how_to_verify(says: Supplement, name: str, fingerprint: str) -> str:
    """Give plain instructions for a reader who has nothing of ours."""
    table = template(says.language)
    kind = "file" if says.file else "correction"
    text: str = table["how_to"]
    return text.format(
        name=name,
        fingerprint=fingerprint,
        replay=f"\n{table['replay']}\n" if says.replay else "",
        record=says.record_id,
        record_fingerprint=says.record_fingerprint,
        holds=table[f"holds_{kind}"].format(**_held(says, table["said"])).lstrip("\n"),
        file=says.file.name if says.file else SUPPLEMENT.rpartition("/")[2],
        mail=table["mail"] if says.mail else "",
        shows=table[f"shows_{kind}"].lstrip("\n"),
    )


def _held(says: Supplement, said: Mapping[str, str]) -> Mapping[str, object]:
    at = words(says.language).when(says.attached_at)
    if says.file:
        return {
            "at": at,
            "file": says.file.name,
            "size": says.file.size,
            "sha256": says.file.sha256,
            "said": said["extension" if says.extension else _key(says.file)],
        }
    assert says.corrects is not None  # noqa: S101  a supplement has either
    corrects = says.corrects
    return {
        "at": at,
        "supplement": corrects.supplement,
        "supplement_fingerprint": corrects.supplement_fingerprint,
        "file": corrects.file,
        "sha256": corrects.file_sha256,
        "before": said[corrects.said_before.value],
        "said": said[_key(corrects)],
    }


def _key(label: Attached | Correction) -> str:
    return "insisted" if label.although_notice else label.said_to_be.value


@lru_cache(maxsize=4)
def template(language: str) -> dict[str, Any]:
    """Read a language's words; English where there are none."""
    file = TEMPLATES / f"supplement.{language}.toml"
    return tomllib.loads(
        typeset((file if file.is_file() else TEMPLATES / f"supplement.{_ENGLISH}.toml").read_text("utf-8"))
    )
