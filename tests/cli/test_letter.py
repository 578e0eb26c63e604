"""`optout letter`: drafts, shows all of it first, keeps a record, and never sends; what the person
then says of it.
"""

import json
import shutil
import socket
import stat
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import make_writable
from tests.cli.shell import ends
from tests.evidence.papers import flat, pages

from optout.cli.complain import ToComplain, complain
from optout.cli.console import Console, Desk
from optout.cli.export import export
from optout.cli.letter import ToWrite, letter
from optout.cli.resolve import Resolution, resolve
from optout.cli.status import status
from optout.errors import UsageError
from optout.evidence.verify import verify
from optout.journal import Journal
from optout.letters.grounds import TooEarly
from optout.outcome import Reason, SentBefore, State
from optout.settings import read_settings

TODAY = datetime.now(UTC).astimezone().date()
"""The day on which the letters of these tests are written, by the journal's clock."""
GROUNDS = "I wrote there about my illness."


class Bench:
    """A person's data folder, and what is said there."""

    def __init__(self, folder, capsys):
        self.data, self.capsys = folder / "data", capsys

    def write(self, name="reddit", *, as_json=False, settings=None, **more):
        given = {"known_as": "ada_l", "comment": GROUNDS, **more}
        return self.does(letter, settings or {}, ToWrite(name, **given), TODAY, as_json=as_json)

    def resolve(self, name, *, sent=True, today=TODAY, reason=None, on=None, arrived=None):
        return self.does(resolve, {}, Resolution(Path(name), sent, reason, on, arrived), today)

    def does(self, run, settings, *arguments, as_json=False, **options):
        self.capsys.readouterr()
        desk = Desk(Console(as_json=as_json), read_settings(data_dir=self.data, **settings))
        assert not run(desk, *arguments, **options)
        return self.capsys.readouterr()

    def entries(self):
        with closing(Journal(self.data)) as journal:
            return journal.entries()

    @property
    def last(self):
        return self.entries()[-1]


@pytest.fixture
def desk(tmp_path, capsys, printing, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: printing.append(where))
    yield Bench(tmp_path, capsys)
    assert printing == [], "nothing asks the network for anything"


def test_a_letter_is_drafted_sealed_and_private_and_the_journal_says_so(desk):
    out, err = desk.write()
    pdf, text = map(Path, out.splitlines())
    entry = desk.last
    assert (entry.state, entry.sent_at, entry.received_on) == (State.DRAFTED, None, None)
    assert (entry.flow, entry.controller, entry.lineage) == (
        "reddit",
        "Reddit Netherlands B.V.",
        "reddit letter",
    )
    assert pdf.parent == text.parent == Path(entry.record) / "data"
    assert stat.S_IMODE(pdf.stat().st_mode) & 0o077 == 0
    assert GROUNDS in pages(pdf.read_bytes())[0]
    assert GROUNDS in text.read_text("utf-8")
    assert verify(Path(entry.record), entry.fingerprint).ok
    assert "Contact-Name" not in Path(entry.record, "bag-info.txt").read_text("utf-8")
    for said in (
        "nothing was sent",
        "redditdatarequests@reddit.com",
        f"optout resolve {entry.id} --sent --on DATE",
    ):
        assert said in flat(err)
    shown = err.partition("The letter is written")[0]  # all of it, before
    lines = [line.removeprefix("  | ") for line in shown.splitlines() if line.startswith("  | ")]
    assert "\n".join(lines) + "\n" == text.read_text("utf-8")
    for said in (
        "nobody has confirmed it with the controller",
        "covers   your Reddit account",
        "sent     no",
    ):
        assert said in shown


def test_the_record_of_a_letter_names_as_its_contact_whoever_gave_their_name(desk):
    desk.write(settings={"name": "Ada Example"})
    info = Path(desk.last.record, "bag-info.txt").read_text("utf-8")
    assert "Contact-Name: Ada Example" in info.splitlines()


def test_letter_and_summary_are_in_the_language_and_about_what_was_asked_for_and_none_of_it_is_in_the_journal(
    desk,
):
    out, _ = desk.write(lang="fr", processing="the reading of my messages", as_json=True)
    told, entry = json.loads(out), desk.last
    assert (told["id"], told["fingerprint"], told["by"]) == (entry.id, entry.fingerprint, "email")
    assert (told["state"], Path(told["letter"]).is_file()) == ("drafted", True)
    assert "messages" not in " ".join(str(value) for value in vars(entry).values())
    first = flat(pages((Path(entry.record) / "START-HERE.pdf").read_bytes())[0])
    assert "Rédigée, à envoyer par" in first
    assert "votre compte Reddit" in first
    assert "Madame, Monsieur," in Path(told["text"]).read_text("utf-8")
    record = json.loads((Path(entry.record) / "data" / "record.json").read_text("utf-8"))
    assert (record["language"], record["title"]) == ("fr", "the reading of my messages")


