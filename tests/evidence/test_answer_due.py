"""What a record says of the day by which an answer is due: in `record.json` and in START-HERE.pdf,
with its basis.
"""

from datetime import UTC, date, datetime

import pytest
from tests.evidence.handmade import RECORD, make_record
from tests.evidence.papers import flat
from tests.evidence.samples import about

from optout.deadline import Deadline
from optout.evidence.record import AnswerDue, Record
from optout.evidence.start_here import story_of
from optout.outcome import State

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MOVED = AnswerDue(
    received_on=date(2026, 11, 25), ends_on=date(2026, 12, 25), seat="IE", lives_in=None
)
PLAIN = MOVED.model_copy(update={"received_on": date(2026, 11, 24), "ends_on": date(2026, 12, 24)})


@pytest.mark.parametrize(
    ("lives_in", "day", "counted"),
    [(None, "2026-12-28", None), ("GB", "2026-12-29", "GB"), ("QQ", "2026-12-28", None)],
)
def test_the_day_and_what_it_rests_on_go_into_the_record(lives_in, day, counted):
    run = about(lives_in=lives_in)
    assert run.deadline(NOON) == Deadline(date(2026, 11, 25), date.fromisoformat(day))
    assert run.answer_due(NOON) == MOVED.model_copy(update={"lives_in": counted})


def test_where_no_law_sets_a_time_there_is_no_day():
    run = about(answer_within="none")
    assert run.deadline(NOON) is None
    assert run.answer_due(NOON) == MOVED.model_copy(update={"ends_on": None, "seat": None})


SAID = {
    "en": (
        "Answer due",
        (
            "28 December 2026: one month from 25 November 2026 (GDPR Art. 12(3)), moved from 25 December 2026, a "
            "public holiday at the controller's seat (Ireland)"
        ),
        "24 December 2026, if it was received: one month from 24 November 2026 (GDPR Art. 12(3))",
    ),
    "fr": (
        "Réponse attendue",
        (
            "au plus tard le 28 décembre 2026 : un mois à compter du 25 novembre 2026 (article 12, paragraphe 3, du "
            "RGPD), reporté du 25 décembre 2026, un jour férié au siège du responsable du traitement (Irlande)"
        ),
        (
            "au plus tard le 24 décembre 2026, si l'opposition a été reçue : un mois à compter du 24 novembre 2026 "
            "(article 12, paragraphe 3, du RGPD)"
        ),
    ),
    "de": (
        "Antwort fällig",
        (
            "bis zum 28. Dezember 2026: ein Monat ab dem 25. November 2026 (Art. 12 Abs. 3 DSGVO), verschoben vom "
            "25. Dezember 2026, einem Feiertag am Sitz des Verantwortlichen (Irland)"
        ),
        (
            "bis zum 24. Dezember 2026, falls der Widerspruch eingegangen ist: ein Monat ab dem 24. November 2026 "
            "(Art. 12 Abs. 3 DSGVO)"
        ),
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_the_first_page_says_the_day_the_month_and_the_law(tmp_path, language):
    make_record(tmp_path / "record")
    made = Record.model_validate_json((tmp_path / "record" / RECORD).read_bytes())
    name, moved, if_received = SAID[language]

    def told(**given):
        return dict(story_of(made.model_copy(update={"language": language, **given})).facts)

    assert flat(told(answer_due=MOVED, expected_by=date(2026, 12, 28))[name]) == moved
    assert (
        flat(told(answer_due=PLAIN, expected_by=date(2026, 12, 24), status=State.UNKNOWN)[name])
        == if_received
    )
    assert name not in told(answer_due=None)


WHOSE = {
    "en": "moved from 6 January 2027, a public holiday where the person lives (Bayern)",
    "fr": "reporté du 6 janvier 2027, un jour férié là où la personne habite (Bayern)",
    "de": "verschoben vom 6. Januar 2027, einem Feiertag am Wohnort der Person (Bayern)",
}


@pytest.mark.parametrize("language", WHOSE)
def test_the_first_page_says_whose_holiday_moved_the_day(tmp_path, language):
    make_record(tmp_path / "record")
    made = Record.model_validate_json((tmp_path / "record" / RECORD).read_bytes())
    run = about(lives_in="DE-BY")
    sent_at = datetime(2026, 12, 6, 12, tzinfo=UTC)
    basis = {
        "answer_due": run.answer_due(sent_at),
        "expected_by": run.deadline(sent_at).day,
        "language": language,
    }
    facts = dict(story_of(made.model_copy(update=basis)).facts)
    assert WHOSE[language] in flat(facts[SAID[language][0]])
