"""Countries by their codes and names, in whatever language a list has them."""

import pytest

from optout.browser.targets import are_countries, names_of


@pytest.mark.parametrize(
    ("entries", "language", "are"),
    [
        ([("France", "1"), ("Germany", "2"), ("Italy", "3")], "en", True),
        ([("Ranska", ""), ("Saksa", ""), ("Italia", "")], "fi", True),
        ([("Ranska", ""), ("Saksa", ""), ("Italia", "")], "en", True),
        ([("Ξ", "FR"), ("Π", "DE"), ("Γ", "IT")], "xx", True),
        ([("red", ""), ("green", ""), ("blue", ""), ("FR", "")], "en", False),
        ([("choose", ""), ("France", ""), ("other", "")], "en", False),
    ],
)
def test_most_entries_must_be_countries(entries, language, are):
    assert are_countries(entries, language) is are


def test_a_country_has_its_names_in_every_language_of_the_union_and_in_that_of_the_page():
    assert {"france", "frankreich", "ranska", "an fhrainc"} <= names_of("FR", "ja")
    assert "フランス" in names_of("FR", "ja")
    assert names_of("FR", "not a language") >= {"france"}
