"""What was said and read of a record since it was sealed is handed on as JSON and as a page, in its
language.
"""

import json
from datetime import UTC, date, datetime

import pytest
from tests.evidence.samples import ON

from optout.evidence.export import LabelSaid, Statements
from optout.evidence.record import SettingReading
from optout.evidence.supplement import Label

RECORD = "2026-11-24-facebook-7k3q"
AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
READ = SettingReading(at=AT, account_named=None, label="Use my\u202e data", reading=ON)
SAID = LabelSaid(supplement=f"{RECORD}-supplement-1", said_to_be=Label.ANSWER, said_at=AT)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "sent the letter on 5 January 2027. The time for an answer counts from 7 January 2027.",
                "is this: the controller's answer.",
                "On 1 December 2026",
            ),
        ),
        (
            "fr",
            (
                "le 5 janvier 2027",
                "la réponse du responsable du traitement",
                "le 1er décembre 2026",
            ),
        ),
        ("de", ("am 5. Januar 2027", "die Antwort des Verantwortlichen", "am 1. Dezember 2026")),
    ],
)
def test_each_statement_is_in_both_files(language, lines):
    said = Statements(
        record=RECORD,
        sent_on=date(2027, 1, 5),
        received_on=date(2027, 1, 7),
        labels=[SAID],
        readings=[READ],
    )
    files = said.files(language)
    page = files["statements.txt"].decode()
    assert RECORD in page
    assert [one for one in lines if one not in page.replace("\u2019", "'")] == []
    told = json.loads(files["statements.json"])
    says = (
        told["sent_on"],
        told["labels"][0]["said_to_be"],
        told["readings"][0]["reading"]["state"],
    )
    assert says == ("2027-01-05", "answer", "otherwise")
    assert "\u202e" not in b"".join(files.values()).decode()  # which a page may have written


def test_where_nothing_was_said_there_is_no_file():
    assert Statements(record=RECORD, labels=[], readings=[]).files("en") == {}
