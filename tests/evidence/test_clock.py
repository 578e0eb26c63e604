"""A clock that was wrong when the form was sent is told: at the end of the run, in START-HERE.pdf
and by verify.
"""

import pytest
from tests.evidence.papers import flat
from tests.evidence.samples import about, begun, confirmed, sent

from optout.evidence.record import Record, clock_warning
from optout.evidence.start_here import story_of
from optout.evidence.verify import verify
from optout.evidence.wording import words
from optout.translation import LazyText

DAY = 86_400


def sealed_at(folder, theirs):
    """Seal a record whose server said that it is a time; without a browser, which only prints
    it.
    """
    recorder = begun(folder, about())
    recorder.note("answered", step="approve", answer="yes")
    recorder.sent(sent(server_date=theirs))
    return recorder.seal(confirmed(), None)


@pytest.mark.parametrize(
    ("skew", "told"),
    [
        (None, None), (0.0, None), (119.0, None), (-120.0, None), (121.0, "2 minutes"), (-500.0, "8 minutes"),
        (9_000.0, "150 minutes"), (1.4 * DAY, "2,016 minutes"), (-2.0 * DAY, "2 days"), (3e11, None),
    ],
)  # fmt: skip
def test_a_difference_is_let_pass_up_to_two_minutes_and_then_said_in_the_largest_unit(skew, told):
    says = clock_warning(skew)
    assert (says is None) == (told is None)
    if says:
        assert f"clock was {told} {'behind' if skew > 0 else 'ahead of'} the server's" in str(says)


@pytest.mark.parametrize(
    ("theirs", "skew", "told"),
    [
        ("Wed, 27 Jan 2027 23:50:43 GMT", 64 * DAY + 1.9, True),
        ("Tue, 24 Nov 2026 23:50:43 GMT", 1.9, False),
        # a server of another age is no clock
        (
            "Fri, 31 Dec 9999 23:59:59 -1200",
            251_606_779_757.9,
            False,
        ),
        (None, None, False),
        ("yesterday", None, False),
    ],
)
def test_the_end_of_the_run_and_verify_say_that_the_clock_is_wrong(tmp_path, theirs, skew, told):
    made = sealed_at(tmp_path, theirs)
    said = [one for one in made.flaws if "clock" in one]
    assert ["64 days behind the server's" in one for one in said] == [True] * told
    assert verify(made.folder).skew == skew
    (made.folder / "data" / "record.json").chmod(0o600)
    (made.folder / "data" / "record.json").write_text("{}", "utf-8")
    assert verify(made.folder).skew is None


def test_the_summary_says_how_wrong_it_was(tmp_path):
    folder = sealed_at(tmp_path, None).folder
    record = Record.model_validate_json((folder / "data" / "record.json").read_bytes())
    for language, told in (
        ("en", "64 days behind"),
        ("fr", "retardait de 64 jours"),
        ("de", "64 Tage nach"),
    ):
        say = words(language)
        wrong, right = (
            record.model_copy(update={"submission": sent(clock_skew_seconds=skew)})
            for skew in (64.0 * DAY, 1.0)
        )
        clock = say.tell(LazyText("Clock"))
        assert told in flat(dict(story_of(wrong, say).facts)[clock])
        assert clock not in dict(story_of(right, say).facts)
