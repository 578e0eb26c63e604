"""Whether a sentence says what the words of a flow in it say, or asks, denies or doubts it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from optout.flow.vocabulary import Vocabulary
from optout.flow.words import fold, places

_WORDS = Vocabulary("unless.toml")
_END = re.compile(r"(?:(?<!\.)\.(?!\.)|[!?؟。])+(?=[\s\"')\]]|$)")
_ASKS = re.compile("[?؟¿]")
_LEADS_ON = (":", ",", "…", "...")
"""What ends a text that the next one goes on with."""
_ENDED = (".", "!", "?", "؟", "。", '"', "»", "”", "“")
_CROSSED = re.compile("[✗✘✖❌☐⬜□◻○◯⚪🚫⛔⏳⌛]")
"""Signs before a text that say that it is not so, or not yet. After it they may be there to close it."""
_CLAUSE = re.compile(r"[,:(|]\s*|(?<!\w)-+\s*")
"""What a clause of its own comes after."""
_LABELS = re.compile(r"\s*(?:[:=(|]|-+)\s*")
_MORE = re.compile(r"\s*(?:$|[,;!()|]|-|\.(?!\s*\d))")
"""What comes after a word that is all there is to say, whatever is added to it."""
_APART = " | "

Says = Literal[
    "unless",
    "further",
    "ours",
    "apart",
    "ahead",
    "undone",
    "ago",
    "named",
    "denied",
    "titles",
    "wrong",
    "owed",
    "may",
    "beside",
    "but",
]
"""What the words in `unless.toml` say of a sentence."""


@dataclass(frozen=True)
class Unless:
    """The words of some languages that take from a sentence what it says, and those that a flow adds."""

    languages: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    def pattern(self, says: Says) -> re.Pattern[str]:
        """Return what fits words that say something of a sentence, in a folded text."""
        speaks_for = says in ("further", "ours", "apart")
        return _WORDS.pattern(says, self.languages if speaks_for else (*self.languages, *self.around))

    def also(self, language: str) -> "Unless":
        """Return these and what speaks against a sentence in one more language: that which a part of a page is in."""
        return Unless(self.languages, self.own, unless_in([language]).languages)

    def title(self, text: str) -> str | None:
        """Return the word of a title under which nothing is said of now: it is an example, or of another day."""
        found = self.pattern("titles").search(fold(text))
        return found[0] if found else None

    def wrong(self, text: str) -> str | None:
        """Return the word of a title or an alert that tells of a failure; None where it asks."""
        found = None if _ASKS.search(text) else self.pattern("wrong").search(fold(text))
        return found[0] if found else None

    def owed(self, text: str) -> str | None:
        """Return the words of a text that ask the person for one thing more, without which nothing was received."""
        whole = fold(text)
        for found in self.pattern("owed").finditer(whole):
            last = _END.search(whole, found.end())
            begins = _begins(whole, found.start())
            rest = f"{whole[begins : found.start()]} {whole[found.end() : last.end() if last else len(whole)]}"
            if not (_ASKS.search(rest) or self.pattern("unless").search(rest) or self.pattern("may").search(rest)):
                return found[0]
        return None


def unless_in(languages: Iterable[str], own: Iterable[str] = ()) -> Unless:
    """Return the words of some languages, and those that a flow adds."""
    short = (language.lower().partition("-")[0] for language in languages)
    return Unless(tuple(dict.fromkeys(one for one in short if one in _WORDS.languages())), tuple(own))


@dataclass(frozen=True)
class Against:
    """What speaks against a sentence's saying what the words in it say: it asks, it quotes, or it has this `word`."""

    asks: bool = False
    quotes: bool = False
    word: str = ""


def in_a_row(texts: Iterable[str]) -> str:
    """Return what texts say that stand beside each other on one line."""
    return _APART.join(texts)


def against(text: str, phrase: str, unless: Unless, before: str = "") -> Against | None:
    """Return what speaks against a phrase that stands in a text; None if it says so plainly, wherever in the text.

    `before` is the text that stands before this one, which may go on with it.
    """
    whole = fold(text)
    found: Against | None = None
    led = fold(before) if _goes_on(before, text) else ""
    for start, end in places(fold(phrase), whole):
        found = _against(whole, start, end, unless, led)
        if found is None:
            return None
    return found


def _goes_on(before: str, text: str) -> bool:
    """Whether a text goes on with the one before: that ends so, or nowhere, and this one begins with no capital."""
    before = before.rstrip()
    first = next(filter(str.isalpha, text), "")
    return before.endswith(_LEADS_ON) or (bool(before) and first.islower() and not before.endswith(_ENDED))


def is_of_something_beside(text: str, phrase: str, unless: Unless) -> bool:
    """Whether a sentence with a phrase speaks of what comes beside an objection, as of a copy or a mail."""
    whole = fold(text)
    heads = [whole[_begins(whole, start) : start] for start, _ in places(fold(phrase), whole)]
    return bool(heads) and all(unless.pattern("beside").search(head) for head in heads)


