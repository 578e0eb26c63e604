"""`optout status`: a table, what to do next, and a calendar of due dates."""

import json
import re
from contextlib import closing
from datetime import date, datetime

import icalendar
import pytest
from tests.cli.shell import DUE, POSIX, RECEIVED, ends, objected
from tests.program import at_terminal

from optout.cli.console import Console, Desk
from optout.cli.overview import overview
from optout.cli.status import status
from optout.deadline import due
from optout.errors import RecordError
from optout.evidence.files import write_private
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record
from optout.journal import Journal
from optout.outcome import State
from optout.settings import read_settings

BEFORE, ON, AFTER = date(2026, 12, 1), date(2026, 12, 28), date(2026, 12, 31)
MOVED = "moved from 2026-12-25, a public holiday at the controller's seat (Ireland)"


class Services:
    """A person's journal, and what `optout status` says of it on a day."""

    def __init__(self, folder, capsys):
        self.data, self.capsys = folder, capsys

    def objected(self, state, flow="facebook", account="default", due=DUE):
        return objected(self.data, state, flow, account, due=due)

    def data_file(self, name):
        self.data.mkdir(exist_ok=True)
        return self.data / name

    def settings(self):
        return read_settings(data_dir=self.data)

    def told(self, today, ics=None, *, every_run=False, as_json=False, flows=()):
        self.capsys.readouterr()
        status(
            Desk(Console(as_json=as_json), self.settings()),
            today,
            ics,
            every_run=every_run,
            flows=flows,
        )
        return self.capsys.readouterr()

    def report(self, today, *, every_run=False):
        """Give what `optout status > file` keeps, on one line."""
        return " ".join(self.told(today, every_run=every_run).out.split())


@pytest.fixture
def services(tmp_path, capsys):
    return Services(tmp_path / "data", capsys)


def row(out, word):
    table = out.partition("\n\n")[0]
    [line] = [line for line in table.splitlines() if word in line]
    return line


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2026, 12, 27), "2026-12-28, 1 day left"),
        (ON, "2026-12-28, today"),
        (AFTER, "2026-12-28, 3 days late"),
    ],
)
def test_the_table_says_by_when_an_answer_is_due_within_80_columns_and_which_account_it_is(
    services, today, says
):
    services.objected(State.CONFIRMED, flow="microsoft-copilot", account="work")
    services.objected(State.CONFIRMED)
    out, _ = services.told(today)
    assert row(out, "facebook").endswith(says)
    assert row(out, "(work)").startswith("✓ work  microsoft-copilot (work)  turned")
    assert "default" not in out.partition("\n\n")[0]
    assert max(map(len, out.partition("\n\n")[0].splitlines())) <= 80


def test_while_the_month_lasts_it_says_to_wait_and_after_that_to_complain(services):
    name = services.objected(State.CONFIRMED)
    for day in (date(2026, 12, 27), ON):
        told = services.report(day)
        wait = f"wait until {DUE}: one month, Art. 12(3) GDPR, counted from {RECEIVED} {MOVED}"
        assert f"{wait} keep their answer: optout attach {name}" in told
        assert "month is over" not in told
    after = services.report(AFTER)
    assert f"the month that counts from {RECEIVED} is over: optout complain {name}" in after
    assert "wait until" not in after


@pytest.mark.parametrize(
    ("state", "stands", "step"),
    [
        (State.ARMED, "perhaps sent", "--sent (or --not-sent)"),
        (State.UNKNOWN, "perhaps sent", "--sent (or --not-sent)"),
        (State.AWAITING_CODE, "waits for a code", "waits for the code"),
        (
            State.REJECTED,
            "not accepted",
            "fix what the page named and run it again: optout submit facebook --account work",
        ),
    ],
)
def test_every_outcome_has_its_words_and_its_next_step_and_no_due_date(
    services, state, stands, step
):
    services.objected(state, account="work")
    out, _ = services.told(BEFORE)
    assert stands in row(out, "facebook")
    assert "left" not in out
    assert step in out


