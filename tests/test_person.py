"""The person's own values: checked on the way in, never shown in a message."""

import unicodedata
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from optout.errors import UsageError
from optout.person import (
    COMMENT_LIMIT,
    OPTIONS,
    Person,
    checked_account,
    read_comment_file,
    same_email,
)
from optout.settings import Settings

pytestmark = pytest.mark.usefixtures("no_variables")
CANARY = "canary"


def refused(check, *values):
    with pytest.raises(UsageError) as caught:
        check(*values)
    assert CANARY not in f"{caught.value.message} {caught.value!r} {caught.value.__cause__}"
    return caught.value.message


def configured(comment=None, **values):
    return Person.from_settings(Settings(**values), comment)


def email_of(text):
    return Person.from_settings(Settings.model_construct(email=SecretStr(text))).value("email")


def comment_of(text):
    return configured(text).value("comment")


def test_an_address_is_taken_trimmed_and_with_its_domain_in_small_letters():
    for given_as, address in {
        "  ada@example.eu\n": "ada@example.eu",
        "Ada.Lovelace+meta@EXAMPLE.EU": "Ada.Lovelace+meta@example.eu",
        "ü@bücher.de": "ü@bücher.de",
    }.items():
        assert email_of(given_as) == address


def test_what_cannot_be_an_address_is_refused_without_being_shown():
    for text in (CANARY, f"@{CANARY}.eu", f"{CANARY}@localhost", f"{CANARY}@x.eu, b@x.eu", f"Ada <{CANARY}@x.eu>",
                 f"{CANARY}@x\x1b.eu", f"{CANARY}\udc80@x.eu", " ", f"{CANARY}\r\nBcc: b@x.eu"):  # fmt: skip
        assert refused(email_of, text) == "OPTOUT_EMAIL or --email: this is not an e-mail address"


def test_two_addresses_are_the_same_when_trimmed_and_with_the_domain_in_small_letters():
    for one, other, same in (
        (" ada@example.eu ", "ada@EXAMPLE.eu", True),
        ("Ada@example.eu", "ada@example.eu", False),
        ("ada@example.eu", "ada@example.org", False),
        ("ada@example.eu", "ada@example.eu.evil.eu", False),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example", True),
        ("ada@bücher.example", "ada@bucher.example", False),
        ("ada@straße.example", "ada@strasse.example", False),
        ("ada@b ü..example", "ada@b ü..example", True),
    ):
        assert same_email(one, other) is same


def test_an_account_label_of_small_letters_digits_and_dashes_is_taken_and_any_other_refused_without_being_shown():
    for label in ("default", "a", "work-2", "a" * 32):
        assert checked_account(label) == label
    for label in (
        "",
        "Canary",
        "-canary",
        "canary-",
        "a" * 33,
        "canary eu",
        "canary/..",
        "..",
        "canary\n",
        "canäry",
    ):
        assert refused(checked_account, label).startswith(
            "OPTOUT_ACCOUNT or --account: use small letters"
        )


def test_a_country_is_one_short_line_and_any_other_is_refused_without_being_shown():
    for country in ("FR", "  Österreich ", "Ελλάδα", "Bosnia & Herzegovina"):
        assert configured(country=country).value("country") == country.strip()
    for country in (f"{CANARY}\nx", f"{CANARY}\x1b", f"{CANARY}\u202e", CANARY * 20):
        reason = refused(partial(configured, country=country))
        assert reason == "OPTOUT_COUNTRY: must be one short line of text"


def test_a_person_is_made_of_what_was_configured():
    person = configured(
        email="ada@EXAMPLE.eu",
        comment="two words",
        country="FR",
        name="Ada van Example",
        first_name="Ada",
        last_name="van Example",
        account="work",
    )
    given = [person.value(field) for field in OPTIONS]
    assert given == ["ada@example.eu", "two words", "FR", "Ada van Example", "Ada", "van Example"]
    assert person.account == "work"


def test_the_parts_of_a_name_are_not_guessed_from_it():
    """Nobody knows where “Nagy Anna” or “Ada van Example” part."""
    person = configured(name="Ada Example")
    assert (person.value("first_name"), person.value("last_name")) == (None, None)


@pytest.mark.parametrize("setting", ["name", "first_name", "last_name"])
def test_a_name_of_several_lines_is_refused_without_being_shown(setting):
    reason = refused(partial(configured, **{setting: f"{CANARY}\nx"}))
    assert reason == f"OPTOUT_{setting.upper()}: must be one short line of text"


