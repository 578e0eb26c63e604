"""What labels say, as data: a list for each official language, and no word that says two things at once."""

from itertools import combinations
from typing import get_args

import pytest

from optout.flow.labels import Says, is_consent, is_sentence, languages, said_of
from optout.flow.vocabulary import Vocabulary

OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
SAID = [
    ("E-Mail-Adresse", "de", {"email", "place"}),
    ("E-Mail-Adresse", "en", {"email"}),
    ("Adresse", "", {"place"}),
    ("E-Mail wiederholen", "de", {"email", "again"}),
    ("E-mail (name@example.eu)", "en", {"email"}),
    ("Message (no phone numbers)", "en", {"message"}),
    ("Phone number", "en", {"phone", "other"}),
    ("Subject of your message", "en", {"message", "other"}),
    ("Leave this field blank", "en", {"empty"}),
    ("Leave this field blank: e-mail", "en", {"empty"}),
    ("Waar mogen we u mailen?", "nl", {"email"}),
    ("Utemeljite svoj zahtevek", "sl", {"message"}),
    ("Erősítse meg e-mail-címét", "hu", {"email", "again"}),
    ("Ξ", "el", set()),
    # what may be given in place of an address does not speak against it
    ("Your e-mail or phone number", "en", {"email"}),
    ("E-Mail/Telefon", "de", {"email"}),
    ("Numéro de téléphone ou adresse e-mail", "fr", {"email"}),
    ("E-mailadres of postadres", "nl", {"email"}),
    ("Subject or message", "en", {"message", "other"}),
    ("Username or e-mail", "en", {"email", "other"}),  # a field to sign in with
    ("Is this about your e-mail or your phone?", "en", {"email", "phone"}),
    ("Phone number for those who have no e-mail or who would like to be called", "en", {"email", "phone", "other"}),
]
CONSENTS = [
    ("I agree to the terms", "en", True),
    ("I have read the privacy policy", "en", True),
    ("Ich willige in die Verarbeitung ein", "de", True),
    ("J\u2019ai lu la politique de confidentialité", "fr", True),
    ("Súhlasím so spracovaním údajov", "sk", True),
    ("Acepto la política de privacidad", "", True),
    ("Remember me", "en", False),
    ("Send me a copy", "en", False),
    ("Prefiero el correo postal", "es", False),
    ("", "en", False),
]


@pytest.mark.parametrize(("label", "language", "says"), SAID)
def test_a_label_says_what_its_words_do(label, language, says):
    assert said_of(label, language) == says


@pytest.mark.parametrize(("label", "language", "consents"), CONSENTS)
def test_the_label_of_a_box_says_that_something_is_agreed_to(label, language, consents):
    assert is_consent(label, language) is consents


def test_every_official_language_is_known():
    assert sorted(languages()) == sorted(OFFICIAL.split())


@pytest.mark.parametrize("language", sorted(languages()))
def test_each_list_of_a_language_says_one_thing(language):
    shipped = Vocabulary("labels.toml").languages()[language]
    assert {*get_args(Says)} <= shipped.keys()
    assert all(shipped.values())
    for one, other in combinations(shipped, 2):
        assert not {*shipped[one]} & {*shipped[other]}


def test_a_sentence_is_longer_than_a_name():
    assert not is_sentence("Reason for your objection (at most 500 characters, please, and no links)")
    assert is_sentence("Please tell us how the use of your pictures impacts you")
