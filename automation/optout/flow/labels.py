"""What the label of a field says that it is for, by words in every official language of the Union."""

import re
from functools import lru_cache
from typing import Literal, get_args

from optout.flow.vocabulary import Vocabulary
from optout.flow.words import fold

_WORDS = Vocabulary("labels.toml")
Says = Literal["email", "message", "country", "again", "place", "phone", "other", "empty"]
"""What a label may say, as `labels.toml` tells it apart."""
_ABOUT = ("email", "message", "country", "place", "phone", "other")
_ADDRESS = re.compile(r"\S*@\S*")
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
"""What follows the name of a field in its label: a hint, an example, a second sentence."""
_SHORT = 6
"""Words that a name of a field has at most; what is longer is a sentence, which may speak of anything."""


def languages() -> frozenset[str]:
    """Return the languages that labels are known in."""
    return frozenset(_WORDS.languages())


@lru_cache(maxsize=1024)
def said_of(label: str, language: str) -> frozenset[Says]:
    """Return what a label says, by the name it begins with; if that says nothing, by all of it.

    Of a number to call that may be given in place of an e-mail address it says nothing.
    """
    plain = _ADDRESS.sub(" ", fold(label))
    head = _ASIDE.sub("", plain)
    for some in _WORDS.order(language):
        for text in (head, plain):
            if found := _either(text, some) or _said(text, some):
                empty: frozenset[Says] = (
                    frozenset({"empty"}) if _WORDS.pattern("empty", some).search(plain) else frozenset()
                )
                return found | empty
    return frozenset()


def _either(text: str, some: tuple[str, ...]) -> frozenset[Says]:
    """Return that a name of a field asks for an e-mail address, or in its place for a number to call or an address."""
    parts = _WORDS.pattern("or", some).sub("/", text).split("/")
    if len(parts) == 1 or "?" in text or any(len(part.split()) > _SHORT for part in parts):
        return frozenset()
    each = [_said(part, some) for part in parts]
    mails = [said for said in each if "email" in said and said <= {"email", "place"}]
    others = [said for said in each if "email" not in said and ("phone" in said or said == {"place"})]
    return frozenset({"email"}) if mails and len(mails) + len(others) == len(parts) else frozenset()


def _said(text: str, some: tuple[str, ...]) -> frozenset[Says]:
    text = _WORDS.pattern("void", some).sub(" ", text)
    found = {says for says in get_args(Says) if _WORDS.pattern(says, some).search(text)}
    return frozenset(found if found.intersection(_ABOUT) or "empty" in found else found & {"again"})


@lru_cache(maxsize=256)
def is_consent(label: str, language: str) -> bool:
    """Whether the label of a box says that the person agrees to something, or declares it."""
    plain = fold(label)
    return any(_WORDS.pattern("consent", some).search(plain) for some in _WORDS.order(language))


@lru_cache(maxsize=1024)
def is_sentence(label: str) -> bool:
    """Whether a label is longer than a name of a field."""
    return len(_ASIDE.sub("", fold(label)).split()) > _SHORT
