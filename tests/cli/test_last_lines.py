"""The last lines of a run: was it sent, by when an answer is due, and what to keep."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.run.rig import LOADED

from optout.cli.announce import as_json, conclude
from optout.cli.console import Console
from optout.deadline import due
from optout.evidence.recorder import Sealed
from optout.flow.load import find_flow
from optout.i18n import speak
from optout.outcome import Outcome, Reason, State
from optout.run.task import Conducted

FINGERPRINT = "ab" * 32
RECORD = Sealed(Path("records/2026-11-25-example-7k3q"), "2026-11-25-example-7k3q", FINGERPRINT)
RESULT = Conducted(
    id=RECORD.id,
    outcome=Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, {"words": "received"}, confirmation="It was received."),
    sent_at=datetime(2026, 11, 25, 13, 3, tzinfo=UTC),
    deadline=due(date(2026, 11, 25), ["IE"]),
    sealed=RECORD,
    trouble=(),
    held_back=0,
    way={},
    found={},
    replay=False,
)
STOPPED = replace(RESULT, outcome=Outcome(State.STOPPED, Reason.DECLINED), sent_at=None, deadline=None)


@pytest.fixture
def screen(capsys):
    """Give the lines of a result on stderr, in a language, and those on stdout."""

    def read(result, language="en"):
        speak(language)
        try:
            conclude(Console(), LOADED.flow, result)
        finally:
            speak("en")
        out, err = capsys.readouterr()
        return err.splitlines(), out.splitlines()

    return read


@pytest.mark.parametrize(
    ("language", "due_by", "why"),
    [
        ("en", "An answer is due by 2026-12-28", "That is one month, moved from 2026-12-25, a public holiday"),
        ("de", "fällig bis 28. Dezember 2026", "Das ist ein Monat, verschoben vom 25. Dezember 2026, einem Feiertag"),
    ],
)
def test_the_screen_says_by_when_an_answer_is_due_and_from_which_day_that_was_moved(screen, language, due_by, why):
    said, _ = screen(RESULT, language)
    [line] = [number for number, line in enumerate(said) if line.endswith(due_by)]
    assert said[line + 1] == why
    assert as_json(LOADED.flow, RESULT)["due_on"] == "2026-12-28"


def test_a_day_that_was_not_moved_needs_no_reason_and_without_a_law_none_is_named(screen):
    said, _ = screen(replace(RESULT, deadline=due(date(2026, 11, 24), ["IE"])))
    assert "Sent and received, 2026-11-25 13:03 +00:00. An answer is due by 2026-12-24" in said
    assert not any("one month" in line for line in said)
    said, _ = screen(replace(RESULT, deadline=None))
    assert "Sent and received, 2026-11-25 13:03 +00:00" in said
    assert "due" not in " ".join(said)


MAIL_OR_STAMP = (
    f"Keep this line somewhere else: mail it to yourself, or optout stamp {RECORD.id} (free; authorities of time "
    "stamps get this one hash and nothing else):"
)
MAIL = "Keep this line somewhere else, for instance in an e-mail to yourself:"


@pytest.mark.parametrize(
    ("result", "keep"),
    [(RESULT, MAIL_OR_STAMP), (STOPPED, MAIL_OR_STAMP), (replace(RESULT, replay=True), MAIL)],
    ids=["sent", "stopped", "replay"],
)
def test_the_fingerprint_and_where_to_keep_it_stand_right_before_the_record(screen, result, keep):
    said, out = screen(result)
    last = [f"Fingerprint: {FINGERPRINT}", "Record:", f"Look at it: optout open {RECORD.id}"]
    assert " ".join(said).endswith(" ".join([keep, *last]))
    assert out == [str(RECORD.folder)]


@pytest.mark.parametrize(
    ("reason", "lead"),
    [
        (Reason.READS_AS_BEFORE, "Pressed, and not turned"),
        (Reason.SETTING_LOCKED, "Not everything is turned"),
        (Reason.SETTING_ABSENT, "Not everything is turned"),
    ],
)
def test_where_one_of_several_settings_could_not_be_turned_the_others_are_not_belittled(capsys, reason, lead):
    outcome = Outcome(State.REJECTED, reason, {"setting": "Voice", "state": "on"})
    conclude(
        Console(as_json=False), find_flow("microsoft-copilot").flow, replace(RESULT, outcome=outcome, deadline=None)
    )
    assert f"{lead}: " in capsys.readouterr().err
