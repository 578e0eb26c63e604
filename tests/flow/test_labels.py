"""What labels and buttons say, as data: a list for each official language, and no word that says two things at once."""

from itertools import combinations
from typing import get_args

import pytest

from optout.flow.labels import (
    Does,
    Says,
    asks_to_send,
    is_consent,
    is_sentence,
    languages,
    said_by,
    said_of,
    vocabulary,
)

OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
SAID = [
    ("E-Mail-Adresse", "de", {"email", "place"}), ("E-Mail-Adresse", "en", {"email"}), ("Adresse", "", {"place"}),
    ("E-Mail wiederholen", "de", {"email", "again"}), ("E-mail (name@example.eu)", "en", {"email"}),
    ("Message (no phone numbers)", "en", {"message"}), ("Phone number", "en", {"phone", "other"}),
    ("Subject of your message", "en", {"message", "other"}), ("Leave this field blank", "en", {"empty"}),
    ("Leave this field blank: e-mail", "en", {"empty"}), ("Waar mogen we u mailen?", "nl", {"email"}),
    ("Utemeljite svoj zahtevek", "sl", {"message"}), ("Erősítse meg e-mail-címét", "hu", {"email", "again"}),
    ("Ξ", "el", set()), ("Your e-mail or phone number", "en", {"email"}), ("E-Mail/Telefon", "de", {"email"}),
    ("Numéro de téléphone ou adresse e-mail", "fr", {"email"}), ("E-mailadres of postadres", "nl", {"email"}),
    ("Subject or message", "en", {"message", "other"}), ("Username or e-mail", "en", {"email", "other"}),
    ("Is this about your e-mail or your phone?", "en", {"email", "phone"}),
    ("Phone number for those who have no e-mail or who would like to be called", "en", {"email", "phone", "other"}),
]  # fmt: skip
CONSENTS = [
    ("I agree to the terms", "en", True), ("I have read the privacy policy", "en", True),
    ("Ich willige in die Verarbeitung ein", "de", True), ("J\u2019ai lu la politique de confidentialité", "fr", True),
    ("Súhlasím so spracovaním údajov", "sk", True), ("Acepto la política de privacidad", "", True),
    ("Remember me", "en", False), ("Send me a copy", "en", False), ("Prefiero el correo postal", "es", False),
    ("", "en", False),
]  # fmt: skip
DOES = [
    ("Submit", "en", {"send"}), ("Submit request", "en", {"send"}), ("Send →", "en", {"send"}),
    ("SEND", "", {"send"}), ("Skicka begäran", "sv", {"send"}), ("Odeslat žádost", "cs", {"send"}),
    ("Pošalji zahtjev", "hr", {"send"}), ("Küldés", "hu", {"send"}), ("Υποβολή", "el", {"send"}),
    ("Изпращане", "bg", {"send"}), ("Saada taotlus", "et", {"send"}), ("Ibgħat", "mt", {"send"}),
    ("Cuir isteach", "ga", {"send"}), ("Next", "en", {"onward"}), ("Continue", "en", {"onward"}),
    ("Continua", "it", {"onward"}), ("Ďalej", "sk", {"onward"}), ("Jätka", "et", {"onward"}),
    ("Επόμενο", "el", {"onward"}), ("Submit and continue", "en", {"send", "onward"}), ("Cancel", "en", {"back"}),
    ("Peruuta", "fi", {"back"}), ("Zpět", "cs", {"back"}), ("Vissza", "hu", {"back"}),
    ("Reject all", "en", {"decline"}), ("Nur notwendige Cookies", "de", {"decline"}),
    ("Hylkää valinnaiset", "fi", {"decline"}), ("Odrzuć wszystkie", "pl", {"decline"}),
    ("Отказ от всички", "bg", {"decline", "back"}), ("Отказ", "bg", {"back"}),
    ("Only allow essential cookies", "en", {"decline"}),
    ("N\u2019autoriser que les cookies essentiels", "fr", {"decline"}),
    ("Nur die technisch notwendigen", "de", {"decline"}), ("Only what one finds essential", "en", set()),
    ("Zamknij", "pl", {"close"}), ("Close", "en", {"close"}), ("✕", "", {"close"}), ("\u00d7", "fr", {"close"}),
    ("X", "", {"close"}), ("Weiter", "en", {"onward"}), ("Lähetä", "", {"send"}), ("", "en", set()),
    ("Yes", "en", {"affirm"}), ("OK", "en", {"affirm"}), ("Tak", "pl", {"affirm"}), ("Potvrdit", "cs", {"affirm"}),
    ("Nein", "de", {"refuse"}), ("Don't send", "en", {"send", "refuse"}), ("Nicht senden", "de", {"send", "refuse"}),
    ("Sender", "de", set()), ("Nextcloud", "en", set()), ("Save", "en", set()), ("Accept all", "en", set()),
    ("By pressing this you agree that we may send you news", "en", set()),
]  # fmt: skip
ASKED = [
    ("Do you really want to send this objection?", "en", True),
    ("Möchten Sie den Widerspruch wirklich absenden?", "de", True), ("Haluatko varmasti lähettää tämän?", "fi", True),
    ("Voulez-vous vraiment envoyer cette opposition ?", "", True),
    ("Czy na pewno chcesz wysłać sprzeciw?", "xx", True), ("Confirmer l\u2019envoi", "fr", True),
    ("Želite li doista poslati prigovor?", "hr", True), ("Delete your account?", "en", False),
    ("Cancel without sending? You can send it later", "en", False),
    ("Shall we send you news? Subscribe now", "en", False), ("Saada", "fi", False), ("", "en", False),
]  # fmt: skip


@pytest.mark.parametrize(("label", "language", "says"), SAID)
def test_a_label_says_what_its_words_do(label, language, says):
    assert said_of(label, language) == says


@pytest.mark.parametrize(("label", "language", "consents"), CONSENTS)
def test_the_label_of_a_box_says_that_something_is_agreed_to(label, language, consents):
    assert is_consent(label, language) is consents


@pytest.mark.parametrize(("name", "language", "does"), DOES)
def test_a_button_says_what_it_does(name, language, does):
    assert said_by(name, language) == does


@pytest.mark.parametrize(("question", "language", "asks"), ASKED)
def test_a_question_asks_whether_to_send(question, language, asks):
    assert asks_to_send(question, language) is asks


@pytest.mark.parametrize(("name", "kinds"), [("labels", get_args(Says)), ("buttons", get_args(Does))])
def test_every_official_language_has_all_lists_and_each_label_list_says_one_thing(name, kinds):
    shipped = vocabulary(name)
    assert sorted(shipped) == sorted(languages()) == sorted(OFFICIAL.split())
    for lists in shipped.values():
        assert {*kinds} <= lists.keys()
        assert all(lists.values())
        assert name == "buttons" or not any({*lists[one]} & {*lists[other]} for one, other in combinations(lists, 2))


def test_a_sentence_is_longer_than_a_name():
    assert not is_sentence("Reason for your objection (at most 500 characters, please, and no links)")
    assert is_sentence("Please tell us how the use of your pictures impacts you")
