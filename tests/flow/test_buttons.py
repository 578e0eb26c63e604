"""What a button says that it does, in the words of any official language."""

import pytest

from optout.flow.buttons import asks_to_send, said_by

SAYS = [
    ("Submit", "en", {"send"}),
    ("Submit request", "en", {"send"}),
    ("Send →", "en", {"send"}),
    ("SEND", "", {"send"}),
    ("Skicka begäran", "sv", {"send"}),
    ("Odeslat žádost", "cs", {"send"}),
    ("Pošalji zahtjev", "hr", {"send"}),
    ("Küldés", "hu", {"send"}),
    ("Υποβολή", "el", {"send"}),
    ("Изпращане", "bg", {"send"}),
    ("Saada taotlus", "et", {"send"}),
    ("Ibgħat", "mt", {"send"}),
    ("Cuir isteach", "ga", {"send"}),
    ("Next", "en", {"onward"}),
    ("Continue", "en", {"onward"}),
    ("Continua", "it", {"onward"}),
    ("Ďalej", "sk", {"onward"}),
    ("Jätka", "et", {"onward"}),
    ("Επόμενο", "el", {"onward"}),
    ("Submit and continue", "en", {"send", "onward"}),
    ("Cancel", "en", {"back"}),
    ("Peruuta", "fi", {"back"}),
    ("Zpět", "cs", {"back"}),
    ("Vissza", "hu", {"back"}),
    ("Reject all", "en", {"decline"}),
    ("Nur notwendige Cookies", "de", {"decline"}),
    ("Hylkää valinnaiset", "fi", {"decline"}),
    ("Odrzuć wszystkie", "pl", {"decline"}),
    ("Отказ от всички", "bg", {"decline", "back"}),
    ("Отказ", "bg", {"back"}),
    ("Only allow essential cookies", "en", {"decline"}),
    ("N\u2019autoriser que les cookies essentiels", "fr", {"decline"}),
    ("Nur die technisch notwendigen", "de", {"decline"}),
    ("Only what one finds essential", "en", set()),
    ("Zamknij", "pl", {"close"}),
    ("Close", "en", {"close"}),
    ("✕", "", {"close"}),
    ("\u00d7", "fr", {"close"}),
    ("X", "", {"close"}),
    # of a page that does not say its language, or says another
    ("Weiter", "en", {"onward"}),
    ("Lähetä", "", {"send"}),
    # what says nothing, or speaks of something else
    ("", "en", set()),
    ("Yes", "en", {"affirm"}),
    ("OK", "en", {"affirm"}),
    ("Tak", "pl", {"affirm"}),
    ("Potvrdit", "cs", {"affirm"}),
    ("Nein", "de", {"refuse"}),
    ("Don't send", "en", {"send", "refuse"}),
    ("Nicht senden", "de", {"send", "refuse"}),
    ("Sender", "de", set()),
    ("Nextcloud", "en", set()),
    ("Save", "en", set()),
    ("Accept all", "en", set()),
    ("By pressing this you agree that we may send you news", "en", set()),
]


@pytest.mark.parametrize(("name", "language", "does"), SAYS)
def test_a_button_says_what_it_does(name, language, does):
    assert said_by(name, language) == does


ASKED = [
    ("Do you really want to send this objection?", "en", True),
    ("Möchten Sie den Widerspruch wirklich absenden?", "de", True),
    ("Haluatko varmasti lähettää tämän?", "fi", True),
    ("Voulez-vous vraiment envoyer cette opposition ?", "", True),  # of a page that does not say its language
    ("Czy na pewno chcesz wysłać sprzeciw?", "xx", True),
    ("Confirmer l\u2019envoi", "fr", True),
    ("Želite li doista poslati prigovor?", "hr", True),
    ("Delete your account?", "en", False),
    ("Cancel without sending? You can send it later", "en", False),
    ("Shall we send you news? Subscribe now", "en", False),
    ("Saada", "fi", False),  # which is to get something; in Estonian it is to send
    ("", "en", False),
]


@pytest.mark.parametrize(("question", "language", "asks"), ASKED)
def test_a_question_asks_whether_to_send(question, language, asks):
    assert asks_to_send(question, language) is asks
