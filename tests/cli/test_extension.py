"""`optout attach --extended`: a controller that says within the first month that it needs more time has three."""

import json
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest
from tests.evidence.handmade import edit_record, reseal
from tests.evidence.mails import MAIL

from optout.cli.attach import ToAttach, attach
from optout.cli.console import Console
from optout.errors import RecordError, UsageError
from optout.settings import read_settings

IN_THE_MONTH, AFTER = date(2026, 12, 20), date(2027, 1, 15)
"""The record was sent on 24 November 2026: an answer is due by 24 December."""
UNTIL = "2027-02-24"


class Services:
    """A data folder with one live record, to which announcements are attached on a day."""

    def __init__(self, sealed, folder, capsys):
        self.data, self.folder, self.capsys, self.id = folder / "data", folder, capsys, sealed.id
        self.record = self.data / "records" / sealed.id
        shutil.copytree(sealed.folder, self.record)
        for path in (self.record, *self.record.rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IWUSR)

    def attach(self, today, came=None, mail=None, said="answer", *, extended=True):
        file = self.folder / ("notice.eml" if mail else "notice.txt")
        file.write_bytes(mail or b"We need more time.\n")
        wanted = ToAttach(Path(self.id), file, said=said, offline=True, extended=extended, came=came)
        attach(Console(), read_settings(data_dir=self.data), wanted, today)
        out, err = self.capsys.readouterr()
        supplement = json.loads((Path(out.strip()) / "data" / "supplement.json").read_text("utf-8"))
        return supplement["more_time_on"], " ".join(err.split())


@pytest.fixture
def services(sealed, tmp_path, capsys, no_variables):  # noqa: ARG001  a country in them would count
    return Services(sealed, tmp_path, capsys)


def dated(day):
    return MAIL.replace(b"Tue, 24 Nov 2026", day)


COMES = {
    "a letter that is attached within the month": (IN_THE_MONTH, None, None, "2026-12-20", UNTIL),
    "a letter of which the person says when it came": (AFTER, "2026-12-24", None, "2026-12-24", UNTIL),
    "a mail of within the month": (AFTER, None, dated(b"Thu, 10 Dec 2026"), "2026-12-10", UNTIL),
    "a mail of the same day": (AFTER, None, MAIL, "2026-11-24", UNTIL),
    "a mail of before the objection": (AFTER, None, dated(b"Mon, 23 Nov 2026"), "2026-11-23", None),
    "a letter that came on the day after": (AFTER, "2026-12-25", None, "2026-12-25", None),
    "a mail of the day after": (AFTER, None, dated(b"Fri, 25 Dec 2026"), "2026-12-25", None),
    "a mail that is dated ahead": (AFTER, None, dated(b"Mon, 01 Mar 2027"), "2027-01-15", None),
    "the person knows better than the mail": (AFTER, "2026-12-23", dated(b"Mon, 01 Mar 2027"), "2026-12-23", UNTIL),
}


@pytest.mark.parametrize(("today", "came", "mail", "announced", "until"), COMES.values(), ids=COMES)
def test_it_counts_by_the_day_on_which_it_came(services, today, came, mail, announced, until):
    on, said = services.attach(today, came, mail)
    assert on == announced
    counts = f"It announces in time that the answer takes longer: one is due by {until} (three months, Art. 12(3) GDPR)"
    late = f"this came on {announced}, and an extension counts only if it is announced within the first month"
    assert (counts in said, late in said) == (until is not None, until is None)


def test_when_it_came_must_be_known_once_the_month_is_over(services):
    with pytest.raises(RecordError, match="does not say on which day it came") as told:
        services.attach(AFTER)
    assert "--came" in told.value.hint
    assert [path.name for path in services.record.parent.iterdir()] == [services.id]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"said": "note"}, "--extended is for an answer"),
        ({"said": "unsaid"}, "--extended is for an answer"),
        ({"extended": False, "came": "2026-12-20"}, "--came is for an extension"),
        ({"came": "20.12.2026"}, "--came: this is no day"),
        ({"came": "2027-01-16"}, "--came: this day is still to come"),
    ],
)
def test_options_that_do_not_go_together_are_told(services, given, says):
    with pytest.raises(UsageError, match=says):
        services.attach(AFTER, **given)


def test_where_no_law_sets_a_time_there_is_none_to_extend(services):
    none = {"received_on": "2026-11-24", "ends_on": None, "holidays_of": []}
    edit_record(services.record, answer_due=none, expected_by=None)
    reseal(services.record)
    with pytest.raises(UsageError, match="no law sets a time"):
        services.attach(AFTER)
