"""The authorities are data: complete, and never more certain than they are."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from optout.evidence import supervisor
from optout.evidence.supervisor import GERMANY, Fact, Regime, Supervisor, code_of, lands, language_for, supervisors

ROOT = Path(__file__).parents[2]
RAW = tomllib.loads(Path(supervisor.__file__).with_name("supervisors.toml").read_text("utf-8"))["authority"]


def told(entry):
    """Give the tables of an entry that are facts."""
    for key, value in entry.items():
        if key not in {"code", "place", "regime"}:
            yield from value if isinstance(value, list) else [value]


EU = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
    "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
)  # fmt: skip
LANDS = (
    "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST",
    "SH", "TH",
)  # fmt: skip


def test_the_27_of_the_eu_the_eea_the_uk_and_switzerland_are_there_and_germany_by_land():
    assert len(EU) == 27
    expected = {*EU, "IS", "LI", "NO", "GB", "CH"} - {GERMANY} | {f"DE-{land}" for land in LANDS}
    assert set(supervisors()) == expected
    assert list(lands()) == [f"DE-{land}" for land in LANDS]


def test_the_law_of_the_uk_and_of_switzerland_is_their_own():
    others = {code: entry.regime for code, entry in supervisors().items() if entry.regime is not Regime.GDPR}
    assert others == {"GB": Regime.UK, "CH": Regime.CH}


# How well each fact is known


def test_no_fact_is_checked_that_no_person_has_checked():
    assert [code for code, entry in supervisors().items() if entry.checked_on] == []
    assert [code for code, entry in supervisors().items() for fact in entry.facts() if fact.checked_on] == []


def test_an_authority_is_checked_once_each_of_its_facts_is_and_since_the_first_of_them():
    entry = supervisors()["EE"].model_dump()
    for number, name in enumerate(("name", "website", "post", "email", "languages"), start=1):
        assert Supervisor.model_validate(entry).checked_on is None
        entry[name]["checked_on"] = date(2027, 1, number)
    assert Supervisor.model_validate(entry).checked_on == date(2027, 1, 1)


def test_every_fact_has_its_grade_and_its_source_and_none_is_better_than_its_source():
    facts = [fact for entry in supervisors().values() for fact in entry.facts()]
    assert len(facts) > 400
    assert {fact.grade for fact in facts} == {"A", "A-old", "B", "C", "?"}
    for raw in (entry for entry in RAW for entry in told(entry)):
        assert {"says", "grade", "source"} <= set(raw), raw


@pytest.mark.parametrize(
    ("source", "grade", "as_of", "fine"),
    [
        ("own", "A", None, True), ("own", "A", "2021-02", True), ("own", "A", "2018", False),
        ("own", "A-old", "2018", True), ("own", "A-old", None, True), ("own", "A-old", "2021-02", False),
        ("law", "A", None, True), ("list", "B", "2018-07", True), ("list", "A", None, False),
        ("platform", "B", "2024-10", True), ("generator", "B", None, False), ("notices", "C", None, True),
        ("guides", "C", None, True), ("guides", "A", None, False), ("general", "?", None, True),
        ("general", "C", None, False), ("own", "A", "26", False),
    ],
)  # fmt: skip
def test_a_grade_is_no_better_than_what_the_source_gives(source, grade, as_of, fine):
    told = {"says": "x", "source": source, "grade": grade, "as_of": as_of}
    if fine:
        assert Fact[str].model_validate(told).grade == grade
    else:
        with pytest.raises(ValidationError):
            Fact[str].model_validate(told)


def test_a_fact_without_a_grade_or_a_source_is_refused():
    entry = supervisors()["FR"].model_dump()
    for missing in ("grade", "source"):
        name = {key: value for key, value in entry["name"].items() if key != missing}
        with pytest.raises(ValidationError):
            Supervisor.model_validate({**entry, "name": name})


# What is known: the counts of the page of facts


def codes(*, that):
    return {code for code, entry in supervisors().items() if that(entry)}


def test_an_address_is_known_for_all_but_the_uk_and_none_is_general_knowledge():
    assert codes(that=lambda entry: entry.post is None) == {"GB"}
    assert Counter(entry.post.grade for entry in supervisors().values() if entry.post) == {
        "A": 15,
        "A-old": 1,
        "B": 25,
        "C": 5,
    }
    assert codes(that=lambda entry: entry.post and entry.post.grade == "C") == {"IE", "PL", "SK", "IS", "LI"}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("HR", "Selska cesta 136"), ("EE", "Tatari 39"), ("DE-HH", "Ludwig-Erhard-Straße 22, 7. OG"),
        ("DE-SN", "Postfach 11 01 32"), ("HU", "Pf. 9."), ("LT", "L. Sapiegos g. 17"), ("IE", "6 Pembroke Row"),
        ("PL", "ul. Stanisława Moniuszki 1A"), ("SK", "Námestie 1. mája 18"), ("IS", "Laugavegur 166, 4th floor"),
    ],
)  # fmt: skip
def test_the_ten_addresses_that_were_missing_are_there(code, line):
    post = supervisors()[code].post
    assert post
    assert line in post.says


def test_who_moved_has_the_other_address_beside_it():
    elsewhere = {code for code, entry in supervisors().items() if entry.post and entry.post.elsewhere}
    assert elsewhere >= {"IE", "PL", "SK", "IS", "LI", "DE-NW", "DE-BY"}


def test_a_form_or_a_page_on_complaints_is_known_for_44():
    assert codes(that=lambda entry: not entry.links) == {"CZ", "EE", "DE-TH"}
    best = Counter(min(link.grade for link in entry.links) for entry in supervisors().values() if entry.links)
    assert best == {"A": 24, "B": 15, "C": 5}


def test_an_e_mail_address_is_known_for_44_and_none_is_published_by_three():
    assert codes(that=lambda entry: entry.email is None) == {"FR", "ES", "CH"}


def test_a_plain_e_mail_is_no_way_in_at_ten_and_nobody_knows_of_twelve():
    no = {"BG", "LV", "LT", "PL", "IT", "SK", "FR", "NL", "NO", "HU"}
    assert codes(that=lambda entry: entry.plain_email is False) == no
    unknown = {"BE", "CY", "CZ", "EE", "ES", "GB", "CH", "IS", "LI", "LU", "MT", "PT"}
    assert codes(that=lambda entry: entry.plain_email is None) == unknown


def test_nine_ask_for_a_signature_and_one_for_a_copy_of_an_identity_document():
    nine = {"BG", "LV", "LT", "PL", "SK", "IT", "HU", "RO", "IS"}
    assert codes(that=lambda entry: entry.signature) == nine
    assert codes(that=lambda entry: entry.identity) == {"IT"}


def test_a_line_to_sign_is_there_but_where_the_authority_itself_takes_a_plain_e_mail():
    none = {"AT", "HR", "DK", "FI", "DE-BY", "DE-SN", "SI"}
    assert codes(that=lambda entry: not entry.to_sign) == none


def test_limits_of_files_are_known_for_five_and_proof_of_the_request_is_part_of_it_for_five():
    assert codes(that=lambda entry: entry.files) == {"FI", "DK", "GB", "CZ", "DE-BY"}
    assert codes(that=lambda entry: entry.request and entry.request.says == "enclose") == {
        "AT", "LV", "SK", "RO", "FR",
    }  # fmt: skip


def test_the_figures_of_the_documentation_are_those_of_the_data():
    page = " ".join((ROOT / "docs" / "commands.md").read_text("utf-8").split())
    everyone = supervisors()
    linked = codes(that=lambda entry: entry.links)
    assert f"its form (known for {len(linked)} of {len(everyone)})" in page
    assert (len(codes(that=lambda entry: entry.plain_email is False)), "at ten a plain one" in page) == (10, True)
    assert (len(codes(that=lambda entry: entry.plain_email is None)), "at twelve nobody" in page) == (12, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"by_email": {"says": "no"}, "ways": {"says": ["email", "post"]}},
        {"by_email": {"says": "signed"}, "ways": {"says": ["email"]}},
        {"by_email": {"says": "yes"}, "ways": {"says": ["signed_email"]}, "email": {"says": "a@example.eu"}},
        {"by_email": None, "ways": {"says": ["email"]}},
        {"by_email": {"says": "yes"}, "ways": None, "email": None},
    ],
)
def test_no_entry_says_two_things_of_e_mail(wrong):
    entry = supervisors()["FR"].model_dump()
    graded = {key: value and {**value, "grade": "A", "source": "own"} for key, value in wrong.items()}
    with pytest.raises(ValidationError, match="mail"):
        Supervisor.model_validate({**entry, **graded})


def test_a_link_is_given_in_the_language_of_the_person_where_there_is_one():
    finnish = supervisors()["FI"]
    for language, given in (("en", "en"), ("fr", "fi")):
        link = finnish.link("form", language)
        assert link
        assert link.language == given
    assert finnish.link("page", "fi") is None


# Names and languages


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FR", "FR"), ("fr", "FR"), ("France", "FR"), ("Frankreich", "FR"), ("Allemagne", "DE"), ("Germany", "DE"),
        ("DE-BY", "DE-BY"), ("bayern", "DE-BY"), ("UK", "GB"), ("Royaume-Uni", "GB"), (" Schweiz ", "CH"),
        ("EL", "GR"), ("Griechenland", "GR"), ("US", None), ("Frnace", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_code_or_its_name_in_our_languages(written, code):
    assert code_of(written) == code


def test_a_country_is_said_in_the_language_and_a_land_by_its_name():
    assert [supervisors()["GR"].country(language) for language in ("en", "fr", "de")] == [
        "Greece",
        "Grèce",
        "Griechenland",
    ]
    assert supervisors()["DE-SN"].country("fr") == "Sachsen"


@pytest.mark.parametrize(
    ("code", "person", "language"),
    [
        ("FR", "en", "fr"), ("FR", "fr", "fr"), ("DE-BY", "en", "de"), ("IE", "de", "en"), ("BE", "en", "fr"),
        ("BE", "de", "de"), ("LU", "en", "en"), ("DK", "fr", "en"), ("RO", "de", "en"), ("PL", "fr", "fr"),
        ("CH", "en", "de"), ("CH", "fr", "fr"), ("GB", "de", "en"), ("NO", "de", "de"),
    ],
)  # fmt: skip
def test_a_letter_is_in_a_language_that_the_authority_takes_where_there_is_one(code, person, language):
    assert language_for(supervisors()[code], person, ("en", "fr", "de")) == language


def test_the_authorities_that_take_english_besides_their_own_are_those_of_the_list():
    english = {code for code, entry in supervisors().items() if "en" in entry.languages.says}
    assert english == {"CY", "DK", "FI", "GR", "IE", "LI", "LU", "MT", "NL", "RO", "SE", "SI", "GB"}
