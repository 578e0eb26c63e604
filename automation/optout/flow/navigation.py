"""What links and buttons lead to, by words in every official language of the Union."""

from functools import lru_cache
from typing import Literal, get_args

from optout.flow.words import fold, has_word, vocabulary

Lead = Literal["object", "training", "privacy", "data", "settings", "account"]
"""What a link or button may lead to, by the keys of `navigation.toml`."""

_LONGEST_NAME = 6  # words; a longer text is a sentence, which may speak of anything


@lru_cache(maxsize=1024)
def leads_to(label: str, language: str) -> frozenset[Lead]:
    """Return what a label leads to; nothing if it leads to a text to read, or does more than lead on.

    The page's own language and English are tried first, then all languages: a page may not say
    which is its own.
    """
    name = fold(label)
    if not name or len(name.split()) > _LONGEST_NAME:
        return frozenset()
    for languages in _languages_to_try(language):
        if _has(name, "never", languages) or _has(name, "document", languages):
            return frozenset()
        leads = frozenset(lead for lead in _LEADS if _has(name, lead, languages))
        if leads:
            return leads
    return frozenset()


_LEADS: tuple[Lead, ...] = get_args(Lead)


def _has(name: str, key: str, languages: tuple[str, ...]) -> bool:
    return has_word(name, "navigation", key, languages)


def _languages_to_try(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = vocabulary("navigation")
    own = language.lower().partition("-")[0]
    first = tuple({own, "en"} & set(known))
    return first, tuple(sorted(known))
