"""`optout complain`: a letter from a whole record, not before the month is over, and never sent."""

import re
import shutil
import stat
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.shell import IN, refused
from tests.evidence.handmade import edit_record, reseal
from tests.evidence.papers import flat, pages

from optout.cli import complain as complain_module
from optout.cli.attach import ToAttach
from optout.cli.attach import attach as attach_it
from optout.cli.complain import complain
from optout.cli.console import Console
from optout.errors import RecordError, UsageError
from optout.evidence.complaint import TooEarly
from optout.evidence.record import SettingReading
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record
from optout.journal import Journal, ObjectionKey
from optout.outcome import State
from optout.settings import read_settings

DUE = date(2026, 12, 24)
"""The day by which the sealed record expects an answer."""


class Services:
    """A person's data folder with one live record in it, and what `optout complain` says there."""

    def __init__(self, sealed, folder, capsys, browser):
        self.data = folder / "data"
        self.record = self.data / "records" / sealed.id
        shutil.copytree(sealed.folder, self.record)
        for path in (self.record, *self.record.rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
        self.id = sealed.id
        self.capsys = capsys
        self.browser = browser

    def complain(self, today, country="FR", because=None, lang=None):
        settings = read_settings(data_dir=self.data, country=country)
        self.capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:  # it is printed by the tests' own browser, which has started
            patch.setattr(complain_module, "driver", nullcontext)
            patch.setattr(complain_module, "page_to_print", self.page)
            complain(Console(), settings, Path(self.id), today, because=because, lang=lang)
        out, err = self.capsys.readouterr()
        return [Path(line) for line in out.splitlines()], err

    def page(self, stack, *_):
        return stack.enter_context(self.browser.new_context()).new_page()

    def more_time(self, folder, came, words="We need more time."):
        """Attach an announcement that came on a day, and give what is said of it."""
        notice = folder / "notice.txt"
        notice.write_text(words, "utf-8")
        wanted = ToAttach(Path(self.id), notice, said="answer", offline=True, extended=True, came=came)
        attach_it(Console(), read_settings(data_dir=self.data), wanted, date(2027, 1, 15))
        return " ".join(self.capsys.readouterr().err.split())

    def stands(self, *states):
        journal = Journal(self.data)
        journal.plan(self.id, ObjectionKey("facebook", "Example Controller Limited", "default", "ai-training"))
        journal.arm(self.id)
        for state in states:
            if state in (State.RESOLVED_SENT, State.RESOLVED_NOT_SENT):
                journal.resolve(self.id, state, "they said so")
            else:
                journal.move(self.id, state)
        journal.close()


@pytest.fixture
def services(sealed, tmp_path, capsys, browser):
    return Services(sealed, tmp_path, capsys, browser)


def test_after_the_month_a_private_letter_and_its_text_are_written(services):
    (pdf, text), err = services.complain(date(2027, 1, 15))
    assert "nobody has compared ours with it" in err
    assert "https://www.cnil.fr/" in err
    assert "sent     no" in err
    assert pdf.parent == text.parent == services.data / "complaints"
    assert (pdf.stat().st_mode & 0o777, pdf.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    sheet, letter, *_ = pages(pdf.read_bytes())
    assert "Commission nationale" in letter
    assert "www.cnil.fr/fr/adresser-une-plainte" in sheet
    assert "l'article 77 du RGPD" in flat(text.read_text("utf-8"))
    assert not any("ada@example.eu" in line for line in err.splitlines())


@pytest.mark.parametrize(("today", "left"), [(date(2026, 12, 1), "23 days more"), (DUE, "today is the last day")])
def test_before_the_month_is_over_it_says_so_kindly_and_writes_nothing(services, today, left):
    with pytest.raises(TooEarly) as told:
        services.complain(today)
    assert "has until 2026-12-24 to answer" in told.value.says
    assert left in told.value.says
    assert "no letter was written" in told.value.says
    assert not (services.data / "complaints").exists()


def test_a_refusal_needs_no_month(services):
    (_, text), _ = services.complain(date(2026, 12, 1), country="IE", because="refused")
    assert "The controller has refused my objection" in flat(text.read_text("utf-8"))


def test_a_letter_that_was_made_before_is_kept(services):
    first, _ = services.complain(date(2027, 1, 15))
    second, _ = services.complain(date(2027, 1, 15))
    assert len({*first, *second}) == 4
    assert all(file.is_file() for file in (*first, *second))


@pytest.mark.parametrize(
    ("country", "lang", "name", "begins"),
    [
        ("FR", None, "complaint-to-FR-in-French", "Réclamation au titre"),
        ("DE-BE", None, "complaint-to-DE-BE-in-German", "Beschwerde nach"),
        ("PL", None, "complaint-to-PL-in-English", "Complaint under"),
        ("FR", "de", "complaint-to-FR-in-German", "Beschwerde nach"),
    ],
)
def test_the_letter_is_in_a_language_of_the_authority_and_named_for_it(services, country, lang, name, begins):
    (pdf, text), err = services.complain(date(2026, 12, 25), country=country, lang=lang)
    assert (pdf.name, text.name) == (f"{services.id}-{name}.pdf", f"{services.id}-{name}.txt")
    assert text.read_text("utf-8").startswith(begins)
    assert f"in       {name.rpartition('-')[2]}" in err


def test_a_record_that_was_changed_gets_no_letter(services):
    file = services.record / "data" / "record.json"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes().replace(b"Example Controller", b"Another Controller"))
    with pytest.raises(RecordError, match="not as it was sealed"):
        services.complain(date(2027, 1, 15))


def test_a_record_that_was_rewritten_as_a_whole_is_found_by_the_journal_s_fingerprint(services):
    services.stands(State.SENT, State.CONFIRMED)
    journal = Journal(services.data)
    journal.sealed(services.id, services.record, "0" * 64)
    journal.close()
    with pytest.raises(RecordError, match="not the one that was kept"):
        services.complain(date(2027, 1, 15))


def test_an_answer_that_was_attached_must_be_told_apart_and_is_enclosed(services, tmp_path):
    answer = tmp_path / "answer.txt"
    answer.write_text("No.\n", "utf-8")
    attach(whole_record(services.record, None), answer, Label.ANSWER)
    with pytest.raises(UsageError, match="you attached an answer of theirs"):
        services.complain(date(2027, 1, 15))
    with pytest.raises(UsageError, match="a letter cannot say that there is none") as told:
        services.complain(date(2027, 1, 15), because="no-answer")
    assert f"optout attach {services.id} --relabel 1 --as other" in told.value.hint
    (_, text), _ = services.complain(date(2027, 1, 15), country="IE", because="refused")
    said = flat(text.read_text("utf-8"))
    assert f"{services.id}-supplement-1/data/attached.txt: answer of the controller" in said
    assert "Article 12(4) GDPR" in said


def test_germany_is_asked_for_its_land_and_no_country_or_an_unknown_one_is_told(services):
    with pytest.raises(UsageError, match=r"DE-BE  Berlin"):
        services.complain(date(2027, 1, 15), country="Deutschland")
    with pytest.raises(UsageError, match="say in which country you live"):
        services.complain(date(2027, 1, 15), country=None)
    with pytest.raises(UsageError, match="no country with a known authority"):
        services.complain(date(2027, 1, 15), country="Atlantis")


@pytest.mark.parametrize(
    ("states", "says"),
    [
        ([State.UNKNOWN, State.RESOLVED_NOT_SENT], "you said that this objection was not received"),
        ([State.SENT, State.AWAITING_CODE], "waits for a code"),
    ],
)
def test_an_objection_that_was_not_made_is_nothing_to_complain_about(services, states, says):
    services.stands(*states)
    with pytest.raises(TooEarly, match=says):
        services.complain(date(2027, 1, 15))


# The day


def test_the_days_of_a_record_that_an_earlier_version_made_are_worked_out_anew(services):
    edit_record(services.record, answer_due=None, expected_by="2026-12-25")
    reseal(services.record)
    assert services.complain(date(2026, 12, 25))[0]


def test_a_day_that_was_moved_is_the_day_and_the_letter_says_why(services):
    basis = {"received_on": "2026-11-25"}
    edit_record(
        services.record, answer_due={**basis, "ends_on": "2026-12-25", "holidays_of": ["IE"]}, expected_by="2026-12-28"
    )
    reseal(services.record)
    for day in (date(2026, 12, 26), date(2026, 12, 27), date(2026, 12, 28)):
        with pytest.raises(TooEarly, match="has until 2026-12-28 to answer"):
            services.complain(day)
    (_, text), _ = services.complain(date(2026, 12, 29), country="IE")
    assert "An answer was due by 28 December 2026." in " ".join(text.read_text("utf-8").split())


def test_an_extension_that_was_announced_in_time_gives_them_three_months(services, tmp_path):
    assert "one is due by 2027-02-24 (three months, Art. 12(3) GDPR)" in services.more_time(tmp_path, "2026-12-24")
    with pytest.raises(TooEarly, match=r"the three months are not over: .* until 2027-02-24"):
        services.complain(date(2027, 2, 24))
    services.more_time(tmp_path, "2027-01-10", "We still need more time.")
    (_, text), _ = services.complain(date(2027, 2, 25), country="IE")
    said = " ".join(text.read_text("utf-8").split())
    assert "10 January 2027" not in said
    assert "On 24 December 2026 it gave notice that it needs more time" in said
    assert "An answer was due by 24 February 2027." in said


# A setting


def read_on(day, stands):
    how = "checked=true" if stands == "otherwise" else "checked=false"
    return SettingReading(
        at=datetime(2026, 12, day, 12, tzinfo=UTC), account_named=None, label="Use my data", stands=stands, how=how
    )  # fmt: skip


def test_a_setting_that_was_turned_and_reads_on_again_gets_its_letter_from_the_readings_that_were_kept(services):
    turned = {
        "label": "Use my data", "found": "", "wanted": "off", "means": "no training", "not_covered": None,
        "before": "checked=true", "after": "checked=false", "as_wanted": True, "absent": False, "locked": False,
        "pressed_at": "2026-11-24T12:00:00.000Z", "by_hand": False,
    }  # fmt: skip
    none = {"answer_due": None, "expected_by": None, "confirmation": None, "values": []}
    edit_record(services.record, settings=[turned], reason="reads_as_wanted", **none)
    reseal(services.record)
    with pytest.raises(TooEarly, match="the setting stands as you want it") as told:
        services.complain(date(2027, 1, 15))
    assert "optout status --recheck facebook" in told.value.hint
    with closing(Journal(services.data)) as journal:
        for one in (read_on(1, "as_wanted"), read_on(20, "otherwise")):
            journal.state("facebook default", "reading", one.model_dump_json())
    (pdf, text), err = services.complain(date(2027, 1, 15), country="IE")
    assert "about    Example Controller Limited: a setting that was turned stands otherwise again" in err
    assert "The month" not in err
    said = flat(text.read_text("utf-8"))
    for part in (
        "On 1 December 2026",
        "it still stood as I want it: off",
        "On 20 December 2026",
        "stood otherwise: on",
    ):
        assert part in said
    assert "with the controller's own form" not in said.replace("\u2019", "'")
    assert pdf.is_file()
    (_, text), err = services.complain(date(2027, 1, 15), country="IE", because="ignored")
    assert "although I have asked otherwise by this setting" in flat(text.read_text("utf-8"))


@pytest.mark.faults
@pytest.mark.parametrize(
    ("case", "country", "says"),
    [
        ("on-again-after-the-load", "IE", "showed it as before"),
        ("locked", "FR", "La page ne me permettait pas de le changer."),
        ("absent", "DE-BE", "Die Seite hatte sie für mein Konto nicht."),
    ],
)
def test_a_rehearsal_of_a_setting_gives_a_specimen_that_says_what_the_page_showed(shell, replays, case, country, says):
    name = replays.copy(shell, "linkedin", "--case", case).name
    ran = shell.run("complain", name, "--country", country)
    assert ran.code == 0, ran.err
    said = flat(Path(ran.out.splitlines()[1]).read_text("utf-8"))
    assert says in said
    assert "LinkedIn Ireland Unlimited Company" in said
    assert "(www.linkedin.com/mypreferences/" in said
    assert not re.search(r"(at|unter|adresse) linkedin\b", said)


# From outside, with a rehearsal's record


@pytest.fixture
def rehearsed(shell, replays):
    return replays.copy(shell, "facebook", **IN["fr"]).name


def test_a_rehearsal_gives_a_specimen_with_what_the_flow_knows(shell, rehearsed):
    ran = shell.run("complain", rehearsed, OPTOUT_COUNTRY="France", TZ="XXX-5:30")
    assert ran.code == 0, ran.err
    assert "specimen from a rehearsal" in ran.err
    pdf = Path(ran.out.splitlines()[0])
    said = pages(pdf.read_bytes())
    assert "Pour vous, avant l'envoi" in said[0]
    assert all("REPLAY" in page for page in said)
    assert pdf.name == f"{rehearsed}-complaint-to-FR-in-French.pdf"
    assert "Merrion Road, Dublin 4, D04 X2K5, Ireland" in said[1]
    assert "UTC+05:30" in said[1]  # as the clock of this computer has it


def test_a_run_that_sent_nothing_gets_no_letter(shell, replays):
    name = replays.copy(shell, "--case", "declined").name
    refused(shell.run("complain", name, "--country", "FR"), 1, "nothing was sent in this run")
