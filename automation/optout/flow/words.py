"""Words in any language, compared as a person reads them: what a page, a label or a button says."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from optout.messages import printable

_SINGLE, _DOUBLE, _DASHES = "‘’‚‛ʼ`´＇｀", "“”„‟«»＂", "‐‑‒–—−－"
_PLAIN = str.maketrans(
    dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-")
)
_INVISIBLES = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")
_SPACES = re.compile(r"[\s\ue000-\uf8ff\U000f0000-\U0010ffff]+")
"""What parts words: also the signs of an icon font, which are for private use and on the screen a picture."""
_OPTIONAL = (
    "optional|facultatif|facultative|optionnel|freiwillig|opzionale|facoltativo|opcional|optioneel|opcjonalne|"
    "opcjonalnie|nieobowiązkowe|valgfri|valgfritt|valgfrit|valfritt|frivillig|valinnainen"
)
_TRAILING = " *:>\u203a\u2192\u25b6\u25b8\u25bc\u25be\u276f\u2304"  # what marks a field as required, and arrows
_MARKS = tuple(f"({word})" for word in _OPTIONAL.split("|"))


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return the words of a file beside this one, mostly by language and by what they say."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=4096)  # the same words and lines are looked at again and again
def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, case, quotes, dashes, spaces, invisibles, a last `*`, arrow or "(optional)"."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_PLAIN)))
    # Twice: folding the case can leave a text that is no longer in normal form (U+0130, U+0345).
    plain = unicodedata.normalize("NFKC", plain.casefold()).translate(_PLAIN)
    flat, before = _SPACES.sub(" ", _INVISIBLE.sub("", plain)), None
    while flat != before:  # not a regular expression: a page of stars would make it quadratic
        before, flat = flat, flat.strip().rstrip(_TRAILING)
        flat = next((flat.removesuffix(mark) for mark in _MARKS if flat.endswith(mark)), flat)
    return flat


def find_phrase(text: str, phrases: Iterable[str]) -> str | None:
    """Return the first phrase that the text contains as whole words, both folded; None when it contains none."""
    folded = fold(text)
    return next((phrase for phrase in phrases if _stands(fold(phrase), folded)), None)


def _stands(words: str, text: str) -> bool:
    return (
        bool(words)
        and words in text
        and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
    )


# What a page says: a new sentence of it begins with one of the flow's phrases, or is it.

GAP = "…"  # stands in a phrase for five words of the page's own at most, such as a number
_END = re.compile(r"(?:(?<!\b\d)(?<!\b\d\d)\.|[!?。！？؟])+[\"')\]”»]*(?=\s+[^\s\d]|\s*$)")
"""What ends a sentence: “on 3. May” and “no. 5” go on."""
_ASKS = re.compile(r"[?؟]\W*$")
_BEFORE_IT = re.compile(
    r"^(?:[^\w\"'¿¡]+|\d{1,2}[.)] )+"
)  # a tick, a bullet, a bracket, its number
_FIGURES = re.compile(r"\d+")


def sentences(text: str) -> Iterator[str]:
    """Return the sentences of a block of text; a line break ends one where no small letter follows."""
    for line in re.split(r"\n(?![a-zà-þα-ωа-я])", text):
        start = 0
        for end in _END.finditer(line):
            yield line[start : end.end()].strip()
            start = end.end()
        yield line[start:].strip()


def _begins(sentence: str, phrase: str) -> bool:
    """Whether a sentence, no question, begins with a phrase; is it, where the phrase ends with a full stop."""
    # Compared first without a pattern: compiling one a phrase costs more than a page does to read.
    head = fold(phrase).partition(fold(GAP))[0].rstrip(".! ")
    return any(
        said.startswith(head) and _fits(phrase).match(said) for said in _beginnings(sentence)
    )


@lru_cache(maxsize=4096)
def _beginnings(sentence: str) -> tuple[str, ...]:
    """Return a sentence, folded, and what follows an address by name before it; nothing for a question."""
    said = _BEFORE_IT.sub("", fold(sentence))
    if _ASKS.search(said):
        return ()
    addressed = (one.match(said) for one in _addresses())
    return (said, *(said[one.end() :] for one in addressed if one))


@lru_cache(maxsize=1024)
def _fits(phrase: str) -> re.Pattern[str]:
    wanted = fold(phrase)
    parts = [re.escape(part.strip()) for part in wanted.split(fold(GAP))]
    if len(parts) == 1 and wanted.endswith((".", "!")):
        return re.compile(rf"{re.escape(wanted.rstrip('.! '))}\W*$")
    between = r"(?: \S+){0,5} ".join(parts)
    return re.compile(rf"{between}(?!\w)")


class TextBeforeSend:
    """What a page said before the send, figures aside: a sentence that stood there already proves nothing later."""

    def __init__(self) -> None:
        self._sentences: set[str] = set()
        self._text = ""

    def note(self, blocks: Iterable[str]) -> None:
        """Note visible text, a block an entry."""
        for block in blocks:
            self._sentences.update(map(_without_figures, sentences(block)))
            self._text += f"\n{_without_figures(block)}"

    def has(self, sentence: str) -> bool:
        """Whether a sentence stood there."""
        return _without_figures(sentence) in self._sentences

    def __contains__(self, text: str) -> bool:
        """Whether a text stood there, whatever it was a part of."""
        return _without_figures(text) in self._text


def _without_figures(text: str) -> str:
    return _FIGURES.sub("0", fold(text))


class Statement(NamedTuple):
    """A declared `phrase`, the whole sentence of the page that begins with it, and the block that has the sentence."""

    phrase: str
    sentence: str
    block: str


def find_statement(
    blocks: Iterable[str], phrases: Iterable[str], before: TextBeforeSend | None = None
) -> Statement | None:
    """Return the first new sentence that begins with one of some phrases."""
    every = tuple(phrases)
    for block in blocks:
        for sentence in sentences(block):
            if before and before.has(sentence):
                continue
            if found := next((phrase for phrase in every if _begins(sentence, phrase)), None):
                return Statement(found, sentence, block)
    return None


_LONGEST_QUOTATION = 1000  # characters: a page may say more than anybody wants to read in a letter


def quotation(text: str, limit: int = _LONGEST_QUOTATION) -> str:
    """Return a text of a page as it is, on one line; of one that is too long, its first whole sentences and “…”."""
    line = printable(text, len(text) + 1)
    if len(line) <= limit:
        return line
    kept = ""
    for sentence in sentences(line):
        if len(kept) + len(sentence) + len(" …") >= limit:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept} …" if kept else printable(line, limit)  # a sentence without an end


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text has the words of a phrase anywhere, in whatever sentence."""
    return any(
        all(find_phrase(text, (part.strip(" .!"),)) for part in phrase.split(GAP))
        for phrase in phrases
    )


