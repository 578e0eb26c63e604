"""`optout status`: a table that fits 80 columns, what to do next, what is not covered, and a calendar of due dates."""

import json
import re
import shutil
import sqlite3
import sys
from datetime import date, datetime

import icalendar
import pytest
from tests.cli.shell import refused

from optout.cli.console import Console
from optout.cli.standing import overview
from optout.cli.status import status
from optout.deadline import due, extended
from optout.evidence.attaching import Given, MoreTime, attach
from optout.evidence.base import iso
from optout.evidence.later import whole_record
from optout.evidence.supplement import Said
from optout.journal import JOURNAL_FILE, Journal, Key
from optout.journal_tables import _VERSIONS, Added
from optout.settings import read_settings
from optout.state import State

META = "Meta Platforms Ireland Limited"
RECEIVED, DUE = "2026-11-25", "2026-12-28"
"""Christmas Day, St Stephen's Day and a Sunday are passed over."""
BEFORE, ON, AFTER = date(2026, 12, 1), date(2026, 12, 28), date(2026, 12, 31)
SENT = "2026-11-25T13:03:12+00:00"
AND_THEN_MODULES = """
import sys
from optout.cli.entry import main
sys.argv = ["optout", *sys.argv[1:]]
try:
    main()
finally:
    print("holidays" in sys.modules)
"""
MOVED = "moved from 2026-12-25, a public holiday"
WAYS = {
    State.PLANNED: [],
    State.STOPPED: [State.STOPPED],
    State.ALREADY_OBJECTED: [State.ALREADY_OBJECTED],
    State.ARMED: [State.ARMED],
    State.UNKNOWN: [State.ARMED, State.UNKNOWN],
    State.AWAITING_CODE: [State.ARMED, State.SENT, State.AWAITING_CODE],
    State.REJECTED: [State.ARMED, State.SENT, State.REJECTED],
    State.CONFIRMED: [State.ARMED, State.SENT, State.CONFIRMED],
}


class Desk:
    """A person's journal, and what `optout status` says of it on a day."""

    def __init__(self, folder, capsys):
        self.data, self.capsys = folder, capsys

    def objected(self, state, flow="facebook", account="default", received=RECEIVED, due=DUE, controller=META):
        name = f"2026-11-24-{flow}-{account[:4]}"
        journal = Journal(self.data)
        journal.plan(name, Key(flow, controller, account, "ai-training"))
        for step in WAYS[state]:
            if step is State.ARMED:
                journal.arm(name)
            else:
                days = {"received_on": received, "due_on": due} if step is State.CONFIRMED else {}
                journal.move(name, step, **days)
        journal.close()
        return name

    def settings(self):
        return read_settings(data_dir=self.data)

    def told(self, today, ics=None, *, as_json=False):
        self.capsys.readouterr()
        status(Console(as_json=as_json), self.settings(), today, ics)
        out, err = self.capsys.readouterr()
        return out, " ".join(err.split())


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path / "data", capsys)


def row(out, word):
    [line] = [line for line in out.splitlines() if word in line]
    return line


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (BEFORE, "2026-12-28, 27 days left"),
        (date(2026, 12, 27), "2026-12-28, 1 day left"),
        (ON, "2026-12-28, today"),
        (date(2026, 12, 29), "2026-12-28, 1 day over"),
        (AFTER, "2026-12-28, 3 days over"),
    ],
)
def test_the_table_says_by_when_an_answer_is_due(desk, today, says):
    desk.objected(State.CONFIRMED)
    assert row(desk.told(today)[0], "facebook").endswith(says)


def test_while_the_month_lasts_it_says_to_wait_and_after_that_to_complain(desk):
    name = desk.objected(State.CONFIRMED)
    for day in (date(2026, 12, 27), ON):
        err = desk.told(day)[1]
        assert f"wait until {DUE}: one month, Art. 12(3) GDPR {MOVED} keep their answer: optout attach {name}" in err
        assert "month is over" not in err
    after = desk.told(AFTER)[1]
    assert f"the month is over: optout complain {name}" in after
    assert "wait until" not in after


@pytest.mark.parametrize(
    ("state", "stands", "step"),
    [
        (State.ARMED, "perhaps sent", "--sent (or --not-sent)"),
        (State.UNKNOWN, "perhaps sent", "--sent (or --not-sent)"),
        (State.AWAITING_CODE, "waits for a code", "waits for the code"),
        (State.REJECTED, "refused", "optout complain 2026-11-24-facebook-defa"),
        (State.STOPPED, "not sent", "What to do next Nothing"),
        (State.ALREADY_OBJECTED, "objected before", "What to do next Nothing"),
    ],
)
def test_every_outcome_has_its_words_and_its_next_step_and_no_due_date(desk, state, stands, step):
    desk.objected(state)
    out, err = desk.told(BEFORE)
    assert stands in row(out, "facebook")
    assert "left" not in out
    assert step in err


