"""The letter of an objection: it says what the file and the person say, in three languages, and
makes nothing up.
"""

import re
from datetime import date
from typing import get_args

import pytest
from tests.evidence.papers import elements, flat, pages

from optout.flow.recipient import anyone, find_recipient, shipped_letters
from optout.letters import objection_sentences as letter_says
from optout.letters.letter import ObjectionLetter
from optout.outcome import gaps
from optout.settings import Lang
from optout.translation import translate

LANGUAGES = get_args(Lang)
GROUNDS = "I wrote there about my illness.\n\nMy family reads it."


def written(name="reddit", language="en", to=None, **more):
    given = {"known_as": "ada_l", "email": "ada@example.eu", "grounds": GROUNDS, **more}
    recipient = find_recipient(name).recipient
    address = to or recipient.contacts[0].address
    return ObjectionLetter(recipient, address, language, date(2026, 11, 27), **given)


def text(*given, **named):
    return flat(written(*given, **named).text())


def says(sentence, language):
    """Return a text of the letter in a language."""
    return flat(translate(sentence, language))


WRITER = letter_says.OPENING[-1].text
CASES = {
    "usual": lambda: written("reddit"),
    "officer": lambda: written("reddit", to="1 Street, Amsterdam"),
    "writer": lambda: written("slack"),
}
"""A letter that has the sentence, by the name that the sentences call it."""
BARE = ObjectionLetter(anyone("Example GmbH").recipient, "a@example.eu", "en", date(2026, 11, 27))
"""A letter of which nothing is known that need not be."""


@pytest.mark.parametrize("sentence", letter_says.EVERY, ids=lambda sentence: sentence.text[:40])
def test_every_sentence_has_a_case_that_shows_it(sentence):
    letter = CASES[sentence.case]()
    said = sentence.written(letter, "en")
    assert said
    addressed = " ".join((*letter.addressed(), letter.dated, letter.title, letter.text()))
    assert flat(said) in flat(addressed)


def test_a_sentence_whose_facts_are_missing_is_left_out():
    left_out = {sentence.case for sentence in letter_says.EVERY if not sentence.written(BARE, "en")}
    assert left_out == {"officer", "writer"} == CASES.keys() - {"usual"}
    assert not any(gaps(line) for line in BARE.text().splitlines())


def test_the_officer_s_address_is_in_a_letter_once():
    officer = find_recipient("reddit").recipient.officer
    assert officer
    lines = [*written("reddit", to=officer.address).addressed()]
    assert [line for line in lines if officer.address in line] == [officer.address]


def test_an_account_that_nobody_named_is_a_line_to_write_on():
    lines = BARE.text().splitlines()
    at = lines.index(says(letter_says.ACCOUNT_HEADING, "en"))
    assert lines[at + 1 : at + 3] == ["...", ""]


RIGHTS = {
    "en": ("Article 21(1)", "Article 12(3)", "Article 18(1)(d)", "Article 17(1)(c)", "Article 19", "Article 77"),
    "fr": (
        "article 21, paragraphe 1", "article 12, paragraphe 3", "article 18, paragraphe 1, point d)",
        "article 17, paragraphe 1, point c)", "article 19", "article 77",
    ),
    "de": (
        "Art. 21 Abs. 1", "Art. 12 Abs. 3", "Art. 18 Abs. 1 Buchst. d", "Art. 17 Abs. 1 Buchst. c", "Art. 19",
        "Art. 77",
    ),
}  # fmt: skip
DATED = {
    "en": "Written on 27 November 2026",
    "fr": "Rédigée le 27 novembre 2026",
    "de": "am 27. November 2026",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_to_whom_what_and_by_which_right_in_the_language(language):
    other = {"en": "RGPD|DSGVO", "fr": "GDPR|DSGVO", "de": "GDPR|RGPD"}[language]
    for name in shipped_letters():
        letter = written(name, language)
        said, own = text(name, language), letter.recipient.in_language(language)
        for part in (
            letter.recipient.controller, letter.address, flat(own.processing), DATED[language], *RIGHTS[language],
            "ada_l", "ada@example.eu", "I wrote there about my illness.", "My family reads it.",
        ):  # fmt: skip
            assert part in said
        # What is told to the person of the objection is not said to the controller.
        assert flat(own.covers) not in said
        assert flat(own.not_covered) not in said
        assert not re.search(other, said)
        # Only Slack is written to as somebody, and these two under a subject of their own.
        assert (says(WRITER, language).partition("{")[0] in said) == (name == "slack")
        subject = {
            "slack": "Slack Global model opt-out request",
            "deepseek-objection": "Data Subject Request",
        }
        assert flat(letter.subject) == subject.get(name, says(letter_says.TITLE.text, language))


def test_grounds_that_nobody_gave_are_lines_to_write_on():
    for language in LANGUAGES:
        lines = written("reddit", language, grounds=None).text().splitlines()
        at = lines.index(says(letter_says.GROUNDS_HEADING, language))
        assert lines[at + 1 : at + 6] == ["...", "...", "...", "...", ""]
        assert says(letter_says.GROUNDS_LABEL, language) not in text(
            "reddit", language, grounds=None
        )


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"known_as": None}, ["ada@example.eu", GROUNDS]),
        ({"email": None}, ["ada_l", GROUNDS]),
        ({"grounds": None}, ["ada_l", "ada@example.eu"]),
    ],
)
def test_what_was_not_given_is_not_said_and_the_record_has_the_rest_word_for_word(known, told):
    letter = written(**known)
    assert [said.value for said in letter.own()] == told
    quoted = [value for part in letter.parts() for _, value in part.quotes]
    assert quoted == told


def test_what_the_person_objects_to_in_their_own_words_takes_the_place_of_the_file_s():
    said = text("reddit", processing="the reading of my messages.")
    assert "It is this processing: the reading of my messages. My account" in said
    assert "to train artificial intelligence" not in said


def test_whoever_the_person_names_gets_the_same_letter():
    to = anyone("Example GmbH").recipient
    said = flat(
        ObjectionLetter(to, "1 Street, Bonn", "de", date(2026, 11, 27), known_as="4711").text()
    )
    assert said.startswith("An: Example GmbH, 1 Street, Bonn ")
    assert "zum Training oder zur Verbesserung künstlicher Intelligenz" in said


def test_on_paper_it_has_the_same_words_and_a_place_to_sign(page):
    for language in LANGUAGES:
        letter = written("reddit", language)
        pdf = letter.printed(page)
        said = " ".join(pages(pdf))
        for part in letter.parts():
            for sentence in (part.heading, *part.sentences):
                assert flat(sentence) in said
        assert len(pages(pdf)) == 1
        assert letter.frame.signature in said
        assert letter.frame.place_and_date in said
        assert [tag for tag, _, _ in elements(pdf)].count("H1") == 1
