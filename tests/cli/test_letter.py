"""`optout letter`: drafts, shows all of it first, keeps a record, and never sends; what the person then says of it."""

import json
import shutil
import socket
import stat
import zipfile
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from tests.cli.shell import ends, refused
from tests.evidence.papers import flat, pages

from optout.cli import complain as complain_module
from optout.cli import letter as letter_module
from optout.cli.attach import ToAttach, attach
from optout.cli.complain import complain
from optout.cli.console import Console
from optout.cli.letter import ToWrite, letter
from optout.cli.proof import export
from optout.cli.resolve import ToResolve, resolve
from optout.cli.status import status
from optout.errors import SentBefore, UsageError
from optout.evidence.complaint import TooEarly
from optout.evidence.verify import verify
from optout.journal import Journal
from optout.outcome import Reason, State
from optout.settings import read_settings

TODAY = datetime.now(UTC).astimezone().date()
"""The day on which the letters of these tests are written, by the journal's clock."""
GROUNDS = "I wrote there about my illness."


class Desk:
    """A person's data folder; letters are printed by the tests' own browser, which has started, and nothing else is."""

    def __init__(self, folder, capsys, browser):
        self.data = folder / "data"
        self.capsys = capsys
        self.browser = browser
        self.asked = []

    def settings(self, **more):
        return read_settings(data_dir=self.data, **more)

    def write(self, name="reddit", *, as_json=False, settings=None, **more):
        given = {"known_as": "ada_l", "comment": GROUNDS, **more}
        return self.does(letter, settings or {}, ToWrite(name, **given), TODAY, as_json=as_json)

    def resolve(self, name, *, sent=True, today=TODAY, **more):
        return self.does(resolve, {}, ToResolve(name, sent, **more), today)

    def does(self, run, settings, *arguments, as_json=False, **options):
        self.capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            for module in (letter_module, complain_module):
                patch.setattr(module, "driver", nullcontext)
                patch.setattr(module, "page_to_print", self.page)
            patch.setattr(socket.socket, "connect", self.refuse)
            patch.setattr(socket, "getaddrinfo", self.refuse)
            assert not run(Console(as_json=as_json), self.settings(**settings), *arguments, **options)
        return self.capsys.readouterr()

    def page(self, stack, *_):
        context = stack.enter_context(self.browser.new_context())
        context.on("request", lambda request: self.asked.append(request.url))
        return context.new_page()

    def refuse(self, *where, **_):
        self.asked.append(where)
        raise OSError

    def entries(self):
        with closing(Journal(self.data)) as journal:
            return journal.entries()

    @property
    def last(self):
        return self.entries()[-1]


@pytest.fixture
def desk(tmp_path, capsys, browser):
    made = Desk(tmp_path, capsys, browser)
    yield made
    assert made.asked == [], "nothing asks the network for anything"


def test_a_letter_is_drafted_sealed_and_private_and_the_journal_says_so(desk):
    out, err = desk.write()
    pdf, text = map(Path, out.splitlines())
    entry = desk.last
    assert (entry.state, entry.reason, entry.sent_at, entry.received_on) == (
        State.DRAFTED,
        "letter_drafted",
        None,
        None,
    )
    assert (entry.flow, entry.controller, entry.lineage) == ("reddit", "Reddit Netherlands B.V.", "reddit letter")
    assert pdf.parent == text.parent == Path(entry.record) / "data"
    assert stat.S_IMODE(pdf.stat().st_mode) & 0o077 == 0
    assert GROUNDS in pages(pdf.read_bytes())[0]
    assert GROUNDS in text.read_text("utf-8")
    assert verify(Path(entry.record), entry.fingerprint).ok
    for said in ("nothing was sent", "redditdatarequests@reddit.com", f"optout resolve {entry.id} --sent --on DATE"):
        assert said in flat(err)