def test_a_run_that_sent_nothing_yet_is_no_objection(desk):
    desk.objected(State.PLANNED)
    out, err = desk.told(BEFORE)
    assert (out, "No objection yet" in err) == ("", True)


def test_one_that_you_resolved_as_sent_is_due_a_month_after_it_was_sent(desk):
    name = desk.objected(State.UNKNOWN)
    journal = Journal(desk.data)
    journal.resolve(name, State.RESOLVED_SENT, "their e-mail came")
    journal.close()
    [one] = overview(desk.settings(), BEFORE).standings
    assert one.sent
    assert one.deadline == due(one.sent, ["IE"])
    assert "you said: their e-mail came" in desk.told(BEFORE)[1]


def test_an_objection_that_an_earlier_version_journaled_gets_a_calendar_month(desk):
    desk.data.mkdir()
    old = sqlite3.connect(desk.data / JOURNAL_FILE)
    for version in (1, 2, 3):
        old.executescript(_VERSIONS[version])
    names = "id, flow, controller, account, purpose, state, planned_at, changed_at, sent_at, due_on"
    row_of_then = ("one", "facebook", META, "default", "ai-training", "confirmed", SENT, SENT, SENT, "2026-12-26")
    old.execute(f"INSERT INTO objections ({names}) VALUES {row_of_then}")  # noqa: S608
    old.execute("PRAGMA user_version = 3")
    old.commit()
    old.close()
    out, err = desk.told(date(2026, 12, 27))
    assert row(out, "facebook").endswith("2026-12-28, 1 day left")
    assert (MOVED in err, "month is over" in err) == (True, False)


def test_where_no_law_sets_a_time_nothing_is_due(desk):
    desk.objected(State.CONFIRMED, due=None)
    out, err = desk.told(AFTER)
    assert "received" in row(out, "facebook")
    assert not re.search(r"\b(left|is over|days? over|wait)\b", out + err)


def test_as_json_a_due_date_comes_with_what_it_rests_on(desk):
    desk.objected(State.CONFIRMED)
    [one] = json.loads(desk.told(BEFORE, as_json=True)[0])["objections"]
    basis = {"received_on": RECEIVED, "due_on": DUE, "due_after_months": 1, "days_left": 27}
    basis |= {"moved_from": "2026-12-25", "moved_because": "public_holiday"}
    assert {name: one[name] for name in basis} == basis


def test_asking_how_things_stand_loads_no_calendar_of_holidays(shell):
    shell.journal(State.CONFIRMED)
    ran = shell.run("status", program=[sys.executable, "-c", AND_THEN_MODULES])
    assert "one month, Art. 12(3) GDPR" in ran.err
    assert ran.out.splitlines()[-1] == "False"


def test_the_fingerprint_of_each_record_stands_with_it(desk):
    name = desk.objected(State.CONFIRMED)
    desk.objected(State.STOPPED, account="work")
    journal = Journal(desk.data)
    journal.sealed(name, desk.data / "records" / name, "ab" * 32)
    journal.close()
    lines = desk.told(BEFORE)[0].splitlines()
    assert lines[-2:] == [str(desk.data / "records" / name), f"Fingerprint: {'ab' * 32}"]
    assert len(lines[-1]) <= 80
    rows = json.loads(desk.told(BEFORE, as_json=True)[0])["objections"]
    assert [one["fingerprint"] for one in rows] == ["ab" * 32, None]


def test_a_flow_without_an_objection_is_named_and_what_may_reach_it_beside(desk):
    desk.objected(State.CONFIRMED, account="work")
    err = desk.told(BEFORE)[1]
    assert "instagram, account work: optout submit instagram --account work" in err
    assert "not needed if the one for facebook reaches it" in err
    assert "every account in the same Accounts Center" in err
    assert "facebook, account work: optout submit" not in err


def test_what_was_not_sent_covers_nothing(desk):
    desk.objected(State.STOPPED)
    gaps = [(gap.flow, gap.beside) for gap in overview(desk.settings(), BEFORE).gaps]
    assert gaps == [("facebook", None), ("instagram", None)]


def test_all_covered_is_nothing_to_name(desk):
    desk.objected(State.CONFIRMED)
    desk.objected(State.ALREADY_OBJECTED, flow="instagram")
    assert "Not covered" not in desk.told(BEFORE)[1]


def test_long_names_and_every_state_fit_80_columns(desk):
    for state in WAYS:
        desk.objected(state, account=f"{state.value.replace('_', '-')}-{'x' * 20}"[:32].strip("-"))
    out, _ = desk.told(AFTER)
    lines = out.splitlines()
    assert len(lines) == 1 + len(WAYS) - 1  # the head; a planned one is none
    assert max(map(len, lines)) <= 80
    desk.capsys.readouterr()
    status(Console(), desk.settings(), AFTER)
    assert [line for line in desk.capsys.readouterr().err.splitlines() if len(line) > 80 and "-xxx" not in line] == []


