"""Words are compared the way a person reads them, and found on a page as whole words."""
# ruff: noqa: RUF001 - look-alike characters are the subject

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.words import fold, says

ALIKE = [
    ("Submit", "SUBMIT"), ("Straße", "STRASSE"), ("don’t", "don't"), ("l´adresse", "l'adresse"), ("„KI“", '"KI"'),
    ("«KI»", "“KI”"), ("e‑mail", "e-mail"), ("a – b", "a - b"), ("a ﹘ b", "a - b"),
    ("Adresse e-mail", "Adresse\u00a0e-mail"),
    ("Adresse e-mail", "  Adresse \n\t e-mail  "), ("Ｅｍａｉｌ", "email"), ("Mehr…", "mehr..."), ("ﬁn", "fin"),
    ("Adres\u00adse", "Adresse"), ("\u200eEmail\u200f", "Email"), ("❤️ AI", "❤ AI"), ("Send \uf1d8", "Send"),
    ("\uf1d8Send\U000f0a2bnow", "Send now"), (unicodedata.normalize("NFD", "Übermitteln"), "Übermitteln"),
    ("İstanbul", unicodedata.normalize("NFD", "İstanbul")), ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
]  # fmt: skip
APART = [
    ("Email", "Emails"), ("Email", "E mail"), ("resume", "résumé"), ("* Email", "Email"), ("Email", "Email (work)"),
    ("", "a"),
]  # fmt: skip
MARKS = [
    "*", " *", ":", " :", "\u00a0:", " *:", "**", " (optional)", "(Optional)", " (OPTIONAL):", " (optional) *",
    " （optional）", " (facultatif)", " (freiwillig)", " (facoltativo)", " (opcional)", " (optioneel)", " (opcjonalne)",
    " (nieobowiązkowe)", " (valgfrit)", " (valfritt)", " (valinnainen)",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_a_person_reads_alike_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_texts_that_a_person_reads_apart_fold_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("mark", MARKS)
def test_the_mark_that_a_form_hangs_on_a_label_is_not_part_of_the_words(mark):
    assert fold("Comment" + mark) == "comment"


def test_a_text_of_marks_alone_folds_to_nothing():
    assert fold(" * (optional): ") == ""


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_depend_on_how_accents_are_written(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_a_long_hostile_text_is_folded_in_a_moment():
    # 4 s for a tenth of this when the marks were cut by a regular expression.
    assert fold("*" * 200_000 + "x").endswith("*x")


# fmt: off
FOUND = [
    *((text, ["merci", "Thank you"], "Thank you") for text in (
        "Thank you", "…and so we THANK\u00a0YOU, again.", "thank\n   you!", "(thank you)", "“Thank you”",
        "we thank you (optional)")),
    *((text, ["Thank you"], None)
      for text in ("thank yourself", "thank  the you", "xthank you", "thank you_", "", "thankyou")),
    ("a b c", ["C", "B"], "C"),
    ("Thank you.", ["thank you."], "thank you."), ("Thank you", ["thank you."], None),
    ("anything", [], None),
    *(("a - b * (optional) : c", [phrase], None) for phrase in ("*", "(optional)", ":", "\u00ad", " ")),
]
# fmt: on


@pytest.mark.parametrize(("text", "phrases", "found"), FOUND)
def test_a_page_says_the_first_phrase_that_it_shows_as_whole_words(text, phrases, found):
    assert says(text, phrases) == found


@given(st.text(), st.text())
def test_the_words_around_a_phrase_do_not_hide_it(before, after):
    assert says(f"{before} thank you {after}", ["thank you"]) == "thank you"
