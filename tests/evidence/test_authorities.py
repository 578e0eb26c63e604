"""The authorities are data: one for every country and Land, with a name, an address and
languages.
"""

from urllib.parse import urlsplit

import pytest

from optout.flow.countries import jurisdiction_of, lands
from optout.letters.authorities import authorities

EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
LANDS = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split()  # noqa: SIM905


def test_the_27_of_the_eu_the_eea_the_uk_and_switzerland_are_there_and_germany_by_land():
    expected = {*EU, "IS", "LI", "NO", "GB", "CH"} - {"DE"} | {f"DE-{land}" for land in LANDS}
    assert set(authorities()) == expected
    assert list(lands()) == [f"DE-{land}" for land in LANDS]


def test_the_law_of_the_uk_and_of_switzerland_is_their_own():
    others = {code: entry.regime for code, entry in authorities().items() if entry.regime != "gdpr"}
    assert others == {"GB": "uk", "CH": "ch"}


def test_every_address_of_an_authority_is_in_its_own_country():
    for code, entry in authorities().items():
        pages = [urlsplit(address).hostname for address in (entry.website, *entry.form.values())]
        for host in (*pages, *filter(None, [(entry.email or "").partition("@")[2]])):
            assert str(host).endswith(f".{code[:2].lower()}".replace(".gb", ".uk")), (code, host)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FR", "FR"), ("fr", "FR"), ("France", "FR"), ("Frankreich", "FR"), ("Allemagne", "DE"), ("Germany", "DE"),
        ("DE-BY", "DE-BY"), ("bayern", "DE-BY"), ("UK", "GB"), ("Royaume-Uni", "GB"), (" Schweiz ", "CH"),
        ("EL", "GR"), ("Griechenland", "GR"), ("US", None), ("DE-QQ", "DE"), ("Frnace", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_code_or_its_name_in_our_languages(written, code):
    assert jurisdiction_of(written) == code


def test_a_country_is_said_in_the_language_and_a_land_by_its_name():
    greece, saxony = authorities()["GR"], authorities()["DE-SN"]
    assert [greece.country(language) for language in ("en", "fr", "de")] == [
        "Greece",
        "Grèce",
        "Griechenland",
    ]
    assert saxony.country("fr") == "Sachsen"


@pytest.mark.parametrize(
    ("code", "person", "language"),
    [
        ("FR", "en", "fr"), ("DE-BY", "en", "de"), ("BE", "en", "fr"), ("BE", "de", "de"), ("LU", "en", "en"),
        ("PL", "fr", "fr"), ("CH", "fr", "fr"),
    ],
)  # fmt: skip
def test_a_letter_is_in_a_language_that_the_authority_takes_where_there_is_one(
    code, person, language
):
    assert authorities()[code].language_for(person) == language
