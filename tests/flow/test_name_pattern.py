"""The pattern that carries the folding into the browser says the same as `fold`, in Python and in JavaScript."""
# ruff: noqa: RUF001 - look-alike characters are the subject

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optout.browser.locate import named
from optout.flow.words import fold, name_pattern

PHRASES = [
    "Email address",
    "Adresse e-mail",
    "E-Mail-Adresse",
    "Straße und Hausnummer",
    "Explique-nous l’effet de ce traitement",
    "Spiegaci che impatto ha su di te",
    "Opõe-te à utilização das tuas informações",
    "Wyślij zgłoszenie",
    "Lähetä",
    "Бутон за изпращане",
    "Υποβολή ένστασης",
    "Bezieht sich deine Anfrage auf „KI bei Meta“?",
    "Plus…",
    "N.º de telefone",
    "Meta AI™ (beta)",
    "a/b >> c [d] \\ e$ ^f| {2} * `g` #h %20 'i' \"j\" + k",
]
MARKS = ["", "*", " *", " :", "\u00a0*", " (optional)", " (freiwillig) *", " (facultatif) :"]


def compiled(*phrases):
    return re.compile(name_pattern(phrases), re.IGNORECASE)


def spaced(draw, character):
    return draw(st.sampled_from([" ", "\u00a0", "  ", "\n ", " \u200b ", "\u3000"])) if character == " " else character


def quoted(draw, character):
    alike = next((kind for kind in ("'’‘`´", '"“”„«»', "-‐‑–—−") if character in kind), character)
    return draw(st.sampled_from(alike))


def cased(draw, character):
    return draw(st.sampled_from([character, character.upper(), character.lower()]))


def widened(draw, character):
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" and draw(st.booleans()) else character


def decomposed(draw, character):
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), character)


def hyphenated(draw, character):
    return character + draw(st.sampled_from(["", "", "", "\u00ad", "\u200b"]))


def sharp(draw, text):
    return text.replace("ss", "ß") if draw(st.booleans()) else text.replace("ß", "ss")


@st.composite
def spellings(draw, phrase):
    """Give the phrase as a page may spell it, or something close to it that it is not."""
    text = sharp(draw, phrase)
    disguises = draw(st.sets(st.sampled_from([spaced, quoted, cased, widened, decomposed, hyphenated])))
    for disguise in (d for d in (spaced, quoted, cased, widened, decomposed, hyphenated) if d in disguises):
        text = "".join(disguise(draw, character) for character in clusters(text))
    cut = draw(st.sampled_from([None, None, slice(1, None), slice(None, -1), slice(2)]))
    edge = draw(st.sampled_from(["", "\u200e", " ", "x"]))
    return edge + (text if cut is None else text[cut]) + draw(st.sampled_from(MARKS))


def clusters(text):
    """Split into characters, each with the accents that follow it."""
    found = []
    for character in text:
        if found and (unicodedata.combining(character) or not found[-1].strip("\u00ad\u200b")):
            found[-1] += character
        else:
            found.append(character)
    return found


@st.composite
def phrases_and_spellings(draw):
    phrase = draw(st.sampled_from(PHRASES))
    return phrase, draw(spellings(phrase))


@settings(max_examples=400)
@given(phrases_and_spellings())
def test_the_pattern_matches_exactly_what_folds_alike(pair):
    phrase, spelling = pair
    assert bool(compiled(phrase).search(spelling)) == (fold(spelling) == fold(phrase))


@given(st.text(st.characters(exclude_categories=["Cf", "Cs"], exclude_characters="\ufe0e\ufe0f")))
def test_every_phrase_matches_itself_as_it_is_written(phrase):
    assert not fold(phrase) or compiled(phrase).search(unicodedata.normalize("NFC", phrase))


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_not_found_inside_a_longer_name(phrase):
    pattern = compiled(phrase)
    assert not pattern.search(f"{phrase} now")
    assert not pattern.search(f"not {phrase}")
    assert not pattern.search("")


@pytest.mark.parametrize("phrases", [[], ["*"], ["(optional)", ":"]])
def test_a_pattern_of_no_words_matches_nothing_not_even_a_nameless_element(phrases):
    pattern = compiled(*phrases)
    assert not any(map(pattern.search, ["", " ", "*", "a"]))


def test_each_of_several_phrases_matches():
    pattern = compiled("Yes", "Ja", "Sì")
    assert all(map(pattern.search, ["yes", "JA *", "sì"]))
    assert not pattern.search("yes ja")


def test_an_emoji_is_found_as_it_is_written():
    assert compiled("❤️ AI ❤️").search("❤️ AI ❤️")


def test_a_soft_hyphen_between_two_s_does_not_hide_a_word():
    assert compiled("Adresse").search("Adres\u00adse")


def test_a_long_hostile_name_is_answered_in_a_moment():
    pattern = compiled(*PHRASES)
    for part in ("*", " ", "\u200b", "\ufeff ", "(optional)", "* "):
        assert not pattern.search(part * 20_000 + "x")
        assert not pattern.search("Email address" + part * 20_000 + "x")


BUTTONS = """names => document.body.replaceChildren(...names.map((name, number) => {
    const button = document.createElement("button");
    button.id = number;
    if (number % 2) button.textContent = name; else button.ariaLabel = name;
    return button;
}))"""


def test_a_real_browser_finds_by_the_pattern_what_folds_alike(page):
    pairs = {(phrase, phrase) for phrase in PHRASES}

    @settings(max_examples=250)
    @given(phrases_and_spellings())
    def collect(pair):
        pairs.add(pair)

    collect()
    names = sorted({name for _, name in pairs})
    page.evaluate(BUTTONS, names)
    for phrase in PHRASES:
        found = page.locator(named("button", (phrase,))).evaluate_all("all => all.map(one => +one.id)")
        assert found == [number for number, name in enumerate(names) if fold(name) == fold(phrase)], phrase


def test_a_real_browser_finds_no_nameless_button_by_a_pattern_of_no_words(page):
    page.set_content("<button></button><button>*</button>")
    assert page.locator(named("button", ())).count() == 0
    assert page.locator(named("button", ("*",))).count() == 0
