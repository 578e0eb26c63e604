"""The letter of an objection: it says what the file and the person say, in three languages, and makes nothing up."""

import re
from datetime import date
from typing import get_args

import pytest
from tests.evidence.papers import elements, flat, pages

from optout.evidence.objection_letter import ObjectionLetter, objection_text, print_objection
from optout.evidence.wording import template
from optout.flow.recipient import anyone, find_recipient, shipped_letters
from optout.settings import Lang

LANGUAGES = get_args(Lang)
TABLES = {language: template("objection", language) for language in LANGUAGES}
GROUNDS = "I wrote there about my illness.\n\nMy family reads it."


def written(name="reddit", language="en", **more):
    given = {"known_as": "ada_l", "email": "ada@example.eu", "grounds": GROUNDS, **more}
    recipient = find_recipient(name).recipient
    address = recipient.contacts[0].address
    return ObjectionLetter(recipient, address, language, date(2026, 11, 27), **given)


def text(*given, **named):
    return flat(objection_text(written(*given, **named)))


RIGHTS = {
    "en": (
        "Article 21(1) GDPR",
        "within one month of receiving this letter",
        "Article 12(3) GDPR",
        "Pending the verification whether your legitimate grounds override mine, restrict the processing",
        "Article 18(1)(d) GDPR",
        "no overriding legitimate grounds",
        "Article 17(1)(c) GDPR",
        "each recipient to whom the personal data have been disclosed",
        "Article 19 GDPR",
        "Article 77 GDPR",
    ),
    "fr": (
        "article 21, paragraphe 1, du RGPD",
        "dans un délai d'un mois à compter de la réception de cette lettre",
        "article 12, paragraphe 3, du RGPD",
        "Pendant la vérification portant sur le point de savoir si vos motifs légitimes prévalent sur les miens",
        "article 18, paragraphe 1, point d), du RGPD",
        "s'il n'existe pas de motif légitime impérieux pour ce traitement",
        "article 17, paragraphe 1, point c), du RGPD",
        "à chaque destinataire auquel les données ont été communiquées",
        "article 19 du RGPD",
        "article 77 du RGPD",
    ),
    "de": (
        "Art. 21 Abs. 1 DSGVO",
        "innerhalb eines Monats nach Eingang dieses Schreibens",
        "Art. 12 Abs. 3 DSGVO",
        "solange noch nicht feststeht, ob Ihre berechtigten Gründe gegenüber meinen überwiegen",
        "Art. 18 Abs. 1 Buchst. d DSGVO",
        "keine vorrangigen berechtigten Gründe für die Verarbeitung vorliegen",
        "Art. 17 Abs. 1 Buchst. c DSGVO",
        "allen Empfängern mit, denen die Daten offengelegt wurden",
        "Art. 19 DSGVO",
        "Art. 77 DSGVO",
    ),
}
DATED = {"en": "Written on 27 November 2026", "fr": "Rédigée le 27 novembre 2026", "de": "am 27. November 2026"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_to_whom_what_and_by_which_right_in_the_language(language):
    other = {"en": "RGPD|DSGVO", "fr": "GDPR|DSGVO", "de": "GDPR|RGPD"}[language]
    for name in shipped_letters():
        letter = written(name, language)
        said, own = text(name, language), letter.recipient.said_in(language)
        for part in (
            letter.recipient.controller, letter.address, flat(own.processing), DATED[language], *RIGHTS[language],
            "ada_l", "ada@example.eu", "I wrote there about my illness.", "My family reads it.",
        ):  # fmt: skip
            assert part in said
        # What is told to the person of the objection is not said to the controller.
        assert flat(own.covers) not in said
        assert flat(own.not_covered) not in said
        assert not re.search(other, said)


def test_only_slack_is_written_to_as_somebody_and_under_a_subject_of_its_own():
    for language in LANGUAGES:
        writer = TABLES[language]["writer"].partition("{")[0]
        assert [name for name in shipped_letters() if writer in text(name, language)] == ["slack"]
        subjects = {name: written(name, language).subject for name in shipped_letters()}
        assert subjects.pop("slack") == "Slack Global model opt-out request"
        assert subjects.pop("deepseek-objection") == "Data Subject Request"
        assert {flat(subject) for subject in subjects.values()} == {flat(TABLES[language]["title"])}


def test_grounds_that_nobody_gave_are_lines_to_write_on():
    for language in LANGUAGES:
        lines = objection_text(written("reddit", language, grounds=None)).splitlines()
        at = lines.index(TABLES[language]["grounds"])
        assert lines[at + 1 : at + 6] == ["...", "...", "...", "...", ""]
        assert flat(TABLES[language]["mine"]) not in text("reddit", language, grounds=None)


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
    assert [value for _, value in letter.own()] == told
    quoted = [value for part in letter.parts() for _, value in part.quotes]
    assert quoted == told


def test_what_the_person_objects_to_in_their_own_words_takes_the_place_of_the_file_s():
    said = text("reddit", processing="the reading of my messages.")
    assert "It is this processing: the reading of my messages. My account" in said
    assert "to train artificial intelligence" not in said


def test_whoever_the_person_names_gets_the_same_letter():
    to = anyone("Example GmbH").recipient
    said = flat(objection_text(ObjectionLetter(to, "1 Street, Bonn", "de", date(2026, 11, 27), known_as="4711")))
    assert said.startswith("An: Example GmbH, 1 Street, Bonn ")
    assert "zum Training oder zur Verbesserung künstlicher Intelligenz" in said


def test_on_paper_it_has_the_same_words_and_a_place_to_sign(page):
    for language in LANGUAGES:
        letter = written("reddit", language)
        pdf = print_objection(page, letter)
        said = " ".join(pages(pdf))
        for part in letter.parts():
            for sentence in (part.heading, *part.sentences):
                assert flat(sentence) in said
        assert len(pages(pdf)) == 1
        assert TABLES[language]["signature"] in said
        assert TABLES[language]["place_and_date"] in said
        assert [tag for tag, _, _ in elements(pdf)].count("H1") == 1


def test_what_the_person_wrote_is_text_and_nothing_else(page):
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    grounds = "<img src='https://example.eu/x.png'><script>fetch('https://example.eu')</script> \u202eabc"
    said = " ".join(pages(print_objection(page, written(grounds=grounds))))
    assert "<img src='https://example.eu/x.png'>" in said
    assert "\u202e" not in objection_text(written(grounds=grounds))
    assert asked == []