def pending(text: str) -> str | None:
    """Return the words of a text by which an ordinary page may still want something; None where it has none."""
    phrases = (phrase for words in vocabulary("pending").values() for phrase in words["pending"])
    return find_phrase(text, phrases) or _asks_by_mail(text)


@lru_cache(maxsize=1024)
def _asks_by_mail(text: str) -> str | None:
    """Return the word of a text that asks the person to do something by e-mail: confirm by a link, reply."""
    plain = fold(text)
    for language in vocabulary("answers"):
        asked = _by_us(language).sub(" ", plain)
        act = _pattern("answers", "act", (language,)).search(asked)
        if act and _pattern("answers", "mail", (language,)).search(asked):
            return act[0]
    return None


@cache
def _by_us(language: str) -> re.Pattern[str]:
    """Return what fits an act of those who write: "we will shortly confirm"."""
    words = vocabulary("answers")[language]
    if "we" not in words:
        return re.compile("(?!)")
    subjects, acts = ("|".join(map(_way, words[key])) for key in ("we", "act"))
    return re.compile(rf"(?<!\w)(?:{subjects})(?:[^\w.!?]+\w+){{0,2}}[^\w.!?]+(?:{acts})(?!\w)")


_LONGEST_LOADING = 5  # words of a text that says that the page is at work


