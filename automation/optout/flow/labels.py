"""What labels of fields and buttons say, by words in every official language of the Union."""

import re
from functools import lru_cache
from typing import Literal, get_args

from optout.flow.words import fold, vocabulary, word_pattern

Meaning = Literal["email", "comment", "country", "again", "place", "phone", "other", "empty"]
"""What the label of a field may say that it is for, by the keys of `labels.toml`."""
Action = Literal["send", "onward", "back", "decline", "close", "subscribe", "affirm", "refuse"]
"""What a button may say that it does, by the keys of `buttons.toml`."""

_FIELD_MEANINGS = frozenset({"email", "comment", "country", "place", "phone", "other"})
_ADDRESS = re.compile(r"\S*@\S*")
# A hint, an example or a second sentence after the name of a field.
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
_LONGEST_NAME = 6  # words of the name of a field or button; a sentence may speak of anything

Languages = tuple[str, ...]


def _languages_to_try(language: str) -> tuple[Languages, Languages]:
    """Return the page's own language with English, then all languages: a page may not say which is its own."""
    own = language.lower().partition("-")[0]
    known = vocabulary("labels")
    first = (own, "en") if own in known and own != "en" else ("en",)
    return first, tuple(sorted(known))


@lru_cache(maxsize=1024)
def meanings_of_label(label: str, language: str) -> frozenset[Meaning]:
    """Return the meanings of a label, by the name at its beginning; if that says nothing, by all of it.

    The page's own language and English are tried first, then all languages.
    """
    text = _ADDRESS.sub(" ", fold(label))
    name = _ASIDE.sub("", text)
    for languages in _languages_to_try(language):
        for part in (name, text):
            meanings = _email_or_phone(part, languages) or _meanings(part, languages)
            if not meanings:
                continue
            if word_pattern("labels", "empty", languages).search(text):
                return meanings | {"empty"}
            return meanings
    return frozenset()


def _email_or_phone(name: str, languages: Languages) -> frozenset[Meaning]:
    """Return that a field is for an e-mail address if it allows something in its place: “Email or phone number”.

    Nothing for any other name: then its words decide. A slash counts as “or”.
    """
    parts = word_pattern("labels", "or", languages).sub("/", name).split("/")
    has_sentence = any(len(part.split()) > _LONGEST_NAME for part in parts)
    if len(parts) == 1 or "?" in name or has_sentence:
        return frozenset()
    meanings = [_meanings(part, languages) for part in parts]
    for_email = [part for part in meanings if _is_for_email(part)]
    alternatives = [part for part in meanings if _is_instead_of_email(part)]
    if for_email and len(for_email) + len(alternatives) == len(parts):
        return frozenset({"email"})
    return frozenset()


def _is_for_email(meanings: frozenset[Meaning]) -> bool:
    return "email" in meanings and meanings <= {"email", "place"}  # “address” alone is a place


def _is_instead_of_email(meanings: frozenset[Meaning]) -> bool:
    return "email" not in meanings and ("phone" in meanings or meanings == {"place"})


def _meanings(text: str, languages: Languages) -> frozenset[Meaning]:
    text = word_pattern("labels", "void", languages).sub(" ", text)
    meanings = {
        meaning
        for meaning in get_args(Meaning)
        if word_pattern("labels", meaning, languages).search(text)
    }
    if meanings & _FIELD_MEANINGS or "empty" in meanings:
        return frozenset(meanings)
    return frozenset(meanings & {"again"})


@lru_cache(maxsize=256)
def is_consent(label: str, language: str) -> bool:
    """True if the label of a checkbox says that the person agrees to something, or declares it."""
    folded = fold(label)
    return any(
        word_pattern("labels", "consent", languages).search(folded)
        for languages in _languages_to_try(language)
    )


@lru_cache(maxsize=1024)
def is_sentence(label: str) -> bool:
    """True if a label is longer than the name of a field."""
    return len(_ASIDE.sub("", fold(label)).split()) > _LONGEST_NAME


@lru_cache(maxsize=1024)
def actions_of_button(button: str, language: str) -> frozenset[Action]:
    """Return what a button says that it does: in the page's own language or English, else in any."""
    name = fold(button)
    if name and set(name) <= _CROSSES:
        return frozenset({"close"})
    if len(name.split()) > _LONGEST_NAME:
        return frozenset()
    for languages in _languages_to_try(language):
        actions = _actions(name, languages)
        if actions:
            return actions
    return frozenset()


def _actions(name: str, languages: Languages) -> frozenset[Action]:
    return frozenset(
        action
        for action in get_args(Action)
        if word_pattern("buttons", action, languages).search(name)
    )


def asks_to_send(question: str, language: str) -> bool:
    """True if a question is about the send, and about nothing that is given up, taken back or subscribed to."""
    own_language = language.lower().partition("-")[0]
    own_or_english, all_languages = _languages_to_try(language)
    # Not one after the other, as for labels: “send” in a question of another language may be
    # “give up” in this one.
    languages = own_or_english if own_language in own_or_english else all_languages
    folded = fold(question)

    def has(*actions: str) -> bool:
        patterns = (word_pattern("buttons", action, languages) for action in actions)
        return any(pattern.search(folded) for pattern in patterns)

    return has("send", "sending") and not has("back", "subscribe")
