"""What a button says that it does, by words in every official language of the Union."""

from functools import lru_cache
from typing import Literal, get_args

from optout.flow.vocabulary import Vocabulary
from optout.flow.words import fold

_WORDS = Vocabulary("buttons.toml")
Does = Literal["send", "onward", "back", "decline", "close", "subscribe"]
"""What a button may say, as `buttons.toml` tells it apart."""
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
_SHORT = 6
"""Words that a button has at most; what is longer is a sentence, which may speak of anything."""


@lru_cache(maxsize=1024)
def said_by(name: str, language: str) -> frozenset[Does]:
    """Return what a button says that it does: in the page's own language or English, else in any."""
    plain = fold(name)
    if plain and set(plain) <= _CROSSES:
        return frozenset({"close"})
    if len(plain.split()) > _SHORT:
        return frozenset()
    for some in _WORDS.order(language):
        if found := frozenset(does for does in get_args(Does) if _WORDS.pattern(does, some).search(plain)):
            return found
    return frozenset()
