"""`optout complain` and `optout attach --extended`: a letter from a whole record, when the time is
over, never sent.
"""

import json
import logging
import re
from contextlib import closing
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.cli.shell import IN, refused
from tests.evidence.handmade import edit_record, reseal
from tests.evidence.mails import MAIL
from tests.evidence.papers import flat, pages
from tests.evidence.samples import OFF, OFF_STATE, ON

from optout.cli.attach import ToAttach
from optout.cli.attach import attach as attach_it
from optout.cli.complain import ToComplain, complain
from optout.cli.console import Console, Desk
from optout.cli.records import complaints_about
from optout.errors import OptoutError, RecordError, UsageError
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record
from optout.journal import Journal, ObjectionKey
from optout.letters.grounds import TooEarly
from optout.outcome import State
from optout.settings import read_settings

DUE = date(2026, 12, 24)
"""The day by which the sealed record, of something sent on 24 November, expects an answer."""
AFTER = date(2027, 1, 15)


class Bench:
    """A person's data folder with one live record in it, and what is said there."""

    def __init__(self, record, capsys):
        self.record, self.id, self.data, self.capsys = (
            record,
            record.name,
            record.parent.parent,
            capsys,
        )

    def complain(self, today=AFTER, country="IE", **wanted):
        """Give the letter's PDF, its text, the sheet to read first, and what was said."""
        (pdf, text, sheet), err = self.all_of(today, country, **wanted)
        return pdf, text, sheet, err

    def all_of(self, today=AFTER, country="IE", *, settings=None, **wanted):
        """Give every file that was written, and what was said."""
        settings = read_settings(data_dir=self.data, country=country, **(settings or {}))
        self.capsys.readouterr()
        complain(Desk(Console(), settings), Path(self.id), ToComplain(**wanted), today)
        out, err = self.capsys.readouterr()
        return list(map(Path, out.splitlines())), err

    def extended(self, today=AFTER, came=None, mail=None, **more):
        """Attach an announcement that the answer takes longer, and give what is said of it."""
        file = self.data / ("notice.eml" if mail else "notice.txt")
        file.write_bytes(mail or f"We need more time, as of {today}.".encode())
        given = {"kind": "answer", "extended": True, **more}
        wanted = ToAttach(Path(self.id), file, offline=True, came=came, **given)
        attach_it(Desk(Console(), read_settings(data_dir=self.data)), wanted, today)
        return " ".join(self.capsys.readouterr().err.split())

    def stands(self, *states):
        with closing(Journal(self.data)) as journal:
            journal.plan(
                self.id,
                ObjectionKey("facebook", "Example Controller Limited", "default", "ai-training"),
            )
            journal.arm(self.id)
            for state in states:
                if state is State.RESOLVED_NOT_SENT:
                    journal.resolve(self.id, state, "they said so")
                else:
                    journal.set_state(self.id, state)


@pytest.fixture
def desk(live_record, capsys, printing, no_variables):
    return Bench(live_record, capsys)


