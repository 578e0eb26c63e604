"""Time stamps as part of a run: OPTOUT_STAMP or the person decides, what an authority gives is kept, and
what it does not give changes nothing about the record.
"""

import stat
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.cli.keys import type_at_once
from tests.evidence.handmade import flip
from tests.evidence.tsa import Signer, Site

from optout.cli import stamping
from optout.cli.console import Console, Desk
from optout.cli.live import Command
from optout.cli.stamping import StampingAfterRuns, stamp_after_run
from optout.cli.submit import _turns
from optout.cli.terminal import TerminalPrompts
from optout.evidence.folder import Sealed
from optout.evidence.verify import verify
from optout.language import own_dotenv
from optout.outcome import Outcome, Reason, State
from optout.run import RunResult
from optout.settings import Settings, read_settings
from optout.translation import speak, translate


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


@pytest.fixture
def site(signer):
    running = Site(
        {
            "good": lambda query, _: (200, {}, [signer.reply(query)]),
            "error": lambda *_: (503, {}, []),
        }
    )
    yield running
    running.close()


@pytest.fixture
def stamped(shell, replays, site, signer, monkeypatch):
    """Stamp a record after its run, by the authorities at these addresses; give what was said, too."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    record = replays.copy(shell, "facebook")

    def stamp(*ways, spoil=False):
        if spoil:
            flip(record / "data" / "record.json")
        addresses = " ".join(way if "//" in way else site.address(way) for way in ways)
        settings = Settings(
            data_dir=shell.data, stamp_authorities=addresses, stamp_roots=signer.root
        )
        console = Console(as_json=True, quiet=True)
        is_of_use = stamp_after_run(Desk(console, settings), record)
        return record, is_of_use, "\n".join(console.lines)

    return stamp


def test_a_stamp_is_kept_and_verifies(stamped, signer):
    record, is_of_use, said = stamped("good", "error")
    assert is_of_use
    assert "to ask again" not in said.lower()
    [stamp] = verify(record, None, signer.anchors).stamps
    assert stamp.reason.verdict == "good"


FAILURES = {
    "an authority that answers with an error": (("error",), False, "its answer is no time stamp"),
    "an authority that is not there": (
        ("http://127.0.0.1:9/",), False, "it could not be reached",
    ),
    "an address that is none": (("ftp://example.org/",), False, "is no http or https address"),
    "a record that was changed": (("good",), True, "nothing was stamped: this record is not as it"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_reported_and_changes_nothing_about_the_record(stamped, name):
    ways, spoil, says = FAILURES[name]
    record, is_of_use, said = stamped(*ways, spoil=spoil)
    assert not is_of_use
    assert says in said
    assert f"To ask again: optout stamp {record.name}" in said
    assert not (record / "proofs").exists()
    assert verify(record).ok is not spoil


# Whether one is taken


class Runs:
    """Ends runs that sealed `ended.sealed`, as `end` is told to."""

    def __init__(self, ended, site, end):
        self.ended, self.site, self._end = ended, site, end

    def __call__(self, *results, **options):
        return self._end(*(results or (self.ended,)), **options)


@pytest.fixture
def runs(replays, shell, site, signer, monkeypatch, tmp_path):
    """End runs, each with a record of its own, and give what was said; `typed` is what the person types."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "OPTOUT_STAMP"):
        monkeypatch.delenv(name, raising=False)
    configuration = tmp_path / "configuration"
    monkeypatch.setattr("platformdirs.user_config_path", lambda name, **_: configuration / name)
    record = replays.copy(shell, "facebook")
    ended = RunResult(
        id=record.name,
        outcome=Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, {"words": "received"}),
        sent_at=datetime(2026, 11, 25, 13, 3, tzinfo=UTC),
        way={},
        found={},
        replay=False,
        sealed=Sealed(record, "ab" * 32),
    )

    def end(*results, wish=None, typed=None, authority="good"):
        settings = Settings(
            data_dir=shell.data,
            stamp=wish,
            stamp_authorities=site.address(authority),
            stamp_roots=signer.root,
        )
        console = Console(as_json=True, quiet=True)
        type_at_once(monkeypatch, *(typed or ()))
        prompts = TerminalPrompts(console, can_answer=True) if typed is not None else None
        after = StampingAfterRuns(Desk(console, settings), prompts)
        for result in results:
            after.after(result)
        return "\n".join(console.lines)

    return Runs(ended, site, end)


