"""A clock that was wrong when the form was sent is told: at the end of the run, in START-HERE.pdf and by verify."""

import shutil

import pytest
from tests.evidence.papers import flat
from tests.evidence.samples import about, begun, confirmed, sent

from optout.cli.console import Console
from optout.cli.proof import verify
from optout.evidence.record import Record
from optout.evidence.start_here import Sheet, story_of
from optout.evidence.verify import verify as verify_alone
from optout.evidence.wording import astray, clock_warning, words
from optout.settings import read_settings

DAY = 86_400
BEHIND = "Wed, 27 Jan 2027 23:50:43 GMT"
"""What a server said whose clock is 64 days ahead of the samples' own."""


@pytest.fixture(scope="module")
def behind(browser, tmp_path_factory):
    """Seal a record on a computer whose clock is 64 days behind."""
    context = browser.new_context()
    recorder = begun(tmp_path_factory.mktemp("records"), about())
    recorder.sent(sent(server_date=BEHIND))
    result = recorder.seal(confirmed(), context.new_page)
    context.close()
    return result


@pytest.mark.parametrize(
    ("skew", "told"),
    [
        (None, None), (0.0, None), (119.0, None), (-120.0, None), (121.0, "2 minutes"), (-500.0, "8 minutes"),
        (9_000.0, "150 minutes"), (1.4 * DAY, "2,016 minutes"), (-2.0 * DAY, "2 days"),
        (64.0 * DAY + 2, "64 days"),
    ],
)  # fmt: skip
def test_a_difference_is_let_pass_up_to_two_minutes_and_then_said_in_the_largest_unit(skew, told):
    assert astray(skew) == (told is not None)
    if told:
        way = "behind" if skew > 0 else "ahead of"
        assert f"clock was {told} {way} the server's" in str(clock_warning(skew))
    else:
        assert clock_warning(skew) is None


def test_the_end_of_the_run_says_that_the_clock_is_wrong(behind, sealed):
    [told] = behind.flaws
    assert "this computer's clock was 64 days behind the server's" in told
    assert "the day by which an answer is due" in told
    assert sealed.flaws == ()


def test_verify_says_so_of_a_record_that_is_whole_and_only_then(behind, sealed, tmp_path, capsys):
    settings = read_settings(data_dir=tmp_path)
    verify(Console(), settings, behind.folder)
    assert "! when it was sent, this computer's clock was 64 days behind the server's" in capsys.readouterr().err
    verify(Console(), settings, sealed.folder)
    assert "clock" not in capsys.readouterr().err
    changed = tmp_path / behind.id
    shutil.copytree(behind.folder, changed)
    (changed / "data" / "record.json").chmod(0o600)
    (changed / "data" / "record.json").write_text("{}", "utf-8")
    assert verify_alone(changed).skew is None


def test_the_summary_says_how_wrong_it_was(behind):
    record = Record.model_validate_json((behind.folder / "data" / "record.json").read_bytes())
    for language, told in (("en", "64 days behind"), ("fr", "retardait de 64 jours"), ("de", "64 Tage nach")):
        say = words(language)
        facts = dict(story_of(Sheet(record, sent(clock_skew_seconds=64.0 * DAY), {}), say).facts)
        assert told in flat(facts[say("clock")])
        assert say("clock") not in dict(story_of(Sheet(record, sent(clock_skew_seconds=1.0), {}), say).facts)


def test_a_server_of_another_age_is_no_clock(page, tmp_path):
    recorder = begun(tmp_path, about())
    recorder.sent(sent(server_date="Fri, 31 Dec 9999 23:59:59 -1200"))
    result = recorder.seal(confirmed(), page.context.new_page)
    assert result.flaws == ()
    assert (result.folder / "START-HERE.pdf").is_file()
