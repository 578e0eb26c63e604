"""The person's own values: checked on the way in, never shown in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.errors import SettingsError
from optout.person import OPTIONS, Person, checked_account, checked_email, same_email
from optout.settings import Settings

pytestmark = pytest.mark.usefixtures("no_variables")
CANARY = "canary"


def refused(check, *values):
    with pytest.raises(SettingsError) as caught:
        check(*values)
    assert CANARY not in f"{caught.value.says} {caught.value!r} {caught.value.__cause__}"
    return caught.value.says


def configured(comment=None, **values):
    return Person.from_settings(Settings(_env_file=None, **values), comment)


@pytest.mark.parametrize(
    ("given_as", "address"),
    [
        ("ada@example.eu", "ada@example.eu"),
        ("  ada@example.eu\n", "ada@example.eu"),
        ("Ada.Lovelace+meta@EXAMPLE.EU", "Ada.Lovelace+meta@example.eu"),
        ("ü@bücher.de", "ü@bücher.de"),
    ],
)
def test_an_address_is_taken_trimmed_and_with_its_domain_in_small_letters(given_as, address):
    assert checked_email(given_as) == address


@pytest.mark.parametrize(
    "text",
    [
        CANARY,
        f"{CANARY}@",
        f"@{CANARY}.eu",
        f"{CANARY}@localhost",
        f"{CANARY}@x..eu",
        f"{CANARY} b@x.eu",
        f"{CANARY}@x.eu, b@x.eu",
        f"Ada <{CANARY}@x.eu>",
        f"<script>@{CANARY}.eu",
        f"{CANARY}@[127.0.0.1]",
        f"{CANARY}\x1b@x.eu",
        f"{CANARY}\udc80@x.eu",
        "",
        f"\u202e{CANARY}@x.eu",
        f"{CANARY}@{'x' * 300}.eu",
        f"{CANARY}\r\nBcc: b@x.eu",
    ],
)
def test_what_cannot_be_an_address_is_refused_without_being_shown(text):
    assert refused(checked_email, text) == "OPTOUT_EMAIL or --email: this is not an e-mail address"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_settings_error(text):
    try:
        assert "@" in checked_email(text)
    except SettingsError as error:
        says = error.says
    else:
        return
    assert says == "OPTOUT_EMAIL or --email: this is not an e-mail address"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ada@example.eu", "ada@example.eu", True),
        (" ada@example.eu ", "ada@EXAMPLE.eu", True),
        ("Ada@example.eu", "ada@example.eu", False),
        ("ada@example.eu", "ada@example.org", False),
        ("ada@example.eu", "ada@example.eu.evil.eu", False),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example", True),
        ("ada@bücher.example", "ada@BÜCHER.example", True),
        ("ada@bücher.example", "ada@bucher.example", False),
        ("ada@b ü.example", "ada@b ü.example", True),
        ("", "", True),
    ],
)
def test_two_addresses_are_the_same_when_trimmed_and_with_the_domain_in_small_letters(one, other, same):
    assert same_email(one, other) is same


@pytest.mark.parametrize("label", ["default", "a", "1", "work-2", "a" * 32])
def test_an_account_label_of_small_letters_digits_and_dashes_is_taken(label):
    assert checked_account(label) == label


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Canary",
        "-canary",
        "canary-",
        "a" * 33,
        "canary eu",
        "canary/..",
        "..",
        ".",
        "canary\n",
        "canary@x.eu",
        "canäry",
        "a_b",
        "\x1b",
        "\u0661",
    ],
)
def test_any_other_account_label_is_refused_without_being_shown(label):
    assert refused(checked_account, label).startswith("OPTOUT_ACCOUNT or --account: use small letters")


@pytest.mark.parametrize("country", ["FR", "fr", " XK ", "France", "  Österreich ", "Ελλάδα", "Bosnia & Herzegovina"])
def test_a_country_is_taken_trimmed(country):
    assert configured(country=country).value("country") == country.strip()


@pytest.mark.parametrize(
    ("country", "hint"),
    [
        ("ZZ", "FR, or the name as the form shows it"),
        ("eu", "FR, or the name as the form shows it"),
        ("UK", "did you mean GB?"),
        ("el", "did you mean GR?"),
        ("DA", "did you mean DK?"),
        ("RF", "did you mean FR?"),
    ],
)
def test_two_letters_that_are_the_code_of_no_country_are_refused_with_the_one_that_may_be_meant(country, hint):
    with pytest.raises(SettingsError) as caught:
        configured(country=country)
    assert caught.value.says == "OPTOUT_COUNTRY or --country: these two letters are the code of no country"
    assert caught.value.hint == hint


@pytest.mark.parametrize("country", [f"{CANARY}\nx", f"{CANARY}\x1b", f"{CANARY}\u202e", CANARY * 20])
def test_a_country_that_is_not_one_short_line_is_refused_without_being_shown(country):
    assert refused(lambda: configured(country=country)) == "OPTOUT_COUNTRY: must be one short line of text"


def test_a_person_is_made_of_what_was_configured():
    person = configured(email="ada@EXAMPLE.eu", comment="two words", country="FR", account="work")
    assert [person.value(field) for field in OPTIONS] == ["ada@example.eu", "two words", "FR"]
    assert person.account == "work"


def test_a_comment_given_beside_the_settings_wins_and_an_empty_one_means_none():
    settings = Settings(_env_file=None, comment="configured")
    assert Person.from_settings(settings).value("comment") == "configured"
    assert Person.from_settings(settings, "given").value("comment") == "given"
    assert Person.from_settings(settings, "").value("comment") is None


def test_nothing_configured_is_a_person_with_nothing():
    person = configured()
    assert [person.describe(field) for field in OPTIONS] == ["none"] * 3


def test_values_are_described_without_being_shown():
    person = configured(email="ada@example.eu", comment="one", country="FR")
    assert [person.describe(field) for field in OPTIONS] == ["ad•••@example.eu", "1 word", "FR"]
    assert configured(comment="one two").describe("comment") == "2 words"


def test_a_person_never_shows_values_when_printed_or_wrong():
    person = configured(email=f"{CANARY}@example.eu", comment=CANARY, country=CANARY)
    assert CANARY not in f"{person!r} {person} {person.model_dump()} {person.model_dump_json()}"


def test_a_persons_redactor_knows_the_address_and_the_comment_whole_and_by_line():
    redact = configured(email="ada@example.eu", comment="the first line\nthe second line\nshort").redactor()
    assert redact("ada@example.eu wrote: the second line") == "ad•••@example.eu wrote: •••"
    assert redact("the first line\nthe second line\nshort") == "•••"
    assert redact("the first line the second line short") == "•••"


def test_a_persons_redactor_does_not_show_what_follows_an_address_in_the_comment():
    redact = configured(comment="write to ada@example.eu, born in 1980").redactor()
    assert redact("write to ada@example.eu, born in 1980") == "•••"


def test_every_field_says_how_it_can_be_given():
    assert all("--" in option and f"OPTOUT_{field.upper()}" in option for field, option in OPTIONS.items())