def test_what_no_law_sets_a_time_for_is_not_due_and_the_name_of_a_controller_shows_all_that_it_got(
    services,
):
    services.objected(State.CONFIRMED, flow="instagram", due=None)
    for name, shown in (("Meta", True), ("instagram", True), ("Facebook", False)):
        out, err = services.told(AFTER, flows=[name])
        assert ("instagram" in out, "No objection yet" in out) == (shown, not shown)
        assert not re.search(r"\b(left|is over|days? over|wait)\b", out + err)
        assert ("What to do next Nothing" in " ".join(out.split())) is shown


@pytest.mark.parametrize(
    ("state", "stands"), [(State.PLANNED, "not finished"), (State.STOPPED, "not sent")]
)
def test_a_run_that_sent_nothing_is_no_objection_and_all_shows_it(services, state, stands):
    services.objected(state)
    out, err = services.told(BEFORE)
    assert "No objection yet" in out
    assert "1 run that sent nothing is not shown: optout status --all" in out
    assert "facebook" not in out
    assert "hint: optout submit" in err
    every, _ = services.told(BEFORE, every_run=True)
    assert stands in row(every, "facebook")
    assert "not shown" not in every


def test_one_that_you_resolved_as_sent_is_due_a_month_after_it_was_sent(services):
    name = services.objected(State.UNKNOWN)
    journal = Journal(services.data)
    journal.resolve(name, State.RESOLVED_SENT, "their e-mail came")
    journal.close()
    [one] = overview(services.settings(), BEFORE)
    assert one.sent
    assert one.deadline == due(one.sent, ["IE"])


def test_where_the_controller_asks_by_e_mail_no_day_is_due_and_the_reply_is_what_to_do(
    services, tmp_path
):
    name = services.objected(State.CONFIRMED, flow="whatsapp")
    for day in (BEFORE, AFTER):
        out = services.report(day)
        assert "asks which processing is objected to; the month counts from your reply" in out
        assert f"optout complain {name} --answered DATE" in out
        assert not re.search(r"days? (left|late)|wait until|is over", out)
    assert "Nothing is due" in services.told(AFTER, tmp_path / "due.ics").err
    [one] = json.loads(services.told(AFTER, as_json=True).out)["objections"]
    assert (one["received_on"], one["due_on"], one["days_left"]) == (None, None, None)


def test_the_fingerprint_of_each_record_stands_with_it(services):
    name = services.objected(State.CONFIRMED)
    services.objected(State.UNKNOWN, account="work")
    journal = Journal(services.data)
    (services.data / "records" / name).mkdir(parents=True)
    journal.note_record(name, services.data / "records" / name, "ab" * 32)
    journal.close()
    out, err = services.told(BEFORE)
    assert (out.count("\nWhat to do next\n"), out.count("\nRecord:\n"), err) == (1, 1, "")
    lines = out.splitlines()
    fingerprint = lines[lines.index(str(services.data / "records" / name)) + 1]
    assert fingerprint == f"Fingerprint: {'ab' * 32}"
    assert len(fingerprint) <= 80
    rows = json.loads(services.told(BEFORE, as_json=True).out)["objections"]
    assert [one["fingerprint"] for one in rows] == ["ab" * 32, None]


def test_as_json_it_has_the_same_keys_when_empty(shell):
    empty = shell.run("status", "--json").json
    shell.journal(State.CONFIRMED, State.UNKNOWN, State.STOPPED)
    full = shell.run("status", "--json").json
    assert list(empty) == list(full) == ["schema", "objections", "not_done"]
    assert empty["objections"] == []
    assert {tuple(one) for one in full["objections"]} == {tuple(full["objections"][0])}
    assert [one["due_on"] for one in full["objections"]] == [DUE, None]
    assert [one["state"] for one in shell.run("status", "--all", "--json").json["objections"]][
        2:
    ] == ["stopped"]
    assert not (shell.data / "records").exists()


