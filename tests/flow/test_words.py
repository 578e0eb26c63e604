"""Words are compared as a person reads them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from optout.flow.words import find_phrase, fold

ALIKE = [
    ("Submit", "SUBMIT"), ("Straße", "STRASSE"), ("don’t", "don't"), ("l´adresse", "l'adresse"), ("„KI“", '"KI"'),
    ("«KI»", "“KI”"), ("e‑mail", "e-mail"), ("a – b", "a - b"), ("Adresse e-mail", "  Adresse\u00a0\n\t e-mail  "),
    ("Ｅｍａｉｌ", "email"), ("Mehr…", "mehr..."), ("ﬁn", "fin"), ("Adres\u00adse", "Adresse"),
    ("\u200eEmail\u200f", "Email"), ("❤️ AI", "❤ AI"), ("Send \uf1d8", "Send"), ("\uf1d8Send\U000f0a2bnow", "Send now"),
    ("İstanbul", unicodedata.normalize("NFD", "İstanbul")), ("ΣΊΣΥΦΟΣ", "Σίσυφος"), (" * (optional): ", ""),
    *((f"Comment{mark}", "comment") for mark in (
        "*", " :", " ›", "→", " >", " *:", " (optional)", " (OPTIONAL):", " (optional) *", " （optional）",
        " (facultatif)", " (freiwillig)", " (valfritt)")),
]  # fmt: skip
APART = [
    ("Email", "Emails"),
    ("Email", "E mail"),
    ("resume", "résumé"),
    ("* Email", "Email"),
    ("Email", "Email (work)"),
]


def test_texts_fold_alike_that_a_person_reads_alike_and_no_others():
    assert [(one, other) for one, other in ALIKE if fold(one) != fold(other)] == []
    assert [(one, other) for one, other in APART if fold(one) == fold(other)] == []


@given(st.text())
def test_folding_changes_nothing_more_and_does_not_depend_on_how_accents_are_written(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_a_long_text_of_marks_is_folded_in_a_moment():
    # 4 s for a tenth of this when the marks were cut by a regular expression.
    assert fold("*" * 200_000 + "x").endswith("*x")


# fmt: off
FOUND = [
    *((text, ["merci", "Thank you"], "Thank you") for text in (
        "Thank you", "…and so we THANK\u00a0YOU, again.", "thank\n   you!", "(thank you)", "“Thank you”")),
    *((text, ["Thank you"], None)
      for text in ("thank yourself", "thank  the you", "xthank you", "thank you_", "", "thankyou")),
    ("a b c", ["C", "B"], "C"), ("Thank you.", ["thank you."], "thank you."), ("Thank you", ["thank you."], None),
    ("anything", [], None), *(("a - b * (optional) : c", [phrase], None) for phrase in ("*", "(optional)", "\u00ad")),
]
# fmt: on


def test_a_page_says_the_first_phrase_that_it_shows_as_whole_words():
    assert [(text, phrases, find_phrase(text, phrases)) for text, phrases, _found in FOUND] == FOUND
