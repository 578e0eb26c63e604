"""What an attached file is, is what the person said last; a supplement corrects it, and nothing sealed is edited."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime

import bagit  # type: ignore[import-untyped]
import jsonschema
import pytest
from tests.evidence.mails import MAIL
from tests.evidence.test_supplement import described, unlock
from tools.record_schemas import SUPPLEMENT_FILE

from optout.errors import RecordError
from optout.evidence.folder import Wrong
from optout.evidence.mail import Likeness, MailSeen
from optout.evidence.supplement import (
    SUPPLEMENT,
    Attached,
    Base,
    Correction,
    Given,
    Label,
    MadeBy,
    Supplement,
    attach,
    correct,
    labelled,
)
from optout.evidence.verify import FolderKind, Kept, check, verify, whole_record, whole_supplement
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


def kept(base, added):
    return whole_supplement(base, added.folder.name, added.fingerprint)


def stands(base):
    return [(file.supplement.rpartition("-")[2], file.said) for file in base.files]


def label_of(added):
    label = verify(added.folder, added.fingerprint, ()).label
    assert label
    return label.said


def everything(folder):
    return {path: (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns) for path in folder.rglob("*")}


# Which label holds


def supplement(number, said=None, likeness=Likeness.UNKNOWN, *, of=1, before=Label.UNSAID, although=False):
    """Give a supplement with a file, or one that corrects what was said of another's."""
    name = f"2026-11-24-facebook-7k3q-supplement-{number}"
    file = corrects = mail = None
    sha256 = "ab" * 32
    if number == of:
        file = Attached(name="attached.eml", given_name="a", size=1, sha256=sha256, said_to_be=said)
        file = file.model_copy(update={"although_notice": although})
        blank = dict.fromkeys(("subject", "sender", "recipient", "date", "message_id", "sent_at"))
        mail = MailSeen(**blank, likeness=likeness)
    else:
        corrects = Correction(
            supplement=name[:-1] + str(of),
            supplement_fingerprint=sha256,
            file="attached.eml",
            file_sha256=sha256,
            said_before=before,
            said_to_be=said,
            although_notice=although,
        )
    return name, Supplement(
        record_id=name.partition("-supplement")[0],
        record_fingerprint=sha256,
        number=number,
        replay=False,
        language="en",
        attached_at=datetime(2026, 11, 25, tzinfo=UTC),
        file=file,
        corrects=corrects,
        mail=mail,
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
        ([supplement(1, Label.ANSWER, LOOKS), supplement(2, Label.ANSWER, although=True)], Label.ANSWER, True, False),
        ([supplement(1, Label.ANSWER, LOOKS, although=True), supplement(2, Label.ANSWER)], Label.ANSWER, False, True),
        ([supplement(1, Label.NOTICE, LOOKS)], Label.NOTICE, False, False),
        ([supplement(1, Label.ANSWER), supplement(3, Label.NOTE, of=2)], Label.ANSWER, True, False),
    ],
)
def test_the_latest_word_counts_and_a_notice_answers_only_if_the_person_insists(supplements, said, answers, doubtful):
    [file] = labelled(supplements)
    assert (file.said, file.answers, file.doubtful) == (said, answers, doubtful)


def test_a_correction_of_a_file_that_was_exchanged_does_not_count():
    name, says = supplement(2, Label.NOTICE)
    assert says.corrects is not None
    other = says.model_copy(update={"corrects": says.corrects.model_copy(update={"file_sha256": "cd" * 32})})
    [file] = labelled([supplement(1, Label.ANSWER), (name, other)])
    assert (file.said, file.corrections) == (Label.ANSWER, ())


@pytest.mark.parametrize("both", [True, False])
def test_a_supplement_has_a_file_or_a_correction(both):
    _, first = supplement(1, Label.NOTE)
    _, second = supplement(2, Label.NOTE)
    changed = {**first.model_dump(), "corrects": second.model_dump()["corrects"] if both else None}
    with pytest.raises(ValueError, match="either a file or a correction"):
        Supplement.model_validate(changed if both else {**changed, "file": None})


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
    added = attach(base, Given(mail, Label.NOTICE, NOTICE))
    with pytest.raises(RecordError, match="the notice that goes to everyone") as told:
        correct(base, kept(base, added), Label.ANSWER)
    assert f"--relabel {added.says.number} --as notice" in told.value.hint
    correct(base, kept(base, added), Label.ANSWER, anyway=True)
    [file] = base.files
    assert file.answers


# A correction


def test_a_label_is_corrected_by_a_supplement_and_what_was_sealed_stays(base, added, copy):
    before = everything(added.folder) | everything(copy)
    correction = correct(base, kept(base, added), Label.CONFIRMATION)
    assert everything(added.folder) | everything(copy) == before
    assert correction.folder == copy.parent / f"{copy.name}-supplement-2"
    assert stands(base) == [("1", Label.CONFIRMATION)]
    says = json.loads((correction.folder / SUPPLEMENT).read_text("utf-8"))
    assert says["file"] is None
    assert says["corrects"] == {
        "supplement": added.folder.name,
        "supplement_fingerprint": added.fingerprint,
        "file": "attached.eml",
        "file_sha256": added.says.file.sha256,
        "said_before": "answer",
        "said_to_be": "confirmation",
        "although_notice": False,
    }
    jsonschema.Draft202012Validator(json.loads(SUPPLEMENT_FILE.read_text("utf-8"))).validate(says)
    bagit.Bag(str(correction.folder)).validate()
    assert {path.stat().st_mode & 0o777 for path in correction.folder.rglob("*")} == {0o500, 0o400}


