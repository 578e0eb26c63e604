"""Countries by their codes and names, in whatever language a list has them, and however it writes them."""

import pytest

from optout.flow.countries import ListEntry, are_countries, are_dialled, code_of, is_the_one, name_in, names_of, the_one


def entries(*texts):
    return [ListEntry(*text.split("|")) for text in texts]


@pytest.mark.parametrize(
    ("texts", "language", "are"),
    [
        ("France|1,Germany|2,Italy|3", "en", True),
        ("Ranska,Saksa,Italia", "fi", True),
        ("Ranska,Saksa,Italia", "en", True),
        ("Ξ|FR,Π|DE,Γ|IT", "xx", True),
        ("🇫🇷 France,🇩🇪 Allemagne,🇮🇹 Italie", "fr", True),
        ("France (FR),Germany (DE),Italy (IT)", "en", True),
        ("red,green,blue,FR", "en", False),
        ("choose,France,other", "en", False),
        ("Deutsch|de,Français|fr,Italiano|it", "en", False),
    ],
)
def test_most_entries_must_be_countries(texts, language, are):
    assert are_countries(entries(*texts.split(",")), language) is are


def test_numbers_to_dial_are_told_from_countries():
    assert are_dialled(entries("France (+33)", "Germany (+49)", "Italy (+39)"))
    assert not are_dialled(entries("France", "Germany", "Italy (+39)"))


def test_a_country_has_its_names_in_every_language_of_the_union_at_home_and_in_that_of_the_page():
    assert {"france", "frankreich", "ranska", "an fhrainc"} <= names_of("FR", "ja")
    assert "フランス" in names_of("FR", "ja")
    assert names_of("FR", "not a language") >= {"france"}
    assert {"norge", "noreg"} <= names_of("NO", "en")
    assert "ísland" in names_of("IS", "en")
    assert "czech republic" in names_of("CZ", "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fr", "FR"), ("FRA", "FR"), ("Frankreich", "FR"), ("la Francia", None), ("Ελλάδα", "GR"), ("EL", "GR"),
        ("uk", "GB"), ("Tschechische Republik", "CZ"), ("The Netherlands", "NL"), ("Éire", "IE"), ("nowhere", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_codes_and_its_names(text, code):
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("texts", "country", "at"),
    [
        ("Germany,France,Italy", "FR", 1),
        ("Germany,France,Italy", "France", 1),
        ("Allemagne,France,Italie", "Deutschland", 0),
        ("Saksa,Ranska,Italia", "fr", 1),
        ("Γερμανία,Γαλλία,Ιταλία", "FR", 1),
        ("Германия,Франция,Италия", "FR", 1),
        ("Deutschland,Österreich,Schweiz", "AT", 1),
        ("Ξ|DEU,Π|FRA,Γ|ITA", "FR", 1),
        ("Ξ|de,Π|fr,Γ|it", "FR", 1),
        ("🇩🇪,🇫🇷,🇮🇹", "FR", 1),
        ("🇩🇪 Deutschland,🇫🇷 Frankreich", "FR", 1),
        ("Germany (+49),France (+33)", "FR", 1),
        ("+49 Germany,+33 France", "FR", 1),
        ("Germany (DE),France (FR),Réunion (FR)", "FR", 1),
        ("DE - Germany,FR - France", "FR", 1),
        ("Germany / Deutschland,France / France", "DE", 0),
        ("Frequent: |,France|FR,Germany|DE,France|FR", "FR", 1),
        ("Germany|276,Czech Republic|203", "CZ", 1),
        ("Bosnia & Herzegovina,Bulgaria", "BA", 0),
        ("Germany,French Guiana|FR,Réunion (FR)", "FR", None),
        ("Germany,Italy", "FR", None),
        ("Atlantis,Lemuria", "Lemuria", 1),
    ],
)
def test_the_entry_of_a_country_is_found_by_what_is_surest(texts, country, at):
    assert the_one(entries(*texts.split(",")), country, "en") == at


def test_what_a_field_holds_is_a_country_or_is_not():
    assert is_the_one(ListEntry("Frankreich"), "FR", "en")
    assert not is_the_one(ListEntry("Deutschland"), "FR", "en")


def test_a_country_is_written_in_the_language_of_the_page():
    assert name_in("FR", "de-AT") == "Frankreich"
    assert name_in("FR", "") == name_in("FR", "no language") == "France"
