"""Countries by their codes and names, in whatever language a form has them: the one rule for which is whose."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from optout.flow.words import fold, vocabulary

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_DIALLED = re.compile(r"\(?(?<!\w)(?:\+|00)\s?\d[\d\s-]*\)?")
_ASIDE = re.compile(r"[(\[]([^)\]]*)[)\]]")
_PARTS = re.compile(r"\s+[-\u2013\u2014|/•·:]+\s*|\s*[-\u2013\u2014|/•·:]+\s+|[|/•·,]")
_PART_OF_COUNTRY = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_ALIASES = {"UK": "GB", "EL": "GR"}  # what people and the EU write, for what ISO 3166-1 says
_BARE = " ,;:-\u2013\u2014|/•·"


@lru_cache(maxsize=64)
def _names_in(language: str) -> Mapping[str, str]:
    """Return the names of all countries in a language by their codes; none for a language nobody knows."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError, TypeError):
        return {}
    # Numbers are those of continents: 150 is Europe.
    return {code: str(name) for code, name in territories.items() if code.isalpha()}


def _folded(name: str) -> str:
    return fold(name).replace(" & ", " and ")


def name_in(code: str, language: str) -> str:
    """Return the name of a country in the language of a page, or in English."""
    return _names_in(language or "en").get(code) or _names_in("en").get(code, code)


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Return the codes of countries by their folded names in official languages of the Union and on forms."""
    codes: dict[str, str] = {}
    # In reverse, so that of two languages with the same name for two countries the first decides.
    for language in sorted(vocabulary("labels"), reverse=True):
        for code, name in _names_in(language).items():
            codes[_folded(name)] = code
    for code, names in vocabulary("countries").items():
        for name in names:
            codes[_folded(name)] = code
    return codes


def code_of(text: str) -> str | None:
    """Return the code of the country that a text names, by a code of it or by any name; None for any other text."""
    written_code = text.strip()
    # DE-BE is a part of a country (ISO 3166-2); “de-facto” is none.
    if _PART_OF_COUNTRY.fullmatch(written_code):
        written_code, _hyphen, _part = written_code.partition("-")
    upper = written_code.upper()
    code = _ALIASES.get(upper, upper)
    if code in _OF_THE_LAW or code in _names_in("en"):
        return code
    return _codes_by_name().get(_folded(text))


# The EEA, the United Kingdom and Switzerland: their holidays move a day that this law sets.
_OF_THE_LAW = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)


def lands() -> Mapping[str, str]:
    """Return the names of the Länder of Germany by code."""
    return {code: name for code, (name,) in vocabulary("lands").items()}


def place_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or of a Land in German, by its code: `IE`, `DE-BY`."""
    return lands().get(code) or name_in(code.partition("-")[0], language)


def jurisdiction_of(text: str) -> str | None:
    """Return the code of a country of the EEA, of the UK or Switzerland, or of a German Land.

    A text names it by its code or in any language: `FR`, `Frankreich`, `Bayern`.
    """
    folded = _folded(text)
    for land, name in lands().items():
        if folded in (_folded(land), _folded(name)):
            return land
    country = code_of(text)
    return country if country in _OF_THE_LAW else None


@lru_cache(maxsize=64)
def _wanted(country: str, language: str) -> frozenset[str]:
    """Return the folded code and names of a country, given by either: in the page's and every official language."""
    code = code_of(country)
    if code is None:
        return frozenset({_folded(country)})
    names = {name for name, named_code in _codes_by_name().items() if named_code == code}
    names |= {_folded(country), _folded(code), _folded(name_in(code, language))}
    return frozenset(names)


@dataclass(frozen=True)
class ListEntry:
    """An entry of a list: its label, and the value that the page keeps for it.

    `first_line` is the first of several lines of the label, as the name of an entry with a hint.
    """

    label: str
    value: str = ""
    first_line: str = ""