QUESTION = "Get a time stamp?"


@pytest.mark.parametrize(
    ("wish", "typed", "stamps", "asked", "kept"),
    [
        ("yes", None, 1, False, None),
        ("yes", [], 1, False, None),
        ("no", ["y"], 0, False, None),
        (None, None, 0, False, None),  # nobody can be asked
        (None, ["y"], 1, True, None),
        (None, ["n"], 0, True, None),
        (None, [""], 0, True, None),
        (None, [], 0, True, None),  # the end of the input
        (None, ["perhaps", "Y"], 1, True, None),
        (None, ["a"], 1, True, "yes"),
        (None, ["x"], 0, True, "no"),
    ],
)
def test_the_setting_decides_and_without_it_the_person_whose_answer_can_be_kept(
    runs, wish, typed, stamps, asked, kept
):
    said = runs(wish=wish, typed=typed)
    assert len(runs.site.asked) == stamps
    assert (QUESTION in said) is asked
    assert read_settings().stamp == kept
    assert (f"OPTOUT_STAMP={kept} now stands in" in said) is (kept is not None)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_each_answer_has_a_letter_of_its_own_in_each_language(language):
    speak(language)
    try:
        shown = [translate(text)[0] for text in stamping._CHOICES.values()]
        assert [stamping._choice_of(letter) for letter in shown] == [*stamping._CHOICES]
    finally:
        speak("en")


def test_it_is_asked_once_for_all_runs_of_a_command(runs, site):
    said = runs(runs.ended, runs.ended, typed=["y"])
    assert said.count(QUESTION) == 1
    assert len(site.asked) == 2


def test_a_run_that_sent_nothing_or_sealed_nothing_is_not_stamped_and_nothing_is_asked(runs, site):
    said = runs(
        replace(runs.ended, sent_at=None), replace(runs.ended, sealed=None), wish=None, typed=["y"]
    )
    assert (said, site.asked) == ("", [])


def test_the_answer_is_kept_beside_what_the_person_s_settings_say_already(runs):
    own_dotenv().parent.mkdir(parents=True)
    own_dotenv().write_text("# mine\nOPTOUT_STAMP=\nOPTOUT_LANG=de", "utf-8")
    own_dotenv().chmod(0o640)
    runs(typed=["a"])
    assert own_dotenv().read_text("utf-8") == "# mine\nOPTOUT_STAMP=yes\nOPTOUT_LANG=de"
    assert stat.S_IMODE(own_dotenv().stat().st_mode) == 0o640


def test_a_file_of_settings_that_is_made_for_the_answer_is_private(runs):
    runs(typed=["x"])
    assert stat.S_IMODE(own_dotenv().stat().st_mode) == 0o600
    assert stat.S_IMODE(own_dotenv().parent.stat().st_mode) == 0o700


def test_settings_that_cannot_be_written_are_reported_and_the_stamp_is_taken(runs, site):
    own_dotenv().mkdir(parents=True)  # in the place of the file
    assert "OPTOUT_STAMP=yes could not be written to your settings" in runs(typed=["a"])
    assert len(site.asked) == 1


def test_without_a_network_it_says_what_failed_and_how_to_ask_again(runs, shell):
    said = runs(wish="yes", authority="error")
    assert "its answer is no time stamp" in said
    assert f"To ask again: optout stamp {runs.ended.id}" in said
    assert verify(runs.ended.sealed.folder).ok


def test_ctrl_c_during_a_stamp_ends_it_and_begins_no_further_run(runs, monkeypatch, tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(stamping, "add_stamp", interrupted)
    console = Console(as_json=True, quiet=True)
    command = Command(console, Settings(data_dir=tmp_path, stamp="yes"))
    monkeypatch.setattr("optout.cli.submit.submit_live", lambda *_: runs.ended)
    run = stamping_run()
    first, second = _turns(command, [run, run])
    assert first.result
    assert first.result.outcome == runs.ended.outcome
    assert (first.begun, second.begun) == (True, False)
    assert f"To ask again: optout stamp {runs.ended.id}" in "\n".join(console.lines)


def stamping_run():
    """Return what a command carries out; here nothing of it is opened."""
    from optout.browser import Launch
    from optout.cli.live import LiveRun
    from optout.flow import find_flow
    from optout.person import Person

    return LiveRun(find_flow("facebook"), Person.of(), Launch.__new__(Launch))