def test_each_objection_has_the_last_part_of_its_id_unless_two_share_it(services):
    services.objected(State.CONFIRMED, account="work")
    services.objected(State.CONFIRMED, flow="instagram", account="home")
    services.objected(State.CONFIRMED, flow="linkedin", account="home2")
    out, _ = services.told(BEFORE)
    assert row(out, "facebook").startswith("✓ work  ")
    assert row(out, "instagram").startswith("✓ 2026-11-24-instagram-home  ")
    assert row(out, "linkedin").startswith("✓ 2026-11-24-linkedin-home  ")
    rows = json.loads(services.told(BEFORE, as_json=True).out)["objections"]
    assert rows[0]["short_id"] == "work"


@pytest.mark.parametrize("state", [None, State.STOPPED, State.CONFIRMED])
def test_a_service_that_is_yours_and_not_done_is_something_to_do(services, state):
    write_private(services.data_file("services.json"), b'["linkedin", "facebook"]')
    if state:
        services.objected(state)
    done = state is State.CONFIRMED
    report = services.report(BEFORE)
    assert "linkedin not done yet: optout submit linkedin" in report
    assert ("not done yet: optout submit facebook" not in report) is done
    told = json.loads(services.told(BEFORE, as_json=True).out)
    assert told["not_done"] == ["linkedin", *([] if done else ["facebook"])]
    assert "linkedin" not in services.told(BEFORE, flows=["facebook"]).out


def test_services_that_cannot_be_read_hide_nothing_of_what_was_sent(services):
    services.objected(State.CONFIRMED)
    write_private(services.data_file("services.json"), b"{")
    out, err = services.told(BEFORE)
    assert row(out, "facebook")
    assert "warning: services.json cannot be read" in err


@pytest.mark.skipif(not POSIX, reason="needs a terminal")
@pytest.mark.parametrize(("columns", "is_stacked"), [(60, True), (120, False)])
def test_on_a_terminal_too_narrow_for_the_table_its_cells_are_below_one_another(
    shell, columns, is_stacked
):
    objected(shell.data, State.CONFIRMED, account="home")
    terminal = at_terminal(
        ["status"], {"TERM": "xterm", **shell.environ, "COLUMNS": str(columns)}, shell.folder,
        columns=columns,
    )  # fmt: skip
    code, said = ends(terminal)
    lines = [line.rstrip() for line in said.splitlines()]
    assert code == 0
    assert ("✓ home  facebook (home)" in lines) is is_stacked
    assert any(line.startswith("    answer due  2026-12-28, ") for line in lines) is is_stacked
    [end] = [n for n, line in enumerate(lines) if "What to do next" in line]
    table = lines[:end]
    assert max(map(len, table)) <= columns


# The calendar


def events(file):
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def test_each_due_date_is_an_all_day_event_that_says_what_to_do(services, tmp_path):
    name = services.objected(State.CONFIRMED)
    services.objected(State.UNKNOWN, account="work")
    file = tmp_path / "due.ics"
    assert "1 due date in" in services.told(BEFORE, file).err
    [event] = events(file)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 28), date(2026, 12, 29))
    [entry] = [one.entry for one in overview(services.settings(), BEFORE) if one.deadline]
    assert event["dtstamp"].dt == datetime.fromisoformat(entry.changed_at)
    assert "Meta Platforms Ireland Limited" in event["summary"]
    [first, *_] = event["description"].splitlines()
    counted = (
        f"Counted from {RECEIVED}, an answer is due by {DUE}: one month, Art. 12(3) GDPR; {MOVED}."
    )
    assert first.endswith(counted)
    assert f"optout complain {name}" in event["description"]
    assert b"VALUE=DATE:20261228" in file.read_bytes()
    with pytest.raises(RecordError, match="the file could not be written"):
        services.told(BEFORE, tmp_path / "no" / "such" / "due.ics")


