"""What the program writes into a record is English; here it is said in the reader's language, where that is known."""

import re
from collections.abc import Callable, Mapping
from string import Formatter

from optout.evidence.sentences import filled
from optout.reasons import TELLINGS, Reason

_NAMED = {"part", "target", "question", "state"}
_SAID_TOO = {"error", "who", "moment"}
"""Gaps that hold the program's own words again, or names; the others hold addresses, numbers and what a page says."""
_NUMBERS = {"number", "count"}
_POSSESSIVE = re.compile(r"^(?:your|the|an?) ")


def pattern(template: str) -> re.Pattern[str]:
    """Give the pattern of the texts that a template makes; a gap that comes twice must hold the same."""
    parts, seen = [], set()
    for literal, gap, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if gap:
            held = r"[\d.,?]+" if gap in _NUMBERS else ".+?"  # or "role and words" would be a number of words
            parts.append(f"(?P={gap})" if gap in seen else f"(?P<{gap}>{held})")
            seen.add(gap)
    return re.compile("".join(parts), re.DOTALL)


_REASONS = {reason: pattern(telling.says) for reason, telling in TELLINGS.items()}


class Phrases:
    """The program's fixed words in one language. Both tables hold templates; `reasons` has one for each `Reason`.

    `number` writes a number of the program's own, 4.5, as the language does.
    """

    def __init__(
        self, phrases: Mapping[str, str], reasons: Mapping[str, str], number: Callable[[str], str] = str
    ) -> None:
        self._number = number
        self._phrases = [(pattern(ours), said) for ours, said in phrases.items()]
        self._reasons = reasons

    def __call__(self, text: str) -> str:
        """Say a text in the language; one that is not the program's own, such as an address, is given back."""
        for ours, said in self._phrases:
            if match := ours.fullmatch(text):
                return filled(said, self._held(match))
        return next(filter(None, (self._told(reason, text) for reason in Reason)), text)

    def reason(self, reason: str, says: str) -> str | None:
        """Say why a run ended as a full sentence; None when `says` is not what the program tells for this reason."""
        return self._told(Reason(reason), says) if reason in set(Reason) else None

    def _told(self, reason: Reason, says: str) -> str | None:
        match = _REASONS[reason].fullmatch(says)
        return filled(self._reasons[reason.value], self._held(match)) if match else None

    def _held(self, match: re.Match[str]) -> dict[str, str]:
        return {gap: self._one(gap, held) for gap, held in match.groupdict().items()}

    def _one(self, gap: str, held: str) -> str:
        if gap in _NAMED:
            return self.part(held)
        if gap in _NUMBERS or gap == "seconds":
            return self._number(held)
        return self(held) if gap in _SAID_TOO else held

    def part(self, name: str) -> str:
        """Say the name of a part of the form, a moment or a state: `your comment`, `check_email`."""
        name = name.replace("_", " ")
        said = self(name)
        return self(_POSSESSIVE.sub("", name)) if said == name else said
