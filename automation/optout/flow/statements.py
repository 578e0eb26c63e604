"""What a page says: its sentences, which of them a flow knows, and how they are quoted."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from optout.flow.words import (
    NOTHING,
    as_pattern,
    find_phrase,
    fold,
    has_word,
    vocabulary,
    word_pattern,
)
from optout.redaction import printable

GAP = "…"
"""Stands in a phrase for at most five words of the page's own, such as a number.

Folded it is three dots, so that a phrase may have these as well.
"""
_GAP_PATTERN = r"(?: \S+){0,5} "
# “on 3. May” and “no. 5” go on after their full stop.
_END = re.compile(r"(?:(?<!\b\d)(?<!\b\d\d)\.|[!?。！？؟])+[\"')\]”»]*(?=\s+[^\s\d]|\s*$)")
_LINE_END = re.compile(r"\n(?![a-zà-þα-ωа-я])")  # a small letter after it continues the sentence
_QUESTION = re.compile(r"[?؟]\W*$")
# A tick, a bullet, a bracket or a number before a sentence.
_LIST_MARK = re.compile(r"^(?:[^\w\"'¿¡]+|\d{1,2}[.)] )+")
_FIGURES = re.compile(r"\d+")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a block of text, with their capitals and full stops."""
    for line in _LINE_END.split(text):
        start = 0
        for end in _END.finditer(line):
            yield line[start : end.end()].strip()
            start = end.end()
        yield line[start:].strip()


class TextBeforeSend:
    """The text of a page before the send, without its figures.

    A sentence that was displayed before proves nothing afterwards. Figures are left out, because
    a clock or a counter in a sentence makes it no new one.
    """

    def __init__(self) -> None:
        self._sentences: set[str] = set()
        self._text = ""

    def note(self, blocks: Iterable[str]) -> None:
        """Note visible text, a block an entry."""
        for block in blocks:
            self._sentences.update(map(_without_figures, sentences(block)))
            self._text += f"\n{_without_figures(block)}"

    def has(self, sentence: str) -> bool:
        """True if the page had this sentence."""
        return _without_figures(sentence) in self._sentences

    def has_all_of(self, text: str) -> bool:
        """True if the page had this text, and each of its sentences as a sentence."""
        return text in self and all(self.has(sentence) for sentence in sentences(text) if sentence)

    def __contains__(self, text: str) -> bool:
        """True if the page had this text, whatever it was a part of."""
        return _without_figures(text) in self._text


def _without_figures(text: str) -> str:
    return _FIGURES.sub("0", fold(text))


class Statement(NamedTuple):
    """A `phrase` of the flow, the whole sentence of the page that begins with it, and the sentence's block."""

    phrase: str
    sentence: str
    block: str


def find_statement(
    blocks: Iterable[str], phrases: Iterable[str], before: TextBeforeSend | None = None
) -> Statement | None:
    """Return the first sentence that begins with one of the phrases and was not there before, or None."""
    known_phrases = tuple(phrases)
    for block in blocks:
        for sentence in sentences(block):
            if before and before.has(sentence):
                continue
            for phrase in known_phrases:
                if _begins_with(sentence, phrase):
                    return Statement(phrase, sentence, block)
    return None


def _begins_with(sentence: str, phrase: str) -> bool:
    """True if a sentence begins with a phrase and is no question.

    A phrase that ends with a full stop or an exclamation mark has to be the whole sentence.
    """
    # Compared first without a pattern: to compile one for every phrase takes longer than to read
    # a page.
    first_words = gapped_parts(phrase)[0].rstrip(".! ")
    for beginning in _beginnings(sentence):
        if beginning.startswith(first_words) and _phrase_pattern(phrase).match(beginning):
            return True
    return False


@lru_cache(maxsize=4096)
def _beginnings(sentence: str) -> tuple[str, ...]:
    """Return a sentence, folded and without a list mark, and the rest of it after “Dear Ada,”.

    Nothing for a question.
    """
    folded = _LIST_MARK.sub("", fold(sentence))
    if _QUESTION.search(folded):
        return ()
    beginnings = [folded]
    for pattern in _salutation_patterns():
        salutation = pattern.match(folded)
        # “Thanks once you confirm, we have received your objection” is no salutation.
        if salutation and not _asks_to_act(salutation[0]):
            beginnings.append(folded[salutation.end() :])
    return tuple(beginnings)


