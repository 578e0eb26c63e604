"""`optout status`: a table that fits 80 columns, what to do next, what is not covered, and a calendar of due dates."""

import shutil
from datetime import date, datetime

import icalendar
import pytest
from tests.cli.shell import refused
from tests.evidence.mails import MAIL

from optout.cli.console import Console
from optout.cli.standing import overview
from optout.cli.status import status
from optout.evidence.attaching import Given, attach, correct
from optout.evidence.base import iso
from optout.evidence.later import whole_record, whole_supplement
from optout.evidence.supplement import SUPPLEMENT, Said
from optout.flow.model import Mails, Phrase
from optout.journal import Journal, Key
from optout.journal_tables import Added
from optout.settings import read_settings
from optout.state import State

META = "Meta Platforms Ireland Limited"
DUE = "2026-12-25"
BEFORE, ON, AFTER = date(2026, 12, 1), date(2026, 12, 25), date(2026, 12, 28)
WAYS = {
    State.PLANNED: [],
    State.FILLED: [State.FILLED],
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

    def objected(self, state, flow="facebook", account="default", due=DUE, controller=META):
        name = f"2026-11-24-{flow}-{account[:4]}"
        journal = Journal(self.data)
        journal.plan(name, Key(flow, controller, account, "ai-training"))
        for step in WAYS[state]:
            if step is State.ARMED:
                journal.arm(name)
            else:
                journal.move(name, step, due_on=due if step is State.CONFIRMED else None)
        journal.close()
        return name

    def settings(self):
        return read_settings(data_dir=self.data)

    def told(self, today, ics=None, *, every_run=False):
        self.capsys.readouterr()
        status(Console(), self.settings(), today, ics, every_run=every_run)
        return self.capsys.readouterr()

    def report(self, today, *, every_run=False):
        """Give what `optout status > file` keeps, on one line."""
        return " ".join(self.told(today, every_run=every_run).out.split())


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path / "data", capsys)


def row(out, word):
    table = out.partition("\n\n")[0]
    [line] = [line for line in table.splitlines() if word in line]
    return line


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (BEFORE, "2026-12-25, 24 days left"),
        (date(2026, 12, 24), "2026-12-25, 1 day left"),
        (ON, "2026-12-25, today"),
        (date(2026, 12, 26), "2026-12-25, 1 day over"),
        (AFTER, "2026-12-25, 3 days over"),
    ],
)
def test_the_table_says_by_when_an_answer_is_due(desk, today, says):
    desk.objected(State.CONFIRMED)
    assert row(desk.told(today)[0], "facebook").endswith(says)


def test_while_the_month_lasts_it_says_to_wait_and_after_that_to_complain(desk):
    name = desk.objected(State.CONFIRMED)
    assert f"wait until {DUE} keep their answer: optout attach {name} FILE" in desk.report(ON)
    after = desk.report(AFTER)
    assert f"the month is over: optout complain {name}" in after
    assert "wait until" not in after


@pytest.mark.parametrize(
    ("state", "stands", "step"),
    [
        (State.ARMED, "perhaps sent", "--sent (or --not-sent)"),
        (State.UNKNOWN, "perhaps sent", "--sent (or --not-sent)"),
        (State.AWAITING_CODE, "waits for a code", "waits for the code"),
        (State.REJECTED, "refused", "optout complain 2026-11-24-facebook-defa"),
    ],
)
def test_every_outcome_has_its_words_and_its_next_step_and_no_due_date(desk, state, stands, step):
    desk.objected(state)
    out, _ = desk.told(BEFORE)
    assert stands in row(out, "facebook")
    assert "left" not in out
    assert step in out


def test_what_to_do_next_and_every_label_stand_on_stdout_for_a_file_to_keep(desk):
    desk.objected(State.UNKNOWN)
    name = desk.objected(State.CONFIRMED, account="work")
    journal = Journal(desk.data)
    journal.sealed(name, desk.data / "records" / name, "0" * 64)
    journal.close()
    out, err = desk.told(BEFORE)
    heads = ["What to do next", "Not covered yet", "Record:"]
    assert [line for line in out.splitlines() if line in heads] == heads
    assert err == ""


