"""What the page displayed before the send is kept beside its answer, so that anybody can check which
words of the answer are new.
"""

from functools import partial

import pytest
from tests.evidence.handmade import edit_record, files_of, make_record, reseal
from tests.evidence.stage import record_of
from tests.run.rig import form

from optout.evidence.record import BEFORE_SEND, CaptureKind, Record
from optout.evidence.redaction import with_words_of
from optout.evidence.verify import verify

SAYS = "Your objection was received"
FRIEND = "Zoltana Kissova"
CONTACT = f"<p>{FRIEND} was here. Your data was never sold</p>"


@pytest.fixture
def conduct(browser, tmp_path):
    return partial(record_of, browser, tmp_path / "records")


def read(folder):
    return Record.model_validate_json((folder / "data/record.json").read_bytes())


def test_the_text_before_the_send_is_kept_without_the_words_that_the_answer_does_not_have(conduct):
    folder = conduct(form(after=CONTACT), f"<h1>{SAYS}.</h1>")
    text = (folder / "data" / BEFORE_SEND).read_text("utf-8")
    assert "••• was •••. Your ••• was •••" in text
    assert not set(FRIEND.split()) & set(text.split())
    kept = [shot for shot in read(folder).captures if shot.kind is CaptureKind.BEFORE_SEND]
    assert [(shot.file, shot.status) for shot in kept] == [(BEFORE_SEND, "ok")]
    assert BEFORE_SEND in read(folder).files
    # It was read before the form left, whenever the file was written.
    assert kept[0].read_at < read(folder).submission.at
    assert verify(folder).ok


def test_what_the_page_said_before_is_in_the_text_before_word_for_word(conduct):
    folder = conduct(form(after=f"<p>{SAYS} yesterday."), f"<h1>{SAYS}. Yesterday, too.</h1>")
    assert f"{SAYS} yesterday." in (folder / "data" / BEFORE_SEND).read_text("utf-8")
    assert verify(folder).ok


def test_an_answer_in_a_dialog_of_the_browser_makes_a_record_that_contradicts_nothing(conduct):
    folder = conduct(form(), f"<p>Home</p><script>alert('{SAYS}.')</script>")
    assert read(folder).confirmation.texts == [f"{SAYS}.", "Home"]
    assert verify(folder).ok


BEFORE = {
    "the sentence with the flow's words": ("Your objection was received.", True),
    "the sentence in other capitals, in a longer text": (
        "Hello. Your OBJECTION was received.",
        True,
    ),
    "the words as a part of a sentence": ("••• that your objection was received.", False),
    "other words": ("••• was •••", False),
}


@pytest.mark.parametrize("name", BEFORE)
def test_a_record_that_quotes_what_the_page_said_before_contradicts_itself(tmp_path, name):
    text, is_found = BEFORE[name]
    make_record(tmp_path)
    (tmp_path / "data" / BEFORE_SEND).write_text(f"Contact\n\n{text}\n", "utf-8")
    answer = {"texts": ["Your objection was received."], "matched": "Your objection was received."}
    (tmp_path / "data/02-confirmation.txt").write_text(answer["matched"], "utf-8")
    edit_record(tmp_path, confirmation=answer, files=files_of(tmp_path))
    reseal(tmp_path)
    found = [finding.file for finding in verify(tmp_path).findings]
    assert found == ([f"data/{BEFORE_SEND}"] if is_found else [])


BESIDE = {
    "in a sentence": ("Thank you", "••• the Thank you •••.", True),
    "with dots of its own": ("• Thank you", "••• Thank you •••.", False),
    "not at all": ("Thank you", "••• you •••", False),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_quoted_beside_the_words_that_decided_is_no_part_of_the_text_before(tmp_path, name):
    quoted, text, is_found = BESIDE[name]
    make_record(tmp_path)
    (tmp_path / "data" / BEFORE_SEND).write_text(f"Contact\n\n{text}\n", "utf-8")
    matched = "Your objection was received."
    answer = {"texts": [quoted, matched], "matched": matched, "read_by": "program"}
    (tmp_path / "data/02-confirmation.txt").write_text(f"{quoted}\n\n{matched}\n", "utf-8")
    edit_record(tmp_path, confirmation=answer, files=files_of(tmp_path))
    reseal(tmp_path)
    found = [finding.file for finding in verify(tmp_path).findings]
    assert found == ([f"data/{BEFORE_SEND}"] if is_found else [])


@pytest.mark.parametrize(
    ("text", "other", "kept"),
    [
        ("Ada Example was here", "It was received", "••• was •••"),
        ("IT IS here, at 4711", "it is", "IT IS •••"),
        ("One\n\nTwo three", "two", "•••\n\nTwo •••"),
        ("", "two", ""),
    ],
)
def test_only_the_words_of_another_text_are_left_of_a_text(text, other, kept):
    assert with_words_of(text, other) == kept
