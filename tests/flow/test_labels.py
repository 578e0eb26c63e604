"""What labels and buttons say, as data: a list for each official language, and no word that says
two things at once.
"""

from itertools import combinations
from typing import get_args

import pytest

from optout.flow.labels import (
    Action,
    Meaning,
    actions_of_button,
    asks_to_send,
    is_consent,
    is_sentence,
    meanings_of_label,
    name_of_label,
    only_agrees,
)
from optout.flow.words import vocabulary

OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
SAID = [
    ("E-Mail-Adresse", "de", {"email", "place"}), ("E-Mail-Adresse", "en", {"email"}), ("Adresse", "", {"place"}),
    ("E-Mail wiederholen", "de", {"email", "again"}), ("E-mail (name@example.eu)", "en", {"email"}),
    ("Message (no phone numbers)", "en", {"comment"}), ("Phone number", "en", {"phone", "other"}),
    ("Subject of your message", "en", {"comment", "other"}), ("Leave this field blank: e-mail", "en", {"empty"}),
    ("Waar mogen we u mailen?", "nl", {"email"}), ("Erősítse meg e-mail-címét", "hu", {"email", "again"}),
    ("Fejn toqgħod?", "mt", {"country"}), ("Gdzie mieszkasz?", "pl", {"country"}),
    ("Kur jūs dzīvojat?", "lv", {"country"}),
    ("Cá bhfuil tú i do chónaí?", "ga", {"country"}), ("Kontaktmail", "da", {"email"}), ("Övrigt", "sv", {"comment"}),
    ("Ξ", "el", set()), ("Your e-mail or phone number", "en", {"email"}), ("E-Mail/Telefon", "de", {"email"}),
    ("Numéro de téléphone ou adresse e-mail", "fr", {"email"}), ("Username or e-mail", "en", {"email", "other"}),
    ("Is this about your e-mail or your phone?", "en", {"email", "phone"}),
    ("Phone number for those who have no e-mail or who would like to be called", "en", {"email", "phone", "other"}),
]  # fmt: skip
CONSENTS = [
    ("I agree to the terms", "en", True), ("Ich willige in die Verarbeitung ein", "de", True),
    ("J\u2019ai lu la politique de confidentialité", "fr", True), ("Acepto la política de privacidad", "", True),
    ("Remember me", "en", False), ("Send me a copy", "en", False), ("", "en", False),
]  # fmt: skip
DOES = [
    ("Submit request", "en", {"send"}), ("Send →", "en", {"send"}), ("SEND", "", {"send"}), ("Lähetä", "", {"send"}),
    ("Skicka begäran", "sv", {"send"}), ("Υποβολή", "el", {"send"}), ("Изпращане", "bg", {"send"}),
    ("Continue", "en", {"onward"}), ("Ďalej", "sk", {"onward"}), ("Submit and continue", "en", {"send", "onward"}),
    ("Cancel", "en", {"back"}), ("Отказ", "bg", {"back"}), ("Reject all", "en", {"decline"}),
    ("Nur notwendige Cookies", "de", {"decline"}), ("Отказ от всички", "bg", {"decline", "back"}),
    ("N\u2019autoriser que les cookies essentiels", "fr", {"decline"}), ("Only what one finds essential", "en", set()),
    ("Zamknij", "pl", {"close"}), ("✕", "", {"close"}), ("X", "", {"close"}), ("", "en", set()),
    ("OK", "en", {"affirm"}), ("Nein", "de", {"refuse"}), ("Don't send", "en", {"send", "refuse"}),
    ("Sender", "de", set()), ("Nextcloud", "en", set()), ("Accept all", "en", set()),
    ("By pressing this you agree that we may send you news", "en", set()),
]  # fmt: skip
ASKED = [
    ("Do you really want to send this objection?", "en", True), ("Haluatko varmasti lähettää tämän?", "fi", True),
    ("Voulez-vous vraiment envoyer cette opposition ?", "", True), ("Confirmer l\u2019envoi", "fr", True),
    ("Czy na pewno chcesz wysłać sprzeciw?", "xx", True), ("Delete your account?", "en", False),
    ("Cancel without sending? You can send it later", "en", False),
    ("Your objection will be sent now.", "en", True), ("Ihr Widerspruch wird jetzt gesendet.", "de", True),
    ("Votre opposition sera alors envoyée.", "fr", True), ("Uw bezwaar wordt nu verzonden", "nl", True),
    ("La richiesta verrà inviata", "it", True), ("Sprzeciw zostanie wysłany", "pl", True), ("It was sent", "en", False),
    ("Shall we send you news? Subscribe now", "en", False), ("Saada", "fi", False), ("", "en", False),
]  # fmt: skip


