"""By when an answer is due: the law's own examples, and ten years of days by another way."""

import sys
from datetime import date, datetime, timedelta

import pytest
from holidays import country_holidays

from optout.deadline import EXTENDED, MONTH, due, received_on

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
FIRST, LAST = date(2026, 1, 1), date(2036, 12, 31)


def test_the_day_is_the_one_of_the_law_s_examples_for_a_controller_in_ireland():
    for received, one_month, three_months in (
        ("2026-03-05", "2026-04-07", "2026-06-05"),  # Easter Sunday and Monday
        # example 32; a Saturday, then the Irish holiday of June
        (
            "2027-03-05",
            "2027-04-05",
            "2027-06-08",
        ),
        # three months later there is no 30 February, and the 28th a Sunday
        (
            "2026-11-30",
            "2026-12-30",
            "2027-03-01",
        ),
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
    assert (
        due(before_women_s_day, ["IE", "DE-BY"]).day
        == due(before_women_s_day, ["IE", "DE"]).day
        == date(2027, 3, 8)
    )


@pytest.mark.parametrize("seat", ["NL", "NL-NH"])
def test_the_fifth_of_may_is_a_holiday_in_the_netherlands_every_year_and_nowhere_else(seat):
    # a year in which the package does not count it; 6 May is Ascension Day
    received = date(2027, 4, 5)
    assert due(received, [seat]).day == due(received, ["IE", seat]).day == date(2027, 5, 7)
    assert due(received, ["IE", "DE"]).day == date(2027, 5, 5)
    assert due(received, [seat]).moved == "public_holiday"


@pytest.mark.parametrize(
    ("places", "received", "whose"),
    [
        (["IE", "DE-BY"], date(2026, 12, 6), ("home", "DE-BY")),  # Epiphany
        (["IE", "DE-BY"], date(2026, 11, 25), ("seat", "IE")),  # Christmas, in both
        (["NL", "IE"], date(2027, 4, 5), ("seat", "NL")),
        ([None, "DE-BY"], date(2026, 12, 6), ("home", "DE-BY")),
        (["IE"], date(2026, 11, 24), None),
    ],
)
def test_it_knows_whose_holiday_moved_a_day(places, received, whose):
    assert due(received, places).holiday == whose


def test_it_says_why_a_day_was_moved():
    # the 26th is St Stephen's Day too
    whys = {
        24: None,
        25: "public_holiday",
        26: "saturday",
        27: "sunday",
    }
    assert {day: due(date(2026, 11, day), ["IE"]).moved for day in whys} == whys


HOLIDAYS = country_holidays("IE", years=range(FIRST.year, LAST.year + 2))


def walked(received, months):
    """Walk on day by day: to the same number in a later month or that month's end, then past the
    days off.
    """
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
        # past midnight for the person, not in Dublin
        (
            "Europe/Berlin",
            "IE",
            "2026-11-25T23:30Z",
            "2026-11-26",
        ),
        # the evening before for the person
        (
            "America/New_York",
            "IE",
            "2026-11-25T00:30Z",
            "2026-11-25",
        ),
        ("UTC", "DE-BE", "2026-11-25T23:30Z", "2026-11-26"),
        # of a country with several clocks the latest
        (
            "UTC",
            "ES",
            "2026-11-25T23:30Z",
            "2026-11-26",
        ),
        ("Europe/Berlin", "QQ", "2026-11-25T23:30Z", "2026-11-26"),
        ("Europe/Berlin", None, "2026-11-25T23:30Z", "2026-11-26"),
    ],
)
def test_received_is_the_day_at_the_seat_or_the_person_s_own_if_that_is_later(
    clock, zone, seat, sent, day
):
    clock(zone)
    assert received_on(datetime.fromisoformat(sent), seat) == date.fromisoformat(day)
