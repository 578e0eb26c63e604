"""By when an answer is due: the law's own examples, and ten years of days against rules written down another way."""

import sys
from datetime import date, datetime, timedelta

import pytest

from optout.deadline import EXTENDED, MONTH, DayOff, due, received_on

DAY = timedelta(days=1)
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
FIRST, LAST = date(2026, 1, 1), date(2036, 12, 31)


def test_the_day_is_the_one_of_the_law_s_examples_for_a_controller_in_ireland():
    for received, one_month, three_months in (
        ("2026-03-05", "2026-04-07", "2026-06-05"),  # Easter Sunday and Monday
        ("2027-03-05", "2027-04-05", "2027-06-08"),  # example 32; a Saturday, then the Irish holiday of June
        ("2026-11-30", "2026-12-30", "2027-03-01"),  # three months later there is no 30 February, and the 28th a Sunday
    ):
        day = date.fromisoformat(received)
        assert str(due(day, ["IE"]).day) == one_month
        assert str(due(day, ["IE"], EXTENDED).day) == three_months


@pytest.mark.parametrize(
    ("places", "day"),
    [
        ([], "2026-12-25"),  # nothing is known of holidays
        (["IE"], "2026-12-28"),
        (["IE", None], "2026-12-28"),
        (["IE", "GB"], "2026-12-29"),  # there St Stephen's Day is made up for on the Monday
        (["IE", "QQ"], "2026-12-28"),  # a country that the calendar does not know
        (["QQ"], "2026-12-25"),
        (["DE-QQ"], "2026-12-28"),  # of an unknown part, its country's
    ],
)
def test_the_holidays_of_the_seat_and_of_where_the_person_lives_are_passed_over(places, day):
    assert due(date(2026, 11, 25), places).day == date.fromisoformat(day)


def test_a_holiday_of_a_land_counts_only_there():
    before_the_assumption = date(2028, 7, 15)
    assert due(before_the_assumption, ["DE-BY"]).day == date(2028, 8, 16)
    assert due(before_the_assumption, ["DE-BE"]).day == date(2028, 8, 15)
    before_women_s_day = date(2027, 2, 8)
    assert due(before_women_s_day, ["IE", "DE-BE"]).day == date(2027, 3, 9)
    assert due(before_women_s_day, ["IE", "DE-BY"]).day == due(before_women_s_day, ["IE", "DE"]).day == date(2027, 3, 8)


def test_it_says_why_a_day_was_moved():
    whys = {24: None, 25: DayOff.HOLIDAY, 26: DayOff.SATURDAY, 27: DayOff.SUNDAY}  # the 26th is St Stephen's Day too
    assert {day: due(date(2026, 11, day), ["IE"]).moved for day in whys} == whys


def easter(year):
    """Give Easter Sunday by the anonymous Gregorian rule (Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def first_monday(year, month):
    return next(day for number in range(1, 8) if (day := date(year, month, number)).weekday() == MONDAY)


def in_ireland(year):
    """Organisation of Working Time Act 1997, second schedule, and S.I. 50/2022 for St Brigid's."""
    brigid = date(year, 2, 1)
    yield brigid if brigid.weekday() == FRIDAY else first_monday(year, 2)
    yield from (date(year, 1, 1), date(year, 3, 17), date(year, 12, 25), date(year, 12, 26), easter(year) + DAY)
    yield from (first_monday(year, month) for month in (5, 6, 8))
    yield first_monday(year, 11) - 7 * DAY  # the last Monday of October


HOLIDAYS = {day for year in range(FIRST.year, LAST.year + 2) for day in in_ireland(year)}


def walked(received, months):
    """Walk on day by day: to the same number in a later month or that month's end, then past the days off."""
    day, crossed = received, 0
    while crossed < months or (day.day != received.day and (day + DAY).month == day.month):
        crossed += (day + DAY).month != day.month
        day += DAY
    while day.weekday() in (SATURDAY, SUNDAY) or day in HOLIDAYS:
        day += DAY
    return day


def test_every_day_of_ten_years_is_due_when_the_oracle_says_for_a_controller_in_ireland():
    received = FIRST
    while received <= LAST:
        for months in (MONTH, EXTENDED):
            deadline = due(received, ["IE"], months)
            assert deadline.day == walked(received, months), received
            assert (deadline.moved is None) == (deadline.ends == deadline.day)
        received += DAY


# The day of receipt


@pytest.fixture
def clock(monkeypatch):
    import time

    def in_zone(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield in_zone
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: it has no tzset")
@pytest.mark.parametrize(
    ("zone", "seat", "sent", "day"),
    [
        ("UTC", "IE", "2026-11-25T12:00Z", "2026-11-25"),
        ("Europe/Berlin", "IE", "2026-11-25T23:30Z", "2026-11-26"),  # past midnight for the person, not in Dublin
        ("America/New_York", "IE", "2026-11-25T00:30Z", "2026-11-25"),  # the evening before for the person
        ("UTC", "DE-BE", "2026-11-25T23:30Z", "2026-11-26"),
        ("UTC", "ES", "2026-11-25T23:30Z", "2026-11-26"),  # of a country with several clocks the latest
        ("Europe/Berlin", "QQ", "2026-11-25T23:30Z", "2026-11-26"),
        ("Europe/Berlin", None, "2026-11-25T23:30Z", "2026-11-26"),
    ],
)
def test_received_is_the_day_at_the_seat_or_the_person_s_own_if_that_is_later(clock, zone, seat, sent, day):
    clock(zone)
    assert received_on(datetime.fromisoformat(sent), seat) == date.fromisoformat(day)