def test_all_of_it_is_shown_before_it_is_written(desk):
    _, err = desk.write()
    shown, _, after = err.partition("The letter is written")
    lines = [line.removeprefix("  | ") for line in shown.splitlines() if line.startswith("  | ")]
    assert "\n".join(lines) + "\n" == (Path(desk.last.record) / "data" / "letter.txt").read_text("utf-8")
    assert after
    for said in (
        "nobody has confirmed it with the controller",
        "covers   your Reddit account",
        "not      what was used",
        "sent     no",
    ):
        assert said in shown


GREETINGS = {"en": "Dear Sir or Madam,", "fr": "Madame, Monsieur,", "de": "Sehr geehrte Damen und Herren,"}
DRAFTED = {"en": "Drafted, to be sent by the", "fr": "Rédigée, à envoyer par", "de": "Entworfen, von der Person zu"}
ABOUT = {"en": "your Reddit account", "fr": "votre compte Reddit", "de": "Ihr Reddit-Konto"}


@pytest.mark.parametrize(("speaks", "asks"), [("de", "fr"), ("fr", "de")])
def test_letter_and_summary_are_in_the_language_that_was_asked_for(desk, speaks, asks):
    desk.write(settings={"lang": speaks}, lang=asks)
    record = Path(desk.last.record)
    first = flat(pages((record / "START-HERE.pdf").read_bytes())[0])
    assert DRAFTED[asks] in first
    assert ABOUT[asks] in first
    assert GREETINGS[asks] in (record / "data" / "letter.txt").read_text("utf-8")
    assert json.loads((record / "data" / "record.json").read_text("utf-8"))["language"] == asks


def exports(desk, *, pdf):
    """Export the last letter's record, and give the file."""
    out, _ = desk.does(export, {}, Path(desk.last.id), None, pdf=pdf, yes=True)
    return Path(out.strip())


@pytest.mark.parametrize("pdf", [False, True])
def test_the_day_on_which_the_person_says_that_they_sent_it_is_handed_on_with_it(desk, pdf):
    desk.write()
    desk.resolve(desk.last.id, today=date(2027, 12, 1), on="2027-01-05")
    file = exports(desk, pdf=pdf)
    if pdf:
        with pikepdf.open(file) as opened:
            data, page = (opened.attachments[f"statements.{kind}"].get_file().read_bytes() for kind in ("json", "txt"))
            assert "letter.pdf" in opened.attachments
    else:
        with zipfile.ZipFile(file) as packed:
            data, page = (packed.read(f"statements.{kind}") for kind in ("json", "txt"))
    assert json.loads(data)["sent_on"] == "2027-01-05"
    assert "they sent the letter on 5 January 2027" in page.decode()