AGREES = [
    ("Yes", "en", True), ("Yes, I'm sure", "en", True), ("Confirm and send", "en", True),
    ("Bestätigen und absenden", "de", True), ("Ja, Widerspruch absenden", "de", True), ("Ja, senden", "", True),
    ("Confirm objection", "en", True), ("OK", "", True), ("Submit and continue", "en", True), ("Ja", "sv", True),
    ("Send and share", "en", False), ("Submit & pay", "en", False), ("Yes, log out", "en", False),
    ("Yes delete", "en", False), ("Senden und teilen", "en", False), ("Envoyer et partager", "fr", False),
    ("Wyślij i udostępnij", "pl", False), ("Confirm, subscribe", "en", False), ("Cancel", "en", False),
    ("Subscribe", "en", False), ("", "en", False),
]  # fmt: skip


@pytest.mark.parametrize(("label", "language", "agrees"), AGREES)
def test_a_button_that_agrees_does_nothing_else(label, language, agrees):
    assert only_agrees(label, "Send this objection?", language) is agrees


@pytest.mark.parametrize(
    ("reads", "table"),
    [
        (meanings_of_label, SAID),
        (is_consent, CONSENTS),
        (actions_of_button, DOES),
        (asks_to_send, ASKED),
    ],
)
def test_a_label_a_box_a_button_and_a_question_say_what_their_words_do(reads, table):
    assert [(text, language, reads(text, language)) for text, language, _says in table] == table


@pytest.mark.parametrize(
    ("name", "kinds"), [("labels", get_args(Meaning)), ("buttons", get_args(Action))]
)
def test_every_official_language_has_all_lists_and_each_label_list_says_one_thing(name, kinds):
    shipped = vocabulary(name)
    assert sorted(shipped) == sorted(OFFICIAL.split())
    for lists in shipped.values():
        assert {*kinds} <= lists.keys()
        assert all(lists.values())
        assert name == "buttons" or not any(
            {*lists[one]} & {*lists[other]} for one, other in combinations(lists, 2)
        )


def test_a_sentence_is_longer_than_a_name():
    assert not is_sentence(
        "Reason for your objection (at most 500 characters, please, and no links)"
    )
    assert is_sentence("Please tell us how the use of your pictures impacts you")


@pytest.mark.parametrize(
    ("label", "language", "part"),
    [
        ("Full name", "en", "full_name"),
        ("Your name *", "en", "full_name"),
        ("First name (required)", "en", "first_name"),
        ("Surname", "en", "last_name"),
        ("Vorname", "de", "first_name"),
        ("Vor- und Nachname:", "de", "full_name"),
        ("Prénom", "fr", "first_name"),
        ("Nome", "it", "first_name"),
        ("Nome", "pt", "name"),
        ("Nome", "", None),  # in Italian it is a part of the name, in Portuguese the whole
        ("Όνομα", "el", "first_name"),
        ("Το όνομά σας", "el", "full_name"),
        ("Company name", "en", None),
        ("Username", "en", None),
        ("Name of your pet", "en", None),
        ("Name", "de", "name"),
        ("Nom", "fr", "name"),
        ("Nom", "ca", None),  # the first name in Catalan, a language that is not known
        ("Name (Company)", "en", None),
        ("Name (leave this field empty)", "en", None),
        ("Name – Unternehmen", "de", None),
        ("First name (of the child)", "en", None),
        ("Email", "en", None),
    ],
)
def test_a_label_asks_for_a_name_only_by_its_whole_words(label, language, part):
    assert name_of_label(label, language) == part


def test_no_word_means_two_parts_of_a_name_in_one_language():
    assert sorted(vocabulary("names")) == sorted(OFFICIAL.split())
    for language, words in vocabulary("names").items():
        entries = [entry for part in words.values() for entry in part]
        assert len(entries) == len({*entries}), language
