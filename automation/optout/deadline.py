"""By when an answer is due: the month of Art. 12(3) GDPR, counted by Regulation (EEC, Euratom) No 1182/71.

A month ends on the day with the same number as the day of receipt, or on the last day of a month
that has no such day (Art. 3(2)(c)). A Saturday, a Sunday and a public holiday are passed over (Art.
3(4)). Holidays count where the controller has its seat, since that is where the act is to be done
(Art. 2(1)), and where the person lives if that is known. So a day may be named that is a little
late, and none that is too early. How a moved day is worded is in `evidence/due.py`, which knows the
names of countries.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from optout.translation import LazyText, _

if TYPE_CHECKING:
    from holidays import HolidayBase

# holidays and babel are imported where they are needed: no command that works no day out should pay
# for them.

Within = Literal["one month", "none"]
"""How long the law gives a controller to answer; none where no answer is due, as with a setting."""
LAW = "GDPR Art. 12(3)"
MONTH, EXTENDED = 1, 3
"""Months from receipt; two further months may be added to the one."""
_COUNTED = {"public", "catholic"}
"""Kinds of holidays, as the package names them; by the second the Assumption is one in most of Bavaria."""
_BY_LAW_EVERY_YEAR = {"NL": frozenset({(5, 5)})}
"""Holidays that a law names for every year, as month and day, where the package counts them in some years only.

The Netherlands: Algemene termijnenwet, Art. 3(1), names 5 May; the package has it every fifth year.
"""
_RULES = {MONTH: _("one month, Art. 12(3) GDPR"), EXTENDED: _("three months, Art. 12(3) GDPR")}
Side = Literal["seat", "home"]
"""Whose public holidays count: those of the controller's seat, and those where the person lives."""
_SIDES: tuple[Side, ...] = ("seat", "home")


@dataclass(frozen=True)
class Deadline:
    """An answer to what was received on a day is due by `day`, which is a working day in all of some `places`.

    `places` are the controller's seat and where the person lives, in this order; None for one that
    is not known.
    """

    received: date
    day: date
    months: int = MONTH
    places: tuple[str | None, ...] = field(default=(), compare=False)

    @property
    def ends(self) -> date:
        """The day on which the months are over, be it a working day or not."""
        return _months_after(self.received, self.months)

    @property
    def moved(self) -> str | None:
        """Why `day` is a later one than `ends`: `saturday`, `sunday` or `public_holiday`; None when it is not."""
        if self.day == self.ends:
            return None
        return {calendar.SATURDAY: "saturday", calendar.SUNDAY: "sunday"}.get(
            self.ends.weekday(), "public_holiday"
        )

    @property
    def holiday(self) -> tuple[Side, str] | None:
        """Whose public holiday `ends` is, and the code of that place, the seat first; None where it is nobody's."""
        for side, place in zip(_SIDES, self.places, strict=False):
            if place and _is_holiday(place, self.ends):
                return side, place
        return None

    @property
    def extended(self) -> bool:
        """Whether it is three months, since an extension was announced in time."""
        return self.months == EXTENDED

    def lengthened(self, announced: date | None) -> "Deadline":
        """Return the day once an extension was announced, which moves it if that was in time."""
        in_time = announced and self.received <= announced <= self.day
        return due(self.received, self.places, EXTENDED) if in_time else self

    def rule(self) -> LazyText:
        """Say how long the law gives, and which law."""
        return _RULES[self.months]


def due(received: date, places: Sequence[str | None] = (), months: int = MONTH) -> Deadline:
    """Say by when an answer is due, so many months from receipt; more than one count where that was announced in time.

    `places` are the controller's seat and where the person lives: countries (`IE`) or parts of them
    (`DE-BE`).
    """
    known = tuple(place if place and _holidays(place) is not None else None for place in places)
    day = _months_after(received, months)
    while day.weekday() in {calendar.SATURDAY, calendar.SUNDAY} or any(
        _is_holiday(place, day) for place in known if place
    ):
        day += timedelta(days=1)
    return Deadline(received, day, months, known)


def received_on(moment: datetime, seat: str | None) -> date:
    """Say on which day that was received which was sent at a moment: by the clock at the controller's seat.

    Where the person's own clock shows a later day, it is that one. Of a country with several clocks
    the latest counts.
    """
    from zoneinfo import ZoneInfo

    from babel.core import get_global

    zones = get_global("territory_zones").get((seat or "").partition("-")[0], ())
    return max(moment.astimezone(zone).date() for zone in (None, *map(ZoneInfo, zones)))


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _is_holiday(place: str, day: date) -> bool:
    """Return whether a day is a public holiday in a country or a part of it."""
    book = _holidays(place)
    every_year = _BY_LAW_EVERY_YEAR.get(place.partition("-")[0], ())
    return (day.month, day.day) in every_year or (book is not None and day in book)


@lru_cache(maxsize=8)
def _holidays(place: str) -> "HolidayBase | None":
    """Give the holidays of a country or a part of it; of an unknown part those of its country, else None."""
    from holidays import country_holidays

    country, _dash, part = place.partition("-")
    try:
        kinds = country_holidays(country).supported_categories
        return country_holidays(country, subdiv=part or None, categories=_COUNTED & set(kinds))
    except NotImplementedError:
        return _holidays(country) if part else None
