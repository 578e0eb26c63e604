"""Words are compared the way a person reads them, and found on a page as whole words."""
# ruff: noqa: RUF001 - look-alike characters are the subject

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.words import fold, says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Submit", "SUBMIT"),
        ("Straße", "STRASSE"),
        ("don’t", "don't"),
        ("l´adresse", "l'adresse"),
        ("„KI“", '"KI"'),
        ("«KI»", "“KI”"),
        ("e‑mail", "e-mail"),  # a non-breaking hyphen
        ("a – b", "a - b"),
        ("Adresse e-mail", "Adresse\u00a0e-mail"),
        ("Adresse e-mail", "  Adresse \n\t e-mail  "),
        ("Ｅｍａｉｌ", "email"),  # full width
        ("Mehr…", "mehr..."),
        ("ﬁn", "fin"),
        ("Adres\u00adse", "Adresse"),
        ("\u200eEmail\u200f", "Email"),
        ("❤️ AI", "❤ AI"),
        ("Send \uf1d8", "Send"),  # a sign of an icon font, which the page draws as a picture
        ("\uf1d8Send\U000f0a2bnow", "Send now"),
        (unicodedata.normalize("NFD", "Übermitteln"), "Übermitteln"),
        ("İstanbul", unicodedata.normalize("NFD", "İstanbul")),
        ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
    ],
)
def test_texts_that_a_person_reads_alike_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Email", "Emails"),
        ("Email", "E mail"),
        ("resume", "résumé"),
        ("* Email", "Email"),
        ("Email", "Email (work)"),
        ("", "a"),
    ],
)
def test_texts_that_a_person_reads_apart_fold_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "mark",
    [
        "*",
        " *",
        ":",
        " :",
        "\u00a0:",
        " *:",
        "**",
        " (optional)",
        "(Optional)",
        " (OPTIONAL):",
        " (optional) *",
        " （optional）",
        " (facultatif)",
        " (freiwillig)",
        " (facoltativo)",
        " (opcional)",
        " (optioneel)",
        " (opcjonalne)",
        " (nieobowiązkowe)",
        " (valgfrit)",
        " (valfritt)",
        " (valinnainen)",
    ],
)
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


@pytest.mark.parametrize(
    "text",
    [
        "Thank you",
        "…and so we THANK\u00a0YOU, again.",
        "thank\n   you!",
        "(thank you)",
        "“Thank you”",
        "we thank you (optional)",
    ],
)
def test_a_page_says_a_phrase_when_it_shows_it_as_whole_words(text):
    assert says(text, ["merci", "Thank you"]) == "Thank you"


@pytest.mark.parametrize("text", ["thank yourself", "thank  the you", "xthank you", "thank you_", "", "thankyou"])
def test_a_page_does_not_say_a_phrase_that_is_only_part_of_its_words(text):
    assert says(text, ["Thank you"]) is None


def test_the_first_phrase_that_is_there_is_given_as_the_flow_writes_it():
    assert says("a b c", ["C", "B"]) == "C"


def test_a_phrase_ends_at_its_own_punctuation():
    assert says("Thank you.", ["thank you."]) == "thank you."
    assert says("Thank you", ["thank you."]) is None


def test_a_page_says_nothing_when_there_are_no_phrases():
    assert says("anything", []) is None


@pytest.mark.parametrize("phrase", ["*", "(optional)", ":", "\u00ad", " "])
def test_a_phrase_of_marks_alone_is_never_said(phrase):
    assert says("a - b * (optional) : c", [phrase]) is None


@given(st.text(), st.text())
def test_the_words_around_a_phrase_do_not_hide_it(before, after):
    assert says(f"{before} thank you {after}", ["thank you"]) == "thank you"
