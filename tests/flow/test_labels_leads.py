"""What a link or button leads to, by its words, in any official language; and what is never pressed on the way."""

import pytest

from optout.flow.labels import leads_of_label
from optout.flow.words import fold, vocabulary

OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
LEADS = [
    ("Settings", "en", {"settings"}), ("Privacy settings", "en", {"privacy", "settings"}),
    ("Profile", "en", {"account"}), ("Data controls", "en", {"data", "settings"}),
    ("AI training", "en", {"training"}), ("Right to object", "en", {"object"}),
    ("Datenschutz", "de", {"privacy"}), ("Kontoeinstellungen", "de", {"settings"}), ("Widerspruch", "de", {"object"}),
    ("Confidentialité", "fr", {"privacy"}), ("Paramètres", "en", {"settings"}), ("Prywatność", "pl", {"privacy"}),
    ("Настройки", "bg", {"settings"}), ("Ρυθμίσεις", "el", {"settings"}), ("Bezwaar maken", "nl", {"object"}),
    ("Entrenamiento de IA", "es", {"training"}), ("Tekoälyn kouluttaminen", "fi", {"training"}),
    ("Home", "en", set()), ("Messages", "en", set()), ("", "en", set()),
    ("By using your account you accept our privacy rules", "en", set()),
]  # fmt: skip
NOT_PRESSED = [
    ("Delete account", "en"), ("Log out of your account", "en"), ("Download your data", "en"), ("Share profile", "en"),
    ("Privacy policy", "en"), ("Cookie settings", "en"), ("Create account", "en"), ("Payment settings", "en"),
    ("Konto löschen", "de"), ("Datenschutzerklärung", "de"), ("Profil teilen", "de"), ("Daten exportieren", "de"),
    ("Supprimer le compte", "fr"), ("Politique de confidentialité", "fr"), ("Se déconnecter du compte", "fr"),
    ("Usuń konto", "pl"), ("Cerrar sesión en la cuenta", "es"), ("Radera konto", "sv"), ("Изтриване на профила", "bg"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "language", "leads"), LEADS)
def test_a_label_says_what_it_leads_of_label(label, language, leads):
    assert leads_of_label(label, language) == leads


@pytest.mark.parametrize(("label", "language"), NOT_PRESSED)
def test_what_does_more_than_lead_on_or_leads_to_a_text_leads_nowhere(label, language):
    assert leads_of_label(label, language) == set()


def test_every_official_language_has_words_for_each_key():
    languages = vocabulary("navigation")
    assert set(languages) == set(OFFICIAL.split())
    assert {tuple(words) for words in languages.values()} == {tuple(languages["en"])}


@pytest.mark.parametrize("language", OFFICIAL.split())
def test_no_word_both_leads_on_and_is_never_pressed(language):
    words = vocabulary("navigation")[language]
    never = {*words["never"], *words["document"]}
    leading = {
        word
        for key, entries in words.items()
        if key not in ("never", "document")
        for word in entries
    }
    assert never.isdisjoint(leading)
    whole_words = {word.strip("*").casefold() for word in leading | never}
    assert all(word == fold(word) for word in whole_words)
