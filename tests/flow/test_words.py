"""Words are compared as a person reads them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.words import as_pattern, find_phrase, fold, has_word, vocabulary, word_pattern

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


VOCABULARIES = ("answers", "buttons", "labels")
ENTRIES = sorted(
    {
        word
        for name in VOCABULARIES
        for meanings in vocabulary(name).values()
        for words in meanings.values()
        for word in words
    }
)


def test_an_entry_of_a_vocabulary_is_written_folded_but_for_its_capitals():
    # The bar keeps a star at the end of an entry, which would be folded away.
    assert [word for word in ENTRIES if word.casefold() != fold(f"{word}|").removesuffix("|")] == []


def text_with(entry):
    """Return a folded text that an entry of a vocabulary fits."""
    return fold(entry.replace("*", "x").replace(" ~ ", " y "))


def test_each_entry_of_a_vocabulary_fits_a_text_that_has_its_words():
    assert [word for word in ENTRIES if not re.fullmatch(as_pattern(word), text_with(word))] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_words_left_out_of_a_pattern_are_those_that_a_text_does_not_have(name):
    languages = tuple(vocabulary(name))
    meanings = {meaning for words in vocabulary(name).values() for meaning in words}
    texts = [text_with(word) for word in ENTRIES]
    for meaning in sorted(meanings):
        words = {
            word for language in vocabulary(name).values() for word in language.get(meaning, ())
        }
        every = re.compile(rf"(?<!\w)(?:{'|'.join(map(as_pattern, sorted(words)))})(?!\w)")
        # In the other texts a pattern with fewer words finds nothing either.
        matching = filter(every.search, texts)
        differing = [
            text
            for text in matching
            if find(every, text) != find(word_pattern(name, meaning, languages, text), text)
        ]
        assert differing == []


@pytest.mark.parametrize("text", ["", "nothing of it"])
def test_a_text_without_any_letters_of_a_word_has_none(text):
    assert not has_word(text, "buttons", "send", ("de",))


def find(pattern, text):
    match = pattern.search(text)
    return match and match[0]