@pytest.mark.parametrize("email", ["ada@example.eu", None])
def test_an_address_as_whom_the_controller_knows_a_person_is_not_said_to_be_their_e_mail_address(
    desk, email
):
    desk.write(known_as="lovelace@example.org", settings={"email": email} if email else {})
    record = verify(Path(desk.last.record), None).record
    assert record is not None
    assert record.email() == email
    assert {value.value_name: value.value for value in record.values}[
        "known_as"
    ] == "lovelace@example.org"
    first = flat(pages((Path(desk.last.record) / "START-HERE.pdf").read_bytes())[0])
    assert "with the e-mail address lovelace@example.org" not in first


@pytest.mark.parametrize(
    ("more", "settings", "says"),
    [
        ({"known_as": None}, {}, "must be able to tell which account is yours: your user name"),
        (
            {"name": "vinted"},
            {},
            "no address for where you live is known; name one\n  ddpo@vinted.fr (FR)",
        ),
        ({"controller": "Example"}, {}, "and not both"),
        (
            {"name": None, "controller": "Example"},
            {},
            "say to whom: atlassian-objection, deepseek-objection, reddit",
        ),
        ({"known_as": "a\nb"}, {}, "--known-as: must be one short line of text"),
        ({"to": "privacy@localhost"}, {}, "--to: must be an e-mail address"),
        ({"name": "redit"}, {}, "there is no letter named “redit”"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_and_nothing_is_written(desk, more, settings, says):
    with pytest.raises(UsageError) as told:
        desk.write(**{"name": "reddit", **more}, settings=settings)
    assert says in told.value.message
    assert not desk.data.exists()


@pytest.mark.parametrize(
    ("more", "settings", "how"),
    [
        ({"name": "vinted"}, {"country": "FR"}, "an e-mail with its text to ddpo@vinted.fr"),
        ({"name": "vinted", "to": "1 Street, Vilnius"}, {}, "print and sign the PDF, and post it"),
        (
            {"to": "https://example.eu/object"},
            {},
            "open https://example.eu/object in your own browser",
        ),
        (
            {"known_as": None},
            {"email": "ada@example.eu"},
            "an e-mail with its text to redditdatarequests@reddit.com",
        ),
        (
            {"name": None, "controller": "Example GmbH", "to": "a@b.eu"},
            {},
            "an e-mail with its text to a@b.eu",
        ),
        ({"name": "slack"}, {}, "Its subject: Slack Global model opt-out request"),
        ({"name": "slack"}, {}, "only this person can ask it: the owner of the workspace"),
        ({"name": "strava"}, {}, "which company this is in Europe is not known here"),
        ({"comment": None}, {}, "grounds none, and the law asks for yours"),
    ],
)
def test_it_says_how_to_send_it_where_and_what_one_must_know(desk, more, settings, how):
    _, err = desk.write(**{"name": "reddit", **more}, settings=settings)
    assert how in flat(err)


# What the person says of it


def days(number):
    return (TODAY + timedelta(days=number)).isoformat()


def test_from_the_day_the_person_names_it_counts_as_sent_on_their_word(desk):
    desk.write()
    _, err = desk.resolve(desk.last.id, on=days(0), reason="post receipt 123")
    entry = desk.last
    assert (entry.state, entry.reason) == (State.RESOLVED_SENT, Reason.LETTER_DRAFTED)
    assert datetime.fromisoformat(entry.sent_at).astimezone().date() == TODAY
    assert (entry.received_on, entry.resolved_reason) == (days(0), "post receipt 123")
    assert "it counts as sent" in err
    assert f"An answer is due by {entry.due_on}: one month, Art. 12(3) GDPR" in flat(err)
    assert "you said: post receipt 123" in shows(desk)


def test_a_day_that_was_mistyped_is_said_anew_and_nothing_else_and_is_handed_on(desk):
    desk.write()
    name, later = desk.last.id, date(2027, 12, 1)
    for said, due in (
        ({"on": "2027-01-31"}, "2027-03-01"),  # the last day of a shorter month, which is a Sunday
        ({"on": "2027-03-27"}, "2027-04-28"),  # past King's Day in the Netherlands
        ({"on": "2027-01-05", "arrived": "2027-01-08"}, "2027-02-08"),
    ):
        desk.resolve(name, today=later, **said)
        assert desk.last.due_on == due
    entry = desk.last
    assert (entry.received_on, entry.state, entry.reason) == (
        "2027-01-08",
        State.RESOLVED_SENT,
        Reason.LETTER_DRAFTED,
    )
    for again in ({}, {"sent": False}, {"sent": False, "reason": "I did not"}):
        with pytest.raises(UsageError):
            desk.resolve(name, today=later, **again)
    assert desk.last == entry
    out, _ = desk.does(export, {}, Path(name), None, pdf=False, yes=True)
    with zipfile.ZipFile(out.strip()) as packed:
        assert json.loads(packed.read("statements.json"))["sent_on"] == "2027-01-05"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "say on which day you sent it"),
        ({"on": "yesterday"}, "--on: this is no day"),
        ({"on": days(1)}, "--on: this day is still to come"),
        ({"on": days(-1)}, "--on: the letter was not written before"),
        ({"on": days(0), "arrived": days(-1)}, "--arrived: no letter arrives before it is sent"),
        ({"sent": False, "on": days(0)}, "--on and --arrived are for a letter that was sent"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_it_stays_a_draft(desk, said, says):
    desk.write()
    with pytest.raises(UsageError) as told:
        desk.resolve(desk.last.id, **said)
    assert says in told.value.message
    assert desk.last.state is State.DRAFTED


def test_once_it_was_sent_no_second_one_is_written_and_no_second_one_was_sent(desk):
    desk.write()
    desk.write(lang="de")
    first, second = (entry.id for entry in desk.entries())
    desk.resolve(first, on=days(0))
    with pytest.raises(SentBefore):
        desk.resolve(second, on=days(0))
    with pytest.raises(UsageError) as told:
        desk.write()
    assert f"you sent this letter on {days(0)}" in told.value.message
    desk.write(settings={"account": "work"})
    desk.write(processing="the reading of my messages")
    desk.write("slack")
    desk.resolve(desk.last.id, sent=False)
    desk.write("slack")
    assert [entry.state for entry in desk.entries()][-2:] == [
        State.RESOLVED_NOT_SENT,
        State.DRAFTED,
    ]


# How it stands


def shows(desk, today=TODAY, **more):
    out, err = desk.does(lambda *given: status(*given, **more), {}, today)
    return flat(out + err)


def test_status_tells_of_a_draft_what_to_do_and_of_one_that_was_sent_until_when_to_wait(desk):
    desk.write()
    name = desk.last.id
    assert f"- {name[-4:]} reddit drafted What to do next" in shows(desk)
    assert f"once you have: optout resolve {name} --sent --on DATE" in shows(desk)
    desk.resolve(name, on=days(0))
    due = desk.last.due_on
    assert f"✓ {name[-4:]} reddit you said: sent {days(0)} {due}" in shows(desk)
    assert f"wait until {due}: one month, Art. 12(3) GDPR, counted from " in shows(desk)
    assert f"is over: optout complain {name}" in shows(
        desk, date.fromisoformat(due) + timedelta(days=1)
    )


def test_a_draft_that_was_written_anew_or_deleted_or_sent_in_another_form_steps_aside(desk):
    desk.write()
    desk.write(lang="fr")
    first, second = desk.entries()
    assert f"resolve {first.id}" not in shows(desk)
    assert f"resolve {second.id}" in shows(desk)
    assert shows(desk, every_run=True).count("drafted") == 2
    desk.resolve(first.id, on=days(0))  # they sent the older one
    assert "drafted" not in shows(desk)
    desk.write("slack")
    make_writable(Path(desk.last.record))
    shutil.rmtree(desk.last.record)
    assert "drafted" not in shows(desk)


# When no answer comes


def complains(desk, name, today):
    out, _ = desk.does(complain, {"country": "FR"}, Path(name), ToComplain(lang="en"), today)
    return flat(Path(out.splitlines()[1]).read_text("utf-8"))


def test_the_settings_name_who_signs_the_letter(desk):
    desk.write(settings={"name": "Ada Example-Lovelace", "address": "1 Her Street\nHerTown"})
    said = " ".join(pages((Path(desk.last.record) / "data" / "letter.pdf").read_bytes()))
    assert "Ada Example-Lovelace 1 Her Street HerTown" in said
    assert "Postal address" not in said


def test_a_complaint_follows_a_letter_that_the_person_sent_and_no_other(desk):
    desk.write(settings={"email": "ada@example.eu"})
    name = desk.last.id
    with pytest.raises(TooEarly, match="you have not said that you sent this letter"):
        complains(desk, name, TODAY + timedelta(days=60))
    desk.resolve(name, on=days(0))
    with pytest.raises(TooEarly):
        complains(desk, name, TODAY)
    said = complains(desk, name, TODAY + timedelta(days=60))
    assert "I sent the objection as a letter to redditdatarequests@reddit.com." in said
    assert "That I sent it on that day is my own statement" in said
    assert "being passed on or sold to others for that. I sent the objection" in said
    assert "- Exhibit 2: data/letter.pdf, my letter to the controller. SHA-256:" in said
    assert "I have received nothing from the controller about my objection." in said
    assert "form" not in said.replace("information", "").replace("inform", "")
    assert "its page" not in said


# As it is typed


def test_in_a_terminal_it_is_written_only_when_the_person_says_so(shell):
    terminal = shell.terminal("letter", "reddit", "--comment", GROUNDS, "--known-as", "ada_l")
    terminal.expect_exact("Write this letter? [y/N] ")
    assert "> ada_l" in terminal.before
    terminal.sendline("")
    code, said = ends(terminal)
    assert (code, "No letter was written" in said, (shell.data / "records").exists()) == (
        4,
        True,
        False,
    )
