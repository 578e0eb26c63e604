"""Countries by their codes and names, in whatever language a form has them: the one rule for which is whose."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from optout.flow.words import fold, vocabulary

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_DIALLED = re.compile(r"\(?(?<!\w)(?:\+|00)\s?\d[\d\s-]*\)?")
_ASIDE = re.compile(r"[(\[]([^)\]]*)[)\]]")
_PARTS = re.compile(r"\s+[-\u2013\u2014|/•·:]+\s*|\s*[-\u2013\u2014|/•·:]+\s+|[|/•·,]")
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
    return {
        code: str(name) for code, name in territories.items() if code.isalpha()
    }  # 150 is Europe


def _folded(name: str) -> str:
    return fold(name).replace(" & ", " and ")


def name_in(code: str, language: str) -> str:
    """Return the name of a country in the language of a page, or in English."""
    return _names_in(language or "en").get(code) or _names_in("en").get(code, code)


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Return the codes of countries by their folded names in official languages of the Union and on forms."""
    languages = sorted(vocabulary("labels"), reverse=True)
    found = {_folded(name): code for one in languages for code, name in _names_in(one).items()}
    return found | {
        _folded(name): code for code, names in vocabulary("countries").items() for name in names
    }


def code_of(text: str) -> str | None:
    """Return the code of the country that a text names, by a code of it or by any name; None for any other text."""
    upper = text.strip().upper().partition("-")[0]  # DE-BE is a part of a country (ISO 3166-2)
    upper = _ALIASES.get(upper, upper)
    return (
        upper
        if upper in _OF_THE_LAW or upper in _names_in("en")
        else _codes_by_name().get(_folded(text))
    )


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
    """Return the code of a country with such a law, or of a Land, that a text names: `FR`, `Frankreich`, `Bayern`."""
    folded, country = _folded(text), code_of(text)
    found = (code for code, name in lands().items() if folded in (_folded(code), _folded(name)))
    return next(found, None) or (country if country in _OF_THE_LAW else None)


@lru_cache(maxsize=64)
def _wanted(country: str, language: str) -> frozenset[str]:
    """Return the folded code and names of a country, given by either: in the page's and every official language."""
    code = code_of(country)
    if code is None:
        return frozenset({_folded(country)})
    known = (name for name, one in _codes_by_name().items() if one == code)
    return frozenset({*known, *map(_folded, (country, code, name_in(code, language)))})


@dataclass(frozen=True)
class ListEntry:
    """An entry of a list: what it is called, and the value that the page keeps for it."""

    label: str
    value: str = ""


def _told(entry: ListEntry) -> Iterator[frozenset[str]]:
    """Yield what an entry is known by, the surest first: its label, its name in it, its parts, the value."""
    label = " ".join(_DIALLED.sub(" ", _FLAG.sub(" ", entry.label)).split()).strip(_BARE)
    bare = " ".join(_ASIDE.sub(" ", label).split()).strip(_BARE)
    yield frozenset({_folded(entry.label), _folded(label)}) - {""}
    yield frozenset({_folded(bare)}) - {""}
    parts = (*_PARTS.split(bare), *_ASIDE.findall(label))
    yield frozenset(_folded(part.strip(_BARE)) for part in parts) - {""}
    yield frozenset({_folded(entry.value)}) - {""}


def the_one(entries: Sequence[ListEntry], country: str, language: str) -> int | None:
    """Return which entry of a list is a country, by code or name; None for none, or several: one twice is one."""
    wanted = _wanted(country, language)
    told = [(*_told(entry),) for entry in entries]
    for level, known in enumerate(zip(*told, strict=True)):
        hits = [number for number, names in enumerate(known) if not names.isdisjoint(wanted)]
        if (
            level > 1
        ):  # beyond the name: "Réunion (FR)" and "French Guiana", which a list keeps as FR, are no France
            hits = [number for number in hits if not _is_another(told[number][1], wanted)]
        if hits:
            return (
                hits[0] if len({_folded(entries[number].label) for number in hits}) == 1 else None
            )
    return None


def _is_another(names: Collection[str], wanted: Collection[str]) -> bool:
    """Whether a name is that of a country other than the one whose names and codes are wanted."""
    codes = {code.lower() for name in names if (code := _codes_by_name().get(name))}
    return bool(codes) and codes.isdisjoint(wanted)


def names_any(entry: ListEntry, language: str = "en") -> bool:
    """Whether what a field holds names a country: by a name, or by a code that stands alone."""
    codes = _names_in("en")
    if entry.label.strip() in codes or entry.value.strip().upper() in codes:
        return True
    names = _every_name(language or "en")
    return any(not known.isdisjoint(names) for known in _told(entry))


@lru_cache(maxsize=64)
def _every_name(language: str) -> frozenset[str]:
    return frozenset(map(_folded, _names_in(language).values())) | _codes_by_name().keys()


def are_countries(entries: Sequence[ListEntry], language: str) -> bool:
    """Whether most entries of a list are countries, but do not stand for the numbers to dial there."""
    dialled = sum(bool(_DIALLED.search(entry.label)) for entry in entries)
    return sum(names_any(entry, language) for entry in entries) * 2 > len(entries) >= dialled * 2