def test_after_the_month_a_private_letter_and_its_text_are_written_and_an_earlier_one_is_kept(desk):
    pdf, text, sheet, err = desk.complain(country="FR")
    for says in ("nobody has compared ours with it", "https://www.cnil.fr/", "sent     no"):
        assert says in err
    assert pdf.parent == text.parent == desk.data / "complaints"
    assert (pdf.stat().st_mode & 0o777, pdf.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    letter, *_ = pages(pdf.read_bytes())
    assert "Commission nationale" in letter
    assert sheet.name == f"{pdf.stem}-read-first.pdf"
    assert "www.cnil.fr/fr/adresser-une-plainte" in " ".join(pages(sheet.read_bytes()))
    assert "l'article 77 du RGPD" in flat(text.read_text("utf-8"))
    assert not any("ada@example.eu" in line for line in err.splitlines())
    again = desk.complain(country="FR")
    assert len({pdf, text, sheet, *again[:3]}) == 6
    assert pdf.is_file()


@pytest.mark.parametrize(
    ("today", "left"), [(date(2026, 12, 1), "23 days more"), (DUE, "today is the last day")]
)
def test_before_the_month_is_over_it_says_so_kindly_and_writes_nothing_but_of_a_refusal(
    desk, today, left
):
    with pytest.raises(
        TooEarly, match=f"has until 2026-12-24 to answer.*{left}.*no letter was written"
    ):
        desk.complain(today)
    assert not (desk.data / "complaints").exists()
    _, text, *_ = desk.complain(today, because="refused")
    assert "The controller has refused my objection" in flat(text.read_text("utf-8"))


@pytest.mark.parametrize(
    ("country", "lang", "name", "begins"),
    [
        ("DE-BE", None, "complaint-to-DE-BE-in-German", "Beschwerde nach"),
        ("FR", "de", "complaint-to-FR-in-German", "Beschwerde nach"),
    ],
)
def test_the_letter_is_in_a_language_of_the_authority_and_named_for_it(
    desk, country, lang, name, begins
):
    pdf, text, _, err = desk.complain(date(2026, 12, 25), country=country, lang=lang)
    assert (pdf.name, text.name) == (f"{desk.id}-{name}.pdf", f"{desk.id}-{name}.txt")
    assert text.read_text("utf-8").startswith(begins)
    assert f"in       {name.rpartition('-')[2]}" in err


def changed(desk):
    file = desk.record / "data" / "record.json"
    file.write_bytes(file.read_bytes().replace(b"Example Controller", b"Another Controller"))


def rewritten(desk):
    desk.stands(State.SENT, State.CONFIRMED)
    with closing(Journal(desk.data)) as journal:
        journal.note_record(desk.id, desk.record, "0" * 64)


REFUSED: dict[str, tuple] = {
    "a record that was changed": (changed, {}, RecordError, "not as it was sealed"),
    "one that was rewritten as a whole": (rewritten, {}, RecordError, "not the one that was kept"),
    "the person said that it was not received": (
        lambda desk: desk.stands(State.UNKNOWN, State.RESOLVED_NOT_SENT),
        {},
        TooEarly,
        "you said that this objection was not received",
    ),
    "it waits for a code": (
        lambda desk: desk.stands(State.SENT, State.AWAITING_CODE),
        {},
        TooEarly,
        "waits for a code",
    ),
    "no country": (None, {"country": None}, UsageError, "say in which country you live"),
    "an unknown country": (
        None,
        {"country": "Atlantis"},
        UsageError,
        "no country with a known authority",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_where_there_is_nothing_to_complain_about_or_nobody_no_letter_is_written(desk, name):
    happens, given, error, says = REFUSED[name]
    if happens:
        happens(desk)
    with pytest.raises(error, match=says):
        desk.complain(**given)
    assert not (desk.data / "complaints").exists()


def test_an_answer_that_was_attached_must_be_told_apart_and_is_enclosed(desk, tmp_path):
    answer = tmp_path / "answer.txt"
    answer.write_text("No.\n", "utf-8")
    attach(whole_record(desk.record, None), answer, Label.ANSWER)
    with pytest.raises(UsageError, match="you attached an answer of theirs"):
        desk.complain()
    with pytest.raises(UsageError, match="a letter cannot say that there is none") as told:
        desk.complain(because="no-answer")
    assert f"optout attach {desk.id} --relabel 1 --as other" in told.value.hint
    _, text, *_ = desk.complain(because="refused")
    said = flat(text.read_text("utf-8"))
    assert f"{desk.id}-supplement-1/data/attached.txt, answer of the controller. SHA-256:" in said


# The day


def test_an_extension_that_was_announced_in_time_gives_them_three_months(desk):
    assert "one is due by 2027-02-24 (three months, Art. 12(3) GDPR)" in desk.extended(
        came="2026-12-24"
    )
    with pytest.raises(TooEarly, match=r"the time is not over: .* until 2027-02-24"):
        desk.complain(date(2027, 2, 24))
    _, text, *_ = desk.complain(date(2027, 2, 25))
    said = flat(text.read_text("utf-8"))
    assert "On 24 December 2026 it gave notice that it needs more time" in said
    assert "An answer was due by 24 February 2027." in said


def dated(day):
    return MAIL.replace(b"Tue, 24 Nov 2026", day)


COMES = {
    "a letter that is attached within the month": (date(2026, 12, 20), None, None, True),
    "a letter that came on the day after": (AFTER, "2026-12-25", None, False),
    "a mail of within the month": (AFTER, None, dated(b"Thu, 10 Dec 2026"), True),
    "a mail of before the objection": (AFTER, None, dated(b"Mon, 23 Nov 2026"), False),
    "a mail that is dated ahead": (AFTER, None, dated(b"Mon, 01 Mar 2027"), False),
    "the person knows better than the mail": (
        AFTER,
        "2026-12-23",
        dated(b"Mon, 01 Mar 2027"),
        True,
    ),
}


@pytest.mark.parametrize("name", COMES)
def test_an_extension_counts_by_the_day_on_which_it_came(desk, name):
    *given, in_time = COMES[name]
    said = desk.extended(*given)
    assert ("It announces in time that the answer takes longer" in said) is in_time
    assert (
        "an extension counts only if it is announced within the first month" in said
    ) is not in_time


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "does not say on which day it came"),
        ({"kind": "note"}, "--extended is for an answer"),
        ({"extended": False, "came": "2026-12-20"}, "--came is for an extension"),
        ({"came": "20.12.2026"}, "--came: this is no day"),
        ({"came": "2027-01-16"}, "--came: this day is still to come"),
    ],
)
def test_an_extension_without_a_day_or_of_something_else_is_refused_and_nothing_is_kept(
    desk, given, says
):
    with pytest.raises(OptoutError, match=says):
        desk.extended(**given)
    assert [path.name for path in desk.record.parent.iterdir()] == [desk.id]


