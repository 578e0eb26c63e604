"""What labels of fields and buttons say, by words in every official language of the Union."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, get_args

from optout.flow.words import fold, has_word, vocabulary, word_pattern

Meaning = Literal["email", "comment", "country", "again", "place", "phone", "other", "empty"]
"""What the label of a field may say that it is for, by the keys of `labels.toml`."""
NameAskedFor = Literal["full_name", "first_name", "last_name", "name"]
"""What the label of a field for a name may say that it is for, by the keys of `names.toml`.

`name` is the whole name, or the last one where the same form asks for the first: “Nom”.
"""
Action = Literal["send", "onward", "back", "decline", "close", "subscribe", "affirm", "refuse"]
"""What a button may say that it does, by the keys of `buttons.toml`."""
Lead = Literal["object", "training", "privacy", "data", "settings", "account"]
"""What a link or button may say that it leads to, by the keys of `navigation.toml`."""

_FIELD_MEANINGS = frozenset({"email", "comment", "country", "place", "phone", "other"})
_ADDRESS = re.compile(r"\S*@\S*")
# A hint, an example or a second sentence after the name of a field.
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
# “(required)” after the name of a field, in some languages.
_REQUIRED = re.compile(
    r"\s*[(\[](?:required|mandatory|obligatoire|requis|erforderlich|pflichtfeld|obligatorio|obbligatorio"
    r"|obrigatório|verplicht|wymagane|obligatorisk|pakollinen|povinné)[)\]]$"
)
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
# What separates the parts of a label, beside a word for “and”.
_SEPARATOR = re.compile(r"[,;.!&+/]|\s-\s")
_AGREEING: frozenset[Action] = frozenset({"send", "affirm", "onward"})
_LONGEST_NAME = 6  # words of the name of a field or button; a sentence may speak of anything

Languages = tuple[str, ...]


def _languages_to_try(language: str) -> tuple[Languages, Languages]:
    """Return the page's own language with English, then all languages: a page may not say which is its own."""
    own_language = language.lower().partition("-")[0]
    known_languages = vocabulary("labels")
    has_other_than_english = own_language in known_languages and own_language != "en"
    first = (own_language, "en") if has_other_than_english else ("en",)
    return first, tuple(sorted(known_languages))


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
            if has_word(text, "labels", "empty", languages):
                return meanings | {"empty"}
            return meanings
    return frozenset()


def _email_or_phone(name: str, languages: Languages) -> frozenset[Meaning]:
    """Return that a field is for an e-mail address if it allows something in its place: “Email or phone number”.

    Nothing for any other name: then its words decide. A slash counts as “or”.
    """
    with_slashes = word_pattern("labels", "or", languages, name).sub("/", name)
    alternatives = with_slashes.split("/")
    if len(alternatives) == 1 or _is_question_or_sentence(alternatives):
        return frozenset()
    allows_email = False
    for alternative in alternatives:
        meanings = _meanings(alternative, languages)
        if _is_for_email(meanings):
            allows_email = True
        elif not _is_instead_of_email(meanings):
            # “Email or reason”: what the field is for is not clear by its alternatives.
            return frozenset()
    return frozenset({"email"}) if allows_email else frozenset()


def _is_question_or_sentence(alternatives: Sequence[str]) -> bool:
    """True for “Did you use your email or your phone?”, which asks which one, and not for the address."""
    is_question = any("?" in alternative for alternative in alternatives)
    return is_question or any(len(part.split()) > _LONGEST_NAME for part in alternatives)


def _is_for_email(meanings: frozenset[Meaning]) -> bool:
    return "email" in meanings and meanings <= {"email", "place"}  # “address” alone is a place


def _is_instead_of_email(meanings: frozenset[Meaning]) -> bool:
    return "email" not in meanings and ("phone" in meanings or meanings == {"place"})


def _meanings(text: str, languages: Languages) -> frozenset[Meaning]:
    text = word_pattern("labels", "void", languages, text).sub(" ", text)
    all_meanings: tuple[Meaning, ...] = get_args(Meaning)
    meanings: set[Meaning] = set()
    for meaning in all_meanings:
        if has_word(text, "labels", meaning, languages):
            meanings.add(meaning)
    if meanings & _FIELD_MEANINGS or "empty" in meanings:
        return frozenset(meanings)
    return frozenset(meanings & {"again"})


