"""What the report counts, and which limits it says were missed."""

from dataclasses import replace

import pytest
from tests.systems.person import BY_DESIGN
from tests.systems.play import Played
from tests.systems.report import figures_of, missed, report
from tests.unseen.judge import Verdict

GOOD = Played(
    page="shoelace-1",
    library="shoelace",
    language="es",
    verdict=Verdict.FINISHED,
    says="received",
    reason="confirmed_by_words",
    gestures=(),
    questions=(),
    wrong=(),
    countries=(),
    missing=(),
    strayed=(),
    asked=(),
    seconds=2.0,
    silence=1.0,
)


def test_a_page_is_finished_alone_also_with_a_tick_that_it_asked_for():
    figures = figures_of([GOOD, replace(GOOD, gestures=(BY_DESIGN,)), replace(GOOD, gestures=("country",))])
    assert (figures.pages, figures.ticked) == (3, 1)
    assert figures.alone == pytest.approx(2 / 3)
    assert figures.at_most_one == 1


def test_what_is_as_it_should_be_misses_nothing():
    assert missed([GOOD]) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"wrong": ("website",)}, "values in a wrong or unseen field: 1"),
        ({"countries": ("IE",)}, "countries that nobody chose: 1"),
        ({"verdict": Verdict.FALSE}, "false confirmations: 1"),
        ({"verdict": Verdict.DOUBLE}, "double sends: 1"),
        ({"verdict": Verdict.WRONG}, "pages told wrongly: 1"),
        ({"strayed": ("POST https://x",)}, "pages that sent something else: 1"),
        ({"gestures": ("country",)}, "finished alone: 0.0% < 92%"),
        ({"gestures": ("country", "email")}, "with at most one gesture: 0.0% < 99%"),
        ({"gestures": ("country",)}, "shoelace, finished alone: 0% < 75%"),
        ({"seconds": 7.0}, "median: 7.0 s > 6 s"),
        ({"silence": 9.0}, "silence before a question: 9.0 s > 8 s"),
    ],
)
def test_each_limit_is_named_when_it_is_missed(changed, says):
    assert says in missed([replace(GOOD, **changed)])


def test_the_report_names_what_was_not_finished_alone():
    said = report([GOOD, replace(GOOD, page="antd-1", library="antd", verdict=Verdict.HANDED_OVER, says="stopped")])
    assert "antd-1 es: handed over; stopped" in said
    assert "shoelace-1 es" not in said