_Names = frozenset[str]
"""Folded names or codes."""


@dataclass(frozen=True)
class _EntryNames:
    """What an entry of a list is called, the surest names first.

    `label` is the whole label, without a flag and a number to dial; `bare` is without what is in
    brackets; `parts` are its parts, as of “Belgique / België”; `value` is the page's own.
    """

    label: _Names
    bare: _Names
    parts: _Names
    value: _Names

    @property
    def by_certainty(self) -> tuple[_Names, _Names, _Names, _Names]:
        return (self.label, self.bare, self.parts, self.value)


def _names_of(entry: ListEntry) -> _EntryNames:
    without_flag = _FLAG.sub(" ", entry.label)
    label = _trimmed(_DIALLED.sub(" ", without_flag))
    bare = _trimmed(_ASIDE.sub(" ", label))
    parts = [*_PARTS.split(bare), *_ASIDE.findall(label)]
    return _EntryNames(
        label=_folded_names(entry.label, label),
        bare=_folded_names(bare),
        parts=_folded_names(*(part.strip(_BARE) for part in parts)),
        value=_folded_names(entry.value),
    )


def _trimmed(label: str) -> str:
    return " ".join(label.split()).strip(_BARE)


def _folded_names(*names: str) -> _Names:
    return frozenset(map(_folded, names)) - {""}


def find_country(entries: Sequence[ListEntry], country: str, language: str) -> int | None:
    """Return the index of the entry for a country, which is given by code or name.

    None if no entry matches, or if several with different labels match by the surest names that
    match at all.
    """
    wanted = _wanted(country, language)
    names_of_entries = [_names_of(entry) for entry in entries]
    for has_name in (_has_label_of, _has_bare_name_of, _has_part_of, _has_value_of):
        matches = [index for index, names in enumerate(names_of_entries) if has_name(names, wanted)]
        if matches:
            # A list may have a country twice, once at its top; “Congo” may be two countries.
            labels = {_folded(entries[index].label) for index in matches}
            return matches[0] if len(labels) == 1 else None
    return None


def _has_label_of(entry: _EntryNames, wanted: _Names) -> bool:
    return bool(entry.label & wanted)


def _has_bare_name_of(entry: _EntryNames, wanted: _Names) -> bool:
    return bool(entry.bare & wanted)


def _has_part_of(entry: _EntryNames, wanted: _Names) -> bool:
    # “Réunion (FR)” is no France.
    return bool(entry.parts & wanted) and not _is_another(entry.bare, wanted)


def _has_value_of(entry: _EntryNames, wanted: _Names) -> bool:
    # A list may keep “French Guiana” as FR.
    return bool(entry.value & wanted) and not _is_another(entry.bare, wanted)


def _is_another(names: _Names, wanted: _Names) -> bool:
    """True if the names are those of a country other than the wanted one, whose names and codes are `wanted`."""
    known = _codes_by_name()
    codes = {known[name].lower() for name in names if name in known}
    return bool(codes) and codes.isdisjoint(wanted)


def names_any(entry: ListEntry, language: str = "en") -> bool:
    """True if an entry names a country, by a name or by a code alone."""
    codes = _names_in("en")
    if entry.label.strip() in codes or entry.value.strip().upper() in codes:
        return True
    country_names = _all_names(language or "en")
    return any(names & country_names for names in _names_of(entry).by_certainty)


@lru_cache(maxsize=64)
def _all_names(language: str) -> _Names:
    return frozenset(map(_folded, _names_in(language).values())) | _codes_by_name().keys()


def are_countries(entries: Sequence[ListEntry], language: str) -> bool:
    """True if most entries of a list name countries, and at most half of them numbers to dial there."""
    half = len(entries) / 2
    with_number = [entry for entry in entries if _DIALLED.search(entry.label)]
    with_country = [entry for entry in entries if names_any(entry, language)]
    return len(with_country) > half and len(with_number) <= half
