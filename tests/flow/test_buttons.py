"""What a button says that it does, in the words of any official language."""

import pytest

from optout.flow.buttons import said_by

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
    ("OK", "en", set()),
    ("Sender", "de", set()),
    ("Nextcloud", "en", set()),
    ("Save", "en", set()),
    ("Accept all", "en", set()),
    ("By pressing this you agree that we may send you news", "en", set()),
]


@pytest.mark.parametrize(("name", "language", "does"), SAYS)
def test_a_button_says_what_it_does(name, language, does):
    assert said_by(name, language) == does
