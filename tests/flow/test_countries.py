"""Which entry of a list is a country: by its name, by what stands beside it, or by the value that
the page keeps.
"""

import pytest

from optout.flow.countries import ListEntry, find_country


@pytest.mark.parametrize(
    ("labels", "kept", "meant"),
    [
        (("Allemagne", "France", "Réunion (FR)"), ("1", "2", "3"), 1),
        (("Allemagne", "Hexagone (FR)", "Italie"), ("1", "2", "3"), 1),
        (("Germany", "Metropolitan", "Italy"), ("DE", "FR", "IT"), 1),
        (("Allemagne", "Réunion (FR)", "Italie"), ("1", "2", "3"), None),
        (("Germany", "French Guiana", "Italy"), ("DE", "FR", "IT"), None),
        (("Germany", "Spain", "Italy"), ("DE", "ES", "IT"), None),
    ],
)
def test_a_territory_with_the_code_of_a_country_is_not_that_country(labels, kept, meant):
    assert find_country([*map(ListEntry, labels, kept)], "FR", "fr") == meant