def test_a_setting_that_was_turned_and_reads_on_again_gets_its_letter_from_the_readings_that_were_kept(
    desk,
):
    turned = {
        "label": "Use my data", "wanted": OFF_STATE.model_dump(), "means": "no training", "not_covered": None,
        "before": ON.model_dump(), "after": OFF.model_dump(),
        "pressed_at": "2026-11-24T12:00:00.000Z", "by_hand": False,
    }  # fmt: skip
    none = {"answer_due": None, "expected_by": None, "confirmation": None, "values": []}
    tool = json.loads((desk.record / "data" / "record.json").read_text("utf-8"))["tool"]
    # its documents are of another record, and are compared only with what this program would write
    tool = {**tool, "version": "0.0.0"}
    edit_record(desk.record, settings=[turned], reason="reads_as_wanted", tool=tool, **none)
    reseal(desk.record)
    with pytest.raises(TooEarly, match="the setting stands as you want it"):
        desk.complain()
    with closing(Journal(desk.data)) as journal:
        for day, read in ((1, OFF), (20, ON)):
            reading = {
                "at": f"2026-12-{day:02}T12:00:00Z",
                "account_named": None,
                "label": "Use my data",
            }
            journal.add_statement(
                "facebook default", "reading", json.dumps({**reading, "reading": read.model_dump()})
            )
    _, text, _, err = desk.complain()
    assert "a setting that was turned stands otherwise again" in err
    said = flat(text.read_text("utf-8"))
    parts = [
        "On 1 December 2026",
        "it was still set as I want it: off",
        "On 20 December 2026",
        "it was set otherwise: on",
    ]
    assert [part for part in parts if part not in said] == []


# Who signs, by a mandate, and as an e-mail

SENDER = {"name": "Ada Example-Lovelace", "address": "1 Her Street\nHerTown"}


def test_the_settings_name_who_signs_and_neither_the_screen_nor_the_log_does(desk, caplog):
    caplog.set_level(logging.DEBUG)
    files, err = desk.all_of(settings=SENDER, as_mail=True, mandate="Example Consumers")
    letter, mandate = (" ".join(pages(files[n].read_bytes())) for n in (0, 3))
    for said in (letter, mandate):
        assert "Ada Example-Lovelace 1 Her Street HerTown" in said
    assert re.search("Lovelace|HerTown", err + caplog.text) is None
    settings = read_settings(**SENDER)
    assert re.search("Lovelace|HerTown", f"{settings!r} {settings}") is None