def _asks_to_act(folded: str) -> bool:
    languages = tuple(vocabulary("answers"))
    return has_word(folded, "answers", "act", languages)


@lru_cache(maxsize=1024)
def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    *first, last = gapped_parts(phrase)
    is_whole_sentence = last.endswith((".", "!"))
    last_part = last.rstrip(".! ") if is_whole_sentence else last
    escaped_parts = [re.escape(part.strip()) for part in (*first, last_part)]
    words = _GAP_PATTERN.join(escaped_parts)
    ending = r"\W*$" if is_whole_sentence else r"(?!\w)"
    return re.compile(words + ending)


def gapped_parts(phrase: str) -> list[str]:
    """Return the folded parts of a phrase between its gaps."""
    return fold(phrase).split(fold(GAP))


@cache
def _salutation_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns for “Dear Ada Example,” and for “Hello, Ada,”."""
    greetings: set[str] = set()
    for words in vocabulary("pending").values():
        greetings.update(re.escape(fold(word)) for word in words["address"])
    greeting = "|".join(sorted(greetings))
    with_name = re.compile(rf"(?:{greeting})(?: [^\s,:]+){{0,4}}(?:[,:]| -) ")
    with_name_after_comma = re.compile(rf"(?:{greeting}), [^\s,:]+(?:,| -) ")
    return with_name, with_name_after_comma


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """True if a text has the words of a phrase anywhere, in whatever sentence."""
    return any(_has_parts(text, gapped_parts(phrase)) for phrase in phrases)


def _has_parts(text: str, parts: list[str]) -> bool:
    return all(find_phrase(text, [part.strip(" .!")]) for part in parts)


_LONGEST_QUOTATION = 1000  # characters: a page may say more than anybody wants to read in a letter


def quotation(text: str, limit: int = _LONGEST_QUOTATION) -> str:
    """Return a text of a page verbatim, on one line; if it is too long, its first whole sentences and “…”."""
    line = printable(text, len(text) + 1)
    if len(line) <= limit:
        return line
    kept = ""
    for sentence in sentences(line):
        if len(kept) + len(sentence) + len(" …") >= limit:
            break
        kept = f"{kept} {sentence}".strip()
    if not kept:
        return printable(line, limit)  # the first sentence alone is too long
    return f"{kept} …"


def pending(text: str) -> str | None:
    """Return the words by which an answer may still require something; None if it has none."""
    phrases: list[str] = []
    for words in vocabulary("pending").values():
        phrases += words["pending"]
    return find_phrase(text, phrases) or _requested_by_mail(text)


@lru_cache(maxsize=1024)
def _requested_by_mail(text: str) -> str | None:
    """Return the word by which a text asks the person to do something by e-mail: follow a link, reply.

    It has such a word and one for an e-mail or a link, in one language; a page may not say which
    language it is in, so that every one is tried.
    """
    folded = fold(text)
    for language in vocabulary("answers"):
        remaining = _own_acts_pattern(language).sub(" ", folded)
        act = word_pattern("answers", "act", (language,), remaining).search(remaining)
        if act and has_word(remaining, "answers", "mail", (language,)):
            return act[0]
    return None


@cache
def _own_acts_pattern(language: str) -> re.Pattern[str]:
    """Return the pattern for what the controller itself will do: “we will shortly confirm”.

    Between its name and the act are at most two words and no comma: in “as we said, please
    confirm” the person is asked.
    """
    words = vocabulary("answers")[language]
    if "we" not in words:
        return NOTHING
    subjects = "|".join(map(as_pattern, words["we"]))
    acts = "|".join(map(as_pattern, words["act"]))
    return re.compile(
        rf"(?<!\w)(?:{subjects})(?:[^\w.!?,:;]+\w+){{0,2}}[^\w.!?,:;]+(?:{acts})(?!\w)"
    )


_LONGEST_LOADING = 5  # words: a longer text says more than that the page is at work


@lru_cache(maxsize=1024)
def is_loading(text: str) -> bool:
    """True if a text only says that the page is at work: “Loading…”, “Please wait”."""
    folded = fold(text).strip(" .\u2026")
    if len(folded.split()) > _LONGEST_LOADING:
        return False
    languages = tuple(vocabulary("answers"))
    return word_pattern("answers", "loading", languages, folded).match(folded) is not None
