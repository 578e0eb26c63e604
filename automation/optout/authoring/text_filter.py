"""Decides which texts of a page may be written into a saved page: none that say something of the person."""

import re
from collections.abc import Callable, Iterable

from optout.flow import fold
from optout.redaction import printable

_WORD_NAME = re.compile(r"[A-Za-z]{1,24}([_.-][A-Za-z]{1,24}){0,4}")
# What has letters and digits in one long word, many digits in a row, or an address, may be a token
# or a number of the person.
_TOKEN = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w=+/-]{20,}|\d{6,}|\d[\d ().-]{7,}\d|[a-z]{2,}://|\bwww\.",
    re.IGNORECASE,
)
_LONGEST = 2000  # characters of one text
_SHORTEST_VALUE = 4  # characters; a shorter value is in many texts by chance


class TextFilter:
    """Keeps a text whole, or leaves it out if it says something of the person or looks like a token.

    `redact` replaces the person's values in a text, `field_names` are the names of fields that the
    flow knows, `typed` are the values that fields had.
    """

    def __init__(
        self,
        redact: Callable[[str], str] = str,
        field_names: Iterable[str] = (),
        typed: Iterable[str] = (),
    ) -> None:
        self._redact = redact
        self._known_names = frozenset(field_names)
        self._typed = {value for value in map(fold, typed) if len(value) >= _SHORTEST_VALUE}
        self._replaced_names: dict[str, str] = {}
        self.kept: dict[str, None] = {}
        """Every text that was written, once, in its order."""

    def text(self, text: str) -> str:
        """Return a text with single spaces, or "" if it is left out."""
        line = printable(text, _LONGEST + 1)
        is_left_out = (
            len(line) > _LONGEST
            or "@" in line
            or _TOKEN.search(line)
            or self._redact(line) != line
            or self._has_typed_value(line)
        )
        return "" if is_left_out else line

    def _has_typed_value(self, line: str) -> bool:
        folded = fold(line)
        return any(value in folded for value in self._typed)

    def keep(self, text: str) -> str:
        """Return a text as `text` does, and note that it was written."""
        line = self.text(text)
        if line:
            self.kept[line] = None
        return line

    def keep_name(self, name: str) -> str:
        """Return the name of a field: its own if it is made of words or the flow knows it, else a numbered one."""
        is_made_of_words = _WORD_NAME.fullmatch(name) and self.text(name)
        if name in self._known_names or is_made_of_words:
            written = name
        else:
            number = len(self._replaced_names) + 1
            written = self._replaced_names.setdefault(name, f"field-{number}")
        self.kept[written] = None
        return written