def test_it_is_never_said_that_there_is_nothing_to_do_above_what_is_not_covered(desk):
    desk.objected(State.ALREADY_OBJECTED)
    out, _ = desk.told(BEFORE)
    assert "Not covered yet" in out
    assert "Nothing" not in out
    assert "What to do next" not in out
    desk.objected(State.ALREADY_OBJECTED, flow="instagram")
    assert "What to do next Nothing" in desk.report(BEFORE)


@pytest.mark.parametrize(
    ("state", "stands"),
    [(State.PLANNED, "not finished"), (State.FILLED, "not finished"), (State.STOPPED, "not sent")],
)
def test_a_run_that_sent_nothing_is_no_objection_and_all_shows_it(desk, state, stands):
    desk.objected(state)
    out, err = desk.told(BEFORE)
    assert "No objection yet" in out
    assert "1 run that sent nothing is not shown: optout status --all" in out
    assert "facebook" not in out
    assert "hint: optout submit" in err
    every, _ = desk.told(BEFORE, every_run=True)
    assert stands in row(every, "facebook")
    assert "not shown" not in every


def test_a_label_that_was_only_tried_is_not_named_as_not_covered(desk):
    desk.objected(State.CONFIRMED, account="work")
    desk.objected(State.STOPPED, account="to-try")
    assert {gap.account for gap in overview(desk.settings(), BEFORE).gaps} == {"work"}


def test_one_that_you_resolved_as_sent_is_due_a_month_after_it_was_sent(desk):
    name = desk.objected(State.UNKNOWN)
    journal = Journal(desk.data)
    journal.resolve(name, State.RESOLVED_SENT, "their e-mail came")
    journal.close()
    [one] = overview(desk.settings(), BEFORE).standings
    assert one.due
    assert one.sent
    assert (one.due - one.sent).days == 31
    assert "you said: their e-mail came" in desk.report(BEFORE)


def test_a_flow_without_an_objection_is_named_and_what_may_reach_it_beside(desk):
    desk.objected(State.CONFIRMED, account="work")
    report = desk.report(BEFORE)
    assert "instagram, account work: optout submit instagram --account work" in report
    assert "not needed if the one for facebook reaches it" in report
    assert "every account in the same Accounts Center" in report
    assert "facebook, account work: optout submit" not in report


def test_what_was_not_sent_covers_nothing(desk):
    desk.objected(State.STOPPED)
    gaps = [(gap.flow, gap.beside) for gap in overview(desk.settings(), BEFORE).gaps]
    assert gaps == [("facebook", None), ("instagram", None)]


def test_all_covered_is_nothing_to_name(desk):
    desk.objected(State.CONFIRMED)
    desk.objected(State.ALREADY_OBJECTED, flow="instagram")
    assert "Not covered" not in desk.report(BEFORE)


def test_long_names_and_every_state_fit_80_columns(desk):
    for state in WAYS:
        desk.objected(state, account=f"{state.value.replace('_', '-')}-{'x' * 20}"[:32].strip("-"))
    lines = desk.told(AFTER, every_run=True).out.splitlines()
    assert max(map(len, lines[: 1 + len(WAYS)])) <= 80
    assert lines[1 + len(WAYS)] == ""
    assert [line for line in lines if len(line) > 80 and "-xxx" not in line] == []


def test_as_json_it_has_the_same_keys_when_empty_and_says_what_is_not_covered(shell):
    empty = shell.run("status", "--json").json
    shell.journal(State.CONFIRMED, State.UNKNOWN, State.STOPPED)
    full = shell.run("status", "--json").json
    assert list(empty) == list(full) == ["schema", "objections", "not_covered"]
    assert empty["objections"] == []
    assert {tuple(one) for one in full["objections"]} == {tuple(full["objections"][0])}
    assert [one["due_on"] for one in full["objections"]] == [DUE, None]
    assert [one["state"] for one in shell.run("status", "--all", "--json").json["objections"]][2:] == ["stopped"]
    assert {one["flow"] for one in full["not_covered"]} == {"instagram"}
    assert not (shell.data / "records").exists()


# The calendar