def names_something_beside(name: str, language: str) -> bool:
    """Whether what a button is called names what comes beside an objection, in a language or in English."""
    return bool(unless_in([language, "en"]).pattern("beside").search(fold(name)))


def until_end(text: str, phrase: str) -> str:
    """Return a text up to the end of the sentence in which a phrase stands last."""
    whole = fold(text)
    end = max((end for _, end in places(fold(phrase), whole)), default=len(whole))
    last = _END.search(whole, end)
    return whole[: last.end()] if last else whole


def _begins(text: str, start: int) -> int:
    return max((one.end() for one in _END.finditer(text) if one.end() <= start), default=0)


def _against(text: str, start: int, end: int, unless: Unless, led: str) -> Against | None:
    begins = _begins(text, start)
    head = text[begins:start] if begins else f"{led} {text[:start]}"
    last = _END.search(text, end)
    tail = text[end : last.end()] if last else text[end:]
    if _ASKS.search(head + tail):
        return Against(asks=True)
    if _is_quoted(text, start, end) or unless.pattern("named").match(tail.lstrip(" \"'")):
        return Against(quotes=True)
    denied = _LABELS.match(tail)
    if denied and (no := _denial(text, end + denied.end(), unless)):
        return Against(word=no)
    head = _without_what_is_apart(head, unless)
    own = [word for word in unless.own for part in (head, tail) if any(places(fold(word), part))]
    found = (
        unless.pattern("unless").search(head),
        unless.pattern("ahead").search(head),
        _CROSSED.search(head),
        unless.pattern("unless").search(_until_another_matter(tail, unless)),
        _undone(text, end, unless),
        unless.pattern("ago").search(tail),
    )
    word = next((one[0] for one in found if one), next(iter(own), None))
    return Against(word=word) if word else None


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[:start].count('"') % 2 == 1 or (text[start - 1 : start] == "'" and text[end:].lstrip(" .!")[:1] == "'")


def _denial(text: str, start: int, unless: Unless) -> str | None:
    """Return what a label is answered with from there on, if that is a no, whatever is added to it."""
    found = (_CROSSED, unless.pattern("denied"), unless.pattern("undone"))
    no = next((one for one in (words.match(text, start) for words in found) if one), None)
    return no[0] if no and _MORE.match(text, no.end()) else None


def _without_what_is_apart(head: str, unless: Unless) -> str:
    """Return what comes before a flow's words without a clause that is another matter, such as a greeting."""
    for one in re.finditer(r"^\W*|[,:(|]\s*|(?<!\w)-+\s*", head):
        if unless.pattern("apart").match(head, one.end()) and (ends := _CLAUSE.search(head, one.end())):
            return head[: one.end()] + head[ends.end() :]
    return head


def _turned(text: str, unless: Unless, after: int) -> re.Match[str] | None:
    """Return the “but” with which a text begins, `after` so many other words, unless it leads to another matter."""
    but = _begins_with(text, unless.pattern("but"), after)
    rest = text[but.end() :].lstrip(" ,") if but else ""
    return but if but and not unless.pattern("ours").match(rest) else None


def _undone(text: str, end: int, unless: Unless) -> re.Match[str] | None:
    """Return what takes back words that end in a text: as their sentence goes on, or as the next one begins."""
    last = _END.search(text, end)
    tail, after = (text[end : last.end()], text[last.end() :]) if last else (text[end:], "")
    more = [tail[one.end() :] for one in (unless.pattern("further").search(tail),) if one]
    clauses = (one.end() for one in _CLAUSE.finditer(tail))
    more += [tail[ours.end() :] for start in clauses if (ours := unless.pattern("ours").match(tail, start))]
    ends = _END.search(after)
    following = after[: ends.end()] if ends else after
    found = [*(_begins_with(one, unless.pattern("undone"), 1) for one in more), _turned(tail, unless, 0)]
    found += [_begins_with(following, unless.pattern("undone"), 2), _turned(following, unless, 2)]
    return next((one for one in found if one and not unless.pattern("beside").search(one.string)), None)


def _begins_with(text: str, words: re.Pattern[str], after: int) -> re.Match[str] | None:
    """Return the words with which a text begins, `after` so many others at most."""
    starts = [one.start() for one in re.finditer(r"[\w']+", text)][: after + 1]
    return next((found for start in starts if (found := words.match(text, start))), None)


def _until_another_matter(tail: str, unless: Unless) -> str:
    """Return what comes after a flow's words until the sentence turns to something else."""
    ends = [one.start() for one in (unless.pattern("further").search(tail),) if one]
    ends += [tail.find(";")] if ";" in tail else []
    opened = (*_CLAUSE.finditer(tail), *unless.pattern("but").finditer(tail))
    ends += [one.start() for one in opened if unless.pattern("ours").match(tail[one.end() :].lstrip())]
    return tail[: min(ends)] if ends else tail