def test_a_name_of_one_word_spoils_no_sentence():
    redact = configured(name="May").redactor()
    assert redact("It May have been sent") == "It May have been sent"


def test_a_comment_given_beside_the_settings_wins_and_an_empty_one_means_none():
    settings = Settings(comment="configured")
    assert Person.from_settings(settings).value("comment") == "configured"
    assert Person.from_settings(settings, "given").value("comment") == "given"
    assert Person.from_settings(settings, "").value("comment") is None


def test_values_are_described_without_being_shown():
    person = configured(
        email="ada@example.eu",
        comment="one",
        country="FR",
        name="Ada Example",
        first_name="Ada",
        last_name="Example",
    )
    described = [person.describe(field) for field in OPTIONS]
    assert described == ["ad•••@example.eu", "1 word", "FR", "A••• E•••", "A•••", "E•••"]
    assert configured(comment="one two").describe("comment") == "2 words"


def test_a_person_never_shows_values_when_printed_or_wrong():
    person = configured(email=f"{CANARY}@example.eu", comment=CANARY, country=CANARY, name=CANARY)
    assert CANARY not in f"{person!r} {person} {person.model_dump()} {person.model_dump_json()}"


def test_a_persons_redactor_knows_the_address_and_the_comment_whole_and_by_line():
    redact = configured(
        email="ada@example.eu",
        comment="the first line\nthe second line\nshort",
        name="Ada Example",
    ).redactor()
    assert redact("Ada Example wrote") == "••• wrote"
    assert redact("ada@example.eu wrote: the second line") == "ad•••@example.eu wrote: •••"
    assert redact("the first line\nthe second line\nshort") == "•••"
    assert redact("the first line the second line short") == "•••"


# The comment


@pytest.fixture
def file(tmp_path):
    return tmp_path / f"{CANARY}.txt"


@pytest.mark.parametrize("character", ["a", "🙂"])
def test_a_comment_of_ten_thousand_characters_is_taken_and_one_more_is_not(file, character):
    file.write_bytes((character * COMMENT_LIMIT).encode() + b"\r\n" * 100)
    assert comment_of(read_comment_file(file)) == character * COMMENT_LIMIT
    says = refused(comment_of, CANARY + character * COMMENT_LIMIT)
    assert says == "comment: has 10,006 characters, at most 10,000 are allowed"


def test_a_comment_is_sent_as_it_was_written_but_for_line_ends_and_how_accents_are_put_together():
    for text in (
        "👩\u200d👩\u200d👧 family, 🇪🇺 flag",
        "עברית ועוד\nالعربية",
        "a \u202eright-to-left\u202c b",
        "tabs\tare\ttext, é ß ł — “…” 100 %, a\u00a0b",
    ):
        assert comment_of(text) == text
    assert comment_of("a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"
    assert comment_of(unicodedata.normalize("NFD", "é")) == "é"


@pytest.mark.parametrize("text", ["", "\n\t\r\n", "\u00a0"])
def test_a_comment_with_nothing_in_it_is_none(text):
    assert comment_of(text) is None
    assert Person.from_settings(Settings(comment=text)).comment is None


def test_a_control_character_in_a_comment_is_refused_with_its_place():
    for text, says in {
        f"{CANARY}\x1b[31m": "U+001B at line 1, character 7",
        f"\n\n{CANARY}\n\x00": "U+0000 at line 4, character 1",
        f"{CANARY}\r\na\x07": "U+0007 at line 2, character 2",
        f"  {CANARY}\udc80": "U+DC80 at line 1, character 9",
    }.items():
        assert refused(comment_of, text) == f"comment: control character {says}"


@given(st.text())
def test_a_comment_that_was_checked_passes_again_unchanged(text):
    try:
        comment = comment_of(text)
    except UsageError:
        return
    assert comment is None or comment_of(comment) == comment


def test_a_comment_file_is_read_or_says_why_not(file):
    assert refused(read_comment_file, file).startswith("--comment-file: cannot be read: ")
    for raw in (b"\xef\xbb\xbfh\xc3\xa9", b"h\xc3\xa9"):  # with a byte-order mark, and without
        file.write_bytes(raw)
        assert read_comment_file(file) == "hé"
    file.write_bytes(f"{CANARY} é".encode("latin-1"))
    assert refused(read_comment_file, file) == "--comment-file: is not UTF-8 text (byte 7)"