def events(file):
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def test_each_due_date_is_an_all_day_event_that_says_what_to_do(desk, tmp_path):
    name = desk.objected(State.CONFIRMED)
    desk.objected(State.UNKNOWN, account="work")
    file = tmp_path / "due.ics"
    assert "1 due date in" in desk.told(BEFORE, file).err
    [event] = events(file)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 25), date(2026, 12, 26))
    [entry] = [one.entry for one in overview(desk.settings(), BEFORE).standings if one.due]
    assert event["dtstamp"].dt == datetime.fromisoformat(entry.changed_at)
    assert META in event["summary"]
    assert f"optout complain {name}" in event["description"]
    assert b"VALUE=DATE:20261225" in file.read_bytes()
    assert b"\r\n" in file.read_bytes()


def test_a_calendar_that_is_read_again_replaces_its_events(desk, tmp_path):
    desk.objected(State.CONFIRMED)
    first, second = tmp_path / "1.ics", tmp_path / "2.ics"
    desk.told(BEFORE, first)
    desk.told(AFTER, second)
    assert first.read_bytes() == second.read_bytes()


def test_with_nothing_due_no_file_is_written_and_that_is_said(desk, tmp_path):
    desk.objected(State.STOPPED)
    assert "Nothing is due" in desk.told(BEFORE, tmp_path / "due.ics").err
    assert not (tmp_path / "due.ics").exists()


def test_a_calendar_that_cannot_be_written_is_told(shell):
    shell.journal(State.CONFIRMED)
    refused(shell.run("status", "--ics", "no/such/due.ics"), 2, "--ics: the file cannot be written")


@pytest.fixture
def base(sealed, tmp_path):
    record = tmp_path / "records" / sealed.id
    shutil.copytree(sealed.folder, record)
    return whole_record(record, None)


def remember(desk, name, kept):
    journal = Journal(desk.data)
    journal.supplemented(Added(kept.folder.name, name, str(kept.folder), kept.fingerprint, iso(kept.says.attached_at)))
    journal.close()


def test_an_answer_that_was_kept_ends_the_waiting(desk, base, tmp_path):
    name = desk.objected(State.CONFIRMED)
    letter = tmp_path / "answer.txt"
    letter.write_text("Granted.\n", "utf-8")
    remember(desk, name, attach(base, Given(letter, Said.ANSWER)))
    out, err = desk.told(AFTER, tmp_path / "due.ics")
    assert row(out, "facebook").endswith("answered, you said")
    assert "optout complain" not in out
    assert "Nothing is due" in err


def test_a_label_that_is_corrected_begins_the_waiting_again_and_ends_it(desk, base, tmp_path):
    name = desk.objected(State.CONFIRMED)
    letter = tmp_path / "mail.txt"
    letter.write_text("We have received your objection.\n", "utf-8")
    added = attach(base, Given(letter, Said.ANSWER))
    remember(desk, name, added)
    for said, waits in ((Said.CONFIRMATION, True), (Said.ANSWER, False)):
        kept = whole_supplement(base, added.folder.name, added.fingerprint)
        remember(desk, name, correct(base, kept, said))
        out, err = desk.told(AFTER)
        assert row(out, "facebook").endswith("answered, you said") is not waits
        assert ("optout complain" in err) is waits


def test_the_notice_that_an_earlier_version_kept_as_the_answer_ends_no_waiting(desk, base, tmp_path):
    name = desk.objected(State.CONFIRMED)
    notice = tmp_path / "mail.eml"
    notice.write_bytes(MAIL)
    known = Mails(domains=["example.eu"], notice=Phrase(words={"en": ["your objection"]}))
    added = attach(base, Given(notice, Said.ANSWER, known, anyway=True))
    remember(desk, name, added)
    assert row(desk.told(AFTER)[0], "facebook").endswith("answered, you said")
    file = added.folder / SUPPLEMENT
    file.chmod(0o600)
    file.write_text(file.read_text("utf-8").replace('"although_notice": true', '"although_notice": false'), "utf-8")
    out, err = desk.told(AFTER)
    assert "days over" in row(out, "facebook")
    assert "what you kept as the answer looks like the notice to everyone" in err
    assert f"optout attach {name} --relabel 1 --as notice" in err