def test_as_json_it_has_the_same_keys_when_empty_and_says_what_is_not_covered(shell):
    empty = shell.run("status", "--json").json
    shell.journal(State.CONFIRMED, State.UNKNOWN)
    full = shell.run("status", "--json").json
    assert list(empty) == list(full) == ["schema", "objections", "not_covered"]
    assert empty["objections"] == []
    assert {tuple(one) for one in full["objections"]} == {tuple(full["objections"][0])}
    assert [one["due_on"] for one in full["objections"]] == [DUE, None]
    assert {one["flow"] for one in full["not_covered"]} == {"instagram"}
    assert not (shell.data / "records").exists()


# The calendar


def events(file):
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def test_each_due_date_is_an_all_day_event_that_says_what_to_do(desk, tmp_path):
    name = desk.objected(State.CONFIRMED)
    desk.objected(State.UNKNOWN, account="work")
    file = tmp_path / "due.ics"
    assert "1 due date in" in desk.told(BEFORE, file)[1]
    [event] = events(file)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 28), date(2026, 12, 29))
    [entry] = [one.entry for one in overview(desk.settings(), BEFORE).standings if one.due]
    assert event["dtstamp"].dt == datetime.fromisoformat(entry.changed_at)
    assert META in event["summary"]
    basis = f"You objected on {RECEIVED}. An answer is due by {DUE}: one month, Art. 12(3) GDPR; {MOVED}."
    assert event["description"].splitlines()[0] == basis
    assert f"optout complain {name}" in event["description"]
    assert b"VALUE=DATE:20261228" in file.read_bytes()
    assert b"\r\n" in file.read_bytes()


def test_a_calendar_that_is_read_again_replaces_its_events(desk, tmp_path):
    desk.objected(State.CONFIRMED)
    first, second = tmp_path / "1.ics", tmp_path / "2.ics"
    desk.told(BEFORE, first)
    desk.told(AFTER, second)
    assert first.read_bytes() == second.read_bytes()


def test_with_nothing_due_no_file_is_written_and_that_is_said(desk, tmp_path):
    desk.objected(State.STOPPED)
    assert "Nothing is due" in desk.told(BEFORE, tmp_path / "due.ics")[1]
    assert not (tmp_path / "due.ics").exists()


def test_a_calendar_that_cannot_be_written_is_told(shell):
    shell.journal(State.CONFIRMED)
    refused(shell.run("status", "--ics", "no/such/due.ics"), 2, "--ics: the file cannot be written")


# What was attached


@pytest.fixture
def attached(desk, sealed, tmp_path):
    """Attach an answer to the objection in the journal."""

    def keep(name, **given):
        record = tmp_path / "records" / sealed.id
        shutil.copytree(sealed.folder, record)
        letter = tmp_path / "answer.txt"
        letter.write_text("About your objection.\n", "utf-8")
        kept = attach(whole_record(record, None), Given(letter, Said.ANSWER, **given))
        row = Added(kept.folder.name, name, str(kept.folder), kept.fingerprint, iso(kept.says.attached_at))
        journal = Journal(desk.data)
        journal.supplemented(row)
        journal.close()

    return keep


def more_time(came_on):
    received = date.fromisoformat(RECEIVED)
    return MoreTime(due(received, ["IE"]), extended(received, ["IE"]), date.fromisoformat(came_on), date(2027, 1, 15))


def test_an_extension_that_was_announced_in_time_moves_the_day(desk, attached, tmp_path):
    name = desk.objected(State.CONFIRMED)
    attached(name, more_time=more_time(DUE))
    out, err = desk.told(AFTER, tmp_path / "due.ics")
    assert row(out, "facebook").endswith("2027-02-25, 56 days left")
    assert "wait until 2027-02-25: three months, Art. 12(3) GDPR keep their answer" in err
    [event] = events(tmp_path / "due.ics")
    assert "An answer is due by 2027-02-25: three months, Art. 12(3) GDPR." in event["description"]
    assert f"the three months are over: optout complain {name}" in desk.told(date(2027, 2, 26))[1]
    [one] = json.loads(desk.told(AFTER, as_json=True)[0])["objections"]
    assert (one["due_on"], one["due_after_months"], one["answered"]) == ("2027-02-25", 3, False)


def test_an_extension_that_was_announced_after_the_month_moves_nothing_and_answers_nothing(desk, attached):
    attached(desk.objected(State.CONFIRMED), more_time=more_time("2026-12-29"))
    out, err = desk.told(AFTER)
    assert row(out, "facebook").endswith("2026-12-28, 3 days over")
    assert "the month is over" in err


def test_an_answer_that_was_kept_ends_the_waiting(desk, attached, tmp_path):
    attached(desk.objected(State.CONFIRMED))
    out, err = desk.told(AFTER, tmp_path / "due.ics")
    assert row(out, "facebook").endswith("answered, you said")
    assert "optout complain" not in err
    assert "Nothing is due" in err
