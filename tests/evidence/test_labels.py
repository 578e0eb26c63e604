"""What an attached file is, is what the person said last; nothing sealed is edited."""

from datetime import UTC, date, datetime

import pytest
from tests.evidence.mails import MAIL

from optout.errors import RecordError
from optout.evidence.mail import Likeness, MailSeen
from optout.evidence.supplement import Attached, Extension, Given, Label, MadeBy, Supplement, attach, labelled
from optout.evidence.verify import whole_record


def supplement(number, said=None, likeness=Likeness.UNKNOWN, **more):
    """Give a supplement with a file, and its name."""
    name = f"2026-11-24-facebook-7k3q-supplement-{number}"
    blank = dict.fromkeys(("subject", "sender", "recipient", "date", "message_id", "sent_at"))
    return name, Supplement(
        record_id=name.partition("-supplement")[0],
        record_fingerprint="ab" * 32,
        number=number,
        replay=False,
        language="en",
        attached_at=datetime(2026, 11, 25, tzinfo=UTC),
        file=Attached(name="attached.eml", given_name="a", size=1, sha256="ab" * 32, said_to_be=said),
        mail=MailSeen(**blank, likeness=likeness),
        signature=None,
        tool=MadeBy(name="optout", version="0"),
        **more,
    )


@pytest.mark.parametrize(
    ("first", "later", "said", "answers"),
    [
        (Label.ANSWER, None, Label.ANSWER, True),
        (Label.CONFIRMATION, None, Label.CONFIRMATION, False),
        (Label.UNSAID, None, Label.UNSAID, False),
        (Label.ANSWER, Label.NOTICE, Label.NOTICE, False),
        (Label.NOTE, Label.ANSWER, Label.ANSWER, True),
    ],
)
def test_the_latest_word_counts(first, later, said, answers):
    name, says = supplement(1, first)
    [file] = labelled([(name, says)], {name: later} if later else {})
    assert (file.said, file.answers) == (said, answers)


def test_an_announcement_answers_only_once_it_is_called_the_answer_anew():
    announced = Extension(announced_on=date(2026, 12, 1), received_on=date(2026, 11, 24), expected_by=None)
    name, says = supplement(1, Label.ANSWER, extension=announced)
    assert [(one.answers, one.extension) for one in labelled([(name, says)], {})] == [(False, announced)]
    assert [(one.answers, one.extension) for one in labelled([(name, says)], {name: Label.NOTE})] == [(False, None)]


def test_the_same_file_is_kept_once_and_how_to_call_it_otherwise_is_said(sealed, copy, tmp_path):
    base, mail = whole_record(copy, sealed.fingerprint), tmp_path / "mail.eml"
    mail.write_bytes(MAIL)
    added = attach(base, Given(mail, Label.ANSWER))
    with pytest.raises(RecordError, match="kept already") as told:
        attach(base, Given(mail, Label.CONFIRMATION))
    assert told.value.hint == f"optout attach {copy.name} --relabel 1 --as confirmation"
    with pytest.raises(RecordError, match="kept already") as told:
        attach(base, Given(mail, Label.ANSWER))
    assert told.value.hint == f"optout verify {added.folder.name}"