@pytest.mark.parametrize(
    ("more", "settings", "says"),
    [
        ({"known_as": None}, {}, "must be able to tell which account is yours: your user name"),
        ({"name": "vinted"}, {}, "no address for where you live is known; name one\n  ddpo@vinted.fr (FR)"),
        ({"name": "vinted"}, {"country": "AT"}, "no address for where you live is known"),
        ({"controller": "Example"}, {}, "and not both"),
        ({"name": None, "controller": "Example"}, {}, "say to whom: atlassian-objection, deepseek-objection, reddit"),
        ({"known_as": "a\nb"}, {}, "--known-as: must be one short line of text"),
        ({"to": "privacy@localhost"}, {}, "--to: must be an e-mail address"),
        ({"name": "redit"}, {}, "there is no letter named “redit”"),
        ({"name": "facebook"}, {}, "there is no letter named “facebook”"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_and_nothing_is_written(desk, more, settings, says):
    with pytest.raises(UsageError) as told:
        desk.write(**{"name": "reddit", **more}, settings=settings)
    assert says in told.value.says
    assert not desk.data.exists()


@pytest.mark.parametrize(
    ("more", "settings", "how"),
    [
        ({"name": "vinted"}, {"country": "FR"}, "an e-mail with its text to ddpo@vinted.fr"),
        ({"name": "vinted"}, {"country": "DE-BE"}, "an e-mail with its text to dpo@vinted.de"),
        ({"name": "vinted", "to": "1 Street, Vilnius"}, {}, "print and sign the PDF, and post it"),
        ({"to": "https://example.eu/object"}, {}, "open https://example.eu/object in your own browser"),
        ({"known_as": None}, {"email": "ada@example.eu"}, "an e-mail with its text to redditdatarequests@reddit.com"),
        ({"name": None, "controller": "Example GmbH", "to": "a@b.eu"}, {}, "an e-mail with its text to a@b.eu"),
        ({"name": "slack"}, {}, "Its subject: Slack Global model opt-out request"),
    ],
)
def test_it_says_how_to_send_it_where(desk, more, settings, how):
    _, err = desk.write(**{"name": "reddit", **more}, settings=settings)
    assert how in flat(err)


@pytest.mark.parametrize(
    ("name", "more", "says", "there"),
    [
        ("reddit", {}, "which company this is for people in Europe is not known here", False),
        ("strava", {}, "which company this is for people in Europe is not known here", True),
        ("reddit", {"comment": None}, "nobody makes them up for you", True),
        ("slack", {}, "only this person can ask it: the owner of the workspace", True),
        ("slack", {}, "I write as the owner of the workspace.", True),
    ],
)
def test_what_the_person_must_know_of_it_is_said(desk, name, more, says, there):
    _, err = desk.write(name, **more)
    assert (says in flat(err)) is there


def test_as_json_it_is_one_object(desk):
    out, err = desk.write(as_json=True)
    told, entry = json.loads(out), desk.last
    assert (told["id"], told["state"], told["by"], told["to"]) == (
        entry.id,
        "drafted",
        "email",
        "redditdatarequests@reddit.com",
    )
    assert told["fingerprint"] == entry.fingerprint
    assert Path(told["letter"]).is_file()
    assert "{" not in err


# What the person says of it


def days(number):
    return (TODAY + timedelta(days=number)).isoformat()


def test_what_the_person_said_stays_when_only_the_day_is_corrected(desk):
    desk.write()
    desk.resolve(desk.last.id, reason="post receipt 123", on=days(0))
    desk.resolve(desk.last.id, on=days(0), arrived=days(0))
    assert desk.last.resolved_reason == "post receipt 123"
    assert "you said: post receipt 123" in shows(desk)


def test_from_the_day_the_person_names_it_counts_as_sent_on_their_word(desk):
    desk.write()
    _, err = desk.resolve(desk.last.id, on=days(0))
    entry = desk.last
    assert (entry.state, entry.reason) == (State.RESOLVED_SENT, Reason.LETTER_DRAFTED)
    assert datetime.fromisoformat(entry.sent_at).astimezone().date() == TODAY
    assert (entry.received_on, entry.resolved_reason) == (days(0), None)
    assert "it counts as sent" in err
    assert f"An answer is due by {entry.due_on}: one month, Art. 12(3) GDPR" in flat(err)


@pytest.mark.parametrize(
    ("sent", "arrived", "due"),
    [
        # A month later to the day; the last day of a shorter month, which is a Sunday; past King's Day (27 April).
        (date(2027, 1, 5), None, "2027-02-05"),
        (date(2027, 1, 31), None, "2027-03-01"),
        (date(2027, 3, 27), None, "2027-04-28"),
        (date(2027, 1, 5), date(2027, 1, 8), "2027-02-08"),
    ],
)
def test_a_month_counts_from_the_day_it_arrived_with_the_holidays_of_the_controller_s_seat(desk, sent, arrived, due):
    desk.write()
    desk.resolve(desk.last.id, today=date(2027, 12, 1), on=str(sent), arrived=arrived and str(arrived))
    entry = desk.last
    assert (entry.received_on, entry.due_on) == (str(arrived or sent), due)
    assert datetime.fromisoformat(entry.sent_at).astimezone().date() == sent


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "say on which day you sent it"),
        ({"on": "yesterday"}, "--on: this is no day"),
        ({"on": days(1)}, "--on: this day is still to come"),
        ({"on": days(-1)}, "--on: the letter was not written before"),
        ({"on": days(0), "arrived": days(-1)}, "--arrived: no letter arrives before it is sent"),
        ({"on": days(0), "arrived": days(1)}, "--arrived: this day is still to come"),
        ({"sent": None, "on": days(0)}, "say whether it was received"),
        ({"sent": False, "on": days(0)}, "--on and --arrived are for a letter that was sent"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_it_stays_a_draft(desk, said, says):
    desk.write()
    with pytest.raises(UsageError) as told:
        desk.resolve(desk.last.id, **said)
    assert says in told.value.says
    assert desk.last.state is State.DRAFTED


def test_a_day_that_was_mistyped_is_said_anew_and_nothing_else_of_it(desk):
    later, known = date(2027, 12, 1), {"state": State.RESOLVED_SENT, "reason": Reason.LETTER_DRAFTED}
    desk.write()
    name = desk.last.id
    desk.resolve(name, today=later, on="2027-02-05")
    desk.resolve(name, today=later, on="2027-01-05", arrived="2027-01-08")
    entry = desk.last
    assert (entry.received_on, entry.due_on) == ("2027-01-08", "2027-02-08")
    assert {"state": entry.state, "reason": entry.reason} == known
    for said in ({}, {"sent": False}, {"sent": False, "reason": "I did not"}):
        with pytest.raises(UsageError):
            desk.resolve(name, today=later, **said)
    assert desk.last == entry


def test_a_day_is_for_letters_alone(shell):
    shell.journal(State.UNKNOWN)
    refused(shell.run("resolve", "unknown", "--sent", "--reason", "x", "--on", "2026-01-01"), 2, "for a letter")


def test_a_letter_that_was_not_sent_needs_no_day_and_another_may_be_written(desk):
    desk.write()
    desk.resolve(desk.last.id, sent=False)
    assert desk.last.state is State.RESOLVED_NOT_SENT
    desk.write()
    assert [entry.state for entry in desk.entries()] == [State.RESOLVED_NOT_SENT, State.DRAFTED]


def test_once_it_was_sent_no_second_one_is_written_and_no_second_one_was_sent(desk):
    desk.write()
    desk.write(lang="de")
    first, second = (entry.id for entry in desk.entries())
    desk.resolve(first, on=days(0))
    with pytest.raises(SentBefore):
        desk.resolve(second, on=days(0))
    with pytest.raises(UsageError) as told:
        desk.write()
    assert f"you sent this letter on {days(0)}" in told.value.says
    desk.write(settings={"account": "work"})
    desk.write(processing="the reading of my messages")
    desk.write("slack")


def test_what_is_objected_to_in_the_person_s_words_is_what_the_record_is_about_and_is_not_in_the_journal(desk):
    desk.write(processing="the reading of my messages")
    assert "messages" not in " ".join(str(value) for value in vars(desk.last).values())
    record = json.loads((Path(desk.last.record) / "data" / "record.json").read_text("utf-8"))
    assert record["title"] == "the reading of my messages"
    desk.resolve(desk.last.id, on=days(0))
    text, _ = complains(desk, desk.last.id, TODAY + timedelta(days=60))
    assert "This is about “the reading of my messages”, and covers" in flat(text)


# How it stands


def shows(desk, today=TODAY, **more):
    out, err = desk.does(lambda *given: status(*given, **more), {}, today)
    return flat(out + err)


def test_status_tells_of_a_draft_what_to_do_and_of_one_that_was_sent_until_when_to_wait(desk):
    desk.write()
    name = desk.last.id
    assert "- reddit default drafted What to do next" in shows(desk)
    assert f"once you have: optout resolve {name} --sent --on DATE" in shows(desk)
    desk.resolve(name, on=days(0))
    due = desk.last.due_on
    assert f"✓ reddit default you said: sent {days(0)} {due}" in shows(desk)
    assert f"wait until {due}: one month, Art. 12(3) GDPR" in shows(desk)
    assert f"the month is over: optout complain {name}" in shows(desk, date.fromisoformat(due) + timedelta(days=1))


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
    for path in (Path(desk.last.record), *Path(desk.last.record).rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(desk.last.record)
    assert "drafted" not in shows(desk)


def attaches(desk, tmp_path, **more):
    answer = tmp_path / "answer.txt"
    answer.write_text("We follow your objection.", "utf-8")
    wanted = ToAttach(Path(desk.last.id), answer, said="answer", offline=True, **more)
    return desk.does(attach, {}, wanted, TODAY + timedelta(days=5))


def test_an_answer_ends_the_wait(desk, tmp_path):
    desk.write()
    desk.resolve(desk.last.id, on=days(0))
    attaches(desk, tmp_path)
    assert "answered, you said" in shows(desk)
    with pytest.raises(UsageError):
        complains(desk, desk.last.id, TODAY + timedelta(days=60))


# When no answer comes


def complains(desk, name, today, country="FR", lang="en"):
    out, err = desk.does(complain, {"country": country}, Path(name), today, because=None, lang=lang)
    return Path(out.splitlines()[1]).read_text("utf-8"), err


def test_a_complaint_follows_a_letter_that_the_person_sent_and_no_other(desk):
    desk.write(settings={"email": "ada@example.eu"})
    name = desk.last.id
    with pytest.raises(TooEarly) as told:
        complains(desk, name, TODAY + timedelta(days=60))
    assert "you have not said that you sent this letter" in told.value.says
    desk.resolve(name, on=days(0))
    with pytest.raises(TooEarly):
        complains(desk, name, TODAY)
    text, _ = complains(desk, name, TODAY + timedelta(days=60))
    said = flat(text)
    assert "I sent the objection as a letter to redditdatarequests@reddit.com." in said
    assert "That I sent it on that day I say myself" in said
    assert "- data/letter.pdf: my letter to the controller" in said
    assert "I have received nothing from the controller about my objection." in said
    assert "form" not in said.replace("information", "").replace("inform", "")
    assert "its page" not in said


@pytest.mark.parametrize(
    ("country", "lang", "sent"),
    [
        ("FR", "fr", "J'ai envoyé l'opposition par une lettre adressée à"),
        ("DE-BE", "de", "Den Widerspruch habe ich als Brief an redditdatarequests@reddit.com gesendet"),
        ("CH", "de", "das ist ein Widerspruch. Den Widerspruch habe ich als Brief an"),
    ],
)
def test_the_complaint_tells_of_the_letter_under_each_law_and_in_each_language(desk, country, lang, sent):
    desk.write()
    desk.resolve(desk.last.id, on=days(0))
    text, _ = complains(desk, desk.last.id, TODAY + timedelta(days=60), country, lang)
    assert sent in flat(text)


# As it is typed


@pytest.mark.parametrize(
    ("answer", "code", "says"), [("y", 0, "The letter is written"), ("n", 4, "No letter was written")]
)
def test_in_a_terminal_it_asks_whether_to_write_it(shell, answer, code, says):
    terminal = shell.terminal("letter", "reddit", "--comment", GROUNDS, "--known-as", "ada_l")
    terminal.expect_exact("Write this letter? [y/N] ")
    assert "> ada_l" in terminal.before
    terminal.sendline(answer)
    ended, said = ends(terminal)
    assert (ended, says in said) == (code, True)
    assert (shell.data / "records").exists() is (code == 0)


def test_flows_check_tells_what_is_wrong_with_a_letter(shell):
    folder = shell.folder / "example"
    folder.mkdir()
    (folder / "letter.yaml").write_text("format: 1\nsteps: []\n", "utf-8")
    ran = shell.run("flows", "check", "--no-replay", "./example")
    assert ran.code == 2
    assert "example/letter.yaml:2: steps: is not a word of the flow language" in ran.out
    told = shell.run("flows", "check", "--no-replay", "--json", "reddit").json
    assert told["letters"] == [{"letter": "reddit", "languages": ["en", "de", "fr"], "mistakes": []}]
    assert told["flows"] == []