@lru_cache(maxsize=1024)
def name_of_label(label: str, language: str) -> NameAskedFor | None:
    """Return which part of a person's name a label asks for; None if it says more than that, or something else.

    The page's own language and English are tried first, then all languages, which must agree, unless
    the page is in a language that is not known: Catalan “Nom” is no French “Nom”.
    """
    text = fold(_REQUIRED.sub("", fold(label)))
    first, every = _languages_to_try(language)
    own_language = language.lower().partition("-")[0]
    is_known = not own_language or own_language in every
    for languages in (first, every) if is_known else (first,):
        parts = [part for part in get_args(NameAskedFor) if _is_name_for(text, part, languages)]
        if parts:
            only: NameAskedFor = parts[0]
            return only if len(parts) == 1 else None
    return None


def _is_name_for(label: str, part: NameAskedFor, languages: Languages) -> bool:
    names = vocabulary("names")
    entries = [entry for language in languages for entry in names[language][part]]
    return label in map(fold, entries)


@lru_cache(maxsize=256)
def is_consent(label: str, language: str) -> bool:
    """True if the label of a checkbox says that the person agrees to something, or declares it."""
    folded = fold(label)
    languages_to_try = _languages_to_try(language)
    return any(has_word(folded, "labels", "consent", languages) for languages in languages_to_try)


@lru_cache(maxsize=1024)
def is_sentence(label: str) -> bool:
    """True if a label is longer than the name of a field."""
    name = _ASIDE.sub("", fold(label))
    return len(name.split()) > _LONGEST_NAME


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
    all_actions: tuple[Action, ...] = get_args(Action)
    actions = [action for action in all_actions if has_word(name, "buttons", action, languages)]
    return frozenset(actions)


def only_agrees(button: str, question: str, language: str) -> bool:
    """True if a button agrees to a question whether to send, and by its label does nothing else.

    1. Each part of its label sends, affirms or leads on: “Yes, and subscribe” has another one.
    2. If it does not send, it has no other words than the question: “Confirm objection” may have
       one, “Yes delete” not.
    """
    name = fold(button)
    actions = actions_of_button(button, language)
    if not actions or not actions <= _AGREEING:
        return False
    languages = _languages_of(name, language)
    with_separators = word_pattern("buttons", "and", languages, name).sub(",", name)
    for part in _SEPARATOR.split(with_separators):
        has_words = any(map(str.isalnum, part))
        if has_words and not _actions(part, languages):
            return False
    return "send" in actions or _other_words(name, languages) <= _words(fold(question))


def _languages_of(name: str, language: str) -> Languages:
    """Return the languages in which the label of a button says what it does."""
    own_or_english, all_languages = _languages_to_try(language)
    return own_or_english if _actions(name, own_or_english) else all_languages


def _other_words(name: str, languages: Languages) -> set[str]:
    """Return the words of a label that neither agree nor join."""
    for meaning in ("affirm", "onward", "and"):
        name = word_pattern("buttons", meaning, languages, name).sub(" ", name)
    return _words(name)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def asks_to_send(question: str, language: str) -> bool:
    """True if a question is about the send, and about nothing that is given up, taken back or subscribed to."""
    own_language = language.lower().partition("-")[0]
    own_or_english, all_languages = _languages_to_try(language)
    # Not one after the other, as for labels: “send” in a question of another language may be
    # “give up” in this one.
    languages = own_or_english if own_language in own_or_english else all_languages
    folded = fold(question)

    def has(*actions: str) -> bool:
        return any(has_word(folded, "buttons", action, languages) for action in actions)

    return has("send", "sending") and not has("back", "subscribe")


@lru_cache(maxsize=1024)
def leads_of_label(label: str, language: str) -> frozenset[Lead]:
    """Return what a label says that it leads to; nothing if that is a text to read, or it does more than lead on.

    The page's own language and English are tried first, then all languages.
    """
    name = fold(label)
    if len(name.split()) > _LONGEST_NAME:
        return frozenset()
    for languages in _languages_to_try(language):
        is_for_more = has_word(name, "navigation", "never", languages)
        if is_for_more or has_word(name, "navigation", "document", languages):
            return frozenset()
        leads = _leads(name, languages)
        if leads:
            return leads
    return frozenset()


def does_more(label: str, language: str) -> bool:
    """True if a label says that it deletes, signs out, pays, or does another thing that cannot be taken back."""
    name = fold(label)
    return any(
        has_word(name, "navigation", "never", languages)
        for languages in _languages_to_try(language)
    )


def _leads(name: str, languages: Languages) -> frozenset[Lead]:
    all_leads: tuple[Lead, ...] = get_args(Lead)
    leads = [lead for lead in all_leads if has_word(name, "navigation", lead, languages)]
    return frozenset(leads)