@lru_cache(maxsize=1024)
def is_loading(text: str) -> bool:
    """Whether a text only says that the page is at work: "Loading…", "Please wait"."""
    plain = fold(text).strip(" .\u2026")
    begins = _pattern("answers", "loading", tuple(vocabulary("answers"))).match(plain)
    return begins is not None and len(plain.split()) <= _LONGEST_LOADING


@cache
def _addresses() -> tuple[re.Pattern[str], re.Pattern[str]]:
    every = {
        re.escape(fold(one)) for words in vocabulary("pending").values() for one in words["address"]
    }
    words = "|".join(sorted(every))
    return re.compile(rf"(?:{words})(?: [^\s,:]+){{0,4}}(?:[,:]| -) "), re.compile(
        rf"(?:{words}), [^\s,:]+(?:,| -) "
    )


# What labels and buttons say, by words in every official language of the Union.

Meaning = Literal["email", "comment", "country", "again", "place", "phone", "other", "empty"]
"""What the label of a field may say that it is for, as `labels.toml` tells it apart."""
Action = Literal["send", "onward", "back", "decline", "close", "subscribe", "affirm", "refuse"]
"""What a button may say that it does, as `buttons.toml` tells it apart."""
_ABOUT = ("email", "comment", "country", "place", "phone", "other")
_ADDRESS = re.compile(r"\S*@\S*")
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
"""What follows the name of a field in its label: a hint, an example, a second sentence."""
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
# words that the name of a field or a button has at most; a sentence may speak of anything
_SHORT = 6


@cache
def _pattern(name: str, meaning: str, some: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits a word, or words, that say something in any of some languages, in a folded text."""
    words = {word for language in some for word in vocabulary(name)[language].get(meaning, ())}
    return (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(_way, sorted(words)))})(?!\w)")
        if words
        else re.compile("(?!)")
    )


def _way(word: str) -> str:
    """Return a word as a pattern: in it `*` is its rest; between two, ` ~ ` stands for up to two others."""
    parts = fold(f"{word}|")[:-1].split(" ~ ")
    return r"\W+(?:\w+\W+){0,2}".join(
        r"\w*".join(map(re.escape, part.split("*"))) for part in parts
    )


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
                return found | (
                    {"empty"} if _pattern("labels", "empty", some).search(plain) else set()
                )
    return frozenset()


def _either(text: str, some: tuple[str, ...]) -> frozenset[Meaning]:
    """Return that a name of a field asks for an e-mail address or, in its place, a number to call or an address."""
    parts = _pattern("labels", "or", some).sub("/", text).split("/")
    if len(parts) == 1 or "?" in text or any(len(part.split()) > _SHORT for part in parts):
        return frozenset()
    each = [_said(part, some) for part in parts]
    mails = [said for said in each if "email" in said and said <= {"email", "place"}]
    others = [
        said for said in each if "email" not in said and ("phone" in said or said == {"place"})
    ]
    return frozenset({"email"}) if mails and len(mails) + len(others) == len(parts) else frozenset()


def _said(text: str, some: tuple[str, ...]) -> frozenset[Meaning]:
    text = _pattern("labels", "void", some).sub(" ", text)
    found = {
        meaning for meaning in get_args(Meaning) if _pattern("labels", meaning, some).search(text)
    }
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
        if found := frozenset(
            does for does in get_args(Action) if _pattern("buttons", does, some).search(plain)
        ):
            return found
    return frozenset()


def asks_to_send(question: str, language: str) -> bool:
    """Whether a question is about the send, and of nothing that is given up, taken back or asked for with it."""
    own, every = _order(language)
    some, plain = own if language.lower().partition("-")[0] in own else every, fold(question)
    said = {
        does
        for does in ("send", "sending", "back", "subscribe")
        if _pattern("buttons", does, some).search(plain)
    }
    return not said.isdisjoint({"send", "sending"}) and said.isdisjoint({"back", "subscribe"})
