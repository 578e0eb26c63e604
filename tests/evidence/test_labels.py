"""What an attached file is, is what the person said last; nothing sealed is edited."""

from datetime import UTC, datetime

import pytest
from tests.evidence.mails import MAIL

from optout.errors import RecordError
from optout.evidence.mail import Likeness, MailSeen
from optout.evidence.supplement import (
    Attached,
    Given,
    Label,
    MadeBy,
    Supplement,
    attach,
    labelled,
)
from optout.evidence.verify import verify, whole_record, whole_supplement
from optout.flow.model import Mails, Phrase

NOTICE = Mails(domains=["example.eu"], notice=Phrase(words={"en": ["your objection"]}))
"""What a flow knows whose notice has the subject of the tests' mail."""


@pytest.fixture
def base(copy, sealed):
    return whole_record(copy, sealed.fingerprint)


@pytest.fixture
def mail(tmp_path):
    file = tmp_path / "mail.eml"
    file.write_bytes(MAIL)
    return file


@pytest.fixture
def added(base, mail):
    return attach(base, Given(mail, Label.ANSWER))


def stands(base):
    return [(file.supplement.rpartition("-")[2], file.said) for file in base.files]


def label_of(added):
    label = verify(added.folder, added.fingerprint, ()).label
    assert label
    return label.said


def everything(folder):
    return {path: (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns) for path in folder.rglob("*")}


# Which label holds


def supplement(number, said=None, likeness=Likeness.UNKNOWN, *, of=1, although=False):
    """Give a supplement with a file; those of one `of` have the same."""
    name, sha256 = f"2026-11-24-facebook-7k3q-supplement-{number}", f"a{of}" * 32
    file = Attached(name="attached.eml", given_name="a", size=1, sha256=sha256, said_to_be=said)
    blank = dict.fromkeys(("subject", "sender", "recipient", "date", "message_id", "sent_at"))
    return name, Supplement(
        record_id=name.partition("-supplement")[0],
        record_fingerprint=sha256,
        number=number,
        replay=False,
        language="en",
        attached_at=datetime(2026, 11, 25, tzinfo=UTC),
        file=file.model_copy(update={"although_notice": although}),
        mail=MailSeen(**blank, likeness=likeness),
        signature=None,
        tool=MadeBy(name="optout", version="0"),
    )


LOOKS = Likeness.NOTICE


@pytest.mark.parametrize(
    ("supplements", "said", "answers", "doubtful"),
    [
        ([supplement(1, Label.ANSWER)], Label.ANSWER, True, False),
        ([supplement(1, Label.CONFIRMATION)], Label.CONFIRMATION, False, False),
        ([supplement(1, Label.UNSAID)], Label.UNSAID, False, False),
        ([supplement(1, Label.ANSWER), supplement(2, Label.NOTICE)], Label.NOTICE, False, False),
        ([supplement(1, Label.NOTE), supplement(2, Label.ANSWER)], Label.ANSWER, True, False),
        ([supplement(1, Label.NOTE), supplement(3, Label.NOTE), supplement(2, Label.ANSWER)], Label.NOTE, False, False),
        ([supplement(1, Label.ANSWER, LOOKS)], Label.ANSWER, False, True),
        ([supplement(1, Label.ANSWER, LOOKS, although=True)], Label.ANSWER, True, False),
        (
            [supplement(1, Label.ANSWER, LOOKS), supplement(2, Label.ANSWER, LOOKS, although=True)],
            Label.ANSWER,
            True,
            False,
        ),
        (
            [supplement(1, Label.ANSWER, LOOKS, although=True), supplement(2, Label.ANSWER, LOOKS)],
            Label.ANSWER,
            False,
            True,
        ),
        ([supplement(1, Label.NOTICE, LOOKS)], Label.NOTICE, False, False),
    ],
)
def test_the_latest_word_counts_and_a_notice_answers_only_if_the_person_insists(supplements, said, answers, doubtful):
    [file] = labelled(supplements)
    assert (file.said, file.answers, file.doubtful) == (said, answers, doubtful)


def test_another_file_is_another_one():
    found = labelled([supplement(1, Label.ANSWER), supplement(3, Label.NOTE, of=2)])
    assert [one.said for one in found] == [Label.ANSWER, Label.NOTE]


# The notice to everyone


def test_the_notice_is_not_kept_as_the_answer_and_nobody_is_asked_for_a_key(base, mail, copy):
    def never(_name):
        raise AssertionError

    with pytest.raises(RecordError, match="the notice that goes to everyone") as told:
        attach(base, Given(mail, Label.ANSWER, NOTICE, never))
    assert f"optout attach {copy.name} FILE --as notice" in told.value.hint
    assert "--as answer --anyway" in told.value.hint
    assert list(copy.parent.glob("*supplement*")) == []


@pytest.mark.parametrize("said", [Label.NOTICE, Label.CONFIRMATION, Label.NOTE, Label.OTHER, Label.UNSAID])
def test_as_anything_else_the_notice_is_kept_and_ends_no_wait(base, mail, said):
    attach(base, Given(mail, said, NOTICE))
    [file] = base.files
    assert (file.said, file.answers, file.file.although_notice) == (said, False, False)


def test_a_person_who_insists_is_believed_and_that_is_kept(base, mail):
    added = attach(base, Given(mail, Label.ANSWER, NOTICE, anyway=True))
    [file] = base.files
    assert (file.answers, file.file.although_notice) == (True, True)
    assert "as the person insists" in (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")


def test_what_was_called_otherwise_is_not_made_the_answer_without_insisting(base, mail):
    attach(base, Given(mail, Label.NOTICE, NOTICE))
    with pytest.raises(RecordError, match="the notice that goes to everyone"):
        attach(base, Given(mail, Label.ANSWER, NOTICE))
    attach(base, Given(mail, Label.ANSWER, NOTICE, anyway=True))
    [file] = base.files
    assert file.answers


def test_a_file_is_attached_once_more_to_call_it_otherwise_and_what_was_sealed_stays(base, added, mail, copy):
    before = everything(added.folder) | everything(copy)
    again = attach(base, Given(mail.rename(mail.with_name("other.eml")), Label.CONFIRMATION))
    assert everything(added.folder) | everything(copy) == before
    assert again.folder == copy.parent / f"{copy.name}-supplement-2"
    assert again.says.file.given_name == "mail.eml"
    assert stands(base) == [("2", Label.CONFIRMATION)]
    assert label_of(added) is label_of(again) is Label.CONFIRMATION


@pytest.mark.parametrize("said", [Label.ANSWER, Label.UNSAID])
def test_with_nothing_new_it_is_kept_already(base, added, mail, said):
    with pytest.raises(RecordError, match="kept already") as told:
        attach(base, Given(mail, said))
    assert told.value.hint == f"optout verify {added.folder.name}"


def test_only_a_whole_supplement_of_the_record_is_taken(base, added):
    with pytest.raises(RecordError, match="no such supplement") as told:
        whole_supplement(base, "../elsewhere", None)
    assert added.folder.name in told.value.hint
    with pytest.raises(RecordError, match="not as it was sealed"):
        whole_supplement(base, added.folder.name, "0" * 64)
