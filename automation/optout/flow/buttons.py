"""What a button says that it does, by words in every official language of the Union."""

from functools import lru_cache
from typing import Literal, get_args

from optout.flow.vocabulary import Vocabulary
from optout.flow.words import fold

_WORDS = Vocabulary("buttons.toml")
Does = Literal["send", "onward", "back", "decline", "close", "subscribe", "affirm", "refuse"]
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


@lru_cache(maxsize=64)
def speaks_of(text: str, does: Does | Literal["sending"], language: str) -> bool:
    """Whether a text of any length has a word of what a button may do: in the page's own language, if known, or any."""
    own, every = [*_WORDS.order(language)]
    known = language.lower().partition("-")[0] in own
    return _WORDS.pattern(does, own if known else every).search(fold(text)) is not None


def asks_to_send(question: str, language: str) -> bool:
    """Whether a question is about the send, and of nothing that is given up, taken back or asked for with it."""
    sends = speaks_of(question, "send", language) or speaks_of(question, "sending", language)
    return sends and not (speaks_of(question, "back", language) or speaks_of(question, "subscribe", language))
