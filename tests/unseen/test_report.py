"""What the report counts, and which limits it says were missed."""

from dataclasses import replace

import pytest
from tests.unseen.judge import Verdict
from tests.unseen.play import Played
from tests.unseen.report import Finish, figures_of, finish_of, report
from tests.unseen.traits import End

GOOD = Played(
    number=0,
    language="es",
    engine="portal",
    end=End.RECEIVED,
    traits=(),
    known=True,
    state="confirmed",
    reason="confirmed_by_words",
    says="received",
    verdict=Verdict.FINISHED,
    posts=1,
    gestures=(),
    questions=(),
    found=(),
    strayed=(),
    misplaced=(),
    countries=(),
    seconds=2.0,
    delays=0.5,
    silence=1.0,
)


def test_what_is_the_persons_by_design_is_no_gesture():
    done = replace(GOOD, gestures=("consent", "question"))
    assert finish_of(done) == Finish.ALONE
    assert finish_of(replace(GOOD, gestures=("consent", "points at question"))) == Finish.ONE
    assert (figures_of([GOOD, done]).by_design, figures_of([GOOD, done]).alone) == (1, 1)


@pytest.mark.parametrize("astray", [{"misplaced": ("message",)}, {"countries": ("IE",)}])
def test_a_page_with_a_value_astray_is_not_finished(astray):
    assert finish_of(replace(GOOD, **astray)) == Finish.WRONG


def test_what_is_as_it_should_be_misses_nothing():
    assert figures_of([GOOD]).missed() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"misplaced": ("trap",)}, "1 values in a wrong or unseen field"),
        ({"countries": ("IE",)}, "1 countries that nobody chose"),
        ({"verdict": Verdict.FALSE}, "1 false confirmations"),
        ({"verdict": Verdict.DOUBLE}, "1 double sends"),
        ({"verdict": Verdict.WRONG}, "1 pages were told wrongly"),
        ({"strayed": ("POST https://x",)}, "another form was sent on 1 pages"),
        ({"gestures": ("country",)}, "finished alone: 0.0% < 92%"),
        ({"gestures": ("country", "email")}, "with at most one gesture: 0.0% < 99%"),
        ({"seconds": 7.0}, "median: 7.0 s > 6 s"),
        ({"silence": 9.0}, "silence before a question: 9.0 s > 8 s"),
    ],
)
def test_each_limit_is_named_when_it_is_missed(changed, says):
    assert says in figures_of([replace(GOOD, **changed)]).missed()


def test_what_a_page_lets_wait_itself_is_not_the_programs_time():
    slow, helped = replace(GOOD, seconds=5.0, delays=1.5), replace(GOOD, seconds=9.0, gestures=("email",))
    assert figures_of([GOOD, slow, helped]).own == (2.5, 3.5)
    assert "less the page's own delays, alone   2.5   (nine in ten: 3.5)" in report("s", [GOOD, slow, helped])


def test_nor_is_the_time_for_which_an_answer_must_stand():
    """Words that the flow knows must stand for a second to be believed, others for two before the person is asked."""
    unknown = replace(GOOD, known=False, seconds=6.0, delays=1.0)
    assert figures_of([GOOD, unknown]).swift == (1.75, 3.0)
    assert "and less what an answer must stand    1.8   (nine in ten: 3.0)" in report("s", [GOOD, unknown])


def test_a_value_astray_counts_and_is_told_whatever_the_end_of_the_page():
    bad = replace(GOOD, end=End.SILENT, verdict=Verdict.RIGHT, misplaced=("trap",), countries=("IE",))
    figures = figures_of([GOOD, bad])
    assert (figures.misplaced, figures.countries) == (1, 1)
    said = report("s", [GOOD, bad])
    assert "in a wrong or unseen field: trap" in said
    assert "another country: IE" in said
