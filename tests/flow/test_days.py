"""Days that a text tells of: whether one of them is long over."""

from datetime import date

import pytest

from optout.flow.days import earlier_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "3 March 2024: received", "3 march 2024"),
        ("en", "March 3rd, 2024", "march 3rd, 2024"),
        ("en", "2024-03-03", "2024-03-03"),
        ("en", "03/04/2026", "03/04/2026"),
        ("en", "03.03.24", "03.03.24"),
        ("en", "received in 2024.", "in 2024"),
        ("en", "3/14/25: received", "3/14/25"),
        ("de", "am 3. März 2026 eingegangen", "3. märz 2026"),
        ("fr", "le 12 févr. 2025", "12 févr. 2025"),
        ("es", "3 de marzo de 2024", "3 de marzo de 2024"),
        ("pl", "3 marca 2024", "3 marca 2024"),
    ],
)
def test_a_day_that_is_over_is_found_however_it_is_written(language, text, day):
    assert earlier_day(text, TODAY, [language]) == day


@pytest.mark.parametrize(
    "text",
    [
        "27.11.2026 18:20",
        "11/27/2026",
        "27.11.26",
        "in 2026",
        "in 2024-0815",
        "version 1.2.24.5",
        "call 03-03-24",
        "26 November 2026",
        "by 27 December 2026",
        "case 2019-03-12345",
        "no. 2024/123",
        "Regulation (EU) 2016/679",
        "Regulation (EU) 2016/679 of 27 April 2016",
        "2026-11-27 and 2024-03-03",
        "31.02.2024",
        "10/12/2026",
    ],
)
def test_today_what_is_to_come_and_numbers_are_not(text):
    assert earlier_day(text, TODAY, ["en"]) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "le règlement (UE) 2016/679 du 27 avril 2016"),
        ("de", "Verordnung (EU) 2016/679 vom 27. April 2016"),
        ("es", "Reglamento (UE) 2016/679, de 27 de abril de 2016"),
    ],
)
def test_the_day_of_an_act_of_law_is_not_that_of_a_text(language, text):
    assert earlier_day(text, TODAY, [language]) is None
