"""What an attached file is, is what the person said last; nothing sealed is edited."""

from datetime import UTC, date, datetime

import pytest

from optout.deadline import due
from optout.evidence.mail import MailSeen
from optout.evidence.supplement import Attached, Label, Supplement, announced, labelled


def supplement(number, said=None, **more):
    """Return what a supplement with a file says."""
    return Supplement(
        record_id="2026-11-24-facebook-7k3q",
        record_fingerprint="ab" * 32,
        number=number,
        replay=False,
        language="en",
        attached_at=datetime(2026, 11, 25, tzinfo=UTC),
        file=Attached(
            name="attached.eml", given_name="a", size=1, sha256="ab" * 32, said_to_be=said
        ),
        mail=MailSeen(**dict.fromkeys(("subject", "sender", "recipient", "sent_at"))),
        signature=None,
        tool="optout 0",
        **more,
    )


@pytest.mark.parametrize(
    ("first", "later", "said", "answers"),
    [
        (Label.ANSWER, None, Label.ANSWER, True),
        (Label.CONFIRMATION, None, Label.CONFIRMATION, False),
        (Label.ANSWER, Label.NOTICE, Label.NOTICE, False),
        (Label.NOTE, Label.ANSWER, Label.ANSWER, True),
    ],
)
def test_the_latest_word_counts(first, later, said, answers):
    says = supplement(1, first)
    [file] = labelled([says, None], {says.folder: later} if later else {})
    assert (file.file.said_to_be, file.answers) == (said, answers)


def test_an_announcement_in_time_moves_the_day_and_answers_only_once_it_is_called_the_answer_anew():
    first = due(date(2026, 11, 24), ["IE"])
    for day, moved in ((first.day, date(2027, 2, 24)), (date(2026, 12, 25), first.day)):
        says = supplement(1, Label.ANSWER, more_time_on=day)
        told, renamed = labelled([says], {}), labelled([says], {says.folder: Label.ANSWER})
        assert (told[0].answers, renamed[0].answers) == (False, True)
        assert [first.lengthened(announced(files)).day for files in (told, renamed)] == [
            moved,
            first.day,
        ]