def test_it_can_be_corrected_again_and_each_says_what_was_said_before(base, added):
    correct(base, kept(base, added), Label.NOTICE)
    second = correct(base, kept(base, added), Label.OTHER)
    assert second.says.corrects
    assert second.says.corrects.said_before is Label.NOTICE
    assert stands(base) == [("1", Label.OTHER)]
    with pytest.raises(RecordError, match="you said so before"):
        correct(base, kept(base, added), Label.OTHER)


def test_a_correction_itself_is_called_nothing(base, added):
    correction = correct(base, kept(base, added), Label.NOTICE)
    with pytest.raises(RecordError, match="holds no file"):
        correct(base, kept(base, correction), Label.NOTE)


def test_only_a_whole_supplement_of_the_record_is_corrected(base, added):
    with pytest.raises(RecordError, match="no such supplement") as told:
        whole_supplement(base, "../elsewhere", None)
    assert added.folder.name in told.value.hint
    with pytest.raises(RecordError, match="not as it was sealed"):
        whole_supplement(base, added.folder.name, "0" * 64)


def test_the_same_file_with_another_label_is_pointed_to_its_correction(base, added, mail, copy):
    with pytest.raises(RecordError, match="kept already") as told:
        attach(base, Given(mail, Label.CONFIRMATION))
    assert told.value.hint == f"optout attach {copy.name} --relabel 1 --as confirmation"
    with pytest.raises(RecordError, match="kept already") as told:
        attach(base, Given(mail, Label.ANSWER))
    assert told.value.hint == f"optout verify {added.folder.name}"


def test_the_order_holds_when_an_earlier_supplement_was_deleted(base, added, tmp_path):
    other = tmp_path / "other.eml"
    other.write_bytes(MAIL + b"more\r\n")
    second = attach(base, Given(other, Label.NOTE))
    correct(base, kept(base, second), Label.ANSWER)
    shutil.rmtree(unlock(added.folder))
    assert correct(base, kept(base, second), Label.OTHER).says.number == 4
    assert stands(base) == [("2", Label.OTHER)]


# What verify says


def test_a_corrected_supplement_is_whole_and_verify_has_the_latest_label(base, added):
    assert label_of(added) is Label.ANSWER
    correction = correct(base, kept(base, added), Label.NOTICE)
    looked = verify(added.folder, added.fingerprint, ())
    assert (looked.findings, label_of(added)) == ((), Label.NOTICE)
    whole = verify(correction.folder, correction.fingerprint, ())
    assert (whole.kind, whole.findings, whole.label) == (FolderKind.SUPPLEMENT, (), None)
    assert "the correction is as it was written" in whole.summary


def test_a_correction_whose_supplement_was_rewritten_says_so(base, added):
    correction = correct(base, kept(base, added), Label.NOTICE)
    described(unlock(added.folder), lambda says: says["file"].update(said_to_be="note"))
    found = check(correction.folder, Kept(), ()).findings
    assert [(one.kind, one.file) for one in found] == [(Wrong.DISAGREES, added.folder.name)]


@pytest.mark.parametrize("name", ["../../etc", "2026-11-24-facebook-7k3q", "x-supplement-1", ""])
def test_a_correction_that_leads_elsewhere_is_no_description(base, added, name):
    correction = correct(base, kept(base, added), Label.NOTICE)
    described(unlock(correction.folder), lambda says: says["corrects"].update(supplement=name))
    assert Wrong.CHANGED in {found.kind for found in verify(correction.folder, None, ()).findings}


def test_a_correction_that_says_nothing_is_no_description(base, added):
    correction = correct(base, kept(base, added), Label.NOTICE)
    described(unlock(correction.folder), lambda says: says["corrects"].update(said_to_be="unsaid"))
    assert Wrong.CHANGED in {found.kind for found in verify(correction.folder, None, ()).findings}


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_its_instructions_name_both_labels_and_can_be_followed(base, added, language):
    spoken = base.record.model_copy(update={"language": language})
    correction = correct(Base(base.folder, spoken, base.fingerprint), kept(base, added), Label.CONFIRMATION)
    text = (correction.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 100
    first = (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert first != text
    for wanted in (added.folder.name, added.fingerprint, base.fingerprint, added.says.file.sha256):
        assert wanted in text
    said = {
        "en": ("the controller\u2019s answer", "a confirmation of receipt"),
        "fr": ("la réponse du responsable du traitement", "un accusé de réception"),
        "de": ("die Antwort des Verantwortlichen", "eine Eingangsbestätigung"),
    }
    lines = [line for line in text.splitlines() if any(label in line for label in said[language])]
    assert len(lines) == 2
    for line in re.findall(r"^ {4}(sha256sum -c .*)$", text, re.MULTILINE):
        ran = subprocess.run(line.split(), cwd=correction.folder, capture_output=True, text=True, check=True)
        assert all(each.endswith(": OK") for each in ran.stdout.splitlines())
