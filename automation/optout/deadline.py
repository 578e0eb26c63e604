"""By when an answer is due: the month of Art. 12(3) GDPR, counted by Regulation (EEC, Euratom) No 1182/71.

A month ends on the day with the same number as the day of receipt, or on the last day of a month that has no such day
(Art. 3(2)(c)). A Saturday, a Sunday and a public holiday are passed over (Art. 3(4)). Holidays count where the
controller has its seat, since that is where the act is to be done (Art. 2(1)), and where the person lives if that is
known. So a day may be named that is a little late, and none that is too early.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from optout.messages import LazyText, _, joined

if TYPE_CHECKING:
    from holidays import HolidayBase

# holidays and babel are imported where they are needed: no command that works no day out should pay for them.

Within = Literal["one month", "none"]
"""How long the law gives a controller to answer; none where no answer is due, as with a setting."""
LAW = "GDPR Art. 12(3)"
MONTH, EXTENDED = 1, 3
"""Months from receipt; two further months may be added to the one."""
_COUNTED = {"public", "catholic"}
"""Kinds of holidays, as the package names them; by the second the Assumption is one in most of Bavaria."""
_RULES = {MONTH: _("one month, Art. 12(3) GDPR"), EXTENDED: _("three months, Art. 12(3) GDPR")}
_MOVED = {
    "saturday": _("moved from {day}, a Saturday"),
    "sunday": _("moved from {day}, a Sunday"),
    "public_holiday": _("moved from {day}, a public holiday"),
}


@dataclass(frozen=True)
class Deadline:
    """An answer to what was received on a day is due by `day`, which is a working day in all of some `places`."""

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
        return {calendar.SATURDAY: "saturday", calendar.SUNDAY: "sunday"}.get(self.ends.weekday(), "public_holiday")

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

    def moved_from(self) -> LazyText | None:
        """Say from which day it was moved on, and why; None when it was not."""
        return _MOVED[self.moved].format(day=self.ends) if self.moved else None

    def basis(self) -> LazyText:
        """Say what the day rests on: the rule, and from which day it was moved if it was."""
        return joined(filter(None, (self.rule(), self.moved_from())), "; ")


def due(received: date, places: Iterable[str | None] = (), months: int = MONTH) -> Deadline:
    """Say by when an answer is due, so many months from receipt; more than one count where that was announced in time.

    `places` are countries (`IE`) or parts of them (`DE-BE`) whose holidays count, if they are known.
    """
    books = {place: book for place in places if place and (book := _holidays(place)) is not None}
    day = _months_after(received, months)
    while day.weekday() in {calendar.SATURDAY, calendar.SUNDAY} or any(day in book for book in books.values()):
        day += timedelta(days=1)
    return Deadline(received, day, months, tuple(books))


def received_on(moment: datetime, seat: str | None) -> date:
    """Say on which day that was received which was sent at a moment: by the clock at the controller's seat.

    Where the person's own clock shows a later day, it is that one. Of a country with several clocks the latest counts.
    """
    from zoneinfo import ZoneInfo

    from babel.core import get_global

    zones = get_global("territory_zones").get((seat or "").partition("-")[0], ())
    return max(moment.astimezone(zone).date() for zone in (None, *map(ZoneInfo, zones)))


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


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