# What was attached


@pytest.fixture
def attached(services, live_record, tmp_path):
    """Attach an answer to the objection in the journal, and give the name of its supplement."""

    def keep(name, **given):
        letter = tmp_path / "answer.txt"
        letter.write_text("About your objection.\n", "utf-8")
        _says, kept = attach(whole_record(live_record, None), letter, Label.ANSWER, **given)
        with closing(Journal(services.data)) as journal:
            journal.add_supplement(kept.id, name, str(kept.folder), kept.fingerprint)
        return kept.id

    return keep


def test_an_extension_that_was_announced_in_time_moves_the_day(services, attached, tmp_path):
    name = services.objected(State.CONFIRMED)
    attached(name, more_time_on=date.fromisoformat(DUE))
    out = services.told(AFTER, tmp_path / "due.ics").out
    assert row(out, "facebook").endswith("2027-02-25, 56 days left")
    wait = f"wait until 2027-02-25: three months, Art. 12(3) GDPR, counted from {RECEIVED}"
    assert f"{wait} keep their answer" in " ".join(out.split())
    [event] = events(tmp_path / "due.ics")
    assert "an answer is due by 2027-02-25: three months, Art. 12(3) GDPR." in event["description"]
    assert (
        f"the three months that count from {RECEIVED} are over: optout complain {name}"
        in services.report(date(2027, 2, 26))
    )
    [one] = json.loads(services.told(AFTER, as_json=True).out)["objections"]
    assert (one["due_on"], one["due_after_months"], one["answered"]) == ("2027-02-25", 3, False)


def test_an_extension_that_was_announced_after_the_month_moves_nothing_and_answers_nothing(
    services, attached
):
    attached(services.objected(State.CONFIRMED), more_time_on=date(2026, 12, 29))
    assert row(services.told(AFTER).out, "facebook").endswith("2026-12-28, 3 days late")
    assert "is over: optout complain" in services.report(AFTER)


def test_what_was_attached_is_listed_with_what_the_person_says_it_is(services, attached):
    added = attached(services.objected(State.CONFIRMED))
    report = services.report(AFTER)
    assert "Attached files and letters facebook" in report
    assert f"you attached the controller's answer: {services.data}/records/{added}" in report
    [status] = json.loads(services.told(AFTER, as_json=True).out)["objections"]
    assert status["attached"] == [
        {
            "supplement": added,
            "said_to_be": "answer",
            "file": str(services.data / "records" / added / "data" / "attached.txt"),
        }
    ]


def test_the_letters_about_an_objection_are_listed_but_not_the_sheet_for_the_person(services):
    name = services.objected(State.CONFIRMED)
    folder = services.data / "complaints"
    folder.mkdir()
    for end in ("", "-read-first"):
        (folder / f"{name}-complaint-to-IE-in-English{end}.pdf").touch()
    (services.data / "records" / name / "data").mkdir(parents=True)
    (services.data / "records" / name / "data" / "letter.pdf").touch()
    report = services.report(AFTER)
    assert f"the letter to sign: {services.data}/records/{name}/data/letter.pdf" in report
    assert f"a complaint that was drafted: {folder}/{name}-complaint-to-IE-in-English.pdf" in report
    assert "read-first" not in report


def test_an_answer_ends_the_waiting_and_a_label_that_is_corrected_begins_it_again(
    services, attached, tmp_path
):
    added = attached(services.objected(State.CONFIRMED))
    assert "Nothing is due" in services.told(AFTER, tmp_path / "due.ics").err
    assert not (tmp_path / "due.ics").exists()
    for said, waits in ((Label.ANSWER, False), (Label.CONFIRMATION, True)):
        with closing(Journal(services.data)) as journal:
            journal.add_statement(added, "label", said)
        assert row(services.told(AFTER).out, "facebook").endswith("answered, you said") is not waits
        assert ("optout complain" in services.report(AFTER)) is waits
