"""Which two letters are the code of a country, and which country is meant by others."""

import re
from functools import cache

_CODE = re.compile(r"[A-Za-z]{2}")
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""What the Unicode CLDR names beside the countries of ISO 3166-1: islands, unions, and codes for tests. Kosovo, XK, is
in no list of ISO and in many a form."""
ALIASES = {"UK": "GB", "EL": "GR"}
"""What people and the EU write, for what ISO 3166-1 says."""
_LANGUAGES = {"CS": "CZ", "DA": "DK"}
"""Codes of EU languages that are the code of no country, for the country of that language."""


def is_wrong_code(text: str) -> bool:
    """Whether a text is written like the code of a country and is none; a country's name is never wrong."""
    return _CODE.fullmatch(text) is not None and text.upper() not in _codes()


def meant_by(code: str) -> str:
    """Give the code of the country that is probably meant by a wrong one; empty when none is."""
    wrong = code.upper()
    turned = wrong[::-1] if wrong[::-1] in _codes() else ""
    return ALIASES.get(wrong) or _LANGUAGES.get(wrong) or turned


@cache
def _codes() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415  most commands name no country

    return frozenset(code for code in map(str, Locale("en").territories) if _CODE.fullmatch(code)) - _NO_COUNTRIES