def test_a_mandate_is_written_only_where_one_is_asked_for(desk):
    files, _err = desk.all_of(mandate="Example Consumers")
    assert files[3].name == f"{files[0].stem}-mandate.pdf"
    assert "I have given Example Consumers a mandate" in flat(files[1].read_text("utf-8"))
    assert complaints_about(desk.data, desk.id) == [files[0]]
    files, _err = desk.all_of()
    assert len(files) == 3
    for name in ("", "two\nlines", "x" * 201):
        with pytest.raises(UsageError, match="--mandate: must be the name of a body"):
            desk.all_of(mandate=name)


def test_the_draft_of_an_e_mail_has_the_letter_and_every_exhibit_byte_for_byte_and_no_sender(
    desk, tmp_path
):
    notice = tmp_path / "notice.eml"
    notice.write_bytes(MAIL)
    attach(whole_record(desk.record, None), notice, Label.CONFIRMATION)
    files, err = desk.all_of(as_mail=True)
    pdf, text, _sheet, draft = files
    message = message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert (message["To"], message["From"], message["X-Unsent"]) == (
        "info@dataprotection.ie",
        None,
        "1",
    )
    assert "Date" not in message
    assert message["Subject"] == text.read_text("utf-8").splitlines()[0]
    said = message.get_body()
    assert said is not None
    body = said.get_content().replace("\r\n", "\n")
    assert body.startswith(text.read_text("utf-8").rstrip())
    assert body.rstrip().endswith("Full name\n...\n\nPostal address\n...")
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert attached == {
        pdf.name: pdf.read_bytes(),
        "exhibit-1-START-HERE.pdf": (desk.record / "START-HERE.pdf").read_bytes(),
        "exhibit-2-attached.eml": MAIL,
    }
    link = next(line.split()[1] for line in err.splitlines() if "mailto:" in line)
    address = urlsplit(link)
    assert (address.scheme, address.path) == ("mailto", "info@dataprotection.ie")
    assert parse_qs(address.query) == {"subject": [message["Subject"]]}


def test_for_an_authority_that_takes_no_e_mail_none_is_drafted_and_its_form_or_post_is_named(desk):
    files, err = desk.all_of(country="FR", as_mail=True)
    assert [file.suffix for file in files] == [".pdf", ".txt", ".pdf"]
    said = " ".join(err.split())
    assert "takes no complaint by plain e-mail" in said
    assert "its form: https://www.cnil.fr/fr/adresser-une-plainte; by post: 3 place de" in said
    assert "mailto:" not in err
    files, err = desk.all_of(country="DE-BE", as_mail=True)
    assert files[3].suffix == ".eml"
    assert "mailto:mailbox@datenschutz-berlin.de?subject=Beschwerde" in err


# From outside, with a rehearsal's record


def test_a_rehearsal_gives_a_specimen_with_what_the_flow_knows_and_one_that_sent_nothing_none(
    shell, replays
):
    rehearsed = replays.copy(shell, "facebook", **IN["fr"]).name
    ran = shell.run("complain", rehearsed, "--as-mail", OPTOUT_COUNTRY="Ireland", OPTOUT_LANG="fr")
    draft = message_from_bytes(Path(ran.out.splitlines()[3]).read_bytes(), policy=policy.default)
    assert (draft["To"], draft["Subject"].partition(":")[0]) == (None, "REPLAY")
    assert "mailto:" not in ran.err
    ran = shell.run("complain", rehearsed, OPTOUT_COUNTRY="France", TZ="XXX-5:30")
    assert ran.code == 0, ran.err
    assert "specimen from a rehearsal" in ran.err
    letter, _, sheet = (Path(line) for line in ran.out.splitlines())
    said = pages(letter.read_bytes())
    assert "Pour vous, avant l'envoi" in pages(sheet.read_bytes())[0]
    assert all("REPLAY" in page for page in (*said, *pages(sheet.read_bytes())))
    assert "Merrion Road, Dublin 4, D04 X2K5, Ireland" in said[0]
    assert "l'utilisation de mes informations, sur Facebook" in " ".join(said)
    assert "UTC+05:30" in said[0]  # as the clock of this computer has it
    name = replays.copy(shell, "--case", "declined").name
    refused(shell.run("complain", name, "--country", "FR"), 1, "nothing was sent in this run")
