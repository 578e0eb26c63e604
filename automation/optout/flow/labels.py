"""What labels and buttons say, by words in every official language of the Union, which are data."""

import re
from functools import cache, lru_cache
from typing import Literal, get_args

from optout.flow.words import fold, vocabulary

Meaning = Literal["email", "comment", "country", "again", "place", "phone", "other", "empty"]
"""What the label of a field may say that it is for, as `labels.toml` tells it apart."""
Action = Literal["send", "onward", "back", "decline", "close", "subscribe", "affirm", "refuse"]
"""What a button may say that it does, as `buttons.toml` tells it apart."""
_ABOUT = ("email", "comment", "country", "place", "phone", "other")
_ADDRESS = re.compile(r"\S*@\S*")
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
"""What follows the name of a field in its label: a hint, an example, a second sentence."""
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
_SHORT = 6  # words that the name of a field or a button has at most; a sentence may speak of anything


@cache
def _pattern(name: str, meaning: str, some: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits a word, or words, that say something in any of some languages, in a folded text."""
    words = {word for language in some for word in vocabulary(name)[language].get(meaning, ())}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_way, sorted(words)))})(?!\w)") if words else re.compile("(?!)")


def _way(word: str) -> str:
    """Return a word as a pattern: in it `*` is its rest; between two, ` ~ ` stands for up to two others."""
    parts = fold(f"{word}|")[:-1].split(" ~ ")
    return r"\W+(?:\w+\W+){0,2}".join(r"\w*".join(map(re.escape, part.split("*"))) for part in parts)


def _order(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in which languages to read: the page's own and English, then all, as pages may not say theirs."""
    own, every = language.lower().partition("-")[0], vocabulary("labels")
    return (own, "en") if own in every and own != "en" else ("en",), tuple(sorted(every))


@lru_cache(maxsize=1024)
def said_of(label: str, language: str) -> frozenset[Meaning]:
    """Return what a label says, by the name it begins with; if that says nothing, by all of it."""
    plain = _ADDRESS.sub(" ", fold(label))
    for some in _order(language):
        for text in (_ASIDE.sub("", plain), plain):
            if found := _either(text, some) or _said(text, some):
                return found | ({"empty"} if _pattern("labels", "empty", some).search(plain) else set())
    return frozenset()


def _either(text: str, some: tuple[str, ...]) -> frozenset[Meaning]:
    """Return that a name of a field asks for an e-mail address or, in its place, a number to call or an address."""
    parts = _pattern("labels", "or", some).sub("/", text).split("/")
    if len(parts) == 1 or "?" in text or any(len(part.split()) > _SHORT for part in parts):
        return frozenset()
    each = [_said(part, some) for part in parts]
    mails = [said for said in each if "email" in said and said <= {"email", "place"}]
    others = [said for said in each if "email" not in said and ("phone" in said or said == {"place"})]
    return frozenset({"email"}) if mails and len(mails) + len(others) == len(parts) else frozenset()


def _said(text: str, some: tuple[str, ...]) -> frozenset[Meaning]:
    text = _pattern("labels", "void", some).sub(" ", text)
    found = {meaning for meaning in get_args(Meaning) if _pattern("labels", meaning, some).search(text)}
    return frozenset(found if found.intersection(_ABOUT) or "empty" in found else found & {"again"})


@lru_cache(maxsize=256)
def is_consent(label: str, language: str) -> bool:
    """Whether the label of a box says that the person agrees to something, or declares it."""
    return any(_pattern("labels", "consent", some).search(fold(label)) for some in _order(language))


@lru_cache(maxsize=1024)
def is_sentence(label: str) -> bool:
    """Whether a label is longer than a name of a field."""
    return len(_ASIDE.sub("", fold(label)).split()) > _SHORT


@lru_cache(maxsize=1024)
def said_by(button: str, language: str) -> frozenset[Action]:
    """Return what a button says that it does: in the page's own language or English, else in any."""
    plain = fold(button)
    if plain and set(plain) <= _CROSSES:
        return frozenset({"close"})
    for some in _order(language) if len(plain.split()) <= _SHORT else ():
        if found := frozenset(does for does in get_args(Action) if _pattern("buttons", does, some).search(plain)):
            return found
    return frozenset()


def asks_to_send(question: str, language: str) -> bool:
    """Whether a question is about the send, and of nothing that is given up, taken back or asked for with it."""
    own, every = _order(language)
    some, plain = own if language.lower().partition("-")[0] in own else every, fold(question)
    said = {does for does in ("send", "sending", "back", "subscribe") if _pattern("buttons", does, some).search(plain)}
    return not said.isdisjoint({"send", "sending"}) and said.isdisjoint({"back", "subscribe"})
