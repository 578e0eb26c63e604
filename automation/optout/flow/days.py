"""Days that a text tells of, as people write them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from optout.flow.words import fold

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d([./])\d{1,2}\1\d\d(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\w/-])")
_YEAR_LAST = re.compile(r"(?<![\w/.-])(\d{1,2})([./-]) ?(\d{1,2})\2 ?((?:19|20)\d\d)(?![\w/-])")
_SHORT = re.compile(r"(?<![\w/.-])(\d{1,2})([./])(\d{1,2})\2(\d\d)(?![\w/-]|\.\d)")
_IN_YEAR = re.compile(r"(?<!\w)(?:in|en|im|im jahr|nel|em|w) ((?:19|20)\d\d)(?![\w/-]|[.:]\d)")
_ACT = re.compile(r"\d/\d+(?:/\w+)?,? (?:of|du|vom|del|dell'|van|de|do|z|z dnia) ?$")
"""What stands before the day of an act of law, as in “Regulation (EU) 2016/679 of 27 April 2016”."""
_ZONES = timedelta(days=2)
"""How far two clocks may be apart in how they call a day."""
_MONTHS = range(1, 13)


def earlier_day(text: str, today: date, languages: Iterable[str]) -> str | None:
    """Return a day in a text that is long over, as it is written there; None if today is there too."""
    if not _YEAR.search(text):
        return None
    whole = fold(text)
    told = _days(whole, tuple(languages))
    days = [(written, day) for at, written, day in told if not _ACT.search(whole[:at])]
    if any(abs(day - today) <= _ZONES for _, day in days):
        return None
    return next((written for written, day in days if day < today), None)


def _days(text: str, languages: tuple[str, ...]) -> Iterator[tuple[int, str, date]]:
    for found in _YEAR_FIRST.finditer(text):
        if day := _day(int(found[1]), int(found[2]), int(found[3])):
            yield found.start(), found[0], day
    for found in (*_YEAR_LAST.finditer(text), *_SHORT.finditer(text)):
        # 3/4/2026 is in March or in April: the later one says less of what is over
        year = int(found[4]) % 100 + (int(found[4]) // 100 or 20) * 100
        either = [_day(year, int(found[a]), int(found[b])) for a, b in ((1, 3), (3, 1))]
        if day := max(filter(None, either), default=None):
            yield found.start(), found[0], day
    for found in _IN_YEAR.finditer(text):
        yield found.start(), found[0], date(int(found[1]), 12, 31)
    months = _months(languages)
    for found in _in_words(languages).finditer(text):
        told = int(found["before"] or found["after"] or 28)
        if day := _day(int(found["year"]), months[found["month"]], told):
            yield found.start(), found[0], day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _in_words(languages: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months(languages)), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)? ?(?:de |of )?)?(?P<month>{names})(?!\w)\.?,? ?"
        rf"(?:(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),? ?)?(?:de |of )?(?P<year>(?:19|20)\d\d)(?!\d)"
    )


@cache
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the months by what they are called in some languages, in full and shortened."""
    from babel.dates import get_month_names  # noqa: PLC0415  it takes long to import, and most pages name no year

    found: dict[str, int] = {}
    for language in dict.fromkeys((*languages, "en")):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale=language)
                found |= {fold(names[month]).rstrip("."): month for month in _MONTHS}
    return found
